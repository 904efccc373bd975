//! Disputes, and second looks at undisputed deals.

pub(crate) mod letter;
pub(crate) mod show;
