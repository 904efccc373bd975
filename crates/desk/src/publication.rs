//! The company's regulations: which there are, what a new one would change, and publishing it.

use ledger::record::Command;
use ruling::calendar::Instant;
use ruling::fact::UnitId;
use ruling::policy::problem::{Problem, Text};
use ruling::policy::{Clause, Policy};

use crate::permission::{Permit, Target, deed};
use crate::{Actor, Desk, Refusal};

/// A version of a regulation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VersionLine {
    /// As the company numbers it.
    pub version: String,
    /// In force from this second, until the next one is.
    pub from: Instant,
}

/// A regulation of the company.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegulationLine {
    /// The name that its pack has.
    pub name: String,
    /// Its newest title.
    pub title: Text,
    /// Its versions, oldest first.
    pub versions: Vec<VersionLine>,
    /// The units that were put under it themselves and still are, or will be, each with from when on.
    pub units: Vec<(UnitId, Instant)>,
}

/// What is wrong with the texts of a regulation, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProblemLine {
    /// `pack.toml` or `regulation.md`.
    pub file: String,
    /// From 1.
    pub line: usize,
    /// In characters, from 1.
    pub column: usize,
    /// What is wrong.
    pub cause: Text,
    /// What would be right.
    pub remedy: Text,
}

/// How a clause differs from the version before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClauseChange {
    /// It was not there.
    Added,
    /// It is not there any more.
    Removed,
    /// Its words are others.
    Reworded,
    /// Its words are the same; what executes it is not.
    ExecutedOtherwise,
}

/// What publishing a regulation would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// Its title.
    pub title: Text,
    /// Its version, as the company numbers it.
    pub version: VersionLine,
    /// The version before; none: the company has no regulation of this name yet.
    pub before: Option<VersionLine>,
    /// Clauses that differ from the version before, by number.
    pub changes: Vec<(String, ClauseChange)>,
    /// Whether it says that it was in force already: then it comes too late.
    pub is_too_late: bool,
}

impl Desk {
    /// Every regulation of the company, in the order in which they came.
    ///
    /// # Errors
    /// The actor does not manage regulations.
    pub fn regulation_lines(&self, actor: &Actor) -> Result<Vec<RegulationLine>, Refusal> {
        actor.may::<deed::ManageRegulations>(Target::Unit(None))?;
        let regulations = self.ledger.regulations()?;
        let units: Vec<UnitId> = self.ledger.directory()?.units.keys().copied().collect();
        let lines = regulations.iter().filter_map(|(domain, packs)| {
            let newest = packs.versions().last()?;
            let own = units.iter().filter_map(|unit| {
                let newest = regulations.governed_of(*unit).max_by_key(|one| one.from)?;
                (newest.domain == domain).then_some((*unit, newest.from))
            });
            Some(RegulationLine {
                name: newest.name.clone(),
                title: newest.title.clone(),
                versions: packs.versions().iter().map(version).collect(),
                units: own.collect(),
            })
        });
        Ok(lines.collect())
    }

    /// What publishing these texts would do; or what is wrong with them, in the inner error.
    ///
    /// # Errors
    /// Writing has stopped.
    pub fn preview_regulation(
        &self,
        _permit: &Permit<deed::ManageRegulations>,
        pack: &str,
        regulation: &str,
    ) -> Result<Result<Preview, Vec<ProblemLine>>, Refusal> {
        let known = self.ledger.regulations()?;
        let mut with_it = (*known).clone();
        let domain = match with_it.add(pack, regulation) {
            Ok(domain) => domain,
            Err(problems) => return Ok(Err(problems.into_iter().map(problem).collect())),
        };
        let versions = with_it.packs(domain).versions();
        let [earlier @ .., new] = versions else {
            return Err(Refusal::NotFound);
        };
        let before = earlier.last();
        let changes = before.map_or_else(Vec::new, |before| {
            let written = known.newest_pack(domain).unwrap_or_default();
            changes((before, written), (new, pack))
        });
        Ok(Ok(Preview {
            title: new.title.clone(),
            version: version(new),
            before: before.map(version),
            changes,
            is_too_late: before.is_some() && new.effective_from < self.ledger.now(),
        }))
    }

    /// Publishes a regulation, or a new version of one.
    ///
    /// # Errors
    /// Texts with problems, or a version that would have been in force already.
    pub fn publish(
        &self,
        permit: &Permit<deed::ManageRegulations>,
        pack: &str,
        regulation: &str,
    ) -> Result<(), Refusal> {
        let publish = Command::Publish {
            pack: pack.to_owned(),
            regulation: regulation.to_owned(),
        };
        self.carry_out_for(permit.staff, publish)
    }
}

fn version(policy: &Policy) -> VersionLine {
    VersionLine {
        version: policy.version.clone(),
        from: policy.effective_from,
    }
}

fn problem(problem: Problem) -> ProblemLine {
    ProblemLine {
        file: problem.path,
        line: problem.line,
        column: problem.column,
        cause: problem.cause,
        remedy: problem.remedy,
    }
}

/// Clauses that differ, those of the new version in its order, then those that are gone.
fn changes(
    (before, pack_before): (&Policy, &str),
    (new, pack_new): (&Policy, &str),
) -> Vec<(String, ClauseChange)> {
    let (rules_before, rules_new) = (rules(pack_before), rules(pack_new));
    let clause = |policy: &'_ Policy, number: &str| -> Option<Clause> {
        let mut clauses = policy.clauses.iter();
        clauses.find(|clause| clause.number == number).cloned()
    };
    let changed = new.clauses.iter().filter_map(|own| {
        let number = &own.number;
        let change = match clause(before, number) {
            None => ClauseChange::Added,
            Some(known) if known.text != own.text => ClauseChange::Reworded,
            Some(_) if rules_before.get(number) != rules_new.get(number) => {
                ClauseChange::ExecutedOtherwise
            }
            Some(_) => return None,
        };
        Some((number.clone(), change))
    });
    let gone = before.clauses.iter();
    let gone = gone.filter(|known| clause(new, &known.number).is_none());
    let gone = gone.map(|known| (known.number.clone(), ClauseChange::Removed));
    changed.chain(gone).collect()
}

/// The rules of each clause as written. The pack was loaded, so it is well-formed.
fn rules(pack: &str) -> toml::Table {
    let table = pack.parse::<toml::Table>().unwrap_or_default();
    let clauses = table.get("clauses").and_then(toml::Value::as_table);
    clauses.cloned().unwrap_or_default()
}
