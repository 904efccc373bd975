//! The case file: the ordered facts of one contested object.

mod scope;

pub use self::scope::CaseKey;
use crate::fact::{Fact, Ref, Seq};

/// Facts of one contested object and of cases linked to it, in ledger order of `counts_at`, then `seq`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CaseFile {
    /// The customer the case is about, where the scope has one.
    pub customer: Option<Ref>,
    facts: Vec<Fact>,
}

impl CaseFile {
    /// A case file; the facts are put in order of `counts_at`, then ledger sequence.
    pub fn new(customer: Option<Ref>, mut facts: Vec<Fact>) -> Self {
        facts.sort_by_key(|fact| (fact.counts_at, fact.seq));
        CaseFile { customer, facts }
    }

    /// The facts in order.
    pub fn facts(&self) -> &[Fact] {
        &self.facts
    }

    /// The fact with a ledger sequence.
    pub fn by_seq(&self, seq: Seq) -> Option<&Fact> {
        self.facts.iter().find(|fact| fact.seq == seq)
    }
}
