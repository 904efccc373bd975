use std::sync::Arc;

use super::{Scenario, run};
use crate::calendar::Workdays;
use crate::language::Language;
use crate::policy::problem::SourceFile;
use crate::policy::{PackSource, Packs};

const TINY: &str = "../../tests/data/tiny/";

fn packs() -> Packs {
    let source = PackSource {
        pack_path: "pack.toml",
        pack: include_str!("../../tests/data/tiny/pack.toml"),
        regulation_path: "regulation.md",
        regulation: include_str!("../../tests/data/tiny/regulation.md"),
    };
    Packs::load(&[source], Arc::new(Workdays::state_council().clone()))
        .unwrap_or_else(|problems| panic!("{TINY}: {}", messages(&problems)))
}

fn messages(problems: &[crate::policy::problem::Problem]) -> String {
    let lines: Vec<_> = problems
        .iter()
        .map(|problem| problem.message(Language::English))
        .collect();
    lines.join("\n")
}

fn parse(text: &str) -> Result<Scenario, String> {
    let file = SourceFile {
        path: "s.toml",
        text,
    };
    Scenario::parse(file, &packs()).map_err(|problems| messages(&problems))
}

/// What running says; empty if everything expected came out.
fn misses(text: &str) -> String {
    let scenario = parse(text).unwrap_or_else(|problems| panic!("{problems}"));
    run(&scenario, &packs()).message(Language::English)
}

#[test]
fn a_scenario_of_every_kind_of_expectation_passes() {
    let text =
        include_str!("../../tests/data/tiny/scenarios/1-2-second-registration-collides.toml");
    assert_eq!(misses(text), "");
}
