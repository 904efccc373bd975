//! One person, as those see them who manage accounts or give roles: place, roles, account, and what they hold.

use ruling::fact::{StaffId, UnitId};
use ruling::name::Symbol;
use ruling::policy::Packs;
use ruling::policy::problem::Text;

use super::{GrantLine, StaffLine};
use crate::account::opening::AccountLine;
use crate::permission::{Action, Role, Target};
use crate::{Actor, Desk, Refusal};

/// Cases read at once while they are counted.
const READ_AT_ONCE: u32 = 1_000;

/// What somebody is to a regulation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleInRegulation {
    /// The name that the regulation has for it; empty: nothing special.
    pub name: String,
    /// What people call it.
    pub text: Text,
}

/// A person in the list of all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonLine {
    /// Who.
    pub line: StaffLine,
    /// Roles that count now, each with its unit; none: the whole company.
    pub roles: Vec<(Role, Option<UnitId>)>,
}

/// A person with all that is kept about them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonSheet {
    /// Who.
    pub line: StaffLine,
    /// As what their regulation counts them.
    pub in_regulation: Option<RoleInRegulation>,
    /// Every role they have or had that the actor may know of, the newest first.
    pub grants: Vec<GrantLine>,
    /// Their account, for those who manage accounts.
    pub account: Option<AccountLine>,
    /// How many cases they are in charge of.
    pub cases: u64,
    /// Whether the actor manages accounts, and this is not their own.
    pub may_manage: bool,
}

impl Desk {
    /// Everybody whom an actor manages or may give a role: all, or those of the units they answer for.
    ///
    /// # Errors
    /// The actor does neither.
    pub fn staff_list(&self, actor: &Actor) -> Result<Vec<PersonLine>, Refusal> {
        let organisation = self.organisation()?;
        let mut lines = Vec::new();
        for line in self.people(actor)? {
            if !self.may_see_person(actor, &line)? {
                continue;
            }
            let held = crate::actor::roles_of(&organisation, line.staff, actor.now)?;
            let roles = held.iter().map(|held| (held.role, held.scope)).collect();
            lines.push(PersonLine { line, roles });
        }
        Ok(lines)
    }

    fn may_see_person(&self, actor: &Actor, line: &StaffLine) -> Result<bool, Refusal> {
        if actor.is_allowed(Action::ManageAccounts, Target::Unit(None)) {
            return Ok(true);
        }
        if !actor.is_allowed(Action::GrantRoles, Target::Anything) {
            return Err(Refusal::NotAllowed(Action::GrantRoles));
        }
        Ok(actor.is_allowed(Action::GrantRoles, Target::Unit(line.unit)))
    }

    /// One of them.
    ///
    /// # Errors
    /// The actor manages nobody, or there is no such person among those they answer for.
    pub fn person(&self, actor: &Actor, staff: StaffId) -> Result<PersonSheet, Refusal> {
        let mut people = self.people(actor)?.into_iter();
        let line = people.find(|line| line.staff == staff);
        let Some(line) = line else {
            return match actor.is_allowed(Action::GrantRoles, Target::Anything)
                || actor.is_allowed(Action::ManageAccounts, Target::Anything)
            {
                true => Err(Refusal::NotFound),
                false => Err(Refusal::NotAllowed(Action::GrantRoles)),
            };
        };
        if !self.may_see_person(actor, &line)? {
            return Err(Refusal::NotFound);
        }
        let may_manage = actor.is_allowed(Action::ManageAccounts, Target::Unit(None));
        let grants = self
            .grants(actor)?
            .into_iter()
            .filter(|grant| grant.staff == staff);
        let role = self.ledger.company()?.role_of(staff, actor.now, actor.now);
        let packs = self.ledger.packs_for(staff)?;
        Ok(PersonSheet {
            in_regulation: match role.is_some() {
                true => Some(self.called(&packs, role)?),
                false => None,
            },
            grants: grants.collect(),
            account: match may_manage {
                true => self.account_of(staff)?,
                false => None,
            },
            cases: self.cases_of(staff, actor)?,
            may_manage: may_manage && staff != actor.staff,
            line,
        })
    }

    /// What somebody is to the regulation that they work under; one that does not name this has the words of another.
    fn called(&self, packs: &Packs, symbol: Symbol) -> Result<RoleInRegulation, Refusal> {
        let name = packs.names.text(symbol);
        if let Some(text) = label(packs, symbol) {
            let name = name.to_owned();
            return Ok(RoleInRegulation { name, text });
        }
        let mut known = self.roles_in_regulations()?.into_iter();
        let known = known.find(|known| known.name == name);
        Ok(known.unwrap_or_else(|| role(packs, symbol)))
    }

    /// How many cases somebody is in charge of now.
    fn cases_of(&self, staff: StaffId, actor: &Actor) -> Result<u64, Refusal> {
        let (mut count, mut after) = (0, 0);
        loop {
            let held = self
                .ledger
                .held(actor.now, Some(staff), after, READ_AT_ONCE)?;
            let Some(last) = held.last() else {
                return Ok(count);
            };
            after = last.case;
            let mut cases: Vec<u64> = held.iter().map(|holding| holding.case).collect();
            cases.dedup();
            count += u64::try_from(cases.len()).unwrap_or(u64::MAX);
        }
    }

    /// What somebody may be to the regulations of the company, by the words that these have for it.
    ///
    /// # Errors
    /// Writing has stopped.
    pub fn roles_in_regulations(&self) -> Result<Vec<RoleInRegulation>, Refusal> {
        let mut roles: Vec<RoleInRegulation> = Vec::new();
        for (_, packs) in self.ledger.regulations()?.iter() {
            for symbol in packs.names.roles() {
                let told = role(packs, *symbol);
                if !roles.iter().any(|known| known.name == told.name) {
                    roles.push(told);
                }
            }
        }
        Ok(roles)
    }
}

fn role(packs: &Packs, symbol: Symbol) -> RoleInRegulation {
    let name = packs.names.text(symbol);
    RoleInRegulation {
        name: name.to_owned(),
        text: label(packs, symbol).unwrap_or_else(|| Text::new(name, name)),
    }
}

/// What a regulation calls something, in the newest version that says so.
fn label(packs: &Packs, symbol: Symbol) -> Option<Text> {
    let mut labels = packs
        .versions()
        .iter()
        .rev()
        .flat_map(|version| &version.labels);
    let label = labels.find(|(known, _)| *known == symbol);
    label.map(|(_, text)| text.clone())
}
