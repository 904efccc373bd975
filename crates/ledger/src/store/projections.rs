//! What is projected from cases: kept with each, and in three tables by what lists find them.

use std::collections::BTreeSet;

use ruling::calendar::Instant;
use ruling::fact::Seq;

use super::cases::judged_after;
use super::{Database, Value};
use crate::encoding::{FoundIn, Projection};
use crate::fault::Fault;

/// A table by which lists find cases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CaseList {
    /// By who is in charge.
    Charge,
    /// By when protection ends.
    Ending,
    /// By when something must be done.
    Due,
}

impl CaseList {
    pub(crate) const ALL: [CaseList; 3] = [CaseList::Charge, CaseList::Ending, CaseList::Due];

    /// Its name, and that of the column that a case is found by.
    pub(crate) const fn names(self) -> (&'static str, &'static str) {
        match self {
            CaseList::Charge => ("charge", "person_id"),
            CaseList::Ending => ("ending", "ends_at"),
            CaseList::Due => ("due", "due_until"),
        }
    }

    /// What a case is found by in it.
    pub(crate) fn keys(self, found_in: &FoundIn) -> BTreeSet<i64> {
        let seconds = |times: &BTreeSet<Instant>| times.iter().map(|at| at.seconds()).collect();
        match self {
            CaseList::Charge => found_in
                .persons
                .iter()
                .map(|person| i64::from(*person))
                .collect(),
            CaseList::Ending => seconds(&found_in.endings),
            CaseList::Due => seconds(&found_in.dues),
        }
    }
}

impl Database {
    /// Replaces what is projected from a case, judged after entry `seq`.
    pub(crate) fn project(&self, case: u64, seq: Seq, new: &Projection) -> Result<(), Fault> {
        let before = self.projection(case)?.unwrap_or_default();
        self.project_over(&before, (case, seq), new)
    }

    /// Replaces what is known to be projected from a case.
    pub(crate) fn project_over(
        &self,
        before: &Projection,
        (case, seq): (u64, Seq),
        new: &Projection,
    ) -> Result<(), Fault> {
        let bytes = new.encode();
        self.known(|known| {
            known.judged(case, seq);
            known.projections.insert(case, bytes.clone());
        });
        self.execute(
            "replacing a projection",
            "UPDATE case_file SET judged_after = $1, projection = $2 WHERE company_id = $3 AND case_id = $4",
            &[judged_after(case, seq).into(), (&bytes).into(), self.company.into(), case.into()],
        )?;
        self.list_case(case, &before.found_in(), &new.found_in())
    }

    /// What is projected from a case; none if there is no such case.
    pub(crate) fn projection(&self, case: u64) -> Result<Option<Projection>, Fault> {
        let known = self.known(|known| known.projections.get(&case).cloned());
        let bytes = match known {
            Some(bytes) => Some(bytes),
            None => self.query_one(
                "reading a projection",
                "SELECT projection FROM case_file WHERE company_id = $1 AND case_id = $2",
                &[self.company.into(), case.into()],
                |row| row.bytes(0),
            )?,
        };
        let read = |bytes: Vec<u8>| Projection::decode(&bytes).ok_or(Fault::damaged("case", case));
        bytes.map(read).transpose()
    }

    /// Lets lists find a case by something else than before.
    pub(super) fn list_case(
        &self,
        case: u64,
        before: &FoundIn,
        now: &FoundIn,
    ) -> Result<(), Fault> {
        for list in CaseList::ALL {
            let (table, column) = list.names();
            let (before, now) = (list.keys(before), list.keys(now));
            let change = |sql: &str, key: &i64| {
                let values = [self.company.into(), Value::Int(*key), case.into()];
                self.execute("changing a list of cases", sql, &values)
            };
            let delete = format!(
                "DELETE FROM {table} WHERE company_id = $1 AND {column} = $2 AND case_id = $3"
            );
            before
                .difference(&now)
                .try_for_each(|key| change(&delete, key))?;
            let insert =
                format!("INSERT INTO {table} (company_id, {column}, case_id) VALUES ($1, $2, $3)");
            now.difference(&before)
                .try_for_each(|key| change(&insert, key))?;
        }
        Ok(())
    }

    /// Cases in which a person is or will be in charge.
    pub(crate) fn cases_of_person(&self, person: u32) -> Result<Vec<u64>, Fault> {
        self.query(
            "reading a person's cases",
            "SELECT case_id FROM charge WHERE company_id = $1 AND person_id = $2 ORDER BY case_id",
            &[self.company.into(), person.into()],
            |row| row.id(0),
        )
    }

    /// All cases of a list with what each is found by, case by case.
    pub(crate) fn listed(&self, list: CaseList) -> Result<Vec<(u64, i64)>, Fault> {
        let (table, column) = list.names();
        let mut rows = self.query(
            "reading a list of cases",
            &format!("SELECT case_id, {column} FROM {table} WHERE company_id = $1"),
            &[self.company.into()],
            |row| Ok((row.id(0)?, row.int(1)?)),
        )?;
        rows.sort_unstable();
        Ok(rows)
    }
}
