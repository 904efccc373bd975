//! The same file back, with columns added at the right of each table.

mod in_place;
mod splice;

use std::collections::BTreeMap;
use std::io::{self, Cursor, Write as _};

use crate::book::{Book, Format, Sheet, Visibility, decode, records};
use crate::cell::Cell;
use crate::export::{BYTE_ORDER_MARK, Package, SheetContent, csv_writer, harmless};
use crate::problem::{Cause, FileFault, Place, SheetProblem};
use crate::register::{Register, SkippedKind, Table};

/// What to add.
#[derive(Debug, Clone, Default)]
pub struct Additions {
    /// Headers of the new columns. If the table already ends with exactly these, as a file does
    /// that was written back before, those columns are written anew.
    pub headers: Vec<String>,
    /// Values by sheet (position in [`Book::sheets`]) and row number, in the order of the headers.
    pub rows: BTreeMap<(usize, u32), Vec<String>>,
}

/// A file written back.
#[derive(Debug, Clone)]
pub struct Annotated {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// The extension it should have: `xlsx`, or that of the text table.
    pub extension: &'static str,
    /// What could not be kept as it was.
    pub notes: Vec<SheetProblem>,
}

/// Writes `additions` into a copy of `original`, which `book` and `register` were read from.
///
/// An `.xlsx` is edited in place: the new cells are put into the sheet's own part and everything
/// else (styles, formulas, comments, pictures, other sheets) stays byte for byte; only a digital
/// signature no longer fits. Other workbooks are written anew as `.xlsx`, text tables as UTF-8
/// with their delimiter; both are noted. New cells are strings, never formulas.
///
/// # Errors
/// [`FileFault::Damaged`] if `original` is not what `book` was read from.
pub fn annotate(
    original: &[u8],
    book: &Book,
    register: &Register,
    additions: &Additions,
) -> Result<Annotated, SheetProblem> {
    let edits: Vec<SheetEdit> = register
        .tables
        .iter()
        .filter_map(|table| SheetEdit::of(book, table, additions))
        .collect();
    match book.format {
        Format::Delimited(delimiter) => {
            let text = decode(original)?;
            let bytes = delimited(&text, delimiter, &edits).map_err(unwritable)?;
            let is_same = original.starts_with(BYTE_ORDER_MARK) || text.as_bytes() == original;
            let notes = if is_same {
                Vec::new()
            } else {
                vec![note(Cause::RewrittenAsUtf8)]
            };
            let extension = if delimiter == b'\t' { "tsv" } else { "csv" };
            Ok(Annotated {
                bytes,
                extension,
                notes,
            })
        }
        Format::Xlsx => match in_place::edit(original, book, &edits) {
            Some(bytes) => Ok(Annotated {
                bytes,
                extension: "xlsx",
                notes: Vec::new(),
            }),
            None => rewritten(book, &edits),
        },
        Format::OtherWorkbook => rewritten(book, &edits),
    }
}

fn note(cause: Cause) -> SheetProblem {
    SheetProblem {
        place: Place::default(),
        cause,
    }
}

/// Writing to memory fails only if what was read is not what was given.
fn unwritable(_: io::Error) -> SheetProblem {
    SheetProblem::of_file(FileFault::Damaged)
}

/// The cells to write into one sheet.
struct SheetEdit {
    /// Position in [`Book::sheets`].
    sheet: usize,
    /// Column of the first new cell, from 0.
    first_column: u32,
    /// How many columns.
    width: u32,
    /// The header, and its repetitions.
    header_rows: Vec<u32>,
    /// Texts by row number; an empty one clears the cell.
    rows: BTreeMap<u32, Vec<String>>,
}

impl SheetEdit {
    fn of(book: &Book, table: &Table, additions: &Additions) -> Option<Self> {
        let sheet = book.sheets.get(table.sheet)?;
        let width = u32::try_from(additions.headers.len())
            .ok()
            .filter(|&width| width > 0)?;
        let earlier = earlier_columns(table, &additions.headers);
        let mut rows = BTreeMap::new();
        if earlier.is_some() {
            // What an earlier run said of a row must not stay if this one says nothing.
            let below = sheet
                .rows
                .iter()
                .filter(|row| row.number > table.last_header_row);
            rows.extend(below.map(|row| (row.number, Vec::new())));
        }
        for ((_, number), texts) in additions
            .rows
            .range((table.sheet, table.last_header_row + 1)..=(table.sheet, u32::MAX))
        {
            rows.insert(*number, texts.clone());
        }
        let repeated = table
            .skipped
            .iter()
            .filter(|row| row.kind == SkippedKind::RepeatedHeader)
            .map(|row| row.number)
            // The upper row of a repeated two-row header names groups only.
            .filter(|number| {
                table.first_header_row == table.last_header_row
                    || !table.skipped.iter().any(|next| {
                        next.number == number + 1 && next.kind == SkippedKind::RepeatedHeader
                    })
            });
        let header_rows: Vec<u32> = std::iter::once(table.last_header_row)
            .chain(repeated)
            .collect();
        rows.extend(
            header_rows
                .iter()
                .map(|&number| (number, additions.headers.clone())),
        );
        let first_column = earlier.unwrap_or_else(|| free_column(sheet, table));
        Some(SheetEdit {
            sheet: table.sheet,
            first_column,
            width,
            header_rows,
            rows,
        })
    }

    fn text(&self, row: u32, offset: u32) -> Option<&str> {
        let texts = self.rows.get(&row)?;
        let text = texts.get(usize::try_from(offset).ok()?)?;
        Some(text.as_str()).filter(|text| !text.is_empty())
    }
}

impl SheetEdit {
    /// Replaces the edit's columns of one row and leaves what stands on either side.
    fn write_into<T: Clone>(
        &self,
        row: &mut Vec<T>,
        number: u32,
        blank: T,
        cell: impl Fn(&str) -> T,
    ) {
        let (first, width) = (self.first_column as usize, self.width as usize);
        row.resize(row.len().max(first + width), blank.clone());
        for (offset, place) in (0..self.width).zip(row.iter_mut().skip(first)) {
            *place = self
                .text(number, offset)
                .map_or_else(|| blank.clone(), &cell);
        }
    }
}

/// The first of the table's last columns, if they have exactly these headers.
fn earlier_columns(table: &Table, headers: &[String]) -> Option<u32> {
    let start = table.headers.len().checked_sub(headers.len())?;
    let last = table.headers.get(start..)?;
    let first = last.first()?.column;
    let is_same = (first..)
        .zip(last)
        .zip(headers)
        .all(|((column, found), header)| {
            let name = found
                .text
                .rsplit_once('/')
                .map_or(found.text.as_str(), |(_, name)| name);
            found.column == column && name == header
        });
    is_same.then_some(first)
}

/// The first column with nothing in it from the header down.
fn free_column(sheet: &Sheet, table: &Table) -> u32 {
    let merged = sheet
        .merged
        .iter()
        .filter(|region| region.last_row >= table.first_header_row)
        .map(|region| region.last_column.saturating_add(1))
        .max()
        .unwrap_or(0);
    merged.max(sheet.width_from(table.first_header_row))
}

fn delimited(text: &str, delimiter: u8, edits: &[SheetEdit]) -> io::Result<Vec<u8>> {
    let mut out = BYTE_ORDER_MARK.to_vec();
    let mut next_number = 1;
    for (number, mut fields) in records(text, delimiter) {
        // Blank lines count as rows in every spreadsheet program.
        for _ in next_number..number {
            out.write_all(b"\r\n")?;
        }
        next_number = number + 1;
        for edit in edits.iter().filter(|edit| edit.rows.contains_key(&number)) {
            edit.write_into(&mut fields, number, String::new(), harmless);
        }
        let mut writer = csv_writer(delimiter).from_writer(&mut out);
        writer.write_record(&fields)?;
        writer.flush()?;
    }
    Ok(out)
}

/// A new workbook with the same values, for formats that cannot be edited in place.
fn rewritten(book: &Book, edits: &[SheetEdit]) -> Result<Annotated, SheetProblem> {
    let names: Vec<(&str, Visibility)> = book
        .sheets
        .iter()
        .map(|sheet| (sheet.name.as_str(), sheet.visibility))
        .collect();
    let write = || -> io::Result<Vec<u8>> {
        let mut package = Package::new(Cursor::new(Vec::new()), &names)?;
        for (index, sheet) in book.sheets.iter().enumerate() {
            let edit = edits.iter().find(|edit| edit.sheet == index);
            let header_rows = edit.map_or(&[][..], |edit| &edit.header_rows);
            let content = SheetContent {
                header_rows,
                merged: &sheet.merged,
            };
            let rows = sheet.rows.iter().map(|row| {
                let mut cells = row.cells.clone();
                if let Some(edit) = edit.filter(|edit| edit.rows.contains_key(&row.number)) {
                    let cell = |text: &str| Cell::Text(text.to_owned());
                    edit.write_into(&mut cells, row.number, Cell::Empty, cell);
                }
                (row.number, cells)
            });
            package.sheet(&content, rows)?;
        }
        Ok(package.finish()?.into_inner())
    };
    let bytes = write().map_err(unwritable)?;
    Ok(Annotated {
        bytes,
        extension: "xlsx",
        notes: vec![note(Cause::RewrittenAsXlsx)],
    })
}
