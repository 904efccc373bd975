//! Rows of a sheet as people paste them from it: with their headers, cells apart by tabs or commas.

use std::collections::BTreeMap;

use sheets::{Book, Column, ColumnKind, Options, Register, SheetProblem};

use crate::words::Words;

/// A column that is looked for.
pub(crate) struct Wanted {
    key: &'static str,
    headers: &'static [&'static str],
    is_needed: bool,
}

impl Wanted {
    /// One without which the rows say nothing.
    pub(crate) const fn needed(key: &'static str, headers: &'static [&'static str]) -> Wanted {
        Wanted {
            key,
            headers,
            is_needed: true,
        }
    }

    /// One that may be left out.
    pub(crate) const fn asked(key: &'static str, headers: &'static [&'static str]) -> Wanted {
        Wanted {
            key,
            headers,
            is_needed: false,
        }
    }
}

/// A row, by the keys of its columns.
pub(crate) struct PastedRow {
    pub(crate) number: u32,
    cells: BTreeMap<&'static str, String>,
}

impl PastedRow {
    /// What stands in a column; nothing where it was left out.
    pub(crate) fn text(&self, key: &str) -> String {
        self.cells.get(key).cloned().unwrap_or_default()
    }
}

/// Reads what was pasted. Whether values are right is for whoever takes the rows.
///
/// # Errors
/// What cannot be read, in the reader's language.
pub(crate) fn pasted(text: &str, wanted: &[Wanted], say: Words) -> Result<Vec<PastedRow>, String> {
    let told = |problems: &[SheetProblem]| {
        let first = problems.first();
        let told = first.map(|problem| match say.0 {
            desk::Language::Chinese => problem.zh(),
            desk::Language::English => problem.en(),
        });
        told.unwrap_or_default()
    };
    let columns: Vec<Column> = wanted
        .iter()
        .map(|one| Column {
            key: one.key.to_owned(),
            synonyms: one.headers.iter().map(|&text| text.to_owned()).collect(),
            kind: ColumnKind::Text,
            // A row without a value is told of like any other row that is not right.
            required: one.is_needed,
        })
        .collect();
    let name = if text.contains('\t') {
        "pasted.tsv"
    } else {
        "pasted.csv"
    };
    let book = Book::read(text.as_bytes(), name).map_err(|problem| told(&[problem]))?;
    let register =
        Register::find(&book, &columns, &Options::default()).map_err(|problems| told(&problems))?;
    let rows = register.rows().map(|row| PastedRow {
        number: row.number,
        cells: wanted
            .iter()
            .filter_map(|one| Some((one.key, row.text(one.key)?.to_owned())))
            .collect(),
    });
    Ok(rows.collect())
}
