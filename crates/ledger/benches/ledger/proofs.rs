//! Verifying against the bare primitives, a receipt by itself, and bytes on disk.

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use aes_gcm_siv::Aes256GcmSiv;
use rustix::thread::{CpuSet, sched_setaffinity};
use rustix::time::{ClockId, clock_gettime};
use sha2::{Digest, Sha256};

use crate::customers::Customer;
use crate::figure::{Bar, Pair, line, middle};
use crate::load::millis;
use crate::ours::Ours;
use crate::process::child;
use crate::{Bases, Size};

/// Processor time of this whole process.
fn cpu() -> Duration {
    let spent = clock_gettime(ClockId::ProcessCPUTime);
    Duration::new(
        spent.tv_sec.unsigned_abs(),
        u32::try_from(spent.tv_nsec).unwrap_or(0),
    )
}

/// What a child says of a verification on so many cores: seconds, CPU seconds, entries, entries opened.
pub(crate) fn verify_on(folder: &Path, cores: usize) -> String {
    let mut set = CpuSet::new();
    (0..cores).for_each(|core| set.set(core));
    sched_setaffinity(None, &set).expect("cores to run on");
    let ours = Ours::open(folder);
    let (start, before) = (Instant::now(), cpu());
    let found = ours.ledger.verify(&[]).expect("a verification");
    assert!(
        found.damage.is_empty(),
        "untouched, yet damaged: {:?}",
        found.damage.first()
    );
    let (seconds, spent) = (
        start.elapsed().as_secs_f64(),
        (cpu() - before).as_secs_f64(),
    );
    format!("{seconds} {spent} {} {}", found.entries, found.opened)
}

pub(crate) fn verify(bases: &Bases) {
    let on = |cores: &str| -> Vec<f64> {
        let (mut child, _input, text) = child(&["verify", &bases.ours().to_string_lossy(), cores]);
        child.wait().expect("its end");
        text.split_whitespace()
            .map(|word| word.parse().expect("a number"))
            .collect()
    };
    let (one, two) = (on("1"), on("2"));
    let rate = one[2] / one[1];
    let bare = bare(one[3] / one[2]);
    let reference = "opening and hashing the same bytes";
    line(
        "verify, entries",
        "per CPU second",
        reference,
        Pair(rate, bare),
        &Bar::AtLeast(1.0 / 3.0),
    );
    let pair = Pair(two[2] / two[0], one[2] / one[0]);
    line(
        "verify on two cores, entries",
        "per second",
        "one core",
        pair,
        &Bar::AtLeast(1.9),
    );
}

/// Entries per CPU second whose bytes are only opened and hashed: the leaf, the wrapped key, what is sealed,
/// the commitment to both. `opened` is the share of entries that have something sealed.
fn bare(opened: f64) -> f64 {
    let (kek, nonce) = (Aes256GcmSiv::new(&[3; 32].into()), Nonce::from([5; 12]));
    let customers: Vec<Customer> = (0..20_000).map(Customer::new).collect();
    let sealed: Vec<_> = customers
        .iter()
        .map(|customer| {
            let Customer {
                phone, code, name, ..
            } = customer;
            let plain = format!("name {name} phone {phone} id_number {code}");
            let payload = Payload {
                msg: plain.as_bytes(),
                aad: &[1; 16],
            };
            let wrapped = kek.encrypt(
                &nonce,
                Payload {
                    msg: &[9; 32],
                    aad: &[1; 16],
                },
            );
            let sealed = Aes256Gcm::new(&[9; 32].into()).encrypt(&nonce, payload);
            (wrapped.expect("wrapped"), sealed.expect("sealed"))
        })
        .collect();
    let start = cpu();
    for (number, (wrapped, sealed)) in sealed.iter().enumerate() {
        std::hint::black_box(Sha256::digest([number as u8; LEAF]));
        if (number as f64 * opened).fract() >= opened {
            continue;
        }
        let key = kek
            .decrypt(
                &nonce,
                Payload {
                    msg: wrapped,
                    aad: &[1; 16],
                },
            )
            .expect("a key");
        let key: [u8; 32] = key.try_into().expect("32 bytes");
        let payload = Payload {
            msg: sealed,
            aad: &[1; 16],
        };
        let plain = Aes256Gcm::new(&key.into())
            .decrypt(&nonce, payload)
            .expect("opened");
        std::hint::black_box(Sha256::digest([&[0; 18], &key[..]].concat()));
        // The salt: an HMAC is two hashes, each after a block of its own.
        std::hint::black_box(Sha256::digest([0; 64 + 18]));
        std::hint::black_box(Sha256::digest([0; 64 + 32]));
        std::hint::black_box(Sha256::digest([&[0; 82], &plain[..]].concat()));
    }
    sealed.len() as f64 / (cpu() - start).as_secs_f64()
}

/// Bytes of a registration's leaf.
const LEAF: usize = 160;

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
