//! Where a case ends as a whole and another begins: nothing said before counts in the new one.

use crate::fold::{Fold, UNSEEN};
use crate::ruling::{ClaimId, Standing};

impl Fold<'_> {
    /// Everything ends, and what was agreed or done so far serves no later claim.
    pub(super) fn end_all(&mut self) {
        self.end_claims(|_| true);
        self.forget();
    }

    /// The case is closed: nothing is due any more, and whoever has it keeps it.
    pub(super) fn close_case(&mut self) {
        self.closed = true;
        self.memory.duties.clear();
    }

    /// A claim in a closed case opens a case of its own.
    pub(crate) fn begin_chapter(&mut self, place: u32) {
        self.end_claims(|standing| {
            matches!(
                standing,
                Standing::Holding
                    | Standing::Queued
                    | Standing::Offered
                    | Standing::Waiting(_)
                    | Standing::Returned
            )
        });
        self.memory.current.fill(None);
        self.forget();
        self.closed = false;
        self.archived = false;
        self.chapter = place;
    }

    fn end_claims(&mut self, which: impl Fn(Standing) -> bool) {
        for index in 0..self.memory.claims.len() {
            let Ok(id) = ClaimId::try_from(index) else {
                break;
            };
            if self.claim(id).is_some_and(|claim| which(claim.standing)) {
                self.set_standing(id, Standing::Ended);
            }
        }
        self.turn = None;
        self.offered = None;
        self.holding = None;
        self.in_pool = false;
    }

    fn forget(&mut self) {
        self.memory.seen.fill(UNSEEN);
        self.memory.grants.clear();
        self.memory.duties.clear();
    }
}
