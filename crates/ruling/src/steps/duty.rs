//! Obligations: who must do what by when. They remind and decide nothing.

use crate::calendar::Instant;
use crate::fact::{Fact, UnitId};
use crate::fold::{ANYONE, Duty, Fold};
use crate::name::Symbol;
use crate::policy::event::EventSet;
use crate::rules::condition::Condition;
use crate::rules::oblige::{Oblige, On};
use crate::rules::who::Who;
use crate::ruling::{ClaimId, Obligation, Party, Pending, Standing, Why};

impl<'a> Fold<'a> {
    /// Obligations that a fact fulfils are closed.
    pub(crate) fn fulfil(&mut self, fact: &'a Fact, events: EventSet) {
        if self.memory.duties.is_empty() {
            return;
        }
        let packs = self.packs;
        let place_of = fact.of;
        let case = self.case;
        self.memory.duties.retain(|duty| {
            let policy = packs.version(duty.version);
            let Some(bound) = policy.and_then(|policy| policy.obliges.get(duty.rule)) else {
                return true;
            };
            if !events.meets(bound.rule.done_by) || bound.rule.every.is_some() {
                return true;
            }
            let caused_by = duty
                .place
                .and_then(|place| usize::try_from(place).ok())
                .and_then(|place| case.facts().get(place));
            bound.rule.each
                && place_of.is_some()
                && caused_by.is_some_and(|cause| Some(cause.seq) != place_of)
        });
    }

    /// Obligations that an event starts.
    pub(crate) fn start_duties(&mut self, place: u32, fact: &'a Fact, events: EventSet) {
        let policy = self.policy;
        for (rule, bound) in policy.obliges.iter().enumerate() {
            let On::Event(event) = bound.rule.on else {
                continue;
            };
            if !events.contains(event)
                || bound.rule.only_if.is_some_and(|condition| {
                    !condition.needs_outcome() && !self.condition_at(condition, fact)
                })
            {
                continue;
            }
            let start = if bound.rule.from_occurred {
                self.memory.timeline.occurred(fact)
            } else {
                fact.counts_at
            };
            self.start(rule, &bound.rule, Some(place), start);
        }
    }

    /// Whether a predicate holds for what a fact brought about.
    pub(super) fn condition_at(&self, condition: Condition, fact: &Fact) -> bool {
        match condition {
            Condition::Admitted => match self.claim_of_fact(fact.seq) {
                Some(id) => self.claim(id).is_some_and(|claim| {
                    !matches!(claim.standing, Standing::Refused | Standing::Void)
                }),
                // The holder's own further registration is a contact, and accepted as such.
                None => self.events_of(fact).meets(self.policy.opens) || self.holds(condition),
            },
            condition => self.holds(condition),
        }
    }

    fn start(&mut self, rule: usize, oblige: &Oblige, place: Option<u32>, start: Instant) {
        let version = self.version;
        if !oblige.each {
            self.memory
                .duties
                .retain(|duty| (duty.rule, duty.version) != (rule, version));
        }
        self.memory.duties.push(Duty {
            rule,
            version,
            place,
            start,
        });
    }

    fn start_state(&mut self, wanted: On, place: Option<u32>) {
        let policy = self.policy;
        for (rule, bound) in policy.obliges.iter().enumerate() {
            if bound.rule.on == wanted {
                self.start(rule, &bound.rule, place, self.now);
            }
        }
    }

    /// A claim took the case.
    pub(crate) fn start_taken_duties(&mut self, id: ClaimId) {
        let place = self.claim(id).map(|claim| claim.place);
        self.start_state(On::Taken, place);
    }

    /// Whoever has authority must assign the case.
    pub(crate) fn await_assignment(&mut self) {
        let held = self
            .holding
            .filter(|holding| self.before_assignment(holding).is_some());
        let claim = held.and_then(|holding| self.claim(holding.claim?));
        let Some(place) = claim.map(|claim| claim.place) else {
            return;
        };
        let obliges = &self.policy.obliges;
        let known = self.memory.duties.iter().any(|duty| {
            let rule = obliges.get(duty.rule).map(|bound| bound.rule.on);
            duty.place == Some(place) && rule == Some(On::AwaitsAssignment)
        });
        if !known {
            self.start_state(On::AwaitsAssignment, Some(place));
        }
    }

    /// A claim collided with the holder.
    pub(crate) fn start_collision_duties(&mut self, id: ClaimId) {
        let place = self.claim(id).map(|claim| claim.place);
        self.start_state(On::Collided, place);
    }

    /// The case was assigned.
    pub(crate) fn start_assigned_duties(&mut self) {
        let packs = self.packs;
        self.memory.duties.retain(|duty| {
            let policy = packs.version(duty.version);
            let bound = policy.and_then(|policy| policy.obliges.get(duty.rule));
            bound.is_none_or(|bound| {
                !matches!(
                    bound.rule.on,
                    On::AwaitsAssignment | On::HolderLeft | On::Taken
                )
            })
        });
        self.start_state(On::Taken, None);
    }

    /// The holder left.
    pub(crate) fn start_departure_duties(&mut self, _unit: Option<UnitId>) {
        self.start_state(On::HolderLeft, None);
    }

    /// What is due at the ruling's instant.
    pub(crate) fn list_obligations(&mut self) {
        self.list_state_duties();
        self.list_next_follow_ups();
        for index in 0..self.memory.duties.len() {
            let Some(duty) = self.memory.duties.get(index).copied() else {
                break;
            };
            self.list_duty(&duty);
        }
    }

    /// Duties that follow from the state at the end rather than from one event.
    fn list_state_duties(&mut self) {
        let reasons = self.out.credit.reasons;
        let owner_reasons = self.out.ownership.reasons;
        let deal = self.memory.deals.last().map(|deal| deal.place);
        let closed = deal
            .and_then(|place| self.fact(place))
            .map_or(self.now, |fact| fact.counts_at);
        if reasons.contains(Pending::Ratio) {
            self.start_state_from(On::RatioMissing, deal, closed);
        }
        if owner_reasons.contains(Pending::Roster) {
            self.start_state_from(On::RosterMissing, deal, closed);
        }
        if let Some(offer) = self.offered {
            self.start_state_from(On::Offered, None, offer.since);
        }
        for index in 0..self.memory.claims.len() {
            let Some(claim) = self.memory.claims.get(index).copied() else {
                break;
            };
            let on = match claim.standing {
                Standing::Waiting(Pending::Identity) => On::IdentityOpen,
                Standing::Waiting(Pending::Review) => On::ReviewAwaited,
                Standing::Returned => On::Returned,
                Standing::Offered => On::Offered,
                _ if claim.is_broken() => On::ReviewAwaited,
                _ => continue,
            };
            let since = claim.broken_at.filter(|_| claim.is_broken());
            let since = since.unwrap_or(claim.standing_since);
            let step = self.step_awaited(&claim);
            self.start_step_from(on, step, Some(claim.place), since);
        }
    }

    fn start_state_from(&mut self, wanted: On, place: Option<u32>, start: Instant) {
        self.start_step_from(wanted, Symbol::NONE, place, start);
    }

    /// Starts what a state asks for; a duty that names a review step only while it is that step's turn.
    fn start_step_from(&mut self, wanted: On, step: Symbol, place: Option<u32>, start: Instant) {
        let policy = self.policy;
        for (rule, bound) in policy.obliges.iter().enumerate() {
            let its_turn = !bound.rule.step.is_some() || bound.rule.step == step;
            if bound.rule.on == wanted && its_turn {
                self.memory.duties.push(Duty {
                    rule,
                    version: self.version,
                    place,
                    start,
                });
            }
        }
    }

    fn list_duty(&mut self, duty: &Duty) {
        let Some(policy) = self.packs.version(duty.version) else {
            return;
        };
        let Some(bound) = policy.obliges.get(duty.rule) else {
            return;
        };
        let cause = duty.place.and_then(|place| self.fact(place));
        let subject = cause.or_else(|| {
            self.memory
                .timeline
                .places
                .last()
                .and_then(|place| self.fact(*place))
        });
        let Some(subject) = subject else { return };
        let only_while_held =
            matches!(bound.rule.on, On::Taken | On::Held) || bound.rule.every.is_some();
        if only_while_held && self.holding.is_none() && self.memory.deals.is_empty() {
            return;
        }
        // What a deal still needs is done once what was changed is signed again.
        if bound.rule.on == On::Taken && self.approval_broken() == Some(Why::DigestDiffers) {
            return;
        }
        if bound
            .rule
            .only_if
            .is_some_and(|condition| !self.condition_at(condition, subject))
        {
            return;
        }
        let Some(who) = self.whose(&bound.rule, subject) else {
            return;
        };
        let about = bound
            .rule
            .about
            .and_then(|about| self.resolve(about, subject));
        let due_until = self.due(&bound.rule, duty, subject);
        if self.is_too_early(&bound.rule, due_until) {
            return;
        }
        let overdue = due_until.is_some_and(|until| self.now >= until);
        self.out.obligations.push(Obligation {
            source: bound.source,
            who,
            about,
            what: bound.rule.what,
            fact: cause.map(|cause| cause.seq),
            due_until,
            overdue,
        });
        if overdue
            && let Some(boss) = bound
                .rule
                .escalate
                .and_then(|escalate| self.asked_of(escalate, subject))
        {
            self.out.obligations.push(Obligation {
                source: bound.source,
                who: boss,
                about: Some(who),
                what: bound.rule.what,
                fact: cause.map(|cause| cause.seq),
                due_until,
                overdue,
            });
        }
    }

    /// Who must do it; what whoever caused it would have to do themselves falls to their stand-in.
    fn whose(&self, rule: &Oblige, subject: &Fact) -> Option<Party> {
        let who = self.asked_of(rule.who, subject)?;
        let own = subject.doer().is_some_and(|doer| match who {
            Party::Role(role, Some(unit)) => {
                self.company.role_of(doer, self.now, self.known) == role
                    && self.company.unit_of(doer, self.now, self.known) == Some(unit)
            }
            who => who == Party::Staff(doer),
        });
        let instead = rule.self_to.filter(|_| own);
        instead
            .and_then(|instead| self.asked_of(instead, subject))
            .or(Some(who))
    }

    /// Of whom it is asked: where several in the unit have the office, of the office, so that each may do it.
    fn asked_of(&self, who: Who, subject: &Fact) -> Option<Party> {
        let party = self.resolve(who, subject)?;
        let (Who::RoleOfUnit(role) | Who::RoleOfActor(role), Party::Staff(first)) = (who, party)
        else {
            return Some(party);
        };
        let unit = self.company.unit_of(first, self.now, self.known);
        let others = |unit: &UnitId| {
            let mut holders = (self.company).holders_of_role(*unit, role, self.now, self.known);
            holders.nth(1).is_some()
        };
        Some(match unit.filter(others) {
            Some(unit) => Party::Role(role, Some(unit)),
            None => party,
        })
    }

    /// Before an expiry nobody is reminded until the lead begins.
    fn is_too_early(&self, rule: &Oblige, due_until: Option<Instant>) -> bool {
        let (Some(lead), Some(until)) = (rule.before_expiry, due_until) else {
            return rule.before_expiry.is_some();
        };
        self.ends(lead, until)
            .is_ok_and(|end| self.now < until.plus_seconds(until.seconds() - end.seconds()))
    }

    fn due(&self, rule: &Oblige, duty: &Duty, subject: &Fact) -> Option<Instant> {
        if rule.before_expiry.is_some() {
            return subject.particulars.as_ref()?.until;
        }
        let last_done = rule
            .done_by
            .iter()
            .map(|event| self.seen(ANYONE, event))
            .filter(|seen| seen.count > 0)
            .map(|seen| seen.latest)
            .max();
        match (rule.within, rule.every) {
            (Some(within), None) => self.ends(within, duty.start).ok(),
            (None, Some(every)) => self
                .ends(every, last_done.unwrap_or(duty.start).max(duty.start))
                .ok(),
            (Some(within), Some(every)) => match last_done.filter(|done| *done > duty.start) {
                Some(done) => self.ends(every, done).ok(),
                None => self.ends(within, duty.start).ok(),
            },
            (None, None) => None,
        }
    }
}
