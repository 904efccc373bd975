//! The one thread that writes: batches of commands, one commit each, checkpoints after reading back.

use std::sync::mpsc::{Receiver, SyncSender};
use std::sync::{Arc, RwLock};

use ruling::calendar::Instant;

use crate::encoding::Lineages;
use crate::fault::{Failure, Fault};
use crate::folder::{Folder, HighWater};
use crate::log::checkpoint::Checkpoint;
use crate::log::tree::{Frontier, leaf_hash};
use crate::privacy::keys::Keys;
use crate::record::{Command, Recorded, Work};
use crate::state::State;
use crate::store::Database;

/// Most commands of one commit.
const BATCH_MAX: usize = 1024;

/// How often a batch is tried that something passing keeps from being stored.
const ATTEMPTS: u32 = 5;

/// Tells the time; the ledger itself reads no clock.
pub type TimeSource = Arc<dyn Fn() -> Instant + Send + Sync>;

/// What is asked of the writer.
pub(crate) enum Job {
    /// Carry a command out, in one commit with others that wait.
    Command(Asked),
    /// Do something else between two commits; it answers by itself.
    Other(Box<dyn FnOnce(&mut Writer) + Send>),
}

/// A command, its key and whoever waits for the answer.
pub(crate) struct Asked {
    pub(crate) command: Command,
    pub(crate) key: Vec<u8>,
    pub(crate) answer: SyncSender<Result<Recorded, Failure>>,
}

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
    pub(crate) is_stopped: bool,
    /// The state may hold what was not stored: it is read anew before anything is written.
    pub(crate) is_stale: bool,
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

impl Writer {
    /// Works until nobody can ask any more.
    pub(crate) fn run(mut self, jobs: &Receiver<Job>) {
        while let Ok(first) = jobs.recv() {
            let mut commands = Vec::new();
            let mut others = Vec::new();
            let mut next = Some(first);
            while let Some(job) = next {
                match job {
                    Job::Command(asked) => commands.push(asked),
                    Job::Other(work) => others.push(work),
                }
                let has_room = commands.len() < BATCH_MAX;
                next = has_room.then(|| jobs.try_recv().ok()).flatten();
            }
            if !commands.is_empty() {
                self.answer(commands);
            }
            for work in others {
                work(&mut self);
            }
        }
    }

    /// Carries a batch out and answers. After a fault nothing further is written to a file; a server is asked
    /// again, once more at once if another transaction or a lost connection was in the way.
    fn answer(&mut self, commands: Vec<Asked>) {
        if self.is_stopped {
            for asked in commands {
                // Whoever asked may be gone.
                drop(asked.answer.send(Err(Fault::Stopped.into())));
            }
            return;
        }
        let mut done = self.commit(&commands);
        for _ in 1..ATTEMPTS {
            if !done.as_ref().is_err_and(Fault::is_passing) {
                break;
            }
            done = self.commit(&commands);
        }
        let is_erased = |asked: &Asked| matches!(asked.command, Command::Erase { .. });
        if done.is_ok() && commands.iter().any(is_erased) {
            // Whoever was erased is not to come back with an old copy, so the mark names them at once.
            done = done.and_then(|answers| self.checkpoint().map(|_| answers));
        }
        let is_shared = self.database.is_shared();
        self.is_stopped |= done.is_err() && !is_shared;
        let mut answers = done.map(Vec::into_iter);
        for asked in commands {
            let told = match &mut answers {
                Ok(answers) => answers.next().unwrap_or_else(|| Err(Fault::Stopped.into())),
                // Each is to hear that it may send the command again.
                Err(Fault::Unknown) => Err(Fault::Unknown.into()),
                // The first hears what happened, the others that nothing was written.
                Err(fault) => Err(std::mem::replace(fault, Fault::Stopped).into()),
            };
            drop(asked.answer.send(told));
        }
    }

    /// One transaction for all commands. A refused one leaves nothing; a fault undoes the batch.
    fn commit(&mut self, commands: &[Asked]) -> Result<Answers, Fault> {
        let now = (self.now)();
        let keys = Arc::clone(&self.keys);
        self.up_to_date(|database, state| {
            let mut work = Work {
                state,
                database,
                keys: &keys,
                now,
                key: None,
            };
            let mut answers = Answers::with_capacity(commands.len());
            for asked in commands {
                match work.carry_out(asked.command.clone(), &asked.key) {
                    Err(Failure::Fault(fault)) => return Err(fault),
                    done => answers.push(done),
                }
            }
            Ok(answers)
        })
    }

    /// A transaction on a state that holds all that is stored. After a fault the state is read anew.
    fn up_to_date<T, E: From<Fault>>(
        &mut self,
        work: impl FnOnce(&Database, &mut State) -> Result<T, E>,
    ) -> Result<T, E> {
        let (shared, keys) = (Arc::clone(&self.state), Arc::clone(&self.keys));
        let mut state = shared.write().map_err(|_| Fault::Stopped)?;
        let is_stale = std::mem::replace(&mut self.is_stale, true);
        let done = self.write(|database| {
            match (is_stale, database.is_shared()) {
                (true, _) => *state = State::load(database, &keys)?,
                (false, true) => state.catch_up(database, &keys)?,
                (false, false) => {}
            }
            work(database, &mut state)
        });
        self.is_stale = done.is_err();
        done
    }

    /// Takes in what others have written.
    pub(crate) fn catch_up(&mut self) -> Result<(), Fault> {
        self.up_to_date(|_, _| Ok(()))
    }

    /// Signs the tree as it was read back from the database, after raising the high-water mark. After a
    /// failure nothing further is written: what the system then takes for written may never be.
    pub(crate) fn checkpoint(&mut self) -> Result<String, Fault> {
        let signed = self.sign();
        self.is_stopped |= signed.is_err() && !self.database.is_shared();
        signed
    }

    fn sign(&mut self) -> Result<String, Fault> {
        let (origin, lineages, meant, erased) = self.up_to_date(|_, state| {
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
        let now = (self.now)();
        let keys = Arc::clone(&self.keys);
        let done = self.up_to_date(|database, state| {
            work(&mut Work {
                state,
                database,
                keys: &keys,
                now,
                key: None,
            })
        });
        self.is_stale = true;
        self.catch_up()?;
        done
    }

    /// One transaction between two batches. When all is done but not committed, nothing further is written.
    pub(crate) fn write<T, E: From<Fault>>(
        &mut self,
        work: impl FnOnce(&mut Database) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut is_worked = false;
        let done = self.database.transaction(|database| {
            let done = work(database)?;
            is_worked = true;
            Ok(done)
        });
        self.is_stopped |= is_worked && done.is_err() && !self.database.is_shared();
        done
    }

    /// Carries commands out in one transaction, tells their answers and undoes it all.
    pub(crate) fn rehearse(
        &mut self,
        commands: Vec<(Command, Vec<u8>)>,
    ) -> Result<Vec<Result<Recorded, Failure>>, Fault> {
        let mut answers = Vec::with_capacity(commands.len());
        let undone = self.overhaul(|work| {
            for (command, key) in commands {
                match work.carry_out(command, &key) {
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
