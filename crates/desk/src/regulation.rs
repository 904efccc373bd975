//! The regulation as its readers know it: each clause with the rules that execute it, in all its versions.

use std::collections::BTreeMap;

use ruling::calendar::Instant;
use ruling::fact::Seq;
use ruling::policy::problem::Text;
use ruling::policy::{Packs, Policy};
use ruling::rules::bound::{BoundRule, bound_rules};

use crate::account::token::hex;
use crate::permission::{Action, Target, deed};
use crate::scenarios::Examples;
use crate::{Actor, Desk, Refusal};

/// Days ahead within which something is near.
const NEAR_SECONDS: i64 = 7 * 24 * 60 * 60;
/// Most ending protections that are told under their clauses.
const ENDING_MAX: usize = 50;

/// A rule that executes a clause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleLine {
    /// Its name in the vocabulary.
    pub name: &'static str,
    /// What it means.
    pub meaning: Text,
    /// Each parameter: what it says, and its value in the words of the regulation.
    pub parameters: Vec<(Text, Text)>,
}

/// A case of the reader's to which a clause sets a limit soon.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NearCase {
    /// The case.
    pub case: u64,
    /// First second in which it is too late.
    pub until: Instant,
    /// What is to be done; none: protection ends.
    pub what: Option<Text>,
}

/// A clause with what executes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClauseSheet {
    /// Number as the regulation writes it.
    pub number: String,
    /// The company's words.
    pub text: Text,
    /// What executes it, in order.
    pub rules: Vec<RuleLine>,
    /// In how many cases it decided something, within what the reader sees.
    pub decided: u64,
    /// How many examples there are of what it does.
    pub scenarios: usize,
    /// The reader's cases near a limit of it, the soonest first.
    pub near: Vec<NearCase>,
    /// What it was in the version before; none: the same, or there is no version before.
    pub change: Option<ClauseChange>,
}

/// How a clause differs from the version before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClauseChange {
    /// It was not there.
    New,
    /// These were its words.
    Reworded(Text),
    /// The words are the same, what executes it is not.
    OtherRules,
}

/// A version of the regulation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VersionLine {
    /// Its number in order of publication, from 1.
    pub number: usize,
    /// Its version, as the company numbers it.
    pub version: String,
    /// When it was published.
    pub published: Instant,
    /// In force from this second.
    pub effective_from: Instant,
    /// Identifies its texts, in hexadecimal; the log has it under the entry that published it.
    pub hash: String,
    /// That entry.
    pub seq: Seq,
}

/// The regulation in one version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegulationSheet {
    /// Its title.
    pub title: Text,
    /// The version shown.
    pub shown: VersionLine,
    /// The number of the version in force now.
    pub in_force: usize,
    /// All versions, the newest first.
    pub versions: Vec<VersionLine>,
    /// Clauses in the regulation's order.
    pub clauses: Vec<ClauseSheet>,
    /// Numbers and words of clauses that the version before had and this one has not.
    pub dropped: Vec<(String, Text)>,
}

impl Desk {
    /// The regulation that an actor's unit works under: a version by its number, else the one in force.
    ///
    /// # Errors
    /// The actor reads none, or there is no such version.
    pub fn regulation(
        &self,
        actor: &Actor,
        version: Option<usize>,
    ) -> Result<RegulationSheet, Refusal> {
        actor.may::<deed::SeeRegulation>(Target::Anything)?;
        let regulations = self.ledger.regulations()?;
        let domain = self.ledger.domain_of(actor.unit, actor.now)?;
        let (packs, texts) = (regulations.packs(domain), regulations.texts(domain));
        let mut versions = self.versions(domain, packs)?;
        let in_force = 1 + usize::from(packs.in_force(actor.now).0);
        let number = version.unwrap_or(in_force);
        let place = number.checked_sub(1).ok_or(Refusal::NotFound)?;
        let rules = |place: usize| {
            let policy = packs.versions().get(place)?;
            let (pack, _) = texts.get(place)?;
            Some((policy, bound_rules(pack, packs, policy)))
        };
        let shown = versions.get(place).cloned().ok_or(Refusal::NotFound)?;
        let (policy, bound) = rules(place).ok_or(Refusal::NotFound)?;
        let before = place.checked_sub(1).and_then(rules);
        let mut near = self.near(actor)?;
        let decided = self.decided(actor, domain)?;
        let examples = texts.get(place).filter(|_| number == in_force);
        let examples = examples.and_then(|(pack, text)| Examples::of(pack, text));
        let clauses = policy.clauses.iter().map(|clause| {
            let number = clause.number.as_str();
            ClauseSheet {
                number: clause.number.clone(),
                text: clause.text.clone(),
                rules: bound
                    .get(number)
                    .map(|rules| lines(rules))
                    .unwrap_or_default(),
                decided: decided.get(number).copied().unwrap_or(0),
                scenarios: examples
                    .as_ref()
                    .map_or(0, |examples| examples.count(number)),
                near: near.remove(number).unwrap_or_default(),
                change: before.as_ref().and_then(|(older, rules)| {
                    let other = bound.get(number) != rules.get(number);
                    change(older, number, &clause.text, other)
                }),
            }
        });
        let clauses = clauses.collect();
        let older = before.iter().flat_map(|(older, _)| &older.clauses);
        let is_gone = |number: &str| policy.clauses.iter().all(|clause| clause.number != number);
        let dropped = older.filter(|clause| is_gone(&clause.number));
        let dropped = dropped.map(|clause| (clause.number.clone(), clause.text.clone()));
        versions.reverse();
        Ok(RegulationSheet {
            title: policy.title.clone(),
            dropped: dropped.collect(),
            shown,
            in_force,
            versions,
            clauses,
        })
    }

    /// The versions of a regulation in the order in which they were published.
    pub(crate) fn versions(&self, domain: u32, packs: &Packs) -> Result<Vec<VersionLine>, Refusal> {
        let published = self.ledger.published(domain)?;
        let versions = (1..).zip(packs.versions().iter().zip(published));
        Ok(versions
            .map(|(number, (policy, published))| VersionLine {
                number,
                version: policy.version.clone(),
                published: published.at,
                effective_from: policy.effective_from,
                hash: hex(&published.hash),
                seq: published.seq,
            })
            .collect())
    }

    /// What clauses ask of the reader's cases soon, and what ends by them, by the clauses' numbers.
    fn near(&self, actor: &Actor) -> Result<BTreeMap<String, Vec<NearCase>>, Refusal> {
        let mut near: BTreeMap<String, Vec<NearCase>> = BTreeMap::new();
        if !actor.is_allowed(Action::SeeCase, Target::Anything) {
            return Ok(near);
        }
        let today = self.today(actor)?;
        let soon = actor.now.plus_seconds(NEAR_SECONDS);
        let duties = today
            .overdue
            .into_iter()
            .chain(today.due)
            .chain(today.later);
        let duties = duties.map(|line| line.duty).filter_map(|duty| {
            let until = duty.due_until.filter(|until| *until <= soon)?;
            let what = Some(duty.what);
            Some((
                duty.clause?,
                NearCase {
                    case: duty.case,
                    until,
                    what,
                },
            ))
        });
        let mut ending = Vec::new();
        for line in today.lapsing.iter().take(ENDING_MAX) {
            let seen = self.judged_now(actor, line.case)?;
            let clause = seen.and_then(|seen| {
                let source = seen.judged.ruling.protection.source?;
                seen.packs
                    .clause(source)
                    .map(|clause| clause.number.clone())
            });
            let (case, until) = (line.case, line.until);
            let what = None;
            ending.extend(clause.map(|clause| (clause, NearCase { case, until, what })));
        }
        for (clause, case) in duties.chain(ending) {
            near.entry(clause).or_default().push(case);
        }
        for cases in near.values_mut() {
            cases.sort_by_key(|near| near.until);
        }
        Ok(near)
    }
}

fn change(
    older: &Policy,
    number: &str,
    text: &Text,
    is_executed_otherwise: bool,
) -> Option<ClauseChange> {
    let mut clauses = older.clauses.iter();
    match clauses.find(|clause| clause.number == number) {
        None => Some(ClauseChange::New),
        Some(clause) if clause.text != *text => Some(ClauseChange::Reworded(clause.text.clone())),
        Some(_) => is_executed_otherwise.then_some(ClauseChange::OtherRules),
    }
}

fn lines(rules: &[BoundRule]) -> Vec<RuleLine> {
    let rules = rules.iter().map(|bound| RuleLine {
        name: bound.rule.name,
        meaning: Text::new(bound.rule.zh, bound.rule.en),
        parameters: bound
            .parameters
            .iter()
            .map(|parameter| (short(&parameter.meaning), parameter.value.clone()))
            .collect(),
    });
    rules.collect()
}

/// What a parameter says, without what only whoever writes packs needs: its other values, its default.
fn short(meaning: &Text) -> Text {
    let cut = |text: &str| {
        text.split([';', '('])
            .next()
            .unwrap_or_default()
            .trim()
            .to_owned()
    };
    Text::new(cut(&meaning.zh), cut(&meaning.en))
}
