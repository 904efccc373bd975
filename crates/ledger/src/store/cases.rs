//! Cases: of which customer, under which regulation, of which project, and what is projected from them.

use std::sync::LazyLock;

use ruling::fact::{Ref, Seq};

use super::{Database, EngineError, Row, Stretch, or_own};
use crate::encoding::{FoundIn, Projection};
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

/// A case with what is projected from it, encoded; none for what are no bytes.
pub(crate) type StoredCase = (CaseRow, Option<Vec<u8>>);

/// A case that others wait in, and its customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct RootRow {
    pub(crate) case: u64,
    pub(crate) subject: u64,
}

impl CaseRow {
    pub(super) fn of(row: &Row<'_>) -> Result<CaseRow, EngineError> {
        let reference = |column| Ok::<_, EngineError>(row.optional_id(column)?.map(Ref));
        let case = row.id(0)?;
        let judged_after: u64 = row.id(6)?;
        Ok(CaseRow {
            case,
            domain: row.int(1)?,
            subject: or_own(row.id(2)?, case),
            project: reference(3)?,
            demand: reference(4)?,
            contract: reference(5)?,
            judged_seq: Seq::try_from(case.wrapping_add(judged_after))?,
        })
    }

    /// What tells the cases of one customer apart.
    pub(crate) fn scope(&self) -> (u32, [Option<Ref>; 3]) {
        (self.domain, [self.project, self.demand, self.contract])
    }
}

/// Entries between the first of a case and the one after which it was judged last, which is never before it.
pub(super) fn judged_after(case: u64, judged_seq: Seq) -> u64 {
    u64::from(judged_seq).saturating_sub(case)
}

pub(super) const CASE_COLUMNS: &str =
    "case_id, domain_id, subject_id, project, demand, contract, judged_after";

/// The first case of a customer has the customer's number; others are found by an index.
static CASES_AND_ROOTS: LazyLock<String> = LazyLock::new(|| {
    let own = "SELECT own.case_id, own.domain_id, own.subject_id, own.project, own.demand, own.contract, \
               own.judged_after, root.case_id, root.subject_id FROM case_file AS own \
               LEFT JOIN case_link ON case_link.company_id = own.company_id AND case_link.case_id = own.case_id \
               LEFT JOIN case_file AS root ON root.company_id = own.company_id AND root.case_id = other_id \
               WHERE own.company_id = $1 AND";
    format!(
        "{own} own.case_id = $2 AND own.subject_id = 0 UNION ALL \
         {own} own.subject_id = $2 AND own.subject_id > 0"
    )
});

impl Database {
    /// Stores a new case, with what is projected from it.
    pub(crate) fn put_case(&self, row: &CaseRow, projection: &Projection) -> Result<(), Fault> {
        let bytes = projection.encode();
        self.known(|known| {
            known.put_case(row);
            known.projections.insert(row.case, bytes.clone());
        });
        self.execute(
            "storing a case",
            &format!(
                "INSERT INTO case_file (company_id, {CASE_COLUMNS}, projection) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
            ),
            &[
                self.company.into(),
                row.case.into(),
                row.domain.into(),
                or_own(row.subject, row.case).into(),
                row.project.into(),
                row.demand.into(),
                row.contract.into(),
                judged_after(row.case, row.judged_seq).into(),
                (&bytes).into(),
            ],
        )?;
        self.list_case(row.case, &FoundIn::default(), &projection.found_in())
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
        let found = self.query_one(
            "reading a case",
            &format!(
                "SELECT {CASE_COLUMNS}, projection FROM case_file WHERE company_id = $1 AND case_id = $2"
            ),
            &[self.company.into(), case.into()],
            |row| Ok((CaseRow::of(row)?, row.bytes(7)?)),
        )?;
        Ok(found.map(|(row, projection)| {
            // Whoever reads a case to write is likely to project it anew.
            self.known(|known| drop(known.projections.insert(case, projection)));
            row
        }))
    }

    pub(crate) fn cases_of_subject(&self, subject: u64) -> Result<Vec<CaseRow>, Fault> {
        if let Some(rows) = self.known(|known| known.cases.get(&subject).cloned()) {
            return Ok(rows);
        }
        self.query(
            "reading a subject's cases",
            &format!(
                "SELECT {CASE_COLUMNS} FROM case_file WHERE company_id = $1 AND case_id = $2 AND subject_id = 0 \
                 UNION ALL SELECT {CASE_COLUMNS} FROM case_file WHERE company_id = $1 AND subject_id = $2 \
                 AND subject_id > 0 ORDER BY case_id"
            ),
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
            &CASES_AND_ROOTS,
            &[self.company.into(), subject.into()],
            |row| {
                let root = row.optional_id(7)?.zip(row.optional_id(8)?);
                let root = root.map(|(case, subject)| RootRow {
                    case,
                    subject: or_own(subject, case),
                });
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
    pub(crate) fn cases_of(&self, cases: Stretch) -> Result<Vec<StoredCase>, Fault> {
        self.query(
            "reading cases",
            &format!(
                "SELECT {CASE_COLUMNS}, projection FROM case_file WHERE company_id = $1 AND case_id >= $2 \
                 AND case_id <= $3 ORDER BY case_id"
            ),
            &[self.company.into(), cases.first.into(), cases.last.into()],
            |row| Ok((CaseRow::of(row)?, row.bytes(7).ok())),
        )
    }

    /// Rows numbered before the first number that is ever given: nobody reads them, and nobody wrote them.
    pub(crate) fn rows_before_the_first(&self) -> Result<Vec<(&'static str, u64)>, Fault> {
        const TABLES: [(&str, &str); 3] = [
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
            "DELETE FROM charge WHERE company_id = $1",
            "DELETE FROM ending WHERE company_id = $1",
            "DELETE FROM due WHERE company_id = $1",
            "DELETE FROM case_link WHERE company_id = $1",
            "DELETE FROM case_file WHERE company_id = $1",
            "DELETE FROM tile WHERE company_id = $1",
        ] {
            self.execute("forgetting what is derived", sql, &[self.company.into()])?;
        }
        Ok(())
    }
}
