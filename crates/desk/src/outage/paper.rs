//! What was written on paper during an outage, entered line by line: each counts from the time on paper and is
//! recorded as what it is, entered later; what is wrong with one line keeps none of the others out.

use std::sync::Arc;

use ledger::fault::{Failure, Fault, Refusal as LedgerRefusal};
use ledger::record::{About, Command, NewFact, Recorded};
use ruling::fact::{Fact, FactKind, Particulars, Seq, StaffId};
use ruling::policy::Packs;
use ruling::policy::problem::Text;

use super::Outage;
use crate::consent::{Way, consent, consents_given, notice_shown};
use crate::desk::key_of;
use crate::filled_in::{Beside, FilledIn, filled_in, with_reason};
use crate::permission::{Target, deed};
use crate::register::fact;
use crate::{Actor, Desk, Instant, Refusal};

/// Lines that are entered together.
pub const PAPER_LINES_MAX: usize = 50;

/// What a line on paper says happened.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum PaperDeed {
    /// Somebody came.
    #[default]
    Visit,
    /// Somebody was registered.
    Registration,
    /// Somebody came and was registered then.
    Both,
}

/// A line on paper.
#[derive(Debug, Clone, Default)]
pub struct PaperLine {
    /// When it happened, as the paper says.
    pub at: Option<Instant>,
    /// What happened.
    pub deed: PaperDeed,
    /// Who brought the customer, or for whom they are registered; none: they came alone.
    pub staff: Option<StaffId>,
    /// Where it stands: which sheet, which line.
    pub place: String,
    /// Values by the names of fields.
    pub fields: Vec<(String, String)>,
    /// Papers that were there, and marks that were stated.
    pub given: Vec<String>,
    /// Consents that the customer gave on paper, by scope.
    pub consents: Vec<String>,
    /// Kind of customer, by name.
    pub customer_type: Option<String>,
    /// Division code of the customer or project.
    pub region: Option<String>,
}

/// Lines that are entered together.
#[derive(Debug, Clone, Default)]
pub struct PaperBatch {
    /// The entry that declares the outage.
    pub outage: Seq,
    /// Lines, up to [`PAPER_LINES_MAX`].
    pub lines: Vec<PaperLine>,
    /// Why they are entered late, in the words that are kept with each.
    pub reason: String,
    /// Sent again, the same key gives the first answers.
    pub key: String,
}

/// What becomes of a line: where things stand after it, or why it was not entered.
pub type LineAnswer = Result<Text, Refusal>;

impl Desk {
    /// What entering lines would come to. Nothing is recorded.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] for an outage whose paper the actor does not enter; too many lines, or none.
    pub fn check_paper(
        &self,
        actor: &Actor,
        batch: &PaperBatch,
    ) -> Result<Vec<LineAnswer>, Refusal> {
        self.line_answers(actor, batch, |commands| self.ledger.rehearse(commands))
    }

    /// Enters lines in the order of their times; of each, in the order in which they came, what became of it. What
    /// is refused leaves the others as they are.
    ///
    /// # Errors
    /// As [`Desk::check_paper`].
    pub fn enter_paper(
        &self,
        actor: &Actor,
        batch: &PaperBatch,
    ) -> Result<Vec<LineAnswer>, Refusal> {
        let answers =
            self.line_answers(actor, batch, |commands| self.ledger.carry_out_all(commands))?;
        self.follow()?;
        Ok(answers)
    }

    fn line_answers(
        &self,
        actor: &Actor,
        batch: &PaperBatch,
        carry_out: impl FnOnce(Vec<(Command, Vec<u8>)>) -> Result<Vec<Result<Recorded, Failure>>, Fault>,
    ) -> Result<Vec<LineAnswer>, Refusal> {
        actor.may::<deed::RecordVisit>(Target::Anything)?;
        let outage = self.outage(actor, batch.outage)?;
        if !outage.may_enter {
            return Err(Refusal::NotFound);
        }
        if batch.lines.is_empty() || batch.lines.len() > PAPER_LINES_MAX {
            return Err(Refusal::Missing {
                field: "paper_lines",
            });
        }
        let key = key_of(actor, &batch.key)?;
        self.follow()?;
        let mut numbered: Vec<(usize, &PaperLine)> = batch.lines.iter().enumerate().collect();
        numbered.sort_by_key(|(_, line)| line.at);
        let (mut answers, mut waiting, mut commands) = (Vec::new(), Vec::new(), Vec::new());
        for (number, line) in numbered {
            match self.paper_command(actor, (&outage, &batch.reason), line) {
                Ok((command, packs)) => {
                    waiting.push((number, packs));
                    commands.push((command, [&key, format!(" {number}").as_bytes()].concat()));
                }
                Err(Refusal::Fault(fault)) => return Err(fault.into()),
                Err(refusal) => answers.push((number, Err(refusal))),
            }
        }
        for ((number, packs), done) in waiting.into_iter().zip(carry_out(commands)?) {
            answers.push((number, self.line_answer(&packs, done)?));
        }
        answers.sort_by_key(|(number, _)| *number);
        Ok(answers.into_iter().map(|(_, answer)| answer).collect())
    }

    fn line_answer(
        &self,
        packs: &Packs,
        done: Result<Recorded, Failure>,
    ) -> Result<LineAnswer, Refusal> {
        match done {
            Ok(done) => {
                let judged = done.case.ok_or(Refusal::NotFound)?;
                Ok(Ok(self.headline_of(&judged)?))
            }
            Err(Failure::Fault(fault)) => Err(fault.into()),
            Err(Failure::Refused(LedgerRefusal::NotAccepted(refused))) => {
                let reasons = self.reasons(packs, &refused.case, &refused.ruling)?;
                Ok(Err(Refusal::NotAccepted(reasons)))
            }
            Err(failure) => Ok(Err(failure.into())),
        }
    }

    /// What a line is recorded as, and the regulation that judges it.
    fn paper_command(
        &self,
        actor: &Actor,
        (outage, reason): (&Outage, &str),
        line: &PaperLine,
    ) -> Result<(Command, Arc<Packs>), Refusal> {
        let (at, place) = when_and_where(outage, line)?;
        let registers = line.deed != PaperDeed::Visit;
        if registers && line.staff.is_none() {
            return Err(Refusal::Missing {
                field: "paper_staff",
            });
        }
        self.may_enter_for(actor, line.staff, registers)?;
        let packs = self.ledger.packs_for(line.staff.unwrap_or(actor.staff))?;
        let policy = packs.version(packs.in_force(at));
        let policy = policy.ok_or(Refusal::NotFound)?;
        let consents = consents_given(policy, &packs, &line.consents);
        let mut typed = line.fields.clone();
        if !consents.is_empty() {
            typed.extend(notice_shown(policy, &packs));
        }
        let beside = Beside {
            given: &line.given,
            customer_type: line.customer_type.as_deref().filter(|_| registers),
            region: line.region.as_deref(),
        };
        let mut filled_in = filled_in((policy, &packs), &typed, beside, at)?;
        if let (true, Some(claimant)) = (registers, line.staff) {
            let found = self.found_out(policy, claimant, &filled_in.fields)?;
            found
                .into_iter()
                .for_each(|mark| filled_in.more.given.insert(mark));
        }
        let FilledIn { fields, more } = filled_in;
        let on_paper = |kind| Fact {
            actor: Some(actor.staff),
            person: line.staff.filter(|staff| *staff != actor.staff),
            particulars: Some(Box::<Particulars>::new(more.clone())),
            ..fact(kind, at)
        };
        let mut facts: Vec<Fact> = Vec::new();
        if registers {
            let given = consents.into_iter();
            facts.extend(given.map(|scope| consent(scope, Way::Ticked, &packs, at)));
        }
        if line.deed != PaperDeed::Registration {
            facts.push(on_paper(FactKind::Visited));
        }
        if let (true, Some(claimant)) = (registers, line.staff) {
            let both = [Some(actor.staff), Some(claimant)];
            self.refuse_suspended(&packs, FactKind::Registered, &both)?;
            facts.extend(self.counts(&packs, claimant, at)?);
            facts.push(on_paper(FactKind::Registered));
        }
        for fact in &mut facts {
            // What an outage lets count from paper is judged as of then; that it was recorded later, it says itself.
            fact.counts_at = at;
        }
        let last = facts.pop().ok_or(Refusal::NotFound)?;
        let why = format!("{reason} · {} · {place}", outage.lead);
        let new = NewFact {
            before: facts,
            fact: last,
            about: About::Customer,
            fields: with_reason(&fields, &why),
        };
        Ok((Command::Record(Box::new(new)), packs))
    }

    fn may_enter_for(
        &self,
        actor: &Actor,
        staff: Option<StaffId>,
        registers: bool,
    ) -> Result<(), Refusal> {
        let colleague = staff.filter(|staff| *staff != actor.staff);
        let company = self.ledger.company()?;
        let unit = colleague.map(|staff| company.unit_of(staff, actor.now, actor.now));
        let target = unit.map_or(Target::Anything, Target::Unit);
        actor.may::<deed::RecordVisit>(target)?;
        if registers {
            actor.may::<deed::Register>(target)?;
        }
        Ok(())
    }
}

/// When a line happened, within the outage, and where it stands.
fn when_and_where<'l>(outage: &Outage, line: &'l PaperLine) -> Result<(Instant, &'l str), Refusal> {
    let at = line.at.ok_or(Refusal::Missing { field: "paper_at" })?;
    if at < outage.from || outage.until <= at {
        return Err(Refusal::OutsideOutage {
            from: outage.from,
            until: outage.until,
        });
    }
    match line.place.trim() {
        "" => Err(Refusal::Missing {
            field: "paper_place",
        }),
        place => Ok((at, place)),
    }
}
