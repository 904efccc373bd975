//! Several nodes on one server: each sees what the others wrote before it writes.

use std::sync::Arc;

use ledger::fault::{Failure, Fault};
use ledger::ledger::Ledger;
use ruling::fact::FactKind;
use ruling::ruling::Standing;
use tempfile::TempDir;

use crate::postgres;
use crate::support::{CHEN, Store, fields, visit_and_register_by};

/// The same company opened once more, as on another machine: its folder is a copy of what says where the data is.
fn another_node(store: &Store) -> (TempDir, Ledger) {
    let folder = TempDir::new().unwrap();
    std::fs::copy(
        store.path().join("store.toml"),
        folder.path().join("store.toml"),
    )
    .unwrap();
    let place = store.place(folder.path());
    let ledger = Ledger::open(place, store.keys(), store.time_source()).unwrap();
    (folder, ledger)
}

#[test]
fn a_node_goes_on_from_what_another_wrote() {
    let store = Store::showroom_on(postgres::shared());
    let (_folder, other) = another_node(&store);
    let here = store.register("张", CHEN).unwrap();
    store.hire("赵", "丙队");
    // The other node knows the customer, the new colleague and the tree.
    let who = other.staff_named("赵").unwrap().unwrap();
    assert!(matches!(
        other.check(who, &fields(CHEN), b"check").unwrap(),
        ledger::check::DuplicateAnswer::Held { .. }
    ));
    store.pass(86_400);
    let claim = store.visit_and_register("李", CHEN);
    let there = other.carry_out(claim, b"there").unwrap();
    let case = there.case.unwrap();
    assert_eq!(case.id, here.case.unwrap().id);
    assert_eq!(
        case.ruling.claims.last().unwrap().standing,
        Standing::Collided
    );
    for ledger in [store.ledger(), &other] {
        assert_eq!(ledger.verify(&[]).unwrap().damage, []);
    }
}

#[test]
fn a_node_registers_under_the_regulation_that_another_published() {
    let store = Store::showroom_on(postgres::shared());
    let (_folder, other) = another_node(&store);
    let here = store.register("张", CHEN).unwrap().case.unwrap();
    let before = other.regulations().unwrap();
    assert_eq!(before.iter().count(), 1);
    store.put_under_furnishing("乙队");
    let claim = visit_and_register_by(&other, store.now(), "李", CHEN);
    let there = other.carry_out(claim, b"there").unwrap().case.unwrap();
    assert_ne!(there.id, here.id);
    assert_eq!((here.domain, there.domain), (1, 2));
    for ledger in [store.ledger(), &other] {
        assert_eq!(ledger.regulations().unwrap().iter().count(), 2);
        assert_eq!(ledger.verify(&[]).unwrap().damage, []);
    }
}

#[test]
fn nodes_sign_one_log_in_turn() {
    let store = Store::showroom_on(postgres::shared());
    let (_folder, other) = another_node(&store);
    let mut notes = vec![store.ledger().checkpoint().unwrap()];
    for number in 0..4_u8 {
        let phone = format!("1390000000{number}");
        let typed = [("name", "陈远"), ("phone", phone.as_str())];
        let nodes = [store.ledger(), &other];
        let (one, two) = (
            nodes[usize::from(number) % 2],
            nodes[1 - usize::from(number) % 2],
        );
        let visit = store.fact(FactKind::Visited, "张", &typed);
        let done = one.carry_out(visit, &[number]).unwrap();
        let receipt = two.receipt(done.seq).unwrap();
        assert!(receipt.verify(&one.log_key().unwrap()).is_ok());
        notes.push(two.checkpoint().unwrap());
        assert_eq!(one.checkpoint().unwrap(), notes[notes.len() - 1]);
    }
    for ledger in [store.ledger(), &other] {
        assert_eq!(ledger.verify(&notes).unwrap().damage, []);
    }
}

#[test]
fn what_one_node_erased_no_other_finds() {
    let store = Store::showroom_on(postgres::shared());
    let (_folder, other) = another_node(&store);
    let done = store.register("张", CHEN).unwrap();
    let actor = store.staff("王");
    let held = other.check(actor, &fields(CHEN), b"1").unwrap();
    assert!(matches!(held, ledger::check::DuplicateAnswer::Held { .. }));
    let case = done.case.unwrap().id;
    store
        .run(ledger::record::Command::Erase { case, actor })
        .unwrap();
    let free = other.check(actor, &fields(CHEN), b"2").unwrap();
    assert_eq!(free, ledger::check::DuplicateAnswer::Free);
    store.pass(60);
    let again = other
        .carry_out(store.visit_and_register("李", CHEN), b"3")
        .unwrap();
    assert_ne!(again.case.unwrap().id, case);
}

#[test]
fn a_node_forgets_whom_another_erased_without_reading_everybody_again() {
    let store = Store::showroom_on(postgres::shared());
    let typed = [
        ("company", "上海恒瑞建材有限公司"),
        ("name", "林涛"),
        ("phone", "13900000007"),
    ];
    let like = [("company", "恒瑞建材")];
    let done = store.register("张", &typed).unwrap();
    store.register("张", CHEN).unwrap();
    let (_folder, other) = another_node(&store);
    let actor = store.staff("王");
    let check =
        |typed: &[(&str, &str)], key: u8| other.check(actor, &fields(typed), &[key]).unwrap();
    let known = [check(&typed, 1), check(&like, 2)];
    assert!(
        !known.contains(&ledger::check::DuplicateAnswer::Free),
        "{known:?}"
    );
    // Whoever reads all data subjects again stumbles over this one's.
    let on = store.on_server.as_ref().unwrap();
    on.sql("UPDATE subject SET tags = '\\x00' WHERE subject_id = (SELECT max(subject_id) FROM subject)");
    let case = done.case.unwrap().id;
    store
        .run(ledger::record::Command::Erase { case, actor })
        .unwrap();
    let forgotten = [check(&typed, 3), check(&like, 4)];
    assert_eq!(forgotten, [ledger::check::DuplicateAnswer::Free; 2]);
}

#[test]
fn companies_on_one_server_do_not_see_each_other() {
    let mut one = Store::showroom_on(postgres::shared());
    let on = one.on_server.clone().unwrap();
    let first = one.register("张", CHEN).unwrap();
    let two = Store::showroom_beside(&on);
    two.pass(86_400);
    let second = two.register("李", CHEN).unwrap().case.unwrap();
    let owner = ruling::ruling::Party::Unit(two.unit("乙队"));
    assert_eq!(second.ruling.owner(), Some(owner));
    one.reopen();
    let case = first.case.unwrap().id;
    let now = one.now();
    assert_eq!(
        one.ledger()
            .case(case, now, now)
            .unwrap()
            .unwrap()
            .ruling
            .claims
            .len(),
        1
    );
    for store in [&one, &two] {
        assert_eq!(store.ledger().verify(&[]).unwrap().damage, []);
    }
}

#[test]
fn a_server_that_comes_back_is_written_to_again() {
    let store = Store::showroom_on(postgres::shared());
    let on = store.on_server.as_ref().unwrap();
    let first = store
        .ledger()
        .carry_out(store.visit_and_register("张", CHEN), b"once")
        .unwrap();
    // As when the server is restarted or another takes over.
    on.cluster.sql(
        "postgres",
        &format!(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{}'",
            on.database
        ),
    );
    let again = store
        .ledger()
        .carry_out(store.visit_and_register("张", CHEN), b"once")
        .unwrap();
    assert_eq!(again, first);
    assert_eq!(store.ledger().verify(&[]).unwrap().damage, []);
}

#[test]
fn a_copy_of_the_data_is_the_servers_affair() {
    let store = Store::showroom_on(postgres::shared());
    let refused = store
        .ledger()
        .back_up(&store.folder.path().join("copy"))
        .unwrap_err();
    assert!(refused.to_string().contains("pg_dump"), "{refused}");
    assert!(!store.folder.path().join("copy").exists());
}

#[test]
fn a_folder_that_names_a_server_does_not_open_without_it() {
    let mut store = Store::showroom_on(postgres::shared());
    store.ledger = None;
    let refused = Ledger::open(&store.path(), store.keys(), store.time_source());
    assert!(matches!(refused.err().unwrap(), Fault::NoServer));
}

#[test]
fn one_customer_registered_on_two_nodes_at_once_has_one_holder() {
    let store = Store::showroom_on(postgres::shared());
    let (_folder, other) = another_node(&store);
    let nodes = [store.ledger(), &other];
    for round in 0..20_u32 {
        let phone = format!("137{round:08}");
        let typed = [("name", "陈远"), ("phone", phone.as_str())];
        let claims = ["张", "李"].map(|who| store.visit_and_register(who, &typed));
        let start = Arc::new(std::sync::Barrier::new(2));
        let answers: Vec<_> = std::thread::scope(|scope| {
            let threads: Vec<_> = nodes
                .iter()
                .zip(claims)
                .enumerate()
                .map(|(number, (node, claim))| {
                    let start = Arc::clone(&start);
                    scope.spawn(move || {
                        start.wait();
                        node.carry_out(claim, format!("{round}-{number}").as_bytes())
                    })
                })
                .collect();
            threads
                .into_iter()
                .map(|thread| thread.join().unwrap())
                .collect()
        });
        let answers: Result<Vec<_>, Failure> = answers.into_iter().collect();
        let mut answers = answers.unwrap();
        answers.sort_by_key(|answer| answer.seq);
        let standings: Vec<_> = answers
            .iter()
            .map(|answer| {
                let claims = &answer.case.as_ref().unwrap().ruling.claims;
                claims
                    .iter()
                    .find(|claim| claim.fact == answer.seq)
                    .unwrap()
                    .standing
            })
            .collect();
        assert_eq!(
            standings,
            [Standing::Holding, Standing::Collided],
            "round {round}"
        );
        store.pass(60);
    }
    assert_eq!(store.ledger().verify(&[]).unwrap().damage, []);
}
