//! A company to look at: invented people of nine branches and some months of their work, told to a new ledger
//! day by day.

mod clock;
mod crowd;
mod people;
mod story;
mod told;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use desk::{Desk, Settings};
use ledger::ledger::{Founding, Ledger};
use ledger::record::Command;
use ruling::calendar::{Instant, Zone};

pub(crate) use people::{Account, PASSWORD, code};
pub(crate) use story::{Card, Story};

use self::clock::DemoClock;
use crate::commands::serve::{refused, unfounded};
use crate::failure::Failure;
use crate::shipped;
use crate::store::{StoreAt, failure, fault};

/// Day on which the company is set up: before the first of the story.
const BEGINNING: i32 = -96;

/// A company that was made.
pub(crate) struct Founded {
    /// Who can sign in.
    pub(crate) accounts: Vec<Account>,
    /// The case of each customer, by the customer's place in the story.
    pub(crate) cases: BTreeMap<usize, u64>,
}

/// Makes the company in a new store, with its story up to a moment.
///
/// # Errors
/// A store that cannot be written.
pub(crate) fn found(at: &StoreAt, story: &Story, now: Instant) -> Result<Founded, Failure> {
    let zone = Zone::shanghai();
    let first = zone.day_of(now).plus_days(BEGINNING);
    let clock = DemoClock::standing_at(zone.at(first, 8, 0, 0));
    let regulations = story.branches.iter();
    let founding = Founding {
        company: story.company.clone(),
        packs: regulations
            .filter_map(|branch| shipped::named(&branch.regulation))
            .collect(),
        company_file: Vec::new(),
    };
    at.key_place().make()?;
    let place = at.place(None);
    let ledger = Ledger::found(place, at.key_place().read()?, clock.source(), &founding)
        .map_err(unfounded)?;
    // Everybody's password stands on the sign-in page: guessing it need not be slow.
    let settings = Settings {
        hash_memory_kib: 64,
        hash_passes: 1,
        ..Settings::default()
    };
    let desk = Desk::open(ledger, settings).map_err(fault)?;
    let mut taking = people::Taking {
        desk: &desk,
        now: clock.source(),
        accounts: Vec::new(),
    };
    taking.everybody(story).map_err(refused)?;
    let accounts = taking.accounts;
    drop(desk);
    let ledger = Ledger::open(place, at.key_place().read()?, clock.source()).map_err(fault)?;
    govern(&ledger, story)?;
    let cases = told::tell(&ledger, &clock, story, now)?;
    ledger.checkpoint().map_err(fault)?;
    Ok(Founded { accounts, cases })
}

/// Puts each branch under its regulation, and with it the units in it.
fn govern(ledger: &Ledger, story: &Story) -> Result<(), Failure> {
    let mut commands = Vec::new();
    for branch in &story.branches {
        let (_, regulation) = branch.regulation.split_once('-').unwrap_or_default();
        let name = &branch.name;
        let Some(unit) = ledger.unit_named(name).map_err(fault)? else {
            continue;
        };
        let command = Command::Govern {
            unit,
            regulation: regulation.to_owned(),
            from: ledger.now(),
        };
        commands.push((command, format!("demo-govern-{name}").into_bytes()));
    }
    let answers = ledger.carry_out_all(commands).map_err(fault)?;
    for answer in answers {
        answer.map_err(|failed| failure(failed, ledger))?;
    }
    Ok(())
}
