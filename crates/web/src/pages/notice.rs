//! What somebody was told.

pub(crate) mod finish;
pub(crate) mod list;
