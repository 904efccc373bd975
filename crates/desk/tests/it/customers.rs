//! Lists of customers: sorted, filtered, searched and taken out, each only as far as one may see.

use desk::act::ActEntry;
use desk::act::duty::DutyInput;
use desk::customers::{Choices, CustomerQuery, Sort, Stage, StageLine, Whose};
use desk::follow_up::FollowUpInput;
use desk::notices::{NoticeKind, NoticeList};
use desk::permission::{Action, Role};
use desk::register::{Receipt, RegistrationInput};
use desk::{Answer, Mode, Refusal, State};

use super::{world, world_under};
use crate::deeds::{CHEN, DAY, LIN, fields, on_site, register, sheet};
use crate::world::World;

const NONE: [u64; 0] = [];

/// The cases of a list, read page by page.
fn listed(world: &World, who: &str, query: &CustomerQuery) -> Result<Vec<u64>, Refusal> {
    let mut query = CustomerQuery { limit: 2, ..*query };
    let mut cases = Vec::new();
    loop {
        let page = world.desk().customers(&world.actor(who), &query)?;
        assert!(page.lines.len() <= 2 && !page.is_cut);
        cases.extend(page.lines.iter().map(|line| line.case));
        query.after = page.next;
        if page.next.is_none() {
            return Ok(cases);
        }
    }
}

fn store(world: &World) -> CustomerQuery {
    CustomerQuery {
        whose: Whose::Unit(world.unit("江岸店")),
        ..CustomerQuery::default()
    }
}

/// Five customers, a day apart: the fourth of another team.
fn five(world: &World) -> Vec<u64> {
    let mut cases = Vec::new();
    for number in 0..5 {
        let phone = format!("1390000010{number}");
        let who = if number == 3 { "lixiang" } else { "zhangchi" };
        let mut input = on_site(&[("name", "林深"), ("phone", &phone)]);
        input.region = Some(if number == 0 { "420106" } else { "4211" }.to_owned());
        let receipt = world.desk().register(&world.actor(who), &input).unwrap();
        cases.push(receipt.case);
        world.pass(DAY);
    }
    cases
}

#[test]
fn a_list_is_sorted_and_filtered_page_by_page() {
    let world = world();
    let cases = five(&world);
    let by = |change: &dyn Fn(&mut CustomerQuery)| {
        let mut query = store(&world);
        change(&mut query);
        listed(&world, "sunyue", &query).unwrap()
    };
    let newest = [cases[4], cases[3], cases[2], cases[1], cases[0]];
    assert_eq!(by(&|_| {}), newest);
    assert_eq!(by(&|query| query.sort = Sort::Ending), cases);
    let zhang = Some(world.staff("张弛"));
    assert_eq!(
        by(&|query| query.holder = zhang),
        [cases[4], cases[2], cases[1], cases[0]]
    );
    assert_eq!(by(&|query| query.region = Some(420_100)), [cases[0]]);
    assert_eq!(
        by(&|query| (query.region, query.holder) = (Some(421_100), zhang)),
        [cases[4], cases[2], cases[1]]
    );
    assert_eq!(by(&|query| query.mode = Some(Mode::Forbid)), newest);
    assert_eq!(by(&|query| query.mode = Some(Mode::Pool)), NONE);
    assert_eq!(by(&|query| query.state = Some(State::Final)), NONE);
    let since = world.now().plus_seconds(-3 * DAY);
    assert_eq!(
        by(&|query| query.from = Some(since)),
        [cases[4], cases[3], cases[2]]
    );
    assert_eq!(by(&|query| query.until = Some(since)), [cases[1], cases[0]]);
    let both = |query: &mut CustomerQuery| {
        (query.sort, query.holder) = (Sort::Ending, zhang);
    };
    assert_eq!(by(&both), [cases[0], cases[1], cases[2], cases[4]]);
}

#[test]
fn what_a_list_is_filtered_by_is_what_its_customers_have() {
    let world = world();
    five(&world);
    let desk = world.desk();
    let choices = |who: &str, whose| desk.customer_choices(&world.actor(who), whose);
    let store = Whose::Unit(world.unit("江岸店"));
    let all = choices("sunyue", store).unwrap();
    let names: Vec<&str> = all.holders.iter().map(|(_, name)| name.as_str()).collect();
    assert_eq!(names, ["张弛", "李想"]);
    let regions = [(420_100, "湖北省武汉市"), (421_100, "湖北省黄冈市")];
    assert_eq!(
        all.regions,
        regions.map(|(code, name)| (code, name.to_owned()))
    );
    assert_eq!(
        choices("zhangchi", Whose::Mine).unwrap(),
        Choices::default()
    );
    assert!(matches!(choices("wuxian", store), Err(Refusal::NotFound)));
    let lists = desk
        .lists_of(&world.actor("sunyue"), Action::SeeCase)
        .unwrap();
    assert_eq!(lists, [(world.unit("江岸店"), "江岸店".to_owned())]);
    let none = desk.lists_of(&world.actor("zhangchi"), Action::SeeCase);
    assert!(none.unwrap().is_empty());
}

#[test]
fn a_list_is_right_when_a_time_has_come_and_nothing_was_recorded() {
    let world = world();
    let case = register(&world, "zhangchi", &CHEN).unwrap().case;
    let forbidden = CustomerQuery {
        mode: Some(Mode::Forbid),
        ..store(&world)
    };
    assert_eq!(listed(&world, "sunyue", &forbidden).unwrap(), [case]);
    let until = sheet(&world, "zhangchi", case).unwrap().until.unwrap();
    world.pass(until.seconds() - world.now().seconds());
    assert_eq!(listed(&world, "sunyue", &forbidden).unwrap(), NONE);
    let after = sheet(&world, "sunyue", case).unwrap();
    let mode = CustomerQuery {
        mode: Some(after.mode),
        ..store(&world)
    };
    assert_eq!(listed(&world, "sunyue", &mode).unwrap(), [case]);
}

#[test]
fn a_follow_up_moves_a_customer_in_every_list_it_is_in() {
    let world = world();
    let cases = five(&world);
    let input = FollowUpInput {
        case: cases[0],
        ..FollowUpInput::default()
    };
    let desk = world.desk();
    desk.follow_up(&world.actor("zhangchi"), &input).unwrap();
    let own = listed(&world, "zhangchi", &CustomerQuery::default()).unwrap();
    assert_eq!(own, [cases[0], cases[4], cases[2], cases[1]]);
    assert_eq!(
        listed(&world, "sunyue", &store(&world)).unwrap()[0],
        cases[0]
    );
}

#[test]
fn a_search_finds_ones_own_in_every_way_of_writing_and_says_nothing_of_others() {
    let world = world();
    let case = register(&world, "zhangchi", &CHEN).unwrap().case;
    register(&world, "zhangchi", &LIN).unwrap();
    let company = [
        ("company", "武汉东湖装饰工程有限公司"),
        ("name", "周行"),
        ("phone", "13900000003"),
    ];
    let of_company = register(&world, "zhangchi", &company).unwrap().case;
    let found = |who: &str, text: &str| -> Vec<u64> {
        let found = world.desk().search_customers(&world.actor(who), text);
        found.unwrap().lines.iter().map(|line| line.case).collect()
    };
    for text in [
        "13900000001",
        "+86 139-0000-0001",
        "１３９０００００００１",
        "陈远",
        "陈远 139****0001",
        "1390000**** 陈远",
        "139****0001",
        "139**000001",
        "139…000001",
    ] {
        for who in ["zhangchi", "qiancheng", "sunyue", "zhouzheng", "chenzong"] {
            assert_eq!(found(who, text), [case], "{who} {text}");
        }
        for who in ["wanglei", "wuxian", "zhaoyue"] {
            assert_eq!(found(who, text), NONE, "{who} {text}");
        }
    }
    for text in ["武汉东湖装饰", "13900000003"] {
        assert_eq!(found("zhangchi", text), [of_company], "{text}");
        assert_eq!(found("wanglei", text), NONE, "{text}");
    }
    for text in ["13900000009", "139****0009", "陈", "没有这个人"] {
        assert_eq!(found("zhangchi", text), NONE, "{text}");
    }
    let nothing = world.desk().search_customers(&world.actor("zhangchi"), " ");
    assert!(matches!(nothing, Err(Refusal::Missing { .. })));
    let administrator = world.desk().search_customers(&world.actor("anlan"), "陈远");
    assert!(matches!(administrator, Err(Refusal::NotAllowed(_))));
}

#[test]
fn a_list_is_taken_out_by_few_with_a_trace_and_not_without_end() {
    use crate::audit::of;
    use desk::Instant;
    use desk::deeds::Did;
    let world = world();
    let case = register(&world, "zhangchi", &CHEN).unwrap().case;
    let desk = world.desk();
    let export = |who: &str, query: &CustomerQuery| desk.export_customers(&world.actor(who), query);
    let lines = export("sunyue", &store(&world)).unwrap();
    let shown: Vec<_> = lines
        .iter()
        .map(|line| (line.case, line.customer.as_deref()))
        .collect();
    assert_eq!(shown, [(case, Some("陈*"))]);
    let own = CustomerQuery::default();
    assert!(matches!(
        export("zhangchi", &own),
        Err(Refusal::NotAllowed(_))
    ));
    assert!(matches!(
        export("wuxian", &store(&world)),
        Err(Refusal::NotAllowed(_) | Refusal::NotFound)
    ));
    for _ in 1..5 {
        export("sunyue", &store(&world)).unwrap();
    }
    assert!(matches!(
        export("sunyue", &store(&world)),
        Err(Refusal::Budget { .. })
    ));
    let all = of(world.staff("孙悦"), Instant::MIN, Instant::MAX);
    let did = desk.deeds(&world.actor("zhengheng"), &all);
    let did: Vec<Did> = did.unwrap().lines.iter().map(|line| line.did).collect();
    assert_eq!(did, [Did::Exported; 5]);
    let told = desk.notices(&world.actor("zhengheng"), NoticeList::Open, None, 50);
    let told = told.unwrap().into_iter();
    let spikes = told.filter(|notice| notice.kind == NoticeKind::ManyExports);
    assert_eq!(spikes.count(), 1);
    world.pass(DAY);
    export("sunyue", &store(&world)).unwrap();
}

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
