//! A receipt by itself, and bytes on disk.

use std::path::Path;
use std::process::Command;
use std::time::Instant;

use crate::figure::{Bar, Pair, line, middle};
use crate::load::millis;
use crate::ours::Ours;
use crate::{Bases, Size};

/// Bytes on disk for each customer, both closed.
pub(crate) fn bytes(size: &Size, bases: &Bases) {
    let ours: u64 = std::fs::read_dir(bases.ours())
        .expect("a folder")
        .map(|entry| entry.expect("a file").metadata().expect("its size").len())
        .sum();
    let raw = bases.raw().metadata().expect("a file").len();
    let per_customer = |bytes: u64| bytes as f64 / size.base as f64;
    let pair = Pair(per_customer(ours), per_customer(raw));
    line(
        "bytes for each customer",
        "bytes",
        "raw table",
        pair,
        &Bar::AtMost(2.5),
    );
}

/// `baobei receipt verify` as a whole process, of the program as it is now.
pub(crate) fn receipt(target: &Path, ours: &Ours) {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let built = Command::new(cargo)
        .args([
            "build",
            "--quiet",
            "--locked",
            "--release",
            "--package",
            "baobei",
            "--target-dir",
        ])
        .arg(target)
        .status();
    assert!(built.expect("cargo runs").success(), "the program is built");
    let program = target.join("release/baobei");
    let receipt = ours.ledger.receipt(60).expect("a receipt");
    let file = target.join("bench-ledger/receipt.txt");
    let key = ours.ledger.log_key().expect("a key").to_text();
    std::fs::write(&file, receipt.to_text()).expect("a file");
    let verify = |_| {
        let start = Instant::now();
        let done = Command::new(&program)
            .args(["receipt", "verify", "--key", &key])
            .arg(&file)
            .output()
            .expect("a process");
        assert!(
            done.status.success(),
            "{}",
            String::from_utf8_lossy(&done.stderr)
        );
        Pair(millis(start.elapsed()), 5.0)
    };
    let times = (0..21).map(verify).collect();
    line(
        "receipt verify, the whole process",
        "ms",
        "limit",
        middle(times),
        &Bar::AtMost(1.0),
    );
}
