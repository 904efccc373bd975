//! Rebuilding: everything that is derived, made again from the entries alone.

use ruling::fact::Seq;

use crate::case_store::CaseGroup;
use crate::derive::{self, Derived};
use crate::fault::{Failure, Fault};
use crate::log::tree::{Frontier, leaf_hash};
use crate::record::Work;

/// Rows read at once.
const SCAN: u32 = 2_000;

impl Work<'_> {
    /// Makes cases, links, segments, obligations, tiles and tags anew. `progress` hears how many entries of
    /// how many are read.
    pub(crate) fn rebuild(&mut self, progress: &dyn Fn(u64, u64)) -> Result<(), Failure> {
        let total = u64::from(self.state.last_seq);
        self.database.forget_derived()?;
        let derived = self.read_entries(total, progress)?;
        for row in derived.cases.values() {
            self.database.put_case(row)?;
        }
        for (case, other) in &derived.links {
            self.database.link_cases(*case, *other)?;
        }
        for row in derived.cases.values() {
            self.judge_again(row.case, row.judged_seq)?;
        }
        Ok(self.rebuild_tags()?)
    }

    /// Makes the tiles, and tells what else the entries lead to.
    fn read_entries(&self, total: u64, progress: &dyn Fn(u64, u64)) -> Result<Derived, Fault> {
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
                derived.take_in(row, &self.state.packs);
                for tile in tree.push(leaf_hash(&row.leaf(&self.state.lineages))) {
                    self.database.add_tile(&tile)?;
                }
            }
            progress(last.into(), total);
        }
    }

    fn judge_again(&self, case: u64, seq: Seq) -> Result<(), Fault> {
        let Some(group) = CaseGroup::load(self.database, &self.state.packs, case)? else {
            return Ok(());
        };
        let recorded = self.database.fact(seq)?.map(|row| row.recorded);
        let at = recorded.unwrap_or(self.state.last_recorded);
        let (segments, obligations) = derive::projected(self.state, &group, case, at);
        self.database.project(case, seq, &segments, &obligations)
    }

    fn rebuild_tags(&mut self) -> Result<(), Fault> {
        let mut last = 0;
        loop {
            let rows = self.database.subjects(last, SCAN)?;
            let Some(end) = rows.last() else {
                return Ok(());
            };
            last = end.subject;
            for row in rows {
                let state = &self.state;
                let (tagger, packs) = (&state.tagger, &state.packs);
                let found_by =
                    derive::found_by(self.database, self.keys, tagger, packs, row.subject)?;
                let row = found_by.row(row.subject, row.wrapped_key);
                self.database.put_subject(&row)?;
            }
        }
    }
}
