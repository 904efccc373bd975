//! What was written on paper during an outage, entered line by line: each counts from the time on paper and is
//! recorded as what it is, entered later; what is wrong with one line keeps none of the others out.

use std::sync::Arc;

use ledger::fault::{Failure, Refusal as LedgerRefusal};
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

/// A line as it is to be recorded.
struct Line {
    /// Its place among those that came.
    number: usize,
    /// For whom it registers somebody; none: a visit only.
    claimant: Option<StaffId>,
    new: NewFact,
    packs: Arc<Packs>,
    key: Vec<u8>,
}

/// What becomes of a line: where things stand after it, or why it was not entered.
pub type LineAnswer = Result<Text, Refusal>;
/// An answer with the place of its line among those that came.
type Numbered = (usize, LineAnswer);

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
        let (mut answers, lines) = self.paper_lines(actor, batch)?;
        let mut commands = Vec::new();
        for line in &lines {
            let new = match line.claimant {
                Some(claimant) => self.as_of_now((&line.packs, claimant), &line.new)?.0,
                None => line.new.clone(),
            };
            commands.push((Command::Record(Box::new(new)), line.key.clone()));
        }
        for (line, done) in lines.iter().zip(self.ledger.rehearse(commands)?) {
            let done = match done {
                Err(Failure::Refused(LedgerRefusal::NotAccepted(refused))) => {
                    let reasons = self.reasons(&line.packs, &refused.case, &refused.ruling)?;
                    Err(Refusal::NotAccepted(reasons))
                }
                done => done.map_err(Refusal::from),
            };
            answers.push((line.number, self.line_answer(done)?));
        }
        Ok(in_order(answers))
    }

    /// Enters lines in the order of their times; of each, in the order in which they came, what became of it. What
    /// is refused leaves the others as they are, and of a line what came before it is known.
    ///
    /// # Errors
    /// As [`Desk::check_paper`].
    pub fn enter_paper(
        &self,
        actor: &Actor,
        batch: &PaperBatch,
    ) -> Result<Vec<LineAnswer>, Refusal> {
        let (mut answers, lines) = self.paper_lines(actor, batch)?;
        for line in lines {
            let done = match line.claimant {
                Some(claimant) => {
                    let of = (&*line.packs, claimant);
                    self.record_claim(of, (&line.new, &line.key), || Ok(None))
                }
                None => {
                    let command = Command::Record(Box::new(line.new));
                    let done = self.ledger.carry_out(command, &line.key);
                    done.map_err(Refusal::from)
                }
            };
            answers.push((line.number, self.line_answer(done)?));
        }
        self.follow()?;
        Ok(in_order(answers))
    }

    /// Lines in the order of their times as they are to be recorded, and what is wrong with the others.
    fn paper_lines(
        &self,
        actor: &Actor,
        batch: &PaperBatch,
    ) -> Result<(Vec<Numbered>, Vec<Line>), Refusal> {
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
        let (mut answers, mut lines) = (Vec::new(), Vec::new());
        for (number, line) in numbered {
            match self.as_recorded(actor, (&outage, &batch.reason), line) {
                Ok((new, packs)) => lines.push(Line {
                    number,
                    claimant: line.staff.filter(|_| line.deed != PaperDeed::Visit),
                    new,
                    packs,
                    key: [&key, format!(" {number}").as_bytes()].concat(),
                }),
                Err(Refusal::Fault(fault)) => return Err(fault.into()),
                Err(refusal) => answers.push((number, Err(refusal))),
            }
        }
        Ok((answers, lines))
    }

    fn line_answer(&self, done: Result<Recorded, Refusal>) -> Result<LineAnswer, Refusal> {
        match done {
            Ok(done) => {
                let judged = done.case.ok_or(Refusal::NotFound)?;
                Ok(Ok(self.headline_of(&judged)?))
            }
            Err(Refusal::Fault(fault)) => Err(fault.into()),
            Err(refusal) => Ok(Err(refusal)),
        }
    }

    /// What a line is recorded as, and the regulation that judges it.
    fn as_recorded(
        &self,
        actor: &Actor,
        (outage, reason): (&Outage, &str),
        line: &PaperLine,
    ) -> Result<(NewFact, Arc<Packs>), Refusal> {
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
        let FilledIn { fields, more } = filled_in((policy, &packs), &typed, beside, at)?;
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
        Ok((new, packs))
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

fn in_order(mut answers: Vec<Numbered>) -> Vec<LineAnswer> {
    answers.sort_by_key(|(number, _)| *number);
    answers.into_iter().map(|(_, answer)| answer).collect()
}
