//! Times the judgment against a hand-written fold for the same rule, in turns within one run.
//!
//! Values are per second of this thread's CPU time. `--quick` is the size for CI.
//! Every pack in `policies/` is compared; the heaviest is printed.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::disallowed_methods,
    clippy::disallowed_macros,
    reason = "a bench reads the clock and files, prints, and stops at the first surprise"
)]

#[path = "judge/cases.rs"]
mod cases;
#[path = "judge/figure.rs"]
mod figure;
#[path = "judge/hand.rs"]
mod hand;

use std::path::Path;
use std::sync::Arc;

use ruling::calendar::{Workdays, Zone};
use ruling::case::CaseFile;
use ruling::company::Company;
use ruling::fold::Workspace;
use ruling::judge::judge_into;
use ruling::policy::{PackSource, Packs};
use ruling::ruling::Ruling;
use rustix::time::{ClockId, clock_gettime};

use figure::{Bar, Pair, line, middle};

/// Nanoseconds this thread has spent on a processor: what others do on the machine meanwhile counts little.
fn cpu_nanos() -> i64 {
    let spent = clock_gettime(ClockId::ThreadCPUTime);
    spent.tv_sec * 1_000_000_000 + spent.tv_nsec
}

fn load(pack: &str, regulation: &str) -> Packs {
    let source = PackSource {
        pack_path: "pack.toml",
        pack,
        regulation_path: "regulation.md",
        regulation,
    };
    let workdays = Arc::new(Workdays::state_council().clone());
    Packs::load(&[source], workdays).unwrap_or_else(|problems| panic!("{problems:#?}"))
}

/// One side of a comparison: how a case is judged, and which ones are.
struct Side<'a, F> {
    cases: &'a [CaseFile],
    judge: F,
}

fn judged<'a>(
    packs: &'a Packs,
    company: &'a Company,
    cases: &'a [CaseFile],
) -> Side<'a, impl FnMut(&[CaseFile]) + 'a> {
    let (mut memory, mut out) = (Workspace::default(), Ruling::empty());
    let at = cases::judged_at();
    let judge = move |cases: &[CaseFile]| {
        for case in cases {
            judge_into(&mut memory, case, company, packs, at, at, &mut out);
            std::hint::black_box(&out);
        }
    };
    Side { cases, judge }
}

fn folded(cases: &[CaseFile]) -> Side<'_, impl FnMut(&[CaseFile])> {
    let (zone, at) = (Zone::shanghai(), cases::judged_at());
    let judge = move |cases: &[CaseFile]| {
        for case in cases {
            std::hint::black_box(hand::judge(case, &zone, at));
        }
    };
    Side { cases, judge }
}

impl<F: FnMut(&[CaseFile])> Side<'_, F> {
    /// Facts of a case.
    fn length(&self) -> f64 {
        self.cases.first().map_or(0, |case| case.facts().len()) as f64
    }

    /// Cases per CPU second: all of them, as often as a stretch takes.
    fn rate(&mut self, stretch_nanos: i64) -> f64 {
        let start = cpu_nanos();
        let mut done = 0;
        loop {
            (self.judge)(self.cases);
            done += self.cases.len();
            let spent = cpu_nanos() - start;
            if spent >= stretch_nanos {
                return done as f64 * 1e9 / spent as f64;
            }
        }
    }
}

/// How much is measured.
struct Size {
    cases: usize,
    rounds: usize,
    stretch_nanos: i64,
}

const FULL: Size = Size {
    cases: 100_000,
    rounds: 9,
    stretch_nanos: 200_000_000,
};

/// For continuous integration: fewer cases in more, shorter rounds.
const QUICK: Size = Size {
    cases: 5_000,
    rounds: 15,
    stretch_nanos: 20_000_000,
};

/// Both sides in turns; the round in the middle.
fn compare(
    size: &Size,
    one: &mut Side<'_, impl FnMut(&[CaseFile])>,
    other: &mut Side<'_, impl FnMut(&[CaseFile])>,
) -> Pair {
    let round = |_| Pair(one.rate(size.stretch_nanos), other.rate(size.stretch_nanos));
    middle((0..size.rounds).map(round).collect())
}

const BY_HAND: &str = "hand-written fold";

fn main() {
    let quick = std::env::args().any(|argument| argument == "--quick");
    let size = if quick { QUICK } else { FULL };
    let company = cases::company();
    let packs = load(cases::PACK, cases::REGULATION);
    let short = cases::generate(size.cases, 20, 1);
    for case in short.iter().take(2_000) {
        hand::check(
            case,
            &company,
            &packs,
            &Zone::shanghai(),
            cases::judged_at(),
        );
    }
    let mut by_hand = folded(&short);
    let mut ours = judged(&packs, &company, &short);
    let pair = compare(&size, &mut ours, &mut by_hand);
    let bar = Bar::AtLeast(1.0 / 8.0);
    line("explained ruling, 20 facts", "cases/s", BY_HAND, pair, &bar);

    let long = cases::generate((size.cases / 1_000).max(20), 2_000, 2);
    let mut ours_long = judged(&packs, &company, &long);
    let Pair(long_rate, short_rate) = compare(&size, &mut ours_long, &mut ours);
    let nanos_per_fact = Pair(
        1e9 / (long_rate * ours_long.length()),
        1e9 / (short_rate * ours.length()),
    );
    line(
        "a fact in a case of 2000",
        "ns",
        "a fact in a case of 20",
        nanos_per_fact,
        &Bar::AtMost(1.2),
    );
    heaviest(&size, &company, &mut by_hand);
}

/// The slowest of the packs in `policies/`, on cases of 20 facts of every kind it may meet.
fn heaviest(size: &Size, company: &Company, by_hand: &mut Side<'_, impl FnMut(&[CaseFile])>) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies");
    let mut slowest: Option<(Pair, String)> = None;
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let read = |name: &str| std::fs::read_to_string(entry.path().join(name));
        let (Ok(pack), Ok(regulation)) = (read("pack.toml"), read("regulation.md")) else {
            continue;
        };
        let packs = load(&pack, &regulation);
        let cases = cases::generate_busy(&packs, size.cases, 20);
        let pair = compare(size, &mut judged(&packs, company, &cases), by_hand);
        if slowest
            .as_ref()
            .is_none_or(|(known, _)| pair.ratio() < known.ratio())
        {
            slowest = Some((pair, entry.file_name().to_string_lossy().into_owned()));
        }
    }
    if let Some((pair, name)) = slowest {
        let name = format!("heaviest pack ({name}), 20 facts");
        line(&name, "cases/s", BY_HAND, pair, &Bar::AtLeast(1.0 / 20.0));
    }
}
