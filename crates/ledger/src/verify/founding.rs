//! What founded the ledger, and what it goes on from: company, regulations, lineages.

use std::collections::{BTreeMap, BTreeSet};

use super::{DamageKind, Verifying};
use crate::derive::Derived;
use crate::encoding::Entry;
use crate::fault::Fault;
use crate::log::tree::Hash;
use crate::state::pack_hash;

impl Verifying<'_> {
    /// The company's name and every regulation's texts are those that the log has.
    pub(super) fn founding(&mut self) -> Result<(), Fault> {
        let (reader, state, found) = (self.snapshot.reader()?, &self.state, &mut self.found);
        let mut published: BTreeMap<u64, (u64, Hash)> = BTreeMap::new();
        let mut name = None;
        for row in reader.company_facts()? {
            match Entry::decode(&row.entry, row.seq, row.recorded, state.names()) {
                Some(Entry::Pack { domain, hash }) => {
                    published.insert(row.seq.into(), (domain.into(), hash));
                }
                Some(Entry::Founded { company }) => name = Some(company),
                _ => {}
            }
        }
        if name.as_ref() != Some(&state.company_name) {
            found.tell("company", reader.company().into(), DamageKind::Changed);
        }
        for row in reader.packs()? {
            let hash = pack_hash(&row.pack, &row.regulation);
            if published.remove(&row.seq) != Some((row.domain, hash)) {
                found.tell("pack", row.seq, DamageKind::Changed);
            }
        }
        for number in published.into_keys() {
            found.tell("pack", number, DamageKind::Missing);
        }
        Ok(())
    }

    /// A log begins where an entry says so, and nowhere else.
    pub(super) fn lineages(&mut self, derived: &Derived) {
        let stored: BTreeSet<_> = self
            .state
            .lineages
            .0
            .iter()
            .map(|(from, _)| *from)
            .collect();
        for from in stored.difference(&derived.begun) {
            self.found
                .tell("lineage", (*from).into(), DamageKind::Surplus);
        }
        for from in derived.begun.difference(&stored) {
            self.found
                .tell("lineage", (*from).into(), DamageKind::Missing);
        }
    }
}
