use ledger::fault::{Failure, Refusal};
use ledger::record::{Command, NewFact, Recorded, of_same_command};
use ruling::fact::{Fact, FactKind, Ref, Seq};
use ruling::ruling::{Party, Standing};

use super::showroom;
use crate::support::CHEN;

#[test]
fn whoever_registers_first_holds_the_customer() {
    let store = showroom();
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
    let mut store = showroom();
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
    let store = showroom();
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
    let mut store = showroom();
    let visit = store.fact(FactKind::Visited, "张", CHEN);
    let first = store.ledger().carry_out(visit.clone(), b"once").unwrap();
    store.pass(3600);
    let second = store.ledger().carry_out(visit.clone(), b"once").unwrap();
    assert_eq!(second, first);
    store.reopen();
    let third = store.ledger().carry_out(visit.clone(), b"once").unwrap();
    assert_eq!(third, first);
    // Neither a part of a key nor a longer one is the same key.
    for (key, after) in [(&b"onc"[..], 1), (b"once ", 2)] {
        let other = store.ledger().carry_out(visit.clone(), key).unwrap();
        assert_eq!(other.seq, first.seq + after);
    }
}

#[test]
fn a_partly_hidden_number_waits_for_confirmation() {
    let store = showroom();
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

#[test]
fn a_visit_stays_out_with_the_claim_that_is_refused() {
    let store = showroom();
    let before = store.ledger().entries(1, 1000).unwrap();
    // The regulation asks for a name.
    let command = store.visit_and_register("张", &[("phone", "13900000001")]);
    let refused = store.run(command);
    assert!(matches!(
        refused,
        Err(Failure::Refused(Refusal::NotAccepted(_)))
    ));
    assert_eq!(store.ledger().entries(1, 1000).unwrap(), before);
}

#[test]
fn a_visit_and_its_claim_are_one_command() {
    let mut store = showroom();
    let command = store.visit_and_register("张", CHEN);
    let first = store.ledger().carry_out(command.clone(), b"once").unwrap();
    let case = first.case.clone().unwrap();
    assert_eq!(case.ruling.owner(), Some(Party::Unit(store.unit("甲队"))));
    store.reopen();
    store.pass(60);
    assert_eq!(store.ledger().carry_out(command, b"once").unwrap(), first);
    let masked = [("name", "陈远"), ("phone", "1390000****")];
    store.run(store.visit_and_register("李", &masked)).unwrap();
    assert_eq!(store.ledger().verify(&[]).unwrap().damage, []);
    store.assert_rebuilding_changes_nothing();
}

#[test]
fn a_value_is_known_by_the_entry_that_first_brought_it() {
    let store = showroom();
    let known_by = |done: &Recorded| -> Vec<(Option<Ref>, Option<Ref>)> {
        let case = done.case.as_ref().unwrap();
        let more = case.file.facts().iter().filter_map(|fact| {
            let more = fact.particulars.as_ref()?;
            Some((more.phone, more.name))
        });
        more.collect()
    };
    // The kind of phones.
    let phone = |seq: Seq| Some(Ref(u64::from(seq) << 4 | 1));

    let registered = |who, typed: &[(&str, &str)]| {
        let done = store.run(store.visit_and_register(who, typed)).unwrap();
        let visit = done.seq - 1;
        (done, visit)
    };
    let (chen, visit) = registered("张", CHEN);
    let name = known_by(&chen)[0].1;
    assert_eq!(known_by(&chen), [(phone(visit), name); 2]);
    let others = registered("张", &[("name", "林涛"), ("phone", "13900000003")]);
    let others = known_by(&others.0)[0].1;
    // Names are known by chance: nothing shows that the one is new and the other is not.
    assert!(others != name && [name, others].iter().all(|name| name.unwrap().0 >> 62 == 1));

    store.pass(60);
    let namesake = [("name", "陈远"), ("phone", "13900000002")];
    let (namesake, later) = registered("李", &namesake);
    assert_eq!(known_by(&namesake), [(phone(later), name); 2]);

    let erase = Command::Erase {
        case: chen.case.unwrap().id,
        actor: store.staff("李"),
    };
    store.run(erase).unwrap();
    store.pass(60);
    // The number is forgotten; the name is still somebody's.
    let (again, later) = registered("李", CHEN);
    assert_eq!(known_by(&again), [(phone(later), name); 2]);
    assert_eq!(store.ledger().verify(&[]).unwrap().damage, []);
    store.assert_rebuilding_changes_nothing();
}

#[test]
fn a_fact_names_another_of_its_command_by_place() {
    let store = showroom();
    let withdrawn = |of| {
        let claim = match store.visit_and_register("张", CHEN) {
            Command::Record(new) => *new,
            other => panic!("{other:?} is no fact"),
        };
        let mut before = claim.before;
        before.push(claim.fact.clone());
        Command::Record(Box::new(NewFact {
            before,
            fact: Fact {
                kind: FactKind::Withdrawn,
                of: Some(of),
                ..claim.fact
            },
            ..claim
        }))
    };
    // A fact does not name itself.
    let refused = store.run(withdrawn(of_same_command(2)));
    assert!(matches!(
        refused,
        Err(Failure::Refused(Refusal::UnknownFact(_)))
    ));
    let done = store.run(withdrawn(of_same_command(1))).unwrap();
    let case = done.case.unwrap();
    let [_, claim, withdrawal] = case.file.facts() else {
        panic!("{:?}", case.file.facts());
    };
    assert_eq!(withdrawal.of, Some(claim.seq));
    assert_eq!(case.ruling.owner(), None);
}

#[test]
fn a_case_takes_two_thousand_facts_and_says_so_of_the_next() {
    let store = showroom();
    let Command::Record(visit) = store.fact(FactKind::Visited, "张", CHEN) else {
        panic!("a fact is recorded");
    };
    let full = NewFact {
        before: vec![visit.fact.clone(); 1_999],
        ..*visit.clone()
    };
    store.run(Command::Record(Box::new(full))).unwrap();
    let size = store.ledger().size().unwrap();
    let more = store.run(Command::Record(visit));
    assert!(
        matches!(more, Err(Failure::Refused(Refusal::CaseFull))),
        "{more:?}"
    );
    assert_eq!(store.ledger().size().unwrap(), size, "nothing was stored");
}
