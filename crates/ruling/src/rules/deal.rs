//! `deal`: which event is the deal, and what it tests.

use crate::name::Symbol;
use crate::policy::event::EventId;
use crate::policy::params::Params;

/// Who owns a deal when nobody was allocated or valid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum WithoutHolder {
    /// The fallback decides.
    #[default]
    Fallback,
    /// The first valid claim, pending allocation.
    FirstValid,
    /// The first claim under review, as that review ends: approved it owns the deal, rejected it
    /// awaits a decision.
    UnderReview,
}

/// What closes the case: a deal, or what stands for it in filings and onboardings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closes {
    /// An event.
    Event(EventId),
    /// The approval of the claim.
    Approval,
}

/// The deal. Step: ownership.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deal {
    /// What closes the case.
    pub closes: Closes,
    /// Without a holder.
    pub without_holder: WithoutHolder,
    /// The violation proposed when the deal is recorded more than 24 hours after it occurred.
    pub late_entry: Symbol,
}

impl Deal {
    pub(crate) fn read(params: &mut Params<'_, '_>) -> Option<Deal> {
        let closes = match params.text("event") {
            Some("approved") => Some(Closes::Approval),
            _ => params.event("event").map(Closes::Event),
        };
        let closes = params.require("event", closes);
        let without_holder = params
            .choice(
                "without_holder",
                &[
                    ("fallback", WithoutHolder::Fallback),
                    ("first_valid", WithoutHolder::FirstValid),
                    ("under_review", WithoutHolder::UnderReview),
                ],
            )
            .unwrap_or_default();
        let late_entry = params.symbol("late_entry");
        Some(Deal {
            closes: closes?,
            without_holder,
            late_entry,
        })
    }
}
