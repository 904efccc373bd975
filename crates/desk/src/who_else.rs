//! Who does something instead of somebody whose own interest keeps them from it.

use std::collections::BTreeMap;

use ruling::calendar::Instant;
use ruling::fact::StaffId;

use crate::permission::{Action, Reach, Role, role_of};
use crate::sight::Concerned;
use crate::{Desk, Refusal};

/// How many colleagues are named.
const NAMED_MAX: usize = 3;

impl Desk {
    /// Names of colleagues whose roles reach every one of some cases and of whom `may` says so: those whose scope is
    /// nearest first, then the general manager, then whoever decides from outside.
    pub(crate) fn who_else(
        &self,
        action: Action,
        cases: &[&Concerned],
        now: Instant,
        may: impl Fn(StaffId) -> Result<bool, Refusal>,
    ) -> Result<Vec<String>, Refusal> {
        let (organisation, directory) = (self.organisation()?, self.ledger.directory()?);
        let company = self.ledger.company()?;
        let mut able: BTreeMap<StaffId, u8> = BTreeMap::new();
        let granted = organisation.grants().iter();
        for one in granted.filter(|granted| granted.is_in_force(now)) {
            let (staff, scope) = (one.grant.staff, one.grant.scope);
            let role = role_of(&one.grant.role, one.seq)?;
            let is_near = scope.is_none_or(|scope| {
                let mut cases = cases.iter();
                cases.all(|case| case.units.contains(&scope))
            });
            let reaches = match role.reach(action) {
                Reach::Scope => is_near,
                // What is put to somebody from outside becomes theirs.
                Reach::Own => role == Role::ExternalDecider,
                Reach::Nothing => false,
            };
            let has_left = company.departed_by(staff, now, now).is_some();
            if !reaches || has_left || !may(staff)? {
                continue;
            }
            let rank = match role {
                Role::ExternalDecider => 2,
                Role::GeneralManager => 1,
                _ => 0,
            };
            let nearest = able.entry(staff).or_insert(rank);
            *nearest = rank.min(*nearest);
        }
        let mut able: Vec<(u8, StaffId)> = able
            .into_iter()
            .map(|(staff, rank)| (rank, staff))
            .collect();
        able.sort_unstable();
        let names = able
            .into_iter()
            .filter_map(|(_, staff)| directory.staff.get(&staff));
        Ok(names.take(NAMED_MAX).cloned().collect())
    }
}
