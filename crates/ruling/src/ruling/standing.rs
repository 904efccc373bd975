//! Where claims stand, and what they may come to stand as.

use std::mem::discriminant;

use super::Pending;

/// Where a claim stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// Not accepted: nothing was stored.
    Refused,
    /// Stored without effect.
    Void,
    /// Waiting for something (review, permission, consent, identity, an earlier kept place).
    Waiting(Pending),
    /// Returned for correction.
    Returned,
    /// Valid, behind another.
    Queued,
    /// The case is offered to it, as the next in line.
    Offered,
    /// Owns the case.
    Holding,
    /// Stands beside others (regulations that compare at the deal).
    Standing,
    /// Met a protected holder.
    Collided,
    /// Gave way to a later valid claim.
    Superseded,
    /// Ended: withdrawn, waived, rejected, released, consent withdrawn.
    Ended,
    /// Ended by time.
    Lapsed,
}

use Standing::{
    Collided, Ended, Holding, Lapsed, Offered, Queued, Refused, Returned, Superseded, Void,
};

/// Any waiting: for what is not told apart here.
const WAITING: Standing = Standing::Waiting(Pending::Review);
/// In the running beside others.
const BESIDE: Standing = Standing::Standing;

/// From where claims come to where: every judgment keeps to this table. A claim is filed beside whatever there is,
/// and then admitted or not; whoever has the authority may give the case to any claim, also one that was over.
#[rustfmt::skip]
pub const TRANSITIONS: [(Standing, &[Standing]); 12] = [
    // Completed, it is admitted after all.
    (Refused,    &[WAITING, Queued, Holding, BESIDE, Collided, Ended]),
    (Void,       &[WAITING, Queued, Holding, BESIDE, Collided, Ended]),
    (WAITING,    &[Refused, Void, Returned, Queued, Holding, BESIDE, Collided, Superseded, Ended, Lapsed]),
    (Returned,   &[Void, WAITING, Holding, Ended]),
    (Queued,     &[Void, WAITING, Returned, Offered, Holding, Ended]),
    (Offered,    &[Void, Queued, Holding, Ended]),
    (Holding,    &[Void, WAITING, Returned, Queued, Collided, Superseded, Ended, Lapsed]),
    (BESIDE,     &[Refused, Void, WAITING, Returned, Queued, Holding, Collided, Ended, Lapsed]),
    (Collided,   &[Void, Holding, Ended]),
    (Superseded, &[Void, Holding, Collided, Ended]),
    (Ended,      &[Void, Holding]),
    (Lapsed,     &[Void, Holding, Ended]),
];

impl Standing {
    /// Whether a claim that stands so may come to stand as another, or stays as it is.
    #[must_use]
    pub fn may_become(self, to: Standing) -> bool {
        let row = TRANSITIONS.iter().find(|(from, _)| is_same(*from, self));
        let mut next = row.iter().flat_map(|(_, next)| next.iter());
        is_same(self, to) || next.any(|known| is_same(*known, to))
    }

    /// Whether somebody still has to do something before it is settled where the claim stands.
    #[must_use]
    pub fn is_open(self) -> bool {
        matches!(self, Standing::Waiting(_) | Returned | Offered)
    }
}

fn is_same(one: Standing, other: Standing) -> bool {
    discriminant(&one) == discriminant(&other)
}
