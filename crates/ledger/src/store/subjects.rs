//! Data subjects: their wrapped keys and the tags by which they are found.

use super::{Database, EngineError, Question, Row, Stretch, Value};
use crate::fault::Fault;

/// A data subject as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SubjectRow {
    pub(crate) subject: u64,
    /// None once erased.
    pub(crate) wrapped_key: Option<Vec<u8>>,
    pub(crate) tags: Vec<u8>,
    pub(crate) names: Vec<u8>,
}

impl SubjectRow {
    fn of(row: &Row<'_>) -> Result<SubjectRow, EngineError> {
        Ok(SubjectRow {
            subject: row.id(0)?,
            wrapped_key: row.optional_bytes(1)?,
            tags: row.bytes(2)?,
            names: row.bytes(3)?,
        })
    }
}

const COLUMNS: &str = "subject_id, wrapped_key, tags, names";

impl Database {
    pub(crate) fn add_subject(&self, row: &SubjectRow) -> Result<(), Fault> {
        self.known(|known| known.add_subject(row));
        self.execute(
            "storing a subject",
            &format!("INSERT INTO subject (company_id, {COLUMNS}) VALUES ($1, $2, $3, $4, $5)"),
            &[
                self.company.into(),
                row.subject.into(),
                row.wrapped_key.as_ref().into(),
                (&row.tags).into(),
                (&row.names).into(),
            ],
        )
    }

    /// Replaces what is known of a subject.
    pub(crate) fn change_subject(&self, row: &SubjectRow) -> Result<(), Fault> {
        self.known(|known| drop(known.subjects.insert(row.subject, row.clone())));
        self.execute(
            "changing a subject",
            "UPDATE subject SET wrapped_key = $1, tags = $2, names = $3 \
             WHERE company_id = $4 AND subject_id = $5",
            &[
                row.wrapped_key.as_ref().into(),
                (&row.tags).into(),
                (&row.names).into(),
                self.company.into(),
                row.subject.into(),
            ],
        )
    }

    pub(crate) fn subject(&self, subject: u64) -> Result<Option<SubjectRow>, Fault> {
        if let Some(row) = self.known(|known| known.subjects.get(&subject).cloned()) {
            return Ok(Some(row));
        }
        self.query_one(
            "reading a subject",
            &format!("SELECT {COLUMNS} FROM subject WHERE company_id = $1 AND subject_id = $2"),
            &[self.company.into(), subject.into()],
            SubjectRow::of,
        )
    }

    /// These subjects, in no order. What is known is not asked for; of one that is asked for several times, as
    /// many rows may come.
    pub(crate) fn subjects_numbered(&self, subjects: &[u64]) -> Result<Vec<SubjectRow>, Fault> {
        let mut rows = Vec::with_capacity(subjects.len());
        let mut asked = Vec::with_capacity(subjects.len());
        for subject in subjects {
            match self.known(|known| known.subjects.get(subject).cloned()) {
                Some(row) => rows.push(row),
                None => asked.push(Value::from(*subject)),
            }
        }
        self.answer(vec![subjects_at(asked, |row| rows.push(row))])?;
        Ok(rows)
    }

    /// Up to `count` subjects after `after`, in order.
    pub(crate) fn subjects(&self, after: u64, count: u32) -> Result<Vec<SubjectRow>, Fault> {
        self.query(
            "reading subjects",
            &format!(
                "SELECT {COLUMNS} FROM subject WHERE company_id = $1 AND subject_id > $2 ORDER BY subject_id LIMIT $3"
            ),
            &[self.company.into(), after.into(), count.into()],
            SubjectRow::of,
        )
    }

    /// The subjects of a stretch, in order.
    pub(crate) fn subjects_of(&self, subjects: Stretch) -> Result<Vec<SubjectRow>, Fault> {
        self.query(
            "reading subjects",
            &format!(
                "SELECT {COLUMNS} FROM subject WHERE company_id = $1 AND subject_id >= $2 AND subject_id <= $3 \
                 ORDER BY subject_id"
            ),
            &[self.company.into(), subjects.first.into(), subjects.last.into()],
            SubjectRow::of,
        )
    }

    /// Subjects of a stretch that were not erased, and their wrapped keys, in order.
    pub(crate) fn wrapped_keys(&self, subjects: Stretch) -> Result<Vec<(u64, Vec<u8>)>, Fault> {
        self.query(
            "reading keys",
            "SELECT subject_id, wrapped_key FROM subject WHERE company_id = $1 AND subject_id >= $2 \
             AND subject_id <= $3 AND wrapped_key IS NOT NULL ORDER BY subject_id",
            &[self.company.into(), subjects.first.into(), subjects.last.into()],
            |row| Ok((row.id(0)?, row.bytes(1)?)),
        )
    }
}

/// Asks for subjects by their numbers.
pub(super) fn subjects_at<'a>(
    subjects: Vec<Value<'a>>,
    mut found: impl FnMut(SubjectRow) + 'a,
) -> Question<'a> {
    Question::new(
        "reading subjects",
        format!("SELECT {COLUMNS} FROM subject WHERE company_id = $1 AND subject_id"),
        subjects,
        move |row| {
            found(SubjectRow::of(row)?);
            Ok(())
        },
    )
}
