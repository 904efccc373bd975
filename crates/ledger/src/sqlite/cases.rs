//! Cases and what is projected from them: segments and obligations.

use ruling::calendar::Instant;
use ruling::fact::{Ref, Seq};
use ruling::ruling::Party;
use rusqlite::{OptionalExtension, Row, params};

use super::Database;
use crate::fault::{Doing, Fault};

/// A case as stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct CaseRow {
    pub(crate) case: u64,
    pub(crate) domain: u32,
    pub(crate) subject: u64,
    pub(crate) project: Option<Ref>,
    pub(crate) demand: Option<Ref>,
    pub(crate) contract: Option<Ref>,
    /// The entry after which it was judged last.
    pub(crate) judged_seq: Seq,
}

/// Kind and id of a party in two columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct PartyColumns {
    pub(crate) kind: u8,
    pub(crate) id: Option<u32>,
}

impl PartyColumns {
    pub(crate) fn of(party: Option<Party>) -> PartyColumns {
        let (kind, id) = match party {
            None => (0, None),
            Some(Party::Staff(staff)) => (1, Some(staff.0.get())),
            Some(Party::Unit(unit)) => (2, Some(unit.0.get())),
            Some(Party::Role(_, unit)) => (3, unit.map(|unit| unit.0.get())),
            Some(Party::Region(_)) => (4, None),
            Some(Party::Customer) => (5, None),
        };
        PartyColumns { kind, id }
    }
}

/// A stretch of time with one owner and one mode.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SegmentRow {
    pub(crate) from: Instant,
    pub(crate) until: Option<Instant>,
    pub(crate) state: u8,
    pub(crate) mode: u8,
    pub(crate) owner: PartyColumns,
    pub(crate) person: Option<u32>,
}

/// A duty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ObligationRow {
    pub(crate) what: String,
    pub(crate) clause: String,
    pub(crate) who: PartyColumns,
    pub(crate) due_until: Option<Instant>,
}

/// A row with its place among those of its case.
type Numbered<T> = (u32, T);

/// Everything projected from a case.
pub(crate) type Projection = (Vec<Numbered<SegmentRow>>, Vec<Numbered<ObligationRow>>);

impl SegmentRow {
    /// Reads the columns after the first.
    fn of(row: &Row<'_>) -> rusqlite::Result<SegmentRow> {
        Ok(SegmentRow {
            from: Instant::from_seconds(row.get(1)?),
            until: row.get::<_, Option<i64>>(2)?.map(Instant::from_seconds),
            state: row.get(3)?,
            mode: row.get(4)?,
            owner: PartyColumns {
                kind: row.get(5)?,
                id: row.get(6)?,
            },
            person: row.get(7)?,
        })
    }
}

impl ObligationRow {
    /// Reads the columns after the first.
    fn of(row: &Row<'_>) -> rusqlite::Result<ObligationRow> {
        Ok(ObligationRow {
            what: row.get(1)?,
            clause: row.get(2)?,
            who: PartyColumns {
                kind: row.get(3)?,
                id: row.get(4)?,
            },
            due_until: row.get::<_, Option<i64>>(5)?.map(Instant::from_seconds),
        })
    }
}

impl CaseRow {
    fn of(row: &Row<'_>) -> rusqlite::Result<CaseRow> {
        let reference = |column| {
            let number: Option<i64> = row.get(column)?;
            Ok::<_, rusqlite::Error>(number.map(|number| Ref(number.cast_unsigned())))
        };
        Ok(CaseRow {
            case: row.get::<_, i64>(0)?.cast_unsigned(),
            domain: row.get(1)?,
            subject: row.get::<_, i64>(2)?.cast_unsigned(),
            project: reference(3)?,
            demand: reference(4)?,
            contract: reference(5)?,
            judged_seq: row.get(6)?,
        })
    }
}

impl CaseRow {
    /// What tells the cases of one customer apart.
    pub(crate) fn scope(&self) -> [Option<Ref>; 3] {
        [self.project, self.demand, self.contract]
    }
}

const CASE_COLUMNS: &str = "case_id, domain_id, subject_id, project, demand, contract, judged_seq";

impl Database {
    pub(crate) fn put_case(&self, row: &CaseRow) -> Result<(), Fault> {
        let number = |reference: Option<Ref>| reference.map(|reference| reference.0.cast_signed());
        self.connection
            .prepare_cached(
                "INSERT OR REPLACE INTO case_file (company_id, case_id, domain_id, subject_id, project, demand, \
                 contract, judged_seq) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            )
            .and_then(|mut insert| {
                insert.execute(params![
                    self.company,
                    row.case.cast_signed(),
                    row.domain,
                    row.subject.cast_signed(),
                    number(row.project),
                    number(row.demand),
                    number(row.contract),
                    row.judged_seq,
                ])
            })
            .doing("storing a case")?;
        Ok(())
    }

    pub(crate) fn case(&self, case: u64) -> Result<Option<CaseRow>, Fault> {
        self.connection
            .prepare_cached(&format!(
                "SELECT {CASE_COLUMNS} FROM case_file WHERE company_id = ?1 AND case_id = ?2"
            ))
            .and_then(|mut select| {
                select
                    .query_row(params![self.company, case.cast_signed()], CaseRow::of)
                    .optional()
            })
            .doing("reading a case")
    }

    pub(crate) fn cases_of_subject(&self, subject: u64) -> Result<Vec<CaseRow>, Fault> {
        self.connection
            .prepare_cached(&format!(
                "SELECT {CASE_COLUMNS} FROM case_file WHERE company_id = ?1 AND subject_id = ?2 ORDER BY case_id"
            ))
            .and_then(|mut select| {
                select
                    .query_map(params![self.company, subject.cast_signed()], CaseRow::of)?
                    .collect()
            })
            .doing("reading a subject's cases")
    }

    /// Up to `count` cases after `after`, in order.
    pub(crate) fn cases(&self, after: u64, count: u32) -> Result<Vec<CaseRow>, Fault> {
        self.connection
            .prepare_cached(&format!(
                "SELECT {CASE_COLUMNS} FROM case_file WHERE company_id = ?1 AND case_id > ?2 \
                 ORDER BY case_id LIMIT ?3"
            ))
            .and_then(|mut select| {
                select
                    .query_map(
                        params![self.company, after.cast_signed(), count],
                        CaseRow::of,
                    )?
                    .collect()
            })
            .doing("reading cases")
    }

    pub(crate) fn link_cases(&self, case: u64, other: u64) -> Result<(), Fault> {
        self.connection
            .prepare_cached(
                "INSERT OR IGNORE INTO case_link (company_id, case_id, other_id) VALUES (?1, ?2, ?3)",
            )
            .and_then(|mut insert| {
                insert.execute(params![self.company, case.cast_signed(), other.cast_signed()])
            })
            .doing("linking cases")?;
        Ok(())
    }

    pub(crate) fn unlink_cases(&self, case: u64, other: u64) -> Result<(), Fault> {
        self.connection
            .prepare_cached(
                "DELETE FROM case_link WHERE company_id = ?1 AND case_id = ?2 AND other_id = ?3",
            )
            .and_then(|mut delete| {
                delete.execute(params![
                    self.company,
                    case.cast_signed(),
                    other.cast_signed()
                ])
            })
            .doing("separating cases")?;
        Ok(())
    }

    /// Pairs (later, earlier) that a case is in.
    pub(crate) fn links_of(&self, case: u64) -> Result<Vec<(u64, u64)>, Fault> {
        self.connection
            .prepare_cached(
                "SELECT case_id, other_id FROM case_link WHERE company_id = ?1 AND case_id = ?2 UNION \
                 SELECT case_id, other_id FROM case_link WHERE company_id = ?1 AND other_id = ?2 \
                 ORDER BY case_id, other_id",
            )
            .and_then(|mut select| {
                select
                    .query_map(params![self.company, case.cast_signed()], |row| {
                        let pair: (i64, i64) = (row.get(0)?, row.get(1)?);
                        Ok((pair.0.cast_unsigned(), pair.1.cast_unsigned()))
                    })?
                    .collect()
            })
            .doing("reading links of a case")
    }

    /// Replaces what is projected from a case, judged after entry `seq`.
    pub(crate) fn project(
        &self,
        case: u64,
        seq: Seq,
        segments: &[SegmentRow],
        obligations: &[ObligationRow],
    ) -> Result<(), Fault> {
        let case = case.cast_signed();
        self.connection
            .prepare_cached(
                "UPDATE case_file SET judged_seq = ?3 WHERE company_id = ?1 AND case_id = ?2",
            )
            .and_then(|mut update| update.execute(params![self.company, case, seq]))
            .doing("replacing a projection")?;
        for table in ["segment", "obligation"] {
            let sql = format!("DELETE FROM {table} WHERE company_id = ?1 AND case_id = ?2");
            self.connection
                .prepare_cached(&sql)
                .and_then(|mut delete| delete.execute(params![self.company, case]))
                .doing("replacing a projection")?;
        }
        for (number, segment) in (0..).zip(segments) {
            self.add_segment(case, number, segment)?;
        }
        for (number, obligation) in (0..).zip(obligations) {
            self.add_obligation(case, number, obligation)?;
        }
        Ok(())
    }

    fn add_segment(&self, case: i64, number: u32, segment: &SegmentRow) -> Result<(), Fault> {
        self.connection
            .prepare_cached(
                "INSERT INTO segment (company_id, case_id, segment_no, from_at, until_at, state, mode, \
                 owner_kind, owner_id, person_id) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            )
            .and_then(|mut insert| {
                insert.execute(params![
                    self.company,
                    case,
                    number,
                    segment.from.seconds(),
                    segment.until.map(Instant::seconds),
                    segment.state,
                    segment.mode,
                    segment.owner.kind,
                    segment.owner.id,
                    segment.person,
                ])
            })
            .doing("storing a segment")?;
        Ok(())
    }

    fn add_obligation(
        &self,
        case: i64,
        number: u32,
        obligation: &ObligationRow,
    ) -> Result<(), Fault> {
        self.connection
            .prepare_cached(
                "INSERT INTO obligation (company_id, case_id, obligation_no, what, clause, who_kind, who_id, \
                 due_until) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            )
            .and_then(|mut insert| {
                insert.execute(params![
                    self.company,
                    case,
                    number,
                    obligation.what,
                    obligation.clause,
                    obligation.who.kind,
                    obligation.who.id,
                    obligation.due_until.map(Instant::seconds),
                ])
            })
            .doing("storing an obligation")?;
        Ok(())
    }

    /// Cases in which a person is or will be in charge.
    pub(crate) fn cases_of_person(&self, person: u32) -> Result<Vec<u64>, Fault> {
        self.connection
            .prepare_cached(
                "SELECT DISTINCT case_id FROM segment WHERE company_id = ?1 AND person_id = ?2 ORDER BY case_id",
            )
            .and_then(|mut select| {
                select
                    .query_map(params![self.company, person], |row| {
                        Ok(row.get::<_, i64>(0)?.cast_unsigned())
                    })?
                    .collect()
            })
            .doing("reading a person's cases")
    }

    /// What is projected from a case, in order.
    pub(crate) fn projected(&self, case: u64) -> Result<Projection, Fault> {
        let key = params![self.company, case.cast_signed()];
        let segments = self
            .connection
            .prepare_cached(
                "SELECT segment_no, from_at, until_at, state, mode, owner_kind, owner_id, person_id FROM segment \
                 WHERE company_id = ?1 AND case_id = ?2 ORDER BY segment_no",
            )
            .and_then(|mut select| select.query_map(key, |row| Ok((row.get(0)?, SegmentRow::of(row)?)))?.collect())
            .doing("reading segments")?;
        let obligations = self
            .connection
            .prepare_cached(
                "SELECT obligation_no, what, clause, who_kind, who_id, due_until FROM obligation \
                 WHERE company_id = ?1 AND case_id = ?2 ORDER BY obligation_no",
            )
            .and_then(|mut select| {
                select
                    .query_map(key, |row| Ok((row.get(0)?, ObligationRow::of(row)?)))?
                    .collect()
            })
            .doing("reading obligations")?;
        Ok((segments, obligations))
    }

    /// Cases that have segments, obligations or links but no row of their own.
    pub(crate) fn orphaned_cases(&self) -> Result<Vec<u64>, Fault> {
        self.connection
            .prepare_cached(
                "SELECT case_id FROM (SELECT company_id, case_id FROM segment UNION SELECT company_id, case_id \
                 FROM obligation UNION SELECT company_id, case_id FROM case_link UNION SELECT company_id, \
                 other_id FROM case_link UNION SELECT company_id, case_id FROM fact WHERE case_id IS NOT NULL) \
                 AS named WHERE company_id = ?1 AND NOT EXISTS (SELECT 1 FROM case_file WHERE \
                 case_file.company_id = named.company_id AND case_file.case_id = named.case_id) ORDER BY case_id",
            )
            .and_then(|mut select| {
                select
                    .query_map([self.company], |row| Ok(row.get::<_, i64>(0)?.cast_unsigned()))?
                    .collect()
            })
            .doing("looking for cases without a row")
    }

    /// All links, in order: (later, earlier).
    pub(crate) fn links(&self) -> Result<Vec<(u64, u64)>, Fault> {
        self.connection
            .prepare_cached(
                "SELECT case_id, other_id FROM case_link WHERE company_id = ?1 ORDER BY case_id, other_id",
            )
            .and_then(|mut select| {
                select
                    .query_map([self.company], |row| {
                        let pair: (i64, i64) = (row.get(0)?, row.get(1)?);
                        Ok((pair.0.cast_unsigned(), pair.1.cast_unsigned()))
                    })?
                    .collect()
            })
            .doing("reading links")
    }

    /// Forgets everything that is made from facts, to be made again.
    pub(crate) fn forget_derived(&self) -> Result<(), Fault> {
        for table in ["segment", "obligation", "case_link", "case_file", "tile"] {
            self.connection
                .execute(
                    &format!("DELETE FROM {table} WHERE company_id = ?1"),
                    [self.company],
                )
                .doing("forgetting what is derived")?;
        }
        Ok(())
    }
}
