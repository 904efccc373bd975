//! What can be read, and what is refused with a remedy.

use crate::support::*;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
use sheets::{Book, Cell, limit};
use std::io::{Cursor, Write};

fn refused(bytes: &[u8]) -> String {
    match Book::read(bytes, "a.xlsx") {
        Ok(_) => "read".to_owned(),
        Err(problem) => {
            assert!(!problem.zh().is_empty() && problem.zh() != problem.en());
            problem.en()
        }
    }
}

fn zipped(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(*name, zip::write::SimpleFileOptions::default())
            .unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn utf_16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

#[test]
fn other_files_are_refused_with_a_remedy() {
    let save = "open it in a spreadsheet program and save it as .xlsx or .csv";
    let compound = |stream: &str| {
        [
            &b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"[..],
            &[0; 512],
            &utf_16(stream),
        ]
        .concat()
    };
    for (bytes, expected) in [
        (b"".to_vec(), "the file is empty".to_owned()),
        (b" \r\n ,, \r\n".to_vec(), "the file is empty".to_owned()),
        (workbook(|_| ()), "the file is empty".to_owned()),
        (
            b"%PDF-1.7".to_vec(),
            format!("this is not a spreadsheet but a PDF; {save}"),
        ),
        (
            b"\x89PNG\r\n".to_vec(),
            format!("this is not a spreadsheet but a picture; {save}"),
        ),
        (
            b"a,b\0c".to_vec(),
            format!("this is not a spreadsheet but of a kind nobody knows; {save}"),
        ),
        (
            b"\xEF\xBB\xBF <HTML><table>".to_vec(),
            "this is not a spreadsheet but a web page or XML".to_owned(),
        ),
        (
            zipped(&[("a.txt", b"a")]),
            format!("this is not a spreadsheet but an archive; {save}"),
        ),
        (
            zipped(&[("word/document.xml", b"a")]),
            format!("this is not a spreadsheet but a text document or presentation; {save}"),
        ),
        (
            zipped(&[("xl/workbook.xml", b"<workbook")]),
            "the file is damaged".to_owned(),
        ),
        (
            b"PK\x03\x04 cut short".to_vec(),
            "the file is damaged".to_owned(),
        ),
        (
            compound("EncryptedPackage"),
            "the file asks for a password".to_owned(),
        ),
        (compound("Workbook"), "the file is damaged".to_owned()),
        (
            compound("WordDocument"),
            format!("this is not a spreadsheet but a text document or presentation; {save}"),
        ),
    ] {
        let found = refused(&bytes);
        assert!(found.starts_with(&expected), "{found}, not {expected}");
    }
}

/// A part of a megabyte of blanks, copied until it is half a gigabyte.
fn bomb() -> Vec<u8> {
    let mut part = zip::ZipArchive::new(Cursor::new(zipped(&[(
        "xl/workbook.xml",
        &vec![b' '; 1 << 20],
    )])))
    .unwrap();
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    zip.raw_copy_file(part.by_index(0).unwrap()).unwrap();
    for copy in 0..limit::UNZIPPED_BYTES_MAX >> 20 {
        zip.raw_copy_file_rename(part.by_index(0).unwrap(), format!("{copy}"))
            .unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn sizes_have_limits() {
    let wide = workbook(|sheet| {
        sheet.write_string(4, 1_500, "x").unwrap();
    });
    assert_eq!(
        refused(&wide),
        "sheet `来访`, row 5: more than 1000 columns; delete what stands far to the right"
    );
    let bomb = bomb();
    assert!(bomb.len() < 2 << 20);
    assert!(refused(&bomb).starts_with("larger than 512 MB when unpacked"));
    // A directory that lies about the size of its only part is found out by inflating it.
    let mut lying = zipped(&[("xl/workbook.xml", &[b' '; 4_096])]);
    let directory = lying
        .windows(4)
        .position(|window| window == b"PK\x01\x02")
        .unwrap();
    lying[directory + 24..directory + 28].copy_from_slice(&100_u32.to_le_bytes());
    assert!(refused(&lying).starts_with("the file is damaged"));
    let swallowed = format!("a,b\n\"{}", "x\n".repeat(100_000));
    assert!(refused(swallowed.as_bytes()).starts_with("row 2: a quotation mark is never closed"));
}

#[test]
fn every_encoding_and_delimiter_reads_the_same() {
    let text = "日期,姓名,电话\n2026-3-5,张三,13812345678\n";
    let (gb18030, _, _) = encoding_rs::GB18030.encode(text);
    let utf_16_be: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    for (name, bytes) in [
        ("utf-8", text.as_bytes().to_vec()),
        (
            "utf-8 with mark",
            [b"\xEF\xBB\xBF", text.as_bytes()].concat(),
        ),
        ("gb18030", gb18030.into_owned()),
        ("utf-16le", [&b"\xFF\xFE"[..], &utf_16(text)].concat()),
        ("utf-16be", [&b"\xFE\xFF"[..], &utf_16_be].concat()),
        ("semicolon", text.replace(',', ";").into_bytes()),
        ("tab", text.replace(',', "\t").into_bytes()),
        ("carriage return", text.replace('\n', "\r").into_bytes()),
    ] {
        let book = Book::read(&bytes, "登记表.csv").unwrap();
        assert_eq!(names(&only_table(&book)), ["2: 张三 13812345678"], "{name}");
    }
}

#[test]
fn undecodable_bytes_are_told_with_their_place() {
    for (bytes, expected) in [
        (
            &b"a,b\n\xD5\xC5,\xFF\n"[..],
            "row 2: text that is neither UTF-8 nor GB18030 from byte 8 on",
        ),
        (
            b"\xEF\xBB\xBFa,b\nc,\xFF",
            "row 2: text that is neither UTF-8 nor GB18030 from byte 7 on",
        ),
        (
            b"\xFF\xFEa\0\n\0\x00\xDC",
            "row 2: text that is neither UTF-8 nor GB18030 from byte 5 on",
        ),
    ] {
        assert!(refused(bytes).starts_with(expected), "{}", refused(bytes));
    }
}

#[test]
fn workbook_cells_keep_their_types() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    let date = |text: &str| ExcelDateTime::parse_from_str(text).unwrap();
    let format = |code: &str| Format::new().set_num_format(code);
    sheet
        .write_datetime_with_format(0, 0, date("2026-03-01 09:29"), &format("yyyy/m/d h:mm"))
        .unwrap();
    sheet
        .write_datetime_with_format(
            0,
            1,
            date("2026-03-01"),
            &format("yyyy\"年\"m\"月\"d\"日\""),
        )
        .unwrap();
    sheet
        .write_datetime_with_format(0, 2, date("14:30"), &format("h:mm"))
        .unwrap();
    sheet.write_number(0, 3, 13_812_345_678_f64).unwrap();
    sheet.write_boolean(0, 4, true).unwrap();
    sheet
        .write_formula(
            0,
            5,
            rust_xlsxwriter::Formula::new("=1/0").set_result("#DIV/0!"),
        )
        .unwrap();
    sheet.write_string(0, 7, " 张三 ").unwrap();
    let book = Book::read(&workbook.save_to_buffer().unwrap(), "a.xlsx").unwrap();
    let cells = &book.sheets[0].rows[0].cells;
    assert_eq!(
        cells[0],
        Cell::DateTime("2026-03-01T09:29:00".parse().unwrap())
    );
    assert_eq!(cells[1], Cell::Date("2026-03-01".parse().unwrap()));
    assert_eq!(cells[2], Cell::Time("14:30:00".parse().unwrap()));
    assert_eq!(cells[3], Cell::Number(13_812_345_678.0));
    assert_eq!(cells[4], Cell::Bool(true));
    assert_eq!(cells[6], Cell::Empty);
    assert_eq!(cells[7], Cell::Text(" 张三 ".to_owned()));
}
