//! May this act be done now? The sister of `judge`.

use crate::calendar::Instant;
use crate::name::Symbol;
use crate::ruling::{Source, Why};

/// The answer to "may I?": every gate that failed, with its clause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Permission {
    /// Nothing is against it.
    Allowed,
    /// It may be done, and it leads to these proposed violations or notices.
    AllowedWith(Vec<Objection>),
    /// It may not be done, for all these reasons.
    Refused(Vec<Objection>),
}

/// One gate that failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Objection {
    /// Clause and rule.
    pub source: Source,
    /// Why.
    pub why: Why,
    /// The violation it leads to, if the act is done all the same.
    pub violation: Symbol,
    /// When it would be possible (first second), where time decides.
    pub possible_from: Option<Instant>,
}
