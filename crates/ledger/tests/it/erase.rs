use std::fs;

use ledger::check::DuplicateAnswer;
use ledger::read::PersonalPart;
use ledger::record::Command;

use crate::support::{CHEN, Store, fields};

#[test]
fn after_erasing_nothing_opens_and_everything_verifies() {
    let store = Store::showroom();
    let done = store.register("张", CHEN).unwrap();
    let case = done.case.unwrap().id;
    let before = store
        .ledger()
        .case(case, done.recorded, done.recorded)
        .unwrap()
        .unwrap();
    store.pass(60);
    let actor = store.staff("王");
    store.run(Command::Erase { case, actor }).unwrap();
    let entries = store.ledger().entries(1, 1000).unwrap();
    let of_case: Vec<_> = entries
        .iter()
        .filter(|entry| entry.case == Some(case))
        .collect();
    assert!(
        of_case
            .iter()
            .all(|entry| entry.personal != PersonalPart::Sealed)
    );
    assert_eq!(
        of_case
            .iter()
            .filter(|entry| entry.personal == PersonalPart::Erased)
            .count(),
        2
    );
    // The ruling replays as it was, without the data behind its references.
    let again = store
        .ledger()
        .case(case, done.recorded, done.recorded)
        .unwrap()
        .unwrap();
    assert_eq!(again.ruling, before.ruling);
    assert_eq!(store.ledger().verify(&[]).unwrap().damage, []);
}

#[test]
fn the_erased_cannot_be_told_from_the_never_known() {
    let store = Store::showroom();
    let done = store.register("张", CHEN).unwrap();
    let (asker, case) = (store.staff("李"), done.case.unwrap().id);
    let held = store.ledger().check(asker, &fields(CHEN), b"1").unwrap();
    assert!(matches!(held, DuplicateAnswer::Held { .. }));
    store.run(Command::Erase { case, actor: asker }).unwrap();
    let erased = store.ledger().check(asker, &fields(CHEN), b"2").unwrap();
    let unknown = [("name", "林涛"), ("phone", "13900000002")];
    let never = store
        .ledger()
        .check(asker, &fields(&unknown), b"3")
        .unwrap();
    assert_eq!(
        (erased, never),
        (DuplicateAnswer::Free, DuplicateAnswer::Free)
    );
}

#[test]
fn no_file_shows_what_was_entered() {
    let mut store = Store::showroom();
    store.hire("司徒静", "甲队");
    for number in 0..40 {
        let phone = format!("1387654{number:04}");
        store
            .register("张", &[("name", "欧阳明月"), ("phone", &phone)])
            .unwrap();
    }
    let files_with = |store: &Store, bytes: &[u8]| {
        let files = fs::read_dir(store.path()).unwrap();
        let texts = files.map(|file| fs::read(file.unwrap().path()).unwrap());
        texts
            .filter(|text| text.windows(bytes.len()).any(|part| part == bytes))
            .count()
    };
    for closed in [false, true] {
        if closed {
            store.ledger = None;
        }
        for secret in ["欧阳明月", "13876540007", "1387654", "司徒静"] {
            let wide: Vec<u8> = secret.encode_utf16().flat_map(u16::to_le_bytes).collect();
            let hex: String = secret.bytes().map(|byte| format!("{byte:02x}")).collect();
            for bytes in [secret.as_bytes(), &wide, hex.as_bytes()] {
                assert_eq!(files_with(&store, bytes), 0, "{secret} stands in a file");
            }
        }
    }
}
