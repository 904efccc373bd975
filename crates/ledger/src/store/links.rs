//! Which cases are judged as one.

use super::Database;
use super::value::Row;
use crate::fault::Fault;
use crate::rows::EngineError;

/// A link as a row has it: (later, earlier).
fn link(row: &Row<'_>) -> Result<(u64, u64), EngineError> {
    Ok((row.id(0)?, row.id(1)?))
}

impl Database {
    pub(crate) fn link_cases(&self, case: u64, other: u64) -> Result<(), Fault> {
        self.execute(
            "linking cases",
            "INSERT INTO case_link (company_id, case_id, other_id) VALUES ($1, $2, $3) \
             ON CONFLICT (company_id, case_id, other_id) DO NOTHING",
            &[self.company.into(), case.into(), other.into()],
        )
    }

    pub(crate) fn unlink_cases(&self, case: u64, other: u64) -> Result<(), Fault> {
        self.execute(
            "separating cases",
            "DELETE FROM case_link WHERE company_id = $1 AND case_id = $2 AND other_id = $3",
            &[self.company.into(), case.into(), other.into()],
        )
    }

    /// Pairs (later, earlier) that a case is in.
    pub(crate) fn links_of(&self, case: u64) -> Result<Vec<(u64, u64)>, Fault> {
        self.query(
            "reading links of a case",
            "SELECT case_id, other_id FROM case_link WHERE company_id = $1 AND case_id = $2 UNION \
             SELECT case_id, other_id FROM case_link WHERE company_id = $1 AND other_id = $2 \
             ORDER BY case_id, other_id",
            &[self.company.into(), case.into()],
            link,
        )
    }

    /// All links, in order: (later, earlier).
    pub(crate) fn links(&self) -> Result<Vec<(u64, u64)>, Fault> {
        self.query(
            "reading links",
            "SELECT case_id, other_id FROM case_link WHERE company_id = $1 ORDER BY case_id, other_id",
            &[self.company.into()],
            link,
        )
    }
}
