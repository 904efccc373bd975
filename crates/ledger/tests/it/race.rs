//! Many at once: one wins, and nobody who lost is left thinking they did.

use std::sync::Barrier;
use std::sync::atomic::{AtomicBool, Ordering};

use ledger::record::{JudgedCase, Recorded};
use ruling::fact::FactKind;
use ruling::ruling::{Pending, Standing};

use super::showroom;
use crate::dice::rounds;
use crate::support::{Store, fields};

const PEOPLE: usize = 64;

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

/// A name that no other round has, a phone, and two ways of hiding some of it: masks of two rounds fit each other.
/// None of the letters is another spelling of one of them, which would be the same name.
pub(crate) fn masked(round: u64) -> (String, [String; 3]) {
    const LETTERS: &str = "安宝北昌成达德东恩方丰福光广国海浩恒宏华";
    let letters: Vec<char> = LETTERS.chars().collect();
    let count = letters.len() as u64;
    let letter = |place: u32| {
        let number = round / count.pow(place) % count;
        letters[usize::try_from(number).unwrap()]
    };
    let name: String = ['陈', letter(0), letter(1), letter(2), letter(3)]
        .iter()
        .collect();
    let part = format!("{:04}", round % 10_000);
    let spellings = [
        format!("139{part}{part}"),
        format!("139{part}****"),
        format!("139****{part}"),
    ];
    (name, spellings)
}

/// Everybody does something in the same moment.
fn at_once<T: Send>(people: usize, act: impl Fn(usize, &Barrier) -> T + Sync) -> Vec<T> {
    let start = Barrier::new(people);
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..people)
            .map(|number| {
                let (start, act) = (&start, &act);
                scope.spawn(move || act(number, start))
            })
            .collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap())
            .collect()
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
        let typed = [("name", "陈远"), ("phone", &*phone)];
        // The entry of each one's visit and the answer, in the order of answers.
        let mut answers = at_once(PEOPLE, |number, start| {
            let visit = store.fact(FactKind::Visited, &person(number), &typed);
            let claim = store.fact(FactKind::Registered, &person(number), &typed);
            start.wait();
            let visit = store.run(visit).unwrap();
            (visit.seq, store.run(claim).unwrap())
        });
        answers.sort_by_key(|(_, answer)| answer.seq);
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
    let store = crowd(PEOPLE);
    for round in 0..rounds(usual(&store, 200), 10_000) {
        let (name, spellings) = masked(round);
        let first = store
            .register("张", &[("name", &name), ("phone", &spellings[0])])
            .unwrap();
        let (standing, first) = own(&first);
        assert_eq!(standing, Standing::Holding, "round {round}");
        // Visit and claim in one: each by itself would be somebody who may be each of those before, so that twice as
        // many wait and four times as much is compared.
        let answers = at_once(PEOPLE, |number, start| {
            let typed = [("name", &*name), ("phone", &*spellings[1 + number % 2])];
            let claim = store.visit_and_register(&person(number), &typed);
            start.wait();
            store.run(claim).unwrap()
        });
        for later in &answers {
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
