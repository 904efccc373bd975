//! What somebody was told.

pub(crate) mod badge;
pub(crate) mod finish;
pub(crate) mod list;
