//! What lists show of a case, kept beside it: made from what the ledger says will be, whenever something is recorded
//! and whenever one of its times has come. So a list of a million cases is read by ranges, and nothing is judged.

use std::collections::BTreeMap;
use std::num::NonZeroU32;

use ledger::fault::Fault;
use ledger::lists::{Listee, Outlook, mode_of, state_of};
use ledger::record::JudgedCase;
use ledger::rows::{EngineError, Row, Rows, Value};
use ruling::calendar::Instant;
use ruling::fact::{RegionCode, StaffId};
use ruling::identity::division::DivisionCode;
use ruling::ruling::{Mode, State};

use crate::credit::Month;
use crate::following::seen_seq;
use crate::pool::{self, Pooled};
use crate::sight::Concerned;
use crate::task::rows::{self as tasks, NewTask};
use crate::{Desk, Refusal};

/// Cases whose time has come that are made anew in one transaction.
const TURNED_AT_ONCE: u32 = 500;

/// A case's line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct CaseLine {
    pub(crate) case: u64,
    pub(crate) state: State,
    pub(crate) mode: Mode,
    pub(crate) holder: Option<StaffId>,
    pub(crate) region: Option<u32>,
    pub(crate) ends: Option<Instant>,
    /// [`Instant::MAX`]: something without a deadline.
    pub(crate) due: Option<Instant>,
}

/// The columns of a line, in the tables of lists.
pub(crate) const LINE_COLUMNS: &str = "case_id, state, mode, holder_id, region, ends_at, due_at";

impl CaseLine {
    /// Reads the first columns of a row: [`LINE_COLUMNS`].
    pub(crate) fn of(row: &Row<'_>) -> Result<CaseLine, EngineError> {
        let holder: Option<u32> = row.optional_int(3)?;
        Ok(CaseLine {
            case: row.id(0)?,
            state: state_of(row.int(1)?),
            mode: mode_of(row.int(2)?),
            holder: holder.and_then(NonZeroU32::new).map(StaffId),
            region: row.optional_int(4)?,
            ends: row.optional_instant(5)?,
            due: row.optional_instant(6)?,
        })
    }
}

/// A case's line is to be this from now on.
pub(crate) struct NewLine {
    case: u64,
    outlook: Outlook,
    /// What a fact says of the customer's region; none: what was known before.
    region: Option<u32>,
    pooled: Option<Pooled>,
    /// What waits in it.
    tasks: Vec<NewTask>,
}

/// What changed with a case.
#[derive(Default)]
pub(crate) struct Changed {
    /// What a fact says of the customer's region.
    pub(crate) region: Option<RegionCode>,
    /// Whom it concerns by what is not yet stored.
    pub(crate) concerned: Concerned,
}

impl Desk {
    /// The lines of these cases as the ledger has them now, with what waits in them. A fact's region becomes its
    /// case's.
    pub(crate) fn new_lines(
        &self,
        cases: BTreeMap<u64, Changed>,
        mut judged: BTreeMap<u64, JudgedCase>,
    ) -> Result<Vec<NewLine>, Refusal> {
        let now = self.ledger.now();
        let mut lines = Vec::with_capacity(cases.len());
        for (case, changed) in cases {
            let mut outlook = self.ledger.outlook(case, now)?.unwrap_or_default();
            // What waits in another case is decided there.
            let own = judged.remove(&case).filter(|judged| judged.id == case);
            let tasks = match own {
                Some(own) => self.tasks_of(own, Some(&changed.concerned))?,
                None => Vec::new(),
            };
            let pooled = self.pooled(case, &outlook)?;
            let turns = self.tasks_turn(&tasks, now)?;
            outlook.turns = outlook.turns.into_iter().chain(turns).min();
            lines.push(NewLine {
                case,
                outlook,
                region: changed.region.and_then(city),
                pooled,
                tasks,
            });
        }
        Ok(lines)
    }

    /// Cases as they are judged now.
    pub(crate) fn judged_all(
        &self,
        cases: impl Iterator<Item = u64>,
    ) -> Result<BTreeMap<u64, JudgedCase>, Refusal> {
        let now = self.ledger.now();
        let mut all = BTreeMap::new();
        for case in cases {
            all.extend(
                self.ledger
                    .case(case, now, now)?
                    .map(|judged| (case, judged)),
            );
        }
        Ok(all)
    }

    /// Makes the lines anew of which a time has come since they were made, so many transactions at most: nobody
    /// waits for all that turned while the program did not run.
    pub(crate) fn turn_lines(&self, transactions: usize) -> Result<(), Refusal> {
        for _ in 0..transactions {
            let (seen, turning) = self.ledger.look(|rows| {
                let values = [rows.company(), rows.now().into(), TURNED_AT_ONCE.into()];
                let turning = rows.query(
                    "looking for lines whose time has come",
                    "SELECT case_id FROM case_line WHERE company_id = $1 AND turns_at <= $2 \
                     ORDER BY turns_at LIMIT $3",
                    &values,
                    |row| row.id(0),
                )?;
                Ok::<_, Fault>((seen_seq(rows)?, turning))
            })?;
            if turning.is_empty() {
                return Ok(());
            }
            let judged = self.judged_all(turning.iter().copied())?;
            let matters = self.matters_now(&judged)?;
            let turned = turning.into_iter().map(|case| (case, Changed::default()));
            let lines = self.new_lines(turned.collect(), judged)?;
            self.ledger.keep(move |rows| {
                // What was recorded meanwhile is followed, and its lines are newer than these.
                if seen_seq(rows)? == seen {
                    for line in &lines {
                        note_lapse(rows, line)?;
                        store(rows, line)?;
                    }
                    matters.store(rows)?;
                }
                Ok::<_, Fault>(())
            })?;
        }
        Ok(())
    }
}

/// Notes that somebody who held a case lost it because a time limit passed.
fn note_lapse(rows: &Rows<'_>, line: &NewLine) -> Result<(), Fault> {
    let key = [rows.company(), line.case.into()];
    let turned = rows.query_one(
        "reading when a case's line turned",
        "SELECT turns_at FROM case_line WHERE company_id = $1 AND case_id = $2 AND holder_id IS NOT NULL",
        &key,
        |row| row.optional_instant(0),
    )?;
    let Some(at) = turned.flatten().filter(|_| line.outlook.owner.is_none()) else {
        return Ok(());
    };
    let [company, case] = key;
    rows.execute(
        "noting a case that was lost to time",
        "INSERT INTO case_lapse (company_id, month_no, case_id, lapsed_at) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (company_id, month_no, case_id, lapsed_at) DO NOTHING",
        &[company, Month::of(at).0.into(), case, at.into()],
    )
}

/// Stores a line, and in every list that has the case.
pub(crate) fn store(rows: &Rows<'_>, line: &NewLine) -> Result<(), Fault> {
    let NewLine { case, outlook, .. } = line;
    let known = rows.query_one(
        "reading a case's region",
        "SELECT region FROM case_line WHERE company_id = $1 AND case_id = $2",
        &[rows.company(), (*case).into()],
        |row| row.optional_int::<u32>(0),
    )?;
    let region = line.region.or(known.flatten());
    let holder = match outlook.owner {
        Some(Listee::Staff(staff)) => Some(staff),
        _ => outlook.person,
    };
    let values = |holder: Option<StaffId>| -> [Value<'_>; 7] {
        [
            (outlook.state as u8).into(),
            (outlook.mode as u8).into(),
            holder.map(|holder| holder.0.get()).into(),
            region.into(),
            outlook.ends.into(),
            outlook.due.into(),
            outlook.office_due.into(),
        ]
    };
    let mut all = vec![rows.company(), (*case).into()];
    // What waits in somebody's case is not one more customer of theirs.
    all.extend(values(holder.filter(|_| !outlook.waits)));
    all.push(outlook.turns.into());
    rows.execute(
        "storing a case's line",
        "INSERT INTO case_line (company_id, case_id, state, mode, holder_id, region, ends_at, due_at, office_at, \
         turns_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (company_id, case_id) DO UPDATE SET \
         state = excluded.state, mode = excluded.mode, holder_id = excluded.holder_id, region = excluded.region, \
         ends_at = excluded.ends_at, due_at = excluded.due_at, office_at = excluded.office_at, \
         turns_at = excluded.turns_at",
        &all,
    )?;
    let mut all = values(holder).to_vec();
    all.extend([rows.company(), (*case).into()]);
    for sql in [
        "UPDATE case_of_unit SET state = $1, mode = $2, holder_id = $3, region = $4, ends_at = $5, due_at = $6, \
         office_at = $7 WHERE company_id = $8 AND case_id = $9",
        "UPDATE case_of_staff SET state = $1, mode = $2, holder_id = $3, region = $4, ends_at = $5, due_at = $6, \
         office_at = $7 WHERE company_id = $8 AND case_id = $9",
    ] {
        rows.execute("showing a case's line in lists", sql, &all)?;
    }
    pool::keep(rows, *case, line.pooled)?;
    tasks::store(rows, *case, &line.tasks)
}

/// The city of a place, else its province, as a number.
pub(crate) fn city(place: DivisionCode) -> Option<u32> {
    let mut areas = place.ancestry();
    let city = areas.find(|area| area.to_string().ends_with("00"));
    city?.to_string().parse().ok()
}

/// A case's line; none: there is no such case.
pub(crate) fn read(rows: &Rows<'_>, case: u64) -> Result<Option<CaseLine>, Fault> {
    rows.query_one(
        "reading a case's line",
        &format!("SELECT {LINE_COLUMNS} FROM case_line WHERE company_id = $1 AND case_id = $2"),
        &[rows.company(), case.into()],
        CaseLine::of,
    )
}
