//! What somebody did from one moment to another: one page for whoever audits.

use ledger::encoding::Entry;
use ruling::calendar::Instant;
use ruling::fact::{FactKind, Seq, StaffId};

use crate::customers::{PAGE_MAX, Page};
use crate::permission::{Role, Target, deed, role_of};
use crate::{Actor, Desk, Refusal};

/// What an entry says somebody did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Did {
    /// Recorded a fact of a case.
    Recorded(FactKind),
    /// Checked whether a customer is free.
    Checked,
    /// Took a list of customers out of the program.
    Exported,
    /// Looked at a case in which they had no part.
    Looked,
    /// Saw personal data.
    Revealed,
    /// Gave somebody a role.
    Granted(Role, StaffId),
    /// Took back what this entry gave.
    Revoked(Seq),
}

/// One thing somebody did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeedLine {
    /// The entry that says so.
    pub seq: Seq,
    /// When it was recorded.
    pub at: Instant,
    /// What.
    pub did: Did,
    /// The cases concerned: one, or all of the customer whose data was seen.
    pub cases: Vec<u64>,
    /// Why, for a reveal; none once the data was erased.
    pub reason: Option<String>,
}

impl Desk {
    /// What somebody did from an instant to before another, the newest first, before one entry.
    ///
    /// # Errors
    /// The actor audits nobody, or not this person's unit.
    pub fn deeds_of(
        &self,
        actor: &Actor,
        staff: StaffId,
        (from, until): (Instant, Instant),
        before: Option<Seq>,
    ) -> Result<Page<DeedLine>, Refusal> {
        let company = self.ledger.company()?;
        let unit = company.unit_of(staff, actor.now, actor.now);
        actor.may::<deed::SeeAccesses>(Target::Unit(unit))?;
        self.follow()?;
        let before = before.unwrap_or(Seq::MAX);
        let found = self.ledger.look(|rows| {
            rows.query(
                "listing what somebody did",
                "SELECT seq FROM deed_of_staff WHERE company_id = $1 AND staff_id = $2 AND recorded_at >= $3 AND \
                 recorded_at < $4 AND seq < $5 ORDER BY recorded_at DESC, seq DESC LIMIT $6",
                &[
                    rows.company(),
                    staff.0.get().into(),
                    from.into(),
                    until.into(),
                    before.into(),
                    PAGE_MAX.into(),
                ],
                |row| row.int::<Seq>(0),
            )
        })?;
        let is_full = found.len() >= usize::try_from(PAGE_MAX).unwrap_or(usize::MAX);
        let next = found.last().copied().filter(|_| is_full);
        let mut lines = Vec::with_capacity(found.len());
        for seq in found {
            lines.extend(self.deed_line(seq)?);
        }
        Ok(Page { lines, next })
    }

    fn deed_line(&self, seq: Seq) -> Result<Option<DeedLine>, Refusal> {
        let entries = self.ledger.entries(seq, 1)?;
        let Some(stored) = entries.into_iter().next() else {
            return Ok(None);
        };
        let mut line = DeedLine {
            seq,
            at: stored.recorded,
            did: Did::Checked,
            cases: stored.case.into_iter().collect(),
            reason: None,
        };
        line.did = match &stored.entry {
            Entry::Fact(fact) | Entry::Opened { fact, .. } => Did::Recorded(fact.kind),
            Entry::Granted(grant) => Did::Granted(role_of(&grant.role, seq)?, grant.staff),
            Entry::Revoked { grant, .. } => Did::Revoked(*grant),
            Entry::Accessed { deed, .. } => {
                let access = self.ledger.access_of(seq)?;
                let known = access.map(|access| (access.cases, access.reason));
                (line.cases, line.reason) = known.unwrap_or_default();
                match deed.as_str() {
                    "look" => Did::Looked,
                    "reveal" => Did::Revealed,
                    "export" => Did::Exported,
                    _ => Did::Checked,
                }
            }
            _ => return Ok(None),
        };
        Ok(Some(line))
    }
}
