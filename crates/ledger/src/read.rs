//! Questions about cases: what was recorded, and who owns.

use ruling::calendar::Instant;
use ruling::fact::Seq;
use ruling::judge::judge;
use ruling::name::Names;

use crate::case_store::CaseGroup;
use crate::encoding::Entry;
use crate::fault::Fault;
use crate::ledger::Ledger;
use crate::log::tree::Hash;
use crate::record::JudgedCase;

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
    /// Sealed with its subject's key.
    Sealed,
    /// Destroyed at the person's wish.
    Erased,
}

/// A version of a regulation as the log has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Published {
    /// The entry that published it.
    pub seq: Seq,
    /// When it was recorded.
    pub at: Instant,
    /// Hash of its texts.
    pub hash: Hash,
}

impl Ledger {
    /// The versions of a domain's regulation, in the order in which they were published.
    ///
    /// # Errors
    /// Rows that cannot be read.
    pub fn published(&self, domain: u32) -> Result<Vec<Published>, Fault> {
        let reader = self.reader()?;
        let mut published = Vec::new();
        for row in reader
            .packs()?
            .iter()
            .filter(|row| row.domain == u64::from(domain))
        {
            let number = row.seq;
            let seq = Seq::try_from(number).map_err(|_| Fault::damaged("pack", number))?;
            let fact = reader.fact(seq)?;
            let fact = fact.ok_or(Fault::damaged("pack", number))?;
            let entry = Entry::decode(&fact.entry, seq, fact.recorded, &Names::default());
            let Some(Entry::Pack { hash, .. }) = entry else {
                return Err(Fault::damaged("pack", number));
            };
            published.push(Published {
                seq,
                at: fact.recorded,
                hash,
            });
        }
        Ok(published)
    }

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
        let (regulations, company) = (self.regulations()?, self.company()?);
        let reader = self.reader()?;
        let group = CaseGroup::load(&reader, regulations.names(), case)?;
        Ok(group.map(|group| {
            let file = group.file();
            let packs = regulations.packs(group.domain);
            let ruling = judge(&file, &company, packs, at, known);
            JudgedCase {
                id: group.root,
                domain: group.domain,
                file,
                ruling,
            }
        }))
    }

    /// Every case of a case's customer, this one too; none if there is no such case.
    ///
    /// # Errors
    /// Rows that cannot be read.
    pub fn cases_of_customer(&self, case: u64) -> Result<Vec<u64>, Fault> {
        let reader = self.reader()?;
        let Some(row) = reader.case(case)? else {
            return Ok(Vec::new());
        };
        let cases = reader.cases_of_subject(row.subject)?;
        Ok(cases.into_iter().map(|row| row.case).collect())
    }

    /// Up to `count` entries from `first` on.
    ///
    /// # Errors
    /// Rows that cannot be read.
    pub fn entries(&self, first: Seq, count: u32) -> Result<Vec<StoredEntry>, Fault> {
        let regulations = self.regulations()?;
        let rows = self.reader()?.facts(first, count)?;
        rows.into_iter()
            .map(|row| {
                let entry = Entry::decode(&row.entry, row.seq, row.recorded, regulations.names());
                Ok(StoredEntry {
                    seq: row.seq,
                    recorded: row.recorded,
                    case: row.case,
                    entry: entry.ok_or(Fault::damaged("entry", row.seq))?,
                    personal: match (row.commitment, row.sealed) {
                        (None, _) => PersonalPart::None,
                        (Some(_), Some(_)) => PersonalPart::Sealed,
                        (Some(_), None) => PersonalPart::Erased,
                    },
                })
            })
            .collect()
    }
}
