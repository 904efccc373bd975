//! Typed rows: ditto marks, missing values, problems that name the place and never the value.

use crate::support::*;
use sheets::{Options, Register};

#[test]
fn ditto_marks_repeat_what_is_above() {
    let table = only_table(&csv(
        "日期,姓名,电话,顾问\n3月5日,张三,13812345678,王五\n〃,李四,13912345678,同上\n〃,赵六,13712345678,″\n",
    ));
    let told: Vec<String> = table
        .rows
        .iter()
        .map(|row| {
            row.problems
                .iter()
                .map(|problem| problem.en())
                .collect::<Vec<_>>()
                .join("|")
        })
        .collect();
    // Without a year in the title every date is unreadable, the repeated ones too.
    assert!(
        told.iter()
            .all(|problems| problems.contains("a date without a year")),
        "{told:?}"
    );
    let agents: Vec<&str> = table
        .rows
        .iter()
        .filter_map(|row| row.text("agent"))
        .collect();
    assert_eq!(agents, ["王五", "王五", "王五"]);

    let first = only_table(&csv("日期,姓名,电话\n〃,张三,13812345678\n"));
    assert_eq!(
        first.rows[0].problems[0].zh(),
        "工作表“登记表” 第 2 行 A 列“日期”:写了“同上”,但上面没有内容。请填写实际内容。"
    );
}

#[test]
fn the_default_year_is_used_where_no_title_tells() {
    let options = Options {
        default_year: Some(2026),
        ..Options::default()
    };
    let book = csv("日期,姓名,电话\n3月5日,张三,13812345678\n");
    let register = Register::find(&book, &visit_columns(), &options).unwrap();
    let moment = register.rows().next().unwrap().moment("arrived").unwrap();
    assert_eq!(
        (moment.date.to_string(), moment.time),
        ("2026-03-05".to_owned(), None)
    );
}

#[test]
fn problems_name_the_place_and_never_the_value() {
    let table = only_table(&csv(
        "日期,姓名,电话,顾问\n某个星期天,,保密号码,王五\n2026-02-30,李四,1.38E+10,\n",
    ));
    let problems: Vec<_> = table.rows.iter().flat_map(|row| &row.problems).collect();
    let zh: Vec<String> = problems.iter().map(|problem| problem.zh()).collect();
    let en: Vec<String> = problems.iter().map(|problem| problem.en()).collect();
    insta::assert_snapshot!(zh.join("\n"), @r#"
工作表“登记表” 第 2 行 A 列“日期”:看不懂的日期。请写成 2026-03-05 或 2026-03-05 14:30。
工作表“登记表” 第 2 行 B 列“姓名”:必填而未填。请补填。
工作表“登记表” 第 2 行 C 列“电话”:没有号码。请填电话号码,没有就留空。
工作表“登记表” 第 3 行 A 列“日期”:日历上没有这一天或这一时刻。请核对年、月、日和时间。
工作表“登记表” 第 3 行 C 列“电话”:数字太长,末尾几位已被表格软件舍去。请把单元格设为文本格式后重新填写。
"#);
    insta::assert_snapshot!(en.join("\n"), @r#"
sheet `登记表`, row 2, column A `日期`: not a readable date; write 2026-03-05 or 2026-03-05 14:30
sheet `登记表`, row 2, column B `姓名`: required, but empty; fill it in
sheet `登记表`, row 2, column C `电话`: no phone number in it; write the number, or leave it empty
sheet `登记表`, row 3, column A `日期`: the calendar has no such day or time; check the date and time
sheet `登记表`, row 3, column C `电话`: a number so long that the spreadsheet program dropped its last digits; format the cell as text and type it again
"#);
    for secret in ["星期天", "保密号码", "李四", "1.38"] {
        assert!(
            zh.iter().chain(&en).all(|text| !text.contains(secret)),
            "{secret}"
        );
    }
}

#[test]
fn one_fact_per_row_is_the_same_reading() {
    use sheets::ColumnKind::*;
    let columns = [
        column("at", &["时间", "at"], DateTime, true),
        column("fact", &["事实", "fact"], Text, true),
        column("who", &["人", "who"], Text, true),
        column("cents", &["金额", "amount"], Number, false),
        column("on", &["签订日", "on"], Date, false),
        column("clock", &["钟点", "clock"], Time, false),
    ];
    let book = csv(
        "at;fact;who;amount;on;clock\n2026-03-05 14:30;registered;p1;1,200;;\n2026-03-06;deal;p2;;2026/3/6;9:05\n",
    );
    let register = Register::find(&book, &columns, &Options::default()).unwrap();
    let rows: Vec<_> = register.rows().collect();
    assert_eq!(rows[0].number_of("cents"), Some(1200.0));
    assert_eq!(rows[0].date("on"), None);
    assert_eq!(rows[1].date("on").unwrap().to_string(), "2026-03-06");
    assert_eq!(rows[1].time("clock").unwrap().to_string(), "09:05:00");
    assert!(rows.iter().all(|row| row.problems.is_empty()));
}
