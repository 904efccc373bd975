//! `assign`: authority, or a turn, gives the case to someone.

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
    /// The rota by whose turn a case that awaits assignment is given.
    pub rota: Option<Symbol>,
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
        let rota = read_rota(params);
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
            rota,
            before,
            needs_reason,
            asked_as,
            accept_within,
        })
    }
}

/// `rota:` and the name under which the company file keeps it.
fn read_rota(params: &mut Params<'_, '_>) -> Option<Symbol> {
    let text = params.text("to")?;
    let name = text.strip_prefix("rota:").filter(|name| !name.is_empty());
    if name.is_none() {
        let span = params.value_span("to");
        params.wrong(
            "to",
            span,
            "这里要写 rota: 和轮值表的名称,例如 \"rota:甲队\"",
            "write rota: and the name of the rota, e.g. \"rota:sales\"",
        );
    }
    name.map(|name| params.reading.names.intern(name))
}
