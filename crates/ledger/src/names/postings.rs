//! Which names have a token: six bytes each, kept sorted in slots of some hundred.

use std::collections::BTreeSet;

/// Slots, by the first 16 bits of a token.
const SLOTS: usize = 1 << 16;

/// The last 16 bits of a token and the number of a name, big-endian: sorted bytes are sorted pairs.
type Posting = [u8; 6];

/// A slot is moved as a whole when a posting enters it, so there is no merging to wait for.
pub(super) struct Postings(Vec<Vec<Posting>>);

impl Default for Postings {
    fn default() -> Postings {
        Postings(vec![Vec::new(); SLOTS])
    }
}

impl Postings {
    pub(super) fn add(&mut self, token: u32, number: u32) {
        let posting = posting(token, number);
        let Some(slot) = self.0.get_mut(slot(token)) else {
            return;
        };
        if slot.len() == slot.capacity() {
            // An eighth more, not twice as much: there are many slots.
            slot.reserve_exact(slot.len() / 8 + 2);
        }
        if let Err(place) = slot.binary_search(&posting) {
            slot.insert(place, posting);
        }
    }

    /// Removes the names of a token for which `is_meant` holds.
    pub(super) fn remove(&mut self, token: u32, mut is_meant: impl FnMut(u32) -> bool) {
        if let Some(slot) = self.0.get_mut(slot(token)) {
            let [_, _, high, low] = token.to_be_bytes();
            slot.retain(|posting| !posting.starts_with(&[high, low]) || !is_meant(number(posting)));
        }
    }

    /// Removes names from every token.
    pub(super) fn remove_numbers(&mut self, numbers: &BTreeSet<u32>) {
        for slot in &mut self.0 {
            slot.retain(|posting| !numbers.contains(&number(posting)));
        }
    }

    /// The numbers of the names with a token.
    pub(super) fn of(&self, token: u32) -> impl ExactSizeIterator<Item = u32> {
        let slot = self.0.get(slot(token)).map_or(&[][..], Vec::as_slice);
        let from = slot.partition_point(|known| *known < posting(token, 0));
        let slot = slot.get(from..).unwrap_or_default();
        let until = slot.partition_point(|known| *known <= posting(token, u32::MAX));
        slot.get(..until).unwrap_or_default().iter().map(number)
    }

    pub(super) fn bytes(&self) -> usize {
        let slots = self
            .0
            .iter()
            .map(|slot| slot.capacity() * size_of::<Posting>());
        slots.sum::<usize>() + SLOTS * size_of::<Vec<Posting>>()
    }
}

/// Postings that come in any order, in one go: put into their slots some at a time, because going through all
/// slots for each is slow, and keeping all until the end takes memory twice.
#[derive(Default)]
pub(super) struct Unsorted {
    slots: Postings,
    /// Tokens and numbers of names.
    waiting: Vec<(u32, u32)>,
}

/// Postings that wait to be put into their slots.
const WAITING_MAX: usize = 1 << 20;

impl Unsorted {
    pub(super) fn add(&mut self, token: u32, number: u32) {
        self.waiting.push((token, number));
        if self.waiting.len() == WAITING_MAX {
            self.put_into_slots();
        }
    }

    pub(super) fn sorted(mut self) -> Postings {
        self.put_into_slots();
        for slot in &mut self.slots.0 {
            // Made of a few runs that are sorted: such a sort merges them.
            slot.sort();
            slot.dedup();
        }
        self.slots
    }

    fn put_into_slots(&mut self) {
        self.waiting.sort_unstable();
        for run in self
            .waiting
            .chunk_by(|one, other| slot(one.0) == slot(other.0))
        {
            let first = run.first().map_or(0, |(token, _)| slot(*token));
            if let Some(slot) = self.slots.0.get_mut(first) {
                slot.reserve_exact(run.len());
                slot.extend(run.iter().map(|(token, number)| posting(*token, *number)));
            }
        }
        self.waiting.clear();
    }
}

fn slot(token: u32) -> usize {
    (token >> 16) as usize
}

fn posting(token: u32, number: u32) -> Posting {
    let [_, _, high, low] = token.to_be_bytes();
    let [a, b, c, d] = number.to_be_bytes();
    [high, low, a, b, c, d]
}

fn number(posting: &Posting) -> u32 {
    let [_, _, number @ ..] = *posting;
    u32::from_be_bytes(number)
}
