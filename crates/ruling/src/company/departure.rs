//! When people leave.

use super::Company;
use crate::calendar::Instant;
use crate::fact::StaffId;

impl Company {
    /// When the person left, if that was at or before `at`.
    pub fn departed_by(&self, staff: StaffId, at: Instant, known: Instant) -> Option<Instant> {
        self.next_departure(staff, Instant::MIN, known)
            .filter(|&left| left <= at)
    }

    /// The first departure after an instant.
    pub fn next_departure(
        &self,
        staff: StaffId,
        after: Instant,
        known: Instant,
    ) -> Option<Instant> {
        let history = self.of(staff)?;
        history
            .departed
            .iter()
            .find(|(from, recorded)| *recorded <= known && *from > after)
            .map(|(from, _)| *from)
    }
}
