//! A backup that was restored on the set-up page, taken in while nothing of the ledger is open.

use std::fs;

use desk::restoring::{PURPOSES, READY, key_file};
use ledger::upkeep;

use super::{StoreAt, fault};
use crate::failure::Failure;
use crate::input;

/// Takes in what is ready, if anything is: first its keys, then its ledger. Whoever was stopped on the way goes on here.
///
/// # Errors
/// Another process in the folder, or files that cannot be moved.
pub(crate) fn take_in(at: &StoreAt) -> Result<(), Failure> {
    let ready = at.data.join(READY);
    if !ready.exists() {
        return Ok(());
    }
    for purpose in PURPOSES {
        let brought = ready.join(key_file(purpose));
        if brought.exists() {
            at.key_place()
                .put(purpose, input::text(&brought)?.lines())?;
            fs::remove_file(&brought).map_err(|error| Failure::unwritable(&brought, &error))?;
        }
    }
    upkeep::take_over(&ready, &at.data).map_err(fault)?;
    fs::remove_dir_all(&ready).map_err(|error| Failure::unwritable(&ready, &error))
}
