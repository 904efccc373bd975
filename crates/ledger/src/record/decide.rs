//! Identity decided: cases that may be one turn out to be one, or not.

use std::collections::BTreeSet;

use ruling::fact::{Fact, Seq};

use super::Work;
use crate::case_store::{CaseGroup, decides, is_decided_same, roots};
use crate::encoding::{Entry, Projection};
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
        let (database, names) = (self.database, self.state.names());
        let is_new = self.is_new(&row);
        let waits_in = match is_new {
            true => self.linked_to(&row, may_be)?,
            false => roots(database, row.case)?,
        };
        let root = waits_in.first().copied().unwrap_or(row.case);
        let known = match is_new && waits_in.is_empty() {
            true => None,
            false => CaseGroup::load_root(database, names, root)?,
        };
        let place = Place {
            case: row,
            waits_in,
            merged: None,
            group: known.unwrap_or_else(|| CaseGroup::new(&row)),
        };
        match facts.last().and_then(|fact| decides(fact, names)) {
            Some((claim, is_same)) if !is_new => self.place_decided(place, claim, is_same),
            _ => Ok(place),
        }
    }

    /// The place of a decision about a claim's customer: the claim's case, if it has to do with the one looked
    /// at. A case that stands alone has so far nothing to do with it, and is merged if the two are one.
    fn place_decided(&self, place: Place, claim: Seq, is_same: bool) -> Result<Place, Fault> {
        let (database, names) = (self.database, self.state.names());
        let kept_in = database.fact(claim)?.and_then(|claim| claim.case);
        let Some(claimed) = kept_in
            .map(|case| database.case(case))
            .transpose()?
            .flatten()
        else {
            return Ok(place);
        };
        let waits_in = roots(database, claimed.case)?;
        if place.group.holds(claimed.case) {
            return Ok(Place {
                case: claimed,
                waits_in,
                ..place
            });
        }
        // Of which project an entry is may be said again: until then it waits where it was said to belong.
        let is_told = claimed.is_of_unknown_project() && claimed.subject == place.case.subject;
        let is_settled = waits_in.is_empty() || is_told;
        let is_merged = is_same && is_settled && self.may_wait_in(&claimed, &place.case);
        let other = match is_merged {
            true => CaseGroup::load_root(database, names, claimed.case)?,
            false => None,
        };
        let Some(other) = other else { return Ok(place) };
        let is_before = other.root < place.group.root && claimed.scope() == place.case.scope();
        let (mut earlier, later) = match is_before {
            true => (other, place.group),
            false => (place.group, other),
        };
        let merged = Some((later.root, earlier.root));
        earlier.take_in(later);
        Ok(Place {
            case: claimed,
            merged,
            group: earlier,
            ..place
        })
    }

    /// Whether a case may be an earlier one and nobody has said that it is.
    pub(super) fn may_be_another(&self, place: &Place) -> Result<bool, Fault> {
        if place.waits_in.is_empty() {
            return Ok(false);
        }
        let is_same = is_decided_same(self.database, self.state.names(), place.case.case)?;
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
        let Some((claim, is_same)) = decides(fact, self.state.names()) else {
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
        let group = CaseGroup::load_root(self.database, self.state.names(), later)?;
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
            let group = CaseGroup::load_root(self.database, self.state.names(), *root)?;
            for other in group.map_or(Vec::new(), |group| group.linked) {
                let Some(other_row) = self.database.case(other)? else {
                    continue;
                };
                if !self.may_wait_in(&other_row, &row) {
                    continue;
                }
                if other_row.subject == row.subject {
                    // What names no project follows the customer whose it is.
                    self.unlink(other, *root)?;
                    self.link(other, case, seq)?;
                } else if other > case && self.keys_of(other_row.subject)?.may_be(&keys) {
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
        self.database.project(case, seq, &Projection::default())?;
        self.append(Entry::Suspected { case, other }, None, None)?;
        Ok(())
    }

    fn unlink(&mut self, case: u64, other: u64) -> Result<(), Failure> {
        self.database.unlink_cases(case, other)?;
        self.append(Entry::Separated { case, other }, None, None)?;
        Ok(())
    }
}
