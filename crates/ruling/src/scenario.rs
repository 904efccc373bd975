//! Scenarios: who, company facts, facts one per line, and what the ruling is expected to be.
//!
//! A scenario is a test of a pack that a person who is not a programmer can write and read. The
//! format is documented in `docs/formats/scenario.md`.

mod acts;
mod case_key;
mod check;
mod parties;
mod read;
mod run;
mod show;
mod wanted;

#[cfg(test)]
mod tests;

pub use parties::PartyWords;
pub use run::{Miss, Outcome, run};
pub use show::{mode_word, pending_word, standing_word, state_word};
pub use wanted::{
    ClaimWanted, CreditWanted, Expectation, ObligationWanted, PermitAnswer, PermitWanted,
    RefusalWanted, SegmentWanted, StandingWanted, ViolationWanted, Wanted, WhatIfWanted,
};

use crate::calendar::Zone;
use crate::case::CaseFile;
use crate::company::Company;
use crate::fact_file::{Intern, People};
use crate::policy::Packs;
use crate::policy::problem::{Problem, SourceFile};

/// Where a scenario can be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Door {
    /// By the ruling itself.
    #[default]
    Ruling,
    /// Only by the desk: a window on a screen, a delivered list.
    Desk,
}

/// A scenario as read: the case, the company and what is expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scenario {
    /// Path of its file.
    pub path: String,
    /// What happens, in a sentence.
    pub title: String,
    /// Clauses it shows, by number.
    pub clauses: Vec<String>,
    /// Number of the worked example it is, where it is one.
    pub example: Option<u32>,
    /// Where it can be shown.
    pub door: Door,
    /// The facts.
    pub case: CaseFile,
    /// The company file.
    pub company: Company,
    /// Names of staff and units.
    pub people: People,
    /// Values behind references.
    pub intern: Intern,
    /// Year of times written without one.
    pub year: i32,
    /// Zone that times are written in.
    pub zone: Zone,
    /// Rulings expected.
    pub expectations: Vec<Expectation>,
    /// Permissions expected.
    pub permits: Vec<PermitWanted>,
    /// Repairs expected.
    pub what_ifs: Vec<WhatIfWanted>,
}

impl Scenario {
    /// The case that an expectation is about.
    pub fn case_of(&self, expectation: &Expectation, packs: &Packs) -> CaseFile {
        self.case.narrowed(expectation.key, packs, &self.company)
    }

    /// Reads a scenario to be judged by these packs.
    ///
    /// # Errors
    /// All problems at once, each with its place.
    pub fn parse(file: SourceFile<'_>, packs: &Packs) -> Result<Scenario, Vec<Problem>> {
        read::scenario(file, packs)
    }

    /// The earlier versions of the pack that a scenario names, oldest first, as paths relative to it.
    /// They must be known before its packs, and thus the rest of it, can be read.
    pub fn versions_named(text: &str) -> Vec<String> {
        read::versions_named(text)
    }
}
