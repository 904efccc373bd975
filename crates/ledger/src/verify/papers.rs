//! Papers: those that entries say were filed are there, whole, and no others.

use std::collections::BTreeSet;

use ruling::fact::Seq;
use sha2::{Digest, Sha256};

use super::{DamageKind, Verification, Verifying};
use crate::derive::Derived;
use crate::fault::Fault;
use crate::log::tree::Hash;
use crate::paper::{PaperCopy, PaperLine, read_list};
use crate::privacy::keys::Keys;
use crate::privacy::seal::DataKey;
use crate::store::{Database, Part, parts};
use crate::subject::data_key;

/// Entries asked for at once.
const AT_ONCE: u32 = 500;

/// An entry that brought papers, and whose key seals them.
type Brought = (u64, Seq);

impl Verifying<'_> {
    /// Opens every paper and compares it with what was committed to when it was filed.
    pub(super) fn papers(&mut self, derived: &Derived) -> Result<(), Fault> {
        self.papers_of_nobody(derived)?;
        let filed: Vec<Brought> = derived.papers.iter().copied().collect();
        let (keys, found) = (self.keys, &mut self.found);
        self.snapshot.each(
            &filed,
            |reader, brought| papers_of(reader, keys, *brought),
            |part| {
                found.add(part);
                Ok(())
            },
        )
    }

    /// Papers that no entry speaks of.
    fn papers_of_nobody(&mut self, derived: &Derived) -> Result<(), Fault> {
        let reader = self.snapshot.reader()?;
        let first = i64::MIN.cast_unsigned();
        let mut after = (first, first);
        loop {
            let stored = reader.papers_after(after, AT_ONCE)?;
            let Some(last) = stored.last() else {
                return Ok(());
            };
            after = *last;
            for (subject, row) in stored {
                let seq = Seq::try_from(row).unwrap_or_default();
                if !derived.papers.contains(&(subject, seq)) {
                    self.found.tell("paper_part", row, DamageKind::Surplus);
                }
            }
        }
    }
}

fn papers_of(
    reader: &Database,
    keys: &Keys,
    (subject, seq): Brought,
) -> Result<Verification, Fault> {
    let mut found = Verification::default();
    let stored: BTreeSet<Part> = reader.parts_of(subject, seq)?.into_iter().collect();
    let row = reader.fact(seq)?.and_then(|row| row.sealed);
    // A key that does not open is told with its subject.
    let key = match data_key(reader, keys, subject) {
        Ok(key) => key,
        Err(Fault::Seal(_)) => return Ok(found),
        Err(fault) => return Err(fault),
    };
    let (Some(sealed), Some(key)) = (row, key) else {
        if !stored.is_empty() {
            found.tell("paper_part", seq.into(), DamageKind::Surplus);
        }
        return Ok(found);
    };
    // What does not open is told with its entry.
    let list = key.open(&sealed, reader.place(subject, seq)).ok();
    let list = list.as_ref().and_then(read_list).unwrap_or_default();
    let mut wanted = BTreeSet::new();
    for (number, line) in (0..).zip(&list) {
        for copy in PaperCopy::ALL {
            let which = (number, copy);
            let parts: Vec<Part> = parts(which, line.bytes(copy)).collect();
            if parts.iter().any(|part| !stored.contains(part)) {
                found.tell("paper_part", seq.into(), DamageKind::Missing);
            } else if !parts.is_empty() {
                found.opened += 1;
                if !is_as_filed(reader, (&key, subject, seq), which, line)? {
                    found.tell("paper_part", seq.into(), DamageKind::NotWhatWasSealed);
                }
            }
            wanted.extend(parts);
        }
    }
    if stored.difference(&wanted).next().is_some() {
        found.tell("paper_part", seq.into(), DamageKind::Surplus);
    }
    Ok(found)
}

fn is_as_filed(
    reader: &Database,
    (key, subject, seq): (&DataKey, u64, Seq),
    which: (u8, PaperCopy),
    line: &PaperLine,
) -> Result<bool, Fault> {
    match reader.paper(key, reader.place(subject, seq), which) {
        Ok(bytes) => Ok(Hash::from(Sha256::digest(&*bytes)) == line.sha256(which.1)),
        Err(Fault::Seal(_)) => Ok(false),
        Err(fault) => Err(fault),
    }
}
