//! What facts are, and what is remembered of them for each party.

use super::{ANYONE, Fold, PartyIndex, Seen, UNSEEN};
use crate::calendar::Instant;
use crate::fact::Fact;
use crate::name::Symbol;
use crate::policy::event::{EventId, EventSet, OfKind};
use crate::rules::moment::Time;

/// Seconds after which a deal entered late counts from its entry (regulation 0, part 1).
pub(crate) const LATE_ENTRY_SECONDS: i64 = 24 * 3600;

impl Fold<'_> {
    /// The events a fact is.
    #[inline]
    pub(crate) fn events_of(&self, fact: &Fact) -> EventSet {
        match self.packs.events.of_kind(fact.kind) {
            None => EventSet::default(),
            Some(of_kind) if of_kind.sometimes.is_empty() => of_kind.by_answer(fact.answer),
            Some(of_kind) => self.filtered(of_kind, fact),
        }
    }

    #[inline(never)]
    fn filtered(&self, of_kind: &OfKind, fact: &Fact) -> EventSet {
        let sometimes = of_kind.sometimes.iter().copied();
        sometimes
            .filter(|event| self.passes(fact, *event))
            .collect::<EventSet>()
            .or(of_kind.by_answer(fact.answer))
    }

    /// Whether a fact is such an event: asked of every fact of a case, so without finding out all that it is.
    pub(crate) fn is_event(&self, fact: &Fact, event: EventId) -> bool {
        let of_kind = self.packs.events.of_kind(fact.kind);
        of_kind.is_some_and(|of_kind| {
            of_kind.by_answer(fact.answer).contains(event)
                || (of_kind.sometimes.contains(&event) && self.passes(fact, event))
        })
    }

    fn passes(&self, fact: &Fact, event: EventId) -> bool {
        self.packs.events.filter(event).is_some_and(|filter| {
            filter.matches(fact)
                && self.has_role(fact, filter.role)
                && (!filter.by_other || !self.has_claimed(fact))
                && filter.after.is_none_or(|after| self.follows(fact, after))
        })
    }

    pub(super) fn has_role(&self, fact: &Fact, role: Symbol) -> bool {
        !role.is_some()
            || fact.actor.is_some_and(|actor| {
                self.company.role_of(actor, fact.counts_at, self.known) == role
            })
    }

    /// When a fact counts for liveness: when it happened, unless it was entered too late for that.
    #[inline]
    pub(crate) fn effective(&self, fact: &Fact) -> Instant {
        let occurred = self.memory.timeline.occurred(fact);
        if occurred == fact.counts_at {
            return occurred;
        }
        let late = fact.counts_at.seconds().saturating_sub(occurred.seconds());
        if late <= self.policy.max_backdate_seconds {
            occurred.min(fact.counts_at)
        } else {
            fact.counts_at
        }
    }

    pub(crate) fn time_of(&self, fact: &Fact, time: Time) -> Instant {
        let occurred = self.memory.timeline.occurred(fact);
        match time {
            Time::Recorded => fact.counts_at,
            Time::Occurred => occurred,
            Time::Effective => self.effective(fact),
            Time::Later
                if fact.counts_at.seconds().saturating_sub(occurred.seconds())
                    > LATE_ENTRY_SECONDS =>
            {
                fact.counts_at
            }
            Time::Later => occurred,
        }
    }

    /// Remembers the events of a fact for its party and for anyone.
    #[inline(always)]
    pub(crate) fn remember(
        &mut self,
        place: u32,
        fact: &Fact,
        events: EventSet,
        party: PartyIndex,
    ) {
        let events = events.and(self.packs.events.remembered());
        if events.is_empty() {
            return;
        }
        let anyone = events.and(self.packs.events.asked_of_anyone());
        let effective = self.effective(fact);
        self.note(place, fact, events, party, effective);
        if party != ANYONE && !anyone.is_empty() {
            self.note(place, fact, anyone, ANYONE, effective);
        }
    }

    #[inline]
    fn note(
        &mut self,
        place: u32,
        fact: &Fact,
        events: EventSet,
        party: PartyIndex,
        effective: Instant,
    ) {
        let row = party * self.packs.events.len();
        if events.meets(self.packs.compared) {
            self.compare_seen(place, fact, events, row);
        }
        for event in events.iter() {
            let place_of_event = row + usize::from(event.0);
            let Some(seen) = self.memory.seen.get_mut(place_of_event) else {
                return;
            };
            if seen.count == 0 {
                seen.first = place;
            }
            seen.count += 1;
            seen.last = place;
            seen.latest = seen.latest.max(effective);
        }
    }

    /// Compares a fact with those before it, where some rule asks for the first of a day or of all.
    #[inline(never)]
    fn compare_seen(&mut self, place: u32, fact: &Fact, events: EventSet, row: usize) {
        let by_day = self.packs.compared_by_day;
        let earliest = self.packs.events.asked_earliest();
        for event in events.and(self.packs.compared).iter() {
            let place_of_event = row + usize::from(event.0);
            let new_day = by_day.contains(event) && self.is_new_day(place_of_event, fact);
            let happened_first =
                earliest.contains(event) && self.happened_before_all(place_of_event, fact);
            let Some(seen) = self.memory.seen.get_mut(place_of_event) else {
                return;
            };
            if new_day {
                seen.day_first = place;
            }
            if happened_first {
                seen.earliest = place;
            }
        }
    }

    /// Whether it happened before every such event entered so far.
    fn happened_before_all(&self, place_of_event: usize, fact: &Fact) -> bool {
        let seen = self.memory.seen.get(place_of_event);
        let known = seen.and_then(|seen| self.fact(seen.earliest));
        known.is_none_or(|known| {
            self.memory.timeline.occurred(fact) < self.memory.timeline.occurred(known)
        })
    }

    /// Whether an event falls on another civil day than the one before it, or is the first.
    fn is_new_day(&self, place_of_event: usize, fact: &Fact) -> bool {
        let zone = &self.policy.zone;
        let before = self.memory.seen.get(place_of_event);
        before
            .and_then(|seen| self.fact(seen.last))
            .is_none_or(|before| zone.day_of(before.counts_at) != zone.day_of(fact.counts_at))
    }

    /// The name people know an event by.
    pub(crate) fn event_name(&self, event: EventId) -> Symbol {
        self.packs.events.symbol(event)
    }

    pub(crate) fn seen(&self, party: PartyIndex, event: EventId) -> Seen {
        let place = party * self.packs.events.len() + usize::from(event.0);
        self.memory.seen.get(place).copied().unwrap_or(UNSEEN)
    }
}
