//! A small company with a ledger of its own, worked through the binary.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

const COMPANY: &str = "[people]\n司徒 = \"甲队 sales\"\n欧阳 = \"乙队 sales\"\n";

/// A folder with a ledger under the showroom's regulation.
pub(crate) struct Desk {
    folder: TempDir,
}

/// What a command said.
pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

impl Desk {
    pub(crate) fn new() -> (Desk, String) {
        Desk::under("1-showroom")
    }

    /// The same under another regulation.
    pub(crate) fn under(regulation: &str) -> (Desk, String) {
        let desk = Desk {
            folder: TempDir::new().unwrap(),
        };
        fs::write(desk.path("company.toml"), COMPANY).unwrap();
        let policy = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies");
        let policy = policy.join(regulation);
        let founded = desk.run(&[
            "init",
            "--data",
            "store",
            "--policy",
            &policy.display().to_string(),
            "--company",
            "company.toml",
        ]);
        assert!(founded.status.success(), "{}", text(&founded.stderr));
        let key = text(&founded.stdout).trim().to_owned();
        (desk, key)
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn run(&self, words: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_baobei"))
            .args(words)
            .current_dir(self.folder.path())
            .output()
            .unwrap()
    }

    /// Standard output of a command that ends well.
    pub(crate) fn told(&self, words: &[&str]) -> String {
        let output = self.run(words);
        assert!(
            output.status.success(),
            "{words:?}: {}",
            text(&output.stderr)
        );
        text(&output.stdout)
    }

    pub(crate) fn register(&self, by: &str, phone: &str) -> String {
        let phone = format!("phone={phone}");
        let words = [
            "register",
            "--data",
            "store",
            "--by",
            by,
            "--visited",
            "--receipt",
            "receipt.txt",
        ];
        self.told(&[&words[..], &["name=陈远", &phone]].concat())
    }
}
