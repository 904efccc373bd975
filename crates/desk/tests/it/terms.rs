//! Ratios of projects, price lists, and quotes that these let through or not.

use desk::act::table::Ask;
use desk::act::{ActEntry, ActInput};
use desk::credit::{CreditQuery, Month};
use desk::customers::Whose;
use desk::permission::Role;
use desk::register::{Receipt, RegistrationInput};
use desk::terms::prices::{PriceRow, RowProblem};
use desk::terms::ratios::RatioInput;
use desk::{Answer, CreditKind, FactKind, Refusal, State};
use ruling::calendar::CivilDay;

use super::{world, world_under};
use crate::deeds::{CHEN, DAY, fields, sheet};
use crate::world::World;

fn ratio(project: &str, parts: &[(&str, u32)]) -> RatioInput {
    let parts = parts.iter().map(|(role, part)| ((*role).to_owned(), *part));
    RatioInput {
        project: project.to_owned(),
        parts: parts.collect(),
        from: None,
    }
}

/// A deal of a customer whom nobody had registered, in a project.
fn sold_in(world: &World, project: &str) -> Receipt {
    let mut typed = fields(&CHEN);
    typed.push(("project".to_owned(), project.to_owned()));
    let entry = ActEntry {
        fields: typed,
        cents: Some(1_000_000),
        ..ActEntry::default()
    };
    world.act("sunyue", None, "contract", entry).unwrap()
}

#[test]
fn a_deal_waits_for_its_projects_ratio_and_takes_the_first_that_is_set() {
    let world = world();
    world.hire(
        ("何平", "heping"),
        "江岸店",
        "project_lead",
        Role::DepartmentHead,
    );
    let monday = CivilDay::from_ymd(2026, 3, 2).unwrap();
    let on_duty = [(monday, world.unit("甲队"))];
    world
        .desk()
        .set_roster(&world.actor("sunyue"), &on_duty)
        .unwrap();
    let deal = sold_in(&world, "滨江 一期");
    let commission = ActEntry {
        what: "commission".to_owned(),
        cents: Some(10_001),
        ..ActEntry::default()
    };
    world.act("sunyue", deal.case, "note", commission).unwrap();
    world.pass(4 * DAY);
    let desk = world.desk();
    let lead = world.actor("heping");
    let wanted = ratio("滨江一期", &[("manager", 2), ("lead", 1)]);
    assert_eq!(
        desk.ratio_effects(&lead, &ratio("城南", &[("lead", 1)]))
            .unwrap(),
        []
    );
    let effects = desk.ratio_effects(&lead, &wanted).unwrap();
    assert_eq!(effects.len(), 1);
    assert_eq!(
        (effects[0].case, effects[0].before),
        (Some(deal.case), State::Pending)
    );
    // Of another project, it stays as it is.
    desk.set_ratio(&lead, &ratio("城南", &[("lead", 1)]))
        .unwrap();
    assert_eq!(desk.ratio_effects(&lead, &wanted).unwrap(), effects);
    desk.set_ratio(&lead, &wanted).unwrap();
    let query = CreditQuery {
        whose: Whose::Company,
        month: Month::of(world.now()),
        skip: 0,
    };
    let page = desk.credit(&world.actor("chenzong"), &query).unwrap();
    let shares: Vec<_> = page
        .lines
        .iter()
        .filter(|line| line.kind == CreditKind::Commission)
        .map(|line| (line.share, line.cents))
        .collect();
    assert_eq!(shares.len(), 2);
    let all: i64 = shares.iter().filter_map(|(_, cents)| *cents).sum();
    assert_eq!(all, 10_001);
    assert_eq!(page.totals.performance, 1_000_000);
    let projects = desk.projects(&lead).unwrap();
    let names: Vec<_> = projects
        .lines
        .iter()
        .map(|line| line.name.as_deref())
        .collect();
    assert_eq!(names, [None, Some("城南"), Some("滨江一期")]);
    assert!(projects.lines[2].ratios[0].is_in_force);
    // A later one counts from its day on, and changes nothing of what was.
    let before = desk.credit(&world.actor("chenzong"), &query).unwrap();
    world.pass(DAY);
    desk.set_ratio(&lead, &ratio("滨江一期", &[("lead", 1)]))
        .unwrap();
    assert_eq!(
        desk.credit(&world.actor("chenzong"), &query).unwrap(),
        before
    );
}

#[test]
fn ratios_are_set_by_whoever_the_regulation_names() {
    let world = world();
    world.hire(
        ("何平", "heping"),
        "江岸店",
        "project_lead",
        Role::DepartmentHead,
    );
    world.hire(("冯岚", "fenglan"), "江岸店", "manager", Role::StoreManager);
    let desk = world.desk();
    let wanted = ratio("", &[("lead", 1)]);
    let by_sales = desk.set_ratio(&world.actor("zhangchi"), &wanted);
    assert!(matches!(by_sales, Err(Refusal::NotAllowed(_))));
    let by_manager = desk.set_ratio(&world.actor("fenglan"), &wanted);
    assert!(matches!(by_manager, Err(Refusal::OfOffice { .. })));
    let passed = RatioInput {
        from: CivilDay::from_ymd(2026, 3, 1),
        ..wanted.clone()
    };
    let by_lead = desk.set_ratio(&world.actor("heping"), &passed);
    assert!(matches!(by_lead, Err(Refusal::DayPassed)));
    for parts in [
        vec![],
        vec![("lead".to_owned(), 0)],
        vec![("nobody".to_owned(), 1)],
    ] {
        let input = RatioInput {
            parts,
            ..wanted.clone()
        };
        let refused = desk.set_ratio(&world.actor("heping"), &input);
        assert!(matches!(refused, Err(Refusal::Missing { field: "parts" })));
    }
    desk.set_ratio(&world.actor("heping"), &wanted).unwrap();
}

fn row(number: u32, cells: [&str; 4]) -> PriceRow {
    let [product, region, list, floor] = cells.map(str::to_owned);
    PriceRow {
        number,
        product,
        region,
        list,
        floor,
    }
}

#[test]
fn a_list_is_set_as_a_whole_and_its_bad_rows_are_named() {
    let world = world_under("6-building-materials");
    let desk = world.desk();
    let head = world.actor("chenzong");
    let rows = [
        row(2, ["瓷砖", "", "¥1,200.00", "1000"]),
        row(3, ["", "", "", "5"]),
        row(4, ["地板", "没有这个地方", "", "5"]),
        row(5, ["地板", "", "贵", "5"]),
        row(6, ["地板", "", "", ""]),
        row(7, ["地板", "", "4", "5"]),
        row(8, ["瓷砖", "", "", "900"]),
    ];
    let draft = desk.draft_prices(&head, &rows).unwrap();
    assert_eq!(draft.lines.len(), 1);
    assert_eq!(
        draft.rejected,
        [
            (3, RowProblem::Product),
            (4, RowProblem::Region),
            (5, RowProblem::List),
            (6, RowProblem::Floor),
            (7, RowProblem::FloorAboveList),
            (8, RowProblem::Twice),
        ]
    );
    let refused = desk.set_prices(&head, &rows, None);
    assert!(matches!(refused, Err(Refusal::Missing { field: "sheet" })));
    assert!(desk.prices(&head).unwrap().is_empty());
    let set = desk.set_prices(&head, &[row(2, ["瓷砖", "420106", "1200", "1000"])], None);
    assert_eq!(set.unwrap(), 1);
    let seen = desk.prices(&head).unwrap();
    assert_eq!(seen[0].lines[0].floor_cents, Some(100_000));
    assert!(seen[0].lines[0].region.as_deref().unwrap().contains("武昌"));
    // Whoever quotes knows the list, not how low one may go.
    let quoting = desk.prices(&world.actor("zhangchi")).unwrap();
    assert_eq!(
        (
            quoting[0].lines[0].list_cents,
            quoting[0].lines[0].floor_cents
        ),
        (Some(120_000), None)
    );
    let reception = desk.prices(&world.actor("zhouzheng"));
    assert!(matches!(reception, Err(Refusal::NotAllowed(_))));
}

/// A customer of a store in its own region, who asks for tiles; and what tiles cost there.
fn asked_for_tiles() -> (World, u64) {
    let world = world_under("6-building-materials");
    world.hire(("何平", "heping"), "江岸店", "manager", Role::StoreManager);
    let permit = world
        .actor("heyun")
        .may(desk::permission::Target::Anything)
        .unwrap();
    world
        .desk()
        .set_regions(&permit, world.unit("甲队"), "420102")
        .unwrap();
    let form = RegistrationInput {
        fields: fields(&[
            ("name", "陈远"),
            ("phone", "13900000001"),
            ("demand", "瓷砖"),
        ]),
        region: Some("420102".to_owned()),
        ..RegistrationInput::default()
    };
    let filed = world
        .desk()
        .register(&world.actor("zhangchi"), &form)
        .unwrap();
    let rows = [
        row(2, ["瓷砖", "", "900", "800"]),
        row(3, ["瓷砖", "420100", "1200", "1000"]),
    ];
    world
        .desk()
        .set_prices(&world.actor("chenzong"), &rows, None)
        .unwrap();
    (world, filed.case)
}

fn quote(world: &World, case: u64, yuan: i64) -> Result<Receipt, Refusal> {
    let entry = ActEntry {
        cents: Some(yuan * 100),
        value: Some(2),
        ..ActEntry::default()
    };
    world.act("zhangchi", case, "quote", entry)
}

#[test]
fn below_the_floor_of_the_region_nothing_is_quoted_and_the_attempt_stays() {
    let (world, case) = asked_for_tiles();
    let Err(Refusal::NotAccepted(reasons)) = quote(&world, case, 999) else {
        panic!("it is below the floor of the city");
    };
    assert_eq!(reasons[0].clause, "五.3");
    assert!(!reasons[0].why.zh.contains("1000"), "the floor is not told");
    let shown = sheet(&world, "qiancheng", case).unwrap();
    let noted = shown
        .timeline
        .iter()
        .filter(|line| line.kind == FactKind::Noted);
    assert_eq!(noted.count(), 1);
    assert!(
        !shown
            .timeline
            .iter()
            .any(|line| line.kind == FactKind::Quoted)
    );
    // At the floor it is issued, and the paper names the list.
    let done = quote(&world, case, 1_000).unwrap();
    let paper = world
        .desk()
        .quote(&world.actor("zhangchi"), case, done.seq)
        .unwrap();
    assert_eq!(
        (paper.cents, paper.quantity, paper.list_cents),
        (100_000, 2, Some(120_000))
    );
    assert_eq!(paper.product.as_deref(), Some("瓷砖"));
    assert!(paper.region.unwrap().contains("武汉") && paper.version.is_some());
    assert!(paper.approval.is_none());
    let other = world.desk().quote(&world.actor("zhaoyue"), case, done.seq);
    assert!(matches!(other, Err(Refusal::NotFound)));
}

#[test]
fn each_permission_asks_for_what_it_is_about() {
    let (world, case) = asked_for_tiles();
    let offers = world.desk().acts(&world.actor("zhangchi"), case).unwrap();
    let mut offers = offers.offers.iter();
    let asked = offers.find(|offer| offer.act.name == "ask-permission");
    let fields = &asked.unwrap().fields;
    let with = |ask| {
        let mut fields = fields.iter();
        fields
            .find(|field| field.ask == ask)
            .map(|field| field.only_with.clone())
    };
    let price = || Some(vec!["special_price".to_owned()]);
    assert_eq!(with(Ask::Amount), price());
    assert_eq!(with(Ask::Until), price());
    let crossing = Some(vec!["cross_region".to_owned()]);
    assert_eq!(with(Ask::Region), crossing);
    assert_eq!(with(Ask::Person), None, "nobody asks for another holder");
    assert_eq!(with(Ask::Reason), Some(Vec::new()));
}

#[test]
fn an_approved_special_price_lets_it_through_until_it_ends() {
    let (world, case) = asked_for_tiles();
    let ask = ActEntry {
        what: "special_price".to_owned(),
        fields: fields(&[("demand", "瓷砖")]),
        cents: Some(95_000),
        until: Some(world.now().plus_seconds(2 * DAY)),
        reason: "对手报价更低".to_owned(),
        ..ActEntry::default()
    };
    let asked = world.act("zhangchi", case, "ask-permission", ask).unwrap();
    let looked_at = ActInput {
        case: Some(case),
        act: "decide-permission".to_owned(),
        entry: ActEntry {
            what: "special_price".to_owned(),
            of: Some(asked.seq),
            ..ActEntry::default()
        },
        ..ActInput::default()
    };
    let decider = world.actor("heping");
    let beside = world.desk().beside(&decider, &looked_at).unwrap();
    assert_eq!(beside.reason.as_deref(), Some("对手报价更低"));
    assert!(matches!(
        quote(&world, case, 960),
        Err(Refusal::NotAccepted(_))
    ));
    let decided = ActEntry {
        what: "special_price".to_owned(),
        of: Some(asked.seq),
        answer: Answer::Yes,
        reason: "同意".to_owned(),
        ..ActEntry::default()
    };
    let granted = world
        .act("heping", case, "decide-permission", decided)
        .unwrap();
    let done = quote(&world, case, 960).unwrap();
    let paper = world
        .desk()
        .quote(&world.actor("zhangchi"), case, done.seq)
        .unwrap();
    let (entry, _, by) = paper.approval.unwrap();
    assert_eq!((entry, by.as_str()), (granted.seq, "何平"));
    world.pass(3 * DAY);
    assert!(matches!(
        quote(&world, case, 960),
        Err(Refusal::NotAccepted(_))
    ));
}
