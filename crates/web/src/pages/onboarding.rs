//! Dealers to be taken on: applications, what was signed and filed, and the dealer as a unit.

pub(crate) mod dealer;
pub(crate) mod list;
pub(crate) mod show;
