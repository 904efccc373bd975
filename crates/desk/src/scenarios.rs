//! What a clause does, shown by examples. They come with the program for the regulations that do; a company that
//! changed a rule of one has none: what they tell might no longer be so.

use std::sync::Arc;

use ruling::calendar::Workdays;
use ruling::case::CaseFile;
use ruling::explain::{InWords, explain};
use ruling::judge::judge;
use ruling::language::Language;
use ruling::policy::problem::{SourceFile, Text};
use ruling::policy::{PackSource, Packs};
use ruling::scenario::Scenario;

use crate::permission::{Target, deed};
use crate::{Actor, Desk, Refusal};

include!(concat!(env!("OUT_DIR"), "/scenarios.rs"));

/// An invented case that shows what a clause does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScenarioSheet {
    /// What it is about.
    pub title: String,
    /// What happens, one line for each fact.
    pub facts: Vec<Text>,
    /// The answers, each with the moment it is given for.
    pub answers: Vec<(Text, Text)>,
}

/// The examples of one pack, by the text that its rules have.
pub(crate) struct Examples {
    packs: Packs,
    scenarios: Vec<Scenario>,
}

impl Examples {
    /// Those for a pack of this text; none if it is not exactly one of those that come with the program.
    pub(crate) fn of(pack: &str, regulation: &str) -> Option<Examples> {
        let mut built_in = BUILT_IN.iter();
        let (_, files) = built_in.find(|(known, _)| *known == pack)?;
        let source = PackSource {
            pack_path: "pack.toml",
            pack,
            regulation_path: "regulation.md",
            regulation,
        };
        let workdays = Arc::new(Workdays::state_council().clone());
        let packs = Packs::load(&[source], workdays).ok()?;
        let scenarios = files.iter().filter_map(|(path, text)| {
            let is_of_one_version = Scenario::versions_named(text).is_empty();
            let file = SourceFile { path, text };
            let scenario = Scenario::parse(file, &packs).ok();
            scenario.filter(|_| is_of_one_version)
        });
        Some(Examples {
            scenarios: scenarios.collect(),
            packs,
        })
    }

    /// How many show a clause.
    pub(crate) fn count(&self, clause: &str) -> usize {
        self.showing(clause).count()
    }

    fn showing<'a>(&'a self, clause: &'a str) -> impl Iterator<Item = &'a Scenario> {
        let all = self.scenarios.iter();
        all.filter(move |scenario| scenario.clauses.iter().any(|number| number == clause))
    }

    fn told(&self, scenario: &Scenario) -> ScenarioSheet {
        let directory = scenario.people.directory();
        let both = |told: &dyn Fn(Language) -> String| {
            Text::new(told(Language::Chinese), told(Language::English))
        };
        let last = scenario.expectations.last().map(|expected| expected.at);
        let whole: &CaseFile = &scenario.case;
        let facts = whole.facts().iter().map(|fact| {
            both(&|language| {
                let at = last.unwrap_or(fact.recorded);
                InWords::new(&self.packs, whole, &directory, language, at).fact(fact)
            })
        });
        let mut answers: Vec<(Text, Text)> = Vec::new();
        for expected in &scenario.expectations {
            let case = scenario.case_of(expected, &self.packs);
            let company = &scenario.company;
            let ruling = judge(&case, company, &self.packs, expected.at, expected.known);
            let headline = both(&|language| {
                explain(&ruling, &self.packs, &case, &directory, language).headline
            });
            let moment = both(&|language| {
                InWords::new(&self.packs, &case, &directory, language, expected.at)
                    .moment(expected.at)
            });
            // What is expected of one ruling may be spread over several tables.
            if answers.last() != Some(&(moment.clone(), headline.clone())) {
                answers.push((moment, headline));
            }
        }
        ScenarioSheet {
            title: scenario.title.clone(),
            facts: facts.collect(),
            answers,
        }
    }
}

impl Desk {
    /// The examples of a clause of the regulation in force for an actor's unit; none where the company changed
    /// a rule of it.
    ///
    /// # Errors
    /// The actor reads no regulation, or it has no such clause.
    pub fn scenarios(&self, actor: &Actor, clause: &str) -> Result<Vec<ScenarioSheet>, Refusal> {
        actor.may::<deed::SeeRegulation>(Target::Anything)?;
        let regulations = self.ledger.regulations()?;
        let domain = self.ledger.domain_of(actor.unit, actor.now)?;
        let packs = regulations.packs(domain);
        let version = packs.in_force(actor.now);
        let policy = packs.version(version).ok_or(Refusal::NotFound)?;
        let mut clauses = policy.clauses.iter();
        clauses
            .find(|known| known.number == clause)
            .ok_or(Refusal::NotFound)?;
        let texts = regulations.texts(domain).get(usize::from(version.0));
        let (pack, regulation) = texts.ok_or(Refusal::NotFound)?;
        let Some(examples) = Examples::of(pack, regulation) else {
            return Ok(Vec::new());
        };
        Ok(examples
            .showing(clause)
            .map(|one| examples.told(one))
            .collect())
    }
}
