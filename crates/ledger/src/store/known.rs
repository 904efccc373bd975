//! Rows that are known without asking: read for a whole batch before it is carried out, or written by it.
//!
//! A server answers many small questions much later than one large one.

use std::collections::{BTreeSet, HashMap};

use ruling::fact::Seq;

use super::cases::CASE_COLUMNS;
use super::{CaseRow, Database, FactRow, Question, SubjectRow, facts, subjects as stored};
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
    /// probably meant: in one go. Until the transaction ends they are not asked for again, nor what it writes.
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
        known
            .cases
            .extend(meant.iter().map(|subject| (*subject, Vec::new())));
        let (mut cases, mut later) = (Vec::new(), Vec::new());
        let (answered, facts, rows) = (&mut known.commands, &mut known.facts, &mut known.subjects);
        self.answer(vec![
            facts::commands(commands, |key, seq| {
                answered.insert(key, Some(seq));
            }),
            facts::facts_at(entries, |row| {
                facts.insert(row.seq, row);
            }),
            stored::subjects_at(Database::list(subjects), |row| {
                rows.insert(row.subject, row);
            }),
            // The first case of a customer has the customer's number.
            cases_where("subject_id = 0 AND case_id", meant, |row| {
                cases.push(row);
            }),
            cases_where("subject_id > 0 AND subject_id", meant, |row| {
                later.push(row);
            }),
        ])?;
        cases.append(&mut later);
        cases.sort_unstable_by_key(|row| row.case);
        // Where the last value of a list fills it up, its cases come several times.
        cases.dedup();
        for row in &cases {
            known.put_case(row);
        }
        self.known.replace(Some(known));
        Ok(())
    }

    /// Asks, or tells, what is known; nothing where nothing is kept.
    pub(super) fn known<T: Default>(&self, of: impl FnOnce(&mut Known) -> T) -> T {
        self.known.borrow_mut().as_mut().map_or_else(T::default, of)
    }
}

/// Asks for cases by a column, which the condition ends with.
fn cases_where<'a>(
    condition: &str,
    subjects: &BTreeSet<u64>,
    mut found: impl FnMut(CaseRow) + 'a,
) -> Question<'a> {
    Question::new(
        "reading subjects' cases",
        format!("SELECT {CASE_COLUMNS} FROM case_file WHERE company_id = $1 AND {condition}"),
        Database::list(subjects),
        move |row| {
            found(CaseRow::of(row)?);
            Ok(())
        },
    )
}
