//! What an act's form asks for, with what may be chosen.

use std::collections::BTreeSet;

use ruling::explain::InWords;
use ruling::fact::{Fact, FactKind, UnitId};
use ruling::language::Language;
use ruling::name::Symbol;
use ruling::policy::FieldKind;
use ruling::policy::problem::Text;
use ruling::ruling::{Standing, State};

use super::entry::kinds_of;
use super::settled::settled_dispute;
use super::table::{Act, Ask};
use super::{ActField, Case, Choice};
use crate::dispute::parties::is_disputed;
use crate::matter::{answer_to, is_deal};
use crate::{Desk, Refusal};

impl Desk {
    /// The form of an act.
    ///
    /// # Errors
    /// [`Refusal::NothingToAnswer`] where it needs an entry or a name and there is none, and
    /// [`Refusal::DisputeDecided`] or [`Refusal::DisputeWithdrawn`] where the disputes that there are were decided or
    /// taken back.
    pub(super) fn fields_of(&self, case: Case<'_>, act: &Act) -> Result<Vec<ActField>, Refusal> {
        let mut fields = Vec::new();
        for (ask, is_needed) in act.asks {
            let choices = self.choices(case, act, *ask)?;
            let is_list = matches!(ask, Ask::Entry(_) | Ask::Relative | Ask::Name);
            if is_list && choices.is_empty() {
                if *is_needed {
                    return Err(nothing_for(case, act));
                }
                continue;
            }
            if matches!(ask, Ask::Papers | Ask::Sanctions | Ask::Fields) && choices.is_empty() {
                continue;
            }
            let Some(only_with) = case.words().only_with(act, *ask) else {
                continue;
            };
            let suggested = case.suggested(act, *ask);
            fields.push(ActField {
                ask: *ask,
                is_needed: *is_needed,
                suggested: suggested
                    .filter(|value| choices.iter().any(|choice| choice.value == *value)),
                choices,
                only_with,
            });
        }
        let is_of_paper = |field: &ActField| matches!(field.ask, Ask::Name | Ask::Entry(_));
        if act.kind == FactKind::Signed && !fields.iter().any(is_of_paper) {
            return Err(Refusal::NothingToAnswer);
        }
        Ok(fields)
    }

    fn choices(&self, case: Case<'_>, act: &Act, ask: Ask) -> Result<Vec<Choice>, Refusal> {
        let named = |names: Vec<Symbol>| {
            let names = names.into_iter();
            let choices = names.map(|name| Choice {
                value: case.packs().names.text(name).to_owned(),
                label: case.packs().label(name),
            });
            choices.collect::<Vec<_>>()
        };
        Ok(match ask {
            Ask::Name => named(signable(case, act, case.words().names(act))),
            Ask::Papers => named(case.words().papers(act)),
            Ask::Sanctions => named(case.words().sanctions()),
            Ask::Fields => {
                let fields = case.policy.fields.iter();
                let fields = fields
                    .filter(|field| matches!(field.kind, FieldKind::Plain | FieldKind::Personal));
                named(fields.map(|field| field.name).collect())
            }
            Ask::Typed(names) => names.iter().map(|name| typed_field(case, name)).collect(),
            Ask::Person | Ask::People => self.colleagues(case)?,
            Ask::Entry(_) => self.entries(case, |fact| answers(case, act, fact))?,
            Ask::Relative => self.entries(case, |fact| case.named_beside(fact).is_some())?,
            Ask::Amount if act.kind == FactKind::TierChosen => {
                let fees = case.words().fees().into_iter();
                let fees = fees.map(|cents| {
                    let yuan = format!("{}.{:02}", cents / 100, cents % 100);
                    Choice {
                        label: Text::new(format!("¥{yuan}"), format!("¥{yuan}")),
                        value: yuan,
                    }
                });
                fees.collect()
            }
            _ => Vec::new(),
        })
    }

    /// Everybody who works under the case's regulation or above its units, by name.
    fn colleagues(&self, case: Case<'_>) -> Result<Vec<Choice>, Refusal> {
        let (company, directory) = (self.ledger.company()?, self.ledger.directory()?);
        let (now, domain) = (case.actor.now, case.seen.judged.domain);
        let organisation = self.ledger.organisation()?;
        let units = case.seen.concerned.units.iter();
        let above: BTreeSet<UnitId> = units
            .flat_map(|unit| organisation.line_of(*unit, now))
            .collect();
        let mut choices = Vec::new();
        for (staff, name) in &directory.staff {
            let Some(unit) = company.unit_of(*staff, now, now) else {
                continue;
            };
            if above.contains(&unit) || self.ledger.domain_of(Some(unit), now)? == domain {
                choices.push(Choice {
                    value: staff.0.to_string(),
                    label: Text::new(name.clone(), name.clone()),
                });
            }
        }
        choices.sort_by(|one, other| one.label.zh.cmp(&other.label.zh));
        Ok(choices)
    }

    /// Entries of the case that the actor may know of, the newest first.
    fn entries(
        &self,
        case: Case<'_>,
        is_meant: impl Fn(&Fact) -> bool,
    ) -> Result<Vec<Choice>, Refusal> {
        let directory = self.ledger.directory()?;
        let judged = &case.seen.judged;
        let words = |language| {
            InWords::new(
                case.packs(),
                &judged.file,
                &directory,
                language,
                judged.ruling.at,
            )
        };
        let (zh, en) = (words(Language::Chinese), words(Language::English));
        let meant = case.known().filter(|fact| is_meant(fact));
        let mut choices: Vec<Choice> = meant
            .map(|fact| Choice {
                value: fact.seq.to_string(),
                label: Text::new(zh.fact(fact), en.fact(fact)),
            })
            .collect();
        choices.reverse();
        Ok(choices)
    }
}

impl Case<'_> {
    /// What somebody who reviews begins with: what waits for their own step, and that step; where they have none, the
    /// step that is awaited.
    fn suggested(self, act: &Act, ask: Ask) -> Option<String> {
        if act.kind != FactKind::Reviewed {
            return None;
        }
        let (company, now) = (&self.seen.company, self.actor.now);
        let steps = self.words().names(act);
        let own: Vec<Symbol> = company
            .acting(self.actor.staff, now, now)
            .map(|one| company.role_of(one, now, now))
            .filter(|role| steps.contains(role))
            .collect();
        let claims = self.seen.judged.ruling.claims.iter();
        let mut waiting = claims.filter(|claim| steps.contains(&claim.awaits));
        let first = waiting.clone().next()?;
        let claim = waiting
            .find(|claim| own.contains(&claim.awaits))
            .unwrap_or(first);
        let step = match own.first() {
            Some(step) if !own.contains(&claim.awaits) => *step,
            _ => claim.awaits,
        };
        match ask {
            Ask::Name => Some(self.packs().names.text(step).to_owned()),
            Ask::Entry(_) => Some(claim.fact.to_string()),
            _ => None,
        }
    }
}

/// A field that every regulation's customers have, in the regulation's words where it has any.
fn typed_field(case: Case<'_>, name: &str) -> Choice {
    let packs = case.packs();
    let told = packs.label(packs.names.find(name));
    let label = match (name, told.zh == name || told.zh == "?") {
        ("name", true) => Text::new("姓名", "name"),
        ("phone", true) => Text::new("电话", "phone"),
        ("demand", true) => Text::new("产品", "product"),
        ("project", true) => Text::new("项目", "project"),
        _ => told,
    };
    Choice {
        value: name.to_owned(),
        label,
    }
}

/// Why nothing can be chosen for an act.
fn nothing_for(case: Case<'_>, act: &Act) -> Refusal {
    let mut disputes: Vec<&Fact> = match act.kind {
        FactKind::EvidenceFiled | FactKind::Withdrawn => case.known().collect(),
        _ => Vec::new(),
    };
    disputes.retain(|fact| kinds_of(act).contains(&fact.kind));
    let mut settled = disputes.into_iter().rev();
    let settled = settled.find_map(|dispute| settled_dispute(case, dispute));
    settled.unwrap_or(Refusal::NothingToAnswer)
}

/// Of an act's names those that the actor may sign: of other acts, all.
fn signable(case: Case<'_>, act: &Act, mut names: Vec<Symbol>) -> Vec<Symbol> {
    if matches!(act.kind, FactKind::Signed | FactKind::RefusedToSign) {
        names.retain(|name| case.could_sign(act.kind, *name, None));
    }
    names
}

/// Whether an act may answer, correct or sign an entry.
pub(super) fn answers(case: Case<'_>, act: &Act, fact: &Fact) -> bool {
    if !kinds_of(act).contains(&fact.kind) {
        return false;
    }
    let claim = || {
        let mut claims = case.seen.judged.ruling.claims.iter();
        claims.find(|claim| claim.fact == fact.seq)
    };
    match act.kind {
        FactKind::Reviewed => claim().is_some_and(|claim| {
            let is_over = matches!(
                claim.standing,
                Standing::Refused | Standing::Void | Standing::Ended
            );
            !is_over
        }),
        FactKind::PermissionDecided => {
            let mut decided = case.facts().iter();
            !decided.any(|one| fact.kind.is_answered_by(one.kind) && one.of == Some(fact.seq))
        }
        FactKind::EvidenceDecided if fact.kind == FactKind::Appealed => {
            answer_to(&case.seen.judged.file, fact).is_none()
        }
        // A deal that somebody disputes is decided anyway.
        FactKind::Appealed if is_deal(fact) => {
            let judged = &case.seen.judged;
            let is_settled = judged.ruling.ownership.state == State::Final;
            let mut deals = judged.ruling.deals.iter();
            is_settled && !is_disputed(&judged.file) && deals.any(|deal| deal.fact == fact.seq)
        }
        FactKind::Appealed => {
            let mut facts = case.facts().iter();
            let is_appealed =
                facts.any(|one| one.kind == FactKind::Appealed && one.of == Some(fact.seq));
            !is_appealed && case.may_appeal(fact)
        }
        FactKind::EvidenceFiled => settled_dispute(case, fact).is_none(),
        FactKind::Withdrawn => {
            let is_own = [fact.actor, fact.person].contains(&Some(case.actor.staff));
            is_own && settled_dispute(case, fact).is_none()
        }
        FactKind::Signed | FactKind::RefusedToSign => {
            case.could_sign(act.kind, Symbol::NONE, Some(fact))
        }
        _ => true,
    }
}
