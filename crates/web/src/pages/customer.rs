//! Lists of customers.

pub(crate) mod export;
pub(crate) mod list;
pub(crate) mod search;
pub(crate) mod stages;
mod wanted;
