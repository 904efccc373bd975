//! Lists over what is projected: who holds what, what is due, what ends.

use ruling::calendar::Instant;

use super::{Database, EngineError, ObligationRow, Row, SegmentRow};
use crate::fault::Fault;

/// Case, number within it and the row.
pub(crate) type Listed<T> = (u64, u32, T);

/// Where a page of a list in order of time begins: after this time, case and number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct After {
    pub(crate) at: Instant,
    pub(crate) case: u64,
    pub(crate) number: u32,
}

pub(super) const HELD: &str = "SELECT segment_no, from_at, until_at, state, mode, owner_kind, owner_id, person_id, \
     case_id FROM segment WHERE company_id = $1 AND case_id > $2 AND from_at <= $3 AND (until_at IS NULL OR \
     until_at > $3) AND owner_kind > 0 ORDER BY case_id LIMIT $4";

pub(super) const HELD_BY: &str = "SELECT segment_no, from_at, until_at, state, mode, owner_kind, owner_id, person_id, \
     case_id FROM segment WHERE company_id = $1 AND person_id = $2 AND case_id > $3 AND from_at <= $4 AND \
     (until_at IS NULL OR until_at > $4) AND owner_kind > 0 ORDER BY case_id LIMIT $5";

// The first condition on the time is what the index is searched by.
pub(super) const DUE: &str = "SELECT obligation_no, what, clause, who_kind, who_id, due_until, case_id FROM obligation \
     WHERE company_id = $1 AND due_until >= $2 AND (due_until, case_id, obligation_no) > ($2, $3, $4) AND \
     due_until <= $5 ORDER BY due_until, case_id, obligation_no LIMIT $6";

// Protection ends where what follows for the same holder lets others do more, or is another's.
pub(super) const ENDING: &str = "SELECT s.segment_no, s.from_at, s.until_at, s.state, s.mode, s.owner_kind, s.owner_id, \
     s.person_id, s.case_id FROM segment AS s LEFT JOIN segment AS n ON n.company_id = s.company_id AND \
     n.case_id = s.case_id AND n.segment_no = s.segment_no + 1 WHERE s.company_id = $1 AND s.until_at >= $2 AND \
     (s.until_at, s.case_id, s.segment_no) > ($2, $3, $4) AND s.until_at <= $5 AND s.owner_kind > 0 AND s.mode >= 2 \
     AND (n.mode IS NULL OR n.mode < s.mode OR n.owner_kind <> s.owner_kind OR n.owner_id <> s.owner_id) \
     ORDER BY s.until_at, s.case_id, s.segment_no LIMIT $6";

fn segment(row: &Row<'_>) -> Result<Listed<SegmentRow>, EngineError> {
    Ok((row.id(8)?, row.int(0)?, SegmentRow::of(row)?))
}

impl Database {
    /// Up to `count` cases after `after` that somebody holds at an instant, all or a person's, in order.
    pub(crate) fn held(
        &self,
        at: Instant,
        person: Option<u32>,
        after: u64,
        count: u32,
    ) -> Result<Vec<Listed<SegmentRow>>, Fault> {
        let doing = "listing who holds what";
        let (company, after) = (self.company.into(), after.into());
        match person {
            None => self.query(
                doing,
                HELD,
                &[company, after, at.into(), count.into()],
                segment,
            ),
            Some(person) => {
                let values = [company, person.into(), after, at.into(), count.into()];
                self.query(doing, HELD_BY, &values, segment)
            }
        }
    }

    /// Up to `count` obligations due after one place and until an instant, in order of time.
    pub(crate) fn due(
        &self,
        after: After,
        until: Instant,
        count: u32,
    ) -> Result<Vec<Listed<ObligationRow>>, Fault> {
        self.query(
            "listing what is due",
            DUE,
            &self.range(after, until, count),
            |row| Ok((row.id(6)?, row.int(0)?, ObligationRow::of(row)?)),
        )
    }

    /// Up to `count` protections that end after one place and until an instant, in order of time.
    pub(crate) fn ending(
        &self,
        after: After,
        until: Instant,
        count: u32,
    ) -> Result<Vec<Listed<SegmentRow>>, Fault> {
        let values = self.range(after, until, count);
        self.query("listing what ends", ENDING, &values, segment)
    }

    fn range(&self, after: After, until: Instant, count: u32) -> [super::Value<'static>; 6] {
        [
            self.company.into(),
            after.at.into(),
            after.case.into(),
            after.number.into(),
            until.into(),
            count.into(),
        ]
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
                "SEARCH segment USING PRIMARY KEY (company_id=? AND case_id>?)",
            ),
            (
                HELD_BY,
                "SEARCH segment USING INDEX segment_of_person (company_id=? AND person_id=? AND case_id>?)",
            ),
            (
                DUE,
                "SEARCH obligation USING INDEX obligation_due (company_id=? AND due_until>? AND due_until<?)",
            ),
            (
                ENDING,
                "SEARCH s USING INDEX segment_ending (company_id=? AND until_at>? AND until_at<?)",
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
