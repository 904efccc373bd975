//! One file per command.

pub(crate) mod calendar_due;
pub(crate) mod judge_facts;
pub(crate) mod judge_register;
pub(crate) mod policy_lint;
pub(crate) mod policy_rules;
pub(crate) mod policy_show;
pub(crate) mod scenario;
