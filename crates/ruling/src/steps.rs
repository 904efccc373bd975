//! The six steps of a judgment, each reading and changing the fold.

mod admission;
mod credit;
mod duty;
mod examination;
mod fallback;
mod offence;
pub(crate) mod outcome;
mod ownership;
mod protection;
mod review;
mod validity;
mod window;
