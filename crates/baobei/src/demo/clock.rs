//! The clock of a demo: it stands where the story is while the story is told, and is the machine's from then on.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use ledger::ledger::TimeSource;
use ruling::calendar::Instant;

use crate::input;

/// A clock that a story sets.
#[derive(Clone, Default)]
pub(crate) struct DemoClock(Arc<Mutex<Hands>>);

#[derive(Default)]
struct Hands {
    /// Where it stands; none: it tells the machine's time.
    at: Option<Instant>,
    /// Where it moves on to whenever it is read: the ledger reads it once for each command.
    next: VecDeque<Instant>,
}

impl DemoClock {
    /// Stands at this moment.
    pub(crate) fn set(&self, at: Instant) {
        self.move_along([at]);
    }

    /// Tells the first moment when it is read next, then each time the one after it, and stands at the last.
    pub(crate) fn move_along(&self, moments: impl IntoIterator<Item = Instant>) {
        let mut hands = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        hands.next = moments.into_iter().collect();
        hands.at = hands.next.front().copied().or(hands.at);
    }

    /// The story is told.
    pub(crate) fn run(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Hands::default();
    }

    /// For the ledger.
    pub(crate) fn source(&self) -> TimeSource {
        let hands = Arc::clone(&self.0);
        Arc::new(move || {
            let mut hands = hands.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(next) = hands.next.pop_front() {
                hands.at = Some(next);
            }
            hands.at.unwrap_or_else(input::now)
        })
    }
}
