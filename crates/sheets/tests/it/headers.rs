//! Finding the table under whatever stands around it.

use crate::support::*;
use sheets::SkippedKind::{self, *};
use sheets::{Book, Period, Table};

fn skipped(table: &Table) -> Vec<(u32, SkippedKind)> {
    table
        .skipped
        .iter()
        .map(|row| (row.number, row.kind))
        .collect()
}

#[test]
fn under_title_note_and_blank_row() {
    let table = only_table(&csv(
        "客户登记表(2026年3月),,,\n填表人:前台,,打印日期:2026-04-01,\n\n日期,姓名,电话,备注\n3月5日,张三,13812345678,\n",
    ));
    assert_eq!((table.first_header_row, table.last_header_row), (4, 4));
    assert_eq!(
        table.period,
        Period {
            year: Some(2026),
            month: Some(3)
        }
    );
    assert_eq!(names(&table), ["5: 张三 13812345678"]);
}

#[test]
fn two_rows_with_merged_groups() {
    let bytes = workbook(|sheet| {
        merge(sheet, (0, 0), (0, 4), "2026年3月来访登记");
        merge(sheet, (1, 2), (0, 0), "序号");
        merge(sheet, (1, 1), (1, 2), "客户信息");
        merge(sheet, (1, 1), (3, 4), "来访");
        write_row(sheet, 2, &["", "姓名", "电话", "日期", "顾问"]);
        write_row(sheet, 3, &["1", "张三", "13812345678", "3月5日", "李四"]);
    });
    let table = only_table(&Book::read(&bytes, "a.xlsx").unwrap());
    assert_eq!((table.first_header_row, table.last_header_row), (2, 3));
    let headers = [
        "序号",
        "客户信息/姓名",
        "客户信息/电话",
        "来访/日期",
        "来访/顾问",
    ];
    assert_eq!(header_texts(&table), headers);
    assert_eq!(names(&table), ["4: 张三 13812345678"]);
    assert!(table.rows[0].problems.is_empty());
}

#[test]
fn two_rows_in_a_text_table() {
    let table = only_table(&csv(
        "序号,客户信息,,来访,\n,姓名,电话,日期,顾问\n1,张三,13812345678,2026-3-5,李四\n",
    ));
    let headers = [
        "序号",
        "客户信息/姓名",
        "客户信息/电话",
        "来访/日期",
        "来访/顾问",
    ];
    assert_eq!(header_texts(&table), headers);
}

#[test]
fn page_breaks_totals_signatures_and_prepared_lines() {
    let table = only_table(&csv("登记表\n序号,日期,姓名,电话,顾问,备注\n\
         1,2026-3-5,张三,13812345678,,\n\
         本页小计,,,1,,\n\
         登记表,,,,,\n\
         序号,日期,姓名,电话,顾问,备注\n\
         2,2026-3-6,李四,13912345678,,\n\
         3,,,,,\n\
         合计:2,,,,,\n\
         注:手机号可隐藏,,,,,\n\
         制表人:王五,,,审核人:,,\n"));
    assert_eq!(
        names(&table),
        ["3: 张三 13812345678", "7: 李四 13912345678"]
    );
    let expected = [
        (4, Total),
        (5, Note),
        (6, RepeatedHeader),
        (8, Unfilled),
        (9, Total),
        (10, Note),
        (11, Signature),
    ];
    assert_eq!(skipped(&table), expected);
}

#[test]
fn words_of_totals_inside_data_are_data() {
    let table = only_table(&csv(
        "日期,姓名,电话,备注\n2026-3-5,总计划,13812345678,审核:通过\n2026-3-6,小计,13912345678,合计\n",
    ));
    assert_eq!(table.rows.len(), 2);
    assert!(table.skipped.is_empty());
}

#[test]
fn merged_cells_fill_the_rows_they_cover() {
    let bytes = workbook(|sheet| {
        write_row(sheet, 0, &["日期", "姓名", "电话", "备注"]);
        merge(sheet, (1, 3), (0, 0), "2026-03-05");
        write_row(sheet, 1, &["", "张三", "13812345678"]);
        write_row(sheet, 2, &["", "李四", "13912345678"]);
        write_row(sheet, 3, &["", "王五", "13712345678"]);
        merge(sheet, (4, 4), (0, 3), "以下为三月六日补登");
        write_row(sheet, 5, &["2026-03-06", "赵六", "13612345678"]);
    });
    let table = only_table(&Book::read(&bytes, "a.xlsx").unwrap());
    let days: Vec<i8> = table
        .rows
        .iter()
        .map(|r| r.moment("arrived").unwrap().date.day())
        .collect();
    assert_eq!(days, [5, 5, 5, 6]);
    assert_eq!(skipped(&table), [(5, Note)]);
}

#[test]
fn blank_lines_and_line_breaks_keep_row_numbers() {
    for newline in ["\n", "\r\n"] {
        let text = "\n\n日期,姓名,电话\n\n2026-3-5,\"张\n三\",13812345678\n\n\n2026-3-6,李四,13912345678\n";
        let table = only_table(&csv(&text.replace('\n', newline)));
        let numbers: Vec<u32> = table.rows.iter().map(|row| row.number).collect();
        assert_eq!(
            (table.first_header_row, numbers),
            (3, vec![5, 8]),
            "{newline:?}"
        );
    }
}

#[test]
fn monthly_sheets_are_one_register_and_hidden_ones_are_passed_over() {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    for (name, day) in [
        ("2026年1月", "5日"),
        ("2026年2月", "6日"),
        ("旧", "7日"),
        ("说明", ""),
    ] {
        let sheet = workbook.add_worksheet().set_name(name).unwrap();
        if day.is_empty() {
            write_row(sheet, 0, &["手机号可隐藏后四位"]);
            continue;
        }
        write_row(sheet, 0, &["日期", "姓名", "电话"]);
        write_row(sheet, 1, &[day, "张三", "13812345678"]);
        if name == "旧" {
            sheet.set_hidden(true);
        }
    }
    let book = Book::read(&workbook.save_to_buffer().unwrap(), "a.xlsx").unwrap();
    let register = find(&book).unwrap();
    let days: Vec<String> = register
        .rows()
        .map(|row| row.moment("arrived").unwrap().date.to_string())
        .collect();
    assert_eq!(days, ["2026-01-05", "2026-02-06"]);
    let notes: Vec<String> = register
        .problems
        .iter()
        .map(|problem| problem.en())
        .collect();
    assert_eq!(
        notes,
        [
            "sheet `旧`: hidden sheet passed over; unhide it to have it read",
            "sheet `说明`: passed over, as it lacks the required columns; \
             check its header if it should be read",
        ]
    );
}

#[test]
fn a_list_of_one_column() {
    let columns = [column(
        "phone",
        &["手机号"],
        sheets::ColumnKind::Phone,
        true,
    )];
    let book = csv("手机号\n13812345678\n13912345678\n");
    let register = sheets::Register::find(&book, &columns, &Default::default()).unwrap();
    assert_eq!(register.rows().count(), 2);
}
