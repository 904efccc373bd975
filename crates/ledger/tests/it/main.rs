//! The ledger from outside, each test in a folder of its own.

mod erase;
mod receipts;
mod register;
mod support;
mod tamper;
mod upkeep;
