//! What authority gives, and who has authority.

use crate::calendar::Instant;
use crate::fact::{Answer, Fact, StaffId};
use crate::fold::{About, DealSeen, Fold, Holding};
use crate::policy::Bound;
use crate::rules::assign::{Assign, Before};
use crate::rules::deal::WithoutHolder;
use crate::rules::violation::When;
use crate::rules::who::Who;
use crate::ruling::{ClaimId, Standing, Step, Verdict, Why};

impl<'a> Fold<'a> {
    /// Whether a member of staff has authority by one of these parts.
    pub(crate) fn has_authority(
        &self,
        actor: Option<StaffId>,
        by: &[Who],
        unit_of: Option<StaffId>,
    ) -> bool {
        self.has_authority_at(actor, by, unit_of, self.now)
    }

    /// Whether the actor assigns the cases of those who left.
    pub(crate) fn may_reassign(&self, fact: &Fact) -> bool {
        let departure = self.policy.departure.as_ref();
        let by = departure.and_then(|departure| departure.rule.by);
        let holder = self
            .holding
            .and_then(|holding| self.holding_person(&holding));
        by.is_some_and(|who| self.has_authority(fact.actor, &[who], holder))
    }

    /// Who holds, or held until they left.
    fn holding_person(&self, holding: &Holding) -> Option<StaffId> {
        let filer = || self.claim(holding.claim?)?.person;
        holding.person.or_else(filer)
    }

    /// Authority gives the case to somebody.
    pub(crate) fn assign(&mut self, fact: &'a Fact) {
        let Some(bound) = &self.policy.assign else {
            return;
        };
        let about = About {
            fact: Some(fact.seq),
            ..About::default()
        };
        if !self.may_assign(fact, bound) {
            self.find(
                Step::Ownership,
                bound.source,
                Verdict::Fail,
                Why::AssignedWithoutAuthority,
                about,
            );
            self.propose_when(When::AssignedUnapproved, fact);
            return;
        }
        let Some(person) = fact.person else {
            return match bound.rule.rota {
                Some(_) => self.assign_in_turn(fact),
                None => self.unassign(bound, about),
            };
        };
        if bound.rule.needs_reason && self.passes_over_somebody(person) && !has_reason(fact) {
            self.find(
                Step::Ownership,
                bound.source,
                Verdict::Fail,
                Why::ReasonMissing,
                about,
            );
            return;
        }
        if let Some(span) = bound.rule.accept_within {
            self.offer(person, Some(fact), span, None);
            return;
        }
        self.find(
            Step::Ownership,
            bound.source,
            Verdict::Pass,
            Why::AssignedTo,
            about,
        );
        self.give(person, fact.counts_at, bound);
    }

    /// Whether whoever did this may assign the case, by the rule of assignment or of departure.
    fn may_assign(&self, fact: &Fact, bound: &Bound<Assign>) -> bool {
        let holder = self
            .holding
            .and_then(|holding| self.holding_person(&holding));
        self.has_authority(fact.actor, &bound.rule.by, holder) || self.may_reassign(fact)
    }

    /// Whether somebody else has the case, or is first in line for it.
    fn passes_over_somebody(&self, person: StaffId) -> bool {
        self.holding.is_some_and(|holding| {
            let in_line = self.before_assignment(&holding) != Some(Before::Nobody);
            !holding.left && in_line && holding.person != Some(person)
        })
    }

    /// A change of owner that was asked for is granted or refused.
    pub(crate) fn decide_change(&mut self, fact: &'a Fact, asker: Option<StaffId>) -> bool {
        let Some(bound) = &self.policy.assign else {
            return false;
        };
        if !bound.rule.asked_as.is_some() || bound.rule.asked_as != fact.what {
            return false;
        }
        let about = About {
            fact: Some(fact.seq),
            against: fact.of,
            ..About::default()
        };
        let (verdict, why) = match (self.may_assign(fact, bound), fact.answer) {
            (false, _) => (Verdict::Fail, Why::AssignedWithoutAuthority),
            (true, Answer::Yes) => (Verdict::Pass, Why::AssignedTo),
            (true, _) => (Verdict::Fail, Why::NotPermitted(fact.what)),
        };
        self.find(Step::Ownership, bound.source, verdict, why, about);
        if let (Verdict::Pass, Some(person)) = (verdict, asker) {
            self.give(person, fact.counts_at, bound);
        }
        true
    }

    /// Authority has the case given by turn; until somebody takes it, it is nobody's in particular.
    fn assign_in_turn(&mut self, fact: &'a Fact) {
        if let Some(holding) = &mut self.holding {
            holding.assigned = false;
        }
        self.offered = None;
        if !self.give_in_turn(Some(fact)) {
            self.await_assignment();
        }
    }

    pub(crate) fn unassign(&mut self, bound: &Bound<Assign>, about: About) {
        self.find(
            Step::Ownership,
            bound.source,
            Verdict::Note,
            Why::AssignmentAwaited,
            about,
        );
        if let Some(claim) = self.holding.and_then(|holding| holding.claim) {
            self.set_standing(claim, Standing::Queued);
        }
        self.holding = None;
        self.timers_changed();
    }

    /// The case is given to a person, whatever protection says.
    pub(crate) fn give(&mut self, person: StaffId, at: Instant, bound: &Bound<Assign>) {
        let party = self.party_of(person, at);
        let own = self.current_claim(party);
        let before = self.holding.and_then(|holding| holding.claim);
        let waiting = self.memory.claims.iter().position(|claim| {
            claim.approved_at.is_some()
                && matches!(
                    claim.standing,
                    Standing::Holding | Standing::Queued | Standing::Standing
                )
        });
        let claim = own
            .or(before)
            .or_else(|| waiting.and_then(|place| ClaimId::try_from(place).ok()));
        if let Some(old) = before.filter(|old| Some(*old) != claim) {
            self.set_standing(old, Standing::Superseded);
        }
        self.offered = None;
        if let Some((offered, _)) = self.turn.take() {
            self.set_standing(offered, Standing::Queued);
        }
        if let Some(id) = claim {
            self.set_standing(id, Standing::Holding);
        }
        let owner = self.party_name(party);
        let source = Some(bound.source);
        self.holding = Some(Holding {
            claim,
            party,
            owner,
            person: Some(person),
            since: self.now,
            assigned: true,
            left: false,
            source,
        });
        self.in_pool = false;
        self.confirm_deal(person);
        self.timers_changed();
        self.start_assigned_duties();
    }

    /// A deal closed before anybody was assigned awaited this: it confirms the first in line, or, where
    /// nobody was, decides the deal. What another in line had closed, only a ruling takes from them.
    fn confirm_deal(&mut self, person: StaffId) {
        let (Some(deal), Some(holding)) = (self.memory.deals.last().copied(), self.holding) else {
            return;
        };
        let before = match deal.holding {
            _ if deal.place < self.chapter => return,
            Some(then) if then.left => return,
            Some(then) => self.before_assignment(&then),
            None => self
                .awaits_allocation(&deal)
                .then(|| self.assigned_before())
                .flatten(),
        };
        let first = match deal.holding {
            Some(then) => then.person,
            None => deal
                .first_valid
                .and_then(|id| self.claim(id))
                .and_then(|claim| claim.person),
        };
        let decides = match before {
            Some(Before::Nobody) => true,
            Some(Before::PendingAllocation) => first == Some(person),
            Some(Before::NotNeeded) | None => false,
        };
        if let (true, Some(deal)) = (decides, self.memory.deals.last_mut()) {
            deal.holding = Some(holding);
        }
    }

    /// Whether the holder must still be allocated, and how that counts.
    pub(crate) fn before_assignment(&self, holding: &Holding) -> Option<Before> {
        self.assigned_before().filter(|_| !holding.assigned)
    }

    /// How a case counts before it is assigned, where it must be.
    pub(crate) fn assigned_before(&self) -> Option<Before> {
        let bound = self.policy.assign.as_ref()?;
        (bound.rule.before != Before::NotNeeded).then_some(bound.rule.before)
    }

    /// A deal without holder that goes to the first valid claim once it is allocated.
    fn awaits_allocation(&self, deal: &DealSeen) -> bool {
        let rule = self.policy.deal.as_ref();
        deal.first_valid.is_some()
            && rule.is_some_and(|bound| bound.rule.without_holder == WithoutHolder::FirstValid)
    }
}

fn has_reason(fact: &Fact) -> bool {
    let more = fact.particulars.as_ref();
    more.is_some_and(|more| more.has_reason)
}
