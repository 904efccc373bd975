//! Those who queue: who is next, and what moving up asks of them.

use crate::calendar::Instant;
use crate::fact::{Answer, Fact, FactKind};
use crate::fold::{About, Fold};
use crate::rules::rank::Behind;
use crate::ruling::{ClaimId, Pending, Standing, Step, Verdict, Why};

impl<'a> Fold<'a> {
    /// The case is free again: whoever waits or queues in front moves up.
    pub(crate) fn promote(&mut self) {
        while self.holding.is_none() || self.any_waiting_for_place() {
            let next = self.first_in_line().filter(|_| self.turn.is_none());
            let Some(id) = next else { return };
            if self.offer_turn(id) {
                return;
            }
            let before = self.claim(id).map(|claim| claim.standing);
            let Some(rank) = self.claiming_source() else {
                return;
            };
            if self.holding.is_none() && before == Some(Standing::Queued) {
                let about = About {
                    claim: Some(id),
                    fact: self.claim(id).map(|claim| claim.seq),
                    ..About::default()
                };
                self.find(Step::Ownership, rank, Verdict::Pass, Why::MovedUp, about);
            }
            self.contend(id);
            if self.claim(id).map(|claim| claim.standing) == before {
                return;
            }
            self.close_by_approval(id);
        }
    }

    fn any_waiting_for_place(&self) -> bool {
        self.memory
            .claims
            .iter()
            .any(|claim| claim.standing == Standing::Waiting(Pending::Window))
    }

    fn first_in_line(&self) -> Option<ClaimId> {
        let in_line = |standing: Standing| {
            standing == Standing::Waiting(Pending::Window)
                || (standing == Standing::Queued && self.holding.is_none())
        };
        let claims = (0..)
            .zip(&self.memory.claims)
            .filter(|(_, claim)| in_line(claim.standing));
        claims
            .min_by(|(one, _), (other, _)| self.compare(*one, *other))
            .map(|(id, _)| id)
    }

    /// Where moving up is an offer, the next in line has until a time to accept it.
    fn offer_turn(&mut self, id: ClaimId) -> bool {
        let Some(rank) = self.rank_among_all().filter(|_| self.holding.is_none()) else {
            return false;
        };
        let Behind::Offered(span) = rank.rule.behind else {
            return false;
        };
        if self.claim(id).map(|claim| claim.standing) != Some(Standing::Queued) {
            return false;
        }
        let until = self.ends(span, self.now).unwrap_or(Instant::MAX);
        self.turn = Some((id, until));
        let about = About {
            claim: Some(id),
            fact: self.claim(id).map(|claim| claim.seq),
            against: None,
            deadline: Some(until),
        };
        self.find(
            Step::Ownership,
            rank.source,
            Verdict::Open,
            Why::Offered,
            about,
        );
        self.set_standing(id, Standing::Offered);
        self.timers_changed();
        true
    }

    /// While the case is offered to the next in line, newcomers queue.
    pub(super) fn behind_an_offer(&mut self, id: ClaimId) -> bool {
        let (Some((offered, _)), Some(rank)) = (self.turn, self.rank_among_all()) else {
            return false;
        };
        let about = About {
            claim: Some(id),
            fact: self.claim(id).map(|claim| claim.seq),
            against: self.claim(offered).map(|claim| claim.seq),
            deadline: None,
        };
        let why = Why::QueuedBehind;
        self.find(Step::Ownership, rank.source, Verdict::Open, why, about);
        self.set_standing(id, Standing::Queued);
        true
    }

    /// The next in line accepts the case or declines it.
    pub(crate) fn answer_turn(&mut self, fact: &'a Fact) {
        let Some((id, _)) = self.turn else { return };
        let asked = self.claim(id).and_then(|claim| claim.person);
        if fact.actor.is_none() || fact.actor != asked {
            return;
        }
        if fact.kind == FactKind::Declined || fact.answer == Answer::No {
            return self.pass_on(Why::OfferDeclined, Some(fact.seq));
        }
        if let Some(rank) = self.rank_among_all() {
            let about = About {
                claim: Some(id),
                fact: Some(fact.seq),
                ..About::default()
            };
            self.find(
                Step::Ownership,
                rank.source,
                Verdict::Pass,
                Why::MovedUp,
                about,
            );
        }
        self.take(id, true);
        self.close_by_approval(id);
    }

    /// The offer is declined, or its time is over: the next one has it.
    pub(crate) fn pass_on(&mut self, why: Why, answer: Option<u32>) {
        let Some((id, until)) = self.turn.take() else {
            return;
        };
        if let Some(rank) = self.rank_among_all() {
            let about = About {
                claim: Some(id),
                fact: answer.or(self.claim(id).map(|claim| claim.seq)),
                against: None,
                deadline: answer.is_none().then_some(until),
            };
            self.find(Step::Ownership, rank.source, Verdict::Fail, why, about);
        }
        self.set_standing(id, Standing::Ended);
        self.promote();
    }
}
