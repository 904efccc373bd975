//! Pairs of cases whose customers may be one, as the log tells of them: kept in rows of their own, so that what
//! waits is found without asking every case.

use std::num::NonZeroU32;

use ledger::encoding::Entry;
use ledger::fault::Fault;
use ledger::read::StoredEntry;
use ledger::rows::{EngineError, Row, Rows};
use ruling::calendar::Instant;
use ruling::fact::{Fact, FactKind, Seq, StaffId};
use ruling::name::Names;

/// How it stands with a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PairState {
    /// Nobody has decided yet.
    Waits,
    /// They are one.
    Same,
    /// They are two.
    Apart,
}

impl PairState {
    const ALL: [PairState; 3] = [PairState::Waits, PairState::Same, PairState::Apart];

    fn number(self) -> u8 {
        match self {
            PairState::Waits => 0,
            PairState::Same => 1,
            PairState::Apart => 2,
        }
    }
}

/// A pair as it is kept.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pair {
    pub(crate) case: u64,
    pub(crate) other: u64,
    /// The entry that linked or separated them last.
    pub(crate) since: Seq,
    pub(crate) since_at: Instant,
    pub(crate) state: PairState,
}

/// Who decided what about the customer of a case.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Decided {
    pub(crate) staff: Option<StaffId>,
    pub(crate) at: Instant,
    pub(crate) is_same: bool,
}

/// What an entry says of pairs.
#[derive(Debug, Clone, Copy)]
pub(crate) enum PairChange {
    Linked(u64, u64),
    Separated(u64, u64),
    Decided(u64, Decided),
}

/// Whether a fact says that two customers are one, or that they are not.
pub(crate) fn decides(fact: &Fact, names: &Names) -> Option<bool> {
    let is_decision = fact.kind == FactKind::Linked && fact.of.is_some();
    let is_same = fact.what == names.find("same_as");
    let is_other = fact.what == names.find("not_same");
    (is_decision && (is_same || is_other)).then_some(is_same)
}

impl PairChange {
    pub(crate) fn of(entry: &StoredEntry, names: &Names) -> Option<PairChange> {
        match &entry.entry {
            Entry::Suspected { case, other } => Some(PairChange::Linked(*case, *other)),
            Entry::Separated { case, other } => Some(PairChange::Separated(*case, *other)),
            Entry::Fact(fact) | Entry::Opened { fact, .. } => {
                let decided = Decided {
                    staff: fact.actor,
                    at: entry.recorded,
                    is_same: decides(fact, names)?,
                };
                Some(PairChange::Decided(entry.case?, decided))
            }
            _ => None,
        }
    }

    /// Keeps it, as entry `since` says it.
    pub(crate) fn store(&self, rows: &Rows<'_>, since: (Seq, Instant)) -> Result<(), Fault> {
        match *self {
            PairChange::Linked(case, other) => {
                // Found to be one with another, a case that is linked anew is that from the first.
                let state = match decisions(rows, case)?.first() {
                    Some(Decided { is_same: true, .. }) => PairState::Same,
                    _ => PairState::Waits,
                };
                put(rows, (case, other), since, state)
            }
            PairChange::Separated(case, other) => put(rows, (case, other), since, PairState::Apart),
            PairChange::Decided(case, decided) => decide(rows, case, since.0, decided),
        }
    }
}

fn decide(rows: &Rows<'_>, case: u64, seq: Seq, decided: Decided) -> Result<(), Fault> {
    rows.execute(
        "noting who decided about a customer",
        "INSERT INTO identity_decision (company_id, case_id, seq, staff_id, decided_at, is_same) \
         VALUES ($1, $2, $3, $4, $5, $6)",
        &[
            rows.company(),
            case.into(),
            seq.into(),
            decided.staff.map_or(0, |staff| staff.0.get()).into(),
            decided.at.into(),
            u8::from(decided.is_same).into(),
        ],
    )?;
    // That two are not one is told by the separations, which are entries of their own.
    match decided.is_same {
        true => rows.execute(
            "noting that two customers are one",
            "UPDATE identity_pair SET state = $1 WHERE company_id = $2 AND case_id = $3 AND +state = $4",
            &[
                PairState::Same.number().into(),
                rows.company(),
                case.into(),
                PairState::Waits.number().into(),
            ],
        ),
        false => Ok(()),
    }
}

fn put(
    rows: &Rows<'_>,
    (case, other): (u64, u64),
    (seq, at): (Seq, Instant),
    state: PairState,
) -> Result<(), Fault> {
    rows.execute(
        "noting two cases that may be one",
        "INSERT INTO identity_pair (company_id, case_id, other_id, state, since_seq, since_at) \
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (company_id, case_id, other_id) DO UPDATE SET \
         state = excluded.state, since_seq = excluded.since_seq, since_at = excluded.since_at",
        &[
            rows.company(),
            case.into(),
            other.into(),
            state.number().into(),
            seq.into(),
            at.into(),
        ],
    )
}

/// What was decided about the customer of a case, the last first.
pub(crate) fn decisions(rows: &Rows<'_>, case: u64) -> Result<Vec<Decided>, Fault> {
    rows.query(
        "reading who decided about a customer",
        "SELECT staff_id, decided_at, is_same FROM identity_decision WHERE company_id = $1 AND case_id = $2 \
         ORDER BY seq DESC",
        &[rows.company(), case.into()],
        |row| {
            Ok(Decided {
                staff: NonZeroU32::new(row.int(0)?).map(StaffId),
                at: row.instant(1)?,
                is_same: row.int::<u8>(2)? == 1,
            })
        },
    )
}

/// A pair; none: nobody ever suspected it.
pub(crate) fn pair(rows: &Rows<'_>, case: u64, other: u64) -> Result<Option<Pair>, Fault> {
    rows.query_one(
        "reading two cases that may be one",
        "SELECT case_id, other_id, since_seq, since_at, state FROM identity_pair WHERE company_id = $1 AND case_id = $2 \
         AND other_id = $3",
        &[rows.company(), case.into(), other.into()],
        read_pair,
    )
}

/// Pairs of which a case is one, the newest first.
pub(crate) fn pairs_of_case(rows: &Rows<'_>, case: u64) -> Result<Vec<Pair>, Fault> {
    rows.query(
        "reading the cases that may be one with another",
        "SELECT case_id, other_id, since_seq, since_at, state FROM identity_pair WHERE company_id = $1 AND \
         (case_id = $2 OR other_id = $2) ORDER BY since_seq DESC",
        &[rows.company(), case.into()],
        read_pair,
    )
}

fn read_pair(row: &Row<'_>) -> Result<Pair, EngineError> {
    let number: u8 = row.int(4)?;
    let mut states = PairState::ALL.into_iter();
    let state = states.find(|state| state.number() == number);
    Ok(Pair {
        case: row.id(0)?,
        other: row.id(1)?,
        since: row.int(2)?,
        since_at: row.instant(3)?,
        state: state.ok_or("no pair is in this state")?,
    })
}

/// Pairs in a state of which one side at least was recorded under a unit, the newest first, before an entry.
pub(crate) fn pairs_of_unit(
    rows: &Rows<'_>,
    state: PairState,
    before: Seq,
    unit: u32,
    limit: u32,
) -> Result<Vec<Pair>, Fault> {
    rows.query(
        "listing cases that may be one",
        "SELECT p.case_id, p.other_id, p.since_seq, p.since_at FROM identity_pair AS p WHERE p.company_id = $1 AND \
         p.state = $2 AND p.since_seq < $3 AND EXISTS (SELECT 1 FROM case_of_unit AS u WHERE \
         u.company_id = p.company_id AND u.unit_id = $4 AND u.case_id IN (p.case_id, p.other_id)) \
         ORDER BY p.since_seq DESC LIMIT $5",
        &[
            rows.company(),
            state.number().into(),
            before.into(),
            unit.into(),
            limit.into(),
        ],
        |row| {
            Ok(Pair {
                case: row.id(0)?,
                other: row.id(1)?,
                since: row.int(2)?,
                since_at: row.instant(3)?,
                state,
            })
        },
    )
}
