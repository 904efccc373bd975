//! Whether the customer was followed up at the interval of the tier, from the first reception to the deal.

use super::signing::Signer;
use crate::calendar::Instant;
use crate::fact::{Answer, Fact, FactKind, StaffId};
use crate::fold::{About, Dispute, Fold};
use crate::name::Symbol;
use crate::rules::cadence::Cadence;
use crate::ruling::{Source, Step, Verdict, Why};

impl<'a> Fold<'a> {
    /// Intervals from the first reception through every follow-up to the deal.
    pub(super) fn examine_cadence(
        &mut self,
        rule: &Cadence,
        source: Source,
        dispute: &Dispute,
        closing: &'a Fact,
        about: About,
    ) -> bool {
        let Some((start, _)) = self.moment(rule.from, dispute.claimed_by, about.claim) else {
            return false;
        };
        let end = self.memory.timeline.occurred(closing);
        let zone_day = |at: Instant| self.policy.zone.day_of(at);
        let mut tier = rule.before_tier;
        let mut last = start;
        let mut due = self.interval_end(rule, tier, zone_day(start), None);
        let mut broken = None;
        let mut unsigned = None;
        for index in 0..self.memory.timeline.places.len() {
            let Some(fact) = self
                .memory
                .timeline
                .places
                .get(index)
                .and_then(|place| self.fact(*place))
            else {
                break;
            };
            if fact.kind == FactKind::Graded {
                if !self.grades_claim(fact, dispute) {
                    continue;
                }
                let regraded = self.regrade(rule, fact, tier, last, due);
                if let Some((next, next_due)) = regraded {
                    if fact.counts_at >= due && broken.is_none() {
                        broken = Some((tier, due, fact.seq));
                    }
                    (tier, due) = (next, next_due);
                }
                continue;
            }
            let tracked = self.is_claimants(fact, dispute)
                && fact.answer != Answer::No
                && self.events_of(fact).contains(rule.track);
            let happened = self.effective(fact);
            if !tracked
                || happened < start
                || happened > end
                || fact.counts_at > self.dispute_time(dispute)
            {
                continue;
            }
            if happened >= due && broken.is_none() {
                broken = Some((tier, due, fact.seq));
            }
            let signer = rule.signed_by.map(|by| Signer {
                by,
                self_to: rule.self_to,
            });
            if signer.is_some_and(|signer| !self.is_signed(fact, signer, dispute)) {
                unsigned = unsigned.or(Some(fact.seq));
            }
            last = last.max(happened);
            due = self.interval_end(rule, tier, zone_day(last), None);
        }
        if end >= due && broken.is_none() {
            broken = Some((tier, due, closing.seq));
        }
        let kept = match broken {
            Some((tier, due, seq)) => {
                let about = About {
                    against: Some(seq),
                    deadline: Some(due),
                    ..about
                };
                self.verdict(
                    source,
                    false,
                    Why::CadenceKept(tier),
                    Why::CadenceBroken(tier),
                    about,
                )
            }
            None => self.verdict(
                source,
                true,
                Why::CadenceKept(tier),
                Why::CadenceBroken(tier),
                about,
            ),
        };
        if let Some(seq) = unsigned {
            self.find(
                Step::Validity,
                source,
                Verdict::Fail,
                Why::Unsigned,
                About {
                    against: Some(seq),
                    ..about
                },
            );
        }
        kept && unsigned.is_none()
    }

    /// Done by the claimant, or by the colleague in whose place the claimant stands.
    fn is_claimants(&self, fact: &Fact, dispute: &Dispute) -> bool {
        self.is_deed_of(fact, dispute.claimed_by) || self.is_deed_of(fact, dispute.party)
    }

    /// Whether a grade is given to the claimant's customer: it names the claimant or the claim, or comes
    /// from somebody who has no claim of their own.
    fn grades_claim(&self, fact: &Fact, dispute: &Dispute) -> bool {
        if let Some(of) = fact.of {
            return self
                .case
                .by_seq(of)
                .is_some_and(|graded| self.is_claimants(graded, dispute));
        }
        let claimed = |person: StaffId| {
            self.memory
                .claims
                .iter()
                .find(|claim| claim.person == Some(person))
                .map(|claim| claim.party)
        };
        match fact.person.or(fact.actor) {
            Some(person) if Some(person) == dispute.person => true,
            Some(person) => {
                let other = claimed(person);
                other == Some(dispute.claimed_by) || (other.is_none() && fact.person.is_none())
            }
            None => true,
        }
    }

    /// The end of the tier's interval counted from a day.
    fn interval_end(
        &self,
        rule: &Cadence,
        tier: Symbol,
        day: crate::calendar::CivilDay,
        cap: Option<Instant>,
    ) -> Instant {
        let span = rule
            .tiers
            .iter()
            .find(|(known, _)| *known == tier)
            .map(|(_, span)| *span);
        let from = self.policy.zone.start_of(day);
        let end = span
            .and_then(|span| self.ends(span, from).ok())
            .unwrap_or(Instant::MAX);
        cap.map_or(end, |cap| end.min(cap))
    }

    /// A change of tier: stricter takes the earlier of old and new due; milder counts from the last
    /// follow-up, and cannot mend what was already overdue.
    fn regrade(
        &self,
        rule: &Cadence,
        fact: &Fact,
        tier: Symbol,
        last: Instant,
        due: Instant,
    ) -> Option<(Symbol, Instant)> {
        let place = |wanted: Symbol| rule.tiers.iter().position(|(known, _)| *known == wanted);
        let (old, new) = (place(tier)?, place(fact.what)?);
        let zone = &self.policy.zone;
        let next_due = if new < old {
            self.interval_end(rule, fact.what, zone.day_of(fact.counts_at), Some(due))
        } else {
            self.interval_end(rule, fact.what, zone.day_of(last), None)
        };
        Some((fact.what, next_due))
    }
}
