//! Tags as a subject's row holds them.
//!
//! What one entry brought stands together. Before it stands which entry that was; of what the subject's first entry
//! brought nothing, because the subject has that one's number. Neighbours of one kind share a byte that says what they
//! are, and a value that nobody had before has the reference that follows from its entry: so a tag is hardly more than
//! its 8 bytes.

use ruling::fact::{Ref, Seq};

use super::FoundTag;
use crate::privacy::blind_index::{Tag, TagKind};
use crate::reference::first_brought;
use crate::short_number;

/// In the place of a kind: the number of the next tags' entry follows.
const ENTRY: u8 = 0;

/// The byte before tags of one kind: the kind, how many more tags than one, and whether references follow them.
const KIND: u8 = 0b0000_1111;
const MORE_SHIFT: u8 = 4;
const MORE: u8 = 0b0111;
const HAS_REFERENCES: u8 = 0b1000_0000;

pub(super) fn write_tags(subject: u64, tags: &[FoundTag]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut entry = subject;
    for of_entry in tags.chunk_by(|one, other| one.seq == other.seq) {
        let is_alike = |one: &FoundTag, other: &FoundTag| {
            one.tag.kind == other.tag.kind && one.is_first() == other.is_first()
        };
        for alike in of_entry.chunk_by(is_alike) {
            for tags in alike.chunks(1 + usize::from(MORE)) {
                write_alike(tags, &mut entry, &mut bytes);
            }
        }
    }
    bytes
}

/// Tags of one entry and kind; `entry` is that of the tags before them.
fn write_alike(tags: &[FoundTag], entry: &mut u64, bytes: &mut Vec<u8>) {
    let Some((first, more)) = tags.split_first() else {
        return;
    };
    if *entry != u64::from(first.seq) {
        *entry = first.seq.into();
        bytes.push(ENTRY);
        short_number::write(*entry, bytes);
    }
    let more = u8::try_from(more.len()).unwrap_or(MORE);
    let references = match first.is_first() {
        true => 0,
        false => HAS_REFERENCES,
    };
    bytes.push(first.tag.kind as u8 | more << MORE_SHIFT | references);
    for known in tags {
        bytes.extend_from_slice(&known.tag.bits.to_be_bytes());
        if references != 0 {
            short_number::write(known.reference.0, bytes);
        }
    }
}

/// Tags of a subject's row; none if the bytes are something else.
pub(crate) fn read_tags(subject: u64, mut bytes: &[u8]) -> Option<Vec<FoundTag>> {
    let mut tags = Vec::new();
    let mut entry = subject;
    while let Some((head, rest)) = bytes.split_first() {
        bytes = rest;
        if *head == ENTRY {
            (entry, bytes) = short_number::read(bytes)?;
            continue;
        }
        let kind = TagKind::of_byte(head & KIND)?;
        let seq = Seq::try_from(entry).ok()?;
        for _ in 0..=(head >> MORE_SHIFT & MORE) {
            let (bits, rest) = bytes.split_first_chunk()?;
            bytes = rest;
            let bits = u64::from_be_bytes(*bits);
            let reference = match head & HAS_REFERENCES {
                0 => first_brought(kind, seq),
                _ => {
                    let (reference, rest) = short_number::read(bytes)?;
                    bytes = rest;
                    Ref(reference)
                }
            };
            tags.push(FoundTag {
                tag: Tag { kind, bits },
                seq,
                reference,
            });
        }
    }
    Some(tags)
}
