//! What looked like misuse: kept for whoever audits later, and told to those who watch now.

use std::num::NonZeroU32;

use ledger::fault::Fault;
use ledger::rows::Rows;
use ruling::calendar::Instant;
use ruling::fact::StaffId;

use crate::customers::PAGE_MAX;
use crate::notices::{self, NewNotice, NoticeKind};
use crate::permission::{Action, Target, deed};
use crate::{Actor, Desk, Refusal};

/// An alert.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlertLine {
    /// Its number.
    pub number: u64,
    /// What looked like misuse.
    pub kind: NoticeKind,
    /// Whose doing.
    pub staff: StaffId,
    /// Their name.
    pub who: String,
    /// When it was noticed.
    pub at: Instant,
    /// Whether the reader may see what they did.
    pub may_audit: bool,
}

impl Desk {
    /// Alerts about people whom an actor watches, the newest first, before one number, and where the next page begins.
    ///
    /// # Errors
    /// The actor is told of no alerts.
    pub fn alerts(
        &self,
        actor: &Actor,
        before: Option<u64>,
        limit: u32,
    ) -> Result<(Vec<AlertLine>, Option<u64>), Refusal> {
        actor.may::<deed::SeeAlerts>(Target::Anything)?;
        let limit = limit.clamp(1, PAGE_MAX);
        let before = before.unwrap_or(i64::MAX.cast_unsigned());
        let found = self.ledger.look(|rows| {
            rows.query(
                "listing alerts",
                "SELECT alert_no, kind, staff_id, raised_at FROM alert WHERE company_id = $1 AND alert_no < $2 \
                 ORDER BY alert_no DESC LIMIT $3",
                &[rows.company(), before.into(), limit.into()],
                |row| {
                    let kind = NoticeKind::named(&row.text(1)?);
                    let staff = NonZeroU32::new(row.int(2)?);
                    Ok(AlertLine {
                        number: row.id(0)?,
                        kind: kind.ok_or("no notice is of this kind")?,
                        staff: StaffId(staff.ok_or("nobody has this number")?),
                        who: String::new(),
                        at: row.instant(3)?,
                        may_audit: false,
                    })
                },
            )
        })?;
        let is_full = found.len() >= usize::try_from(limit).unwrap_or(usize::MAX);
        let next = found.last().map(|line| line.number).filter(|_| is_full);
        let (company, directory) = (self.ledger.company()?, self.ledger.directory()?);
        let mut lines = Vec::with_capacity(found.len());
        for line in found {
            let unit = company.unit_of(line.staff, actor.now, actor.now);
            if !actor.is_allowed(Action::SeeAlerts, Target::Unit(unit)) {
                continue;
            }
            let who = directory.staff.get(&line.staff).cloned();
            lines.push(AlertLine {
                who: who.unwrap_or_default(),
                may_audit: actor.is_allowed(Action::SeeAccesses, Target::Unit(unit)),
                ..line
            });
        }
        Ok((lines, next))
    }
}

/// Keeps an alert and tells it to those who watch; once for each mark.
pub(crate) fn raise(
    rows: &Rows<'_>,
    (kind, staff, mark): (NoticeKind, StaffId, i64),
    watchers: impl IntoIterator<Item = StaffId>,
) -> Result<(), Fault> {
    for watcher in watchers {
        notices::tell(rows, &NewNotice::about_staff(watcher, kind, staff, mark))?;
    }
    let last = rows.query_one(
        "numbering an alert",
        "SELECT alert_no FROM alert WHERE company_id = $1 ORDER BY alert_no DESC LIMIT 1",
        &[rows.company()],
        |row| row.id(0),
    )?;
    rows.execute(
        "keeping an alert",
        "INSERT INTO alert (company_id, alert_no, kind, staff_id, mark, raised_at) VALUES ($1, $2, $3, $4, $5, $6) \
         ON CONFLICT (company_id, kind, staff_id, mark) DO NOTHING",
        &[
            rows.company(),
            last.unwrap_or(0).saturating_add(1).into(),
            kind.name().into(),
            staff.0.get().into(),
            mark.into(),
            rows.now().into(),
        ],
    )
}
