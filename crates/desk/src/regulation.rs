//! The regulation as its readers know it, with what executes each clause.

use std::collections::BTreeSet;

use ruling::calendar::Instant;
use ruling::language::Language;
use ruling::policy::problem::Text;
use ruling::rules::reference;

use crate::account::token::hex;
use crate::permission::{Target, deed};
use crate::{Actor, Desk, Refusal};

/// A rule that executes a clause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleLine {
    /// Its name in the vocabulary.
    pub name: &'static str,
    /// What it means.
    pub meaning: Text,
}

/// A clause with what executes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClauseSheet {
    /// Number as the regulation writes it.
    pub number: String,
    /// The company's words.
    pub text: Text,
    /// What executes it, in order, each once.
    pub rules: Vec<RuleLine>,
}

/// The regulation in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegulationSheet {
    /// Its title.
    pub title: Text,
    /// Its version, as the company numbers it.
    pub version: String,
    /// In force from this second.
    pub effective_from: Instant,
    /// Identifies the texts of all versions, in hexadecimal.
    pub hash: String,
    /// Clauses in the regulation's order.
    pub clauses: Vec<ClauseSheet>,
}

impl Desk {
    /// The regulation that an actor's unit works under.
    ///
    /// # Errors
    /// The actor reads none.
    pub fn regulation(&self, actor: &Actor) -> Result<RegulationSheet, Refusal> {
        actor.may::<deed::SeeRegulation>(Target::Anything)?;
        let packs = self.packs_of(actor)?;
        let policy = packs.version(packs.in_force(actor.now));
        let policy = policy.ok_or(Refusal::NotFound)?;
        let clauses = policy.clauses.iter().map(|clause| ClauseSheet {
            number: clause.number.clone(),
            text: clause.text.clone(),
            rules: rules(&clause.rules),
        });
        Ok(RegulationSheet {
            title: policy.title.clone(),
            version: policy.version.clone(),
            effective_from: policy.effective_from,
            hash: hex(&packs.hash()),
            clauses: clauses.collect(),
        })
    }
}

/// Each rule once: what it means is the same however often the clause uses it.
fn rules(names: &[&'static str]) -> Vec<RuleLine> {
    let mut told = BTreeSet::new();
    let names = names.iter().filter(|name| told.insert(**name));
    names.filter_map(|name| rule(name)).collect()
}

fn rule(name: &'static str) -> Option<RuleLine> {
    let rule = reference::rule(name)?;
    Some(RuleLine {
        name,
        meaning: Text::new(
            rule.meaning(Language::Chinese),
            rule.meaning(Language::English),
        ),
    })
}
