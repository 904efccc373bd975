//! The reference of the vocabulary: what each rule means, what each parameter is, who uses it.
//!
//! One table serves people (`baobei policy rules`, `docs/rules.md`) and the linter, which learns from
//! it where a rule names a field, an event or something with a label.

mod admission;
mod beside;
mod markdown;
mod ownership;
mod validity;
mod values;

pub use markdown::markdown;
pub use values::{CONDITIONS, ValueKind, WHO};

use crate::language::Language;
use crate::policy::Policy;
use crate::ruling::Step;

/// A rule a clause may be bound to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RuleReference {
    /// Its name in packs.
    pub name: &'static str,
    /// The step of the judgment it belongs to; none: it stands beside the judgment.
    pub step: Option<Step>,
    /// What it says, in one Chinese sentence.
    pub zh: &'static str,
    /// What it says, in one English sentence.
    pub en: &'static str,
    /// A binding as a pack would write it.
    pub example: &'static str,
    /// Its parameters.
    pub parameters: &'static [Parameter],
}

/// A parameter of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parameter {
    /// Its key in packs.
    pub name: &'static str,
    /// What may be written.
    pub kind: ValueKind,
    /// Whether the rule is nothing without it.
    pub required: bool,
    /// Meaning in Chinese.
    pub zh: &'static str,
    /// Meaning in English.
    pub en: &'static str,
}

const fn parameter(
    name: &'static str,
    kind: ValueKind,
    zh: &'static str,
    en: &'static str,
) -> Parameter {
    Parameter {
        name,
        kind,
        required: false,
        zh,
        en,
    }
}

const fn required(
    name: &'static str,
    kind: ValueKind,
    zh: &'static str,
    en: &'static str,
) -> Parameter {
    Parameter {
        required: true,
        ..parameter(name, kind, zh, en)
    }
}

/// When a rule that can do both is applied.
const AT: Parameter = parameter(
    "at",
    ValueKind::Choice(&["claim", "deal"]),
    "报备时检验(缺省),或成交、争议时检验",
    "tested with the claim (default), or at the deal and in disputes",
);

impl RuleReference {
    /// Its sentence in the reader's language.
    pub fn meaning(&self, language: Language) -> &'static str {
        language.pick(self.zh, self.en)
    }

    /// The name of its step in the reader's language.
    pub fn step_name(&self, language: Language) -> &'static str {
        step_name(self.step, language)
    }
}

impl Parameter {
    /// Its meaning in the reader's language.
    pub fn meaning(&self, language: Language) -> &'static str {
        language.pick(self.zh, self.en)
    }
}

fn step_name(step: Option<Step>, language: Language) -> &'static str {
    match step {
        Some(Step::Admission) => language.pick("受理", "admission"),
        Some(Step::Validity) => language.pick("效力", "validity"),
        Some(Step::Protection) => language.pick("保护", "protection"),
        Some(Step::Ownership) => language.pick("归属", "ownership"),
        Some(Step::Fallback) => language.pick("兜底", "fallback"),
        Some(Step::Credit) => language.pick("分配", "credit"),
        None => language.pick("裁决之外", "beside the judgment"),
    }
}

/// Every rule of the vocabulary, in the order of the six steps.
pub fn rules() -> impl Iterator<Item = &'static RuleReference> {
    admission::RULES
        .iter()
        .chain(&validity::RULES)
        .chain(&ownership::RULES)
        .chain(&beside::RULES)
}

/// The reference of one rule.
pub fn rule(name: &str) -> Option<&'static RuleReference> {
    rules().find(|rule| rule.name == name)
}

/// Where a rule is used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Uses {
    /// The rule.
    pub rule: &'static RuleReference,
    /// Packs by name, each with the clauses that bind the rule, in the regulation's order.
    pub packs: Vec<(String, Vec<String>)>,
}

/// The uses of every rule over some packs. Versions of a pack count as one.
pub fn uses(policies: &[Policy]) -> Vec<Uses> {
    rules()
        .map(|rule| {
            let mut packs: Vec<(String, Vec<String>)> = Vec::new();
            for policy in policies {
                let clauses = clauses_with(policy, rule.name);
                if clauses.is_empty() {
                    continue;
                }
                match packs.iter_mut().find(|(name, _)| *name == policy.name) {
                    Some((_, known)) => {
                        for clause in clauses {
                            if !known.contains(&clause) {
                                known.push(clause);
                            }
                        }
                    }
                    None => packs.push((policy.name.clone(), clauses)),
                }
            }
            Uses { rule, packs }
        })
        .collect()
}

fn clauses_with(policy: &Policy, rule: &str) -> Vec<String> {
    policy
        .clauses
        .iter()
        .filter(|clause| clause.rules.contains(&rule))
        .map(|clause| clause.number.clone())
        .collect()
}
