//! What is kept of codes: the last of each number, how often it was tried, and how many the number was sent.

use ledger::fault::Fault;
use ledger::rows::Rows;
use ruling::calendar::Instant;
use ruling::fact::StaffId;
use sha2::{Digest, Sha256};

use super::{CODE_MINUTES, CodeProblem};
use crate::Refusal;

/// Tries at one code.
const TRIES: u32 = 5;
/// Seconds between two codes for one number.
const PAUSE_SECONDS: i64 = 60;
/// Codes for one number in an hour and in a day, whoever sends them: nobody is pestered.
const AN_HOUR: u32 = 3;
const A_DAY: u32 = 6;
const HOUR_SECONDS: i64 = 60 * 60;
const DAY_SECONDS: i64 = 24 * HOUR_SECONDS;

pub(super) fn phone_tag(rows: &Rows<'_>, phone: &str) -> u64 {
    rows.tag(&format!("consent code/{phone}"))
}

/// Without the index key nobody finds a code by trying all of them.
fn code_hash(
    rows: &Rows<'_>,
    staff: StaffId,
    (phone, scopes): (&str, &str),
    code: &str,
) -> [u8; 32] {
    let tag = rows.tag(&format!("consent code/{}/{phone}/{scopes}/{code}", staff.0));
    Sha256::digest(tag.to_be_bytes()).into()
}

/// What a number was sent.
pub(super) struct Sent {
    at: Instant,
    hour: (i64, u32),
    day: (i64, u32),
}

impl Sent {
    pub(super) fn of(rows: &Rows<'_>, tag: u64) -> Result<Sent, Fault> {
        let known = rows.query_one(
            "reading what a number was sent",
            "SELECT sent_at, hour_no, hour_sent, day_no, day_sent FROM consent_code \
             WHERE company_id = $1 AND phone_tag = $2",
            &[rows.company(), tag.into()],
            |row| {
                Ok(Sent {
                    at: row.instant(0)?,
                    hour: (row.int(1)?, row.int(2)?),
                    day: (row.int(3)?, row.int(4)?),
                })
            },
        )?;
        Ok(known.unwrap_or(Sent {
            at: Instant::MIN,
            hour: (0, 0),
            day: (0, 0),
        }))
    }

    /// How many it was sent in the present hour and day.
    fn counts(&self, now: Instant) -> (u32, u32) {
        let in_span = |(number, sent): (i64, u32), seconds: i64| match number
            == now.seconds().div_euclid(seconds)
        {
            true => sent,
            false => 0,
        };
        (
            in_span(self.hour, HOUR_SECONDS),
            in_span(self.day, DAY_SECONDS),
        )
    }

    pub(super) fn may_be_sent(&self, now: Instant) -> Result<(), Refusal> {
        let (in_hour, in_day) = self.counts(now);
        let next = |seconds: i64| {
            let number = now.seconds().div_euclid(seconds) + 1;
            Instant::from_seconds(number * seconds)
        };
        let until = if in_day >= A_DAY {
            next(DAY_SECONDS)
        } else if in_hour >= AN_HOUR {
            next(HOUR_SECONDS)
        } else {
            self.at.plus_seconds(PAUSE_SECONDS)
        };
        match now < until {
            true => Err(CodeProblem::TooMany { until }.into()),
            false => Ok(()),
        }
    }
}

pub(super) fn keep(
    rows: &Rows<'_>,
    staff: StaffId,
    (phone, scopes): (&str, &str),
    code: &str,
) -> Result<(), Refusal> {
    let (now, tag) = (rows.now(), phone_tag(rows, phone));
    let sent = Sent::of(rows, tag)?;
    sent.may_be_sent(now)?;
    let (in_hour, in_day) = sent.counts(now);
    rows.execute(
        "forgetting old codes",
        "DELETE FROM consent_code WHERE company_id = $1 AND sent_at < $2",
        &[rows.company(), now.plus_seconds(-DAY_SECONDS).into()],
    )?;
    let hash = code_hash(rows, staff, (phone, scopes), code);
    Ok(rows.execute(
        "keeping a code",
        "INSERT INTO consent_code (company_id, phone_tag, staff_id, code_hash, used_for, tries, sent_at, hour_no, \
         hour_sent, day_no, day_sent) VALUES ($1, $2, $3, $4, NULL, $5, $6, $7, $8, $9, $10) \
         ON CONFLICT (company_id, phone_tag) DO UPDATE SET staff_id = excluded.staff_id, \
         code_hash = excluded.code_hash, used_for = NULL, tries = excluded.tries, sent_at = excluded.sent_at, \
         hour_no = excluded.hour_no, hour_sent = excluded.hour_sent, day_no = excluded.day_no, \
         day_sent = excluded.day_sent",
        &[
            rows.company(),
            tag.into(),
            staff.0.get().into(),
            (&hash).into(),
            TRIES.into(),
            now.into(),
            now.seconds().div_euclid(HOUR_SECONDS).into(),
            in_hour.saturating_add(1).into(),
            now.seconds().div_euclid(DAY_SECONDS).into(),
            in_day.saturating_add(1).into(),
        ],
    )?)
}

/// A code that was sent, as it is found when one is typed in.
struct Held {
    hash: [u8; 32],
    used_for: Option<[u8; 32]>,
    tries: u32,
    sent: Instant,
}

impl Held {
    fn of(rows: &Rows<'_>, staff: StaffId, tag: u64) -> Result<Option<Held>, Fault> {
        rows.query_one(
            "reading a code",
            "SELECT code_hash, used_for, tries, sent_at FROM consent_code \
             WHERE company_id = $1 AND phone_tag = $2 AND staff_id = $3",
            &[rows.company(), tag.into(), staff.0.get().into()],
            |row| {
                Ok(Held {
                    hash: row.array(0)?,
                    used_for: row.optional_array(1)?,
                    tries: row.int(2)?,
                    sent: row.instant(3)?,
                })
            },
        )
    }

    /// Why it opens nothing, whatever is typed.
    fn is_over(&self, now: Instant) -> Option<CodeProblem> {
        if self.sent == Instant::MIN {
            return Some(CodeProblem::NoneSent);
        }
        if self.sent.plus_seconds(CODE_MINUTES * 60) <= now {
            return Some(CodeProblem::TooOld);
        }
        (self.tries == 0).then_some(CodeProblem::TriedOut)
    }
}

/// What is wrong with a code that was typed in. The right one is for one form, however often that is sent; a wrong one
/// is counted.
pub(super) fn try_code(
    rows: &Rows<'_>,
    staff: StaffId,
    (phone, scopes, code): (&str, &str, &str),
    form: [u8; 32],
) -> Result<Option<CodeProblem>, Fault> {
    let tag = phone_tag(rows, phone);
    let Some(held) = Held::of(rows, staff, tag)? else {
        return Ok(Some(CodeProblem::NoneSent));
    };
    if let Some(problem) = held.is_over(rows.now()) {
        return Ok(Some(problem));
    }
    let is_right = held.hash == code_hash(rows, staff, (phone, scopes), code);
    let is_for_another = held.used_for.is_some_and(|used| used != form);
    if is_right && !is_for_another {
        rows.execute(
            "using a code",
            "UPDATE consent_code SET used_for = $1 WHERE company_id = $2 AND phone_tag = $3",
            &[(&form).into(), rows.company(), tag.into()],
        )?;
        return Ok(None);
    }
    rows.execute(
        "counting a try at a code",
        "UPDATE consent_code SET tries = tries - 1 WHERE company_id = $1 AND phone_tag = $2 AND tries > 0",
        &[rows.company(), tag.into()],
    )?;
    let tries = held.tries.saturating_sub(1);
    Ok(Some(match (is_right, tries) {
        (true, _) => CodeProblem::Used,
        (false, 0) => CodeProblem::TriedOut,
        (false, tries) => CodeProblem::Wrong { tries },
    }))
}
