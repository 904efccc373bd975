//! The duty roster: which unit is on duty in which week, where a regulation gives customers to it.

use ledger::record::Command;
use ruling::calendar::{CivilDay, Zone};
use ruling::company::{Change, CompanyFact};
use ruling::fact::UnitId;
use ruling::policy::Packs;
use ruling::rules::who::Who;

use crate::permission::{Action, Target};
use crate::{Actor, Desk, Refusal};

/// Weeks that are shown and can be set, this one included.
const WEEKS: i32 = 9;
/// Of these, so many must not be without a roster.
const WEEKS_NEEDED: usize = 2;

/// A week, and who is on duty in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RosterWeek {
    /// Its first day.
    pub monday: CivilDay,
    /// The unit on duty; none: nobody has said yet.
    pub unit: Option<UnitId>,
}

/// The weeks to come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Roster {
    /// In order, this week first.
    pub weeks: Vec<RosterWeek>,
    /// The units that may be on duty: those under a regulation that has a roster.
    pub units: Vec<UnitId>,
}

/// Whether a regulation gives customers to the unit on duty.
fn has_roster(packs: &Packs) -> bool {
    let fallbacks = packs.versions().iter().flat_map(|policy| &policy.fallbacks);
    let mut ladders = fallbacks.flat_map(|bound| &bound.rule.ladder);
    ladders.any(|who| *who == Who::DutyTeam)
}

impl Desk {
    /// The roster of this week and those to come.
    ///
    /// # Errors
    /// The actor sets no roster.
    pub fn roster(&self, actor: &Actor) -> Result<Roster, Refusal> {
        if !actor.is_allowed(Action::SetRoster, Target::Anything) {
            return Err(Refusal::NotAllowed(Action::SetRoster));
        }
        let regulations = self.ledger.regulations()?;
        let mut units = Vec::new();
        for unit in self.ledger.directory()?.units.keys() {
            let domain = self.ledger.domain_of(Some(*unit), actor.now)?;
            let may = actor.is_allowed(Action::SetRoster, Target::Unit(Some(*unit)));
            if may && has_roster(regulations.packs(domain)) {
                units.push(*unit);
            }
        }
        let weeks = self.weeks(actor)?;
        Ok(Roster { weeks, units })
    }

    fn weeks(&self, actor: &Actor) -> Result<Vec<RosterWeek>, Refusal> {
        let company = self.ledger.company()?;
        let monday = Zone::shanghai().day_of(actor.now).monday();
        let weeks = (0..WEEKS).map(|week| {
            let monday = monday.plus_days(7 * week);
            RosterWeek {
                monday,
                unit: company.on_duty(monday, actor.now),
            }
        });
        Ok(weeks.collect())
    }

    /// Says who is on duty in weeks to come; weeks that stay as they are need not be named. All of it or nothing.
    ///
    /// # Errors
    /// A week that is over, or a unit for which the actor sets no roster.
    pub fn set_roster(&self, actor: &Actor, weeks: &[(CivilDay, UnitId)]) -> Result<(), Refusal> {
        let roster = self.roster(actor)?;
        let mut changes = Vec::new();
        for (monday, unit) in weeks {
            let mut known = roster.weeks.iter();
            let known = known.find(|week| week.monday == *monday);
            let known = known.ok_or(Refusal::Missing { field: "week" })?;
            if known.unit == Some(*unit) {
                continue;
            }
            if !roster.units.contains(unit) {
                return Err(Refusal::Missing { field: "on_duty" });
            }
            changes.push(CompanyFact {
                from: actor.now,
                recorded: actor.now,
                change: Change::RosterSet {
                    unit: *unit,
                    monday: *monday,
                },
            });
        }
        self.together(actor.staff, move |acts| {
            for change in changes {
                acts.carry_out(Command::Change(Box::new(change)))?;
            }
            Ok(())
        })
    }

    /// The first days of this week and the next, where the actor's regulation needs a roster and there is none.
    ///
    /// # Errors
    /// Writing has stopped.
    pub fn missing_rosters(&self, actor: &Actor) -> Result<Vec<CivilDay>, Refusal> {
        if !has_roster(&*self.packs_of(actor)?) {
            return Ok(Vec::new());
        }
        let weeks = self.weeks(actor)?.into_iter().take(WEEKS_NEEDED);
        let missing = weeks.filter(|week| week.unit.is_none());
        Ok(missing.map(|week| week.monday).collect())
    }
}
