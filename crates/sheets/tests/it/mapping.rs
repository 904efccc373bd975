//! Which header means which column.

use crate::support::*;
use sheets::{Certainty, Choice, Options, Register, SheetProblem};

const ROWS: &str =
    "\n2026-3-5,张三,13812345678,a\n2026-3-6,李四,13912345678,b\n2026-3-7,王五,13712345678,c\n";

fn found(header: &str, choices: &[&str]) -> (Vec<String>, Vec<String>) {
    let options = Options {
        choices: choices
            .iter()
            .map(|choice| Choice::parse(choice).unwrap())
            .collect(),
        default_year: None,
    };
    let columns = visit_columns();
    let told = |problems: &[SheetProblem]| problems.iter().map(SheetProblem::en).collect();
    match Register::find(&csv(&format!("{header}{ROWS}")), &columns, &options) {
        Err(problems) => (Vec::new(), told(&problems)),
        Ok(register) => {
            let assigned = register.tables[0].mapping.assigned.iter().map(|assigned| {
                let letter = assigned.header.name().letter;
                format!(
                    "{}={letter} {:?}",
                    columns[assigned.wanted].key, assigned.certainty
                )
            });
            (assigned.collect(), told(&register.problems))
        }
    }
}

#[test]
fn headers_are_recognised_as_people_write_them() {
    for (header, expected) in [
        (
            "来访日期,客户姓名,联系电话,x",
            "arrived=A Exact, name=B Exact, phone=C Exact",
        ),
        (
            "＊来访 日期：,姓名(必填),PHONE,x",
            "arrived=A Exact, name=B Exact, phone=C Exact",
        ),
        (
            "首次来访日期,客户的姓名,客户电话,x",
            "arrived=A Close, name=B Close, phone=C Close",
        ),
        (
            "到访的时间,客户姓氏,联系电活,x",
            "arrived=A Close, name=B Guessed, phone=C Close",
        ),
        (
            "何时,客户姓名,怎么找,x",
            "arrived=A Guessed, name=B Exact, phone=C Guessed",
        ),
    ] {
        assert_eq!(found(header, &[]).0.join(", "), expected, "{header}");
    }
}

#[test]
fn a_header_of_words_that_fit_two_keys_goes_where_its_values_fit() {
    // 客户电话 contains 客户 too; the column of phones is the phone.
    let columns = [
        column("customer", &["客户"], sheets::ColumnKind::Text, true),
        column("phone", &["电话"], sheets::ColumnKind::Phone, true),
    ];
    let book = csv("客户电话,客户名\n13812345678,张三\n13912345678,李四\n13712345678,王五\n");
    let register = Register::find(&book, &columns, &Options::default()).unwrap();
    let row = &register.tables[0].rows[0];
    assert_eq!(
        (row.text("customer"), row.text("phone")),
        (Some("张三"), Some("13812345678"))
    );
}

#[test]
fn rivals_are_told() {
    let (assigned, problems) = found("日期,姓名,电话,电话", &[]);
    assert_eq!(assigned[2], "phone=C Exact");
    assert_eq!(
        problems,
        [
            "sheet `登记表`, column C `电话`: taken as phone, but column D `电话` fits as well; \
          if that is wrong, say which column it is (by header or by letter)"
        ]
    );
}

#[test]
fn choices_override_guesses() {
    for choice in ["remark=客户姓名", "remark=B", "remark=b"] {
        let (assigned, _) = found("来访日期,客户姓名,联系电话,姓名", &[choice]);
        assert!(
            assigned.contains(&"remark=B Chosen".to_owned()),
            "{choice}: {assigned:?}"
        );
        assert!(
            assigned.contains(&"name=D Exact".to_owned()),
            "{choice}: {assigned:?}"
        );
    }
    let (_, problems) = found(
        "来访日期,客户姓名,联系电话,x",
        &["fone=C", "agent=经纪人", "agent=D", "remark=D"],
    );
    assert_eq!(
        problems[..3],
        [
            "there is no column called fone; did you mean `phone`? known are arrived, name, phone, agent, remark",
            "sheet `登记表`: the column `经纪人` given for agent is not in the table; \
             its headers are 来访日期, 客户姓名, 联系电话, x",
            "sheet `登记表`, column D `x`: this column was already given to another key, \
             so not to remark; give each key a column of its own",
        ]
    );
    assert_eq!(Choice::parse("phone"), None);
}

#[test]
fn missing_columns_are_named() {
    let (_, problems) = found("来访日期,客户姓名,x,y", &[]);
    // The third column is recognised by its phones; without them it is missing.
    assert!(
        problems
            .iter()
            .any(|problem| problem.contains("guessed to be phone")),
        "{problems:?}"
    );
    let lacking = find(&csv("来访日期,客户姓名\n2026-3-5,张三\n")).unwrap_err();
    assert_eq!(
        lacking[0].zh(),
        "没有找到必需的列:联系电话 (phone)。请补上该列,或指明哪一列就是它(写表头或列标,如 D)。"
    );
    assert_eq!(
        lacking[0].en(),
        "required columns were not found: 联系电话 (phone); \
         add them, or say which column it is (by header or by letter, such as D)"
    );
}

#[test]
fn a_column_of_unreadable_dates_is_still_the_date_column() {
    let table = only_table(&csv(
        "来访日期,客户姓名,联系电话\n上周,张三,13812345678\n昨天,李四,13912345678\n前天,王五,13712345678\n",
    ));
    assert_eq!(table.mapping.assigned[0].certainty, Certainty::Exact);
    assert_eq!(
        table
            .rows
            .iter()
            .map(|row| row.problems.len())
            .sum::<usize>(),
        3
    );
}
