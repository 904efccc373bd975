//! `violation`: what is proposed, with evidence, for a person to decide.

use super::condition::{Condition, OF_COLLISION, OF_DEAL, OF_OFFENCE, OF_VIOLATION};
use super::who::Who;
use crate::name::Symbol;
use crate::policy::event::{EventId, EventSet};
use crate::policy::params::Params;
use crate::ruling::Mode;

/// What shows the violation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// A claim met a protected holder.
    Collided(Mode),
    /// An event.
    Event(EventId),
    /// One of these events happened before the claim was approved.
    BeforeApproved(EventSet),
    /// Somebody without authority handed the case on.
    AssignedUnapproved,
    /// A deal was closed outside the unit's region without permission.
    DealOutsideUnapproved,
}

/// A proposed violation. Decides nothing by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ViolationRule {
    /// Its name.
    pub name: Symbol,
    /// What shows it.
    pub when: When,
    /// Not when.
    pub except: Option<Condition>,
    /// Whom it concerns besides the person (their manager).
    pub also: Option<Who>,
    /// The name of the violation of `also`.
    pub also_name: Symbol,
    /// Only the named person of the fact, not its actor.
    pub of_person: bool,
    /// Once upheld: the case's claim of that person has no effect.
    pub voids_claim: bool,
}

impl ViolationRule {
    pub(crate) fn read(params: &mut Params<'_, '_>) -> Option<ViolationRule> {
        let name = params.symbol("name");
        let name = params.require("name", name.is_some().then_some(name));
        let when = match params.text("when") {
            Some("collided:forbid") => Some(When::Collided(Mode::Forbid)),
            Some("collided:ask") => Some(When::Collided(Mode::Ask)),
            Some("assigned_unapproved") => Some(When::AssignedUnapproved),
            Some("deal_outside_unapproved") => Some(When::DealOutsideUnapproved),
            Some("before_approved") => {
                let events = params.events("events");
                params.require(
                    "events",
                    (!events.is_empty()).then_some(When::BeforeApproved(events)),
                )
            }
            Some(_) => params.event("when").map(When::Event),
            None => params.require("when", None),
        };
        let conditions = match when {
            Some(When::Collided(_)) => OF_COLLISION.as_slice(),
            Some(When::DealOutsideUnapproved) => &OF_DEAL,
            Some(_) => &OF_OFFENCE,
            None => &OF_VIOLATION,
        };
        let except = Condition::read(params, "except", conditions);
        let also = params.who("also");
        let also_name = params.symbol("also_name");
        let of_person = params.flag("of_person");
        let voids_claim = params.flag("voids_claim");
        Some(ViolationRule {
            name: name?,
            when: when?,
            except,
            also,
            also_name,
            of_person,
            voids_claim,
        })
    }
}
