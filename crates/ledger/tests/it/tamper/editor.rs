//! Whoever has the database's file, or an account on its server, and changes rows there.

use rusqlite::Connection;
use rusqlite::types::Value;

use crate::support::{OnServer, Store};

/// A way to the rows that does not lead through the ledger.
pub(crate) enum Editor<'a> {
    File(Connection),
    Server(&'a OnServer),
}

impl Editor<'_> {
    pub(crate) fn of(store: &Store) -> Editor<'_> {
        match &store.on_server {
            Some(on) => Editor::Server(on),
            None => Editor::File(Connection::open(store.path().join("ledger.sqlite3")).unwrap()),
        }
    }

    /// The columns of a table, and its rows.
    pub(crate) fn read(&self, table: &str) -> (Vec<String>, Vec<Vec<Value>>) {
        let connection = match self {
            Editor::File(connection) => connection,
            Editor::Server(on) => return read_from_server(on, table),
        };
        let mut select = connection
            .prepare(&format!("SELECT * FROM {table}"))
            .unwrap();
        let columns: Vec<String> = select.column_names().map(str::to_owned).collect();
        let count = columns.len();
        let rows = select.query_map([], |row| (0..count).map(|column| row.get(column)).collect());
        let rows = rows.unwrap().map(Result::unwrap).collect();
        (columns, rows)
    }

    /// Runs statements, all or none; tells whether the database let it happen.
    pub(crate) fn change(&self, statements: &[String]) -> bool {
        let script = format!("BEGIN; {}; COMMIT", statements.join("; "));
        match self {
            Editor::File(connection) => {
                let done = connection.execute_batch(&script).is_ok();
                if !done && !connection.is_autocommit() {
                    connection.execute_batch("ROLLBACK").unwrap();
                }
                done
            }
            Editor::Server(on) => {
                let refused = on.cluster.try_sql("postgres", &on.database, &script);
                refused.is_none()
            }
        }
    }

    /// A value as a statement has it.
    pub(crate) fn written(&self, value: &Value) -> String {
        let hex =
            |bytes: &[u8]| -> String { bytes.iter().map(|byte| format!("{byte:02x}")).collect() };
        match (value, self) {
            (Value::Null, _) => "NULL".to_owned(),
            (Value::Integer(number), _) => number.to_string(),
            (Value::Text(text), _) => format!("'{}'", text.replace('\'', "''")),
            (Value::Blob(bytes), Editor::File(_)) => format!("X'{}'", hex(bytes)),
            (Value::Blob(bytes), Editor::Server(_)) => format!("'\\x{}'::bytea", hex(bytes)),
            (Value::Real(_), _) => panic!("no table has such a number"),
        }
    }
}

/// Everything as hexadecimal text, so that whatever is in it comes back.
fn read_from_server(on: &OnServer, table: &str) -> (Vec<String>, Vec<Vec<Value>>) {
    let columns = on.sql(&format!(
        "SELECT column_name || ' ' || data_type FROM information_schema.columns WHERE table_schema = 'public' \
         AND table_name = '{table}' ORDER BY ordinal_position"
    ));
    let columns: Vec<(&str, &str)> = columns
        .iter()
        .map(|column| column.split_once(' ').unwrap())
        .collect();
    let hex = columns.iter().map(|(name, _)| {
        format!("coalesce(encode(convert_to({name}::text, 'UTF8'), 'hex'), 'none')")
    });
    let hex: Vec<String> = hex.collect();
    let rows = on.sql(&format!(
        "SELECT concat_ws('|', {}) FROM {table}",
        hex.join(", ")
    ));
    let value = |(text, (_, kind)): (&str, &(&str, &str))| {
        if text == "none" {
            return Value::Null;
        }
        let text = String::from_utf8(unhexed(text)).unwrap();
        match *kind {
            "bigint" => Value::Integer(text.parse().unwrap()),
            "bytea" => Value::Blob(unhexed(text.strip_prefix("\\x").unwrap())),
            _ => Value::Text(text),
        }
    };
    let rows = rows
        .iter()
        .map(|row| row.split('|').zip(&columns).map(value).collect());
    let rows = rows.collect();
    (
        columns.iter().map(|(name, _)| (*name).to_owned()).collect(),
        rows,
    )
}

fn unhexed(text: &str) -> Vec<u8> {
    let (pairs, _) = text.as_bytes().as_chunks::<2>();
    let byte = |pair: &[u8; 2]| u8::from_str_radix(str::from_utf8(pair).unwrap(), 16).unwrap();
    pairs.iter().map(byte).collect()
}
