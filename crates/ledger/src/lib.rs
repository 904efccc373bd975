//! The store under everything: facts that nobody can quietly change, personal data that is matched
//! without being readable and forgotten on request, and a transparency log with signed receipts.

pub mod access;
mod case_store;
pub mod check;
mod customer;
mod derive;
pub mod encoding;
pub mod fault;
mod find;
mod folder;
mod found_by;
mod index;
pub mod ledger;
pub mod lists;
pub mod log;
pub mod names;
pub mod organisation;
pub mod pair;
pub mod place;
mod postgres;
pub mod privacy;
pub mod read;
mod rebuild;
pub mod record;
pub mod regulations;
pub mod retention;
pub mod rows;
pub mod server;
mod sqlite;
mod state;
mod store;
mod subject;
mod typed;
pub mod upkeep;
pub mod verify;
mod wal;
mod writer;
