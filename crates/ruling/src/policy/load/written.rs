//! Rules as written in `[clauses]`, with their places.

use std::ops::Range;

use toml::de::DeTable;

use super::{in_order, section};

/// A rule bound to a clause, as written.
pub(crate) struct WrittenRule<'t, 'i> {
    /// The clause's number.
    pub(crate) clause: &'t str,
    /// The rule's name.
    pub(crate) name: &'t str,
    /// Its table.
    pub(crate) table: &'t DeTable<'i>,
    /// Bytes of the table.
    pub(crate) span: Range<usize>,
}

/// All rules in the order written.
pub(crate) fn rules<'t, 'i>(document: &'t DeTable<'i>) -> Vec<WrittenRule<'t, 'i>> {
    let Some((clauses, _)) = section(document, "clauses") else {
        return Vec::new();
    };
    let mut rules = Vec::new();
    for (clause, _, value) in in_order(clauses) {
        let items = value.get_ref().as_array().into_iter().flatten();
        rules.extend(items.filter_map(|item| {
            let table = item.get_ref().as_table()?;
            Some(WrittenRule {
                clause,
                name: text(table, "rule").map_or("", |(name, _)| name),
                table,
                span: item.span(),
            })
        }));
    }
    rules
}

/// A text of a table, with its place.
pub(crate) fn text<'t>(table: &'t DeTable<'_>, key: &str) -> Option<(&'t str, Range<usize>)> {
    texts(table, key).into_iter().next()
}

/// The texts of a key that holds one or a list of them, each with its place.
pub(crate) fn texts<'t>(table: &'t DeTable<'_>, key: &str) -> Vec<(&'t str, Range<usize>)> {
    let Some((_, value)) = table.iter().find(|(name, _)| name.get_ref() == key) else {
        return Vec::new();
    };
    if let Some(text) = value.get_ref().as_str() {
        return vec![(text, value.span())];
    }
    let items = value.get_ref().as_array().into_iter().flatten();
    items
        .filter_map(|item| item.get_ref().as_str().map(|text| (text, item.span())))
        .collect()
}
