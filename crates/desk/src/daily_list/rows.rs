//! What was registered where, and which lists were confirmed, in rows that follow from the log.

use std::num::NonZeroU32;

use ledger::encoding::Entry;
use ledger::fault::Fault;
use ledger::read::StoredEntry;
use ledger::rows::{EngineError, Rows};
use ruling::calendar::{CivilDay, Instant};
use ruling::fact::{Seq, StaffId, UnitId};

use crate::{Desk, Refusal};

/// A registration that stands on a list: whose, and the entry with its case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Listed {
    pub(crate) unit: UnitId,
    pub(crate) recorded: Instant,
    pub(crate) seq: Seq,
    pub(crate) case: u64,
}

/// Who confirmed a list, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Confirmation {
    pub(crate) by: StaffId,
    pub(crate) at: Instant,
}

/// What the entries of one turn say of lists.
#[derive(Debug, Default)]
pub(crate) struct ListNews {
    listed: Vec<Listed>,
    confirmed: Vec<((UnitId, CivilDay), Confirmation)>,
}

impl ListNews {
    pub(crate) fn store(&self, rows: &Rows<'_>) -> Result<(), Fault> {
        for one in &self.listed {
            rows.execute(
                "noting what stands on a list",
                "INSERT INTO listed (company_id, unit_id, recorded_at, seq, case_id) VALUES ($1, $2, $3, $4, $5)",
                &[
                    rows.company(),
                    one.unit.0.get().into(),
                    one.recorded.into(),
                    one.seq.into(),
                    one.case.into(),
                ],
            )?;
        }
        for ((unit, day), confirmation) in &self.confirmed {
            rows.execute(
                "noting that a list was confirmed",
                "INSERT INTO list_confirmed (company_id, unit_id, day_no, staff_id, confirmed_at) \
                 VALUES ($1, $2, $3, $4, $5) ON CONFLICT (company_id, unit_id, day_no) DO NOTHING",
                &[
                    rows.company(),
                    unit.0.get().into(),
                    i64::from(day.days()).into(),
                    confirmation.by.0.get().into(),
                    confirmation.at.into(),
                ],
            )?;
        }
        Ok(())
    }
}

impl Desk {
    /// What entries say of lists: what came to stand on one, and which were confirmed.
    pub(crate) fn lists_in(&self, entries: &[StoredEntry]) -> Result<ListNews, Refusal> {
        let mut news = ListNews::default();
        for entry in entries {
            let (recorded, seq) = (entry.recorded, entry.seq);
            match &entry.entry {
                Entry::ListConfirmed { unit, day, by } => {
                    let confirmation = Confirmation {
                        by: *by,
                        at: recorded,
                    };
                    news.confirmed.push(((*unit, *day), confirmation));
                }
                Entry::Fact(fact) | Entry::Opened { fact, .. } => {
                    let unit = self.listed_in(fact, recorded)?;
                    news.listed
                        .extend(unit.zip(entry.case).map(|(unit, case)| Listed {
                            unit,
                            recorded,
                            seq,
                            case,
                        }));
                }
                _ => {}
            }
        }
        Ok(news)
    }
}

/// What was recorded in a unit after one instant, up to and with another, in order.
pub(crate) fn listed(
    rows: &Rows<'_>,
    unit: UnitId,
    (after, last): (Instant, Instant),
) -> Result<Vec<Listed>, Fault> {
    rows.query(
        "listing what stands on a list",
        "SELECT recorded_at, seq, case_id FROM listed WHERE company_id = $1 AND unit_id = $2 AND recorded_at > $3 AND \
         recorded_at <= $4 ORDER BY recorded_at, seq",
        &[
            rows.company(),
            unit.0.get().into(),
            after.into(),
            last.into(),
        ],
        |row| {
            Ok(Listed {
                unit,
                recorded: row.instant(0)?,
                seq: row.int(1)?,
                case: row.id(2)?,
            })
        },
    )
}

/// The units in which anything was recorded in that time.
pub(crate) fn units(
    rows: &Rows<'_>,
    (after, last): (Instant, Instant),
) -> Result<Vec<UnitId>, Fault> {
    rows.query(
        "listing where anything stands on a list",
        "SELECT DISTINCT unit_id FROM listed WHERE company_id = $1 AND recorded_at > $2 AND recorded_at <= $3",
        &[rows.company(), after.into(), last.into()],
        |row| unit(row.int(0)?),
    )
}

/// Who confirmed a unit's list of a day; none: nobody yet.
pub(crate) fn confirmation(
    rows: &Rows<'_>,
    unit: UnitId,
    day: CivilDay,
) -> Result<Option<Confirmation>, Fault> {
    rows.query_one(
        "looking whether a list was confirmed",
        "SELECT staff_id, confirmed_at FROM list_confirmed WHERE company_id = $1 AND unit_id = $2 AND day_no = $3",
        &[
            rows.company(),
            unit.0.get().into(),
            i64::from(day.days()).into(),
        ],
        |row| {
            let by = NonZeroU32::new(row.int(0)?).ok_or("nobody has this number")?;
            Ok(Confirmation {
                by: StaffId(by),
                at: row.instant(1)?,
            })
        },
    )
}

fn unit(number: u32) -> Result<UnitId, EngineError> {
    let number = NonZeroU32::new(number).ok_or("no unit has this number")?;
    Ok(UnitId(number))
}
