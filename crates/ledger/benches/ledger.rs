//! Times the ledger against raw engines that keep no promise but durability, in turns within one run.
//!
//! `--quick` is the size for CI: a base of 10,000 customers. `--reuse` takes the base that the run before
//! made with the same program. `--postgres` measures on PostgreSQL only, `--checks` the duplicate check only,
//! `--verify` verifying only. Disk: `target/bench-ledger`, whatever it lies on.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a bench reads the clock and files, prints, and stops at the first surprise"
)]

#[path = "ledger/checks.rs"]
mod checks;
#[expect(
    dead_code,
    clippy::unwrap_used,
    reason = "the tests' server, which they also crash"
)]
#[path = "../tests/it/postgres.rs"]
mod cluster;
#[path = "ledger/customers.rs"]
mod customers;
#[path = "../../ruling/benches/judge/figure.rs"]
mod figure;
#[path = "ledger/load.rs"]
mod load;
#[path = "ledger/ours.rs"]
mod ours;
#[path = "ledger/postgres.rs"]
mod postgres;
#[path = "ledger/process.rs"]
mod process;
#[path = "ledger/proofs.rs"]
mod proofs;
#[path = "ledger/raw.rs"]
mod raw;
#[path = "ledger/registering.rs"]
mod registering;
#[path = "ledger/verifying.rs"]
mod verifying;

use std::fs;
use std::path::{Path, PathBuf};

use crate::ours::Ours;
use crate::raw::Raw;

/// How much is measured.
pub(crate) struct Size {
    /// Customers in the store before anything is measured.
    pub(crate) base: u64,
    /// Customers in the store it is compared with.
    pub(crate) small: u64,
    pub(crate) rounds: usize,
    /// Rows of a turn of one client; more clients get more.
    pub(crate) turn: u64,
    pub(crate) checks: u64,
}

const FULL: Size = Size {
    base: 1_000_000,
    small: 10_000,
    rounds: 5,
    turn: 4_000,
    checks: 20_000,
};

/// For continuous integration: to see that it runs.
const QUICK: Size = Size {
    base: 10_000,
    small: 1_000,
    rounds: 3,
    turn: 200,
    checks: 3_000,
};

/// The stores of a run.
pub(crate) struct Bases {
    folder: PathBuf,
}

impl Bases {
    pub(crate) fn ours(&self) -> PathBuf {
        self.folder.join("ours")
    }

    pub(crate) fn raw(&self) -> PathBuf {
        self.folder.join("raw.sqlite3")
    }

    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// A store of a company without customers.
    pub(crate) fn empty(&self) -> PathBuf {
        let folder = self.file("empty");
        if !folder.exists() {
            drop(Ours::found(&folder));
        }
        folder
    }

    fn seed(&self, base: u64, reuse: bool) {
        if reuse && self.ours().exists() {
            return;
        }
        if self.folder.exists() {
            fs::remove_dir_all(&self.folder).expect("old stores removed");
        }
        fs::create_dir_all(&self.folder).expect("a folder");
        Ours::found(&self.ours()).fill(base);
        Raw::sqlite(&self.raw()).fill(base);
    }
}

/// Customers that are in no base yet, handed out in stretches.
pub(crate) struct Fresh(u64);

impl Fresh {
    pub(crate) fn take(&mut self, count: u64) -> std::ops::Range<u64> {
        let first = self.0;
        self.0 += count;
        first..self.0
    }
}

/// A figure that no bar is set for.
pub(crate) fn told(name: &str, value: f64, unit: &str) {
    println!("{name}\t{}\t{unit}\t-\t-\t-\t-\t-", figure::written(value));
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    if process::is_child(&words) {
        return;
    }
    let size = if words.contains(&"--quick") {
        QUICK
    } else {
        FULL
    };
    let target = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target");
    let target = target
        .canonicalize()
        .expect("the folder that this was built in");
    let bases = Bases {
        folder: target.join(format!("bench-ledger/{}", size.base)),
    };
    registering::tell_sync(&target);
    if words.contains(&"--postgres") {
        let own = tempfile::tempdir_in(&target).expect("a folder");
        let own = Bases {
            folder: own.path().to_owned(),
        };
        return postgres::run(&size, &own, &mut Fresh(size.base));
    }
    bases.seed(size.base, words.contains(&"--reuse"));
    if words.contains(&"--verify") {
        return verifying::run(&size, &bases);
    }
    if words.contains(&"--checks") {
        let mut fresh = Fresh(size.base + registering::since_base(&bases.raw(), size.base));
        return checks::run(&size, &bases, &Ours::open(&bases.ours()), &mut fresh);
    }
    proofs::bytes(&size, &bases);
    process::start_and_memory(&bases);
    // Above whatever an earlier run with this base may have added.
    let mut fresh = Fresh(size.base + registering::since_base(&bases.raw(), size.base));
    let ours = Ours::open(&bases.ours());
    let raw = Raw::sqlite(&bases.raw());
    registering::against_raw(&size, &bases, &ours, &raw, &mut fresh);
    registering::against_small(&size, &bases, &ours, &mut fresh);
    checks::run(&size, &bases, &ours, &mut fresh);
    postgres::run(&size, &bases, &mut fresh);
    proofs::receipt(&target, &ours);
    drop(ours);
    drop(raw);
    verifying::run(&size, &bases);
    process::after_kill(&bases);
    if !words.contains(&"--reuse") {
        fs::remove_dir_all(&bases.folder).expect("stores removed");
    }
}
