//! How many a person has, or claimed in a period, where a regulation limits that: counted as the claim is made, and
//! recorded before it, so that the same judgment is made from the log alone.

use ledger::fault::Fault;
use ledger::rows::Rows;
use ruling::calendar::{Clock, Instant};
use ruling::fact::{Fact, FactKind, Particulars, Seq, StaffId};
use ruling::policy::{Admission, Packs};

use crate::register::fact;
use crate::{Desk, Refusal};

/// Claims looked at: no regulation lets anybody make more in a period.
const CLAIMS_MAX: u32 = 2_000;

impl Desk {
    /// The counts that the regulation's limits ask for before somebody's claim.
    pub(crate) fn counted(
        &self,
        packs: &Packs,
        claimant: StaffId,
        now: Instant,
    ) -> Result<Vec<Fact>, Refusal> {
        let Some(policy) = packs.version(packs.in_force(now)) else {
            return Ok(Vec::new());
        };
        let limits = policy
            .admission
            .iter()
            .filter_map(|bound| match &bound.rule {
                Admission::Limit(limit) if limit.counter.is_some() => Some(limit),
                _ => None,
            });
        let company = self.ledger.company()?;
        let hours = company.hours(now, now).cloned().unwrap_or_default();
        let clock = Clock {
            zone: &policy.zone,
            workdays: &packs.workdays,
            hours: &hours,
        };
        let mut counted = Vec::new();
        for limit in limits {
            let (value, until) = match limit.within {
                None => (self.ledger.look(|rows| held(rows, claimant))?, None),
                Some(span) => {
                    let claims = self.ledger.look(|rows| claims(rows, claimant))?;
                    // A period that the calendar cannot tell the end of is not over.
                    let ends = claims.into_iter();
                    let ends = ends.map(|at| clock.ends(span, at).unwrap_or(Instant::MAX));
                    let ends: Vec<Instant> = ends.filter(|end| *end > now).collect();
                    (ends.len() as u64, ends.into_iter().min())
                }
            };
            let more = Particulars {
                value: i64::try_from(value).ok(),
                until,
                ..Particulars::default()
            };
            counted.push(Fact {
                what: limit.counter,
                person: Some(claimant),
                particulars: Some(Box::new(more)),
                ..fact(FactKind::Counted, now)
            });
        }
        Ok(counted)
    }
}

/// How many cases somebody is in charge of.
fn held(rows: &Rows<'_>, staff: StaffId) -> Result<u64, Fault> {
    let staff = staff.0.get();
    let count = rows.query_one(
        "counting what somebody has",
        "SELECT count(*) FROM case_of_staff WHERE company_id = $1 AND staff_id = $2 AND holder_id = $3",
        &[rows.company(), staff.into(), staff.into()],
        |row| row.int::<u64>(0),
    )?;
    Ok(count.unwrap_or(0))
}

/// When somebody claimed, the newest first.
fn claims(rows: &Rows<'_>, staff: StaffId) -> Result<Vec<Instant>, Fault> {
    rows.query(
        "listing when somebody claimed",
        "SELECT claimed_at FROM claim_of_staff WHERE company_id = $1 AND staff_id = $2 \
         ORDER BY claimed_at DESC LIMIT $3",
        &[rows.company(), staff.0.get().into(), CLAIMS_MAX.into()],
        |row| row.instant(0),
    )
}

/// Notes that somebody claimed.
pub(crate) fn note_claim(
    rows: &Rows<'_>,
    staff: StaffId,
    (at, seq): (Instant, Seq),
) -> Result<(), Fault> {
    rows.execute(
        "noting a claim",
        "INSERT INTO claim_of_staff (company_id, staff_id, claimed_at, seq) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (company_id, staff_id, claimed_at, seq) DO NOTHING",
        &[
            rows.company(),
            staff.0.get().into(),
            at.into(),
            seq.into(),
        ],
    )
}
