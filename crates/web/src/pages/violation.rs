//! Violations: heard, and decided.

pub(crate) mod show;
