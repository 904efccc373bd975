//! The transparency log: a Merkle tree over all facts of a company, with signed checkpoints.
//!
//! RFC 6962 hashing, C2SP formats (tlog-checkpoint, signed-note, tlog-tiles, tlog-proof). Nothing here
//! reads a database: hashes come in, proofs and notes go out, so that receipts verify without one.

pub mod checkpoint;
pub mod receipt;
pub mod tree;

#[cfg(test)]
mod tests;
