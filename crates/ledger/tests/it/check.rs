//! The duplicate check: who is found, what is told, and that what may not be told apart costs the same.

use std::collections::BTreeMap;

use ledger::check::{DuplicateAnswer, Effort};
use ledger::fault::{Failure, Fault};
use ledger::ledger::Ledger;
use ledger::record::{Command, Recorded};
use ruling::calendar::Instant;
use ruling::company::{Change, CompanyFact};
use ruling::fact::FactKind;
use ruling::identity::company_name::CompanyName;
use ruling::ruling::{Pending, Standing};

use super::{showroom, store_under};
use crate::dice::rounds;
use crate::support::{CHEN, Store, fields};

/// Made-up pairs of names: label (1 = one company), how the second was made from the first, both names.
const PAIRS: &str = include_str!("../../../ruling/tests/data/企业名称对照.tsv");

type Typed<'a> = &'a [(&'a str, &'a str)];

/// A check by 李, with what it cost.
fn check(store: &Store, typed: Typed<'_>) -> (DuplicateAnswer, Effort) {
    let asker = store.staff("李");
    let before = store.ledger().effort().unwrap();
    let key = format!("check {before:?}");
    let answer = store.ledger().check(asker, &fields(typed), key.as_bytes());
    let after = store.ledger().effort().unwrap();
    let cost = Effort {
        statements: after.statements - before.statements,
        opened: after.opened - before.opened,
    };
    (answer.unwrap(), cost)
}

fn answer(store: &Store, typed: Typed<'_>) -> DuplicateAnswer {
    check(store, typed).0
}

fn standing(done: &Recorded) -> Standing {
    let claims = &done.case.as_ref().unwrap().ruling.claims;
    let claim = claims.iter().find(|claim| claim.fact == done.seq);
    claim
        .unwrap_or_else(|| panic!("{} {claims:?}", done.seq))
        .standing
}

/// What a check of the second name says once the first is registered: of every so many pairs.
fn kinds_told(store: &Store, every: usize) -> BTreeMap<&'static str, [usize; 3]> {
    let mut kinds: BTreeMap<&str, [usize; 3]> = BTreeMap::new();
    for (number, line) in PAIRS.lines().skip(1).enumerate().step_by(every) {
        let [_, kind, known, asked] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("not four columns: {line}");
        };
        let forms = [known, asked].map(|name| CompanyName::parse(name).unwrap().form());
        let kind = match kind == "suffix" && forms[0] != forms[1] {
            true => "suffix of another form",
            false => kind,
        };
        let phone = format!("139{number:08}");
        let typed = [("company", known), ("name", "陈远"), ("phone", &phone)];
        let done = store.register("张", &typed).unwrap();
        let told = match answer(store, &[("company", asked)]) {
            DuplicateAnswer::Held { .. } => 0,
            DuplicateAnswer::PossiblySame => 1,
            DuplicateAnswer::Free => 2,
            other => panic!("{known} {asked}: {other:?}"),
        };
        kinds.entry(kind).or_default()[told] += 1;
        // One pair after the other: names of two pairs may be alike, too.
        let case = done.case.unwrap().id;
        let actor = store.staff("张");
        store.run(Command::Erase { case, actor }).unwrap();
    }
    kinds
}

#[test]
fn each_kind_of_pair_gets_the_answer_it_should_property() {
    let store = showroom();
    let every = usize::try_from(12 / rounds(1, 12).clamp(1, 12)).unwrap();
    let table = kinds_told(&store, every);
    println!("kind of pair, [same, similar, different]: {table:#?}");
    assert_eq!(table.len(), 11);
    for (kind, [same, similar, different]) in table {
        let wanted = match kind {
            "paren" | "region" | "suffix" | "trad" | "width" => similar + different,
            "homophone" | "short" | "suffix of another form" | "negchar" => same + different,
            _ => same + similar,
        };
        assert_eq!(
            wanted, 0,
            "{kind}: {same} same, {similar} similar, {different} different"
        );
    }
    assert_eq!(store.ledger().verify(&[]).unwrap().damage, []);
}

const HENGSHENG: Typed<'_> = &[
    ("company", "武汉恒升建材有限公司"),
    ("name", "陈远"),
    ("phone", "13900000001"),
];

#[test]
fn a_company_of_a_similar_name_is_pending_unless_the_codes_differ() {
    let codes = ["91440300708461136T", "914403001922038216"];
    for (name, second, wanted) in [
        (
            "武汉恒生建材有限公司",
            None,
            Standing::Waiting(Pending::Identity),
        ),
        (
            "恒升建材有限公司",
            Some(codes[0]),
            Standing::Waiting(Pending::Identity),
        ),
        (
            "武汉恒升建材集团有限公司",
            Some(codes[1]),
            Standing::Holding,
        ),
        ("长沙恒升建材有限公司", None, Standing::Holding),
        ("武汉恒升五金有限公司", None, Standing::Holding),
    ] {
        let store = showroom();
        let mut first = HENGSHENG.to_vec();
        // With the same code they would be one company.
        if second == Some(codes[1]) {
            first.push(("credit_code", codes[0]));
        }
        let held = store.register("张", &first).unwrap();
        let mut later = vec![
            ("company", name),
            ("name", "林涛"),
            ("phone", "13900000002"),
        ];
        later.extend(second.map(|code| ("credit_code", code)));
        let answer = answer(&store, &later);
        let is_pending = wanted != Standing::Holding;
        assert_eq!(
            answer == DuplicateAnswer::PossiblySame,
            is_pending,
            "{name}: {answer:?}"
        );
        let pending = store.register("李", &later).unwrap();
        assert_eq!(standing(&pending), wanted, "{name}");
        // Both sides are told: they have duties in one case.
        let cases = [held, pending].map(|done| done.case.unwrap().id);
        assert_eq!(cases[0] == cases[1], is_pending, "{name}");
        assert_eq!(store.ledger().verify(&[]).unwrap().damage, []);
    }
}

#[test]
fn a_name_is_found_by_the_next_command_after_a_restart_and_a_rebuild_until_erased() {
    let mut store = showroom();
    let done = store.register("张", HENGSHENG).unwrap();
    let similar: Typed<'_> = &[("company", "恒升建材")];
    assert_eq!(answer(&store, similar), DuplicateAnswer::PossiblySame);
    store.reopen();
    assert_eq!(answer(&store, similar), DuplicateAnswer::PossiblySame);
    store.ledger().rebuild(|_, _| {}).unwrap();
    assert_eq!(answer(&store, similar), DuplicateAnswer::PossiblySame);
    let (case, actor) = (done.case.unwrap().id, store.staff("张"));
    store.run(Command::Erase { case, actor }).unwrap();
    for reopened in [false, true] {
        if reopened {
            store.reopen();
        }
        assert_eq!(answer(&store, similar), DuplicateAnswer::Free);
        assert_eq!(answer(&store, HENGSHENG), DuplicateAnswer::Free);
    }
}

#[test]
fn whoever_may_not_register_now_is_told_until_when_and_others_are_not_kept_out() {
    let told = |store: &Store, who: &str, typed: Typed<'_>| {
        let key = format!("{who} {typed:?} {}", store.now().seconds());
        let asker = store.staff(who);
        let answer = store
            .ledger()
            .check(asker, &fields(typed), key.as_bytes())
            .unwrap();
        store.ledger().keep_traces().unwrap();
        answer
    };
    // Suspended, whatever the regulation says of limits.
    let store = showroom();
    let staff = store.staff("李");
    let until = Instant::from_seconds(store.now().seconds() + 86_400);
    let change = CompanyFact {
        from: store.now(),
        recorded: Instant::MIN,
        change: Change::Suspended { staff, until },
    };
    store.run(Command::Change(Box::new(change))).unwrap();
    let next = Some(until);
    assert_eq!(told(&store, "李", CHEN), DuplicateAnswer::NotNow { next });
    assert_eq!(told(&store, "张", CHEN), DuplicateAnswer::Free);
    store.pass(86_400);
    assert_eq!(told(&store, "李", CHEN), DuplicateAnswer::Free);

    // Gave the customer up and may not claim again for seven days.
    let store = store_under("../crates/ruling/tests/data/field/caps-and-cooldowns");
    store
        .run(store.fact(FactKind::Registered, "李", CHEN))
        .unwrap();
    store.pass(2 * 86_400);
    store.run(store.fact(FactKind::Waived, "李", CHEN)).unwrap();
    // It is ten in the morning, and days are over at 24:00.
    let given_up = store.now().seconds();
    let next = Some(Instant::from_seconds(given_up + 7 * 86_400 + 14 * 3_600));
    store.pass(3_600);
    assert_eq!(told(&store, "李", CHEN), DuplicateAnswer::NotNow { next });
    assert_eq!(told(&store, "张", CHEN), DuplicateAnswer::Free);
    store.pass(8 * 86_400);
    assert_eq!(told(&store, "李", CHEN), DuplicateAnswer::Free);
}

#[test]
fn answers_that_may_not_be_told_apart_cost_the_same() {
    let store = showroom();
    let id = ("id_number", "11010519491231002X");
    store
        .register("张", &[("name", "陈远"), ("phone", "13900000001"), id])
        .unwrap();
    let gone = store
        .register("张", &[("name", "林涛"), ("phone", "13900000002")])
        .unwrap();
    let (case, actor) = (gone.case.unwrap().id, store.staff("张"));
    store.run(Command::Erase { case, actor }).unwrap();
    for number in 3..6 {
        let phone = format!("1390000{number:04}");
        store
            .register("张", &[("name", "赵明"), ("phone", &phone)])
            .unwrap();
    }
    store.register("张", HENGSHENG).unwrap();
    for kind in [
        // By phone, by number, by both.
        [
            &[("phone", "13900000001"), ("name", "陈远")][..],
            &[id, ("name", "陈远")],
            &[("phone", "13900000001"), id],
        ],
        // Erased, never known, of a name that others have.
        [
            &[("phone", "13900000002"), ("name", "林涛")],
            &[("phone", "13900000007"), ("name", "林涛")],
            &[("phone", "13900000008"), ("name", "赵明")],
        ],
        // One, two, three who may be meant: 0003, 0004 and 0005 all fit.
        [
            &[("phone", "1390000****"), ("name", "赵明")],
            &[("phone", "139****0003"), ("name", "赵明")],
            &[("phone", "139**000004"), ("name", "赵明")],
        ],
        // Homophone, one other character, cut short.
        [
            &[("company", "武汉恒生建材有限公司")],
            &[("company", "武汉恒大建材有限公司")],
            &[("company", "武汉恒升")],
        ],
        // Another city, another trade, nothing like it.
        [
            &[("company", "长沙恒升建材有限公司")],
            &[("company", "武汉恒升五金有限公司")],
            &[("company", "上海远东贸易有限公司")],
        ],
    ] {
        let [first, second, third] = kind.map(|typed| check(&store, typed));
        assert_eq!(first, second, "{:?} {:?}", kind[0], kind[1]);
        assert_eq!(first, third, "{:?} {:?}", kind[0], kind[2]);
    }
}

#[test]
fn checks_are_counted_by_person_and_time() {
    let mut store = showroom();
    for _ in 0..3 {
        check(&store, CHEN);
        // The clock of tests goes faster than the writer.
        store.ledger().keep_traces().unwrap();
        store.pass(3_600);
    }
    let until = store.now();
    check(&store, CHEN);
    store.reopen();
    let counted = |who: &str, hours: i64| {
        let from = Instant::from_seconds(until.seconds() - hours * 3_600);
        store
            .ledger()
            .checks_of(store.staff(who), from, until)
            .unwrap()
    };
    assert_eq!(
        [counted("李", 4), counted("李", 2), counted("张", 4)],
        [3, 2, 0]
    );
}

#[test]
fn whoever_just_checked_is_counted_at_once_and_after_closing() {
    let mut store = showroom();
    let counted = |store: &Store| {
        let day = |days: i64| Instant::from_seconds(store.now().seconds() + days * 86_400);
        let asker = store.staff("李");
        store.ledger().checks_of(asker, day(-1), day(1)).unwrap()
    };
    // More than may wait.
    for done in 1..=300 {
        check(&store, CHEN);
        if done % 140 == 0 {
            assert_eq!(counted(&store), done);
        }
    }
    store.reopen();
    assert_eq!(counted(&store), 300);
    let asker = store.staff("李");
    let typed = fields(CHEN);
    let again = || store.ledger().check(asker, &typed, b"sent twice").unwrap();
    assert_eq!(again(), again());
    assert_eq!(counted(&store), 301);
}

#[test]
fn the_trace_of_a_check_is_kept_though_nothing_follows() {
    let store = showroom();
    let size = || store.ledger().size().unwrap();
    let before = size();
    check(&store, CHEN);
    let is_kept = (0..6_000).any(|_| {
        std::thread::sleep(std::time::Duration::from_millis(10));
        size() == before + 1
    });
    assert!(is_kept);
}

#[test]
fn where_nothing_is_written_any_more_nothing_is_told() {
    let mut store = showroom();
    let asker = store.staff("李");
    store.ledger = None;
    let ledger = Ledger::open_to_verify(
        store.place(&store.path()),
        store.keys(),
        store.time_source(),
    );
    let told = ledger.unwrap().check(asker, &fields(CHEN), b"untraced");
    assert!(
        matches!(told, Err(Failure::Fault(Fault::Stopped))),
        "{told:?}"
    );
}
