//! Admission: other events a claim needs, and what mends it later.

use crate::calendar::Instant;
use crate::fact::Fact;
use crate::fold::{ANYONE, About, Fold, PartyIndex};
use crate::rules::needs::{By, Needs, Test};
use crate::rules::on_fail::OnFail;
use crate::ruling::{ClaimId, Source, Standing, Step, Verdict, Why};

impl<'a> Fold<'a> {
    /// How many such events lie in the test's window before now, and the last of them.
    pub(crate) fn count_events(
        &self,
        test: &Test,
        party: PartyIndex,
        now: Instant,
    ) -> (u32, Option<&'a Fact>) {
        let party = match test.by {
            By::Anyone => ANYONE,
            By::Claimant => party,
        };
        let seen = self.seen(party, test.event);
        let Some(last) = (seen.count > 0).then(|| self.fact(seen.last)).flatten() else {
            return (0, None);
        };
        let in_window = |fact: &Fact| {
            let time = fact.counts_at;
            let within = test
                .within
                .is_none_or(|span| self.ends(span, time).is_ok_and(|end| now < end));
            let apart = test.at_least.is_none_or(|span| {
                self.clock()
                    .passed(span, time)
                    .is_ok_and(|passed| now >= passed)
            });
            within && apart
        };
        if test.within.is_none() && test.at_least.is_none() {
            return (seen.count, Some(last));
        }
        if in_window(last) && test.min <= 1 && test.max == u32::MAX {
            return (1, Some(last));
        }
        let mut count = 0;
        let mut latest = None;
        for place in &self.memory.timeline.places {
            let Some(fact) = self.fact(*place) else {
                continue;
            };
            if fact.counts_at > now {
                break;
            }
            let counts = self.is_event(fact, test.event)
                && (party == ANYONE || self.is_deed_of(fact, party));
            if counts && in_window(fact) {
                count += 1;
                latest = Some(fact);
            }
        }
        (count, latest)
    }

    pub(crate) fn check_needs(
        &mut self,
        rule: &Needs,
        source: Source,
        id: ClaimId,
        fact: &Fact,
    ) -> Option<OnFail> {
        if rule.when_given.is_some() && !fact.has(rule.when_given) {
            return None;
        }
        let party = self.claim(id).map_or(ANYONE, |claim| claim.party);
        let (count, found) = self.count_events(&rule.test, party, self.now);
        let name = self.event_name(rule.test.event);
        let about = About {
            claim: Some(id),
            fact: Some(fact.seq),
            against: found.map(|found| found.seq),
            deadline: None,
        };
        if count < rule.test.min {
            self.find(
                Step::Admission,
                source,
                Verdict::Fail,
                Why::NotHappened(name),
                about,
            );
        } else if count > rule.test.max {
            self.find(
                Step::Admission,
                source,
                Verdict::Fail,
                Why::Happens(name),
                about,
            );
        } else {
            self.find(
                Step::Admission,
                source,
                Verdict::Pass,
                Why::Happened(name),
                about,
            );
            return None;
        }
        if rule.later_ranks
            && let Some(claim) = self.claim_mut(id)
        {
            claim.mendable = true;
        }
        Some(rule.on_fail)
    }

    /// A later event mends a claim refused or waiting for want of it; the rank counts from then.
    pub(crate) fn mend(&mut self, fact: &'a Fact) {
        for index in 0..self.memory.claims.len() {
            let Ok(id) = ClaimId::try_from(index) else {
                return;
            };
            let Some(claim) = self.claim(id).copied() else {
                return;
            };
            let open = matches!(
                claim.standing,
                Standing::Refused | Standing::Waiting(_) | Standing::Void
            );
            let Some(filed) = self.fact(claim.place).filter(|_| claim.mendable && open) else {
                continue;
            };
            let now = fact.counts_at;
            if let Some(claim) = self.claim_mut(id) {
                claim.mendable = false;
                claim.ranked_at = now;
            }
            self.admit(id, filed);
        }
    }
}
