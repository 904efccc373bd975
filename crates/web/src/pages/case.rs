//! One case.

pub(crate) mod follow_up;
pub(crate) mod show;
