//! `rank`: which of several claims comes first.

use super::moment::Moment;
use crate::calendar::Span;
use crate::policy::params::Params;

/// Among which claims the rank decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Among {
    /// All.
    #[default]
    All,
    /// Those whose event fell on the same civil day.
    SameDay,
}

/// What becomes of a claim that is not first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Behind {
    /// It collided and does not move up.
    #[default]
    Collides,
    /// It queues and moves up when the first one ends.
    Queues,
    /// It queues, and moving up is an offer to be accepted within a span.
    Offered(Span),
}

/// Precedence: compared by `by` in order, then by ledger sequence. Step: ownership.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rank {
    /// Times compared in order.
    pub by: Vec<Moment>,
    /// Signatories of the contract come before others.
    pub signatory_first: bool,
    /// The newest wins instead of the oldest.
    pub newest: bool,
    /// Among which claims.
    pub among: Among,
    /// Whether an earlier one beats the holder's protection.
    pub beats_protection: bool,
    /// How long an earlier arrival may still overtake (or until the deal).
    pub hold: Option<Span>,
    /// What becomes of the others.
    pub behind: Behind,
}

impl Rank {
    pub(crate) fn read(params: &mut Params<'_, '_>) -> Option<Rank> {
        let by = params.moments("by");
        let signatory_first = params.flag("signatory_first");
        let newest = params.flag("newest");
        let among = params
            .choice(
                "among",
                &[("all", Among::All), ("same_day", Among::SameDay)],
            )
            .unwrap_or_default();
        let beats_protection = params.flag("beats_protection");
        let hold = params.span_of("hold");
        let queue = params.flag("queue");
        let behind = match (params.span_of("offer"), queue) {
            (Some(span), _) => Behind::Offered(span),
            (None, true) => Behind::Queues,
            (None, false) => Behind::Collides,
        };
        Some(Rank {
            by,
            signatory_first,
            newest,
            among,
            beats_protection,
            hold,
            behind,
        })
    }
}
