//! What is derived from facts, made again: for verifying, and for rebuilding what was damaged.

use std::collections::{BTreeMap, BTreeSet};

use ruling::calendar::Instant;
use ruling::fact::{Particulars, Ref, Seq};
use ruling::judge::judge;
use ruling::policy::Packs;

use crate::case_store::{CaseGroup, projection};
use crate::customer::CustomerKeys;
use crate::encoding::Entry;
use crate::fault::Fault;
use crate::find::tells_apart;
use crate::found_by::FoundBy;
use crate::privacy::blind_index::{TagKind, Tagger};
use crate::privacy::keys::Keys;
use crate::state::{DOMAIN, State, data_key};
use crate::store::{CaseRow, Database, FactRow, ObligationRow, SegmentRow};

/// What a subject is found by as its sealed facts have it; nothing at all once erased.
pub(crate) fn found_by(
    database: &Database,
    keys: &Keys,
    tagger: &Tagger,
    packs: &Packs,
    subject: u64,
) -> Result<FoundBy, Fault> {
    let mut all = FoundBy::default();
    let Some(key) = data_key(database, keys, subject)? else {
        return Ok(all);
    };
    for row in database.facts_of_subject(subject)? {
        let entry = Entry::decode(&row.entry, row.seq, row.recorded, &packs.names);
        let (Some(sealed), Some(Entry::Fact(fact))) = (&row.sealed, entry) else {
            continue;
        };
        let personal = key.open(sealed, database.place(subject, row.seq))?;
        let keys = CustomerKeys::read(&personal).unwrap_or_default();
        let more = fact.particulars.unwrap_or_default();
        all.take_in(FoundBy::new(&keys, &personal, tagger, &more, row.seq));
    }
    Ok(all)
}

/// Cases and their links, as the entries say in their order.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Derived {
    pub(crate) cases: BTreeMap<u64, CaseRow>,
    pub(crate) links: BTreeSet<(u64, u64)>,
    /// Subjects that have sealed something, and whether they were erased.
    pub(crate) subjects: BTreeMap<u64, bool>,
    /// Entries with which a log begins.
    pub(crate) begun: Vec<Seq>,
    /// The last entry about a case: what its command led to comes after it.
    last_fact: Seq,
}

impl Derived {
    /// Takes in the next entry.
    pub(crate) fn take_in(&mut self, row: &FactRow, packs: &Packs) {
        if let Some(subject) = row.subject {
            self.subjects.entry(subject).or_default();
        }
        match Entry::decode(&row.entry, row.seq, row.recorded, &packs.names) {
            Some(Entry::Founded { .. } | Entry::Succeeds { .. }) => self.begun.push(row.seq),
            Some(Entry::Erased { subject }) => {
                self.subjects.insert(subject, true);
            }
            Some(Entry::Suspected { case, other }) => {
                if let Some(row) = self.cases.get_mut(&case) {
                    row.judged_seq = self.last_fact;
                }
                self.links.insert((case, other));
                self.judged(other, self.last_fact);
            }
            Some(Entry::Separated { case, other }) => {
                self.links.remove(&(case, other));
                self.judged(other, self.last_fact);
                self.judged(case, self.last_fact);
            }
            Some(Entry::Judged { case }) => self.judged(case, row.seq),
            Some(Entry::Fact(fact)) => {
                let Some(case) = row.case else { return };
                self.last_fact = row.seq;
                if case == u64::from(row.seq) {
                    let more = fact.particulars.as_deref();
                    self.cases.insert(case, case_row(case, more, packs));
                }
                self.judged(case, row.seq);
            }
            _ => {}
        }
    }

    /// Notes the entry after which a case was judged, or those that it waits in.
    fn judged(&mut self, case: u64, seq: Seq) {
        let waits_in: Vec<u64> = self
            .links
            .range((case, 0)..=(case, u64::MAX))
            .map(|(_, root)| *root)
            .collect();
        let judged = match waits_in.is_empty() {
            true => vec![case],
            false => waits_in,
        };
        for one in judged {
            if let Some(row) = self.cases.get_mut(&one) {
                row.judged_seq = seq;
            }
        }
    }
}

fn case_row(case: u64, more: Option<&Particulars>, packs: &Packs) -> CaseRow {
    let part = |kind, part: fn(&Particulars) -> Option<Ref>| {
        more.and_then(part).filter(|_| tells_apart(packs, kind))
    };
    CaseRow {
        case,
        domain: DOMAIN,
        subject: more
            .and_then(|more| more.customer)
            .map_or(0, |customer| customer.0),
        project: part(TagKind::Project, |more| more.project),
        demand: part(TagKind::Demand, |more| more.demand),
        contract: part(TagKind::Contract, |more| more.contract),
        judged_seq: 0,
    }
}

/// What a case's rows must be, judged at an instant. Only the earliest of linked cases has any.
pub(crate) fn projected(
    state: &State,
    group: &CaseGroup,
    case: u64,
    at: Instant,
) -> (Vec<SegmentRow>, Vec<ObligationRow>) {
    if group.root != case {
        return (Vec::new(), Vec::new());
    }
    let ruling = judge(&group.file(), &state.company, &state.packs, at, at);
    projection(&state.packs, &ruling)
}
