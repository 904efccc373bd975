//! The two sample files, counted.

use crate::support::*;
use sheets::{
    Additions, Book, Certainty, Choice, ColumnKind, Format, Options, Period, Register, SkippedKind,
    annotate,
};
use std::collections::BTreeMap;

pub(crate) const REGISTER: &[u8] = include_bytes!("../data/案场客户登记表-2026-03.xlsx");
const COMPANIES: &[u8] = include_bytes!("../data/企业客户名录-gb18030.csv");

#[test]
fn a_showroom_register_is_read_whole() {
    let book = Book::read(REGISTER, "案场客户登记表-2026-03.xlsx").unwrap();
    let register = find(&book).unwrap();
    let table = &register.tables[0];
    assert_eq!(
        header_texts(table),
        [
            "序号",
            "来访日期",
            "客户姓名",
            "联系电话",
            "意向产品",
            "置业顾问",
            "团队",
            "备注"
        ]
    );
    assert_eq!(
        table.period,
        Period {
            year: Some(2026),
            month: Some(3)
        }
    );
    assert!(
        table
            .mapping
            .assigned
            .iter()
            .all(|found| found.certainty == Certainty::Exact)
    );
    let unmapped: Vec<&str> = table
        .mapping
        .unmapped
        .iter()
        .map(|h| h.text.as_str())
        .collect();
    assert_eq!(unmapped, ["序号", "意向产品", "团队"]);
    assert_eq!(table.rows.len(), 1500);
    let skipped: Vec<_> = table
        .skipped
        .iter()
        .map(|row| (row.number, row.kind))
        .collect();
    assert_eq!(skipped, [(1504, SkippedKind::Total)]);

    let moments: Vec<_> = table
        .rows
        .iter()
        .filter_map(|row| row.moment("arrived"))
        .collect();
    assert_eq!(moments.len(), 1500);
    assert_eq!(
        moments
            .iter()
            .filter(|moment| moment.time.is_none())
            .count(),
        215
    );
    assert_eq!(
        moments
            .iter()
            .map(|moment| moment.date)
            .min()
            .unwrap()
            .to_string(),
        "2026-03-01"
    );
    assert_eq!(
        moments
            .iter()
            .map(|moment| moment.date)
            .max()
            .unwrap()
            .to_string(),
        "2026-04-01"
    );

    let phones: Vec<&str> = table
        .rows
        .iter()
        .filter_map(|row| row.text("phone"))
        .collect();
    assert_eq!(phones.len(), 1487);
    assert_eq!(
        phones
            .iter()
            .filter(|phone| phone.ends_with("****"))
            .count(),
        209
    );
    let mut problems = BTreeMap::new();
    for problem in table.rows.iter().flat_map(|row| &row.problems) {
        *problems.entry(format!("{:?}", problem.cause)).or_insert(0) += 1;
    }
    assert_eq!(
        problems,
        BTreeMap::from([("Value(Missing)".to_owned(), 13)])
    );
}

#[test]
fn a_showroom_register_comes_back_with_everything_it_had() {
    let book = Book::read(REGISTER, "a.xlsx").unwrap();
    let register = find(&book).unwrap();
    let rows = register.rows().map(|row| {
        (
            (0, row.number),
            vec![format!("归属 {}", row.number), String::new()],
        )
    });
    let additions = Additions {
        headers: vec!["归属".into(), "理由".into()],
        rows: rows.collect(),
    };
    let annotated = annotate(REGISTER, &book, &register, &additions).unwrap();
    assert!(annotated.notes.is_empty());
    let again = Book::read(&annotated.bytes, "a.xlsx").unwrap();
    for (sheet, was) in again.sheets.iter().zip(&book.sheets) {
        for (row, was) in sheet.rows.iter().zip(&was.rows) {
            assert_eq!(row.number, was.number);
            assert_eq!(row.cells[..was.cells.len()], was.cells);
        }
    }
    let table = only_table(&again);
    assert_eq!(header_texts(&table)[8..], ["归属", "理由"]);
    assert_eq!(
        again.sheets[0].row(1503).unwrap().cell(8).display(),
        "归属 1503"
    );
    assert!(again.sheets[0].row(1504).unwrap().cell(8).is_blank());
}

#[test]
fn a_directory_in_gb18030_is_read_whole() {
    let columns = [
        column("company", &["企业名称", "公司名称"], ColumnKind::Text, true),
        column("code", &["统一社会信用代码"], ColumnKind::Text, false),
        column("phone", &["手机", "电话"], ColumnKind::Phone, false),
        column("registered", &["报备时间"], ColumnKind::DateTime, true),
        column("registrant", &["报备人"], ColumnKind::Text, true),
        column("project", &["项目名称"], ColumnKind::Text, false),
    ];
    let book = Book::read(COMPANIES, "企业客户名录-gb18030.csv").unwrap();
    assert_eq!(book.format, Format::Delimited(b','));
    let options = Options {
        choices: vec![Choice::parse("project=L").unwrap()],
        ..Options::default()
    };
    let register = Register::find(&book, &columns, &options).unwrap();
    assert_eq!(register.problems, []);
    assert_eq!(register.rows().count(), 5000);
    assert!(register.rows().all(|row| row.problems.is_empty()));
    assert!(
        register
            .rows()
            .all(|row| row.moment("registered").is_some_and(|at| at.time.is_some()))
    );
    assert_eq!(register.tables[0].mapping.unmapped.len(), 6);
}
