//! New tables.

use sheets::export::{write_csv, write_xlsx};
use sheets::{Book, Cell};
use std::io::Cursor;

fn rows() -> Vec<Vec<Cell>> {
    let dangerous = ["=1+1", "+86 138", "-1", "@x", "\tx"].map(|text| Cell::Text(text.into()));
    vec![
        vec![
            Cell::Text(" 张三 & <李四> ".into()),
            Cell::Number(0.1),
            Cell::Date("2026-03-05".parse().unwrap()),
            Cell::DateTime("2026-03-05T14:30:15".parse().unwrap()),
            Cell::Time("09:05:00".parse().unwrap()),
            Cell::Empty,
            Cell::Bool(false),
        ],
        dangerous.to_vec(),
    ]
}

#[test]
fn a_workbook_reads_back_as_written() {
    let headers = ["甲", "乙"];
    let bytes = write_xlsx(Cursor::new(Vec::new()), "导出:2026/3[月]", &headers, rows()).unwrap();
    let book = Book::read(bytes.get_ref(), "a.xlsx").unwrap();
    assert_eq!(book.sheets[0].name, "导出20263月");
    let found: Vec<_> = book.sheets[0]
        .rows
        .iter()
        .skip(1)
        .map(|row| row.cells.clone())
        .collect();
    assert_eq!(found, rows());
    let again = write_xlsx(Cursor::new(Vec::new()), "导出:2026/3[月]", &headers, rows()).unwrap();
    assert_eq!(again, bytes, "the same table gives the same bytes");
}

#[test]
fn a_text_table_holds_no_formula() {
    let bytes = write_csv(Vec::new(), &["甲", "乙"], rows()).unwrap();
    assert_eq!(
        String::from_utf8(bytes).unwrap(),
        "\u{feff}甲,乙\r\n 张三 & <李四> ,0.1,2026-03-05,2026-03-05 14:30:15,09:05:00,,FALSE\r\n\
         '=1+1,'+86 138,'-1,'@x,'\tx\r\n"
    );
}
