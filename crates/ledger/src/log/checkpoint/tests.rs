use ed25519_dalek::SigningKey;
use proptest::prelude::*;

use super::{Checkpoint, CheckpointProblem, LogKey};

fn key() -> SigningKey {
    SigningKey::from_bytes(&[7; 32])
}

fn checkpoint() -> Checkpoint {
    Checkpoint {
        origin: "baobei/3b1f".to_owned(),
        size: 109_482,
        root: [42; 32],
        previous: 109_000,
    }
}

fn log_key() -> LogKey {
    LogKey::new("baobei/3b1f", key().verifying_key())
}

#[test]
fn a_signed_checkpoint_is_read_back() {
    let note = checkpoint().sign(&key());
    assert_eq!(log_key().open(&note), Ok(checkpoint()));
    assert!(note.starts_with("baobei/3b1f\n109482\n"));
}

#[test]
fn a_verifier_key_is_read_back() {
    let text = log_key().to_text();
    assert_eq!(LogKey::parse(&text), Some(log_key()));
    assert_eq!(LogKey::parse(&text.replacen("3b1f", "3b1e", 1)), None);
}

#[test]
fn another_logs_checkpoint_is_refused() {
    let other = Checkpoint {
        origin: "baobei/ffff".to_owned(),
        ..checkpoint()
    };
    assert_eq!(
        log_key().open(&other.sign(&key())),
        Err(CheckpointProblem::OtherLog)
    );
}

#[test]
fn another_keys_signature_does_not_count() {
    let note = checkpoint().sign(&SigningKey::from_bytes(&[8; 32]));
    assert_eq!(log_key().open(&note), Err(CheckpointProblem::Unsigned));
}

#[test]
fn witnesses_may_sign_beside_the_log() {
    let mut note = checkpoint().sign(&key());
    note.push_str("— witness.example AAAAAQIDBAU=\n");
    assert_eq!(log_key().open(&note), Ok(checkpoint()));
}

proptest! {
    #[test]
    fn property_a_flipped_bit_is_never_accepted(at in any::<prop::sample::Index>(), bit in 0_u8..8) {
        let mut bytes = checkpoint().sign(&key()).into_bytes();
        let place = at.index(bytes.len());
        bytes[place] ^= 1_u8 << bit;
        let changed = String::from_utf8_lossy(&bytes);
        prop_assert!(log_key().open(&changed).is_err(), "accepted with a flip at byte {place}");
    }
}
