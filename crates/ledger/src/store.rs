//! The one seam to a database: what the ledger asks of it, written once for both engines.
//!
//! The SQL of `store/` is plain enough for SQLite and PostgreSQL; an engine runs it and knows nothing of
//! what it means. Parameters are `$1`, `$2`, … and first occur in that order.

mod cases;
mod facts;
mod known;
mod links;
mod lists;
mod log;
pub(crate) mod migrations;
mod papers;
mod projections;
mod secrets;
mod snapshot;
mod subjects;
mod value;

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::fmt::Write;
use std::path::{Path, PathBuf};

pub(crate) use cases::{CaseRow, RootRow};
pub(crate) use facts::{EntryRow, FactRow, SealedRow};
use known::Known;
pub(crate) use lists::{After, Listed};
pub(crate) use log::PackRow;
pub(crate) use papers::{Part, parts};
pub(crate) use projections::CaseList;
pub(crate) use snapshot::{Snapshot, Stretch};
pub(crate) use subjects::SubjectRow;
pub(crate) use value::EngineRow;
pub use value::{EngineError, Row, Value};

use crate::fault::{Doing, Fault};
use crate::postgres::Postgres;
use crate::privacy::seal::SealPlace;
use crate::server::{Server, ServerFault};
use crate::sqlite::Sqlite;

/// Values that one statement of SQLite looks for.
const EACH_MAX: usize = 64;

/// A connection to one company's data. The one that writes belongs to the writer; others only read.
pub(crate) struct Database {
    engine: Engine,
    company: u32,
    known: RefCell<Option<Known>>,
    statements: Cell<u64>,
    opened: Cell<u64>,
}

/// What questions have cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Effort {
    /// Statements that read.
    pub statements: u64,
    /// Sealed parts that were opened to compare what is in them.
    pub opened: u64,
}

/// What becomes of a row that is found.
type TakeIn<'a> = Box<dyn FnMut(&Row<'_>) -> Result<(), EngineError> + 'a>;

/// A question about rows of the company: those that have one of the values in one column.
pub(crate) struct Question<'a> {
    pub(crate) doing: &'static str,
    /// Ends with that column.
    pub(crate) select: Cow<'static, str>,
    pub(crate) values: Vec<Value<'a>>,
    /// Takes in each row that is found.
    pub(crate) read: TakeIn<'a>,
}

impl<'a> Question<'a> {
    fn new(
        doing: &'static str,
        select: impl Into<Cow<'static, str>>,
        values: Vec<Value<'a>>,
        read: impl FnMut(&Row<'_>) -> Result<(), EngineError> + 'a,
    ) -> Question<'a> {
        Question {
            doing,
            select: select.into(),
            values,
            read: Box::new(read),
        }
    }
}

/// Why a transaction left nothing.
pub(crate) enum Undone<E> {
    /// What was to be done in it was not.
    Work(E),
    /// All was done, and could not be committed.
    Commit(Fault),
}

impl<E: From<Fault>> Undone<E> {
    pub(crate) fn why(self) -> E {
        match self {
            Undone::Work(problem) => problem,
            Undone::Commit(fault) => fault.into(),
        }
    }
}

/// The number of a case or subject in a row that has a number of its own, as it is stored, and back: 0 for the same one.
/// Most are, for a case has the number of its first entry, and so has a data subject.
fn or_own(number: u64, own: u64) -> u64 {
    match number {
        0 => own,
        number if number == own => 0,
        number => number,
    }
}

/// What runs the statements.
enum Engine {
    Sqlite(Sqlite),
    Postgres(Box<Postgres>),
}

/// Where a company's data is.
#[derive(Debug, Clone)]
pub(crate) enum Site {
    /// In a file of this machine.
    File(PathBuf),
    /// On a server, beside other companies'.
    Server(Box<Server>),
}

impl Database {
    /// Opens the data for writing and brings the schema up to date.
    pub(crate) fn open_writer(site: &Site, company: u32) -> Result<Database, Fault> {
        let engine = match site {
            Site::File(path) => Engine::Sqlite(Sqlite::open_writer(path)?),
            Site::Server(server) => Engine::Postgres(Box::new(Postgres::open_writer(server)?)),
        };
        let database = Database::new(engine, company);
        let snapshots = match site {
            Site::File(path) => path.parent(),
            Site::Server(_) => None,
        };
        database.migrate(&migrations::LEDGER, snapshots)?;
        Ok(database)
    }

    /// Opens the data for reading only.
    pub(crate) fn open_reader(site: &Site, company: u32) -> Result<Database, Fault> {
        let engine = match site {
            Site::File(path) => Engine::Sqlite(Sqlite::open_reader(path)?),
            Site::Server(server) => Engine::Postgres(Box::new(Postgres::open_reader(server)?)),
        };
        Ok(Database::new(engine, company))
    }

    /// Opens a connection that only moves what was written from the WAL into the file: see [`Database::move_wal`].
    pub(crate) fn open_wal_mover(path: &Path, company: u32) -> Result<Database, Fault> {
        let engine = Engine::Sqlite(Sqlite::open_wal_mover(path)?);
        Ok(Database::new(engine, company))
    }

    /// Copies what can be copied of the WAL into the file. Tells the pages in the WAL and how many of them are
    /// copied; a server sees to that by itself.
    pub(crate) fn move_wal(&self) -> Result<(u64, u64), Fault> {
        match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.move_wal().doing("moving the WAL"),
            Engine::Postgres(_) => Ok((0, 0)),
        }
    }

    /// Whether other processes write the same company.
    pub(crate) fn is_shared(&self) -> bool {
        matches!(self.engine, Engine::Postgres(_))
    }

    /// Makes this the connection of a company that is not there yet.
    pub(crate) fn take_free_company(&mut self) -> Result<(), Fault> {
        let last = self.query_one(
            "numbering the company",
            "SELECT coalesce(max(company_id), 0) FROM company",
            &[],
            |row| row.int::<u32>(0),
        )?;
        self.company = last.unwrap_or(0).saturating_add(1);
        Ok(())
    }

    fn new(engine: Engine, company: u32) -> Database {
        Database {
            engine,
            company,
            known: RefCell::new(None),
            statements: Cell::new(0),
            opened: Cell::new(0),
        }
    }

    /// What reading has cost so far on this connection.
    pub(crate) fn effort(&self) -> Effort {
        Effort {
            statements: self.statements.get(),
            opened: self.opened.get(),
        }
    }

    /// Counts a sealed part that is opened to compare.
    pub(crate) fn count_opened(&self) {
        self.opened.update(|opened| opened + 1);
    }

    /// The company whose data this is.
    pub(crate) fn company(&self) -> u32 {
        self.company
    }

    /// Where something sealed of a subject belongs; `seq` 0 for its own key.
    pub(crate) fn place(&self, subject: u64, seq: u32) -> SealPlace {
        SealPlace {
            company: self.company,
            subject,
            seq,
        }
    }

    /// Runs `work` in one transaction, which is durable once this returns. On a server nobody else writes for
    /// the company meanwhile.
    pub(crate) fn transaction<T, E: From<Fault>>(
        &mut self,
        work: impl FnOnce(&mut Database) -> Result<T, E>,
    ) -> Result<T, Undone<E>> {
        match &self.engine {
            Engine::Sqlite(sqlite) => {
                let begun = sqlite.begin().doing("beginning to write");
                begun.map_err(|fault| Undone::Work(fault.into()))?;
            }
            Engine::Postgres(postgres) => postgres.begin(self.company),
        }
        let done = work(self);
        self.known.replace(None);
        match done {
            Ok(done) => {
                self.commit().map_err(Undone::Commit)?;
                Ok(done)
            }
            Err(problem) => {
                self.roll_back();
                Err(Undone::Work(problem))
            }
        }
    }

    /// Runs `work`, which only reads, on the data as of one moment.
    pub(crate) fn snapshot<T>(&self, work: impl FnOnce() -> Result<T, Fault>) -> Result<T, Fault> {
        match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.begin_reading().doing("beginning to read")?,
            Engine::Postgres(postgres) => postgres.begin_snapshot(),
        }
        let done = work();
        self.roll_back();
        done
    }

    fn commit(&self) -> Result<(), Fault> {
        let committed = match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.commit().doing("committing"),
            Engine::Postgres(postgres) => postgres.commit(),
        };
        committed.map_err(|fault| match fault {
            Fault::OnServer {
                problem: ServerFault::CommitUnanswered,
                ..
            } => Fault::Unknown,
            fault => {
                self.roll_back();
                fault
            }
        })
    }

    fn roll_back(&self) {
        match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.roll_back(),
            Engine::Postgres(postgres) => postgres.roll_back(),
        }
    }

    /// Copies the whole database, as of one moment, into a new file while others write.
    pub(crate) fn copy_to(&self, path: &Path) -> Result<(), Fault> {
        match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.copy_to(path).doing("copying the database"),
            Engine::Postgres(_) => Err(Fault::NotOnServer),
        }
    }

    fn list<'v, 'a, T: Copy + Into<Value<'a>> + 'v>(
        values: impl IntoIterator<Item = &'v T>,
    ) -> Vec<Value<'a>> {
        values.into_iter().map(|value| (*value).into()).collect()
    }

    /// Answers questions, a server's in one go. Each value is looked for by itself: while there are few rows a list
    /// is planned to be compared with all of them, and the plan is kept.
    fn answer(&self, mut questions: Vec<Question<'_>>) -> Result<(), Fault> {
        questions.retain(|question| !question.values.is_empty());
        match &self.engine {
            Engine::Postgres(_) if questions.is_empty() => Ok(()),
            Engine::Postgres(postgres) => {
                let count = questions.len() as u64;
                self.statements.update(|statements| statements + count);
                postgres.query_each(self.company, &mut questions)
            }
            Engine::Sqlite(_) => questions
                .into_iter()
                .try_for_each(|question| self.look_for_each(question)),
        }
    }

    /// Answers a question by a search for each value, many in one statement.
    fn look_for_each(&self, question: Question<'_>) -> Result<(), Fault> {
        let Question {
            doing,
            select,
            values: list,
            mut read,
        } = question;
        for list in list.chunks(EACH_MAX) {
            // Of a few lengths only, so that there are few texts to plan: the last value fills up.
            let count = list.len().next_power_of_two();
            let mut sql = String::with_capacity(count * (select.len() + 18));
            for number in 2..count + 2 {
                let and = if number > 2 { " UNION ALL " } else { "" };
                // Writing into memory cannot fail.
                let _ = write!(sql, "{and}{select} = ${number}");
            }
            let mut values = vec![self.company.into()];
            values.extend_from_slice(list);
            values.resize(count + 1, list.last().copied().unwrap_or(Value::Null));
            self.query(doing, &sql, &values, &mut read)?;
        }
        Ok(())
    }

    /// Every row that the statement finds, read by `read`.
    pub(crate) fn query<T>(
        &self,
        doing: &'static str,
        sql: &str,
        values: &[Value<'_>],
        read: impl FnMut(&Row<'_>) -> Result<T, EngineError>,
    ) -> Result<Vec<T>, Fault> {
        self.statements.update(|statements| statements + 1);
        match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.query(sql, values, read).doing(doing),
            Engine::Postgres(postgres) => postgres.query(doing, sql, values, read),
        }
    }

    /// The first row that the statement finds.
    pub(crate) fn query_one<T>(
        &self,
        doing: &'static str,
        sql: &str,
        values: &[Value<'_>],
        read: impl FnMut(&Row<'_>) -> Result<T, EngineError>,
    ) -> Result<Option<T>, Fault> {
        let rows = self.query(doing, sql, values, read)?;
        Ok(rows.into_iter().next())
    }

    /// Changes rows.
    pub(crate) fn execute(
        &self,
        doing: &'static str,
        sql: &str,
        values: &[Value<'_>],
    ) -> Result<(), Fault> {
        match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.execute(sql, values).doing(doing),
            Engine::Postgres(postgres) => postgres.execute(doing, sql, values),
        }
    }
}
