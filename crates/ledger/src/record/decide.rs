//! Identity decided: cases that may be one turn out to be one, or not.

use std::collections::BTreeSet;

use ruling::fact::{Fact, Seq};

use super::Work;
use crate::case_store::{CaseGroup, decides, is_decided_same, roots};
use crate::encoding::Entry;
use crate::fault::{Failure, Fault};
use crate::store::CaseRow;

/// Where a fact is kept and what it is judged with.
pub(super) struct Place {
    pub(super) case: CaseRow,
    /// The cases that it waits in.
    pub(super) waits_in: Vec<u64>,
    /// A case that is found to be one with an earlier one: (later, earlier).
    pub(super) merged: Option<(u64, u64)>,
    pub(super) group: CaseGroup,
}

impl Work<'_> {
    /// The place of facts about a case: what decides who the customer of a claim is, is kept with that claim.
    pub(super) fn place(
        &self,
        facts: &[Fact],
        row: CaseRow,
        may_be: &[u64],
    ) -> Result<Place, Fault> {
        let (database, packs) = (self.database, &self.state.packs);
        let is_new = self.is_new(&row);
        let mut waits_in = match is_new {
            true => self.linked_to(&row, may_be)?,
            false => roots(database, row.case)?,
        };
        let root = waits_in.first().copied().unwrap_or(row.case);
        let known = match is_new && waits_in.is_empty() {
            true => None,
            false => CaseGroup::load_root(database, packs, root)?,
        };
        let mut group = known.unwrap_or_else(|| CaseGroup::new(&row));
        let mut place = |case, merged, group| Place {
            case,
            waits_in: std::mem::take(&mut waits_in),
            merged,
            group,
        };
        let decided = facts.last().and_then(|fact| decides(fact, packs));
        let claimed = match decided {
            Some((claim, _)) => database.fact(claim)?.and_then(|claim| claim.case),
            None => None,
        };
        let Some(other) = claimed.filter(|case| *case != row.case) else {
            return Ok(place(row, None, group));
        };
        let Some(claimed) = database.case(other)? else {
            return Ok(place(row, None, group));
        };
        if group.root == other || group.linked.contains(&other) {
            let mut place = place(claimed, None, group);
            place.waits_in = roots(database, other)?;
            return Ok(place);
        }
        let is_same = decided.is_some_and(|(_, is_same)| is_same);
        let stands_alone = roots(database, other)?.is_empty();
        if !is_same || !stands_alone || claimed.scope() != row.scope() || is_new {
            return Ok(place(row, None, group));
        }
        let Some(mut joined) = CaseGroup::load_root(database, packs, other)? else {
            return Ok(place(row, None, group));
        };
        if joined.root > group.root {
            std::mem::swap(&mut joined, &mut group);
        }
        let merged = Some((group.root, joined.root));
        joined.take_in(group);
        Ok(place(claimed, merged, joined))
    }

    /// Whether a case may be an earlier one and nobody has said that it is.
    pub(super) fn may_be_another(&self, place: &Place) -> Result<bool, Fault> {
        if place.waits_in.is_empty() {
            return Ok(false);
        }
        let is_same = is_decided_same(self.database, &self.state.packs, place.case.case)?;
        Ok(!is_same)
    }

    /// Carries out what a fact says of identity. `looked_at` is the case that whoever decided had before
    /// them. Tells the cases to be judged again.
    pub(super) fn decide_identity(
        &mut self,
        fact: &Fact,
        looked_at: Option<u64>,
    ) -> Result<BTreeSet<u64>, Failure> {
        let mut touched = BTreeSet::new();
        let Some((claim, is_same)) = decides(fact, &self.state.packs) else {
            return Ok(touched);
        };
        let Some(case) = self.database.fact(claim)?.and_then(|row| row.case) else {
            return Ok(touched);
        };
        let waited_in = roots(self.database, case)?;
        let kept = looked_at.filter(|root| waited_in.contains(root));
        let kept = kept.or(waited_in.first().copied()).filter(|_| is_same);
        for root in waited_in.into_iter().filter(|root| Some(*root) != kept) {
            self.unlink(case, root)?;
            touched.insert(root);
        }
        if !is_same && !touched.is_empty() {
            self.link_who_may_be_it(case, &touched, fact.seq)?;
            touched.insert(case);
        }
        Ok(touched)
    }

    /// The later of two cases of one customer, with whoever waits in it, waits in the earlier from now on.
    pub(super) fn merge(&mut self, later: u64, earlier: u64, seq: Seq) -> Result<(), Failure> {
        let group = CaseGroup::load_root(self.database, &self.state.packs, later)?;
        for waiting in group.map_or(Vec::new(), |group| group.linked) {
            self.unlink(waiting, later)?;
            self.link(waiting, earlier, seq)?;
        }
        self.link(later, earlier, seq)
    }

    /// Whoever waits where `case` waited may be its customer as well, now that it stands alone.
    fn link_who_may_be_it(
        &mut self,
        case: u64,
        left: &BTreeSet<u64>,
        seq: Seq,
    ) -> Result<(), Failure> {
        let Some(row) = self.database.case(case)? else {
            return Ok(());
        };
        let keys = self.keys_of(row.subject)?;
        for root in left {
            let group = CaseGroup::load_root(self.database, &self.state.packs, *root)?;
            for other in group.map_or(Vec::new(), |group| group.linked) {
                let Some(other_row) = self.database.case(other)? else {
                    continue;
                };
                if other > case && self.keys_of(other_row.subject)?.may_be(&keys) {
                    self.link(other, case, seq)?;
                }
            }
        }
        Ok(())
    }

    /// Lets a case wait in another that it may be one with, or is, from entry `seq` on. It has no ruling of
    /// its own meanwhile.
    pub(super) fn link(&mut self, case: u64, other: u64, seq: Seq) -> Result<(), Failure> {
        self.database.link_cases(case, other)?;
        self.database.project(case, seq, &[], &[])?;
        self.append(Entry::Suspected { case, other }, None, None)?;
        Ok(())
    }

    fn unlink(&mut self, case: u64, other: u64) -> Result<(), Failure> {
        self.database.unlink_cases(case, other)?;
        self.append(Entry::Separated { case, other }, None, None)?;
        Ok(())
    }
}
