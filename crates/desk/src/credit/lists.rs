//! Lines of credit as lists read them.

use ledger::fault::Fault;
use ledger::rows::{Rows, Value};
use ruling::language::Language;
use ruling::ruling::Pending;

use super::account::Line;
use super::{CreditQuery, CreditTotals, cause, rows};
use crate::act::table::ACTS;
use crate::customers::Whose;
use crate::{Actor, Instant, Text};

/// Which rows a query means: SQL behind `FROM credit_line l`, and its values.
pub(super) struct Wanted {
    pub(super) sql: &'static str,
    pub(super) values: Vec<Value<'static>>,
}

/// A line with its deal's time and month.
pub(super) struct Found {
    pub(super) case: u64,
    pub(super) deal: (Instant, u32),
    pub(super) line: Line,
}

pub(super) fn wanted(rows: &Rows<'_>, actor: &Actor, query: &CreditQuery) -> Wanted {
    let month = query.month.0.into();
    let own = || actor.staff.0.get().into();
    match query.whose {
        // What a unit received and they were in charge of is theirs to see, too.
        Whose::Mine => Wanted {
            sql: "WHERE l.company_id = $1 AND l.month_no = $2 AND (l.receiver_kind = 0 AND l.receiver_id = $3 \
                  OR l.person_id = $3)",
            values: vec![rows.company(), month, own()],
        },
        Whose::Unit(unit) => Wanted {
            sql: "JOIN case_of_unit u ON u.company_id = l.company_id AND u.case_id = l.case_id \
                  WHERE l.company_id = $1 AND l.month_no = $2 AND u.unit_id = $3",
            values: vec![rows.company(), month, unit.0.get().into()],
        },
        Whose::Company => Wanted {
            sql: "WHERE l.company_id = $1 AND l.month_no = $2",
            values: vec![rows.company(), month],
        },
    }
}

pub(super) fn lines_of(
    rows: &Rows<'_>,
    wanted: &Wanted,
    (skip, limit): (u32, u32),
) -> Result<Vec<Found>, Fault> {
    let Wanted { sql, values } = wanted;
    let number = values.len();
    let sql = format!(
        "SELECT {}, d.deal_at, d.month_no FROM credit_line l JOIN credit_deal d ON d.company_id = l.company_id AND \
         d.deal_seq = l.deal_seq {sql} ORDER BY l.deal_seq, l.kind, l.receiver_kind, l.receiver_id, l.office \
         LIMIT ${} OFFSET ${}",
        rows::LINE_COLUMNS,
        number + 1,
        number + 2,
    );
    let mut values = values.clone();
    let page: [Value<'_>; 2] = [limit.into(), skip.into()];
    values.extend(page);
    rows.query("listing credit", &sql, &values, |row| {
        let (_, case, line) = rows::line(row)?;
        Ok(Found {
            case,
            deal: (
                row.instant(rows::LINE_WIDTH)?,
                row.int(rows::LINE_WIDTH + 1)?,
            ),
            line,
        })
    })
}

pub(super) fn totals_of(rows: &Rows<'_>, wanted: &Wanted) -> Result<CreditTotals, Fault> {
    let sql = format!(
        "SELECT l.kind, CAST(COALESCE(SUM(l.cents), 0) AS BIGINT), CAST(SUM(l.final_cents) AS BIGINT) \
         FROM credit_line l {} GROUP BY l.kind",
        wanted.sql
    );
    let sums = rows.query("adding credit up", &sql, &wanted.values, |row| {
        Ok((rows::kind_of(row.int(0)?), row.int(1)?, row.int(2)?))
    })?;
    let mut totals = CreditTotals::default();
    for (kind, cents, final_cents) in sums {
        totals.add(kind, (cents, final_cents));
    }
    Ok(totals)
}

pub(crate) fn awaited(reason: Pending) -> Text {
    let meaning = |language| reason.meaning(language);
    Text::new(meaning(Language::Chinese), meaning(Language::English))
}

/// What brought a line about, as people read it.
pub(super) fn cause_in_words(cause: &str) -> Text {
    let known = match cause {
        cause::COMPANY => Some((
            "公司的设置变了（比例、值班、人员）",
            "the company changed a ratio, the roster or people",
        )),
        cause::IDENTITY => Some((
            "客户的同一性变了",
            "it was decided whether two customers are one",
        )),
        cause::TIME => Some(("期限已过", "a time limit passed")),
        _ => None,
    };
    let mut acts = ACTS.iter();
    let act = || {
        acts.find(|act| act.kind.name() == cause)
            .map(|act| act.label)
    };
    let (zh, en) = known
        .or_else(act)
        .unwrap_or(("有新的记录", "something was recorded"));
    Text::new(zh, en)
}
