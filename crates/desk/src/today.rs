//! My day: what is due, what is late, whose protection ends soon. Right at any moment, because it is judged now.

use std::collections::BTreeSet;

use ledger::lists::{Cursor, Holding, Listee};
use ruling::calendar::{Instant, Zone};

use crate::case_sheet::DutyLine;
use crate::permission::{Action, Target, deed};
use crate::plan::Plan;
use crate::sight::{Concerned, Seen, Sight};
use crate::{Actor, Desk, Refusal};

/// Most cases of one person that are looked at.
const CASES_MAX: u32 = 1_000;
/// Cases read at once.
const READ_AT_ONCE: u32 = 200;
/// Protections that end within this many days are shown.
const LAPSING_DAYS: i32 = 7;

/// What an office should have done longer ago is on no list of the day.
const LATE_SECONDS: i64 = 30 * 24 * 60 * 60;
/// What an office must do is shown so long before.
const AHEAD_SECONDS: i64 = 7 * 24 * 60 * 60;

/// A protection that ends soon.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LapsingLine {
    /// The case.
    pub case: u64,
    /// The customer, masked.
    pub customer: Option<String>,
    /// First second in which it no longer protects.
    pub until: Instant,
}

/// What somebody has to do.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Today {
    /// Late already, the longest first.
    pub overdue: Vec<DutyLine>,
    /// Due today.
    pub due: Vec<DutyLine>,
    /// Due later, the soonest first; without a deadline last.
    pub later: Vec<DutyLine>,
    /// Protections that end within seven days, the soonest first.
    pub lapsing: Vec<LapsingLine>,
    /// What one planned oneself, the soonest first.
    pub planned: Vec<Plan>,
    /// Whether there are more cases than were looked at.
    pub is_cut: bool,
}

impl Today {
    fn sort_in(&mut self, duties: Vec<DutyLine>, now: Instant) {
        let zone = Zone::shanghai();
        let tomorrow = zone.start_of(zone.day_of(now).plus_days(1));
        for duty in duties {
            let is_today = duty.due_until.is_some_and(|until| until <= tomorrow);
            match (duty.is_overdue, is_today) {
                (true, _) => self.overdue.push(duty),
                (false, true) => self.due.push(duty),
                (false, false) => self.later.push(duty),
            }
        }
    }
}

impl Desk {
    /// What an actor has to do: with the cases they hold or are in charge of, and by the office they have.
    ///
    /// # Errors
    /// The actor has no cases at all by their roles.
    pub fn today(&self, actor: &Actor) -> Result<Today, Refusal> {
        actor.may::<deed::SeeCase>(Target::Anything)?;
        self.follow()?;
        let zone = Zone::shanghai();
        let day = zone.day_of(actor.now);
        let lapsing_until = zone.start_of(day.plus_days(LAPSING_DAYS + 1));
        let mut today = Today {
            planned: self.plans(actor, None)?,
            ..Today::default()
        };
        let held = self.held_by(actor, &mut today)?;
        for holding in &held {
            let Some(seen) = self.judged_now(actor, holding.case)? else {
                continue;
            };
            let until = seen.judged.ruling.protection.until;
            if let Some(until) = until.filter(|until| *until <= lapsing_until) {
                today.lapsing.push(LapsingLine {
                    case: holding.case,
                    customer: self.customer_name(holding.case)?,
                    until,
                });
            }
            let mut duties = self.duties(actor, &seen)?;
            duties.retain(|duty| duty.is_mine);
            today.sort_in(duties, actor.now);
        }
        let held: BTreeSet<u64> = held.iter().map(|holding| holding.case).collect();
        for case in self.asked_of_offices(actor, &mut today)? {
            let concerned = self.ledger.look(|rows| Concerned::of(rows, case))?;
            let is_seen = actor.is_allowed(Action::SeeCase, concerned.target());
            let seen = match is_seen && !held.contains(&case) {
                true => self.judged_now(actor, case)?,
                false => None,
            };
            if let Some(seen) = seen {
                let mut duties = self.duties(actor, &seen)?;
                duties.retain(|duty| duty.is_mine);
                today.sort_in(duties, actor.now);
            }
        }
        for list in [&mut today.overdue, &mut today.due, &mut today.later] {
            list.sort_by_key(|duty| duty.due_until.unwrap_or(Instant::MAX));
        }
        today.lapsing.sort_by_key(|line| line.until);
        Ok(today)
    }

    fn judged_now(&self, actor: &Actor, case: u64) -> Result<Option<Seen>, Refusal> {
        let judged = self.ledger.case(case, actor.now, actor.now)?;
        let Some(judged) = judged else {
            return Ok(None);
        };
        let packs = self.packs_of_case(&judged)?;
        Ok(Some(Seen {
            judged,
            concerned: Concerned::default(),
            sight: Sight::Whole,
            packs,
        }))
    }

    /// Cases in which some office must do something within a day, or should have lately.
    fn asked_of_offices(&self, actor: &Actor, today: &mut Today) -> Result<BTreeSet<u64>, Refusal> {
        let company = self.ledger.company()?;
        if !company.role_of(actor.staff, actor.now, actor.now).is_some() {
            return Ok(BTreeSet::new());
        }
        let from = Cursor::after(actor.now.plus_seconds(-LATE_SECONDS));
        let until = actor.now.plus_seconds(AHEAD_SECONDS);
        let duties = self.ledger.due(from, until, CASES_MAX)?;
        today.is_cut |= duties.len() >= usize::try_from(CASES_MAX).unwrap_or(usize::MAX);
        let asked = duties.iter();
        let asked = asked.filter(|duty| matches!(duty.who, Some(Listee::Office(_))));
        Ok(asked.map(|duty| duty.case).collect())
    }

    fn held_by(&self, actor: &Actor, today: &mut Today) -> Result<Vec<Holding>, Refusal> {
        let mut held = Vec::new();
        let mut after = 0;
        loop {
            let part = self
                .ledger
                .held(actor.now, Some(actor.staff), after, READ_AT_ONCE)?;
            let Some(last) = part.last() else {
                return Ok(held);
            };
            after = last.case;
            held.extend(part);
            if held.len() >= usize::try_from(CASES_MAX).unwrap_or(usize::MAX) {
                today.is_cut = true;
                return Ok(held);
            }
        }
    }
}
