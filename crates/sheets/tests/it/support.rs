//! Hand-made workbooks and the columns of a small register.

use rust_xlsxwriter::{Format, Workbook, Worksheet};
use sheets::{Book, Column, ColumnKind, Options, Register, SheetProblem, Table};

pub(crate) fn column(key: &str, synonyms: &[&str], kind: ColumnKind, required: bool) -> Column {
    let synonyms = synonyms.iter().map(|&synonym| synonym.to_owned()).collect();
    Column {
        key: key.to_owned(),
        synonyms,
        kind,
        required,
    }
}

/// What a showroom's register has.
pub(crate) fn visit_columns() -> Vec<Column> {
    vec![
        column(
            "arrived",
            &["来访日期", "到访时间", "日期", "date"],
            ColumnKind::DateTime,
            true,
        ),
        column(
            "name",
            &["客户姓名", "姓名", "name"],
            ColumnKind::Text,
            true,
        ),
        column(
            "phone",
            &["联系电话", "电话", "手机号", "phone"],
            ColumnKind::Phone,
            true,
        ),
        column(
            "agent",
            &["置业顾问", "顾问", "agent"],
            ColumnKind::Text,
            false,
        ),
        column("remark", &["备注", "remark"], ColumnKind::Text, false),
    ]
}

pub(crate) fn csv(text: &str) -> Book {
    Book::read(text.as_bytes(), "登记表.csv").unwrap()
}

pub(crate) fn find(book: &Book) -> Result<Register, Vec<SheetProblem>> {
    Register::find(book, &visit_columns(), &Options::default())
}

pub(crate) fn only_table(book: &Book) -> Table {
    let mut tables = find(book).unwrap().tables;
    assert_eq!(tables.len(), 1);
    tables.remove(0)
}

/// A workbook of one sheet, filled by `fill`.
pub(crate) fn workbook(fill: impl FnOnce(&mut Worksheet)) -> Vec<u8> {
    let mut workbook = Workbook::new();
    fill(workbook.add_worksheet().set_name("来访").unwrap());
    workbook.save_to_buffer().unwrap()
}

pub(crate) fn write_row(sheet: &mut Worksheet, row: u32, texts: &[&str]) {
    for (column, text) in texts.iter().enumerate() {
        if !text.is_empty() {
            sheet.write_string(row, column as u16, *text).unwrap();
        }
    }
}

pub(crate) fn merge(sheet: &mut Worksheet, rows: (u32, u32), columns: (u16, u16), text: &str) {
    sheet
        .merge_range(
            rows.0,
            columns.0,
            rows.1,
            columns.1,
            text,
            &Format::new().set_bold(),
        )
        .unwrap();
}

/// Rows as `number: name phone`, to be compared at a glance.
pub(crate) fn names(table: &Table) -> Vec<String> {
    let text = |row: &sheets::Row, key| row.text(key).unwrap_or("-").to_owned();
    table
        .rows
        .iter()
        .map(|row| {
            format!(
                "{}: {} {}",
                row.number,
                text(row, "name"),
                text(row, "phone")
            )
        })
        .collect()
}

pub(crate) fn header_texts(table: &Table) -> Vec<&str> {
    table
        .headers
        .iter()
        .map(|header| header.text.as_str())
        .collect()
}
