//! Tags in memory: which data subjects have a value, and the reference that rulings know it by.
//!
//! Durable in the subjects' rows and read back by one scan at start, because a million random keys in a
//! B-tree cost more than everything else of a registration.

use std::collections::HashMap;

use ruling::fact::Ref;

use crate::fault::Fault;
use crate::found_by::FoundBy;
use crate::names::NameIndex;
use crate::privacy::blind_index::{Tag, TagKind};
use crate::store::Database;

/// Bytes of one tag and its reference in a subject's row.
const ENTRY: usize = 17;
/// Rows read at once.
const SCAN: u32 = 10_000;

/// All tags of a company.
#[derive(Default)]
pub(crate) struct Index {
    by_tag: HashMap<Tag, Vec<(u64, Ref)>>,
}

impl Index {
    /// Reads the tags of all subjects, and their names into `names`; also tells the highest subject number.
    pub(crate) fn load(database: &Database, names: &mut NameIndex) -> Result<(Index, u64), Fault> {
        let mut index = Index::default();
        let mut last = 0;
        loop {
            let rows = database.subjects(last, SCAN)?;
            let Some(end) = rows.last() else {
                return Ok((index, last));
            };
            last = end.subject;
            for row in &rows {
                let found_by =
                    FoundBy::of(row).ok_or(Fault::damaged("data subject", row.subject))?;
                index.add(row.subject, &found_by.tags);
                for name in &found_by.names {
                    names.add(name);
                }
            }
        }
    }

    pub(crate) fn add(&mut self, subject: u64, tags: &[(Tag, Ref)]) {
        for (tag, reference) in tags {
            let subjects = self.by_tag.entry(*tag).or_default();
            if !subjects.iter().any(|(known, _)| *known == subject) {
                subjects.push((subject, *reference));
            }
        }
    }

    pub(crate) fn remove(&mut self, subject: u64, tags: &[(Tag, Ref)]) {
        for (tag, _) in tags {
            if let Some(subjects) = self.by_tag.get_mut(tag) {
                subjects.retain(|(known, _)| *known != subject);
                if subjects.is_empty() {
                    self.by_tag.remove(tag);
                }
            }
        }
    }

    /// The subjects with a value, in the order in which they came.
    pub(crate) fn subjects(&self, tag: Tag) -> impl Iterator<Item = u64> {
        let found = self.by_tag.get(&tag).map_or(&[][..], Vec::as_slice);
        found.iter().map(|(subject, _)| *subject)
    }

    /// The reference that a value has already.
    pub(crate) fn reference(&self, tag: Tag) -> Option<Ref> {
        let found = self.by_tag.get(&tag)?;
        found.first().map(|(_, reference)| *reference)
    }
}

/// Tags as a subject's row holds them.
pub(crate) fn write_tags(tags: &[(Tag, Ref)]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(tags.len() * ENTRY);
    for (tag, reference) in tags {
        bytes.push(tag.kind as u8);
        bytes.extend_from_slice(&tag.bits.to_be_bytes());
        bytes.extend_from_slice(&reference.0.to_be_bytes());
    }
    bytes
}

/// Tags of a subject's row; none if the bytes are something else.
pub(crate) fn read_tags(bytes: &[u8]) -> Option<Vec<(Tag, Ref)>> {
    let (entries, rest) = bytes.as_chunks::<ENTRY>();
    let tags = entries.iter().map(|entry| {
        let (kind, numbers) = entry.split_first()?;
        let (bits, reference) = numbers.split_first_chunk::<8>()?;
        let tag = Tag {
            kind: TagKind::of_byte(*kind)?,
            bits: u64::from_be_bytes(*bits),
        };
        let reference = u64::from_be_bytes(*reference.first_chunk()?);
        Some((tag, Ref(reference)))
    });
    rest.is_empty().then(|| tags.collect())?
}
