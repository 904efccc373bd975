//! Step 2, examination: whether a claimant meets the conditions tested at the deal or in a dispute.

mod buyer;
mod signing;
mod stand_in;
mod tracking;

use crate::fact::Fact;
use crate::fold::{About, DealSeen, Dispute, Fold};
use crate::policy::event::EventId;
use crate::policy::{Bound, Examination};
use crate::rules::deadline::Deadline;
use crate::rules::require::Require;
use crate::ruling::{Source, Standing, Step, Verdict, Why};
use crate::steps::outcome::Settled;

impl<'a> Fold<'a> {
    /// Examines one claimant: every condition is checked and recorded; all must hold.
    pub(crate) fn examine(
        &mut self,
        dispute: &Dispute,
        deal: &DealSeen,
        settled: &Settled,
    ) -> bool {
        let policy = self.policy;
        let Some(window) = &policy.window else {
            return false;
        };
        let claim = self.memory.claims.iter().position(|claim| {
            claim.party == dispute.claimed_by
                && !matches!(
                    claim.standing,
                    Standing::Refused | Standing::Void | Standing::Ended
                )
        });
        let claim = claim.and_then(|place| crate::ruling::ClaimId::try_from(place).ok());
        let about = About {
            claim,
            fact: Some(dispute.seq),
            ..About::default()
        };
        let (Some(_), Some(closing)) = (claim, self.fact(deal.place)) else {
            self.find(
                Step::Validity,
                window.source,
                Verdict::Fail,
                Why::NotHappened(self.packs.known_names.registered),
                about,
            );
            return false;
        };
        let mut holds = true;
        for bound in &policy.examinations {
            let named = policy
                .clause(bound.source.clause)
                .is_some_and(|clause| window.rule.tests.contains(&clause.number));
            if named {
                holds &= self.examine_one(bound, dispute, closing, settled, about);
            }
        }
        let (verdict, why) = if holds {
            (Verdict::Pass, Why::AllConditionsHold)
        } else {
            (Verdict::Fail, Why::ConditionFails)
        };
        self.find(Step::Ownership, window.source, verdict, why, about);
        holds
    }

    fn examine_one(
        &mut self,
        bound: &'a Bound<Examination>,
        dispute: &Dispute,
        closing: &'a Fact,
        settled: &Settled,
        about: About,
    ) -> bool {
        match &bound.rule {
            Examination::Match(rule) => {
                self.examine_match(rule, bound.source, closing, settled, about)
            }
            Examination::Deadline(rule) => {
                self.examine_deadline(rule, bound.source, dispute, about)
            }
            Examination::Cadence(rule) => {
                self.examine_cadence(rule, bound.source, dispute, closing, about)
            }
            Examination::Signed(rule) => {
                self.examine_signed(rule, bound.source, dispute, closing, settled, about)
            }
            Examination::Require(rule) => self.examine_require(rule, bound.source, about),
        }
    }

    fn verdict(&mut self, source: Source, holds: bool, pass: Why, fail: Why, about: About) -> bool {
        let (verdict, why) = if holds {
            (Verdict::Pass, pass)
        } else {
            (Verdict::Fail, fail)
        };
        self.find(Step::Validity, source, verdict, why, about);
        holds
    }

    fn examine_require(&mut self, rule: &Require, source: Source, about: About) -> bool {
        let Some(fact) = about
            .claim
            .and_then(|id| self.claim(id))
            .and_then(|claim| self.fact(claim.place))
        else {
            return false;
        };
        let missing = rule.fields.iter().find(|field| !fact.has(**field)).copied();
        self.verdict(
            source,
            missing.is_none(),
            Why::Complete,
            Why::Missing(missing.unwrap_or_default()),
            about,
        )
    }

    fn examine_deadline(
        &mut self,
        rule: &Deadline,
        source: Source,
        dispute: &Dispute,
        about: About,
    ) -> bool {
        let Some((from, against)) = self.moment(rule.from, dispute.claimed_by, about.claim) else {
            return self.verdict(
                source,
                false,
                Why::InTime,
                Why::NotHappened(
                    rule.from
                        .event
                        .map(|event| self.event_name(event))
                        .unwrap_or_default(),
                ),
                about,
            );
        };
        let Ok(deadline) = self.ends(rule.within, from) else {
            return false;
        };
        let done = match rule.to {
            None => about
                .claim
                .and_then(|id| self.claim(id))
                .map(|claim| (claim.filed_at, claim.seq)),
            Some(event) => {
                let seen = self.seen(dispute.claimed_by, event);
                let claim = about.claim.and_then(|id| self.claim(id)).copied();
                // A paper that came with the claim is there since then.
                let attached = claim.filter(|claim| self.comes_with(claim.place, event));
                let first = (seen.count > 0).then(|| self.fact(seen.first)).flatten();
                let first = first.map(|fact| (fact.counts_at, fact.seq));
                let attached = attached.map(|claim| (claim.filed_at, claim.seq));
                first.into_iter().chain(attached).min()
            }
        };
        let about = About {
            against,
            deadline: Some(deadline),
            ..about
        };
        match done {
            None => {
                let event = rule.to.map(|event| self.event_name(event));
                let missing = Why::NotHappened(event.unwrap_or_default());
                self.verdict(source, false, Why::InTime, missing, about)
            }
            Some((done, seq)) => {
                let about = About {
                    fact: Some(seq),
                    ..about
                };
                self.verdict(source, done < deadline, Why::InTime, Why::Late(0), about)
            }
        }
    }

    /// Whether a claim carries the paper whose handing in would be this event.
    fn comes_with(&self, claim: u32, event: EventId) -> bool {
        let kinds = self.packs.events.filter(event).map(|filter| &filter.kinds);
        let mut papers = kinds.into_iter().flatten().map(|(_, paper)| *paper);
        self.fact(claim)
            .is_some_and(|fact| papers.any(|paper| paper.is_some() && fact.has(paper)))
    }
}
