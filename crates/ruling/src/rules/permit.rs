//! `permit`: the gate of an act: quote, sign, archive, export, register.

use super::needs::Test;
use super::on_fail::OnFail;
use crate::fact::FactKind;
use crate::name::Symbol;
use crate::policy::params::Params;

/// What an act needs, beyond tests on events.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gate {
    /// The actor is not suspended.
    NotSuspended,
    /// The claim is approved.
    Approved,
    /// The price is not below the floor, or a special price is in force and covers the quantity.
    PriceAllowed,
    /// The actor acknowledged this document.
    Acknowledged(Symbol),
    /// The actor holds the case (or stands in for the holder).
    Holds,
    /// At most so many in the act's value (records exported, records revealed).
    AtMost(u32),
    /// The fact proposed carries this field, paper or mark.
    Given(Symbol),
    /// The review proposed is this person's and its step's turn.
    InTurn,
    /// The case is not archived.
    NotArchived,
}

/// The acts that facts record.
const ACTS: [(&str, FactKind); 7] = [
    ("register", FactKind::Registered),
    ("quote", FactKind::Quoted),
    ("sign", FactKind::Contracted),
    ("amend", FactKind::Amended),
    ("follow_up", FactKind::FollowedUp),
    ("assign", FactKind::Assigned),
    ("archive", FactKind::Archived),
];

/// A gate before an act. Answered by `permits`; an act recorded all the same has no effect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Permit {
    /// The act.
    pub action: Symbol,
    /// The kind of fact that records it, where there is one: refused, that fact has no effect.
    pub kind: Option<FactKind>,
    /// What it needs.
    pub gates: Vec<Gate>,
    /// Events it needs.
    pub tests: Vec<Test>,
    /// Refuse, or allow with a violation or notice.
    pub on_fail: OnFail,
}

impl Permit {
    /// The gates a pack may name.
    pub const GATES: [&'static str; 9] = [
        "not_suspended",
        "approved",
        "price_allowed",
        "acknowledged:名称",
        "holds",
        "at_most:数",
        "given:名称",
        "in_turn",
        "not_archived",
    ];

    pub(crate) fn read(params: &mut Params<'_, '_>) -> Option<Permit> {
        let word = params.text("action").unwrap_or_default();
        let kind = ACTS.iter().find(|(act, _)| *act == word);
        let action = params.symbol("action");
        let action = params.require("action", action.is_some().then_some(action));
        let mut gates = Vec::new();
        for (text, span) in params.texts("needs") {
            match gate(text, params) {
                Some(gate) => gates.push(gate),
                None => {
                    let list = Permit::GATES.join(" ");
                    params.wrong(
                        "needs",
                        span,
                        &format!("可以写 {list}"),
                        &format!("possible are {list}"),
                    );
                }
            }
        }
        let tests = params
            .table("event", |test| Test::read(test))
            .flatten()
            .into_iter()
            .collect();
        let on_fail = OnFail::read(params);
        Some(Permit {
            action: action?,
            kind: kind.map(|(_, kind)| *kind),
            gates,
            tests,
            on_fail,
        })
    }
}

fn gate(text: &str, params: &mut Params<'_, '_>) -> Option<Gate> {
    if let Some(document) = text.strip_prefix("acknowledged:") {
        return Some(Gate::Acknowledged(params.reading.names.intern(document)));
    }
    if let Some(field) = text.strip_prefix("given:") {
        return Some(Gate::Given(params.reading.names.intern(field)));
    }
    if let Some(most) = text.strip_prefix("at_most:") {
        return most.parse().ok().map(Gate::AtMost);
    }
    Some(match text {
        "not_suspended" => Gate::NotSuspended,
        "approved" => Gate::Approved,
        "price_allowed" => Gate::PriceAllowed,
        "holds" => Gate::Holds,
        "in_turn" => Gate::InTurn,
        "not_archived" => Gate::NotArchived,
        _ => return None,
    })
}
