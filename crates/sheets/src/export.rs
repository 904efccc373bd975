//! Writing tables: workbooks and text tables, row by row, into whatever the caller opened.
//!
//! Rows are compressed as they come and never spooled to a temporary file, because they hold
//! personal data that must not lie on a disk in plaintext.

mod xlsx;

use std::io::{self, Seek, Write};

use csv::{Terminator, WriterBuilder};

use crate::book::Visibility;
use crate::cell::Cell;
pub(crate) use xlsx::{Package, SheetContent, xml_text};

/// Writes one sheet with a bold header and typed cells. Text is always a string cell, whatever it
/// begins with, so nothing in it becomes a formula. Memory does not grow with the rows.
///
/// # Errors
/// What `out` reports, and more rows or columns than a sheet can have.
pub fn write_xlsx<W: Write + Seek>(
    out: W,
    sheet_name: &str,
    headers: &[&str],
    rows: impl IntoIterator<Item = Vec<Cell>>,
) -> io::Result<W> {
    let header: Vec<Cell> = headers
        .iter()
        .map(|&text| Cell::Text(text.to_owned()))
        .collect();
    let header_rows = [1];
    let content = SheetContent {
        header_rows: &header_rows,
        merged: &[],
    };
    let mut package = Package::new(out, &[(sheet_name, Visibility::Visible)])?;
    package.sheet(&content, (1..).zip(std::iter::once(header).chain(rows)))?;
    package.finish()
}

/// Writes UTF-8 with a byte order mark, which is what makes spreadsheet programs read it right.
/// Text that such a program would run as a formula gets an apostrophe before it.
///
/// # Errors
/// What `out` reports.
pub fn write_csv<W: Write>(
    mut out: W,
    headers: &[&str],
    rows: impl IntoIterator<Item = Vec<Cell>>,
) -> io::Result<W> {
    out.write_all(BYTE_ORDER_MARK)?;
    let mut writer = csv_writer(b',').from_writer(out);
    writer.write_record(headers.iter().map(|header| harmless(header)))?;
    for row in rows {
        writer.write_record(row.iter().map(|cell| match cell {
            Cell::Text(text) => harmless(text),
            other => other.display(),
        }))?;
    }
    writer
        .into_inner()
        .map_err(|error| io::Error::other(error.to_string()))
}

/// Rows of any length, ended as RFC 4180 says.
pub(crate) fn csv_writer(delimiter: u8) -> WriterBuilder {
    let mut builder = WriterBuilder::new();
    builder
        .delimiter(delimiter)
        .flexible(true)
        .terminator(Terminator::CRLF);
    builder
}

pub(crate) const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// Text that no spreadsheet program takes for a formula.
pub(crate) fn harmless(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}
