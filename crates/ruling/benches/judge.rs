//! Times the judgment against a hand-written fold for the same rule, in turns within one run.
//!
//! Prints one tab-separated line per figure: name, value, unit, reference, reference value, ratio, bar,
//! `held` or `short`. Values are per second of this thread's CPU time. `--quick` is the size for CI.

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
#[path = "judge/hand.rs"]
mod hand;

use std::path::Path;
use std::sync::Arc;

use ruling::calendar::{Instant, Workdays};
use ruling::case::CaseFile;
use ruling::company::Company;
use ruling::fold::Workspace;
use ruling::judge::judge_into;
use ruling::policy::{PackSource, Packs};
use ruling::ruling::Ruling;

/// Nanoseconds this thread has spent on a processor.
fn cpu_nanos() -> u64 {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat")
        .expect("Linux tells a thread's CPU time");
    text.split(' ')
        .next()
        .and_then(|nanos| nanos.parse().ok())
        .expect("the first field is nanoseconds")
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

struct Judged<'a> {
    packs: &'a Packs,
    company: &'a Company,
    cases: &'a [CaseFile],
    at: Instant,
}

/// Shortest stretch measured: the kernel counts a thread's time in steps of a few milliseconds.
const STRETCH: std::time::Duration = std::time::Duration::from_millis(400);

/// How often per CPU second something happens that one call does `times` times.
fn rate(times: usize, mut call: impl FnMut()) -> f64 {
    let (clock, start) = (std::time::Instant::now(), cpu_nanos());
    let mut done = 0;
    while clock.elapsed() < STRETCH {
        call();
        done += times;
    }
    done as f64 * 1e9 / (cpu_nanos() - start).max(1) as f64
}

impl Judged<'_> {
    /// Cases judged per CPU second.
    fn rate(&self, memory: &mut Workspace, out: &mut Ruling) -> f64 {
        rate(self.cases.len(), || {
            for case in self.cases {
                judge_into(
                    memory,
                    case,
                    self.company,
                    self.packs,
                    self.at,
                    self.at,
                    out,
                );
                std::hint::black_box(&out);
            }
        })
    }
}

fn fold_rate(cases: &[CaseFile], zone: &ruling::calendar::Zone, at: Instant) -> f64 {
    rate(cases.len(), || {
        for case in cases {
            std::hint::black_box(hand::judge(case, zone, at));
        }
    })
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn line(
    name: &str,
    value: f64,
    unit: &str,
    reference: &str,
    reference_value: f64,
    bar: f64,
    at_least: bool,
) {
    let ratio = value / reference_value;
    let held = if at_least { ratio >= bar } else { ratio <= bar };
    let verdict = if held { "held" } else { "short" };
    println!(
        "{name}\t{value:.0}\t{unit}\t{reference}\t{reference_value:.0}\t{ratio:.3}\t{bar}\t{verdict}"
    );
}

fn main() {
    let quick = std::env::args().any(|argument| argument == "--quick");
    let (count, rounds) = if quick { (5_000, 3) } else { (100_000, 7) };
    let company = cases::company();
    let packs = load(cases::PACK, cases::REGULATION);
    let zone = ruling::calendar::Zone::shanghai();
    let short = cases::generate(count, 20, 1);
    let at = cases::judged_at();
    for case in short.iter().take(2_000) {
        hand::check(case, &company, &packs, &zone, at);
    }
    let long = cases::generate((count / 1_000).max(20), 2_000, 2);
    let mut memory = Workspace::default();
    let mut out = Ruling::empty();
    let ours = Judged {
        packs: &packs,
        company: &company,
        cases: &short,
        at,
    };
    let ours_long = Judged {
        packs: &packs,
        company: &company,
        cases: &long,
        at,
    };
    let (mut judged, mut folded, mut stretched) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..rounds {
        judged.push(ours.rate(&mut memory, &mut out));
        folded.push(fold_rate(&short, &zone, at));
        stretched.push(2_000.0 * ours_long.rate(&mut memory, &mut out));
    }
    let (judged, folded, stretched) = (median(judged), median(folded), median(stretched));
    line(
        "explained ruling, 20 facts",
        judged,
        "cases/s",
        "hand-written fold",
        folded,
        1.0 / 8.0,
        true,
    );
    let (per_fact, per_fact_long) = (1e9 / (judged * 20.0), 1e9 / stretched);
    line(
        "a fact in a case of 2000",
        per_fact_long,
        "ns",
        "a fact in a case of 20",
        per_fact,
        1.2,
        false,
    );
    heaviest(&company, folded, count / 5, rounds);
}

/// The slowest of the packs in `policies/`, on cases of 20 facts of every kind it may meet.
fn heaviest(company: &Company, folded: f64, count: usize, rounds: usize) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies");
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    let mut slowest: Option<(f64, String)> = None;
    for entry in entries.flatten() {
        let read = |name: &str| std::fs::read_to_string(entry.path().join(name));
        let (Ok(pack), Ok(regulation)) = (read("pack.toml"), read("regulation.md")) else {
            continue;
        };
        let packs = load(&pack, &regulation);
        let cases = cases::generate_busy(&packs, count, 20);
        let (mut memory, mut out) = (Workspace::default(), Ruling::empty());
        let judged = Judged {
            packs: &packs,
            company,
            cases: &cases,
            at: cases::judged_at(),
        };
        let rates = (0..rounds)
            .map(|_| judged.rate(&mut memory, &mut out))
            .collect();
        let rate = median(rates);
        if slowest.as_ref().is_none_or(|(known, _)| rate < *known) {
            slowest = Some((rate, entry.file_name().to_string_lossy().into_owned()));
        }
    }
    if let Some((rate, name)) = slowest {
        line(
            &format!("heaviest pack ({name}), 20 facts"),
            rate,
            "cases/s",
            "hand-written fold",
            folded,
            1.0 / 20.0,
            true,
        );
    }
}
