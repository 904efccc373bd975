//! Settings, worked through the binary.

use std::fs;
use std::process::Command;

use tempfile::TempDir;

use crate::desk::text;

/// What `baobei config` said in a folder with this file, and with what it ended.
fn config(file: &str, words: &[&str], variables: &[(&str, &str)]) -> (String, String, Option<i32>) {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("baobei.toml"), file).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_baobei"))
        .arg("config")
        .args(words)
        .envs(variables.iter().copied())
        .current_dir(folder.path())
        .output()
        .unwrap();
    (
        text(&output.stdout),
        text(&output.stderr),
        output.status.code(),
    )
}

#[test]
fn each_value_is_shown_with_its_source_and_no_secret() {
    let file = "name = \"海川家居\"\npostgres = \"host=db password=otter-barge\"\n";
    let variables = [("BAOBEI_CHECKS_A_DAY", "7")];
    let (told, _, code) = config(file, &["show"], &variables);
    assert_eq!(code, Some(0));
    for line in [
        "name = 海川家居    # baobei.toml 第 1 行",
        "postgres = ********    # baobei.toml 第 2 行",
        "checks_a_day = 7    # 环境变量 BAOBEI_CHECKS_A_DAY",
        "address = 127.0.0.1:8080    # 缺省",
    ] {
        assert!(told.contains(line), "{line} in {told}");
    }
    assert!(!told.contains("otter-barge"));
    let (json, _, _) = config(file, &["show", "--json"], &variables);
    assert!(json.contains("\"key\": \"name\"") && !json.contains("otter-barge"));
}

#[test]
fn a_wrong_setting_stops_the_program_and_says_where_and_what_would_be_right() {
    let file = "# ours\nadress = \"127.0.0.1:1\"\n";
    let (_, told, code) = config(file, &["check"], &[]);
    assert_eq!(code, Some(1));
    assert!(
        told.contains("baobei.toml:2:1") && told.contains("address"),
        "{told}"
    );
    let (_, told, _) = config(file, &["check", "--lang", "en"], &[]);
    assert!(told.contains("no setting adress"), "{told}");
    let open = "address = \"0.0.0.0:8080\"\n";
    let (_, told, code) = config(open, &["check"], &[]);
    assert_eq!(code, Some(2));
    assert!(told.contains("public-url"), "{told}");
    let (told, _, code) = config("idle_minutes = 30\n", &["check"], &[]);
    assert_eq!((told.trim(), code), ("设置没有问题", Some(0)));
}
