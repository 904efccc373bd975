//! A file of tables as it is, with true row numbers; nothing guessed yet.

mod delimited;
mod encoding;
mod kind;
mod workbook;

pub(crate) use delimited::records;
pub(crate) use encoding::decode;

use crate::cell::{Cell, DateSystem};
use crate::problem::{FileFault, SheetProblem};
use kind::Kind;

/// What a file was, which decides how it is written back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Office Open XML, with or without macros.
    Xlsx,
    /// A workbook that can be read but not edited in place: `.xls`, `.xlsb`, `.ods`.
    OtherWorkbook,
    /// Text with this delimiter: comma, semicolon or tab.
    Delimited(u8),
}

/// A workbook, or a text table as a book of one sheet.
#[derive(Debug, Clone)]
pub struct Book {
    /// The name the caller gave; a year or month in it helps to read dates without one.
    pub file_name: String,
    /// What the file was.
    pub format: Format,
    /// How its day numbers count.
    pub date_system: DateSystem,
    /// All sheets in their order, hidden ones too.
    pub sheets: Vec<Sheet>,
}

/// Whether people see a sheet when they open the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Visibility {
    /// It has a tab.
    Visible,
    /// It has none.
    Hidden,
}

/// One sheet.
#[derive(Debug, Clone)]
pub struct Sheet {
    /// Its name; the file name without extension for a text table.
    pub name: String,
    /// Hidden sheets are read, but never taken for a register.
    pub visibility: Visibility,
    /// Rows with at least one value, in ascending order of [`SheetRow::number`].
    pub rows: Vec<SheetRow>,
    /// Merged regions; their value stands in the top left cell only.
    pub merged: Vec<Region>,
}

/// One row that has a value.
#[derive(Debug, Clone)]
pub struct SheetRow {
    /// The number a spreadsheet program shows at its left, from 1.
    pub number: u32,
    /// Cells from column A to the last value.
    pub cells: Vec<Cell>,
}

impl SheetRow {
    /// The cell in this column, from 0; empty beyond the last value.
    #[must_use]
    pub fn cell(&self, column: u32) -> &Cell {
        const EMPTY: &Cell = &Cell::Empty;
        usize::try_from(column)
            .ok()
            .and_then(|index| self.cells.get(index))
            .unwrap_or(EMPTY)
    }

    /// Columns with a value, and the value.
    pub(crate) fn filled(&self) -> impl Iterator<Item = (u32, &Cell)> {
        (0_u32..)
            .zip(&self.cells)
            .filter(|(_, cell)| !cell.is_blank())
    }
}

/// A merged region: rows by number (from 1), columns from 0, all four inclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Region {
    /// Top row.
    pub first_row: u32,
    /// Bottom row.
    pub last_row: u32,
    /// Left column.
    pub first_column: u32,
    /// Right column.
    pub last_column: u32,
}

impl Region {
    pub(crate) fn has(&self, row: u32, column: u32) -> bool {
        (self.first_row..=self.last_row).contains(&row)
            && (self.first_column..=self.last_column).contains(&column)
    }
}

impl Sheet {
    /// The row with this number, if it has a value.
    #[must_use]
    pub fn row(&self, number: u32) -> Option<&SheetRow> {
        let index = self
            .rows
            .binary_search_by_key(&number, |row| row.number)
            .ok()?;
        self.rows.get(index)
    }

    /// One more than the last column with a value among the rows from `first_row` on.
    pub(crate) fn width_from(&self, first_row: u32) -> u32 {
        self.rows
            .iter()
            .filter(|row| row.number >= first_row)
            .filter_map(|row| row.filled().last())
            .map(|(column, _)| column + 1)
            .max()
            .unwrap_or(0)
    }
}

impl Book {
    /// Reads a workbook (`.xlsx`, `.xlsm`, `.xlsb`, `.xls`, `.ods`) or a text table (comma,
    /// semicolon or tab; UTF-8, GB18030, or UTF-16 with a byte order mark). The content decides
    /// what it is; `file_name` breaks no tie except tab against comma.
    ///
    /// # Errors
    /// Empty, encrypted, damaged or oversized files, files of other kinds, and text in no known
    /// encoding, each with its remedy. Bytes that cannot be decoded are never replaced.
    pub fn read(bytes: &[u8], file_name: &str) -> Result<Book, SheetProblem> {
        let (format, date_system, sheets) = match kind::of(bytes)? {
            Kind::Empty => return Err(SheetProblem::of_file(FileFault::EmptyFile)),
            Kind::Text => {
                let text = decode(bytes)?;
                let (delimiter, sheet) = delimited::read(&text, file_name)?;
                (
                    Format::Delimited(delimiter),
                    DateSystem::From1900,
                    vec![sheet],
                )
            }
            Kind::Workbook(kind) => workbook::read(bytes, kind)?,
        };
        if sheets.iter().all(|sheet| sheet.rows.is_empty()) {
            return Err(SheetProblem::of_file(FileFault::EmptyFile));
        }
        Ok(Book {
            file_name: file_name.to_owned(),
            format,
            date_system,
            sheets,
        })
    }
}
