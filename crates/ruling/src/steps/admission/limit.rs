//! Admission: caps, gaps and cooldowns.

use crate::calendar::Instant;
use crate::fact::{Fact, FactKind, StaffId};
use crate::fold::{ANYONE, About, Claim, Fold};
use crate::rules::limit::Limit;
use crate::rules::on_fail::OnFail;
use crate::ruling::{ClaimId, Source, Standing, Step, Verdict, Why};

impl<'a> Fold<'a> {
    pub(crate) fn check_limit(
        &mut self,
        rule: &Limit,
        source: Source,
        id: ClaimId,
        fact: &'a Fact,
    ) -> Option<OnFail> {
        let about = About {
            claim: Some(id),
            fact: Some(fact.seq),
            ..About::default()
        };
        if self.is_at_cap(rule, source, fact, about) || self.is_too_soon(rule, source, id, about) {
            return Some(rule.on_fail);
        }
        None
    }

    /// Whether the claimant has as many as their level allows.
    fn is_at_cap(&mut self, rule: &Limit, source: Source, fact: &Fact, about: About) -> bool {
        let Some(doer) = fact.doer().filter(|_| rule.counter.is_some()) else {
            return false;
        };
        let Some(max) = self.most(rule, doer) else {
            return false;
        };
        let counted = self.counted(rule, doer, fact.counts_at);
        let (count, next) = counted.unwrap_or((0, None));
        if count < max {
            let why = Why::WithinLimit(count, max);
            self.find(Step::Admission, source, Verdict::Pass, why, about);
            return false;
        }
        let about = About {
            deadline: next,
            ..about
        };
        let why = Why::LimitReached(count, max);
        self.find(Step::Admission, source, Verdict::Fail, why, about);
        true
    }

    /// The most that somebody's level allows.
    fn most(&self, rule: &Limit, person: StaffId) -> Option<u32> {
        let level = self.company.level_of(person, self.now, self.known);
        let own = rule.max.iter().find(|(known, _)| *known == level);
        let most = own.or_else(|| rule.max.iter().find(|(known, _)| !known.is_some()));
        most.map(|(_, max)| *max)
    }

    /// Whether somebody has as many as their level allows, by the ledger's last count.
    pub(crate) fn is_full(&self, rule: &Limit, person: StaffId) -> bool {
        let most = self.most(rule, person).filter(|_| rule.counter.is_some());
        let counted = self.counted(rule, person, self.now);
        most.is_some_and(|most| counted.map_or(0, |(count, _)| count) >= most)
    }

    /// Whether the same party claimed, or lost, the case too short a time ago.
    fn is_too_soon(&mut self, rule: &Limit, source: Source, id: ClaimId, about: About) -> bool {
        let party = self.claim(id).map_or(ANYONE, |claim| claim.party);
        let before = self.memory.claims.iter().take(usize::from(id)).rev();
        // A claim that was not accepted neither starts a gap nor hides an earlier loss.
        let earlier = before
            .filter(|claim| {
                claim.party == party
                    && !matches!(claim.standing, Standing::Refused | Standing::Void)
            })
            .map(|claim| (claim.seq, self.possible_after(rule, claim)))
            .max_by_key(|(_, possible)| *possible);
        let Some((seq, Some(possible))) =
            earlier.filter(|(_, possible)| *possible > Some(self.now))
        else {
            return false;
        };
        let about = About {
            deadline: Some(possible),
            against: Some(seq),
            ..about
        };
        self.find(Step::Admission, source, Verdict::Fail, Why::TooSoon, about);
        true
    }

    /// When the party of an earlier claim may claim again.
    fn possible_after(&self, rule: &Limit, earlier: &Claim) -> Option<Instant> {
        let passed = |span, from| self.clock().passed(span, from).ok();
        let gap = rule.min_gap.and_then(|span| passed(span, earlier.filed_at));
        let since = earlier.standing_since;
        let cooldown = rule.cooldown.filter(|_| earlier.taken_at < Instant::MAX);
        let cooldown = cooldown.and_then(|span| match earlier.standing {
            // What lapses at 24:00 is lost on the day that ends then.
            Standing::Lapsed => self.ends(span, since.plus_seconds(-1)).ok(),
            Standing::Ended => passed(span, since),
            _ => None,
        });
        gap.max(cooldown)
    }

    /// The ledger's last count of somebody by an instant (a `counted` fact of the counter), if its period
    /// is not over, and from when another is possible.
    fn counted(
        &self,
        rule: &Limit,
        person: StaffId,
        at: Instant,
    ) -> Option<(u32, Option<Instant>)> {
        let places = self.memory.timeline.places.iter().rev();
        let counted = places.filter_map(|place| self.fact(*place)).find(|other| {
            other.kind == FactKind::Counted
                && other.what == rule.counter
                && other.counts_at <= at
                && other.person == Some(person)
        })?;
        let more = counted.particulars.as_ref()?;
        let period = rule
            .within
            .and_then(|span| self.ends(span, counted.counts_at).ok());
        let next = more.until.or(period);
        if next.is_some_and(|next| at >= next) {
            return None;
        }
        Some((u32::try_from(more.value?).ok()?, next))
    }
}
