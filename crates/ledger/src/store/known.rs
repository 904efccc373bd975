//! Rows that are known without asking: read for a whole batch before it is carried out, or written by it.
//!
//! A server answers many small questions much later than one large one.

use std::collections::{BTreeSet, HashMap};

use ruling::fact::Seq;

use super::cases::CASE_COLUMNS;
use super::{CaseRow, Database, FactRow, SubjectRow};
use crate::fault::Fault;

/// Rows as they are in the transaction so far. What is not among them is asked for.
#[derive(Default)]
pub(super) struct Known {
    /// Commands that were looked for, and what answered them.
    pub(super) commands: HashMap<Vec<u8>, Option<Seq>>,
    pub(super) facts: HashMap<Seq, FactRow>,
    pub(super) subjects: HashMap<u64, SubjectRow>,
    /// All cases of a subject, in order.
    pub(super) cases: HashMap<u64, Vec<CaseRow>>,
    /// The subject of a case.
    subjects_of: HashMap<u64, u64>,
    /// What is projected from cases.
    pub(super) projections: HashMap<u64, Vec<u8>>,
}

impl Known {
    pub(super) fn append(&mut self, row: &FactRow) {
        if let Some(key) = &row.command_key {
            self.commands.insert(key.clone(), Some(row.seq));
        }
        self.facts.insert(row.seq, row.clone());
    }

    pub(super) fn add_subject(&mut self, row: &SubjectRow) {
        self.subjects.insert(row.subject, row.clone());
        self.cases.insert(row.subject, Vec::new());
    }

    pub(super) fn put_case(&mut self, row: &CaseRow) {
        if let Some(cases) = self.cases.get_mut(&row.subject) {
            cases.push(*row);
            self.subjects_of.insert(row.case, row.subject);
        }
    }

    pub(super) fn judged(&mut self, case: u64, seq: Seq) {
        if let Some(row) = self.case(case) {
            row.judged_seq = seq;
        }
    }

    pub(super) fn name_project(&mut self, named: &CaseRow) {
        if let Some(row) = self.case(named.case) {
            row.project = named.project;
        }
    }

    fn case(&mut self, case: u64) -> Option<&mut CaseRow> {
        let subject = self.subjects_of.get(&case);
        let cases = subject.and_then(|subject| self.cases.get_mut(subject));
        cases.into_iter().flatten().find(|row| row.case == case)
    }
}

impl Database {
    /// Reads which commands were answered before, these entries, these subjects, and all cases of those who are
    /// probably meant: in a statement each. Until the transaction ends they are not asked for again, nor what it
    /// writes.
    pub(crate) fn know(
        &self,
        commands: &[&[u8]],
        entries: &BTreeSet<Seq>,
        subjects: &BTreeSet<u64>,
        meant: &BTreeSet<u64>,
    ) -> Result<(), Fault> {
        let mut known = Known::default();
        let keys = commands.iter().map(|key| (key.to_vec(), None));
        known.commands.extend(keys);
        for (key, seq) in self.commands(commands)? {
            known.commands.insert(key, Some(seq));
        }
        for row in self.facts_at(entries)? {
            known.facts.insert(row.seq, row);
        }
        let subjects: Vec<u64> = subjects.iter().copied().collect();
        for row in self.subjects_numbered(&subjects)? {
            known.subjects.insert(row.subject, row);
        }
        known
            .cases
            .extend(meant.iter().map(|subject| (*subject, Vec::new())));
        let mut cases = self.cases_of_subjects(meant)?;
        cases.sort_unstable_by_key(|row| row.case);
        // The last value of a list fills it up, so its cases may come several times.
        cases.dedup();
        for row in &cases {
            known.put_case(row);
        }
        self.known.replace(Some(known));
        Ok(())
    }

    /// Cases of these subjects, in no order.
    fn cases_of_subjects(&self, subjects: &BTreeSet<u64>) -> Result<Vec<CaseRow>, Fault> {
        let mut rows = Vec::new();
        // The first case of a customer has the customer's number.
        for found_by in [
            "subject_id = case_id AND case_id",
            "subject_id <> case_id AND subject_id",
        ] {
            rows.extend(self.query_each(
                "reading subjects' cases",
                &format!(
                    "SELECT {CASE_COLUMNS} FROM case_file WHERE company_id = $1 AND {found_by}"
                ),
                &Database::list(subjects),
                CaseRow::of,
            )?);
        }
        Ok(rows)
    }

    /// Asks, or tells, what is known; nothing where nothing is kept.
    pub(super) fn known<T: Default>(&self, of: impl FnOnce(&mut Known) -> T) -> T {
        self.known.borrow_mut().as_mut().map_or_else(T::default, of)
    }
}
