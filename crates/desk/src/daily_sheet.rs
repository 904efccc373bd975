//! The daily sheet: every registration of a day, printed, signed, scanned and filed. It is complete when each
//! registration that the regulation wants on it was found on the scan.

use ledger::record::{About, Command, NewFact};
use ruling::calendar::CivilDay;
use ruling::fact::{Fact, FactKind, Particulars, Seq};
use ruling::name::Symbol;
use sha2::{Digest, Sha256};

use crate::day_book::Arrival;
use crate::filled_in::typed;
use crate::permission::{Action, Target, deed};
use crate::register::fact;
use crate::{Actor, Desk, Instant, Refusal};

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
    /// Whether it is on the scan.
    pub scan: Scan,
}

/// The sheet of a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DailySheet {
    /// Which day.
    pub day: CivilDay,
    /// Its registrations in their order.
    pub rows: Vec<SheetRow>,
    /// What stands on it, as 16 hexadecimal digits: two sheets with the same are the same.
    pub digest: String,
    /// Whether the actor files it.
    pub can_be_filed: bool,
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
    /// Sent again, the same key gives the first answer.
    pub key: String,
}

impl DailySheet {
    /// The rows that are to be found on the scan and were not yet.
    pub fn missing(&self) -> impl Iterator<Item = &SheetRow> {
        let rows = self.rows.iter();
        rows.filter(|row| matches!(row.scan, Scan::Due { .. }))
    }

    /// Whether every registration that is wanted on the scan was found there.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        let mut rows = self.rows.iter();
        rows.any(|row| row.scan == Scan::Found) && self.missing().next().is_none()
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
        for (number, arrival) in (1..).zip(&arrivals) {
            let row = self.sheet_row(actor, number, arrival)?;
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
            digest,
            can_be_filed: !actor.scopes_of(Action::RecordVisit).is_empty(),
        })
    }

    fn sheet_row(
        &self,
        actor: &Actor,
        number: usize,
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

    /// Files the scan of a signed sheet: each registration that was found on it is noted as filed.
    ///
    /// # Errors
    /// Nothing was found; [`Refusal::SheetChanged`] if something was registered or corrected since it was
    /// printed; an actor who receives customers only for themselves.
    pub fn file_sheet(&self, actor: &Actor, input: &FilingInput) -> Result<DailySheet, Refusal> {
        actor.may::<deed::RecordVisit>(Target::Anything)?;
        if input.found.is_empty() {
            return Err(Refusal::Missing { field: "found" });
        }
        let sheet = self.daily_sheet(actor, input.day)?;
        if !sheet.can_be_filed {
            return Err(Refusal::NotAllowed(Action::RecordVisit));
        }
        if sheet.digest != input.digest {
            return Err(Refusal::SheetChanged);
        }
        let wanted = sheet
            .missing()
            .filter(|row| input.found.contains(&row.seq))
            .map(|row| self.filing(actor, row, input));
        let commands = wanted.collect::<Result<Vec<_>, Refusal>>()?;
        for answer in self.ledger.carry_out_all(commands)? {
            answer?;
        }
        self.daily_sheet(actor, input.day)
    }

    fn filing(
        &self,
        actor: &Actor,
        row: &SheetRow,
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
        let key = format!("{} {} {}", actor.staff.0, input.key, row.seq);
        Ok((Command::Record(Box::new(new)), key.into_bytes()))
    }
}
