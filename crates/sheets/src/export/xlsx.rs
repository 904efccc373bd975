//! The few parts a workbook needs (ECMA-376), written as a stream.

use std::fmt::Write as _;
use std::io::{self, Seek, Write};

use jiff::civil::{Date, DateTime, Time};
use quick_xml::escape::escape;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime as ZipTime, ZipWriter};

use crate::book::{Region, Visibility};
use crate::cell::{Cell, cell_reference};
use crate::limit::CELL_CHARS_MAX;

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
const SHEET_TYPE: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml";

/// Positions in `cellXfs` of [`styles`].
const BOLD: u32 = 1;
const DATE: u32 = 2;
const DATE_TIME: u32 = 3;
const TIME: u32 = 4;

/// What a sheet has besides its rows.
pub(crate) struct SheetContent<'a> {
    /// Row numbers written in bold.
    pub(crate) header_rows: &'a [u32],
    pub(crate) merged: &'a [Region],
}

/// A workbook being written, sheet after sheet.
pub(crate) struct Package<W: Write + Seek> {
    zip: ZipWriter<W>,
    sheets_written: usize,
}

impl<W: Write + Seek> Package<W> {
    pub(crate) fn new(out: W, sheets: &[(&str, Visibility)]) -> io::Result<Self> {
        let mut package = Package {
            zip: ZipWriter::new(out),
            sheets_written: 0,
        };
        for (name, text) in fixed_parts(sheets) {
            package.zip.start_file(name, options())?;
            package.zip.write_all(text.as_bytes())?;
        }
        Ok(package)
    }

    /// Writes the next sheet: rows by ascending number.
    pub(crate) fn sheet(
        &mut self,
        content: &SheetContent,
        rows: impl Iterator<Item = (u32, Vec<Cell>)>,
    ) -> io::Result<()> {
        self.sheets_written += 1;
        let name = format!("xl/worksheets/sheet{}.xml", self.sheets_written);
        self.zip.start_file(name, options())?;
        write!(self.zip, "{HEAD}<worksheet xmlns=\"{MAIN}\"><sheetData>")?;
        let mut text = String::new();
        for (number, cells) in rows {
            let is_header = content.header_rows.contains(&number);
            text.clear();
            row(&mut text, number, &cells, is_header);
            self.zip.write_all(text.as_bytes())?;
        }
        self.zip.write_all(b"</sheetData>")?;
        if !content.merged.is_empty() {
            self.zip.write_all(b"<mergeCells>")?;
            for region in content.merged {
                let first = cell_reference(region.first_column, region.first_row);
                let last = cell_reference(region.last_column, region.last_row);
                write!(self.zip, "<mergeCell ref=\"{first}:{last}\"/>")?;
            }
            self.zip.write_all(b"</mergeCells>")?;
        }
        self.zip.write_all(b"</worksheet>")
    }

    pub(crate) fn finish(self) -> io::Result<W> {
        Ok(self.zip.finish()?)
    }
}

/// No time stamp of now: the same table gives the same bytes.
pub(super) fn options() -> SimpleFileOptions {
    SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(ZipTime::default())
}

fn row(text: &mut String, number: u32, cells: &[Cell], is_header: bool) {
    // Writing to a String cannot fail.
    let _ = write!(text, "<row r=\"{number}\">");
    for (column, cell) in (0_u32..).zip(cells) {
        let reference = cell_reference(column, number);
        let general = if is_header { BOLD } else { 0 };
        let numeric = |style: u32, value: f64| {
            format!("<c r=\"{reference}\" s=\"{style}\"><v>{value}</v></c>")
        };
        let string = |value: &str| {
            let value = xml_text(value);
            format!(
                "<c r=\"{reference}\" s=\"{general}\" t=\"inlineStr\"><is>\
                 <t xml:space=\"preserve\">{value}</t></is></c>"
            )
        };
        let cell = match cell {
            Cell::Empty => continue,
            Cell::Number(value) if value.is_finite() => numeric(general, *value),
            Cell::Bool(value) => {
                format!(
                    "<c r=\"{reference}\" t=\"b\"><v>{}</v></c>",
                    u8::from(*value)
                )
            }
            Cell::Date(on) => match serial(on.to_datetime(Time::midnight())) {
                Some(serial) => numeric(DATE, serial),
                None => string(&cell.display()),
            },
            Cell::DateTime(at) => match serial(*at) {
                Some(serial) => numeric(DATE_TIME, serial),
                None => string(&cell.display()),
            },
            Cell::Time(time) => numeric(TIME, day_fraction(*time)),
            Cell::Text(_) | Cell::Number(_) | Cell::Error(_) => string(&cell.display()),
        };
        text.push_str(&cell);
    }
    text.push_str("</row>");
}

/// The day number in the 1900 system; `None` before March 1900, where that system is wrong.
fn serial(at: DateTime) -> Option<f64> {
    let first = Date::constant(1900, 3, 1);
    let days = at.date().duration_since(first).as_hours() / 24;
    (days >= 0).then(|| (days + 61) as f64 + day_fraction(at.time()))
}

fn day_fraction(time: Time) -> f64 {
    let seconds =
        i32::from(time.hour()) * 3_600 + i32::from(time.minute()) * 60 + i32::from(time.second());
    f64::from(seconds) / 86_400.0
}

/// Text for an XML element: escaped, without the control characters XML cannot hold, and no longer
/// than a cell may be.
pub(crate) fn xml_text(text: &str) -> String {
    let allowed = |c: &char| !c.is_control() || matches!(c, '\t' | '\n');
    let not_noncharacter = |c: &char| !matches!(c, '\u{fffe}' | '\u{ffff}');
    let mut units_left = CELL_CHARS_MAX;
    let kept: String = text
        .chars()
        .filter(allowed)
        .filter(not_noncharacter)
        .take_while(|c| match units_left.checked_sub(c.len_utf16()) {
            Some(left) => {
                units_left = left;
                true
            }
            None => false,
        })
        .collect();
    escape(kept.as_str()).into_owned()
}

/// Sheet names have at most 31 characters and none of `[]:*?/\`.
fn sheet_title(name: &str) -> String {
    let name: String = name
        .chars()
        .filter(|c| {
            !matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\' | '\'') && !c.is_control()
        })
        .take(31)
        .collect();
    if name.trim().is_empty() {
        "Sheet".to_owned()
    } else {
        escape(name.as_str()).into_owned()
    }
}

fn fixed_parts(sheet_names: &[(&str, Visibility)]) -> Vec<(&'static str, String)> {
    let (mut sheets, mut relations, mut types) = (String::new(), String::new(), String::new());
    for (id, (name, visibility)) in (1..).zip(sheet_names) {
        let title = sheet_title(name);
        let state = match visibility {
            Visibility::Visible => "",
            Visibility::Hidden => " state=\"hidden\"",
        };
        // Writing to a String cannot fail.
        let _ = write!(
            sheets,
            "<sheet name=\"{title}\" sheetId=\"{id}\"{state} r:id=\"rId{id}\"/>"
        );
        let _ = write!(
            relations,
            "<Relationship Id=\"rId{id}\" Type=\"{RELATIONS}/worksheet\" \
             Target=\"worksheets/sheet{id}.xml\"/>"
        );
        let _ = write!(
            types,
            "<Override PartName=\"/xl/worksheets/sheet{id}.xml\" \
             ContentType=\"{SHEET_TYPE}.worksheet+xml\"/>"
        );
    }
    vec![
        (
            "[Content_Types].xml",
            format!(
                "{HEAD}<Types xmlns=\"{PACKAGE}/content-types\">\
                 <Default Extension=\"rels\" \
                 ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
                 <Default Extension=\"xml\" ContentType=\"application/xml\"/>\
                 <Override PartName=\"/xl/workbook.xml\" ContentType=\"{SHEET_TYPE}.sheet.main+xml\"/>\
                 <Override PartName=\"/xl/styles.xml\" ContentType=\"{SHEET_TYPE}.styles+xml\"/>\
                 {types}</Types>"
            ),
        ),
        (
            "_rels/.rels",
            format!(
                "{HEAD}<Relationships xmlns=\"{PACKAGE}/relationships\"><Relationship Id=\"rId1\" \
                 Type=\"{RELATIONS}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/workbook.xml",
            format!(
                "{HEAD}<workbook xmlns=\"{MAIN}\" xmlns:r=\"{RELATIONS}\">\
                 <sheets>{sheets}</sheets></workbook>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(
                "{HEAD}<Relationships xmlns=\"{PACKAGE}/relationships\">{relations}\
                 <Relationship Id=\"styles\" Type=\"{RELATIONS}/styles\" Target=\"styles.xml\"/>\
                 </Relationships>"
            ),
        ),
        ("xl/styles.xml", styles()),
    ]
}

fn styles() -> String {
    let formats = ["yyyy\\-mm\\-dd", "yyyy\\-mm\\-dd\\ hh:mm:ss", "hh:mm:ss"];
    let (mut number_formats, mut cell_formats) = (String::new(), String::new());
    for (id, code) in (164..).zip(formats) {
        // Writing to a String cannot fail.
        let _ = write!(
            number_formats,
            "<numFmt numFmtId=\"{id}\" formatCode=\"{code}\"/>"
        );
        let _ = write!(
            cell_formats,
            "<xf numFmtId=\"{id}\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" \
             applyNumberFormat=\"1\"/>"
        );
    }
    format!(
        "{HEAD}<styleSheet xmlns=\"{MAIN}\"><numFmts count=\"3\">{number_formats}</numFmts>\
         <fonts count=\"2\"><font><sz val=\"11\"/></font><font><b/><sz val=\"11\"/></font></fonts>\
         <fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill>\
         <fill><patternFill patternType=\"gray125\"/></fill></fills>\
         <borders count=\"1\"><border/></borders>\
         <cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/>\
         </cellStyleXfs><cellXfs count=\"5\">\
         <xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\"/>\
         <xf numFmtId=\"0\" fontId=\"1\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyFont=\"1\"/>\
         {cell_formats}</cellXfs>\
         <cellStyles count=\"1\"><cellStyle name=\"Normal\" xfId=\"0\" builtinId=\"0\"/></cellStyles>\
         </styleSheet>"
    )
}
