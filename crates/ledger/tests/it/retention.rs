use ledger::fault::{Failure, Refusal};
use ledger::record::{About, Command, NewFact};
use ledger::retention::{Closed, DueErasure};
use ruling::calendar::Instant;
use ruling::fact::FactKind;

use super::{showroom, store_under};
use crate::support::{CHEN, Store, fields};

const DAY: i64 = 86_400;
/// What the showroom's regulation lets name and phone be kept.
const KEPT: i64 = 1_095;

const LIN: &[(&str, &str)] = &[("name", "林涛"), ("phone", "13900000002")];

/// Page by page, one customer each.
fn due(store: &Store, until: Instant) -> Vec<DueErasure> {
    let mut all = Vec::new();
    let mut after = Some(0);
    while let Some(last) = after {
        let page = store.ledger().due_erasures(last, until, 1).unwrap();
        assert!(page.customers.len() <= 1);
        all.extend(page.customers);
        after = page.after;
    }
    all
}

fn customers(store: &Store, until: Instant) -> Vec<u64> {
    due(store, until).iter().map(|one| one.customer).collect()
}

fn after(from: Instant, days: i64) -> Instant {
    Instant::from_seconds(from.seconds() + days * DAY)
}

/// A fact about a case.
fn record(store: &Store, case: u64, kind: FactKind, who: &str, typed: &[(&str, &str)]) {
    let Command::Record(new) = store.fact(kind, who, typed) else {
        panic!("no fact");
    };
    let new = NewFact {
        about: About::Case(case),
        ..*new
    };
    store.run(Command::Record(Box::new(new))).unwrap();
}

#[test]
fn data_is_due_when_its_days_have_passed_since_the_case_closed() {
    let store = showroom();
    let given_up = store.register("张", CHEN).unwrap().case.unwrap();
    store.register("张", LIN).unwrap();
    store.pass(9 * DAY);
    record(&store, given_up.id, FactKind::Waived, "张", &[]);
    let closed = store.now();
    assert_eq!(
        due(&store, after(closed, KEPT)),
        [],
        "the last day is not over"
    );
    let all = due(&store, after(closed, KEPT + 1));
    // Whoever is still held is not closed, however long ago the last entry was.
    let [only] = all.as_slice() else {
        panic!("{all:?}")
    };
    assert_eq!(
        (&only.cases[..], only.because),
        (&[given_up.id][..], Closed::Unheld)
    );
    assert_eq!(only.closed, closed);
    let shown: Vec<_> = only
        .due
        .iter()
        .map(|field| (&*field.name, &*field.masked))
        .collect();
    assert_eq!(shown, [("name", "陈*"), ("phone", "139****0001")]);
    assert_eq!(only.not_due, []);
    // The day of closing does not count; it was 10:00 in Shanghai then.
    assert_eq!(
        only.due[0].due,
        Instant::from_seconds(closed.seconds() - 10 * 3_600 + (KEPT + 1) * DAY)
    );
}

#[test]
fn whoever_is_erased_is_listed_no_more() {
    let store = showroom();
    let case = store.register("张", CHEN).unwrap().case.unwrap().id;
    record(&store, case, FactKind::Waived, "张", &[]);
    let until = after(store.now(), 2 * KEPT);
    let [customer] = customers(&store, until)[..] else {
        panic!("not listed")
    };
    let actor = store.staff("王");
    store
        .run(Command::EraseCustomer { customer, actor })
        .unwrap();
    assert_eq!(customers(&store, until), [] as [u64; 0]);
    let again = store.run(Command::EraseCustomer { customer, actor });
    assert!(matches!(again, Err(Failure::Refused(Refusal::Erased))));
    assert_eq!(store.ledger().verify(&[]).unwrap().damage, []);
}

#[test]
fn staff_are_no_customers() {
    let store = showroom();
    let actor = store.staff("王");
    for customer in [1, 2, 3, 1_000] {
        let refused = store.run(Command::EraseCustomer { customer, actor });
        let wanted = Refusal::UnknownCustomer(customer);
        assert!(matches!(refused, Err(Failure::Refused(why)) if why == wanted));
    }
    assert_eq!(
        customers(&store, after(store.now(), 100 * KEPT)),
        [] as [u64; 0]
    );
}

#[test]
fn a_customer_of_several_cases_is_due_after_the_last() {
    // Sixty days without contact end a case here.
    let store = store_under("6-building-materials");
    let typed = |demand| {
        [
            ("name", "陈远"),
            ("phone", "13900000001"),
            ("demand", demand),
        ]
    };
    let first = store
        .run(store.fact(FactKind::Registered, "张", &typed("瓷砖")))
        .unwrap();
    store.pass(30 * DAY);
    let second = store
        .run(store.fact(FactKind::Registered, "张", &typed("地板")))
        .unwrap();
    let registered = store.now();
    let cases = [first, second].map(|done| done.case.unwrap().id);
    assert_ne!(cases[0], cases[1]);
    // When the first has been closed for long enough, the second has not.
    assert_eq!(
        customers(&store, after(registered, 30 + KEPT + 2)),
        [] as [u64; 0]
    );
    let all = due(&store, after(registered, 60 + KEPT + 2));
    let [only] = all.as_slice() else {
        panic!("{all:?}")
    };
    assert_eq!(only.cases, cases);
    assert_eq!(
        only.closed,
        Instant::from_seconds(registered.seconds() - 10 * 3_600 + 61 * DAY)
    );
}

#[test]
fn whoever_may_be_a_customer_still_held_is_not_due() {
    let store = showroom();
    let held = store.register("张", CHEN).unwrap().case.unwrap().id;
    store.pass(60);
    let masked = [("name", "陈远"), ("phone", "1390000****")];
    store.run(store.visit_and_register("李", &masked)).unwrap();
    let later = after(store.now(), 10 * KEPT);
    assert_eq!(customers(&store, later), [] as [u64; 0]);
    store.pass(60);
    record(&store, held, FactKind::Waived, "张", &[]);
    // Now nobody holds it, but one still waits to be confirmed.
    assert_eq!(customers(&store, later), [] as [u64; 0]);
}

#[test]
fn a_settled_deal_closes_a_case() {
    let store = showroom();
    let case = store.register("张", CHEN).unwrap().case.unwrap().id;
    store.pass(DAY);
    record(&store, case, FactKind::Contracted, "张", &[]);
    // He held it undisputed, so the deal is his for good.
    let settled = store.now();
    let all = due(&store, after(settled, KEPT + 2));
    let [only] = all.as_slice() else {
        panic!("{all:?}")
    };
    assert_eq!((only.because, only.closed), (Closed::Settled, settled));
}

#[test]
fn whoever_else_a_case_has_data_of_is_a_customer_too() {
    let store = showroom();
    let case = store.register("张", CHEN).unwrap().case.unwrap().id;
    let buyer = [("name", "陈近"), ("phone", "13900000009")];
    record(&store, case, FactKind::FollowedUp, "张", &buyer);
    record(&store, case, FactKind::Waived, "张", &[]);
    let until = after(store.now(), KEPT + 2);
    let all = due(&store, until);
    let shown: Vec<_> = all.iter().map(|one| &*one.due[1].masked).collect();
    assert_eq!(shown, ["139****0001", "139****0009"]);
    let actor = store.staff("王");
    let customer = all[1].customer;
    store
        .run(Command::EraseCustomer { customer, actor })
        .unwrap();
    assert_eq!(customers(&store, until), [all[0].customer]);
    assert_eq!(store.ledger().verify(&[]).unwrap().damage, []);
}

#[test]
fn a_look_at_the_data_does_not_keep_it() {
    let store = showroom();
    let case = store.register("张", CHEN).unwrap().case.unwrap().id;
    record(&store, case, FactKind::Waived, "张", &[]);
    let before = due(&store, after(store.now(), KEPT + 2));
    store.pass(300 * DAY);
    let looked = Command::Reveal {
        case,
        actor: store.staff("王"),
        reason: fields(&[("access_reason", "核对")]),
    };
    store.run(looked).unwrap();
    let kept = due(&store, after(store.now(), KEPT));
    assert_eq!(kept, before);
}
