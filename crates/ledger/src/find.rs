//! Whom typed fields mean, and whom they may mean: one finding, for registering and for checking.

mod finding;
mod namesakes;

use std::cell::{Cell, OnceCell};
use std::collections::{BTreeMap, BTreeSet};

use ruling::fact::Seq;
use ruling::policy::{Packs, ScopePart};

pub(crate) use self::finding::{Candidate, Finding};
use crate::case_store::CaseGroup;
use crate::customer::CustomerKeys;
use crate::fault::Fault;
use crate::found_by::FoundBy;
use crate::privacy::blind_index::{Tag, TagKind};
use crate::privacy::keys::Keys;
use crate::privacy::personal::Personal;
use crate::privacy::seal::DataKey;
use crate::state::State;
use crate::store::{CaseRow, Database, RootRow, SealedRow};
use crate::typed::Sought;

/// Similar names that are unsealed and compared: the likeliest.
pub(crate) const SIMILAR_MAX: usize = 16;
/// What a check does at least, whatever it finds: subjects read beside those of similar names, sealed entries opened
/// beside those, subjects' cases read, cases judged.
const SUBJECTS_MIN: usize = 4;
const OPENED_MIN: usize = 2;
const CASES_MIN: usize = 1;
const JUDGED_MIN: usize = 1;

/// Looks for the customers that fields mean.
pub(crate) struct Finder<'a> {
    state: &'a State,
    database: &'a Database,
    keys: &'a Keys,
    sought: &'a Sought,
    /// Of a check: a subject who is read and opened where fewer were found, and the entry that has their name.
    decoy: Option<(u64, Seq)>,
    decoy_read: OnceCell<(Candidate, SealedRow)>,
    opened: Cell<usize>,
    cases: Cell<usize>,
    judged: Cell<usize>,
}

/// Somebody of the same name, where something of a number is hidden.
struct Masked<'k> {
    found: &'k Candidate,
    /// They have a full number with the mask that was typed: nothing has to be opened to see that it fits.
    is_full: bool,
    /// The entries that sealed their numbers beside the name, where those have to be compared.
    sealed_at: BTreeSet<Seq>,
}

/// By subject.
type Candidates = BTreeMap<u64, Candidate>;

impl<'a> Finder<'a> {
    /// Looks for whom fields mean.
    pub(crate) fn new(
        state: &'a State,
        database: &'a Database,
        keys: &'a Keys,
        sought: &'a Sought,
    ) -> Finder<'a> {
        Finder {
            state,
            database,
            keys,
            sought,
            decoy: None,
            decoy_read: OnceCell::new(),
            opened: Cell::new(0),
            cases: Cell::new(0),
            judged: Cell::new(0),
        }
    }

    /// Looks for whom fields mean, with as much work whoever is found once [`Finder::even_out`] was called.
    pub(crate) fn new_even(
        state: &'a State,
        database: &'a Database,
        keys: &'a Keys,
        sought: &'a Sought,
    ) -> Finder<'a> {
        Finder {
            decoy: state.decoy,
            ..Finder::new(state, database, keys, sought)
        }
    }

    /// Everybody whom the fields mean or may mean.
    pub(crate) fn find(&self) -> Result<Finding, Fault> {
        let identified = self.known_by(&self.sought.identifying);
        let may_be = self.known_by(&self.sought.may_be_under);
        let subjects = identified.iter().chain(&may_be);
        let subjects = subjects.map(|(_, subject)| *subject);
        let subjects = subjects.chain(self.decoy.map(|(subject, _)| subject));
        let known = self.candidates(subjects, SUBJECTS_MIN)?;
        let mut finding = Finding {
            same: self.same(&identified, &known),
            alike: Vec::new(),
        };
        let masked = self.masked(&finding, &may_be, &known);
        let similar = self.similar(&finding)?;
        // Reading costs more than opening, so all that may have to be opened is read at once.
        let entries = masked.iter().flat_map(|masked| masked.sealed_at.iter());
        let entries = entries.chain(similar.iter().map(|(_, seq)| seq));
        let sealed = self.sealed(entries.copied(), &known)?;
        for masked in masked {
            if masked.is_full || self.fits(&masked, &sealed)? {
                finding.alike.push(masked.found.clone());
            }
        }
        for (found, seq) in similar {
            if finding.has(found.subject) {
                continue;
            }
            let known = self.unseal(&found, seq, sealed.get(&seq))?;
            if known.is_some_and(|known| self.sought.keys.has_name_like(&known)) {
                finding.alike.push(found);
            }
        }
        finding.alike.sort_by_key(|found| found.subject);
        Ok(finding)
    }

    /// Who has these tags in memory.
    fn known_by(&self, tags: &[Tag]) -> Vec<(Tag, u64)> {
        let subjects = |tag: Tag| self.state.index.subjects(tag).into_iter();
        let each = tags.iter().copied();
        each.flat_map(|tag| subjects(tag).map(move |subject| (tag, subject)))
            .collect()
    }

    /// They share a value that identifies.
    fn same(&self, identified: &[(Tag, u64)], known: &Candidates) -> Vec<Candidate> {
        let mut same: Vec<Candidate> = Vec::new();
        for (tag, subject) in identified {
            let Some(found) = known.get(subject) else {
                continue;
            };
            let is_contact = tag.kind == TagKind::Phone && found.is_organisation();
            let is_other = is_contact || self.contradicts(found, &[TagKind::CreditCode]);
            let is_listed = same.iter().any(|found| found.subject == *subject);
            if found.has(*tag) && !is_other && !is_listed {
                same.push(found.clone());
            }
        }
        same.sort_by_key(|found| found.subject);
        same
    }

    /// All who have one of the typed values in full, whether or not it identifies: a person's name without a number,
    /// the phone of somebody who works at a company. Up to so many.
    pub(crate) fn sharing_a_value(&self, typed: &[Tag], most: usize) -> Result<Vec<u64>, Fault> {
        let number = self.sought.keys.has_number();
        let tags = typed.iter().filter(|tag| match tag.kind {
            TagKind::Name => !number,
            TagKind::NameAndMask | TagKind::NameOfMasked => false,
            _ => true,
        });
        let index = &self.state.index;
        let sharing: Vec<(Tag, u64)> = tags
            .flat_map(|tag| {
                let subjects = index.subjects(*tag).into_iter().take(most);
                subjects.map(move |subject| (*tag, subject))
            })
            .collect();
        let subjects = sharing.iter().map(|(_, subject)| *subject);
        let known = self.candidates(subjects, SUBJECTS_MIN)?;
        let has = |tag: Tag, subject: u64| known.get(&subject).is_some_and(|one| one.has(tag));
        let found = sharing
            .into_iter()
            .filter(|(tag, subject)| has(*tag, *subject));
        Ok(found.map(|(_, subject)| subject).collect())
    }

    /// Who has the same name and a number of which something is hidden, there or as typed.
    fn masked<'k>(
        &self,
        finding: &Finding,
        may_be: &[(Tag, u64)],
        known: &'k Candidates,
    ) -> Vec<Masked<'k>> {
        let mut looked_at = BTreeSet::new();
        let mut masked = Vec::new();
        for (tag, subject) in may_be {
            if finding.has(*subject) || !looked_at.insert(*subject) {
                continue;
            }
            let found = known.get(subject).filter(|found| found.has(*tag));
            let Some(found) = found else {
                continue;
            };
            if self.contradicts(found, &[TagKind::CreditCode, TagKind::IdNumber]) {
                continue;
            }
            let is_full = tag.kind == TagKind::NameAndMask;
            masked.push(Masked {
                found,
                is_full,
                sealed_at: match is_full {
                    true => BTreeSet::new(),
                    false => found.numbers_sealed_at(),
                },
            });
        }
        masked
    }

    /// Who has a company name like the typed one, as far as tokens tell, and the entry that sealed it; likeliest
    /// first.
    fn similar(&self, finding: &Finding) -> Result<Vec<(Candidate, Seq)>, Fault> {
        let mut found = self.named_like()?;
        // Opening costs most, so it comes last.
        found.retain(|(candidate, _)| {
            let is_other = self.contradicts(candidate, &[TagKind::CreditCode]);
            !is_other && !finding.has(candidate.subject)
        });
        Ok(found)
    }

    /// The same whatever their codes say.
    fn named_like(&self) -> Result<Vec<(Candidate, Seq)>, Fault> {
        let Some(name) = &self.sought.name else {
            return Ok(Vec::new());
        };
        let similar = self.state.names.like(name, SIMILAR_MAX);
        let subjects = similar.iter().map(|known| known.subject.into());
        let candidates = self.candidates(subjects, SIMILAR_MAX)?;
        let found = similar.into_iter().filter_map(|known| {
            let candidate = candidates.get(&known.subject.into())?;
            Some((candidate.clone(), known.seq))
        });
        Ok(found.collect())
    }

    /// What these entries have sealed, read in one statement. A check reads at least so many, the decoy's among
    /// them.
    fn sealed(
        &self,
        entries: impl Iterator<Item = Seq>,
        known: &Candidates,
    ) -> Result<BTreeMap<Seq, SealedRow>, Fault> {
        let entries: BTreeSet<Seq> = entries.collect();
        let mut read: Vec<Seq> = entries.into_iter().collect();
        if let Some((_, decoy)) = self.decoy {
            read.push(decoy);
            read.resize(next_step(read.len(), self.opened_min() + 1), decoy);
        }
        let rows = self.database.sealed_at(&read)?;
        let rows: BTreeMap<Seq, SealedRow> = rows.into_iter().map(|row| (row.seq, row)).collect();
        if let Some((subject, seq)) = self.decoy
            && let Some(decoy) = known.get(&subject).cloned().zip(rows.get(&seq).cloned())
        {
            self.decoy_read.get_or_init(|| decoy);
        }
        Ok(rows)
    }

    /// Sealed parts that a check opens at least.
    fn opened_min(&self) -> usize {
        OPENED_MIN + self.sought.name.as_ref().map_or(0, |_| SIMILAR_MAX)
    }

    /// Reads and opens what is of no use, until as much was done as any finding needs. Past that, the amount
    /// doubles: it tells little of how much there was.
    pub(crate) fn even_out(&self) -> Result<(), Fault> {
        // Where nobody's name is sealed yet, nobody can have been found.
        let (Some((subject, seq)), Some(decoy)) = (self.decoy, self.decoy_read.get()) else {
            return Ok(());
        };
        let (decoy, sealed) = decoy;
        let wanted = next_step(self.opened.get(), self.opened_min());
        while self.opened.get() < wanted {
            self.unseal(decoy, seq, Some(sealed))?;
        }
        let wanted = next_step(self.cases.get(), CASES_MIN);
        while self.cases.get() < wanted {
            self.cases_of(subject)?;
        }
        let wanted = next_step(self.judged.get(), JUDGED_MIN);
        while self.judged.get() < wanted {
            self.judged_in(0, RootRow { case: 0, subject })?;
        }
        Ok(())
    }

    /// Subjects of the index, without those whose transaction is not committed. A check reads at least so many.
    fn candidates(
        &self,
        subjects: impl IntoIterator<Item = u64>,
        least: usize,
    ) -> Result<Candidates, Fault> {
        let subjects: BTreeSet<u64> = subjects.into_iter().collect();
        let mut read: Vec<u64> = subjects.iter().copied().collect();
        if let Some((decoy, _)) = self.decoy {
            read.resize(next_step(read.len(), least), decoy);
        }
        let rows = self.database.subjects_numbered(&read)?;
        let mut candidates = Candidates::new();
        for row in rows {
            if candidates.contains_key(&row.subject) || !subjects.contains(&row.subject) {
                continue;
            }
            let damaged = || Fault::damaged("data subject", row.subject);
            let found = Candidate {
                subject: row.subject,
                found_by: FoundBy::of(&row).ok_or_else(damaged)?,
                wrapped_key: row.wrapped_key.ok_or_else(damaged)?,
            };
            candidates.insert(found.subject, found);
        }
        let mut committed = subjects.range(..=u64::from(self.state.committed));
        match committed.find(|subject| !candidates.contains_key(subject)) {
            Some(missing) => Err(Fault::damaged("data subject", *missing)),
            None => Ok(candidates),
        }
    }

    /// A subject's cases, each with the case that it waits in, if any; once for each of several.
    pub(crate) fn cases_of(&self, subject: u64) -> Result<Vec<(CaseRow, Option<RootRow>)>, Fault> {
        self.cases.update(|count| count + 1);
        self.database.cases_and_roots(subject)
    }

    /// A case of a domain with those that wait in it.
    pub(crate) fn judged_in(&self, domain: u32, root: RootRow) -> Result<CaseGroup, Fault> {
        self.judged.update(|count| count + 1);
        CaseGroup::of_root(self.database, self.state.names(), domain, root)
    }

    /// What a candidate's entry has sealed, of which `row` was read; none while it is not committed.
    fn unseal(
        &self,
        found: &Candidate,
        seq: Seq,
        row: Option<&SealedRow>,
    ) -> Result<Option<Personal>, Fault> {
        self.opened.update(|count| count + 1);
        self.database.count_opened();
        let row = match row {
            None if seq > self.state.committed => return Ok(None),
            row => row.filter(|row| row.subject == Some(found.subject)),
        };
        let sealed = row.and_then(|row| row.sealed.as_ref());
        let sealed = sealed.ok_or_else(|| Fault::damaged("entry", seq))?;
        let ring = &self.keys.key_encryption;
        let place = self.database.place(found.subject, 0);
        let key = DataKey::unwrap(&found.wrapped_key, ring, place)?;
        let place = self.database.place(found.subject, seq);
        Ok(Some(key.open(sealed, place)?))
    }

    /// Whether a number of the same name fits the typed one, as far as both show it.
    fn fits(&self, masked: &Masked<'_>, sealed: &BTreeMap<Seq, SealedRow>) -> Result<bool, Fault> {
        for seq in &masked.sealed_at {
            let Some(known) = self.unseal(masked.found, *seq, sealed.get(seq))? else {
                continue;
            };
            let known = CustomerKeys::read(&known).unwrap_or_default();
            let typed = &self.sought.keys;
            if known.has_name_of(typed) && known.may_be(typed) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether both have values of a kind and none is equal: two codes are two companies.
    fn contradicts(&self, found: &Candidate, kinds: &[TagKind]) -> bool {
        let mut typed = self
            .sought
            .identifying
            .iter()
            .filter(|tag| kinds.contains(&tag.kind));
        typed.any(|tag| {
            let known = found.found_by.tags.iter();
            known.clone().any(|known| known.tag.kind == tag.kind) && !found.has(*tag)
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
