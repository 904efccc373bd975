//! Which units have a list of a day, from when to when, who confirms it, who receives it, and who is told when it is
//! late. All of it is the regulation's: nothing here knows an hour or an office.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use ruling::calendar::{CivilDay, Instant, Zone};
use ruling::fact::{Fact, FactKind, StaffId, UnitId};
use ruling::policy::Packs;
use ruling::rules::kept::DailyList;
use ruling::rules::who::Who;
use ruling::ruling::Source;

use super::rows;
use crate::organisation::UnitKind;
use crate::permission::{Action, Role, Target, role_of};
use crate::{Desk, Refusal};

/// What the regulation of a unit says of its lists.
#[derive(Debug, Clone)]
struct Ruled {
    domain: u32,
    packs: Arc<Packs>,
    source: Source,
    rule: DailyList,
}

/// A unit's list of a day.
#[derive(Debug, Clone)]
pub(super) struct DayList {
    pub(super) unit: UnitId,
    pub(super) day: CivilDay,
    ruled: Ruled,
    /// The last second of the list before it.
    pub(super) after: Instant,
}

/// The second at which a time of day is reached.
fn at(day: CivilDay, minutes: u32) -> Instant {
    // Rules are read with 24 hours at most.
    let part = |number: u32| u8::try_from(number).unwrap_or(u8::MAX);
    Zone::shanghai().at(day, part(minutes / 60), part(minutes % 60), 0)
}

/// The last second of a day.
fn end_of(day: CivilDay) -> Instant {
    let next = Zone::shanghai().start_of(day.plus_days(1));
    next.plus_seconds(-1)
}

impl DayList {
    /// Its last second: what is recorded in it still stands on it.
    pub(super) fn last(&self) -> Instant {
        at(self.day, self.ruled.rule.cut_minutes)
    }

    /// The last second in which it is confirmed in time.
    pub(super) fn confirm_by(&self) -> Instant {
        let rule = &self.ruled.rule;
        let is_next_day = rule.confirm_by_minutes < rule.cut_minutes;
        at(
            self.day.plus_days(i32::from(is_next_day)),
            rule.confirm_by_minutes,
        )
    }

    /// Whether nothing more can come to stand on it.
    pub(super) fn is_closed(&self, now: Instant) -> bool {
        now > self.last()
    }

    /// The number of the clause that asks for it.
    pub(super) fn clause(&self) -> String {
        let clause = self.ruled.packs.clause(self.ruled.source);
        clause.map_or_else(String::new, |clause| clause.number.clone())
    }
}

impl Desk {
    /// Whether any regulation of the company has lists at all.
    pub(super) fn has_daily_lists(&self) -> Result<bool, Refusal> {
        let regulations = self.ledger.regulations()?;
        let mut all = regulations.iter();
        Ok(all.any(|(_, packs)| {
            let mut versions = packs.versions().iter();
            versions.any(|version| !version.lists.is_empty())
        }))
    }

    /// What the regulation says of a unit's lists at an instant, as far as it was known to be the unit's by then.
    fn ruled(&self, unit: UnitId, at: Instant) -> Result<Option<Ruled>, Refusal> {
        let (regulations, organisation) = (self.ledger.regulations()?, self.organisation()?);
        let line = organisation.line_since_ever(unit, at);
        let mut governed = line.iter().flat_map(|unit| regulations.governed_of(*unit));
        let (mut is_governed, mut is_known) = (false, false);
        for one in governed.by_ref() {
            is_governed = true;
            is_known |= one.recorded <= at;
        }
        if is_governed && !is_known {
            return Ok(None);
        }
        let domain = self.ledger.domain_of(Some(unit), at)?;
        let packs = regulations.packs(domain);
        let policy = packs.version(packs.in_force(at));
        let bound = policy.and_then(|policy| policy.lists.first());
        Ok(bound.map(|bound| Ruled {
            domain,
            packs: Arc::clone(packs),
            source: bound.source,
            rule: bound.rule.clone(),
        }))
    }

    /// A unit's list of a day, if its regulation has one when it closes.
    fn day_list(&self, unit: UnitId, day: CivilDay) -> Result<Option<DayList>, Refusal> {
        let Some(ruled) = self.ruled(unit, end_of(day))? else {
            return Ok(None);
        };
        let Some(ruled) = self.ruled(unit, at(day, ruled.rule.cut_minutes))? else {
            return Ok(None);
        };
        let before = day.plus_days(-1);
        let earlier = self.ruled(unit, at(before, ruled.rule.cut_minutes))?;
        let cut = earlier.map_or(ruled.rule.cut_minutes, |earlier| earlier.rule.cut_minutes);
        Ok(Some(DayList {
            unit,
            day,
            ruled,
            after: at(before, cut),
        }))
    }

    /// The last second in which a unit's list of a day is confirmed in time; none: there is no such list.
    pub(crate) fn list_confirmed_by(
        &self,
        unit: UnitId,
        day: CivilDay,
    ) -> Result<Option<Instant>, Refusal> {
        Ok(self.day_list(unit, day)?.map(|list| list.confirm_by()))
    }

    /// The outlet that a unit belongs to, or is: the nearest store.
    fn outlet_of(&self, unit: UnitId, at: Instant) -> Result<UnitId, Refusal> {
        let organisation = self.organisation()?;
        let mut line = organisation.line_of(unit, at).into_iter();
        let store = line.find(|unit| {
            let placing = organisation.placing(*unit, at);
            placing.is_some_and(|placing| placing.kind == UnitKind::Store.name())
        });
        Ok(store.unwrap_or(unit))
    }

    /// On whose list something recorded stands; none: it is no registration, or no regulation lists it.
    pub(crate) fn listed_in(
        &self,
        fact: &Fact,
        recorded: Instant,
    ) -> Result<Option<UnitId>, Refusal> {
        if fact.kind != FactKind::Registered {
            return Ok(None);
        }
        let company = self.ledger.company()?;
        let unit = fact
            .doer()
            .and_then(|staff| company.unit_of(staff, recorded, recorded));
        let Some(unit) = unit else { return Ok(None) };
        let outlet = self.outlet_of(unit, recorded)?;
        Ok(self.ruled(outlet, recorded)?.map(|_| outlet))
    }

    /// Everybody at work at an instant, by outlet, as it was known then.
    fn people_by_outlet(
        &self,
        at: Instant,
    ) -> Result<BTreeMap<UnitId, BTreeSet<StaffId>>, Refusal> {
        let (company, directory) = (self.ledger.company()?, self.ledger.directory()?);
        let mut outlets: BTreeMap<UnitId, BTreeSet<StaffId>> = BTreeMap::new();
        // Units are few, people many.
        let mut known: BTreeMap<UnitId, UnitId> = BTreeMap::new();
        for staff in directory.staff.keys() {
            if company.departed_by(*staff, at, at).is_some() {
                continue;
            }
            if let Some(unit) = company.unit_of(*staff, at, at) {
                let outlet = match known.get(&unit) {
                    Some(outlet) => *outlet,
                    None => self.outlet_of(unit, at)?,
                };
                known.insert(unit, outlet);
                outlets.entry(outlet).or_default().insert(*staff);
            }
        }
        Ok(outlets)
    }

    /// The lists of a day, by unit: of every store, of what else has somebody in the office that is told when a list is
    /// late, and of every unit that registered anything.
    pub(super) fn day_lists(&self, day: CivilDay) -> Result<Vec<DayList>, Refusal> {
        self.day_lists_of(day, |_| true)
    }

    /// The same of some units.
    pub(super) fn day_lists_of(
        &self,
        day: CivilDay,
        is_wanted: impl Fn(UnitId) -> bool,
    ) -> Result<Vec<DayList>, Refusal> {
        if !self.has_daily_lists()? {
            return Ok(Vec::new());
        }
        self.follow()?;
        let people = self.people_by_outlet(end_of(day))?;
        let span = (end_of(day.plus_days(-2)), end_of(day.plus_days(1)));
        let registered = self.ledger.look(|rows| rows::units(rows, span))?;
        let units: BTreeSet<UnitId> = people.keys().copied().chain(registered).collect();
        let nobody = BTreeSet::new();
        let mut lists = Vec::new();
        for unit in units.into_iter().filter(|unit| is_wanted(*unit)) {
            let Some(list) = self.day_list(unit, day)? else {
                continue;
            };
            if self.is_kept(&list, people.get(&unit).unwrap_or(&nobody))? {
                lists.push(list);
            }
        }
        Ok(lists)
    }

    /// Whether a unit has to confirm a list, also if nothing stands on it.
    fn is_kept(&self, list: &DayList, people: &BTreeSet<StaffId>) -> Result<bool, Refusal> {
        let (company, organisation) = (self.ledger.company()?, self.organisation()?);
        let last = list.last();
        let mut there = Vec::new();
        for staff in people {
            let unit = company.unit_of(*staff, last, last);
            // Somebody who came after it closed has no part in it.
            let joined = unit.map(|unit| self.outlet_of(unit, last)).transpose()?;
            if joined == Some(list.unit) && company.departed_by(*staff, last, last).is_none() {
                there.push(*staff);
            }
        }
        let placing = organisation.placing(list.unit, last);
        let is_store = placing.is_some_and(|placing| placing.kind == UnitKind::Store.name());
        let has_head = there.iter().any(|staff| {
            let office = company.role_of(*staff, last, last);
            matches!(list.ruled.rule.escalate, Some(Who::RoleOfUnit(role)) if role == office)
        });
        if (is_store && !there.is_empty()) || has_head {
            return Ok(true);
        }
        let span = (list.after, last);
        let listed = self
            .ledger
            .look(|rows| rows::listed(rows, list.unit, span))?;
        Ok(!listed.is_empty())
    }

    /// Whether somebody confirms a list: they receive customers for the outlet and work in it, or stand in for
    /// somebody who does.
    pub(super) fn confirms(
        &self,
        staff: StaffId,
        list: &DayList,
        now: Instant,
    ) -> Result<bool, Refusal> {
        let (company, organisation) = (self.ledger.company()?, self.organisation()?);
        for one in company.acting(staff, now, now) {
            // Of a large company few work in one outlet: only their roles are looked at.
            let unit = company.unit_of(one, now, now);
            if !organisation.is_within(unit, Some(list.unit), now) {
                continue;
            }
            let actor = self.as_actor(one)?;
            if actor.is_allowed(Action::RecordVisit, Target::Unit(Some(list.unit))) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The outlets in which somebody works, or whoever they stand in for.
    pub(super) fn own_outlets(
        &self,
        staff: StaffId,
        now: Instant,
    ) -> Result<BTreeSet<UnitId>, Refusal> {
        let company = self.ledger.company()?;
        let mut outlets = BTreeSet::new();
        for one in company.acting(staff, now, now) {
            if let Some(unit) = company.unit_of(one, now, now) {
                outlets.insert(self.outlet_of(unit, now)?);
            }
        }
        Ok(outlets)
    }

    /// Whether somebody receives the lists of any unit, or confirms those of their own.
    pub(super) fn has_part_in_lists(&self, staff: StaffId, now: Instant) -> Result<bool, Refusal> {
        let directory = self.ledger.directory()?;
        let own = self.own_outlets(staff, now)?;
        for unit in directory.units.keys() {
            let Some(ruled) = self.ruled(*unit, now)? else {
                continue;
            };
            let list = DayList {
                unit: *unit,
                day: Zone::shanghai().day_of(now),
                ruled,
                after: now,
            };
            let is_own = own.contains(unit) && self.confirms(staff, &list, now)?;
            if is_own || self.receives(staff, &list, now)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether a list is delivered to somebody: the regulation names their office, or the company named them, or
    /// they stand in for such a one.
    pub(super) fn receives(
        &self,
        staff: StaffId,
        list: &DayList,
        now: Instant,
    ) -> Result<bool, Refusal> {
        for one in self.ledger.company()?.acting(staff, now, now) {
            if self.is_named_by(&list.ruled.rule.recipients, one, (list, now))? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn is_named_by(
        &self,
        offices: &[Who],
        staff: StaffId,
        (list, now): (&DayList, Instant),
    ) -> Result<bool, Refusal> {
        let company = self.ledger.company()?;
        if company.departed_by(staff, now, now).is_some() {
            return Ok(false);
        }
        let unit = company.unit_of(staff, now, now);
        for office in offices {
            let is_it = match *office {
                Who::Named(name) => company.named(name, now, now) == Some(staff),
                Who::Role(role) => {
                    company.role_of(staff, now, now) == role
                        && self.ledger.domain_of(unit, now)? == list.ruled.domain
                }
                Who::RoleOfUnit(role) => {
                    let outlet = unit.map(|unit| self.outlet_of(unit, now)).transpose()?;
                    company.role_of(staff, now, now) == role && outlet == Some(list.unit)
                }
                _ => false,
            };
            if is_it {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Those of everybody at work of whom something holds, in order.
    fn everybody(
        &self,
        holds: impl Fn(StaffId) -> Result<bool, Refusal>,
    ) -> Result<Vec<StaffId>, Refusal> {
        let (company, directory, now) = (
            self.ledger.company()?,
            self.ledger.directory()?,
            self.ledger.now(),
        );
        let mut found = Vec::new();
        for staff in directory.staff.keys() {
            if company.departed_by(*staff, now, now).is_none() && holds(*staff)? {
                found.push(*staff);
            }
        }
        Ok(found)
    }

    /// Everybody who confirms a list.
    pub(super) fn confirmers(&self, list: &DayList, now: Instant) -> Result<Vec<StaffId>, Refusal> {
        self.everybody(|staff| self.confirms(staff, list, now))
    }

    /// Everybody to whom a list is delivered, those who stand in for one of them too.
    pub(super) fn recipients(&self, list: &DayList, now: Instant) -> Result<Vec<StaffId>, Refusal> {
        self.everybody(|staff| self.receives(staff, list, now))
    }

    /// Those who are told that a list is late: the office that the regulation names, else whoever keeps the store, else
    /// the general manager, as far as it is in their scope.
    pub(super) fn told_when_late(
        &self,
        list: &DayList,
        now: Instant,
    ) -> Result<Vec<StaffId>, Refusal> {
        let Some(office) = list.ruled.rule.escalate else {
            return Ok(Vec::new());
        };
        let company = self.ledger.company()?;
        let named = self.everybody(|staff| {
            for one in company.acting(staff, now, now) {
                if self.is_named_by(&[office], one, (list, now))? {
                    return Ok(true);
                }
            }
            Ok(false)
        })?;
        if !named.is_empty() {
            return Ok(named);
        }
        let organisation = self.organisation()?;
        for role in [Role::StoreManager, Role::GeneralManager] {
            let mut above = BTreeSet::new();
            let granted = organisation.grants().iter();
            for one in granted.filter(|one| one.is_in_force(now)) {
                let is_role = role_of(&one.grant.role, one.seq)? == role;
                let reaches = organisation.is_within(Some(list.unit), one.grant.scope, now);
                let is_here = company.departed_by(one.grant.staff, now, now).is_none();
                if is_role && reaches && is_here {
                    above.insert(one.grant.staff);
                }
            }
            if !above.is_empty() {
                return Ok(above.into_iter().collect());
            }
        }
        Ok(Vec::new())
    }
}
