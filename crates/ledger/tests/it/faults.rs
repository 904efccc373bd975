//! What goes wrong with a server: refused in words that say what to do, or done again, and nothing is lost.

use std::sync::OnceLock;

use ledger::fault::{Failure, Fault};
use ledger::ledger::Ledger;
use ledger::record::Command;
use ledger::rows::{Migration, Series};
use ledger::server::{Server, ServerFault};

use crate::postgres::{self, Cluster, Syncing};
use crate::support::{CHEN, OnServer, Store, fields};

/// What a role's connection finds wrong when the store is opened with it.
fn opened_as(store: &Store, connection: &str) -> Result<Ledger, Fault> {
    let server = Server::read(connection).unwrap();
    let folder = store.path();
    let place = ledger::place::Place {
        folder: &folder,
        server: Some(&server),
    };
    Ledger::open(place, store.keys(), store.time_source())
}

fn fault_of<T>(done: Result<T, Fault>) -> ServerFault {
    match done.err() {
        Some(Fault::OnServer { problem, .. }) => problem,
        other => panic!("{other:?}"),
    }
}

fn fault_of_command<T>(done: Result<T, Failure>) -> ServerFault {
    match done {
        Err(Failure::Fault(fault)) => fault_of::<T>(Err(fault)),
        Err(Failure::Refused(refused)) => panic!("{refused:?}"),
        Ok(_) => panic!("done"),
    }
}

/// The statements of docs/postgresql.md that make roles, those before and those after `init`.
fn documented_roles() -> [Vec<String>; 2] {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/postgresql.md");
    let text = std::fs::read_to_string(path).unwrap();
    let (_, block) = text.split_once("```sql\n").unwrap();
    let (block, _) = block.split_once("```").unwrap();
    let (before, after) = block.split_once("-- after init").unwrap();
    [before, after.split_once('\n').unwrap().1].map(|part| {
        let lines = part.lines().map(|line| line.split("--").next().unwrap());
        let lines: Vec<&str> = lines.collect();
        let statements = lines.join(" ");
        let statements = statements.split(';').map(|one| one.trim().to_owned());
        statements.filter(|one| !one.is_empty()).collect()
    })
}

/// The documented roles and database, with a company in it: made once, for the roles belong to the cluster.
fn documented_store() -> &'static OnServer {
    static MADE: OnceLock<OnServer> = OnceLock::new();
    MADE.get_or_init(|| {
        let cluster = postgres::shared();
        let [before, _] = documented_roles();
        for statement in before {
            cluster.sql("postgres", &statement);
        }
        let connection = cluster.connection_as("baobei_owner", "baobei");
        OnServer {
            cluster,
            database: "baobei".to_owned(),
            server: Server::read(&connection).unwrap(),
        }
    })
}

#[test]
fn the_documented_roles_can_do_what_they_must_and_nothing_else() {
    let on = documented_store();
    let mut store = Store::showroom_beside(on);
    let [_, after] = documented_roles();
    for statement in after {
        assert_eq!(
            on.cluster.try_sql("baobei_owner", "baobei", &statement),
            None
        );
    }
    let as_writer = on.cluster.connection_as("baobei_writer", "baobei");
    store.ledger = None;
    store.on_server.as_mut().unwrap().server = Server::read(&as_writer).unwrap();
    store.open();
    // Everything that is done on a working day.
    let done = store.register("张", CHEN).unwrap();
    store.pass(60);
    store
        .register("李", &[("name", "陈远"), ("phone", "1390000****")])
        .unwrap();
    store.register("李", CHEN).unwrap();
    store.hire("赵", "丙队");
    let (case, actor) = (done.case.unwrap().id, store.staff("王"));
    store
        .ledger()
        .check(actor, &fields(CHEN), b"check")
        .unwrap();
    store.ledger().rotate_keys(|_| ()).unwrap();
    store.run(Command::Erase { case, actor }).unwrap();
    store.ledger().checkpoint().unwrap();
    assert_eq!(store.ledger().verify(&[]).unwrap().damage, []);
    let rebuilt = fault_of_command(store.ledger().rebuild(|_, _| ()));
    assert!(matches!(rebuilt, ServerFault::NoRight(_)), "{rebuilt:?}");
    for forbidden in [
        "CREATE DATABASE another",
        "CREATE ROLE another",
        "CREATE TABLE another (a BIGINT)",
        "DELETE FROM fact",
        "UPDATE fact SET entry = '' WHERE seq = 1",
        "UPDATE fact SET recorded_at = 0",
        "UPDATE subject SET subject_id = 0",
        "UPDATE checkpoint SET note = ''",
        "DELETE FROM checkpoint",
        "UPDATE migration SET release = ''",
        "UPDATE pack SET pack = ''",
        "TRUNCATE fact",
        "DROP TABLE charge",
    ] {
        let refused = on.cluster.try_sql("baobei_writer", "baobei", forbidden);
        let refused = refused.unwrap_or_else(|| panic!("allowed: {forbidden}"));
        let is_right = ["permission denied", "must be owner"];
        assert!(
            is_right.iter().any(|text| refused.contains(text)),
            "{refused}"
        );
    }
    assert_eq!(store.ledger().verify(&[]).unwrap().damage, []);
}

#[test]
fn a_role_without_a_right_is_told_which() {
    let store = Store::showroom_on(postgres::shared());
    let on = store.on_server.as_ref().unwrap();
    on.sql(
        "CREATE ROLE without_charges LOGIN; GRANT SELECT ON ALL TABLES IN SCHEMA public TO without_charges; \
         GRANT INSERT ON fact, subject, case_file, ending, due, tile, checkpoint TO without_charges; \
         GRANT UPDATE ON company TO without_charges",
    );
    let mut lesser = store;
    lesser.ledger = None;
    let on = lesser.on_server.as_mut().unwrap();
    let connection = on.cluster.connection_as("without_charges", &on.database);
    on.server = Server::read(&connection).unwrap();
    lesser.open();
    let entries = lesser.ledger().entries(1, 1_000).unwrap().len();
    let claim = lesser.visit_and_register("张", CHEN);
    let problem = fault_of_command(lesser.run(claim));
    let wanted = ServerFault::NoRight("permission denied for table charge".to_owned());
    assert_eq!(problem, wanted);
    assert_eq!(lesser.ledger().entries(1, 1_000).unwrap().len(), entries);
    // Given the right, the same process goes on.
    let on = lesser.on_server.as_ref().unwrap();
    on.sql("GRANT INSERT, DELETE ON charge TO without_charges");
    lesser.run(lesser.visit_and_register("张", CHEN)).unwrap();
    assert_eq!(lesser.ledger().verify(&[]).unwrap().damage, []);
}

#[test]
fn whoever_is_not_let_in_is_told_what_to_check() {
    let store = Store::showroom_on(postgres::shared());
    let on = store.on_server.clone().unwrap();
    let mut closed = store;
    closed.ledger = None;
    let nobody = on
        .cluster
        .connection_as("nobody_of_this_name", &on.database);
    let problem = fault_of(opened_as(&closed, &nobody));
    assert!(matches!(&problem, ServerFault::NotLetIn(why) if why.contains("nobody_of_this_name")));
    let elsewhere = on.cluster.connection("no_such_database");
    let problem = fault_of(opened_as(&closed, &elsewhere));
    assert!(matches!(&problem, ServerFault::NotLetIn(why) if why.contains("no_such_database")));
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = silent.local_addr().unwrap().port();
    drop(silent);
    let problem = fault_of(opened_as(
        &closed,
        &format!("host=127.0.0.1 port={port} user=a"),
    ));
    assert!(
        matches!(problem, ServerFault::Unreachable(_)),
        "{problem:?}"
    );
}

#[test]
fn a_server_without_room_says_so_and_has_room_later() {
    let store = Store::showroom_on(postgres::shared());
    let on = store.on_server.clone().unwrap();
    on.sql(
        "CREATE ROLE few LOGIN CONNECTION LIMIT 2; GRANT ALL ON ALL TABLES IN SCHEMA public TO few",
    );
    let mut closed = store;
    closed.ledger = None;
    let few = on.cluster.connection_as("few", &on.database);
    let problem = fault_of(opened_as(&closed, &few));
    assert!(matches!(problem, ServerFault::Full(_)), "{problem:?}");
    on.sql("ALTER ROLE few CONNECTION LIMIT 3");
    // What the refused attempt had opened is closed, though the server may take a moment to see it.
    let opened = (0..50).find_map(|_| {
        let opened = opened_as(&closed, &few).ok();
        if opened.is_none() {
            std::thread::sleep(std::time::Duration::from_millis(100));
        }
        opened
    });
    assert!(!opened.unwrap().entries(1, 1_000).unwrap().is_empty());
}

/// Makes every new entry fail as if another transaction were in the way, so many times.
fn fail_entries(on: &OnServer, times: u32, code: &str) {
    on.sql(&format!(
        "CREATE SEQUENCE tries; CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
         IF nextval('tries') <= {times} THEN RAISE EXCEPTION USING ERRCODE = '{code}'; END IF; RETURN NEW; END $$; \
         CREATE TRIGGER fail BEFORE INSERT ON fact FOR EACH STATEMENT EXECUTE FUNCTION fail()"
    ));
}

#[test]
fn what_another_transaction_kept_from_being_stored_is_done_again_but_not_for_ever() {
    for code in ["40001", "40P01"] {
        let store = Store::showroom_on(postgres::shared());
        let on = store.on_server.as_ref().unwrap();
        fail_entries(on, 2, code);
        let first = store
            .ledger()
            .carry_out(store.visit_and_register("张", CHEN), b"once")
            .unwrap();
        assert_eq!(on.sql("SELECT last_value FROM tries"), ["3"], "{code}");
        let again = store
            .ledger()
            .carry_out(store.visit_and_register("张", CHEN), b"once")
            .unwrap();
        assert_eq!(again, first);
        on.sql("DROP TRIGGER fail ON fact; DROP FUNCTION fail; DROP SEQUENCE tries");
        fail_entries(on, u32::MAX >> 1, code);
        let entries = store.ledger().entries(1, 1_000).unwrap().len();
        let problem = fault_of_command(store.run(store.visit_and_register("李", CHEN)));
        assert_eq!(problem, ServerFault::Conflict);
        let tries: u32 = on.sql("SELECT last_value FROM tries")[0].parse().unwrap();
        assert!((2..=10).contains(&tries), "{tries} tries");
        on.sql("DROP TRIGGER fail ON fact");
        assert_eq!(store.ledger().entries(1, 1_000).unwrap().len(), entries);
        store.pass(60);
        store.run(store.visit_and_register("李", CHEN)).unwrap();
        assert_eq!(store.ledger().verify(&[]).unwrap().damage, []);
    }
}

#[test]
fn a_deadlock_with_somebody_elses_transaction_costs_nothing_but_time() {
    let store = Store::showroom_on(postgres::shared());
    let on = store.on_server.clone().unwrap();
    let claim = store.visit_and_register("张", CHEN);
    std::thread::scope(|scope| {
        // Holds the entries and then wants the turn to write; it never gives way by itself.
        let other = scope.spawn(|| {
            on.sql(
                "SET deadlock_timeout = '1h'; BEGIN; LOCK TABLE fact IN EXCLUSIVE MODE; SELECT pg_sleep(0.5); \
                 SELECT 1 FROM company FOR UPDATE; COMMIT",
            )
        });
        let is_held = "SELECT count(*) FROM pg_locks WHERE relation = 'fact'::regclass AND granted AND \
                       mode = 'ExclusiveLock'";
        while on.sql(is_held) == ["0"] {
            std::thread::yield_now();
        }
        store.ledger().carry_out(claim.clone(), b"once").unwrap();
        other.join().unwrap();
    });
    let deadlocks = format!(
        "SELECT deadlocks FROM pg_stat_database WHERE datname = '{}'",
        on.database
    );
    let is_seen = (0..100).any(|_| {
        std::thread::sleep(std::time::Duration::from_millis(100));
        on.sql(&deadlocks) != ["0"]
    });
    assert!(is_seen, "there was no deadlock");
    let again = store.ledger().carry_out(claim, b"once").unwrap();
    assert_eq!(again.case.unwrap().ruling.claims.len(), 1);
    assert_eq!(store.ledger().verify(&[]).unwrap().damage, []);
}

#[test]
fn a_server_that_is_away_for_a_while_loses_nothing() {
    let cluster: &'static Cluster = Box::leak(Box::new(Cluster::start(Syncing::On)));
    let store = Store::showroom_on(cluster);
    let first = store
        .ledger()
        .carry_out(store.visit_and_register("张", CHEN), b"once")
        .unwrap();
    cluster.stop("fast");
    cluster.restart();
    // Nobody notices.
    store.pass(60);
    store.run(store.visit_and_register("李", CHEN)).unwrap();
    let claim = store.visit_and_register("王", CHEN);
    cluster.stop("fast");
    let problem = fault_of_command(store.run(claim.clone()));
    let is_clear = matches!(problem, ServerFault::Unreachable(_) | ServerFault::Lost(_));
    assert!(is_clear, "{problem:?}");
    cluster.restart();
    let again = store
        .ledger()
        .carry_out(store.visit_and_register("张", CHEN), b"once")
        .unwrap();
    assert_eq!((again.seq, again.recorded), (first.seq, first.recorded));
    store.run(claim).unwrap();
    assert_eq!(store.ledger().verify(&[]).unwrap().damage, []);
    let (case, now) = (again.case.unwrap().id, store.now());
    let case = store.ledger().case(case, now, now).unwrap().unwrap();
    assert_eq!(
        case.file.facts().len(),
        6,
        "three visits and three registrations"
    );
}

const FIRST: Migration = Migration {
    sqlite: "",
    postgres: "CREATE TABLE beside (company_id BIGINT PRIMARY KEY);",
};
const SECOND: Migration = Migration {
    sqlite: "",
    postgres: "ALTER TABLE beside ADD COLUMN more BIGINT;",
};
const OLD: Series = Series {
    name: "beside",
    steps: &[FIRST],
};
const NEW: Series = Series {
    name: "beside",
    steps: &[FIRST, SECOND],
};

#[test]
fn existing_tables_are_changed_only_where_somebody_says_where_their_copy_is() {
    let mut store = Store::showroom_on(postgres::shared());
    let on = store.on_server.clone().unwrap();
    store.ledger().keep_tables(&OLD).unwrap();
    match store.ledger().keep_tables(&NEW).unwrap_err() {
        Fault::SnapshotFirst { command, .. } => {
            let port = format!("--port={} ", on.cluster.port());
            assert!(
                command.starts_with("pg_dump ") && command.contains(&port),
                "{command}"
            );
            assert!(command.ends_with(&format!("--username=postgres {}", on.database)));
        }
        other => panic!("{other:?}"),
    }
    let columns = "SELECT count(*) FROM information_schema.columns WHERE table_name = 'beside'";
    assert_eq!(on.sql(columns), ["1"]);
    let note = "the owner's disk, '27 Nov'".to_owned();
    let server = on.server.clone().with_snapshot_taken(Some(note.clone()));
    store.on_server.as_mut().unwrap().server = server;
    store.reopen();
    store.ledger().keep_tables(&NEW).unwrap();
    assert_eq!(on.sql(columns), ["2"]);
    // An older program names it.
    match store.ledger().keep_tables(&OLD).unwrap_err() {
        Fault::NewerSchema { snapshot, .. } => assert_eq!(snapshot, note),
        other => panic!("{other:?}"),
    }
}
