//! Both engines have the same tables.

use crate::postgres;
use crate::support::Store;

/// Tables with their columns and keys, in order.
fn sqlite_schema(store: &Store) -> Vec<String> {
    let connection = rusqlite::Connection::open(store.path().join("ledger.sqlite3")).unwrap();
    let mut select = connection
        .prepare(
            "SELECT t.name || ' ' || c.name || ' ' || CASE c.type WHEN 'BLOB' THEN 'bytea' \
             WHEN 'INTEGER' THEN 'bigint' ELSE lower(c.type) END || ' ' || \
             CASE WHEN c.\"notnull\" OR c.pk > 0 THEN 'NO' ELSE 'YES' END || ' ' || c.pk \
             FROM sqlite_master t JOIN pragma_table_info(t.name) c WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite~_%' ESCAPE '~'",
        )
        .unwrap();
    let rows = select.query_map([], |row| row.get(0)).unwrap();
    let mut rows: Vec<String> = rows.map(Result::unwrap).collect();
    rows.sort();
    rows
}

fn postgres_schema(store: &Store) -> Vec<String> {
    let mut rows = store.on_server.as_ref().unwrap().sql(
        "SELECT c.table_name || ' ' || c.column_name || ' ' || c.data_type || ' ' || c.is_nullable || ' ' || \
         coalesce(k.ordinal_position, 0) FROM information_schema.columns c \
         LEFT JOIN information_schema.key_column_usage k USING (table_schema, table_name, column_name) \
         WHERE c.table_schema = 'public'",
    );
    rows.sort();
    rows
}

#[test]
fn both_engines_have_equal_tables_columns_and_keys() {
    let one = Store::showroom();
    let other = Store::showroom_on(postgres::shared());
    assert_eq!(sqlite_schema(&one), postgres_schema(&other));
}

#[test]
fn the_company_comes_first_in_every_key() {
    let store = Store::showroom_on(postgres::shared());
    let on = store.on_server.as_ref().unwrap();
    let others = on.sql(
        "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename <> 'migration' \
         AND indexdef NOT LIKE '%(company_id%'",
    );
    assert_eq!(others, [""; 0]);
}

#[test]
fn nothing_but_plain_sql_is_asked_of_the_server() {
    let store = Store::showroom_on(postgres::shared());
    let on = store.on_server.as_ref().unwrap();
    assert_eq!(on.sql("SELECT extname FROM pg_extension"), ["plpgsql"]);
    assert_eq!(
        on.sql("SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace"),
        [""; 0]
    );
}

/// Bytes of the tags and names of somebody who is registered.
fn found_by(store: &Store, typed: &[(&str, &str)]) -> [u32; 2] {
    let seq = store.register("张", typed).unwrap().seq;
    let connection = rusqlite::Connection::open(store.path().join("ledger.sqlite3")).unwrap();
    let lengths = connection.query_row(
        "SELECT length(tags), length(names) FROM fact JOIN subject USING (company_id, subject_id) WHERE seq = $1",
        [seq],
        |row| Ok([row.get(0)?, row.get(1)?]),
    );
    lengths.unwrap()
}

#[test]
fn a_customer_takes_hardly_more_than_the_tags_by_which_they_are_found() {
    let store = Store::showroom();
    let person = [
        ("name", "陈远"),
        ("phone", "13900000001"),
        ("id_number", "11010519491231002X"),
    ];
    // Number, phone and name, and the name with the phone hidden in three ways.
    // Beside the name's tag stands the reference that it has by chance.
    assert_eq!(found_by(&store, &person), [6 * 8 + 4 + 9, 0]);
    // The name was somebody's before.
    let namesake = [("name", "陈远"), ("phone", "13900000002")];
    assert_eq!(found_by(&store, &namesake), [5 * 8 + 3 + 9, 0]);
}
