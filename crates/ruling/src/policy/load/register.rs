//! `[register]`: what a row of the register people already keep stands for.

use std::ops::Range;

use toml::de::DeTable;

use super::super::Register;
use super::super::params::{Params, Reading};
use super::super::problem::did_you_mean;
use super::section;
use crate::fact::FactKind;

pub(super) fn read(table: &DeTable<'_>, reading: &mut Reading<'_>) -> Register {
    let Some((section, span)) = section(table, "register") else {
        return Register::default();
    };
    let mut params = Params::new(reading, section, span);
    let mut row = Vec::new();
    for (kind, span) in params.texts("row") {
        if known_kind(&mut params, "row", kind, span) {
            row.push(kind.to_owned());
        }
    }
    let also = pairs(
        &mut params,
        "also",
        (
            "写作 \"列=事实\",例如 \"last_contact=followed_up\"",
            "write \"column=fact\", e.g. \"last_contact=followed_up\"",
        ),
        |params, (_, kind), span| known_kind(params, "also", kind, span),
    );
    let headers = pairs(
        &mut params,
        "headers",
        (
            "写作 \"列=表头\",例如 \"reviewed_by=签批人\"",
            "write \"column=header\", e.g. \"reviewed_by=签批人\"",
        ),
        |params, (column, _), span| known_column(params, &also, column, span),
    );
    let headers = headers.iter().flat_map(|(column, words)| {
        let words = words.split('、').map(str::trim);
        words.map(|word| (column.clone(), word.to_owned()))
    });
    let headers = headers.collect();
    params.finish();
    Register { row, also, headers }
}

/// Texts of the form `left=right` that are as they should be.
fn pairs<'r, 'a>(
    params: &mut Params<'r, 'a>,
    key: &'static str,
    (zh, en): (&str, &str),
    is_right: impl Fn(&mut Params<'r, 'a>, (&str, &str), Range<usize>) -> bool,
) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    for (text, span) in params.texts(key) {
        let sides = text.split_once('=');
        let sides = sides.map(|(left, right)| (left.trim(), right.trim()));
        match sides.filter(|(left, right)| !left.is_empty() && !right.is_empty()) {
            None => params.wrong(key, span, zh, en),
            Some(sides) if is_right(params, sides, span) => {
                pairs.push((sides.0.to_owned(), sides.1.to_owned()));
            }
            Some(_) => {}
        }
    }
    pairs
}

/// Whether `also` has the column: by itself, or as who did it, to whom, and what was decided.
fn known_column(
    params: &mut Params<'_, '_>,
    also: &[(String, String)],
    column: &str,
    span: Range<usize>,
) -> bool {
    let columns: Vec<String> = also
        .iter()
        .flat_map(|(key, _)| ["", "_by", "_to", "_answer"].map(|part| format!("{key}{part}")))
        .collect();
    if columns.iter().any(|known| known == column) {
        return true;
    }
    let (zh, en) = match did_you_mean(column, columns.iter().map(String::as_str)) {
        Some(hint) => (
            format!("是不是 `{hint}`?"),
            format!("did you mean `{hint}`?"),
        ),
        None => (
            "请写 also 里的一列,或它的 _by、_to、_answer".to_owned(),
            "name a column of `also`, or its _by, _to or _answer".to_owned(),
        ),
    };
    params.wrong("headers", span, &zh, &en);
    false
}

/// Whether the text names a kind of fact, as `visited` or `noted:inquiry`; reported if not.
fn known_kind(params: &mut Params<'_, '_>, key: &str, text: &str, span: Range<usize>) -> bool {
    let (kind, what) = text.split_once(':').unwrap_or((text, ""));
    if FactKind::named(kind).is_some() {
        params.reading.names.intern(what);
        return true;
    }
    unknown_kind(params, key, kind, span);
    false
}

pub(super) fn unknown_kind(params: &mut Params<'_, '_>, key: &str, kind: &str, span: Range<usize>) {
    let (zh, en) = match did_you_mean(kind, FactKind::ALL.iter().map(|(name, _)| *name)) {
        Some(hint) => (
            format!("是不是 `{hint}`?"),
            format!("did you mean `{hint}`?"),
        ),
        None => (
            "请写一种事实的名字".to_owned(),
            "name a kind of fact".to_owned(),
        ),
    };
    params.wrong(key, span, &zh, &en);
}
