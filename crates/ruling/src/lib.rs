//! The pure core of baobei: from facts, policy packs and an instant to an explained ruling.
//!
//! Nothing here reads a clock, a file, the environment or a random number; time is an argument.

pub mod calendar;
pub mod identity;
pub mod language;
