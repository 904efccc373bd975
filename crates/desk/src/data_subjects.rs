//! People whose data is kept: what there is about them, given to them on request; their consents; their word that
//! nothing be kept any more, which erases it; and what has been kept long enough.

pub mod due;
pub mod erasure;

use ruling::calendar::Instant;
use ruling::fact::{Fact, FactKind};
use ruling::policy::problem::Text;
use ruling::policy::{Field, Packs};

use crate::account::token;
use crate::case_sheet::{AccessLine, TimelineLine};
use crate::customers::Found;
use crate::notices::NoticeKind;
use crate::permission::{Action, Permit, Target, deed};
use crate::sight::{Seen, Sight};
use crate::usage::Budget;
use crate::{Actor, Desk, Refusal};

/// Something that is kept about a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptValue {
    /// Its name.
    pub name: String,
    /// What people read.
    pub label: Text,
    /// The value: masked on the page, in clear in the file for the person.
    pub value: String,
    /// Why it is kept, where the regulation says so.
    pub purpose: Option<Text>,
    /// Days that it is kept after the case closes.
    pub retention_days: Option<u32>,
}

/// What became of a consent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConsentKind {
    /// It was given.
    Given,
    /// It was taken back.
    Withdrawn,
    /// What was kept was erased.
    Erased,
}

/// A consent, or the end of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsentLine {
    /// Which.
    pub kind: ConsentKind,
    /// When it was recorded.
    pub at: Instant,
    /// What for.
    pub scope: Option<Text>,
    /// In which way it was given.
    pub ways: Vec<Text>,
    /// Which version of the notice was in force.
    pub notice: Option<String>,
    /// Who recorded it, by name.
    pub by: Option<String>,
}

/// A person whose data is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubjectSheet {
    /// The case it was opened by.
    pub case: u64,
    /// Every case of theirs that the reader may see.
    pub cases: Vec<u64>,
    /// There are others, which the reader may not see: for those, others answer.
    pub has_others: bool,
    /// What is kept, masked. Empty: nothing is any more.
    pub kept: Vec<KeptValue>,
    /// Consents and their ends, the oldest first.
    pub consents: Vec<ConsentLine>,
    /// Why consent cannot be taken back here; none: it can.
    pub withdrawal: Option<erasure::NoWithdrawal>,
    /// Entries that stay in the ledger without a name.
    pub entries: usize,
}

/// What is kept about a person, for them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubjectFile {
    /// When it was made.
    pub made: Instant,
    /// What is kept, in clear.
    pub kept: Vec<KeptValue>,
    /// Consents and their ends.
    pub consents: Vec<ConsentLine>,
    /// What was recorded, by case.
    pub recorded: Vec<(u64, Vec<TimelineLine>)>,
    /// Who saw the data in clear, and when.
    pub accesses: Vec<AccessLine>,
}

impl Desk {
    /// Looks for a person by a number or a name among those whose data an actor answers for.
    ///
    /// # Errors
    /// The actor answers for nobody's, or typed nothing that could be looked for.
    pub fn find_subject(&self, actor: &Actor, text: &str) -> Result<Found, Refusal> {
        actor.may::<deed::AnswerSubjects>(Target::Anything)?;
        self.search_customers(actor, text)
    }

    /// What is kept about a case's customer, masked.
    ///
    /// # Errors
    /// No case that the actor sees whole and answers for.
    pub fn subject_sheet(&self, actor: &Actor, case: u64) -> Result<SubjectSheet, Refusal> {
        let (_, seen) = self.answered_for(actor, case)?;
        self.trace_look(actor, case, &seen.concerned)?;
        let masked = self.ledger.masked(case)?.into_iter();
        let kept = masked.map(|(name, value)| kept(&seen.packs, actor.now, name, value));
        let kept: Vec<KeptValue> = kept.collect();
        let all = self.ledger.cases_of_customer(case)?;
        let mut cases = Vec::new();
        let (mut consents, mut entries) = (Vec::new(), 0);
        for one in &all {
            let Ok((_, seen)) = self.answered_for(actor, *one) else {
                continue;
            };
            cases.push(*one);
            entries += self.ledger.facts_of(*one)?.len();
            consents.extend(self.consents_of(&seen)?);
        }
        consents.sort_by_key(|line| line.at);
        consents.dedup();
        Ok(SubjectSheet {
            case,
            has_others: cases.len() < all.len(),
            withdrawal: self.no_withdrawal(actor, &seen, kept.is_empty(), (&cases, &all)),
            cases,
            kept,
            consents,
            entries,
        })
    }

    /// Everything that is kept about a case's customer, in clear, for the customer. Who asked for it and why is
    /// recorded first, and the day's budget for taking data out counts it.
    ///
    /// # Errors
    /// No case that the actor answers for, no reason, erased data, or today's budget used up.
    pub fn subject_file(
        &self,
        actor: &Actor,
        case: u64,
        reason: &str,
    ) -> Result<SubjectFile, Refusal> {
        let (permit, seen) = self.answered_for(actor, case)?;
        if reason.trim().is_empty() {
            return Err(Refusal::Missing {
                field: "subject_reason",
            });
        }
        let budget = Budget {
            action: Action::AnswerSubjects,
            deed: "subject",
            limit: self.settings.exports_a_day,
            alert: NoticeKind::ManyExports,
        };
        self.spend(permit.staff, budget)?;
        let key: [u8; 16] = token::random()?;
        let personal = self.ledger.reveal(case, permit.staff, reason, &key)?;
        let kept = personal.names().filter_map(|name| {
            let value = personal.get(name)?.to_owned();
            Some(kept(&seen.packs, actor.now, name.to_owned(), value))
        });
        let kept = kept.collect();
        let (mut consents, mut recorded) = (Vec::new(), Vec::new());
        for one in self.ledger.cases_of_customer(case)? {
            if let Ok((_, seen)) = self.answered_for(actor, one) {
                consents.extend(self.consents_of(&seen)?);
                recorded.push((one, self.timeline(actor, &seen)?));
            }
        }
        Ok(SubjectFile {
            made: actor.now,
            kept,
            consents,
            recorded,
            accesses: self.accesses_of(actor, &seen, case)?,
        })
    }

    /// A case whose customer an actor answers to.
    pub(crate) fn answered_for(
        &self,
        actor: &Actor,
        case: u64,
    ) -> Result<(Permit<deed::AnswerSubjects>, Seen), Refusal> {
        let seen = self.seen(actor, case, actor.now, actor.now)?;
        let refused = Refusal::NotAllowed(Action::AnswerSubjects);
        if seen.sight != Sight::Whole {
            return Err(refused);
        }
        match actor.may::<deed::AnswerSubjects>(seen.concerned.target()) {
            Ok(permit) => Ok((permit, seen)),
            // That the case is there is no secret to whoever sees it.
            Err(_) => Err(refused),
        }
    }

    fn consents_of(&self, seen: &Seen) -> Result<Vec<ConsentLine>, Refusal> {
        let directory = self.ledger.directory()?;
        let facts = seen.judged.file.facts().iter();
        let lines = facts.filter_map(|fact| {
            let by = fact.actor.and_then(|staff| directory.staff.get(&staff));
            consent(&seen.packs, fact, by.cloned())
        });
        Ok(lines.collect())
    }
}

/// A fact as part of the history of consents; a colleague's consent is none.
fn consent(packs: &Packs, fact: &Fact, by: Option<String>) -> Option<ConsentLine> {
    let kind = match fact.kind {
        FactKind::Consented if fact.what.is_some() && fact.person.is_none() => ConsentKind::Given,
        FactKind::ConsentWithdrawn => ConsentKind::Withdrawn,
        FactKind::Erased => ConsentKind::Erased,
        _ => return None,
    };
    let is_given = kind == ConsentKind::Given;
    let ways = fact.particulars.iter().flat_map(|more| more.given.iter());
    let policy = packs.version(packs.in_force(fact.recorded));
    Some(ConsentLine {
        kind,
        at: fact.recorded,
        scope: is_given.then(|| packs.label(fact.what)),
        ways: ways.map(|way| packs.label(way)).collect(),
        notice: policy
            .filter(|_| is_given)
            .map(|policy| policy.version.clone()),
        by,
    })
}

fn kept(packs: &Packs, now: Instant, name: String, value: String) -> KeptValue {
    let policy = packs.version(packs.in_force(now));
    let field: Option<&Field> = policy.and_then(|policy| policy.field_kept_as(&name, &packs.names));
    KeptValue {
        label: field.map_or_else(
            || packs.label(packs.names.find(&name)),
            |field| field.label.clone(),
        ),
        purpose: field.and_then(|field| field.purpose.clone()),
        retention_days: field.and_then(|field| field.retention_days),
        name,
        value,
    }
}
