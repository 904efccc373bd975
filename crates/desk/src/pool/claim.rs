//! Taking a customer out of the pool: a registration by somebody who does not know the customer yet. Its limits are
//! the regulation's, and a refusal says when it is next possible.

use ledger::fault::{Failure, Refusal as LedgerRefusal};
use ledger::privacy::personal::Personal;
use ledger::record::{About, NewFact};
use ruling::fact::{Fact, FactKind, Particulars};

use super::{Pool, stands_in};
use crate::desk::key_of;
use crate::permission::{Target, deed};
use crate::register::{Receipt, fact};
use crate::{Actor, Desk, Refusal};

/// A customer to be taken out of the pool.
#[derive(Debug, Clone, Default)]
pub struct PoolClaim {
    /// The case.
    pub case: u64,
    /// Sent again, the same key gives the first answer.
    pub key: String,
}

impl Desk {
    /// Claims a case of the pool for the actor. Whoever had it before learns nothing of it; the new holder sees
    /// it whole.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] for what is not, or no longer, in the pool of the actor's regulation, and
    /// [`Refusal::NotAccepted`] with the clauses and from when on it is possible.
    pub fn claim_from_pool(&self, actor: &Actor, input: &PoolClaim) -> Result<Receipt, Refusal> {
        let permit = actor.may::<deed::Register>(Target::Anything)?;
        self.follow()?;
        self.turn_lines(super::TURNS)?;
        let now = self.ledger.now();
        let domain = self.ledger.domain_of(actor.unit, now)?;
        let stands = self.ledger.look(|rows| stands_in(rows, input.case))?;
        let judged = self.ledger.case(input.case, now, now)?;
        let judged = judged.ok_or(Refusal::NotFound)?;
        let is_there = stands == Some((Pool::Open.number(), domain));
        let packs = self.packs_of_case(&judged)?;
        if !is_there {
            // What was claimed with this key is answered again, whoever has the case now.
            let key = key_of(actor, &input.key)?;
            let done = self.answered(input.case, &key);
            return self.receipt_of(&done.map_err(|_| Refusal::NotFound)?);
        }
        let claim = Fact {
            actor: Some(permit.staff),
            particulars: Some(Box::new(as_known(judged.file.facts()))),
            ..fact(FactKind::Registered, now)
        };
        let new = NewFact {
            before: Vec::new(),
            fact: claim,
            about: About::Case(input.case),
            fields: Personal::default(),
        };
        let key = key_of(actor, &input.key)?;
        let limited = (&*packs, permit.staff);
        let (_, done) = self.record_counted(limited, (&new, &key), || Ok(None))?;
        match done {
            Ok(done) => self.receipt_of(&done),
            Err(Failure::Refused(LedgerRefusal::NotAccepted(refused))) => {
                let reasons = self.reasons(&packs, &refused.case, &refused.ruling)?;
                Err(Refusal::NotAccepted(reasons))
            }
            Err(failure) => Err(failure.into()),
        }
    }
}

/// What the last registration said, as marks and references: whoever claims knows the customer by it only.
fn as_known(facts: &[Fact]) -> Particulars {
    let filed = facts.iter().rev();
    let mut filed = filed.filter(|fact| fact.kind == FactKind::Registered);
    let known = filed.find_map(|fact| fact.particulars.as_deref());
    known.map_or_else(Particulars::default, |known| Particulars {
        given: known.given.clone(),
        customer_type: known.customer_type,
        phone_of: known.phone_of,
        region: known.region,
        phone: known.phone,
        name: known.name,
        demand: known.demand,
        ..Particulars::default()
    })
}
