//! The case that came of what was told, as the ledger has it.

use desk::Instant;
use ruling::case::CaseFile;
use ruling::fact::{Fact, FactKind};

use super::Told;

impl Told<'_> {
    /// Whether a fact is, or is about, a claim that by then was told to be another customer's, or another project's
    /// than a case is about: it has a case of its own.
    fn is_told_apart(&self, case: &CaseFile, fact: &Fact, known: Instant) -> bool {
        let claim = fact.of.unwrap_or(fact.seq);
        let facts = case.facts().iter();
        let mut told = facts.rev().filter(|told| {
            told.of == Some(claim)
                && told.recorded <= known
                && self.is_about_identity(told)
                && self.entries.contains_key(&told.seq)
        });
        told.next()
            .is_some_and(|told| self.packs.names.text(told.what) == "not_same")
    }

    /// The scenario's case with the entries' numbers, without what was refused and what has a case of its own.
    pub(in crate::replay) fn as_recorded(&self, case: &CaseFile, known: Instant) -> CaseFile {
        let facts = case.facts().iter();
        let facts = facts.filter(|fact| !self.is_told_apart(case, fact, known));
        let facts = facts.filter_map(|fact| {
            let (seq, _) = self.entry_of(Some(fact.seq))?;
            let again = self.filed_again.get(&fact.seq);
            Some(Fact {
                seq,
                actor: fact
                    .actor
                    .or_else(|| self.entered_by.get(&fact.seq).copied()),
                occurred: again.copied().unwrap_or(fact.occurred),
                recorded: again.copied().unwrap_or(fact.recorded),
                counts_at: again.copied().unwrap_or(fact.counts_at),
                of: fact
                    .of
                    .and_then(|of| self.entry_of(Some(of)))
                    .map(|(of, _)| of),
                ..fact.clone()
            })
        });
        CaseFile::new(case.customer, facts.collect())
    }

    /// The case in which the desk has what a scenario's case holds.
    pub(in crate::replay) fn kept_in(&self, case: &CaseFile, known: Instant) -> Option<u64> {
        let facts = case.facts().iter().rev();
        let facts = facts.filter(|fact| !self.is_told_apart(case, fact, known));
        let mut registered = facts
            .clone()
            .filter(|fact| fact.kind == FactKind::Registered);
        let known = |fact: &&Fact| self.entries.contains_key(&fact.seq);
        let fact = registered
            .find(known)
            .or_else(|| facts.into_iter().find(known))?;
        self.entry_of(Some(fact.seq)).map(|(_, case)| case)
    }
}
