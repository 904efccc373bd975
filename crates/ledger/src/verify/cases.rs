//! Cases, links, what is projected from cases and the lists by which they are found are those that the entries lead
//! to.

use std::collections::{BTreeMap, BTreeSet};

use super::{DamageKind, Verification, Verifying};
use crate::derive::{Derived, Judge, by_key, linked, to_judge};
use crate::encoding::Projection;
use crate::fault::Fault;
use crate::state::State;
use crate::store::{CaseList, CaseRow, Database, Stretch};

/// Cases that a thread looks at at once.
const AT_ONCE: usize = 500;

/// What threads compare with.
struct Wanted<'a> {
    state: &'a State,
    derived: &'a Derived,
    /// Cases that stored links name.
    linked: BTreeSet<u64>,
    lists: Vec<StoredList>,
}

/// A list as it is stored: cases, each with what it is found by.
struct StoredList {
    list: CaseList,
    rows: Vec<(u64, i64)>,
}

impl Verifying<'_> {
    pub(super) fn cases(&mut self, derived: &Derived) -> Result<(), Fault> {
        let lists = self.lists()?;
        let found = &mut self.found;
        let stored: BTreeSet<(u64, u64)> = self.snapshot.reader()?.links()?.into_iter().collect();
        for (case, _) in stored.symmetric_difference(&derived.links) {
            found.tell("case_link", *case, DamageKind::NotWhatFactsSay);
        }
        let wanted = Wanted {
            state: &self.state,
            derived,
            linked: linked(&stored),
            lists,
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

    /// The lists by which cases are found. No case has a number before the first.
    fn lists(&mut self) -> Result<Vec<StoredList>, Fault> {
        let (mut lists, found) = (Vec::new(), &mut self.found);
        self.snapshot.each(
            &CaseList::ALL,
            |reader, list| {
                let rows = reader.listed(*list)?;
                Ok(StoredList { list: *list, rows })
            },
            |stored| {
                let numbered = |(case, _): &&(u64, i64)| Stretch::ALL.keys().contains(case);
                for (case, _) in stored.rows.iter().filter(|row| !numbered(row)) {
                    found.tell(stored.list.names().0, *case, DamageKind::Surplus);
                }
                lists.push(stored);
                Ok(())
            },
        )?;
        Ok(lists)
    }
}

impl StoredList {
    /// The rows of the cases of a stretch.
    fn of(&self, cases: Stretch) -> &[(u64, i64)] {
        let from = self.rows.partition_point(|(case, _)| *case < cases.first);
        let until = self.rows.partition_point(|(case, _)| *case <= cases.last);
        self.rows.get(from..until).unwrap_or_default()
    }
}

impl Wanted<'_> {
    fn part(&self, reader: &Database, stretch: Stretch) -> Result<Verification, Fault> {
        let mut found = Verification::default();
        let rows = reader.cases_of(stretch)?;
        let facts = reader.facts_of_cases(stretch)?;
        let facts = by_key(&facts, |row| row.case.unwrap_or(0));
        let named = facts.keys();
        let derived = self.derived.cases.range(stretch.keys());
        let mut missing: BTreeSet<u64> = named
            .chain(derived.map(|(case, _)| case))
            .copied()
            .collect();
        let mut judge = Judge::new(self.state);
        let mut projected = BTreeMap::new();
        for (row, stored) in &rows {
            missing.remove(&row.case);
            found.cases += 1;
            let own = (rows_of(&facts, row.case), self.linked.contains(&row.case));
            let wanted = match to_judge(reader, self.state.names(), row, own) {
                Ok((group, at)) => Some(judge.projected(group, row.case, at)),
                Err(Fault::Damaged { .. }) => None,
                Err(fault) => return Err(fault),
            };
            let is_same = wanted.is_some()
                && !self.repeats_the_first(row)
                && self.derived.cases.get(&row.case) == Some(row)
                && wanted.as_ref().map(Projection::encode) == *stored;
            if !is_same {
                found.tell("case_file", row.case, DamageKind::NotWhatFactsSay);
            }
            projected.extend(wanted.map(|wanted| (row.case, wanted)));
        }
        for case in missing {
            found.tell("case_file", case, DamageKind::Missing);
        }
        self.compare_lists(stretch, &projected, &mut found);
        Ok(found)
    }

    /// A customer has one case of each scope. The database sees to that but for the one with which they came.
    fn repeats_the_first(&self, row: &CaseRow) -> bool {
        let first = self.derived.cases.get(&row.subject);
        let first = first.filter(|first| first.case != row.case && first.subject == row.subject);
        first.is_some_and(|first| first.scope() == row.scope())
    }

    fn compare_lists(
        &self,
        stretch: Stretch,
        projected: &BTreeMap<u64, Projection>,
        found: &mut Verification,
    ) {
        for stored in &self.lists {
            let keys = projected.iter().flat_map(|(case, projection)| {
                let keys = stored.list.keys(&projection.found_in());
                keys.into_iter().map(|key| (*case, key))
            });
            let wanted: BTreeSet<(u64, i64)> = keys.collect();
            let rows: BTreeSet<(u64, i64)> = stored.of(stretch).iter().copied().collect();
            let differing: BTreeSet<u64> = wanted
                .symmetric_difference(&rows)
                .map(|(case, _)| *case)
                .collect();
            // A case that is missing, or could not be judged, was told.
            let is_told =
                |case: &u64| self.derived.cases.contains_key(case) && !projected.contains_key(case);
            for case in differing.into_iter().filter(|case| !is_told(case)) {
                found.tell(stored.list.names().0, case, DamageKind::NotWhatFactsSay);
            }
        }
    }
}

fn rows_of<'a, T>(rows: &BTreeMap<u64, &'a [T]>, case: u64) -> &'a [T] {
    rows.get(&case).copied().unwrap_or_default()
}
