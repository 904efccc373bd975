//! Whatever is changed behind the ledger's back, verifying tells where.

use ledger::ledger::Ledger;
use ledger::record::Command;
use rusqlite::Connection;
use rusqlite::types::Value;

use crate::support::{CHEN, Store};

/// Every table with its key columns after the company. A new table must be added here.
const TABLES: [(&str, &[&str]); 11] = [
    ("company", &[]),
    ("lineage", &["from_seq"]),
    ("pack", &["domain_id", "version_no"]),
    ("fact", &["seq"]),
    ("subject", &["subject_id"]),
    ("case_file", &["case_id"]),
    ("case_link", &["case_id", "other_id"]),
    ("segment", &["case_id", "segment_no"]),
    ("obligation", &["case_id", "obligation_no"]),
    ("tile", &["tile_level", "tile_no"]),
    ("checkpoint", &["size"]),
];

/// A store in which every table has rows, a second apart.
fn store() -> Store {
    let store = Store::showroom();
    for number in 0..8 {
        let phone = format!("139{number:08}");
        store
            .register("张", &[("name", "陈远"), ("phone", &phone)])
            .unwrap();
        store.pass(1);
    }
    store
        .register("李", &[("name", "陈远"), ("phone", "1390000****")])
        .unwrap();
    store.pass(1);
    for number in 0..240 {
        store
            .ledger()
            .check(store.staff("王"), &crate::support::fields(CHEN), &[number])
            .unwrap();
    }
    let erased = store
        .register("张", &[("name", "林涛"), ("phone", "13800000001")])
        .unwrap();
    store.ledger().checkpoint().unwrap();
    store.pass(1);
    let (case, actor) = (erased.case.unwrap().id, store.staff("王"));
    store.run(Command::Erase { case, actor }).unwrap();
    store.ledger().checkpoint().unwrap();
    store
}

fn connect(store: &Store) -> Connection {
    Connection::open(store.path().join("ledger.sqlite3")).unwrap()
}

/// Opens the store and verifies; a store that does not even open has told, too.
fn is_noticed(store: &mut Store, kept: &[String]) -> bool {
    match Ledger::open(&store.path(), store.keys(), store.time_source()) {
        Err(_) => true,
        Ok(ledger) => match ledger.verify(kept) {
            Err(_) => true,
            Ok(found) => !found.damage.is_empty(),
        },
    }
}

fn columns(connection: &Connection, table: &str) -> Vec<String> {
    let mut select = connection
        .prepare(&format!("PRAGMA table_info({table})"))
        .unwrap();
    let names = select.query_map([], |row| row.get(1)).unwrap();
    names.map(Result::unwrap).collect()
}

fn flipped(value: &Value) -> Option<Value> {
    match value {
        Value::Null => None,
        Value::Integer(number) => Some(Value::Integer(number ^ 1)),
        Value::Text(text) => Some(Value::Text(format!("{text}x"))),
        Value::Blob(bytes) if bytes.is_empty() => Some(Value::Blob(vec![1])),
        Value::Blob(bytes) => {
            let mut bytes = bytes.clone();
            let middle = bytes.len() / 2;
            bytes[middle] ^= 1;
            Some(Value::Blob(bytes))
        }
        Value::Real(_) => None,
    }
}

/// Runs one change on a copy of the store's database and puts the original back.
fn with_change(store: &mut Store, change: impl FnOnce(&Connection) -> bool) -> Option<bool> {
    let path = store.path().join("ledger.sqlite3");
    let original = std::fs::read(&path).unwrap();
    let connection = connect(store);
    let is_changed = change(&connection);
    drop(connection);
    let noticed = is_changed.then(|| is_noticed(store, &[]));
    std::fs::write(&path, original).unwrap();
    noticed
}

#[test]
fn every_table_is_named() {
    let mut store = store();
    store.ledger = None;
    let connection = connect(&store);
    // SQLite's own tables only tell its planner how many rows to expect.
    let mut select = connection
        .prepare(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
        )
        .unwrap();
    let names: Vec<String> = select
        .query_map([], |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    let mut named: Vec<_> = TABLES
        .iter()
        .map(|(table, _)| (*table).to_owned())
        .collect();
    named.sort();
    assert_eq!(names, named);
}

#[test]
fn a_flipped_value_in_any_column_is_noticed() {
    let mut store = store();
    store.ledger = None;
    assert!(!is_noticed(&mut store, &[]), "false alarm");
    for (table, _) in TABLES {
        let names = columns(&connect(&store), table);
        for column in names.iter().filter(|name| *name != "company_id") {
            let noticed = with_change(&mut store, |connection| {
                let sql = format!(
                    "SELECT rowids.n, {column} FROM (SELECT {column}, row_number() OVER () AS n FROM {table}) \
                     AS rowids WHERE {column} IS NOT NULL ORDER BY n DESC LIMIT 1"
                );
                let found = connection.query_row(&sql, [], |row| {
                    Ok((row.get::<_, i64>(0)?, row.get::<_, Value>(1)?))
                });
                let Ok((_, value)) = found else { return false };
                let Some(changed) = flipped(&value) else {
                    return false;
                };
                let update =
                    format!("UPDATE OR IGNORE {table} SET {column} = ?1 WHERE {column} IS ?2");
                connection.execute(&update, [&changed, &value]).unwrap() > 0
            });
            assert_ne!(
                noticed,
                Some(false),
                "a change of {table}.{column} goes unnoticed"
            );
        }
    }
}

#[test]
fn a_deleted_row_of_any_table_is_noticed() {
    let mut store = store();
    store.ledger = None;
    for (table, keys) in TABLES {
        for order in ["ASC", "DESC"] {
            let noticed = with_change(&mut store, |connection| {
                let key = keys.first().copied().unwrap_or("company_id");
                let sql = format!(
                    "DELETE FROM {table} WHERE {key} IN (SELECT {key} FROM {table} ORDER BY {key} {order} LIMIT 1)"
                );
                connection.execute(&sql, []).unwrap() > 0
            });
            assert_eq!(
                noticed,
                Some(true),
                "a row deleted from {table} goes unnoticed"
            );
        }
    }
}

#[test]
fn a_row_added_to_any_table_is_noticed() {
    let mut store = store();
    store.ledger = None;
    for (table, keys) in TABLES {
        let Some(key) = keys.last() else { continue };
        let names = columns(&connect(&store), table);
        let noticed = with_change(&mut store, |connection| {
            let values: Vec<String> = names
                .iter()
                .map(|name| match name.as_str() {
                    name if name == *key => format!("{name} + 100000"),
                    "command_key" => "NULL".to_owned(),
                    name => name.to_owned(),
                })
                .collect();
            let sql = format!(
                "INSERT INTO {table} SELECT {} FROM {table} ORDER BY {key} DESC LIMIT 1",
                values.join(", ")
            );
            connection.execute(&sql, []).unwrap() > 0
        });
        assert_eq!(noticed, Some(true), "a row added to {table} goes unnoticed");
    }
}

#[test]
fn a_key_swapped_between_customers_is_noticed() {
    let mut store = store();
    store.ledger = None;
    let noticed = with_change(&mut store, |connection| {
        let swap = "UPDATE subject SET wrapped_key = (SELECT wrapped_key FROM subject WHERE subject_id = 9) \
                    WHERE subject_id = 8";
        connection.execute(swap, []).unwrap() > 0
    });
    assert_eq!(noticed, Some(true));
}

#[test]
fn a_tree_built_and_signed_again_is_caught_by_an_older_checkpoint() {
    let store = store();
    let kept = store.ledger().checkpoint().unwrap();
    let other = Store::showroom_with_keys(&store);
    other.register("张", CHEN).unwrap();
    other.ledger().checkpoint().unwrap();
    let found = other.ledger().verify(&[kept]).unwrap();
    assert!(!found.damage.is_empty());
}
