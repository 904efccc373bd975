//! `lapse`: a claim, or an event, that nothing kept alive ends by time.

use super::moment::Moment;
use crate::calendar::Span;
use crate::policy::event::EventId;
use crate::policy::params::Params;

/// What the lapse does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum LapseEffect {
    /// Into the public pool.
    #[default]
    Pool,
    /// The claim ends.
    End,
    /// A visit (or other event) not followed by a claim no longer counts.
    Forfeit,
}

/// Ending by time, final once it happened. Step: validity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lapse {
    /// Counted from.
    pub since: Moment,
    /// How long.
    pub within: Span,
    /// The event that prevents it (default: any renewal of `since`).
    pub unless: Option<EventId>,
    /// What it does.
    pub effect: LapseEffect,
}

impl Lapse {
    pub(crate) fn read(params: &mut Params<'_, '_>) -> Option<Lapse> {
        let since = params.moment("since");
        let since = params.require("since", since);
        let within = params.span_of("within");
        let within = params.require("within", within);
        let unless = params.event("unless");
        let effect = params
            .choice(
                "effect",
                &[
                    ("pool", LapseEffect::Pool),
                    ("end", LapseEffect::End),
                    ("forfeit", LapseEffect::Forfeit),
                ],
            )
            .unwrap_or_default();
        Some(Lapse {
            since: since?,
            within: within?,
            unless,
            effect,
        })
    }
}
