//! What units made of a month: the performance of whoever leads them.

use std::collections::BTreeMap;

use ledger::fault::Fault;
use ledger::rows::Rows;
use ruling::fact::UnitId;

use super::Month;
use crate::permission::{Action, Target};
use crate::{Actor, Desk, Refusal};

/// What a unit made of a month, with all below it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitSummary {
    /// Which.
    pub unit: UnitId,
    /// By name.
    pub name: String,
    /// Deals of which it, or somebody of it, has performance.
    pub deals: u32,
    /// That performance, in cents; corrections of earlier months among it.
    pub cents: i64,
    /// Of it, final.
    pub final_cents: i64,
    /// Cases with a registration in the month.
    pub registered: u32,
    /// Cases that somebody held and lost to a time limit in the month.
    pub lapsed: u32,
}

/// Money of a unit alone, by the deal that it is of.
struct Made {
    unit: u32,
    deal: u32,
    cents: i64,
    final_cents: i64,
}

impl Desk {
    /// The units whose credit an actor sees, each with what it made of a month.
    ///
    /// # Errors
    /// The actor sees no unit's.
    pub fn credit_summary(&self, actor: &Actor, month: Month) -> Result<Vec<UnitSummary>, Refusal> {
        if actor.scopes_of(Action::SeeCredit).is_empty() {
            return Err(Refusal::NotAllowed(Action::SeeCredit));
        }
        self.follow()?;
        self.turn_lines(super::TURNS)?;
        self.turn_credit(super::TURNS)?;
        let (directory, organisation) = (self.ledger.directory()?, self.organisation()?);
        let sees = |unit: UnitId| actor.is_allowed(Action::SeeCredit, Target::Unit(Some(unit)));
        let units = directory.units.iter().filter(|(unit, _)| sees(**unit));
        let (made, registered, lapsed) = self.ledger.look(|rows| {
            Ok::<_, Fault>((
                made(rows, month)?,
                registered(rows, month)?,
                lapsed(rows, month)?,
            ))
        })?;
        let summaries = units.map(|(unit, name)| {
            let is_below = |one: u32| {
                let one = std::num::NonZeroU32::new(one).map(UnitId);
                one.is_some_and(|one| organisation.line_of(one, actor.now).contains(unit))
            };
            let own: Vec<&Made> = made.iter().filter(|made| is_below(made.unit)).collect();
            let mut deals: Vec<u32> = own.iter().map(|made| made.deal).collect();
            deals.sort_unstable();
            deals.dedup();
            let of = |counts: &BTreeMap<u32, u32>| counts.get(&unit.0.get()).copied().unwrap_or(0);
            UnitSummary {
                unit: *unit,
                name: name.clone(),
                deals: u32::try_from(deals.len()).unwrap_or(u32::MAX),
                cents: own.iter().map(|made| made.cents).sum(),
                final_cents: own.iter().map(|made| made.final_cents).sum(),
                registered: of(&registered),
                lapsed: of(&lapsed),
            }
        });
        Ok(summaries.collect())
    }
}

fn made(rows: &Rows<'_>, month: Month) -> Result<Vec<Made>, Fault> {
    rows.query(
        "adding up what units made",
        "SELECT unit_id, deal_seq, CAST(COALESCE(SUM(cents), 0) AS BIGINT), CAST(SUM(final_cents) AS BIGINT) \
         FROM credit_line WHERE company_id = $1 AND month_no = $2 AND kind = 0 AND unit_id IS NOT NULL \
         GROUP BY unit_id, deal_seq",
        &[rows.company(), month.0.into()],
        |row| {
            Ok(Made {
                unit: row.int(0)?,
                deal: row.int(1)?,
                cents: row.int(2)?,
                final_cents: row.int(3)?,
            })
        },
    )
}

/// First day of the month, and of the one after.
fn days(month: Month) -> (i64, i64) {
    let day = |month: Month| month.first_day().map_or(0, |day| i64::from(day.days()));
    (day(month), day(month.after()))
}

fn registered(rows: &Rows<'_>, month: Month) -> Result<BTreeMap<u32, u32>, Fault> {
    let (first, end) = days(month);
    let counts = rows.query(
        "counting registered cases",
        "SELECT u.unit_id, CAST(COUNT(DISTINCT a.case_id) AS BIGINT) FROM arrival a JOIN case_of_unit u \
         ON u.company_id = a.company_id AND u.case_id = a.case_id WHERE a.company_id = $1 AND a.day_no >= $2 \
         AND a.day_no < $3 AND a.is_registration = 1 GROUP BY u.unit_id",
        &[rows.company(), first.into(), end.into()],
        |row| Ok((row.int(0)?, row.int(1)?)),
    )?;
    Ok(counts.into_iter().collect())
}

fn lapsed(rows: &Rows<'_>, month: Month) -> Result<BTreeMap<u32, u32>, Fault> {
    let counts = rows.query(
        "counting cases that were lost to time",
        "SELECT u.unit_id, CAST(COUNT(DISTINCT p.case_id) AS BIGINT) FROM case_lapse p JOIN case_of_unit u \
         ON u.company_id = p.company_id AND u.case_id = p.case_id WHERE p.company_id = $1 AND p.month_no = $2 \
         GROUP BY u.unit_id",
        &[rows.company(), month.0.into()],
        |row| Ok((row.int(0)?, row.int(1)?)),
    )?;
    Ok(counts.into_iter().collect())
}
