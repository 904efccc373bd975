//! Moments: from when a span is counted.

use crate::policy::event::EventId;

/// The first or the last such event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Which {
    /// The first one.
    First,
    /// The last one.
    #[default]
    Last,
}

impl Which {
    pub(crate) fn named(word: &str) -> Option<Which> {
        match word {
            "first" => Some(Which::First),
            "last" => Some(Which::Last),
            _ => None,
        }
    }
}

/// Which of a fact's times.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Time {
    /// When it counts: recorded time, or the attested time of an opening or outage fact.
    #[default]
    Recorded,
    /// When it happened.
    Occurred,
    /// When it happened, but the recorded time if it was entered later than the regulation's `max_backdate`.
    Effective,
    /// When it happened, but the recorded time if it was entered more than 24 hours later.
    Later,
}

impl Time {
    pub(crate) fn named(word: &str) -> Option<Time> {
        match word {
            "recorded" => Some(Time::Recorded),
            "occurred" => Some(Time::Occurred),
            "effective" => Some(Time::Effective),
            "later" => Some(Time::Later),
            _ => None,
        }
    }
}

/// An event's time, or the time the claim's rank counts from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Moment {
    /// The event; none: the claim itself (`claim`).
    pub event: Option<EventId>,
    /// First or last.
    pub which: Which,
    /// Which of its times.
    pub time: Time,
}
