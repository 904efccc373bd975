//! Tags and names read into memory at start: one scan of the subjects' rows, which two threads take in.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::{ScopedJoinHandle, scope};

use super::Index;
use crate::fault::Fault;
use crate::found_by::read_tags;
use crate::names::{NameIndex, read_names};
use crate::store::{Database, SubjectRow};

/// Rows read at once, and so many times as many that may wait to be taken in.
const SCAN: u32 = 4_000;
const AHEAD: usize = 2;

/// What is kept in memory of the subjects' rows.
#[derive(Default)]
pub(crate) struct Subjects {
    pub(crate) index: Index,
    pub(crate) names: NameIndex,
    /// Those that were erased.
    pub(crate) erased: BTreeSet<u64>,
}

/// Rows that were read together; both threads look at them.
type Rows = Arc<Vec<SubjectRow>>;

impl Subjects {
    /// Reads all of them.
    pub(crate) fn load(database: &Database) -> Result<Subjects, Fault> {
        scope(|scope| {
            let (to_tags, tags) = sync_channel(AHEAD);
            let (to_names, names) = sync_channel(AHEAD);
            let index = scope.spawn(move || index_of(&tags));
            let names = scope.spawn(move || names_of(&names));
            let mut all = Subjects::default();
            let read = all.read(database, [to_tags, to_names]);
            all.index = finished(index)?;
            all.names = finished(names)?;
            read?;
            Ok(all)
        })
    }

    /// Reads the rows, and tells the threads to end by dropping their channels.
    fn read(&mut self, database: &Database, threads: [SyncSender<Rows>; 2]) -> Result<(), Fault> {
        let mut last = 0;
        loop {
            let rows = Arc::new(database.subjects(last, SCAN)?);
            let Some(end) = rows.last() else {
                return Ok(());
            };
            last = end.subject;
            let erased = rows.iter().filter(|row| row.wrapped_key.is_none());
            self.erased.extend(erased.map(|row| row.subject));
            for thread in &threads {
                if thread.send(Arc::clone(&rows)).is_err() {
                    // It met a damaged row, and tells of it by itself.
                    return Ok(());
                }
            }
        }
    }
}

fn index_of(rows: &Receiver<Rows>) -> Result<Index, Fault> {
    let mut index = Index::default();
    let mut more = Vec::new();
    for rows in rows {
        for row in rows.iter() {
            let tags = read_tags(row.subject, &row.tags).ok_or(damaged(row))?;
            more.extend(tags.into_iter().map(|known| (known.tag, row.subject)));
        }
        index.add_all(&mut more);
    }
    Ok(index)
}

fn names_of(rows: &Receiver<Rows>) -> Result<NameIndex, Fault> {
    let mut loading = NameIndex::loading();
    for rows in rows {
        for row in rows.iter() {
            for name in read_names(row.subject, &row.names).ok_or(damaged(row))? {
                loading.add(row.subject, &name);
            }
        }
    }
    Ok(loading.finish())
}

fn damaged(row: &SubjectRow) -> Fault {
    Fault::damaged("data subject", row.subject)
}

/// What a thread made.
fn finished<T>(thread: ScopedJoinHandle<'_, Result<T, Fault>>) -> Result<T, Fault> {
    thread.join().map_err(|_| Fault::Stopped)?
}
