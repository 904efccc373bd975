//! `approval`: an ordered review with returns, kept places and restarts.

use super::who::Who;
use crate::calendar::Span;
use crate::name::Symbol;
use crate::policy::params::Params;

/// What happens when a returned form is not corrected in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OnLate {
    /// Only a reminder.
    #[default]
    Notice,
    /// The claim becomes void.
    Void,
    /// It keeps its review but loses its place: ranked from the correction.
    LosePlace,
}

/// From when an approved claim ranks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum RanksAt {
    /// From its first submission.
    #[default]
    Submitted,
    /// From the approval.
    Decided,
}

/// An ordered review of a claim, or of a permission of some kind. Step: admission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approval {
    /// The kind of permission; none: the claim itself.
    pub kind: Symbol,
    /// Steps in order, by role.
    pub steps: Vec<Symbol>,
    /// Time for correcting a returned form.
    pub return_within: Option<Span>,
    /// What happens after that time.
    pub on_late: OnLate,
    /// Whether later claims wait behind one under review or returned in time.
    pub keeps_place: bool,
    /// Corrections of these fields start the review again from the first step.
    pub restart_on: Vec<Symbol>,
    /// From when the claim ranks.
    pub ranks_at: RanksAt,
    /// Who signs a step in their own case; none: nobody else may.
    pub self_to: Option<Who>,
    /// Whether signatures bind the content's digest: what is changed after the last of them is reviewed again from the
    /// first step on.
    pub binds_digest: bool,
    /// Whether the paper whose last day the claim carries must be valid at each step and at the deal;
    /// if not, the form is returned.
    pub unexpired: bool,
}

impl Approval {
    pub(crate) fn read(params: &mut Params<'_, '_>) -> Option<Approval> {
        let approval = Approval {
            kind: params.symbol("kind"),
            steps: params.symbols("steps"),
            return_within: params.span_of("return_within"),
            on_late: params
                .choice(
                    "on_late",
                    &[
                        ("notice", OnLate::Notice),
                        ("void", OnLate::Void),
                        ("lose_place", OnLate::LosePlace),
                    ],
                )
                .unwrap_or_default(),
            keeps_place: params.flag("keeps_place"),
            restart_on: params.symbols("restart_on"),
            ranks_at: params
                .choice(
                    "ranks_at",
                    &[
                        ("submitted", RanksAt::Submitted),
                        ("decided", RanksAt::Decided),
                    ],
                )
                .unwrap_or_default(),
            self_to: params.who("self_to"),
            binds_digest: params.flag("binds_digest"),
            unexpired: params.flag("unexpired"),
        };
        let steps = !approval.steps.is_empty();
        params.require("steps", steps.then_some(approval))
    }
}
