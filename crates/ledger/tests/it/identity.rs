//! Who may be one customer: waiting in each other's cases, found the same or different.

use ledger::fault::{Failure, Refusal};
use ledger::pair::{Decision, Likeness};
use ledger::record::{About, Command, NewFact, Recorded};
use ruling::fact::{Fact, FactKind, Seq};
use ruling::ruling::{Pending, Ruling, Standing};

use super::showroom;
use crate::support::{CHEN, Store};

const FULL_A: &str = "13911110000";
const FULL_B: &str = "13922220000";
/// Fits both.
const MASKED: &str = "139****0000";

fn standing(store: &Store, claim: &Recorded) -> (u64, Standing) {
    let id = claim.case.as_ref().unwrap().id;
    let now = store.now();
    let case = store.ledger().case(id, now, now).unwrap().unwrap();
    let mut claims = case.ruling.claims.iter();
    let found = claims.find(|one| one.fact == claim.seq);
    (case.id, found.unwrap().standing)
}

fn decide(store: &Store, what: &str, claim: Seq, case: u64) -> Recorded {
    let what = store.packs().names.find(what);
    let Command::Record(mut new) = store.fact(FactKind::Linked, "张", &[]) else {
        panic!("a fact is recorded");
    };
    new.fact = Fact {
        what,
        of: Some(claim),
        ..new.fact
    };
    new.about = About::Case(case);
    store.run(Command::Record(new)).unwrap()
}

fn sound(store: &Store) {
    assert_eq!(store.ledger().verify(&[]).unwrap().damage, []);
}

/// Of one team only the first claim counts, so each of these is in one of their own: 张, 李 and 赵.
fn three_teams() -> Store {
    let store = showroom();
    store.hire("赵", "丙队");
    store
}

/// Brings a customer on site and registers them, as one command.
fn register(store: &Store, who: &str, phone: &str) -> Recorded {
    let typed = [("name", "陈远"), ("phone", phone)];
    store.run(store.visit_and_register(who, &typed)).unwrap()
}

/// The case in which an entry is kept, whichever it is judged in.
fn kept_in(store: &Store, seq: Seq) -> u64 {
    let entries = store.ledger().entries(seq, 1).unwrap();
    entries[0].case.unwrap()
}

/// Two customers of one name and somebody whose hidden number fits both.
fn three(store: &Store) -> [Recorded; 3] {
    [("张", FULL_A), ("李", FULL_B), ("赵", MASKED)].map(|(who, phone)| register(store, who, phone))
}

#[test]
fn a_hidden_number_that_fits_two_customers_takes_neither_from_its_holder() {
    let store = three_teams();
    let [a, b, masked] = three(&store);
    assert_eq!(standing(&store, &a).1, Standing::Holding);
    assert_eq!(standing(&store, &b).1, Standing::Holding);
    assert_ne!(standing(&store, &a).0, standing(&store, &b).0);
    let pending = Standing::Waiting(Pending::Identity);
    assert_eq!(standing(&store, &masked), (standing(&store, &a).0, pending));
    // Both sides see the claim that waits.
    let (case_b, _) = standing(&store, &b);
    let now = store.now();
    let case = store.ledger().case(case_b, now, now).unwrap().unwrap();
    assert!(
        case.ruling
            .claims
            .iter()
            .any(|claim| claim.fact == masked.seq)
    );
    sound(&store);
}

#[test]
fn found_the_same_as_one_customer_somebody_leaves_the_other_alone() {
    let store = three_teams();
    let [a, b, masked] = three(&store);
    let (case_b, _) = standing(&store, &b);
    decide(&store, "same_as", masked.seq, case_b);
    let now = store.now();
    let case = |id| store.ledger().case(id, now, now).unwrap().unwrap();
    let told = |id| {
        case(id)
            .ruling
            .claims
            .iter()
            .any(|claim| claim.fact == masked.seq)
    };
    assert!(told(case_b), "part of the case of B");
    assert!(!told(standing(&store, &a).0), "no part of the case of A");
    assert_eq!(standing(&store, &b).1, Standing::Holding);
    sound(&store);
}

#[test]
fn found_different_somebody_holds_alone_and_who_fits_them_waits_there_too() {
    let store = three_teams();
    let a = register(&store, "张", FULL_A);
    let masked = register(&store, "李", MASKED);
    let late = register(&store, "赵", MASKED);
    let (case_a, _) = standing(&store, &a);
    decide(&store, "not_same", masked.seq, case_a);
    sound(&store);
    let now = store.now();
    let own = kept_in(&store, masked.seq);
    let apart = store.ledger().case(own, now, now).unwrap().unwrap();
    assert_eq!(apart.id, own, "a case of its own");
    let claims = &apart.ruling.claims;
    let of = |seq| {
        claims
            .iter()
            .find(|claim| claim.fact == seq)
            .map(|claim| claim.standing)
    };
    assert_eq!(of(masked.seq), Some(Standing::Holding));
    assert_eq!(of(late.seq), Some(Standing::Waiting(Pending::Identity)));
    assert_eq!(standing(&store, &a).1, Standing::Holding);
}

#[test]
fn two_cases_found_to_be_one_are_judged_as_one_and_apart_again_when_that_was_wrong() {
    let store = three_teams();
    let a = register(&store, "张", FULL_A);
    let b = register(&store, "李", FULL_B);
    let (case_a, _) = standing(&store, &a);
    decide(&store, "same_as", b.seq, case_a);
    assert_eq!(standing(&store, &a), (case_a, Standing::Holding));
    assert_eq!(standing(&store, &b), (case_a, Standing::Collided));
    sound(&store);
    decide(&store, "not_same", b.seq, case_a);
    assert_eq!(standing(&store, &a), (case_a, Standing::Holding));
    assert_eq!(standing(&store, &b).1, Standing::Holding);
    sound(&store);
}

/// The same, about a case that whoever types it names.
fn of_case(command: Command, case: u64) -> Command {
    let Command::Record(new) = command else {
        panic!("no fact");
    };
    Command::Record(Box::new(NewFact {
        about: About::Case(case),
        ..*new
    }))
}

#[test]
fn a_claim_that_names_the_case_of_its_masked_visit_is_of_that_case() {
    let masked = [("name", "陈远"), ("phone", "139****0001")];
    for names_case in [false, true] {
        let store = showroom();
        let visit = store.run(store.fact(FactKind::Visited, "张", &masked));
        let case = visit.unwrap().case.unwrap().id;
        let claim = store.fact(FactKind::Registered, "张", &masked);
        let claim = match names_case {
            true => of_case(claim, case),
            false => claim,
        };
        let done = store.run(claim).unwrap();
        let judged = done.case.unwrap();
        assert_eq!(judged.id, case);
        // A mask never decides by itself.
        let wanted = match names_case {
            true => Standing::Holding,
            false => Standing::Waiting(Pending::Identity),
        };
        assert_eq!(judged.ruling.claims[0].standing, wanted);
        assert_eq!(store.ledger().verify(&[]).unwrap().damage, []);
    }
}

#[test]
fn what_contradicts_the_case_named_is_refused_by_field() {
    let store = showroom();
    let of_chen = store.register("张", CHEN).unwrap().case.unwrap().id;
    let number = ("id_number", "11010519491231002X");
    let lin = [("name", "林涛"), ("phone", "13900000002"), number];
    store.run(store.visit_and_register("李", &lin)).unwrap();
    let size = store.ledger().size().unwrap();
    for (typed, wanted) in [
        (&[("name", "陈近"), ("phone", "139****0001")][..], "name"),
        (&[("name", "陈远"), ("phone", "138****0001")][..], "phone"),
        (&[("name", "陈远"), ("phone", "13900000003")][..], "phone"),
        // Nothing known of the case contradicts, but it is somebody else's.
        (
            &[("name", "陈远"), ("phone", "139****0001"), number][..],
            "id_number",
        ),
    ] {
        let command = of_case(store.visit_and_register("王", typed), of_chen);
        match store.run(command) {
            Err(Failure::Refused(Refusal::NotOfCase { case, field })) => {
                assert_eq!((case, field), (of_chen, wanted), "{typed:?}");
            }
            other => panic!("{typed:?}: {other:?}"),
        }
    }
    assert_eq!(store.ledger().size().unwrap(), size, "something was stored");
}

#[test]
fn what_a_decision_would_lead_to_is_what_it_leads_to() {
    for (is_same, is_hidden) in [(true, true), (false, true), (true, false)] {
        let store = three_teams();
        let [a, b, masked] = three(&store);
        let later = if is_hidden { masked } else { b };
        let (case, other) = (kept_in(&store, later.seq), standing(&store, &a).0);
        let ledger = store.ledger();
        assert_eq!(ledger.decided_by(case).unwrap(), Some(later.seq));
        let decision = Decision {
            case,
            other,
            is_same,
            actor: ledger.staff_named("张").unwrap().unwrap(),
        };
        let before = ledger.size().unwrap();
        let foreseen = ledger.if_decided(&decision).unwrap();
        assert_eq!(ledger.size().unwrap(), before, "nothing is written");
        assert!(!foreseen.is_empty());
        let what = if is_same { "same_as" } else { "not_same" };
        decide(&store, what, later.seq, other);
        for judged in foreseen {
            let now = store.now();
            let came = store.ledger().case(judged.id, now, now).unwrap().unwrap();
            assert_eq!(came.id, judged.id, "{decision:?}");
            assert_eq!(came.ruling.ownership, judged.ruling.ownership);
            let standings = |ruling: &Ruling| -> Vec<(Seq, Standing)> {
                let claims = ruling.claims.iter();
                claims.map(|claim| (claim.fact, claim.standing)).collect()
            };
            assert_eq!(standings(&came.ruling), standings(&judged.ruling));
        }
    }
}

#[test]
fn two_customers_are_compared_in_full_and_shown_masked() {
    let store = three_teams();
    let [a, b, masked] = three(&store);
    let case = |claim: &Recorded| kept_in(&store, claim.seq);
    let likeness = |one: &Recorded, other: &Recorded| -> Vec<(String, Option<Likeness>)> {
        let fields = store.ledger().compared([case(one), case(other)]).unwrap();
        let shown = format!("{fields:?}");
        assert!(
            !shown.contains("陈远") && !shown.contains(FULL_A),
            "{shown}"
        );
        fields
            .into_iter()
            .map(|field| (field.name, field.likeness))
            .collect()
    };
    let told = |name: &str, likeness| (name.to_owned(), Some(likeness));
    assert_eq!(
        likeness(&a, &masked),
        [told("name", Likeness::Equal), told("phone", Likeness::Fits)]
    );
    assert_eq!(
        likeness(&a, &b),
        [
            told("name", Likeness::Equal),
            told("phone", Likeness::Different)
        ]
    );
}
