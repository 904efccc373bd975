//! Taking back a registration made by mistake, as long as the regulation lets its filer do so. The case goes back
//! to whoever held it.

use ledger::fault::{Failure, Refusal as LedgerRefusal};
use ledger::privacy::personal::Personal;
use ledger::record::{About, Command, NewFact};
use ruling::calendar::Instant;
use ruling::fact::{Fact, FactKind, Seq};

use crate::desk::key_of;
use crate::permission::{Target, deed};
use crate::register::{Receipt, fact};
use crate::sight::Seen;
use crate::signed::signed;
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

/// A registration that its filer may still take back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Withdrawable {
    /// The entry that filed it.
    pub registration: Seq,
    /// First second in which it is too late.
    pub until: Instant,
    /// Whether a deal was entered since, so that it stays: whose the deal is rests on it.
    pub is_sold: bool,
}

/// First second in which a registration cannot be taken back any more.
fn until(seen: &Seen, filed: &Fact) -> Instant {
    let policy = seen.packs.version(seen.packs.in_force(filed.recorded));
    let seconds = policy.map_or(0, |policy| policy.void_within_seconds);
    filed.recorded.plus_seconds(seconds.saturating_add(1))
}

/// Whether a deal was entered after a registration. Whose it is rests on what was registered then.
fn is_sold(seen: &Seen, filed: Seq) -> bool {
    let mut deals = seen.judged.ruling.deals.iter();
    deals.any(|deal| deal.fact > filed)
}

/// The last registration that an actor filed in a case and that is new enough to be taken back.
pub(crate) fn withdrawable(actor: &Actor, seen: &Seen) -> Option<Withdrawable> {
    let facts = seen.judged.file.facts();
    let is_gone = |filed: &Fact| {
        let mut all = facts.iter();
        all.any(|fact| fact.kind == FactKind::Withdrawn && fact.of == Some(filed.seq))
    };
    let mut filed = facts.iter().rev().filter(|fact| {
        let is_theirs = fact.actor == Some(actor.staff);
        fact.kind == FactKind::Registered && is_theirs && !is_gone(fact)
    });
    let filed = filed.find(|filed| actor.now < until(seen, filed))?;
    Some(Withdrawable {
        registration: filed.seq,
        until: until(seen, filed),
        is_sold: is_sold(seen, filed.seq),
    })
}

impl Desk {
    /// Takes a registration back that the actor filed, in the case as it was looked at: a deal that is entered at the
    /// same moment comes first or finds the registration gone.
    ///
    /// # Errors
    /// No such registration of theirs, [`Refusal::TooLate`], or [`Refusal::AlreadySold`].
    pub fn withdraw(&self, actor: &Actor, input: &WithdrawalInput) -> Result<Receipt, Refusal> {
        let key = key_of(actor, &input.key)?;
        loop {
            let command = self.withdrawal(actor, input)?;
            match self.ledger.carry_out(command, &key) {
                // Somebody else was first: it is looked at again.
                Err(Failure::Refused(LedgerRefusal::CaseChanged)) => {}
                done => return self.receipt_of(&done?),
            }
        }
    }

    /// What takes it back, with nothing against it as the case is now.
    fn withdrawal(&self, actor: &Actor, input: &WithdrawalInput) -> Result<Command, Refusal> {
        let seen = self.seen(actor, input.case, actor.now, actor.now)?;
        let permit = actor.may::<deed::Register>(Target::Anything)?;
        let facts = seen.judged.file.facts();
        let filed = facts.iter().find(|fact| {
            let is_theirs = fact.actor == Some(permit.staff);
            fact.seq == input.registration && fact.kind == FactKind::Registered && is_theirs
        });
        let filed = filed.ok_or(Refusal::NotFound)?;
        let until = until(&seen, filed);
        let now = self.ledger.now();
        if now >= until {
            return Err(Refusal::TooLate { until });
        }
        if is_sold(&seen, filed.seq) {
            return Err(Refusal::AlreadySold);
        }
        let withdrawn = Fact {
            actor: Some(permit.staff),
            of: Some(filed.seq),
            ..fact(FactKind::Withdrawn, now)
        };
        let new = NewFact {
            before: Vec::new(),
            fact: withdrawn.clone(),
            about: About::Case(input.case),
            fields: Personal::default(),
        };
        let command = Command::Act {
            new: Box::new(new),
            seen: seen.last(),
        };
        Ok(signed(command, &withdrawn, String::new()))
    }
}
