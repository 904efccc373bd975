//! What people do: accounts and who may do what, commands and questions, over the ledger. No HTTP, no HTML.
//!
//! Every function that reads or writes waits for the database: call it off the threads that serve requests.

pub mod account;
pub mod actor;
mod desk;
pub mod notices;
pub mod organisation;
pub mod permission;
pub mod refusal;
mod schema;

pub use ruling::calendar::Instant;
pub use ruling::fact::{StaffId, UnitId};
pub use ruling::language::Language;

pub use crate::actor::Actor;
pub use crate::desk::{Desk, Settings};
pub use crate::refusal::Refusal;
