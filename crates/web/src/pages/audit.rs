//! What people did, for those who audit, and what looked like misuse.

pub(crate) mod alerts;
pub(crate) mod export;
pub(crate) mod list;
mod told;
mod wanted;

pub(crate) use self::wanted::{after, place};
