//! Appending: the leaf, what is sealed beside it, the tile that it fills, the key that it is sealed with.

use super::identify::Found;
use super::{Recorded, Work};
use crate::encoding::Entry;
use crate::fault::{Failure, Fault, Refusal};
use crate::found_by::FoundBy;
use crate::log::tree::{Hash, TILE_WIDTH, TileHashes, leaf_hash, subtree_root};
use crate::privacy::personal::Personal;
use crate::privacy::seal::{self, DataKey, random_salt};
use crate::store::FactRow;

impl Work<'_> {
    /// Appends an entry: leaf, commitments, sealed part, tile when it fills one.
    pub(crate) fn append(
        &mut self,
        entry: Entry,
        case: Option<u64>,
        personal: Option<(u64, &DataKey, &Personal)>,
    ) -> Result<Recorded, Failure> {
        let (seq, recorded) = (self.next_seq(), self.recorded());
        let bytes = entry.encode(&self.state.packs.names);
        let mut commitments = None;
        let mut sealed = None;
        let subject = personal.map(|(subject, ..)| subject);
        if let Some((subject, key, personal)) = personal {
            let salt = random_salt()?;
            let place = self.database.place(subject, seq);
            commitments = Some((seal::commitment(&salt, personal), key.commitment()));
            sealed = Some((salt, key.seal(personal, place)?));
        }
        let mut row = FactRow {
            seq,
            recorded,
            case,
            subject,
            entry: bytes,
            leaf_hash: Hash::default(),
            commitments,
            sealed,
            command_key: self.key.take(),
        };
        row.leaf_hash = leaf_hash(&row.leaf(&self.state.lineages));
        self.database.append_fact(&row)?;
        self.state.frontier.push(row.leaf_hash);
        (self.state.last_seq, self.state.last_recorded) = (seq, recorded);
        self.close_tiles()?;
        if case.is_none() && !matches!(entry, Entry::Staff(_)) {
            self.state.note(&entry, &row.entry, None);
        }
        Ok(Recorded {
            seq,
            recorded,
            case: None,
        })
    }

    /// Stores each tile that the last leaf has filled.
    pub(super) fn close_tiles(&self) -> Result<(), Fault> {
        let mut entries = self.state.frontier.size();
        let mut level = 0;
        while entries > 0 && entries.is_multiple_of(TILE_WIDTH) {
            let number = entries / TILE_WIDTH - 1;
            let hashes: Vec<Hash> = self
                .database
                .hashes(level, number * TILE_WIDTH, TILE_WIDTH)?;
            let root = subtree_root(&hashes);
            self.database.add_tile(level, number, &hashes, &root)?;
            entries /= TILE_WIDTH;
            level += 1;
        }
        Ok(())
    }

    /// The subject's key, made for a new one; it is found from now on.
    pub(super) fn subject_key(
        &mut self,
        found: &Found,
        found_by: FoundBy,
    ) -> Result<DataKey, Failure> {
        let place = self.database.place(found.subject, 0);
        let mut all = FoundBy::default();
        let (key, wrapped) = match found.is_new {
            true => {
                let key = DataKey::random()?;
                let wrapped = key.wrap(&self.keys.key_encryption, place)?;
                self.state.last_subject = found.subject;
                (key, wrapped)
            }
            false => {
                let row = self.database.subject(found.subject)?;
                let row = row.ok_or(Refusal::Erased)?;
                let wrapped = row.wrapped_key.clone().ok_or(Refusal::Erased)?;
                all = FoundBy::of(&row).ok_or(Fault::damaged("data subject", row.subject))?;
                let key = DataKey::unwrap(&wrapped, &self.keys.key_encryption, place)?;
                (key, wrapped)
            }
        };
        let new = all.take_in(found_by);
        if found.is_new || !new.is_empty() {
            let row = all.row(found.subject, Some(wrapped));
            self.database.put_subject(&row)?;
            self.state.index.add(found.subject, &new.tags);
            for name in &new.names {
                self.state.names.add(name);
            }
        }
        Ok(key)
    }
}
