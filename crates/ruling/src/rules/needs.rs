//! `needs`: another event exists, so many times or never, in its window.

use super::on_fail::OnFail;
use crate::calendar::Span;
use crate::policy::event::EventId;
use crate::policy::params::Params;

/// Whose event it must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum By {
    /// Anybody's.
    #[default]
    Anyone,
    /// The claimant's (or their unit's, where units hold).
    Claimant,
}

pub(crate) const BY: [(&str, By); 2] = [("anyone", By::Anyone), ("claimant", By::Claimant)];

/// A named test on what happened before the claim (or act) judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Test {
    /// The event.
    pub event: EventId,
    /// Whose.
    pub by: By,
    /// How far back it may lie; none: any time before.
    pub within: Option<Span>,
    /// At least this long before (a reserved time between visit and registration).
    pub at_least: Option<Span>,
    /// At least so many.
    pub min: u32,
    /// At most so many; 0 with `min` 0 = never.
    pub max: u32,
}

impl Test {
    pub(crate) fn read(params: &mut Params<'_, '_>) -> Option<Test> {
        let event = params.event("event");
        let event = params.require("event", event);
        let by = params.choice("by", &BY).unwrap_or_default();
        if let (Some(event), By::Anyone) = (event, by) {
            params.reading.events.ask_of_anyone(event);
        }
        let within = params.span_of("within");
        let at_least = params.span_of("at_least");
        let count = params.numbers("count");
        let bound = |place: usize, otherwise: u32| {
            count
                .get(place)
                .and_then(|n| u32::try_from(*n).ok())
                .unwrap_or(otherwise)
        };
        let (min, max) = (bound(0, 1), bound(1, u32::MAX));
        if min > max || !matches!(count.len(), 0 | 2) {
            let span = params.value_span("count");
            params.wrong(
                "count",
                span,
                "请写 [最少, 最多],最少不大于最多",
                "write [least, most] with least not above most",
            );
        }
        Some(Test {
            event: event?,
            by,
            within,
            at_least,
            min,
            max,
        })
    }
}

/// A claim's need for another event. Step: admission.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Needs {
    /// The test.
    pub test: Test,
    /// Only for claims carrying this field or mark.
    pub when_given: crate::name::Symbol,
    /// A later event mends it, and the rank then counts from that event.
    pub later_ranks: bool,
    /// What follows.
    pub on_fail: OnFail,
}

impl Needs {
    pub(crate) fn read(params: &mut Params<'_, '_>) -> Option<Needs> {
        let test = Test::read(params);
        let when_given = params.symbol("when_given");
        let later_ranks = params.flag("later_ranks");
        let on_fail = OnFail::read(params);
        Some(Needs {
            test: test?,
            when_given,
            later_ranks,
            on_fail,
        })
    }
}
