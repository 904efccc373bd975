//! What authority gives, and who has authority.

use crate::calendar::Instant;
use crate::fact::{Answer, Fact, StaffId};
use crate::fold::{About, Fold, Holding, PartyIndex};
use crate::policy::Bound;
use crate::rules::assign::{Assign, Before};
use crate::rules::who::Who;
use crate::ruling::{ClaimId, Party, Standing, Step, Verdict, Why};

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
    pub(crate) fn assign(&mut self, _place: u32, fact: &'a Fact) {
        let Some(bound) = &self.policy.assign else {
            return;
        };
        let about = About {
            fact: Some(fact.seq),
            ..About::default()
        };
        let holder = self
            .holding
            .and_then(|holding| self.holding_person(&holding));
        if !self.has_authority(fact.actor, &bound.rule.by, holder) && !self.may_reassign(fact) {
            self.find(
                Step::Ownership,
                bound.source,
                Verdict::Fail,
                Why::AssignedWithoutAuthority,
                about,
            );
            if bound.rule.unapproved.is_some() {
                self.propose(
                    bound.source,
                    bound.rule.unapproved,
                    fact.actor.map(Party::Staff),
                    Some(fact.seq),
                    None,
                    0,
                );
            }
            return;
        }
        let Some(person) = fact.person else {
            return self.unassign(bound, about);
        };
        if let (Some(_), Some(span)) = (bound.rule.accept_within, bound.rule.accept_within) {
            self.offer(person, fact, span);
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
        self.timers_changed();
        self.start_assigned_duties();
    }

    pub(crate) fn offer(&mut self, person: StaffId, fact: &'a Fact, span: crate::calendar::Span) {
        let until = self.ends(span, self.now).ok();
        self.offered = Some((person, until.unwrap_or(Instant::MAX)));
        if let Some(bound) = &self.policy.assign {
            let about = About {
                fact: Some(fact.seq),
                deadline: until,
                ..About::default()
            };
            self.find(
                Step::Ownership,
                bound.source,
                Verdict::Open,
                Why::AssignmentAwaited,
                about,
            );
        }
        self.timers_changed();
    }

    /// An offer is accepted or declined.
    pub(crate) fn answer_offer(&mut self, fact: &'a Fact, _party: PartyIndex) {
        let Some((person, until)) = self.offered else {
            return;
        };
        if fact.actor != Some(person) {
            return;
        }
        self.offered = None;
        let (Some(bound), true) = (&self.policy.assign, self.now < until) else {
            return;
        };
        if fact.kind == crate::fact::FactKind::Accepted && fact.answer != Answer::No {
            let about = About {
                fact: Some(fact.seq),
                ..About::default()
            };
            self.find(
                Step::Ownership,
                bound.source,
                Verdict::Pass,
                Why::AssignedTo,
                about,
            );
            self.give(person, fact.counts_at, bound);
        }
    }

    /// Whether the holder must still be allocated, and how that counts.
    pub(crate) fn before_assignment(&self, holding: &Holding) -> Option<Before> {
        let bound = self.policy.assign.as_ref()?;
        (!holding.assigned && bound.rule.before != Before::NotNeeded).then_some(bound.rule.before)
    }
}
