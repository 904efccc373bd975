//! Data subjects: their wrapped keys and the tags by which they are found.

use rusqlite::{OptionalExtension, Row, params};

use super::Database;
use crate::fault::{Doing, Fault};

/// A data subject as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SubjectRow {
    pub(crate) subject: u64,
    /// None once erased.
    pub(crate) wrapped_key: Option<Vec<u8>>,
    pub(crate) tags: Vec<u8>,
}

impl SubjectRow {
    fn of(row: &Row<'_>) -> rusqlite::Result<SubjectRow> {
        Ok(SubjectRow {
            subject: row.get::<_, i64>(0)?.cast_unsigned(),
            wrapped_key: row.get(1)?,
            tags: row.get(2)?,
        })
    }
}

impl Database {
    pub(crate) fn put_subject(&self, row: &SubjectRow) -> Result<(), Fault> {
        self.connection
            .prepare_cached(
                "INSERT INTO subject (company_id, subject_id, wrapped_key, tags) VALUES (?1, ?2, ?3, ?4) \
                 ON CONFLICT (company_id, subject_id) DO UPDATE SET wrapped_key = excluded.wrapped_key, \
                 tags = excluded.tags",
            )
            .and_then(|mut insert| {
                let subject = row.subject.cast_signed();
                insert.execute(params![self.company, subject, row.wrapped_key, row.tags])
            })
            .doing("storing a subject")?;
        Ok(())
    }

    pub(crate) fn subject(&self, subject: u64) -> Result<Option<SubjectRow>, Fault> {
        self.connection
            .prepare_cached(
                "SELECT subject_id, wrapped_key, tags FROM subject WHERE company_id = ?1 AND subject_id = ?2",
            )
            .and_then(|mut select| {
                select
                    .query_row(params![self.company, subject.cast_signed()], SubjectRow::of)
                    .optional()
            })
            .doing("reading a subject")
    }

    /// Up to `count` subjects after `after`, in order.
    pub(crate) fn subjects(&self, after: u64, count: u32) -> Result<Vec<SubjectRow>, Fault> {
        self.connection
            .prepare_cached(
                "SELECT subject_id, wrapped_key, tags FROM subject WHERE company_id = ?1 AND subject_id > ?2 \
                 ORDER BY subject_id LIMIT ?3",
            )
            .and_then(|mut select| {
                select
                    .query_map(params![self.company, after.cast_signed(), count], SubjectRow::of)?
                    .collect()
            })
            .doing("reading subjects")
    }
}
