//! The command line by the binary itself: help, refusals, exit codes, in both languages.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;

/// Runs the program in the project's folder.
pub(crate) fn run(words: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_baobei"))
        .args(words)
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("../.."))
        .output()
        .unwrap()
}

pub(crate) fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

pub(crate) fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

pub(crate) fn code(output: &Output) -> i32 {
    output.status.code().unwrap()
}

/// A file of this test alone.
pub(crate) fn file(name: &str, bytes: &[u8]) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("cli");
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join(name);
    std::fs::write(&path, bytes).unwrap();
    path
}

fn is_chinese(text: &str) -> bool {
    text.chars()
        .any(|letter| ('\u{4e00}'..='\u{9fff}').contains(&letter))
}

#[test]
fn help_is_data_and_chinese_unless_english_is_asked_for() {
    for words in [&["--help"][..], &["-h"], &["help"]] {
        let help = run(words);
        assert_eq!(code(&help), 0);
        assert!(out(&help).contains("用法：baobei <命令>"), "{}", out(&help));
        assert!(err(&help).is_empty());
    }
    let help = run(&["--lang", "en", "policy", "lint", "--help"]);
    assert!(out(&help).starts_with("Check packs"), "{}", out(&help));
    assert!(!is_chinese(&out(&help)));
    let help = run(&["help", "judge", "--lang=en"]);
    assert!(out(&help).contains("Usage: baobei judge [FILE] --policy DIR [OPTIONS]"));
    assert!(out(&run(&["-V"])).starts_with("baobei "));
}

#[test]
fn what_cannot_be_meant_is_refused_with_what_was_probably_meant() {
    let cases: [(&[&str], &str, &str); 7] = [
        (
            &["jugde"],
            "没有名为 `jugde` 的命令\n是不是 `judge`？",
            "there is no command `jugde`\ndid you mean `judge`?",
        ),
        (
            &["judge", "--polcy", "x"],
            "不认识 `--polcy`\n是不是 `--policy`？",
            "`--polcy` is not known here\ndid you mean `--policy`?",
        ),
        (
            &["judge", "x.xlsx"],
            "缺少 --policy 文件夹",
            "--policy DIR is missing",
        ),
        (
            &["judge", "x.xlsx", "--policy"],
            "--policy 文件夹 后面要写一个值",
            "--policy DIR needs a value",
        ),
        (
            &["judge", "--policy", "p", "--known", "2026-01-01", "x.csv"],
            "--known 要和 --facts 一起用",
            "--known goes with --facts",
        ),
        (&["calendar", "due"], "缺少 ", " is missing"),
        (
            &["policy"],
            "请在后面写上要做什么",
            "say what is to be done",
        ),
    ];
    for (words, zh, en) in cases {
        let refused = run(words);
        assert_eq!(code(&refused), 2, "{words:?}");
        assert!(err(&refused).contains(zh), "{words:?}: {}", err(&refused));
        assert!(out(&refused).is_empty());
        let refused = run(&[&["--lang", "en"], words].concat());
        assert_eq!(code(&refused), 2, "{words:?}");
        assert!(err(&refused).contains(en), "{words:?}: {}", err(&refused));
        assert!(!is_chinese(&err(&refused)), "{}", err(&refused));
    }
    assert!(
        err(&run(&["--lang", "fr", "policy", "lint"])).contains("可以写 zh、en")
            || err(&run(&["--lang", "fr", "policy", "lint"])).contains("可以写 zh en")
    );
}

#[test]
fn a_folder_that_is_none_is_unreadable_in_the_readers_language() {
    let missing = run(&["policy", "lint", "no/such"]);
    assert_eq!(code(&missing), 3);
    assert!(
        err(&missing).contains("无法读取 no/such：没有这个文件或文件夹"),
        "{}",
        err(&missing)
    );
    let missing = run(&["--lang", "en", "scenario", "docs"]);
    assert_eq!(code(&missing), 3);
    assert!(
        err(&missing).contains("docs holds no pack.toml"),
        "{}",
        err(&missing)
    );
    let missing = run(&[
        "--lang",
        "en",
        "judge",
        "docs",
        "--policy",
        "policies/1-showroom",
    ]);
    assert_eq!(code(&missing), 3);
    assert!(
        err(&missing).contains("this is a folder"),
        "{}",
        err(&missing)
    );
    let several = run(&["judge", "x.csv", "--policy", "policies"]);
    assert_eq!(code(&several), 2);
    assert!(err(&several).contains("有几个制度包"));
}

#[test]
fn whoever_stops_reading_ends_the_program_quietly() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_baobei"))
        .args(["policy", "rules"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let ended = child.wait_with_output().unwrap();
    assert_eq!(err(&ended), "");
    assert_eq!(code(&ended), 0);
}

#[test]
fn a_deadline_names_the_days_passed_over_and_their_notice() {
    let due = run(&["calendar", "due", "5 个工作日", "--from", "2026-02-13"]);
    assert_eq!(code(&due), 0);
    assert!(
        out(&due).starts_with("2026-02-27 24:00 止"),
        "{}",
        out(&due)
    );
    assert!(out(&due).contains("2026-02-14 周六  第 1 天，周末调休上班"));
    assert!(
        out(&due)
            .contains("2026-02-16 周一  放假，不算《国务院办公厅关于2026年部分节假日安排的通知")
    );
    let due = run(&[
        "--lang",
        "en",
        "calendar",
        "due",
        "20 open minutes",
        "--from",
        "2026-03-05 20:50",
        "--hours",
        "09:00-21:00",
    ]);
    assert!(
        out(&due).starts_with("until 2026-03-06 09:10:00"),
        "{}",
        out(&due)
    );
    let due = run(&[
        "--json",
        "calendar",
        "due",
        "day 3 10:30",
        "--from",
        "2026-03-05",
        "--zone",
        "Europe/Berlin",
    ]);
    let due: Value = serde_json::from_slice(&due.stdout).unwrap();
    assert_eq!(due["until"]["before"], "2026-03-07T10:30:01+01:00");
}

#[test]
fn a_deadline_that_cannot_be_counted_says_why() {
    let late = run(&[
        "--lang",
        "en",
        "calendar",
        "due",
        "5 working days",
        "--from",
        "2026-12-24",
    ]);
    assert_eq!(code(&late), 1);
    assert!(
        err(&late).contains("no holidays for 2027"),
        "{}",
        err(&late)
    );
    for (words, zh) in [
        (
            ["calendar", "due", "5 fortnights", "--from", "2026-01-01"],
            "不是期限",
        ),
        (
            ["calendar", "due", "5 days", "--from", "gestern"],
            "--from `gestern` 不是时刻",
        ),
    ] {
        let wrong = run(&words);
        assert_eq!(code(&wrong), 2);
        assert!(err(&wrong).contains(zh), "{}", err(&wrong));
    }
}

#[test]
fn a_companys_calendar_goes_before_the_notice() {
    let own = file("own.toml", "[company]\noff = [\"2026-03-04\"]\n".as_bytes());
    let own = own.to_str().unwrap();
    let due = run(&[
        "calendar",
        "due",
        "2 working days",
        "--from",
        "2026-03-03",
        "--calendar",
        own,
    ]);
    assert!(out(&due).starts_with("2026-03-06 24:00"), "{}", out(&due));
    assert!(
        out(&due).contains("放假，不算《公司日历文件》"),
        "{}",
        out(&due)
    );
    let bad = file(
        "bad.toml",
        "[company]\noff = [\"2026-3-4\"]\nextra = 1\n".as_bytes(),
    );
    let bad = run(&[
        "scenario",
        "policies/2-product-sales",
        "--calendar",
        bad.to_str().unwrap(),
    ]);
    assert_eq!(code(&bad), 1);
    assert!(err(&bad).contains("bad.toml:2:8"), "{}", err(&bad));
    assert!(err(&bad).contains("bad.toml:3:1"), "{}", err(&bad));
}

#[test]
fn a_regulation_is_shown_with_rules_and_scenarios() {
    let shown = run(&["policy", "show", "policies/1-showroom", "--clause", "三.4"]);
    assert_eq!(code(&shown), 0);
    for part in [
        "三.4 ",
        "protect：",
        "for = 30 天",
        "3-4-last-second-of-the-thirtieth-day",
    ] {
        assert!(out(&shown).contains(part), "{part} in {}", out(&shown));
    }
    let shown = run(&[
        "--lang",
        "en",
        "--json",
        "policy",
        "show",
        "policies/7-auto-dealer",
    ]);
    let shown: Value = serde_json::from_slice(&shown.stdout).unwrap();
    let clauses = shown["clauses"].as_array().unwrap();
    assert!(clauses.len() > 20);
    assert!(
        clauses
            .iter()
            .all(|clause| !clause["rules"].as_array().unwrap().is_empty())
    );
    let wrong = run(&[
        "--lang",
        "en",
        "policy",
        "show",
        "policies/1-showroom",
        "--clause",
        "三.44",
    ]);
    assert_eq!(code(&wrong), 2);
    assert!(
        err(&wrong).contains("did you mean `三.4`?"),
        "{}",
        err(&wrong)
    );
}

#[test]
fn scenarios_are_told_for_programs_too() {
    let run = run(&["--json", "scenario", "policies/2-product-sales"]);
    assert_eq!(code(&run), 0);
    let report: Value = serde_json::from_slice(&run.stdout).unwrap();
    assert_eq!(report["failed"], 0);
    assert!(report["passed"].as_u64().unwrap() > 10);
}
