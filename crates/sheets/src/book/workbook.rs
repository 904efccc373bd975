//! Workbooks through calamine: xlsx cell by cell, so that limits hold while reading.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{
    Data, Dimensions, ExcelDateTime, Ods, Reader, SheetType, SheetVisible, Xls, Xlsb, Xlsx,
};
use jiff::civil::{Date, DateTime, Time};

use super::kind::WorkbookKind;
use super::{Format, Region, Sheet, SheetRow, Visibility};
use crate::cell::{Cell, DateSystem};
use crate::limit::{CELLS_MAX, COLUMNS_MAX, ROWS_MAX};
use crate::problem::{Cause, FileFault, Place, SheetProblem};

type Read = Result<(Format, DateSystem, Vec<Sheet>), SheetProblem>;

pub(super) fn read(bytes: &[u8], kind: WorkbookKind) -> Read {
    let read = || match kind {
        WorkbookKind::Xlsx => xlsx(bytes),
        WorkbookKind::Xlsb => other::<Xlsb<_>>(bytes, |_, _| Vec::new()),
        WorkbookKind::Xls => other::<Xls<_>>(bytes, |workbook, name| {
            workbook.merge_cells_by_sheet_name(name).unwrap_or_default()
        }),
        WorkbookKind::Ods => other::<Ods<_>>(bytes, |_, _| Vec::new()),
    };
    // The reader of the old binary formats trusts lengths in the file; a damaged one must be an
    // answer, not the end of the process.
    catch_unwind(AssertUnwindSafe(read))
        .unwrap_or_else(|_| Err(SheetProblem::of_file(FileFault::Damaged)))
}

fn xlsx(bytes: &[u8]) -> Read {
    let damaged = |_| SheetProblem::of_file(FileFault::Damaged);
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(damaged)?;
    let date_system = if workbook.has_1904_epoch() {
        DateSystem::From1904
    } else {
        DateSystem::From1900
    };
    let mut cells_left = CELLS_MAX;
    let mut sheets = Vec::new();
    for meta in workbook.sheets_metadata().to_vec() {
        let mut grid = Grid::new(&meta.name, &mut cells_left);
        let mut merged = Vec::new();
        if meta.typ == SheetType::WorkSheet {
            let mut reader = workbook
                .worksheet_cells_reader(&meta.name)
                .map_err(damaged)?;
            while let Some(cell) = reader.next_cell().map_err(damaged)? {
                grid.put(
                    cell.get_position(),
                    cell_of(cell.get_value().clone().into()),
                )?;
            }
            drop(reader);
            merged = workbook
                .merge_cells_by_sheet_name(&meta.name)
                .map_err(damaged)?;
        }
        sheets.push(Sheet {
            visibility: visibility(meta.visible),
            rows: grid.into_rows(),
            merged: merged.iter().map(region).collect(),
            name: meta.name,
        });
    }
    Ok((Format::Xlsx, date_system, sheets))
}

/// The formats that calamine reads whole. Merged regions are known for `.xls` alone.
fn other<'a, R>(bytes: &'a [u8], merged_in: fn(&R, &str) -> Vec<Dimensions>) -> Read
where
    R: Reader<Cursor<&'a [u8]>>,
    R::Error: std::fmt::Display,
{
    // Only the wording of the error tells a password from damage.
    let refused = |error: R::Error| {
        let text = error.to_string().to_ascii_lowercase();
        let is_encrypted = text.contains("password") || text.contains("encrypt");
        SheetProblem::of_file(if is_encrypted {
            FileFault::Encrypted
        } else {
            FileFault::Damaged
        })
    };
    let mut workbook = R::new(Cursor::new(bytes)).map_err(refused)?;
    let mut cells_left = CELLS_MAX;
    let mut sheets = Vec::new();
    for meta in workbook.sheets_metadata().to_vec() {
        let mut grid = Grid::new(&meta.name, &mut cells_left);
        let mut merged = Vec::new();
        if meta.typ == SheetType::WorkSheet {
            let range = workbook.worksheet_range(&meta.name).map_err(refused)?;
            let (top, left) = range.start().unwrap_or_default();
            for (row, column, value) in range.used_cells() {
                let row = top.saturating_add(u32::try_from(row).unwrap_or(u32::MAX));
                let column = left.saturating_add(u32::try_from(column).unwrap_or(u32::MAX));
                grid.put((row, column), cell_of(value.clone()))?;
            }
            merged = merged_in(&workbook, &meta.name);
        }
        sheets.push(Sheet {
            visibility: visibility(meta.visible),
            rows: grid.into_rows(),
            merged: merged.iter().map(region).collect(),
            name: meta.name,
        });
    }
    Ok((Format::OtherWorkbook, DateSystem::From1900, sheets))
}

/// Cells put where they belong, rows kept only when they have a value, limits checked on the way.
struct Grid<'a> {
    sheet: &'a str,
    cells_left: &'a mut usize,
    rows: BTreeMap<u32, Vec<Cell>>,
}

impl<'a> Grid<'a> {
    fn new(sheet: &'a str, cells_left: &'a mut usize) -> Self {
        Grid {
            sheet,
            cells_left,
            rows: BTreeMap::new(),
        }
    }

    /// `row` and `column` count from 0 here only.
    fn put(&mut self, (row, column): (u32, u32), cell: Cell) -> Result<(), SheetProblem> {
        if cell.is_blank() {
            return Ok(());
        }
        let number = row.saturating_add(1);
        let refuse = |fault| {
            let sheet = Some(self.sheet.to_owned());
            let place = Place {
                sheet,
                row: Some(number),
                column: None,
            };
            Err(SheetProblem {
                place,
                cause: Cause::File(fault),
            })
        };
        if number > ROWS_MAX {
            return refuse(FileFault::TooManyRows { limit: ROWS_MAX });
        }
        if column >= COLUMNS_MAX {
            return refuse(FileFault::TooManyColumns { limit: COLUMNS_MAX });
        }
        let index = column as usize;
        let cells = self.rows.entry(number).or_default();
        let growth = (index + 1).saturating_sub(cells.len());
        match self.cells_left.checked_sub(growth) {
            Some(left) => *self.cells_left = left,
            None => return refuse(FileFault::TooManyCells { limit: CELLS_MAX }),
        }
        if growth > 0 {
            cells.resize(index + 1, Cell::Empty);
        }
        if let Some(place) = cells.get_mut(index) {
            *place = cell;
        }
        Ok(())
    }

    fn into_rows(self) -> Vec<SheetRow> {
        self.rows
            .into_iter()
            .map(|(number, cells)| SheetRow { number, cells })
            .collect()
    }
}

fn visibility(visible: SheetVisible) -> Visibility {
    match visible {
        SheetVisible::Visible => Visibility::Visible,
        SheetVisible::Hidden | SheetVisible::VeryHidden => Visibility::Hidden,
    }
}

fn region(found: &Dimensions) -> Region {
    Region {
        first_row: found.start.0.saturating_add(1),
        last_row: found.end.0.saturating_add(1),
        first_column: found.start.1,
        last_column: found.end.1,
    }
}

fn cell_of(data: Data) -> Cell {
    match data {
        Data::Empty => Cell::Empty,
        Data::String(text) => Cell::Text(text),
        Data::Int(number) => Cell::Number(number as f64),
        Data::Float(number) => Cell::Number(number),
        Data::Bool(value) => Cell::Bool(value),
        Data::Error(error) => Cell::Error(error.to_string()),
        Data::DateTime(found) => dated(&found),
        Data::DateTimeIso(text) => iso(text),
        Data::DurationIso(text) => Cell::Text(text),
    }
}

/// A number with a date format. Below one it is a time of day; a duration of a day or more and
/// days outside the calendar stay numbers.
fn dated(found: &ExcelDateTime) -> Cell {
    let serial = found.as_f64();
    let seconds = (serial * 86_400.0).round();
    if (0.0..86_400.0).contains(&seconds) {
        // In range by the check above.
        let midnight = Date::default().to_datetime(Time::midnight());
        let since = jiff::SignedDuration::from_secs(seconds as i64);
        return midnight
            .checked_add(since)
            .map_or(Cell::Number(serial), |at| Cell::Time(at.time()));
    }
    let (year, month, day, ..) = found.to_ymd_hms_milli();
    if found.is_duration() || !(0.0..2_958_466.0).contains(&serial) {
        return Cell::Number(serial);
    }
    // Only calamine knows which day system this number uses; the time is the same in both.
    let (Ok(year), Ok(month), Ok(day)) =
        (i16::try_from(year), i8::try_from(month), i8::try_from(day))
    else {
        return Cell::Number(serial);
    };
    let since_midnight = (serial.fract() * 86_400.0).round();
    Date::new(year, month, day)
        .ok()
        .and_then(|on| {
            let midnight = on.to_datetime(Time::midnight());
            midnight
                .checked_add(jiff::SignedDuration::from_secs(since_midnight as i64))
                .ok()
        })
        .map_or(Cell::Number(serial), date_or_date_time)
}

fn iso(text: String) -> Cell {
    if let Ok(at) = text.parse::<DateTime>() {
        date_or_date_time(at)
    } else if let Ok(time) = text.parse::<Time>() {
        Cell::Time(time)
    } else {
        Cell::Text(text)
    }
}

fn date_or_date_time(at: DateTime) -> Cell {
    if at.time() == Time::midnight() {
        Cell::Date(at.date())
    } else {
        Cell::DateTime(at)
    }
}
