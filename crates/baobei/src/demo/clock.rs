//! The clock of a demo: it stands where the story is while the story is told.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use ledger::ledger::TimeSource;
use ruling::calendar::Instant;

/// A clock that a story sets.
pub(super) struct DemoClock(Arc<Mutex<Hands>>);

struct Hands {
    /// Where it stands.
    at: Instant,
    /// Where it moves on to whenever it is read: the ledger reads it once for each command.
    next: VecDeque<Instant>,
}

impl DemoClock {
    pub(super) fn standing_at(at: Instant) -> DemoClock {
        let next = VecDeque::new();
        DemoClock(Arc::new(Mutex::new(Hands { at, next })))
    }

    /// Tells the first moment when it is read next, then each time the one after it, and stands at the last.
    pub(super) fn move_along(&self, moments: impl IntoIterator<Item = Instant>) {
        let mut hands = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        hands.next = moments.into_iter().collect();
        hands.at = hands.next.front().copied().unwrap_or(hands.at);
    }

    /// For the ledger.
    pub(super) fn source(&self) -> TimeSource {
        let hands = Arc::clone(&self.0);
        Arc::new(move || {
            let mut hands = hands.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(next) = hands.next.pop_front() {
                hands.at = next;
            }
            hands.at
        })
    }
}
