//! Times pages of the list of customers: of a company with a million of them beside the same with ten thousand, in
//! turns within one run. A page is a range of an index, so it should cost the same.
//!
//! `--quick` is the size for CI: 10,000 beside 1,000.

#![expect(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a bench reads the clock, prints, and stops at the first surprise"
)]

#[path = "../../ruling/benches/judge/figure.rs"]
mod figure;
#[expect(dead_code, reason = "the tests' server: this bench needs none")]
#[path = "../../ledger/tests/it/postgres.rs"]
mod postgres;
#[expect(
    dead_code,
    reason = "the tests' company, of which this bench only reads lists"
)]
#[path = "../tests/it"]
mod it {
    pub(crate) mod world;
}

use std::time::Instant as Clock;

use desk::customers::{CustomerPage, CustomerQuery, Place, Sort, Whose};
use desk::{Actor, Instant, Mode, State};
use ledger::privacy::personal::Personal;
use ledger::record::{About, Command, NewFact};
use ruling::fact::{Answer, Fact, FactKind, Particulars};
use ruling::name::Symbol;

use crate::figure::{Bar, Pair, line, middle};
use crate::it::world::{START, World};

/// How much is measured.
struct Size {
    base: u64,
    small: u64,
    rounds: usize,
    /// Pages of a round.
    pages: usize,
}

const FULL: Size = Size {
    base: 1_000_000,
    small: 10_000,
    rounds: 5,
    pages: 200,
};

const QUICK: Size = Size {
    base: 10_000,
    small: 1_000,
    rounds: 3,
    pages: 20,
};

/// So many parts are registered, half a day after one another: the last thirty days are protected.
const PARTS: u64 = 100;
const HALF_DAY: i64 = 12 * 3600;
/// Commands waiting for the writer at once.
const CHUNK: usize = 4_000;
/// What people still call at once.
const PAGE_MILLIS: f64 = 100.0;
/// Lines of a page.
const PAGE_LINES: usize = 20;
/// A page of the large company beside one of the small: caches are colder and trees deeper. With a hundred times as
/// many, anything that reads them all would take a hundred times as long.
const GROWTH_MAX: f64 = 3.0;

const SELLERS: [&str; 3] = ["张弛", "王蕾", "李想"];
const SURNAMES: [&str; 8] = ["王", "李", "张", "刘", "陈", "杨", "黄", "赵"];
const LETTERS: [&str; 12] = [
    "安", "昌", "德", "恩", "丰", "海", "嘉", "康", "明", "宁", "荣", "远",
];

/// A company with so many customers, all of 江岸店.
struct Company {
    world: World,
    manager: Actor,
    seller: Actor,
    /// Registered in a second, lists kept up with a hundred times.
    filled: f64,
}

impl Company {
    fn with(count: u64) -> Company {
        let world = World::new(None);
        let start = Clock::now();
        for part in 0..PARTS {
            let numbers = part * count / PARTS..(part + 1) * count / PARTS;
            let commands: Vec<_> = numbers.map(|number| registration(&world, number)).collect();
            for chunk in commands.chunks(CHUNK) {
                let done = world.desk().ledger().carry_out_all(chunk.to_vec());
                for one in done.expect("a writer") {
                    one.expect("a registration");
                }
            }
            world.pass(HALF_DAY);
            // Somebody looks at the list; and what the program does every ten minutes: people are told what is due soon,
            // and lists are kept up with.
            let manager = world.actor("sunyue");
            page(&world, &manager, &of_store(&world));
            world.desk().remind().expect("a reminder");
        }
        let filled = count as f64 / start.elapsed().as_secs_f64();
        Company {
            manager: world.actor("sunyue"),
            seller: world.actor("zhangchi"),
            world,
            filled,
        }
    }

    /// Milliseconds of each of so many pages that follow one another.
    fn times(&self, asked: &Asked, pages: usize) -> Vec<f64> {
        let actor = match asked.whose {
            By::Manager => &self.manager,
            By::Seller => &self.seller,
        };
        let first = (asked.query)(self);
        let mut query = first;
        let is_full = page(&self.world, actor, &first).lines.len() == PAGE_LINES;
        assert!(is_full, "{}: a list of less than a page", asked.name);
        let mut times = Vec::new();
        while times.len() < pages {
            let start = Clock::now();
            let page = page(&self.world, actor, &query);
            times.push(start.elapsed().as_secs_f64() * 1e3);
            query.after = page.next.or(first.after);
        }
        times
    }
}

fn page(world: &World, actor: &Actor, query: &CustomerQuery) -> CustomerPage {
    let page = world.desk().customers(actor, query).expect("a page");
    std::hint::black_box(page)
}

fn of_store(world: &World) -> CustomerQuery {
    CustomerQuery {
        whose: Whose::Unit(world.unit("江岸店")),
        ..CustomerQuery::default()
    }
}

/// A customer comes with a salesperson and is registered.
fn registration(world: &World, number: u64) -> (Command, Vec<u8>) {
    let place = |letters: &[&str], number: u64| {
        letters[usize::try_from(number).expect("64 bits") % letters.len()].to_owned()
    };
    let mixed = number.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let name = place(&SURNAMES, mixed >> 20)
        + &place(&LETTERS, mixed >> 30)
        + &place(&LETTERS, mixed >> 40);
    // In no order, and none twice below a thousand million.
    let phone = format!(
        "13{:09}",
        number * 387_420_489 % 1_000_000_007 % 1_000_000_000
    );
    let seller = world.staff(&place(&SELLERS, number));
    let names = &world.desk().ledger().packs().expect("a ledger").names;
    let given = ["name", "phone"].map(|name| names.find(name));
    let fact = |kind, given: &[Symbol]| Fact {
        seq: 0,
        kind,
        answer: Answer::None,
        what: Symbol::NONE,
        actor: Some(seller),
        person: Some(seller),
        of: None,
        occurred: world.now(),
        recorded: world.now(),
        counts_at: world.now(),
        particulars: Some(Box::new(Particulars {
            given: given.iter().copied().collect(),
            ..Particulars::default()
        })),
    };
    let new = NewFact {
        before: vec![fact(FactKind::Visited, &[])],
        fact: fact(FactKind::Registered, &given),
        about: About::Customer,
        fields: Personal::new([("name".to_owned(), name), ("phone".to_owned(), phone)]),
    };
    let key = format!("customer {number}").into_bytes();
    (Command::Record(Box::new(new)), key)
}

/// Whose list.
enum By {
    Manager,
    Seller,
}

/// A list that people open.
struct Asked {
    name: &'static str,
    whose: By,
    query: fn(&Company) -> CustomerQuery,
}

/// The middle of all time in which customers were registered.
fn half_way() -> Instant {
    Instant::from_seconds(START + HALF_DAY * (PARTS / 2).cast_signed())
}

const ASKED: [Asked; 7] = [
    Asked {
        name: "newest first",
        whose: By::Manager,
        query: |company| of_store(&company.world),
    },
    Asked {
        name: "newest first, from the middle on",
        whose: By::Manager,
        query: |company| CustomerQuery {
            after: Some(Place {
                at: half_way(),
                case: u64::MAX >> 1,
            }),
            ..of_store(&company.world)
        },
    },
    Asked {
        name: "what ends first",
        whose: By::Manager,
        query: |company| CustomerQuery {
            sort: Sort::Ending,
            ..of_store(&company.world)
        },
    },
    Asked {
        name: "of one week",
        whose: By::Manager,
        query: |company| CustomerQuery {
            from: Some(half_way()),
            until: Some(half_way().plus_seconds(14 * HALF_DAY)),
            ..of_store(&company.world)
        },
    },
    Asked {
        name: "of one holder",
        whose: By::Manager,
        query: |company| CustomerQuery {
            holder: Some(company.world.staff("李想")),
            ..of_store(&company.world)
        },
    },
    Asked {
        name: "held, closed to others",
        whose: By::Manager,
        query: |company| CustomerQuery {
            state: Some(State::Provisional),
            mode: Some(Mode::Forbid),
            ..of_store(&company.world)
        },
    },
    Asked {
        name: "one's own",
        whose: By::Seller,
        query: |_| CustomerQuery::default(),
    },
];

fn share(times: &mut [f64], share: f64) -> f64 {
    times.sort_by(f64::total_cmp);
    times[((times.len() as f64 * share) as usize).min(times.len() - 1)]
}

fn main() {
    let quick = std::env::args().any(|word| word == "--quick");
    let size = if quick { QUICK } else { FULL };
    let (small, full) = (Company::with(size.small), Company::with(size.base));
    let filled = Pair(full.filled, small.filled);
    let beside = format!("the same of {}", size.small);
    let name = format!("{} customers registered, lists kept up with", size.base);
    line(&name, "rows/s", &beside, filled, &Bar::AtLeast(0.4));
    for asked in &ASKED {
        let mut all = Vec::new();
        let rounds = (0..size.rounds).map(|_| {
            let mut mine = full.times(asked, size.pages);
            let mut theirs = small.times(asked, size.pages);
            let pair = Pair(share(&mut mine, 0.5), share(&mut theirs, 0.5));
            all.extend(mine);
            pair
        });
        let pair = middle(rounds.collect());
        let name = format!("a page of {} customers, {}, p50", size.base, asked.name);
        line(&name, "ms", &beside, pair, &Bar::AtMost(GROWTH_MAX));
        let name = format!("a page of {} customers, {}, p99", size.base, asked.name);
        let p99 = Pair(share(&mut all, 0.99), PAGE_MILLIS);
        line(&name, "ms", "limit", p99, &Bar::AtMost(1.0));
    }
}
