//! The clock of a demo: it stands where the story is while the story is told, and is the machine's from then on.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use ledger::ledger::TimeSource;
use ruling::calendar::Instant;

use crate::input;

/// Set to the machine's time.
const REAL: i64 = i64::MAX;

/// A clock that a story sets.
#[derive(Clone)]
pub(crate) struct DemoClock(Arc<AtomicI64>);

impl DemoClock {
    /// Tells the machine's time until it is set.
    pub(crate) fn new() -> DemoClock {
        DemoClock(Arc::new(AtomicI64::new(REAL)))
    }

    /// Stands at this moment.
    pub(crate) fn set(&self, at: Instant) {
        self.0.store(at.seconds(), Ordering::SeqCst);
    }

    /// The story is told.
    pub(crate) fn run(&self) {
        self.0.store(REAL, Ordering::SeqCst);
    }

    /// For the ledger.
    pub(crate) fn source(&self) -> TimeSource {
        let set = Arc::clone(&self.0);
        Arc::new(move || match set.load(Ordering::SeqCst) {
            REAL => input::now(),
            seconds => Instant::from_seconds(seconds),
        })
    }
}
