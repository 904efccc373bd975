//! Papers of a case: photos and documents, sealed with the customer's key in the same database as everything else
//! ([decision 514](../../../docs/decisions/0514-papers-are-sealed-rows.md)). What they are, with the SHA-256 of each
//! as it came, is sealed beside the entry that brings them, and so committed to in the log.

use std::fmt;

use ruling::calendar::{CivilDay, Instant};
use ruling::fact::{Seq, StaffId};
use ruling::name::Names;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::encoding::Entry;
use crate::encoding::field_name::PAPERS;
use crate::fault::{Failure, Fault, Refusal};
use crate::ledger::Ledger;
use crate::log::tree::Hash;
use crate::privacy::personal::Personal;
use crate::privacy::seal::DataKey;
use crate::record::{Command, REASON};
use crate::store::{Database, FactRow};
use crate::subject::data_key;

/// Papers that one entry may bring.
pub const PAPERS_AT_ONCE_MAX: usize = 10;
/// The most bytes that a paper may have.
pub const PAPER_BYTES_MAX: usize = 8 * 1024 * 1024;

/// What a paper is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Media {
    /// A photo.
    Jpeg,
    /// A picture.
    Png,
    /// A document.
    Pdf,
}

impl Media {
    const ALL: [Media; 3] = [Media::Jpeg, Media::Png, Media::Pdf];

    /// The name in the sealed list.
    pub fn name(self) -> &'static str {
        match self {
            Media::Jpeg => "jpeg",
            Media::Png => "png",
            Media::Pdf => "pdf",
        }
    }
}

/// Which copy of a paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum PaperCopy {
    /// Byte for byte as it came.
    Original = 0,
    /// A JPEG to be read on a screen, with nothing in it but the picture.
    View = 1,
    /// The same, too small to be read.
    Small = 2,
}

impl PaperCopy {
    pub(crate) const ALL: [PaperCopy; 3] = [PaperCopy::Original, PaperCopy::View, PaperCopy::Small];
}

/// A paper to be filed.
#[derive(Clone, PartialEq, Eq)]
pub struct Paper {
    /// Which of the regulation's papers it is, by name; empty: any.
    pub what: String,
    /// What it is written in.
    pub media: Media,
    /// As it came.
    pub original: Vec<u8>,
    /// To be read on a screen; empty: it cannot be shown there.
    pub view: Vec<u8>,
    /// Too small to be read; empty where there is no view.
    pub small: Vec<u8>,
}

impl fmt::Debug for Paper {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            out,
            "Paper({}, {} bytes)",
            self.media.name(),
            self.original.len()
        )
    }
}

impl Paper {
    pub(crate) fn copy(&self, copy: PaperCopy) -> &[u8] {
        match copy {
            PaperCopy::Original => &self.original,
            PaperCopy::View => &self.view,
            PaperCopy::Small => &self.small,
        }
    }

    pub(crate) fn described(&self) -> PaperLine {
        PaperLine {
            what: self.what.clone(),
            media: self.media,
            sha256: PaperCopy::ALL.map(|copy| Sha256::digest(self.copy(copy)).into()),
            bytes: PaperCopy::ALL.map(|copy| self.copy(copy).len() as u64),
        }
    }
}

/// Where papers belong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FiledWith {
    /// To a case.
    Case(u64),
    /// To an entry of a case, such as the registration that they came with.
    Entry(Seq),
}

/// The scan of a day's signed sheet, to be filed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScannedSheet {
    /// Whose registrations are on it.
    pub day: CivilDay,
    /// The registrations that are printed on it.
    pub registrations: Vec<Seq>,
    /// Who files it.
    pub actor: StaffId,
    /// Its pages.
    pub papers: Vec<Paper>,
}

/// What a paper is, as its entry has it sealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaperLine {
    /// Which of the regulation's papers it is, by name; empty: any.
    pub what: String,
    /// What it is written in.
    pub media: Media,
    sha256: [Hash; 3],
    bytes: [u64; 3],
}

impl PaperLine {
    /// The SHA-256 of a copy.
    pub fn sha256(&self, copy: PaperCopy) -> Hash {
        let [original, view, small] = self.sha256;
        match copy {
            PaperCopy::Original => original,
            PaperCopy::View => view,
            PaperCopy::Small => small,
        }
    }

    /// How many bytes a copy has; 0: there is none.
    pub fn bytes(&self, copy: PaperCopy) -> u64 {
        let [original, view, small] = self.bytes;
        match copy {
            PaperCopy::Original => original,
            PaperCopy::View => view,
            PaperCopy::Small => small,
        }
    }

    /// A line of the sealed list.
    fn line(&self) -> String {
        let copies = PaperCopy::ALL.map(|copy| {
            let hash = self.sha256(copy).map(|byte| format!("{byte:02x}")).concat();
            format!(" {hash} {}", self.bytes(copy))
        });
        format!("{}{} {}", self.media.name(), copies.concat(), self.what)
    }

    fn read(line: &str) -> Option<PaperLine> {
        let mut parts = line.splitn(8, ' ');
        let media = parts.next()?;
        let media = Media::ALL.into_iter().find(|known| known.name() == media)?;
        let (mut sha256, mut bytes) = ([Hash::default(); 3], [0; 3]);
        for (hash, length) in sha256.iter_mut().zip(&mut bytes) {
            *hash = read_hash(parts.next()?)?;
            *length = parts.next()?.parse().ok()?;
        }
        let what = parts.next()?.to_owned();
        let read = PaperLine {
            what,
            media,
            sha256,
            bytes,
        };
        (read.line() == line).then_some(read)
    }
}

fn read_hash(text: &str) -> Option<Hash> {
    let mut hash = Hash::default();
    if text.len() != 2 * hash.len() {
        return None;
    }
    for (place, byte) in hash.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(2 * place..2 * place + 2)?, 16).ok()?;
    }
    Some(hash)
}

/// What is sealed beside the entry that brings papers.
pub(crate) fn sealed_list(papers: &[PaperLine]) -> Personal {
    let lines: Vec<String> = papers.iter().map(PaperLine::line).collect();
    Personal::new([(PAPERS.to_owned(), lines.join("\n"))])
}

/// Reads what was sealed; none if it is nothing of the kind.
pub(crate) fn read_list(personal: &Personal) -> Option<Vec<PaperLine>> {
    let lines = personal.get(PAPERS)?.split('\n');
    lines.map(PaperLine::read).collect()
}

/// Papers that came together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filing {
    /// The entry that brought them.
    pub seq: Seq,
    /// When.
    pub recorded: Instant,
    /// In which case.
    pub case: u64,
    /// Who filed them.
    pub staff: StaffId,
    /// The entry that they belong to; none: only to the case.
    pub of: Option<Seq>,
    /// What they are; none once the customer's data was erased.
    pub papers: Option<Vec<PaperLine>>,
}

/// The filing that an entry of a case is; none if it is something else.
pub(crate) fn filing(
    row: &FactRow,
    key: Option<&DataKey>,
    database: &Database,
) -> Result<Option<Filing>, Fault> {
    let entry = Entry::decode(&row.entry, row.seq, row.recorded, &Names::default());
    let (Some(Entry::Papers { staff, of }), Some(case), Some(subject)) =
        (entry, row.case, row.subject)
    else {
        return Ok(None);
    };
    let papers = key.map(|key| listed(row, subject, key, database));
    Ok(Some(Filing {
        seq: row.seq,
        recorded: row.recorded,
        case,
        staff,
        of,
        papers: papers.transpose()?.flatten(),
    }))
}

/// What the papers are that an entry brought; none once its sealed part was erased.
fn listed(
    row: &FactRow,
    subject: u64,
    key: &DataKey,
    database: &Database,
) -> Result<Option<Vec<PaperLine>>, Fault> {
    let Some(sealed) = &row.sealed else {
        return Ok(None);
    };
    let personal = key.open(sealed, database.place(subject, row.seq))?;
    let list = read_list(&personal);
    list.map(Some).ok_or(Fault::damaged("entry", row.seq))
}

/// Whether an entry brings papers, of a case or of a day.
fn brings_papers(row: &FactRow) -> bool {
    let entry = Entry::decode(&row.entry, row.seq, row.recorded, &Names::default());
    matches!(
        entry,
        Some(Entry::Papers { .. } | Entry::SheetScanned { .. })
    )
}

/// The papers filed with a case itself, in order.
pub(crate) fn filings(
    database: &Database,
    case: u64,
    key: Option<&DataKey>,
) -> Result<Vec<Filing>, Fault> {
    let rows = database.facts_of_case(case)?;
    let filings = rows
        .iter()
        .filter_map(|row| filing(row, key, database).transpose());
    filings.collect()
}

impl Ledger {
    /// The papers filed with a case itself, in order. Of a case that there is not, none.
    ///
    /// # Errors
    /// Rows that cannot be read or opened.
    pub fn filings(&self, case: u64) -> Result<Vec<Filing>, Fault> {
        let reader = self.reader()?;
        let Some(row) = reader.case(case)? else {
            return Ok(Vec::new());
        };
        let key = data_key(&reader, &self.keys, row.subject)?;
        filings(&reader, case, key.as_ref())
    }

    /// What the papers are that an entry brought; none if it brought none, or they were erased.
    ///
    /// # Errors
    /// Rows that cannot be read or opened.
    pub fn papers_of(&self, seq: Seq) -> Result<Vec<PaperLine>, Fault> {
        let reader = self.reader()?;
        let row = reader.fact(seq)?.filter(brings_papers);
        let subject = row.as_ref().and_then(|row| row.subject);
        let (Some(row), Some(subject)) = (row, subject) else {
            return Ok(Vec::new());
        };
        match data_key(&reader, &self.keys, subject)? {
            Some(key) => Ok(listed(&row, subject, &key, &reader)?.unwrap_or_default()),
            None => Ok(Vec::new()),
        }
    }

    /// A copy of a paper, by the entry that brought it and its place from 0; none where there is no such copy.
    ///
    /// # Errors
    /// Rows that cannot be read or opened, or are not what was filed.
    pub fn paper(
        &self,
        seq: Seq,
        number: usize,
        copy: PaperCopy,
    ) -> Result<Option<Zeroizing<Vec<u8>>>, Fault> {
        let reader = self.reader()?;
        let row = reader.fact(seq)?.filter(brings_papers);
        let subject = row.as_ref().and_then(|row| row.subject);
        let (Some(row), Some(subject)) = (row, subject) else {
            return Ok(None);
        };
        let Some(key) = data_key(&reader, &self.keys, subject)? else {
            return Ok(None);
        };
        let papers = listed(&row, subject, &key, &reader)?.unwrap_or_default();
        let (Some(line), Ok(place)) = (papers.get(number), u8::try_from(number)) else {
            return Ok(None);
        };
        if line.bytes(copy) == 0 {
            return Ok(None);
        }
        let bytes = reader.paper(&key, reader.place(subject, seq), (place, copy))?;
        let is_same = Hash::from(Sha256::digest(&*bytes)) == line.sha256(copy);
        match is_same {
            true => Ok(Some(bytes)),
            false => Err(Fault::damaged("paper", seq)),
        }
    }

    /// A copy of a paper. Who looked and why is recorded before it is shown.
    ///
    /// # Errors
    /// No such copy in the case, no reason, erased data, or a fault.
    pub fn reveal_paper(
        &self,
        case: u64,
        (seq, number, copy): (Seq, usize, PaperCopy),
        (actor, reason): (StaffId, &str),
        key: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, Failure> {
        let said = [
            (REASON.to_owned(), reason.trim().to_owned()),
            // Which of the customer's papers it was.
            (PAPERS.to_owned(), format!("{seq} {number}")),
        ];
        let reveal = Command::Reveal {
            case,
            actor,
            reason: Personal::new(said),
        };
        self.carry_out(reveal, key)?;
        let paper = self.paper(seq, number, copy)?;
        // It may have been erased since.
        paper.ok_or(Failure::Refused(Refusal::Erased))
    }
}

#[cfg(test)]
mod tests {
    use super::{Media, Paper, PaperLine, read_list, sealed_list};

    #[test]
    fn what_papers_are_is_read_as_it_was_sealed() {
        let paper = |what: &str| Paper {
            what: what.to_owned(),
            media: Media::Png,
            original: b"original".to_vec(),
            view: b"view".to_vec(),
            small: Vec::new(),
        };
        let lines = [paper("id_copy").described(), paper("").described()];
        assert_eq!(read_list(&sealed_list(&lines)).as_deref(), Some(&lines[..]));
    }

    #[test]
    fn a_line_that_is_not_written_like_ours_is_none() {
        let line = sealed_list(&[]).get(super::PAPERS).map(str::to_owned);
        assert_eq!(PaperLine::read(&line.unwrap()), None);
        assert_eq!(PaperLine::read("gif 00 1"), None);
    }
}
