//! Tables: rows stay together, heads come again on each page.

use super::{BOTTOM, Item, LEFT, Laying, Part, PartNumber, RIGHT, SMALL, Style, TOP, WIDTH, count};
use crate::Unprinted;
use crate::document::{Column, Table};
use crate::lines::Line;

/// Between the sides of a cell and its text.
const PAD: f32 = 4.0;

/// The lines of a cell.
struct Cell {
    left: f32,
    width: f32,
    is_amount: bool,
    part: PartNumber,
    lines: Vec<Line>,
}

impl Laying<'_> {
    pub(super) fn table(&mut self, table: &Table) -> Result<(), Unprinted> {
        self.tables += 1;
        let heads: Vec<Vec<String>> = table
            .columns
            .iter()
            .map(|column| vec![column.head.clone()])
            .collect();
        let has_head = table.columns.iter().any(|column| !column.head.is_empty());
        if has_head {
            let cells = self.cells(&table.columns, &heads, (0, true));
            // Some of what it heads stands below it.
            self.need(height(&cells) * 2.0 + PAD)?;
            self.row(cells, Style::bold(SMALL));
        }
        for (number, row) in table.rows.iter().enumerate() {
            let mut cells = self.cells(&table.columns, row, (number + 1, false));
            while self.y + height(&cells) > BOTTOM {
                // A row that no page holds goes on over several.
                let is_too_high = height(&cells) > (BOTTOM - TOP) / 2.0;
                if is_too_high {
                    let room = (BOTTOM - self.y - 2.0 * PAD) / Style::plain(SMALL).leading();
                    self.part_of_row(&mut cells, room);
                }
                self.next_page()?;
                if has_head {
                    let again = self.cells_of(&table.columns, &heads, None, Style::bold(SMALL));
                    self.row(again, Style::bold(SMALL));
                }
            }
            self.row(cells, Style::plain(SMALL));
        }
        Ok(())
    }

    fn cells(
        &mut self,
        columns: &[Column],
        row: &[Vec<String>],
        (number, is_head): (usize, bool),
    ) -> Vec<Cell> {
        let first = self.parts.len();
        for _ in columns {
            self.part(Part::Cell {
                table: self.tables,
                row: number,
                is_head,
            });
        }
        let style = match is_head {
            true => Style::bold(SMALL),
            false => Style::plain(SMALL),
        };
        self.cells_of(columns, row, Some(first), style)
    }

    fn cells_of(
        &self,
        columns: &[Column],
        row: &[Vec<String>],
        first: PartNumber,
        style: Style,
    ) -> Vec<Cell> {
        let shares: f32 = columns.iter().map(|column| f32::from(column.share)).sum();
        let mut left = LEFT;
        let mut cells = Vec::with_capacity(columns.len());
        for (number, column) in columns.iter().enumerate() {
            let width = WIDTH * f32::from(column.share) / shares.max(1.0);
            let paragraphs = row.get(number).map(Vec::as_slice).unwrap_or_default();
            let broken = paragraphs
                .iter()
                .flat_map(|text| self.lines(text, style, width - 2.0 * PAD));
            cells.push(Cell {
                left,
                width,
                is_amount: column.is_amount,
                part: first.map(|first| first + number),
                lines: broken.collect(),
            });
            left += width;
        }
        cells
    }

    /// What of a row still fits on the page; the rest stays in the cells.
    fn part_of_row(&mut self, cells: &mut [Cell], room: f32) {
        let mut fits = 0;
        while count(fits + 1) <= room {
            fits += 1;
        }
        if fits == 0 {
            return;
        }
        let above = cells.iter_mut().map(|cell| Cell {
            lines: cell.lines.drain(..fits.min(cell.lines.len())).collect(),
            ..*cell
        });
        let above = above.collect();
        self.row(above, Style::plain(SMALL));
    }

    fn row(&mut self, cells: Vec<Cell>, style: Style) {
        let top = self.y;
        let bottom = top + height(&cells);
        for cell in cells {
            for (number, line) in cell.lines.into_iter().enumerate() {
                let x = match cell.is_amount {
                    true => cell.left + cell.width - PAD - line.width,
                    false => cell.left + PAD,
                };
                let y = top + PAD + style.leading() * count(number);
                self.put_line(line, (x, y), style, cell.part);
            }
        }
        self.y = bottom;
        self.put(Item::Rule {
            from: LEFT,
            to: RIGHT,
            y: bottom,
        });
    }
}

fn height(cells: &[Cell]) -> f32 {
    let lines = cells.iter().map(|cell| cell.lines.len()).max();
    Style::plain(SMALL).leading() * count(lines.unwrap_or(0)) + 2.0 * PAD
}
