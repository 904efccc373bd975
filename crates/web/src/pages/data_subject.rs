//! People whose data is kept: what there is, given to them, erased at their word or when its time is over.

pub(crate) mod due;
pub(crate) mod file;
pub(crate) mod search;
pub(crate) mod show;
pub(crate) mod withdrawal;
