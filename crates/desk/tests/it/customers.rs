//! Lists of customers: sorted, filtered, searched and taken out, each only as far as one may see.

#[path = "customers/stages.rs"]
mod stages;

use desk::customers::{Choices, CustomerQuery, Sort, Whose};
use desk::follow_up::FollowUpInput;
use desk::notices::{NoticeKind, NoticeList};
use desk::permission::Action;
use desk::{Mode, Refusal, State};

use super::world;
use crate::deeds::{CHEN, DAY, LIN, on_site, register, sheet};
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
