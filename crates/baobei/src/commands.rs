//! One file per command.

pub(crate) mod judge_register;
pub(crate) mod policy_lint;
pub(crate) mod policy_rules;
pub(crate) mod scenario;
