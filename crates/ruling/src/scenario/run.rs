//! Running a scenario and saying readably what differs.

use super::{Door, Scenario};
use super::{acts, check};
use crate::judge::judge;
use crate::language::Language;
use crate::policy::Packs;

/// One expectation that was not met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Miss {
    /// Line of the scenario's file.
    pub line: usize,
    /// The instant as written.
    pub at: String,
    /// Which expectation, by key.
    pub key: &'static str,
    /// What was expected, as written.
    pub expected: String,
    /// What came out, in the same words.
    pub got: String,
}

/// How a scenario came out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// Path of its file.
    pub path: String,
    /// Its title.
    pub title: String,
    /// Whether it was passed over, because only the desk can show it.
    pub passed_over: bool,
    /// How many expectations were compared.
    pub checked: usize,
    /// What differs.
    pub misses: Vec<Miss>,
}

impl Outcome {
    /// Whether everything expected came out.
    pub fn passed(&self) -> bool {
        self.misses.is_empty()
    }

    /// The misses for the reader; empty if there are none.
    pub fn message(&self, language: Language) -> String {
        if self.passed() {
            return String::new();
        }
        let (expected, got) = language.pick(("应为", "实为"), ("expected", "got     "));
        let mut text = format!("{}: {}\n", self.path, self.title);
        for miss in &self.misses {
            text.push_str(&format!(
                "  {}:{} {} {}\n    {expected} {}\n    {got} {}\n",
                self.path, miss.line, miss.at, miss.key, miss.expected, miss.got
            ));
        }
        text
    }
}

/// Judges the scenario at each instant it names and compares.
pub fn run(scenario: &Scenario, packs: &Packs) -> Outcome {
    let mut outcome = Outcome {
        path: scenario.path.clone(),
        title: scenario.title.clone(),
        passed_over: scenario.door == Door::Desk,
        checked: 0,
        misses: Vec::new(),
    };
    if outcome.passed_over {
        return outcome;
    }
    for expectation in &scenario.expectations {
        let ruling = judge(
            &scenario.case_of(expectation, packs),
            &scenario.company,
            packs,
            expectation.at,
            expectation.known,
        );
        outcome.checked += expectation.wanted.len();
        outcome
            .misses
            .extend(check::ruling(scenario, packs, expectation, &ruling));
    }
    let permits = scenario.permits.iter();
    let repairs = scenario.what_ifs.iter();
    outcome.checked += permits.len() + repairs.len();
    outcome
        .misses
        .extend(permits.filter_map(|wanted| acts::permit(scenario, packs, wanted)));
    outcome
        .misses
        .extend(repairs.filter_map(|wanted| acts::repair(scenario, packs, wanted)));
    outcome
}
