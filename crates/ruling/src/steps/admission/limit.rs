//! Admission: caps, gaps and cooldowns.

use crate::calendar::Instant;
use crate::fact::Fact;
use crate::fold::{ANYONE, About, Fold};
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
        if let Some((count, next)) = self.counted(rule, fact) {
            let level = fact.doer().map_or(crate::name::Symbol::NONE, |doer| {
                self.company.level_of(doer, self.now, self.known)
            });
            let max = rule
                .max
                .iter()
                .find(|(known, _)| *known == level)
                .or_else(|| rule.max.iter().find(|(known, _)| !known.is_some()));
            if let Some((_, max)) = max {
                if count >= *max {
                    let about = About {
                        deadline: next,
                        ..about
                    };
                    self.find(
                        Step::Admission,
                        source,
                        Verdict::Fail,
                        Why::LimitReached(count, *max),
                        about,
                    );
                    return Some(rule.on_fail);
                }
                self.find(
                    Step::Admission,
                    source,
                    Verdict::Pass,
                    Why::WithinLimit(count, *max),
                    about,
                );
            }
        }
        let party = self.claim(id).map_or(ANYONE, |claim| claim.party);
        let earlier = self
            .memory
            .claims
            .iter()
            .take(usize::from(id))
            .rev()
            .find(|claim| claim.party == party)
            .copied();
        let earlier = earlier?;
        let gap = rule
            .min_gap
            .and_then(|span| self.ends(span, earlier.filed_at).ok());
        let lapsed = earlier.standing == Standing::Lapsed;
        let cooldown = rule
            .cooldown
            .filter(|_| lapsed)
            .and_then(|span| self.ends(span, earlier.standing_since).ok());
        let possible = gap.max(cooldown)?;
        let about = About {
            deadline: Some(possible),
            against: Some(earlier.seq),
            ..about
        };
        if self.now < possible {
            self.find(Step::Admission, source, Verdict::Fail, Why::TooSoon, about);
            return Some(rule.on_fail);
        }
        None
    }

    /// The ledger's count recorded for this claim (the last `counted` fact of the counter for the claimant).
    pub(crate) fn counted(&self, rule: &Limit, fact: &Fact) -> Option<(u32, Option<Instant>)> {
        if !rule.counter.is_some() {
            return None;
        }
        let places = self.memory.timeline.places.iter().rev();
        let counted = places.filter_map(|place| self.fact(*place)).find(|other| {
            other.kind == crate::fact::FactKind::Counted
                && other.what == rule.counter
                && other.counts_at <= fact.counts_at
                && other.person == fact.doer()
        })?;
        let more = counted.particulars.as_ref()?;
        Some((u32::try_from(more.value?).ok()?, more.until))
    }
}
