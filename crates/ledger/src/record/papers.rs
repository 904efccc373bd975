//! Papers filed with a case: what they are is sealed beside an entry, and they in parts beside that.

use ruling::fact::{Seq, StaffId};

use super::identify::Found;
use super::{Recorded, Work};
use crate::encoding::Entry;
use crate::fault::{Failure, Fault, Refusal};
use crate::found_by::FoundBy;
use crate::log::tree::Hash;
use crate::paper::{FiledWith, Paper, PaperCopy, PaperLine, ScannedSheet, filings, sealed_list};
use crate::privacy::seal::{DataKey, SealPlace};
use crate::subject::data_key;

impl Work<'_> {
    pub(super) fn file_papers(
        &mut self,
        with: FiledWith,
        actor: StaffId,
        papers: &[Paper],
    ) -> Result<Recorded, Failure> {
        let (case, of) = self.filed_with(with)?;
        let row = self.database.case(case)?;
        let subject = row.ok_or(Refusal::UnknownCase(case))?.subject;
        let key = data_key(self.database, self.keys, subject)?.ok_or(Refusal::Erased)?;
        let mut known: Vec<(Seq, Hash)> = Vec::new();
        for filing in filings(self.database, case, Some(&key))? {
            let papers = filing.papers.filter(|_| filing.of == of);
            let papers = papers.into_iter().flatten();
            known.extend(papers.map(|paper| (filing.seq, paper.sha256(PaperCopy::Original))));
        }
        let first = known.first().map(|(seq, _)| *seq);
        let mut lines: Vec<PaperLine> = Vec::new();
        let mut new: Vec<&Paper> = Vec::new();
        for paper in papers {
            let line = paper.described();
            let hash = line.sha256(PaperCopy::Original);
            if known.iter().all(|(_, known)| *known != hash) {
                known.push((0, hash));
                lines.push(line);
                new.push(paper);
            }
        }
        if let (true, Some(first)) = (new.is_empty(), first) {
            return Ok(self.answer_again(first)?);
        }
        let entry = Entry::Papers { staff: actor, of };
        let list = sealed_list(&lines);
        let done = self.append(entry, Some(case), Some((subject, &key, &list)))?;
        self.keep_papers(&key, self.database.place(subject, done.seq), new)?;
        Ok(done)
    }

    /// Files the scan of a sheet with a subject of its own, as staff have: it belongs to no case.
    pub(super) fn file_sheet(&mut self, sheet: &ScannedSheet) -> Result<Recorded, Failure> {
        for registration in &sheet.registrations {
            self.filed_with(FiledWith::Entry(*registration))?;
        }
        let found = Found {
            subject: self.next_seq().into(),
            is_new: true,
            may_be: Vec::new(),
        };
        let key = self.subject_key(&found, FoundBy::default())?;
        let lines: Vec<PaperLine> = sheet.papers.iter().map(Paper::described).collect();
        let entry = Entry::SheetScanned {
            staff: sheet.actor,
            day: sheet.day,
            registrations: sheet.registrations.clone(),
        };
        let list = sealed_list(&lines);
        let done = self.append(entry, None, Some((found.subject, &key, &list)))?;
        let place = self.database.place(found.subject, done.seq);
        self.keep_papers(&key, place, &sheet.papers)?;
        Ok(done)
    }

    fn keep_papers<'p>(
        &self,
        key: &DataKey,
        place: SealPlace,
        papers: impl IntoIterator<Item = &'p Paper>,
    ) -> Result<(), Fault> {
        for (number, paper) in (0..).zip(papers) {
            for copy in PaperCopy::ALL {
                let bytes = paper.copy(copy);
                self.database.add_paper(key, place, (number, copy), bytes)?;
            }
        }
        Ok(())
    }

    /// The case that papers go to, and the entry that they belong to.
    fn filed_with(&self, with: FiledWith) -> Result<(u64, Option<Seq>), Failure> {
        match with {
            FiledWith::Case(case) => Ok((case, None)),
            FiledWith::Entry(seq) => {
                let row = self.database.fact(seq)?;
                let case = row.and_then(|row| row.case);
                Ok((case.ok_or(Refusal::UnknownFact(seq))?, Some(seq)))
            }
        }
    }
}
