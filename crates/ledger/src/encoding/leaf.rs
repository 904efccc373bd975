//! Leaves, read from receipts.

use ruling::calendar::Instant;
use ruling::fact::Seq;

use super::wire::In;
use super::{Header, LEAF_FORMAT};

/// What a leaf says, read from a receipt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leaf {
    /// Company and lineage.
    pub lineage: [u8; 16],
    /// Place in the ledger.
    pub seq: Seq,
    /// When it was recorded.
    pub recorded: Instant,
    /// Which case.
    pub case: Option<u64>,
    /// The kind of entry, e.g. `registered`.
    pub kind: String,
}

impl Leaf {
    /// Reads a leaf; none if it is not one of ours.
    pub fn read(leaf: &[u8]) -> Option<Leaf> {
        let mut input = In::new(leaf);
        input.array(9)?;
        (input.int()? == LEAF_FORMAT).then_some(())?;
        let lineage = input.bytes()?.try_into().ok()?;
        let seq = input.fit()?;
        let recorded = Instant::from_seconds(input.int()?);
        let (case, subject) = (input.number()?, input.number()?);
        let entry = input.bytes()?;
        let commitment = match input.bytes_or_null()? {
            Some(hash) => Some(hash.try_into().ok()?),
            None => None,
        };
        let header = Header {
            lineage: &lineage,
            seq,
            recorded,
            case,
            subject,
            commitment,
            command_key: input.bytes_or_null()?,
        };
        // One entry has one spelling.
        (header.leaf(entry) == leaf).then_some(())?;
        let mut entry = In::new(entry);
        entry.any_array()?;
        let kind = entry.kind()?.to_owned();
        Some(Leaf {
            lineage,
            seq,
            recorded,
            case,
            kind,
        })
    }
}
