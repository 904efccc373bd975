use std::fs;
use std::path::{Path, PathBuf};

use ledger::fault::Fault;
use ledger::ledger::Ledger;
use ledger::paper::PaperCopy;
use ledger::upkeep::restore;

use ledger::check::DuplicateAnswer;
use ledger::record::Command;

use crate::support::{CHEN, Store, fields, photo};

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

#[test]
fn papers_go_with_a_copy_and_do_not_come_back_for_the_erased() {
    let mut store = Store::showroom();
    let kept = store.register("张", CHEN).unwrap();
    let erased = store
        .register("张", &[("name", "林涛"), ("phone", "13900000002")])
        .unwrap();
    let papers = [(kept.seq, 1), (erased.seq, 2)].map(|(seq, number)| {
        let filed = store.file_papers(seq, &[photo(number)]);
        filed.seq
    });
    let copy = store.folder.path().join("copy.sqlite3");
    store.ledger().back_up(&copy).unwrap();
    let (case, actor) = (erased.case.unwrap().id, store.staff("王"));
    store.run(Command::Erase { case, actor }).unwrap();
    store.ledger = None;
    let mark = fs::read_to_string(store.path().join("high-water")).unwrap();
    let elsewhere = store.folder.path().join("restored");
    restore(&copy, &elsewhere, &store.keys(), Some(&mark)).unwrap();
    let restored = Ledger::open(&elsewhere, store.keys(), store.time_source()).unwrap();
    let original = |seq| {
        let paper = restored.paper(seq, 0, PaperCopy::Original).unwrap();
        paper.map(|bytes| bytes.to_vec())
    };
    assert_eq!(papers.map(original), [Some(photo(1).original), None]);
    assert_eq!(restored.verify(&[]).unwrap().damage, []);
}

/// The file and its WAL as they are while somebody has them open.
fn files(store: &Path) -> [PathBuf; 2] {
    ["ledger.sqlite3", "ledger.sqlite3-wal"].map(|name| store.join(name))
}

#[test]
fn nothing_new_comes_after_what_a_killed_process_left_in_the_wal() {
    let mut store = Store::showroom();
    store.register("张", CHEN).unwrap();
    // As a process that is killed leaves it: closing would move the WAL.
    let left = files(&store.path()).map(|file| fs::read(file).unwrap());
    assert!(!left[1].is_empty());
    store.ledger = None;
    for (file, bytes) in files(&store.path()).iter().zip(&left) {
        fs::write(file, bytes).unwrap();
    }
    store.open();
    let [_, wal] = files(&store.path()).map(|file| fs::metadata(file).unwrap().len());
    assert_eq!(wal, 0);
    assert!(matches!(
        store
            .ledger()
            .check(store.staff("李"), &fields(CHEN), b"again"),
        Ok(DuplicateAnswer::Held { .. })
    ));
    assert_eq!(store.ledger().verify(&[]).unwrap().damage, []);
}

#[test]
fn the_wal_is_moved_while_the_ledger_is_open() {
    let store = Store::showroom();
    let size = || fs::metadata(&files(&store.path())[0]).unwrap().len();
    let before = size();
    // It is moved by another thread: how soon is not promised, that it is, is.
    let mut phones = 13_900_000_000_u64..13_900_100_000;
    while size() <= before {
        let phone = phones.next().expect("moved after 100,000").to_string();
        store
            .register("张", &[("name", "陈远"), ("phone", &phone)])
            .unwrap();
    }
    assert_eq!(store.ledger().verify(&[]).unwrap().damage, []);
}
