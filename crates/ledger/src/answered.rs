//! Keys of commands in memory, where one process writes: which entry answered which command.
//!
//! They are in no order, so an index of them in the file would be the dearest of all: a page of its own for every
//! command, read, changed and written.

use std::hash::{BuildHasher, RandomState};

use ruling::fact::Seq;

use crate::fault::Fault;
use crate::index::Index;
use crate::store::Database;

/// Keys read at once.
const SCAN: u32 = 10_000;

/// The entries that commands led to, by hashes of their keys.
#[derive(Default)]
pub(crate) struct Answered {
    entries: Index,
    /// Whoever chooses keys cannot choose their hashes.
    hasher: RandomState,
}

impl Answered {
    /// Reads all keys, from the log's own rows.
    pub(crate) fn load(database: &Database) -> Result<Answered, Fault> {
        let mut answered = Answered::default();
        let mut last = 0;
        loop {
            let keys = database.command_keys(last, SCAN)?;
            let Some((end, _)) = keys.last() else {
                return Ok(answered);
            };
            last = *end;
            for (seq, key) in &keys {
                answered.add(key, *seq);
            }
        }
    }

    pub(crate) fn add(&mut self, key: &[u8], seq: Seq) {
        self.entries.add_one(self.hasher.hash_one(key), seq.into());
    }

    /// The entry that a command with this key led to: what the hash finds is compared with the key itself.
    pub(crate) fn entry(&self, database: &Database, key: &[u8]) -> Result<Option<Seq>, Fault> {
        for seq in self.entries.under(self.hasher.hash_one(key)) {
            let seq = Seq::try_from(seq).map_err(|_| Fault::damaged("entry", seq))?;
            let row = database.fact(seq)?.ok_or(Fault::damaged("entry", seq))?;
            if row.command_key.as_deref() == Some(key) {
                return Ok(Some(seq));
            }
        }
        Ok(None)
    }
}
