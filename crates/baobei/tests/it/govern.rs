//! A company with several regulations, by the binary.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::desk::{Desk, text};

/// Writes the showroom's regulation, changed, into a folder of its own.
fn write_pack(desk: &Desk, folder: &str, changes: &[(&str, &str)]) {
    let showroom = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies/1-showroom");
    let mut pack = fs::read_to_string(showroom.join("pack.toml")).unwrap();
    for (old, new) in changes {
        assert!(pack.contains(old), "{old}");
        pack = pack.replace(old, new);
    }
    fs::create_dir_all(desk.path(folder)).unwrap();
    fs::write(desk.path(folder).join("pack.toml"), pack).unwrap();
    let regulation = fs::read(showroom.join("regulation.md")).unwrap();
    fs::write(desk.path(folder).join("regulation.md"), regulation).unwrap();
}

/// 甲队 under the showroom's regulation, 乙队 under the furnishing department's.
fn desk_with_two() -> Desk {
    let (desk, _) = Desk::new();
    let changes = [
        ("name = \"showroom\"", "name = \"furnishing\""),
        ("扫描归档当天登记", "拍照存档"),
        ("for = \"30 days\"", "for = \"10 days\""),
    ];
    write_pack(&desk, "furnishing", &changes);
    let told = desk.told(&["publish", "--data", "store", "furnishing"]);
    assert!(told.contains("furnishing"), "{told}");
    govern(&desk, &["--unit", "乙队", "--regulation", "furnishing"]);
    desk
}

fn govern(desk: &Desk, more: &[&str]) -> String {
    desk.told(&[&["govern", "--data", "store"], more].concat())
}

fn refused(desk: &Desk, words: &[&str]) -> String {
    let output = desk.run(words);
    assert_eq!(output.status.code(), Some(1), "{words:?}");
    text(&output.stderr)
}

#[test]
fn each_unit_registers_under_its_own_regulation() {
    let desk = desk_with_two();
    let listed = govern(&desk, &["--json"]);
    let listed: Vec<Value> = listed
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(listed[0]["units"], serde_json::json!(["甲队"]));
    assert_eq!(listed[1]["regulation"], "furnishing");
    assert_eq!(listed[1]["units"], serde_json::json!(["乙队"]));
    let first = desk.register("司徒", "13900000001");
    let second = desk.register("欧阳", "13900000001");
    assert!(
        first.contains("甲队") && second.contains("乙队"),
        "{second}"
    );
    assert!(!second.contains("撞单"), "{second}");
    // Duties are called what the regulation of their case calls them.
    let due = ["due", "--data", "store", "--until", "2099-01-01"];
    let due = desk.told(&due);
    assert!(
        due.contains("扫描归档当天登记") && due.contains("拍照存档"),
        "{due}"
    );
    desk.told(&["verify", "--data", "store"]);
}

#[test]
fn whatever_is_no_regulation_or_unit_is_named() {
    let desk = desk_with_two();
    let before = desk.told(&["facts", "--data", "store"]);
    let base = ["govern", "--data", "store", "--unit"];
    let unknown = refused(
        &desk,
        &[&base[..], &["乙队", "--regulation", "garden"]].concat(),
    );
    assert!(
        unknown.contains("garden") && unknown.contains("showroom, furnishing"),
        "{unknown}"
    );
    let nobody = refused(
        &desk,
        &[&base[..], &["丁队", "--regulation", "showroom"]].concat(),
    );
    assert!(nobody.contains("丁队"), "{nobody}");
    write_pack(&desk, "bad", &[("rule = \"lapse\"", "rule = \"laps\"")]);
    let bad = refused(&desk, &["publish", "--data", "store", "bad"]);
    assert!(
        bad.contains("bad/pack.toml") && bad.contains("laps"),
        "{bad}"
    );
    write_pack(&desk, "late", &[("\"2026-01-01\"", "\"2026-01-02\"")]);
    let late = refused(&desk, &["publish", "--data", "store", "late"]);
    assert!(late.contains("2026-01-02"), "{late}");
    assert_eq!(desk.told(&["facts", "--data", "store"]), before);
    write_pack(&desk, "later", &[("\"2026-01-01\"", "\"2099-01-02\"")]);
    let told = desk.told(&["publish", "--data", "store", "later"]);
    assert!(
        told.contains("第 2 个版本") && told.contains("2099-01-02"),
        "{told}"
    );
}

#[test]
fn a_register_is_imported_under_the_regulation_it_was_kept_by() {
    let desk = desk_with_two();
    let register = "来访日期,置业顾问,团队,客户姓名,联系电话\n\
        2026-03-02,司徒,甲队,陈远,13900000001\n\
        2026-03-03,欧阳,乙队,陈远,13900000001\n\
        2026-03-04,慕容,丙队,周舟,13900000002\n";
    fs::write(desk.path("register.csv"), register).unwrap();
    let words = ["import", "--data", "store", "--json", "register.csv"];
    let import = |more: &[&str]| -> Value {
        let output = desk.run(&[&words[..], more].concat());
        serde_json::from_slice(&output.stdout).unwrap()
    };
    let own = import(&["--regulation", "furnishing", "--add-staff"]);
    assert_eq!(own["rejected"][0]["row"], 2);
    let why = own["rejected"][0]["problems"][0].to_string();
    assert!(why.contains("--regulation showroom"), "{why}");
    assert_eq!(own["rejected"].as_array().unwrap().len(), 1);
    // Whoever was added is in a unit of this regulation.
    let listed = govern(&desk, &["--json"]);
    assert!(listed.lines().nth(1).unwrap().contains("丙队"), "{listed}");
    let others = import(&[]);
    let rows = others["rows"].as_array().unwrap();
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0]["became"], "取得");
    desk.told(&["verify", "--data", "store"]);
}

#[test]
fn a_ledger_is_founded_with_several_regulations() {
    let (desk, _) = Desk::new();
    write_pack(&desk, "one", &[]);
    write_pack(
        &desk,
        "two",
        &[("name = \"showroom\"", "name = \"furnishing\"")],
    );
    write_pack(&desk, "three", &[("\"2026-01-01\"", "\"2026-02-01\"")]);
    let words = ["init", "--data", "other", "--company", "company.toml"];
    let policies = ["--policy", "one", "--policy", "two", "--policy", "three"];
    desk.told(&[&words[..], &policies].concat());
    let listed = desk.told(&["govern", "--data", "other", "--json"]);
    let versions: Vec<Value> = listed
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap()["versions"].take())
        .collect();
    assert_eq!(versions, [2, 1]);
    desk.told(&["verify", "--data", "other"]);
}
