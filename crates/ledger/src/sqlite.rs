//! The embedded engine: one file, one writing process, WAL with a sync for every commit.

use std::path::Path;

use rusqlite::backup::{Backup, StepResult};
use rusqlite::config::DbConfig;
use rusqlite::{CachedStatement, Connection, OpenFlags, params_from_iter};

use crate::fault::{Doing, Fault};
use crate::folder::{folder_of, sync_folder};
use crate::store::{EngineError, EngineRow, Row, Value};

/// Statements kept compiled per connection.
const STATEMENTS_KEPT: usize = 64;
/// Most memory for pages that the writer has at hand.
const CACHE_KIB: i64 = 16_384;

/// A connection to the file.
pub(crate) struct Sqlite(Connection);

impl Sqlite {
    pub(crate) fn open_writer(path: &Path) -> Result<Sqlite, Fault> {
        let connection = Connection::open(path).doing("opening the database")?;
        prepare(&connection).doing("setting up the database")?;
        let sqlite = Sqlite(connection);
        sqlite.keep_wal_aside().doing("setting up the database")?;
        // SQLite syncs the WAL's name with the first that is written to it, and does not look whether that succeeded.
        if let Some(folder) = folder_of(path) {
            sync_folder(folder).doing("syncing the database's name")?;
        }
        Ok(sqlite)
    }

    /// Another connection moves the WAL into the database: see [`Sqlite::move_wal`].
    fn keep_wal_aside(&self) -> Result<(), EngineError> {
        // A process that was killed after a failed sync leaves pages in the WAL that the system shows and has
        // not on the disk, nor will write again. What is acknowledged from now on must not come after them: all
        // of the WAL is written to the database and synced there before anything else.
        let is_busy: bool = self
            .0
            .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
        if is_busy {
            return Err("the database is in use by another program".into());
        }
        self.0.pragma_update(None, "wal_autocheckpoint", 0)?;
        // Pages of one batch, and those that every registration touches.
        Ok(self.0.pragma_update(None, "cache_size", -CACHE_KIB)?)
    }

    /// Opens a connection that only moves the WAL.
    pub(crate) fn open_wal_mover(path: &Path) -> Result<Sqlite, Fault> {
        let connection = Connection::open(path).doing("opening the database")?;
        prepare(&connection).doing("setting up the database")?;
        Ok(Sqlite(connection))
    }

    /// Copies what can be copied of the WAL into the database while others read and write, and syncs it. Tells
    /// the pages in the WAL and how many of them are copied.
    pub(crate) fn move_wal(&self) -> Result<(u64, u64), EngineError> {
        let mut moved = self.statement("PRAGMA wal_checkpoint(PASSIVE)")?;
        let pages = |row: &rusqlite::Row<'_>| Ok((row.get::<_, i64>(1)?, row.get::<_, i64>(2)?));
        let (all, copied) = moved.query_row([], pages)?;
        Ok((u64::try_from(all)?, u64::try_from(copied)?))
    }

    pub(crate) fn open_reader(path: &Path) -> Result<Sqlite, Fault> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let doing = "opening the database to read";
        let connection = Connection::open_with_flags(path, flags).doing(doing)?;
        prepare(&connection).doing(doing)?;
        connection
            .pragma_update(None, "query_only", true)
            .doing(doing)?;
        Ok(Sqlite(connection))
    }

    /// Runs several statements without parameters.
    pub(crate) fn script(&self, statements: &str) -> Result<(), EngineError> {
        Ok(self.0.execute_batch(statements)?)
    }

    pub(crate) fn begin(&self) -> Result<(), EngineError> {
        self.statement("BEGIN IMMEDIATE")?.execute([])?;
        Ok(())
    }

    /// Begins to read as of now. Until this returns nobody may write.
    pub(crate) fn begin_snapshot(&self) -> Result<(), EngineError> {
        // Which moment is seen, the first statement that reads decides.
        Ok(self
            .0
            .execute_batch("BEGIN; SELECT count(*) FROM company")?)
    }

    /// Begins to read as of the first statement that reads. It also spares each from asking for the lock.
    pub(crate) fn begin_reading(&self) -> Result<(), EngineError> {
        self.statement("BEGIN")?.execute([])?;
        Ok(())
    }

    pub(crate) fn commit(&self) -> Result<(), EngineError> {
        self.statement("COMMIT")?.execute([])?;
        Ok(())
    }

    pub(crate) fn roll_back(&self) {
        // The transaction also ends when the connection does.
        let ended = self.statement("ROLLBACK");
        drop(ended.and_then(|mut end| end.execute([])));
    }

    pub(crate) fn query<T>(
        &self,
        sql: &str,
        values: &[Value<'_>],
        mut read: impl FnMut(&Row<'_>) -> Result<T, EngineError>,
    ) -> Result<Vec<T>, EngineError> {
        let mut statement = self.statement(sql)?;
        let mut rows = statement.query(params_from_iter(values))?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push(read(&Row(EngineRow::Sqlite(row)))?);
        }
        Ok(found)
    }

    pub(crate) fn execute(&self, sql: &str, values: &[Value<'_>]) -> Result<(), EngineError> {
        self.statement(sql)?.execute(params_from_iter(values))?;
        Ok(())
    }

    /// Copies all pages of one moment into a new file.
    pub(crate) fn copy_to(&self, path: &Path) -> Result<(), EngineError> {
        let mut copy = Connection::open(path)?;
        let backup = Backup::new(&self.0, &mut copy)?;
        // All pages in one step are pages of one moment.
        match backup.step(-1)? {
            StepResult::Done => Ok(()),
            _ => Err("the database is busy: try again".into()),
        }
    }

    fn statement(&self, sql: &str) -> rusqlite::Result<CachedStatement<'_>> {
        let statement = self.0.prepare_cached(sql)?;
        debug_assert!(
            is_in_order(&statement),
            "to SQLite, $1 is the first parameter only where it occurs first: {sql}"
        );
        Ok(statement)
    }
}

fn is_in_order(statement: &CachedStatement<'_>) -> bool {
    (1..=statement.parameter_count())
        .all(|number| statement.parameter_name(number) == Some(format!("${number}").as_str()))
}

fn prepare(connection: &Connection) -> rusqlite::Result<()> {
    let pragmas = [
        ("journal_mode", "WAL"),
        ("synchronous", "FULL"),
        ("foreign_keys", "OFF"),
        // Erased bytes must not linger in free pages.
        ("secure_delete", "ON"),
    ];
    for (name, value) in pragmas {
        connection.pragma_update(None, name, value)?;
    }
    // Else a statement is planned anew for values that the planner's figures might tell apart: a quarter of
    // the writer's time, for the same plan.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS_KEPT);
    Ok(())
}
