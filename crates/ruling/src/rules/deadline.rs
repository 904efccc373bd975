//! `deadline`: something is recorded in time after something else.

use super::moment::Moment;
use super::needs::{BY, By};
use super::on_fail::OnFail;
use crate::calendar::Span;
use crate::policy::event::EventId;
use crate::policy::params::Params;

/// A deadline for the claim, or for another event of the claimant. Step: admission (or a test at the deal).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deadline {
    /// Whose event it is counted from: the claimant's, else anybody's; or only the claimant's.
    pub by: Option<By>,
    /// Counted from.
    pub from: Moment,
    /// How long.
    pub within: Span,
    /// What must be recorded in time; none: the claim itself.
    pub to: Option<EventId>,
    /// Whether anybody's claim will do, and its absence counts too once time is up (concealment).
    pub any_claim: bool,
    /// Whether only the case's first accepted claim is measured, and again as times are corrected.
    pub first_claim: bool,
    /// Say how many days (working days where the span is in them) it is late.
    pub count_days: bool,
    /// What follows.
    pub on_fail: OnFail,
}

impl Deadline {
    pub(crate) fn read(params: &mut Params<'_, '_>) -> Option<Deadline> {
        let from = params.moment("from");
        let from = params.require("from", from);
        if let Some(event) = from.and_then(|from| from.event) {
            params.reading.events.ask_of_anyone(event);
        }
        let by = params.choice("by", &BY);
        let within = params.span_of("within");
        let within = params.require("within", within);
        let to = params.event("to");
        let any_claim = params.flag("any_claim");
        let first_claim = params.flag("first_claim");
        let count_days = params.flag("count_days");
        let on_fail = OnFail::read(params);
        Some(Deadline {
            by,
            from: from?,
            within: within?,
            to,
            any_claim,
            first_claim,
            count_days,
            on_fail,
        })
    }
}
