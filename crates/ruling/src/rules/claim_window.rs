//! `claim_window`: the time for late claims and disputes after a deal.

use super::moment::Moment;
use crate::calendar::Span;
use crate::name::Symbol;
use crate::policy::event::EventId;
use crate::policy::params::Params;

/// When a window opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Opens {
    /// Only when nobody held the case at the deal.
    #[default]
    NoHolder,
    /// After every deal.
    Always,
}

/// A window for claims after the deal. Step: admission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimWindow {
    /// Counted from (the deal).
    pub from: Moment,
    /// How long.
    pub lasts: Span,
    /// When it opens.
    pub opens: Opens,
    /// Evidence must show this event; none: no evidence is asked.
    pub evidence: Option<EventId>,
    /// The role that decides.
    pub decided_by: Symbol,
    /// Clauses whose rules the claimant must meet.
    pub tests: Vec<String>,
    /// Among several, the earliest of this moment.
    pub tie: Option<Moment>,
    /// Whether the ruling stays provisional until an authority rules, once disputed.
    pub needs_ruling: bool,
}

impl ClaimWindow {
    pub(crate) fn read(params: &mut Params<'_, '_>) -> Option<ClaimWindow> {
        let from = params.moment("from");
        let from = params.require("from", from);
        let lasts = params.span_of("for");
        let lasts = params.require("for", lasts);
        let opens = params
            .choice(
                "opens",
                &[("no_holder", Opens::NoHolder), ("always", Opens::Always)],
            )
            .unwrap_or_default();
        let evidence = params.event("evidence");
        let decided_by = params.symbol("decided_by");
        let tests = params
            .texts("tests")
            .into_iter()
            .map(|(text, _)| text.to_owned())
            .collect();
        let tie = params.moment("tie");
        let needs_ruling = params.flag("needs_ruling");
        Some(ClaimWindow {
            from: from?,
            lasts: lasts?,
            opens,
            evidence,
            decided_by,
            tests,
            tie,
            needs_ruling,
        })
    }
}
