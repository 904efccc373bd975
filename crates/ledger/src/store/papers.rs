//! Papers in sealed parts.

use ruling::fact::Seq;
use zeroize::Zeroizing;

use super::Database;
use crate::fault::Fault;
use crate::paper::PaperCopy;
use crate::privacy::seal::{DataKey, PartPlace, SealPlace};

/// Bytes of a paper in one part: no row is so large that reading one holds up everything else.
const PART_BYTES: usize = 256 * 1024;

/// A paper of an entry, by its place, and which copy of it.
type WhichCopy = (u8, PaperCopy);

/// Numbers of paper, copy and part.
pub(crate) type Part = [u64; 3];

/// The parts that a copy of so many bytes has.
pub(crate) fn parts(which: WhichCopy, bytes: u64) -> impl Iterator<Item = Part> {
    let count = bytes.div_ceil(PART_BYTES as u64);
    (0..count).map(move |part| [which.0.into(), which.1 as u64, part])
}

fn part_place(entry: SealPlace, (paper, copy): WhichCopy, part: usize, parts: usize) -> PartPlace {
    PartPlace {
        entry,
        paper,
        copy: copy as u8,
        part: u32::try_from(part).unwrap_or(u32::MAX),
        parts: u32::try_from(parts).unwrap_or(u32::MAX),
    }
}

impl Database {
    /// Stores a copy of a paper; of one without bytes, nothing.
    pub(crate) fn add_paper(
        &self,
        key: &DataKey,
        entry: SealPlace,
        which: WhichCopy,
        bytes: &[u8],
    ) -> Result<(), Fault> {
        let parts = bytes.len().div_ceil(PART_BYTES);
        for (number, part) in bytes.chunks(PART_BYTES).enumerate() {
            let place = part_place(entry, which, number, parts);
            let sealed = key.seal_part(part, place)?;
            self.execute(
                "storing a paper",
                "INSERT INTO paper_part (company_id, subject_id, seq, paper_no, copy_no, part_no, sealed) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7)",
                &[
                    self.company.into(),
                    entry.subject.into(),
                    entry.seq.into(),
                    u32::from(place.paper).into(),
                    u32::from(place.copy).into(),
                    place.part.into(),
                    (&sealed).into(),
                ],
            )?;
        }
        Ok(())
    }

    /// A copy of a paper.
    pub(crate) fn paper(
        &self,
        key: &DataKey,
        entry: SealPlace,
        which: WhichCopy,
    ) -> Result<Zeroizing<Vec<u8>>, Fault> {
        let parts = self.query(
            "reading a paper",
            "SELECT sealed FROM paper_part WHERE company_id = $1 AND subject_id = $2 AND seq = $3 \
             AND paper_no = $4 AND copy_no = $5 ORDER BY part_no",
            &[
                self.company.into(),
                entry.subject.into(),
                entry.seq.into(),
                u32::from(which.0).into(),
                (which.1 as u32).into(),
            ],
            |row| row.bytes(0),
        )?;
        let mut whole = Zeroizing::new(Vec::with_capacity(parts.len() * PART_BYTES));
        for (number, sealed) in parts.iter().enumerate() {
            let place = part_place(entry, which, number, parts.len());
            whole.extend_from_slice(&key.open_part(sealed, place)?);
        }
        Ok(whole)
    }

    /// Numbers of subjects and entries that papers are stored of, after these, in order: whatever is there.
    pub(crate) fn papers_after(
        &self,
        after: (u64, u64),
        count: u32,
    ) -> Result<Vec<(u64, u64)>, Fault> {
        self.query(
            "reading papers",
            "SELECT DISTINCT subject_id, seq FROM paper_part WHERE company_id = $1 \
             AND (subject_id, seq) > ($2, $3) ORDER BY subject_id, seq LIMIT $4",
            &[
                self.company.into(),
                after.0.into(),
                after.1.into(),
                count.into(),
            ],
            |row| Ok((row.id(0)?, row.id(1)?)),
        )
    }

    /// The parts stored of an entry's papers, by paper, copy and part: whatever is there.
    pub(crate) fn parts_of(&self, subject: u64, seq: Seq) -> Result<Vec<Part>, Fault> {
        self.query(
            "reading papers",
            "SELECT paper_no, copy_no, part_no FROM paper_part WHERE company_id = $1 AND subject_id = $2 AND seq = $3",
            &[self.company.into(), subject.into(), seq.into()],
            |row| Ok([row.id(0)?, row.id(1)?, row.id(2)?]),
        )
    }

    /// Destroys all papers of a subject.
    pub(crate) fn drop_papers(&self, subject: u64) -> Result<(), Fault> {
        self.execute(
            "erasing a subject's papers",
            "DELETE FROM paper_part WHERE company_id = $1 AND subject_id = $2",
            &[self.company.into(), subject.into()],
        )
    }
}
