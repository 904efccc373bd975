//! Whom typed fields mean, and whom they may mean: one finding, for registering and for checking.

use std::cell::Cell;
use std::collections::BTreeSet;

use ruling::fact::Seq;
use ruling::policy::{Packs, ScopePart};

use crate::customer::CustomerKeys;
use crate::fault::Fault;
use crate::found_by::FoundBy;
use crate::privacy::blind_index::{Tag, TagKind};
use crate::privacy::keys::Keys;
use crate::privacy::personal::Personal;
use crate::privacy::seal::DataKey;
use crate::state::State;
use crate::store::{CaseRow, Database};
use crate::typed::Typed;

/// Similar names that are unsealed and compared: the likeliest.
pub(crate) const SIMILAR_MAX: usize = 16;
/// Subjects, sealed entries and subjects' cases that a check reads at least, whatever it finds.
const SUBJECTS_MIN: usize = 4;
const OPENED_MIN: usize = 2;
const CASES_MIN: usize = 1;

/// Looks for the customers that fields mean.
pub(crate) struct Finder<'a> {
    state: &'a State,
    database: &'a Database,
    keys: &'a Keys,
    typed: &'a Typed,
    subjects: Cell<usize>,
    opened: Cell<usize>,
    cases: Cell<usize>,
}

/// Somebody known who is, or may be, meant.
#[derive(Debug, Clone)]
pub(crate) struct Candidate {
    pub(crate) subject: u64,
    found_by: FoundBy,
    wrapped_key: Vec<u8>,
}

/// What was found, each in the order in which they came.
#[derive(Debug, Clone, Default)]
pub(crate) struct Finding {
    /// They have a value that identifies, and nothing contradicts.
    pub(crate) same: Vec<Candidate>,
    /// The same name and a number that is partly hidden, or a similar company name, and nothing contradicts.
    pub(crate) alike: Vec<Candidate>,
}

impl Candidate {
    fn has(&self, tag: Tag) -> bool {
        self.found_by.tags.iter().any(|(known, _)| *known == tag)
    }

    /// Whose phone is that of somebody who works there.
    fn is_organisation(&self) -> bool {
        let mut known = self.found_by.tags.iter();
        known.any(|(known, _)| matches!(known.kind, TagKind::CreditCode | TagKind::CompanyName))
    }
}

impl Finding {
    fn has(&self, subject: u64) -> bool {
        let mut found = self.same.iter().chain(&self.alike);
        found.any(|found| found.subject == subject)
    }
}

impl<'a> Finder<'a> {
    /// Looks for whom `typed` means.
    pub(crate) fn new(
        state: &'a State,
        database: &'a Database,
        keys: &'a Keys,
        typed: &'a Typed,
    ) -> Finder<'a> {
        Finder {
            state,
            database,
            keys,
            typed,
            subjects: Cell::new(0),
            opened: Cell::new(0),
            cases: Cell::new(0),
        }
    }

    /// Everybody whom the fields mean or may mean.
    pub(crate) fn find(&self) -> Result<Finding, Fault> {
        let mut finding = Finding {
            same: self.same()?,
            alike: Vec::new(),
        };
        self.add_masked(&mut finding)?;
        self.add_similar(&mut finding)?;
        finding.alike.sort_by_key(|found| found.subject);
        Ok(finding)
    }

    /// They share a value that identifies.
    fn same(&self) -> Result<Vec<Candidate>, Fault> {
        let mut same: Vec<Candidate> = Vec::new();
        for tag in &self.typed.identifying {
            for subject in self.state.index.subjects(*tag) {
                if same.iter().any(|found| found.subject == subject) {
                    continue;
                }
                let Some(found) = self.candidate(subject)? else {
                    continue;
                };
                let is_contact = tag.kind == TagKind::Phone && found.is_organisation();
                let is_other = is_contact || self.contradicts(&found, &[TagKind::CreditCode]);
                if found.has(*tag) && !is_other {
                    same.push(found);
                }
            }
        }
        same.sort_by_key(|found| found.subject);
        Ok(same)
    }

    /// They have the same name and a number that fits as far as both show it.
    fn add_masked(&self, finding: &mut Finding) -> Result<(), Fault> {
        let mut looked_at = BTreeSet::new();
        for tag in &self.typed.may_be_under {
            for subject in self.state.index.subjects(*tag) {
                if finding.has(subject) || !looked_at.insert(subject) {
                    continue;
                }
                let Some(found) = self.candidate(subject)? else {
                    continue;
                };
                let contradicts =
                    self.contradicts(&found, &[TagKind::CreditCode, TagKind::IdNumber]);
                // A full number has the mask that was typed: nothing has to be opened to see that it fits.
                let is_full = tag.kind == TagKind::NameAndMask;
                if found.has(*tag) && !contradicts && (is_full || self.fits(&found)?) {
                    finding.alike.push(found);
                }
            }
        }
        Ok(())
    }

    /// They have a similar company name.
    fn add_similar(&self, finding: &mut Finding) -> Result<(), Fault> {
        let Some(name) = &self.typed.name else {
            return Ok(());
        };
        for known in self.state.names.like(name, SIMILAR_MAX) {
            let Some(found) = self.candidate(known.subject.into())? else {
                continue;
            };
            // Opening costs most, so it comes last.
            if finding.has(found.subject) || self.contradicts(&found, &[TagKind::CreditCode]) {
                continue;
            }
            let sealed = self.unseal(&found, known.seq)?;
            if sealed.is_some_and(|known| self.typed.keys.has_name_like(&known)) {
                finding.alike.push(found);
            }
        }
        Ok(())
    }

    /// Reads and opens what is of no use, until as much was done as any finding needs. Past that, the amount
    /// doubles: it tells little of how much there was.
    pub(crate) fn even_out(&self) -> Result<(), Fault> {
        let Some((subject, seq)) = self.state.decoy else {
            return Ok(());
        };
        let similar = match self.typed.name {
            Some(_) => SIMILAR_MAX,
            None => 0,
        };
        let wanted = next_step(self.subjects.get() + 1, SUBJECTS_MIN + similar);
        let mut decoy = self.candidate(subject)?;
        while self.subjects.get() < wanted {
            decoy = self.candidate(subject)?;
        }
        // Nobody's name is sealed yet: nobody can have been found.
        let Some(decoy) = decoy else { return Ok(()) };
        let wanted = next_step(self.opened.get(), OPENED_MIN + similar);
        while self.opened.get() < wanted {
            self.unseal(&decoy, seq)?;
        }
        let wanted = next_step(self.cases.get(), CASES_MIN);
        while self.cases.get() < wanted {
            self.cases_of(&decoy)?;
        }
        Ok(())
    }

    /// A subject of the index; none while the transaction that stores it is not committed.
    fn candidate(&self, subject: u64) -> Result<Option<Candidate>, Fault> {
        self.subjects.update(|count| count + 1);
        let damaged = || Fault::damaged("data subject", subject);
        let row = match self.database.subject(subject)? {
            None if subject > self.state.committed.subject => return Ok(None),
            row => row.ok_or_else(damaged)?,
        };
        Ok(Some(Candidate {
            subject,
            found_by: FoundBy::of(&row).ok_or_else(damaged)?,
            wrapped_key: row.wrapped_key.ok_or_else(damaged)?,
        }))
    }

    /// A candidate's cases.
    pub(crate) fn cases_of(&self, found: &Candidate) -> Result<Vec<CaseRow>, Fault> {
        self.cases.update(|count| count + 1);
        self.database.cases_of_subject(found.subject)
    }

    /// What a candidate's entry has sealed; none while it is not committed.
    fn unseal(&self, found: &Candidate, seq: Seq) -> Result<Option<Personal>, Fault> {
        self.opened.update(|count| count + 1);
        self.database.count_opened();
        let row = match self.database.fact(seq)? {
            None if seq > self.state.committed.seq => return Ok(None),
            row => row.filter(|row| row.subject == Some(found.subject)),
        };
        let sealed = row.and_then(|row| row.sealed);
        let sealed = sealed.ok_or_else(|| Fault::damaged("entry", seq))?;
        let ring = &self.keys.key_encryption;
        let place = self.database.place(found.subject, 0);
        let key = DataKey::unwrap(&found.wrapped_key, ring, place)?;
        let place = self.database.place(found.subject, seq);
        Ok(Some(key.open(&sealed, place)?))
    }

    /// Whether a number of the same name fits the typed one, as far as both show it.
    fn fits(&self, found: &Candidate) -> Result<bool, Fault> {
        let beside_name =
            |tag: &Tag| matches!(tag.kind, TagKind::NameAndMask | TagKind::NameOfMasked);
        let tags = found.found_by.tags.iter();
        let sealed_at = tags.filter(|(tag, _)| beside_name(tag));
        let sealed_at: BTreeSet<u64> = sealed_at.map(|(_, seq)| seq.0).collect();
        for seq in sealed_at {
            let seq =
                Seq::try_from(seq).map_err(|_| Fault::damaged("data subject", found.subject))?;
            let Some(sealed) = self.unseal(found, seq)? else {
                continue;
            };
            let known = CustomerKeys::read(&sealed).unwrap_or_default();
            let typed = &self.typed.keys;
            if known.has_name_of(typed) && known.may_be(typed) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether both have values of a kind and none is equal: two codes are two companies.
    fn contradicts(&self, found: &Candidate, kinds: &[TagKind]) -> bool {
        let mut typed = self
            .typed
            .identifying
            .iter()
            .filter(|tag| kinds.contains(&tag.kind));
        typed.any(|tag| {
            let known = found.found_by.tags.iter();
            known.clone().any(|(known, _)| known.kind == tag.kind) && !found.has(*tag)
        })
    }
}

/// The least amount that tells little: `least`, or that doubled until it is enough.
fn next_step(done: usize, least: usize) -> usize {
    let mut step = least;
    while step < done {
        step *= 2;
    }
    step
}

/// Whether this part of a case's scope tells cases of this regulation apart.
pub(crate) fn tells_apart(packs: &Packs, kind: TagKind) -> bool {
    let parts = packs.versions().first();
    let mut parts = parts.map_or(&[][..], |policy| &policy.scope).iter();
    parts.any(|part| match part {
        ScopePart::Project { .. } => kind == TagKind::Project,
        ScopePart::Demand => kind == TagKind::Demand,
        ScopePart::Contract => kind == TagKind::Contract,
        _ => false,
    })
}

impl Candidate {
    /// Those of the cases under a domain's regulation in which the customer is meant: of the project and demand
    /// typed, or any where none was.
    pub(crate) fn cases_among(
        &self,
        cases: &[CaseRow],
        (domain, packs): (u32, &Packs),
        typed: &[Tag],
    ) -> Vec<u64> {
        let typed: Vec<_> = typed
            .iter()
            .filter(|tag| tells_apart(packs, tag.kind))
            .collect();
        let is_meant = |case: &&CaseRow| {
            typed.iter().all(|tag| {
                let part = match tag.kind {
                    TagKind::Project => case.project,
                    TagKind::Demand => case.demand,
                    _ => case.contract,
                };
                let mut known = self.found_by.tags.iter();
                known.any(|(known, reference)| known == *tag && Some(*reference) == part)
            })
        };
        let own = cases.iter().filter(|case| case.domain == domain);
        let cases = own.filter(is_meant);
        cases.map(|case| case.case).collect()
    }
}
