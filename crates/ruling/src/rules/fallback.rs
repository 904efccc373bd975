//! `fallback`: who owns the deal when no valid claim does.

use super::condition::{Condition, OF_FALLBACK};
use super::on_fail::PENDING;
use super::who::Who;
use crate::policy::params::Params;
use crate::ruling::Pending;

/// A ladder: the first that exists owns the deal. Step: fallback.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fallback {
    /// In order.
    pub ladder: Vec<Who>,
    /// Only when.
    pub when: Option<Condition>,
    /// The pending reason when nobody on the ladder exists.
    pub missing: Option<Pending>,
    /// The last rung owns only pending this reason (a region's head, until allocated).
    pub last_pending: Option<Pending>,
}

impl Fallback {
    pub(crate) fn read(params: &mut Params<'_, '_>) -> Option<Fallback> {
        let ladder = params.whos("ladder");
        let ladder = params.require("ladder", (!ladder.is_empty()).then_some(ladder));
        let when = Condition::read(params, "when", &OF_FALLBACK);
        let missing = params.choice("missing", &PENDING);
        let last_pending = params.choice("last_pending", &PENDING);
        Some(Fallback {
            ladder: ladder?,
            when,
            missing,
            last_pending,
        })
    }
}
