//! The desk from outside, by invented people of an invented company; each test on both engines.

#[cfg(test)]
mod acts;
#[cfg(test)]
mod admitted_dealers;
#[cfg(test)]
mod appeals;
#[cfg(test)]
mod approvals;
#[cfg(test)]
mod at_once;
#[cfg(test)]
mod audit;
#[cfg(test)]
mod blacklist;
#[cfg(test)]
mod card_signatures;
#[cfg(test)]
mod case_page;
#[cfg(test)]
mod conflicts;
#[cfg(test)]
mod consent;
#[cfg(test)]
mod contract_list;
#[cfg(test)]
mod credit;
#[cfg(test)]
mod customers;
#[cfg(test)]
mod daily_list;
#[cfg(test)]
mod data_subjects;
#[cfg(test)]
mod day;
#[cfg(test)]
mod day_book;
#[cfg(test)]
mod deal;
#[cfg(test)]
mod deeds;
#[cfg(test)]
mod delegation;
#[cfg(test)]
#[path = "../../../ledger/tests/it/dice.rs"]
mod dice;
#[cfg(test)]
mod disputes;
#[cfg(test)]
mod duties;
#[cfg(test)]
mod guessing;
#[cfg(test)]
mod hand_over;
#[cfg(test)]
mod identity;
#[cfg(test)]
mod inquiries;
#[cfg(test)]
mod known_dealers;
#[cfg(test)]
mod mail;
#[cfg(test)]
mod matrix;
#[cfg(test)]
mod on_postgres;
#[cfg(test)]
mod onboarding;
#[cfg(test)]
mod organisation;
#[cfg(test)]
mod outage;
#[cfg(test)]
mod overview;
#[cfg(test)]
mod papers;
#[cfg(test)]
mod permissions;
#[cfg(test)]
mod pool;
#[cfg(test)]
#[path = "../../../ledger/tests/it/postgres.rs"]
#[expect(
    dead_code,
    reason = "the ledger's tests also crash the server, these do not"
)]
mod postgres;
#[cfg(test)]
mod registration;
#[cfg(test)]
mod regulation_page;
#[cfg(test)]
mod regulation_versions;
#[cfg(test)]
mod regulations;
#[cfg(test)]
mod replay;
#[cfg(test)]
mod restored;
#[cfg(test)]
mod restoring;
#[cfg(test)]
mod robots;
#[cfg(test)]
mod second_factor;
#[cfg(test)]
mod showroom;
#[cfg(test)]
mod sign_in;
#[cfg(test)]
mod signatures;
#[cfg(test)]
mod store_follow_ups;
#[cfg(test)]
mod tasks;
#[cfg(test)]
mod terms;
#[cfg(test)]
mod violations;
#[cfg(test)]
mod withdrawn;
#[cfg(test)]
mod world;

/// The engine of the tests named here; `on_postgres` runs the same on the other.
#[cfg(test)]
fn world() -> world::World {
    world::World::new(None)
}

/// The same under another regulation.
#[cfg(test)]
fn world_under(regulation: &str) -> world::World {
    world::World::under(None, regulation)
}

/// The same under these regulations.
#[cfg(test)]
fn world_of(packs: Vec<(String, String)>) -> world::World {
    world::World::of(None, packs)
}
