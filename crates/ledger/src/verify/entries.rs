//! Entries: one after the other without a gap, hashed into the tree that was signed, and what is sealed beside them.

use std::collections::{BTreeMap, BTreeSet};

use ruling::calendar::Instant;
use ruling::fact::Seq;

use super::{DamageKind, Extent, Verification, Verifying};
use crate::derive::{Derived, Step};
use crate::encoding::Entry;
use crate::fault::Fault;
use crate::log::checkpoint::Checkpoint;
use crate::log::tree::{Frontier, FullTile, Hash, check_of, leaf_hash};
use crate::privacy::keys::Keys;
use crate::privacy::seal::DataKey;
use crate::state::State;
use crate::store::{Database, FactRow, Stretch};

/// Entries that a thread hashes at once: a power of two, so that they fill one subtree.
const AT_ONCE: u32 = 256;
/// Numbers that are skipped within one statement, rather than beginning another.
const GAP: u64 = 8;

/// Roots of full tiles by level and number.
pub(super) type TileRoots = BTreeMap<(u8, u64), Hash>;

type BySize = BTreeMap<u64, Vec<Checkpoint>>;

/// What a thread found in some entries.
#[derive(Default)]
struct Part {
    found: Verification,
    /// Number and time of the first and the last of them.
    ends: Option<[(Seq, Instant); 2]>,
    /// The leaves before the one that such a part begins with.
    before: u64,
    /// The tree of them alone, up to the first that is missing.
    tree: Frontier,
    /// That tree wherever there is a checkpoint.
    at_checkpoints: Vec<Frontier>,
    tiles: TileRoots,
    steps: Vec<Step>,
}

/// What the parts so far come to.
#[derive(Default)]
struct Whole {
    tree: Frontier,
    tiles: TileRoots,
    last: Option<(Seq, Instant)>,
    derived: Derived,
}

/// What threads look at.
struct Entries<'a> {
    state: &'a State,
    keys: &'a Keys,
    /// Sizes that there are checkpoints of.
    sizes: BTreeSet<u64>,
    extent: Extent,
}

impl Verifying<'_> {
    /// Hashes all entries again and compares the trees with the checkpoints; tells what of the extent is derived
    /// from them, and the tiles that they fill.
    pub(super) fn entries(
        &mut self,
        mut checkpoints: BySize,
        extent: Extent,
    ) -> Result<(Derived, TileRoots), Fault> {
        let last = self.snapshot.reader()?.last_fact()?;
        let last = last.map_or(0, |(seq, _)| seq);
        let firsts: Vec<Seq> = (0..last.div_ceil(AT_ONCE))
            .map(|part| part * AT_ONCE + 1)
            .collect();
        let (keys, state) = (self.keys, &self.state);
        let sizes = checkpoints.keys().copied().collect();
        let entries = Entries {
            state,
            keys,
            sizes,
            extent,
        };
        let mut whole = Whole::default();
        let found = &mut self.found;
        compare(&whole.tree, &mut checkpoints, found);
        self.snapshot.each(
            &firsts,
            |reader, first| entries.part(reader, *first),
            |part| {
                whole.take_in(part, &mut checkpoints, found);
                Ok(())
            },
        )?;
        for size in checkpoints.into_keys() {
            match size <= u64::from(last) {
                // Something before it is missing, and was told.
                true => found.tell("checkpoint", size, DamageKind::OtherTree),
                false => found.tell("fact", size, DamageKind::Missing),
            }
        }
        Ok((whole.derived, whole.tiles))
    }
}

impl Whole {
    fn take_in(&mut self, part: Part, checkpoints: &mut BySize, found: &mut Verification) {
        if let Some([first, last]) = part.ends {
            follow(self.last, first, found);
            self.last = Some(last);
        }
        found.add(part.found);
        if self.tree.size() == part.before {
            for part in &part.at_checkpoints {
                let mut tree = self.tree.clone();
                tree.append(part);
                compare(&tree, checkpoints, found);
            }
            let filled = self.tree.append(&part.tree);
            self.tiles.extend(part.tiles);
            self.tiles.extend(filled.iter().map(by_place));
        }
        for step in part.steps {
            self.derived.take_in(step);
        }
    }
}

fn by_place(tile: &FullTile) -> ((u8, u64), Hash) {
    ((tile.level, tile.number), tile.root)
}

/// An entry has the number after that of the one before it, and is not older.
fn follow(last: Option<(Seq, Instant)>, next: (Seq, Instant), found: &mut Verification) {
    let last = last.unwrap_or((0, Instant::MIN));
    if next.0 != last.0 + 1 {
        found.tell("fact", u64::from(last.0) + 1, DamageKind::Missing);
    }
    if next.1 < last.1 {
        found.tell("fact", next.0.into(), DamageKind::Changed);
    }
}

/// Compares the tree with the checkpoints of its size, which are then done with.
fn compare(tree: &Frontier, checkpoints: &mut BySize, found: &mut Verification) {
    for checkpoint in checkpoints.remove(&tree.size()).unwrap_or_default() {
        found.checkpoints += 1;
        if checkpoint.root != tree.root() {
            found.tell("checkpoint", checkpoint.size, DamageKind::OtherTree);
        }
    }
}

impl Entries<'_> {
    fn part(&self, reader: &Database, first: Seq) -> Result<Part, Fault> {
        let rows = reader.facts_between(first, first.saturating_add(AT_ONCE - 1))?;
        let keys = self.data_keys(reader, &rows)?;
        let mut part = Part {
            before: u64::from(first) - 1,
            ..Part::default()
        };
        for row in &rows {
            let place = (row.seq, row.recorded);
            match &mut part.ends {
                None => part.ends = Some([place; 2]),
                Some([_, last]) => {
                    follow(Some(*last), place, &mut part.found);
                    *last = place;
                }
            }
            part.found.entries += 1;
            self.entry(row, &mut part);
            if let Some(kind) = sealed_part(reader, row, &keys, &mut part.found) {
                part.found.tell("fact", row.seq.into(), kind);
            }
        }
        Ok(part)
    }

    /// The stored hash is the row's, and the entry can be read.
    fn entry(&self, row: &FactRow, part: &mut Part) {
        let names = self.state.names();
        let entry = Entry::decode(&row.entry, row.seq, row.recorded, names);
        let leaf = leaf_hash(&row.leaf(&self.state.lineages));
        let is_same = entry
            .as_ref()
            .is_some_and(|entry| entry.encode(names) == row.entry);
        if !is_same || check_of(&leaf) != row.leaf_check {
            part.found.tell("fact", row.seq.into(), DamageKind::Changed);
        }
        if u64::from(row.seq) == part.before + part.tree.size() + 1 {
            for tile in part.tree.push(leaf) {
                let ((level, number), root) = by_place(&tile);
                let before = part.before >> (8 * (level + 1));
                part.tiles.insert((level, before + number), root);
            }
            if self.sizes.contains(&row.seq.into()) {
                part.at_checkpoints.push(part.tree.clone());
            }
        }
        let step = Step::new(row, entry.as_ref(), &self.state.regulations);
        if self.extent == Extent::Everything || step.is_of_log() {
            part.steps.push(step);
        }
    }

    /// The keys of those who sealed something; none of a subject that was erased or whose key does not open,
    /// which is told with the subject.
    fn data_keys(
        &self,
        reader: &Database,
        rows: &[FactRow],
    ) -> Result<BTreeMap<u64, DataKey>, Fault> {
        let sealing = rows.iter().filter(|row| row.commitment.is_some());
        let subjects: BTreeSet<u64> = sealing.filter_map(|row| row.subject).collect();
        let subjects: Vec<u64> = subjects.into_iter().collect();
        let mut keys = BTreeMap::new();
        for run in subjects.chunk_by(|one, next| next - one <= GAP) {
            let (Some(first), Some(last)) = (run.first(), run.last()) else {
                continue;
            };
            let stretch = Stretch {
                first: *first,
                last: *last,
            };
            for (subject, wrapped) in reader.wrapped_keys(stretch)? {
                let place = reader.place(subject, 0);
                let key = DataKey::unwrap(&wrapped, &self.keys.key_encryption, place);
                keys.extend(key.ok().map(|key| (subject, key)));
            }
        }
        Ok(keys)
    }
}

/// What is sealed opens with its subject's key, and both are what was committed to; tells what is wrong.
fn sealed_part(
    reader: &Database,
    row: &FactRow,
    keys: &BTreeMap<u64, DataKey>,
    found: &mut Verification,
) -> Option<DamageKind> {
    let (Some(subject), Some(commitment)) = (row.subject, row.commitment) else {
        return row.sealed.as_ref().map(|_| DamageKind::Surplus);
    };
    let (sealed, key) = match (&row.sealed, keys.get(&subject)) {
        (Some(sealed), Some(key)) => (sealed, key),
        // Erased, both of them.
        (None, None) => return None,
        (None, Some(_)) => return Some(DamageKind::Missing),
        (Some(_), None) => return Some(DamageKind::NotWhatWasSealed),
    };
    found.opened += 1;
    let opened = key.open_bytes(sealed, reader.place(subject, row.seq));
    let is_same = opened.is_ok_and(|personal| key.commitment(&personal, row.seq) == commitment);
    (!is_same).then_some(DamageKind::NotWhatWasSealed)
}
