//! What holds on SQLite, held on PostgreSQL: the same tests again.

#![expect(
    clippy::duplicate_mod,
    reason = "the same test is to run on both engines, not a copy of it"
)]

#[path = "check.rs"]
mod check;
#[path = "domains.rs"]
mod domains;
#[path = "erase.rs"]
mod erase;
#[path = "identity.rs"]
mod identity;
#[path = "keeping.rs"]
mod keeping;
#[path = "lists.rs"]
mod lists;
#[path = "oracle.rs"]
mod oracle;
#[path = "papers.rs"]
mod papers;
#[path = "projects.rs"]
mod projects;
#[path = "race.rs"]
mod race;
#[path = "receipts.rs"]
mod receipts;
#[path = "register.rs"]
mod register;
#[path = "retention.rs"]
mod retention;
#[path = "rows.rs"]
mod rows;
#[path = "scope.rs"]
mod scope;
#[path = "signatures.rs"]
mod signatures;

use crate::postgres;
use crate::support::Store;

/// The engine of the tests named here.
fn showroom() -> Store {
    Store::showroom_on(postgres::shared())
}

/// The same under another regulation.
fn store_under(regulation: &str) -> Store {
    Store::under(regulation, Some(postgres::shared()))
}
