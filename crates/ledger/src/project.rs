//! Projects that an entry does not name, where the regulation lets that be: which of a customer's cases it is of. Where
//! they have several, its case waits in each until somebody says which.

use ruling::fact::Ref;

use crate::fault::Fault;
use crate::ledger::Ledger;
use crate::privacy::personal::Personal;
use crate::store::CaseRow;
use crate::subject::data_key;

impl CaseRow {
    /// Whether its entries named no project where the customer had several. A number of its own stands for it, so
    /// that there may be more than one such case: a project's reference is no case's number.
    pub(crate) fn is_of_unknown_project(&self) -> bool {
        self.project == Some(Ref(self.case))
    }

    /// Whether nobody has named its project.
    pub(crate) fn lacks_project(&self) -> bool {
        self.project.is_none() || self.is_of_unknown_project()
    }

    /// Whether both are judged by the same regulation and are about the same but for customer and project.
    pub(crate) fn is_alike(&self, other: &CaseRow) -> bool {
        let parts = |row: &CaseRow| (row.domain, row.demand, row.contract);
        parts(self) == parts(other)
    }

    /// Whether an entry of a case whose project nobody has named may be of this project's.
    pub(crate) fn is_compatible(&self, unnamed: &CaseRow) -> bool {
        !self.lacks_project() && self.is_alike(unnamed)
    }
}

/// The cases of a customer's projects that an entry without one may be of.
pub(crate) fn compatible<'a>(
    cases: &'a [CaseRow],
    unnamed: &'a CaseRow,
) -> impl Iterator<Item = &'a CaseRow> {
    cases.iter().filter(|row| row.is_compatible(unnamed))
}

/// What stands for the project of a customer's new case that names none.
pub(crate) fn project_of_new(cases: &[CaseRow], new: &CaseRow) -> Option<Ref> {
    let is_open = compatible(cases, new).nth(1).is_some();
    is_open.then_some(Ref(new.case))
}

/// A case that had no project so far, when an entry in it names one: it is that project's from then on. None where
/// the customer has a case of that project.
pub(crate) fn named(cases: &[CaseRow], unnamed: &CaseRow, project: Ref) -> Option<CaseRow> {
    let named = CaseRow {
        project: Some(project),
        ..*unnamed
    };
    let is_taken = cases.iter().any(|row| row.scope() == named.scope());
    (unnamed.project.is_none() && !is_taken).then_some(named)
}

impl Ledger {
    /// Whether a case's entries named no project where its customer had several, so that somebody is or was to say
    /// which.
    ///
    /// # Errors
    /// Rows that cannot be read.
    pub fn asks_project(&self, case: u64) -> Result<bool, Fault> {
        let row = self.reader()?.case(case)?;
        Ok(row.is_some_and(|row| row.is_of_unknown_project()))
    }

    /// What the project of a case was called when it was first entered; none: nobody named it, or the customer's
    /// data was erased.
    ///
    /// # Errors
    /// Rows that cannot be read or opened.
    pub fn project_name(&self, case: u64) -> Result<Option<String>, Fault> {
        let reader = self.reader()?;
        let Some(row) = reader.case(case)?.filter(|row| !row.lacks_project()) else {
            return Ok(None);
        };
        let Some(key) = data_key(&reader, &self.keys, row.subject)? else {
            return Ok(None);
        };
        for fact in reader.facts_of_case(case)? {
            let Some(sealed) = fact.sealed.filter(|_| fact.subject == Some(row.subject)) else {
                continue;
            };
            let place = reader.place(row.subject, fact.seq);
            let personal: Personal = key.open(&sealed, place)?;
            if let Some(project) = personal.get(crate::customer::field::PROJECT) {
                return Ok(Some(project.to_owned()));
            }
        }
        Ok(None)
    }
}
