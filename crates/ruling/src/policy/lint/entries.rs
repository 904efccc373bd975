//! Entries that say nothing, or the same twice.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::super::load::in_order;
use super::super::problem::{Problem, Text};
use super::Document;

pub(super) fn check(document: &Document<'_, '_>, problems: &mut Vec<Problem>) {
    let mut found = Found { document, problems };
    for (section, _, value) in in_order(document.table) {
        let Some(table) = value.get_ref().as_table() else {
            continue;
        };
        for (key, _, value) in in_order(table) {
            // A clause without rules is told as such; a word may be the same in both languages.
            let is_list = value.get_ref().is_array();
            match (section, is_list) {
                ("clauses", true) => found.inside(key, value, Twice::Matters),
                ("labels", _) => found.value(key, value, Twice::IsFine),
                _ => found.value(key, value, Twice::Matters),
            }
        }
    }
}

/// Whether a list may name something twice.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Twice {
    Matters,
    IsFine,
}

struct Found<'f, 'd, 'i> {
    document: &'f Document<'d, 'i>,
    problems: &'f mut Vec<Problem>,
}

impl Found<'_, '_, '_> {
    fn value(&mut self, key: &str, value: &Spanned<DeValue<'_>>, twice: Twice) {
        let is_empty = match value.get_ref() {
            DeValue::String(text) => is_unfinished(text),
            DeValue::Array(items) => items.is_empty(),
            DeValue::Table(table) => table.is_empty(),
            _ => false,
        };
        if is_empty {
            self.empty(key, value.span());
        }
        self.inside(key, value, twice);
    }

    fn inside(&mut self, key: &str, value: &Spanned<DeValue<'_>>, twice: Twice) {
        match value.get_ref() {
            DeValue::Table(table) => self.table(table, twice),
            DeValue::Array(items) => {
                let texts = items.iter().filter_map(|item| item.get_ref().as_str());
                let names: Vec<&str> = texts.map(name_of).collect();
                for (place, item) in items.iter().enumerate() {
                    self.value(key, item, twice);
                    let name = item.get_ref().as_str().map(name_of);
                    let is_again = name.is_some_and(|name| {
                        names.len() == items.len() && names.iter().take(place).any(|it| *it == name)
                    });
                    if let (true, Twice::Matters, Some(name)) = (is_again, twice, name) {
                        self.twice(key, name, item.span());
                    }
                }
            }
            _ => {}
        }
    }

    fn table(&mut self, table: &DeTable<'_>, twice: Twice) {
        for (key, _, value) in in_order(table) {
            self.value(key, value, twice);
        }
    }

    fn empty(&mut self, key: &str, place: Range<usize>) {
        // What a rule makes of the missing value says more.
        if self.problems.iter().any(|problem| {
            problem.path == self.document.file.path && problem.span.start == place.start
        }) {
            return;
        }
        self.push(
            "empty",
            place,
            Text::new(format!("`{key}` 是空的"), format!("`{key}` says nothing")),
            Text::new("请填写,或删去这一项", "fill it in, or delete the entry"),
        );
    }

    fn twice(&mut self, key: &str, entry: &str, place: Range<usize>) {
        self.push(
            "duplicate-entry",
            place,
            Text::new(
                format!("`{key}` 里 `{entry}` 写了两次"),
                format!("`{key}` names `{entry}` twice"),
            ),
            Text::new("请删去一处", "delete one of them"),
        );
    }

    fn push(&mut self, code: &'static str, span: Range<usize>, cause: Text, remedy: Text) {
        let file = self.document.file;
        self.problems
            .push(Problem::new(code, file, span, cause, remedy));
    }
}

/// Nothing, or a word such as `role:` that ends before its name.
fn is_unfinished(text: &str) -> bool {
    let text = text.trim();
    text.is_empty() || text.ends_with([':', '=']) || text.starts_with(':')
}

/// `owner` of `owner=2`.
fn name_of(text: &str) -> &str {
    text.split_once('=').map_or(text, |(name, _)| name.trim())
}
