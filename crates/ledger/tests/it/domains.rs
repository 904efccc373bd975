//! Several regulations in one company: each governs its units, and knows nothing of the others' cases.

use ledger::check::DuplicateAnswer;
use ledger::fault::{Failure, Refusal};
use ledger::ledger::{Founding, Ledger};
use ledger::lists::Listee;
use ledger::record::{About, Command, JudgedCase, Recorded};
use ruling::calendar::Instant;
use ruling::fact::FactKind;
use ruling::ruling::{Party, Standing};
use tempfile::TempDir;

use super::showroom;
use crate::support::{CHEN, Store, fields, furnishing, pack};

const DAY: i64 = 86_400;

/// 甲队 of the showroom, 乙队 of the furnishing department.
fn two_regulations() -> Store {
    let store = showroom();
    store.put_under_furnishing("乙队");
    store
}

fn case(done: Result<Recorded, Failure>) -> JudgedCase {
    done.unwrap().case.unwrap()
}

fn refused(done: Result<Recorded, Failure>) -> Refusal {
    match done {
        Err(Failure::Refused(refusal)) => refusal,
        other => panic!("{other:?}"),
    }
}

fn check(store: &Store, who: &str, key: &str) -> DuplicateAnswer {
    let asked = store
        .ledger()
        .check(store.staff(who), &fields(CHEN), key.as_bytes());
    asked.unwrap()
}

/// How long the last claim of a case is protected, in days.
fn days_protected(store: &Store, case: u64) -> i64 {
    let now = store.now();
    let judged = store.ledger().case(case, now, now).unwrap().unwrap();
    let until = judged.ruling.protection.until.unwrap();
    (until.seconds() - now.seconds()) / DAY
}

fn publish(store: &Store, (pack, regulation): (String, String)) -> Result<Recorded, Failure> {
    store.run(Command::Publish { pack, regulation })
}

/// The showroom's regulation, changed.
fn showroom_with(changes: &[(&str, &str)]) -> (String, String) {
    let (mut text, regulation) = pack("1-showroom");
    for (old, new) in changes {
        assert!(text.contains(old), "{old}");
        text = text.replace(old, new);
    }
    (text, regulation)
}

fn nothing_is_damaged(store: &mut Store) {
    assert_eq!(store.ledger().verify(&[]).unwrap().damage, []);
    let before = store.tables();
    store.ledger().rebuild(|_, _| ()).unwrap();
    assert_eq!(store.tables(), before, "rebuilt");
    store.reopen();
    assert_eq!(store.ledger().verify(&[]).unwrap().damage, []);
}

#[test]
fn a_customer_of_two_regulations_has_two_cases_and_two_holders() {
    let mut store = two_regulations();
    let first = case(store.register("张", CHEN));
    assert_eq!(check(&store, "李", "free"), DuplicateAnswer::Free);
    let second = case(store.register("李", CHEN));
    let unit = |name| Some(Party::Unit(store.unit(name)));
    assert_ne!(first.id, second.id);
    assert_eq!(first.ruling.owner(), unit("甲队"));
    assert_eq!(second.ruling.owner(), unit("乙队"));
    let claims = second.ruling.claims.iter();
    assert!(
        claims
            .clone()
            .all(|claim| claim.standing != Standing::Collided)
    );
    for who in ["王", "李"] {
        let told = check(&store, who, who);
        assert!(matches!(told, DuplicateAnswer::Held { .. }), "{told:?}");
    }
    // Each by its own clause: thirty days and ten.
    assert_eq!(days_protected(&store, first.id), 30);
    assert_eq!(days_protected(&store, second.id), 10);
    let held = store.ledger().held(store.now(), None, 0, 10).unwrap();
    let owners: Vec<_> = held.iter().map(|holding| holding.owner).collect();
    let wanted = ["甲队", "乙队"].map(|name| Some(Listee::Unit(store.unit(name))));
    assert_eq!(owners, wanted);
    nothing_is_damaged(&mut store);
    // It is one person all the same: erased, they are so everywhere.
    let (case, actor) = (first.id, store.staff("张"));
    store.run(Command::Erase { case, actor }).unwrap();
    let reveal = store
        .ledger()
        .reveal(second.id, store.staff("李"), "核对", b"reveal");
    assert!(matches!(reveal, Err(Failure::Refused(Refusal::Erased))));
    nothing_is_damaged(&mut store);
}

#[test]
fn doubt_about_who_it_is_stays_within_a_regulation() {
    let mut store = two_regulations();
    store.register("张", CHEN).unwrap();
    store.pass(60);
    let masked = [("name", "陈远"), ("phone", "1390000****")];
    let asked = |who: &str, key: &[u8]| {
        let staff = store.staff(who);
        store.ledger().check(staff, &fields(&masked), key).unwrap()
    };
    assert_eq!(asked("王", b"1"), DuplicateAnswer::PossiblySame);
    assert_eq!(asked("李", b"2"), DuplicateAnswer::Free);
    let other = case(store.run(store.visit_and_register("李", &masked)));
    assert_eq!(other.ruling.owner(), Some(Party::Unit(store.unit("乙队"))));
    store.pass(60);
    // Of the same regulation the same claim waits.
    let waiting = case(store.run(store.visit_and_register("王", &masked)));
    assert_ne!(waiting.id, other.id);
    assert_eq!(waiting.domain, 1);
    nothing_is_damaged(&mut store);
}

#[test]
fn fields_are_those_of_the_regulation_that_the_unit_is_under() {
    let store = two_regulations();
    let styled = |who: &str, name: &'static str| {
        let typed = [CHEN, &[(name, "北欧")]].concat();
        store.register(who, &typed)
    };
    assert_eq!(
        refused(styled("张", "style")),
        Refusal::UnknownName("style".to_owned())
    );
    styled("李", "style").unwrap();
    styled("张", "demand").unwrap();
    assert_eq!(store.ledger().verify(&[]).unwrap().damage, []);
}

#[test]
fn a_new_version_holds_for_what_is_registered_from_its_day_on() {
    let mut store = two_regulations();
    let older = case(store.register("张", CHEN));
    let of_others = case(store.register("李", CHEN));
    let day = [(
        "effective_from = \"2026-01-01\"",
        "effective_from = \"2026-03-03\"",
    )];
    let longer = [day[0], ("for = \"30 days\"", "for = \"60 days\"")];
    publish(&store, showroom_with(&longer)).unwrap();
    assert_eq!(days_protected(&store, older.id), 30);
    store.pass(3 * DAY);
    let other = [("name", "林涛"), ("phone", "13800000001")];
    let newer = case(store.register("张", &other));
    assert_eq!(days_protected(&store, newer.id), 60);
    assert_eq!(days_protected(&store, older.id), 27);
    assert_eq!(days_protected(&store, of_others.id), 7);
    nothing_is_damaged(&mut store);
}

#[test]
fn what_is_no_regulation_or_comes_too_late_is_refused_whole() {
    let store = two_regulations();
    let before = store.ledger().size().unwrap();
    let bad = showroom_with(&[("rule = \"lapse\"", "rule = \"laps\"")]);
    let Refusal::Regulation(problems) = refused(publish(&store, bad)) else {
        panic!("not refused for its problems");
    };
    assert!(!problems.is_empty());
    let late = showroom_with(&[(
        "effective_from = \"2026-01-01\"",
        "effective_from = \"2026-02-28\"",
    )]);
    assert!(matches!(
        refused(publish(&store, late)),
        Refusal::Retroactive(_)
    ));
    // The same again is no version after itself.
    assert!(matches!(
        refused(publish(&store, furnishing())),
        Refusal::Regulation(_)
    ));
    let unknown = store.govern("甲队", "garden", Instant::MIN);
    assert_eq!(
        refused(unknown),
        Refusal::UnknownRegulation("garden".to_owned())
    );
    assert_eq!(store.ledger().size().unwrap(), before);
    assert_eq!(store.ledger().verify(&[]).unwrap().damage, []);
}

#[test]
fn a_unit_put_under_another_regulation_keeps_its_older_cases() {
    let mut store = showroom();
    publish(&store, furnishing()).unwrap();
    // As if it had been there ever since, until it is put elsewhere.
    store.govern("乙队", "showroom", Instant::MIN).unwrap();
    let moves = store.now().plus_seconds(DAY);
    store.govern("乙队", "furnishing", moves).unwrap();
    let older = case(store.register("李", CHEN));
    store.pass(DAY);
    // What happens in the older case is still judged by the regulation it was opened under.
    let Command::Record(mut followed) = store.fact(FactKind::FollowedUp, "李", &[]) else {
        panic!("no fact");
    };
    followed.about = About::Case(older.id);
    let followed = case(store.run(Command::Record(followed)));
    assert_eq!((followed.id, followed.domain), (older.id, 1));
    assert_eq!(days_protected(&store, older.id), 29);
    let newer = case(store.register("李", CHEN));
    assert_ne!(newer.id, older.id);
    assert_eq!(days_protected(&store, newer.id), 10);
    nothing_is_damaged(&mut store);
}

#[test]
fn regulations_given_at_the_founding_are_told_apart_by_name() {
    let store = showroom();
    let folder = TempDir::new().unwrap();
    let later = showroom_with(&[(
        "effective_from = \"2026-01-01\"",
        "effective_from = \"2026-02-01\"",
    )]);
    let founding = Founding {
        company: "测试公司".to_owned(),
        packs: vec![pack("1-showroom"), furnishing(), later],
        company_file: Vec::new(),
    };
    let path = folder.path().join("store");
    let ledger = Ledger::found(&path, store.keys(), store.time_source(), &founding).unwrap();
    let regulations = ledger.regulations().unwrap();
    let told: Vec<_> = regulations
        .iter()
        .map(|(domain, packs)| {
            let newest = packs.versions().last().unwrap();
            (domain, newest.name.as_str(), packs.versions().len())
        })
        .collect();
    assert_eq!(told, [(1, "showroom", 2), (2, "furnishing", 1)]);
    assert_eq!(ledger.verify(&[]).unwrap().damage, []);
}
