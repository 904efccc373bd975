//! The list of half past five: what it holds to the second, who reads phones on it, who confirms it, who hears that it
//! is late.

use desk::daily_list::{DailyListSheet, ListState};
use desk::notices::{About, NoticeKind, NoticeList};
use desk::permission::{Action, Role};
use desk::register::{Receipt, RegistrationInput};
use desk::withdrawal::WithdrawalInput;
use desk::{FactKind, Instant, Refusal, UnitId};
use ledger::access::AccessesWanted;
use ruling::calendar::{CivilDay, Zone};

#[path = "daily_list/people.rs"]
mod people;

use super::world_under;
use crate::deeds::fields;
use crate::world::{START, World};

/// Monday, 2026-03-02.
fn monday() -> CivilDay {
    CivilDay::from_ymd(2026, 3, 2).unwrap()
}

/// 海川家居 as a car dealer, with the clerk of the marketing department.
fn dealer() -> World {
    let world = world_under("7-auto-dealer");
    world.hire(
        ("关晓", "guanxiao"),
        "华中区",
        "marketing_clerk",
        Role::Marketing,
    );
    world
}

/// Lets time pass until then, on a day.
fn at(world: &World, day: CivilDay, (hour, minute, second): (u8, u8, u8)) {
    let then = Zone::shanghai().at(day, hour, minute, second);
    world.pass(then.seconds() - world.now().seconds());
}

fn registered(world: &World, who: &str, name: &str, phone: &str) -> Receipt {
    let input = RegistrationInput {
        fields: fields(&[("name", name), ("phone", phone)]),
        ..RegistrationInput::default()
    };
    world.desk().register(&world.actor(who), &input).unwrap()
}

fn list(world: &World, who: &str, unit: &str, day: CivilDay) -> Result<DailyListSheet, Refusal> {
    let unit = world.unit(unit);
    world.desk().daily_list(&world.actor(who), unit, day)
}

fn in_clear(
    world: &World,
    who: &str,
    unit: &str,
    day: CivilDay,
) -> Result<DailyListSheet, Refusal> {
    let unit = world.unit(unit);
    world
        .desk()
        .daily_list_in_clear(&world.actor(who), unit, day)
}

fn confirm(world: &World, who: &str, unit: &str, day: CivilDay) -> Result<ListState, Refusal> {
    let unit = world.unit(unit);
    let sheet = world.desk().confirm_list(&world.actor(who), unit, day)?;
    Ok(sheet.line.state)
}

/// What the lists of somebody's outlet wait for, by day.
fn waiting(world: &World, who: &str) -> Vec<(String, CivilDay)> {
    let lines = world.desk().lists_to_confirm(&world.actor(who)).unwrap();
    lines
        .into_iter()
        .map(|line| (line.name, line.day))
        .collect()
}

/// What somebody was told of lists.
fn told(world: &World, who: &str, of: NoticeList) -> Vec<(NoticeKind, Option<UnitId>, CivilDay)> {
    world.desk().remind().unwrap();
    let all = world
        .desk()
        .notices(&world.actor(who), of, None, 50)
        .unwrap();
    let about = all.iter().filter_map(|notice| match notice.about {
        About::List { unit, day } => Some((notice.kind, unit, day)),
        _ => None,
    });
    about.collect()
}

fn customers(sheet: &DailyListSheet) -> Vec<String> {
    let rows = sheet.rows.iter();
    rows.map(|row| row.customer.as_ref().unwrap().join(" "))
        .collect()
}

#[test]
fn it_holds_what_the_whole_store_recorded_since_the_last_one_closed() {
    let world = dealer();
    registered(&world, "zhangchi", "陈远", "13900000001");
    at(&world, monday(), (17, 30, 0));
    registered(&world, "lixiang", "林深", "13900000002");
    registered(&world, "zhaoyue", "程帆", "13900000003");
    at(&world, monday(), (17, 30, 1));
    registered(&world, "zhangchi", "吴桐", "13900000004");
    // Teams have no lists: the store does.
    assert!(matches!(
        list(&world, "sunyue", "甲队", monday()),
        Err(Refusal::NotFound)
    ));
    let sheet = list(&world, "sunyue", "江岸店", monday()).unwrap();
    assert_eq!(customers(&sheet), ["陈* 139****0001", "林* 139****0002"]);
    let who: Vec<&str> = sheet.rows.iter().map(|row| row.claimant.as_str()).collect();
    assert_eq!(who, ["张弛", "李想"]);
    let zone = Zone::shanghai();
    let sunday = monday().plus_days(-1);
    assert_eq!(sheet.from, zone.at(sunday, 17, 30, 1));
    assert_eq!(sheet.last, zone.at(monday(), 17, 30, 0));
    assert_eq!(sheet.clause, "三.7");
    let next = list(&world, "sunyue", "江岸店", monday().plus_days(1)).unwrap();
    assert_eq!(customers(&next), ["吴* 139****0004"]);
    assert_eq!(next.line.state, ListState::Open);
    let other = list(&world, "wuxian", "武昌店", monday()).unwrap();
    assert_eq!(customers(&other), ["程* 139****0003"]);
}

#[test]
fn days_off_have_lists_like_all_others() {
    let world = dealer();
    let labour_day = CivilDay::from_ymd(2026, 5, 1).unwrap();
    at(&world, labour_day, (18, 0, 1));
    let sheet = list(&world, "sunyue", "江岸店", labour_day).unwrap();
    assert_eq!((sheet.line.count, sheet.line.state), (0, ListState::Late));
    assert_eq!(
        sheet.from,
        Zone::shanghai().at(labour_day.plus_days(-1), 17, 30, 1)
    );
}

#[test]
fn only_its_recipients_read_phones_and_every_look_leaves_a_trace() {
    let world = dealer();
    let case = registered(&world, "zhangchi", "陈远", "13900000001").case;
    registered(&world, "lixiang", "林深", "13900000002");
    at(&world, monday(), (17, 30, 0));
    assert!(matches!(
        in_clear(&world, "guanxiao", "江岸店", monday()),
        Err(Refusal::ListOpen { from }) if from == Zone::shanghai().at(monday(), 17, 30, 1)
    ));
    world.pass(1);
    let masked = list(&world, "guanxiao", "江岸店", monday()).unwrap();
    assert_eq!(customers(&masked), ["陈* 139****0001", "林* 139****0002"]);
    let sheet = in_clear(&world, "guanxiao", "江岸店", monday()).unwrap();
    assert_eq!(customers(&sheet), ["陈远 13900000001", "林深 13900000002"]);
    assert_eq!(sheet.recipients, ["关晓"]);
    // Who read it, and why, stands with each customer.
    let looks = || {
        let wanted = AccessesWanted {
            case: Some(case),
            staff: None,
            from: Instant::MIN,
            until: Instant::MAX,
        };
        let accesses = world.desk().ledger().accesses(&wanted).unwrap();
        let reasons = accesses
            .into_iter()
            .map(|access| (access.staff, access.reason));
        reasons.collect::<Vec<_>>()
    };
    let reason = "三.7 每日名单 daily list 2026-03-02".to_owned();
    let look = (world.staff("关晓"), Some(reason));
    assert_eq!(looks(), std::slice::from_ref(&look));
    in_clear(&world, "guanxiao", "江岸店", monday()).unwrap();
    assert_eq!(looks(), [look.clone(), look]);
    // Whoever confirms it sees that nothing is missing, and no phones.
    for who in ["sunyue", "zhouzheng", "qiancheng"] {
        let masked = list(&world, who, "江岸店", monday());
        let clear = in_clear(&world, who, "江岸店", monday());
        // The leader of a team receives for that team only.
        match who == "qiancheng" {
            true => assert!(matches!(
                (masked, clear),
                (Err(Refusal::NotFound), Err(Refusal::NotFound))
            )),
            false => {
                assert_eq!(masked.unwrap().rows.len(), 2);
                assert!(matches!(clear, Err(Refusal::NotAllowed(Action::Reveal))));
            }
        }
    }
    // Nobody else knows that it is there.
    for who in ["zhangchi", "wuxian", "chenzong", "zhengheng", "anlan"] {
        assert!(
            matches!(
                list(&world, who, "江岸店", monday()),
                Err(Refusal::NotFound)
            ),
            "{who}"
        );
        assert!(
            matches!(
                in_clear(&world, who, "江岸店", monday()),
                Err(Refusal::NotFound)
            ),
            "{who}"
        );
        assert!(
            matches!(
                confirm(&world, who, "江岸店", monday()),
                Err(Refusal::NotFound)
            ),
            "{who}"
        );
    }
    assert!(matches!(
        confirm(&world, "guanxiao", "江岸店", monday()),
        Err(Refusal::NotAllowed(_))
    ));
}

#[test]
fn an_empty_list_is_confirmed_too_once_and_for_good() {
    let world = dealer();
    at(&world, monday(), (17, 30, 0));
    assert!(matches!(
        confirm(&world, "zhouzheng", "江岸店", monday()),
        Err(Refusal::ListOpen { .. })
    ));
    assert_eq!(waiting(&world, "zhouzheng"), []);
    world.pass(1);
    let store = ("江岸店".to_owned(), monday());
    assert_eq!(waiting(&world, "zhouzheng"), std::slice::from_ref(&store));
    assert_eq!(waiting(&world, "sunyue"), [store]);
    assert_eq!(waiting(&world, "zhangchi"), []);
    assert_eq!(waiting(&world, "guanxiao"), []);
    let tasks = |who: &str| {
        let actor = world.actor(who);
        world.desk().badge_of(&actor).unwrap().tasks
    };
    assert_eq!(tasks("zhouzheng"), 1);
    let due = (NoticeKind::ListDue, Some(world.unit("江岸店")), monday());
    assert_eq!(told(&world, "sunyue", NoticeList::Open), [due]);
    at(&world, monday(), (18, 0, 0));
    let confirmed = ListState::Confirmed {
        by: "周正".to_owned(),
        at: world.now(),
        is_late: false,
    };
    assert_eq!(
        confirm(&world, "zhouzheng", "江岸店", monday()).unwrap(),
        confirmed
    );
    world.pass(60);
    // The manager confirms it again, and it stays as it was.
    assert_eq!(
        confirm(&world, "sunyue", "江岸店", monday()).unwrap(),
        confirmed
    );
    assert_eq!(tasks("zhouzheng"), 0);
    assert_eq!(waiting(&world, "sunyue"), []);
    // Nobody is asked any more, and nobody was late.
    assert_eq!(told(&world, "sunyue", NoticeList::Open), []);
    assert_eq!(told(&world, "sunyue", NoticeList::Done), [due]);
    let late = (NoticeKind::ListLate, Some(world.unit("武昌店")), monday());
    assert!(told(&world, "wuxian", NoticeList::Open).contains(&late));
}

#[test]
fn the_manager_hears_of_a_late_one_also_when_it_is_confirmed_meanwhile() {
    let world = dealer();
    // Of this company somebody has the office by the regulation, too.
    world.hire(("何方", "hefang"), "江岸店", "manager", Role::StoreManager);
    at(&world, monday(), (18, 0, 0));
    let is_told = |who: &str| {
        let told = told(&world, who, NoticeList::Open);
        told.contains(&(NoticeKind::ListLate, Some(world.unit("江岸店")), monday()))
    };
    assert!(!is_told("hefang"));
    world.pass(30);
    let state = confirm(&world, "zhouzheng", "江岸店", monday()).unwrap();
    assert!(matches!(state, ListState::Confirmed { is_late: true, .. }));
    assert!(is_told("hefang"));
    // It is told to the office that the regulation names, not to everybody who keeps the store.
    assert!(!is_told("sunyue") && !is_told("zhouzheng"));
    assert!(told(&world, "guanxiao", NoticeList::Open).contains(&(
        NoticeKind::ListsDelivered,
        None,
        monday()
    )));
}

#[test]
fn what_was_taken_back_or_erased_stays_on_it_and_says_so() {
    let world = dealer();
    at(&world, monday(), (17, 29, 0));
    let receipt = registered(&world, "zhangchi", "陈远", "13900000001");
    at(&world, monday(), (17, 30, 1));
    let input = WithdrawalInput {
        case: receipt.case,
        registration: receipt.seq,
        key: String::new(),
    };
    world
        .desk()
        .withdraw(&world.actor("zhangchi"), &input)
        .unwrap();
    let sheet = list(&world, "sunyue", "江岸店", monday()).unwrap();
    let taken_back: Vec<bool> = sheet.rows.iter().map(|row| row.is_taken_back).collect();
    assert_eq!(taken_back, [true]);
    let erase = ledger::record::Command::Erase {
        case: receipt.case,
        actor: world.staff("孙悦"),
    };
    world.desk().ledger().carry_out(erase, b"erase").unwrap();
    let sheet = in_clear(&world, "guanxiao", "江岸店", monday()).unwrap();
    assert_eq!((sheet.rows.len(), &sheet.rows[0].customer), (1, &None));
}

#[test]
fn a_regulation_without_lists_has_none() {
    let world = world_under("1-showroom");
    registered_in_showroom(&world);
    at(&world, monday(), (18, 0, 1));
    assert!(!world.desk().has_lists(&world.actor("sunyue")).unwrap());
    assert_eq!(waiting(&world, "sunyue"), []);
    assert!(matches!(
        world.desk().daily_lists(&world.actor("sunyue"), None),
        Err(Refusal::NotFound)
    ));
    assert_eq!(told(&world, "sunyue", NoticeList::Open), []);
}

fn registered_in_showroom(world: &World) {
    let receipt = crate::deeds::register(world, "zhangchi", &crate::deeds::CHEN).unwrap();
    let case = world
        .desk()
        .ledger()
        .case(receipt.case, world.now(), world.now());
    let facts = case.unwrap().unwrap().file;
    assert!(
        facts
            .facts()
            .iter()
            .any(|fact| fact.kind == FactKind::Registered)
    );
}

#[test]
fn the_page_of_a_day_begins_with_the_last_that_is_closed() {
    let world = dealer();
    assert_eq!(world.now().seconds(), START);
    let day = |who: &str| {
        let lists = world.desk().daily_lists(&world.actor(who), None).unwrap();
        let names = lists.lines.into_iter().map(|line| line.name);
        (lists.day, names.collect::<Vec<_>>())
    };
    assert_eq!(day("guanxiao").0, monday().plus_days(-1));
    at(&world, monday(), (17, 30, 1));
    let both = ["武昌店", "江岸店"].map(str::to_owned).to_vec();
    let (last, mut names) = day("guanxiao");
    names.sort();
    let mut wanted = both;
    wanted.sort();
    assert_eq!((last, names), (monday(), wanted));
    assert_eq!(day("sunyue"), (monday(), vec!["江岸店".to_owned()]));
}
