//! Who does something instead of somebody whose own interest keeps them from it.

use std::collections::BTreeMap;

use ruling::calendar::Instant;
use ruling::fact::StaffId;

use crate::permission::{Action, Reach, Role, role_of};
use crate::sight::Concerned;
use crate::{Desk, Refusal};

/// How many colleagues are named.
const NAMED_MAX: usize = 3;

/// How far above the matter somebody stands whose role reaches it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Rank {
    /// Whoever has a role for it.
    Near,
    /// The general manager.
    GeneralManager,
    /// Whoever decides from outside.
    External,
}

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
        let directory = self.ledger.directory()?;
        let mut names = Vec::new();
        for (_, staff) in self.reaching(action, cases, now)? {
            if names.len() < NAMED_MAX && may(staff)? {
                names.extend(directory.staff.get(&staff).cloned());
            }
        }
        Ok(names)
    }

    /// Everybody at work whose roles reach every one of some cases, in that order.
    pub(crate) fn reaching(
        &self,
        action: Action,
        cases: &[&Concerned],
        now: Instant,
    ) -> Result<Vec<(Rank, StaffId)>, Refusal> {
        let (organisation, company) = (self.organisation()?, self.ledger.company()?);
        let mut able: BTreeMap<StaffId, Rank> = BTreeMap::new();
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
            if !reaches || company.departed_by(staff, now, now).is_some() {
                continue;
            }
            let rank = match role {
                Role::ExternalDecider => Rank::External,
                Role::GeneralManager => Rank::GeneralManager,
                _ => Rank::Near,
            };
            let nearest = able.entry(staff).or_insert(rank);
            *nearest = rank.min(*nearest);
        }
        let mut able: Vec<(Rank, StaffId)> = able
            .into_iter()
            .map(|(staff, rank)| (rank, staff))
            .collect();
        able.sort_unstable();
        Ok(able)
    }
}
