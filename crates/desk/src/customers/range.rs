//! A page of a list as a range of one index. A filter that no index begins with passes over what it does not want, and
//! so much at most.

use ledger::rows::Value;
use ruling::calendar::Instant;

use super::{CustomerQuery, PAGE_MAX, Place, Sort, Whose};
use crate::case_line::{CaseLine, LINE_COLUMNS};
use crate::following::WHOLE_COMPANY;
use crate::{Actor, Desk, Refusal};

/// Rows that one page passes over at most, when a filter has no index.
const PASSED_MAX: usize = 5_000;
/// Rows read at once when a filter passes over many.
const READ_AT_ONCE: u32 = 500;

impl Desk {
    /// The lines of a page, as they stand beside the list.
    pub(super) fn rows_of(&self, actor: &Actor, query: &CustomerQuery) -> Result<Rows, Refusal> {
        let limit = match query.limit {
            0 => 20,
            limit => limit.min(PAGE_MAX),
        };
        let wanted = usize::try_from(limit).unwrap_or(usize::MAX);
        let range = Range::new(actor, query);
        let count = match range.is_exact(query) {
            true => limit,
            false => READ_AT_ONCE,
        };
        let mut rows = Rows::default();
        let mut passed = 0;
        let mut after = query.after.unwrap_or(query.sort.begin(query));
        loop {
            let read = range.read(self, after, count)?;
            let is_last = read.len() < usize::try_from(count).unwrap_or(usize::MAX);
            for (line, at) in read {
                let case = line.case;
                after = Place { at, case };
                passed += 1;
                if query.wants(&line) {
                    rows.lines.push(line);
                }
                if rows.lines.len() == wanted {
                    rows.next = Some(after);
                    return Ok(rows);
                }
            }
            if is_last {
                return Ok(rows);
            }
            if passed >= PASSED_MAX {
                (rows.next, rows.is_cut) = (Some(after), true);
                return Ok(rows);
            }
        }
    }
}

/// The lines of a page, as they stand beside the list.
#[derive(Default)]
pub(super) struct Rows {
    pub(super) lines: Vec<CaseLine>,
    pub(super) next: Option<Place>,
    pub(super) is_cut: bool,
}

impl Sort {
    fn column(self) -> &'static str {
        match self {
            Sort::Newest => "touched_at",
            Sort::Due => "due_at",
            Sort::Ending => "ends_at",
        }
    }

    /// Before the first line of a list.
    fn begin(self, query: &CustomerQuery) -> Place {
        match self {
            Sort::Newest => Place {
                at: query.until.map_or(Instant::MAX, |at| at.plus_seconds(-1)),
                case: i64::MAX.cast_unsigned(),
            },
            Sort::Due | Sort::Ending => Place {
                at: query.from.unwrap_or(Instant::MIN),
                case: 0,
            },
        }
    }

    /// The time of the last line of a list.
    fn end(self, query: &CustomerQuery) -> Instant {
        match self {
            Sort::Newest => query.from.unwrap_or(Instant::MIN),
            Sort::Due | Sort::Ending => query.until.map_or(Instant::MAX, |at| at.plus_seconds(-1)),
        }
    }
}

impl CustomerQuery {
    fn wants(&self, line: &CaseLine) -> bool {
        self.holder.is_none_or(|holder| line.holder == Some(holder))
            && self.state.is_none_or(|state| line.state == state)
            && self.mode.is_none_or(|mode| line.mode == mode)
            && self.region.is_none_or(|region| line.region == Some(region))
    }

    /// How many filters there are.
    fn filters(&self) -> usize {
        let holder = usize::from(self.holder.is_some()) + usize::from(self.state.is_some());
        holder + usize::from(self.mode.is_some()) + usize::from(self.region.is_some())
    }
}

/// The index that a page is a range of.
struct Range {
    sql: String,
    of: u32,
    /// A filter that the index begins with.
    lead: Option<i64>,
    end: Instant,
}

impl Range {
    fn new(actor: &Actor, query: &CustomerQuery) -> Range {
        let (table, key, of) = match query.whose {
            Whose::Mine => ("case_of_staff", "staff_id", actor.staff.0.get()),
            Whose::Unit(unit) => ("case_of_unit", "unit_id", unit.0.get()),
            Whose::Company => ("case_of_unit", "unit_id", WHOLE_COMPANY),
        };
        // The narrowest first.
        let leads = [
            (
                "holder_id",
                query.holder.map(|holder| holder.0.get().into()),
            ),
            ("region", query.region.map(i64::from)),
            ("state", query.state.map(|state| i64::from(state as u8))),
            ("mode", query.mode.map(|mode| i64::from(mode as u8))),
        ];
        let has_leads = query.whose != Whose::Mine && query.sort == Sort::Newest;
        let mut leads = leads.into_iter().filter(|_| has_leads);
        let lead = leads.find_map(|(column, value)| value.map(|value| (column, value)));
        let column = query.sort.column();
        let (equal, [at, case, end, count]) = match lead {
            Some((lead, _)) => (format!("AND {lead} = $3 "), [4, 5, 6, 7]),
            None => (String::new(), [3, 4, 5, 6]),
        };
        let ((from, past, to), order) = match query.sort {
            Sort::Newest => (("<=", "<", ">="), " DESC"),
            Sort::Due | Sort::Ending => ((">=", ">", "<="), ""),
        };
        // The first condition on the time is what the index is searched by.
        let sql = format!(
            "SELECT {LINE_COLUMNS}, {column} FROM {table} WHERE company_id = $1 AND {key} = $2 {equal}AND \
             {column} {from} ${at} AND ({column}, case_id) {past} (${at}, ${case}) AND {column} {to} ${end} \
             ORDER BY {column}{order}, case_id{order} LIMIT ${count}"
        );
        Range {
            sql,
            of,
            lead: lead.map(|(_, value)| value),
            end: query.sort.end(query),
        }
    }

    /// Whether every row of it is wanted.
    fn is_exact(&self, query: &CustomerQuery) -> bool {
        query.filters() == usize::from(self.lead.is_some())
    }

    fn read(
        &self,
        desk: &Desk,
        after: Place,
        count: u32,
    ) -> Result<Vec<(CaseLine, Instant)>, Refusal> {
        Ok(desk.ledger.look(|rows| {
            let mut values: Vec<Value<'_>> = vec![rows.company(), self.of.into()];
            values.extend(self.lead.map(Value::from));
            values.extend::<[Value<'_>; 4]>([
                after.at.into(),
                after.case.into(),
                self.end.into(),
                count.into(),
            ]);
            rows.query("listing customers", &self.sql, &values, |row| {
                Ok((CaseLine::of(row)?, row.instant(7)?))
            })
        })?)
    }
}
