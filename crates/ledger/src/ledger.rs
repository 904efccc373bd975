//! The ledger as others use it: commands go to the one writer, questions are read beside it.

mod company;
mod opening;

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::sync::mpsc::sync_channel;
use std::sync::{Arc, Mutex, MutexGuard, RwLock, RwLockReadGuard};

use ruling::calendar::Instant;
use ruling::fact::Seq;

pub(crate) use self::opening::publication;
use self::opening::{End, found_in};
use crate::check::Judging;
use crate::fault::{Failure, Fault};
use crate::folder::{Folder, file_fault};
use crate::log::checkpoint::LogKey;
use crate::log::receipt::Receipt;
use crate::log::tree::inclusion_proof;
use crate::place::{Place, is_founded};
use crate::privacy::blind_index::Tagger;
use crate::privacy::keys::Keys;
use crate::record::{Command, Prepared, Recorded};
use crate::state::{COMPANY, State};
use crate::store::{Database, Site};
use crate::turns::{Answer, QUEUE, Turns};
use crate::wal::WalMover;
pub use crate::writer::TimeSource;
use crate::writer::Writer;

/// A company's ledger, open in this process.
pub struct Ledger {
    pub(crate) shared: Arc<RwLock<State>>,
    pub(crate) keys: Arc<Keys>,
    pub(crate) tagger: Arc<Tagger>,
    pub(crate) reader: Mutex<Database>,
    /// For further connections.
    pub(crate) site: Site,
    folder: PathBuf,
    /// Where the traces of checks are answered that the writer has not taken yet.
    pub(crate) traces: Mutex<VecDeque<Answer>>,
    /// What checks judge with, used again: it has grown to the size of the cases.
    pub(crate) judging: Mutex<Judging>,
    /// A write failed: nothing more is written.
    pub(crate) stopped: Arc<AtomicBool>,
    now: TimeSource,
    pub(crate) turns: Turns,
}

/// What a new ledger starts with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Founding {
    /// The company's name.
    pub company: String,
    /// Texts of pack and regulation in the order in which they are published: of one name, versions of one
    /// regulation. The first is of all units that are put under no other.
    pub packs: Vec<(String, String)>,
    /// What is entered with it: people, units and what holds for them.
    pub company_file: Vec<Command>,
}

impl Ledger {
    /// Makes a new ledger in an empty folder, or on a server if one is given: whole or not at all.
    ///
    /// # Errors
    /// A folder that holds one already, packs that do not load, what is refused of the company file, or files
    /// that cannot be written.
    pub fn found<'a>(
        place: impl Into<Place<'a>>,
        keys: Keys,
        now: TimeSource,
        founding: &Founding,
    ) -> Result<Ledger, Failure> {
        let place = place.into();
        let path = place.folder;
        Folder::make(path)?;
        let folder = Folder::take(path)?;
        let site = place.site_of_new(&folder)?;
        let mut database = Database::open_writer(&site, COMPANY)?;
        if !database.is_shared() && is_founded(&database)? {
            return Err(Fault::LedgerExists(path.to_owned()).into());
        }
        found_in(&mut database, &keys, now(), founding)?;
        if database.is_shared() {
            folder.name_company_on_server(database.company())?;
        }
        drop((database, folder));
        Ok(Ledger::open(place, keys, now)?)
    }

    /// Opens a ledger that was founded before.
    ///
    /// # Errors
    /// No ledger, another process in it, a newer schema, wrong keys, or an old copy put back.
    pub fn open<'a>(
        place: impl Into<Place<'a>>,
        keys: Keys,
        now: TimeSource,
    ) -> Result<Ledger, Fault> {
        let (folder, site, database) = place.into().open()?;
        // Other nodes may write meanwhile.
        let state = database.snapshot(|| State::load(&database, &keys))?;
        let ended = End::read(&folder, &database, &state, &keys)?;
        Ledger::start(folder, &site, database, keys, now, state, Some(ended))
    }

    /// Opens a ledger to be read and verified only. What [`Ledger::open`] will not go on from is opened as far
    /// as it can be read, so that [`Ledger::verify`] can tell where the damage is. Nobody is found in it.
    ///
    /// # Errors
    /// No ledger, another process in it, a newer schema, or a regulation that cannot be read.
    pub fn open_to_verify<'a>(
        place: impl Into<Place<'a>>,
        keys: Keys,
        now: TimeSource,
    ) -> Result<Ledger, Fault> {
        let (folder, site, database) = place.into().open()?;
        let state = database.snapshot(|| State::load_to_verify(&database, &keys))?;
        Ledger::start(folder, &site, database, keys, now, state, None)
    }

    /// Without an end to go on from, nothing is written.
    fn start(
        folder: Folder,
        site: &Site,
        database: Database,
        keys: Keys,
        now: TimeSource,
        state: State,
        end: Option<End>,
    ) -> Result<Ledger, Fault> {
        let path = folder.path().to_owned();
        let company = database.company();
        let stopped = Arc::new(AtomicBool::new(end.is_none()));
        let End { signed, read_back } = end.unwrap_or_default();
        let reader = Database::open_reader(site, company)?;
        let tagger = Arc::clone(&state.tagger);
        let shared = Arc::new(RwLock::new(state));
        let keys = Arc::new(keys);
        let writer = Writer {
            wal: WalMover::start(site, company)?,
            folder,
            database,
            reader: Database::open_reader(site, company)?,
            state: Arc::clone(&shared),
            keys: Arc::clone(&keys),
            now: Arc::clone(&now),
            read_back,
            signed,
            stopped: Arc::clone(&stopped),
            is_stale: false,
        };
        let turns = Turns::start(writer)
            .map_err(|source| file_fault("starting the writer of", &path, source))?;
        Ok(Ledger {
            shared,
            keys,
            tagger,
            reader: Mutex::new(reader),
            site: site.clone(),
            folder: path,
            traces: Mutex::default(),
            judging: Mutex::default(),
            stopped,
            now,
            turns,
        })
    }

    /// Carries a command out; when this returns, it is durable. The same key gives the first answer again.
    ///
    /// # Errors
    /// A refusal, with nothing stored, or a fault.
    pub fn carry_out(&self, command: Command, key: &[u8]) -> Result<Recorded, Failure> {
        (self.turns).carry_out(Prepared::new(command, key.to_vec(), &self.tagger))
    }

    /// Prepares a command and lets it wait for the writer.
    pub(crate) fn send(&self, command: Command, key: Vec<u8>) -> Result<Answer, Fault> {
        (self.turns).send(Prepared::new(command, key, &self.tagger))
    }

    /// Carries commands out in their order, many in one commit; answers come in the same order. What is
    /// refused leaves the others as they are.
    ///
    /// # Errors
    /// Writing has stopped; a fault of one command is its answer.
    pub fn carry_out_all(
        &self,
        commands: Vec<(Command, Vec<u8>)>,
    ) -> Result<Vec<Result<Recorded, Failure>>, Fault> {
        let mut answers = Vec::with_capacity(commands.len());
        let mut commands = commands.into_iter().peekable();
        while commands.peek().is_some() {
            let mut waits = Vec::new();
            for (command, key) in commands.by_ref().take(QUEUE) {
                waits.push(self.send(command, key)?);
            }
            for wait in waits {
                answers.push(wait.recv().map_err(|_| Fault::Stopped)?);
            }
        }
        Ok(answers)
    }

    /// What carrying commands out would answer. Nothing is written.
    ///
    /// # Errors
    /// A fault.
    pub fn rehearse(
        &self,
        commands: Vec<(Command, Vec<u8>)>,
    ) -> Result<Vec<Result<Recorded, Failure>>, Fault> {
        let commands = commands.into_iter();
        let prepared: Vec<Prepared> = commands
            .map(|(command, key)| Prepared::new(command, key, &self.tagger))
            .collect();
        self.between_commits(move |writer| writer.rehearse(&prepared))
    }

    /// The folder in which it lies, or which says where it lies on a server.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// How many entries there are.
    ///
    /// # Errors
    /// Writing has stopped.
    pub fn size(&self) -> Result<Seq, Fault> {
        Ok(self.state()?.committed)
    }

    /// Signs a checkpoint over everything recorded so far.
    ///
    /// # Errors
    /// What was read back is not what was written, or files cannot be written.
    pub fn checkpoint(&self) -> Result<String, Fault> {
        self.between_commits(Writer::checkpoint)
    }

    /// Lets the writer do something between two commits; after a failed write it does nothing.
    pub(crate) fn between_commits<T: Send + 'static, E: From<Fault> + Send + 'static>(
        &self,
        work: impl FnOnce(&mut Writer) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E> {
        self.with_writer(|writer| match writer.is_stopped() {
            true => Err(Fault::Stopped.into()),
            false => work(writer),
        })
    }

    /// Lets the writer tell something between two commits.
    pub(crate) fn with_writer<T: Send + 'static, E: From<Fault> + Send + 'static>(
        &self,
        work: impl FnOnce(&mut Writer) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E> {
        let (answer, wait) = sync_channel(1);
        self.turns.between_commits(move |writer| {
            let done = work(writer);
            // Whoever asked may be gone.
            drop(answer.send(done));
        })?;
        wait.recv().map_err(|_| Fault::Stopped)?
    }

    /// The receipt of an entry, under a checkpoint signed now or before.
    ///
    /// # Errors
    /// No such entry, or a checkpoint that cannot be signed.
    pub fn receipt(&self, seq: Seq) -> Result<Receipt, Fault> {
        let checkpoint = self.checkpoint()?;
        let (lineages, key) = {
            let state = self.state()?;
            (state.lineages.clone(), self.log_key_of(&state))
        };
        let reader = self.reader()?;
        let damaged = Fault::damaged("entry", seq);
        let row = reader.fact(seq)?.ok_or(damaged)?;
        let size = key
            .open(&checkpoint)
            .map_err(|_| Fault::ReadBack(seq.into()))?
            .size;
        let index = u64::from(seq) - 1;
        Ok(Receipt {
            leaf: row.leaf(&lineages),
            index,
            proof: inclusion_proof(&*reader, index, size)?,
            checkpoint,
        })
    }

    /// The key that receipts and checkpoints are verified with.
    ///
    /// # Errors
    /// Writing has stopped.
    pub fn log_key(&self) -> Result<LogKey, Fault> {
        Ok(self.log_key_of(&*self.state()?))
    }

    pub(crate) fn log_key_of(&self, state: &State) -> LogKey {
        LogKey::new(&state.origin(), self.keys.log.verifying_key())
    }

    /// The time as the ledger's clock tells it.
    pub fn now(&self) -> Instant {
        (self.now)()
    }

    /// The state as of now: what other processes have written meanwhile is taken in first. Whoever needs the
    /// reader too takes it after the state, never before: with both orders two of them wait for each other as
    /// soon as the writer waits between.
    pub(crate) fn state(&self) -> Result<RwLockReadGuard<'_, State>, Fault> {
        if let Some(last) = self.written_elsewhere()? {
            let known = self.shared.read().map_err(|_| Fault::Stopped)?.last_seq;
            if known < last {
                self.between_commits(Writer::catch_up)?;
            }
        }
        self.shared.read().map_err(|_| Fault::Stopped)
    }

    /// The last entry that is stored, where other processes write too.
    fn written_elsewhere(&self) -> Result<Option<Seq>, Fault> {
        let reader = self.reader()?;
        if !reader.is_shared() {
            return Ok(None);
        }
        Ok(Some(reader.last_fact()?.map_or(0, |(seq, _)| seq)))
    }

    pub(crate) fn reader(&self) -> Result<MutexGuard<'_, Database>, Fault> {
        self.reader.lock().map_err(|_| Fault::Stopped)
    }
}
