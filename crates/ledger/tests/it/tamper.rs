//! Whatever is changed behind the ledger's back, verifying tells where.

mod editor;
mod keys;
mod mutation;

use std::collections::BTreeMap;

use ledger::fault::{Failure, Fault};
use ledger::ledger::Ledger;
use ledger::record::Command;
use ledger::verify::{Damage, DamageKind};
use rusqlite::Connection;

use self::editor::Editor;
use self::mutation::{KINDS, Kind, Table, mutate};
use crate::dice::{Dice, rounds};
use crate::postgres;
use crate::signatures;
use crate::support::{CHEN, Store, fields, photo};

/// Every table with its key columns after the company. A new table must be added here.
const TABLES: [(&str, &[&str]); 14] = [
    ("company", &[]),
    ("lineage", &["from_seq"]),
    ("pack", &["seq"]),
    ("fact", &["seq"]),
    ("subject", &["subject_id"]),
    (
        "paper_part",
        &["seq", "subject_id", "paper_no", "copy_no", "part_no"],
    ),
    ("secret", &["name"]),
    ("case_file", &["case_id"]),
    ("case_link", &["case_id", "other_id"]),
    ("charge", &["case_id", "person_id"]),
    ("ending", &["case_id", "ends_at"]),
    ("due", &["case_id", "due_until"]),
    ("tile", &["tile_level", "tile_no"]),
    ("checkpoint", &["size"]),
];

/// A store in which every table has rows, a second apart.
fn store() -> Store {
    filled(Store::showroom())
}

fn filled(store: Store) -> Store {
    for number in 0..8 {
        let phone = format!("139{number:08}");
        let done = store
            .register("张", &[("name", "陈远"), ("phone", &phone)])
            .unwrap();
        if number < 2 {
            store.file_papers(done.seq, &[photo(number), photo(9)]);
        }
        store.pass(1);
    }
    store
        .register("李", &[("name", "陈远"), ("phone", "1390000****")])
        .unwrap();
    store.pass(1);
    for number in 0..240 {
        store
            .ledger()
            .check(store.staff("王"), &fields(CHEN), &[number])
            .unwrap();
    }
    store.put_under_furnishing("甲队");
    let claim = store.register("王", CHEN).unwrap();
    signatures::review(&store, claim.seq).unwrap();
    let erased = store
        .register("张", &[("name", "林涛"), ("phone", "13800000001")])
        .unwrap();
    store.file_papers(erased.seq, &[photo(3)]);
    let kept = store.ledger().keep(|rows| {
        for number in 1..5 {
            rows.keep_secret(&format!("login/{number}"), format!("{number}").as_bytes())?;
        }
        Ok::<_, Fault>(())
    });
    kept.unwrap();
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

/// What verifying tells of a store, or the fault with which it does not even open: without its regulations it
/// cannot be read.
fn told(store: &Store, kept: &[String]) -> Result<Vec<Damage>, Fault> {
    let path = store.path();
    let ledger = Ledger::open_to_verify(store.place(&path), store.keys(), store.time_source())?;
    Ok(ledger.verify(kept)?.damage)
}

/// Whether what was told names one of the rows.
fn names(told: &Result<Vec<Damage>, Fault>, table: &str, places: &[u64]) -> bool {
    match told {
        Ok(damage) => damage
            .iter()
            .any(|one| one.table == table && places.contains(&one.row)),
        Err(Fault::Damaged { what, number }) => *what == table && places.contains(number),
        Err(_) => false,
    }
}

/// Runs one change on the store's closed database, and puts the original back afterwards.
fn with_change<T>(
    store: &Store,
    change: impl FnOnce(&Connection) -> Option<T>,
) -> Option<(T, Result<Vec<Damage>, Fault>)> {
    let path = store.path().join("ledger.sqlite3");
    let original = std::fs::read(&path).unwrap();
    let connection = connect(store);
    let changed = change(&connection);
    drop(connection);
    let after = changed.map(|changed| (changed, told(store, &[])));
    std::fs::write(&path, original).unwrap();
    after
}

#[test]
fn every_table_is_named() {
    let mut store = store();
    store.ledger = None;
    let connection = connect(&store);
    // SQLite's own tables only tell its planner how many rows to expect; what was done to the schema is compared
    // before anything else is read, and a difference refused.
    let mut select = connection
        .prepare(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' \
             AND name <> 'migration' ORDER BY name",
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
fn property_any_change_of_any_table_is_told_with_its_place() {
    every_change_is_told(store(), rounds(8, 1_000));
}

#[test]
fn property_any_change_of_any_table_on_a_server_is_told_with_its_place() {
    every_change_is_told(
        filled(Store::showroom_on(postgres::shared())),
        rounds(2, 100),
    );
}

fn every_change_is_told(mut store: Store, times: u64) {
    store.ledger = None;
    assert_eq!(told(&store, &[]).unwrap(), [], "false alarm");
    let mut dice = Dice::new("mutations");
    let (mut untold, mut count) = (BTreeMap::new(), 0);
    for (name, keys) in TABLES {
        let table = Table::read(&Editor::of(&store), name, keys);
        // No entry speaks of secrets, so none is missed.
        let kinds = KINDS
            .iter()
            .filter(|kind| name != "secret" || **kind != Kind::Delete);
        for &kind in kinds {
            for _ in 0..times {
                let Some(done) = mutate(&Editor::of(&store), &table, kind, &mut dice) else {
                    continue;
                };
                count += 1;
                let told = told(&store, &[]);
                if !names(&told, name, &done.places) {
                    untold.entry(done.what).or_insert((done.places, told));
                }
                assert!(Editor::of(&store).change(&done.undo), "undone");
            }
        }
    }
    assert_eq!(told(&store, &[]).unwrap(), [], "not all was undone");
    println!("{count} changes");
    for (what, (places, told)) in &untold {
        println!("{what} at {places:?}: {told:?}");
    }
    assert!(untold.is_empty());
}

/// What was done to the schema is no evidence of anything, but a program that misreads it could do harm.
fn a_changed_record_of_the_schema_is_refused(mut store: Store) {
    store.ledger = None;
    let editor = Editor::of(&store);
    let (columns, rows) = editor.read("migration");
    let condition: Vec<String> = columns
        .iter()
        .zip(&rows[0])
        .map(|(column, value)| format!("{column} = {}", editor.written(value)))
        .collect();
    for change in [
        "checksum = 'x'",
        "release = '9'",
        "snapshot = 'x'",
        "migration_no = 2",
    ] {
        let (column, _) = change.split_once(' ').unwrap();
        let at = columns.iter().position(|name| name == column).unwrap();
        let before = format!("{column} = {}", editor.written(&rows[0][at]));
        let others: Vec<&str> = condition
            .iter()
            .map(String::as_str)
            .filter(|one| !one.starts_with(column))
            .collect();
        let set = |to: &str| format!("UPDATE migration SET {to} WHERE {}", others.join(" AND "));
        assert!(editor.change(&[set(change)]));
        let told = told(&store, &[]);
        let is_refused = matches!(told, Err(Fault::OtherSchema(_) | Fault::NewerSchema { .. }));
        assert!(is_refused, "{change}: {told:?}");
        assert!(editor.change(&[set(&before)]));
    }
    assert!(editor.change(&["DELETE FROM migration".to_owned()]));
    assert!(told(&store, &[]).is_err(), "a schema that nobody made");
}

#[test]
fn a_changed_record_of_the_schema_is_refused_in_a_file() {
    a_changed_record_of_the_schema_is_refused(Store::showroom());
}

#[test]
fn a_changed_record_of_the_schema_is_refused_on_a_server() {
    a_changed_record_of_the_schema_is_refused(Store::showroom_on(postgres::shared()));
}

#[test]
fn a_tree_built_and_signed_again_is_caught_by_an_older_checkpoint_or_a_receipt() {
    let store = store();
    let kept = store.ledger().checkpoint().unwrap();
    let receipt = store.ledger().receipt(12).unwrap();
    let other = Store::showroom_with_keys(&store);
    other.register("张", CHEN).unwrap();
    other.ledger().checkpoint().unwrap();
    assert_eq!(other.ledger().verify(&[]).unwrap().damage, []);
    let told = other.ledger().verify(&[kept]).unwrap().damage;
    let is_named = |one: &Damage| one.table == "checkpoint kept elsewhere" && one.row == 1;
    assert!(told.iter().any(is_named), "{told:?}");
    assert!(receipt.verify(&other.ledger().log_key().unwrap()).is_err());
    let told = other.ledger().verify(&[receipt.checkpoint]).unwrap().damage;
    assert!(told.iter().any(is_named), "{told:?}");
}

#[test]
fn a_ledger_cut_short_is_caught_by_an_older_checkpoint_or_a_receipt() {
    let mut store = store();
    store.ledger = None;
    let files = ["ledger.sqlite3", "high-water"].map(|name| store.path().join(name));
    let before: Vec<_> = files
        .iter()
        .map(|path| std::fs::read(path).unwrap())
        .collect();
    store.open();
    let done = store
        .register("王", &[("name", "周宁"), ("phone", "13700000003")])
        .unwrap();
    let kept = store.ledger().checkpoint().unwrap();
    let receipt = store.ledger().receipt(done.seq).unwrap();
    store.ledger = None;
    // Everything, even the mark beside the database, is put back as it was: nothing in the folder can tell.
    for (path, bytes) in files.iter().zip(before) {
        std::fs::write(path, bytes).unwrap();
    }
    assert_eq!(told(&store, &[]).unwrap(), []);
    for checkpoint in [kept, receipt.checkpoint] {
        let told = told(&store, &[checkpoint]);
        assert!(names(&told, "fact", &[done.seq.into()]), "{told:?}");
    }
}

/// More customers than one thread looks at at once.
fn many() -> Store {
    let store = Store::showroom();
    let commands = (0..600_u32).map(|number| {
        let phone = format!("139{number:08}");
        let command = store.visit_and_register("张", &[("name", "陈远"), ("phone", &phone)]);
        (command, number.to_be_bytes().to_vec())
    });
    for done in store.ledger().carry_out_all(commands.collect()).unwrap() {
        done.unwrap();
    }
    store.ledger().checkpoint().unwrap();
    store
}

#[test]
fn damage_everywhere_in_a_large_store_is_told_place_by_place() {
    let mut store = many();
    store.ledger = None;
    let tables = store.tables();
    store.open();
    store.ledger().rebuild(|_, _| ()).unwrap();
    store.ledger = None;
    assert!(store.tables() == tables, "rebuilt, it is another");
    let connection = connect(&store);
    let cases = connection
        .prepare("SELECT case_id FROM case_file ORDER BY case_id")
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .collect::<Result<Vec<u32>, _>>()
        .unwrap();
    let told = [5, 300, 590].map(|place| cases[place]);
    for case in told {
        for statement in [
            "UPDATE fact SET leaf_check = zeroblob(4) WHERE seq = $1",
            "UPDATE subject SET tags = zeroblob(0) WHERE subject_id = $1",
            "UPDATE case_file SET projection = zeroblob(0) WHERE case_id = $1",
        ] {
            // A case and its customer have the number of the first entry.
            assert_eq!(connection.execute(statement, [case]).unwrap(), 1);
        }
    }
    connection
        .execute("DELETE FROM case_file WHERE case_id = $1", [cases[450]])
        .unwrap();
    drop(connection);
    let damage = |table, rows: [u32; 3], kind| {
        rows.map(|row| Damage {
            table,
            row: row.into(),
            kind,
        })
    };
    let mut wanted = damage("fact", told, DamageKind::Changed).to_vec();
    let ledger = Ledger::open_to_verify(&store.path(), store.keys(), store.time_source()).unwrap();
    assert_eq!(ledger.verify_log(&[]).unwrap().damage, wanted);
    wanted.extend(damage("subject", told, DamageKind::NotWhatFactsSay));
    let [first, second, last] = damage("case_file", told, DamageKind::NotWhatFactsSay);
    let missing = Damage {
        table: "case_file",
        row: cases[450].into(),
        kind: DamageKind::Missing,
    };
    wanted.extend([first, second, missing, last]);
    assert_eq!(ledger.verify(&[]).unwrap().damage, wanted);
}

#[test]
fn a_store_that_others_write_to_verifies() {
    let store = Store::showroom();
    std::thread::scope(|scope| {
        let writing = scope.spawn(|| {
            for number in 0..60 {
                let phone = format!("139{number:08}");
                store
                    .register("张", &[("name", "陈远"), ("phone", &phone)])
                    .unwrap();
                store.ledger().checkpoint().unwrap();
            }
        });
        while !writing.is_finished() {
            assert_eq!(store.ledger().verify(&[]).unwrap().damage, []);
        }
    });
}

#[test]
fn property_an_untouched_store_raises_no_alarm() {
    let mut dice = Dice::new("untouched");
    let stores = rounds(1_000, 1_000);
    for number in 0..stores {
        let mut store = Store::showroom();
        let mut kept = Vec::new();
        for _ in 0..dice.below(30) {
            let noted = at_random(&mut store, &mut dice);
            kept.extend(noted);
        }
        assert_eq!(
            store.ledger().verify(&kept).unwrap().damage,
            [],
            "store {number}"
        );
        store.ledger = None;
        assert_eq!(told(&store, &kept).unwrap(), [], "store {number}, closed");
    }
    println!("{stores} stores");
}

/// Somebody does something; tells the checkpoint if one was signed.
fn at_random(store: &mut Store, dice: &mut Dice) -> Option<String> {
    store.pass(i64::try_from(dice.below(100_000)).unwrap());
    let name = ["陈远", "林涛", "周宁"][dice.below(3)];
    let end = ["1234", "5678", "****"][dice.below(3)];
    let phone = format!("139{:04}{end}", dice.below(4));
    let who = ["张", "王", "李"][dice.below(3)];
    let customer = [("name", name), ("phone", phone.as_str())];
    match dice.below(12) {
        0 => return Some(store.ledger().checkpoint().unwrap()),
        1 => store.reopen(),
        2 => store.ledger().rebuild(|_, _| ()).unwrap(),
        3 => {
            let last = store.ledger().entries(1, u32::MAX).unwrap();
            let case = last.iter().rev().find_map(|entry| entry.case);
            let actor = store.staff(who);
            // What is erased already cannot be erased.
            if let Some(case) = case {
                may_be_refused(store.run(Command::Erase { case, actor }));
            }
        }
        4 => {
            let asked = fields(&customer);
            let key = store.now().seconds().to_be_bytes();
            may_be_refused(store.ledger().check(store.staff(who), &asked, &key));
        }
        // Whatever the regulation refuses leaves nothing.
        _ => may_be_refused(store.register(who, &customer)),
    }
    None
}

fn may_be_refused<T>(done: Result<T, Failure>) {
    if let Err(Failure::Fault(fault)) = done {
        panic!("{fault}");
    }
}
