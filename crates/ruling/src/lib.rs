//! The pure core of baobei: from facts, policy packs and an instant to an explained ruling.
//!
//! Nothing here reads a clock, a file, the environment or a random number; time is an argument.

pub mod calendar;
pub mod case;
pub mod company;
pub mod explain;
pub mod fact;
pub mod fact_file;
pub mod fold;
pub mod identity;
pub mod judge;
pub mod language;
pub mod name;
pub mod permission;
pub mod permits;
pub mod policy;
pub mod rules;
pub mod ruling;
pub mod scenario;
mod steps;
mod timeline;
pub mod what_if;
