//! Nothing that anyone feeds it makes it panic, and what it writes it reads.

use crate::support::*;
use proptest::prelude::*;
use sheets::{Additions, Book, Cell, annotate};
use std::io::Cursor;

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[0-9年月日/.:：,;\"\t 上下午点半〃-]{0,24}",
        "\\PC{0,24}",
        any::<String>()
    ]
}

fn any_cell() -> impl Strategy<Value = Cell> {
    let printable = "[^\\x00-\\x1f\\x7f-\\x9f\u{fffe}\u{ffff}]{1,12}";
    prop_oneof![
        printable
            .prop_filter("blank", |text| text.contains(char::is_alphanumeric))
            .prop_map(Cell::Text),
        (-1e9..1e9_f64).prop_map(Cell::Number),
        any::<bool>().prop_map(Cell::Bool),
        (61_i32..80_000).prop_map(|day| {
            let start = jiff::civil::date(1899, 12, 30);
            Cell::Date(
                start
                    .checked_add(jiff::SignedDuration::from_hours(i64::from(day) * 24))
                    .unwrap(),
            )
        }),
    ]
}

/// Reads, maps and writes back, whatever it is.
fn take_through(bytes: &[u8], name: &str) {
    let Ok(book) = Book::read(bytes, name) else {
        return;
    };
    let Ok(register) = find(&book) else { return };
    let rows = register
        .rows()
        .map(|row| ((0, row.number), vec!["x".to_owned()]))
        .collect();
    let additions = Additions {
        headers: vec!["归属".into()],
        rows,
    };
    let annotated = annotate(bytes, &book, &register, &additions).unwrap();
    let again = Book::read(&annotated.bytes, name).unwrap();
    assert_eq!(
        find(&again).unwrap().rows().count(),
        register.rows().count()
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn random_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..2_000)) {
        take_through(&bytes, "a.csv");
    }

    #[test]
    fn random_tables_never_panic(
        rows in prop::collection::vec(prop::collection::vec(any_text(), 0..6), 0..12),
    ) {
        let mut text = "登记表(2026年3月)\n日期,姓名,电话\n".to_owned();
        for row in rows {
            text.push_str(&row.join(","));
            text.push('\n');
        }
        take_through(text.as_bytes(), "a.csv");
    }

    #[test]
    fn damaged_workbooks_never_panic(at in 0.0..1.0_f64, byte in any::<u8>(), cut in 0.5..1.0_f64) {
        let mut bytes = workbook(|sheet| {
            write_row(sheet, 0, &["日期", "姓名", "电话"]);
            write_row(sheet, 1, &["2026-3-5", "张三", "13812345678"]);
        });
        let length = bytes.len() as f64;
        bytes[(at * length) as usize] = byte;
        let _ = Book::read(&bytes, "a.xlsx");
        let _ = Book::read(&bytes[..(cut * length) as usize], "a.xlsx");
    }

    #[test]
    fn what_is_written_is_read(
        rows in prop::collection::vec(prop::collection::vec(any_cell(), 1..5), 1..8),
    ) {
        let bytes = sheets::export::write_xlsx(Cursor::new(Vec::new()), "a", &["甲"], rows.clone()).unwrap();
        let book = Book::read(bytes.get_ref(), "a.xlsx").unwrap();
        let found: Vec<Vec<Cell>> =
            book.sheets[0].rows.iter().skip(1).map(|row| row.cells.clone()).collect();
        prop_assert_eq!(found, rows);
    }
}
