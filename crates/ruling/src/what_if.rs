//! What would have kept a lost claim: the nearest single change that makes it win.

use crate::calendar::Instant;
use crate::fact::{Fact, Seq};
use crate::ruling::{ClaimId, Source};

/// The one change proposed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// This fact, added (a contact, a consent, a signature, a missing paper).
    Add(Fact),
    /// This fact, moved to another time (both its times).
    Move {
        /// Which fact.
        seq: Seq,
        /// When it would have had to be.
        to: Instant,
    },
    /// This field or paper, given with the claim.
    Give {
        /// Which claim's fact.
        seq: Seq,
        /// The field.
        field: crate::name::Symbol,
    },
}

/// The nearest change for one lost claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WhatIf {
    /// The lost claim.
    pub claim: ClaimId,
    /// The condition it failed.
    pub source: Source,
    /// The change.
    pub change: Change,
    /// How far it moves something in time, in seconds; 0 where only something was missing.
    pub shift_seconds: i64,
}
