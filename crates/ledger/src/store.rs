//! The one seam to a database: what the ledger asks of it, written once for both engines.
//!
//! The SQL of `store/` is plain enough for SQLite and PostgreSQL; an engine runs it and knows nothing of
//! what it means. Parameters are `$1`, `$2`, … and first occur in that order.

mod cases;
mod facts;
mod lists;
mod log;
mod subjects;
mod value;

use std::cell::Cell;
use std::path::Path;

pub(crate) use cases::{CaseRow, ObligationRow, PartyColumns, SegmentRow};
pub(crate) use facts::FactRow;
pub(crate) use lists::{After, Listed};
pub(crate) use subjects::SubjectRow;
pub(crate) use value::{EngineError, Row, Value};

use crate::fault::{Doing, Fault};
use crate::privacy::seal::SealPlace;
use crate::sqlite::Sqlite;

/// A connection to one company's data. The one that writes belongs to the writer's thread; others only read.
pub(crate) struct Database {
    engine: Engine,
    company: u32,
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

/// What runs the statements.
enum Engine {
    Sqlite(Sqlite),
}

impl Database {
    /// Opens the file for writing, brings its schema up to date and leaves WAL and syncing on.
    pub(crate) fn open_writer(path: &Path, company: u32) -> Result<Database, Fault> {
        let engine = Engine::Sqlite(Sqlite::open_writer(path)?);
        Ok(Database::new(engine, company))
    }

    /// Opens the file for reading only.
    pub(crate) fn open_reader(path: &Path, company: u32) -> Result<Database, Fault> {
        let engine = Engine::Sqlite(Sqlite::open_reader(path)?);
        Ok(Database::new(engine, company))
    }

    fn new(engine: Engine, company: u32) -> Database {
        Database {
            engine,
            company,
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

    /// Runs `work` in one transaction, which is durable once this returns.
    pub(crate) fn transaction<T, E: From<Fault>>(
        &mut self,
        work: impl FnOnce(&mut Database) -> Result<T, E>,
    ) -> Result<T, E> {
        match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.begin().doing("beginning to write")?,
        }
        match work(self) {
            Ok(done) => {
                match &self.engine {
                    Engine::Sqlite(sqlite) => sqlite.commit().doing("committing")?,
                }
                Ok(done)
            }
            Err(problem) => {
                match &self.engine {
                    Engine::Sqlite(sqlite) => sqlite.roll_back(),
                }
                Err(problem)
            }
        }
    }

    /// Copies the whole database, as of one moment, into a new file while others write.
    pub(crate) fn copy_to(&self, path: &Path) -> Result<(), Fault> {
        match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.copy_to(path).doing("copying the database"),
        }
    }

    /// Every row that the statement finds, read by `read`.
    fn query<T>(
        &self,
        doing: &'static str,
        sql: &str,
        values: &[Value<'_>],
        read: impl FnMut(&Row<'_>) -> Result<T, EngineError>,
    ) -> Result<Vec<T>, Fault> {
        self.statements.update(|statements| statements + 1);
        match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.query(sql, values, read).doing(doing),
        }
    }

    /// The first row that the statement finds.
    fn query_one<T>(
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
    fn execute(&self, doing: &'static str, sql: &str, values: &[Value<'_>]) -> Result<(), Fault> {
        match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.execute(sql, values).doing(doing),
        }
    }
}
