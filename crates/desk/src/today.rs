//! My day: what is due, what is late, whose protection ends soon. Right at any moment, because it is judged now.

use std::collections::BTreeSet;

use ruling::calendar::{Instant, Zone};
use ruling::ruling::Mode;

use crate::case_sheet::DutyLine;
use crate::following::WHOLE_COMPANY;
use crate::permission::{Action, Target, deed};
use crate::plan::Plan;
use crate::sight::{Concerned, Seen, Sight};
use crate::{Actor, Desk, Refusal};

/// Most cases of a list that are judged.
const CASES_MAX: usize = 100;
/// Most protections shown that end soon.
const LAPSING_MAX: u32 = 100;
/// Times of lines are made anew in so many transactions before they are read.
const TURNS: usize = 4;
/// Protections that end within this many days are shown.
const LAPSING_DAYS: i32 = 7;

/// What an office should have done longer ago is on no list of the day.
const LATE_SECONDS: i64 = 30 * 24 * 60 * 60;
/// What an office must do is shown so long before.
const AHEAD_SECONDS: i64 = 7 * 24 * 60 * 60;

/// Something to be done today or on another day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DutyOfDay {
    /// What.
    pub duty: DutyLine,
    /// The customer, masked.
    pub customer: Option<String>,
}

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
    pub overdue: Vec<DutyOfDay>,
    /// Due today.
    pub due: Vec<DutyOfDay>,
    /// Due later, the soonest first; without a deadline last.
    pub later: Vec<DutyOfDay>,
    /// Protections that end within seven days, the soonest first.
    pub lapsing: Vec<LapsingLine>,
    /// What one planned oneself, the soonest first.
    pub planned: Vec<Plan>,
    /// Whether there are more cases than were looked at.
    pub is_cut: bool,
}

impl Today {
    fn sort_in(&mut self, duties: Vec<DutyOfDay>, now: Instant) {
        let zone = Zone::shanghai();
        let tomorrow = zone.start_of(zone.day_of(now).plus_days(1));
        for line in duties {
            let is_today = line.duty.due_until.is_some_and(|until| until <= tomorrow);
            match (line.duty.is_overdue, is_today) {
                (true, _) => self.overdue.push(line),
                (false, true) => self.due.push(line),
                (false, false) => self.later.push(line),
            }
        }
    }
}

impl Desk {
    /// What an actor has to do: with the cases they hold or are in charge of, and by the office they have. Only the
    /// cases shown are judged.
    ///
    /// # Errors
    /// The actor has no cases at all by their roles.
    pub fn today(&self, actor: &Actor) -> Result<Today, Refusal> {
        actor.may::<deed::SeeCase>(Target::Anything)?;
        self.follow()?;
        self.turn_lines(TURNS)?;
        let mut today = Today {
            lapsing: self.lapsing(actor)?,
            planned: self.plans(actor, None)?,
            ..Today::default()
        };
        let mut due = self.due_cases(
            DUE_OF_HOLDER,
            actor.staff.0.get(),
            (Instant::MIN, Instant::MAX),
        )?;
        today.is_cut = due.len() >= CASES_MAX;
        let own: BTreeSet<u64> = due.iter().copied().collect();
        let mut asked = self.asked_of_offices(actor)?;
        today.is_cut |= asked.len() >= CASES_MAX;
        asked.retain(|case| !own.contains(case));
        due.extend(asked);
        // Cases that wait in one another are judged as one: what is asked in them is asked once.
        let mut judged = BTreeSet::new();
        for case in due {
            let concerned = self.ledger.look(|rows| Concerned::of(rows, case))?;
            let is_seen = actor.is_allowed(Action::SeeCase, concerned.target());
            let seen = match own.contains(&case) || is_seen {
                true => self.judged_now(actor, case)?,
                false => None,
            };
            if let Some(seen) = seen.filter(|seen| judged.insert(seen.judged.id)) {
                let mut duties = self.duties(actor, &seen)?;
                duties.retain(|duty| duty.is_mine);
                let customer = match duties.is_empty() {
                    true => None,
                    false => self.customer_name(case)?,
                };
                let named = duties.into_iter().map(|duty| DutyOfDay {
                    duty,
                    customer: customer.clone(),
                });
                today.sort_in(named.collect(), actor.now);
            }
        }
        for list in [&mut today.overdue, &mut today.due, &mut today.later] {
            list.sort_by_key(|line| line.duty.due_until.unwrap_or(Instant::MAX));
        }
        Ok(today)
    }

    pub(crate) fn judged_now(&self, actor: &Actor, case: u64) -> Result<Option<Seen>, Refusal> {
        let judged = self.ledger.case(case, actor.now, actor.now)?;
        let Some(judged) = judged else {
            return Ok(None);
        };
        let packs = self.packs_of_case(&judged)?;
        Ok(Some(Seen {
            case,
            judged,
            concerned: Concerned::default(),
            sight: Sight::Whole,
            answered_for: BTreeSet::new(),
            company: self.ledger.company()?,
            packs,
        }))
    }

    /// The actor's protections that end within a few days, the soonest first.
    fn lapsing(&self, actor: &Actor) -> Result<Vec<LapsingLine>, Refusal> {
        let zone = Zone::shanghai();
        let until = zone.start_of(zone.day_of(actor.now).plus_days(LAPSING_DAYS + 1));
        let ending = self.ledger.look(|rows| {
            rows.query(
                "listing whose protection ends",
                "SELECT case_id, ends_at FROM case_line WHERE company_id = $1 AND holder_id = $2 AND ends_at > $3 \
                 AND ends_at <= $4 AND mode >= $5 ORDER BY ends_at, case_id LIMIT $6",
                &[
                    rows.company(),
                    actor.staff.0.get().into(),
                    actor.now.into(),
                    until.into(),
                    (Mode::Ask as u8).into(),
                    LAPSING_MAX.into(),
                ],
                |row| Ok((row.id(0)?, row.instant(1)?)),
            )
        })?;
        let lines = ending.into_iter().map(|(case, until)| {
            Ok(LapsingLine {
                case,
                customer: self.customer_name(case)?,
                until,
            })
        });
        lines.collect()
    }

    /// Cases in which some office must do something within days, or should have lately, among those the actor sees.
    fn asked_of_offices(&self, actor: &Actor) -> Result<Vec<u64>, Refusal> {
        let company = self.ledger.company()?;
        if !company.role_of(actor.staff, actor.now, actor.now).is_some() {
            return Ok(Vec::new());
        }
        let from = actor.now.plus_seconds(-LATE_SECONDS);
        let time = (from, actor.now.plus_seconds(AHEAD_SECONDS));
        let mut asked = self.due_cases(OFFICES_OF_STAFF, actor.staff.0.get(), time)?;
        for scope in actor.scopes_of(Action::SeeCase) {
            let unit = scope.map_or(WHOLE_COMPANY, |unit| unit.0.get());
            asked.extend(self.due_cases(OFFICES_OF_UNIT, unit, time)?);
        }
        asked.sort_unstable();
        asked.dedup();
        Ok(asked)
    }

    /// Cases of a list in which something is due after one instant and by another, the soonest first.
    fn due_cases(
        &self,
        sql: &str,
        of: u32,
        (from, until): (Instant, Instant),
    ) -> Result<Vec<u64>, Refusal> {
        Ok(self.ledger.look(|rows| {
            let most = u32::try_from(CASES_MAX).unwrap_or(u32::MAX);
            let values = [
                rows.company(),
                of.into(),
                from.into(),
                until.into(),
                most.into(),
            ];
            rows.query("listing what is due", sql, &values, |row| row.id(0))
        })?)
    }
}

const DUE_OF_HOLDER: &str = "SELECT case_id FROM case_line WHERE company_id = $1 AND holder_id = $2 AND due_at > $3 AND \
     due_at <= $4 ORDER BY due_at, case_id LIMIT $5";
const OFFICES_OF_STAFF: &str = "SELECT case_id FROM case_of_staff WHERE company_id = $1 AND staff_id = $2 AND \
     office_at > $3 AND office_at <= $4 ORDER BY office_at, case_id LIMIT $5";
const OFFICES_OF_UNIT: &str = "SELECT case_id FROM case_of_unit WHERE company_id = $1 AND unit_id = $2 AND \
     office_at > $3 AND office_at <= $4 ORDER BY office_at, case_id LIMIT $5";
