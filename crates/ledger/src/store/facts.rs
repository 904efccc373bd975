//! Entries: appended, read in order, emptied of personal data when a subject is erased.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use ruling::calendar::Instant;
use ruling::fact::Seq;

use super::{Database, Engine, EngineError, Question, Row, Stretch, Value, or_own};
use crate::encoding::{Header, Lineages};
use crate::fault::Fault;
use crate::log::tree::Hash;

/// One entry as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FactRow {
    pub(crate) seq: Seq,
    pub(crate) recorded: Instant,
    pub(crate) case: Option<u64>,
    pub(crate) subject: Option<u64>,
    pub(crate) entry: Vec<u8>,
    /// The beginning of the leaf's hash: where the tree is another than it was, it tells which row was changed.
    pub(crate) leaf_check: [u8; 4],
    /// To the personal part and its key.
    pub(crate) commitment: Option<Hash>,
    /// The sealed personal part; none where there is none, or once erased.
    pub(crate) sealed: Option<Vec<u8>>,
    /// Of the command that the entry answers.
    pub(crate) command_key: Option<Vec<u8>>,
}

/// What of an entry of a case is judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct EntryRow {
    pub(crate) case: u64,
    pub(crate) seq: Seq,
    pub(crate) recorded: Instant,
    pub(crate) entry: Vec<u8>,
}

/// What an entry has sealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SealedRow {
    pub(crate) seq: Seq,
    pub(crate) subject: Option<u64>,
    /// None once erased.
    pub(crate) sealed: Option<Vec<u8>>,
}

/// Columns in the order in which rows are read and written, after the company.
const COLUMNS: &str = "seq, recorded_at, case_id, subject_id, entry, leaf_check, commitment, \
                       sealed, command_key";

/// How the entry of somebody's look at something begins after its first byte, in hexadecimal.
const TRACE: &str = "686163636573736564";

/// As the index has them; `trace` is written as the engine writes bytes.
fn company_facts(trace: &str) -> String {
    format!(
        "SELECT {COLUMNS} FROM fact WHERE company_id = $1 AND case_id IS NULL \
         AND substr(entry, 2, 9) <> {trace} ORDER BY seq"
    )
}

/// Entries of one case or one subject, as `column` says, in order.
fn facts_of(column: &str) -> String {
    format!(
        "SELECT {COLUMNS} FROM fact WHERE company_id = $1 AND seq = $2 AND {column} = 0 UNION ALL \
         SELECT {COLUMNS} FROM fact WHERE company_id = $1 AND {column} = $2 AND {column} > 0 ORDER BY seq"
    )
}

/// Each part is a search of its own: sorted as a whole, or with a list of cases made first, they take SQLite twice
/// as long.
static FACTS_JUDGED_IN: LazyLock<String> = LazyLock::new(|| {
    const COLUMNS: &str = "fact.case_id, seq, recorded_at, entry";
    let waiting = "(SELECT case_id AS later FROM case_link WHERE company_id = $1 AND other_id = $2) AS waiting";
    format!(
        "SELECT {COLUMNS} FROM fact WHERE company_id = $1 AND seq = $2 AND case_id = 0 UNION ALL \
         SELECT {COLUMNS} FROM fact WHERE company_id = $1 AND case_id = $2 AND case_id > 0 UNION ALL \
         SELECT {COLUMNS} FROM {waiting} JOIN fact ON company_id = $1 AND seq = later AND case_id = 0 UNION ALL \
         SELECT {COLUMNS} FROM {waiting} JOIN fact ON company_id = $1 AND case_id = later AND case_id > 0"
    )
});

impl FactRow {
    /// What the leaf says beside the entry.
    fn header<'a>(&'a self, lineage: &'a [u8; 16]) -> Header<'a> {
        Header {
            lineage,
            seq: self.seq,
            recorded: self.recorded,
            case: self.case,
            subject: self.subject,
            commitment: self.commitment,
            command_key: self.command_key.as_deref(),
        }
    }

    /// The leaf that the row stands for.
    pub(crate) fn leaf(&self, lineages: &Lineages) -> Vec<u8> {
        self.header(&lineages.at(self.seq)).leaf(&self.entry)
    }

    fn of(row: &Row<'_>) -> Result<FactRow, EngineError> {
        let seq = row.int(0)?;
        Ok(FactRow {
            seq,
            recorded: row.instant(1)?,
            case: row.optional_id(2)?.map(|case| or_own(case, seq.into())),
            subject: row
                .optional_id(3)?
                .map(|subject| or_own(subject, seq.into())),
            entry: row.bytes(4)?,
            leaf_check: row.array(5)?,
            commitment: row.optional_array(6)?,
            sealed: row.optional_bytes(7)?,
            command_key: row.optional_bytes(8)?,
        })
    }
}

impl Database {
    pub(crate) fn append_fact(&self, fact: &FactRow) -> Result<(), Fault> {
        self.known(|known| known.append(fact));
        self.execute(
            "appending a fact",
            &format!(
                "INSERT INTO fact (company_id, {COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
            ),
            &[
                self.company.into(),
                fact.seq.into(),
                fact.recorded.into(),
                fact.case.map(|case| or_own(case, fact.seq.into())).into(),
                fact.subject.map(|subject| or_own(subject, fact.seq.into())).into(),
                Value::from(&fact.entry),
                Value::from(&fact.leaf_check),
                fact.commitment.as_ref().into(),
                fact.sealed.as_ref().into(),
                fact.command_key.as_ref().into(),
            ],
        )
    }

    /// Seq and time of the last entry.
    pub(crate) fn last_fact(&self) -> Result<Option<(Seq, Instant)>, Fault> {
        self.query_one(
            "reading the last fact",
            "SELECT seq, recorded_at FROM fact WHERE company_id = $1 ORDER BY seq DESC LIMIT 1",
            &[self.company.into()],
            |row| Ok((row.int(0)?, row.instant(1)?)),
        )
    }

    pub(crate) fn fact(&self, seq: Seq) -> Result<Option<FactRow>, Fault> {
        if let Some(row) = self.known(|known| known.facts.get(&seq).cloned()) {
            return Ok(Some(row));
        }
        self.query_one(
            "reading a fact",
            &format!("SELECT {COLUMNS} FROM fact WHERE company_id = $1 AND seq = $2"),
            &[self.company.into(), seq.into()],
            FactRow::of,
        )
    }

    /// Up to `count` entries from `first` on, in order.
    pub(crate) fn facts(&self, first: Seq, count: u32) -> Result<Vec<FactRow>, Fault> {
        self.query(
            "reading facts",
            &format!("SELECT {COLUMNS} FROM fact WHERE company_id = $1 AND seq >= $2 ORDER BY seq LIMIT $3"),
            &[self.company.into(), first.into(), count.into()],
            FactRow::of,
        )
    }

    /// Entries from `first` to `last`, in order.
    pub(crate) fn facts_between(&self, first: Seq, last: Seq) -> Result<Vec<FactRow>, Fault> {
        self.query(
            "reading facts",
            &format!(
                "SELECT {COLUMNS} FROM fact WHERE company_id = $1 AND seq >= $2 AND seq <= $3 ORDER BY seq"
            ),
            &[self.company.into(), first.into(), last.into()],
            FactRow::of,
        )
    }

    /// Entries of the cases of a stretch, case by case, each in order.
    pub(crate) fn facts_of_cases(&self, cases: Stretch) -> Result<Vec<FactRow>, Fault> {
        let mut rows = self.facts_in("case_id", cases)?;
        rows.sort_unstable_by_key(|row| (row.case, row.seq));
        Ok(rows)
    }

    /// Entries whose case or subject, as `column` says, is one of a stretch, in no order. The first entry of each has
    /// its number, and only later ones have an index.
    fn facts_in(&self, column: &str, numbers: Stretch) -> Result<Vec<FactRow>, Fault> {
        let mut rows = Vec::new();
        for condition in [
            format!("seq >= $2 AND seq <= $3 AND {column} = 0"),
            format!("{column} >= $2 AND {column} <= $3 AND {column} > 0"),
        ] {
            rows.extend(self.query(
                "reading facts",
                &format!("SELECT {COLUMNS} FROM fact WHERE company_id = $1 AND {condition}"),
                &[
                    self.company.into(),
                    numbers.first.into(),
                    numbers.last.into(),
                ],
                FactRow::of,
            )?);
        }
        Ok(rows)
    }

    /// Entries whose personal part is one of the subjects' of a stretch, subject by subject, each in order.
    pub(crate) fn facts_of_subjects(&self, subjects: Stretch) -> Result<Vec<FactRow>, Fault> {
        let mut rows = self.facts_in("subject_id", subjects)?;
        rows.sort_unstable_by_key(|row| (row.subject, row.seq));
        Ok(rows)
    }

    /// Entries about the company itself, in order: its people, units and regulations. Not who looked at what.
    pub(crate) fn company_facts(&self) -> Result<Vec<FactRow>, Fault> {
        let trace = match self.engine {
            Engine::Sqlite(_) => format!("X'{TRACE}'"),
            Engine::Postgres(_) => format!("'\\x{TRACE}'::bytea"),
        };
        self.query(
            "reading the company's facts",
            &company_facts(&trace),
            &[self.company.into()],
            FactRow::of,
        )
    }

    /// A case's own entries, in order.
    pub(crate) fn facts_of_case(&self, case: u64) -> Result<Vec<FactRow>, Fault> {
        self.query(
            "reading a case",
            &facts_of("case_id"),
            &[self.company.into(), case.into()],
            FactRow::of,
        )
    }

    /// Entries of a case that waits in no other and of those that wait in it, case by case, each in order.
    pub(crate) fn facts_judged_in(&self, root: u64) -> Result<Vec<EntryRow>, Fault> {
        let mut rows = self.query(
            "reading a case",
            &FACTS_JUDGED_IN,
            &[self.company.into(), root.into()],
            |row| {
                Ok(EntryRow {
                    case: or_own(row.id(0)?, row.id(1)?),
                    seq: row.int(1)?,
                    recorded: row.instant(2)?,
                    entry: row.bytes(3)?,
                })
            },
        )?;
        rows.sort_unstable_by_key(|row| (row.case, row.seq));
        Ok(rows)
    }

    /// Entries whose personal part is a subject's, in order.
    pub(crate) fn facts_of_subject(&self, subject: u64) -> Result<Vec<FactRow>, Fault> {
        self.query(
            "reading a subject's facts",
            &facts_of("subject_id"),
            &[self.company.into(), subject.into()],
            FactRow::of,
        )
    }

    /// Destroys the sealed parts of a subject; leaves stay as they are.
    pub(crate) fn empty_subject(&self, subject: u64) -> Result<(), Fault> {
        self.known(|known| known.facts.retain(|_, row| row.subject != Some(subject)));
        for condition in [
            "seq = $2 AND subject_id = 0",
            "subject_id = $2 AND subject_id > 0",
        ] {
            self.execute(
                "erasing a subject's facts",
                &format!("UPDATE fact SET sealed = NULL WHERE company_id = $1 AND {condition}"),
                &[self.company.into(), subject.into()],
            )?;
        }
        Ok(())
    }

    /// Up to `count` keys of commands after entry `after`, with the entries that answered them, in order.
    pub(crate) fn command_keys(
        &self,
        after: Seq,
        count: u32,
    ) -> Result<Vec<(Seq, Vec<u8>)>, Fault> {
        self.query(
            "reading keys of commands",
            "SELECT seq, command_key FROM fact WHERE company_id = $1 AND seq > $2 AND command_key IS NOT NULL \
             ORDER BY seq LIMIT $3",
            &[self.company.into(), after.into(), count.into()],
            |row| Ok((row.int(0)?, row.bytes(1)?)),
        )
    }

    /// The entry that a command with this key led to, where an index has them: on a server.
    pub(crate) fn command(&self, key: &[u8]) -> Result<Option<Seq>, Fault> {
        if let Some(answered) = self.known(|known| known.commands.get(key).copied()) {
            return Ok(answered);
        }
        let mut answered = None;
        self.answer(vec![commands(&[key], |_, seq| answered = Some(seq))])?;
        Ok(answered)
    }

    /// What these entries have sealed, in no order. What is known is not asked for.
    pub(crate) fn sealed_at(&self, seqs: &[Seq]) -> Result<Vec<SealedRow>, Fault> {
        let mut rows = Vec::with_capacity(seqs.len());
        let mut asked = Vec::with_capacity(seqs.len());
        for seq in seqs {
            let known = self.known(|known| {
                known.facts.get(seq).map(|row| SealedRow {
                    seq: row.seq,
                    subject: row.subject,
                    sealed: row.sealed.clone(),
                })
            });
            match known {
                Some(row) => rows.push(row),
                None => asked.push(Value::from(*seq)),
            }
        }
        self.answer(vec![Question::new(
            "reading sealed parts",
            "SELECT seq, subject_id, sealed FROM fact WHERE company_id = $1 AND seq",
            asked,
            |row| {
                let seq = row.int(0)?;
                rows.push(SealedRow {
                    seq,
                    subject: row
                        .optional_id(1)?
                        .map(|subject| or_own(subject, seq.into())),
                    sealed: row.optional_bytes(2)?,
                });
                Ok(())
            },
        )])?;
        Ok(rows)
    }
}

/// Asks for the entries that commands with these keys led to, where there are any.
pub(super) fn commands<'a>(
    keys: &[&'a [u8]],
    mut found: impl FnMut(Vec<u8>, Seq) + 'a,
) -> Question<'a> {
    Question::new(
        "looking for earlier answers",
        "SELECT command_key, seq FROM fact WHERE company_id = $1 AND command_key",
        Database::list(keys),
        move |row| {
            found(row.bytes(0)?, row.int(1)?);
            Ok(())
        },
    )
}

/// Asks for entries by their numbers.
pub(super) fn facts_at<'a>(
    seqs: &BTreeSet<Seq>,
    mut found: impl FnMut(FactRow) + 'a,
) -> Question<'a> {
    Question::new(
        "reading facts",
        format!("SELECT {COLUMNS} FROM fact WHERE company_id = $1 AND seq"),
        Database::list(seqs),
        move |row| {
            found(FactRow::of(row)?);
            Ok(())
        },
    )
}

#[cfg(test)]
mod tests {
    use ruling::fact::StaffId;
    use ruling::name::Names;

    use super::super::lists::tests::plan;
    use super::{FACTS_JUDGED_IN, TRACE, company_facts};
    use crate::encoding::Entry;

    #[test]
    fn what_is_read_at_every_start_is_found_by_its_index() {
        let plan = plan(&company_facts(&format!("X'{TRACE}'")));
        let index = "SEARCH fact USING INDEX fact_of_company (company_id=?)";
        assert!(plan.contains(index) && !plan.contains("TEMP"), "{plan}");
    }

    #[test]
    fn what_is_judged_together_is_found_by_keys_alone() {
        let plan = plan(&FACTS_JUDGED_IN);
        assert_eq!(plan.matches("SEARCH fact USING").count(), 4, "{plan}");
        assert!(!plan.contains("SCAN") && !plan.contains("TEMP"), "{plan}");
    }

    #[test]
    fn a_look_at_something_is_an_entry_that_begins_so() {
        let entry = Entry::Accessed {
            staff: StaffId(7.try_into().unwrap()),
            deed: "check".to_owned(),
            subject: None,
        };
        let bytes = entry.encode(&Names::default());
        let begin: String = bytes[1..10]
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        assert_eq!(begin, TRACE);
    }
}
