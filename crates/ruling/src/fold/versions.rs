//! Which version of a pack governs what: the one in force, a claim's, a deal's.

use super::{DealSeen, Fold, Holding};
use crate::calendar::Instant;
use crate::policy::{Bound, Policy};
use crate::ruling::{ClaimId, VersionId};

impl<'a> Fold<'a> {
    /// The version in force now.
    #[inline]
    pub(crate) fn enter(&mut self, at: Instant) {
        self.now = at;
        if self.packs.versions().len() > 1 {
            let version = self.packs.in_force(at);
            if version != self.version {
                self.turn_to(version);
                self.timers_changed();
            }
        }
    }

    fn turn_to(&mut self, version: VersionId) {
        if let Some(policy) = self.packs.version(version) {
            (self.version, self.policy) = (version, policy);
        }
    }

    /// Does something under the version a deal was recorded under, which governs what follows from it.
    pub(crate) fn under_deal<T>(
        &mut self,
        deal: &DealSeen,
        judge: impl FnOnce(&mut Self) -> T,
    ) -> T {
        let now = self.version;
        self.turn_to(deal.version);
        let judged = judge(self);
        self.turn_to(now);
        judged
    }

    /// The version a claim was recorded under: its protection and validity follow it.
    pub(crate) fn policy_of(&self, claim: ClaimId) -> &'a Policy {
        let version = self
            .claim(claim)
            .map_or(self.version, |claim| claim.version);
        self.packs.version(version).unwrap_or(self.policy)
    }

    /// The rules of one kind that hold for the holder: those of the version the claim was recorded
    /// under, but of a clause that later versions change at once, those of the last such version.
    pub(crate) fn rules_of<R: 'a>(
        &self,
        holding: &Holding,
        kind: fn(&Policy) -> &Vec<Bound<R>>,
    ) -> impl Iterator<Item = &'a Bound<R>> + use<'a, R> {
        let claim = holding.claim.and_then(|id| self.claim(id));
        let now = usize::from(self.version.0);
        let own = claim
            .map_or(now, |claim| usize::from(claim.version.0))
            .min(now);
        let versions = self.packs.versions().get(own..=now).unwrap_or_default();
        versions
            .iter()
            .enumerate()
            .flat_map(move |(place, version)| {
                kind(version).iter().filter(move |bound| {
                    let clause = version.clause(bound.source.clause);
                    let later = versions.iter().skip(place + 1);
                    (place == 0 || version.changes_at_once(clause))
                        && !later.into_iter().any(|one| one.changes_at_once(clause))
                })
            })
    }
}
