//! The embedded engine: one file, one writing process, WAL with a sync for every commit.

mod cases;
mod facts;
mod log;
mod migrations;
mod subjects;

use std::path::Path;

use rusqlite::backup::Backup;
use rusqlite::{Connection, OpenFlags};

use crate::fault::{Doing, Fault};

pub(crate) use cases::{CaseRow, ObligationRow, PartyColumns, SegmentRow};
pub(crate) use facts::FactRow;
pub(crate) use subjects::SubjectRow;

/// Statements kept compiled per connection.
const STATEMENTS_KEPT: usize = 64;

/// A connection. The one that writes belongs to the writer's thread; others only read.
pub(crate) struct Database {
    connection: Connection,
    company: u32,
}

impl Database {
    /// Opens the file for writing, brings its schema up to date and leaves WAL and syncing on.
    pub(crate) fn open_writer(path: &Path, company: u32) -> Result<Database, Fault> {
        let connection = Connection::open(path).doing("opening the database")?;
        let database = Database::prepare(connection, company)?;
        migrations::migrate(&database.connection)?;
        Ok(database)
    }

    /// Opens the file for reading only.
    pub(crate) fn open_reader(path: &Path, company: u32) -> Result<Database, Fault> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection =
            Connection::open_with_flags(path, flags).doing("opening the database to read")?;
        let database = Database::prepare(connection, company)?;
        database
            .connection
            .pragma_update(None, "query_only", true)
            .doing("opening the database to read")?;
        Ok(database)
    }

    fn prepare(connection: Connection, company: u32) -> Result<Database, Fault> {
        let set = |name, value: &str| {
            connection
                .pragma_update(None, name, value)
                .doing("setting up the database")
        };
        set("journal_mode", "WAL")?;
        set("synchronous", "FULL")?;
        set("foreign_keys", "OFF")?;
        // Erased bytes must not linger in free pages.
        set("secure_delete", "ON")?;
        connection.set_prepared_statement_cache_capacity(STATEMENTS_KEPT);
        Ok(Database {
            connection,
            company,
        })
    }

    /// Runs `work` in one transaction, which is durable once this returns.
    pub(crate) fn transaction<T, E: From<Fault>>(
        &mut self,
        work: impl FnOnce(&mut Database) -> Result<T, E>,
    ) -> Result<T, E> {
        self.connection
            .execute_batch("BEGIN IMMEDIATE")
            .doing("beginning to write")?;
        match work(self) {
            Ok(done) => {
                self.connection
                    .execute_batch("COMMIT")
                    .doing("committing")?;
                Ok(done)
            }
            Err(problem) => {
                // The transaction also ends when the connection does.
                drop(self.connection.execute_batch("ROLLBACK"));
                Err(problem)
            }
        }
    }

    /// Copies the whole database, as of one moment, into a new file while others write.
    pub(crate) fn copy_to(&self, path: &Path) -> Result<(), Fault> {
        let mut copy = Connection::open(path).doing("making the copy")?;
        let backup = Backup::new(&self.connection, &mut copy).doing("copying the database")?;
        // All pages in one step are pages of one moment.
        backup.step(-1).doing("copying the database")?;
        Ok(())
    }
}
