//! Many at once: one wins, and nobody who lost is left thinking they did.

use std::sync::Barrier;
use std::sync::atomic::{AtomicBool, Ordering};

use ledger::record::{JudgedCase, Recorded};
use ruling::fact::{FactKind, Seq};
use ruling::ruling::{Pending, Standing};

use super::showroom;
use crate::dice::rounds;
use crate::support::{Store, fields};

const PEOPLE: usize = 64;
/// Each is pending against all before, and told of them: dearer.
const PEOPLE_WITH_MASKS: usize = 64;

/// A salesperson, each of a unit of their own.
fn person(number: usize) -> String {
    format!("销售{number}")
}

fn unit(number: usize) -> String {
    format!("{number}队")
}

fn crowd(people: usize) -> Store {
    let store = showroom();
    for number in 0..people {
        store.hire(&person(number), &unit(number));
    }
    store
}

/// Rounds in a usual run: a server takes several times as long for one.
fn usual(store: &Store, in_a_file: u64) -> u64 {
    match store.on_server {
        Some(_) => in_a_file.div_ceil(4),
        None => in_a_file,
    }
}

/// Everybody registers in the same moment, each what they typed: the entry of each one's visit and the answer,
/// in the order of answers.
fn all_register<'a>(
    (store, people): (&Store, usize),
    name: &str,
    phone_of: impl Fn(usize) -> &'a str + Sync,
) -> Vec<(Seq, Recorded)> {
    let start = Barrier::new(people);
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..people)
            .map(|number| {
                let (start, phone_of) = (&start, &phone_of);
                scope.spawn(move || {
                    let typed = [("name", name), ("phone", phone_of(number))];
                    let visit = store.fact(FactKind::Visited, &person(number), &typed);
                    let claim = store.fact(FactKind::Registered, &person(number), &typed);
                    start.wait();
                    let visit = store.run(visit).unwrap();
                    (visit.seq, store.run(claim).unwrap())
                })
            })
            .collect();
        let answers = threads.into_iter().map(|thread| thread.join().unwrap());
        let mut answers: Vec<_> = answers.collect();
        answers.sort_by_key(|(_, answer)| answer.seq);
        answers
    })
}

/// What the answer says of the claim it answers.
fn own(answer: &Recorded) -> (Standing, &JudgedCase) {
    let case = answer.case.as_ref().unwrap();
    let claim = case
        .ruling
        .claims
        .iter()
        .find(|claim| claim.fact == answer.seq);
    (claim.unwrap().standing, case)
}

#[test]
fn property_of_all_who_register_one_customer_at_once_one_holds() {
    let store = crowd(PEOPLE);
    for round in 0..rounds(usual(&store, 200), 10_000) {
        let phone = format!("139{round:08}");
        let answers = all_register((&store, PEOPLE), "陈远", |_| &phone);
        // On one day the first on site goes before the first to register (三.3).
        let mut first_visit = u32::MAX;
        for (visit, answer) in &answers {
            let (standing, case) = own(answer);
            let wanted = match *visit < first_visit {
                true => Standing::Holding,
                false => Standing::Collided,
            };
            assert_eq!(
                standing, wanted,
                "round {round}: told to entry {}",
                answer.seq
            );
            assert_eq!(case.id, own(&answers[0].1).1.id, "one customer, one case");
            first_visit = first_visit.min(*visit);
        }
        let (id, last) = (own(&answers[0].1).1.id, &answers[PEOPLE - 1].1);
        let case = store
            .ledger()
            .case(id, last.recorded, last.recorded)
            .unwrap();
        let claims = case.unwrap().ruling.claims;
        let holding = claims
            .iter()
            .filter(|claim| claim.standing == Standing::Holding);
        let collided = claims
            .iter()
            .filter(|claim| claim.standing == Standing::Collided);
        assert_eq!(
            (holding.count(), collided.count()),
            (1, PEOPLE - 1),
            "round {round}"
        );
        store.pass(86_400);
    }
    assert_eq!(store.ledger().verify(&[]).unwrap().damage, []);
}

#[test]
fn property_of_all_who_register_compatible_masks_at_once_none_slips_through() {
    let store = crowd(PEOPLE_WITH_MASKS);
    for round in 0..rounds(usual(&store, 16), 10_000) {
        // Another name in each round: masks of two rounds fit each other.
        let name = char::from_u32(0x4e00 + u32::try_from(round % 20_000).unwrap()).unwrap();
        let name = format!("陈{name}");
        let part = format!("{:04}", round % 10_000);
        let spellings = [
            format!("139{part}{part}"),
            format!("139{part}****"),
            format!("139****{part}"),
        ];
        let first = store
            .register("张", &[("name", &name), ("phone", &spellings[0])])
            .unwrap();
        let (standing, first) = own(&first);
        assert_eq!(standing, Standing::Holding, "round {round}");
        let answers = all_register((&store, PEOPLE_WITH_MASKS), &name, |number| {
            &spellings[1 + number % 2]
        });
        for (_, later) in &answers {
            let (standing, case) = own(later);
            let pending = Standing::Waiting(Pending::Identity);
            assert_eq!(
                standing, pending,
                "round {round}: told to entry {}",
                later.seq
            );
            assert_eq!(case.id, first.id, "round {round}: slipped through");
            assert_eq!(case.ruling.owner(), first.ruling.owner());
        }
        store.pass(86_400);
    }
    assert_eq!(store.ledger().verify(&[]).unwrap().damage, []);
}

#[test]
fn whoever_checks_reads_and_writes_at_once_comes_to_an_end() {
    let store = crowd(1);
    let (ledger, asker) = (store.ledger(), store.staff(&person(0)));
    let phones: Vec<String> = (0..usual(&store, 400))
        .map(|round| format!("139{round:08}"))
        .collect();
    let is_done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for phone in &phones {
                let typed = fields(&[("phone", phone)]);
                ledger.check(asker, &typed, phone.as_bytes()).unwrap();
            }
        });
        scope.spawn(|| {
            while !is_done.load(Ordering::Acquire) {
                ledger.company().unwrap();
            }
        });
        for phone in &phones {
            let typed = [("name", "陈远"), ("phone", phone)];
            store.register(&person(0), &typed).unwrap();
        }
        is_done.store(true, Ordering::Release);
    });
    assert_eq!(ledger.verify(&[]).unwrap().damage, []);
}
