//! Much read at once: several connections that see the data of one moment, each with a thread of its own.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread::{available_parallelism, scope};

use super::{Database, Engine, Site};
use crate::fault::{Doing, Fault};

/// Most connections of one snapshot: a server has only so many for everybody.
const READERS_MAX: usize = 8;
/// What threads may have done before what comes before it is taken.
const AHEAD: usize = 4;

/// Rows whose keys lie between two numbers, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stretch {
    pub(crate) first: u64,
    pub(crate) last: u64,
}

impl Stretch {
    /// The highest key that a database can hold, whatever the ledger gives.
    const HIGHEST: u64 = i64::MAX.cast_unsigned();
    /// All keys that the ledger may give.
    pub(crate) const ALL: Stretch = Stretch {
        first: 1,
        last: Stretch::HIGHEST,
    };

    /// Cuts all keys from 1 on that there may be into stretches that hold `count` of these each. They are in order.
    pub(crate) fn cut(keys: impl Iterator<Item = u64>, count: usize) -> Vec<Stretch> {
        let mut first = 1;
        let mut stretches = Vec::new();
        let keys = keys.take_while(|key| *key <= Stretch::HIGHEST);
        for next in keys.skip(count).step_by(count) {
            stretches.push(Stretch {
                first,
                last: next.saturating_sub(1),
            });
            first = next;
        }
        stretches.push(Stretch {
            first,
            last: Stretch::HIGHEST,
        });
        stretches
    }

    /// The keys of the stretch.
    pub(crate) fn keys(self) -> RangeInclusive<u64> {
        self.first..=self.last
    }
}

/// Connections that see the data of one moment.
pub(crate) struct Snapshot(Vec<Database>);

impl Snapshot {
    /// Connections for it: as many as there are processors for this process.
    pub(crate) fn connect(site: &Site, company: u32) -> Result<Vec<Database>, Fault> {
        let count = available_parallelism().map_or(1, |count| count.get().min(READERS_MAX));
        (0..count)
            .map(|_| Database::open_reader(site, company))
            .collect()
    }

    /// Lets the connections see what there is now. To a file nobody may write until this returns; nodes of a
    /// server may.
    pub(crate) fn take(readers: Vec<Database>) -> Result<Snapshot, Fault> {
        let mut name = None;
        for reader in &readers {
            match &reader.engine {
                Engine::Sqlite(sqlite) => sqlite.begin_snapshot().doing("beginning to read")?,
                Engine::Postgres(postgres) => {
                    name = postgres.begin_same_snapshot(name)?;
                }
            }
        }
        Ok(Snapshot(readers))
    }

    /// One of the connections, for what is not much.
    pub(crate) fn reader(&self) -> Result<&Database, Fault> {
        self.0.first().ok_or(Fault::Stopped)
    }

    /// Lets the threads work on the parts one after the other, and takes what comes of them in the parts' order.
    /// The first fault, in that order, ends it.
    pub(crate) fn each<P: Sync, T: Send>(
        &mut self,
        parts: &[P],
        work: impl Fn(&Database, &P) -> Result<T, Fault> + Sync,
        mut take: impl FnMut(T) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        let next = AtomicUsize::new(0);
        scope(|scope| {
            let (done, results) = sync_channel(AHEAD * self.0.len());
            for reader in &mut self.0 {
                let (done, next, work) = (done.clone(), &next, &work);
                scope.spawn(move || work_on(parts, next, &done, |part| work(reader, part)));
            }
            drop(done);
            let mut early = BTreeMap::new();
            let mut wanted = 0;
            for (number, result) in results {
                early.insert(number, result);
                while let Some(result) = early.remove(&wanted) {
                    take(result?)?;
                    wanted += 1;
                }
            }
            // A thread that panicked has not done its part.
            match wanted == parts.len() {
                true => Ok(()),
                false => Err(Fault::Stopped),
            }
        })
    }
}

/// What a thread does: the next part that nobody works on, until all are done or nobody wants them any more.
fn work_on<P, T>(
    parts: &[P],
    next: &AtomicUsize,
    done: &SyncSender<(usize, Result<T, Fault>)>,
    work: impl Fn(&P) -> Result<T, Fault>,
) {
    loop {
        let number = next.fetch_add(1, Ordering::Relaxed);
        let Some(part) = parts.get(number) else {
            return;
        };
        if done.send((number, work(part))).is_err() {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Stretch;

    #[test]
    fn stretches_hold_every_number_once() {
        let keys = [3, 5, 9, 12, 40, u64::MAX];
        let stretches = Stretch::cut(keys.into_iter(), 2);
        let ends: Vec<_> = stretches
            .iter()
            .map(|stretch| (stretch.first, stretch.last))
            .collect();
        let highest = i64::MAX.cast_unsigned();
        assert_eq!(ends, [(1, 8), (9, 39), (40, highest)]);
        let all = Stretch::cut(std::iter::empty(), 2);
        assert_eq!(
            all,
            [Stretch {
                first: 1,
                last: highest
            }]
        );
    }
}
