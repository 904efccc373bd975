//! Units: what each is, what it belongs to, for which regions it is responsible, and which regulation it is under.

use ledger::encoding::Entry;
use ledger::fault::Fault;
use ledger::record::Command;
use ruling::calendar::Instant;
use ruling::company::{Change, CompanyFact};
use ruling::fact::{RegionCode, StaffId, UnitId};
use ruling::policy::problem::Text;

use crate::permission::{Permit, Target, deed};
use crate::{Actor, Desk, Refusal};

/// Longest name of a unit.
const NAME_MAX: usize = 40;

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

/// A regulation of the company, as a unit is under it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Governing {
    /// The name that its pack has.
    pub regulation: String,
    /// Its title.
    pub title: Text,
    /// Whose it is: the unit's own, or that of a unit above it; none: the company's first regulation.
    pub of: Option<UnitId>,
}

/// When a unit was, or will be, put under a regulation of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GovernedFrom {
    /// The regulation's title.
    pub title: Text,
    /// First second in which it counts.
    pub from: Instant,
}

/// A unit as those see it who manage units.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitSheet {
    /// The unit.
    pub line: UnitLine,
    /// What governs it now.
    pub governing: Governing,
    /// Every time it was put under one of its own, in order.
    pub governed: Vec<GovernedFrom>,
    /// Divisions that it is responsible for, as it is known now.
    pub regions: Vec<RegionCode>,
    /// How many people work in it.
    pub people: usize,
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

    /// Every unit with what governs it, for those who manage units.
    ///
    /// # Errors
    /// The actor does not.
    pub fn unit_sheets(&self, actor: &Actor) -> Result<Vec<UnitSheet>, Refusal> {
        actor.may::<deed::ManageUnits>(Target::Unit(None))?;
        let people = self.people(actor)?;
        let mut sheets = Vec::new();
        for line in self.units(actor)? {
            let working = people.iter().filter(|person| !person.has_left);
            let working = working.filter(|person| person.unit == Some(line.unit));
            sheets.push(UnitSheet {
                governing: self.governing(line.unit, actor.now)?,
                governed: self.governed(line.unit)?,
                regions: self.regions_of(line.unit, actor.now)?,
                people: working.count(),
                line,
            });
        }
        Ok(sheets)
    }

    fn regions_of(&self, unit: UnitId, now: Instant) -> Result<Vec<RegionCode>, Fault> {
        let company = self.ledger.company()?;
        let mut all = company.regions(now, now);
        let own = all.find(|(known, _)| *known == unit);
        Ok(own.map(|(_, regions)| regions.to_vec()).unwrap_or_default())
    }

    /// What governs a unit at an instant: its own regulation, else that of the nearest unit above that has one.
    fn governing(&self, unit: UnitId, at: Instant) -> Result<Governing, Fault> {
        let (regulations, organisation) = (self.ledger.regulations()?, self.organisation()?);
        let domain = self.ledger.domain_of(Some(unit), at)?;
        let newest = regulations.packs(domain).versions().last();
        let line = organisation.line_since_ever(unit, at);
        let mut own = line.into_iter();
        let of = own.find(|unit| {
            let mut known = regulations.governed_of(*unit);
            known.any(|one| one.from <= at || one.from <= one.recorded)
        });
        Ok(Governing {
            regulation: newest
                .map(|version| version.name.clone())
                .unwrap_or_default(),
            title: newest.map_or(Text::new("", ""), |version| version.title.clone()),
            of,
        })
    }

    fn governed(&self, unit: UnitId) -> Result<Vec<GovernedFrom>, Fault> {
        let regulations = self.ledger.regulations()?;
        let known = regulations.governed_of(unit);
        let told = known.filter_map(|one| {
            let newest = regulations.packs(one.domain).versions().last()?;
            Some(GovernedFrom {
                title: newest.title.clone(),
                from: one.from,
            })
        });
        Ok(told.collect())
    }

    /// Makes a unit.
    ///
    /// # Errors
    /// No name, one that another unit has, or a parent that is not there; nothing was made then.
    pub fn add_unit(
        &self,
        permit: &Permit<deed::ManageUnits>,
        name: &str,
        kind: UnitKind,
        parent: Option<UnitId>,
    ) -> Result<UnitId, Refusal> {
        let name = self.free_unit_name(name, None)?;
        let kind = kind.name().to_owned();
        self.together(permit.staff, move |acts| {
            let made = acts.carry_out(Command::AddUnit(name))?;
            let Some(Entry::Unit(unit, _)) = acts.entry(&made)? else {
                return Err(Refusal::NotFound);
            };
            acts.carry_out(Command::Place { unit, kind, parent })?;
            Ok(unit)
        })
    }

    /// A name as it is kept, unless it is none or another unit's.
    pub(crate) fn free_unit_name(
        &self,
        name: &str,
        own: Option<UnitId>,
    ) -> Result<String, Refusal> {
        let name = name.trim();
        if name.is_empty() || name.chars().count() > NAME_MAX {
            return Err(Refusal::Missing { field: "unit_name" });
        }
        match self
            .ledger
            .unit_named(name)?
            .filter(|unit| Some(*unit) != own)
        {
            Some(_) => Err(Refusal::NameTaken),
            None => Ok(name.to_owned()),
        }
    }

    /// Calls a unit otherwise, from now on and for everything it has.
    ///
    /// # Errors
    /// No name, one that another unit has, or no such unit.
    pub fn rename_unit(
        &self,
        permit: &Permit<deed::ManageUnits>,
        unit: UnitId,
        name: &str,
    ) -> Result<(), Refusal> {
        let name = self.free_unit_name(name, Some(unit))?;
        self.carry_out_for(permit.staff, Command::RenameUnit(unit, name))
    }

    /// Says what a unit is and what it belongs to from now on. What was recorded before stays with what it
    /// belonged to then.
    ///
    /// # Errors
    /// No such unit, or one that would belong to itself.
    pub fn place_unit(
        &self,
        permit: &Permit<deed::ManageUnits>,
        unit: UnitId,
        kind: UnitKind,
        parent: Option<UnitId>,
    ) -> Result<(), Refusal> {
        let kind = kind.name().to_owned();
        self.carry_out_for(permit.staff, Command::Place { unit, kind, parent })
    }

    /// Says for which divisions a unit is responsible from now on, by their codes.
    ///
    /// # Errors
    /// No such unit, or a code that is none.
    pub fn set_regions(
        &self,
        permit: &Permit<deed::ManageUnits>,
        unit: UnitId,
        codes: &str,
    ) -> Result<(), Refusal> {
        if !self.ledger.directory()?.units.contains_key(&unit) {
            return Err(Refusal::NotFound);
        }
        let codes = codes.split(|letter: char| letter.is_whitespace() || "，,、".contains(letter));
        let codes = codes.filter(|code| !code.is_empty());
        let regions: Option<Vec<RegionCode>> =
            codes.map(|code| RegionCode::parse(code).ok()).collect();
        let regions = regions.ok_or(Refusal::Missing { field: "regions" })?;
        self.change(permit.staff, None, Change::RegionSet { unit, regions })
    }

    /// Puts a unit under a regulation from an instant on; none: from now. Cases that are there stay under theirs.
    ///
    /// # Errors
    /// No such unit or regulation, or an instant that has passed.
    pub fn govern(
        &self,
        permit: &Permit<deed::ManageRegulations>,
        unit: UnitId,
        regulation: &str,
        from: Option<Instant>,
    ) -> Result<(), Refusal> {
        let now = self.ledger.now();
        if from.is_some_and(|from| from < now) {
            return Err(Refusal::Missing { field: "from" });
        }
        let (regulation, from) = (regulation.to_owned(), from.unwrap_or(now));
        let govern = Command::Govern {
            unit,
            regulation,
            from,
        };
        self.carry_out_for(permit.staff, govern)
    }

    /// A fact about people or units, from an instant on; none: from now.
    pub(crate) fn change(
        &self,
        by: StaffId,
        from: Option<Instant>,
        change: Change,
    ) -> Result<(), Refusal> {
        let now = self.ledger.now();
        let fact = CompanyFact {
            from: from.unwrap_or(now),
            recorded: now,
            change,
        };
        self.carry_out_for(by, Command::Change(Box::new(fact)))
    }
}
