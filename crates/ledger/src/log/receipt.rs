//! Receipts: proof that an entry is in the log, for whoever filed it (C2SP tlog-proof).
//!
//! The entry itself travels in the `extra` line, so a receipt, the log's public key and nothing else
//! are enough to verify it. Format: docs/formats/receipt.md.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::checkpoint::{Checkpoint, CheckpointProblem, LogKey};
use super::tree::{Hash, leaf_hash, root_of_inclusion};
use crate::encoding::Leaf;

#[cfg(test)]
mod tests;

const FIRST_LINE: &str = "c2sp.org/tlog-proof@v1";
/// A receipt is a page of text; anything longer is none.
const RECEIPT_BYTES_MAX: usize = 256 * 1024;

/// A receipt that was not verified yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The log's entry, as its leaf was hashed.
    pub leaf: Vec<u8>,
    /// Place of the entry, from 0.
    pub index: u64,
    /// Hashes from the leaf to the root.
    pub proof: Vec<Hash>,
    /// The signed checkpoint.
    pub checkpoint: String,
}

/// Why a receipt proves nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ReceiptProblem {
    /// Not the form of a receipt.
    #[error("not the form of a receipt")]
    Form,
    /// The checkpoint cannot be trusted.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointProblem),
    /// Entry, place or proof do not lead to the checkpoint's root.
    #[error("the entry is not in the tree of the checkpoint")]
    NotIncluded,
    /// The log signed it, but it is no entry of ours, or says it stands elsewhere.
    #[error("the entry is none, or not the one of its place")]
    NotTheEntry,
}

impl Receipt {
    /// Reads a receipt.
    ///
    /// # Errors
    /// A text that is none.
    pub fn parse(text: &str) -> Result<Receipt, ReceiptProblem> {
        if text.len() > RECEIPT_BYTES_MAX {
            return Err(ReceiptProblem::Form);
        }
        read(text).ok_or(ReceiptProblem::Form)
    }

    /// The receipt as a file.
    pub fn to_text(&self) -> String {
        let mut text = format!(
            "{FIRST_LINE}\nextra {}\nindex {}\n",
            STANDARD.encode(&self.leaf),
            self.index
        );
        for hash in &self.proof {
            text.push_str(&STANDARD.encode(hash));
            text.push('\n');
        }
        text.push('\n');
        text.push_str(&self.checkpoint);
        text
    }

    /// Verifies that the log signed a tree with this entry at this place, and tells which tree.
    ///
    /// # Errors
    /// What does not fit.
    pub fn verify(&self, key: &LogKey) -> Result<Checkpoint, ReceiptProblem> {
        let checkpoint = key.open(&self.checkpoint)?;
        let leaf = leaf_hash(&self.leaf);
        let root = root_of_inclusion(leaf, self.index, checkpoint.size, &self.proof);
        if root != Some(checkpoint.root) {
            return Err(ReceiptProblem::NotIncluded);
        }
        Ok(checkpoint)
    }

    /// Verifies the receipt and reads its entry, which must be the one of its place: a log could else show
    /// two entries under one number.
    ///
    /// # Errors
    /// What does not fit.
    pub fn proved(&self, key: &LogKey) -> Result<(Leaf, Checkpoint), ReceiptProblem> {
        let checkpoint = self.verify(key)?;
        let leaf = Leaf::read(&self.leaf)
            .filter(|leaf| u64::from(leaf.seq).checked_sub(1) == Some(self.index))
            .ok_or(ReceiptProblem::NotTheEntry)?;
        Ok((leaf, checkpoint))
    }
}

fn read(text: &str) -> Option<Receipt> {
    let (proof, checkpoint) = text.split_once("\n\n")?;
    let mut lines = proof.split('\n');
    if lines.next()? != FIRST_LINE {
        return None;
    }
    let leaf = STANDARD
        .decode(lines.next()?.strip_prefix("extra ")?)
        .ok()?;
    let written = lines.next()?.strip_prefix("index ")?;
    let index: u64 = written.parse().ok()?;
    if index.to_string() != written {
        return None;
    }
    let proof: Option<Vec<Hash>> = lines
        .map(|line| STANDARD.decode(line).ok()?.try_into().ok())
        .collect();
    Some(Receipt {
        leaf,
        index,
        proof: proof?,
        checkpoint: checkpoint.to_owned(),
    })
}
