//! What a pack declares beside its clauses and fields: itself, events, labels, the register people keep.

use toml::de::DeTable;

use super::super::Policy;
use super::super::event::{After, EventFilter};
use super::super::params::{Params, Reading};
use super::super::problem::Text;
use super::head::head;
use super::{field, in_order, register, section};
use crate::fact::{Answer, FactKind};

/// The policy without its clauses. What is missing was reported and left empty: the clauses are read
/// all the same, so that all problems are told at once.
pub(super) fn policy(table: &DeTable<'_>, reading: &mut Reading<'_>) -> Policy {
    let fields = field::fields(table, reading);
    events(table, reading);
    let labels = labels(table, reading);
    let register = register::read(table, reading);
    let Some((pack, span)) = section(table, "pack") else {
        reading.problem(
            "missing-section",
            0..0,
            Text::new("缺少 [pack] 一节", "the section [pack] is missing"),
            Text::new(
                "请写明 name、title、version、effective_from、case",
                "give name, title, version, effective_from and case",
            ),
        );
        let told = reading.problems.len();
        let nothing = DeTable::default();
        let mut params = Params::new(reading, &nothing, 0..0);
        let policy = head(&mut params, fields, labels, register);
        // One problem says it all.
        reading.problems.truncate(told);
        return policy;
    };
    let mut params = Params::new(reading, pack, span);
    let policy = head(&mut params, fields, labels, register);
    params.finish();
    policy
}

fn events(table: &DeTable<'_>, reading: &mut Reading<'_>) {
    let Some((section, _)) = section(table, "events") else {
        return;
    };
    for (name, span, value) in in_order(section) {
        let Some(entry) = value.get_ref().as_table() else {
            reading.problem(
                "impossible-value",
                value.span(),
                Text::new(
                    format!("事件 `{name}` 要写成一张表"),
                    format!("the event `{name}` is a table"),
                ),
                Text::new(
                    "例如 {fact = \"visited\", walk_in = true}",
                    "e.g. {fact = \"visited\", walk_in = true}",
                ),
            );
            continue;
        };
        let mut params = Params::new(reading, entry, span.clone());
        let filter = filter(&mut params);
        params.finish();
        if filter.kinds.is_empty() {
            continue;
        }
        if reading.events.define(name, filter, reading.names).is_none() {
            reading.problem(
                "too-many-events",
                span,
                Text::new("事件太多", "there are too many events"),
                Text::new(
                    "各版本合计最多 64 种不同的事件",
                    "all versions together may define 64 different events",
                ),
            );
        }
    }
}

fn filter(params: &mut Params<'_, '_>) -> EventFilter {
    let mut kinds = Vec::new();
    for (text, span) in params.texts("fact") {
        let (kind, what) = text.split_once(':').unwrap_or((text, ""));
        match FactKind::named(kind) {
            Some(kind) => {
                let what = params.reading.names.intern(what);
                kinds.push((kind, what));
            }
            None => register::unknown_kind(params, "fact", kind, span),
        }
    }
    let what = params.symbols("what");
    if !what.is_empty() {
        kinds = kinds
            .iter()
            .flat_map(|(kind, _)| what.iter().map(|name| (*kind, *name)))
            .collect();
    }
    let effective = params.flag("effective");
    let answer = params.choice(
        "answer",
        &[
            ("yes", Answer::Yes),
            ("no", Answer::No),
            ("return", Answer::Return),
        ],
    );
    let walk_in = params.has("walk_in").then(|| params.flag("walk_in"));
    let with = params.symbols("with");
    let role = params.symbol("role");
    let by_other = params.flag("by_other");
    let bounds = params.numbers("value");
    let value = match bounds.as_slice() {
        [least, most] => Some((*least, *most)),
        _ => None,
    };
    if params.has("value") && value.is_none_or(|(least, most)| least > most) {
        let span = params.value_span("value");
        params.wrong(
            "value",
            span,
            "请写 [最小, 最大],例如 [1, 5]",
            "write [least, most], e.g. [1, 5]",
        );
    }
    let after = after(params);
    let asked_for_fact = (!kinds.is_empty()).then_some(());
    params.require("fact", asked_for_fact);
    EventFilter {
        kinds,
        effective,
        answer,
        walk_in,
        with,
        role,
        by_other,
        value,
        after,
    }
}

/// `after = "registered"`, with `at_least` and `within`.
fn after(params: &mut Params<'_, '_>) -> Option<After> {
    let event = params.event("after");
    let at_least = params.span_of("at_least");
    let within = params.span_of("within");
    if (at_least.is_some() || within.is_some()) && !params.has("after") {
        params.require::<()>("after", None);
    }
    let event = event?;
    let chained = |filter: &EventFilter| filter.after.is_some();
    if params.reading.events.filter(event).is_some_and(chained) {
        let span = params.value_span("after");
        params.wrong(
            "after",
            span,
            "这里提到的事件自己不能再有 after",
            "the event named here may not have an `after` of its own",
        );
        return None;
    }
    Some(After {
        event,
        at_least,
        within,
    })
}

fn labels(table: &DeTable<'_>, reading: &mut Reading<'_>) -> Vec<(crate::name::Symbol, Text)> {
    let Some((section, _)) = section(table, "labels") else {
        return Vec::new();
    };
    let mut labels = Vec::new();
    for (name, span, value) in in_order(section) {
        let pair = value.get_ref().as_array().map(|array| {
            array
                .iter()
                .filter_map(|item| item.get_ref().as_str())
                .collect::<Vec<_>>()
        });
        match pair.as_deref() {
            Some([zh, en]) => labels.push((reading.names.intern(name), Text::new(*zh, *en))),
            _ => reading.problem(
                "impossible-value",
                span,
                Text::new(
                    format!("名称 `{name}` 要写 [中文, 英文]"),
                    format!("the label `{name}` is [Chinese, English]"),
                ),
                Text::new(
                    "例如 [\"扫描归档\", \"scan and file\"]",
                    "e.g. [\"扫描归档\", \"scan and file\"]",
                ),
            ),
        }
    }
    labels
}
