//! `assign`: authority, or a rota, gives the case to someone.

use super::who::Who;
use crate::calendar::Span;
use crate::name::Symbol;
use crate::policy::params::Params;

/// What stands before the assignment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Before {
    /// Nothing is missing: assignments only override.
    #[default]
    NotNeeded,
    /// The first valid claim owns, pending allocation.
    PendingAllocation,
    /// Nobody owns.
    Nobody,
}

/// Assignment. Step: ownership.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assign {
    /// Who may assign.
    pub by: Vec<Who>,
    /// What stands before.
    pub before: Before,
    /// Whether a reason is needed to give the case to another than who has it or is first in line.
    pub needs_reason: bool,
    /// The kind of permission under which a change may be asked for.
    pub asked_as: Symbol,
    /// The assignment is an offer to be accepted within this span.
    pub accept_within: Option<Span>,
}

impl Assign {
    pub(crate) fn read(params: &mut Params<'_, '_>) -> Option<Assign> {
        let by = params.whos("by");
        let by = params.require("by", (!by.is_empty()).then_some(by));
        let before = params
            .choice(
                "before",
                &[
                    ("not_needed", Before::NotNeeded),
                    ("pending:allocation", Before::PendingAllocation),
                    ("nobody", Before::Nobody),
                ],
            )
            .unwrap_or_default();
        let needs_reason = params.flag("needs_reason");
        let asked_as = params.symbol("asked_as");
        let accept_within = params.span_of("accept_within");
        Some(Assign {
            by: by?,
            before,
            needs_reason,
            asked_as,
            accept_within,
        })
    }
}
