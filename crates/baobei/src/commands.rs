//! One file per command.

pub(crate) mod calendar_due;
pub(crate) mod case;
pub(crate) mod check;
pub(crate) mod config;
pub(crate) mod contracts;
pub(crate) mod demo;
pub(crate) mod facts;
pub(crate) mod govern;
pub(crate) mod import;
pub(crate) mod init;
pub(crate) mod judge_facts;
pub(crate) mod judge_register;
pub(crate) mod lists;
pub(crate) mod policy_lint;
pub(crate) mod policy_rules;
pub(crate) mod policy_show;
pub(crate) mod receipt_verify;
pub(crate) mod register;
pub(crate) mod retention;
pub(crate) mod reveal;
pub(crate) mod scenario;
pub(crate) mod serve;
pub(crate) mod set_up_link;
pub(crate) mod upkeep;
pub(crate) mod verify;
