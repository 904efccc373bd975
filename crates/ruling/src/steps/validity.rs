//! Step 2, validity: what ends a holding by time or event, and what keeps it alive.

mod chapter;
mod given_up;

use crate::calendar::Instant;
use crate::fact::{Fact, FactKind};
use crate::fold::{ANYONE, About, Fold, Holding, PartyIndex};
use crate::policy::Bound;
use crate::policy::event::EventSet;
use crate::rules::departure::Leaves;
use crate::rules::ends_on::EndEffect;
use crate::rules::lapse::{Lapse, LapseEffect};
use crate::rules::moment::Time;
use crate::rules::protect::AtEnd;
use crate::rules::who::Who;
use crate::ruling::{ClaimId, Party, Source, Standing, Step, Verdict, Why};

/// What falls due by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Timer {
    Lapse(Source, LapseEffect),
    Correction(ClaimId),
    Departure,
    OfferEnds,
    TurnEnds,
}

impl<'a> Fold<'a> {
    /// Fires everything due by an instant, in order of time, then clause.
    #[inline(never)]
    pub(crate) fn fire_timers(&mut self, until: Instant) {
        while self.next_timer <= until {
            let Some((due, timer)) = self.earliest_timer() else {
                self.next_timer = Instant::MAX;
                return;
            };
            self.next_timer = due;
            if due > until {
                return;
            }
            self.enter(due.max(self.now));
            match timer {
                Timer::Lapse(source, effect) => self.lapse(source, effect, due),
                Timer::Correction(id) => self.correction_missed(id),
                Timer::Departure => self.depart(),
                Timer::OfferEnds => self.offer_over(Why::OfferExpired, None),
                Timer::TurnEnds => self.pass_on(Why::OfferExpired, None),
            }
            self.timers_changed();
        }
    }

    fn earliest_timer(&self) -> Option<(Instant, Timer)> {
        let mut earliest: Option<(Instant, Timer)> = None;
        let mut consider = |due: Option<Instant>, timer: Timer| {
            if let Some(due) = due
                && earliest.is_none_or(|(best, _)| due < best)
            {
                earliest = Some((due, timer));
            }
        };
        if let Some(holding) = &self.holding {
            let triggers = &self.policy.triggers;
            if triggers.lapses {
                for bound in self.rules_of(holding, |policy| &policy.lapses) {
                    if bound.rule.effect != LapseEffect::Forfeit {
                        consider(
                            self.lapse_due(bound, holding),
                            Timer::Lapse(bound.source, bound.rule.effect),
                        );
                    }
                }
            }
            if triggers.stages_lapse {
                for bound in self.stages(holding) {
                    if let AtEnd::Lapses(effect) = bound.rule.at_end
                        && self.stage_applies(&bound.rule, holding.claim)
                    {
                        consider(
                            self.stage_end(bound, holding),
                            Timer::Lapse(bound.source, effect),
                        );
                    }
                }
            }
            consider(self.departure_due(holding), Timer::Departure);
        }
        if !self.policy.approvals.is_empty() {
            for (id, claim) in (0..).zip(&self.memory.claims) {
                if claim.standing == Standing::Returned {
                    consider(claim.answer_until, Timer::Correction(id));
                }
            }
        }
        consider(self.offered.map(|offer| offer.until), Timer::OfferEnds);
        consider(self.turn.map(|(_, until)| until), Timer::TurnEnds);
        earliest
    }

    /// When the holding lapses unless kept alive; never before it began.
    fn lapse_due(&self, bound: &Bound<Lapse>, holding: &Holding) -> Option<Instant> {
        let mut since = bound.rule.since;
        since.time = Time::Effective;
        let from = self
            .moment(since, holding.party, holding.claim)
            .map_or(holding.since, |(from, _)| from);
        let from = from.max(self.claim_start(holding));
        let prevented = bound.rule.unless.is_some_and(|event| {
            let seen = self.seen(holding.party, event);
            seen.count > 0 && seen.latest >= from
        });
        if prevented {
            return None;
        }
        self.ends(bound.rule.within, from).ok()
    }

    fn claim_start(&self, holding: &Holding) -> Instant {
        let ranked = holding
            .claim
            .and_then(|id| self.claim(id))
            .map(|claim| claim.ranked_at.max(claim.moved_up_at));
        if holding.assigned {
            holding.since
        } else {
            ranked.unwrap_or(holding.since)
        }
    }

    fn departure_due(&self, holding: &Holding) -> Option<Instant> {
        let person = holding.person.filter(|_| !holding.left)?;
        let joined = Instant::MIN;
        self.company.next_departure(person, joined, self.known)
    }

    fn lapse(&mut self, source: Source, effect: LapseEffect, due: Instant) {
        let Some(holding) = self.holding else { return };
        let fact = holding
            .claim
            .and_then(|id| self.claim(id))
            .map(|claim| claim.seq);
        let about = About {
            claim: holding.claim,
            fact,
            against: None,
            deadline: Some(due),
        };
        self.find(Step::Validity, source, Verdict::Fail, Why::Lapsed, about);
        if let Some(id) = holding.claim {
            self.set_standing(id, Standing::Lapsed);
        }
        self.offered = None;
        self.holding = None;
        self.in_pool = effect == LapseEffect::Pool;
        self.promote();
    }

    /// A contact entered in time for a moment before the lapse undoes it, if nobody took the case since.
    pub(crate) fn keep_alive(&mut self, fact: &'a Fact, party: PartyIndex) {
        if self.holding.is_some() || party == ANYONE || self.memory.claims.is_empty() {
            return;
        }
        let Some(id) = self.current_claim(party) else {
            return;
        };
        let Some(claim) = self.claim(id).copied() else {
            return;
        };
        let policy = self.policy_of(id);
        let events = self.events_of(fact);
        let lapses = policy.lapses.iter().filter(|bound| {
            let keeps = bound.rule.unless.or(bound.rule.since.event);
            keeps.is_some_and(|event| events.contains(event))
        });
        let stages = policy.protects.iter().filter(|bound| {
            let mut renews = bound.rule.renew_on.iter();
            bound.rule.at_end != AtEnd::Open && renews.any(|(event, _)| events.contains(*event))
        });
        let sources = lapses.map(|bound| bound.source);
        let mut sources = sources.chain(stages.map(|bound| bound.source));
        let Some(source) = sources.next() else { return };
        if claim.standing != Standing::Lapsed
            || self.effective(fact) >= claim.standing_since
            || fact.kind == FactKind::Registered
        {
            return;
        }
        let about = About {
            claim: Some(id),
            fact: Some(fact.seq),
            against: Some(claim.seq),
            deadline: None,
        };
        self.find(
            Step::Validity,
            source,
            Verdict::Pass,
            Why::LapseUndone,
            about,
        );
        self.set_standing(id, Standing::Holding);
        let owner = self.party_name(party);
        self.holding = Some(Holding {
            claim: Some(id),
            party,
            owner,
            person: claim.person,
            since: claim.taken_at,
            assigned: false,
            left: false,
            source: self.claiming_source(),
        });
        self.in_pool = false;
        self.timers_changed();
    }

    fn depart(&mut self) {
        let Some(holding) = self.holding else { return };
        let Some(person) = holding.person else { return };
        let unit = self.company.unit_of(person, self.now, self.known);
        let rule = self.policy.departure.as_ref();
        let source = rule
            .map(|bound| bound.source)
            .or_else(|| self.claiming_source());
        if let Some(source) = source {
            let fact = holding
                .claim
                .and_then(|id| self.claim(id))
                .map(|claim| claim.seq);
            let about = About {
                claim: holding.claim,
                fact,
                ..About::default()
            };
            self.find(
                Step::Validity,
                source,
                Verdict::Note,
                Why::HolderLeft,
                about,
            );
        }
        match rule.map(|bound| bound.rule.to).unwrap_or_default() {
            Leaves::ToPool => {
                if let Some(id) = holding.claim {
                    self.set_standing(id, Standing::Ended);
                }
                self.holding = None;
                self.in_pool = true;
                self.promote();
            }
            to => {
                let owner = match to {
                    Leaves::ToRole(Who::RoleOfUnit(role) | Who::Role(role)) => {
                        Party::Role(role, unit)
                    }
                    _ => unit.map_or(holding.owner, Party::Unit),
                };
                self.holding = Some(Holding {
                    owner,
                    person: None,
                    left: true,
                    assigned: false,
                    source,
                    ..holding
                });
                self.start_departure_duties(unit);
            }
        }
    }

    /// Events that end a holding or claim.
    pub(crate) fn end_by_event(&mut self, fact: &'a Fact, events: EventSet, party: PartyIndex) {
        let policy = self.policy;
        for bound in &policy.endings {
            let Some(event) = events
                .iter()
                .find(|event| bound.rule.events.contains(*event))
            else {
                continue;
            };
            let name = self.event_name(event);
            let about = About {
                claim: None,
                fact: Some(fact.seq),
                ..About::default()
            };
            if bound.rule.effect == EndEffect::All {
                self.find(
                    Step::Validity,
                    bound.source,
                    Verdict::Fail,
                    Why::EndedBy(name),
                    about,
                );
                self.end_all();
                continue;
            }
            if bound.rule.effect == EndEffect::Close {
                self.find(
                    Step::Validity,
                    bound.source,
                    Verdict::Note,
                    Why::EndedBy(name),
                    about,
                );
                self.close_case();
                continue;
            }
            let named = fact.of.and_then(|of| self.claim_of_fact(of));
            let own = (party != ANYONE)
                .then(|| self.current_claim(party))
                .flatten();
            let held = self
                .holding
                .and_then(|holding| holding.claim)
                .filter(|_| party == ANYONE);
            let Some(id) = named.or(own).or(held) else {
                continue;
            };
            self.find(
                Step::Validity,
                bound.source,
                Verdict::Fail,
                Why::EndedBy(name),
                About {
                    claim: Some(id),
                    ..about
                },
            );
            self.end_claim(id, bound.rule.effect == EndEffect::Pool);
        }
    }

    pub(crate) fn end_claim(&mut self, id: ClaimId, to_pool: bool) {
        self.set_standing(id, Standing::Ended);
        if self
            .holding
            .is_some_and(|holding| holding.claim == Some(id))
        {
            self.offered = None;
            self.holding = None;
            self.in_pool = to_pool;
        } else if self.turn.is_some_and(|(offered, _)| offered == id) {
            self.turn = None;
        }
        self.promote();
    }

    /// Authority sends the case to the pool.
    pub(crate) fn release(&mut self, fact: &'a Fact) {
        let Some(holding) = self.holding else {
            self.in_pool = true;
            return;
        };
        if let Some(source) = self.claiming_source() {
            let about = About {
                claim: holding.claim,
                fact: Some(fact.seq),
                ..About::default()
            };
            self.find(Step::Validity, source, Verdict::Note, Why::InPool, about);
        }
        if let Some(id) = holding.claim {
            self.set_standing(id, Standing::Ended);
        }
        self.offered = None;
        self.holding = None;
        self.in_pool = true;
        self.timers_changed();
    }

    /// The next instant after `after`, to which the fold has come, at which anything may change by itself.
    /// Where no stage protects then, none ends later: most cases are long open, and need not be asked again.
    pub(crate) fn next_change(&self, after: Instant, is_protected: bool) -> Option<Instant> {
        let timer = self
            .earliest_timer()
            .map(|(due, _)| due)
            .filter(|due| *due > after);
        let stage = self
            .holding
            .as_ref()
            .filter(|_| is_protected)
            .and_then(|holding| self.next_stage_end(holding, after));
        let window = self.next_window_change(after);
        let hold = self.hold_until().filter(|until| *until > after);
        let version = Some(self.next_version).filter(|start| *start > after);
        [timer, stage, window, hold, version]
            .into_iter()
            .flatten()
            .filter(|next| *next < Instant::MAX)
            .min()
    }
}
