//! Keeping a store: rebuilding, wrapping keys anew, copying it away and putting a copy back.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use crate::encoding::Entry;
use crate::fault::{Failure, Fault};
use crate::folder::{Draft, Folder, HighWater, file_fault};
use crate::ledger::Ledger;
use crate::log::checkpoint::LogKey;
use crate::privacy::keys::Keys;
use crate::privacy::seal::{DataKey, SealProblem};
use crate::record::Work;
use crate::rows::rotate_secrets;
use crate::state::{COMPANY, State};
use crate::store::{Database, Site, SubjectRow, Undone};
use crate::writer::Writer;

/// Keys wrapped anew in one transaction.
const ROTATED_AT_ONCE: u32 = 500;

impl Writer {
    fn rotate(&mut self, after: u64) -> Result<Option<(u64, u64)>, Failure> {
        let keys = Arc::clone(&self.keys);
        self.write(|database| Ok(rotate(database, &keys, after)?))
    }

    fn rotate_secrets(&mut self, after: &str) -> Result<Option<(String, u64)>, Failure> {
        let keys = Arc::clone(&self.keys);
        self.write(|database| Ok(rotate_secrets(database, &keys, after)?))
    }
}

/// Wraps the next keys that an older key-encryption key still wraps, after subject `after`. Tells the last
/// subject looked at and how many were wrapped anew; none when all are done.
fn rotate(database: &Database, keys: &Keys, after: u64) -> Result<Option<(u64, u64)>, Fault> {
    let rows = database.subjects(after, ROTATED_AT_ONCE)?;
    let Some(end) = rows.last().map(|row| row.subject) else {
        return Ok(None);
    };
    let ring = &keys.key_encryption;
    let mut rotated = 0;
    for row in rows {
        let Some(wrapped) = row.wrapped_key.as_ref().filter(|key| !ring.is_newest(key)) else {
            continue;
        };
        let place = database.place(row.subject, 0);
        let key = DataKey::unwrap(wrapped, ring, place)?;
        database.change_subject(&SubjectRow {
            wrapped_key: Some(key.wrap(ring, place)?),
            ..row
        })?;
        rotated += 1;
    }
    Ok(Some((end, rotated)))
}

impl Ledger {
    /// Makes everything derived anew from the entries. `progress` hears how many entries of how many are read.
    ///
    /// # Errors
    /// Rows that cannot be read or written; then nothing has changed.
    pub fn rebuild(&self, progress: impl Fn(u64, u64) + Send + 'static) -> Result<(), Failure> {
        self.between_commits(move |writer| writer.overhaul(|work| work.rebuild(&progress)))
    }

    /// Wraps every subject's key, and seals every small secret, with the newest key-encryption key, a part at a time so that others can
    /// write in between; begun again after a stop it goes on. `progress` hears how many were wrapped anew.
    ///
    /// # Errors
    /// A key-encryption key that is missing, or rows that cannot be read or written.
    pub fn rotate_keys(&self, mut progress: impl FnMut(u64)) -> Result<u64, Failure> {
        let (mut after, mut total) = (0, 0);
        loop {
            let step = self.between_commits(move |writer| writer.rotate(after))?;
            let Some((last, rotated)) = step else { break };
            (after, total) = (last, total + rotated);
            progress(total);
        }
        let mut after = String::new();
        loop {
            let step = self.between_commits(move |writer| writer.rotate_secrets(&after))?;
            let Some((last, rotated)) = step else {
                return Ok(total);
            };
            (after, total) = (last, total + rotated);
            progress(total);
        }
    }

    /// Copies the store as of one moment into a new file, while others write; the file is there when it is whole.
    /// No key is in it.
    ///
    /// # Errors
    /// A file that exists already or cannot be written.
    pub fn back_up(&self, path: &Path) -> Result<(), Fault> {
        if path.exists() {
            return Err(Fault::File {
                doing: "copying to",
                path: path.to_owned(),
                source: std::io::ErrorKind::AlreadyExists.into(),
            });
        }
        let draft = Draft::of_copy(path)?;
        self.reader()?.copy_to(draft.path())?;
        draft.finish()
    }
}

/// Puts a copy into an empty folder as a successor: a new log, whose first entry names what the old one
/// had signed, so that an old copy never passes for the log itself. `signed` is the old log's high-water mark:
/// whoever was erased after the copy was made is erased again.
///
/// # Errors
/// A folder with a ledger in it, a file that is no copy, a mark of another ledger, or files that cannot be written.
pub fn restore(copy: &Path, path: &Path, keys: &Keys, signed: Option<&str>) -> Result<(), Failure> {
    Folder::make(path)?;
    let folder = Folder::take(path)?;
    if Folder::holds_ledger(path) {
        return Err(Fault::LedgerExists(path.to_owned()).into());
    }
    let draft = folder.draft()?;
    fs::copy(copy, draft.path()).map_err(|source| file_fault("copying", copy, source))?;
    begin_lineage(draft.path(), keys, signed.map(HighWater::read))?;
    // Only now can it be opened: a copy that does not say where it goes on would go on as the old log.
    Ok(draft.finish()?)
}

/// Whether a ledger is in a folder: none is restored over it.
#[must_use]
pub fn holds_ledger(path: &Path) -> bool {
    Folder::holds_ledger(path)
}

/// Puts the ledger of a folder into the place of another's, on the same disk: the other's is gone. Neither may be
/// open. Whoever was stopped on the way does it again.
///
/// # Errors
/// Another process in the folder, or files that cannot be moved.
pub fn take_over(from: &Path, path: &Path) -> Result<(), Fault> {
    Folder::take(path)?.take_over(from)
}

fn begin_lineage(path: &Path, keys: &Keys, signed: Option<HighWater>) -> Result<(), Failure> {
    let mut database = Database::open_writer(&Site::File(path.to_owned()), COMPANY)?;
    let mut state = State::load(&database, keys)?;
    let old = state.origin();
    let key = LogKey::new(&old, keys.log.verifying_key());
    let mark = signed.as_ref();
    // Of another ledger it would name other people as erased.
    let opened = mark.map(|mark| key.open(&mark.note)).transpose();
    let checkpoint = opened.map_err(|_| Fault::OtherMark)?;
    let (size, root) = checkpoint.map_or_else(
        || (state.frontier.size(), state.frontier.root()),
        |checkpoint| (checkpoint.size, checkpoint.root),
    );
    let entry = Entry::Succeeds {
        origin: old,
        size,
        root,
    };
    let mut lineage = [0; 16];
    getrandom::fill(&mut lineage).map_err(|_| SealProblem::NoRandomness)?;
    let done = database.transaction(|database| {
        let from = state.last_seq + 1;
        database.begin_lineage(from, &lineage)?;
        state.lineages.0.push((from, lineage));
        let now = state.last_recorded;
        let mut work = Work {
            state: &mut state,
            database,
            keys,
            now,
            key: None,
        };
        work.append(entry, None, None)?;
        for subject in mark.iter().flat_map(|mark| &mark.erased) {
            work.erase_subject(*subject, None)?;
        }
        Ok::<_, Failure>(())
    });
    done.map_err(Undone::why)
}
