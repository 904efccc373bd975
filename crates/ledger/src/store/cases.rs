//! Cases and what is projected from them: segments and obligations.

use ruling::calendar::Instant;
use ruling::fact::{Ref, Seq};
use ruling::ruling::Party;

use super::{Database, EngineError, Row, Stretch};
use crate::fault::Fault;

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

/// A case that others wait in, and its customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct RootRow {
    pub(crate) case: u64,
    pub(crate) subject: u64,
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

/// A case and a row of it.
pub(crate) type OfCase<T> = (u64, Option<Numbered<T>>);

impl SegmentRow {
    /// Reads the columns after the first.
    pub(super) fn of(row: &Row<'_>) -> Result<SegmentRow, EngineError> {
        Ok(SegmentRow {
            from: row.instant(1)?,
            until: row.optional_instant(2)?,
            state: row.int(3)?,
            mode: row.int(4)?,
            owner: PartyColumns {
                kind: row.int(5)?,
                id: row.optional_int(6)?,
            },
            person: row.optional_int(7)?,
        })
    }
}

impl ObligationRow {
    /// Reads the columns after the first.
    pub(super) fn of(row: &Row<'_>) -> Result<ObligationRow, EngineError> {
        Ok(ObligationRow {
            what: row.text(1)?,
            clause: row.text(2)?,
            who: PartyColumns {
                kind: row.int(3)?,
                id: row.optional_int(4)?,
            },
            due_until: row.optional_instant(5)?,
        })
    }
}

impl CaseRow {
    pub(super) fn of(row: &Row<'_>) -> Result<CaseRow, EngineError> {
        let reference = |column| Ok::<_, EngineError>(row.optional_id(column)?.map(Ref));
        Ok(CaseRow {
            case: row.id(0)?,
            domain: row.int(1)?,
            subject: row.id(2)?,
            project: reference(3)?,
            demand: reference(4)?,
            contract: reference(5)?,
            judged_seq: row.int(6)?,
        })
    }

    /// What tells the cases of one customer apart.
    pub(crate) fn scope(&self) -> (u32, [Option<Ref>; 3]) {
        (self.domain, [self.project, self.demand, self.contract])
    }
}

pub(super) const CASE_COLUMNS: &str =
    "case_id, domain_id, subject_id, project, demand, contract, judged_seq";

fn numbered<T>(
    row: &Row<'_>,
    read: impl Fn(&Row<'_>) -> Result<T, EngineError>,
) -> Option<Numbered<T>> {
    Some((row.int(0).ok()?, read(row).ok()?))
}

impl Database {
    pub(crate) fn put_case(&self, row: &CaseRow) -> Result<(), Fault> {
        self.known(|known| known.put_case(row));
        self.execute(
            "storing a case",
            &format!(
                "INSERT INTO case_file (company_id, {CASE_COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
            ),
            &[
                self.company.into(),
                row.case.into(),
                row.domain.into(),
                row.subject.into(),
                row.project.into(),
                row.demand.into(),
                row.contract.into(),
                row.judged_seq.into(),
            ],
        )
    }

    /// A case is of a project that nobody named so far.
    pub(crate) fn name_project(&self, row: &CaseRow) -> Result<(), Fault> {
        self.known(|known| known.name_project(row));
        self.execute(
            "naming a case's project",
            "UPDATE case_file SET project = $1 WHERE company_id = $2 AND case_id = $3",
            &[row.project.into(), self.company.into(), row.case.into()],
        )
    }

    pub(crate) fn case(&self, case: u64) -> Result<Option<CaseRow>, Fault> {
        self.query_one(
            "reading a case",
            &format!("SELECT {CASE_COLUMNS} FROM case_file WHERE company_id = $1 AND case_id = $2"),
            &[self.company.into(), case.into()],
            CaseRow::of,
        )
    }

    pub(crate) fn cases_of_subject(&self, subject: u64) -> Result<Vec<CaseRow>, Fault> {
        if let Some(rows) = self.known(|known| known.cases.get(&subject).cloned()) {
            return Ok(rows);
        }
        self.query(
            "reading a subject's cases",
            &format!("SELECT {CASE_COLUMNS} FROM case_file WHERE company_id = $1 AND subject_id = $2 ORDER BY case_id"),
            &[self.company.into(), subject.into()],
            CaseRow::of,
        )
    }

    /// A subject's cases, each with the case that it waits in, if any; once for each of several.
    pub(crate) fn cases_and_roots(
        &self,
        subject: u64,
    ) -> Result<Vec<(CaseRow, Option<RootRow>)>, Fault> {
        self.query(
            "reading a subject's cases",
            "SELECT own.case_id, own.domain_id, own.subject_id, own.project, own.demand, own.contract, \
             own.judged_seq, root.case_id, root.subject_id FROM case_file AS own \
             LEFT JOIN case_link ON case_link.company_id = own.company_id AND case_link.case_id = own.case_id \
             LEFT JOIN case_file AS root ON root.company_id = own.company_id AND root.case_id = other_id \
             WHERE own.company_id = $1 AND own.subject_id = $2",
            &[self.company.into(), subject.into()],
            |row| {
                let root = row.optional_id(7)?.zip(row.optional_id(8)?);
                let root = root.map(|(case, subject)| RootRow { case, subject });
                Ok((CaseRow::of(row)?, root))
            },
        )
    }

    /// Up to `count` cases after `after`, in order.
    pub(crate) fn cases(&self, after: u64, count: u32) -> Result<Vec<CaseRow>, Fault> {
        self.query(
            "reading cases",
            &format!(
                "SELECT {CASE_COLUMNS} FROM case_file WHERE company_id = $1 AND case_id > $2 ORDER BY case_id LIMIT $3"
            ),
            &[self.company.into(), after.into(), count.into()],
            CaseRow::of,
        )
    }

    /// The cases of a stretch, in order.
    pub(crate) fn cases_of(&self, cases: Stretch) -> Result<Vec<CaseRow>, Fault> {
        self.query(
            "reading cases",
            &format!(
                "SELECT {CASE_COLUMNS} FROM case_file WHERE company_id = $1 AND case_id >= $2 AND case_id <= $3 \
                 ORDER BY case_id"
            ),
            &[self.company.into(), cases.first.into(), cases.last.into()],
            CaseRow::of,
        )
    }

    /// Replaces what is projected from a case, judged after entry `seq`.
    pub(crate) fn project(
        &self,
        case: u64,
        seq: Seq,
        segments: &[SegmentRow],
        obligations: &[ObligationRow],
    ) -> Result<(), Fault> {
        self.known(|known| known.judged(case, seq));
        self.execute(
            "replacing a projection",
            "UPDATE case_file SET judged_seq = $1 WHERE company_id = $2 AND case_id = $3",
            &[seq.into(), self.company.into(), case.into()],
        )?;
        for sql in [
            "DELETE FROM segment WHERE company_id = $1 AND case_id = $2",
            "DELETE FROM obligation WHERE company_id = $1 AND case_id = $2",
        ] {
            self.execute(
                "replacing a projection",
                sql,
                &[self.company.into(), case.into()],
            )?;
        }
        self.add_projection(case, segments, obligations)
    }

    /// Stores what is projected from a case of which nothing was so far.
    pub(crate) fn add_projection(
        &self,
        case: u64,
        segments: &[SegmentRow],
        obligations: &[ObligationRow],
    ) -> Result<(), Fault> {
        for (number, segment) in (0_u32..).zip(segments) {
            self.add_segment(case, number, segment)?;
        }
        for (number, obligation) in (0_u32..).zip(obligations) {
            self.add_obligation(case, number, obligation)?;
        }
        Ok(())
    }

    fn add_segment(&self, case: u64, number: u32, segment: &SegmentRow) -> Result<(), Fault> {
        self.execute(
            "storing a segment",
            "INSERT INTO segment (company_id, case_id, segment_no, from_at, until_at, state, mode, owner_kind, \
             owner_id, person_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
            &[
                self.company.into(),
                case.into(),
                number.into(),
                segment.from.into(),
                segment.until.into(),
                segment.state.into(),
                segment.mode.into(),
                segment.owner.kind.into(),
                segment.owner.id.into(),
                segment.person.into(),
            ],
        )
    }

    fn add_obligation(
        &self,
        case: u64,
        number: u32,
        obligation: &ObligationRow,
    ) -> Result<(), Fault> {
        self.execute(
            "storing an obligation",
            "INSERT INTO obligation (company_id, case_id, obligation_no, what, clause, who_kind, who_id, due_until) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            &[
                self.company.into(),
                case.into(),
                number.into(),
                (&obligation.what).into(),
                (&obligation.clause).into(),
                obligation.who.kind.into(),
                obligation.who.id.into(),
                obligation.due_until.into(),
            ],
        )
    }

    /// Cases in which a person is or will be in charge.
    pub(crate) fn cases_of_person(&self, person: u32) -> Result<Vec<u64>, Fault> {
        self.query(
            "reading a person's cases",
            "SELECT DISTINCT case_id FROM segment WHERE company_id = $1 AND person_id = $2 ORDER BY case_id",
            &[self.company.into(), person.into()],
            |row| row.id(0),
        )
    }

    /// Segments of the cases of a stretch, in order; none for a row that cannot be read.
    pub(crate) fn segments_of(&self, cases: Stretch) -> Result<Vec<OfCase<SegmentRow>>, Fault> {
        self.query(
            "reading segments",
            "SELECT segment_no, from_at, until_at, state, mode, owner_kind, owner_id, person_id, case_id \
             FROM segment WHERE company_id = $1 AND case_id >= $2 AND case_id <= $3 ORDER BY case_id, segment_no",
            &[self.company.into(), cases.first.into(), cases.last.into()],
            |row| Ok((row.id(8)?, numbered(row, SegmentRow::of))),
        )
    }

    /// Obligations of the cases of a stretch, in order; none for a row that cannot be read.
    pub(crate) fn obligations_of(
        &self,
        cases: Stretch,
    ) -> Result<Vec<OfCase<ObligationRow>>, Fault> {
        self.query(
            "reading obligations",
            "SELECT obligation_no, what, clause, who_kind, who_id, due_until, case_id \
             FROM obligation WHERE company_id = $1 AND case_id >= $2 AND case_id <= $3 \
             ORDER BY case_id, obligation_no",
            &[self.company.into(), cases.first.into(), cases.last.into()],
            |row| Ok((row.id(6)?, numbered(row, ObligationRow::of))),
        )
    }

    /// Rows numbered before the first number that is ever given: nobody reads them, and nobody wrote them.
    pub(crate) fn rows_before_the_first(&self) -> Result<Vec<(&'static str, u64)>, Fault> {
        const TABLES: [(&str, &str); 5] = [
            (
                "fact",
                "SELECT seq FROM fact WHERE company_id = $1 AND seq < 1",
            ),
            (
                "subject",
                "SELECT subject_id FROM subject WHERE company_id = $1 AND subject_id < 1",
            ),
            (
                "case_file",
                "SELECT case_id FROM case_file WHERE company_id = $1 AND case_id < 1",
            ),
            (
                "segment",
                "SELECT case_id FROM segment WHERE company_id = $1 AND case_id < 1",
            ),
            (
                "obligation",
                "SELECT case_id FROM obligation WHERE company_id = $1 AND case_id < 1",
            ),
        ];
        let mut found = Vec::new();
        for (table, sql) in TABLES {
            let rows = self.query(
                "looking for rows before the first",
                sql,
                &[self.company.into()],
                |row| row.id(0),
            )?;
            found.extend(rows.into_iter().map(|row| (table, row)));
        }
        Ok(found)
    }

    /// Forgets everything that is made from facts, to be made again.
    pub(crate) fn forget_derived(&self) -> Result<(), Fault> {
        for sql in [
            "DELETE FROM segment WHERE company_id = $1",
            "DELETE FROM obligation WHERE company_id = $1",
            "DELETE FROM case_link WHERE company_id = $1",
            "DELETE FROM case_file WHERE company_id = $1",
            "DELETE FROM tile WHERE company_id = $1",
        ] {
            self.execute("forgetting what is derived", sql, &[self.company.into()])?;
        }
        Ok(())
    }
}
