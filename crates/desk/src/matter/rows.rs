//! The rows of matters.

use std::collections::BTreeMap;
use std::num::NonZeroU32;

use ledger::fault::Fault;
use ledger::rows::{EngineError, Row, Rows, Value};
use ruling::calendar::Instant;
use ruling::fact::{Seq, StaffId};
use ruling::policy::Packs;
use ruling::policy::problem::Text;

use super::{MatterKind, MatterState, Outcome};
use crate::customers::PAGE_MAX;
use crate::notices::{self, NewNotice, NoticeKind};

/// A matter as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Matter {
    pub(crate) kind: MatterKind,
    pub(crate) case: u64,
    /// The entry that brought it up.
    pub(crate) entry: Seq,
    /// Whoever claims, is accused or asks.
    pub(crate) staff: Option<StaffId>,
    /// The other side of a dispute; whoever reported a violation.
    pub(crate) other: Option<StaffId>,
    /// The violation's name in the pack.
    pub(crate) name: String,
    pub(crate) domain: u32,
    pub(crate) clause: String,
    pub(crate) opened: Instant,
    pub(crate) state: MatterState,
    /// The entry that decided it last, when, and how.
    pub(crate) decided: Option<(Seq, Instant, Outcome)>,
}

const COLUMNS: &str = "m.case_id, m.kind, m.seq, m.staff_id, m.other_id, m.name, m.domain_id, m.clause, m.opened_at, \
     m.state, m.decided_seq, m.decided_at, m.outcome";

impl Matter {
    /// What tells it from every other, in the order in which they came up.
    pub(crate) fn key(&self) -> (Seq, MatterKind, u64, Option<StaffId>, String) {
        let name = self.name.clone();
        (self.entry, self.kind, self.case, self.staff, name)
    }

    /// What people call the violation.
    pub(crate) fn what(&self, packs: &Packs) -> Option<Text> {
        let is_named = !self.name.is_empty();
        is_named.then(|| packs.label(packs.names.find(&self.name)))
    }

    fn of(row: &Row<'_>) -> Result<Matter, EngineError> {
        let staff = |id: u32| NonZeroU32::new(id).map(StaffId);
        let decided = row.optional_int::<Seq>(10)?.zip(row.optional_instant(11)?);
        let outcome = Outcome::of_number(row.int(12)?);
        Ok(Matter {
            case: row.id(0)?,
            kind: MatterKind::of_number(row.int(1)?),
            entry: row.int(2)?,
            staff: staff(row.int(3)?),
            other: staff(row.int(4)?),
            name: row.text(5)?,
            domain: row.int(6)?,
            clause: row.text(7)?,
            opened: row.instant(8)?,
            state: MatterState::of_number(row.int(9)?),
            decided: decided.map(|(seq, at)| (seq, at, outcome)),
        })
    }
}

impl MatterKind {
    fn number(self) -> u8 {
        match self {
            MatterKind::Dispute => 0,
            MatterKind::Violation => 1,
            MatterKind::Look => 2,
        }
    }

    fn of_number(number: u8) -> MatterKind {
        match number {
            0 => MatterKind::Dispute,
            1 => MatterKind::Violation,
            _ => MatterKind::Look,
        }
    }
}

impl MatterState {
    fn number(self) -> u8 {
        match self {
            MatterState::Open => 0,
            MatterState::Appealed => 1,
            MatterState::Decided => 2,
            MatterState::Withdrawn => 3,
        }
    }

    fn of_number(number: u8) -> MatterState {
        match number {
            0 => MatterState::Open,
            1 => MatterState::Appealed,
            2 => MatterState::Decided,
            _ => MatterState::Withdrawn,
        }
    }
}

/// The first state that is no longer open.
const CLOSED_FROM: u8 = 2;

impl Outcome {
    fn number(self) -> u8 {
        match self {
            Outcome::For => 1,
            Outcome::Against => 2,
            Outcome::Other => 3,
        }
    }

    fn of_number(number: u8) -> Outcome {
        match number {
            1 => Outcome::For,
            2 => Outcome::Against,
            _ => Outcome::Other,
        }
    }
}

/// Matters of a kind, open or not, of which somebody is one of the sides, before an entry.
pub(super) fn of_staff(
    rows: &Rows<'_>,
    staff: StaffId,
    which: (MatterKind, bool),
    before: Seq,
) -> Result<Vec<Matter>, Fault> {
    list(
        rows,
        "matter AS m WHERE m.company_id = $1 AND (m.staff_id = $2 OR m.other_id = $2)",
        staff.0.get(),
        which,
        before,
    )
}

/// The same in the cases of a unit.
pub(super) fn of_unit(
    rows: &Rows<'_>,
    unit: u32,
    which: (MatterKind, bool),
    before: Seq,
) -> Result<Vec<Matter>, Fault> {
    list(
        rows,
        "matter AS m JOIN case_of_unit AS u ON u.company_id = m.company_id AND u.case_id = m.case_id \
         WHERE m.company_id = $1 AND u.unit_id = $2",
        unit,
        which,
        before,
    )
}

fn list(
    rows: &Rows<'_>,
    from: &str,
    of: u32,
    (kind, is_open): (MatterKind, bool),
    before: Seq,
) -> Result<Vec<Matter>, Fault> {
    let states = match is_open {
        true => (0, CLOSED_FROM),
        false => (CLOSED_FROM, u8::MAX),
    };
    let values = [
        rows.company(),
        of.into(),
        kind.number().into(),
        states.0.into(),
        states.1.into(),
        before.into(),
        // One more than is shown tells whether there are more.
        PAGE_MAX.saturating_add(1).into(),
    ];
    let sql = format!(
        "SELECT {COLUMNS} FROM {from} AND m.kind = $3 AND m.state >= $4 AND m.state < $5 AND m.seq < $6 \
         ORDER BY m.seq DESC LIMIT $7"
    );
    rows.query("listing what is to be decided", &sql, &values, Matter::of)
}

/// What is to be decided in a case.
pub(crate) fn of_case(rows: &Rows<'_>, case: u64) -> Result<Vec<Matter>, Fault> {
    let sql = format!(
        "SELECT {COLUMNS} FROM matter AS m WHERE m.company_id = $1 AND m.case_id = $2 ORDER BY m.seq, m.kind, m.staff_id"
    );
    let values = [rows.company(), case.into()];
    rows.query("reading what is to be decided", &sql, &values, Matter::of)
}

/// When somebody was found to have violated the domain's regulation otherwise, the newest first.
pub(crate) fn upheld(rows: &Rows<'_>, staff: StaffId, but: &Matter) -> Result<Vec<Instant>, Fault> {
    let values = [
        rows.company(),
        staff.0.get().into(),
        MatterKind::Violation.number().into(),
        but.domain.into(),
        Outcome::For.number().into(),
        but.entry.into(),
        PAGE_MAX.into(),
    ];
    rows.query(
        "reading earlier violations of somebody",
        "SELECT decided_at FROM matter WHERE company_id = $1 AND staff_id = $2 AND kind = $3 AND domain_id = $4 AND \
         outcome = $5 AND seq <> $6 AND decided_at IS NOT NULL ORDER BY decided_at DESC LIMIT $7",
        &values,
        |row| row.instant(0),
    )
}

/// Earlier decisions about the same clause of the same domain, the newest first: case, entry, when and how.
pub(super) fn decided_before(
    rows: &Rows<'_>,
    matter: &Matter,
    most: u32,
) -> Result<Vec<(u64, Seq, Instant, Outcome)>, Fault> {
    let until = matter.decided.map_or(Instant::MAX, |(_, at, _)| at);
    let values = [
        rows.company(),
        matter.domain.into(),
        matter.clause.as_str().into(),
        matter.kind.number().into(),
        until.into(),
        matter.entry.into(),
        most.into(),
    ];
    rows.query(
        "reading earlier decisions",
        "SELECT case_id, seq, decided_at, outcome FROM matter WHERE company_id = $1 AND domain_id = $2 AND clause = $3 \
         AND kind = $4 AND decided_at <= $5 AND seq <> $6 ORDER BY decided_at DESC, seq DESC LIMIT $7",
        &values,
        |row| {
            let outcome = Outcome::of_number(row.int(3)?);
            Ok((row.id(0)?, row.int(1)?, row.instant(2)?, outcome))
        },
    )
}

/// The matters of some cases, to be kept in place of those that were kept of them before.
pub(crate) struct Matters {
    pub(super) by_case: BTreeMap<u64, Vec<Matter>>,
    /// What is older is news to nobody.
    pub(super) news_from: Instant,
}

impl Matters {
    /// Keeps them, and tells whom they concern, once.
    pub(crate) fn store(&self, rows: &Rows<'_>) -> Result<(), Fault> {
        for (case, matters) in &self.by_case {
            rows.execute(
                "forgetting what was to be decided in a case",
                "DELETE FROM matter WHERE company_id = $1 AND case_id = $2",
                &[rows.company(), (*case).into()],
            )?;
            for matter in matters {
                put(rows, matter)?;
                for notice in told(matter, self.news_from) {
                    notices::tell(rows, &notice)?;
                }
            }
        }
        Ok(())
    }
}

fn put(rows: &Rows<'_>, matter: &Matter) -> Result<(), Fault> {
    let id =
        |staff: Option<StaffId>| -> Value<'_> { staff.map_or(0, |staff| staff.0.get()).into() };
    let (seq, at, outcome) = match matter.decided {
        Some((seq, at, outcome)) => (Some(seq), Some(at), outcome.number()),
        None => (None, None, 0),
    };
    rows.execute(
        "noting what is to be decided",
        "INSERT INTO matter (company_id, case_id, kind, seq, staff_id, other_id, name, domain_id, clause, opened_at, \
         state, decided_seq, decided_at, outcome) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
        &[
            rows.company(),
            matter.case.into(),
            matter.kind.number().into(),
            matter.entry.into(),
            id(matter.staff),
            id(matter.other),
            matter.name.as_str().into(),
            matter.domain.into(),
            matter.clause.as_str().into(),
            matter.opened.into(),
            matter.state.number().into(),
            seq.into(),
            at.into(),
            outcome.into(),
        ],
    )
}

/// Who is to be told what of a matter.
fn told(matter: &Matter, news_from: Instant) -> Vec<NewNotice> {
    let mut told = Vec::new();
    let mut tell = |to: Option<StaffId>, kind, mark: Seq| {
        let notice = |to| NewNotice::about_case(to, kind, matter.case, i64::from(mark));
        told.extend(to.map(notice));
    };
    if matter.opened >= news_from && matter.kind == MatterKind::Dispute {
        tell(matter.other, NoticeKind::Disputed, matter.entry);
    }
    if matter.opened >= news_from
        && matter.kind == MatterKind::Violation
        && matter.state == MatterState::Open
    {
        tell(matter.staff, NoticeKind::Accused, matter.entry);
    }
    if let Some((seq, _, _)) = matter.decided.filter(|(_, at, _)| *at >= news_from) {
        let (of_staff, of_other) = match matter.kind {
            MatterKind::Violation => (NoticeKind::Sanctioned, NoticeKind::ReportDecided),
            MatterKind::Dispute | MatterKind::Look => {
                (NoticeKind::DisputeDecided, NoticeKind::DisputeDecided)
            }
        };
        tell(matter.staff, of_staff, seq);
        tell(matter.other, of_other, seq);
    }
    told
}
