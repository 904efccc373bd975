//! Who may not act for a while.

use super::Company;
use crate::calendar::Instant;
use crate::fact::StaffId;

impl Company {
    /// The suspension in force at `at`: its first second, and the first after it. What was recorded last holds.
    pub fn suspension(
        &self,
        of: StaffId,
        at: Instant,
        known: Instant,
    ) -> Option<(Instant, Instant)> {
        let told = self.of(of)?.suspended.iter();
        let told = told.filter(|(from, recorded, _)| *recorded <= known && *from <= at);
        let (from, _, until) = told.max_by_key(|(_, recorded, _)| *recorded)?;
        (at < *until).then_some((*from, *until))
    }

    /// The end (exclusive) of a suspension in force at `at`.
    pub fn suspended_until(&self, staff: StaffId, at: Instant, known: Instant) -> Option<Instant> {
        Some(self.suspension(staff, at, known)?.1)
    }
}
