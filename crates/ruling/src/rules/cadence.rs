//! `cadence`: follow-ups at the interval of the customer's tier, signed where that is asked.

use super::moment::Moment;
use super::who::Who;
use crate::calendar::Span;
use crate::name::Symbol;
use crate::policy::event::EventId;
use crate::policy::params::Params;

/// Intervals by tier, tested from the first reception to the end. Step: validity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cadence {
    /// Interval of each tier.
    pub tiers: Vec<(Symbol, Span)>,
    /// The tier before one is given.
    pub before_tier: Symbol,
    /// The follow-up event.
    pub track: EventId,
    /// The first point.
    pub from: Moment,
    /// The last point (the deal's event).
    pub to: EventId,
    /// Whose signature each follow-up needs, by the time of the dispute.
    pub signed_by: Option<Who>,
    /// Who may sign in their place, above all on their own records.
    pub self_to: Option<Who>,
}

impl Cadence {
    pub(crate) fn read(params: &mut Params<'_, '_>) -> Option<Cadence> {
        let tiers = params.named_spans("tiers");
        let tiers = params.require("tiers", (!tiers.is_empty()).then_some(tiers));
        let before_tier = params.symbol("before_tier");
        let track = params.event("track");
        let track = params.require("track", track);
        let from = params.moment("from");
        let from = params.require("from", from);
        let to = params.event("to");
        let to = params.require("to", to);
        let signed_by = params.who("signed_by");
        let self_to = params.who("self_to");
        Some(Cadence {
            tiers: tiers?,
            before_tier,
            track: track?,
            from: from?,
            to: to?,
            signed_by,
            self_to,
        })
    }
}
