use ledger::fault::{Failure, Refusal};
use ruling::fact::FactKind;
use ruling::ruling::{Party, Standing};

use crate::support::{CHEN, Store};

#[test]
fn whoever_registers_first_holds_the_customer() {
    let store = Store::showroom();
    let done = store.register("张", CHEN).unwrap();
    let case = done.case.unwrap();
    assert_eq!(case.ruling.owner(), Some(Party::Unit(store.unit("甲队"))));
    store.pass(86_400);
    let second = store
        .register("李", &[("name", "陈远"), ("phone", "139 0000 0001")])
        .unwrap();
    let second = second.case.unwrap();
    assert_eq!(second.id, case.id);
    assert_eq!(second.ruling.owner(), Some(Party::Unit(store.unit("甲队"))));
    let last = second.ruling.claims.last().unwrap();
    assert_eq!(last.standing, Standing::Collided);
}

#[test]
fn what_was_recorded_is_there_after_a_restart() {
    let mut store = Store::showroom();
    let done = store.register("张", CHEN).unwrap();
    let before = done.case.unwrap();
    store.reopen();
    let after = store
        .ledger()
        .case(before.id, done.recorded, done.recorded)
        .unwrap();
    assert_eq!(after.unwrap().ruling, before.ruling);
    store.pass(60);
    let again = store.register("李", CHEN).unwrap();
    assert_eq!(again.case.unwrap().id, before.id);
}

#[test]
fn a_claim_that_is_not_accepted_leaves_no_trace() {
    let store = Store::showroom();
    let before = store.ledger().entries(1, 1000).unwrap();
    let refused = store.run(store.fact(FactKind::Registered, "张", &[("phone", "13900000001")]));
    assert!(matches!(
        refused,
        Err(Failure::Refused(Refusal::NotAccepted(_)))
    ));
    assert_eq!(store.ledger().entries(1, 1000).unwrap(), before);
}

#[test]
fn a_retry_gets_the_first_answer() {
    let store = Store::showroom();
    let visit = store.fact(FactKind::Visited, "张", CHEN);
    let first = store.ledger().carry_out(visit.clone(), b"once").unwrap();
    store.pass(3600);
    let second = store.ledger().carry_out(visit, b"once").unwrap();
    assert_eq!(second, first);
}

#[test]
fn a_partly_hidden_number_waits_for_confirmation() {
    let store = Store::showroom();
    store.register("张", CHEN).unwrap();
    store.pass(60);
    let masked = [("name", "陈远"), ("phone", "1390000****")];
    let second = store.register("李", &masked).unwrap().case.unwrap();
    let standings: Vec<_> = second
        .ruling
        .claims
        .iter()
        .map(|claim| claim.standing)
        .collect();
    let pending = ruling::ruling::Pending::Identity;
    assert_eq!(standings, [Standing::Holding, Standing::Waiting(pending)]);
}
