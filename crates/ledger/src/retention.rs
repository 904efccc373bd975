//! Whose data has been kept long enough: their cases are closed, and since then as many days have passed as the
//! regulation allows for a field.
//!
//! Found by going through all data subjects, a page at a time, and judging the cases of those who have any: once
//! for whoever is held, some thirty times for whoever is not. No row says since when a case is closed, because a
//! company's change judges cases again long after that.

use std::collections::{BTreeMap, BTreeSet};

use ruling::calendar::{CivilDay, Instant};
use ruling::case::CaseFile;
use ruling::company::Company;
use ruling::judge::judge;
use ruling::policy::Packs;
use ruling::ruling::{Ruling, Standing, State};

use crate::case_store::{CaseGroup, roots};
use crate::fault::Fault;
use crate::ledger::Ledger;
use crate::privacy::personal::Personal;
use crate::regulations::Regulations;
use crate::store::{Database, SubjectRow};
use crate::subject::personal_of;

/// Subjects read at once.
const SCAN: u32 = 500;

/// A customer some of whose data has been kept long enough.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueErasure {
    /// The customer, by the number that facts know them by.
    pub customer: u64,
    /// Cases with data of theirs, all closed.
    pub cases: Vec<u64>,
    /// When the last of the cases closed.
    pub closed: Instant,
    /// Why.
    pub because: Closed,
    /// The version that was in force then of the regulation that the case is under.
    pub version: String,
    /// Fields that are to go, the longest overdue first.
    pub due: Vec<KeptField>,
    /// Fields that may be kept for longer: erasing destroys everything of a customer, these too.
    pub not_due: Vec<KeptField>,
}

/// Why a case is closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Closed {
    /// Nobody holds it, and nobody waits for it.
    Unheld,
    /// Its deal is settled for good.
    Settled,
}

/// A field of a customer's data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptField {
    /// Its name in the regulation.
    pub name: String,
    /// What of its value may be shown without a trace.
    pub masked: String,
    /// How many days the regulation lets it be kept after the case closed.
    pub retention_days: u32,
    /// First second in which it is too long.
    pub due: Instant,
}

/// A part of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueErasures {
    /// In order of the customers' numbers.
    pub customers: Vec<DueErasure>,
    /// After which customer the next part begins; none if this was the last.
    pub after: Option<u64>,
}

/// A case's domain, since when it is closed, and why.
type ClosedCase = (u32, (Instant, Closed));

/// What cases are judged by.
struct Asked<'a> {
    regulations: &'a Regulations,
    company: &'a Company,
    until: Instant,
    known: Instant,
}

impl Ledger {
    /// Customers after number `after` (0: all) whose data is to be erased by an instant, as far as is known now: up
    /// to `limit` of them, or fewer where many others had to be looked at.
    ///
    /// # Errors
    /// Rows that cannot be read or opened.
    pub fn due_erasures(
        &self,
        after: u64,
        until: Instant,
        limit: u32,
    ) -> Result<DueErasures, Fault> {
        let (regulations, company) = (self.regulations()?, self.company()?);
        let asked = Asked {
            regulations: &regulations,
            company: &company,
            until,
            known: self.now().max(until),
        };
        let reader = self.reader()?;
        let mut found = DueErasures {
            customers: Vec::new(),
            after: None,
        };
        for row in reader.subjects(after, SCAN)? {
            found.after = Some(row.subject);
            if let Some(due) = self.due_erasure(&reader, &asked, &row)? {
                found.customers.push(due);
                if found.customers.len() >= limit as usize {
                    break;
                }
            }
        }
        Ok(found)
    }

    fn due_erasure(
        &self,
        reader: &Database,
        asked: &Asked<'_>,
        row: &SubjectRow,
    ) -> Result<Option<DueErasure>, Fault> {
        if row.wrapped_key.is_none() {
            return Ok(None);
        }
        let facts = reader.facts_of_subject(row.subject)?;
        // Staff have none.
        let cases: BTreeSet<u64> = facts.iter().filter_map(|fact| fact.case).collect();
        // By domain, since when the last of its cases is closed.
        let mut last: BTreeMap<u32, (Instant, Closed)> = BTreeMap::new();
        for case in &cases {
            let Some((domain, closed)) = asked.closed(reader, *case)? else {
                return Ok(None);
            };
            let known = last.entry(domain).or_insert(closed);
            *known = closed.max(*known);
        }
        let Some((domain, (closed, because))) = last.iter().max_by_key(|(_, closed)| **closed)
        else {
            return Ok(None);
        };
        let packs = asked.regulations.packs(*domain);
        let version = packs.version(packs.in_force(*closed));
        let personal = personal_of(reader, &self.keys, row.subject)?;
        let mut fields = asked.kept_fields(&personal, &last);
        fields.sort_by(|one, other| (one.due, &one.name).cmp(&(other.due, &other.name)));
        let (due, not_due): (Vec<_>, Vec<_>) = fields
            .into_iter()
            .partition(|field| field.due <= asked.until);
        Ok((!due.is_empty()).then(|| DueErasure {
            customer: row.subject,
            cases: cases.into_iter().collect(),
            closed: *closed,
            because: *because,
            version: version.map_or(String::new(), |policy| policy.version.clone()),
            due,
            not_due,
        }))
    }
}

impl Asked<'_> {
    /// The domain of a case and since when it is closed, with all those it waits in; none while any is open.
    fn closed(&self, reader: &Database, case: u64) -> Result<Option<ClosedCase>, Fault> {
        let mut waits_in = roots(reader, case)?;
        if waits_in.is_empty() {
            waits_in.push(case);
        }
        let mut last = None;
        for root in waits_in {
            let group = CaseGroup::load_root(reader, self.regulations.names(), root)?;
            let group = group.ok_or(Fault::damaged("case", root))?;
            let packs = self.regulations.packs(group.domain);
            match self.file_closed(packs, &group.file()) {
                None => return Ok(None),
                Some(closed) => last = last.max(Some((group.domain, closed))),
            }
        }
        Ok(last)
    }

    /// The first second from which the case is closed until the instant asked for. After its last fact a case
    /// closes once: it takes another fact to open it again.
    fn file_closed(&self, packs: &Packs, file: &CaseFile) -> Option<(Instant, Closed)> {
        let because = self.is_closed(packs, file, self.until)?;
        let counts = file.facts().iter().map(|fact| fact.counts_at);
        let mut low = counts.max()?.seconds();
        let mut high = self.until.seconds();
        while low < high {
            let middle = low + (high - low) / 2;
            match self.is_closed(packs, file, Instant::from_seconds(middle)) {
                Some(_) => high = middle,
                None => low = middle + 1,
            }
        }
        Some((Instant::from_seconds(high), because))
    }

    fn is_closed(&self, packs: &Packs, file: &CaseFile, at: Instant) -> Option<Closed> {
        closed_in(&judge(file, self.company, packs, at, self.known))
    }

    /// The fields that regulations set a time for, of those that are there. Where two do, whichever lets it be kept
    /// for longer counts.
    fn kept_fields(
        &self,
        personal: &Personal,
        last: &BTreeMap<u32, (Instant, Closed)>,
    ) -> Vec<KeptField> {
        let mut fields: BTreeMap<String, KeptField> = BTreeMap::new();
        for (domain, (closed, _)) in last {
            let packs = self.regulations.packs(*domain);
            for field in kept_under(packs, personal, *closed) {
                let known = fields.get(&field.name);
                if known.is_none_or(|known| known.due < field.due) {
                    fields.insert(field.name.clone(), field);
                }
            }
        }
        fields.into_values().collect()
    }
}

/// The fields that a regulation sets a time for from the closing on, of those that are there.
fn kept_under(packs: &Packs, personal: &Personal, closed: Instant) -> Vec<KeptField> {
    let Some(policy) = packs.version(packs.in_force(closed)) else {
        return Vec::new();
    };
    let closed_on = policy.zone.day_of(closed).days();
    let masked = personal.masked();
    let kept = policy.fields.iter().filter_map(|field| {
        let retention_days = field.retention_days?;
        let name = field.kept_as(&packs.names);
        let (_, masked) = masked.iter().find(|(known, _)| known == name)?;
        // The day on which it closed does not count, the last one ends at 24:00.
        let days = i32::try_from(retention_days).ok()?;
        let due_on = CivilDay::from_days(closed_on.checked_add(days)?.checked_add(1)?);
        Some(KeptField {
            name: name.to_owned(),
            masked: masked.clone(),
            retention_days,
            due: policy.zone.start_of(due_on),
        })
    });
    kept.collect()
}

fn closed_in(ruling: &Ruling) -> Option<Closed> {
    if ruling.ownership.state == State::Final {
        return Some(Closed::Settled);
    }
    let is_wanted = ruling.claims.iter().any(|claim| {
        matches!(
            claim.standing,
            Standing::Waiting(_)
                | Standing::Returned
                | Standing::Queued
                | Standing::Offered
                | Standing::Holding
                | Standing::Standing
        )
    });
    let is_open = matches!(
        ruling.ownership.state,
        State::Pending | State::Provisional | State::Frozen
    );
    let is_held = ruling.ownership.owner.is_some() || is_open || is_wanted;
    (!is_held).then_some(Closed::Unheld)
}
