//! Bringing a store's schema up to this program's. Numbers, not names, say what was done.

use rusqlite::Connection;

use crate::fault::{Doing, Fault};

/// All migrations in order; the first has number 1. Each is whole or not done at all.
const MIGRATIONS: [&str; 1] = [include_str!("../../migrations/sqlite/0001_ledger.sql")];

pub(super) fn migrate(connection: &Connection) -> Result<(), Fault> {
    let found: u32 = connection
        .pragma_query_value(None, "user_version", |row| row.get(0))
        .doing("reading the schema's version")?;
    let known = u32::try_from(MIGRATIONS.len()).unwrap_or(u32::MAX);
    if found > known {
        return Err(Fault::NewerSchema { found, known });
    }
    for (number, sql) in (1_u32..).zip(MIGRATIONS) {
        if number > found {
            let script =
                format!("BEGIN IMMEDIATE;\n{sql}\nPRAGMA user_version = {number};\nCOMMIT;");
            connection
                .execute_batch(&script)
                .doing("migrating the database")?;
        }
    }
    Ok(())
}
