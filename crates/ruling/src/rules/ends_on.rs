//! `ends_on`: events that end a holding or claim.

use crate::policy::event::EventSet;
use crate::policy::params::Params;

/// What the event leaves behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum EndEffect {
    /// The claim ends.
    #[default]
    End,
    /// The case goes to the pool.
    Pool,
    /// All claims end: the case starts anew (consent withdrawn, data erased).
    All,
    /// The case is closed: whoever has it keeps it, and a new claim opens a case of its own.
    Close,
}

/// Ending by event. Step: validity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EndsOn {
    /// The events.
    pub events: EventSet,
    /// What is left.
    pub effect: EndEffect,
}

impl EndsOn {
    pub(crate) fn read(params: &mut Params<'_, '_>) -> Option<EndsOn> {
        let events = params.events("events");
        let events = params.require("events", (!events.is_empty()).then_some(events));
        let effect = params
            .choice(
                "effect",
                &[
                    ("end", EndEffect::End),
                    ("pool", EndEffect::Pool),
                    ("all", EndEffect::All),
                    ("close", EndEffect::Close),
                ],
            )
            .unwrap_or_default();
        Some(EndsOn {
            events: events?,
            effect,
        })
    }
}
