//! Tags in memory: which data subjects have a value, and the reference that rulings know it by.
//!
//! Durable in the subjects' rows and read back by one scan at start, because a million random keys in a
//! B-tree cost more than everything else of a registration.

mod loading;

use std::collections::{BTreeSet, HashMap};

pub(crate) use self::loading::Subjects;
use crate::found_by::FoundTag;
use crate::privacy::blind_index::Tag;
use hashbrown::HashTable;
use hashbrown::hash_table::Entry;

/// Tables that the tags are spread over. One that is full moves all it has into a larger one, and whoever
/// registers then waits for that: the less, the more tables there are.
const TABLES: usize = 256;

/// All tags of a company: which data subjects have which value. Kinds are told apart by the HMAC itself.
pub(crate) struct Index {
    /// The only subject, or [`SEVERAL`].
    by_tag: Vec<HashTable<Slot>>,
    /// The subjects of tags that more than one has, in the order of their numbers.
    several: HashMap<u64, Vec<u32>>,
}

/// A tag and a subject, packed: there are some six of them for every customer.
#[derive(Clone, Copy)]
struct Slot {
    bits: [u8; 8],
    subject: [u8; 4],
}

/// Stands for the subjects in [`Index::several`].
const SEVERAL: u32 = u32::MAX;

impl Slot {
    fn bits(&self) -> u64 {
        u64::from_ne_bytes(self.bits)
    }

    fn subject(self) -> u32 {
        u32::from_ne_bytes(self.subject)
    }
}

impl Default for Index {
    fn default() -> Index {
        Index {
            by_tag: vec![HashTable::new(); TABLES],
            several: HashMap::new(),
        }
    }
}

impl Index {
    pub(crate) fn add(&mut self, subject: u64, tags: &[FoundTag]) {
        for known in tags {
            self.add_one(known.tag.bits, subject);
        }
    }

    /// Adds very many and empties the list: table by table, because each by itself fits the processor's cache.
    fn add_all(&mut self, tags: &mut Vec<(Tag, u64)>) {
        tags.sort_by_key(|(tag, _)| table(tag.bits));
        for (tag, subject) in tags.drain(..) {
            self.add_one(tag.bits, subject);
        }
    }

    /// Adds a number under bits that are as good as random.
    pub(crate) fn add_one(&mut self, bits: u64, subject: u64) {
        let subject = short(subject);
        let Some(table) = self.by_tag.get_mut(table(bits)) else {
            return;
        };
        match table.entry(bits, |slot| slot.bits() == bits, Slot::bits) {
            Entry::Vacant(vacant) => {
                vacant.insert(Slot {
                    bits: bits.to_ne_bytes(),
                    subject: subject.to_ne_bytes(),
                });
            }
            Entry::Occupied(mut slot) => {
                let first = slot.get().subject();
                if first == subject {
                    return;
                }
                let all = self.several.entry(bits).or_default();
                if first != SEVERAL {
                    all.push(first);
                    slot.get_mut().subject = SEVERAL.to_ne_bytes();
                }
                if let Err(place) = all.binary_search(&subject) {
                    all.insert(place, subject);
                }
            }
        }
    }

    pub(crate) fn remove(&mut self, subject: u64, tags: &[FoundTag]) {
        let subject = short(subject);
        for FoundTag { tag, .. } in tags {
            let table = self.by_tag.get_mut(table(tag.bits));
            let found = table.and_then(|table| {
                table
                    .find_entry(tag.bits, |slot| slot.bits() == tag.bits)
                    .ok()
            });
            let Some(slot) = found else { continue };
            let is_last = match self.several.get_mut(&tag.bits) {
                Some(all) => {
                    all.retain(|known| *known != subject);
                    all.is_empty()
                }
                None => slot.get().subject() == subject,
            };
            if is_last {
                slot.remove();
                self.several.remove(&tag.bits);
            }
        }
    }

    /// Forgets subjects of whom nothing tells any more by what they were found: all tags are looked at.
    pub(crate) fn remove_all_of(&mut self, subjects: &BTreeSet<u64>) {
        let subjects: BTreeSet<u32> = subjects.iter().map(|subject| short(*subject)).collect();
        self.several.retain(|_, all| {
            all.retain(|known| !subjects.contains(known));
            !all.is_empty()
        });
        let several = &self.several;
        for table in &mut self.by_tag {
            table.retain(|slot| match slot.subject() {
                SEVERAL => several.contains_key(&slot.bits()),
                only => !subjects.contains(&only),
            });
        }
    }

    /// The subjects with a value, in the order in which they came.
    pub(crate) fn subjects(&self, tag: Tag) -> Vec<u64> {
        self.under(tag.bits)
    }

    /// The numbers under bits, in order.
    pub(crate) fn under(&self, bits: u64) -> Vec<u64> {
        let table = self.by_tag.get(table(bits));
        let slot = table.and_then(|table| table.find(bits, |slot| slot.bits() == bits));
        match slot.copied().map(Slot::subject) {
            None => Vec::new(),
            Some(SEVERAL) => {
                let all = self.several.get(&bits).map_or(&[][..], Vec::as_slice);
                all.iter().map(|subject| u64::from(*subject)).collect()
            }
            Some(only) => vec![only.into()],
        }
    }
}

/// The table for bits, by those that a table itself does not look at.
fn table(bits: u64) -> usize {
    (bits >> 40) as usize % TABLES
}

/// Subjects are numbered from 1 and each has sealed an entry, whose numbers have 32 bits.
fn short(subject: u64) -> u32 {
    u32::try_from(subject).unwrap_or(SEVERAL - 1)
}

#[cfg(test)]
mod tests {
    use ruling::fact::Ref;

    use super::Index;
    use crate::found_by::FoundTag;
    use crate::privacy::blind_index::{Tag, TagKind};

    fn tag(bits: u64) -> Tag {
        Tag {
            kind: TagKind::Phone,
            bits,
        }
    }

    fn found(bits: u64) -> FoundTag {
        FoundTag {
            tag: tag(bits),
            seq: 1,
            reference: Ref(0),
        }
    }

    #[test]
    fn all_subjects_of_a_value_are_found_in_order_until_removed() {
        let mut index = Index::default();
        for subject in [7, 3, 9, 3] {
            index.add(subject, &[found(1), found(100 + subject)]);
        }
        assert_eq!(index.subjects(tag(1)), [3, 7, 9]);
        assert_eq!(index.subjects(tag(107)), [7]);
        index.remove(7, &[found(1), found(107)]);
        assert_eq!(index.subjects(tag(1)), [3, 9]);
        assert!(index.subjects(tag(107)).is_empty());
        index.remove(3, &[found(1)]);
        index.remove(9, &[found(1)]);
        assert!(index.subjects(tag(1)).is_empty());
        index.add(4, &[found(1)]);
        assert_eq!(index.subjects(tag(1)), [4]);
    }

    #[test]
    fn the_index_finds_what_a_plain_list_finds_property() {
        let mut index = Index::default();
        let mut pairs = std::collections::BTreeSet::new();
        let mut dice = 12_345_u64;
        for _ in 0..20_000 {
            dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let (bits, subject) = (dice >> 60, 1 + (dice >> 40) % 50);
            match dice >> 33 & 31 {
                0 => {
                    index.remove_all_of(&[subject, subject + 1].into());
                    pairs.retain(|(_, known)| ![subject, subject + 1].contains(known));
                }
                1..16 => {
                    index.add(subject, &[found(bits)]);
                    pairs.insert((bits, subject));
                }
                _ => {
                    index.remove(subject, &[found(bits)]);
                    pairs.remove(&(bits, subject));
                }
            }
            let wanted = pairs.range((bits, 0)..=(bits, u64::MAX));
            let wanted: Vec<u64> = wanted.map(|(_, subject)| *subject).collect();
            assert_eq!(index.subjects(tag(bits)), wanted);
        }
    }
}
