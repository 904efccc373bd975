//! One file a page: its template, what it is asked with, and what it does.

pub(crate) mod account;
pub(crate) mod audit;
pub(crate) mod case;
pub(crate) mod credit;
pub(crate) mod customer;
pub(crate) mod daily_sheet;
pub(crate) mod data_subject;
pub(crate) mod dispute;
pub(crate) mod first_steps;
pub(crate) mod identity;
pub(crate) mod language;
pub(crate) mod notice;
pub(crate) mod organisation;
pub(crate) mod person;
pub(crate) mod pool;
pub(crate) mod registration;
pub(crate) mod regulation;
pub(crate) mod regulations;
pub(crate) mod roster;
pub(crate) mod session;
pub(crate) mod set_up;
pub(crate) mod taken_out;
pub(crate) mod today;
pub(crate) mod typed;
pub(crate) mod violation;
pub(crate) mod visit;
