//! Which version of a pack governs what: the one in force, a claim's, a deal's.

use std::slice;

use super::{DealSeen, Fold, Holding};
use crate::calendar::Instant;
use crate::policy::{Bound, Policy};
use crate::ruling::{ClaimId, VersionId};

/// The rules of one kind from a version on, see [`Fold::rules_of`]. Written out rather than chained from
/// adapters: these took a tenth of a judgment.
struct RulesOf<'a, R> {
    kind: fn(&Policy) -> &Vec<Bound<R>>,
    version: &'a Policy,
    rules: slice::Iter<'a, Bound<R>>,
    later: &'a [Policy],
    /// The version is the one that holds for whatever no later one changes at once.
    is_own: bool,
}

impl<'a, R> Iterator for RulesOf<'a, R> {
    type Item = &'a Bound<R>;

    #[inline]
    fn next(&mut self) -> Option<&'a Bound<R>> {
        if self.is_own && self.later.is_empty() {
            return self.rules.next();
        }
        self.next_of_many()
    }
}

impl<'a, R> RulesOf<'a, R> {
    fn holds(&self, bound: &Bound<R>) -> bool {
        let clause = self.version.clause(bound.source.clause);
        (self.is_own || self.version.changes_at_once(clause))
            && !self.later.iter().any(|one| one.changes_at_once(clause))
    }

    #[inline(never)]
    fn next_of_many(&mut self) -> Option<&'a Bound<R>> {
        loop {
            while let Some(bound) = self.rules.next() {
                if self.holds(bound) {
                    return Some(bound);
                }
            }
            let (next, later) = self.later.split_first()?;
            self.version = next;
            self.rules = (self.kind)(next).iter();
            self.later = later;
            self.is_own = false;
        }
    }
}

impl<'a> Fold<'a> {
    /// The version in force now.
    #[inline]
    pub(crate) fn enter(&mut self, at: Instant) {
        self.now = at;
        if self.packs.versions().len() > 1 {
            let version = self.packs.in_force(at);
            if version != self.version {
                self.turn_to(version);
                self.next_version = self.packs.next_start(version).unwrap_or(Instant::MAX);
                self.timers_changed();
            }
        }
    }

    /// Enters each version that comes into force by an instant, after all timers due before it.
    #[inline(never)]
    pub(crate) fn change_versions(&mut self, until: Instant) {
        while self.next_version <= until {
            let start = self.next_version;
            self.fire_timers(start.plus_seconds(-1));
            self.enter(start);
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
    #[inline]
    pub(crate) fn rules_of<R: 'a>(
        &self,
        holding: &Holding,
        kind: fn(&Policy) -> &Vec<Bound<R>>,
    ) -> impl Iterator<Item = &'a Bound<R>> + use<'a, R> {
        let claim = holding.claim.and_then(|id| self.claim(id));
        let now = self.version;
        let own = claim.map_or(now, |claim| claim.version.min(now));
        let version = self.packs.version(own).unwrap_or(self.policy);
        let later = usize::from(own.0) + 1..=usize::from(now.0);
        RulesOf {
            kind,
            version,
            rules: kind(version).iter(),
            later: self.packs.versions().get(later).unwrap_or_default(),
            is_own: true,
        }
    }
}
