//! People: taken on, employed in a unit, let go.

use ledger::encoding::Entry;
use ledger::record::Command;
use ruling::calendar::Instant;
use ruling::company::{Change, CompanyFact};
use ruling::fact::{StaffId, UnitId};
use ruling::name::Symbol;

use crate::account::link::{self, LinkToken};
use crate::account::opening::{NewAccount, checked_login, open};
use crate::account::token::Token;
use crate::deeds::AccountDeed;
use crate::desk::{Acts, personal};
use crate::permission::{Permit, Role, Target, deed};
use crate::{Actor, Desk, Refusal};

/// The field that the ledger seals a name under.
pub(crate) const STAFF_NAME: &str = "staff_name";
/// Longest name of a person.
const NAME_MAX: usize = 40;

/// A person as colleagues see them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffLine {
    /// Their number.
    pub staff: StaffId,
    /// Their name.
    pub name: String,
    /// Where they work.
    pub unit: Option<UnitId>,
    /// Whether they have left.
    pub has_left: bool,
}

/// Somebody to be taken on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewPerson {
    /// Their name: no colleague has it.
    pub name: String,
    /// Where they work; none: in no unit that a regulation counts.
    pub unit: Option<UnitId>,
    /// As what the regulation counts them; empty: as nothing special.
    pub role_in_regulation: String,
    /// What they may do, and where; none in it: in the whole company.
    pub role: Option<(Role, Option<UnitId>)>,
    /// What they sign in with; empty: no account.
    pub login: String,
}

/// Somebody was taken on.
#[derive(Debug, Clone)]
pub struct TakenOn {
    /// Who.
    pub staff: StaffId,
    /// By which they choose their password, if they have an account.
    pub link: Option<LinkToken>,
}

impl Desk {
    /// Everybody who works or worked here.
    ///
    /// # Errors
    /// Writing has stopped.
    pub fn people(&self, actor: &Actor) -> Result<Vec<StaffLine>, Refusal> {
        let (company, directory) = (self.ledger.company()?, self.ledger.directory()?);
        let now = actor.now;
        let lines = directory.staff.iter().map(|(staff, name)| StaffLine {
            staff: *staff,
            name: name.clone(),
            unit: company.unit_of(*staff, now, now),
            has_left: company.departed_by(*staff, now, now).is_some(),
        });
        Ok(lines.collect())
    }

    /// Takes somebody on, with their unit, role and account: all of it or nothing.
    ///
    /// # Errors
    /// No name or a colleague's, no such unit, a role that no regulation knows or that the actor may not give, a
    /// login that is taken.
    pub fn take_on(&self, actor: &Actor, new: &NewPerson) -> Result<TakenOn, Refusal> {
        let permit = actor.may::<deed::ManageAccounts>(Target::Unit(None))?;
        let name = self.free_name(&new.name)?;
        let place = match new.unit {
            Some(unit) => Some((
                unit,
                self.role_in_regulation(unit, &new.role_in_regulation)?,
            )),
            None => None,
        };
        let giving = match new.role {
            Some((role, scope)) => Some(self.giving(actor, role, scope)?),
            None => None,
        };
        let login = match new.login.trim().is_empty() {
            true => None,
            false => Some((checked_login(&new.login)?, Token::new()?)),
        };
        let now = actor.now;
        self.together(permit.staff, move |acts| {
            let staff = acts.add_staff(&name)?;
            if let Some((unit, role)) = place {
                let change = Change::Joined { staff, unit, role };
                acts.carry_out(Command::Change(Box::new(at(now, change))))?;
            }
            if let Some(giving) = giving {
                acts.carry_out(giving.to(staff, None, None, now))?;
            }
            let Some((login, token)) = login else {
                return Ok(TakenOn { staff, link: None });
            };
            let account = open(&acts.rows(), &NewAccount { staff, login }, "")?;
            acts.account(AccountDeed::Opened, staff)?;
            link::make(&acts.rows(), &token, account)?;
            let link = Some(token);
            Ok(TakenOn { staff, link })
        })
    }

    /// A name as it is kept, unless it is none or a colleague's: two of one name cannot be told apart in lists.
    pub(crate) fn free_name(&self, name: &str) -> Result<String, Refusal> {
        let name = name.trim();
        if name.is_empty() || name.chars().count() > NAME_MAX {
            return Err(Refusal::Missing { field: "name" });
        }
        match self.ledger.staff_named(name)? {
            Some(_) => Err(Refusal::NameTaken),
            None => Ok(name.to_owned()),
        }
    }

    /// The name by which a regulation counts somebody in a unit that is there.
    fn role_in_regulation(&self, unit: UnitId, role: &str) -> Result<Symbol, Refusal> {
        if !self.ledger.directory()?.units.contains_key(&unit) {
            return Err(Refusal::NotFound);
        }
        match self.ledger.packs()?.names.find(role) {
            Symbol::UNKNOWN => Err(Refusal::Missing {
                field: "role_in_regulation",
            }),
            known => Ok(known),
        }
    }

    /// Takes somebody on, in a unit and with a role that the regulation knows, or with none.
    ///
    /// # Errors
    /// No name or a colleague's, no such unit, or a role that no regulation knows.
    pub fn add_staff(
        &self,
        permit: &Permit<deed::ManageAccounts>,
        name: &str,
        unit: UnitId,
        role: &str,
    ) -> Result<StaffId, Refusal> {
        let (name, role) = (self.free_name(name)?, self.role_in_regulation(unit, role)?);
        let now = self.ledger.now();
        self.together(permit.staff, move |acts| {
            let staff = acts.add_staff(&name)?;
            let change = Change::Joined { staff, unit, role };
            acts.carry_out(Command::Change(Box::new(at(now, change))))?;
            Ok(staff)
        })
    }

    /// Notes somebody who works in no unit that a regulation counts: an administrator, an outside decider.
    ///
    /// # Errors
    /// No name, or a colleague's.
    pub fn add_person(
        &self,
        permit: &Permit<deed::ManageAccounts>,
        name: &str,
    ) -> Result<StaffId, Refusal> {
        let name = self.free_name(name)?;
        self.together(permit.staff, move |acts| acts.add_staff(&name))
    }

    /// Says where somebody works from an instant on, and as what the regulation counts them; an empty role: as
    /// nothing special. Without an instant, from now.
    ///
    /// # Errors
    /// No such person or unit, a role that no regulation knows, or somebody who has left.
    pub fn employ(
        &self,
        permit: &Permit<deed::ManageAccounts>,
        staff: StaffId,
        (unit, role): (UnitId, &str),
        from: Option<Instant>,
    ) -> Result<(), Refusal> {
        let role = self.role_in_regulation(unit, role)?;
        self.check_is_here(staff)?;
        let now = self.ledger.now();
        let has_place = self.ledger.company()?.unit_of(staff, now, now).is_some();
        let change = match has_place {
            true => Change::Moved { staff, unit, role },
            false => Change::Joined { staff, unit, role },
        };
        self.change(permit.staff, from, change)
    }

    pub(super) fn check_is_here(&self, staff: StaffId) -> Result<(), Refusal> {
        let now = self.ledger.now();
        let is_known = self.ledger.directory()?.staff.contains_key(&staff);
        let has_left = self
            .ledger
            .company()?
            .departed_by(staff, now, now)
            .is_some();
        match is_known && !has_left {
            true => Ok(()),
            false => Err(Refusal::NotFound),
        }
    }
}

impl Acts<'_, '_, '_> {
    /// Somebody new, of this name.
    pub(crate) fn add_staff(&mut self, name: &str) -> Result<StaffId, Refusal> {
        let made = self.carry_out(Command::AddStaff(personal(STAFF_NAME, name)))?;
        match self.entry(&made)? {
            Some(Entry::Staff(staff)) => Ok(staff),
            _ => Err(Refusal::NotFound),
        }
    }
}

/// A fact of the company from now on.
fn at(now: Instant, change: Change) -> CompanyFact {
    CompanyFact {
        from: now,
        recorded: now,
        change,
    }
}
