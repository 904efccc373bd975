//! Moving the WAL into the database beside the writer, so that no commit waits for it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::JoinHandle;

use crate::fault::Fault;
use crate::folder::file_fault;
use crate::store::{Database, Site};

/// Commands after which the WAL is moved on. One command writes some ten pages.
const COMMANDS: usize = 128;
/// Pages in the WAL (32 MB) from which on the writer itself moves the last ones. Only while nobody writes are all
/// of them moved, and then the WAL begins anew.
const PAGES_MAX: u64 = 8_192;
/// Pages not yet moved that the writer may be let wait for.
const LAST_PAGES: u64 = 1_024;

/// The thread that moves the WAL, as the writer has it.
pub(crate) struct WalMover {
    wake: Option<SyncSender<()>>,
    is_long: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
    commands: usize,
}

impl WalMover {
    /// With a connection of its own; where data is on a server there is nothing to move.
    pub(crate) fn start(site: &Site, company: u32) -> Result<Option<WalMover>, Fault> {
        let Site::File(path) = site else {
            return Ok(None);
        };
        let database = Database::open_wal_mover(path, company)?;
        let is_long = Arc::new(AtomicBool::new(false));
        let (wake, woken) = sync_channel(1);
        let thread = std::thread::Builder::new().name("ledger-wal".to_owned());
        let told = Arc::clone(&is_long);
        let thread = thread
            .spawn(move || run(&database, &woken, &told))
            .map_err(|source| file_fault("starting a thread for", path, source))?;
        Ok(Some(WalMover {
            wake: Some(wake),
            is_long,
            thread: Some(thread),
            commands: 0,
        }))
    }

    /// After a commit of so many commands.
    pub(crate) fn committed(&mut self, commands: usize, writer: &Database) {
        if self.is_long.swap(false, Ordering::AcqRel) {
            // As below.
            let _ = writer.move_wal();
        }
        self.commands += commands.max(1);
        if self.commands >= COMMANDS {
            self.commands = 0;
            // Whoever was woken before takes all there is.
            if let Some(wake) = &self.wake {
                let _ = wake.try_send(());
            }
        }
    }
}

fn run(database: &Database, woken: &Receiver<()>, is_long: &AtomicBool) {
    while woken.recv().is_ok() {
        // What cannot be moved now stays in the WAL, from which it is read, and is moved another time; whether
        // the disk still takes what is written, the writer finds out by itself.
        if let Ok((pages, moved)) = database.move_wal() {
            let is_nearly_moved = pages.saturating_sub(moved) <= LAST_PAGES;
            is_long.store(pages > PAGES_MAX && is_nearly_moved, Ordering::Release);
        }
    }
}

impl Drop for WalMover {
    fn drop(&mut self) {
        self.wake = None;
        if let Some(thread) = self.thread.take() {
            // A thread that panicked has nothing left to finish.
            drop(thread.join());
        }
    }
}
