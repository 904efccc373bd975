//! Reception: who came, and with whom. Whoever holds a customer that comes alone is told.

use ledger::record::{About, NewFact};
use ruling::calendar::Instant;
use ruling::fact::{Fact, FactKind, StaffId};

use crate::filled_in::{Beside, FilledIn, filled_in};
use crate::permission::{Target, deed};
use crate::register::{Receipt, fact};
use crate::{Actor, Desk, Refusal};

/// A visit as entered.
#[derive(Debug, Clone, Default)]
pub struct VisitInput {
    /// Values by the names of fields; a phone may be partly hidden.
    pub fields: Vec<(String, String)>,
    /// Who brought the customer; none: came alone.
    pub brought_by: Option<StaffId>,
    /// When; none: now.
    pub occurred: Option<Instant>,
    /// Sent again, the same key gives the first answer.
    pub key: String,
}

impl Desk {
    /// Records a visit.
    ///
    /// # Errors
    /// Fields that cannot be read or identify nobody; a colleague outside the actor's scope.
    pub fn visit(&self, actor: &Actor, input: &VisitInput) -> Result<Receipt, Refusal> {
        let permit = match input.brought_by.filter(|staff| *staff != actor.staff) {
            None => actor.may::<deed::RecordVisit>(Target::Anything)?,
            Some(colleague) => {
                let unit = self
                    .ledger
                    .company()?
                    .unit_of(colleague, actor.now, actor.now);
                actor.may::<deed::RecordVisit>(Target::Unit(unit))?
            }
        };
        let packs = self.packs_of(actor)?;
        let now = self.ledger.now();
        let policy = packs.version(packs.in_force(now));
        let read = (policy.ok_or(Refusal::NotFound)?, &*packs);
        let FilledIn { fields, more } = filled_in(read, &input.fields, Beside::default(), now)?;
        let visit = Fact {
            actor: Some(permit.staff),
            person: input.brought_by,
            occurred: input.occurred.unwrap_or(now),
            particulars: Some(Box::new(more)),
            ..fact(FactKind::Visited, now)
        };
        let new = NewFact {
            before: Vec::new(),
            fact: visit,
            about: About::Customer,
            fields,
        };
        let done = self.record(new, &input.key, None)?;
        self.receipt_of(&done)
    }
}
