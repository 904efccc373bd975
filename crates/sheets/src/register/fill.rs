//! Merged regions below the header: every cell under one has the value of its top left cell.

use std::collections::BTreeMap;

use crate::book::{Region, Sheet, SheetRow};
use crate::cell::Cell;

/// The regions over each wanted column, by ascending top row. Regions never overlap, so the last
/// one begun is the only one that can cover a cell.
pub(super) struct Fills<'a> {
    by_column: BTreeMap<u32, Vec<(Region, &'a Cell)>>,
}

impl<'a> Fills<'a> {
    pub(super) fn of(sheet: &'a Sheet, header_row: u32, columns: &[u32]) -> Self {
        let mut by_column: BTreeMap<u32, Vec<(Region, &Cell)>> = BTreeMap::new();
        for region in sheet
            .merged
            .iter()
            .filter(|region| region.first_row > header_row)
        {
            let value = sheet
                .row(region.first_row)
                .map(|row| row.cell(region.first_column));
            let Some(value) = value.filter(|value| !value.is_blank()) else {
                continue;
            };
            for &column in columns
                .iter()
                .filter(|&&column| region.has(region.first_row, column))
            {
                by_column.entry(column).or_default().push((*region, value));
            }
        }
        for regions in by_column.values_mut() {
            regions.sort_by_key(|(region, _)| region.first_row);
        }
        Fills { by_column }
    }

    pub(super) fn cell(&self, row: &'a SheetRow, column: u32) -> &'a Cell {
        let own = row.cell(column);
        if !own.is_blank() {
            return own;
        }
        let covering = || {
            let regions = self.by_column.get(&column)?;
            let begun = regions.partition_point(|(region, _)| region.first_row <= row.number);
            let (region, value) = regions.get(begun.checked_sub(1)?)?;
            region.has(row.number, column).then_some(*value)
        };
        covering().unwrap_or(own)
    }
}
