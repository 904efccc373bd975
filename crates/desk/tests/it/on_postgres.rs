//! What holds on SQLite, held on PostgreSQL: the same tests again.

#![expect(
    clippy::duplicate_mod,
    reason = "the same test is to run on both engines, not a copy of it"
)]

#[path = "acts.rs"]
mod acts;
#[path = "admitted_dealers.rs"]
mod admitted_dealers;
#[path = "appeals.rs"]
mod appeals;
#[path = "at_once.rs"]
mod at_once;
#[path = "audit.rs"]
mod audit;
#[path = "blacklist.rs"]
mod blacklist;
#[path = "card_signatures.rs"]
mod card_signatures;
#[path = "case_page.rs"]
mod case_page;
#[path = "conflicts.rs"]
mod conflicts;
#[path = "contract_list.rs"]
mod contract_list;
#[path = "credit.rs"]
mod credit;
#[path = "customers.rs"]
mod customers;
#[path = "daily_list.rs"]
mod daily_list;
#[path = "data_subjects.rs"]
mod data_subjects;
#[path = "day.rs"]
mod day;
#[path = "day_book.rs"]
mod day_book;
#[path = "deal.rs"]
mod deal;
#[path = "delegation.rs"]
mod delegation;
#[path = "disputes.rs"]
mod disputes;
#[path = "guessing.rs"]
mod guessing;
#[path = "hand_over.rs"]
mod hand_over;
#[path = "identity.rs"]
mod identity;
#[path = "inquiries.rs"]
mod inquiries;
#[path = "known_dealers.rs"]
mod known_dealers;
#[path = "mail.rs"]
mod mail;
#[path = "matrix.rs"]
mod matrix;
#[path = "onboarding.rs"]
mod onboarding;
#[path = "organisation.rs"]
mod organisation;
#[path = "outage.rs"]
mod outage;
#[path = "overview.rs"]
mod overview;
#[path = "papers.rs"]
mod papers;
#[path = "pool.rs"]
mod pool;
#[path = "regulation_page.rs"]
mod regulation_page;
#[path = "robots.rs"]
mod robots;
#[path = "second_factor.rs"]
mod second_factor;
#[path = "showroom.rs"]
mod showroom;
#[path = "sign_in.rs"]
mod sign_in;
#[path = "signatures.rs"]
mod signatures;
#[path = "store_follow_ups.rs"]
mod store_follow_ups;
#[path = "tasks.rs"]
mod tasks;
#[path = "terms.rs"]
mod terms;
#[path = "violations.rs"]
mod violations;
#[path = "withdrawn.rs"]
mod withdrawn;

use crate::postgres;
use crate::world::World;

/// The engine of the tests named here.
fn world() -> World {
    World::new(Some(postgres::shared()))
}

/// The same under these regulations.
fn world_of(packs: Vec<(String, String)>) -> World {
    World::of(Some(postgres::shared()), packs)
}

/// The same under another regulation.
fn world_under(regulation: &str) -> World {
    World::under(Some(postgres::shared()), regulation)
}
