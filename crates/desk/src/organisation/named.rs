//! People whom the company names where a regulation leaves the person to it: who signs for managers, who receives the
//! lists besides the marketing clerk.

use ledger::record::Command;
use ruling::company::{Change, CompanyFact};
use ruling::fact::StaffId;
use ruling::policy::problem::Text;

use crate::permission::{Action, Target, deed};
use crate::{Actor, Desk, Refusal};

/// A name that a regulation has for a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedPerson {
    /// As forms send it.
    pub name: String,
    /// What people read.
    pub label: Text,
    /// The regulations that ask for the person, by title.
    pub regulations: Vec<Text>,
    /// Who it is; none: nobody was named yet.
    pub who: Option<StaffId>,
    /// Whether whoever was named has left.
    pub has_left: bool,
}

impl Desk {
    /// Whether any regulation of the company leaves a person to be named: for links.
    ///
    /// # Errors
    /// Writing has stopped.
    pub fn has_named_people(&self) -> Result<bool, Refusal> {
        let regulations = self.ledger.regulations()?;
        let mut all = regulations.iter();
        Ok(all.any(|(_, packs)| !packs.names.named().is_empty()))
    }

    /// Everybody whom the company is to name.
    ///
    /// # Errors
    /// The actor gives no roles.
    pub fn named_people(&self, actor: &Actor) -> Result<Vec<NamedPerson>, Refusal> {
        actor.may::<deed::GrantRoles>(Target::Anything)?;
        let (company, now) = (self.ledger.company()?, actor.now);
        let mut known: Vec<NamedPerson> = Vec::new();
        for (_, packs) in self.ledger.regulations()?.iter() {
            let title = packs.versions().last().map(|newest| newest.title.clone());
            for symbol in packs.names.named() {
                let name = packs.names.text(*symbol);
                if let Some(same) = known.iter_mut().find(|one| one.name == name) {
                    same.regulations.extend(title.clone());
                    continue;
                }
                let who = company.named(*symbol, now, now);
                known.push(NamedPerson {
                    name: name.to_owned(),
                    label: packs.label(*symbol),
                    regulations: title.clone().into_iter().collect(),
                    who,
                    has_left: who.is_some_and(|who| company.departed_by(who, now, now).is_some()),
                });
            }
        }
        Ok(known)
    }

    /// Names people from now on, each by the regulations' name for whom they are; whoever stays as they are need not be
    /// told. All of it or nothing. Nobody names themselves. Answers with the names for whom somebody else stands now.
    ///
    /// # Errors
    /// The actor gives no roles; [`Refusal::WholeCompanyNeeded`] if only in a unit: whom the company names counts
    /// everywhere. A name that no regulation asks for, [`Refusal::NotFound`] for somebody who does not work here, or
    /// oneself.
    pub fn name_people(
        &self,
        actor: &Actor,
        people: &[(String, StaffId)],
    ) -> Result<Vec<String>, Refusal> {
        let permit = actor.may::<deed::GrantRoles>(Target::Anything)?;
        if !actor.is_allowed(Action::GrantRoles, Target::Unit(None)) {
            return Err(Refusal::WholeCompanyNeeded);
        }
        let known = self.named_people(actor)?;
        let packs = self.ledger.packs()?;
        let (mut changes, mut changed) = (Vec::new(), Vec::new());
        for (name, staff) in people {
            let one = known.iter().find(|one| one.name == *name);
            let one = one.ok_or(Refusal::Missing { field: "named" })?;
            if one.who == Some(*staff) {
                continue;
            }
            self.check_is_here(*staff)?;
            if *staff == actor.staff {
                return Err(Refusal::OwnAffair);
            }
            changed.push(name.clone());
            changes.push(CompanyFact {
                from: actor.now,
                recorded: actor.now,
                change: Change::Named {
                    name: packs.names.find(name),
                    staff: *staff,
                },
            });
        }
        self.together(permit.staff, move |acts| {
            for change in changes {
                acts.carry_out(Command::Change(Box::new(change)))?;
            }
            Ok(())
        })?;
        Ok(changed)
    }
}
