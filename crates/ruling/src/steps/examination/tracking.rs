//! Whether the customer was followed up at the interval of the tier, from the first reception to the deal.

use super::signing::Signer;
use crate::calendar::{CivilDay, Instant};
use crate::fact::{Answer, Fact, FactKind, Seq, StaffId};
use crate::fold::{About, Dispute, Fold};
use crate::name::Symbol;
use crate::policy::Examination;
use crate::rules::cadence::Cadence;
use crate::ruling::{Obligation, Party, Source, Standing, Step, Verdict, Why};

/// Follow-ups are looked at from `start` to `end`, as far as they were entered by `entered_by`.
#[derive(Debug, Clone, Copy)]
struct Stretch {
    start: Instant,
    end: Instant,
    entered_by: (Instant, Seq),
}

/// How the customer was followed up over a stretch.
#[derive(Debug, Clone, Copy)]
struct Track {
    tier: Symbol,
    last: Instant,
    due: Instant,
    /// The first interval that was not kept: its tier, its end and the fact that came too late.
    broken: Option<(Symbol, Instant, Seq)>,
    /// The first follow-up without the signature it needs.
    unsigned: Option<Seq>,
}

impl Track {
    fn came(&mut self, at: Instant, seq: Seq) {
        if at >= self.due && self.broken.is_none() {
            self.broken = Some((self.tier, self.due, seq));
        }
    }
}

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
        let entered_by = self.dispute_time(dispute);
        let stretch = Stretch {
            start,
            end,
            entered_by,
        };
        let mut track = self.follow(rule, dispute, stretch);
        track.came(end, closing.seq);
        let (tier, about) = match track.broken {
            Some((tier, due, seq)) => (
                tier,
                About {
                    against: Some(seq),
                    deadline: Some(due),
                    ..about
                },
            ),
            None => (track.tier, about),
        };
        let kept = self.verdict(
            source,
            track.broken.is_none(),
            Why::CadenceKept(tier),
            Why::CadenceBroken(tier),
            about,
        );
        if let Some(seq) = track.unsigned {
            let about = About {
                against: Some(seq),
                ..about
            };
            self.find(Step::Validity, source, Verdict::Fail, Why::Unsigned, about);
        }
        kept && track.unsigned.is_none()
    }

    /// Goes through grades and follow-ups in order.
    fn follow(&self, rule: &Cadence, dispute: &Dispute, stretch: Stretch) -> Track {
        let mut track = Track {
            tier: rule.before_tier,
            last: stretch.start,
            due: self.interval_end(rule, rule.before_tier, stretch.start),
            broken: None,
            unsigned: None,
        };
        let signer = rule.signed_by.map(|by| Signer {
            by,
            self_to: rule.self_to,
        });
        for place in &self.memory.timeline.places {
            let Some(fact) = self.fact(*place) else {
                continue;
            };
            if fact.kind == FactKind::Graded {
                if fact.counts_at <= stretch.end && self.grades_claim(fact, dispute) {
                    self.regrade(rule, fact, &mut track);
                }
                continue;
            }
            let happened = self.effective(fact);
            let counts = self.is_claimants(fact, dispute)
                && fact.answer != Answer::No
                && self.events_of(fact).contains(rule.track)
                && (stretch.start..=stretch.end).contains(&happened)
                && (fact.counts_at, fact.seq) <= stretch.entered_by;
            if !counts {
                continue;
            }
            track.came(happened, fact.seq);
            if signer.is_some_and(|signer| !self.is_signed(fact, signer, stretch.entered_by)) {
                track.unsigned = track.unsigned.or(Some(fact.seq));
            }
            track.last = track.last.max(happened);
            track.due = self.interval_end(rule, track.tier, track.last);
        }
        track
    }

    /// A change of tier: stricter takes the earlier of old and new due; milder counts from the last
    /// follow-up, and cannot mend what was already overdue.
    fn regrade(&self, rule: &Cadence, fact: &Fact, track: &mut Track) {
        let place = |wanted: Symbol| rule.tiers.iter().position(|(known, _)| *known == wanted);
        let (Some(old), Some(new)) = (place(track.tier), place(fact.what)) else {
            return;
        };
        track.came(fact.counts_at, fact.seq);
        track.tier = fact.what;
        match new.cmp(&old) {
            std::cmp::Ordering::Less => {
                let anew = self.interval_end(rule, fact.what, fact.counts_at);
                track.due = track.due.min(anew);
            }
            std::cmp::Ordering::Equal => {}
            std::cmp::Ordering::Greater => {
                track.due = self.interval_end(rule, fact.what, track.last);
            }
        }
    }

    /// The end of the tier's interval counted from the day of an instant.
    fn interval_end(&self, rule: &Cadence, tier: Symbol, from: Instant) -> Instant {
        let span = rule
            .tiers
            .iter()
            .find(|(known, _)| *known == tier)
            .map(|(_, span)| *span);
        let day: CivilDay = self.policy.zone.day_of(from);
        let from = self.policy.zone.start_of(day);
        span.and_then(|span| self.ends(span, from).ok())
            .unwrap_or(Instant::MAX)
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

    /// Until the deal, every claimant's next follow-up is due by the interval of the tier.
    pub(crate) fn list_next_follow_ups(&mut self) {
        let policy = self.policy;
        if !self.memory.deals.is_empty() {
            return;
        }
        for bound in &policy.examinations {
            let Examination::Cadence(rule) = &bound.rule else {
                continue;
            };
            for index in 0..self.memory.claims.len() {
                if let Some((who, due)) = self.next_follow_up(rule, index) {
                    let what = self.event_name(rule.track);
                    let fact = self.memory.claims.get(index).map(|claim| claim.seq);
                    self.out.obligations.push(Obligation {
                        source: bound.source,
                        who: Party::Staff(who),
                        about: None,
                        what,
                        fact,
                        due_until: Some(due),
                        overdue: self.now >= due,
                    });
                }
            }
        }
    }

    fn next_follow_up(&self, rule: &Cadence, index: usize) -> Option<(StaffId, Instant)> {
        let claim = self.memory.claims.get(index)?;
        let who = claim.person?;
        let left = self
            .company
            .next_departure(who, Instant::MIN, self.known)
            .is_some_and(|left| left <= self.now);
        if left || !matches!(claim.standing, Standing::Standing | Standing::Holding) {
            return None;
        }
        let (start, _) = self.moment(rule.from, claim.party, None)?;
        let own = Dispute {
            place: claim.place,
            seq: claim.seq,
            party: claim.party,
            claimed_by: claim.party,
            person: claim.person,
            deal: 0,
            in_time: false,
            evidence: false,
            decided: None,
        };
        let stretch = Stretch {
            start,
            end: self.now,
            entered_by: (self.now, Seq::MAX),
        };
        let due = self.follow(rule, &own, stretch).due;
        (due < Instant::MAX).then_some((who, due))
    }
}
