//! Answers that go on: few for each account, and all end when the program does.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::watch;

/// Most streams of an account at once: one for each window somebody looks at.
const STREAMS_MAX: usize = 4;

/// The streams of a site.
pub(crate) struct Streams {
    open: Arc<Mutex<BTreeMap<u32, usize>>>,
    is_ending: watch::Sender<bool>,
}

/// One of them; dropping it makes room for another.
pub(crate) struct Stream {
    account: u32,
    open: Arc<Mutex<BTreeMap<u32, usize>>>,
    is_ending: watch::Receiver<bool>,
}

impl Streams {
    pub(crate) fn new() -> Streams {
        Streams {
            open: Arc::default(),
            is_ending: watch::Sender::new(false),
        }
    }

    /// A stream for an account; none if it has too many.
    pub(crate) fn open(&self, account: u32) -> Option<Stream> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let count = open.entry(account).or_default();
        if *count >= STREAMS_MAX {
            return None;
        }
        *count += 1;
        Some(Stream {
            account,
            open: Arc::clone(&self.open),
            is_ending: self.is_ending.subscribe(),
        })
    }

    /// Ends all of them.
    pub(crate) fn end(&self) {
        self.is_ending.send_replace(true);
    }
}

impl Stream {
    /// Waits until the program is to end.
    pub(crate) async fn ended(&mut self) {
        // Who could tell is gone: that is an end, too.
        drop(self.is_ending.wait_for(|is_ending| *is_ending).await);
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = open.get_mut(&self.account) {
            *count -= 1;
            if *count == 0 {
                open.remove(&self.account);
            }
        }
    }
}
