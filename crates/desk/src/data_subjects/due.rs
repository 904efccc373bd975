//! Data that was kept as long as the regulation allows: proposed by the ledger, erased when a named person confirms.

use ledger::record::Command;
use ledger::retention::{Closed, DueErasure, KeptField};
use ruling::calendar::Instant;
use ruling::policy::problem::Text;

use crate::permission::{Target, deed};
use crate::sight::Concerned;
use crate::{Actor, Desk, Refusal};

/// Lines of a page.
const PAGE: usize = 20;
/// Customers asked for at once.
const ASKED_AT_ONCE: u32 = 20;
/// Parts of the list that one look goes through: whoever has very many goes on from there.
const PARTS_MAX: usize = 20;
/// Most that are erased at once.
pub const ERASED_MAX: usize = 50;

/// A field that has been kept long enough, or not yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueField {
    /// What people read.
    pub label: Text,
    /// The value, masked.
    pub masked: String,
    /// How many days it may be kept.
    pub days: u32,
    /// First second in which it is too long.
    pub due: Instant,
}

/// A customer some of whose data has been kept long enough.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueLine {
    /// The customer, by the number that facts know them by.
    pub customer: u64,
    /// Their cases.
    pub cases: Vec<u64>,
    /// When the last of these closed.
    pub closed: Instant,
    /// Whether by a deal that is settled; else nobody wants it any more.
    pub is_settled: bool,
    /// What is to go.
    pub due: Vec<DueField>,
    /// What could be kept for longer and goes with it.
    pub not_due: Vec<DueField>,
}

/// A page of them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DuePage {
    /// In order of the customers' numbers.
    pub lines: Vec<DueLine>,
    /// After which customer the next page begins; none: this is the last.
    pub next: Option<u64>,
}

/// What came of erasing several.
#[derive(Debug, Default)]
pub struct ErasedDue {
    /// Customers whose data was erased.
    pub done: usize,
    /// Customers whose data was not, because it is not due, or not the actor's to erase.
    pub left: usize,
}

impl Desk {
    /// Customers whose data is to be erased, of those that an actor answers for.
    ///
    /// # Errors
    /// The actor answers for nobody's data.
    pub fn due_erasures(&self, actor: &Actor, after: u64) -> Result<DuePage, Refusal> {
        actor.may::<deed::AnswerSubjects>(Target::Anything)?;
        self.follow()?;
        let mut page = DuePage::default();
        let mut after = Some(after);
        for _ in 0..PARTS_MAX {
            let Some(from) = after else { break };
            let part = self.ledger.due_erasures(from, actor.now, ASKED_AT_ONCE)?;
            after = part.after;
            for due in part.customers {
                if page.lines.len() == PAGE {
                    page.next = page.lines.last().map(|line: &DueLine| line.customer);
                    return Ok(page);
                }
                if self.answers_for_all(actor, &due.cases)? {
                    page.lines.push(self.due_line(due)?);
                }
            }
        }
        page.next = after;
        Ok(page)
    }

    /// Erases the data of customers for whom it is due now. Who did it is recorded; what is not due stays.
    ///
    /// # Errors
    /// Nobody was named, or too many at once.
    pub fn erase_due(&self, actor: &Actor, customers: &[u64]) -> Result<ErasedDue, Refusal> {
        let permit = actor.may::<deed::AnswerSubjects>(Target::Anything)?;
        if customers.is_empty() || customers.len() > ERASED_MAX {
            return Err(Refusal::Missing { field: "customers" });
        }
        let mut erased = ErasedDue::default();
        for customer in customers {
            let before = customer.saturating_sub(1);
            let due = self.ledger.due_erasures(before, actor.now, 1)?;
            let due = due
                .customers
                .into_iter()
                .find(|due| due.customer == *customer);
            let is_theirs = match &due {
                Some(due) => self.answers_for_all(actor, &due.cases)?,
                None => false,
            };
            if !is_theirs {
                erased.left += 1;
                continue;
            }
            let erase = Command::EraseCustomer {
                customer: *customer,
                actor: permit.staff,
            };
            self.carry_out_for(permit.staff, erase)?;
            erased.done += 1;
        }
        self.follow()?;
        Ok(erased)
    }

    fn answers_for_all(&self, actor: &Actor, cases: &[u64]) -> Result<bool, Refusal> {
        for case in cases {
            let concerned = self.ledger.look(|rows| Concerned::of(rows, *case))?;
            if actor
                .may::<deed::AnswerSubjects>(concerned.target())
                .is_err()
            {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn due_line(&self, due: DueErasure) -> Result<DueLine, Refusal> {
        let packs = self
            .ledger
            .packs_of(due.cases.first().copied().unwrap_or_default())?;
        let policy = packs.version(packs.in_force(due.closed));
        let told = |field: KeptField| DueField {
            label: policy
                .and_then(|policy| policy.field_kept_as(&field.name, &packs.names))
                .map_or_else(
                    || packs.label(packs.names.find(&field.name)),
                    |known| known.label.clone(),
                ),
            masked: field.masked,
            days: field.retention_days,
            due: field.due,
        };
        Ok(DueLine {
            customer: due.customer,
            cases: due.cases,
            closed: due.closed,
            is_settled: due.because == Closed::Settled,
            due: due.due.into_iter().map(told).collect(),
            not_due: due.not_due.into_iter().map(told).collect(),
        })
    }
}
