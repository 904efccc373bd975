//! Cases, links, segments and obligations are those that the entries lead to.

use std::collections::{BTreeMap, BTreeSet};

use super::{DamageKind, Verification, Verifying};
use crate::derive::{Derived, Judge, by_key, linked, to_judge};
use crate::fault::Fault;
use crate::state::State;
use crate::store::{Database, OfCase, Stretch};

/// Cases that a thread looks at at once.
const AT_ONCE: usize = 500;

/// What threads compare with.
struct Wanted<'a> {
    state: &'a State,
    derived: &'a Derived,
    /// Cases that stored links name.
    linked: BTreeSet<u64>,
}

impl Verifying<'_> {
    pub(super) fn cases(&mut self, derived: &Derived) -> Result<(), Fault> {
        let found = &mut self.found;
        let stored: BTreeSet<(u64, u64)> = self.snapshot.reader()?.links()?.into_iter().collect();
        for (case, _) in stored.symmetric_difference(&derived.links) {
            found.tell("case_link", *case, DamageKind::NotWhatFactsSay);
        }
        let wanted = Wanted {
            state: &self.state,
            derived,
            linked: linked(&stored),
        };
        self.snapshot.each(
            &Stretch::cut(derived.cases.keys().copied(), AT_ONCE),
            |reader, stretch| wanted.part(reader, *stretch),
            |part| {
                found.add(part);
                Ok(())
            },
        )
    }
}

impl Wanted<'_> {
    fn part(&self, reader: &Database, stretch: Stretch) -> Result<Verification, Fault> {
        let mut found = Verification::default();
        let rows = reader.cases_of(stretch)?;
        let facts = reader.facts_of_cases(stretch)?;
        let segments = reader.segments_of(stretch)?;
        let obligations = reader.obligations_of(stretch)?;
        let facts = by_key(&facts, |row| row.case.unwrap_or(0));
        let segments = by_key(&segments, |(case, _)| *case);
        let obligations = by_key(&obligations, |(case, _)| *case);
        let named = facts
            .keys()
            .chain(segments.keys())
            .chain(obligations.keys());
        let derived = self.derived.cases.range(stretch.keys());
        let mut missing: BTreeSet<u64> = named
            .chain(derived.map(|(case, _)| case))
            .copied()
            .collect();
        let mut judge = Judge::new(self.state);
        for row in &rows {
            missing.remove(&row.case);
            found.cases += 1;
            if self.derived.cases.get(&row.case) != Some(row) {
                found.tell("case_file", row.case, DamageKind::NotWhatFactsSay);
            }
            let own = (rows_of(&facts, row.case), self.linked.contains(&row.case));
            let projected = match to_judge(reader, self.state.names(), row, own) {
                Ok((group, at)) => Some(judge.projected(group, row.case, at)),
                Err(Fault::Damaged { .. }) => None,
                Err(fault) => return Err(fault),
            };
            let (segments_wanted, obligations_wanted) = projected.unzip();
            if !are(rows_of(&segments, row.case), segments_wanted) {
                found.tell("segment", row.case, DamageKind::NotWhatFactsSay);
            }
            if !are(rows_of(&obligations, row.case), obligations_wanted) {
                found.tell("obligation", row.case, DamageKind::NotWhatFactsSay);
            }
        }
        for case in missing {
            found.tell("case_file", case, DamageKind::Missing);
        }
        Ok(found)
    }
}

fn rows_of<'a, T>(rows: &BTreeMap<u64, &'a [T]>, case: u64) -> &'a [T] {
    rows.get(&case).copied().unwrap_or_default()
}

/// Whether the stored rows are those wanted, numbered from 0. A row that cannot be read is not the one that was
/// written.
fn are<T: PartialEq>(stored: &[OfCase<T>], wanted: Option<Vec<T>>) -> bool {
    let Some(wanted) = wanted else { return false };
    let wanted: Vec<_> = (0..).zip(wanted).collect();
    let stored = stored.iter().map(|(_, row)| row.as_ref());
    stored.eq(wanted.iter().map(Some))
}
