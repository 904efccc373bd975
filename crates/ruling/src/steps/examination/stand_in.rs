//! Who may claim on the registration of a colleague who left.

use crate::calendar::Instant;
use crate::fact::{Fact, FactKind, Seq, StaffId};
use crate::fold::{Claim, Fold, PartyIndex};
use crate::rules::departure::Leaves;
use crate::rules::who::Who;

impl<'a> Fold<'a> {
    /// The party on whose claim a dispute rests: the claimant's own, else that of a colleague who left
    /// before the deal and in whose place the claimant stands.
    pub(crate) fn claimed_by(
        &self,
        party: PartyIndex,
        person: Option<StaffId>,
        closing: &Fact,
    ) -> PartyIndex {
        if self.current_claim(party).is_some() {
            return party;
        }
        let Some(person) = person else { return party };
        let closed = self.memory.timeline.occurred(closing);
        let mut claims = self.memory.claims.iter();
        claims
            .find(|claim| self.stands_in(person, claim, closed))
            .map_or(party, |claim| claim.party)
    }

    fn stands_in(&self, person: StaffId, claim: &Claim, closed: Instant) -> bool {
        let Some(left) = claim
            .person
            .and_then(|absent| {
                self.company
                    .next_departure(absent, Instant::MIN, self.known)
            })
            .filter(|left| *left <= closed)
        else {
            return false;
        };
        if let Some(assigned) = self.assigned_after(left, claim.seq) {
            return assigned == person;
        }
        let rule = self.policy.departure.as_ref().map(|bound| bound.rule.to);
        match rule {
            Some(Leaves::ToRole(who)) => self.has_part(person, who, claim.person, left),
            _ => false,
        }
    }

    /// Whom the claim of someone who left was given to, by whoever may give it.
    fn assigned_after(&self, left: Instant, claim: Seq) -> Option<StaffId> {
        let absent = self.case.by_seq(claim)?.doer();
        let by = self.policy.departure.as_ref()?.rule.by?;
        let mut places = self.memory.timeline.places.iter().rev();
        places.find_map(|place| {
            let fact = self.fact(*place)?;
            let names_claim = fact.of.is_none_or(|of| of == claim);
            let given = fact.kind == FactKind::Assigned && fact.counts_at >= left && names_claim;
            let actor = fact.actor.filter(|_| given)?;
            self.has_part(actor, by, absent, left)
                .then_some(fact.person)?
        })
    }

    /// Whether a person plays this part towards the unit of someone who left it.
    fn has_part(&self, person: StaffId, who: Who, absent: Option<StaffId>, left: Instant) -> bool {
        let just_before = left.plus_seconds(-1);
        let unit = absent.and_then(|absent| self.company.unit_of(absent, just_before, self.known));
        match who {
            Who::RoleOfUnit(role) => {
                self.company.role_of(person, self.now, self.known) == role
                    && self.company.unit_of(person, self.now, self.known) == unit
            }
            who => self.has_authority_at(Some(person), &[who], None, self.now),
        }
    }
}
