//! Units, people and their roles. All of it is in the log: who gave whom what, and since when.

use ledger::encoding::Entry;
use ledger::organisation::Grant;
use ledger::record::Command;
use ruling::calendar::Instant;
use ruling::company::{Change, CompanyFact};
use ruling::fact::{Seq, StaffId, UnitId};

use crate::desk::personal;
use crate::permission::{Action, Permit, Role, Target, deed};
use crate::{Actor, Desk, Refusal};

/// The field that the ledger seals a name under.
const STAFF_NAME: &str = "staff_name";

/// What a unit is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnitKind {
    /// 区域.
    Region,
    /// 门店.
    Store,
    /// 部门.
    Department,
    /// 班组.
    Team,
    /// 经销商.
    Dealer,
}

impl UnitKind {
    /// Every kind, the wide ones first.
    pub const ALL: [UnitKind; 5] = [
        UnitKind::Region,
        UnitKind::Store,
        UnitKind::Department,
        UnitKind::Team,
        UnitKind::Dealer,
    ];

    /// The name in the log.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            UnitKind::Region => "region",
            UnitKind::Store => "store",
            UnitKind::Department => "department",
            UnitKind::Team => "team",
            UnitKind::Dealer => "dealer",
        }
    }

    /// The kind of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<UnitKind> {
        UnitKind::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// A unit as people see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitLine {
    /// Its number.
    pub unit: UnitId,
    /// Its name.
    pub name: String,
    /// What it is; none: nobody said yet.
    pub kind: Option<UnitKind>,
    /// What it belongs to; none: directly to the company.
    pub parent: Option<UnitId>,
}

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

/// A grant as those see it who may give or audit grants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GrantLine {
    /// The entry that gave it.
    pub grant: Seq,
    /// Who has it.
    pub staff: StaffId,
    /// What.
    pub role: Role,
    /// Where; none: in the whole company.
    pub scope: Option<UnitId>,
    /// First second in which it counts.
    pub from: Instant,
    /// First second in which it no longer does.
    pub until: Option<Instant>,
    /// Who gave it; none: the company's set-up.
    pub by: Option<StaffId>,
    /// When it was given.
    pub given: Instant,
    /// When it was taken back, and by whom.
    pub revoked: Option<(Instant, Option<StaffId>)>,
}

/// A role to be given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewGrant {
    /// To whom.
    pub staff: StaffId,
    /// What.
    pub role: Role,
    /// Where; none: in the whole company.
    pub scope: Option<UnitId>,
    /// First second in which it counts; none: now.
    pub from: Option<Instant>,
    /// First second in which it no longer does; none: as long as the giver's own.
    pub until: Option<Instant>,
}

impl Desk {
    /// Every unit by name.
    ///
    /// # Errors
    /// Writing has stopped.
    pub fn units(&self, actor: &Actor) -> Result<Vec<UnitLine>, Refusal> {
        let (organisation, directory) = (self.organisation()?, self.ledger.directory()?);
        let lines = directory.units.iter().map(|(unit, name)| {
            let placing = organisation.placing(*unit, actor.now);
            UnitLine {
                unit: *unit,
                name: name.clone(),
                kind: placing.and_then(|placing| UnitKind::named(&placing.kind)),
                parent: placing.and_then(|placing| placing.parent),
            }
        });
        Ok(lines.collect())
    }

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

    /// Makes a unit.
    ///
    /// # Errors
    /// No name, or a parent that is not there.
    pub fn add_unit(
        &self,
        permit: &Permit<deed::ManageUnits>,
        name: &str,
        kind: UnitKind,
        parent: Option<UnitId>,
    ) -> Result<UnitId, Refusal> {
        let name = name.trim();
        if name.is_empty() {
            return Err(Refusal::Missing { field: "name" });
        }
        let done = self.carry_out(Command::AddUnit(name.to_owned()))?;
        let unit = match self.entry(done.seq)? {
            Some(Entry::Unit(unit, _)) => unit,
            _ => return Err(Refusal::NotFound),
        };
        self.place_unit(permit, unit, kind, parent)?;
        Ok(unit)
    }

    /// Says what a unit is and what it belongs to from now on. What was recorded before stays with what it
    /// belonged to then.
    ///
    /// # Errors
    /// No such unit, or one that would belong to itself.
    pub fn place_unit(
        &self,
        _permit: &Permit<deed::ManageUnits>,
        unit: UnitId,
        kind: UnitKind,
        parent: Option<UnitId>,
    ) -> Result<(), Refusal> {
        let kind = kind.name().to_owned();
        self.carry_out(Command::Place { unit, kind, parent })?;
        Ok(())
    }

    /// Takes somebody on, in a unit and with a role that the regulation knows, or with none.
    ///
    /// # Errors
    /// No name, no such unit, or a role that no regulation knows.
    pub fn add_staff(
        &self,
        permit: &Permit<deed::ManageAccounts>,
        name: &str,
        unit: UnitId,
        role: &str,
    ) -> Result<StaffId, Refusal> {
        let staff = self.add_person(permit, name)?;
        self.employ(permit, staff, unit, role)?;
        Ok(staff)
    }

    /// Says where somebody works from now on, and as what the regulation counts them; an empty role: as nothing
    /// special.
    ///
    /// # Errors
    /// No such unit, or a role that no regulation knows.
    pub fn employ(
        &self,
        _permit: &Permit<deed::ManageAccounts>,
        staff: StaffId,
        unit: UnitId,
        role: &str,
    ) -> Result<(), Refusal> {
        let (directory, packs) = (self.ledger.directory()?, self.ledger.packs()?);
        if !directory.units.contains_key(&unit) || !directory.staff.contains_key(&staff) {
            return Err(Refusal::NotFound);
        }
        let role = packs.names.find(role);
        if role == ruling::name::Symbol::UNKNOWN {
            return Err(Refusal::Missing { field: "role" });
        }
        let now = self.ledger.now();
        let has_place = self.ledger.company()?.unit_of(staff, now, now).is_some();
        let change = match has_place {
            true => Change::Moved { staff, unit, role },
            false => Change::Joined { staff, unit, role },
        };
        self.change(change)
    }

    /// Somebody leaves: their roles no longer count, and the regulation says what becomes of their customers.
    ///
    /// # Errors
    /// No such person.
    pub fn let_go(
        &self,
        _permit: &Permit<deed::ManageAccounts>,
        staff: StaffId,
    ) -> Result<(), Refusal> {
        if !self.ledger.directory()?.staff.contains_key(&staff) {
            return Err(Refusal::NotFound);
        }
        self.change(Change::Departed { staff })
    }

    fn change(&self, change: Change) -> Result<(), Refusal> {
        let now = self.ledger.now();
        let fact = CompanyFact {
            from: now,
            recorded: now,
            change,
        };
        self.carry_out(Command::Change(Box::new(fact)))?;
        Ok(())
    }

    /// Notes somebody who works in no unit that a regulation counts: an administrator, an outside decider.
    ///
    /// # Errors
    /// No name.
    pub fn add_person(
        &self,
        _permit: &Permit<deed::ManageAccounts>,
        name: &str,
    ) -> Result<StaffId, Refusal> {
        self.new_staff(name)
    }

    pub(crate) fn new_staff(&self, name: &str) -> Result<StaffId, Refusal> {
        let name = name.trim();
        if name.is_empty() {
            return Err(Refusal::Missing { field: "name" });
        }
        let done = self.carry_out(Command::AddStaff(personal(STAFF_NAME, name)))?;
        match self.entry(done.seq)? {
            Some(Entry::Staff(staff)) => Ok(staff),
            _ => Err(Refusal::NotFound),
        }
    }

    pub(crate) fn entry(&self, seq: Seq) -> Result<Option<Entry>, Refusal> {
        let entries = self.ledger.entries(seq, 1)?;
        Ok(entries.into_iter().next().map(|stored| stored.entry))
    }

    /// Gives a role. Nobody gives what they may not, wider than their own, to themselves, or an administrator's
    /// to somebody with another role or for a unit.
    ///
    /// # Errors
    /// Any of these.
    pub fn grant_role(&self, actor: &Actor, new: &NewGrant) -> Result<Seq, Refusal> {
        // Accounts and units are not divided by units: half an administrator would manage everybody's.
        if new.role.is_administrator() && new.scope.is_some() {
            return Err(Refusal::WholeCompanyOnly);
        }
        let own = actor.roles.iter().find(|held| {
            let may = held.role.may_grant().contains(&new.role);
            may && self.reaches(held.scope, new.scope, actor)
        });
        let own = own.ok_or(Refusal::NotAllowed(Action::GrantRoles))?;
        let until = match (new.until, own.until) {
            (None, own) => own,
            (until, _) => until,
        };
        let grant = Grant {
            staff: new.staff,
            role: new.role.name().to_owned(),
            scope: new.scope,
            from: new.from.unwrap_or(actor.now),
            until,
            by: Some((actor.staff, own.grant)),
        };
        let grant = Box::new(grant);
        let excludes = new.role.excludes();
        let excludes = excludes.map(|role| role.name().to_owned()).collect();
        Ok(self.carry_out(Command::Grant { grant, excludes })?.seq)
    }

    /// Takes a role back.
    ///
    /// # Errors
    /// No such grant, or one that the actor could not have given.
    pub fn revoke_role(&self, actor: &Actor, grant: Seq) -> Result<(), Refusal> {
        let organisation = self.organisation()?;
        let granted = organisation.grant(grant).ok_or(Refusal::NotFound)?;
        let role = crate::permission::role_of(&granted.grant.role, grant)?;
        let own = actor.roles.iter().find(|held| {
            let may = held.role.may_grant().contains(&role);
            may && self.reaches(held.scope, granted.grant.scope, actor)
        });
        let own = own.ok_or(Refusal::NotFound)?;
        let by = Some((actor.staff, own.grant));
        self.carry_out(Command::Revoke { grant, by })?;
        Ok(())
    }

    fn reaches(&self, own: Option<UnitId>, scope: Option<UnitId>, actor: &Actor) -> bool {
        let organisation = self.organisation();
        organisation.is_ok_and(|organisation| organisation.is_within(scope, own, actor.now))
    }

    /// Every grant ever given within what the actor governs or audits, the newest first.
    ///
    /// # Errors
    /// The actor neither gives nor audits roles.
    pub fn grants(&self, actor: &Actor) -> Result<Vec<GrantLine>, Refusal> {
        let audits = actor.is_allowed(Action::SeeAccesses, Target::Unit(None));
        let scopes = actor.scopes_of(Action::GrantRoles);
        if scopes.is_empty() && !audits {
            return Err(Refusal::NotAllowed(Action::GrantRoles));
        }
        let organisation = self.organisation()?;
        let mut lines = Vec::new();
        for granted in organisation.grants().iter().rev() {
            let grant = &granted.grant;
            let mut within = scopes.iter();
            let is_within =
                within.any(|scope| organisation.is_within(grant.scope, *scope, actor.now));
            if !audits && !is_within {
                continue;
            }
            lines.push(GrantLine {
                grant: granted.seq,
                staff: grant.staff,
                role: crate::permission::role_of(&grant.role, granted.seq)?,
                scope: grant.scope,
                from: grant.from,
                until: grant.until,
                by: grant.by.map(|(by, _)| by),
                given: granted.recorded,
                revoked: granted.revoked,
            });
        }
        Ok(lines)
    }
}
