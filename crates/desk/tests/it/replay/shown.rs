//! Scenarios that are about no ruling: what the desk shows is what the regulation's rule and the scenario's facts
//! come to, worked out here from those alone.

use std::collections::{BTreeMap, BTreeSet};

use desk::daily_list::{DailyListSheet, ListState};
use desk::notices::{About, NoticeKind, NoticeList};
use desk::{Actor, Instant, Refusal, StaffId, UnitId};
use ledger::access::AccessesWanted;
use ruling::calendar::{CivilDay, Zone};
use ruling::company::{Change, CompanyFact};
use ruling::fact::{Fact, FactKind};
use ruling::policy::Packs;
use ruling::rules::kept::DailyList;
use ruling::rules::who::Who;

use super::stage::{STRANGERS, Stage, UNITS, staff};
use super::told::Told;

/// What people receive of an outlet's list: name and phone of each customer, in order.
type Customers = Vec<Vec<String>>;

/// The people to whom lists are delivered take their offices: no scenario has them.
pub(super) fn name_recipients(stage: &Stage, packs: &Packs) {
    let now = stage.0.now();
    let rules = packs.versions().iter().flat_map(|version| &version.lists);
    let offices = rules.flat_map(|bound| bound.rule.recipients.clone());
    for (who, office) in STRANGERS.map(staff).into_iter().zip(offices) {
        let change = match office {
            Who::Named(name) => Change::Named { name, staff: who },
            Who::Role(role) => Change::Joined {
                staff: who,
                unit: UnitId(std::num::NonZeroU32::new(UNITS).unwrap()),
                role,
            },
            other => panic!("{other:?} receives no list"),
        };
        stage.change(&CompanyFact {
            from: now,
            recorded: now,
            change,
        });
    }
}

/// What the desk shows otherwise; none: nothing.
pub(super) fn differs(company: &[CompanyFact], told: &Told<'_>) -> Option<String> {
    let versions = told.packs.versions().iter();
    let mut rules = versions.flat_map(|version| &version.lists);
    let Some(bound) = rules.next() else {
        return Some("the desk shows nothing of it yet".to_owned());
    };
    let lists = Lists {
        told,
        rule: &bound.rule,
        company,
    };
    let first = told.scenario.case.facts().iter().map(|fact| fact.recorded);
    let day = Zone::shanghai().day_of(first.min().unwrap());
    // The first outlet confirms on the first day, all of them on the second.
    let some = lists.outlets().into_keys().take(1).collect();
    let all = lists.outlets().into_keys().collect();
    lists
        .day_differs(day, &some)
        .or_else(|| lists.day_differs(day.plus_days(1), &all))
}

struct Lists<'a> {
    told: &'a Told<'a>,
    rule: &'a DailyList,
    company: &'a [CompanyFact],
}

impl Lists<'_> {
    fn stage(&self) -> &Stage {
        self.told.stage
    }

    fn at(day: CivilDay, minutes: u32) -> Instant {
        let (hour, minute) = (minutes / 60, minutes % 60);
        let (hour, minute) = (u8::try_from(hour).unwrap(), u8::try_from(minute).unwrap());
        Zone::shanghai().at(day, hour, minute, 0)
    }

    /// Each outlet with its manager.
    fn outlets(&self) -> BTreeMap<UnitId, StaffId> {
        let joined = self.company.iter();
        let heads = joined.filter_map(|fact| match fact.change {
            Change::Joined { staff, unit, role } => {
                let is_head = self.told.packs.names.text(role) == "manager";
                is_head.then_some((unit, staff))
            }
            _ => None,
        });
        heads.collect()
    }

    fn unit_of(&self, who: StaffId) -> Option<UnitId> {
        let mut joined = self.company.iter();
        joined.find_map(|fact| match fact.change {
            Change::Joined { staff, unit, .. } if staff == who => Some(unit),
            _ => None,
        })
    }

    /// What an outlet registered in the time of a list, as it was typed.
    fn expected(&self, unit: UnitId, day: CivilDay) -> Customers {
        let cut = self.rule.cut_minutes;
        let (after, last) = (Lists::at(day.plus_days(-1), cut), Lists::at(day, cut));
        let facts = self.told.scenario.case.facts().iter();
        let registered = facts.filter(|fact| {
            let is_in_time = after < fact.recorded && fact.recorded <= last;
            fact.kind == FactKind::Registered
                && is_in_time
                && fact.doer().and_then(|who| self.unit_of(who)) == Some(unit)
        });
        registered.map(|fact| self.typed(fact)).collect()
    }

    fn typed(&self, fact: &Fact) -> Vec<String> {
        let typed = self.told.typist().registration(fact);
        let fields = typed.unwrap_or_else(|_| panic!("fact {}", fact.seq)).fields;
        let value = |wanted: &str| {
            let found = fields.iter().find(|(name, _)| name == wanted);
            found.unwrap().1.clone()
        };
        vec![value("name"), value("phone")]
    }

    fn actor(&self, who: StaffId) -> Actor {
        self.stage().actor(Some(who))
    }

    fn in_clear(
        &self,
        who: StaffId,
        unit: UnitId,
        day: CivilDay,
    ) -> Result<DailyListSheet, Refusal> {
        let desk = self.stage().0.desk();
        desk.daily_list_in_clear(&self.actor(who), unit, day)
    }

    /// Goes through a day: before it closes, when it closed, when it is late.
    fn day_differs(&self, day: CivilDay, confirming: &BTreeSet<UnitId>) -> Option<String> {
        let cut = Lists::at(day, self.rule.cut_minutes);
        if self.stage().0.now() <= cut {
            self.stage().at(cut);
            let open = self.outlets().into_keys().find_map(|unit| {
                let early = self.in_clear(staff(STRANGERS[0]), unit, day);
                let is_open =
                    matches!(early, Err(Refusal::ListOpen { from }) if from == cut.plus_seconds(1));
                (!is_open).then(|| format!("the list of {unit:?} is read in its last second"))
            });
            if open.is_some() {
                return open;
            }
        }
        self.stage().at(cut.plus_seconds(1));
        let outlets = self.outlets();
        let delivered = outlets
            .keys()
            .find_map(|unit| self.delivered_differs(*unit, day));
        if delivered.is_some() {
            return delivered;
        }
        self.stage()
            .at(Lists::at(day, self.rule.confirm_by_minutes));
        for unit in confirming {
            let desk = self.stage().0.desk();
            let sheet = desk.confirm_list(&self.actor(outlets[unit]), *unit, day);
            let state = sheet.unwrap().line.state;
            if !matches!(state, ListState::Confirmed { is_late: false, .. }) {
                return Some(format!("confirmed in the last second it is {state:?}"));
            }
        }
        let early = self.told_late(day);
        if !early.is_empty() {
            return Some(format!("{early:?} are told in the last second in time"));
        }
        self.stage().0.pass(1);
        let late = self.told_late(day);
        let wanted = outlets.keys().copied();
        let wanted: BTreeSet<UnitId> = wanted.filter(|unit| !confirming.contains(unit)).collect();
        (late != wanted).then(|| format!("managers of {late:?} are told on {day}, not {wanted:?}"))
    }

    /// Both recipients read what the outlet registered, and leave a trace; nobody who sells does.
    fn delivered_differs(&self, unit: UnitId, day: CivilDay) -> Option<String> {
        let expected = self.expected(unit, day);
        for who in STRANGERS.map(staff) {
            let before = self.traces(who);
            let sheet = self.in_clear(who, unit, day).unwrap();
            let read = sheet.rows.iter().map(|row| row.customer.clone().unwrap());
            let read: Customers = read.collect();
            if read != expected {
                return Some(format!("{unit:?} on {day}: {read:?}, not {expected:?}"));
            }
            if self.traces(who) != before + expected.len() {
                return Some(format!("{unit:?} on {day}: a look left no trace"));
            }
        }
        let mut joined = self.company.iter();
        joined.find_map(|fact| {
            let Change::Joined { staff, .. } = fact.change else {
                return None;
            };
            let is_head = self.outlets().values().any(|head| *head == staff);
            let desk = self.stage().0.desk();
            let masked = desk.daily_list(&self.actor(staff), unit, day);
            let clear = self.in_clear(staff, unit, day);
            let is_kept = match is_head && self.unit_of(staff) == Some(unit) {
                // Whoever confirms it sees how much stands on it.
                true => {
                    masked.is_ok_and(|sheet| sheet.rows.len() == expected.len())
                        && matches!(clear, Err(Refusal::NotAllowed(_)))
                }
                false => [masked, clear]
                    .iter()
                    .all(|read| matches!(read, Err(Refusal::NotFound))),
            };
            (!is_kept).then(|| format!("{staff:?} reads the list of {unit:?} otherwise"))
        })
    }

    fn traces(&self, who: StaffId) -> usize {
        let wanted = AccessesWanted {
            case: None,
            staff: Some(who),
            from: Instant::MIN,
            until: Instant::MAX,
        };
        let accesses = self.stage().0.desk().ledger().accesses(&wanted).unwrap();
        accesses
            .iter()
            .filter(|access| access.deed == "reveal")
            .count()
    }

    /// The outlets whose managers were told that a day's list is late.
    fn told_late(&self, day: CivilDay) -> BTreeSet<UnitId> {
        let desk = self.stage().0.desk();
        desk.remind().unwrap();
        let told = self.outlets().into_values().flat_map(|head| {
            let list = NoticeList::Open;
            desk.notices(&self.actor(head), list, None, 100).unwrap()
        });
        let late = told.filter_map(|notice| match (notice.kind, notice.about) {
            (NoticeKind::ListLate, About::List { unit, day: of }) if of == day => unit,
            _ => None,
        });
        late.collect()
    }
}
