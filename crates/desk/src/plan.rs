//! What somebody means to do with a case, and when: kept beside the facts, it decides nothing.

use ledger::fault::Fault;
use ledger::rows::Rows;
use ruling::calendar::Instant;
use ruling::case::CaseFile;
use ruling::fact::{Fact, FactKind, StaffId};
use ruling::judge::judge;

use crate::following::person_in_charge;
use crate::notices::{self, NewNotice, NoticeKind};
use crate::permission::{Action, Target, deed};
use crate::register::fact;
use crate::sight::{Seen, Sight};
use crate::{Actor, Desk, Refusal};

/// Nobody plans further ahead.
const AHEAD_SECONDS: i64 = 2 * 366 * 24 * 60 * 60;
/// Most plans of one person that are listed.
const LISTED_MAX: u32 = 200;

/// A follow-up that somebody means to make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// Which case.
    pub case: u64,
    /// The customer, masked.
    pub customer: Option<String>,
    /// When to be reminded.
    pub at: Instant,
    /// Whether that time has come.
    pub is_due: bool,
}

fn listed(rows: &Rows<'_>, staff: StaffId) -> Result<Vec<(u64, Instant)>, Fault> {
    rows.query(
        "listing what somebody plans",
        "SELECT case_id, due_at FROM plan WHERE company_id = $1 AND staff_id = $2 ORDER BY due_at, case_id LIMIT $3",
        &[rows.company(), staff.0.get().into(), LISTED_MAX.into()],
        |row| Ok((row.id(0)?, row.instant(1)?)),
    )
}

impl Desk {
    /// Reminds an actor of a case at a time. The same again changes nothing.
    ///
    /// # Errors
    /// A case that the actor does not follow up, or a time that is over or more than two years ahead.
    pub fn plan(&self, actor: &Actor, case: u64, at: Instant) -> Result<(), Refusal> {
        let seen = self.seen(actor, case, actor.now, actor.now)?;
        let permit = actor.may::<deed::FollowUp>(seen.concerned.target());
        // The case is seen, so that it is there is no secret.
        let permit = permit.map_err(|_| Refusal::NotAllowed(Action::FollowUp))?;
        if seen.sight == Sight::OwnPart {
            return Err(Refusal::NotAllowed(Action::FollowUp));
        }
        let now = self.ledger.now();
        if at <= now || at > now.plus_seconds(AHEAD_SECONDS) {
            return Err(Refusal::Missing { field: "plan_at" });
        }
        let staff = permit.staff.0.get();
        Ok(self.ledger.keep(move |rows| {
            rows.execute(
                "planning",
                "INSERT INTO plan (company_id, staff_id, case_id, due_at, is_told) VALUES ($1, $2, $3, $4, 0) \
                 ON CONFLICT (company_id, staff_id, case_id, due_at) DO NOTHING",
                &[rows.company(), staff.into(), case.into(), at.into()],
            )
        })?)
    }

    /// Drops a plan of an actor's: it was done, or is not to be. One that is gone already stays gone.
    ///
    /// # Errors
    /// No case that the actor sees.
    pub fn drop_plan(&self, actor: &Actor, case: u64, at: Instant) -> Result<(), Refusal> {
        self.seen(actor, case, actor.now, actor.now)?;
        let staff = actor.staff.0.get();
        Ok(self.ledger.keep(move |rows| {
            rows.execute(
                "dropping a plan",
                "DELETE FROM plan WHERE company_id = $1 AND staff_id = $2 AND case_id = $3 AND due_at = $4",
                &[rows.company(), staff.into(), case.into(), at.into()],
            )
        })?)
    }

    /// What an actor plans, the soonest first: all, or with one case. What they no longer see is not listed.
    ///
    /// # Errors
    /// The actor has no cases at all by their roles.
    pub fn plans(&self, actor: &Actor, case: Option<u64>) -> Result<Vec<Plan>, Refusal> {
        actor.may::<deed::SeeCase>(Target::Anything)?;
        let known = self.ledger.look(|rows| listed(rows, actor.staff))?;
        let mut plans = Vec::new();
        for (of, at) in known {
            if case.is_some_and(|case| case != of) {
                continue;
            }
            let seen = match self.seen(actor, of, actor.now, actor.now) {
                Err(Refusal::NotFound) => continue,
                seen => seen?,
            };
            let customer = match seen.sight {
                Sight::Whole => self.customer_name(of)?,
                Sight::OwnPart => None,
            };
            plans.push(Plan {
                case: of,
                customer,
                at,
                is_due: at <= actor.now,
            });
        }
        Ok(plans)
    }

    /// First second in which it is too late for a follow-up of today to keep the case; none: it would keep
    /// nothing, or is not the actor's to make.
    pub(crate) fn kept_by_follow_up(
        &self,
        actor: &Actor,
        seen: &Seen,
    ) -> Result<Option<Instant>, Refusal> {
        let ruling = &seen.judged.ruling;
        let may = actor.is_allowed(Action::FollowUp, seen.concerned.target());
        let (Some(until), Some(holder)) = (ruling.protection.until, person_in_charge(ruling))
        else {
            return Ok(None);
        };
        if !may || until == Instant::MAX || seen.sight == Sight::OwnPart {
            return Ok(None);
        }
        let file = &seen.judged.file;
        let last = file.facts().iter().map(|fact| fact.seq).max();
        let followed_up = Fact {
            seq: last.unwrap_or(0).saturating_add(1),
            actor: Some(holder),
            recorded: actor.now,
            counts_at: actor.now,
            ..fact(FactKind::FollowedUp, actor.now)
        };
        let facts = file.facts().iter().cloned().chain([followed_up]);
        let file = CaseFile::new(file.customer, facts.collect());
        let company = self.ledger.company()?;
        let after = judge(&file, &company, &seen.packs, actor.now, actor.now);
        let is_longer = after.protection.until.is_none_or(|longer| longer > until);
        let is_kept = person_in_charge(&after) == Some(holder)
            && after.protection.mode >= ruling.protection.mode;
        Ok(Some(until).filter(|_| is_kept && is_longer))
    }

    /// Tells everybody, once, what they meant to do by now.
    pub(crate) fn remind_of_plans(&self, now: Instant) -> Result<(), Refusal> {
        Ok(self.ledger.keep(move |rows| {
            let due = rows.query(
                "looking for plans whose time has come",
                "SELECT staff_id, case_id, due_at FROM plan WHERE company_id = $1 AND is_told = 0 AND due_at <= $2",
                &[rows.company(), now.into()],
                |row| Ok((row.int::<u32>(0)?, row.id(1)?, row.instant(2)?)),
            )?;
            for (staff, case, at) in due {
                if let Some(staff) = std::num::NonZeroU32::new(staff).map(StaffId) {
                    let kind = NoticeKind::Planned;
                    notices::tell(rows, &NewNotice::about_case(staff, kind, case, at.seconds()))?;
                }
                rows.execute(
                    "noting that somebody was reminded",
                    "UPDATE plan SET is_told = 1 WHERE company_id = $1 AND staff_id = $2 AND case_id = $3 AND due_at = $4",
                    &[rows.company(), staff.into(), case.into(), at.into()],
                )?;
            }
            Ok::<_, Fault>(())
        })?)
    }
}
