//! Who stands in for whom while they are away.

use super::Company;
use crate::calendar::Instant;
use crate::fact::StaffId;

/// Somebody stands in for a colleague.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StandIn {
    /// Who does it.
    pub staff: StaffId,
    /// For whom.
    pub absent: StaffId,
    /// Since when.
    pub from: Instant,
    /// First second in which they no longer do.
    pub until: Instant,
    /// Known from this second.
    pub(super) recorded: Instant,
}

impl StandIn {
    fn is_in_force(self, at: Instant) -> bool {
        self.from <= at && at < self.until
    }
}

impl Company {
    /// Every pair of people as last told of by `known`, also of times that are over or to come.
    pub fn stand_ins(&self, known: Instant) -> impl Iterator<Item = StandIn> {
        let told = self.stand_ins.iter().enumerate();
        let told = told.filter(move |(_, one)| one.recorded <= known);
        let last = told.filter(move |(place, one)| {
            let mut others = self.stand_ins.iter().enumerate();
            !others.any(|(other, later)| {
                let is_same = (later.staff, later.absent) == (one.staff, one.absent);
                let is_later = (later.recorded, other) > (one.recorded, *place);
                is_same && is_later && later.recorded <= known
            })
        });
        last.map(|(_, one)| *one)
    }

    /// For whom somebody stands in.
    pub fn stands_in_for(
        &self,
        staff: StaffId,
        at: Instant,
        known: Instant,
    ) -> impl Iterator<Item = StaffId> {
        let all = self.stand_ins(known);
        let now = all.filter(move |one| one.staff == staff && one.is_in_force(at));
        now.map(|one| one.absent)
    }

    /// Somebody and all for whom they stand in: whose interests count in what they decide.
    pub fn acting(
        &self,
        staff: StaffId,
        at: Instant,
        known: Instant,
    ) -> impl Iterator<Item = StaffId> {
        std::iter::once(staff).chain(self.stands_in_for(staff, at, known))
    }

    /// Whether, were somebody to stand in for a colleague, those who stand in for that one at any time of it would
    /// lead back to the colleague.
    pub fn leads_back(
        &self,
        (staff, absent): (StaffId, StaffId),
        (from, until): (Instant, Instant),
        known: Instant,
    ) -> bool {
        let mut reached = vec![staff];
        let mut next = 0;
        while let Some(one) = reached.get(next).copied() {
            if one == absent {
                return true;
            }
            let meanwhile = self.stand_ins(known);
            let meanwhile = meanwhile.filter(|other| other.from < until && from < other.until);
            for other in meanwhile.filter(|other| other.absent == one) {
                if !reached.contains(&other.staff) {
                    reached.push(other.staff);
                }
            }
            next += 1;
        }
        false
    }
}
