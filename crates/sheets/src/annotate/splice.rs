//! Putting cells into a sheet's XML by cutting and pasting text: what is not touched stays as it is.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::SheetEdit;
use super::in_place::attribute;
use crate::cell::{cell_reference, column_index, column_letter};
use crate::export::xml_text;

/// Width of a new column, in characters.
const COLUMN_WIDTH: u32 = 22;

/// The sheet with the edit's cells in it; `None` if it is not as expected.
pub(super) fn splice(xml: &str, edit: &SheetEdit) -> Option<String> {
    let mut splicer = Splicer {
        xml,
        edit,
        out: String::with_capacity(xml.len() * 2),
        copied: 0,
        row: None,
        row_number: 0,
        column: 0,
        rows_written: 0,
        has_columns: false,
    };
    let mut reader = Reader::from_str(xml);
    loop {
        let start = offset(&reader)?;
        let event = reader.read_event().ok()?;
        let end = offset(&reader)?;
        match event {
            Event::Start(element) if element.local_name().as_ref() == "c" => {
                reader.read_to_end(element.name()).ok()?;
                splicer.cell(&element, start, offset(&reader)?)?;
            }
            Event::Empty(element) if element.local_name().as_ref() == "c" => {
                splicer.cell(&element, start, end)?;
            }
            Event::Start(element) => splicer.element(&element, start, end, false)?,
            Event::Empty(element) => splicer.element(&element, start, end, true)?,
            Event::End(element) if element.local_name().as_ref() == "row" => {
                splicer.copy_to(start)?;
                splicer.write_cells();
                splicer.row = None;
            }
            Event::Eof => break,
            _ => {}
        }
    }
    // A row to be written that the sheet does not have would be lost in silence.
    let has_all = splicer.rows_written >= edit.rows.values().filter(|row| !row.is_empty()).count();
    splicer.copy_to(xml.len())?;
    has_all.then_some(splicer.out)
}

fn offset(reader: &Reader<&[u8]>) -> Option<usize> {
    usize::try_from(reader.buffer_position()).ok()
}

/// A row that the edit writes into.
struct OpenRow {
    /// `x:` where the document prefixes its names.
    prefix: String,
    /// Style of the cell before the new ones, for headers.
    style: Option<String>,
    is_written: bool,
}

struct Splicer<'a> {
    xml: &'a str,
    edit: &'a SheetEdit,
    out: String,
    /// Up to where the original is in `out`.
    copied: usize,
    row: Option<OpenRow>,
    row_number: u32,
    /// Column of the next cell that does not say its own.
    column: u32,
    rows_written: usize,
    has_columns: bool,
}

impl Splicer<'_> {
    fn copy_to(&mut self, end: usize) -> Option<()> {
        self.out.push_str(self.xml.get(self.copied..end)?);
        self.copied = end;
        Some(())
    }

    fn element(
        &mut self,
        element: &BytesStart,
        start: usize,
        end: usize,
        is_empty: bool,
    ) -> Option<()> {
        match element.local_name().as_ref() {
            "row" => self.open_row(element, start, end, is_empty),
            "dimension" => self.dimension(element, start, end),
            "sheetData" if !self.has_columns => {
                self.copy_to(start)?;
                let prefix = prefix(element);
                let first = self.edit.first_column + 1;
                let last = self.edit.first_column + self.edit.width;
                self.out.push_str(&format!(
                    "<{prefix}cols><{prefix}col min=\"{first}\" max=\"{last}\" \
                     width=\"{COLUMN_WIDTH}\" customWidth=\"1\"/></{prefix}cols>"
                ));
                Some(())
            }
            "cols" => {
                self.has_columns = true;
                Some(())
            }
            _ => Some(()),
        }
    }

    /// Programs trust the stated range of used cells.
    fn dimension(&mut self, element: &BytesStart, start: usize, end: usize) -> Option<()> {
        let range = attribute(element, "ref")?;
        let (first, last) = range.split_once(':').unwrap_or((&range, &range));
        let letters: String = last.chars().take_while(char::is_ascii_alphabetic).collect();
        let row: u32 = last.get(letters.len()..)?.parse().ok()?;
        let new_last = self.edit.first_column + self.edit.width - 1;
        let last = column_index(&letters)?.max(new_last);
        self.copy_to(start)?;
        let slash = if self.xml.get(start..end)?.ends_with("/>") {
            "/"
        } else {
            ""
        };
        let name = format!("{}dimension", prefix(element));
        self.out.push_str(&format!(
            "<{name} ref=\"{first}:{}{row}\"{slash}>",
            column_letter(last)
        ));
        self.copied = end;
        Some(())
    }

    fn open_row(
        &mut self,
        element: &BytesStart,
        start: usize,
        end: usize,
        is_empty: bool,
    ) -> Option<()> {
        self.row_number = match attribute(element, "r") {
            Some(number) => number.parse().ok()?,
            None => self.row_number + 1,
        };
        self.column = 0;
        if !self.edit.rows.contains_key(&self.row_number) {
            return Some(());
        }
        self.copy_to(start)?;
        let prefix = prefix(element);
        // The stated span of columns no longer holds; it is optional.
        let mut tag = format!("<{prefix}row");
        for attribute in element.attributes().filter_map(Result::ok) {
            if attribute.key.as_ref() != "spans" {
                let (key, value) = (attribute.key.as_ref(), &attribute.value);
                let quote = if value.contains('"') { '\'' } else { '"' };
                tag.push_str(&format!(" {key}={quote}{value}{quote}"));
            }
        }
        tag.push('>');
        self.out.push_str(&tag);
        self.copied = end;
        self.row = Some(OpenRow {
            prefix: prefix.clone(),
            style: None,
            is_written: false,
        });
        if is_empty {
            self.write_cells();
            self.out.push_str(&format!("</{prefix}row>"));
            self.row = None;
        }
        Some(())
    }

    fn cell(&mut self, element: &BytesStart, start: usize, end: usize) -> Option<()> {
        if let Some(reference) = attribute(element, "r") {
            let letters: String = reference
                .chars()
                .take_while(char::is_ascii_alphabetic)
                .collect();
            self.column = column_index(&letters)?;
        }
        let column = self.column;
        self.column += 1;
        let Some(row) = &mut self.row else {
            return Some(());
        };
        if column < self.edit.first_column {
            row.style = attribute(element, "s");
            return Some(());
        }
        self.copy_to(start)?;
        if column < self.edit.first_column + self.edit.width {
            // An empty formatted cell, or what an earlier run wrote.
            self.copied = end;
        } else {
            self.write_cells();
        }
        Some(())
    }

    fn write_cells(&mut self) {
        let Some(row) = self.row.as_mut().filter(|row| !row.is_written) else {
            return;
        };
        row.is_written = true;
        self.rows_written += 1;
        let is_header = self.edit.header_rows.contains(&self.row_number);
        let style = match &row.style {
            Some(style) if is_header => format!(" s=\"{style}\""),
            _ => String::new(),
        };
        let prefix = &row.prefix;
        for offset in 0..self.edit.width {
            let Some(text) = self.edit.text(self.row_number, offset) else {
                continue;
            };
            let reference = cell_reference(self.edit.first_column + offset, self.row_number);
            let text = xml_text(text);
            self.out.push_str(&format!(
                "<{prefix}c r=\"{reference}\"{style} t=\"inlineStr\"><{prefix}is><{prefix}t \
                 xml:space=\"preserve\">{text}</{prefix}t></{prefix}is></{prefix}c>"
            ));
        }
    }
}

/// `x:` of `x:row`.
fn prefix(element: &BytesStart) -> String {
    let name = element.name();
    let name: &str = name.as_ref();
    name.split_once(':')
        .map(|(prefix, _)| format!("{prefix}:"))
        .unwrap_or_default()
}
