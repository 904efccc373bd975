//! One case.

pub(crate) mod act;
pub(crate) mod duty;
pub(crate) mod follow_up;
pub(crate) mod paper;
pub(crate) mod plan;
pub(crate) mod receipt;
pub(crate) mod reveal;
pub(crate) mod show;
pub(crate) mod withdraw;
