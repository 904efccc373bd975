//! Once its memory has grown to the size of the cases, a judgment takes nothing from the heap.

#[path = "../../benches/judge/cases.rs"]
mod cases;

use std::path::Path;
use std::sync::Arc;

use allocation_counter::measure;
use ruling::calendar::Workdays;
use ruling::case::CaseFile;
use ruling::fold::Workspace;
use ruling::judge::judge_into;
use ruling::policy::{PackSource, Packs};
use ruling::ruling::Ruling;

use crate::files;

fn load(pack: &str, regulation: &str) -> Packs {
    let source = PackSource {
        pack_path: "pack.toml",
        pack,
        regulation_path: "regulation.md",
        regulation,
    };
    Packs::load(&[source], Arc::new(Workdays::state_council().clone())).unwrap()
}

fn pack_in(folder: &Path) -> Packs {
    let text = |name: &str| files::text(&folder.join(name));
    load(&text("pack.toml"), &text("regulation.md"))
}

/// Judges all cases once to warm the memory, then again counting, and wants no allocation.
fn check(packs: &Packs, cases: &[CaseFile]) {
    let company = cases::company();
    let at = cases::judged_at();
    let (mut memory, mut out) = (Workspace::default(), Ruling::empty());
    let mut findings = 0;
    let mut judge_all = || {
        for case in cases {
            // In the midst of it too: then more is still to come, which the ruling foresees.
            let facts = case.facts();
            let midst = facts.get(facts.len() / 2).map_or(at, |fact| fact.recorded);
            for at in [midst, at] {
                judge_into(&mut memory, case, &company, packs, at, at, &mut out);
                findings += out.findings.len();
            }
        }
    };
    let cold = measure(&mut judge_all);
    let warm = measure(&mut judge_all);
    let length = cases.first().map_or(0, |case| case.facts().len());
    let name = &packs.versions()[0].name;
    assert!(cold.count_total > 0, "the counter does not count");
    assert!(findings > 0, "{name}: nothing was judged");
    assert_eq!(
        warm.count_total, 0,
        "{name}: a warm judgment of {length} facts allocates; every buffer of the fold belongs in Workspace or Ruling"
    );
}

#[test]
fn allocations_of_a_warm_judgment_are_none_in_the_rule_of_the_bench() {
    let packs = load(cases::PACK, cases::REGULATION);
    check(&packs, &cases::generate(200, 20, 3));
    check(&packs, &cases::generate(2, 2_000, 4));
}

#[test]
fn allocations_of_a_warm_judgment_are_none_in_every_pack() {
    let folders: Vec<_> = files::entries(&files::project().join("policies"))
        .into_iter()
        .filter(|path| path.join("pack.toml").is_file())
        .collect();
    assert!(!folders.is_empty(), "there is no pack to judge by");
    for folder in folders {
        let packs = pack_in(&folder);
        check(&packs, &cases::generate_busy(&packs, 200, 20));
        check(&packs, &cases::generate_busy(&packs, 1, 2_000));
    }
}
