//! Violations: what is to be heard, and what was decided.

pub(crate) mod list;
pub(crate) mod show;
