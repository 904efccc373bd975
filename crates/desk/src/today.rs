//! My day: what is due, what is late, whose protection ends soon. Right at any moment, because it is judged now.

use ledger::lists::Holding;
use ruling::calendar::{Instant, Zone};

use crate::case_sheet::DutyLine;
use crate::permission::{Target, deed};
use crate::sight::{Concerned, Seen, Sight};
use crate::{Actor, Desk, Refusal};

/// Most cases of one person that are looked at.
const CASES_MAX: u32 = 1_000;
/// Cases read at once.
const READ_AT_ONCE: u32 = 200;
/// Protections that end within this many days are shown.
const LAPSING_DAYS: i32 = 7;

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
    /// Whether there are more cases than were looked at.
    pub is_cut: bool,
}

impl Desk {
    /// What an actor has to do with the cases they hold or are in charge of.
    ///
    /// # Errors
    /// The actor has no cases at all by their roles.
    pub fn today(&self, actor: &Actor) -> Result<Today, Refusal> {
        actor.may::<deed::SeeCase>(Target::Anything)?;
        let zone = Zone::shanghai();
        let day = zone.day_of(actor.now);
        let tomorrow = zone.start_of(day.plus_days(1));
        let lapsing_until = zone.start_of(day.plus_days(LAPSING_DAYS + 1));
        let packs = self.packs_of(actor)?;
        let mut today = Today::default();
        let held = self.held_by(actor, &mut today)?;
        for holding in held {
            let Some(judged) = self.ledger.case(holding.case, actor.now, actor.now)? else {
                continue;
            };
            let until = judged.ruling.protection.until;
            let seen = Seen {
                judged,
                concerned: Concerned::default(),
                sight: Sight::Whole,
            };
            if let Some(until) = until.filter(|until| *until <= lapsing_until) {
                today.lapsing.push(LapsingLine {
                    case: holding.case,
                    customer: self.customer_name(holding.case)?,
                    until,
                });
            }
            for duty in self.duties(actor, &seen, &packs)? {
                let is_today = duty.due_until.is_some_and(|until| until <= tomorrow);
                match (duty.is_overdue, is_today) {
                    (true, _) => today.overdue.push(duty),
                    (false, true) => today.due.push(duty),
                    (false, false) => today.later.push(duty),
                }
            }
        }
        for list in [&mut today.overdue, &mut today.due, &mut today.later] {
            list.sort_by_key(|duty| duty.due_until.unwrap_or(Instant::MAX));
        }
        today.lapsing.sort_by_key(|line| line.until);
        Ok(today)
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
