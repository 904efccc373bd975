//! `oblige`: somebody must do something by a time; it only reminds.

use super::condition::{Condition, OF_OBLIGE};
use super::who::Who;
use crate::calendar::Span;
use crate::name::Symbol;
use crate::policy::event::{EventId, EventSet};
use crate::policy::params::Params;

/// What starts an obligation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum On {
    /// An event.
    Event(EventId),
    /// The claim was accepted and awaits assignment.
    AwaitsAssignment,
    /// The case was taken or assigned.
    Taken,
    /// A credit ratio is missing for a deal.
    RatioMissing,
    /// The roster is missing for a deal.
    RosterMissing,
    /// Two customers may be the same.
    IdentityOpen,
    /// The holder left.
    HolderLeft,
    /// A review step awaits its reviewer.
    ReviewAwaited,
    /// A claim was returned for correction.
    Returned,
    /// A claim collided with the holder.
    Collided,
    /// The case is offered to the next in line.
    Offered,
    /// Always, while the case is held; only for rules with `every`.
    Held,
    /// Company-wide routine, not of any one case (training, inspections).
    Routine,
}

impl On {
    /// The words that are not events.
    pub(crate) const WORDS: [(&'static str, On); 12] = [
        ("awaits_assignment", On::AwaitsAssignment),
        ("taken", On::Taken),
        ("ratio_missing", On::RatioMissing),
        ("roster_missing", On::RosterMissing),
        ("identity_open", On::IdentityOpen),
        ("holder_left", On::HolderLeft),
        ("review_awaited", On::ReviewAwaited),
        ("returned", On::Returned),
        ("collided", On::Collided),
        ("offered", On::Offered),
        ("held", On::Held),
        ("routine", On::Routine),
    ];
}

/// An obligation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Oblige {
    /// What starts it.
    pub on: On,
    /// With `review_awaited`: only while this step is the one awaited.
    pub step: Symbol,
    /// Who must do it.
    pub who: Who,
    /// Who does it where it would be the business of whoever caused it.
    pub self_to: Option<Who>,
    /// Whom it concerns.
    pub about: Option<Who>,
    /// What, by name (an entry of the pack's texts).
    pub what: Symbol,
    /// By when, from its start; none: no deadline.
    pub within: Option<Span>,
    /// Again and again, this long after the last time.
    pub every: Option<Span>,
    /// Due by the date that the starting fact carries (`until`), and told so long before it.
    pub before_expiry: Option<Span>,
    /// Events that fulfil it (default `noted:<what>`).
    pub done_by: EventSet,
    /// Whether each starting event needs its own.
    pub each: bool,
    /// Counted from when the event happened instead of when it was recorded.
    pub from_occurred: bool,
    /// Only if.
    pub only_if: Option<Condition>,
    /// Told when it is overdue.
    pub escalate: Option<Who>,
}

impl Oblige {
    pub(crate) fn read(params: &mut Params<'_, '_>) -> Option<Oblige> {
        let word = params.text("on").unwrap_or("routine");
        let on = match On::WORDS.iter().find(|(known, _)| *known == word) {
            Some((_, on)) => Some(*on),
            None => params.event("on").map(On::Event),
        };
        let step = params.symbol("step");
        let who = params.who("who");
        let who = params.require("who", who);
        let self_to = params.who("self_to");
        let about = params.who("about");
        let what_name = params.text("what");
        let what_name = params.require("what", what_name);
        let within = params.span_of("within");
        let every = params.span_of("every");
        let before_expiry = params.span_of("before_expiry");
        let mut done_by = params.events("done_by");
        done_by
            .iter()
            .for_each(|event| params.reading.events.ask_of_anyone(event));
        let each = params.flag("each");
        let from_occurred = params.flag("from_occurred");
        let only_if = Condition::read(params, "only_if", &OF_OBLIGE);
        let escalate = params.who("escalate");
        let what = params.reading.names.intern(what_name?);
        if done_by.is_empty() {
            let implied = format!("noted:{}", what_name?);
            let reading = &mut *params.reading;
            let event = reading.events.find_or_implied(&implied, reading.names);
            if let Some(event) = event {
                reading.events.ask_of_anyone(event);
            }
            done_by = event.into_iter().collect();
        }
        Some(Oblige {
            on: on?,
            step,
            who: who?,
            self_to,
            about,
            what,
            within,
            every,
            before_expiry,
            done_by,
            each,
            from_occurred,
            only_if,
            escalate,
        })
    }
}
