//! Taking back a registration made by mistake, as long as the regulation lets its filer do so. The case goes back
//! to whoever held it.

use ledger::privacy::personal::Personal;
use ledger::record::{About, NewFact};
use ruling::fact::{Fact, FactKind, Seq};

use crate::permission::{Target, deed};
use crate::register::{Receipt, fact};
use crate::{Actor, Desk, Refusal};

/// A registration to be taken back.
#[derive(Debug, Clone, Default)]
pub struct WithdrawalInput {
    /// Which case.
    pub case: u64,
    /// The entry that filed it.
    pub registration: Seq,
    /// Sent again, the same key gives the first answer.
    pub key: String,
}

impl Desk {
    /// Takes a registration back that the actor filed.
    ///
    /// # Errors
    /// No such registration of theirs, or [`Refusal::TooLate`].
    pub fn withdraw(&self, actor: &Actor, input: &WithdrawalInput) -> Result<Receipt, Refusal> {
        let seen = self.seen(actor, input.case, actor.now, actor.now)?;
        let permit = actor.may::<deed::Register>(Target::Anything)?;
        let mut filed = seen.judged.file.facts().iter();
        let filed = filed.find(|fact| {
            let is_theirs = fact.actor == Some(permit.staff);
            fact.seq == input.registration && fact.kind == FactKind::Registered && is_theirs
        });
        let filed = filed.ok_or(Refusal::NotFound)?;
        let policy = seen.packs.version(seen.packs.in_force(filed.recorded));
        let seconds = policy.map_or(0, |policy| policy.void_within_seconds);
        let until = filed.recorded.plus_seconds(seconds.saturating_add(1));
        let now = self.ledger.now();
        if now >= until {
            return Err(Refusal::TooLate { until });
        }
        let withdrawn = Fact {
            actor: Some(permit.staff),
            of: Some(filed.seq),
            ..fact(FactKind::Withdrawn, now)
        };
        let new = NewFact {
            before: Vec::new(),
            fact: withdrawn,
            about: About::Case(input.case),
            fields: Personal::default(),
        };
        let done = self.record(new, &input.key)?;
        self.receipt_of(&done)
    }
}
