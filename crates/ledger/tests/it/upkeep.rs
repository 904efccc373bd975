use ledger::fault::Fault;
use ledger::ledger::Ledger;
use ledger::upkeep::restore;

use ledger::check::DuplicateAnswer;
use ledger::record::Command;

use crate::support::{CHEN, Store, fields};

#[test]
fn a_second_process_is_refused_by_name() {
    let store = Store::showroom();
    let second = Ledger::open(&store.path(), store.keys(), store.time_source());
    let told = second.err().unwrap().to_string();
    assert!(
        told.contains(&format!("process {}", std::process::id())),
        "{told}"
    );
}

#[test]
fn an_old_copy_put_back_does_not_sign_on() {
    let mut store = Store::showroom();
    store.register("张", CHEN).unwrap();
    let copy = store.folder.path().join("copy.sqlite3");
    store.ledger().back_up(&copy).unwrap();
    store.pass(60);
    store
        .register("李", &[("name", "林涛"), ("phone", "13900000002")])
        .unwrap();
    store.ledger().checkpoint().unwrap();
    store.ledger = None;
    for file in ["ledger.sqlite3", "ledger.sqlite3-wal", "ledger.sqlite3-shm"] {
        let _ = std::fs::remove_file(store.path().join(file));
    }
    std::fs::copy(&copy, store.path().join("ledger.sqlite3")).unwrap();
    let opened = Ledger::open(&store.path(), store.keys(), store.time_source());
    assert!(matches!(opened.err().unwrap(), Fault::Behind { .. }));
}

#[test]
fn a_restored_copy_goes_on_as_a_successor() {
    let mut store = Store::showroom();
    let done = store.register("张", CHEN).unwrap();
    let old = store.ledger().log_key().unwrap().to_text();
    let copy = store.folder.path().join("copy.sqlite3");
    store.ledger().back_up(&copy).unwrap();
    let signed = store.ledger().checkpoint().unwrap();
    store.ledger = None;
    let elsewhere = store.folder.path().join("restored");
    restore(&copy, &elsewhere, &store.keys(), Some(&signed)).unwrap();
    let restored = Ledger::open(&elsewhere, store.keys(), store.time_source()).unwrap();
    assert_ne!(restored.log_key().unwrap().to_text(), old);
    assert_eq!(restored.verify(&[]).unwrap().damage, []);
    let receipt = restored.receipt(done.seq).unwrap();
    assert!(receipt.verify(&restored.log_key().unwrap()).is_ok());
}

#[test]
fn the_erased_do_not_come_back_with_an_old_copy() {
    let mut store = Store::showroom();
    let done = store.register("张", CHEN).unwrap();
    let copy = store.folder.path().join("copy.sqlite3");
    store.ledger().back_up(&copy).unwrap();
    let (case, actor) = (done.case.unwrap().id, store.staff("王"));
    store.run(Command::Erase { case, actor }).unwrap();
    let asker = store.staff("李");
    store.ledger = None;
    let mark = std::fs::read_to_string(store.path().join("high-water")).unwrap();
    let answer = |name: &str, signed: Option<&str>| {
        let elsewhere = store.folder.path().join(name);
        restore(&copy, &elsewhere, &store.keys(), signed).unwrap();
        let restored = Ledger::open(&elsewhere, store.keys(), store.time_source()).unwrap();
        assert_eq!(restored.verify(&[]).unwrap().damage, []);
        restored.check(asker, &fields(CHEN), b"who").unwrap()
    };
    assert_eq!(answer("with the mark", Some(&mark)), DuplicateAnswer::Free);
    let without = answer("without it", None);
    assert!(
        matches!(without, DuplicateAnswer::Held { .. }),
        "{without:?}"
    );
}
