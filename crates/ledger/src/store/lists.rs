//! Lists over what is projected: who holds what, what is due, what ends.

use ruling::calendar::Instant;

use super::{Database, EngineError, Row};
use crate::encoding::{ProjectedDuty, ProjectedSegment, Projection};
use crate::fault::Fault;

/// Case, number within it and what is listed.
pub(crate) type Listed<T> = (u64, u32, T);

/// Where a page of a list in order of time begins: after this time, case and number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct After {
    pub(crate) at: Instant,
    pub(crate) case: u64,
    pub(crate) number: u32,
}

const HELD: &str = "SELECT case_id, projection FROM case_file WHERE company_id = $1 AND case_id > $2 ORDER BY case_id \
     LIMIT $3";

const HELD_BY: &str = "SELECT charge.case_id, projection FROM charge JOIN case_file ON \
     case_file.company_id = charge.company_id AND case_file.case_id = charge.case_id WHERE charge.company_id = $1 AND \
     person_id = $2 AND charge.case_id > $3 ORDER BY charge.case_id LIMIT $4";

// The first condition on the time is what the key is searched by.
const DUE: &str = "SELECT due.case_id, projection, due_until FROM due JOIN case_file ON \
     case_file.company_id = due.company_id AND case_file.case_id = due.case_id WHERE due.company_id = $1 AND \
     due_until >= $2 AND (due_until, due.case_id) >= ($2, $3) AND due_until <= $4 ORDER BY due_until, due.case_id \
     LIMIT $5";

const ENDING: &str = "SELECT ending.case_id, projection, ends_at FROM ending JOIN case_file ON \
     case_file.company_id = ending.company_id AND case_file.case_id = ending.case_id WHERE ending.company_id = $1 AND \
     ends_at >= $2 AND (ends_at, ending.case_id) >= ($2, $3) AND ends_at <= $4 ORDER BY ends_at, ending.case_id \
     LIMIT $5";

fn read(row: &Row<'_>) -> Result<(u64, Vec<u8>), EngineError> {
    Ok((row.id(0)?, row.bytes(1)?))
}

fn projection(case: u64, bytes: &[u8]) -> Result<Projection, Fault> {
    Projection::decode(bytes).ok_or(Fault::damaged("case", case))
}

impl Database {
    /// Up to `count` cases after `after` that somebody holds at an instant, all or a person's, in order.
    pub(crate) fn held(
        &self,
        at: Instant,
        person: Option<u32>,
        mut after: u64,
        count: u32,
    ) -> Result<Vec<Listed<ProjectedSegment>>, Fault> {
        let doing = "listing who holds what";
        let is_held = |segment: &ProjectedSegment| {
            let is_now = segment.from <= at && segment.until.is_none_or(|until| until > at);
            let is_theirs = person.is_none() || segment.person == person;
            is_now && is_theirs && segment.owner.kind > 0
        };
        let mut found = Vec::new();
        while found.len() < count as usize {
            let company = self.company.into();
            let rows = match person {
                None => self.query(doing, HELD, &[company, after.into(), count.into()], read),
                Some(person) => {
                    let values = [company, person.into(), after.into(), count.into()];
                    self.query(doing, HELD_BY, &values, read)
                }
            }?;
            for (case, bytes) in &rows {
                let segments = projection(*case, bytes)?.segments;
                let held = (0..).zip(segments).find(|(_, segment)| is_held(segment));
                found.extend(held.map(|(number, segment)| (*case, number, segment)));
                after = *case;
            }
            if rows.len() < count as usize {
                break;
            }
        }
        found.truncate(count as usize);
        Ok(found)
    }

    /// Up to `count` duties due after one place and until an instant, in order of time.
    pub(crate) fn due(
        &self,
        after: After,
        until: Instant,
        count: u32,
    ) -> Result<Vec<Listed<ProjectedDuty>>, Fault> {
        self.by_time(
            ("listing what is due", DUE),
            (after, until),
            count,
            |projection, at| {
                let duties = (0..).zip(projection.duties);
                duties
                    .filter(|(_, duty)| duty.due_until == Some(at))
                    .collect()
            },
        )
    }

    /// Up to `count` protections that end after one place and until an instant, in order of time.
    pub(crate) fn ending(
        &self,
        after: After,
        until: Instant,
        count: u32,
    ) -> Result<Vec<Listed<ProjectedSegment>>, Fault> {
        self.by_time(
            ("listing what ends", ENDING),
            (after, until),
            count,
            |projection, at| {
                let endings = (0..).zip(projection.segments.iter().copied().enumerate());
                let endings = endings.filter(|(_, (place, segment))| {
                    segment.until == Some(at) && projection.is_ending(*place)
                });
                endings
                    .map(|(number, (_, segment))| (number, segment))
                    .collect()
            },
        )
    }

    /// Up to `count` of what `of` finds in the projections of listed cases at the time each is listed with.
    fn by_time<T>(
        &self,
        (doing, sql): (&'static str, &str),
        (mut after, until): (After, Instant),
        count: u32,
        of: impl Fn(Projection, Instant) -> Vec<(u32, T)>,
    ) -> Result<Vec<Listed<T>>, Fault> {
        // One more, since the case with which the page before ended comes again.
        let asked = count.saturating_add(1);
        let mut found = Vec::new();
        while found.len() < count as usize {
            let values = [
                self.company.into(),
                after.at.into(),
                after.case.into(),
                until.into(),
                asked.into(),
            ];
            let rows = self.query(doing, sql, &values, |row| Ok((row.instant(2)?, read(row)?)))?;
            for (at, (case, bytes)) in &rows {
                for (number, one) in of(projection(*case, bytes)?, *at) {
                    if (*at, *case, number) > (after.at, after.case, after.number) {
                        found.push((*case, number, one));
                    }
                }
                after = After {
                    at: *at,
                    case: *case,
                    number: u32::MAX,
                };
            }
            if rows.len() < asked as usize {
                break;
            }
        }
        found.truncate(count as usize);
        Ok(found)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use rusqlite::Connection;

    use super::{DUE, ENDING, HELD, HELD_BY};

    /// How SQLite would find the rows.
    pub(in crate::store) fn plan(sql: &str) -> String {
        let schema = include_str!("../../migrations/sqlite/0001_ledger.sql");
        let connection = Connection::open_in_memory().unwrap();
        connection.execute_batch(schema).unwrap();
        let mut explain = connection
            .prepare(&format!("EXPLAIN QUERY PLAN {sql}"))
            .unwrap();
        let lines = explain
            .raw_query()
            .mapped(|row| row.get::<_, String>(3))
            .collect::<Result<Vec<_>, _>>();
        lines.unwrap().join("; ")
    }

    #[test]
    fn lists_are_ranges_of_their_indexes() {
        for (sql, index) in [
            (
                HELD,
                "SEARCH case_file USING PRIMARY KEY (company_id=? AND case_id>?)",
            ),
            (
                HELD_BY,
                "SEARCH charge USING PRIMARY KEY (company_id=? AND person_id=? AND case_id>?)",
            ),
            (
                DUE,
                "SEARCH due USING PRIMARY KEY (company_id=? AND due_until>? AND due_until<?)",
            ),
            (
                ENDING,
                "SEARCH ending USING PRIMARY KEY (company_id=? AND ends_at>? AND ends_at<?)",
            ),
        ] {
            let plan = plan(sql);
            assert!(plan.contains(index), "{plan}");
        }
        // What is sorted comes from the index in that order.
        for sql in [HELD, HELD_BY, DUE, ENDING] {
            assert!(!plan(sql).contains("TEMP B-TREE"), "{}", plan(sql));
        }
    }
}
