//! Events: named filters over facts, the words in which rules speak of what happened.

use crate::calendar::Span;
use crate::fact::{Answer, Fact, FactKind};
use crate::name::{Names, Symbol};

/// An event of some version of the pack, by number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct EventId(pub u8);

/// Most events all versions of a pack may define together.
pub const EVENTS_MAX: usize = 64;

/// A set of events.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct EventSet(u64);

impl EventSet {
    /// Whether the event is in the set.
    pub fn contains(self, event: EventId) -> bool {
        self.0 & (1 << event.0) != 0
    }

    /// Whether the two sets share an event.
    pub fn meets(self, other: EventSet) -> bool {
        self.0 & other.0 != 0
    }

    /// Whether there is no event in the set.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The events in both sets.
    pub fn and(self, other: EventSet) -> EventSet {
        EventSet(self.0 & other.0)
    }

    /// The events in one set or the other.
    #[must_use]
    pub fn or(self, other: EventSet) -> EventSet {
        EventSet(self.0 | other.0)
    }

    /// The events in ascending order.
    pub fn iter(self) -> impl Iterator<Item = EventId> {
        let mut rest = self.0;
        std::iter::from_fn(move || {
            if rest == 0 {
                return None;
            }
            // Below 64, so it fits.
            let lowest = rest.trailing_zeros() as u8;
            rest &= rest - 1;
            Some(EventId(lowest))
        })
    }

    /// Adds an event.
    pub fn insert(&mut self, event: EventId) {
        self.0 |= 1 << event.0;
    }
}

impl FromIterator<EventId> for EventSet {
    fn from_iter<I: IntoIterator<Item = EventId>>(events: I) -> Self {
        let mut set = EventSet::default();
        for event in events {
            set.insert(event);
        }
        set
    }
}

/// Which facts an event matches.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EventFilter {
    /// Kinds, each with the name it must carry (none: any name).
    pub kinds: Vec<(FactKind, Symbol)>,
    /// `effective = true`: facts answered no do not count.
    pub effective: bool,
    /// Only facts with this answer.
    pub answer: Option<Answer>,
    /// Visits: only walk-ins (true) or only brought ones (false).
    pub walk_in: Option<bool>,
    /// Only facts carrying all these fields.
    pub with: Vec<Symbol>,
    /// `role`: only facts whose actor has this role.
    pub role: Symbol,
    /// `by_other = true`: only facts entered by somebody who has no claim in the case.
    pub by_other: bool,
    /// `value`: only facts whose value lies between these, both included.
    pub value: Option<(i64, i64)>,
    /// `after`: only facts that follow another event of the same party in time.
    pub after: Option<After>,
}

/// What must have happened before a fact, and how long before: a reserved time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct After {
    /// The other event.
    pub event: EventId,
    /// At least so long before.
    pub at_least: Option<Span>,
    /// At most so long before.
    pub within: Option<Span>,
}

impl EventFilter {
    /// Whether nothing matters but the kind of fact and, where `effective`, that it was not answered no.
    fn is_kind_alone(&self) -> bool {
        self.answer.is_none()
            && self.walk_in.is_none()
            && self.with.is_empty()
            && !self.role.is_some()
            && !self.by_other
            && self.value.is_none()
            && self.after.is_none()
    }

    /// Whether the fact is such an event, but for the role, which needs the company file, and for
    /// `after`, which needs the case.
    pub fn matches(&self, fact: &Fact) -> bool {
        let named = |(kind, what): &(FactKind, Symbol)| {
            *kind == fact.kind && (!what.is_some() || *what == fact.what)
        };
        self.kinds.iter().any(named)
            && (!self.effective || fact.answer != Answer::No)
            && self.answer.is_none_or(|answer| answer == fact.answer)
            && self
                .walk_in
                .is_none_or(|walk_in| walk_in == fact.person.is_none())
            && self.value.is_none_or(|(least, most)| {
                let value = fact.particulars.as_ref().and_then(|more| more.value);
                value.is_some_and(|value| (least..=most).contains(&value))
            })
            && self.with.iter().all(|field| {
                fact.particulars
                    .as_ref()
                    .is_some_and(|more| more.given.contains(*field))
            })
    }
}

/// All events of all versions of a pack, numbered.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Events {
    filters: Vec<EventFilter>,
    symbols: Vec<Symbol>,
    /// Events some rule asks about afterwards.
    remembered: EventSet,
    /// Events some rule asks about whoever did them.
    of_anyone: EventSet,
    /// Events of which some rule asks which one happened first, however late it was entered.
    earliest: EventSet,
    /// Names known in the version being read.
    named: Vec<(String, EventId)>,
    /// Events that count only some time after another.
    reserved: EventSet,
    /// Per kind of fact.
    by_kind: Vec<OfKind>,
}

/// The events facts of one kind are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct OfKind {
    /// What every one of them is.
    always: EventSet,
    /// What every one of them is that was not answered no.
    unless_no: EventSet,
    /// What it may be, by more than its kind and answer.
    pub(crate) sometimes: Vec<EventId>,
}

impl OfKind {
    /// What a fact is by its kind and answer alone: most events are told so.
    #[inline]
    pub(crate) fn by_answer(&self, answer: Answer) -> EventSet {
        match answer {
            Answer::No => self.always,
            _ => self.always.or(self.unless_no),
        }
    }
}

impl Events {
    /// Starts the names of another version; equal filters keep their number.
    pub(crate) fn start_version(&mut self) {
        self.named.clear();
    }

    /// Defines a named event; `None` when there are too many.
    pub(crate) fn define(
        &mut self,
        name: &str,
        filter: EventFilter,
        names: &mut Names,
    ) -> Option<EventId> {
        let event = match self.filters.iter().position(|known| *known == filter) {
            Some(place) => EventId(u8::try_from(place).ok()?),
            None if self.filters.len() >= EVENTS_MAX => {
                // Known by name, so that one problem does not become many.
                self.named.push((name.to_owned(), EventId(0)));
                return None;
            }
            None => {
                let event = EventId(u8::try_from(self.filters.len()).ok()?);
                for (kind, what) in &filter.kinds {
                    let alone = filter.is_kind_alone() && !what.is_some();
                    self.index(event, *kind, alone.then_some(filter.effective));
                }
                if filter.after.is_some() {
                    self.reserved.insert(event);
                }
                self.filters.push(filter);
                self.symbols.push(names.intern(name));
                event
            }
        };
        self.named.push((name.to_owned(), event));
        Some(event)
    }

    pub(crate) fn known_names(&self) -> impl Iterator<Item = &str> {
        self.named
            .iter()
            .map(|(name, _)| name.as_str())
            .chain(FactKind::ALL.iter().map(|(name, _)| *name))
    }

    /// A defined event, or the one implied by a kind of fact: `visited`, `noted:call`, `signed:B`.
    pub(crate) fn find_or_implied(&mut self, name: &str, names: &mut Names) -> Option<EventId> {
        if let Some((_, event)) = self.named.iter().find(|(known, _)| known == name) {
            return Some(*event);
        }
        let (kind, what) = name.split_once(':').unwrap_or((name, ""));
        let kind = FactKind::named(kind)?;
        let filter = EventFilter {
            kinds: vec![(kind, names.intern(what))],
            ..EventFilter::default()
        };
        self.define(name, filter, names)
    }

    /// The filter of an event.
    pub fn filter(&self, event: EventId) -> Option<&EventFilter> {
        self.filters.get(usize::from(event.0))
    }

    /// The name an event goes by in the last version read.
    pub fn symbol(&self, event: EventId) -> Symbol {
        self.symbols
            .get(usize::from(event.0))
            .copied()
            .unwrap_or_default()
    }

    /// How many events there are.
    pub fn len(&self) -> usize {
        self.filters.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.filters.is_empty()
    }

    /// Notes for the facts of a kind that they may be such an event, or that all those are which count
    /// as effective if that is asked.
    fn index(&mut self, event: EventId, kind: FactKind, effective: Option<bool>) {
        let place = kind as usize;
        if self.by_kind.len() <= place {
            self.by_kind.resize_with(place + 1, OfKind::default);
        }
        let Some(of_kind) = self.by_kind.get_mut(place) else {
            return;
        };
        match effective {
            Some(false) => of_kind.always.insert(event),
            Some(true) => of_kind.unless_no.insert(event),
            None if of_kind.sometimes.contains(&event) => {}
            None => of_kind.sometimes.push(event),
        }
    }

    /// Notes that a rule asks about the event afterwards.
    pub(crate) fn remember(&mut self, event: EventId) {
        self.remembered.insert(event);
    }

    /// The events some rule asks about afterwards.
    pub(crate) fn remembered(&self) -> EventSet {
        self.remembered
    }

    /// Notes that a rule asks about the event whoever did it.
    pub(crate) fn ask_of_anyone(&mut self, event: EventId) {
        self.remembered.insert(event);
        self.of_anyone.insert(event);
    }

    /// The events some rule asks about whoever did them.
    pub(crate) fn asked_of_anyone(&self) -> EventSet {
        self.of_anyone
    }

    /// Notes that a rule asks which such event happened first.
    pub(crate) fn ask_earliest(&mut self, event: EventId) {
        self.earliest.insert(event);
    }

    /// The events of which some rule asks which one happened first.
    pub(crate) fn asked_earliest(&self) -> EventSet {
        self.earliest
    }

    /// The events that count only some time after another.
    pub(crate) fn reserved(&self) -> EventSet {
        self.reserved
    }

    /// The events facts of this kind are, if any rule speaks of such.
    #[inline]
    pub(crate) fn of_kind(&self, kind: FactKind) -> Option<&OfKind> {
        self.by_kind.get(kind as usize)
    }
}
