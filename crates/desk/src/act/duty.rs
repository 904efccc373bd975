//! What a regulation asks for and is met by saying that it was done: a return visit with its score, a check.

use ruling::calendar::Instant;
use ruling::fact::{Fact, FactKind, Seq};
use ruling::name::Symbol;
use ruling::policy::problem::Text;
use ruling::ruling::Obligation;

use super::entry::kinds_of;
use super::table::{self, Act};
use super::words::Words;
use super::{ActEntry, ActInput, Case};
use crate::case_sheet::TimelineLine;
use crate::desk::key_of;
use crate::register::{Receipt, fact};
use crate::sight::{Seen, Sight};
use crate::{Actor, Desk, Refusal};

/// One way in which it is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Way {
    /// The regulation's name for it, as forms send it.
    pub name: String,
    /// What people read.
    pub label: Text,
    /// The least and the most score that it is given; none: it is given none.
    pub scores: Option<(i64, i64)>,
}

/// What is to be done, for whoever does it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DutySheet {
    /// The customer, masked.
    pub customer: Option<String>,
    /// What.
    pub what: Text,
    /// Who is to do it.
    pub who: Text,
    /// The clause that asks for it.
    pub clause: Option<String>,
    /// The clause in the company's words.
    pub clause_text: Option<Text>,
    /// First second in which it is late; none: no deadline.
    pub due_until: Option<Instant>,
    /// Whether it is late now.
    pub is_overdue: bool,
    /// How it is done.
    pub ways: Vec<Way>,
    /// First second in which it would be late again, once it is done now; none: it is done for good.
    pub next_until: Option<Instant>,
    /// How often it was done, the newest first.
    pub earlier: Vec<TimelineLine>,
}

/// What is done.
#[derive(Debug, Clone, Default)]
pub struct DutyInput {
    /// The case.
    pub case: u64,
    /// The regulation's name for what it asks for.
    pub what: String,
    /// The entry that it comes from; none: whichever.
    pub of: Option<Seq>,
    /// In which way.
    pub way: String,
    /// The score, where it is given one.
    pub score: Option<i64>,
    /// Sent again, the same key gives the first answer.
    pub key: String,
}

/// A duty of a case, and how it is met.
struct Asked<'a> {
    duty: &'a Obligation,
    names: Vec<Symbol>,
    act: &'static Act,
}

impl Asked<'_> {
    /// The entry that what is done is about, of the kinds that may be.
    fn of(&self, case: Case<'_>) -> Option<Seq> {
        let cause = case.seen.judged.file.by_seq(self.duty.fact?)?;
        kinds_of(self.act)
            .contains(&cause.kind)
            .then_some(cause.seq)
    }
}

impl Desk {
    /// Something that the regulation asks for in a case, and how saying that it is done meets it.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] for a case that the actor may not see and for what is met otherwise;
    /// [`Refusal::NothingToAnswer`] where it is not asked for now.
    pub fn duty(
        &self,
        actor: &Actor,
        case: u64,
        what: &str,
        of: Option<Seq>,
    ) -> Result<DutySheet, Refusal> {
        let seen = self.seen(actor, case, actor.now, actor.now)?;
        let case = Case::of(actor, &seen)?;
        let asked = asked(case, what, of)?;
        let packs = case.packs();
        let clause = packs.clause(asked.duty.source);
        let mut earlier = self.timeline(actor, &seen)?;
        let names = &asked.names;
        earlier.retain(|line| {
            let entry = seen.judged.file.by_seq(line.seq);
            entry.is_some_and(|entry| entry.kind == FactKind::Noted && names.contains(&entry.what))
        });
        earlier.reverse();
        let ways = names.iter().map(|name| Way {
            name: packs.names.text(*name).to_owned(),
            label: packs.label(*name),
            scores: case.words().scores(*name),
        });
        Ok(DutySheet {
            customer: match seen.sight {
                Sight::Whole => self.customer_name(seen.case)?,
                Sight::OwnPart => None,
            },
            what: packs.label(asked.duty.what),
            who: self.party_name(asked.duty.who, packs)?,
            clause: clause.map(|clause| clause.number.clone()),
            clause_text: clause.map(|clause| clause.text.clone()),
            due_until: asked.duty.due_until,
            is_overdue: asked.duty.overdue,
            ways: ways.collect(),
            next_until: self.next_until(case, &asked)?,
            earlier,
        })
    }

    /// When it is late the next time, if it is done now.
    fn next_until(&self, case: Case<'_>, asked: &Asked<'_>) -> Result<Option<Instant>, Refusal> {
        let Some(name) = asked.names.first() else {
            return Ok(None);
        };
        let mut done = Fact {
            actor: Some(case.actor.staff),
            what: *name,
            of: asked.of(case),
            ..fact(FactKind::Noted, case.actor.now)
        };
        let most = case.words().scores(*name).map(|(_, most)| most);
        done.particulars.get_or_insert_default().value = most;
        let judged = self.judged_with(case, &done)?;
        let mut duties = judged.ruling.obligations.iter();
        let again = duties.find(|duty| {
            (duty.source, duty.fact, duty.who)
                == (asked.duty.source, asked.duty.fact, asked.duty.who)
        });
        Ok(again.and_then(|duty| duty.due_until))
    }

    /// Records that something the regulation asks for is done.
    ///
    /// # Errors
    /// As [`Desk::duty`] and [`Desk::act`]; [`Refusal::Score`] without a score of those that count.
    pub fn duty_done(&self, actor: &Actor, input: &DutyInput) -> Result<Receipt, Refusal> {
        let seen = self.seen(actor, input.case, actor.now, actor.now)?;
        let done = match self.done_in(actor, &seen, input) {
            Ok(done) => done,
            // What is asked for no more may be what was done already.
            Err(refusal) if !input.key.is_empty() => {
                let answered = self.answered(seen.case, &key_of(actor, &input.key)?);
                return answered.map_or(Err(refusal), |done| self.receipt_of(&done));
            }
            Err(refusal) => return Err(refusal),
        };
        self.act(actor, &done)
    }

    fn done_in(&self, actor: &Actor, seen: &Seen, input: &DutyInput) -> Result<ActInput, Refusal> {
        let case = Case::of(actor, seen)?;
        let asked = asked(case, &input.what, input.of)?;
        let mut names = asked.names.iter();
        let name = names.find(|name| case.packs().names.text(**name) == input.way);
        let name = *name.ok_or(Refusal::Missing { field: "what" })?;
        Ok(ActInput {
            case: Some(input.case),
            act: asked.act.name.to_owned(),
            entry: ActEntry {
                what: input.way.clone(),
                of: asked.of(case),
                value: input.score.filter(|_| case.words().scores(name).is_some()),
                ..ActEntry::default()
            },
            key: input.key.clone(),
            ..ActInput::default()
        })
    }
}

/// What is noted with a score has one that the regulation counts: another would be recorded in vain.
pub(super) fn refuse_other_score(words: Words<'_>, fact: &Fact) -> Result<(), Refusal> {
    let scores = Some(fact.what).filter(|_| fact.kind == FactKind::Noted);
    let Some((least, most)) = scores.and_then(|name| words.scores(name)) else {
        return Ok(());
    };
    let given = fact.particulars.as_ref().and_then(|more| more.value);
    match given.is_some_and(|given| (least..=most).contains(&given)) {
        true => Ok(()),
        false => Err(Refusal::Score { least, most }),
    }
}

/// What is asked for under a name, the most pressing first.
fn asked<'a>(case: Case<'a>, what: &str, of: Option<Seq>) -> Result<Asked<'a>, Refusal> {
    let what = case.packs().names.find(what);
    let names = case.words().noted_for(what);
    let act = table::named("note").filter(|act| case.words().have(act));
    let act = act.filter(|_| !names.is_empty()).ok_or(Refusal::NotFound)?;
    case.role_allows(act.action, act)?;
    let duties = case.seen.judged.ruling.obligations.iter();
    let duties = duties.filter(|duty| duty.what == what && (of.is_none() || duty.fact == of));
    let duty = duties.min_by_key(|duty| duty.due_until.unwrap_or(Instant::MAX));
    Ok(Asked {
        duty: duty.ok_or(Refusal::NothingToAnswer)?,
        names,
        act,
    })
}
