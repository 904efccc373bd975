//! Appending: the leaf, what is sealed beside it, the tile that it fills, the key that it is sealed with.

use super::identify::Found;
use super::{Recorded, Work};
use crate::encoding::Entry;
use crate::fault::{Failure, Fault, Refusal};
use crate::found_by::FoundBy;
use crate::log::tree::{check_of, leaf_hash};
use crate::privacy::personal::Personal;
use crate::privacy::seal::DataKey;
use crate::store::FactRow;

impl Work<'_> {
    /// Appends an entry: leaf, commitment, sealed part, tile when it fills one.
    pub(crate) fn append(
        &mut self,
        entry: Entry,
        case: Option<u64>,
        personal: Option<(u64, &DataKey, &Personal)>,
    ) -> Result<Recorded, Failure> {
        let (seq, recorded) = (self.next_seq(), self.recorded());
        let bytes = entry.encode(self.state.names());
        let mut commitment = None;
        let mut sealed = None;
        let subject = personal.map(|(subject, ..)| subject);
        if let Some((subject, key, personal)) = personal {
            let place = self.database.place(subject, seq);
            commitment = Some(key.commitment(&personal.encode(), seq));
            sealed = Some(key.seal(personal, place)?);
        }
        let mut row = FactRow {
            seq,
            recorded,
            case,
            subject,
            entry: bytes,
            leaf_check: Default::default(),
            commitment,
            sealed,
            command_key: self.key.take(),
        };
        let leaf = leaf_hash(&row.leaf(&self.state.lineages));
        row.leaf_check = check_of(&leaf);
        self.database.append_fact(&row)?;
        if let (Some(answered), Some(key)) = (&mut self.state.answered, &row.command_key) {
            answered.add(key, seq);
        }
        for tile in self.state.frontier.push(leaf) {
            self.database.add_tile(&tile)?;
        }
        (self.state.last_seq, self.state.last_recorded) = (seq, recorded);
        if case.is_none() && !matches!(entry, Entry::Staff(_)) {
            self.state.note(&entry, &row.entry, None);
            self.state.organise(&entry, seq, recorded);
        }
        Ok(Recorded {
            seq,
            recorded,
            case: None,
        })
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
            match found.is_new {
                true => self.database.add_subject(&row)?,
                false => self.database.change_subject(&row)?,
            }
            self.state.index.add(found.subject, &new.tags);
            for name in &new.names {
                self.state.names.add(found.subject, name);
            }
        }
        Ok(key)
    }
}
