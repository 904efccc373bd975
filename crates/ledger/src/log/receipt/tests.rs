use ed25519_dalek::SigningKey;
use proptest::prelude::*;

use super::{Receipt, ReceiptProblem};
use crate::log::checkpoint::{Checkpoint, LogKey};
use crate::log::tree::{Hash, TileHashes, inclusion_proof, leaf_hash, root, subtree_root};

struct Leaves(Vec<Hash>);

impl TileHashes for Leaves {
    type Problem = ();

    fn hashes(&self, level: u8, first: u64, count: u64) -> Result<Vec<Hash>, ()> {
        let width = 256_usize.pow(level.into());
        let tiles = self.0.chunks(width).skip(usize::try_from(first).unwrap());
        Ok(tiles
            .take(usize::try_from(count).unwrap())
            .map(subtree_root)
            .collect())
    }
}

fn key() -> SigningKey {
    SigningKey::from_bytes(&[3; 32])
}

fn log_key() -> LogKey {
    LogKey::new("baobei/a", key().verifying_key())
}

fn receipt() -> Receipt {
    let leaves = Leaves((0_u64..300).map(|n| leaf_hash(&n.to_be_bytes())).collect());
    let checkpoint = Checkpoint {
        origin: "baobei/a".to_owned(),
        size: 300,
        root: root(&leaves, 300).unwrap(),
        previous: 0,
    };
    Receipt {
        leaf: 123_u64.to_be_bytes().to_vec(),
        index: 123,
        proof: inclusion_proof(&leaves, 123, 300).unwrap(),
        checkpoint: checkpoint.sign(&key()),
    }
}

#[test]
fn a_receipt_proves_its_entry() {
    let read = Receipt::parse(&receipt().to_text()).unwrap();
    assert_eq!(read, receipt());
    assert_eq!(read.verify(&log_key()).unwrap().size, 300);
}

#[test]
fn another_entry_at_its_place_is_not_proved() {
    let forged = Receipt {
        leaf: b"another".to_vec(),
        ..receipt()
    };
    assert_eq!(forged.verify(&log_key()), Err(ReceiptProblem::NotIncluded));
}

proptest! {
    #[test]
    fn property_a_flipped_bit_is_never_accepted(at in any::<prop::sample::Index>(), bit in 0_u8..8) {
        let mut bytes = receipt().to_text().into_bytes();
        let place = at.index(bytes.len());
        bytes[place] ^= 1_u8 << bit;
        let text = String::from_utf8_lossy(&bytes);
        let accepted = Receipt::parse(&text).and_then(|receipt| receipt.verify(&log_key()));
        prop_assert!(accepted.is_err(), "accepted with a flip at byte {place}");
    }

    #[test]
    fn property_no_text_makes_reading_panic(text in ".{0,400}") {
        let _ = Receipt::parse(&text);
    }
}
