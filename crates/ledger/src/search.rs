//! Searching for customers by what is known of them: whom typed fields mean or may mean, and all who share a name or
//! number with them. What of it whoever asks may know, the caller decides.

use std::collections::BTreeSet;

use ruling::fact::StaffId;

use crate::customer::CustomerKeys;
use crate::fault::{Failure, Fault, Refusal};
use crate::find::Finder;
use crate::ledger::Ledger;
use crate::privacy::personal::Personal;
use crate::subject::personal_of;
use crate::typed::{Sought, Typed};

/// Most customers that one search finds: who has so common a name is looked for by more than it.
pub const FOUND_MAX: usize = 500;

impl Ledger {
    /// The cases of customers whom fields mean, may mean, or share a full value with, in order of their numbers.
    ///
    /// # Errors
    /// Fields that cannot be read, nothing to look for, or a fault.
    pub fn search(&self, fields: &Personal) -> Result<Vec<u64>, Failure> {
        let typed = Typed::read(fields, &self.tagger)?;
        let sought = &typed.sought;
        if typed.tags.is_empty() && sought.may_be_under.is_empty() && sought.name.is_none() {
            return Err(Refusal::NothingIdentifies.into());
        }
        let (state, reader) = (self.state()?, self.reader()?);
        let found = reader.snapshot(|| {
            let finder = Finder::new_even(&state, &reader, &self.keys, sought);
            let mut subjects: BTreeSet<u64> = finder.find()?.subjects().collect();
            subjects.extend(finder.sharing_a_value(&typed.tags, FOUND_MAX)?);
            let mut cases = BTreeSet::new();
            for subject in subjects.into_iter().take(FOUND_MAX) {
                let rows = finder.cases_of(subject)?;
                cases.extend(rows.iter().map(|(row, _)| row.case));
            }
            finder.even_out()?;
            Ok::<_, Fault>(cases)
        });
        Ok(found?.into_iter().collect())
    }

    /// The cases of the one customer whom fields mean for certain, under the regulation of whoever asks and of the
    /// project and demand typed if any were, each by the case that it is judged in. None where nobody is meant, where
    /// several are, and where somebody only may be.
    ///
    /// # Errors
    /// Fields that cannot be read or identify nobody, or a fault.
    pub fn cases_meant(&self, asker: StaffId, fields: &Personal) -> Result<Vec<u64>, Failure> {
        let sought = Sought::read(fields, &self.tagger)?;
        if !sought.keys.identify() {
            return Err(Refusal::NothingIdentifies.into());
        }
        let (state, reader) = (self.state()?, self.reader()?);
        let now = self.now().max(state.last_recorded);
        let domain = state.domain_of(Some(asker), now, now);
        let packs = state.regulations.packs(domain);
        let meant = reader.snapshot(|| {
            let finder = Finder::new_even(&state, &reader, &self.keys, &sought);
            let same = finder.find()?.same;
            let mut roots = BTreeSet::new();
            if let [only] = same.as_slice() {
                let cases = finder.cases_of(only.subject)?;
                roots = only.cases_among(&cases, (domain, packs), &sought.scope);
            }
            finder.even_out()?;
            Ok::<_, Fault>(roots)
        });
        Ok(meant?.into_iter().map(|root| root.case).collect())
    }

    /// Whether a number of a case's customer fits typed fields as far as both show it: for a number that is partly
    /// hidden, by which nobody can be looked up. False of one that was erased, and of a case that is not there.
    ///
    /// # Errors
    /// Fields that cannot be read, or a fault.
    pub fn shows(&self, case: u64, fields: &Personal) -> Result<bool, Failure> {
        let typed = CustomerKeys::read(fields).map_err(Refusal::Fields)?;
        let reader = self.reader()?;
        let Some(row) = reader.case(case)? else {
            return Ok(false);
        };
        let personal = personal_of(&reader, &self.keys, row.subject)?;
        let known = CustomerKeys::read(&personal).unwrap_or_default();
        Ok(known.has_number_like(&typed))
    }
}
