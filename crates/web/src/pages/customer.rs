//! Lists of customers.

pub(crate) mod export;
pub(crate) mod list;
pub(crate) mod search;
mod wanted;
