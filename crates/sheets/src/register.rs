//! The tables of a book, mapped and typed: the sheets that hold a register, and their rows.

mod fill;
mod period;
mod row;
mod row_kind;

use std::sync::Arc;

use crate::book::{Book, Sheet, SheetRow, Visibility};
use crate::cell::Cell;
use crate::header::{self, Found};
use crate::mapping::{self, Choice, Column, Header, Mapping};
use crate::problem::{Cause, ColumnName, Place, SheetProblem, ValueFault};
use crate::value::{Period, Reading, is_ditto};
use fill::Fills;

pub use row::Row;
pub use row_kind::{SkippedKind, SkippedRow};

/// What the caller knows beyond the columns.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Columns said rather than guessed.
    pub choices: Vec<Choice>,
    /// The year of dates without one, where title, sheet and file name do not say.
    pub default_year: Option<i16>,
}

/// All tables of a book that have the wanted columns.
#[derive(Debug, Clone)]
pub struct Register {
    /// One per sheet that has one, in sheet order.
    pub tables: Vec<Table>,
    /// Columns to confirm, choices that fit nothing, sheets passed over. Problems of single
    /// values are with their rows.
    pub problems: Vec<SheetProblem>,
}

/// The table of one sheet.
#[derive(Debug, Clone)]
pub struct Table {
    /// Position of the sheet in [`Book::sheets`].
    pub sheet: usize,
    /// Name of the sheet.
    pub sheet_name: Arc<str>,
    /// First row of the header.
    pub first_header_row: u32,
    /// Last row of the header; the same as the first unless it has groups.
    pub last_header_row: u32,
    /// Named columns, left to right.
    pub headers: Vec<Header>,
    /// Which wanted column is where.
    pub mapping: Mapping,
    /// The year and month the table is about, as far as it says.
    pub period: Period,
    /// The rows of data, top to bottom.
    pub rows: Vec<Row>,
    /// Rows under the header that are no data, and why. Blank rows are not listed.
    pub skipped: Vec<SkippedRow>,
}

impl Register {
    /// Finds the tables with `columns` in `book` and reads all their rows.
    ///
    /// # Errors
    /// [`Cause::NoTable`] with the columns that the nearest table lacks, and everything else that
    /// is wrong with choices and sheets.
    pub fn find(
        book: &Book,
        columns: &[Column],
        options: &Options,
    ) -> Result<Register, Vec<SheetProblem>> {
        let mut register = Register {
            tables: Vec::new(),
            problems: mapping::unknown_keys(columns, &options.choices),
        };
        let mut nearest: Option<Nearest> = None;
        for (index, sheet) in book.sheets.iter().enumerate() {
            if sheet.visibility == Visibility::Hidden {
                register
                    .problems
                    .push(SheetProblem::of_sheet(&sheet.name, Cause::HiddenSheet));
                continue;
            }
            if sheet.rows.is_empty() {
                continue;
            }
            let candidate = Candidate::of(book, sheet, columns, options);
            let missing = candidate
                .as_ref()
                .map(|candidate| candidate.missing(columns));
            if let (Some(candidate), Some([])) = (&candidate, missing.as_deref()) {
                register.problems.extend(candidate.problems.iter().cloned());
                register.tables.push(candidate.read(index, sheet, columns));
                continue;
            }
            let problem = SheetProblem::of_sheet(&sheet.name, Cause::SheetWithoutTable);
            register.problems.push(problem);
            if let (Some(candidate), Some(missing)) = (candidate, missing)
                && nearest
                    .as_ref()
                    .is_none_or(|nearest| missing.len() < nearest.missing.len())
            {
                nearest = Some(Nearest {
                    missing,
                    problems: candidate.problems,
                });
            }
        }
        if register.tables.is_empty() {
            let Nearest {
                missing,
                mut problems,
            } = nearest.unwrap_or_default();
            let cause = Cause::NoTable { missing };
            problems.insert(
                0,
                SheetProblem {
                    place: Place::default(),
                    cause,
                },
            );
            problems.append(&mut register.problems);
            return Err(problems);
        }
        Ok(register)
    }

    /// All rows of all tables, in order.
    pub fn rows(&self) -> impl Iterator<Item = &Row> {
        self.tables.iter().flat_map(|table| &table.rows)
    }
}

/// The table that lacks least, for the refusal when none lacks nothing.
#[derive(Default)]
struct Nearest {
    missing: Vec<String>,
    problems: Vec<SheetProblem>,
}

/// A sheet with a header; whether it is a register depends on what is missing.
struct Candidate {
    found: Found,
    mapping: Mapping,
    reading: Reading,
    problems: Vec<SheetProblem>,
}

/// Rows whose values help to recognise a column.
const SAMPLE_ROWS: usize = 200;

impl Candidate {
    fn of(book: &Book, sheet: &Sheet, columns: &[Column], options: &Options) -> Option<Self> {
        let found = header::find(sheet, columns)?;
        let named = period::of(&found.titles, &sheet.name, &book.file_name);
        let period = Period {
            year: named.year.or(options.default_year),
            month: named.month,
        };
        let reading = Reading {
            date_system: book.date_system,
            period,
        };
        let below = || sheet.rows.iter().filter(|row| row.number > found.last_row);
        let values: Vec<Vec<Cell>> = found
            .headers
            .iter()
            .map(|header| {
                below()
                    .take(SAMPLE_ROWS)
                    .map(|r| r.cell(header.column).clone())
                    .collect()
            })
            .collect();
        let (mapping, mut problems) =
            mapping::map(columns, &options.choices, &found.headers, &values, reading);
        for problem in &mut problems {
            problem.place.sheet = Some(sheet.name.clone());
        }
        Some(Candidate {
            found,
            mapping,
            reading,
            problems,
        })
    }

    /// The required columns it lacks, each by its key and best-known header.
    fn missing(&self, columns: &[Column]) -> Vec<String> {
        columns
            .iter()
            .enumerate()
            .filter(|(wanted, column)| column.required && self.mapping.of(*wanted).is_none())
            .map(|(_, column)| match column.synonyms.first() {
                Some(synonym) => format!("{synonym} ({})", column.key),
                None => column.key.clone(),
            })
            .collect()
    }

    fn read(&self, index: usize, sheet: &Sheet, columns: &[Column]) -> Table {
        let sheet_name: Arc<str> = Arc::from(sheet.name.as_str());
        let keys: Vec<Arc<str>> = columns
            .iter()
            .map(|column| Arc::from(column.key.as_str()))
            .collect();
        let mut table = Table {
            sheet: index,
            sheet_name,
            first_header_row: self.found.first_row,
            last_header_row: self.found.last_row,
            headers: self.found.headers.clone(),
            mapping: self.mapping.clone(),
            period: self.reading.period,
            rows: Vec::new(),
            skipped: Vec::new(),
        };
        let wanted: Vec<u32> = self
            .mapping
            .assigned
            .iter()
            .map(|assigned| assigned.header.column)
            .collect();
        let fills = Fills::of(sheet, self.found.last_row, &wanted);
        let mut above: Vec<Cell> = Vec::new();
        for row in sheet
            .rows
            .iter()
            .filter(|row| row.number > self.found.last_row)
        {
            match row_kind::of(row, sheet, &self.found, &self.mapping) {
                Some(kind) => table.skipped.push(SkippedRow {
                    number: row.number,
                    kind,
                }),
                None => {
                    let read = self.row(row, &fills, columns, &keys, &table.sheet_name, &mut above);
                    table.rows.push(read);
                }
            }
        }
        table
    }

    fn row(
        &self,
        row: &SheetRow,
        fills: &Fills,
        columns: &[Column],
        keys: &[Arc<str>],
        sheet: &Arc<str>,
        above: &mut Vec<Cell>,
    ) -> Row {
        let mut read = Row {
            sheet: sheet.clone(),
            number: row.number,
            problems: Vec::new(),
            values: Vec::new(),
        };
        let mut resolved = Vec::new();
        for assigned in &self.mapping.assigned {
            let (Some(column), Some(key)) =
                (columns.get(assigned.wanted), keys.get(assigned.wanted))
            else {
                continue;
            };
            let mut cell = fills.cell(row, assigned.header.column).clone();
            let value = if is_ditto(&cell) {
                cell = above.get(resolved.len()).cloned().unwrap_or(Cell::Empty);
                if cell.is_blank() {
                    Err(ValueFault::NothingAbove)
                } else {
                    self.reading.value(&cell, column.kind)
                }
            } else {
                self.reading.value(&cell, column.kind)
            };
            let fault = match value {
                Ok(Some(value)) => {
                    read.values.push((key.clone(), value));
                    None
                }
                Ok(None) => column.required.then_some(ValueFault::Missing),
                Err(fault) => Some(fault),
            };
            let name = || assigned.header.name();
            read.problems
                .extend(fault.map(|fault| of_value(sheet, row.number, name(), fault)));
            resolved.push(cell);
        }
        *above = resolved;
        read
    }
}

fn of_value(sheet: &str, row: u32, column: ColumnName, fault: ValueFault) -> SheetProblem {
    SheetProblem {
        place: Place {
            sheet: Some(sheet.to_owned()),
            row: Some(row),
            column: Some(Box::new(column)),
        },
        cause: Cause::Value(fault),
    }
}
