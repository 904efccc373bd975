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
    let mut also = Vec::new();
    for (text, span) in params.texts("also") {
        let Some((column, kind)) = text.split_once('=') else {
            params.wrong(
                "also",
                span,
                "写作 \"列=事实\",例如 \"last_contact=followed_up\"",
                "write \"column=fact\", e.g. \"last_contact=followed_up\"",
            );
            continue;
        };
        let (column, kind) = (column.trim(), kind.trim());
        if known_kind(&mut params, "also", kind, span) {
            also.push((column.to_owned(), kind.to_owned()));
        }
    }
    params.finish();
    Register { row, also }
}

/// Whether the text names a kind of fact, as `visited` or `noted:inquiry`; reported if not.
fn known_kind(params: &mut Params<'_, '_>, key: &str, text: &str, span: Range<usize>) -> bool {
    let (kind, _) = text.split_once(':').unwrap_or((text, ""));
    if FactKind::named(kind).is_some() {
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
