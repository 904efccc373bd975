//! Who owns one deal: its holder, a late claim, or whoever it falls to.

use super::Settled;
use crate::calendar::Instant;
use crate::fold::{About, DealSeen, Dispute, Fold, Holding};
use crate::rules::assign::Before;
use crate::ruling::{Ownership, Pending, Reasons, Standing, State, Step, Verdict, Why};

impl<'a> Fold<'a> {
    /// Who owns one deal.
    pub(crate) fn settle(&mut self, index: usize, deal: &DealSeen) -> Settled {
        let window_until = self.window_until(deal);
        let mut settled = Settled {
            window_until,
            ..Settled::default()
        };
        let deliverer = self.fact(deal.place).and_then(|fact| fact.doer());
        for dispute in self.disputes_of(index) {
            settled.disputed = true;
            settled.disputed_by_other |= dispute.person != deliverer;
        }
        // Whoever the deal falls to may depend on whether it was disputed.
        self.settled = Some(settled);
        if let Some(decision) = self.decision_after(deal).filter(|_| self.policy.exclusive) {
            let owner = decision
                .person
                .map(|person| self.party_key(person, self.now));
            let state = if owner.is_some() {
                State::Final
            } else {
                State::None
            };
            settled.ownership = Ownership {
                state,
                owner,
                person: decision.person,
                source: self.claiming_source(),
                ..Ownership::default()
            };
            return settled;
        }
        settled.ownership = if self.policy.exclusive {
            match (deal.holding, self.policy.deal.as_ref()) {
                (Some(holding), Some(_)) => self.settle_held(&holding),
                _ => self.settle_unheld(index, deal, &mut settled),
            }
        } else {
            self.settle_disputes(index, deal, &mut settled)
        };
        self.unsettle(&mut settled.ownership);
        settled
    }

    pub(crate) fn settle_held(&self, holding: &Holding) -> Ownership {
        let owned = self.policy.has_holder
            && (holding.left || self.before_assignment(holding) != Some(Before::Nobody));
        let mut ownership = Ownership {
            state: State::Final,
            reasons: Reasons::default(),
            owner: owned.then_some(holding.owner),
            person: holding.person.filter(|_| owned),
            claim: holding.claim,
            source: self
                .policy
                .deal
                .as_ref()
                .map(|deal| deal.source)
                .filter(|_| holding.source.is_none())
                .or(holding.source),
            offered: None,
        };
        if self.before_assignment(holding).is_some() || holding.left {
            ownership.reasons.insert(Pending::Allocation);
        }
        let claim = holding.claim.and_then(|id| self.claim(id));
        if self.claim_approval().is_some() && claim.is_some_and(|claim| claim.approved_at.is_none())
        {
            ownership.reasons.insert(
                if claim.is_some_and(|claim| claim.standing == Standing::Ended) {
                    Pending::Decision
                } else {
                    Pending::Review
                },
            );
        }
        if self
            .policy
            .ranks
            .iter()
            .any(|rank| rank.rule.signatory_first)
            && !self.signed_contract(holding.person)
            && self.has_contract()
        {
            ownership.reasons.insert(Pending::Evidence);
        }
        if self.calendar_missing {
            ownership.reasons.insert(Pending::Calendar);
        }
        let only_calendar = ownership.reasons == Reasons::from(Pending::Calendar);
        if !ownership.reasons.is_empty() && !only_calendar {
            ownership.state = State::Pending;
        }
        ownership
    }

    /// Nothing is final while a dispute is open that nobody has ruled on, whether it was noted before the
    /// deal or after.
    pub(super) fn unsettle(&self, ownership: &mut Ownership) {
        if ownership.state == State::Final && !self.memory.open_disputes.is_empty() {
            ownership.state = State::Provisional;
        }
    }

    pub(crate) fn has_contract(&self) -> bool {
        let places = self.memory.timeline.places.iter();
        places
            .filter_map(|place| self.fact(*place))
            .any(|fact| fact.kind == crate::fact::FactKind::Contracted)
    }

    /// Nobody held: late claims, then the first valid one, then the ladder.
    pub(crate) fn settle_unheld(
        &mut self,
        index: usize,
        deal: &DealSeen,
        settled: &mut Settled,
    ) -> Ownership {
        let source = self.policy.deal.as_ref().map(|deal| deal.source);
        if let Some(first) = self.first_without_holder(deal) {
            return first;
        }
        let pending = |reason: Pending| Ownership {
            state: State::Pending,
            reasons: reason.into(),
            source,
            ..Ownership::default()
        };
        if settled.window_until.is_some_and(|until| self.now < until) {
            return pending(Pending::Window);
        }
        if self
            .disputes_of(index)
            .any(|dispute| dispute.decided.is_none())
        {
            return pending(Pending::Evidence);
        }
        if self.arrivals_unknown(index) {
            return pending(Pending::Decision);
        }
        if let Some(winner) = self.accepted_dispute(index) {
            let owner = self.party_name(winner.party);
            settled.dispute_won = true;
            let claim = self.current_claim(winner.party);
            let source = self.policy.window.as_ref().map(|window| window.source);
            return Ownership {
                state: State::Final,
                reasons: Reasons::default(),
                owner: Some(owner),
                person: winner.person,
                claim,
                source,
                offered: None,
            };
        }
        if let Some(bound) = self
            .policy
            .window
            .as_ref()
            .filter(|_| settled.window_until.is_some())
        {
            let about = About {
                deadline: settled.window_until,
                ..About::default()
            };
            self.find(
                Step::Admission,
                bound.source,
                Verdict::Note,
                Why::NobodyCame,
                about,
            );
        }
        self.fall_back(deal)
    }

    /// Several late claims were accepted and for one of them nothing says when its moment was: whoever
    /// rules must say.
    fn arrivals_unknown(&self, index: usize) -> bool {
        let tie = self
            .policy
            .window
            .as_ref()
            .and_then(|window| window.rule.tie);
        let accepted = || {
            self.disputes_of(index)
                .filter(|dispute| dispute.decided == Some(true))
        };
        let first = accepted().next().map(|dispute| dispute.party);
        let several = accepted().any(|dispute| Some(dispute.party) != first);
        let unknown = |dispute: &Dispute| {
            let claim = self.current_claim(dispute.party);
            tie.is_some_and(|tie| self.moment(tie, dispute.party, claim).is_none())
        };
        several && accepted().any(unknown)
    }

    /// Among accepted late claims, the one whose event came first; without any, the first filed.
    pub(crate) fn accepted_dispute(&self, index: usize) -> Option<Dispute> {
        let tie = self
            .policy
            .window
            .as_ref()
            .and_then(|window| window.rule.tie);
        let accepted = self
            .disputes_of(index)
            .filter(|dispute| dispute.decided == Some(true));
        accepted
            .min_by_key(|dispute| {
                let moment = tie.and_then(|tie| {
                    self.moment(tie, dispute.party, self.current_claim(dispute.party))
                });
                (moment.map_or(Instant::MAX, |(at, _)| at), dispute.seq)
            })
            .copied()
    }

    /// Claims side by side: each claimant is examined, the first valid one wins.
    pub(crate) fn settle_disputes(
        &mut self,
        index: usize,
        deal: &DealSeen,
        settled: &mut Settled,
    ) -> Ownership {
        let window = self.policy.window.as_ref();
        let source = window.map(|window| window.source);
        if settled.window_until.is_some_and(|until| self.now < until) {
            return Ownership {
                state: State::Pending,
                reasons: Pending::Window.into(),
                source,
                ..Ownership::default()
            };
        }
        let decided = self.ruling_on(index, deal);
        settled.ruled = decided
            .and_then(|decision| self.fact(decision.place))
            .map(|fact| fact.seq);
        let awaits_ruling = settled.disputed
            && window.is_some_and(|window| window.rule.needs_ruling)
            && decided.is_none();
        let state = if awaits_ruling {
            State::Provisional
        } else {
            State::Final
        };
        let mut ownership = match self.first_valid_disputant(index, deal, settled) {
            Some(winner) => Ownership {
                state,
                reasons: Reasons::default(),
                owner: Some(self.party_name(winner.party)),
                person: winner.person,
                claim: self.current_claim(winner.claimed_by),
                source,
                offered: None,
            },
            None => self.fall_back(deal),
        };
        if ownership.owner.is_some() && ownership.reasons.is_empty() {
            ownership.state = state;
        }
        if let Some(person) = decided.and_then(|decision| decision.person) {
            ownership.owner = Some(self.party_key(person, self.now));
            ownership.person = Some(person);
            ownership.state = State::Final;
        }
        let deliverer = self.fact(deal.place).and_then(|fact| fact.doer());
        settled.dispute_won = ownership.person != deliverer
            && self
                .disputes_of(index)
                .any(|dispute| dispute.person == ownership.person);
        ownership
    }
}
