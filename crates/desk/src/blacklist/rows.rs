//! The list in rows: who and when stand there, name, code and reasons are sealed beside them.

use std::num::NonZeroU32;

use ledger::fault::Fault;
use ledger::listed::Listed;
use ledger::privacy::personal::Personal;
use ledger::rows::{EngineError, Row, Rows};
use ruling::calendar::Instant;
use ruling::fact::StaffId;

const COLUMNS: &str = "entry_no, listed_at, listed_by, taken_off_at, taken_off_by";
/// What is sealed of a company, by the names under which the ledger tells companies apart.
const SEALED: [&str; 2] = ["company", "credit_code"];

/// Who took somebody off, and why.
#[derive(Debug, Clone)]
pub(super) struct Off {
    pub(super) at: Instant,
    pub(super) by: StaffId,
    pub(super) reason: String,
}

/// An entry.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) number: u64,
    pub(super) company: Personal,
    pub(super) reason: String,
    pub(super) at: Instant,
    pub(super) by: StaffId,
    pub(super) taken_off: Option<Off>,
}

impl Entry {
    /// A field of the company.
    pub(super) fn said(&self, name: &str) -> Option<String> {
        self.company.get(name).map(str::to_owned)
    }

    fn read(row: &Row<'_>) -> Result<Entry, EngineError> {
        let staff = |number: u32| NonZeroU32::new(number).map(StaffId);
        let at = row.instant(3)?;
        let off = staff(row.int(4)?).map(|by| Off {
            at,
            by,
            reason: String::new(),
        });
        Ok(Entry {
            number: row.id(0)?,
            company: Personal::default(),
            reason: String::new(),
            at: row.instant(1)?,
            by: staff(row.int(2)?).ok_or("nobody has this number")?,
            taken_off: off,
        })
    }

    fn opened(mut self, rows: &Rows<'_>) -> Result<Entry, Fault> {
        self.company = company(rows, self.number)?;
        self.reason = secret(rows, self.number, "reason")?.unwrap_or_default();
        if let Some(off) = &mut self.taken_off {
            off.reason = secret(rows, self.number, "taken_off")?.unwrap_or_default();
        }
        Ok(self)
    }

    /// Those with lower numbers than one, the highest first.
    pub(super) fn page(
        rows: &Rows<'_>,
        are_taken_off: bool,
        before: Option<u64>,
        most: u32,
    ) -> Result<Vec<Entry>, Fault> {
        let is = match are_taken_off {
            true => "<>",
            false => "=",
        };
        let before = before.unwrap_or(i64::MAX.unsigned_abs());
        let found = rows.query(
            "listing the blacklist",
            &format!(
                "SELECT {COLUMNS} FROM blacklisted WHERE company_id = $1 AND entry_no < $2 AND taken_off_by {is} 0 \
                 ORDER BY entry_no DESC LIMIT $3"
            ),
            &[rows.company(), before.into(), most.into()],
            Entry::read,
        )?;
        found.into_iter().map(|entry| entry.opened(rows)).collect()
    }

    /// The entry of a number.
    pub(super) fn numbered(rows: &Rows<'_>, number: u64) -> Result<Option<Entry>, Fault> {
        rows.query_one(
            "reading the blacklist",
            &format!("SELECT {COLUMNS} FROM blacklisted WHERE company_id = $1 AND entry_no = $2"),
            &[rows.company(), number.into()],
            Entry::read,
        )
    }
}

fn secret_name(number: u64, part: &str) -> String {
    format!("blacklist/{number}/{part}")
}

fn secret(rows: &Rows<'_>, number: u64, part: &str) -> Result<Option<String>, Fault> {
    let Some(kept) = rows.secret(&secret_name(number, part))? else {
        return Ok(None);
    };
    Ok(Some(String::from_utf8_lossy(&kept).into_owned()))
}

fn company(rows: &Rows<'_>, number: u64) -> Result<Personal, Fault> {
    let mut fields = Vec::new();
    for name in SEALED {
        let value = secret(rows, number, name)?;
        fields.extend(value.map(|value| (name.to_owned(), value)));
    }
    Ok(Personal::new(fields))
}

/// Everybody who is on the list.
pub(super) fn listed(rows: &Rows<'_>) -> Result<Listed, Fault> {
    let numbers = rows.query(
        "reading who is blacklisted",
        "SELECT entry_no FROM blacklisted WHERE company_id = $1 AND taken_off_by = 0 ORDER BY entry_no",
        &[rows.company()],
        |row| row.id(0),
    )?;
    let mut listed = Listed::default();
    for number in numbers {
        // It could be read when it was put there.
        let _ = listed.add(&company(rows, number)?);
    }
    Ok(listed)
}

/// Puts a company on the list, under the next number.
pub(super) fn put_on(
    rows: &Rows<'_>,
    by: StaffId,
    company: &Personal,
    reason: &str,
) -> Result<u64, Fault> {
    let last = rows.query_one(
        "numbering the blacklist",
        "SELECT entry_no FROM blacklisted WHERE company_id = $1 ORDER BY entry_no DESC LIMIT 1",
        &[rows.company()],
        |row| row.id(0),
    )?;
    let number = last.unwrap_or(0).saturating_add(1);
    rows.execute(
        "putting somebody on the blacklist",
        "INSERT INTO blacklisted (company_id, entry_no, listed_at, listed_by, taken_off_at, taken_off_by) VALUES \
         ($1, $2, $3, $4, 0, 0)",
        &[rows.company(), number.into(), rows.now().into(), by.0.get().into()],
    )?;
    for name in SEALED {
        if let Some(value) = company.get(name) {
            rows.keep_secret(&secret_name(number, name), value.as_bytes())?;
        }
    }
    rows.keep_secret(&secret_name(number, "reason"), reason.as_bytes())?;
    Ok(number)
}

/// Takes an entry off the list.
pub(super) fn take_off(
    rows: &Rows<'_>,
    number: u64,
    by: StaffId,
    reason: &str,
) -> Result<(), Fault> {
    rows.execute(
        "taking somebody off the blacklist",
        "UPDATE blacklisted SET taken_off_at = $1, taken_off_by = $2 WHERE company_id = $3 AND entry_no = $4",
        &[rows.now().into(), by.0.get().into(), rows.company(), number.into()],
    )?;
    rows.keep_secret(&secret_name(number, "taken_off"), reason.as_bytes())
}
