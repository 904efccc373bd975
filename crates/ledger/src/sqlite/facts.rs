//! Entries: appended, read in order, emptied of personal data when a subject is erased.

use ruling::calendar::Instant;
use ruling::fact::Seq;
use rusqlite::{OptionalExtension, Row, named_params, params};

use super::Database;
use crate::encoding::{Header, Lineages};
use crate::fault::{Doing, Fault};
use crate::log::tree::Hash;

/// One entry as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FactRow {
    pub(crate) seq: Seq,
    pub(crate) recorded: Instant,
    pub(crate) case: Option<u64>,
    pub(crate) subject: Option<u64>,
    pub(crate) entry: Vec<u8>,
    pub(crate) leaf_hash: Hash,
    /// Commitments to the personal part and to its key.
    pub(crate) commitments: Option<(Hash, Hash)>,
    /// Salt and sealed personal part; none where there is none, or once erased.
    pub(crate) sealed: Option<([u8; 32], Vec<u8>)>,
    /// Of the command that the entry answers.
    pub(crate) command_key: Option<Vec<u8>>,
}

const COLUMNS: &str = "seq, recorded_at, case_id, subject_id, entry, leaf_hash, commitment, \
                       key_commitment, salt, sealed, command_key";

impl FactRow {
    /// What the leaf says beside the entry.
    fn header<'a>(&'a self, lineage: &'a [u8; 16]) -> Header<'a> {
        Header {
            lineage,
            seq: self.seq,
            recorded: self.recorded,
            case: self.case,
            subject: self.subject,
            commitments: self.commitments,
            command_key: self.command_key.as_deref(),
        }
    }

    /// The leaf that the row stands for.
    pub(crate) fn leaf(&self, lineages: &Lineages) -> Vec<u8> {
        self.header(&lineages.at(self.seq)).leaf(&self.entry)
    }

    fn of(row: &Row<'_>) -> rusqlite::Result<FactRow> {
        let (commitment, key_commitment): (Option<Hash>, Option<Hash>) = (row.get(6)?, row.get(7)?);
        let (salt, sealed): (Option<[u8; 32]>, Option<Vec<u8>>) = (row.get(8)?, row.get(9)?);
        Ok(FactRow {
            seq: row.get(0)?,
            recorded: Instant::from_seconds(row.get(1)?),
            case: row.get::<_, Option<i64>>(2)?.map(i64::cast_unsigned),
            subject: row.get::<_, Option<i64>>(3)?.map(i64::cast_unsigned),
            entry: row.get(4)?,
            leaf_hash: row.get(5)?,
            commitments: commitment.zip(key_commitment),
            sealed: salt.zip(sealed),
            command_key: row.get(10)?,
        })
    }
}

impl Database {
    pub(crate) fn append_fact(&self, fact: &FactRow) -> Result<(), Fault> {
        let (commitment, key_commitment) = fact.commitments.unzip();
        let (salt, sealed) = match &fact.sealed {
            Some((salt, sealed)) => (Some(&salt[..]), Some(&sealed[..])),
            None => (None, None),
        };
        self.connection
            .prepare_cached(
                "INSERT INTO fact (company_id, seq, recorded_at, case_id, subject_id, entry, leaf_hash, \
                 commitment, key_commitment, salt, sealed, command_key) VALUES (:company, :seq, :recorded, :case, \
                 :subject, :entry, :leaf, :commitment, :key_commitment, :salt, :sealed, :command_key)",
            )
            .and_then(|mut insert| {
                insert.execute(named_params! {
                    ":company": self.company,
                    ":seq": fact.seq,
                    ":recorded": fact.recorded.seconds(),
                    ":case": fact.case.map(u64::cast_signed),
                    ":subject": fact.subject.map(u64::cast_signed),
                    ":entry": fact.entry,
                    ":leaf": fact.leaf_hash,
                    ":commitment": commitment,
                    ":key_commitment": key_commitment,
                    ":salt": salt,
                    ":sealed": sealed,
                    ":command_key": fact.command_key,
                })
            })
            .doing("appending a fact")?;
        Ok(())
    }

    /// Seq and time of the last entry.
    pub(crate) fn last_fact(&self) -> Result<Option<(Seq, Instant)>, Fault> {
        self.connection
            .prepare_cached(
                "SELECT seq, recorded_at FROM fact WHERE company_id = ?1 ORDER BY seq DESC LIMIT 1",
            )
            .and_then(|mut select| {
                select
                    .query_row([self.company], |row| {
                        Ok((row.get(0)?, Instant::from_seconds(row.get(1)?)))
                    })
                    .optional()
            })
            .doing("reading the last fact")
    }

    pub(crate) fn fact(&self, seq: Seq) -> Result<Option<FactRow>, Fault> {
        Ok(self.facts(seq, 1)?.into_iter().find(|fact| fact.seq == seq))
    }

    /// Up to `count` entries from `first` on, in order.
    pub(crate) fn facts(&self, first: Seq, count: u32) -> Result<Vec<FactRow>, Fault> {
        self.connection
            .prepare_cached(&format!(
                "SELECT {COLUMNS} FROM fact WHERE company_id = ?1 AND seq >= ?2 ORDER BY seq LIMIT ?3"
            ))
            .and_then(|mut select| {
                select
                    .query_map(params![self.company, first, count], FactRow::of)?
                    .collect()
            })
            .doing("reading facts")
    }

    /// Entries that belong to no case, in order: the company's own.
    pub(crate) fn company_facts(&self) -> Result<Vec<FactRow>, Fault> {
        self.connection
            .prepare_cached(&format!(
                "SELECT {COLUMNS} FROM fact WHERE company_id = ?1 AND case_id IS NULL ORDER BY seq"
            ))
            .and_then(|mut select| select.query_map([self.company], FactRow::of)?.collect())
            .doing("reading the company's facts")
    }

    /// A case's own entries, in order.
    pub(crate) fn facts_of_case(&self, case: u64) -> Result<Vec<FactRow>, Fault> {
        self.connection
            .prepare_cached(&format!(
                "SELECT {COLUMNS} FROM fact WHERE company_id = ?1 AND case_id = ?2 ORDER BY seq"
            ))
            .and_then(|mut select| {
                select
                    .query_map(params![self.company, case.cast_signed()], FactRow::of)?
                    .collect()
            })
            .doing("reading a case")
    }

    /// Entries whose personal part is a subject's, in order.
    pub(crate) fn facts_of_subject(&self, subject: u64) -> Result<Vec<FactRow>, Fault> {
        self.connection
            .prepare_cached(&format!(
                "SELECT {COLUMNS} FROM fact WHERE company_id = ?1 AND subject_id = ?2 ORDER BY seq"
            ))
            .and_then(|mut select| {
                select
                    .query_map(params![self.company, subject.cast_signed()], FactRow::of)?
                    .collect()
            })
            .doing("reading a subject's facts")
    }

    /// Destroys salts and sealed parts of a subject; leaves and commitments stay.
    pub(crate) fn empty_subject(&self, subject: u64) -> Result<(), Fault> {
        self.connection
            .prepare_cached(
                "UPDATE fact SET salt = NULL, sealed = NULL WHERE company_id = ?1 AND subject_id = ?2",
            )
            .and_then(|mut update| update.execute(params![self.company, subject.cast_signed()]))
            .doing("erasing a subject's facts")?;
        Ok(())
    }

    /// The entry that a command with this key led to.
    pub(crate) fn command(&self, key: &[u8]) -> Result<Option<Seq>, Fault> {
        self.connection
            .prepare_cached("SELECT seq FROM fact WHERE company_id = ?1 AND command_key = ?2")
            .and_then(|mut select| {
                select
                    .query_row(params![self.company, key], |row| row.get(0))
                    .optional()
            })
            .doing("looking for an earlier answer")
    }
}
