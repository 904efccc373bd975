//! What people do: accounts and who may do what, commands and questions, over the ledger. No HTTP, no HTML.
//!
//! Every function that reads or writes waits for the database: call it off the threads that serve requests.

pub mod account;
pub mod act;
pub mod actor;
mod case_line;
pub mod case_sheet;
mod counted;
pub mod credit;
pub mod customers;
pub mod daily_sheet;
pub mod day_book;
mod deciding;
pub mod deeds;
mod desk;
pub mod dispatch;
pub mod dispute;
pub mod duplicate_check;
mod filled_in;
pub mod first_steps;
pub mod follow_up;
mod following;
pub mod form;
pub mod hand_over;
mod hearing;
pub mod identity;
pub mod matter;
pub mod moments;
mod movements;
pub mod notices;
pub mod organisation;
pub mod permission;
pub mod plan;
pub mod pool;
pub mod publication;
mod receipt;
pub mod refusal;
pub mod register;
pub mod regulation;
mod reminders;
pub mod reveal;
pub mod roster;
pub mod scenarios;
mod schema;
pub mod sight;
pub mod signing;
pub mod today;
mod usage;
pub mod visit;
mod who_else;
pub mod withdrawal;

pub use ledger::check::DuplicateAnswer;
pub use ruling::calendar::Instant;
pub use ruling::explain::Section;
pub use ruling::fact::{Answer, FactKind, Seq, StaffId, UnitId};
pub use ruling::fact_file::cents_of;
pub use ruling::language::Language;
pub use ruling::policy::FieldKind;
pub use ruling::policy::field::{Holds, Identity};
pub use ruling::policy::problem::Text;
pub use ruling::ruling::{CreditKind, Mode, State, Step, Verdict};

pub use crate::actor::Actor;
pub use crate::desk::{Desk, Settings};
pub use crate::refusal::Refusal;
