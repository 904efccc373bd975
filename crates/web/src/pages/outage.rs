//! Outages: declared, and their paper entered.

pub(crate) mod declare;
pub(crate) mod paper;
