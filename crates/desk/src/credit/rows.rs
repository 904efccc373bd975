//! Credit as rows: deals, their lines, and which months' statements were issued.

use std::num::NonZeroU32;

use ledger::encoding::Entry;
use ledger::fault::Fault;
use ledger::lists::state_of;
use ledger::read::StoredEntry;
use ledger::rows::{EngineError, Row, Rows, Value};
use ruling::calendar::Instant;
use ruling::fact::{Ref, Seq, StaffId, UnitId};
use ruling::ruling::{CreditKind, Pending, Reasons, State};

use super::account::{Due, Line, Receiver};
use super::book::Booked;
use crate::customers::Whose;
use crate::following::WHOLE_COMPANY;
use crate::notices::{self, NewNotice, NoticeKind};

/// A deal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DealRow {
    /// The entry that says so.
    pub(crate) deal: Seq,
    /// The case it is judged in.
    pub(crate) case: u64,
    /// When it was made, as corrected.
    pub(crate) at: Instant,
    pub(crate) month: u32,
    pub(crate) cents: Option<i64>,
    pub(crate) state: State,
    pub(crate) reasons: Reasons,
    pub(crate) project: Option<Ref>,
    /// When time alone may change what it is worth to whom.
    pub(crate) turns: Option<Instant>,
}

/// Statements issued.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Issue {
    pub(crate) seq: Seq,
    /// This month's, and those of all before it.
    pub(crate) month: u32,
    pub(crate) at: Instant,
    pub(crate) by: StaffId,
}

/// Most deals without credit that are listed.
const OPEN_DEALS_MAX: u32 = 50;

impl Issue {
    /// What an entry says of statements that were issued.
    pub(crate) fn of(entry: &StoredEntry) -> Option<Issue> {
        match entry.entry {
            Entry::StatementsIssued { month, by } => Some(Issue {
                seq: entry.seq,
                month,
                at: entry.recorded,
                by,
            }),
            _ => None,
        }
    }
}

const DEAL_COLUMNS: &str =
    "deal_seq, case_id, deal_at, month_no, cents, state, reasons, project_ref, turns_at";

/// The columns of a line, as [`line`] reads them.
pub(super) const LINE_COLUMNS: &str = "l.deal_seq, l.month_no, l.kind, l.receiver_kind, l.receiver_id, l.office, \
     l.person_id, l.unit_id, l.cents, l.final_cents, l.parts, l.of_parts, l.state, l.reasons, l.clause, l.cause, \
     l.booked_at, l.case_id";

/// How many they are.
pub(super) const LINE_WIDTH: usize = 18;

fn deal(row: &Row<'_>) -> Result<DealRow, EngineError> {
    Ok(DealRow {
        deal: row.int(0)?,
        case: row.id(1)?,
        at: row.instant(2)?,
        month: row.int(3)?,
        cents: row.optional_int(4)?,
        state: state_of(row.int(5)?),
        reasons: reasons_of(row.int(6)?),
        project: row.optional_id(7)?.map(Ref),
        turns: row.optional_instant(8)?,
    })
}

pub(super) fn kind_of(number: u8) -> CreditKind {
    match number {
        0 => CreditKind::Performance,
        1 => CreditKind::Commission,
        _ => CreditKind::Fee,
    }
}

/// A line with its deal and case.
pub(super) fn line(row: &Row<'_>) -> Result<(Seq, u64, Line), EngineError> {
    let id = |column| -> Result<Option<NonZeroU32>, EngineError> {
        Ok(row.optional_int::<u32>(column)?.and_then(NonZeroU32::new))
    };
    let receiver = match (row.int::<u8>(3)?, id(4)?) {
        (0, Some(staff)) => Receiver::Staff(StaffId(staff)),
        (1, Some(unit)) => Receiver::Unit(UnitId(unit)),
        (2, unit) => Receiver::Office(row.text(5)?, unit.map(UnitId)),
        (3, region) => Receiver::Region(region.map_or(0, NonZeroU32::get)),
        (4, _) => Receiver::Customer,
        _ => return Err("nobody receives this".into()),
    };
    let kind = kind_of(row.int(2)?);
    let line = Line {
        month: row.int(1)?,
        due: Due {
            receiver,
            kind,
            person: id(6)?.map(StaffId),
            unit: id(7)?.map(UnitId),
            cents: row.optional_int(8)?,
            parts: row.int(10)?,
            of: row.int(11)?,
            state: state_of(row.int(12)?),
            reasons: reasons_of(row.int(13)?),
            clause: row.text(14)?,
        },
        final_cents: row.int(9)?,
        cause: row.text(15)?,
        booked: row.instant(16)?,
    };
    Ok((row.int(0)?, row.id(17)?, line))
}

fn bits(reasons: Reasons) -> u32 {
    let each = reasons.iter().map(|reason| 1 << (reason as u8));
    each.sum()
}

fn reasons_of(bits: u32) -> Reasons {
    let mut reasons = Reasons::default();
    for reason in Pending::ALL {
        if bits & (1 << (reason as u8)) != 0 {
            reasons.insert(reason);
        }
    }
    reasons
}

/// What stands for a receiver in a key.
pub(super) fn receiver_key(receiver: &Receiver) -> (u8, u32, &str) {
    let unit = |unit: &Option<UnitId>| unit.map_or(0, |unit| unit.0.get());
    match receiver {
        Receiver::Staff(staff) => (0, staff.0.get(), ""),
        Receiver::Unit(unit) => (1, unit.0.get(), ""),
        Receiver::Office(office, of) => (2, unit(of), office),
        Receiver::Region(region) => (3, *region, ""),
        Receiver::Customer => (4, 0, ""),
    }
}

/// The deals of a case.
pub(super) fn deals_of(rows: &Rows<'_>, case: u64) -> Result<Vec<DealRow>, Fault> {
    rows.query(
        "reading a case's deals",
        &format!("SELECT {DEAL_COLUMNS} FROM credit_deal WHERE company_id = $1 AND case_id = $2"),
        &[rows.company(), case.into()],
        deal,
    )
}

/// Deals of a month without lines, of a unit or the company.
pub(super) fn open_deals(rows: &Rows<'_>, whose: Whose, month: u32) -> Result<Vec<DealRow>, Fault> {
    let unit = match whose {
        Whose::Mine => return Ok(Vec::new()),
        Whose::Unit(unit) => unit.0.get(),
        Whose::Company => WHOLE_COMPANY,
    };
    rows.query(
        "looking for deals that nobody has credit of",
        &format!(
            "SELECT {DEAL_COLUMNS} FROM credit_deal d WHERE d.company_id = $1 AND d.month_no = $2 AND EXISTS \
             (SELECT 1 FROM case_of_unit u WHERE u.company_id = $1 AND u.case_id = d.case_id AND u.unit_id = $3) \
             AND NOT EXISTS (SELECT 1 FROM credit_line l WHERE l.company_id = $1 AND l.deal_seq = d.deal_seq) \
             ORDER BY d.deal_seq LIMIT $4"
        ),
        &[
            rows.company(),
            month.into(),
            unit.into(),
            OPEN_DEALS_MAX.into(),
        ],
        deal,
    )
}

/// Cases with a deal whose commission is divided, or waits for a ratio: the newest first.
pub(super) fn deals_with_commission(rows: &Rows<'_>, limit: u32) -> Result<Vec<u64>, Fault> {
    let mut waiting = Reasons::default();
    waiting.insert(Pending::Ratio);
    rows.query(
        "looking for deals with a commission",
        "SELECT DISTINCT d.case_id FROM credit_deal d WHERE d.company_id = $1 AND ((d.reasons & $2) <> 0 OR EXISTS \
         (SELECT 1 FROM credit_line l WHERE l.company_id = $1 AND l.deal_seq = d.deal_seq AND l.kind = 1)) \
         ORDER BY d.case_id DESC LIMIT $3",
        &[rows.company(), bits(waiting).into(), limit.into()],
        |row| row.id(0),
    )
}

/// Cases with deals of which a time has come.
pub(super) fn turning(rows: &Rows<'_>, limit: u32) -> Result<Vec<u64>, Fault> {
    let mut cases = rows.query(
        "looking for deals whose time has come",
        "SELECT case_id FROM credit_deal WHERE company_id = $1 AND turns_at <= $2 ORDER BY turns_at LIMIT $3",
        &[rows.company(), rows.now().into(), limit.into()],
        |row| row.id(0),
    )?;
    cases.sort_unstable();
    cases.dedup();
    Ok(cases)
}

/// A deal with its lines, as they are kept.
pub(super) fn read(rows: &Rows<'_>, seq: Seq) -> Result<(Option<DealRow>, Vec<Line>), Fault> {
    let key = [rows.company(), seq.into()];
    let row = rows.query_one(
        "reading a deal",
        &format!("SELECT {DEAL_COLUMNS} FROM credit_deal WHERE company_id = $1 AND deal_seq = $2"),
        &key,
        deal,
    )?;
    let lines = rows.query(
        "reading a deal's credit",
        &format!(
            "SELECT {LINE_COLUMNS} FROM credit_line l WHERE l.company_id = $1 AND l.deal_seq = $2 ORDER BY l.month_no"
        ),
        &key,
        |row| Ok(line(row)?.2),
    )?;
    Ok((row, lines))
}

/// The months whose statements were issued, as they were.
pub(super) fn issues(rows: &Rows<'_>) -> Result<Vec<Issue>, Fault> {
    rows.query(
        "reading which statements were issued",
        "SELECT seq, month_no, issued_at, staff_id FROM statement_issue WHERE company_id = $1 ORDER BY seq",
        &[rows.company()],
        |row| {
            let by = NonZeroU32::new(row.int(3)?).ok_or("nobody has this number")?;
            Ok(Issue {
                seq: row.int(0)?,
                month: row.int(1)?,
                at: row.instant(2)?,
                by: StaffId(by),
            })
        },
    )
}

/// Keeps a deal and its lines from now on, instead of what was kept of it.
pub(crate) fn store(rows: &Rows<'_>, booked: &Booked) -> Result<(), Fault> {
    let key = [rows.company(), booked.deal.into()];
    for sql in [
        "DELETE FROM credit_deal WHERE company_id = $1 AND deal_seq = $2",
        "DELETE FROM credit_line WHERE company_id = $1 AND deal_seq = $2",
    ] {
        rows.execute("booking a deal anew", sql, &key)?;
    }
    if let Some(row) = &booked.row {
        rows.execute(
            "booking a deal",
            "INSERT INTO credit_deal (company_id, deal_seq, case_id, deal_at, month_no, cents, state, reasons, \
             project_ref, turns_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
            &[
                rows.company(),
                row.deal.into(),
                row.case.into(),
                row.at.into(),
                row.month.into(),
                row.cents.into(),
                (row.state as u8).into(),
                bits(row.reasons).into(),
                row.project.into(),
                row.turns.into(),
            ],
        )?;
    }
    let case = booked.row.as_ref().map_or(0, |row| row.case);
    let mut lines = booked.lines.iter();
    lines.try_for_each(|line| store_line(rows, (booked.deal, case), line))
}

fn store_line(rows: &Rows<'_>, (deal, case): (Seq, u64), line: &Line) -> Result<(), Fault> {
    let Line { due, .. } = line;
    let (receiver_kind, receiver, office) = receiver_key(&due.receiver);
    let values: [Value<'_>; 19] = [
        rows.company(),
        deal.into(),
        line.month.into(),
        (due.kind as u8).into(),
        receiver_kind.into(),
        receiver.into(),
        office.into(),
        case.into(),
        due.person.map(|person| person.0.get()).into(),
        due.unit.map(|unit| unit.0.get()).into(),
        due.cents.into(),
        line.final_cents.into(),
        due.parts.into(),
        due.of.into(),
        (due.state as u8).into(),
        bits(due.reasons).into(),
        due.clause.as_str().into(),
        line.cause.as_str().into(),
        line.booked.into(),
    ];
    rows.execute(
        "booking credit",
        "INSERT INTO credit_line (company_id, deal_seq, month_no, kind, receiver_kind, receiver_id, office, case_id, \
         person_id, unit_id, cents, final_cents, parts, of_parts, state, reasons, clause, cause, booked_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)",
        &values,
    )
}

/// Keeps that statements were issued, and tells everybody who has one of them.
pub(crate) fn issue(rows: &Rows<'_>, issue: &Issue, is_news: bool) -> Result<(), Fault> {
    let before = issues(rows)?.into_iter().map(|issue| issue.month).max();
    rows.execute(
        "noting that statements were issued",
        "INSERT INTO statement_issue (company_id, seq, month_no, issued_at, staff_id) VALUES ($1, $2, $3, $4, $5)",
        &[
            rows.company(),
            issue.seq.into(),
            issue.month.into(),
            issue.at.into(),
            issue.by.0.get().into(),
        ],
    )?;
    if !is_news {
        return Ok(());
    }
    let told = rows.query(
        "looking for whoever has a statement",
        "SELECT DISTINCT receiver_id, month_no FROM credit_line WHERE company_id = $1 AND +receiver_kind = 0 \
         AND month_no > $2 AND month_no <= $3",
        &[
            rows.company(),
            before.unwrap_or(0).into(),
            issue.month.into(),
        ],
        |row| Ok((row.int::<u32>(0)?, row.int::<u32>(1)?)),
    )?;
    for (staff, month) in told {
        if let Some(staff) = NonZeroU32::new(staff).map(StaffId) {
            let kind = NoticeKind::StatementIssued;
            let notice = NewNotice::about_staff(staff, kind, staff, month.into());
            notices::tell(rows, &notice.from(Some(issue.by)))?;
        }
    }
    Ok(())
}
