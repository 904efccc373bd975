//! Text tables: the delimiter is guessed, records keep the row number a spreadsheet would show.

use csv::{ByteRecord, ReaderBuilder};

use super::{Sheet, SheetRow, Visibility};
use crate::cell::Cell;
use crate::limit::{CELL_CHARS_MAX, CELLS_MAX, COLUMNS_MAX, ROWS_MAX};
use crate::problem::{Cause, FileFault, Place, SheetProblem};

const DELIMITERS: [u8; 3] = [b',', b';', b'\t'];
const RECORDS_TO_GUESS_FROM: usize = 100;

pub(super) fn read(text: &str, file_name: &str) -> Result<(u8, Sheet), SheetProblem> {
    let delimiter = guess(text, file_name);
    let mut rows = Vec::new();
    let mut cells_left = CELLS_MAX;
    for (number, fields) in records(text, delimiter) {
        let at_row = |fault| SheetProblem {
            place: Place {
                row: Some(number),
                ..Place::default()
            },
            cause: Cause::File(fault),
        };
        if number > ROWS_MAX {
            return Err(at_row(FileFault::TooManyRows { limit: ROWS_MAX }));
        }
        let filled = fields.iter().rposition(|field| !field.trim().is_empty());
        let Some(width) = filled.map(|last| last + 1) else {
            continue;
        };
        if width > COLUMNS_MAX as usize {
            return Err(at_row(FileFault::TooManyColumns { limit: COLUMNS_MAX }));
        }
        cells_left = cells_left
            .checked_sub(width)
            .ok_or_else(|| at_row(FileFault::TooManyCells { limit: CELLS_MAX }))?;
        if fields.iter().any(|field| field.len() > CELL_CHARS_MAX * 4) {
            return Err(at_row(FileFault::UnclosedQuote));
        }
        let cells = fields.into_iter().take(width).map(cell).collect();
        rows.push(SheetRow { number, cells });
    }
    let name = file_name
        .rsplit_once('.')
        .map_or(file_name, |(name, _)| name)
        .to_owned();
    Ok((
        delimiter,
        Sheet {
            name,
            visibility: Visibility::Visible,
            rows,
            merged: Vec::new(),
        },
    ))
}

fn cell(field: String) -> Cell {
    if field.is_empty() {
        Cell::Empty
    } else {
        Cell::Text(field)
    }
}

/// Records with the row number a spreadsheet program gives them: blank lines count, line breaks
/// inside quotes do not.
pub(crate) fn records(text: &str, delimiter: u8) -> impl Iterator<Item = (u32, Vec<String>)> {
    let mut reader = ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut record = ByteRecord::new();
    let mut number = 0_u32;
    std::iter::from_fn(move || {
        let end = usize::try_from(reader.position().byte()).ok()?;
        let blank_lines = blank_lines_at(text.as_bytes(), end);
        // Reading from memory, flexibly, has no error to report.
        if !reader.read_byte_record(&mut record).unwrap_or(false) {
            return None;
        }
        number = number.saturating_add(blank_lines).saturating_add(1);
        let fields = record
            .iter()
            .map(|field| String::from_utf8_lossy(field).into_owned())
            .collect();
        Some((number, fields))
    })
}

/// Empty lines from byte `end`, where the reader stopped after a record; it passes over them.
fn blank_lines_at(bytes: &[u8], end: usize) -> u32 {
    let (before, rest) = bytes.split_at_checked(end).unwrap_or((bytes, &[]));
    // The reader may stop between the two bytes of a line break.
    let mut rest = match (before.last(), rest.split_first()) {
        (Some(b'\r'), Some((b'\n', rest))) => rest,
        _ => rest,
    };
    let mut lines = 0;
    loop {
        rest = match rest {
            [b'\r', b'\n', rest @ ..] | [b'\r' | b'\n', rest @ ..] => rest,
            _ => return lines,
        };
        lines += 1;
    }
}

/// The delimiter that cuts most records into the same number of fields, two at least.
fn guess(text: &str, file_name: &str) -> u8 {
    let extension_is_tsv = file_name.to_ascii_lowercase().ends_with(".tsv");
    let agreement = |delimiter: u8| {
        let widths: Vec<usize> = records(text, delimiter)
            .take(RECORDS_TO_GUESS_FROM)
            .map(|(_, fields)| fields.len())
            .filter(|&width| width > 1)
            .collect();
        widths
            .iter()
            .map(|width| {
                (
                    widths.iter().filter(|other| *other == width).count(),
                    *width,
                )
            })
            .max()
            .unwrap_or_default()
    };
    let first = if extension_is_tsv { b'\t' } else { b',' };
    let mut best = (first, agreement(first));
    for delimiter in DELIMITERS {
        let found = agreement(delimiter);
        if found > best.1 {
            best = (delimiter, found);
        }
    }
    best.0
}
