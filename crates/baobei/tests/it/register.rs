//! `baobei judge` on registers as people keep them, by the binary itself.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;
use sheets::Book;

const SAMPLE: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../sheets/tests/data/案场客户登记表-2026-03.xlsx"
);
const MESSY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/register/登记.csv");
const COMPANIES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/register/企业.csv");
const SHOWROOM: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../policies/1-showroom");

/// A copy of the register in an empty folder of its own.
fn copy_of(register: &str, test: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(test);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    let copy = folder.join(Path::new(register).file_name().unwrap());
    fs::copy(register, &copy).unwrap();
    copy
}

pub(crate) fn judge(register: &Path, more: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_baobei"))
        .arg("judge")
        .arg(register)
        .args(["--policy", SHOWROOM, "--at", "2026-04-02"])
        .args(more)
        .output()
        .unwrap()
}

fn json_of(output: &Output) -> Value {
    assert!(output.status.success(), "{}", text(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// Whether a text shows eleven digits in a row.
fn shows_a_number(text: &str) -> bool {
    let digits = text.as_bytes().windows(11);
    digits
        .into_iter()
        .any(|window| window.iter().all(u8::is_ascii_digit))
}

fn row(answer: &Value, number: u64) -> &Value {
    let rows = answer["rows"].as_array().unwrap();
    rows.iter().find(|row| row["row"] == number).unwrap()
}

fn begins(row: &Value, became: &str) -> bool {
    row["reason"].as_str().unwrap().starts_with(became)
}

#[test]
fn a_showroom_register_is_judged_whole() {
    let register = copy_of(SAMPLE, "judged_whole");
    let answer = json_of(&judge(&register, &["--json"]));
    let summary = &answer["summary"];
    assert_eq!(summary["rows"], 1500);
    assert_eq!(summary["judged"], 1469);
    let bad = summary["bad_rows"].as_array().unwrap();
    assert_eq!(bad.len(), 31);
    assert_eq!((&bad[0], &bad[30]), (&Value::from(52), &Value::from(1478)));
    assert_eq!(summary["contested"], 227);
    assert_eq!(summary["name_differs"], 6);
    assert_eq!(summary["suspected"], 94);
    assert_eq!(summary["collisions"], 206);
    let sum = |counts: &Value| {
        let counts = counts.as_object().unwrap().values();
        counts.map(|count| count.as_u64().unwrap()).sum::<u64>()
    };
    let customers = answer["customers"].as_array().unwrap().len() as u64;
    assert_eq!(
        sum(&summary["held_by"]) + sum(&summary["not_held"]),
        customers
    );
    assert_eq!(sum(&summary["protected"]), sum(&summary["held_by"]));
    // A day after the holder's registration, within its thirty days.
    let collided = row(&answer, 58);
    assert_eq!(collided["clauses"], "三.4");
    assert!(begins(collided, "撞单"), "{collided}");
    // Ten digits: named with the reason and never echoed.
    assert!(
        row(&answer, 52)["problems"]
            .as_str()
            .unwrap()
            .contains("11 位")
    );
}

#[test]
fn the_workbook_comes_back_with_the_rulings_and_the_original_stays() {
    let register = copy_of(SAMPLE, "comes_back");
    assert!(judge(&register, &[]).status.success());
    assert_eq!(fs::read(&register).unwrap(), fs::read(SAMPLE).unwrap());
    let written = register.with_file_name("案场客户登记表-2026-03-裁决.xlsx");
    let book = Book::read(&fs::read(written).unwrap(), "裁决.xlsx").unwrap();
    let sheet = &book.sheets[0];
    let texts = |number: u32| {
        let row = sheet.row(number).unwrap();
        (8..13)
            .map(|column| row.cell(column).display())
            .collect::<Vec<_>>()
    };
    assert_eq!(texts(3), ["归属", "保护到", "依据条款", "理由", "问题"]);
    assert_eq!(texts(58)[0], "渠道部 张娟");
    assert!((4..=1503).all(|number| !texts(number)[3].is_empty()));
    assert!(texts(52)[4].contains("11 位"));
}

#[test]
fn no_whole_number_is_shown_on_screen() {
    for more in [&["--all"][..], &["--json"], &["--lang", "en"]] {
        let output = judge(&copy_of(SAMPLE, &format!("screen{}", more[0])), more);
        let shown = text(&output.stdout) + &text(&output.stderr);
        assert!(shown.len() > 1000 && !shows_a_number(&shown));
    }
}

#[test]
fn every_mess_of_a_small_register_is_named() {
    let answer = json_of(&judge(&copy_of(MESSY, "messy"), &["--json"]));
    let summary = &answer["summary"];
    assert_eq!(summary["bad_rows"], serde_json::json!([8, 9, 10, 11]));
    let became = |number: u64, became: &str| {
        let row = row(&answer, number);
        assert!(begins(row, became), "row {number}: {row}");
    };
    became(3, "取得");
    // The same number in another spelling, by another team, the next day.
    became(4, "撞单");
    // A colleague of the holder's team.
    became(5, "重复接触");
    // The last four hidden, the same name: nobody is sure.
    became(6, "疑似待确认");
    // The last four hidden, another name: somebody else.
    became(7, "取得");
    assert!(
        row(&answer, 8)["problems"]
            .as_str()
            .unwrap()
            .contains("电话")
    );
    // After the instant judged.
    became(12, "晚于裁决时刻");
    // Names that differ under one number.
    became(13, "撞单");
    assert!(
        row(&answer, 13)["problems"]
            .as_str()
            .unwrap()
            .contains("姓名不符")
    );
}

#[test]
fn companies_are_told_apart_by_code_and_name() {
    let answer = json_of(&judge(&copy_of(COMPANIES, "companies"), &["--json"]));
    let customers = answer["customers"].as_array().unwrap();
    let rows: Vec<Vec<u64>> = customers
        .iter()
        .map(|customer| {
            let rows = customer["rows"].as_array().unwrap().iter();
            rows.map(|row| row["row"].as_u64().unwrap()).collect()
        })
        .collect();
    // The same code; the same name without a code; another code under the same name; another name.
    // A name that two companies have waits, and a code that cannot be right is told.
    assert_eq!(rows, [vec![2, 3, 4], vec![5], vec![6], vec![7]]);
    assert!(begins(row(&answer, 6), "疑似待确认"));
    assert!(
        row(&answer, 7)["problems"]
            .as_str()
            .unwrap()
            .contains("GB 32100")
    );
}

#[test]
fn a_column_can_be_named_and_the_original_never_written() {
    let register = copy_of(MESSY, "named");
    let answer = json_of(&judge(&register, &["--json", "--map", "unit=负责人"]));
    assert_eq!(answer["summary"]["held_by"]["王主管"], 1);
    let unknown = judge(&register, &["--map", "telephone=联系电话"]);
    assert!(text(&unknown.stderr).contains("telephone"));
    let onto_itself = judge(&register, &["--out", register.to_str().unwrap()]);
    assert!(!onto_itself.status.success());
    assert_eq!(fs::read(&register).unwrap(), fs::read(MESSY).unwrap());
}

#[test]
fn a_sheet_without_customers_is_refused() {
    let register = copy_of(MESSY, "refused");
    fs::write(&register, "日期,顾问\n2026-03-01,甲\n").unwrap();
    let output = judge(&register, &[]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("phone"));
}

/// A register of these lines, judged by the showroom's regulation.
fn judged(test: &str, lines: &[&str]) -> Value {
    let register = copy_of(MESSY, test);
    fs::write(&register, lines.join("\n")).unwrap();
    json_of(&judge(&register, &["--json"]))
}

/// Rows of each customer, in order of the customers.
fn grouped(answer: &Value) -> Vec<Vec<u64>> {
    let customers = answer["customers"].as_array().unwrap().iter();
    let rows = customers.map(|customer| customer["rows"].as_array().unwrap());
    rows.map(|rows| {
        rows.iter()
            .map(|row| row["row"].as_u64().unwrap())
            .collect()
    })
    .collect()
}

#[test]
fn a_phone_among_words_is_found_and_what_identifies_nobody_refused() {
    let answer = judged(
        "among_words",
        &[
            "来访日期,客户姓名,联系电话,身份证号,置业顾问,团队",
            "2026-03-01,张伟,13812345678,,甲一,甲队",
            "2026-03-02,张伟,138-1234-5678（微信同号）,,乙一,乙队",
            "2026-03-03,张伟,张伟 138 1234 5678,,乙一,乙队",
            "2026-03-04,张伟,13812345678 13912345678,,乙一,乙队",
            "2026-03-05,李丽,400-812-3456,,乙一,乙队",
            "2026-03-06,张伟,138…5678,,乙一,乙队",
            // A phone with a digit too few beside an identity number, and the other way round.
            "2026-03-07,王强,1391234567,11010519491231002X,甲一,甲队",
            "2026-03-08,赵敏,13712345678,110105194912310021,甲一,甲队",
            // Born after the day of the row.
            "2026-03-09,孙一,,110105202707010011,甲一,甲队",
            "2026-03-10,钱总机,027-87654321转801,,甲一,甲队",
            "2026-03-11,钱总机,027-8765 4321 转 802,,甲一,甲队",
        ],
    );
    assert_eq!(answer["summary"]["bad_rows"], serde_json::json!([5, 6, 10]));
    assert_eq!(
        grouped(&answer),
        [vec![2, 3, 4], vec![7], vec![8], vec![9], vec![11], vec![12]]
    );
    for (number, told) in [
        (4, "其他文字"),
        (5, "一栏只填一个电话"),
        (6, "400"),
        (7, "疑似"),
        (8, "11 位"),
        (9, "校验码"),
        (10, "公民身份号码"),
    ] {
        let problems = row(&answer, number)["problems"].as_str().unwrap();
        assert!(problems.contains(told), "row {number}: {problems}");
    }
}

#[test]
fn like_names_of_companies_wait_for_their_codes() {
    let answer = judged(
        "like_names",
        &[
            "报备时间,企业名称,统一社会信用代码,报备人,所属门店",
            "2026-03-01,武汉恒升建材有限公司,,甲一,甲店",
            "2026-03-02,湖北省武汉市恒升建材有限责任公司,,乙一,乙店",
            "2026-03-04,武汉恒生建材有限公司,,乙一,乙店",
            "2026-03-05,长沙恒升建材有限公司,,乙一,乙店",
            "2026-03-06,武汉恒升五金有限公司,,乙一,乙店",
            "2026-03-07,武汉恒升建材股份有限公司,91440300708461136T,乙一,乙店",
            "2026-03-08,武汉恒升建材集团有限公司,914403001922038216,乙一,乙店",
            "2026-03-09,恒升建材,,乙一,乙店",
        ],
    );
    let became = |number: u64| row(&answer, number)["reason"].as_str().unwrap();
    let problems = |number: u64| row(&answer, number)["problems"].as_str().unwrap();
    assert!(became(3).starts_with("撞单"), "{}", became(3));
    for number in [4, 7, 8, 9] {
        assert!(became(number).starts_with("疑似待确认"), "{number}");
        assert!(problems(number).contains("第 2"), "{number}");
        assert!(problems(number).contains("信用代码"), "{number}");
    }
    // Both codes are known: whatever the names, they are two companies.
    assert!(!problems(8).contains('7'), "{}", problems(8));
    for number in [5, 6] {
        assert!(became(number).starts_with("取得"), "{}", became(number));
    }
}

#[test]
fn a_day_and_its_clock_may_stand_in_two_columns() {
    for (test, header) in [
        ("clock_behind", "来访日期,来访时间"),
        ("clock_before", "来访时间,来访日期"),
    ] {
        let row_of = |day: &str, clock: &str, rest: &str| match header.starts_with("来访日期") {
            true => format!("{day},{clock},{rest}"),
            false => format!("{clock},{day},{rest}"),
        };
        let lines = [
            format!("{header},客户姓名,联系电话,置业顾问,团队"),
            row_of("2026-03-01", "15:30", "张伟,13812345678,甲一,甲队"),
            row_of("2026-03-01", "下午2点", "张伟,13812345678,乙一,乙队"),
            row_of("2026-03-01", "09:05", "李丽,13712345678,乙一,乙队"),
        ];
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        let answer = judged(test, &lines);
        assert_eq!(answer["summary"]["date_only"], 0);
        assert!(begins(row(&answer, 2), "撞单"), "{header}");
        assert!(begins(row(&answer, 3), "取得"), "{header}");
    }
}

#[test]
fn rows_that_became_the_same_are_listed_together() {
    let register = copy_of(MESSY, "together");
    let lines = [
        "来访日期,客户姓名,联系电话,置业顾问,团队",
        "2026-03-20 10:00,张伟,13812345678,甲一,甲队",
        "2026-03-21 10:00,张伟,13812345678,乙一,乙队",
        "2026-03-22 10:00,张伟,13812345678,甲一,甲队",
        "2026-03-23 10:00,张伟,13812345678,丙一,丙队",
    ];
    fs::write(&register, lines.join("\n")).unwrap();
    let chinese = text(&judge(&register, &[]).stdout);
    assert!(
        chinese.contains("［第 2 行取得，第 3、5 行撞单，第 4 行重复接触］"),
        "{chinese}"
    );
    let english = text(&judge(&register, &["--lang", "en"]).stdout);
    assert!(
        english.contains("[row 2 obtained; rows 3, 5 collided; row 4 repeated contact]"),
        "{english}"
    );
}

#[test]
fn what_is_not_held_is_counted_by_what_it_waits_for() {
    let answer = judged(
        "awaited",
        &[
            "来访日期,客户姓名,联系电话,置业顾问,团队",
            "2026-03-20 10:00,张伟,138****5678,甲一,甲队",
            "2026-03-19 10:00,张伟,13812345678,乙一,乙队",
            "2026-03-20 11:00,李丽,137****5678,乙一,乙队",
            "2026-03-19 11:00,李丽,13712345678,甲一,甲队",
        ],
    );
    let not_held = answer["summary"]["not_held"].as_object().unwrap();
    let counts: Vec<(&str, u64)> = not_held
        .iter()
        .map(|(why, count)| (why.as_str(), count.as_u64().unwrap()))
        .collect();
    assert_eq!(counts, [("可能与另一客户是同一个，等人确认", 2)]);
}
