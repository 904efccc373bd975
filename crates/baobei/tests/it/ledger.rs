//! A ledger lived from the command line.

use std::fs;

use crate::desk::{Desk, text};

#[test]
fn a_registration_is_made_checked_judged_proved_erased_and_verified() {
    let (desk, key) = Desk::new();
    let told = desk.register("司徒", "13900000001");
    assert!(told.contains("甲队"), "{told}");
    let held = desk.told(&[
        "check",
        "--data",
        "store",
        "--by",
        "欧阳",
        "phone=139 0000 0001",
    ]);
    assert!(held.contains("甲队") && !held.contains("司徒"), "{held}");
    let second = desk.register("欧阳", "13900000001");
    assert!(second.contains("撞单"), "{second}");
    let valid = desk.told(&["receipt", "verify", "receipt.txt", "--key", &key]);
    assert!(valid.contains("有效"), "{valid}");
    let entries = desk.told(&["facts", "--data", "store", "--json"]);
    let first = entries
        .lines()
        .find(|line| line.contains("visited"))
        .unwrap();
    let entry: serde_json::Value = serde_json::from_str(first).unwrap();
    let case = entry["case"].to_string();
    let ruling = desk.told(&["case", "--data", "store", &case]);
    assert!(ruling.contains("甲队"), "{ruling}");
    desk.told(&["erase", "--data", "store", &case, "--by", "司徒"]);
    let free = desk.told(&[
        "check",
        "--data",
        "store",
        "--by",
        "欧阳",
        "phone=13900000001",
    ]);
    assert!(free.contains("无人"), "{free}");
    desk.told(&["verify", "--data", "store"]);
    let output = desk.run(&["verify", "--data", "store", "--log-only"]);
    assert!(output.status.success());
    let told = text(&output.stderr);
    assert!(told.contains("派生的没有核对：0 处"), "{told}");
    // What was proved before stays proved.
    desk.told(&["receipt", "verify", "receipt.txt", "--key", &key]);
}

#[test]
fn a_changed_receipt_is_refused() {
    let (desk, key) = Desk::new();
    desk.register("司徒", "13900000001");
    let receipt = fs::read_to_string(desk.path("receipt.txt")).unwrap();
    let changed = receipt.replacen("index ", "index 1", 1);
    fs::write(desk.path("receipt.txt"), changed).unwrap();
    let output = desk.run(&["receipt", "verify", "receipt.txt", "--key", &key]);
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn a_ledger_is_kept() {
    let (desk, _) = Desk::new();
    desk.register("司徒", "13900000001");
    desk.told(&["rotate-keys", "--data", "store"]);
    desk.told(&["backup", "--data", "store", "copy.sqlite3"]);
    desk.told(&["rebuild", "--data", "store"]);
    desk.told(&["verify", "--data", "store"]);
    let restored = [
        "restore",
        "--data",
        "new",
        "--keys",
        "store/keys",
        "copy.sqlite3",
        "--signed",
        "store/high-water",
    ];
    desk.told(&restored);
    desk.told(&["verify", "--data", "new", "--keys", "store/keys"]);
}

#[test]
fn a_damaged_copy_is_not_restored() {
    let (desk, _) = Desk::new();
    desk.register("司徒", "13900000001");
    desk.told(&["backup", "--data", "store", "copy.sqlite3"]);
    let restore = |copy: &str, keys: &str| {
        let output = desk.run(&["restore", "--data", "new", "--keys", keys, copy]);
        (output.status.code(), text(&output.stderr))
    };
    let whole = fs::read(desk.path("copy.sqlite3")).unwrap();
    fs::write(desk.path("photo"), "a photo, no backup").unwrap();
    let (code, told) = restore("photo", "store/keys");
    assert_eq!(code, Some(1), "{told}");
    assert!(told.contains("不是报备的备份"), "{told}");
    let half = whole.get(..whole.len() / 2).unwrap();
    fs::write(desk.path("half.sqlite3"), half).unwrap();
    let (code, told) = restore("half.sqlite3", "store/keys");
    assert_eq!(code, Some(1), "{told}");
    assert!(told.contains("损坏"), "{told}");
    let (other, _) = Desk::new();
    let keys = other.path("store/keys").display().to_string();
    let (_, told) = restore("copy.sqlite3", &keys);
    assert!(told.contains("密钥"), "{told}");
    assert!(!desk.path("new/ledger.sqlite3").exists());
    let (code, told) = restore("copy.sqlite3", "store/keys");
    assert_eq!(code, Some(0), "{told}");
    assert!(told.contains("全部无误"), "{told}");
    // Nothing is restored over a ledger.
    let (code, _) = restore("copy.sqlite3", "store/keys");
    assert_ne!(code, Some(0));
}

#[test]
fn bad_input_is_named_and_nothing_is_recorded() {
    let (desk, _) = Desk::new();
    let before = desk.told(&["facts", "--data", "store"]);
    for (words, cause) in [
        (vec!["--by", "司徒", "name=陈远", "phone=12"], "电话"),
        (vec!["--by", "无此人", "phone=13900000001"], "无此人"),
        (
            vec!["--by", "司徒", "colour=red", "phone=13900000001"],
            "colour",
        ),
        (vec!["--by", "司徒", "name=陈远"], "辨认"),
        (vec!["--by", "司徒", "phone=13900000001"], "二.1"),
        // Nor is the visit that came with it.
        (
            vec!["--by", "司徒", "--visited", "phone=13900000001"],
            "二.1",
        ),
    ] {
        let output = desk.run(&[&["register", "--data", "store"], &words[..]].concat());
        let told = text(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{words:?}: {told}");
        assert!(told.contains(cause), "{words:?}: {told}");
        assert!(!told.contains("13900000001"), "{told}");
    }
    assert_eq!(desk.told(&["facts", "--data", "store"]), before);
}

#[test]
fn a_masked_number_is_of_the_case_that_whoever_registers_names() {
    let (desk, _) = Desk::new();
    desk.register("司徒", "139****0001");
    let case = desk.told(&["holds", "--data", "store", "--json"]);
    let case: serde_json::Value = serde_json::from_str(case.trim()).unwrap();
    let case = case["case"].to_string();
    let register = |words: &[&str]| {
        let command = ["register", "--data", "store", "--by", "欧阳", "--visited"];
        desk.run(&[&command[..], words].concat())
    };
    let masked = ["name=陈远", "phone=139****0001"];
    let named = register(&[&["--case", &case], &masked[..]].concat());
    let told = text(&named.stdout);
    assert!(
        told.contains(&format!("案卷 {case}")) && told.contains("撞单"),
        "{told}"
    );
    let waits = text(&register(&masked).stdout);
    assert!(waits.contains("待定"), "{waits}");
    let other = register(&["--case", &case, "name=陈远", "phone=138****0001"]);
    let told = text(&other.stderr);
    assert_eq!(other.status.code(), Some(1), "{told}");
    assert!(
        told.contains("phone") && told.contains(&format!("{case} 号案卷")),
        "{told}"
    );
    assert!(!told.contains("0001"), "{told}");
    desk.told(&["verify", "--data", "store"]);
}

/// What a sentence says apart from technical detail, which may stand in brackets in the system's English.
fn outside_brackets(told: &str) -> String {
    let parts = told.split('（');
    let parts = parts.map(|part| part.rsplit('）').next().unwrap());
    parts.collect()
}

#[test]
fn what_goes_wrong_below_is_told_in_chinese_first_and_in_whole_english_sentences() {
    let (desk, _) = Desk::new();
    desk.told(&["backup", "--data", "store", "copy.sqlite3"]);
    let backup = ["backup", "--data", "store", "copy.sqlite3"];
    let verify = ["verify", "--data", "store"];
    for (words, zh, en) in [
        (
            &backup[..],
            "已有这个文件，请换一个名字",
            "cannot be read or written: check",
        ),
        (
            &verify[..],
            "账本的数据库出错：请",
            "the ledger's database failed: check",
        ),
    ] {
        if words == verify {
            fs::write(desk.path("store/ledger.sqlite3"), "no database").unwrap();
        }
        let output = desk.run(words);
        let told = text(&output.stderr);
        assert_eq!(output.status.code(), Some(3), "{told}");
        assert!(told.contains(zh), "{told}");
        let sentence = outside_brackets(&told).replace("baobei verify", "");
        let (_, sentence) = sentence.split_once("sqlite3").unwrap_or(("", &sentence));
        let is_english = sentence.contains(|letter: char| letter.is_ascii_alphabetic());
        assert!(!is_english, "{told}");
        let told = text(&desk.run(&[words, &["--lang", "en"]].concat()).stderr);
        assert!(told.contains(en), "{told}");
    }
}
