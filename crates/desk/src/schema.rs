//! The desk's own tables: accounts, sessions, notices. They lie beside the log and are no part of it.

use ledger::rows::{Migration, Series};

pub(crate) const DESK: Series = Series {
    name: "desk",
    steps: &[Migration {
        sqlite: include_str!("../migrations/sqlite/0001_desk.sql"),
        postgres: include_str!("../migrations/postgres/0001_desk.sql"),
    }],
};
