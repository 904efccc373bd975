//! One file per command.

pub(crate) mod policy_lint;
pub(crate) mod policy_rules;
pub(crate) mod scenario;
