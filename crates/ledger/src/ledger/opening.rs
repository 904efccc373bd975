//! How a ledger begins, and where one that was there before goes on.

use std::sync::Arc;

use ruling::calendar::Instant;

use super::Founding;
use crate::derive::subject_row;
use crate::encoding::Entry;
use crate::fault::{Failure, Fault, Refusal};
use crate::folder::{Folder, HighWater};
use crate::found_by::FoundBy;
use crate::log::checkpoint::LogKey;
use crate::log::tree::{self, Frontier};
use crate::privacy::keys::{KeyPurpose, Keys};
use crate::privacy::seal::SealProblem;
use crate::record::{Prepared, Work};
use crate::regulations::{FIRST, Regulations};
use crate::state::{State, pack_hash};
use crate::store::{Database, PackRow, SubjectRow, Undone};

/// Subjects read at once; most companies have fewer staff, who come first.
const SUBJECTS_AT_ONCE: u32 = 200;

/// Stores what a ledger starts with, all of it in one transaction.
pub(super) fn found_in(
    database: &mut Database,
    keys: &Keys,
    now: Instant,
    founding: &Founding,
) -> Result<(), Failure> {
    let mut lineage = [0; 16];
    getrandom::fill(&mut lineage).map_err(|_| SealProblem::NoRandomness)?;
    let done = database.transaction(|database| {
        if database.is_shared() {
            database.take_free_company()?;
        }
        database.add_company(&founding.company)?;
        database.begin_lineage(1, &lineage)?;
        let published = published(founding)?;
        for (row, _) in &published {
            database.add_pack(row)?;
        }
        let mut work = Work {
            state: &mut State::load(database, keys)?,
            database,
            keys,
            now,
            key: None,
        };
        let founded = Entry::Founded {
            company: founding.company.clone(),
        };
        work.append(founded, None, None)?;
        for (_, entry) in published {
            work.append(entry, None, None)?;
        }
        let tagger = Arc::clone(&work.state.tagger);
        for (number, command) in founding.company_file.iter().enumerate() {
            let key = format!("company {number}").into_bytes();
            work.carry_out(&Prepared::new(command.clone(), key, &tagger))?;
        }
        Ok(())
    });
    done.map_err(Undone::why)
}

/// The regulations that a ledger starts with, each with the entry that follows that of the founding.
fn published(founding: &Founding) -> Result<Vec<(PackRow, Entry)>, Refusal> {
    let none = || Refusal::Regulation(Vec::new());
    let ((pack, regulation), later) = founding.packs.split_first().ok_or_else(none)?;
    let mut regulations = Regulations::new(pack, regulation).map_err(Refusal::Regulation)?;
    let mut published = vec![publication(2, FIRST, pack, regulation)];
    for (seq, (pack, regulation)) in (3..).zip(later) {
        let domain = regulations.add(pack, regulation);
        let domain = domain.map_err(Refusal::Regulation)?;
        published.push(publication(seq, domain, pack, regulation));
    }
    Ok(published)
}

/// What publishing a regulation stores, and what it says in the log.
pub(crate) fn publication(seq: u64, domain: u32, pack: &str, regulation: &str) -> (PackRow, Entry) {
    let row = PackRow {
        seq,
        domain: domain.into(),
        pack: pack.to_owned(),
        regulation: regulation.to_owned(),
    };
    let hash = pack_hash(pack, regulation);
    (row, Entry::Pack { domain, hash })
}

/// Where a ledger goes on: the newest checkpoint and its size, and what need not be read back again.
#[derive(Default)]
pub(super) struct End {
    pub(super) signed: Option<(u64, String)>,
    pub(super) read_back: Frontier,
}

impl End {
    pub(super) fn read(
        folder: &Folder,
        database: &Database,
        state: &State,
        keys: &Keys,
    ) -> Result<End, Fault> {
        refuse_other_index_key(database, state, keys)?;
        let key = LogKey::new(&state.origin(), keys.log.verifying_key());
        let marked = marked_before(folder, database, state, &key)?;
        let signed = database.last_checkpoint()?;
        let read_back = read_back_before(database, signed.as_ref(), &key)?;
        // Whoever signed it was stopped before the mark was raised; it may be shown from now on. One of a
        // log that this one succeeds is no mark of this one.
        let unmarked = signed.as_ref().filter(|(size, _)| *size > marked);
        if let Some((_, note)) = unmarked.filter(|(_, note)| key.open(note).is_ok()) {
            folder.raise_high_water(&HighWater {
                note: note.clone(),
                erased: state.erased.clone(),
            })?;
        }
        Ok(End { signed, read_back })
    }
}

/// With another ledger's index key nobody is found, and everybody seems free: the earliest customer's own data must
/// lead to their tags.
fn refuse_other_index_key(database: &Database, state: &State, keys: &Keys) -> Result<(), Fault> {
    let mut last = 0;
    loop {
        let rows = database.subjects(last, SUBJECTS_AT_ONCE)?;
        let Some(end) = rows.last() else {
            return Ok(());
        };
        last = end.subject;
        let has_tags = |row: &&SubjectRow| row.wrapped_key.is_some() && !row.tags.is_empty();
        let Some(row) = rows.iter().find(has_tags) else {
            continue;
        };
        let facts = database.facts_of_subject(row.subject)?;
        let made = subject_row(database, (state, keys), row, &facts)?;
        let both = FoundBy::of(row).zip(FoundBy::of(&made));
        let is_one_equal = both.is_some_and(|(stored, made)| {
            let mut stored = stored.tags.iter();
            stored.any(|known| made.tags.iter().any(|other| other.tag == known.tag))
        });
        return match is_one_equal {
            true => Ok(()),
            false => Err(Fault::OtherKey(KeyPurpose::Index)),
        };
    }
}

/// The size that the folder remembers as signed. The database must not be behind it, nor another.
fn marked_before(
    folder: &Folder,
    database: &Database,
    state: &State,
    key: &LogKey,
) -> Result<u64, Fault> {
    let Some(note) = folder.high_water()? else {
        return Ok(0);
    };
    let Ok(checkpoint) = key.open(&note) else {
        let signed = database.last_checkpoint()?;
        return Err(
            match signed.is_some_and(|(_, note)| key.open(&note).is_ok()) {
                true => Fault::damaged("high-water mark", 0_u32),
                false => Fault::OtherKey(KeyPurpose::Log),
            },
        );
    };
    let (found, signed) = (state.frontier.size(), checkpoint.size);
    if signed > found {
        return Err(Fault::Behind { found, signed });
    }
    match tree::root(database, signed)? == checkpoint.root {
        true => Ok(signed),
        false => Err(Fault::Rewritten { signed }),
    }
}

/// What need not be read back again: the tree under the last checkpoint, if it still leads to that root.
fn read_back_before(
    database: &Database,
    signed: Option<&(u64, String)>,
    key: &LogKey,
) -> Result<Frontier, Fault> {
    let opened = signed.and_then(|(_, note)| key.open(note).ok());
    let Some(checkpoint) = opened else {
        return Ok(Frontier::default());
    };
    let tree = Frontier::load(database, checkpoint.size)?;
    match tree.root() == checkpoint.root {
        true => Ok(tree),
        false => Err(Fault::Rewritten {
            signed: checkpoint.size,
        }),
    }
}
