//! Tags in memory: which data subjects have a value, and the reference that rulings know it by.
//!
//! Durable in the subjects' rows and read back by one scan at start, because a million random keys in a
//! B-tree cost more than everything else of a registration.

use std::collections::{BTreeSet, HashMap};

use hashbrown::HashTable;
use hashbrown::hash_table::Entry;
use ruling::fact::Ref;

use crate::fault::Fault;
use crate::found_by::FoundBy;
use crate::names::NameIndex;
use crate::privacy::blind_index::Tag;
use crate::store::Database;

/// Rows read at once.
const SCAN: u32 = 10_000;

/// All tags of a company: which data subjects have which value. Kinds are told apart by the HMAC itself.
#[derive(Default)]
pub(crate) struct Index {
    /// The only subject, or [`SEVERAL`].
    by_tag: HashTable<Slot>,
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

impl Index {
    /// Reads the tags of all subjects, and their names into `names`; also tells the highest subject number.
    pub(crate) fn load(
        database: &Database,
        names: &mut NameIndex,
        erased: &mut BTreeSet<u64>,
    ) -> Result<(Index, u64), Fault> {
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
                if row.wrapped_key.is_none() {
                    erased.insert(row.subject);
                }
                for name in &found_by.names {
                    names.add(name);
                }
            }
        }
    }

    pub(crate) fn add(&mut self, subject: u64, tags: &[(Tag, Ref)]) {
        let subject = short(subject);
        for (tag, _) in tags {
            let found = self
                .by_tag
                .entry(tag.bits, |slot| slot.bits() == tag.bits, Slot::bits);
            match found {
                Entry::Vacant(vacant) => {
                    vacant.insert(Slot {
                        bits: tag.bits.to_ne_bytes(),
                        subject: subject.to_ne_bytes(),
                    });
                }
                Entry::Occupied(mut slot) => {
                    let first = slot.get().subject();
                    if first == subject {
                        continue;
                    }
                    let all = self.several.entry(tag.bits).or_default();
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
    }

    pub(crate) fn remove(&mut self, subject: u64, tags: &[(Tag, Ref)]) {
        let subject = short(subject);
        for (tag, _) in tags {
            let found = self
                .by_tag
                .find_entry(tag.bits, |slot| slot.bits() == tag.bits);
            let Ok(slot) = found else { continue };
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

    /// The subjects with a value, in the order in which they came.
    pub(crate) fn subjects(&self, tag: Tag) -> Vec<u64> {
        let slot = self
            .by_tag
            .find(tag.bits, |slot| slot.bits() == tag.bits)
            .copied();
        match slot.map(Slot::subject) {
            None => Vec::new(),
            Some(SEVERAL) => {
                let all = self.several.get(&tag.bits).map_or(&[][..], Vec::as_slice);
                all.iter().map(|subject| u64::from(*subject)).collect()
            }
            Some(only) => vec![only.into()],
        }
    }
}

/// Subjects are numbered from 1 and each has sealed an entry, whose numbers have 32 bits.
fn short(subject: u64) -> u32 {
    u32::try_from(subject).unwrap_or(SEVERAL - 1)
}

#[cfg(test)]
mod tests {
    use ruling::fact::Ref;

    use super::Index;
    use crate::privacy::blind_index::{Tag, TagKind};

    fn tag(bits: u64) -> Tag {
        Tag {
            kind: TagKind::Phone,
            bits,
        }
    }

    #[test]
    fn all_subjects_of_a_value_are_found_in_order_until_removed() {
        let mut index = Index::default();
        for subject in [7, 3, 9, 3] {
            index.add(subject, &[(tag(1), Ref(0)), (tag(100 + subject), Ref(0))]);
        }
        assert_eq!(index.subjects(tag(1)), [3, 7, 9]);
        assert_eq!(index.subjects(tag(107)), [7]);
        index.remove(7, &[(tag(1), Ref(0)), (tag(107), Ref(0))]);
        assert_eq!(index.subjects(tag(1)), [3, 9]);
        assert!(index.subjects(tag(107)).is_empty());
        index.remove(3, &[(tag(1), Ref(0))]);
        index.remove(9, &[(tag(1), Ref(0))]);
        assert!(index.subjects(tag(1)).is_empty());
        index.add(4, &[(tag(1), Ref(0))]);
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
            match dice >> 33 & 1 {
                0 => {
                    index.add(subject, &[(tag(bits), Ref(0))]);
                    pairs.insert((bits, subject));
                }
                _ => {
                    index.remove(subject, &[(tag(bits), Ref(0))]);
                    pairs.remove(&(bits, subject));
                }
            }
            let wanted = pairs.range((bits, 0)..=(bits, u64::MAX));
            let wanted: Vec<u64> = wanted.map(|(_, subject)| *subject).collect();
            assert_eq!(index.subjects(tag(bits)), wanted);
        }
    }
}
