//! What one person may do in a day of what could be misused: counted before it is done.

use ledger::record::Command;
use ledger::rows::Rows;
use ruling::calendar::{Instant, Zone};
use ruling::fact::StaffId;

use crate::alerts;
use crate::customers::EXPORT_MAX;
use crate::notices::NoticeKind;
use crate::permission::Action;
use crate::{Desk, Refusal};

/// Of ten parts of a budget so many are no reason to look closer.
const QUIET_TENTHS: u32 = 8;

/// Today in the company's zone, and when it ends.
fn today(now: Instant) -> (i32, Instant) {
    let zone = Zone::shanghai();
    let day = zone.day_of(now);
    (day.days(), zone.start_of(day.plus_days(1)))
}

/// Counts one more of a day's budget.
fn spend(
    rows: &Rows<'_>,
    staff: StaffId,
    (action, deed): (Action, &str),
    limit: u32,
) -> Result<u32, Refusal> {
    let (day, until) = today(rows.now());
    let values = [
        rows.company(),
        staff.0.get().into(),
        deed.into(),
        i64::from(day).into(),
    ];
    let used = rows.query_one(
        "reading a budget",
        "SELECT used FROM usage WHERE company_id = $1 AND staff_id = $2 AND deed = $3 AND day_no = $4",
        &values,
        |row| row.int::<u32>(0),
    )?;
    let used = used.unwrap_or(0).saturating_add(1);
    if used > limit {
        return Err(Refusal::Budget { action, until });
    }
    let [company, staff, deed, day] = values;
    rows.execute(
        "spending a budget",
        "INSERT INTO usage (company_id, staff_id, deed, day_no, used) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (company_id, staff_id, deed, day_no) DO UPDATE SET used = excluded.used",
        &[company, staff, deed, day, used.into()],
    )?;
    Ok(used)
}

/// What is counted.
pub(crate) struct Budget {
    pub(crate) action: Action,
    /// The name it is counted under.
    pub(crate) deed: &'static str,
    /// How often in a day.
    pub(crate) limit: u32,
    /// What those who watch are told of who comes near.
    pub(crate) alert: NoticeKind,
}

impl Desk {
    /// Spends one of today's budget; whoever comes near its end is told of to those who watch, once a day.
    pub(crate) fn spend(&self, staff: StaffId, budget: Budget) -> Result<(), Refusal> {
        let watchers = self.who_may(Action::SeeAlerts)?;
        // Refused ones are told of, too, so that telling is not undone with them.
        let refused = self.ledger.keep(move |rows| {
            let spent = spend(rows, staff, (budget.action, budget.deed), budget.limit);
            let is_near = match &spent {
                Ok(used) => *used > budget.limit / 10 * QUIET_TENTHS,
                Err(_) => true,
            };
            if is_near {
                let (day, _) = today(rows.now());
                alerts::raise(rows, (budget.alert, staff, day.into()), watchers)?;
            }
            Ok::<_, Refusal>(spent.err())
        })?;
        refused.map_or(Ok(()), Err)
    }

    /// A list taken out of the program, up to [`EXPORT_MAX`] lines of it, read page by page. It is counted and leaves
    /// a trace before anything is read, and whoever does it often is told of.
    pub(crate) fn take_out<T, P>(
        &self,
        staff: StaffId,
        page: impl Fn(Option<P>) -> Result<(Vec<T>, Option<P>), Refusal>,
    ) -> Result<Vec<T>, Refusal> {
        let deed = "export";
        let budget = Budget {
            action: Action::Export,
            deed,
            limit: self.settings.exports_a_day,
            alert: NoticeKind::ManyExports,
        };
        self.spend(staff, budget)?;
        self.carry_out(Command::Trace {
            staff,
            deed: deed.to_owned(),
        })?;
        let (mut lines, mut after) = (Vec::new(), None);
        loop {
            let (more, next) = page(after)?;
            lines.extend(more);
            if next.is_none() || lines.len() >= EXPORT_MAX {
                lines.truncate(EXPORT_MAX);
                return Ok(lines);
            }
            after = next;
        }
    }
}
