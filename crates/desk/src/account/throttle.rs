//! Guessing is slowed down, by account, by where the guesses come from, and by the two together: whoever guesses a
//! colleague's password elsewhere, or those of many at the office, keeps nobody out of the browser they know.

use ledger::fault::Fault;
use ledger::rows::Rows;
use ruling::calendar::Instant;

use crate::Refusal;

/// Attempts from one place before one must wait.
const FREE: u32 = 5;
/// Attempts from all unknown places together before these must wait.
const FREE_FROM_ANYWHERE: u32 = 50;
/// Attempts that did not succeed from one place, whatever the account, before its unknown browsers must wait: more
/// than the people of an office mistype in a morning.
const FREE_FOR_ANYBODY: u32 = 40;
/// What attempts for any account are counted under.
const ANYBODY: u64 = 0;
/// First wait; each further attempt doubles it.
const FIRST_WAIT_SECONDS: i64 = 30;
/// Longest wait.
const WAIT_MAX_SECONDS: i64 = 15 * 60;
/// After so long without an attempt, all are forgotten.
const FORGOTTEN_SECONDS: i64 = 24 * 60 * 60;

/// Where an attempt comes from.
#[derive(Debug, Clone, Copy)]
pub(crate) enum From {
    /// A browser in which the account was signed in before: nobody else's attempts count here.
    KnownDevice(u64),
    /// An address.
    Address(u64),
}

/// Counts an attempt before it is looked at, so that many at once are not one; [`forget`] takes it back. Tells
/// how many there were from here, this one included.
///
/// # Errors
/// One must wait.
pub(crate) fn count(rows: &Rows<'_>, login_tag: u64, from: From) -> Result<u32, Refusal> {
    let now = rows.now();
    let forgotten = now.plus_seconds(-FORGOTTEN_SECONDS);
    rows.execute(
        "forgetting old attempts",
        "DELETE FROM attempt WHERE company_id = $1 AND last_at < $2",
        &[rows.company(), forgotten.into()],
    )?;
    match from {
        From::KnownDevice(tag) => count_one(rows, login_tag, tag, FREE, now),
        From::Address(tag) => {
            let here = count_one(rows, login_tag, tag, FREE, now)?;
            count_one(rows, login_tag, 0, FREE_FROM_ANYWHERE, now)?;
            count_one(rows, ANYBODY, tag, FREE_FOR_ANYBODY, now)?;
            Ok(here)
        }
    }
}

fn count_one(
    rows: &Rows<'_>,
    login_tag: u64,
    from_tag: u64,
    free: u32,
    now: Instant,
) -> Result<u32, Refusal> {
    let before = rows.query_one(
        "reading attempts",
        "SELECT failures, last_at FROM attempt WHERE company_id = $1 AND login_tag = $2 AND from_tag = $3",
        &[rows.company(), login_tag.into(), from_tag.into()],
        |row| Ok((row.int::<u32>(0)?, row.instant(1)?)),
    )?;
    let (failures, last) = before.unwrap_or((0, Instant::MIN));
    let until = last.plus_seconds(wait_seconds(failures, free));
    if failures >= free && now < until {
        return Err(Refusal::TooManyAttempts { until });
    }
    let failures = failures.saturating_add(1);
    rows.execute(
        "counting an attempt",
        "INSERT INTO attempt (company_id, login_tag, from_tag, failures, last_at) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (company_id, login_tag, from_tag) DO UPDATE SET failures = excluded.failures, \
         last_at = excluded.last_at",
        &[
            rows.company(),
            login_tag.into(),
            from_tag.into(),
            failures.into(),
            now.into(),
        ],
    )?;
    Ok(failures)
}

/// It was the right one.
pub(crate) fn forget(rows: &Rows<'_>, login_tag: u64, from: From) -> Result<(), Fault> {
    let (From::KnownDevice(tag) | From::Address(tag)) = from;
    rows.execute(
        "forgetting attempts",
        "DELETE FROM attempt WHERE company_id = $1 AND login_tag = $2 AND from_tag = $3",
        &[rows.company(), login_tag.into(), tag.into()],
    )?;
    // This one only: who knows one password may still guess at others.
    rows.execute(
        "taking an attempt back",
        "UPDATE attempt SET failures = failures - 1 WHERE company_id = $1 AND login_tag = $2 AND from_tag = $3 \
         AND failures > 0",
        &[rows.company(), ANYBODY.into(), tag.into()],
    )
}

fn wait_seconds(failures: u32, free: u32) -> i64 {
    let doublings = failures.saturating_sub(free).min(10);
    (FIRST_WAIT_SECONDS << doublings).min(WAIT_MAX_SECONDS)
}
