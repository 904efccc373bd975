//! Checkpoints: what the log says of itself, signed (C2SP tlog-checkpoint in a signed note).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use sha2::{Digest, Sha256};

use super::tree::Hash;

#[cfg(test)]
mod tests;

/// Marks an Ed25519 key in the C2SP signed-note format.
const ALGORITHM_ED25519: u8 = 1;
/// No note of ours is longer; longer ones are not looked at.
const NOTE_BYTES_MAX: usize = 16 * 1024;

/// A tree of a size, by its root.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// The log: company and lineage.
    pub origin: String,
    /// Leaves in the tree.
    pub size: u64,
    /// Root of the tree.
    pub root: Hash,
    /// Leaves of the checkpoint signed before, so that none can be left out; 0: there was none.
    pub previous: u64,
}

/// Why a text is not a checkpoint that can be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CheckpointProblem {
    /// Not the form of a signed checkpoint.
    #[error("not the form of a signed checkpoint")]
    Form,
    /// It is of another log.
    #[error("a checkpoint of another log")]
    OtherLog,
    /// No signature of the log's key.
    #[error("not signed by the log's key")]
    Unsigned,
    /// The signature does not belong to the text.
    #[error("the signature does not fit the text")]
    BadSignature,
}

/// The public key of a log, as a C2SP verifier key `origin+hash+key`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogKey {
    origin: String,
    key: VerifyingKey,
}

impl LogKey {
    /// The key that a log of this origin signs with.
    pub fn new(origin: &str, key: VerifyingKey) -> LogKey {
        LogKey {
            origin: origin.to_owned(),
            key,
        }
    }

    /// The log it belongs to.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Reads `origin+hash+key`.
    pub fn parse(text: &str) -> Option<LogKey> {
        // The key's base64 may hold a plus, the origin may not.
        let mut parts = text.trim().splitn(3, '+');
        let (origin, id, key) = (parts.next()?, parts.next()?, parts.next()?);
        let bytes = STANDARD.decode(key).ok()?;
        let (algorithm, key) = bytes.split_first()?;
        let key: &[u8; 32] = key.try_into().ok()?;
        let key = LogKey::new(origin, VerifyingKey::from_bytes(key).ok()?);
        let fits = *algorithm == ALGORITHM_ED25519 && hex(&key.id()) == id;
        fits.then_some(key)
    }

    /// `origin+hash+key`, as it is published.
    pub fn to_text(&self) -> String {
        let mut bytes = vec![ALGORITHM_ED25519];
        bytes.extend_from_slice(self.key.as_bytes());
        format!(
            "{}+{}+{}",
            self.origin,
            hex(&self.id()),
            STANDARD.encode(bytes)
        )
    }

    /// The four bytes by which a signature names its key.
    fn id(&self) -> [u8; 4] {
        let mut hasher = Sha256::new();
        hasher.update(self.origin.as_bytes());
        hasher.update([b'\n', ALGORITHM_ED25519]);
        hasher.update(self.key.as_bytes());
        let [a, b, c, d, ..]: [u8; 32] = hasher.finalize().into();
        [a, b, c, d]
    }

    /// Reads a signed checkpoint of this log.
    ///
    /// # Errors
    /// A text that is none, of another log, or not signed by this key.
    pub fn open(&self, note: &str) -> Result<Checkpoint, CheckpointProblem> {
        // A carriage return would be lost when lines are read, and two texts would pass for one note.
        let is_note = |letter| letter == '\n' || !char::is_ascii_control(&letter);
        if note.len() > NOTE_BYTES_MAX || !note.chars().all(is_note) {
            return Err(CheckpointProblem::Form);
        }
        let (text, signatures) = note.split_once("\n\n").ok_or(CheckpointProblem::Form)?;
        let checkpoint = Checkpoint::parse(&format!("{text}\n")).ok_or(CheckpointProblem::Form)?;
        if checkpoint.origin != self.origin {
            return Err(CheckpointProblem::OtherLog);
        }
        let signature = self.signature(signatures)?;
        self.key
            .verify_strict(format!("{text}\n").as_bytes(), &signature)
            .map_err(|_| CheckpointProblem::BadSignature)?;
        Ok(checkpoint)
    }

    /// Our signature among those of witnesses.
    fn signature(&self, lines: &str) -> Result<Signature, CheckpointProblem> {
        if !lines.ends_with('\n') {
            return Err(CheckpointProblem::Form);
        }
        for line in lines.lines() {
            let line = line.strip_prefix("— ").ok_or(CheckpointProblem::Form)?;
            let (name, encoded) = line.rsplit_once(' ').ok_or(CheckpointProblem::Form)?;
            let bytes = STANDARD
                .decode(encoded)
                .map_err(|_| CheckpointProblem::Form)?;
            let (id, signature) = bytes.split_at_checked(4).ok_or(CheckpointProblem::Form)?;
            if name == self.origin && id == self.id() {
                let signature: &[u8; 64] =
                    signature.try_into().map_err(|_| CheckpointProblem::Form)?;
                return Ok(Signature::from_bytes(signature));
            }
        }
        Err(CheckpointProblem::Unsigned)
    }
}

impl Checkpoint {
    /// The text that is signed.
    fn text(&self) -> String {
        format!(
            "{}\n{}\n{}\nprevious {}\n",
            self.origin,
            self.size,
            STANDARD.encode(self.root),
            self.previous,
        )
    }

    fn parse(text: &str) -> Option<Checkpoint> {
        let mut lines = text.lines();
        let (origin, size, root) = (lines.next()?, lines.next()?, lines.next()?);
        let previous = lines.next()?.strip_prefix("previous ")?;
        let root = STANDARD.decode(root).ok()?.try_into().ok()?;
        let is_whole = lines.next().is_none() && !origin.is_empty();
        is_whole.then_some(Checkpoint {
            origin: origin.to_owned(),
            size: plain_number(size)?,
            root,
            previous: plain_number(previous)?,
        })
    }

    /// The checkpoint as a signed note.
    pub fn sign(&self, key: &SigningKey) -> String {
        let text = self.text();
        let log_key = LogKey::new(&self.origin, key.verifying_key());
        let mut bytes = log_key.id().to_vec();
        bytes.extend_from_slice(&key.sign(text.as_bytes()).to_bytes());
        format!("{text}\n— {} {}\n", self.origin, STANDARD.encode(bytes))
    }
}

/// A number in its one spelling: no sign, no leading zero.
fn plain_number(text: &str) -> Option<u64> {
    let number: u64 = text.parse().ok()?;
    (number.to_string() == text).then_some(number)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
