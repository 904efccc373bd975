//! How far colleagues have come with their customers, where the regulation lets everybody who sells know.

use desk::act::ActEntry;
use desk::act::duty::DutyInput;
use desk::customers::{CustomerQuery, Stage, StageLine};
use desk::notices::NoticeKind;
use desk::permission::{Action, Role};
use desk::register::{Receipt, RegistrationInput};
use desk::{Answer, Refusal};

use super::super::{world, world_under};
use crate::deeds::{CHEN, DAY, fields, register, sheet};
use crate::world::World;

/// Somebody reaches a customer of products and registers them.
fn wants_products(world: &World, who: &str, name: &str, phone: &str) -> Receipt {
    let reached = ActEntry {
        fields: fields(&[("name", name), ("phone", phone)]),
        ..ActEntry::default()
    };
    world.act(who, None, "contact", reached).unwrap();
    let form = RegistrationInput {
        fields: fields(&[
            ("product", "岩板"),
            ("name", name),
            ("contact_person", name),
            ("phone", phone),
            ("address", "晴川路 1 号"),
        ]),
        ..RegistrationInput::default()
    };
    world.desk().register(&world.actor(who), &form).unwrap()
}

fn review(world: &World, claim: &Receipt, answer: Answer) {
    let reviewed = ActEntry {
        of: Some(claim.seq),
        answer,
        reason: "核对过".to_owned(),
        ..ActEntry::default()
    };
    world
        .act("fangmin", claim.case, "review", reviewed)
        .unwrap();
}

/// Customers of one salesperson: one lost, one sold to, one followed.
fn at_all_stages(world: &World) -> [u64; 3] {
    for (name, login, office, role) in [
        ("方敏", "fangmin", "sales_head", Role::DepartmentHead),
        ("石静", "shijing", "marketing", Role::Marketing),
    ] {
        world.hire((name, login), "江岸店", office, role);
    }
    let lost = wants_products(world, "wanglei", "林深", "13900000001");
    review(world, &lost, Answer::No);
    world.pass(8 * DAY);
    let given = ["13900000002", "13900000003"].map(|phone| {
        let claim = wants_products(world, "wanglei", "陈远", phone);
        review(world, &claim, Answer::Yes);
        let given = ActEntry {
            person: Some(world.staff("王蕾")),
            reason: "一直在跟进".to_owned(),
            ..ActEntry::default()
        };
        world.act("shijing", claim.case, "assign", given).unwrap();
        claim.case
    });
    let signed = ActEntry {
        cents: Some(5_000_000),
        ..ActEntry::default()
    };
    world.act("wanglei", given[0], "contract", signed).unwrap();
    [lost.case, given[0], given[1]]
}

#[test]
fn colleagues_see_stages_where_the_regulation_says_so_and_never_how_to_reach_a_customer() {
    let world = world_under("2-product-sales");
    let cases = at_all_stages(&world);
    let desk = world.desk();
    // In another store, and nothing to do with any of them.
    let colleague = world.actor("zhaoyue");
    assert!(desk.knows_stages(&colleague).unwrap());
    let page = desk.stages(&colleague, None).unwrap();
    let line = |customer: &str, holder: Option<&str>, stage| StageLine {
        customer: Some(customer.to_owned()),
        holder: holder.map(|name| desk::Text::new(name, name)),
        stage,
    };
    let all = [
        line("陈*", Some("王蕾"), Stage::Followed),
        line("陈*", Some("王蕾"), Stage::Won),
        line("林*", None, Stage::Lost),
    ];
    assert_eq!(page.lines, all);
    assert_eq!(page.next, None);
    let later = desk.stages(&colleague, Some(cases[2])).unwrap();
    assert_eq!(later.lines, all[1..]);
    let told = format!("{:?}", page.lines);
    for hidden in ["1390", "0002", "晴川路", "陈远", "林深", "岩板"] {
        assert!(!told.contains(hidden), "{hidden}: {told}");
    }
    // Knowing the stage opens no case.
    for case in cases {
        let opened = sheet(&world, "zhaoyue", case);
        assert!(matches!(opened, Err(Refusal::NotFound)), "{case}");
        assert_eq!(
            desk.customers(&colleague, &CustomerQuery::default())
                .unwrap()
                .lines,
            []
        );
    }
    // Reception sells nothing, and who keeps the accounts has no customers at all.
    let reception = world.actor("zhouzheng");
    assert!(!desk.knows_stages(&reception).unwrap());
    assert!(matches!(
        desk.stages(&reception, None),
        Err(Refusal::NotFound)
    ));
    let refused = desk.stages(&world.actor("heyun"), None);
    assert!(matches!(refused, Err(Refusal::NotAllowed(Action::SeeCase))));
}

#[test]
fn whoever_closed_the_deal_says_how_far_the_customer_is_and_colleagues_see_it() {
    let world = world_under("2-product-sales");
    let [_, sold, _] = at_all_stages(&world);
    let stage = || {
        let page = world.desk().stages(&world.actor("zhaoyue"), None).unwrap();
        page.lines[1].stage
    };
    assert_eq!(stage(), Stage::Won);
    let desk = world.desk();
    let sheet = desk
        .duty(&world.actor("wanglei"), sold, "update_state", None)
        .unwrap();
    let ways: Vec<_> = sheet.ways.iter().map(|way| way.label.zh.as_str()).collect();
    assert_eq!(ways, ["状态更新为成交", "状态更新为跟进", "状态更新为流失"]);
    world.pass(4 * DAY);
    let is_asked = || {
        let page = desk.tasks(&world.actor("wanglei"), None, None).unwrap();
        let mut lines = page.lines.into_iter();
        let asked = lines.find(|line| line.what_name == "update_state");
        asked.map(|line| line.is_overdue)
    };
    assert_eq!(is_asked(), Some(true), "three days are over");
    let said = |way: &str| {
        let done = DutyInput {
            case: sold,
            what: "update_state".to_owned(),
            way: way.to_owned(),
            ..DutyInput::default()
        };
        desk.duty_done(&world.actor("wanglei"), &done)
    };
    assert!(said("update_state").is_err(), "it says no state");
    assert!(
        desk.duty(&world.actor("zhaoyue"), sold, "update_state", None)
            .is_err()
    );
    said("stage_lost").unwrap();
    assert_eq!((stage(), is_asked()), (Stage::Lost, None));
}

#[test]
fn the_stages_of_many_customers_are_read_page_by_page_each_once() {
    let world = world_under("2-product-sales");
    let mut cases: Vec<u64> = (0..60)
        .map(|number| {
            wants_products(&world, "wanglei", "陈远", &format!("139000010{number:02}")).case
        })
        .collect();
    let (desk, colleague) = (world.desk(), world.actor("zhaoyue"));
    let mut lengths = Vec::new();
    let mut after = None;
    loop {
        let page = desk.stages(&colleague, after).unwrap();
        lengths.push(page.lines.len());
        if page.next.is_none() {
            break;
        }
        // The next page begins behind the last customer of this one, the newest first.
        let seen: usize = lengths.iter().sum();
        assert_eq!(page.next, cases.iter().rev().nth(seen - 1).copied());
        after = page.next;
    }
    assert_eq!(lengths, [25, 25, 10]);
    // Whoever comes to have one does not move the others.
    cases.push(wants_products(&world, "wanglei", "陈远", "13900002001").case);
    let again = desk.stages(&colleague, after).unwrap();
    assert_eq!(again.lines.len(), 10);
}

#[test]
fn looking_through_all_stages_again_and_again_is_told_of() {
    let world = world_under("2-product-sales");
    let told = || {
        let alerts = world.desk().alerts(&world.actor("zhengheng"), None, 50);
        let lines = alerts.unwrap().0.into_iter();
        lines.map(|line| (line.kind, line.who)).collect::<Vec<_>>()
    };
    let colleague = world.actor("zhaoyue");
    assert_eq!(told(), []);
    for _ in 0..World::settings().looks_a_day {
        world.desk().stages(&colleague, None).unwrap();
    }
    assert_eq!(told(), [(NoticeKind::ManyLooks, "赵越".to_owned())]);
}

#[test]
fn where_the_regulation_does_not_say_so_nobody_sees_the_stages_of_others() {
    let world = world();
    register(&world, "zhangchi", &CHEN).unwrap();
    for who in ["zhangchi", "zhaoyue", "sunyue", "chenzong"] {
        let actor = world.actor(who);
        assert!(!world.desk().knows_stages(&actor).unwrap(), "{who}");
        let refused = world.desk().stages(&actor, None);
        assert!(matches!(refused, Err(Refusal::NotFound)), "{who}");
    }
}
