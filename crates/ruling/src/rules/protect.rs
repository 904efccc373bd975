//! `protect`: what others may do while somebody holds the case, and until when.

use super::condition::{Condition, OF_PROTECT};
use super::lapse::LapseEffect;
use super::moment::Moment;
use crate::calendar::Span;
use crate::policy::event::EventId;
use crate::policy::params::Params;
use crate::ruling::Mode;

/// How long a protection lasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lasts {
    /// A span from `since`.
    For(Span),
    /// As long as the case is held.
    WhileHeld,
}

/// More time, given by an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Extension {
    /// The event that grants it.
    pub on: EventId,
    /// How much longer, counted from the end it had.
    pub by: Span,
    /// How often.
    pub times: u32,
}

/// What the end of a stage does to the holding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum AtEnd {
    /// Nothing: the holder still holds, but no longer protected.
    #[default]
    Open,
    /// The holding lapses.
    Lapses(LapseEffect),
}

/// A stage of protection. The end is the latest of its spans, never past its cap. Step: protection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Protect {
    /// What others may do meanwhile.
    pub mode: Mode,
    /// Counted from.
    pub since: Moment,
    /// How long.
    pub lasts: Lasts,
    /// Only if this held when the claim took the case.
    pub only_if: Option<Condition>,
    /// Spans started anew by events of the holder.
    pub renew_on: Vec<(EventId, Span)>,
    /// Extensions.
    pub extend: Option<Extension>,
    /// Never past this, counted from its first start.
    pub cap: Option<Span>,
    /// What its end does to the holding.
    pub at_end: AtEnd,
}

impl Protect {
    pub(crate) fn read(params: &mut Params<'_, '_>) -> Option<Protect> {
        let mode = params.choice(
            "mode",
            &[
                ("forbid", Mode::Forbid),
                ("ask", Mode::Ask),
                ("open", Mode::Open),
            ],
        );
        let mode = params.require("mode", mode);
        let since = params.moment("since").unwrap_or_default();
        let lasts = if params.text("for") == Some("while_held") {
            Some(Lasts::WhileHeld)
        } else {
            params.span_of("for").map(Lasts::For)
        };
        let lasts = params.require("for", lasts);
        let only_if = Condition::read(params, "only_if", &OF_PROTECT);
        let renew_on = params
            .table("renew_on", |renew| renew.event_spans())
            .unwrap_or_default();
        let extend = params
            .table("extend", |extend| {
                let on = extend.event("on");
                let by = extend.span_of("by");
                let times = extend.count("times").unwrap_or(1);
                Some(Extension {
                    on: extend.require("on", on)?,
                    by: extend.require("by", by)?,
                    times,
                })
            })
            .flatten();
        let cap = params.span_of("cap");
        let at_end = params
            .choice(
                "at_end",
                &[
                    ("open", AtEnd::Open),
                    ("pool", AtEnd::Lapses(LapseEffect::Pool)),
                    ("end", AtEnd::Lapses(LapseEffect::End)),
                ],
            )
            .unwrap_or_default();
        Some(Protect {
            mode: mode?,
            since,
            lasts: lasts?,
            only_if,
            renew_on,
            extend,
            cap,
            at_end,
        })
    }
}
