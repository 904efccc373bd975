//! What founded the ledger, and what it goes on from: company, regulations, lineages.

use std::collections::{BTreeMap, BTreeSet};

use super::{DamageKind, Verifying};
use crate::derive::Derived;
use crate::encoding::Entry;
use crate::fault::Fault;
use crate::log::tree::Hash;
use crate::state::{DOMAIN, pack_hash};

impl Verifying<'_> {
    /// The company's name and every regulation's texts are those that the log has.
    pub(super) fn founding(&mut self) -> Result<(), Fault> {
        let (reader, state, found) = (self.snapshot.reader()?, &self.state, &mut self.found);
        let mut published = Vec::new();
        let mut name = None;
        for row in reader.company_facts()? {
            match Entry::decode(&row.entry, row.seq, row.recorded, &state.packs.names) {
                Some(Entry::Pack { hash, .. }) => published.push(hash),
                Some(Entry::Founded { company }) => name = Some(company),
                _ => {}
            }
        }
        if name.as_ref() != Some(&state.company_name) {
            found.tell("company", reader.company().into(), DamageKind::Changed);
        }
        let mut missing: BTreeMap<u64, Hash> = (1..).zip(published).collect();
        for (number, (pack, regulation)) in reader.numbered_packs(DOMAIN)? {
            if missing.remove(&number) != Some(pack_hash(&pack, &regulation)) {
                found.tell("pack", number, DamageKind::Changed);
            }
        }
        for number in missing.into_keys() {
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
