//! Whom a register names and whom the ledger knows.

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroU32;

use ledger::ledger::Ledger;
use ledger::privacy::personal::Personal;
use ledger::record::Command;
use ruling::calendar::Instant;
use ruling::company::{Change, CompanyFact};
use ruling::explain::Directory;
use ruling::fact::{StaffId, UnitId};
use ruling::language::Language;

use crate::failure::Failure;
use crate::input;
use crate::register::{Intake, IntakeRow, RowProblems, compared};
use crate::store::fault;

/// Rows of people under another regulation, with its name.
type OfOthers = Vec<(IntakeRow, String)>;

/// The register's people as the ledger's.
pub(super) struct Cast {
    known: BTreeMap<StaffId, StaffId>,
    /// Names of those the ledger does not know, by the register's numbers.
    names: BTreeMap<StaffId, String>,
    /// Those to be added, in order.
    pub(super) added: Vec<String>,
    added_numbers: Vec<StaffId>,
    added_units: Vec<(UnitId, String)>,
    /// The regulation that added units are put under, if not the first.
    under: Option<String>,
    changes: Vec<CompanyFact>,
}

impl Cast {
    /// Finds everybody by name. `add` gives those whom the ledger does not know the next numbers, and puts their
    /// new units `under` a regulation.
    pub(super) fn of(
        intake: &Intake,
        ledger: &Ledger,
        add: bool,
        under: Option<String>,
    ) -> Result<Cast, Failure> {
        let directory = ledger.directory().map_err(fault)?;
        let staff: BTreeMap<String, StaffId> = directory
            .staff
            .iter()
            .map(|(staff, name)| (compared(name), *staff))
            .collect();
        let mut cast = Cast {
            known: BTreeMap::new(),
            names: BTreeMap::new(),
            added: Vec::new(),
            added_numbers: Vec::new(),
            added_units: Vec::new(),
            under,
            changes: Vec::new(),
        };
        for (number, name) in intake.people() {
            match staff.get(intake.staff_name(*number)) {
                Some(known) => {
                    cast.known.insert(*number, *known);
                }
                None => {
                    cast.names.insert(*number, name.clone());
                }
            }
        }
        if add {
            let last = directory.staff.last_key_value().map(|(staff, _)| staff.0);
            let last_unit = directory.units.last_key_value().map(|(unit, _)| unit.0);
            let units = directory.units.iter();
            let units = units.map(|(unit, name)| (compared(name), *unit)).collect();
            cast.add(intake, last, (last_unit, units));
        }
        Ok(cast)
    }

    /// The ledger numbers staff and units in the order in which they come; only we write meanwhile.
    fn add(
        &mut self,
        intake: &Intake,
        last: Option<NonZeroU32>,
        (mut last_unit, mut units): (Option<NonZeroU32>, BTreeMap<String, UnitId>),
    ) {
        let mut last = last;
        let strangers = std::mem::take(&mut self.names);
        for (number, name) in &strangers {
            let added = StaffId(next(&mut last));
            self.known.insert(*number, added);
            self.added_numbers.push(added);
            self.added.push(name.clone());
        }
        let changes = intake.changes();
        let changes: Vec<_> = changes
            .filter(|(staff, _)| strangers.contains_key(staff))
            .collect();
        for (staff, fact) in changes {
            let (Change::Joined { unit, role, .. } | Change::Moved { unit, role, .. }) =
                fact.change
            else {
                continue;
            };
            let Some(staff) = self.staff(staff) else {
                continue;
            };
            let name = intake.units().get(&unit).cloned().unwrap_or_default();
            let unit = *units.entry(compared(&name)).or_insert_with(|| {
                let unit = UnitId(next(&mut last_unit));
                self.added_units.push((unit, name));
                unit
            });
            let change = match fact.change {
                Change::Moved { .. } => Change::Moved { staff, unit, role },
                _ => Change::Joined { staff, unit, role },
            };
            self.changes.push(CompanyFact {
                change,
                ..fact.clone()
            });
        }
    }

    /// Somebody of the register in the ledger.
    pub(super) fn staff(&self, staff: StaffId) -> Option<StaffId> {
        self.known.get(&staff).copied()
    }

    /// What people are called once those who are added are there.
    pub(super) fn directory(&self, ledger: &Ledger) -> Result<Directory, Failure> {
        let mut directory = Directory::clone(&*ledger.directory().map_err(fault)?);
        let added = self.added_numbers.iter().copied();
        directory
            .staff
            .extend(added.zip(self.added.iter().cloned()));
        Ok(directory)
    }

    /// What makes the ledger know those who are added.
    pub(super) fn commands(&self) -> Vec<Command> {
        let units = self.added_units.iter().cloned();
        let units = units.map(|(_, name)| Command::AddUnit(name));
        let governed = self.under.iter().flat_map(|regulation| {
            self.added_units.iter().map(|(unit, _)| Command::Govern {
                unit: *unit,
                regulation: regulation.clone(),
                from: Instant::MIN,
            })
        });
        let staff = self.added.iter().map(|name| {
            let name = [("staff_name".to_owned(), name.clone())];
            Command::AddStaff(Personal::new(name))
        });
        let changes = self.changes.iter().cloned();
        let changes = changes.map(|change| Command::Change(Box::new(change)));
        units.chain(governed).chain(staff).chain(changes).collect()
    }

    /// The rows of people whom the ledger knows, and the others with the names it does not.
    pub(super) fn known_rows(
        &self,
        rows: Vec<IntakeRow>,
    ) -> (Vec<IntakeRow>, Vec<(IntakeRow, BTreeSet<String>)>) {
        let (mut known, mut strangers) = (Vec::new(), Vec::new());
        for row in rows {
            let people = row.facts().flat_map(|fact| [fact.actor, fact.person]);
            let unknown = people.flatten().filter_map(|staff| self.names.get(&staff));
            let unknown: BTreeSet<String> = unknown.cloned().collect();
            match unknown.is_empty() {
                true => known.push(row),
                false => strangers.push((row, unknown)),
            }
        }
        (known, strangers)
    }

    /// The rows that a regulation governs: those of people in its units at the time. The others with the name of the
    /// regulation that does.
    pub(super) fn rows_under(
        &self,
        domain: u32,
        rows: Vec<IntakeRow>,
        ledger: &Ledger,
    ) -> Result<(Vec<IntakeRow>, OfOthers), Failure> {
        let company = ledger.company().map_err(fault)?;
        let regulations = ledger.regulations().map_err(fault)?;
        let (mut own, mut of_others) = (Vec::new(), Vec::new());
        for row in rows {
            let fact = &row.fact;
            let who = fact.person.or(fact.actor).and_then(|who| self.staff(who));
            // Whoever is only to be added has no unit yet.
            let unit = who.and_then(|who| company.unit_of(who, fact.occurred, ledger.now()));
            let other = unit.map(|unit| ledger.domain_of(Some(unit), fact.occurred));
            let other = other.transpose().map_err(fault)?;
            match other.filter(|other| *other != domain) {
                Some(other) => of_others.push((row, input::name_of(regulations.packs(other)))),
                None => own.push(row),
            }
        }
        Ok((own, of_others))
    }

    /// Whom the ledger does not know.
    pub(super) fn strangers(&self) -> impl Iterator<Item = &str> {
        self.names.values().map(String::as_str)
    }
}

fn next(last: &mut Option<NonZeroU32>) -> NonZeroU32 {
    let number = last.map_or(NonZeroU32::MIN, |last| last.saturating_add(1));
    *last = Some(number);
    number
}

/// A row of somebody whose unit is under another regulation.
pub(super) fn of_another(row: &IntakeRow, other: &str, language: Language) -> RowProblems {
    RowProblems {
        sheet: row.sheet,
        row: row.row,
        problems: vec![language.pick(
            format!("登记人的单位按另一部制度 {other}：请另用 --regulation {other} 导入这些行"),
            format!("whoever registered it is in a unit under {other}: import such rows with --regulation {other}"),
        )],
    }
}

/// A row whose people the ledger does not know.
pub(super) fn stranger(row: &IntakeRow, who: &BTreeSet<String>, language: Language) -> RowProblems {
    let names: Vec<&str> = who.iter().map(String::as_str).collect();
    let names = names.join(language.pick("、", ", "));
    RowProblems {
        sheet: row.sheet,
        row: row.row,
        problems: vec![language.pick(
            format!("账本里没有员工 {names}：请更正姓名，或加 --add-staff 把登记表里的员工一并加入"),
            format!("the ledger knows nobody called {names}: correct the name, or write --add-staff to add the register's people"),
        )],
    }
}
