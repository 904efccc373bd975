use ledger::check::DuplicateAnswer;
use ledger::read::PersonalPart;
use ledger::record::Command;

use super::showroom;
use crate::support::{CHEN, fields};

#[test]
fn after_erasing_nothing_opens_and_everything_verifies() {
    let store = showroom();
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
    let store = showroom();
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
