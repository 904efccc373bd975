//! What deals rest on: ratios of projects, price lists, quotes on paper.

pub(crate) mod prices;
pub(crate) mod projects;
pub(crate) mod quote;
