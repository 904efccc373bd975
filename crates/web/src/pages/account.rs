//! Somebody's own account.

pub(crate) mod absence;
pub(crate) mod accesses;
pub(crate) mod mail;
pub(crate) mod revoke;
pub(crate) mod show;
