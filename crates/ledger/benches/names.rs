//! Similar company names among sealed ones: how often the right one is found, how fast, in how much memory.
//!
//! Prints one tab-separated line per figure: name, value, unit, reference, reference value, ratio, bar,
//! `held` or `short`. The reference is what the bar is: a full-text engine on readable names (tantivy) was
//! measured once at 0.4 ms, 3–4 ms and 0.998. `--quick` is the size for continuous integration.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a bench reads the clock, prints, and stops at the first surprise"
)]

#[path = "names/invented.rs"]
mod invented;

use std::time::{Duration, Instant};

use invented::{Dice, Invented};
use ledger::names::{NameIndex, NameTokens, SealedName};
use ledger::privacy::blind_index::Tagger;
use ledger::privacy::keys::Secret;
use ruling::identity::company_name::CompanyName;

/// Names among which is looked, and questions of each kind.
struct Size {
    names: usize,
    questions: usize,
}

const FULL: Size = Size {
    names: 1_000_000,
    questions: 5_000,
};
const QUICK: Size = Size {
    names: 10_000,
    questions: 500,
};

/// The right one has to be among so many.
const FIRST: usize = 10;

type Typed = fn(&Invented, &mut Dice) -> String;

const KINDS: [(&str, Typed); 4] = [
    ("city left out", |name, _| name.city_left_out()),
    ("市 added", |name, _| name.city_said_fully()),
    ("one character wrong", |name, dice| name.one_wrong(dice)),
    ("trade cut short", |name, _| name.trade_cut_short()),
];

fn main() {
    let size = match std::env::args().any(|argument| argument == "--quick") {
        true => QUICK,
        false => FULL,
    };
    let mut dice = Dice(20_261_127);
    let names = invented::companies(size.names, &mut dice);
    let tagger = Tagger::new(&Secret::new([7; 32]), 1);
    let mut index = NameIndex::default();
    let start = Instant::now();
    for (seq, name) in (1..).zip(&names) {
        let found_by = tokens(&name.full(), &tagger);
        index.add(seq.into(), &SealedName { seq, found_by });
    }
    let added = size.names as f64 / start.elapsed().as_secs_f64();
    print(
        "names/added",
        added,
        "per second, tokens and all",
        10_000.0,
        Bar::AtLeast,
    );
    let mut all = Vec::new();
    let mut found_of_all = 0;
    for (kind, typed) in KINDS {
        let mut found = 0;
        for _ in 0..size.questions {
            let number = dice.below(names.len());
            let question = typed(&names[number], &mut dice);
            let start = Instant::now();
            let like = index.like(&tokens(&question, &tagger), FIRST);
            all.push(start.elapsed());
            found += usize::from(like.iter().any(|name| name.seq as usize == number + 1));
        }
        found_of_all += found;
        let share = found as f64 / size.questions as f64;
        print(
            &format!("names/recall at 10, {kind}"),
            share,
            "share",
            0.99,
            Bar::AtLeast,
        );
    }
    let share = found_of_all as f64 / all.len() as f64;
    print("names/recall at 10", share, "share", 0.99, Bar::AtLeast);
    all.sort_unstable();
    print(
        "names/p50",
        milliseconds(all[all.len() / 2]),
        "ms",
        1.2,
        Bar::AtMost,
    );
    print(
        "names/p99",
        milliseconds(all[all.len() * 99 / 100]),
        "ms",
        6.0,
        Bar::AtMost,
    );
    let megabytes = index.bytes() as f64 / 1e6;
    print("names/memory", megabytes, "MB", 140.0, Bar::AtMost);
}

fn tokens(text: &str, tagger: &Tagger) -> NameTokens {
    let name = CompanyName::parse(text).unwrap_or_else(|problem| panic!("{text}: {problem:?}"));
    NameTokens::new(&name, tagger)
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

enum Bar {
    AtLeast,
    AtMost,
}

fn print(name: &str, value: f64, unit: &str, reference: f64, bar: Bar) {
    let ratio = value / reference;
    let (bar, is_held) = match bar {
        Bar::AtLeast => (">= 1", ratio >= 1.0),
        Bar::AtMost => ("<= 1", ratio <= 1.0),
    };
    let held = if is_held { "held" } else { "short" };
    println!("{name}\t{value:.3}\t{unit}\tbar\t{reference}\t{ratio:.3}\t{bar}\t{held}");
}
