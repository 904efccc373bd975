//! Commission ratios: which part of a commission each role has, for one project or for all that have none of their
//! own. Each is kept with the day from which it counts; a deal without one takes the first that is set.

use std::sync::Arc;

use ledger::catalogue::CatalogueKind;
use ledger::encoding::Entry;
use ledger::fault::Fault;
use ledger::record::Command;
use ruling::calendar::CivilDay;
use ruling::company::{Change, CompanyFact, Ratio};
use ruling::fact::Ref;
use ruling::judge::judge;
use ruling::name::Symbol;
use ruling::policy::Packs;
use ruling::rules::oblige::On;
use ruling::rules::who::Who;
use ruling::ruling::{CreditLine, State};

use super::in_force_from;
use crate::permission::{Action, Target, deed};
use crate::{Actor, Desk, Instant, Refusal, Text};

/// Deals that are looked at before a ratio is set.
const LOOKED_AT: u32 = 500;
/// Letters of a project's name.
const NAME_MAX: usize = 40;

/// A ratio as it was set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RatioLine {
    /// From when on it counts.
    pub from: Instant,
    /// When it was set.
    pub recorded: Instant,
    /// Parts by role, and all of them together.
    pub parts: Vec<(Text, u32)>,
    /// Whether it is the one in force now.
    pub is_in_force: bool,
}

/// A project with its ratios, the newest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProjectLine {
    /// Its name; none: all projects that have none of their own.
    pub name: Option<String>,
    /// What was set for it.
    pub ratios: Vec<RatioLine>,
}

/// A role that may have a part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RatioRole {
    /// The name that the regulation has for it.
    pub name: String,
    /// What people read.
    pub label: Text,
}

/// All of it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Projects {
    /// Those of all projects first.
    pub lines: Vec<ProjectLine>,
    /// Who may have a part; nobody: no regulation divides a commission.
    pub roles: Vec<RatioRole>,
}

/// A ratio to be set.
#[derive(Debug, Clone, Default)]
pub struct RatioInput {
    /// The project's name; empty: all that have none of their own.
    pub project: String,
    /// Parts by the names of roles.
    pub parts: Vec<(String, u32)>,
    /// From which day on; none: from now on.
    pub from: Option<CivilDay>,
}

/// A deal that a ratio would change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RatioEffect {
    /// The case; none: the actor does not see it.
    pub case: Option<u64>,
    /// When the deal was made.
    pub deal_at: Instant,
    /// How firm its credit is now.
    pub before: State,
    /// How firm it would be.
    pub after: State,
}

impl Desk {
    /// Projects and their ratios.
    ///
    /// # Errors
    /// The actor sets none.
    pub fn projects(&self, actor: &Actor) -> Result<Projects, Refusal> {
        actor.may::<deed::SetTerms>(Target::Anything)?;
        let Some(packs) = self.packs_of_commission()? else {
            return Ok(Projects::default());
        };
        let (company, catalogue) = (self.ledger.company()?, self.ledger.catalogue()?);
        let projects = catalogue.of(CatalogueKind::Project);
        let named = projects.map(|one| (Some(one.name.clone()), Some(one.reference)));
        let lines = [(None, None)].into_iter().chain(named);
        let lines = lines.map(|(name, project)| {
            let set = company.ratios().iter();
            let mut ratios: Vec<RatioLine> = set
                .filter(|ratio| ratio.project == project)
                .map(|ratio| line(ratio, &packs))
                .collect();
            ratios.reverse();
            let in_force = ratios.iter_mut().find(|ratio| ratio.from <= actor.now);
            if let Some(ratio) = in_force {
                ratio.is_in_force = true;
            }
            ProjectLine { name, ratios }
        });
        let roles = roles_with_a_part(&packs, actor.now);
        let roles = roles.into_iter().map(|role| RatioRole {
            name: packs.names.text(role).to_owned(),
            label: packs.label(role),
        });
        Ok(Projects {
            lines: lines.collect(),
            roles: roles.collect(),
        })
    }

    /// The deals that a ratio would change, as they are now: those that wait for one, and those that have another.
    ///
    /// # Errors
    /// As [`Desk::set_ratio`].
    pub fn ratio_effects(
        &self,
        actor: &Actor,
        input: &RatioInput,
    ) -> Result<Vec<RatioEffect>, Refusal> {
        let (packs, fact) = self.ratio_of(actor, input)?;
        let company = self.ledger.company()?.with(fact);
        self.follow()?;
        self.turn_credit(usize::MAX)?;
        let deals = self
            .ledger
            .look(|rows| crate::credit::deals_with_commission(rows, LOOKED_AT))?;
        let now = actor.now;
        let mut effects = Vec::new();
        for case in deals {
            let Some(judged) = self.ledger.case(case, now, now)? else {
                continue;
            };
            let of_case = self.packs_of_case(&judged)?;
            if !Arc::ptr_eq(&of_case, &packs) {
                continue;
            }
            let after = judge(&judged.file, &company, &packs, now, now).credit;
            let before = &judged.ruling.credit;
            let same = |one: &[CreditLine], other: &[CreditLine]| one == other;
            if after.state == before.state && same(&after.lines, &before.lines) {
                continue;
            }
            let deal = judged.ruling.deals.last().map(|deal| deal.fact);
            let deal = deal.and_then(|deal| judged.file.by_seq(deal));
            let concerned = self
                .ledger
                .look(|rows| crate::sight::Concerned::of(rows, case))?;
            let sees = actor.is_allowed(Action::SeeCase, concerned.target());
            effects.push(RatioEffect {
                case: sees.then_some(case),
                deal_at: deal.map_or(now, |deal| deal.occurred),
                before: before.state,
                after: after.state,
            });
        }
        Ok(effects)
    }

    /// Sets a ratio, and with it the project's name where the company has none of that name yet.
    ///
    /// # Errors
    /// The actor sets none, or it is the business of another office; no role with a part, an unknown role, a name
    /// that is too long, or a day that has passed.
    pub fn set_ratio(&self, actor: &Actor, input: &RatioInput) -> Result<(), Refusal> {
        let (_, fact) = self.ratio_of(actor, input)?;
        let name = input.project.trim().to_owned();
        let known = self.ledger.catalogued(CatalogueKind::Project, &name)?;
        self.together(actor.staff, move |acts| {
            let mut fact = fact;
            if let Change::RatioSet { project, .. } = &mut fact.change
                && !name.is_empty()
            {
                *project = match known {
                    Some(known) => Some(known),
                    None => {
                        let kind = CatalogueKind::Project;
                        let made = acts.carry_out(Command::Catalogue { kind, name })?;
                        match acts.entry(&made)? {
                            Some(Entry::Catalogued { reference, .. }) => Some(reference),
                            _ => {
                                return Err(Fault::Damaged {
                                    what: "entry",
                                    number: made.seq.into(),
                                }
                                .into());
                            }
                        }
                    }
                };
            }
            acts.carry_out(Command::Change(Box::new(fact)))?;
            Ok(())
        })?;
        self.follow()
    }

    /// The fact that an input is, of a project that is known; of one that is not, as if it were of none that any
    /// customer has.
    fn ratio_of(
        &self,
        actor: &Actor,
        input: &RatioInput,
    ) -> Result<(Arc<Packs>, CompanyFact), Refusal> {
        actor.may::<deed::SetTerms>(Target::Anything)?;
        let packs = self.packs_of_commission()?.ok_or(Refusal::NotFound)?;
        self.refuse_other_office(actor, &packs)?;
        let name = input.project.trim();
        if name.chars().count() > NAME_MAX {
            return Err(Refusal::Missing { field: "project" });
        }
        let roles = roles_with_a_part(&packs, actor.now);
        let mut parts: Vec<(Symbol, u32)> = Vec::new();
        for (role, part) in input.parts.iter().filter(|(_, part)| *part > 0) {
            let role = packs.names.find(role);
            if !roles.contains(&role) {
                return Err(Refusal::Missing { field: "parts" });
            }
            parts.push((role, *part));
        }
        let all: u64 = parts.iter().map(|(_, part)| u64::from(*part)).sum();
        if parts.is_empty() || all > 10_000 {
            return Err(Refusal::Missing { field: "parts" });
        }
        let project = match name {
            "" => None,
            name => {
                let known = self.ledger.known_as(CatalogueKind::Project, name)?;
                Some(known.unwrap_or(Ref(0)))
            }
        };
        let fact = CompanyFact {
            from: in_force_from(actor, input.from)?,
            recorded: actor.now,
            change: Change::RatioSet { project, parts },
        };
        Ok((packs, fact))
    }

    /// Whoever has an office by the company file sets ratios only where the regulation gives that office to do it.
    fn refuse_other_office(&self, actor: &Actor, packs: &Packs) -> Result<(), Refusal> {
        let office = self
            .ledger
            .company()?
            .role_of(actor.staff, actor.now, actor.now);
        let policy = packs.version(packs.in_force(actor.now));
        let duties = policy.into_iter().flat_map(|policy| &policy.obliges);
        let set = duties.filter(|bound| bound.rule.on == On::RatioMissing);
        let offices: Vec<Symbol> = set
            .filter_map(|bound| match bound.rule.who {
                Who::Role(role) | Who::RoleOfUnit(role) => Some(role),
                _ => None,
            })
            .collect();
        match offices.is_empty() || !office.is_some() || offices.contains(&office) {
            true => Ok(()),
            false => Err(Refusal::OfOffice {
                offices: offices.iter().map(|role| packs.label(*role)).collect(),
            }),
        }
    }

    /// The first regulation that divides a commission.
    fn packs_of_commission(&self) -> Result<Option<Arc<Packs>>, Refusal> {
        let regulations = self.ledger.regulations()?;
        let mut all = regulations.iter();
        let dividing = all.find(|(_, packs)| {
            let shares = packs.versions().iter().flat_map(|policy| &policy.shares);
            shares
                .into_iter()
                .any(|bound| bound.rule.commission_by_ratio)
        });
        Ok(dividing.map(|(_, packs)| Arc::clone(packs)))
    }
}

/// Roles among which a regulation divides a commission; where it does not say, all that it asks people for.
fn roles_with_a_part(packs: &Packs, now: Instant) -> Vec<Symbol> {
    let policy = packs.version(packs.in_force(now));
    let shares = policy.into_iter().flat_map(|policy| &policy.shares);
    let among: Vec<Symbol> = shares
        .flat_map(|bound| bound.rule.commission_among.iter().copied())
        .collect();
    match among.is_empty() {
        true => packs.names.roles().to_vec(),
        false => among,
    }
}

fn line(ratio: &Ratio, packs: &Packs) -> RatioLine {
    let parts = ratio.parts.iter();
    RatioLine {
        from: ratio.from,
        recorded: ratio.recorded,
        parts: parts
            .map(|(role, part)| (packs.label(*role), *part))
            .collect(),
        is_in_force: false,
    }
}
