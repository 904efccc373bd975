//! Finding the header of a table: under titles, notes and blank rows, in one row or two.

use crate::book::{Region, Sheet, SheetRow};
use crate::cell::Cell;
use crate::limit::HEADER_SEARCH_ROWS;
use crate::mapping::{Column, Header, names_a_column};
use crate::value::half_width;

/// A header that was found.
#[derive(Debug, Clone)]
pub(crate) struct Found {
    /// Its first row.
    pub(crate) first_row: u32,
    /// Its last row, under which the data begins.
    pub(crate) last_row: u32,
    /// The named columns, left to right.
    pub(crate) headers: Vec<Header>,
    /// What stands above it.
    pub(crate) titles: Vec<String>,
}

/// The header of the sheet's table; `None` if no row near the top looks like one.
pub(crate) fn find(sheet: &Sheet, columns: &[Column]) -> Option<Found> {
    let mut best: Option<(i32, &SheetRow)> = None;
    for (index, row) in sheet.rows.iter().enumerate().take(HEADER_SEARCH_ROWS) {
        let below = sheet.rows.iter().skip(index + 1).take(20);
        let width = below.map(|row| row.filled().count()).max().unwrap_or(0);
        if let Some(score) = score(row, width, columns)
            && best.is_none_or(|(highest, _)| score > highest)
        {
            best = Some((score, row));
        }
    }
    let (_, row) = best?;
    let row_at = |number: Option<u32>| number.and_then(|number| sheet.row(number));
    let above =
        row_at(row.number.checked_sub(1)).filter(|above| is_group_row(sheet, columns, above, row));
    let below =
        row_at(row.number.checked_add(1)).filter(|below| is_group_row(sheet, columns, row, below));
    let (groups, names) = match (above, below) {
        (Some(above), _) => (Some(above), row),
        (None, Some(below)) => (Some(row), below),
        (None, None) => (None, row),
    };
    let first_row = groups.map_or(names.number, |groups| groups.number);
    let titles = sheet
        .rows
        .iter()
        .take_while(|row| row.number < first_row)
        .flat_map(|row| {
            row.filled()
                .filter_map(|(_, cell)| cell.text())
                .map(str::to_owned)
        })
        .collect();
    let headers = headers(sheet, groups, names);
    Some(Found {
        first_row,
        last_row: names.number,
        headers,
        titles,
    })
}

/// How much a row looks like a header; `None` if it cannot be one. Names that the caller knows
/// count most; then how much of the table's width is named.
fn score(row: &SheetRow, width_below: usize, columns: &[Column]) -> Option<i32> {
    let filled = row.filled().count();
    let texts: Vec<&str> = row.filled().filter_map(|(_, cell)| cell.text()).collect();
    let short = texts.iter().filter(|text| is_short_name(text)).count();
    let known = texts
        .iter()
        .filter(|text| names_a_column(text, columns))
        .count();
    let is_alone = filled < 2 && width_below > 1;
    if is_alone || short * 10 < filled * 6 || (known == 0 && filled * 2 < width_below) {
        return None;
    }
    let share = i32::try_from(short * 20 / filled.max(width_below).max(1)).unwrap_or(0);
    Some(i32::try_from(known).unwrap_or(0) * 30 + share)
}

/// A name, not a sentence, a filled-in form line (`填表人:前台`) or a value.
fn is_short_name(text: &str) -> bool {
    let text = half_width(text);
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let is_form_line = text
        .split_once(':')
        .is_some_and(|(_, after)| !after.trim().is_empty());
    text.chars().count() <= 24 && digits <= 2 && !is_form_line
}

/// Whether `top` names groups of the columns that `names` names: it spans some of them by merged
/// cells, or (in a text table) leaves gaps where `names` has text and the other way round, and
/// `names` is no row of data because it names a wanted column.
fn is_group_row(sheet: &Sheet, columns: &[Column], top: &SheetRow, names: &SheetRow) -> bool {
    let all_short = |row: &SheetRow| {
        row.filled()
            .all(|(_, cell)| cell.text().is_some_and(is_short_name))
    };
    if !all_short(top) || !all_short(names) || top.filled().count() < 2 {
        return false;
    }
    let named_below = |region: &Region| {
        (region.first_column
            ..=region
                .last_column
                .min(region.first_column.saturating_add(64)))
            .filter(|&column| !names.cell(column).is_blank())
            .count()
    };
    let spans = sheet.merged.iter().any(|region| {
        region.has(top.number, region.first_column)
            && region.last_row == top.number
            && named_below(region) >= 2
    });
    let gap_in = |upper: &SheetRow, lower: &SheetRow| {
        lower
            .filled()
            .any(|(column, _)| upper.cell(column).is_blank())
    };
    let has_known = || {
        names
            .filled()
            .filter_map(|(_, cell)| cell.text())
            .any(|text| names_a_column(text, columns))
    };
    spans || (gap_in(top, names) && gap_in(names, top) && has_known())
}

fn headers(sheet: &Sheet, groups: Option<&SheetRow>, names: &SheetRow) -> Vec<Header> {
    let width = groups
        .map_or(0, |row| row.cells.len())
        .max(names.cells.len());
    (0..u32::try_from(width).unwrap_or(u32::MAX))
        .map(|column| {
            let name = one_line(names.cell(column));
            let group = groups.map(|groups| group_over(sheet, groups, names, column));
            let text = match group.filter(|group| !group.is_empty() && *group != name) {
                None => name,
                Some(group) if name.is_empty() => group,
                Some(group) => format!("{group}/{name}"),
            };
            Header { column, text }
        })
        .filter(|header| !header.text.is_empty())
        .collect()
}

/// The group over a column: of the merged cell above it, of the cell above it, or, where nothing
/// is merged, of the nearest one to the left that has a name below it too.
fn group_over(sheet: &Sheet, groups: &SheetRow, names: &SheetRow, column: u32) -> String {
    let merged = |column: u32| sheet.merged.iter().find(|r| r.has(groups.number, column));
    if let Some(region) = merged(column) {
        return one_line(groups.cell(region.first_column));
    }
    let nearest = groups.filled().take_while(|(at, _)| *at <= column).last();
    match nearest {
        Some((at, cell)) if at == column => one_line(cell),
        Some((at, cell)) if merged(at).is_none() && !names.cell(at).is_blank() => one_line(cell),
        _ => String::new(),
    }
}

/// Headers are often broken into lines to keep columns narrow.
fn one_line(cell: &Cell) -> String {
    let text = cell.text().map(half_width).unwrap_or_default();
    let mut line = String::new();
    for part in text.split_whitespace() {
        let needs_blank = line.ends_with(|c: char| c.is_ascii_alphanumeric())
            && part.starts_with(|c: char| c.is_ascii_alphanumeric());
        if needs_blank {
            line.push(' ');
        }
        line.push_str(part);
    }
    line
}
