//! Versions of a form that was corrected while, or after, people signed it: field by field what differs from the one
//! before.

use std::collections::HashMap;

use ruling::calendar::Instant;
use ruling::fact::{Fact, FactKind};
use ruling::name::Names;
use ruling::policy::problem::Text;
use ruling::policy::{FieldKind, Policy};
use ruling::ruling::ClaimOutcome;

use crate::sight::Seen;
use crate::{Desk, Refusal};

/// By which companies are told apart, whatever a regulation says of it.
const CREDIT_CODE: &str = "credit_code";

/// A field that a version changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangedField {
    /// What people call it.
    pub label: Text,
    /// What it was, masked where it is personal; none: there was nothing, or it is no text, as a paper.
    pub before: Option<String>,
    /// What it is since, in the same way.
    pub after: Option<String>,
}

/// A version of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VersionLine {
    /// From 2: the first is the one filed.
    pub number: usize,
    /// When it was made.
    pub at: Instant,
    /// By whom, by name.
    pub by: Option<String>,
    /// What it changed.
    pub fields: Vec<ChangedField>,
    /// Whether it was refused, so that the version before it counts.
    pub is_refused: bool,
}

impl Desk {
    /// The versions of a claim after the first, the oldest first.
    pub(crate) fn form_versions(
        &self,
        seen: &Seen,
        claim: Option<&ClaimOutcome>,
    ) -> Result<Vec<VersionLine>, Refusal> {
        let Some(claim) = claim else {
            return Ok(Vec::new());
        };
        let (packs, directory) = (&seen.packs, self.ledger.directory()?);
        let policy = packs.version(packs.in_force(seen.judged.ruling.at));
        let facts = seen.judged.file.facts().iter();
        let made = facts.filter(|fact| {
            let is_correction = fact.kind == FactKind::Amended && fact.of == Some(claim.fact);
            fact.seq == claim.fact || is_correction
        });
        let mut values: Vec<(String, String)> = Vec::new();
        let mut versions = Vec::new();
        for (number, fact) in (1..).zip(made) {
            let is_plain =
                |name: &str| policy.is_some_and(|policy| is_plain(policy, name, &packs.names));
            let entered = self.ledger.masked_as_entered(fact.seq, is_plain)?;
            let changed = changed_in(fact, seen, policy);
            let fields = changed.into_iter().map(|(kept_as, label)| {
                let of = |values: &[(String, String)]| {
                    let mut named = values.iter().rev();
                    let found = named.find(|(name, _)| *name == kept_as);
                    found.map(|(_, value)| value.clone())
                };
                ChangedField {
                    label,
                    before: of(&values),
                    after: of(&entered),
                }
            });
            let is_refused = seen.is_refused_change(fact.seq);
            if fact.seq != claim.fact {
                versions.push(VersionLine {
                    number,
                    at: fact.recorded,
                    by: fact
                        .actor
                        .and_then(|staff| directory.staff.get(&staff).cloned()),
                    fields: fields.collect(),
                    is_refused,
                });
            }
            if !is_refused {
                values.extend(entered);
            }
        }
        Ok(versions)
    }

    /// Puts back what a change that was refused made of values kept about a customer.
    pub(crate) fn without_refused(
        &self,
        seen: &Seen,
        masked: &mut Vec<(String, String)>,
        is_plain: impl Fn(&str) -> bool,
    ) -> Result<(), Refusal> {
        let corrections = || {
            let facts = seen.judged.file.facts().iter();
            facts.filter(|fact| fact.kind == FactKind::Amended)
        };
        for change in corrections().filter(|change| seen.is_refused_change(change.seq)) {
            let counting = corrections()
                .filter(|other| other.of == change.of && !seen.is_refused_change(other.seq));
            let mut said: HashMap<String, String> = HashMap::new();
            let filed = change.of.into_iter();
            for version in filed.chain(counting.map(|other| other.seq)) {
                said.extend(self.ledger.masked_as_entered(version, &is_plain)?);
            }
            let refused = self.ledger.masked_as_entered(change.seq, &is_plain)?;
            let is_refused = |name: &str| refused.iter().any(|(refused, _)| refused == name);
            masked.retain(|(name, _)| said.contains_key(name) || !is_refused(name));
            for (name, value) in masked.iter_mut().filter(|(name, _)| is_refused(name)) {
                if let Some(before) = said.remove(name) {
                    *value = before;
                }
            }
        }
        Ok(())
    }
}

/// What a correction says that it changed: the name that its value is kept under, and what people call it.
fn changed_in(fact: &Fact, seen: &Seen, policy: Option<&Policy>) -> Vec<(String, Text)> {
    let packs = &seen.packs;
    let more = fact.particulars.as_deref();
    let changed = more.into_iter().flat_map(|more| more.changed.iter());
    let named = changed.map(|name| {
        let mut fields = policy.iter().flat_map(|policy| &policy.fields);
        let field = fields.find(|field| field.name == name);
        let kept_as = field.map_or_else(
            || packs.names.text(name),
            |field| field.kept_as(&packs.names),
        );
        (kept_as.to_owned(), packs.label(name))
    });
    let mut named: Vec<(String, Text)> = named.collect();
    named.sort_by(|one, other| one.1.zh.cmp(&other.1.zh));
    named
}

/// Whether a value says nothing of a person and does not tell the company from others: whoever signs a form reads it
/// as it was typed.
pub(super) fn is_plain(policy: &Policy, name: &str, names: &Names) -> bool {
    let field = policy.field_kept_as(name, names);
    field.is_some_and(|field| {
        field.kind == FieldKind::Plain && field.identifies.is_none() && name != CREDIT_CODE
    })
}
