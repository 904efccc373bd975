//! The verifier in Python, written from the format pages alone, says of every receipt what ours says.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use ledger::log::checkpoint::LogKey;
use ledger::log::receipt::Receipt;
use tempfile::TempDir;

use crate::dice::Dice;
use crate::support::{CHEN, Store};

const MUTATIONS: usize = 260;
/// Those that receipts are made of, and some that they never hold.
const LETTERS: &[u8] = b"0123456789abcdefXYZ+/= \n\r\t-";

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// What the verifier in Python says of each file: whether it is valid; and its exit code.
fn verdicts(key: &str, files: &[PathBuf]) -> (BTreeMap<PathBuf, bool>, Option<i32>) {
    let output = Command::new("python3")
        .arg(repository().join("tools/verify_receipt.py"))
        .arg(key)
        .args(files)
        .output()
        .expect("python3 runs: scripts/test installs it");
    let told = String::from_utf8(output.stdout).unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(errors, "", "the verifier complains");
    let verdicts = told.lines().map(|line| {
        let (path, verdict) = line.split_once(": ").unwrap();
        assert!(verdict.starts_with("valid: ") || verdict.starts_with("refused: "));
        (PathBuf::from(path), verdict.starts_with("valid: "))
    });
    (verdicts.collect(), output.status.code())
}

/// What ours says.
fn is_proved(key: &str, bytes: &[u8]) -> bool {
    let key = LogKey::parse(key).unwrap();
    let text = std::str::from_utf8(bytes);
    text.is_ok_and(|text| Receipt::parse(text).is_ok_and(|receipt| receipt.proved(&key).is_ok()))
}

#[test]
fn both_verifiers_agree_on_the_vectors() {
    let folder = repository().join("vectors");
    let key = fs::read_to_string(folder.join("public-key.txt")).unwrap();
    for (part, is_valid) in [("good", true), ("refused", false)] {
        let files = fs::read_dir(folder.join(part)).unwrap();
        let files: Vec<PathBuf> = files.map(|file| file.unwrap().path()).collect();
        let (verdicts, code) = verdicts(&key, &files);
        assert_eq!(code, Some(i32::from(!is_valid)));
        assert_eq!(verdicts.len(), files.len());
        for (path, verdict) in verdicts {
            let name = path.display();
            assert_eq!(verdict, is_valid, "Python on {name}");
            assert_eq!(
                is_proved(&key, &fs::read(&path).unwrap()),
                is_valid,
                "ours on {name}"
            );
        }
    }
}

#[test]
fn both_verifiers_agree_on_mutated_receipts() {
    let store = Store::showroom();
    let done = store.register("张", CHEN).unwrap();
    let key = store.ledger().log_key().unwrap().to_text();
    let receipt = store.ledger().receipt(done.seq).unwrap().to_text();
    let folder = TempDir::new().unwrap();
    let mut dice = Dice::new("mutated receipts");
    let mut files = Vec::new();
    for number in 0..=MUTATIONS {
        let mut bytes = receipt.clone().into_bytes();
        // The first stays as it is, and some are changed more than once.
        for _ in 0..number.min(1 + number % 3) {
            mutate(&mut bytes, &mut dice);
        }
        let path = folder.path().join(format!("{number:03}"));
        fs::write(&path, bytes).unwrap();
        files.push(path);
    }
    let (verdicts, _) = verdicts(&key, &files);
    assert!(verdicts[&files[0]], "the receipt itself is refused");
    let mut refused = 0;
    for path in &files {
        let bytes = fs::read(path).unwrap();
        let ours = is_proved(&key, &bytes);
        let text = String::from_utf8_lossy(&bytes);
        assert_eq!(verdicts[path], ours, "ours and Python's verdict on\n{text}");
        assert!(
            !ours || bytes == receipt.as_bytes(),
            "accepted though changed:\n{text}"
        );
        refused += u32::from(!ours);
    }
    assert!(refused >= 200, "only {refused} receipts were changed");
}

/// Changes a byte, a bit, a line, or the end.
fn mutate(bytes: &mut Vec<u8>, dice: &mut Dice) {
    let at = dice.below(bytes.len());
    match dice.below(8) {
        0 => bytes[at] ^= 1 << dice.below(8),
        1 => drop(bytes.remove(at)),
        2 => bytes.insert(at, bytes[at]),
        3 => bytes.truncate(at.max(1)),
        4 => bytes[at] = LETTERS[dice.below(LETTERS.len())],
        5 => bytes.insert(at, LETTERS[dice.below(LETTERS.len())]),
        kind => {
            let mut lines: Vec<&[u8]> = bytes.split(|byte| *byte == b'\n').collect();
            let (one, other) = (dice.below(lines.len()), dice.below(lines.len()));
            match kind {
                6 => lines.swap(one, other),
                _ => lines[one] = lines[other],
            }
            *bytes = lines.join(&b'\n');
        }
    }
}
