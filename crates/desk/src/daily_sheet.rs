//! The daily sheet: every registration of a day, printed, signed, scanned and filed. It is complete when its scan is
//! stored and each registration that the regulation wants on it was found there.

use std::collections::BTreeSet;

use ledger::encoding::Entry;
use ledger::fault::Failure;
use ledger::record::{About, Command, NewFact};
use ruling::calendar::CivilDay;
use ruling::fact::{Fact, FactKind, Particulars, Seq};
use ruling::name::Symbol;
use sha2::{Digest, Sha256};

use crate::day_book::{self, Arrival};
use crate::desk::key_of;
use crate::filled_in::typed;
use crate::paper::{OriginalPaper, PaperId, PaperSheet, PaperUpload};
use crate::permission::{Action, Target, deed};
use crate::register::fact;
use crate::signed::SignatureMark;
use crate::{Actor, Desk, Instant, PaperCopy, Refusal};

/// What packs call the filing of a registration's scan.
const SCAN: &str = "scan";

/// Whether a registration is to be found on the scanned sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scan {
    /// The regulation does not ask for it: it was not accepted, or was taken back.
    NotAsked,
    /// Not found yet.
    Due {
        /// First second in which it is late; none: no deadline.
        until: Option<Instant>,
        /// Whether it is late now.
        is_overdue: bool,
    },
    /// Somebody found it there.
    Found,
}

/// A registration on the sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetRow {
    /// Its number on the sheet, from 1.
    pub number: usize,
    /// The entry.
    pub seq: Seq,
    /// Its case.
    pub case: u64,
    /// When it was made.
    pub at: Instant,
    /// The customer, masked: name and number.
    pub customer: Vec<String>,
    /// For whom it was made.
    pub claimant: String,
    /// Who entered it.
    pub entered_by: String,
    /// Whether it was found on the scan.
    pub scan: Scan,
    /// Whether it is on a sheet whose scan is stored.
    pub is_stored: bool,
}

/// The sheet of a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DailySheet {
    /// Which day.
    pub day: CivilDay,
    /// Its registrations in their order.
    pub rows: Vec<SheetRow>,
    /// The pages scanned, in the order in which they came.
    pub scans: Vec<PaperSheet>,
    /// Electronic signatures of whoever filed them, over the scan and the registrations on it.
    pub signatures: Vec<SignatureMark>,
    /// What stands on it, as 16 hexadecimal digits: two sheets with the same are the same.
    pub digest: String,
    /// Whether the actor files it.
    pub can_be_filed: bool,
}

/// What is stored of a day's sheets.
#[derive(Default)]
struct Scans {
    /// Pages that the reader may see.
    pages: Vec<PaperSheet>,
    /// Signatures of whoever filed those.
    signatures: Vec<SignatureMark>,
    /// Registrations that are on any page.
    stored: BTreeSet<Seq>,
}

/// A scanned sheet, looked through.
#[derive(Debug, Clone)]
pub struct FilingInput {
    /// Which day's.
    pub day: CivilDay,
    /// What stands on the sheet that was signed.
    pub digest: String,
    /// The registrations that were found on it.
    pub found: Vec<Seq>,
    /// The scan; none: it is stored already.
    pub scan: Vec<PaperUpload>,
    /// Sent again, the same key gives the first answer.
    pub key: String,
}

impl DailySheet {
    /// The rows that are to be found on the scan and were not yet.
    pub fn missing(&self) -> impl Iterator<Item = &SheetRow> {
        let rows = self.rows.iter();
        rows.filter(|row| matches!(row.scan, Scan::Due { .. }))
    }

    /// The rows that were found on a scan which is not stored.
    pub fn without_scan(&self) -> impl Iterator<Item = &SheetRow> {
        let rows = self.rows.iter();
        rows.filter(|row| row.scan == Scan::Found && !row.is_stored)
    }

    /// Whether every registration that is wanted on the scan was found there, and the scan is stored.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        let mut rows = self.rows.iter();
        rows.any(|row| row.scan == Scan::Found)
            && self.missing().next().is_none()
            && self.without_scan().next().is_none()
    }

    /// When the first of what is missing is late; none: nothing is missing, or there is no deadline.
    #[must_use]
    pub fn due(&self) -> Option<Instant> {
        let untils = self.missing().filter_map(|row| match row.scan {
            Scan::Due { until, .. } => until,
            _ => None,
        });
        untils.min()
    }
}

impl Desk {
    /// The sheet of a day with the registrations within the actor's reach.
    ///
    /// # Errors
    /// The actor receives nobody.
    pub fn daily_sheet(&self, actor: &Actor, day: CivilDay) -> Result<DailySheet, Refusal> {
        actor.may::<deed::RecordVisit>(Target::Anything)?;
        let mut rows = Vec::new();
        let mut content = Sha256::new();
        let arrivals = self.arrivals(actor, day, FactKind::Registered)?;
        let Scans {
            pages: scans,
            stored,
            signatures,
        } = self.scans_of(day, &arrivals)?;
        for (number, arrival) in (1..).zip(&arrivals) {
            let is_stored = stored.contains(&arrival.fact.seq);
            let row = self.sheet_row(actor, (number, is_stored), arrival)?;
            content.update(row.seq.to_be_bytes());
            content.update(row.at.seconds().to_be_bytes());
            rows.push(row);
        }
        let digest = content.finalize();
        let digest: String = digest
            .iter()
            .take(8)
            .map(|byte| format!("{byte:02x}"))
            .collect();
        Ok(DailySheet {
            day,
            rows,
            scans,
            signatures,
            digest,
            can_be_filed: !actor.scopes_of(Action::RecordVisit).is_empty(),
        })
    }

    /// The pages scanned of a day's sheets, of which a reader sees those with nothing on them but what they see in
    /// the list, the registrations that are on any, and the signatures on those seen.
    fn scans_of(&self, day: CivilDay, seen: &[Arrival]) -> Result<Scans, Refusal> {
        let seen: BTreeSet<Seq> = seen.iter().map(|arrival| arrival.fact.seq).collect();
        let kept = self.ledger.look(|rows| day_book::scans_of(rows, day))?;
        let directory = self.ledger.directory()?;
        let mut scans = Scans::default();
        for seq in kept {
            let entry = self.ledger.entries(seq, 1)?.pop();
            let Some((recorded, entry)) = entry.map(|stored| (stored.recorded, stored.entry))
            else {
                continue;
            };
            let Entry::SheetScanned {
                staff,
                registrations,
                ..
            } = entry
            else {
                continue;
            };
            if registrations.iter().all(|on_it| seen.contains(on_it)) {
                let who = directory.staff.get(&staff).cloned().unwrap_or_default();
                let signature = self.signature_by(staff, |one| one.signed.act == seq)?;
                scans.signatures.extend(signature);
                let lines = self.ledger.papers_of(seq)?;
                scans
                    .pages
                    .extend(lines.iter().enumerate().map(|(number, line)| {
                        PaperSheet::of(PaperId { seq, number }, line, (who.clone(), recorded))
                    }));
            }
            scans.stored.extend(registrations);
        }
        Ok(scans)
    }

    /// A page of a scanned sheet, by the day whose it is.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] for a page that is not there, and for one on which there is more than the actor sees.
    pub fn scan_page(
        &self,
        actor: &Actor,
        day: CivilDay,
        id: PaperId,
    ) -> Result<PaperSheet, Refusal> {
        actor.may::<deed::RecordVisit>(Target::Anything)?;
        let arrivals = self.arrivals(actor, day, FactKind::Registered)?;
        let pages = self.scans_of(day, &arrivals)?.pages;
        let page = pages.into_iter().find(|page| page.id == id);
        page.ok_or(Refusal::NotFound)
    }

    /// A copy of such a page. It shows what the list shows, masked, so that no reason is asked for the original.
    ///
    /// # Errors
    /// As [`Desk::scan_page`]; a copy that there is not.
    pub fn scan_copy(
        &self,
        actor: &Actor,
        (day, id): (CivilDay, PaperId),
        copy: PaperCopy,
    ) -> Result<OriginalPaper, Refusal> {
        let page = self.scan_page(actor, day, id)?;
        let bytes = self.ledger.paper(id.seq, id.number, copy)?;
        let bytes = bytes.ok_or(Refusal::NotFound)?;
        Ok(OriginalPaper {
            media: page.media,
            bytes: bytes.to_vec(),
        })
    }

    fn sheet_row(
        &self,
        actor: &Actor,
        (number, is_stored): (usize, bool),
        Arrival { case, fact }: &Arrival,
    ) -> Result<SheetRow, Refusal> {
        let directory = self.ledger.directory()?;
        let name = |staff: Option<_>| {
            let name = staff.and_then(|staff| directory.staff.get(&staff).cloned());
            name.unwrap_or_default()
        };
        let masked = self.ledger.masked(*case)?.into_iter();
        let shown = masked.filter(|(field, _)| ["company", "name", "phone"].contains(&&**field));
        Ok(SheetRow {
            number,
            seq: fact.seq,
            case: *case,
            at: fact.occurred,
            customer: shown.map(|(_, value)| value).collect(),
            claimant: name(fact.doer()),
            entered_by: name(fact.actor),
            scan: self.scan_of(actor, *case, fact.seq)?,
            is_stored,
        })
    }

    fn scan_of(&self, actor: &Actor, case: u64, registration: Seq) -> Result<Scan, Refusal> {
        let Some(judged) = self.ledger.case(case, actor.now, actor.now)? else {
            return Ok(Scan::NotAsked);
        };
        let scan = self.packs_of_case(&judged)?.names.find(SCAN);
        let mut duties = judged.ruling.obligations.iter();
        let due = duties.find(|duty| duty.what == scan && duty.fact == Some(registration));
        if let Some(duty) = due {
            return Ok(Scan::Due {
                until: duty.due_until,
                is_overdue: duty.overdue,
            });
        }
        let mut facts = judged.file.facts().iter();
        let is_found = facts.any(|fact| {
            fact.kind == FactKind::Noted && fact.what == scan && fact.of == Some(registration)
        });
        Ok(match is_found && scan != Symbol::UNKNOWN {
            true => Scan::Found,
            false => Scan::NotAsked,
        })
    }

    /// Files the scan of a signed sheet, and notes each registration that was found on it as filed: all of it or
    /// nothing. What is not found yet may be ticked later, against the stored scan.
    ///
    /// # Errors
    /// Neither a scan nor a row that was found; rows found though no scan of them is stored;
    /// [`Refusal::SheetChanged`] if something was registered or corrected since it was printed; files that cannot be
    /// taken; an actor who receives customers only for themselves.
    pub fn file_sheet(&self, actor: &Actor, input: &FilingInput) -> Result<DailySheet, Refusal> {
        let permit = actor.may::<deed::RecordVisit>(Target::Anything)?;
        if input.found.is_empty() && input.scan.is_empty() {
            return Err(Refusal::Missing { field: "found" });
        }
        let sheet = self.daily_sheet(actor, input.day)?;
        if !sheet.can_be_filed {
            return Err(Refusal::NotAllowed(Action::RecordVisit));
        }
        if sheet.digest != input.digest {
            return Err(Refusal::SheetChanged);
        }
        let found: Vec<&SheetRow> = sheet
            .missing()
            .filter(|row| input.found.contains(&row.seq))
            .collect();
        if input.scan.is_empty() && found.iter().any(|row| !row.is_stored) {
            return Err(Refusal::Missing { field: "scan" });
        }
        let scan = self.read_papers(permit.staff, &input.scan)?;
        let key = key_of(actor, &input.key)?;
        let notes = found
            .into_iter()
            .map(|row| self.filing(actor, row, &key, input));
        let notes = notes.collect::<Result<Vec<_>, Refusal>>()?;
        let on_it: Vec<Seq> = sheet.rows.iter().map(|row| row.seq).collect();
        let day = input.day;
        self.ledger.keep_together(move |together| {
            if let Some(scan) = scan {
                scan.file_as_sheet(together, (day, on_it), &key)?;
            }
            for (command, key) in notes {
                together.carry_out(command, &key)?;
            }
            Ok::<_, Failure>(())
        })?;
        self.daily_sheet(actor, input.day)
    }

    fn filing(
        &self,
        actor: &Actor,
        row: &SheetRow,
        key: &[u8],
        input: &FilingInput,
    ) -> Result<(Command, Vec<u8>), Refusal> {
        let packs = self.ledger.packs_of(row.case)?;
        let more = Particulars {
            digest: u64::from_str_radix(&input.digest, 16).ok(),
            ..Particulars::default()
        };
        let filed = Fact {
            actor: Some(actor.staff),
            what: packs.names.find(SCAN),
            of: Some(row.seq),
            particulars: Some(Box::new(more)),
            ..fact(FactKind::Noted, self.ledger.now())
        };
        let new = NewFact {
            before: Vec::new(),
            fact: filed,
            about: About::Case(row.case),
            fields: typed(&[]),
        };
        let key = [key, format!(" {}", row.seq).as_bytes()].concat();
        Ok((Command::Record(Box::new(new)), key))
    }
}
