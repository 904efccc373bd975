//! Verifying: every entry hashed again, every checkpoint compared, everything sealed opened, everything
//! derived made again. What differs is told with its place.

use std::collections::{BTreeMap, BTreeSet};

use ruling::calendar::Instant;
use ruling::fact::Seq;

use crate::case_store::CaseGroup;
use crate::derive::{self, Derived};
use crate::encoding::Entry;
use crate::fault::Fault;
use crate::folder::HighWater;
use crate::found_by::FoundBy;
use crate::ledger::Ledger;
use crate::log::checkpoint::Checkpoint;
use crate::log::tree::{Frontier, Hash, check_of, leaf_hash};
use crate::privacy::seal::DataKey;
use crate::state::{DOMAIN, State, data_key, pack_hash};
use crate::store::{CaseRow, Database, FactRow, SubjectRow};

/// Rows read at once.
const SCAN: u32 = 2_000;

/// Something that is not as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Damage {
    /// The table, or the file beside the database.
    pub table: &'static str,
    /// The row's key.
    pub row: u64,
    /// What is wrong with it.
    pub kind: DamageKind,
}

/// Kinds of damage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DamageKind {
    /// A row is missing where there must be one.
    Missing,
    /// A row is there where there may be none.
    Surplus,
    /// The row is not what the log says.
    Changed,
    /// Sealed data does not open, or data and key are not what was committed to.
    NotWhatWasSealed,
    /// A checkpoint is not signed by the log's key, or not over this log.
    BadSignature,
    /// The tree is not the one that was signed.
    OtherTree,
    /// What is derived from facts is not what they lead to.
    NotWhatFactsSay,
}

/// What verifying found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Verification {
    /// Entries looked at.
    pub entries: u64,
    /// Personal parts opened.
    pub opened: u64,
    /// Cases judged again.
    pub cases: u64,
    /// Checkpoints compared.
    pub checkpoints: u64,
    /// What is wrong; empty if nothing is.
    pub damage: Vec<Damage>,
}

/// Roots of full tiles by level and number.
type TileRoots = BTreeMap<(u8, u64), Hash>;

/// Checkpoints outside the database.
struct Kept<'a> {
    high_water: Option<String>,
    kept: &'a [String],
}

impl Verification {
    fn tell(&mut self, table: &'static str, row: u64, kind: DamageKind) {
        self.damage.push(Damage { table, row, kind });
    }
}

impl Ledger {
    /// Verifies everything, also against checkpoints that were kept elsewhere.
    ///
    /// # Errors
    /// Rows that cannot be read at all.
    pub fn verify(&self, kept: &[String]) -> Result<Verification, Fault> {
        let high_water = self.with_writer(|writer| writer.folder.high_water())?;
        let kept = Kept { high_water, kept };
        let reader = self.reader()?;
        if reader.is_shared() {
            // Others write on: what is verified is what there was at one moment.
            return reader.snapshot(|| {
                let state = State::load_damaged(&reader, &self.keys)?;
                self.verify_as_of_now(&state, &reader, &kept)
            });
        }
        drop(reader);
        let state = self.state()?;
        self.verify_as_of_now(&state, &*self.reader()?, &kept)
    }

    fn verify_as_of_now(
        &self,
        state: &State,
        reader: &Database,
        kept: &Kept<'_>,
    ) -> Result<Verification, Fault> {
        let mut found = Verification::default();
        let mut checkpoints = self.signed_checkpoints(state, reader, kept, &mut found)?;
        let (mut derived, tiles) =
            self.entries_hold(state, reader, &mut checkpoints, &mut found)?;
        for size in checkpoints.into_keys() {
            found.tell("fact", size, DamageKind::Missing);
        }
        tiles_hold(reader, tiles, &mut found)?;
        founding_holds(reader, state, &mut found)?;
        let subjects = std::mem::take(&mut derived.subjects);
        self.subjects_hold(state, reader, subjects, &mut found)?;
        let stored: BTreeSet<_> = state.lineages.0.iter().map(|(from, _)| *from).collect();
        let begun: BTreeSet<_> = derived.begun.iter().copied().collect();
        for from in stored.difference(&begun) {
            found.tell("lineage", (*from).into(), DamageKind::Surplus);
        }
        for from in begun.difference(&stored) {
            found.tell("lineage", (*from).into(), DamageKind::Missing);
        }
        for (table, row) in reader.rows_before_the_first()? {
            found.tell(table, row, DamageKind::Surplus);
        }
        cases_hold(state, reader, derived, &mut found)?;
        Ok(found)
    }

    /// Checkpoints by size: those stored, each naming the one before, the high-water mark, those kept elsewhere.
    fn signed_checkpoints(
        &self,
        state: &State,
        reader: &Database,
        kept: &Kept<'_>,
        found: &mut Verification,
    ) -> Result<BTreeMap<u64, Vec<Checkpoint>>, Fault> {
        let keys = self.log_keys_of(state);
        let open = |note: &str| keys.iter().find_map(|key| key.open(note).ok());
        let mut by_size: BTreeMap<u64, Vec<Checkpoint>> = BTreeMap::new();
        let mut previous = 0;
        // Logs of which no checkpoint opens: more likely their name is another than all of the checkpoints.
        let mut nameless: BTreeMap<Seq, bool> = BTreeMap::new();
        for (size, note) in reader.checkpoints()? {
            let checkpoint = open(&note).filter(|checkpoint| checkpoint.size == size);
            let from = state.lineages.begin_of(size);
            nameless
                .entry(from)
                .and_modify(|none| *none &= checkpoint.is_none())
                .or_insert(checkpoint.is_none());
            let Some(checkpoint) = checkpoint else {
                found.tell("checkpoint", size, DamageKind::BadSignature);
                continue;
            };
            if checkpoint.previous != previous {
                found.tell("checkpoint", checkpoint.previous, DamageKind::Missing);
            }
            previous = size;
            by_size.entry(size).or_default().push(checkpoint);
        }
        for (from, _) in nameless.into_iter().filter(|(_, is_nameless)| *is_nameless) {
            found.tell("lineage", from.into(), DamageKind::Changed);
        }
        match kept.high_water.as_deref().map(open) {
            Some(Some(mark)) if !by_size.contains_key(&mark.size) => {
                found.tell("checkpoint", mark.size, DamageKind::Missing);
            }
            Some(None) => found.tell("high-water", 0, DamageKind::BadSignature),
            _ => {}
        }
        for (number, note) in (1..).zip(kept.kept) {
            match open(&HighWater::read(note).note) {
                Some(checkpoint) => by_size.entry(checkpoint.size).or_default().push(checkpoint),
                None => found.tell(
                    "checkpoint kept elsewhere",
                    number,
                    DamageKind::BadSignature,
                ),
            }
        }
        Ok(by_size)
    }

    /// Entries follow each other without a gap and are hashed again; tells what is derived from them, and the
    /// tiles that they fill.
    fn entries_hold(
        &self,
        state: &State,
        reader: &Database,
        checkpoints: &mut BTreeMap<u64, Vec<Checkpoint>>,
        found: &mut Verification,
    ) -> Result<(Derived, TileRoots), Fault> {
        let mut tree = Frontier::default();
        let mut tiles = BTreeMap::new();
        let mut derived = Derived::default();
        let mut last = (0, Instant::MIN);
        let mut keys: BTreeMap<u64, Option<DataKey>> = BTreeMap::new();
        compare_tree(&tree, checkpoints, found);
        loop {
            let rows = reader.facts(last.0 + 1, SCAN)?;
            if rows.is_empty() {
                return Ok((derived, tiles));
            }
            for row in rows {
                if row.seq != last.0 + 1 {
                    found.tell("fact", u64::from(last.0) + 1, DamageKind::Missing);
                }
                if row.recorded < last.1 {
                    found.tell("fact", row.seq.into(), DamageKind::Changed);
                }
                last = (row.seq, row.recorded);
                found.entries += 1;
                let leaf = leaf_hash(&row.leaf(&state.lineages));
                entry_holds(state, &row, &leaf, found);
                self.personal_holds(reader, &row, &mut keys, found);
                derived.take_in(&row, &state.packs);
                let filled = tree.push(leaf).into_iter();
                tiles.extend(filled.map(|tile| ((tile.level, tile.number), tile.root)));
                compare_tree(&tree, checkpoints, found);
            }
        }
    }

    /// What is sealed opens with the key committed to and is what was committed to.
    fn personal_holds(
        &self,
        reader: &Database,
        row: &FactRow,
        keys: &mut BTreeMap<u64, Option<DataKey>>,
        found: &mut Verification,
    ) {
        let (Some(subject), Some(commitment)) = (row.subject, row.commitment) else {
            if row.sealed.is_some() {
                found.tell("fact", row.seq.into(), DamageKind::Surplus);
            }
            return;
        };
        let key = keys.entry(subject).or_insert_with(|| {
            // A key that does not open is told once, with its subject.
            data_key(reader, &self.keys, subject).ok().flatten()
        });
        let (sealed, key) = match (&row.sealed, key) {
            (Some(sealed), Some(key)) => (sealed, key),
            // Erased, both of them.
            (None, None) => return,
            (None, Some(_)) => return found.tell("fact", row.seq.into(), DamageKind::Missing),
            (Some(_), None) => {
                return found.tell("fact", row.seq.into(), DamageKind::NotWhatWasSealed);
            }
        };
        let place = reader.place(subject, row.seq);
        found.opened += 1;
        let is_same = key
            .open(sealed, place)
            .is_ok_and(|personal| key.commitment(&personal, row.seq) == commitment);
        if !is_same {
            found.tell("fact", row.seq.into(), DamageKind::NotWhatWasSealed);
        }
    }

    /// Every subject that sealed something has its row, every key opens unless the subject was erased, and
    /// the tags are those of what is sealed.
    fn subjects_hold(
        &self,
        state: &State,
        reader: &Database,
        mut subjects: BTreeMap<u64, bool>,
        found: &mut Verification,
    ) -> Result<(), Fault> {
        let mut last = 0;
        loop {
            let rows = reader.subjects(last, SCAN)?;
            let Some(end) = rows.last() else { break };
            last = end.subject;
            for row in rows {
                let is_same = match subjects.remove(&row.subject) {
                    Some(true) => row == FoundBy::default().row(row.subject, None),
                    Some(false) => self.subject_holds(state, reader, &row),
                    None => false,
                };
                if !is_same {
                    found.tell("subject", row.subject, DamageKind::NotWhatFactsSay);
                }
            }
        }
        for subject in subjects.into_keys() {
            found.tell("subject", subject, DamageKind::Missing);
        }
        Ok(())
    }

    fn subject_holds(&self, state: &State, reader: &Database, row: &SubjectRow) -> bool {
        let (tagger, packs) = (&state.tagger, &state.packs);
        let found_by = derive::found_by(reader, &self.keys, tagger, packs, row.subject);
        let row_wanted = found_by.map(|wanted| wanted.row(row.subject, row.wrapped_key.clone()));
        row.wrapped_key.is_some() && row_wanted.is_ok_and(|wanted| wanted == *row)
    }
}

/// The row is the one that was hashed, and the entry can be read.
fn entry_holds(state: &State, row: &FactRow, leaf: &Hash, found: &mut Verification) {
    let names = &state.packs.names;
    let entry = Entry::decode(&row.entry, row.seq, row.recorded, names);
    let is_same = entry.is_some_and(|entry| entry.encode(names) == row.entry);
    if !is_same || check_of(leaf) != row.leaf_check {
        found.tell("fact", row.seq.into(), DamageKind::Changed);
    }
}

/// Compares the tree with the checkpoints of its size, which are then done with.
fn compare_tree(
    tree: &Frontier,
    checkpoints: &mut BTreeMap<u64, Vec<Checkpoint>>,
    found: &mut Verification,
) {
    for checkpoint in checkpoints.remove(&tree.size()).unwrap_or_default() {
        found.checkpoints += 1;
        if checkpoint.root != tree.root() {
            found.tell("checkpoint", checkpoint.size, DamageKind::OtherTree);
        }
    }
}

/// Every full tile is there with the root of the entries below it, and no other is.
fn tiles_hold(
    reader: &Database,
    mut wanted: TileRoots,
    found: &mut Verification,
) -> Result<(), Fault> {
    for stored in reader.tiles()? {
        match wanted.remove(&(stored.level, stored.number)) {
            None => found.tell("tile", stored.number, DamageKind::Surplus),
            Some(root) if root == stored.root => {}
            Some(_) => found.tell("tile", stored.number, DamageKind::Changed),
        }
    }
    for (_, number) in wanted.into_keys() {
        found.tell("tile", number, DamageKind::Missing);
    }
    Ok(())
}

/// The company's name and every regulation's texts are those that the log has.
fn founding_holds(reader: &Database, state: &State, found: &mut Verification) -> Result<(), Fault> {
    let mut published = Vec::new();
    let mut name = None;
    for row in reader.company_facts()? {
        match Entry::decode(&row.entry, row.seq, row.recorded, &state.packs.names) {
            Some(Entry::Pack { hash, .. }) => published.push(hash),
            Some(Entry::Founded { company }) => name = Some(company),
            _ => {}
        }
    }
    if name.as_ref() != Some(&state.company_name) {
        found.tell("company", reader.company().into(), DamageKind::Changed);
    }
    let mut missing: BTreeMap<u64, Hash> = (1..).zip(published).collect();
    for (number, (pack, regulation)) in reader.numbered_packs(DOMAIN)? {
        if missing.remove(&number) != Some(pack_hash(&pack, &regulation)) {
            found.tell("pack", number, DamageKind::Changed);
        }
    }
    for number in missing.into_keys() {
        found.tell("pack", number, DamageKind::Missing);
    }
    Ok(())
}

/// Cases, links, segments and obligations are those that the entries lead to.
fn cases_hold(
    state: &State,
    reader: &Database,
    mut derived: Derived,
    found: &mut Verification,
) -> Result<(), Fault> {
    for case in reader.orphaned_cases()? {
        found.tell("case_file", case, DamageKind::Missing);
    }
    let stored: BTreeSet<(u64, u64)> = reader.links()?.into_iter().collect();
    for (case, _) in stored.symmetric_difference(&derived.links) {
        found.tell("case_link", *case, DamageKind::NotWhatFactsSay);
    }
    let mut last = 0;
    loop {
        let rows = reader.cases(last, SCAN)?;
        let Some(end) = rows.last() else { break };
        last = end.case;
        for row in rows {
            found.cases += 1;
            if derived.cases.remove(&row.case) != Some(row) {
                found.tell("case_file", row.case, DamageKind::NotWhatFactsSay);
            }
            let (segments_hold, obligations_hold) = projection_holds(state, reader, &row)?;
            if !segments_hold {
                found.tell("segment", row.case, DamageKind::NotWhatFactsSay);
            }
            if !obligations_hold {
                found.tell("obligation", row.case, DamageKind::NotWhatFactsSay);
            }
        }
    }
    for case in derived.cases.into_keys() {
        found.tell("case_file", case, DamageKind::Missing);
    }
    Ok(())
}

/// Judged again after the entry it was judged after, a case has the same segments, and the same obligations.
fn projection_holds(
    state: &State,
    reader: &Database,
    row: &CaseRow,
) -> Result<(bool, bool), Fault> {
    let Ok(Some(group)) = CaseGroup::load(reader, &state.packs, row.case) else {
        return Ok((false, false));
    };
    let Some(judged) = reader.fact(row.judged_seq)? else {
        return Ok((false, false));
    };
    let (segments, obligations) = derive::projected(state, &group, row.case, judged.recorded);
    let (segments, obligations): (Vec<_>, Vec<_>) = (
        (0..).zip(segments).collect(),
        (0..).zip(obligations).collect(),
    );
    // A row that cannot be read is not the one that was written.
    Ok((
        reader
            .segments(row.case)
            .is_ok_and(|stored| stored == segments),
        reader
            .obligations(row.case)
            .is_ok_and(|stored| stored == obligations),
    ))
}
