//! The one writer: batches of commands, one commit each, checkpoints after reading back.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, RwLock, RwLockReadGuard, RwLockWriteGuard};

use ruling::calendar::Instant;

use crate::answered::Answered;
use crate::encoding::Lineages;
use crate::fault::{Failure, Fault};
use crate::folder::{Folder, HighWater};
use crate::log::checkpoint::Checkpoint;
use crate::log::tree::{Frontier, leaf_hash};
use crate::privacy::keys::Keys;
use crate::record::{Prepared, Recorded, Work, foresee};
use crate::state::State;
use crate::store::{Database, Undone};
use crate::wal::WalMover;

/// Traces carried out in one go. Whoever checks meanwhile waits for all of them; where they take turns, each waits for
/// the other once for every trace.
const TRACES_AT_ONCE: usize = 16;

/// How often a batch is tried that something passing keeps from being stored.
const ATTEMPTS: u32 = 5;

/// Tells the time; the ledger itself reads no clock.
pub type TimeSource = Arc<dyn Fn() -> Instant + Send + Sync>;

pub(crate) struct Writer {
    pub(crate) database: Database,
    /// Sees only what is committed.
    pub(crate) reader: Database,
    pub(crate) state: Arc<RwLock<State>>,
    pub(crate) keys: Arc<Keys>,
    pub(crate) now: TimeSource,
    /// The tree as read back so far.
    pub(crate) read_back: Frontier,
    /// The newest checkpoint and its size.
    pub(crate) signed: Option<(u64, String)>,
    /// A write failed: nothing more is written.
    pub(crate) stopped: Arc<AtomicBool>,
    /// The state may hold what was not stored: it is read anew before anything is written.
    pub(crate) is_stale: bool,
    /// Where the data is a file.
    pub(crate) wal: Option<WalMover>,
    /// Given back last, after the database is closed.
    pub(crate) folder: Folder,
}

type Answers = Vec<Result<Recorded, Failure>>;

/// Why a rehearsal is undone.
enum Ended {
    /// Because it was one.
    Rehearsed,
    Failed(Fault),
}

impl From<Fault> for Ended {
    fn from(fault: Fault) -> Ended {
        Ended::Failed(fault)
    }
}

/// What each of so many hears of a fault that undid their batch.
fn told_to_each(mut fault: Fault, count: usize) -> Answers {
    let each = (0..count).map(|_| match &fault {
        // Each is to hear that it may send the command again.
        Fault::Unknown => Err(Fault::Unknown.into()),
        Fault::OnServer { doing, problem } => {
            let problem = problem.clone();
            Err(Fault::OnServer { doing, problem }.into())
        }
        Fault::Seal(problem) => Err((*problem).into()),
        fault @ Fault::Store { doing, source } if fault.is_of_room() => {
            let source = source.to_string().into();
            Err(Fault::Store { doing, source }.into())
        }
        // The first hears what happened, the others that nothing was written.
        _ => Err(std::mem::replace(&mut fault, Fault::Stopped).into()),
    });
    each.collect()
}

fn read(shared: &RwLock<State>) -> Result<RwLockReadGuard<'_, State>, Fault> {
    shared.read().map_err(|_| Fault::Stopped)
}

fn write(shared: &RwLock<State>) -> Result<RwLockWriteGuard<'_, State>, Fault> {
    shared.write().map_err(|_| Fault::Stopped)
}

impl Writer {
    pub(crate) fn is_stopped(&self) -> bool {
        self.stopped.load(Ordering::Acquire)
    }

    /// What a file has taken of a failed write is not known, so it gets no other. A server undoes it, and so does a
    /// file for which there was no room: what had room is no part of it until all of it is there.
    fn stop_after(&self, fault: &Fault) {
        // Where only a key was out of reach, what was begun is undone and the store is as it was.
        let is_undone = fault.is_of_room() || fault.is_of_key_program();
        if !is_undone && !self.database.is_shared() {
            self.stopped.store(true, Ordering::Release);
        }
    }

    /// Carries commands out in one commit and tells the answer to each. After a fault nothing further is written to a
    /// file; a server is asked again, once more at once if another transaction or a lost connection was in the way.
    pub(crate) fn carry_out(&mut self, commands: &[Prepared]) -> Answers {
        if self.is_stopped() {
            return commands
                .iter()
                .map(|_| Err(Fault::Stopped.into()))
                .collect();
        }
        let mut done = self.commit(commands);
        for _ in 1..ATTEMPTS {
            if !done.as_ref().is_err_and(Fault::is_passing) {
                break;
            }
            done = self.commit(commands);
        }
        if done.is_ok() && commands.iter().any(Prepared::is_erasure) {
            // Whoever was erased is not to come back with an old copy, so the mark names them at once.
            done = done.and_then(|answers| self.checkpoint().map(|_| answers));
        }
        match done {
            Ok(answers) => answers,
            Err(fault) => {
                self.stop_after(&fault);
                told_to_each(fault, commands.len())
            }
        }
    }

    /// After what was done in one turn, so many commands among it.
    pub(crate) fn end_turn(&mut self, commands: usize) {
        let is_stopped = self.is_stopped();
        if let Some(wal) = self.wal.as_mut().filter(|_| !is_stopped) {
            wal.committed(commands, &self.database);
        }
    }

    /// One transaction for all commands. A refused one leaves nothing; a fault undoes the batch.
    fn commit(&mut self, commands: &[Prepared]) -> Result<Answers, Fault> {
        let clock = Arc::clone(&self.now);
        let keys = Arc::clone(&self.keys);
        self.up_to_date(|database, shared| {
            if database.is_shared() {
                foresee(commands.iter(), &*write(shared)?, database)?;
            } else if read(shared)?.answered.is_none() {
                // After the start, beside whoever only checks.
                let answered = Answered::load(database)?;
                write(shared)?.answered = Some(answered);
            }
            let mut answers = Answers::with_capacity(commands.len());
            let together = |one: &Prepared, next: &Prepared| one.is_trace() && next.is_trace();
            let runs = commands.chunk_by(together);
            for commands in runs.flat_map(|run| run.chunks(TRACES_AT_ONCE)) {
                // Whoever checks meanwhile gets in between, and does not wait for the commit.
                let mut state = write(shared)?;
                for command in commands {
                    let mut work = Work {
                        state: &mut state,
                        database,
                        keys: &keys,
                        now: clock(),
                        key: None,
                    };
                    match work.carry_out(command) {
                        Err(Failure::Fault(fault)) => return Err(fault),
                        done => answers.push(done),
                    }
                }
            }
            Ok(answers)
        })
    }

    /// A transaction on a state that holds all that is stored. After a fault the state is read anew.
    fn up_to_date<T, E: From<Fault>>(
        &mut self,
        work: impl FnOnce(&Database, &RwLock<State>) -> Result<T, E>,
    ) -> Result<T, E> {
        let (shared, keys) = (Arc::clone(&self.state), Arc::clone(&self.keys));
        let is_stale = std::mem::replace(&mut self.is_stale, true);
        let done = self.write(|database| {
            match (is_stale, database.is_shared()) {
                (true, _) => *write(&shared)? = State::load(database, &keys)?,
                (false, true) => write(&shared)?.catch_up(database, &keys)?,
                (false, false) => {}
            }
            work(database, &shared)
        })?;
        write(&shared)?.commit();
        self.is_stale = false;
        Ok(done)
    }

    /// Takes in what others have written.
    pub(crate) fn catch_up(&mut self) -> Result<(), Fault> {
        self.up_to_date(|_, _| Ok(()))
    }

    /// Signs the tree as it was read back from the database, after raising the high-water mark. After a
    /// failure nothing further is written: what the system then takes for written may never be.
    pub(crate) fn checkpoint(&mut self) -> Result<String, Fault> {
        self.sign().inspect_err(|fault| self.stop_after(fault))
    }

    fn sign(&mut self) -> Result<String, Fault> {
        let (origin, lineages, meant, erased) = self.up_to_date(|_, shared| {
            let state = write(shared)?;
            let (frontier, erased) = (state.frontier.clone(), state.erased.clone());
            Ok::<_, Fault>((state.origin(), state.lineages.clone(), frontier, erased))
        })?;
        if self.database.is_shared() {
            // Another node may have signed since.
            self.signed = self.reader.last_checkpoint()?;
        }
        let previous = match &self.signed {
            Some((size, note)) if *size >= meant.size() => return Ok(note.clone()),
            Some((size, _)) => *size,
            None => 0,
        };
        self.read_until(meant.size(), &lineages)?;
        if self.read_back != meant {
            return Err(Fault::ReadBack(meant.size()));
        }
        let note = Checkpoint {
            origin,
            size: meant.size(),
            root: meant.root(),
            previous,
        }
        .sign(&self.keys.log);
        let is_signed = self.write(|database| {
            let newest = database.last_checkpoint()?.map_or(0, |(size, _)| size);
            match newest == previous {
                true => database.add_checkpoint(meant.size(), &note)?,
                false => return Ok::<_, Fault>(false),
            }
            Ok(true)
        })?;
        if !is_signed {
            // Another node was faster: its checkpoint goes before.
            return self.sign();
        }
        // Nobody sees it before the mark outside the database is raised.
        let mark = HighWater { note, erased };
        self.folder.raise_high_water(&mark)?;
        let note = mark.note;
        self.signed = Some((meant.size(), note.clone()));
        Ok(note)
    }

    /// Work on the store in one transaction, with the state read anew afterwards.
    pub(crate) fn overhaul<T, E: From<Fault>>(
        &mut self,
        work: impl FnOnce(&mut Work<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let done = self.work(work);
        self.is_stale = true;
        self.catch_up()?;
        done
    }

    /// Work on the store in one transaction. What is refused or fails is undone, and the state read anew if an entry
    /// had been made.
    pub(crate) fn work<T, E: From<Fault>>(
        &mut self,
        work: impl FnOnce(&mut Work<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let now = (self.now)();
        let keys = Arc::clone(&self.keys);
        let mut is_untouched = false;
        let done = self.up_to_date(|database, shared| {
            let mut state = write(shared)?;
            let before = state.last_seq;
            let done = work(&mut Work {
                state: &mut state,
                database,
                keys: &keys,
                now,
                key: None,
            });
            is_untouched = before == state.last_seq;
            done
        });
        match (&done, is_untouched) {
            (Ok(_), _) => {}
            (Err(_), true) => self.is_stale = false,
            (Err(_), false) => self.catch_up()?,
        }
        done
    }

    /// One transaction between two batches. When all is done but not committed, nothing further is written.
    pub(crate) fn write<T, E: From<Fault>>(
        &mut self,
        work: impl FnOnce(&mut Database) -> Result<T, E>,
    ) -> Result<T, E> {
        let done = self.database.transaction(work);
        if let Err(Undone::Commit(fault)) = &done {
            self.stop_after(fault);
        }
        done.map_err(Undone::why)
    }

    /// Carries commands out in one transaction, tells their answers and undoes it all.
    pub(crate) fn rehearse(
        &mut self,
        commands: &[Prepared],
    ) -> Result<Vec<Result<Recorded, Failure>>, Fault> {
        let mut answers = Vec::with_capacity(commands.len());
        let undone = self.overhaul(|work| {
            for command in commands {
                match work.carry_out(command) {
                    Err(Failure::Fault(fault)) => return Err(Ended::Failed(fault)),
                    answer => answers.push(answer),
                }
            }
            Err::<(), _>(Ended::Rehearsed)
        });
        match undone {
            Ok(()) | Err(Ended::Rehearsed) => Ok(answers),
            Err(Ended::Failed(fault)) => Err(fault),
        }
    }

    /// Reads committed entries back and hashes them again.
    fn read_until(&mut self, size: u64, lineages: &Lineages) -> Result<(), Fault> {
        while self.read_back.size() < size {
            let first = u32::try_from(self.read_back.size() + 1).unwrap_or(u32::MAX);
            let count = u32::try_from((size - self.read_back.size()).min(1000)).unwrap_or(1);
            let rows = self.reader.facts(first, count)?;
            if rows.is_empty() {
                return Err(Fault::ReadBack(first.into()));
            }
            for row in rows {
                self.read_back.push(leaf_hash(&row.leaf(lineages)));
            }
        }
        Ok(())
    }
}
