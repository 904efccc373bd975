//! Somebody's own account.

pub(crate) mod revoke;
pub(crate) mod show;
