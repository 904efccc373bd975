//! `departure`: what becomes of the cases of someone who leaves.

use super::who::Who;
use crate::policy::params::Params;

/// Where the case goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Leaves {
    /// To the unit, until its lead assigns it.
    #[default]
    ToUnit,
    /// To the pool.
    ToPool,
    /// To a role in the unit (the outlet's manager).
    ToRole(Who),
}

/// Leaving. Step: validity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Departure {
    /// Where the case goes.
    pub to: Leaves,
    /// Who assigns it afterwards.
    pub by: Option<Who>,
}

impl Departure {
    pub(crate) fn read(params: &mut Params<'_, '_>) -> Option<Departure> {
        let to = match params.text("to") {
            None | Some("unit") => Leaves::ToUnit,
            Some("pool") => Leaves::ToPool,
            Some(_) => params.who("to").map_or(Leaves::ToUnit, Leaves::ToRole),
        };
        let by = params.who("by");
        Some(Departure { to, by })
    }
}
