use ledger::lists::{Cursor, Holding, Listee};
use ledger::record::{About, Command, NewFact};
use ruling::calendar::Instant;
use ruling::company::{Change, CompanyFact};
use ruling::fact::{Fact, FactKind};

use super::showroom;
use crate::support::{CHEN, Store};

fn held(store: &Store) -> Vec<Holding> {
    let now = store.now();
    store.ledger().held(now, None, 0, 100).unwrap()
}

#[test]
fn pages_follow_each_other_without_gap_or_repetition() {
    let store = showroom();
    for number in 0..5 {
        let phone = format!("1390000000{number}");
        store
            .register("张", &[("name", "陈远"), ("phone", &phone)])
            .unwrap();
    }
    let all = held(&store);
    assert_eq!(all.len(), 5);
    let ledger = store.ledger();
    let (mut by_case, mut by_time) = (Vec::new(), Vec::new());
    let (mut after, mut cursor) = (0, Cursor::after(store.now()));
    while let [one, ..] = ledger.held(store.now(), None, after, 1).unwrap()[..] {
        after = one.case;
        by_case.push(one);
    }
    while let [one, ..] = ledger.ending(cursor, Instant::MAX, 1).unwrap()[..] {
        cursor = one.cursor();
        by_time.push(one.case);
    }
    assert_eq!(by_case, all);
    let cases: Vec<u64> = all.iter().map(|holding| holding.case).collect();
    assert_eq!(by_time, cases);
}

#[test]
fn a_departure_is_in_the_lists_at_once() {
    let store = showroom();
    store.register("张", CHEN).unwrap();
    let staff = store.staff("张");
    let of_zhang = |store: &Store| {
        let now = store.now();
        store.ledger().held(now, Some(staff), 0, 100).unwrap().len()
    };
    assert_eq!(of_zhang(&store), 1);
    store.pass(3600);
    let change = CompanyFact {
        from: store.now(),
        recorded: Instant::MIN,
        change: Change::Departed { staff },
    };
    store.run(Command::Change(Box::new(change))).unwrap();
    assert_eq!(of_zhang(&store), 0, "whoever left is in charge of nothing");
    assert_eq!(store.ledger().verify(&[]).unwrap().damage, []);
}

/// Somebody decides whether the customer of a claim is the one it may be.
fn decide(store: &Store, case: u64, claim: u32, what: &str) {
    let names = &store.packs().names;
    let fact = Fact {
        kind: FactKind::Linked,
        what: names.find(what),
        of: Some(claim),
        actor: Some(store.staff("王")),
        ..blank(store)
    };
    let new = NewFact {
        before: Vec::new(),
        fact,
        about: About::Case(case),
        fields: Default::default(),
    };
    store.run(Command::Record(Box::new(new))).unwrap();
}

fn blank(store: &Store) -> Fact {
    match store.fact(FactKind::Registered, "王", &[]) {
        Command::Record(new) => new.fact,
        other => panic!("{other:?} is no fact"),
    }
}

#[test]
fn two_cases_are_one_or_two_as_somebody_decides() {
    for (what, cases) in [("same_as", 1), ("not_same", 2)] {
        let store = showroom();
        store.register("张", CHEN).unwrap();
        store.pass(60);
        let masked = [("name", "陈远"), ("phone", "1390000****")];
        let second = store.run(store.visit_and_register("李", &masked)).unwrap();
        let before = held(&store);
        // Until somebody decides, the first holds and the later one waits.
        assert_eq!(before.len(), 1, "{what}");
        assert_eq!(before[0].owner, Some(Listee::Unit(store.unit("甲队"))));
        let waiting = second.case.unwrap();
        let claim = waiting.ruling.claims.last().unwrap().fact;
        store.pass(60);
        decide(&store, waiting.id, claim, what);
        let after = held(&store);
        assert_eq!(after.len(), cases, "{what}");
        let of = |holding: &Holding| (holding.case, holding.owner, holding.person);
        assert_eq!(of(&after[0]), of(&before[0]), "the first holder stays");
        if let Some(second) = after.get(1) {
            assert_eq!(second.owner, Some(Listee::Unit(store.unit("乙队"))));
        }
        assert_eq!(store.ledger().verify(&[]).unwrap().damage, [], "{what}");
    }
}
