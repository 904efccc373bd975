//! The file back with columns added, and everything else as it was.

use crate::samples::REGISTER;
use crate::support::*;
use sheets::{Additions, Book, Cell, Register, SheetProblem, annotate};
use std::collections::BTreeMap;
use std::io::{Cursor, Read};

fn additions(texts: &[(u32, &str)]) -> Additions {
    let rows = texts
        .iter()
        .map(|&(row, text)| ((0, row), vec![text.to_owned(), "条款 1".to_owned()]));
    Additions {
        headers: vec!["归属".into(), "依据条款".into()],
        rows: rows.collect(),
    }
}

fn annotated(bytes: &[u8], name: &str, texts: &[(u32, &str)]) -> (Vec<u8>, Vec<SheetProblem>) {
    let book = Book::read(bytes, name).unwrap();
    let register = find(&book).unwrap();
    let written = annotate(bytes, &book, &register, &additions(texts)).unwrap();
    (written.bytes, written.notes)
}

fn parts(bytes: &[u8]) -> BTreeMap<String, String> {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    (0..zip.len())
        .map(|index| {
            let mut part = zip.by_index(index).unwrap();
            let mut text = String::new();
            part.read_to_string(&mut text).unwrap();
            (part.name().unwrap().into_owned(), text)
        })
        .collect()
}

fn register_workbook() -> Vec<u8> {
    workbook(|sheet| {
        merge(sheet, (0, 0), (0, 3), "2026年3月来访登记");
        write_row(sheet, 1, &["日期", "姓名", "电话", "备注"]);
        write_row(sheet, 2, &["3月5日", "张三", "13812345678", "a"]);
        write_row(sheet, 3, &["日期", "姓名", "电话", "备注"]);
        write_row(sheet, 4, &["3月6日", "李四", "13912345678"]);
        sheet.write_formula(5, 0, "=COUNTA(A3:A5)").unwrap();
        sheet.set_column_width(1, 30).unwrap();
        sheet
            .write_blank(4, 4, &rust_xlsxwriter::Format::new().set_bold())
            .unwrap();
        sheet
            .write_blank(4, 9, &rust_xlsxwriter::Format::new().set_bold())
            .unwrap();
        sheet
            .insert_note(2, 1, &rust_xlsxwriter::Note::new("老客户"))
            .unwrap();
    })
}

#[test]
fn only_the_sheet_of_the_table_changes() {
    let before = parts(REGISTER);
    let after = parts(&annotated(REGISTER, "a.xlsx", &[(4, "张三")]).0);
    assert_eq!(
        before.keys().collect::<Vec<_>>(),
        after.keys().collect::<Vec<_>>()
    );
    let changed: Vec<&String> = before
        .keys()
        .filter(|name| before[*name] != after[*name])
        .collect();
    assert_eq!(changed, ["xl/worksheets/sheet1.xml"]);
    // Cut the new cells out again and the sheet is what it was.
    let sheet = &after["xl/worksheets/sheet1.xml"];
    let added = [
        "<c r=\"I3\" t=\"inlineStr\"><is><t xml:space=\"preserve\">归属</t></is></c>",
        "<c r=\"J3\" t=\"inlineStr\"><is><t xml:space=\"preserve\">依据条款</t></is></c>",
        "<c r=\"I4\" t=\"inlineStr\"><is><t xml:space=\"preserve\">张三</t></is></c>",
        "<c r=\"J4\" t=\"inlineStr\"><is><t xml:space=\"preserve\">条款 1</t></is></c>",
        "<cols><col min=\"9\" max=\"10\" width=\"22\" customWidth=\"1\"/></cols>",
    ];
    for text in added {
        assert_eq!(sheet.matches(text).count(), 1, "{text}");
    }
    let cut = added
        .iter()
        .fold(sheet.clone(), |sheet, text| sheet.replace(text, ""))
        .replace("ref=\"A1:J1504\"/>", "ref=\"A1:H1504\" />");
    assert_eq!(cut, before["xl/worksheets/sheet1.xml"]);
}

#[test]
fn formulas_comments_widths_and_formats_stay() {
    let bytes = register_workbook();
    let (after, notes) = annotated(&bytes, "a.xlsx", &[(3, "=1+1"), (5, "<李四> & \u{1} _")]);
    assert_eq!(notes, []);
    let (before, after_parts) = (parts(&bytes), parts(&after));
    for (name, text) in &before {
        if name != "xl/worksheets/sheet1.xml" {
            assert_eq!(text, &after_parts[name], "{name}");
        }
    }
    let sheet = &after_parts["xl/worksheets/sheet1.xml"];
    assert!(sheet.contains("<f>COUNTA(A3:A5)</f>") && sheet.contains("customWidth"));
    // Cells of a row stand in the order of their columns.
    let (_, row) = sheet.split_once("<row r=\"5\"").unwrap();
    let (row, _) = row.split_once("</row>").unwrap();
    let order: Vec<usize> = ["A5", "B5", "C5", "E5", "F5", "J5"]
        .iter()
        .map(|reference| row.find(&format!("r=\"{reference}\"")).unwrap())
        .collect();
    assert!(order.is_sorted(), "{row}");
    assert_eq!(row.matches("r=\"E5\"").count(), 1);

    let book = Book::read(&after, "a.xlsx").unwrap();
    let cell = |row, column| book.sheets[0].row(row).unwrap().cell(column).clone();
    assert_eq!(cell(2, 4), Cell::Text("归属".into()));
    assert_eq!(cell(4, 4), Cell::Text("归属".into()));
    assert_eq!(cell(3, 4), Cell::Text("=1+1".into()));
    assert_eq!(cell(5, 4), Cell::Text("<李四> &  _".into()));
    assert_eq!(cell(3, 5), Cell::Text("条款 1".into()));
}

#[test]
fn writing_twice_replaces_what_was_written_once() {
    for (bytes, name) in [
        (register_workbook(), "a.xlsx"),
        ("登记表(2026年3月)\n日期,姓名,电话,备注\n3月5日,张三,13812345678,a\n日期,姓名,电话,备注\n3月6日,李四,13912345678,\n".as_bytes().to_vec(), "a.csv"),
    ] {
        let (once, _) = annotated(&bytes, name, &[(3, "一"), (5, "二")]);
        let (twice, _) = annotated(&once, name, &[(3, "三")]);
        let book = Book::read(&twice, name).unwrap();
        let table = only_table(&book);
        assert_eq!(header_texts(&table)[4..], ["归属", "依据条款"], "{name}");
        let row = |number| book.sheets[0].row(number).unwrap().cell(4).display();
        assert_eq!((row(3).as_str(), row(5).as_str(), row(4).as_str()), ("三", "", "归属"), "{name}");
    }
}

#[test]
fn a_text_table_keeps_its_delimiter_and_its_rows() {
    let text = "来访登记\n\n日期;姓名;电话\n2026-3-5;\"张;三\";+86 13812345678\n\n2026-3-6;李四;13912345678\n合计;2\n";
    let (gb18030, _, _) = encoding_rs::GB18030.encode(text);
    let (bytes, notes) = annotated(&gb18030, "a.csv", &[(4, "=cmd"), (6, "李四")]);
    assert_eq!(
        notes[0].en(),
        "written as UTF-8; spreadsheet programs open it directly"
    );
    assert_eq!(
        String::from_utf8(bytes).unwrap(),
        "\u{feff}来访登记\r\n\r\n日期;姓名;电话;归属;依据条款\r\n\
         2026-3-5;\"张;三\";+86 13812345678;'=cmd;条款 1\r\n\r\n\
         2026-3-6;李四;13912345678;李四;条款 1\r\n合计;2\r\n"
    );
}

#[test]
fn a_workbook_that_cannot_be_edited_is_written_anew() {
    let bytes = register_workbook();
    let mut book = Book::read(&bytes, "a.xls").unwrap();
    book.format = sheets::Format::OtherWorkbook;
    book.sheets.push(sheets::Sheet {
        visibility: sheets::Visibility::Hidden,
        name: "旧".into(),
        ..book.sheets[0].clone()
    });
    let register: Register = find(&book).unwrap();
    let written = annotate(&bytes, &book, &register, &additions(&[(3, "张三")])).unwrap();
    assert!(written.notes[0].zh().contains("另写为 .xlsx"));
    let again = Book::read(&written.bytes, "a.xlsx").unwrap();
    assert_eq!(again.sheets[0].merged, book.sheets[0].merged);
    assert_eq!(again.sheets[1].visibility, sheets::Visibility::Hidden);
    assert_eq!(
        again.sheets[0].row(3).unwrap().cells[..4],
        book.sheets[0].row(3).unwrap().cells
    );
    assert_eq!(header_texts(&only_table(&again))[4..], ["归属", "依据条款"]);
}

#[test]
fn filters_hidden_rows_other_sheets_and_number_formats_stay() {
    use rust_xlsxwriter::{Format, Workbook};
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("三月").unwrap();
    merge(sheet, (0, 0), (0, 3), "2026年3月来访登记");
    write_row(sheet, 1, &["日期", "姓名", "电话", "金额"]);
    write_row(sheet, 2, &["3月5日", "张三", "13812345678"]);
    write_row(sheet, 3, &["3月6日", "李四", "13912345678"]);
    let money = Format::new().set_num_format("¥#,##0.00");
    sheet.write_number_with_format(2, 3, 12.5, &money).unwrap();
    sheet.autofilter(1, 0, 3, 3).unwrap();
    sheet.set_row_hidden(3).unwrap();
    sheet.set_freeze_panes(2, 0).unwrap();
    sheet.set_column_hidden(3).unwrap();
    book.add_worksheet()
        .set_name("统计")
        .unwrap()
        .write_formula(0, 0, "=COUNTA(三月!B3:B4)")
        .unwrap();
    let hidden = book.add_worksheet().set_name("底稿").unwrap();
    write_row(hidden, 0, &["日期", "姓名", "电话", "备注"]);
    hidden.set_hidden(true);
    let bytes = book.save_to_buffer().unwrap();

    let (after, notes) = annotated(&bytes, "a.xlsx", &[(3, "甲"), (4, "乙")]);
    assert_eq!(notes, []);
    let (before, after_parts) = (parts(&bytes), parts(&after));
    assert_eq!(before.len(), after_parts.len());
    for (name, text) in &before {
        if name != "xl/worksheets/sheet1.xml" {
            assert_eq!(text, &after_parts[name], "{name}");
        }
    }
    let sheet = |parts: &BTreeMap<String, String>| parts["xl/worksheets/sheet1.xml"].clone();
    let element = |text: &str, name: &str| {
        let (_, rest) = text.split_once(&format!("<{name}")).unwrap();
        rest.split_once('>').unwrap().0.to_owned()
    };
    for name in [
        "autoFilter",
        "pane ",
        "mergeCell ",
        "c r=\"D3\"",
        "col min=\"4\"",
    ] {
        assert_eq!(
            element(&sheet(&before), name),
            element(&sheet(&after_parts), name),
            "{name}"
        );
    }
    assert!(element(&sheet(&after_parts), "row r=\"4\"").contains("hidden=\"1\""));
    // A hidden row is a row of the register like all others.
    let book = Book::read(&after, "a.xlsx").unwrap();
    assert_eq!(book.sheets.len(), 3);
    let texts = [3, 4].map(|row| book.sheets[0].row(row).unwrap().cell(4).display());
    assert_eq!(texts, ["甲", "乙"]);
}
