//! What waits to be sent: changes, and rows for one table gathered into one statement.

use tokio_postgres::types::private::BytesMut;
use tokio_postgres::types::{IsNull, ToSql, Type, to_sql_checked};

use crate::store::{EngineError, Value};

/// A value that waits to be sent.
#[derive(Debug, Clone)]
pub(super) enum Held {
    Null,
    Int(i64),
    Bytes(Vec<u8>),
    Text(String),
    /// Values of one kind, as one parameter.
    List(Vec<Held>),
}

impl From<&Value<'_>> for Held {
    fn from(value: &Value<'_>) -> Held {
        match value {
            Value::Null => Held::Null,
            Value::Int(number) => Held::Int(*number),
            Value::Bytes(bytes) => Held::Bytes(bytes.to_vec()),
            Value::Text(text) => Held::Text((*text).to_owned()),
        }
    }
}

impl ToSql for Held {
    fn to_sql(&self, wanted: &Type, out: &mut BytesMut) -> Result<IsNull, EngineError> {
        match self {
            Held::Null => Ok(IsNull::Yes),
            Held::Int(number) => number.to_sql_checked(wanted, out),
            Held::Bytes(bytes) => bytes.to_sql_checked(wanted, out),
            Held::Text(text) => text.to_sql_checked(wanted, out),
            Held::List(list) => list.to_sql_checked(wanted, out),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

/// Something to be sent, with what is being done by it.
pub(super) struct Request {
    pub(super) doing: &'static str,
    pub(super) sql: String,
    /// The values of one run of the statement, or of several runs of an INSERT.
    pub(super) rows: Vec<Vec<Held>>,
}

impl Request {
    pub(super) fn new(doing: &'static str, sql: &str, values: &[Value<'_>]) -> Request {
        Request {
            doing,
            sql: sql.to_owned(),
            rows: vec![values.iter().map(Held::from).collect()],
        }
    }

    /// Asks for what each of the values finds. `select` ends with a column, which is compared with one after the
    /// other: joined to a list of all of them a table that has few rows is planned to be read whole, and the plan
    /// is kept.
    pub(super) fn each(
        doing: &'static str,
        select: &str,
        company: u32,
        list: &[Value<'_>],
    ) -> Request {
        let kind = match list.first() {
            Some(Value::Bytes(_)) => "bytea",
            Some(Value::Text(_)) => "text",
            Some(Value::Int(_) | Value::Null) | None => "int8",
        };
        let list = list.iter().map(Held::from).collect();
        Request {
            doing,
            sql: format!(
                "SELECT found.* FROM unnest($2::{kind}[]) AS wanted (value) \
                 CROSS JOIN LATERAL ({select} = wanted.value OFFSET 0) AS found"
            ),
            rows: vec![vec![Held::Int(company.into()), Held::List(list)]],
        }
    }
}

/// What waits to be sent.
#[derive(Default)]
pub(super) struct Pending {
    pub(super) requests: Vec<Request>,
    pub(super) rows: usize,
    /// Those that further rows may join: the last that changes its table, and where it is.
    open: Vec<(String, usize)>,
}

impl Pending {
    /// Adds a change. A row joins those that the same INSERT is to add, unless something else changes its table
    /// in between.
    pub(super) fn add(&mut self, doing: &'static str, sql: &str, values: &[Value<'_>]) {
        self.rows += 1;
        for (_, place) in &self.open {
            let open = self.requests.get_mut(*place);
            if let Some(open) = open.filter(|open| open.sql == sql) {
                open.rows.push(values.iter().map(Held::from).collect());
                return;
            }
        }
        match table(sql) {
            Some(table) => {
                self.open.retain(|(open, _)| open != table);
                if adds_a_row(sql) {
                    self.open.push((table.to_owned(), self.requests.len()));
                }
            }
            // Whatever it changes or reads, what comes after it stays after it.
            None => self.open.clear(),
        }
        self.requests.push(Request::new(doing, sql, values));
    }
}

/// The table that a statement changes, where it has to do with no other.
fn table(sql: &str) -> Option<&str> {
    let mut words = sql.split(' ').filter(|_| !sql.contains("SELECT"));
    match words.next()? {
        "UPDATE" => words.next(),
        "INSERT" | "DELETE" => words.nth(1),
        _ => None,
    }
}

/// Whether a statement adds one row, of parameters alone, and changes none: the same twice in one statement would
/// be refused.
fn adds_a_row(sql: &str) -> bool {
    let values = sql.split_once(ROW).and_then(|(_, row)| row.split_once(')'));
    let is_row = values.is_some_and(|(values, _)| {
        let mut values = (1..).zip(values.split(", "));
        values.all(|(number, value)| value == format!("${number}"))
    });
    is_row && sql.starts_with("INSERT INTO ") && !sql.contains(" DO UPDATE ")
}

/// Before the values of a row.
const ROW: &str = " VALUES (";

/// An INSERT of one row, made one of as many rows as the arrays have that it is given instead.
pub(super) fn of_many_rows(sql: &str, types: &[Type]) -> String {
    let arrays = (1..).zip(types);
    let arrays = arrays.map(|(number, column)| format!("${number}::{}[]", column.name()));
    let arrays: Vec<String> = arrays.collect();
    let (insert, row) = sql.split_once(ROW).unwrap_or((sql, ""));
    let (_, end) = row.split_once(')').unwrap_or(("", ""));
    format!("{insert} SELECT * FROM unnest({}){end}", arrays.join(", "))
}

#[cfg(test)]
mod tests {
    use tokio_postgres::types::Type;

    use super::{Pending, of_many_rows};

    const ADD: &str = "INSERT INTO link (a, b) VALUES ($1, $2) ON CONFLICT (a) DO NOTHING";

    #[test]
    fn an_insert_of_a_row_becomes_one_of_many() {
        assert_eq!(
            of_many_rows(ADD, &[Type::INT8, Type::BYTEA]),
            "INSERT INTO link (a, b) SELECT * FROM unnest($1::int8[], $2::bytea[]) ON CONFLICT (a) DO NOTHING"
        );
    }

    #[test]
    fn rows_are_gathered_until_their_table_changes_otherwise() {
        let mut pending = Pending::default();
        for sql in [
            ADD,
            "UPDATE other SET a = $1",
            ADD,
            "DELETE FROM link WHERE a = $1",
            ADD,
            "INSERT INTO more (a) VALUES ($1) ON CONFLICT (a) DO UPDATE SET b = 1",
            ADD,
            "INSERT INTO more (a) VALUES ($1) ON CONFLICT (a) DO UPDATE SET b = 1",
            "DELETE FROM other WHERE a = (SELECT max(a) FROM link)",
            ADD,
            "INSERT INTO other (a, b) VALUES ($1, coalesce($2, 0))",
            "INSERT INTO other (a, b) VALUES ($1, coalesce($2, 0))",
        ] {
            pending.add("testing", sql, &[1_u32.into(), 2_u32.into()]);
        }
        let told = pending.requests.iter();
        let told: Vec<_> = told
            .map(|request| (request.sql.split(' ').next().unwrap(), request.rows.len()))
            .collect();
        let wanted = [
            ("INSERT", 2),
            ("UPDATE", 1),
            ("DELETE", 1),
            ("INSERT", 2),
            ("INSERT", 1),
            ("INSERT", 1),
            ("DELETE", 1),
            ("INSERT", 1),
            ("INSERT", 1),
            ("INSERT", 1),
        ];
        assert_eq!(told, wanted);
        assert_eq!(pending.rows, 12);
    }
}
