//! The test vectors in `vectors/`, made from fixed keys: other verifiers are checked with them, and so is ours.

#![expect(
    clippy::disallowed_methods,
    reason = "whoever runs the tests says whether the vectors are written anew"
)]

use std::fmt::Write;
use std::fs;
use std::path::PathBuf;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::SigningKey;
use ruling::calendar::Instant;
use ruling::fact::{Answer, Fact, FactKind, Particulars, Ref, StaffId};
use ruling::name::Names;

use super::checkpoint::{Checkpoint, CheckpointProblem, LogKey};
use super::receipt::{Receipt, ReceiptProblem};
use super::tree::{Frontier, Hash, TileHashes, inclusion_proof, leaf_hash, root, subtree_root};
use crate::encoding::{Entry, Header};

const LINEAGE: [u8; 16] = [0xab; 16];
const ORIGIN: &str = "baobei/abababababababababababababababab";
/// 2026-03-01 10:00 in Shanghai.
const FOUNDED: i64 = 1_772_330_400;

struct Leaves(Vec<Vec<u8>>);

impl TileHashes for Leaves {
    type Problem = ();

    fn hashes(&self, level: u8, first: u64, count: u64) -> Result<Vec<Hash>, ()> {
        let width = 256_usize.pow(level.into());
        let hashes: Vec<Hash> = self.0.iter().map(|leaf| leaf_hash(leaf)).collect();
        let tiles = hashes.chunks(width).skip(usize::try_from(first).unwrap());
        Ok(tiles
            .take(usize::try_from(count).unwrap())
            .map(subtree_root)
            .collect())
    }
}

fn key() -> SigningKey {
    SigningKey::from_bytes(&[7; 32])
}

/// A registration with every kind of value that leaves are made of, all of it made up.
fn registration(seq: u32, recorded: Instant) -> Vec<u8> {
    let mut names = Names::default();
    let given = ["name", "phone"].map(|name| names.intern(name));
    let fact = Fact {
        seq,
        kind: FactKind::Registered,
        answer: Answer::None,
        what: names.intern("walk_in"),
        actor: Some(StaffId(2.try_into().unwrap())),
        person: None,
        of: None,
        occurred: recorded.plus_seconds(-90),
        recorded,
        counts_at: recorded,
        particulars: Some(Box::new(Particulars {
            given: given.into_iter().collect(),
            customer: Some(Ref(u64::MAX)),
            cents: Some(-25),
            ..Particulars::default()
        })),
    };
    Header {
        lineage: &LINEAGE,
        seq,
        recorded,
        case: Some(u64::from(seq)),
        subject: Some(1000 + u64::from(seq)),
        commitment: Some(leaf_hash(b"personal")),
        command_key: Some(&seq.to_be_bytes()),
    }
    .leaf(&Entry::Opened { domain: 1, fact }.encode(&names))
}

fn founded() -> Vec<u8> {
    let entry = Entry::Founded {
        company: "测试公司".to_owned(),
    };
    Header {
        lineage: &LINEAGE,
        seq: 1,
        recorded: Instant::from_seconds(FOUNDED),
        case: None,
        subject: None,
        commitment: None,
        command_key: Some(b"founded"),
    }
    .leaf(&entry.encode(&Names::default()))
}

fn leaves(count: u32) -> Leaves {
    let recorded = |seq| Instant::from_seconds(FOUNDED + i64::from(seq) * 60);
    let later = (2..=count).map(|seq| registration(seq, recorded(seq)));
    Leaves(std::iter::once(founded()).chain(later).collect())
}

fn note(leaves: &Leaves, previous: u64) -> String {
    let size = leaves.0.len() as u64;
    Checkpoint {
        origin: ORIGIN.to_owned(),
        size,
        root: root(leaves, size).unwrap(),
        previous,
    }
    .sign(&key())
}

fn receipt(leaves: &Leaves, index: u64, previous: u64) -> Receipt {
    Receipt {
        leaf: leaves.0[usize::try_from(index).unwrap()].clone(),
        index,
        proof: inclusion_proof(leaves, index, leaves.0.len() as u64).unwrap(),
        checkpoint: note(leaves, previous),
    }
}

/// Receipts that prove their entry.
fn good() -> Vec<(&'static str, String)> {
    vec![
        ("1-entry", receipt(&leaves(1), 0, 0).to_text()),
        ("257-entries", receipt(&leaves(257), 256, 1).to_text()),
        ("300-entries", receipt(&leaves(300), 122, 257).to_text()),
    ]
}

/// Receipts that must be refused, each with the reason.
fn bad() -> Vec<(&'static str, ReceiptProblem, String)> {
    let whole = leaves(300);
    let right = receipt(&whole, 122, 257);
    let text = right.to_text();
    let (proof, signed) = text.split_once("\n\n").unwrap();
    let with = |change: &dyn Fn(&mut Receipt)| {
        let mut receipt = right.clone();
        change(&mut receipt);
        receipt.to_text()
    };
    let other_key = Checkpoint {
        origin: ORIGIN.to_owned(),
        size: 300,
        root: root(&whole, 300).unwrap(),
        previous: 257,
    }
    .sign(&SigningKey::from_bytes(&[8; 32]));
    let mut moved = leaves(300);
    moved.0[122] = registration(124, Instant::from_seconds(FOUNDED));
    let mut spelt = leaves(300);
    spelt.0[122].push(0xf6);
    vec![
        (
            "another-entry",
            ReceiptProblem::NotIncluded,
            with(&|it| it.leaf.clone_from(&whole.0[123])),
        ),
        (
            "another-place",
            ReceiptProblem::NotIncluded,
            with(&|it| it.index = 123),
        ),
        (
            "place-outside-the-tree",
            ReceiptProblem::NotIncluded,
            with(&|it| it.index = 300),
        ),
        (
            "proof-cut-short",
            ReceiptProblem::NotIncluded,
            with(&|it| it.proof.truncate(it.proof.len() - 1)),
        ),
        (
            "proof-too-long",
            ReceiptProblem::NotIncluded,
            with(&|it| it.proof.push([0; 32])),
        ),
        (
            "proof-in-another-order",
            ReceiptProblem::NotIncluded,
            with(&|it| it.proof.swap(0, 1)),
        ),
        (
            "signed-with-another-key",
            ReceiptProblem::Checkpoint(CheckpointProblem::Unsigned),
            with(&|it| it.checkpoint.clone_from(&other_key)),
        ),
        (
            "size-changed",
            ReceiptProblem::Checkpoint(CheckpointProblem::BadSignature),
            text.replace("\n300\n", "\n299\n"),
        ),
        (
            "previous-changed",
            ReceiptProblem::Checkpoint(CheckpointProblem::BadSignature),
            text.replace("\nprevious 257\n", "\nprevious 256\n"),
        ),
        (
            "another-log",
            ReceiptProblem::Checkpoint(CheckpointProblem::OtherLog),
            text.replace(ORIGIN, "baobei/00000000000000000000000000000000"),
        ),
        (
            "no-signature",
            ReceiptProblem::Checkpoint(CheckpointProblem::Form),
            format!("{proof}\n\n{}\n", signed.split_once("\n— ").unwrap().0),
        ),
        (
            "last-line-not-ended",
            ReceiptProblem::Checkpoint(CheckpointProblem::Form),
            text.trim_end().to_owned(),
        ),
        (
            "lines-ended-the-other-way",
            ReceiptProblem::Form,
            text.replace('\n', "\r\n"),
        ),
        (
            "carriage-return-in-signature-line",
            ReceiptProblem::Checkpoint(CheckpointProblem::Form),
            format!("{}\r\n", text.trim_end()),
        ),
        (
            "place-with-a-zero-before",
            ReceiptProblem::Form,
            text.replace("index 122", "index 0122"),
        ),
        (
            "no-proof-format",
            ReceiptProblem::Form,
            text.replace("@v1", "@v2"),
        ),
        (
            "base64-with-stray-bits",
            ReceiptProblem::Checkpoint(CheckpointProblem::Form),
            stray_bits(&text),
        ),
        (
            "entry-says-another-place",
            ReceiptProblem::NotTheEntry,
            receipt(&moved, 122, 257).to_text(),
        ),
        (
            "entry-not-canonical",
            ReceiptProblem::NotTheEntry,
            receipt(&spelt, 122, 257).to_text(),
        ),
    ]
}

/// The root of the checkpoint, in a base64 that decodes to the same bytes if nobody looks at the last bits.
fn stray_bits(text: &str) -> String {
    let hash = STANDARD.encode(root(&leaves(300), 300).unwrap());
    let (start, last) = hash.split_at(42);
    let next = char::from(last.as_bytes()[0] + 1);
    text.replace(&hash, &format!("{start}{next}="))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut hex, byte| {
        write!(hex, "{byte:02x}").unwrap();
        hex
    })
}

fn tree_text() -> String {
    let seven = leaves(7);
    let mut text = String::new();
    for leaf in &seven.0 {
        writeln!(text, "leaf {}\nhash {}", hex(leaf), hex(&leaf_hash(leaf))).unwrap();
    }
    writeln!(text, "root {}", hex(&root(&seven, 7).unwrap())).unwrap();
    for (index, leaf) in (0..).zip(&seven.0) {
        let proof = inclusion_proof(&seven, index, 7).unwrap();
        let proof: Vec<String> = proof.iter().map(|hash| hex(hash)).collect();
        let hash = hex(&leaf_hash(leaf));
        writeln!(text, "proof {index} {hash} {}", proof.join(" ")).unwrap();
    }
    text
}

fn files() -> Vec<(String, String)> {
    let key = LogKey::new(ORIGIN, key().verifying_key()).to_text();
    let mut files = vec![
        ("public-key.txt".to_owned(), format!("{key}\n")),
        ("tree-of-7.txt".to_owned(), tree_text()),
        ("checkpoint.txt".to_owned(), note(&leaves(300), 257)),
    ];
    let named =
        |folder: &str, (name, text): (&str, String)| (format!("{folder}/{name}.tlog-proof"), text);
    files.extend(good().into_iter().map(|file| named("good", file)));
    let mut reasons = String::new();
    for (name, problem, text) in bad() {
        writeln!(reasons, "{name}: {problem}").unwrap();
        files.push(named("refused", (name, text)));
    }
    files.push(("refused.txt".to_owned(), reasons));
    files
}

#[test]
fn the_vectors_are_those_committed() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../vectors");
    if std::env::var("BAOBEI_UPDATE").is_ok() {
        for name in ["good", "refused"] {
            // What is no longer made goes.
            drop(fs::remove_dir_all(folder.join(name)));
            fs::create_dir_all(folder.join(name)).unwrap();
        }
        for (name, text) in files() {
            fs::write(folder.join(name), text).unwrap();
        }
    }
    for (name, text) in files() {
        let committed = fs::read_to_string(folder.join(&name)).unwrap_or_default();
        assert!(
            committed == text,
            "vectors/{name} is out of date: run `BAOBEI_UPDATE=1 cargo test -p ledger vectors` and read the diff"
        );
    }
}

#[test]
fn the_verdicts_on_the_vectors_are_right() {
    let key = LogKey::new(ORIGIN, key().verifying_key());
    let proves = |text: &str| Receipt::parse(text).and_then(|receipt| receipt.proved(&key));
    for (name, text) in good() {
        assert!(proves(&text).is_ok(), "{name} is refused");
    }
    let unchanged = &good()[2].1;
    for (name, problem, text) in bad() {
        assert_ne!(&text, unchanged, "{name} is not changed at all");
        assert_eq!(proves(&text).err(), Some(problem), "{name}");
    }
}

#[test]
fn a_tree_read_from_tiles_is_the_tree_that_grew() {
    let leaves: Vec<Vec<u8>> = (0..600_u32).map(|n| n.to_be_bytes().to_vec()).collect();
    let mut grown = Frontier::default();
    for size in 0..=leaves.len() {
        let stored = Leaves(leaves.iter().take(size).cloned().collect());
        if size % 37 == 0 || size.is_power_of_two() {
            assert_eq!(Frontier::load(&stored, size as u64), Ok(grown.clone()));
        }
        if let Some(leaf) = leaves.get(size) {
            grown.push(leaf_hash(leaf));
        }
    }
}
