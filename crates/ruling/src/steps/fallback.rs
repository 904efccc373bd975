//! Step 5, fallback: who owns the deal when no valid claim does.

use crate::calendar::Instant;
use crate::fact::{Fact, UnitId};
use crate::fold::{About, DealSeen, Fold};
use crate::rules::condition::Condition;
use crate::rules::who::Who;
use crate::ruling::{Ownership, Party, Pending, Reasons, Standing, State, Step, Verdict, Why};

impl<'a> Fold<'a> {
    /// The first of the ladder that exists.
    pub(crate) fn fall_back(&mut self, deal: &DealSeen) -> Ownership {
        let policy = self.policy;
        let Some(fact) = self.fact(deal.place) else {
            return Ownership::default();
        };
        for bound in &policy.fallbacks {
            if bound.rule.when.is_some_and(|when| !self.holds(when)) {
                continue;
            }
            let about = About {
                fact: Some(fact.seq),
                ..About::default()
            };
            let last = bound.rule.ladder.len().saturating_sub(1);
            for (rung, who) in bound.rule.ladder.iter().enumerate() {
                let Some(party) = self.resolve(*who, fact) else {
                    continue;
                };
                self.find(
                    Step::Fallback,
                    bound.source,
                    Verdict::Pass,
                    Why::FallsTo,
                    about,
                );
                if bound.rule.when == Some(Condition::DealInsideUnrecorded) {
                    let (source, why) = (bound.source, Why::NobodyEntered);
                    self.find(Step::Fallback, source, Verdict::Note, why, about);
                }
                let reason = bound.rule.last_pending.filter(|_| rung == last);
                let reasons = reason.map(Reasons::from).unwrap_or_default();
                let state = if reasons.is_empty() {
                    State::Final
                } else {
                    State::Pending
                };
                let person = match party {
                    Party::Staff(staff) => Some(staff),
                    _ => None,
                };
                return Ownership {
                    state,
                    reasons,
                    owner: Some(party),
                    person,
                    claim: None,
                    source: Some(bound.source),
                    offered: None,
                };
            }
            if let Some(missing) = bound.rule.missing {
                self.find(
                    Step::Fallback,
                    bound.source,
                    Verdict::Open,
                    Why::NobodyToFallTo,
                    about,
                );
                self.roster_missing = missing == Pending::Roster;
                return Ownership {
                    state: State::Pending,
                    reasons: missing.into(),
                    source: Some(bound.source),
                    ..Ownership::default()
                };
            }
        }
        Ownership::default()
    }

    /// Who plays a part, around a fact (the deal, or what caused a duty).
    pub(crate) fn resolve(&self, who: Who, fact: &Fact) -> Option<Party> {
        let owner = self.settled.and_then(|settled| settled.ownership.owner);
        match who {
            Who::Claimant | Who::Registrant => self
                .claim_of_fact(fact.seq)
                .and_then(|id| self.claim(id))
                .and_then(|claim| claim.person)
                .or(fact.doer())
                .map(Party::Staff),
            Who::Holder => self
                .holding
                .map(|holding| holding.person.map_or(holding.owner, Party::Staff)),
            Who::Assignee => {
                let holder = self.holding.and_then(|holding| holding.person);
                let offered = self.offered.map(|offer| offer.person);
                offered.or(holder).map(Party::Staff)
            }
            Who::Owner => owner.or(self.holding.map(|holding| holding.owner)),
            Who::Actor => fact.actor.map(Party::Staff),
            Who::Closer | Who::Deliverer => fact.doer().map(Party::Staff),
            Who::Assistants => fact
                .particulars
                .as_ref()
                .and_then(|more| more.people.first())
                .copied()
                .map(Party::Staff),
            Who::Signatory => fact
                .particulars
                .as_ref()
                .and_then(|more| more.people.first())
                .copied()
                .or(fact.actor)
                .map(Party::Staff),
            Who::Customer => Some(Party::Customer),
            Who::Role(role) => Some(Party::Role(role, None)),
            Who::Named(name) => Some(
                self.company
                    .named(name, self.now, self.known)
                    .map_or(Party::Role(name, None), Party::Staff),
            ),
            Who::RoleOfUnit(role) => Some(self.role_in(role, self.unit_concerned(fact))),
            Who::RoleOfActor(role) => {
                let doer = fact.doer()?;
                let unit = self.company.unit_of(doer, fact.counts_at, self.known);
                Some(self.role_in(role, unit))
            }
            Who::Unit => self.unit_concerned(fact).map(Party::Unit),
            Who::DutyTeam => self.on_duty(fact).map(Party::Unit),
            Who::SoleRegionOwner => self.sole_region_owner(fact).map(Party::Unit),
            Who::FirstValidRecorder => self.first_valid_recorder(fact),
            Who::RegionHead => self.place_of(fact).map(Party::Region),
            Who::FirstValid | Who::Claimants => {
                let valid = self.memory.claims.iter().filter(|claim| {
                    !matches!(
                        claim.standing,
                        Standing::Refused | Standing::Void | Standing::Ended
                    )
                });
                valid
                    .min_by_key(|claim| (claim.ranked_at, claim.seq))
                    .and_then(|claim| claim.person)
                    .map(Party::Staff)
            }
        }
    }

    /// The person with a role in a unit where one is known, else the role itself.
    fn role_in(&self, role: crate::name::Symbol, unit: Option<UnitId>) -> Party {
        let known = unit.and_then(|unit| {
            self.company
                .holder_of_role(unit, role, self.now, self.known)
        });
        known.map_or(Party::Role(role, unit), Party::Staff)
    }

    /// The owner's, holder's or doer's unit.
    pub(crate) fn unit_concerned(&self, fact: &Fact) -> Option<UnitId> {
        let of_party = |party: Party| match party {
            Party::Unit(unit) | Party::Role(_, Some(unit)) => Some(unit),
            Party::Staff(staff) => self.company.unit_of(staff, self.now, self.known),
            _ => None,
        };
        let owner = self
            .settled
            .and_then(|settled| settled.ownership.owner)
            .and_then(of_party);
        let holder = self.holding.and_then(|holding| of_party(holding.owner));
        let doer = fact
            .doer()
            .and_then(|doer| self.company.unit_of(doer, fact.counts_at, self.known));
        owner.or(holder).or(doer)
    }

    fn on_duty(&self, fact: &Fact) -> Option<UnitId> {
        let day = self.policy.zone.day_of(self.memory.timeline.occurred(fact));
        self.company.on_duty(day.monday(), self.known)
    }

    fn place_of(&self, fact: &Fact) -> Option<crate::fact::RegionCode> {
        fact.particulars
            .as_ref()
            .and_then(|more| more.region)
            .or(self.region)
    }

    fn sole_region_owner(&self, fact: &Fact) -> Option<UnitId> {
        let place = self.place_of(fact)?;
        let mut responsible = self
            .company
            .regions(self.now, self.known)
            .map(|(unit, _)| unit)
            .filter(|unit| self.is_responsible(*unit, place));
        let first = responsible.next()?;
        responsible.next().is_none().then_some(first)
    }

    fn first_valid_recorder(&self, fact: &Fact) -> Option<Party> {
        let place = self.place_of(fact)?;
        let closed: Instant = self.memory.timeline.occurred(fact);
        let valid = self.memory.claims.iter().filter(|claim| {
            let unit = claim
                .person
                .and_then(|person| self.company.unit_of(person, claim.filed_at, self.known));
            let alive = matches!(
                claim.standing,
                Standing::Holding | Standing::Standing | Standing::Queued
            );
            alive
                && claim.filed_at <= closed.max(fact.counts_at)
                && unit.is_some_and(|unit| self.is_responsible(unit, place))
        });
        let first = valid.min_by_key(|claim| (claim.ranked_at, claim.seq))?;
        first
            .person
            .and_then(|person| self.company.unit_of(person, first.filed_at, self.known))
            .map(Party::Unit)
    }
}
