//! Where a pack mentions events, fields and names for people, by the reference's word on each parameter.

use std::ops::Range;

use toml::de::DeTable;

use super::super::load::{in_order, section, written};
use super::Document;
use crate::rules::reference::{self, Parameter, ValueKind};

/// What a mention is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Of {
    /// An event.
    Event,
    /// A field, paper or mark.
    Field,
    /// Something people read a label of.
    Name,
}

/// A mention, with its place.
pub(super) struct Mention<'d> {
    pub(super) of: Of,
    pub(super) text: &'d str,
    pub(super) span: Range<usize>,
}

/// All mentions of a pack, in the order written.
pub(super) fn all<'d>(document: &Document<'d, '_>) -> Vec<Mention<'d>> {
    let mut mentions = Vec::new();
    if let Some((pack, _)) = section(document.table, "pack") {
        push(&mut mentions, Of::Event, written::texts(pack, "opens"));
    }
    if let Some((fields, _)) = section(document.table, "fields") {
        for (_, _, value) in in_order(fields) {
            if let Some(mark) = value.get_ref().as_table() {
                push(&mut mentions, Of::Field, written::texts(mark, "of"));
                push(&mut mentions, Of::Field, written::texts(mark, "unless"));
            }
        }
    }
    if let Some((events, _)) = section(document.table, "events") {
        for (_, _, value) in in_order(events) {
            if let Some(filter) = value.get_ref().as_table() {
                push(&mut mentions, Of::Field, written::texts(filter, "with"));
                push(&mut mentions, Of::Name, written::texts(filter, "role"));
                push(&mut mentions, Of::Event, written::texts(filter, "after"));
                let facts = written::texts(filter, "fact").into_iter();
                push(&mut mentions, Of::Name, facts.filter_map(after_colon));
            }
        }
    }
    for rule in &document.rules {
        if let Some(reference) = reference::rule(rule.name) {
            in_table(rule.table, reference.parameters, &mut mentions);
        }
    }
    mentions.sort_by_key(|mention| mention.span.start);
    mentions
}

fn push<'d>(
    mentions: &mut Vec<Mention<'d>>,
    of: Of,
    texts: impl IntoIterator<Item = (&'d str, Range<usize>)>,
) {
    mentions.extend(
        texts
            .into_iter()
            .filter(|(text, _)| !text.is_empty())
            .map(|(text, span)| Mention { of, text, span }),
    );
}

fn in_table<'d>(table: &'d DeTable<'_>, parameters: &[Parameter], mentions: &mut Vec<Mention<'d>>) {
    for Parameter { name, kind, .. } in parameters {
        let texts = || written::texts(table, name);
        let free = || {
            let words = kind.words();
            texts()
                .into_iter()
                .filter(move |(text, _)| !words.contains(text))
        };
        match kind {
            ValueKind::Event | ValueKind::Events | ValueKind::EventOr(_) => {
                push(mentions, Of::Event, free());
            }
            ValueKind::Moment | ValueKind::Moments => {
                push(mentions, Of::Event, texts().into_iter().map(event_of));
            }
            ValueKind::Renewals => push(mentions, Of::Event, keys(table, name)),
            ValueKind::Field | ValueKind::Fields => push(mentions, Of::Field, texts()),
            ValueKind::Name | ValueKind::Names => push(mentions, Of::Name, texts()),
            ValueKind::Who | ValueKind::Whos | ValueKind::WhoOr(_) | ValueKind::Parts => {
                push(mentions, Of::Name, free().filter_map(role));
            }
            ValueKind::OnFail => {
                let names = texts().into_iter();
                let violation = |(text, span)| behind(text, span, "violation:");
                push(mentions, Of::Name, names.filter_map(violation));
            }
            ValueKind::Gates => {
                let papers = texts().into_iter();
                let given = |(text, span)| behind(text, span, "given:");
                push(mentions, Of::Field, papers.filter_map(given));
                let papers = texts().into_iter();
                let acknowledged = |(text, span)| behind(text, span, "acknowledged:");
                push(mentions, Of::Name, papers.filter_map(acknowledged));
            }
            ValueKind::Table(inner) => {
                if let Some(inside) = table
                    .get(*name)
                    .and_then(|value| value.get_ref().as_table())
                {
                    in_table(inside, inner, mentions);
                }
            }
            _ => {}
        }
    }
}

fn event_of((text, span): (&str, Range<usize>)) -> (&str, Range<usize>) {
    (text.split('.').next().unwrap_or(text), span)
}

/// The name in `noted:inquiry` and `inspected:out_of_region`.
fn after_colon((text, span): (&str, Range<usize>)) -> Option<(&str, Range<usize>)> {
    text.split_once(':').map(|(_, name)| (name, span))
}

fn behind<'t>(text: &'t str, span: Range<usize>, prefix: &str) -> Option<(&'t str, Range<usize>)> {
    Some((text.strip_prefix(prefix)?, span))
}

/// The role or name in `role:x`, `named:x`, `x_of(holder)` and `x_of(owner)=2`.
fn role((text, span): (&str, Range<usize>)) -> Option<(&str, Range<usize>)> {
    let who = text.split('=').next().unwrap_or(text);
    let of_unit = || {
        who.split_once("_of(")
            .map(|(role, _)| role)
            .filter(|role| *role != "unit")
    };
    who.strip_prefix("role:")
        .or_else(|| who.strip_prefix("named:"))
        .or_else(of_unit)
        .map(|name| (name, span))
}

fn keys<'d>(table: &'d DeTable<'_>, key: &str) -> Vec<(&'d str, Range<usize>)> {
    let inside = table.get(key).and_then(|value| value.get_ref().as_table());
    inside
        .map(in_order)
        .unwrap_or_default()
        .into_iter()
        .map(|(name, span, _)| (name, span))
        .collect()
}
