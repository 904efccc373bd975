//! Papers of a case: photos and documents that come with what people do, or later. What is in one is shown by `shown`.

mod reading;
mod shown;

use std::collections::BTreeSet;

use ledger::fault::Failure;
use ledger::paper::{FiledWith, Filing, Media, PaperCopy, PaperLine, ScannedSheet};
use ledger::record::{Command, Recorded};
use ledger::rows::Together;
use ruling::calendar::{CivilDay, Instant};
use ruling::fact::{Seq, StaffId};
use ruling::policy::problem::Text;

pub(crate) use self::reading::is_drawn;
pub use self::reading::{PAPER_BYTES_MAX, PAPERS_MAX, PaperProblem};
pub use self::shown::{OriginalPaper, PaperView};
use crate::act::{ActEntry, ActInput};
use crate::consent::Way;
use crate::permission::{Action, deed};
use crate::refusal::Refusal;
use crate::sight::{Seen, Sight};
use crate::{Actor, Desk};

/// A file as somebody sends it.
#[derive(Clone, PartialEq, Eq)]
pub struct PaperUpload {
    /// Which of the regulation's papers it is, by name; empty: any.
    pub what: String,
    /// What is in it.
    pub bytes: Vec<u8>,
}

impl std::fmt::Debug for PaperUpload {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            out,
            "PaperUpload({}, {} bytes)",
            self.what,
            self.bytes.len()
        )
    }
}

/// A paper's name: the entry that brought it, and its place there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PaperId {
    /// The entry.
    pub seq: Seq,
    /// From 0.
    pub number: usize,
}

/// A paper of a case, as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaperSheet {
    /// Which.
    pub id: PaperId,
    /// What people call it; none: the regulation has no name for it.
    pub label: Option<Text>,
    /// What it is written in.
    pub media: Media,
    /// How large it is as it came, in bytes.
    pub bytes: u64,
    /// The beginning of its SHA-256, in hexadecimal: to be compared with a file that somebody else has.
    pub fingerprint: String,
    /// How its reader may look at it on a screen.
    pub view: PaperView,
    /// Who filed it.
    pub filed_by: String,
    /// When.
    pub filed: Instant,
    /// The entry that it came with; none: only the case.
    pub of: Option<Seq>,
}

/// The papers of a case, for one reader.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CasePapers {
    /// Those that the reader may know of, in the order in which they came.
    pub papers: Vec<PaperSheet>,
    /// Filings whose papers were destroyed with the customer's data.
    pub erased: usize,
    /// Whether the reader may add some.
    pub may_add: bool,
    /// Whether the reader may see them as they came, with a reason.
    pub may_see_original: bool,
}

/// Papers brought to a case.
#[derive(Debug, Clone, Default)]
pub struct PapersInput {
    /// Which case.
    pub case: u64,
    /// The files.
    pub papers: Vec<PaperUpload>,
    /// Sent again, the same key gives the first answer.
    pub key: String,
}

/// Papers read, with whoever brings them and the key of what they do.
pub(crate) struct Brought {
    papers: Vec<ledger::paper::Paper>,
    actor: StaffId,
}

impl Brought {
    /// Files them with an entry just made, in its transaction.
    pub(crate) fn file_with(
        self,
        together: &mut Together<'_, '_>,
        (with, key): (FiledWith, &[u8]),
    ) -> Result<Recorded, Failure> {
        let command = Command::FilePapers {
            with,
            actor: self.actor,
            papers: self.papers,
        };
        together.carry_out(command, &[key, b" papers"].concat())
    }

    /// Files them as the scan of a day's sheet, on which these registrations are.
    pub(crate) fn file_as_sheet(
        self,
        together: &mut Together<'_, '_>,
        (day, registrations): (CivilDay, Vec<Seq>),
        key: &[u8],
    ) -> Result<Recorded, Failure> {
        let sheet = ScannedSheet {
            day,
            registrations,
            actor: self.actor,
            papers: self.papers,
        };
        let filed = Command::Signed {
            act: Box::new(Command::FileSheet(Box::new(sheet))),
            by: self.actor,
            clause: String::new(),
        };
        together.carry_out(filed, &[key, b" scan"].concat())
    }
}

impl ActInput {
    /// What was filled in, with the papers that came.
    pub(crate) fn entry_with_papers(&self) -> ActEntry {
        let named = self.papers.iter().map(|paper| paper.what.clone());
        let named = named.filter(|what| !what.is_empty());
        let mut entry = self.entry.clone();
        entry.given.extend(named);
        // That a code was read out nobody says: the code that was typed does.
        entry.given.retain(|name| name != Way::Code.name());
        entry
            .given
            .extend(self.way().map(|way| way.name().to_owned()));
        entry
    }

    /// How the customer consents where they do more than tick: a signature counts before a code.
    fn way(&self) -> Option<Way> {
        if !self.signatures.is_empty() {
            return Some(Way::Signed);
        }
        (!self.code.trim().is_empty()).then_some(Way::Code)
    }
}

impl Desk {
    /// Reads what somebody brings; none: nothing was brought. It takes time, so it is done before anything waits.
    pub(crate) fn read_papers(
        &self,
        actor: StaffId,
        uploads: &[PaperUpload],
    ) -> Result<Option<Brought>, Refusal> {
        if uploads.is_empty() {
            return Ok(None);
        }
        // One at a time in the whole program: a large photo takes much memory while it is made smaller.
        let _turn = self.reading_papers.lock();
        let papers = reading::read(uploads).map_err(Refusal::Paper)?;
        Ok(Some(Brought { papers, actor }))
    }

    /// Carries a command out with the papers that belong to it: all of it or nothing.
    pub(crate) fn carry_out_with_papers(
        &self,
        command: Command,
        key: Vec<u8>,
        papers: Option<Brought>,
    ) -> Result<Recorded, Failure> {
        let Some(papers) = papers else {
            return self.ledger.carry_out(command, &key);
        };
        self.ledger.keep_together(move |together| {
            let done = together.carry_out(command, &key)?;
            papers.file_with(together, (FiledWith::Entry(done.seq), &key))?;
            Ok(done)
        })
    }

    /// The papers of a case that an actor may know of.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] for a case that is not there, and for one that the actor may not see.
    pub fn papers(&self, actor: &Actor, case: u64) -> Result<CasePapers, Refusal> {
        let seen = self.seen(actor, case, actor.now, actor.now)?;
        let mut listed = CasePapers {
            may_add: actor.is_allowed(Action::Note, seen.concerned.target()),
            may_see_original: seen.sight == Sight::Whole
                && actor.is_allowed(Action::Reveal, seen.concerned.target()),
            ..CasePapers::default()
        };
        for filing in self.filings_of(actor, &seen)? {
            match &filing.papers {
                None => listed.erased += 1,
                Some(papers) => {
                    for (number, line) in papers.iter().enumerate() {
                        let sheet = self.paper_sheet(actor, &seen, &filing, (number, line))?;
                        listed.papers.push(sheet);
                    }
                }
            }
        }
        Ok(listed)
    }

    /// Adds papers to a case.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] as above; a role that records nothing; files that cannot be taken.
    pub fn add_papers(&self, actor: &Actor, input: &PapersInput) -> Result<(), Refusal> {
        let seen = self.seen(actor, input.case, actor.now, actor.now)?;
        let permit = actor.may::<deed::Note>(seen.concerned.target());
        let permit = permit.map_err(|_| Refusal::NotAllowed(Action::Note))?;
        let papers = self.read_papers(permit.staff, &input.papers)?;
        let papers = papers.ok_or(Refusal::Missing { field: "papers" })?;
        let key = crate::desk::key_of(actor, &input.key)?;
        let case = seen.kept_in();
        let filed = self.ledger.keep_together(move |together| {
            papers.file_with(together, (FiledWith::Case(case), &key))
        });
        filed?;
        self.follow()
    }

    /// One paper of a case: what is known of it, not what is in it.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] for a paper that is not there, and for one that the actor may not see.
    pub fn paper(&self, actor: &Actor, case: u64, id: PaperId) -> Result<PaperSheet, Refusal> {
        let seen = self.seen(actor, case, actor.now, actor.now)?;
        self.found_paper(actor, &seen, id)
    }

    /// The filings of a case, and of those judged with it where it is seen whole.
    fn filings_of(&self, actor: &Actor, seen: &Seen) -> Result<Vec<Filing>, Refusal> {
        let cases = match seen.sight {
            Sight::Whole => self.ledger.judged_with(seen.judged.id)?,
            Sight::OwnPart => BTreeSet::from([seen.case]),
        };
        let mut all = Vec::new();
        for case in cases {
            all.extend(self.ledger.filings(case)?);
        }
        all.retain(|filing| {
            let fact = filing.of.and_then(|of| seen.judged.file.by_seq(of));
            let is_shown = fact.is_some_and(|fact| seen.shows(actor, fact));
            seen.sight == Sight::Whole || filing.staff == actor.staff || is_shown
        });
        all.sort_unstable_by_key(|filing| filing.seq);
        Ok(all)
    }

    fn found_paper(&self, actor: &Actor, seen: &Seen, id: PaperId) -> Result<PaperSheet, Refusal> {
        let filings = self.filings_of(actor, seen)?;
        let filing = filings.iter().find(|filing| filing.seq == id.seq);
        let filing = filing.ok_or(Refusal::NotFound)?;
        let papers = filing.papers.as_ref();
        let line = papers.and_then(|papers| papers.get(id.number));
        let line = line.ok_or(Refusal::NotFound)?;
        self.paper_sheet(actor, seen, filing, (id.number, line))
    }

    fn paper_sheet(
        &self,
        actor: &Actor,
        seen: &Seen,
        filing: &Filing,
        (number, line): (usize, &PaperLine),
    ) -> Result<PaperSheet, Refusal> {
        let directory = self.ledger.directory()?;
        let id = PaperId {
            seq: filing.seq,
            number,
        };
        let who = directory.staff.get(&filing.staff).cloned();
        let name = seen.packs.names.find(&line.what);
        let is_named = !line.what.is_empty() && seen.packs.names.mentions(name);
        Ok(PaperSheet {
            label: is_named.then(|| seen.packs.label(name)),
            view: shown::view_of(actor, seen, filing, line),
            of: filing.of,
            ..PaperSheet::of(id, line, (who.unwrap_or_default(), filing.recorded))
        })
    }
}

impl PaperSheet {
    /// A paper that has no name and belongs to no entry: who filed it, and when.
    pub(crate) fn of(
        id: PaperId,
        line: &PaperLine,
        (filed_by, filed): (String, Instant),
    ) -> PaperSheet {
        let hash = line.sha256(PaperCopy::Original);
        let begin = hash.iter().take(6).map(|byte| format!("{byte:02x}"));
        PaperSheet {
            id,
            label: None,
            media: line.media,
            bytes: line.bytes(PaperCopy::Original),
            fingerprint: begin.collect(),
            view: match line.bytes(PaperCopy::View) {
                0 => PaperView::Nowhere,
                _ => PaperView::Open,
            },
            filed_by,
            filed,
            of: None,
        }
    }
}
