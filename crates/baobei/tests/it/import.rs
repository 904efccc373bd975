//! A register taken into a ledger, by the binary.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::desk::{Desk, text};

const SAMPLE: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../sheets/tests/data/案场客户登记表-2026-03.xlsx"
);

const REGISTER: &str = "来访日期,置业顾问,团队,客户姓名,联系电话,企业名称,备注\n\
    2026-03-02,司徒,甲队,陈远,13900000001,,\n\
    2026-03-03,欧阳,乙队,陈远,139 0000 0001,,第二次\n\
    2026-03-04,欧阳,乙队,陈远,1390000****,,\n\
    2026-03-05,司徒,甲队,林涛,1390000,,\n\
    2026-03-06,慕容,丙队,周舟,13900000002,,\n\
    2026-03-07,司徒,甲队,宋岚,13900000007,武汉东湖装饰有限公司,\n\
    2026-03-08,欧阳,乙队,钟朋,13900000008,武汉东湖装饰有限公司,\n\
    2026-03-09,欧阳,乙队,钟朋,,武汉光谷建材有限公司,\n";

fn import(desk: &Desk, more: &[&str]) -> (Value, Option<i32>) {
    let words = ["import", "--data", "store", "--json", "register.csv"];
    let output = desk.run(&[&words[..], more].concat());
    let told = serde_json::from_slice(&output.stdout);
    let told = told.unwrap_or_else(|_| panic!("{}", text(&output.stderr)));
    (told, output.status.code())
}

fn desk_with_register() -> Desk {
    let (desk, _) = Desk::new();
    fs::write(desk.path("register.csv"), REGISTER).unwrap();
    desk
}

fn became(told: &Value, row: u64) -> &str {
    let rows = told["rows"].as_array().unwrap();
    let row = rows.iter().find(|known| known["row"] == row).unwrap();
    row["became"].as_str().unwrap()
}

fn rejected(told: &Value) -> Vec<u64> {
    let rows = told["rejected"].as_array().unwrap().iter();
    rows.map(|row| row["row"].as_u64().unwrap()).collect()
}

#[test]
fn rows_become_facts_and_those_that_cannot_are_named() {
    let desk = desk_with_register();
    let (told, code) = import(&desk, &[]);
    assert_eq!(code, Some(1), "rows stayed out");
    assert_eq!(rejected(&told), [5, 6, 9]);
    let problem = told["rejected"][0]["problems"][0].as_str().unwrap();
    assert!(
        problem.contains("电话") && !problem.contains("1390000"),
        "{problem}"
    );
    let stranger = told["rejected"][1]["problems"][0].as_str().unwrap();
    assert!(
        stranger.contains("慕容") && stranger.contains("--add-staff"),
        "{stranger}"
    );
    let refused = told["rejected"][2]["problems"][0].as_str().unwrap();
    assert!(
        refused.contains("二.1") && refused.contains("手机号"),
        "{refused}"
    );
    assert_eq!(became(&told, 2), "取得");
    // One number in two spellings is one customer; part of a number waits; one company is one company.
    assert_eq!(became(&told, 3), "撞单");
    assert_eq!(became(&told, 4), "疑似待确认");
    assert_eq!(became(&told, 7), "取得");
    assert_eq!(became(&told, 8), "撞单");
    assert_eq!(told["columns_left_out"][0], "备注");
    desk.told(&["verify", "--data", "store"]);
    let held = [
        "check",
        "--data",
        "store",
        "--by",
        "欧阳",
        "phone=13900000001",
    ];
    assert!(!desk.told(&held).contains("无人"));
}

#[test]
fn a_dry_run_says_the_same_and_writes_nothing() {
    let desk = desk_with_register();
    let before = desk.told(&["facts", "--data", "store"]);
    let (rehearsed, code) = import(&desk, &["--dry-run", "--add-staff"]);
    assert_eq!(desk.told(&["facts", "--data", "store"]), before);
    let (mut told, again) = import(&desk, &["--add-staff"]);
    assert_eq!((rehearsed["dry_run"].as_bool(), code), (Some(true), again));
    told["dry_run"] = Value::Bool(true);
    assert_eq!(rehearsed, told);
    assert_eq!(told["staff_added"][0], "慕容");
    assert_eq!(rejected(&told), [5, 9]);
}

#[test]
fn the_same_file_again_records_nothing_twice() {
    let desk = desk_with_register();
    import(&desk, &[]);
    // Whom the ledger did not know is added later; the other rows are known already.
    let (told, _) = import(&desk, &["--add-staff"]);
    assert_eq!(told["recorded"], 1);
    assert_eq!(told["already_imported"], 5);
    let before = desk.told(&["facts", "--data", "store"]);
    let (told, _) = import(&desk, &["--add-staff"]);
    assert_eq!(
        (&told["recorded"], &told["already_imported"]),
        (&0.into(), &6.into())
    );
    assert_eq!(desk.told(&["facts", "--data", "store"]), before);
    desk.told(&["verify", "--data", "store"]);
}

/// What became of each row, by its number.
fn rows(told: &[Value]) -> BTreeMap<u64, String> {
    let rows = told.iter().map(|row| {
        let became = row["became"].as_str().unwrap();
        (row["row"].as_u64().unwrap(), became.to_owned())
    });
    rows.collect()
}

#[test]
fn a_whole_register_is_taken_in_as_it_is_judged() {
    let (desk, _) = Desk::new();
    fs::copy(SAMPLE, desk.path("register.xlsx")).unwrap();
    let words = ["import", "--data", "store", "register.xlsx", "--add-staff"];
    let output = desk.run(&[&words[..], &["--json"]].concat());
    assert_eq!(output.status.code(), Some(1));
    let told: Value = serde_json::from_slice(&output.stdout).unwrap();
    let mut columns = told["columns"].as_array().unwrap().iter();
    assert!(columns.any(|column| column["key"] == "phone" && column["header"] == "联系电话"));
    assert_eq!(told["recorded"], 1469);
    let rejected = told["rejected"].as_array().unwrap();
    assert_eq!((rejected.len(), &rejected[0]["row"]), (31, &52.into()));
    let problem = rejected[0]["problems"][0].as_str().unwrap();
    assert!(problem.starts_with("电话"), "{problem}");

    let policy = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies/1-showroom");
    let policy = policy.display().to_string();
    let words = [
        "judge",
        "register.xlsx",
        "--at",
        "2026-04-02",
        "--all",
        "--json",
    ];
    let judged = desk.told(&[&words[..], &["--policy", &policy]].concat());
    let judged: Value = serde_json::from_str(&judged).unwrap();
    let customers = judged["customers"].as_array().unwrap().iter();
    let judged: Vec<Value> = customers
        .flat_map(|customer| customer["rows"].as_array().unwrap().clone())
        .collect();
    assert_eq!(rows(told["rows"].as_array().unwrap()), rows(&judged));
    desk.told(&["verify", "--data", "store"]);
}

#[test]
fn what_is_no_register_is_refused_whole() {
    let (desk, _) = Desk::new();
    fs::write(desk.path("register.csv"), "甲,乙\n1,2\n").unwrap();
    let output = desk.run(&["import", "--data", "store", "register.csv"]);
    assert_eq!(output.status.code(), Some(1));
    let output = desk.run(&["import", "--data", "store", "missing.csv"]);
    assert_eq!(output.status.code(), Some(3));
    assert!(text(&output.stderr).contains("missing.csv"));
}
