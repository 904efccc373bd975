//! Questions about cases: what was recorded, who owns, what is due.

use ruling::calendar::Instant;
use ruling::fact::{Seq, StaffId};
use ruling::judge::judge;

use crate::case_store::CaseGroup;
use crate::encoding::Entry;
use crate::fault::{Failure, Fault};
use crate::ledger::Ledger;
use crate::privacy::personal::Personal;
use crate::privacy::seal::SealPlace;
use crate::record::{Command, JudgedCase};
use crate::state::{COMPANY, data_key};

/// An entry with what it says and, unless erased, what was sealed with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredEntry {
    /// Place in the ledger.
    pub seq: Seq,
    /// When it was recorded.
    pub recorded: Instant,
    /// Which case.
    pub case: Option<u64>,
    /// What it says.
    pub entry: Entry,
    /// Whether it has a personal part, and whether that is still there.
    pub personal: PersonalPart,
}

/// What became of an entry's personal part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PersonalPart {
    /// It never had one.
    None,
    /// Sealed; revealing it leaves a trace.
    Sealed,
    /// Destroyed at the person's wish.
    Erased,
}

/// Something that must be done by a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueItem {
    /// Which case.
    pub case: u64,
    /// What, by its name in the pack.
    pub what: String,
    /// By which clause.
    pub clause: String,
    /// First second out of time.
    pub due_until: Option<Instant>,
}

impl Ledger {
    /// A case judged at an instant as known at another; none if there is no such case.
    ///
    /// # Errors
    /// Rows that cannot be read.
    pub fn case(
        &self,
        case: u64,
        at: Instant,
        known: Instant,
    ) -> Result<Option<JudgedCase>, Fault> {
        let (packs, company) = (self.packs()?, self.company()?);
        let reader = self.reader()?;
        let group = CaseGroup::load(&reader, &packs, case)?;
        Ok(group.map(|group| {
            let file = group.file();
            let ruling = judge(&file, &company, &packs, at, known);
            JudgedCase {
                id: group.root,
                file,
                ruling,
            }
        }))
    }

    /// Up to `count` entries from `first` on.
    ///
    /// # Errors
    /// Rows that cannot be read.
    pub fn entries(&self, first: Seq, count: u32) -> Result<Vec<StoredEntry>, Fault> {
        let packs = self.packs()?;
        let rows = self.reader()?.facts(first, count)?;
        rows.into_iter()
            .map(|row| {
                let entry = Entry::decode(&row.entry, row.seq, row.recorded, &packs.names);
                Ok(StoredEntry {
                    seq: row.seq,
                    recorded: row.recorded,
                    case: row.case,
                    entry: entry.ok_or(Fault::Damaged {
                        what: "entry",
                        number: row.seq.into(),
                    })?,
                    personal: match (row.commitments, row.sealed) {
                        (None, _) => PersonalPart::None,
                        (Some(_), Some(_)) => PersonalPart::Sealed,
                        (Some(_), None) => PersonalPart::Erased,
                    },
                })
            })
            .collect()
    }

    /// Shows what was sealed with an entry to somebody who says why; the look leaves a trace, to which the
    /// reason belongs. None for entries without a personal part, and once erased.
    ///
    /// # Errors
    /// Rows that cannot be read, or that do not open.
    pub fn reveal(
        &self,
        seq: Seq,
        staff: StaffId,
        reason: &str,
        key: &[u8],
    ) -> Result<Option<Personal>, Failure> {
        let opened = self.opened(seq)?;
        let Some((subject, personal)) = opened else {
            return Ok(None);
        };
        // The trace comes first: nothing is shown that was not noted.
        let trace = Command::Trace {
            staff,
            deed: format!("reveal: {reason}"),
            subject: Some(subject),
        };
        self.carry_out(trace, key)?;
        Ok(Some(personal))
    }

    fn opened(&self, seq: Seq) -> Result<Option<(u64, Personal)>, Fault> {
        let reader = self.reader()?;
        let Some(row) = reader.fact(seq)? else {
            return Ok(None);
        };
        let (Some(subject), Some((_, sealed))) = (row.subject, row.sealed) else {
            return Ok(None);
        };
        let Some(key) = data_key(&reader, &self.keys, subject)? else {
            return Ok(None);
        };
        let place = SealPlace {
            company: COMPANY,
            subject,
            seq,
        };
        Ok(Some((subject, key.open(&sealed, place)?)))
    }

    /// What is due before an instant (exclusive), earliest first, at most `count`.
    ///
    /// # Errors
    /// Rows that cannot be read.
    pub fn due_before(&self, until: Instant, count: u32) -> Result<Vec<DueItem>, Fault> {
        let due = self.reader()?.due_before(until, count)?;
        let items = due.into_iter().map(|(case, obligation)| DueItem {
            case,
            what: obligation.what,
            clause: obligation.clause,
            due_until: obligation.due_until,
        });
        Ok(items.collect())
    }
}
