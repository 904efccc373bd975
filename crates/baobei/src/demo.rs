//! A company to look at: invented people and some months of their work, told to a new ledger day by day.

mod clock;
mod crowd;
mod people;
mod story;
mod told;

use desk::{Desk, Settings};
use ledger::ledger::{Founding, Ledger};
use ruling::calendar::{CivilDay, Zone};

pub(crate) use clock::DemoClock;
pub(crate) use people::{Account, PASSWORD, code};

use crate::commands::serve::{refused, unfounded};
use crate::failure::Failure;
use crate::shipped;
use crate::store::{StoreAt, fault};

/// Days before the first fact on which the company is set up.
const BEGINNING: i32 = -92;

/// Who files the sheets.
const RECEPTION: &str = "周敏";

/// Makes the company in a new store. Tells who can sign in.
///
/// # Errors
/// A store that cannot be written.
pub(crate) fn found(
    at: &StoreAt,
    clock: &DemoClock,
    today: CivilDay,
) -> Result<Vec<Account>, Failure> {
    let mut story = story::Story::showroom()?;
    crowd::join(&mut story);
    story.file_the_sheets(RECEPTION);
    story.sort();
    let now = clock.source();
    clock.set(Zone::shanghai().at(today.plus_days(BEGINNING), 8, 0, 0));
    let founding = Founding {
        company: story.company.clone(),
        packs: shipped::named("1-showroom").into_iter().collect(),
        company_file: Vec::new(),
    };
    at.key_place().make()?;
    let place = at.place(None);
    let ledger = Ledger::found(place, at.key_place().read()?, clock.source(), &founding)
        .map_err(unfounded)?;
    let desk = Desk::open(ledger, Settings::default()).map_err(fault)?;
    let mut taking = people::Taking {
        desk: &desk,
        now: &now,
        accounts: Vec::new(),
    };
    taking.everybody(&story).map_err(refused)?;
    let accounts = taking.accounts;
    drop(desk);
    let ledger = Ledger::open(place, at.key_place().read()?, clock.source()).map_err(fault)?;
    told::tell(&ledger, clock, &story, today)?;
    ledger.checkpoint().map_err(fault)?;
    Ok(accounts)
}
