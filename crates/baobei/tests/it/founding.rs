//! `baobei init` is killed at any moment: what is there is a whole company or nothing, and a second try ends well.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::desk::text;

/// More than the last entry of a company is entered late.
const PEOPLE: usize = 60;
const ROUNDS: u32 = 12;

fn baobei(folder: &Path, words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_baobei"));
    command.args(words).current_dir(folder);
    command
}

fn folder() -> (TempDir, String) {
    let folder = TempDir::new().unwrap();
    let people = (0..PEOPLE).map(|number| format!("员工{number} = \"{number}队 sales\"\n"));
    let company = format!("[people]\n{}", people.collect::<String>());
    fs::write(folder.path().join("company.toml"), company).unwrap();
    let policy = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies/1-showroom");
    (folder, policy.display().to_string())
}

#[test]
fn killed_at_any_moment_it_leaves_a_whole_company_or_none() {
    let mut whole_time = None;
    for round in 0..=ROUNDS {
        let (folder, policy) = folder();
        let words = ["init", "--data", "store", "--company", "company.toml"];
        let words = [&words[..], &["--policy", &policy]].concat();
        let mut init = baobei(folder.path(), &words);
        init.stdout(Stdio::null()).stderr(Stdio::null());
        let begun = Instant::now();
        let mut child = init.spawn().unwrap();
        match whole_time {
            // How long it takes where nobody disturbs it says when the others are to be killed.
            None => {
                assert!(child.wait().unwrap().success());
                whole_time = Some(begun.elapsed());
            }
            Some(time) => {
                let patience: Duration = time * (round - 1) / ROUNDS;
                std::thread::sleep(patience);
                child.kill().unwrap();
                child.wait().unwrap();
            }
        }
        let again = baobei(folder.path(), &words).output().unwrap();
        let told = text(&again.stderr);
        let is_there_already = again.status.code() == Some(3) && told.contains("已有账本");
        assert!(again.status.success() || is_there_already, "{told}");
        let facts = baobei(folder.path(), &["facts", "--data", "store", "--json"]);
        let facts = text(&{ facts }.output().unwrap().stdout);
        let entries = |kind: &str| facts.matches(&format!("\"kind\":\"{kind}\"")).count();
        let counts = ["staff", "unit", "company"].map(entries);
        assert_eq!(counts, [PEOPLE; 3], "round {round}");
        let verified = baobei(folder.path(), &["verify", "--data", "store"]).output();
        let verified = verified.unwrap();
        assert!(verified.status.success(), "{}", text(&verified.stderr));
        // Whoever did not see it when it was founded sees the public key here.
        let key = text(&verified.stderr);
        assert!(key.contains("公钥 baobei/"), "{key}");
    }
}
