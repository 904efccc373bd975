//! Whoever is away has a colleague decide for them: as long, as far and as free of interest as it should be.

use desk::act::ActEntry;
use desk::delegation::DelegationInput;
use desk::notices::{NoticeKind, NoticeList};
use desk::permission::{Action, Role};
use desk::register::{Receipt, RegistrationInput};
use desk::task::TaskKind;
use desk::{Answer, Refusal};
use ledger::fault::Refusal as LedgerRefusal;

use super::world_under;
use crate::deeds::{DAY, fields};
use crate::tasks::filed;
use crate::world::World;

/// Reviews in two steps: by the department, then by sales management.
fn reviewing() -> World {
    let world = world_under("5-customer-materials");
    for (name, login, office, role) in [
        ("方敏", "fangmin", "department", Role::DepartmentHead),
        ("石静", "shijing", "sales", Role::DepartmentHead),
        ("梅兰", "meilan", "sales_management", Role::SalesManagement),
    ] {
        world.hire((name, login), "江岸店", office, role);
    }
    world
}

fn pass(world: &World, who: &str, claim: &Receipt) -> Result<Receipt, Refusal> {
    let entry = ActEntry {
        of: Some(claim.seq),
        answer: Answer::Yes,
        reason: "资料齐全".to_owned(),
        ..ActEntry::default()
    };
    world.act(who, claim.case, "review", entry)
}

/// Somebody has a colleague stand in for so many days.
fn ask(world: &World, who: &str, name: &str, days: i64) -> Result<(), Refusal> {
    let input = DelegationInput {
        to: world.staff(name),
        from: None,
        until: world.now().plus_seconds(days * DAY),
    };
    world.desk().delegate(&world.actor(who), &input)
}

/// What somebody is to review, and for whom.
fn reviews(world: &World, who: &str) -> Vec<(u64, Option<String>)> {
    let actor = world.actor(who);
    let page = world.desk().tasks(&actor, Some(TaskKind::Review), None);
    let lines = page.unwrap().lines.into_iter();
    lines.map(|line| (line.case, line.on_behalf)).collect()
}

fn told(world: &World, who: &str, list: NoticeList) -> Vec<NoticeKind> {
    let desk = world.desk();
    desk.follow().unwrap();
    desk.remind().unwrap();
    let all = desk.notices(&world.actor(who), list, None, 50).unwrap();
    all.iter().map(|notice| notice.kind).collect()
}

#[test]
fn what_waits_for_somebody_away_is_decided_on_their_behalf() {
    let world = reviewing();
    let claim = filed(&world, "wanglei", 1);
    assert!(matches!(
        pass(&world, "shijing", &claim),
        Err(Refusal::NotAccepted(_))
    ));
    assert_eq!(reviews(&world, "shijing"), []);
    ask(&world, "fangmin", "石静", 2).unwrap();
    let for_her = (claim.case, Some("方敏".to_owned()));
    assert_eq!(reviews(&world, "shijing"), [for_her]);
    assert_eq!(reviews(&world, "fangmin"), [(claim.case, None)]);
    pass(&world, "shijing", &claim).unwrap();
    assert_eq!(reviews(&world, "shijing"), []);
    assert_eq!(reviews(&world, "meilan"), [(claim.case, None)]);
    let sheet = world
        .desk()
        .case_sheet(&world.actor("meilan"), claim.case, None, None);
    let lines = sheet.unwrap().timeline;
    let review = lines.iter().find(|line| line.text.zh.contains("审核"));
    let text = &review.unwrap().text;
    assert!(
        text.zh.contains("石静") && text.zh.contains("代方敏"),
        "{text:?}"
    );
    assert!(text.en.contains("on behalf of 方敏"), "{text:?}");
}

#[test]
fn standing_in_ends_at_its_time_and_when_it_is_taken_back() {
    let world = reviewing();
    let first = filed(&world, "wanglei", 1);
    ask(&world, "fangmin", "石静", 1).unwrap();
    assert_eq!(reviews(&world, "shijing").len(), 1);
    world.pass(DAY);
    assert_eq!(reviews(&world, "shijing"), []);
    assert!(pass(&world, "shijing", &first).is_err());
    ask(&world, "fangmin", "石静", 5).unwrap();
    assert_eq!(reviews(&world, "shijing").len(), 1);
    let (desk, staff) = (world.desk(), world.staff("石静"));
    desk.end_delegation(&world.actor("fangmin"), staff).unwrap();
    assert_eq!(reviews(&world, "shijing"), []);
    assert!(pass(&world, "shijing", &first).is_err());
    let again = desk.end_delegation(&world.actor("fangmin"), staff);
    assert!(matches!(again, Err(Refusal::NotFound)));
    pass(&world, "fangmin", &first).unwrap();
}

#[test]
fn nothing_of_either_of_the_two_is_decided_by_whoever_stands_in() {
    let world = reviewing();
    ask(&world, "meilan", "石静", 5).unwrap();
    ask(&world, "fangmin", "石静", 5).unwrap();
    for (number, who) in [(1, "fangmin"), (2, "shijing"), (3, "meilan")] {
        let claim = filed(&world, who, number);
        let tried = pass(&world, "shijing", &claim);
        assert!(
            matches!(tried, Err(Refusal::Interested { .. })),
            "{who}: {tried:?}"
        );
        let listed = reviews(&world, "shijing");
        assert!(listed.iter().all(|(case, _)| *case != claim.case), "{who}");
    }
}

#[test]
fn only_somebody_who_may_decide_as_much_stands_in() {
    let world = reviewing();
    let able = world.desk().stand_ins_for(&world.actor("fangmin")).unwrap();
    let names: Vec<&str> = able.iter().map(|(_, name)| name.as_str()).collect();
    for name in ["石静", "梅兰", "孙悦", "陈总"] {
        assert!(names.contains(&name), "{name}");
    }
    for name in ["吴限", "王蕾", "方敏", "郑衡", "安澜"] {
        assert!(!names.contains(&name), "{name}");
        let refused = ask(&world, "fangmin", name, 1);
        assert!(matches!(refused, Err(Refusal::NotAsWide)), "{name}");
    }
    let nothing = ask(&world, "wanglei", "方敏", 1);
    assert!(matches!(nothing, Err(Refusal::NotAllowed(Action::Review))));
    let no_time = ask(&world, "fangmin", "石静", 0);
    assert!(matches!(
        no_time,
        Err(Refusal::Missing {
            field: "away_until"
        })
    ));
}

#[test]
fn nobody_stands_in_for_somebody_in_a_circle_also_at_once() {
    let world = reviewing();
    let is_circle = |done: Result<(), Refusal>| match done {
        Err(Refusal::Ledger(refusal)) => matches!(*refusal, LedgerRefusal::StandInCircle),
        _ => false,
    };
    ask(&world, "fangmin", "石静", 5).unwrap();
    ask(&world, "shijing", "梅兰", 5).unwrap();
    assert!(is_circle(ask(&world, "meilan", "方敏", 5)));
    assert!(is_circle(ask(&world, "meilan", "石静", 5)));
    let (desk, meilan) = (world.desk(), world.staff("梅兰"));
    desk.end_delegation(&world.actor("shijing"), meilan)
        .unwrap();
    ask(&world, "meilan", "方敏", 5).unwrap();
    // Each names the other in the same moment.
    let world = reviewing();
    let done = std::thread::scope(|scope| {
        let one = scope.spawn(|| ask(&world, "fangmin", "石静", 5));
        let other = scope.spawn(|| ask(&world, "shijing", "方敏", 5));
        [one.join().unwrap(), other.join().unwrap()]
    });
    assert_eq!(done.iter().filter(|done| done.is_ok()).count(), 1);
}

#[test]
fn both_are_told_when_it_begins_and_when_it_is_over() {
    let world = reviewing();
    ask(&world, "fangmin", "石静", 1).unwrap();
    for (who, list, kind) in [
        ("shijing", NoticeList::Open, NoticeKind::StandsIn),
        ("fangmin", NoticeList::Copied, NoticeKind::StoodInFor),
    ] {
        assert_eq!(told(&world, who, list).first(), Some(&kind), "{who}");
    }
    world.pass(DAY);
    for who in ["shijing", "fangmin"] {
        let copied = told(&world, who, NoticeList::Copied);
        assert_eq!(copied.first(), Some(&NoticeKind::StandInEnded), "{who}");
    }
    ask(&world, "fangmin", "石静", 3).unwrap();
    let staff = world.staff("石静");
    world.pass(60);
    world
        .desk()
        .end_delegation(&world.actor("fangmin"), staff)
        .unwrap();
    for who in ["shijing", "fangmin"] {
        let copied = told(&world, who, NoticeList::Copied).into_iter();
        let ended = copied.filter(|kind| *kind == NoticeKind::StandInEnded);
        assert_eq!(ended.count(), 2, "{who}");
    }
}

/// What an office asks of somebody, in their list: what, and for whom they stand in.
fn duties(world: &World, who: &str) -> Vec<(String, Option<String>)> {
    let (desk, actor) = (world.desk(), world.actor(who));
    let page = desk.tasks(&actor, Some(TaskKind::Duty), None).unwrap();
    let counted = desk.task_counts(&actor).unwrap().of(TaskKind::Duty);
    assert_eq!(counted, page.lines.len() as u64, "{who}");
    let lines = page.lines.into_iter();
    lines.map(|line| (line.what_name, line.on_behalf)).collect()
}

#[test]
fn what_an_office_asks_of_somebody_away_stands_in_the_list_of_whoever_stands_in_for_them() {
    let world = world_under("2-product-sales");
    for (name, login, unit, office, role) in [
        (
            "方敏",
            "fangmin",
            "江岸店",
            "sales_head",
            Role::DepartmentHead,
        ),
        (
            "梅兰",
            "meilan",
            "江岸店",
            "marketing",
            Role::SalesManagement,
        ),
        (
            "祝婷",
            "zhuting",
            "江岸店",
            "marketing",
            Role::SalesManagement,
        ),
        ("柳青", "liuqing", "武昌店", "", Role::StoreManager),
    ] {
        world.hire((name, login), unit, office, role);
    }
    let form = RegistrationInput {
        fields: fields(&[
            ("product", "岩板"),
            ("name", "陈远"),
            ("contact_person", "陈远"),
            ("phone", "13900000001"),
            ("address", "晴川路 1 号"),
        ]),
        ..RegistrationInput::default()
    };
    let desk = world.desk();
    let claim = desk.register(&world.actor("wanglei"), &form).unwrap();
    pass(&world, "fangmin", &claim).unwrap();
    let given = ActEntry {
        person: Some(world.staff("王蕾")),
        reason: "一直在跟进".to_owned(),
        ..ActEntry::default()
    };
    world.act("meilan", claim.case, "assign", given).unwrap();
    world.pass(26 * DAY);
    let inspect = || "inspect".to_owned();
    let own = [(inspect(), None)];
    for (who, listed) in [("meilan", &own[..]), ("zhuting", &own[..]), ("sunyue", &[])] {
        assert_eq!(duties(&world, who), listed, "{who}");
    }
    ask(&world, "meilan", "孙悦", 2).unwrap();
    assert_eq!(
        duties(&world, "sunyue"),
        [(inspect(), Some("梅兰".to_owned()))]
    );
    // Whoever has the office as well has it once.
    ask(&world, "meilan", "祝婷", 2).unwrap();
    assert_eq!(duties(&world, "zhuting"), own);
    let refused = ask(&world, "meilan", "柳青", 2);
    assert!(matches!(refused, Err(Refusal::NotAsWide)));
    world.pass(2 * DAY);
    assert_eq!(duties(&world, "sunyue"), []);
    assert_eq!(duties(&world, "meilan"), own);
}
