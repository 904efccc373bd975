//! Rebuilding: everything that is derived, made again from the entries alone.

use crate::derive::{self, Derived, Judge, Step, by_key, subject_row, to_judge};
use crate::encoding::{Entry, Projection};
use crate::fault::{Failure, Fault};
use crate::log::tree::{Frontier, leaf_hash};
use crate::record::Work;
use crate::store::Stretch;

/// Rows read at once.
const SCAN: u32 = 2_000;
/// Cases, or subjects, of which everything is read at once.
const STRETCH: usize = 500;

impl Work<'_> {
    /// Makes cases, links, what is projected, tiles and tags anew. `progress` hears how many entries of
    /// how many are read.
    pub(crate) fn rebuild(&mut self, progress: &dyn Fn(u64, u64)) -> Result<(), Failure> {
        let total = u64::from(self.state.last_seq);
        self.database.forget_derived()?;
        let derived = self.read_entries(total, progress)?;
        for row in derived.cases.values() {
            self.database.put_case(row, &Projection::default())?;
        }
        for (case, other) in &derived.links {
            self.database.link_cases(*case, *other)?;
        }
        self.judge_all_again(&derived)?;
        Ok(self.rebuild_tags(&derived)?)
    }

    /// Makes the tiles, and tells what else the entries lead to.
    fn read_entries(&self, total: u64, progress: &dyn Fn(u64, u64)) -> Result<Derived, Fault> {
        let state = &self.state;
        let mut derived = Derived::default();
        let mut tree = Frontier::default();
        let mut last = 0;
        loop {
            let rows = self.database.facts(last + 1, SCAN)?;
            let Some(end) = rows.last() else {
                return Ok(derived);
            };
            last = end.seq;
            for row in &rows {
                let entry = Entry::decode(&row.entry, row.seq, row.recorded, state.names());
                derived.take_in(Step::new(row, entry.as_ref(), &state.regulations));
                for tile in tree.push(leaf_hash(&row.leaf(&state.lineages))) {
                    self.database.add_tile(&tile)?;
                }
            }
            progress(last.into(), total);
        }
    }

    fn judge_all_again(&self, derived: &Derived) -> Result<(), Fault> {
        let linked = derive::linked(&derived.links);
        let mut judge = Judge::new(self.state);
        for stretch in Stretch::cut(derived.cases.keys().copied(), STRETCH) {
            let facts = self.database.facts_of_cases(stretch)?;
            let facts = by_key(&facts, |row| row.case.unwrap_or(0));
            for (case, row) in derived.cases.range(stretch.keys()) {
                let own = facts.get(case).copied().unwrap_or_default();
                let own = (own, linked.contains(case));
                let (group, at) = to_judge(self.database, self.state.names(), row, own)?;
                let projection = judge.projected(group, *case, at);
                // All of it was forgotten.
                let before = Projection::default();
                let judged = (*case, row.judged_seq);
                self.database.project_over(&before, judged, &projection)?;
            }
        }
        Ok(())
    }

    fn rebuild_tags(&self, derived: &Derived) -> Result<(), Fault> {
        for stretch in Stretch::cut(derived.subjects.keys().copied(), STRETCH) {
            let facts = self.database.facts_of_subjects(stretch)?;
            let facts = by_key(&facts, |row| row.subject.unwrap_or(0));
            for row in self.database.subjects_of(stretch)? {
                let own = facts.get(&row.subject).copied().unwrap_or_default();
                let row = subject_row(self.database, (self.state, self.keys), &row, own)?;
                self.database.change_subject(&row)?;
            }
        }
        Ok(())
    }
}
