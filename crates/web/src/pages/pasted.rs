//! Rows of a sheet as people paste them from it: with their headers, cells apart by tabs or commas.

use std::collections::BTreeMap;

use desk::Language;
use ruling::calendar::CivilDay;
use sheets::{Book, Column, ColumnKind, Options, Register, SheetProblem};

use crate::words::Words;

/// A column that is looked for.
pub(crate) struct Wanted {
    key: &'static str,
    headers: &'static [&'static str],
    is_needed: bool,
    kind: ColumnKind,
}

impl Wanted {
    /// One without which the rows say nothing.
    pub(crate) const fn needed(key: &'static str, headers: &'static [&'static str]) -> Wanted {
        Wanted {
            key,
            headers,
            is_needed: true,
            kind: ColumnKind::Text,
        }
    }

    /// A day without which they say nothing.
    pub(crate) const fn day(key: &'static str, headers: &'static [&'static str]) -> Wanted {
        Wanted {
            kind: ColumnKind::Date,
            ..Wanted::needed(key, headers)
        }
    }

    /// One that may be left out.
    pub(crate) const fn asked(key: &'static str, headers: &'static [&'static str]) -> Wanted {
        Wanted {
            key,
            headers,
            is_needed: false,
            kind: ColumnKind::Text,
        }
    }
}

impl Wanted {
    /// The header that it has where we write it.
    pub(crate) fn header(&self) -> Option<&'static str> {
        self.headers.first().copied()
    }
}

/// A row, by the keys of its columns.
pub(crate) struct PastedRow {
    pub(crate) number: u32,
    cells: BTreeMap<&'static str, String>,
    days: BTreeMap<&'static str, CivilDay>,
}

impl PastedRow {
    /// What stands in a column; nothing where it was left out.
    pub(crate) fn text(&self, key: &str) -> String {
        self.cells.get(key).cloned().unwrap_or_default()
    }

    /// The day in a column; none: it is empty, or no day.
    pub(crate) fn day(&self, key: &str) -> Option<CivilDay> {
        self.days.get(key).copied()
    }
}

/// Reads what was pasted. Whether values are right is for whoever takes the rows.
///
/// # Errors
/// What cannot be read, in the reader's language.
pub(crate) fn pasted(text: &str, wanted: &[Wanted], say: Words) -> Result<Vec<PastedRow>, String> {
    listed(text.as_bytes(), wanted, say.0)
}

/// Reads a file: a workbook, or text with cells apart by tabs or commas. Whether values are right is for whoever takes
/// the rows.
///
/// # Errors
/// What cannot be read, in a language.
pub(crate) fn listed(
    bytes: &[u8],
    wanted: &[Wanted],
    language: Language,
) -> Result<Vec<PastedRow>, String> {
    let told = |problems: &[SheetProblem]| {
        let first = problems.first();
        let told = first.map(|problem| match language {
            Language::Chinese => problem.zh(),
            Language::English => problem.en(),
        });
        told.unwrap_or_default()
    };
    let columns: Vec<Column> = wanted
        .iter()
        .map(|one| Column {
            key: one.key.to_owned(),
            synonyms: one.headers.iter().map(|&text| text.to_owned()).collect(),
            kind: one.kind,
            // A row without a value is told of like any other row that is not right.
            required: one.is_needed,
        })
        .collect();
    // The content decides what it is, but for tabs against commas.
    let name = match bytes.contains(&b'\t') {
        true => "list.tsv",
        false => "list.csv",
    };
    let book = Book::read(bytes, name).map_err(|problem| told(&[problem]))?;
    let register =
        Register::find(&book, &columns, &Options::default()).map_err(|problems| told(&problems))?;
    let rows = register.rows().map(|row| PastedRow {
        number: row.number,
        cells: wanted
            .iter()
            .filter_map(|one| Some((one.key, row.text(one.key)?.to_owned())))
            .collect(),
        days: wanted
            .iter()
            .filter_map(|one| {
                let date = row.date(one.key)?;
                let month = u8::try_from(date.month()).ok()?;
                let day = u8::try_from(date.day()).ok()?;
                let day = CivilDay::from_ymd(date.year().into(), month, day)?;
                Some((one.key, day))
            })
            .collect(),
    });
    Ok(rows.collect())
}
