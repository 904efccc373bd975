//! What stands at the end of the fold: ownership of the case and of its deals, and every claim's place.

mod settle;

use crate::calendar::Instant;
use crate::fact::Seq;
use crate::fold::{DealSeen, Dispute, Fold};
use crate::name::Symbol;
use crate::policy::ScopePart;
use crate::rules::assign::Before;
use crate::rules::condition::Condition;
use crate::rules::deal::WithoutHolder;
use crate::rules::rank::Among;
use crate::ruling::{
    ClaimId, ClaimOutcome, DealOutcome, Ownership, Party, Pending, Reasons, Standing, State,
};

/// Claims beyond so many have no place of their own.
const PLACES_MAX: u16 = 64;

/// How the last deal came out, for credit.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Settled {
    pub(crate) ownership: Ownership,
    pub(crate) window_until: Option<Instant>,
    pub(crate) disputed: bool,
    pub(crate) disputed_by_other: bool,
    pub(crate) dispute_won: bool,
    /// The ruling on the dispute, once there is one.
    pub(crate) ruled: Option<Seq>,
}

impl<'a> Fold<'a> {
    /// Who owns the case now. While an entry may be this project's or another's, nothing is settled.
    pub(crate) fn ownership(&mut self) -> Ownership {
        let mut ownership = self.decided_ownership();
        self.tell_offer(&mut ownership);
        if self.project_open() {
            ownership.reasons.insert(Pending::Identity);
            ownership.state = State::Pending;
            if let Some(settled) = &mut self.settled {
                settled.ownership = ownership;
            }
        }
        ownership
    }

    /// Says to whom the case is offered; one that nobody has yet waits for the answer.
    fn tell_offer(&self, ownership: &mut Ownership) {
        let Some(offer) = self.offered else { return };
        ownership.offered = Some(offer.person);
        let nobodys = self
            .holding
            .is_none_or(|holding| holding.left || self.before_assignment(&holding).is_some());
        if nobodys && ownership.state != State::Final {
            ownership.reasons.insert(Pending::Consent);
            ownership.state = State::Pending;
        }
    }

    /// Whether an entry without project awaits being told which project it is of.
    fn project_open(&self) -> bool {
        let optional = ScopePart::Project { optional: true };
        self.policy.scope.contains(&optional)
            && self.memory.claims.iter().any(|claim| {
                claim.standing == Standing::Waiting(Pending::Identity)
                    && self
                        .fact(claim.place)
                        .and_then(|fact| fact.particulars.as_ref())
                        .is_none_or(|more| more.project.is_none())
            })
    }

    /// By its last deal, else by who holds it.
    fn decided_ownership(&mut self) -> Ownership {
        self.settled = None;
        if let Some(last) = self.memory.deals.len().checked_sub(1)
            && let Some(deal) = self.memory.deals.get(last).copied()
            && deal.place >= self.chapter
            && !self.holding_began_after(&deal)
        {
            let settled = self.under_deal(&deal, |fold| fold.settle(last, &deal));
            self.settled = Some(settled);
            return settled.ownership;
        }
        self.present_ownership()
    }

    /// A claim that took the case after the deal starts a new chapter.
    fn holding_began_after(&self, deal: &DealSeen) -> bool {
        let closed = self
            .fact(deal.place)
            .map_or(Instant::MIN, |fact| fact.counts_at);
        let fresh = self.holding.is_some_and(|holding| {
            holding.since > closed && holding.claim.is_some() && !holding.assigned
        });
        let next = self
            .holding
            .and_then(|holding| holding.claim)
            .and_then(|id| self.claim(id));
        fresh && next.is_some_and(|claim| claim.filed_at > closed) && deal.holding.is_some()
    }

    fn present_ownership(&self) -> Ownership {
        let Some(holding) = &self.holding else {
            return self.pending_ownership();
        };
        if !holding.left && self.before_assignment(holding) == Some(Before::Nobody) {
            return Ownership {
                state: State::None,
                claim: holding.claim,
                ..Ownership::default()
            };
        }
        let mut ownership = Ownership {
            state: State::Provisional,
            reasons: Reasons::default(),
            owner: self.policy.has_holder.then_some(holding.owner),
            person: holding.person,
            claim: holding.claim,
            source: holding.source,
            offered: None,
        };
        if self.before_assignment(holding) == Some(Before::PendingAllocation) || holding.left {
            ownership.reasons.insert(Pending::Allocation);
        }
        if self.hold_until().is_some_and(|until| self.now < until) {
            ownership.reasons.insert(Pending::Window);
        }
        if !holding.left && !ownership.reasons.is_empty() {
            ownership.state = State::Pending;
        }
        ownership
    }

    /// Nobody holds: what is everybody waiting for?
    fn pending_ownership(&self) -> Ownership {
        let mut reasons = Reasons::default();
        for claim in &self.memory.claims {
            match claim.standing {
                Standing::Waiting(reason) => reasons.insert(reason),
                Standing::Returned => reasons.insert(Pending::Review),
                Standing::Offered => reasons.insert(Pending::Consent),
                _ => {}
            }
        }
        let state = if reasons.is_empty() {
            State::None
        } else {
            State::Pending
        };
        let first = (0..).zip(&self.memory.claims).find(|(_, claim)| {
            matches!(
                claim.standing,
                Standing::Waiting(_) | Standing::Returned | Standing::Offered
            )
        });
        Ownership {
            state,
            reasons,
            claim: first.map(|(id, _)| id),
            ..Ownership::default()
        }
    }

    /// Until when an earlier arrival of today may still overtake the holder.
    pub(crate) fn hold_until(&self) -> Option<Instant> {
        let holding = self
            .holding
            .filter(|holding| !self.came_by_consent(holding))?;
        let rank = self
            .policy
            .ranks
            .iter()
            .find(|rank| rank.rule.among == Among::SameDay)?;
        let span = rank.rule.hold?;
        let event = rank.rule.by.first()?.event?;
        let zone = &self.policy.zone;
        let day = zone.day_of(holding.since);
        let arrival = |party: usize| {
            let seen = self.seen(party, event);
            let fact = (seen.count > 0)
                .then(|| self.fact(seen.day_first))
                .flatten()?;
            (zone.day_of(fact.counts_at) == day).then_some((fact.counts_at, fact.seq))
        };
        let mine = arrival(holding.party)?;
        let earlier = (1..self.memory.parties.len())
            .filter(|party| *party != holding.party)
            .any(|party| {
                arrival(party).is_some_and(|theirs| theirs < mine)
                    && self
                        .current_claim(party)
                        .is_none_or(|claim| !self.claimed_today(claim, day))
            });
        earlier
            .then(|| self.ends(span, holding.since).ok())
            .flatten()
    }

    fn claimed_today(&self, claim: ClaimId, day: crate::calendar::CivilDay) -> bool {
        self.claim(claim).is_some_and(|claim| {
            !matches!(claim.standing, Standing::Refused | Standing::Void)
                && self.policy.zone.day_of(claim.filed_at) == day
        })
    }

    /// The first claim there was at a deal that nobody held, where the pack gives the deal to it.
    fn first_without_holder(&self, deal: &DealSeen) -> Option<Ownership> {
        let bound = self.policy.deal.as_ref()?;
        let id = deal.first_valid?;
        let claim = self.claim(id)?;
        let over = matches!(claim.standing, Standing::Ended | Standing::Void);
        let owned = self.assigned_before() != Some(Before::Nobody);
        let pending = match (bound.rule.without_holder, claim.standing) {
            (WithoutHolder::Fallback, _) => return None,
            _ if over => Some(Pending::Decision),
            (WithoutHolder::FirstValid, _) => Some(Pending::Allocation),
            (WithoutHolder::UnderReview, Standing::Waiting(reason)) => Some(reason),
            (WithoutHolder::UnderReview, Standing::Returned) => Some(Pending::Review),
            (WithoutHolder::UnderReview, Standing::Holding | Standing::Superseded) => None,
            (WithoutHolder::UnderReview, _) => Some(Pending::Decision),
        };
        Some(Ownership {
            state: pending.map_or(State::Final, |_| State::Pending),
            reasons: pending.map_or_else(Reasons::default, Reasons::from),
            owner: owned.then(|| self.party_name(claim.party)),
            person: claim.person.filter(|_| owned),
            claim: Some(id),
            source: Some(bound.source),
            offered: None,
        })
    }

    /// Examines everybody who disputed the deal; of those who hold, the one whose moment came first.
    fn first_valid_disputant(
        &mut self,
        index: usize,
        deal: &DealSeen,
        settled: &Settled,
    ) -> Option<Dispute> {
        let tie = self
            .policy
            .window
            .as_ref()
            .and_then(|window| window.rule.tie);
        let mut best: Option<(Instant, Dispute)> = None;
        for place in 0..self.memory.disputes.len() {
            let dispute = self.memory.disputes.get(place).copied()?;
            let counts = dispute.deal == index && dispute.in_time && dispute.evidence;
            if !counts || !self.examine(&dispute, deal, settled) {
                continue;
            }
            let claim = self.current_claim(dispute.claimed_by);
            let moment = tie.and_then(|tie| self.moment(tie, dispute.claimed_by, claim));
            let at = moment.map_or(Instant::MAX, |(at, _)| at);
            if best.is_none_or(|(known, other)| (at, dispute.seq) < (known, other.seq)) {
                best = Some((at, dispute));
            }
        }
        best.map(|(_, dispute)| dispute)
    }

    /// Whether a predicate of the closed list holds at the last deal or now.
    pub(crate) fn holds(&self, condition: Condition) -> bool {
        let deals = self.memory.deals.last();
        let deal = deals.filter(|deal| deal.place >= self.chapter);
        let settled = self.settled.unwrap_or_default();
        match condition {
            Condition::Undisputed => self
                .holding
                .and_then(|holding| holding.claim)
                .and_then(|id| self.claim(id))
                .is_none_or(|claim| claim.undisputed),
            Condition::Disputed => settled.disputed,
            Condition::DisputedByOther => settled.disputed_by_other,
            Condition::DisputeWon => settled.dispute_won,
            Condition::SameDayDelivery => self.same_day_delivery(&settled),
            Condition::DealOutsideUnapproved => deal.is_some_and(|deal| deal.outside),
            Condition::DealInsideUnrecorded => {
                deal.is_some_and(|deal| deal.inside && deal.holding.is_none())
            }
            Condition::NoHolder => deal.is_none_or(|deal| deal.holding.is_none()),
            Condition::Held => self.holding.is_some(),
            Condition::Dealt => deal.is_some(),
            Condition::NotDealt => deal.is_none(),
            Condition::Admitted => self
                .memory
                .claims
                .iter()
                .any(|claim| !matches!(claim.standing, Standing::Refused | Standing::Void)),
            Condition::SameDay => self.holding.is_some_and(|holding| {
                let zone = &self.policy.zone;
                zone.day_of(holding.since) == zone.day_of(self.now)
            }),
        }
    }

    /// The winning (or the owner's) claim was filed on the civil day of the delivery.
    fn same_day_delivery(&self, settled: &Settled) -> bool {
        let Some(deal) = self
            .memory
            .deals
            .last()
            .and_then(|deal| self.fact(deal.place))
        else {
            return false;
        };
        let owner = settled.ownership.person.or(deal.doer());
        let own = || {
            self.memory
                .claims
                .iter()
                .find(|claim| claim.person == owner && claim.standing != Standing::Refused)
        };
        let claim = settled.ownership.claim.and_then(|id| self.claim(id));
        let claim = claim.or_else(own);
        let zone = &self.policy.zone;
        claim.is_some_and(|claim| {
            zone.day_of(claim.filed_at) == zone.day_of(self.memory.timeline.occurred(deal))
        })
    }

    /// Every claim's standing and its place among those still in the running.
    pub(crate) fn list_claims(&mut self) {
        for claim in &self.memory.claims {
            let party = self
                .memory
                .parties
                .get(claim.party)
                .copied()
                .unwrap_or(Party::Customer);
            let awaits = match (claim.standing, claim.permission.is_some()) {
                (Standing::Waiting(Pending::Review), true) => {
                    self.permission_step(claim.permission)
                }
                (Standing::Waiting(Pending::Review), false) => self.step_awaited(claim),
                _ if claim.is_broken() => self.step_awaited(claim),
                _ => Symbol::default(),
            };
            self.out.claims.push(ClaimOutcome {
                fact: claim.seq,
                person: claim.person,
                party,
                ranked_at: claim.ranked_at,
                standing: claim.standing,
                priority: 0,
                awaits,
            });
        }
        let mut place = 0;
        while place < PLACES_MAX
            && let Some(next) = self.next_in_place()
            && let Some(claim) = self.out.claims.get_mut(usize::from(next))
        {
            place += 1;
            claim.priority = place;
        }
    }

    /// Of the claims in the running without a place, the one that would come next.
    fn next_in_place(&self) -> Option<ClaimId> {
        let ahead = |standing: Standing| match standing {
            Standing::Holding => Some(0),
            Standing::Offered => Some(1),
            Standing::Standing | Standing::Queued | Standing::Returned | Standing::Waiting(_) => {
                Some(2)
            }
            _ => None,
        };
        let unplaced = (0..).zip(&self.out.claims).filter_map(|(id, claim)| {
            let ahead = ahead(claim.standing).filter(|_| claim.priority == 0);
            ahead.map(|ahead| (ahead, id))
        });
        unplaced
            .min_by(|(one_ahead, one), (other_ahead, other)| {
                let order = one_ahead.cmp(other_ahead);
                order.then_with(|| self.compare(*one, *other))
            })
            .map(|(_, id)| id)
    }

    /// The deals' outcomes.
    pub(crate) fn sum_up(&mut self) {
        let settled = self.settled;
        let last = self.memory.deals.len().saturating_sub(1);
        for (index, deal) in self.memory.deals.iter().enumerate() {
            let Some(fact) = self.fact(deal.place) else {
                continue;
            };
            let buyer = fact.particulars.as_ref().and_then(|more| more.customer);
            let ownership = match settled.filter(|_| index == last) {
                Some(settled) => settled.ownership,
                None => {
                    let holding = deal.holding.as_ref();
                    let mut held = holding.map(|it| self.settle_held(it)).unwrap_or_default();
                    self.unsettle(&mut held);
                    held
                }
            };
            self.out.deals.push(DealOutcome {
                fact: fact.seq,
                buyer,
                ownership,
                window_until: self.window_until(deal),
            });
        }
    }
}
