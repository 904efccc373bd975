//! Deals, what they are worth to whom, and the statements of a month.

use desk::act::ActEntry;
use desk::credit::{CreditPage, CreditQuery, Month, Receiver, Statement, StatementOf};
use desk::customers::Whose;
use desk::permission::Role;
use desk::register::{Receipt, RegistrationInput};
use desk::{Answer, CreditKind, Refusal, State};
use ruling::calendar::{CivilDay, Zone};

use super::{world, world_under};
use crate::deeds::{CHEN, DAY, LIN, fields, register, sheet};
use crate::world::World;

fn sold(world: &World, who: &str, customer: &[(&str, &str)], cents: i64) -> Receipt {
    let entry = ActEntry {
        fields: fields(customer),
        cents: Some(cents),
        ..ActEntry::default()
    };
    world.act(who, None, "contract", entry).unwrap()
}

fn month(world: &World) -> Month {
    Month::of(world.now())
}

fn listed(world: &World, who: &str, whose: Whose, month: Month) -> Result<CreditPage, Refusal> {
    let query = CreditQuery {
        whose,
        month,
        skip: 0,
    };
    world.desk().credit(&world.actor(who), &query)
}

fn statement(world: &World, who: &str, of: StatementOf, month: Month) -> Statement {
    world
        .desk()
        .statement(&world.actor(who), of, month)
        .unwrap()
}

/// Until the third of next month, so that this one is over and every window of it, too.
fn pass_a_month(world: &World) {
    let (zone, now) = (Zone::shanghai(), world.now());
    let (year, month) = Month::of(now).after().ym();
    let day = CivilDay::from_ymd(year.try_into().unwrap(), month.try_into().unwrap(), 5).unwrap();
    world.pass(zone.at(day, 9, 0, 0).seconds() - now.seconds());
}

#[test]
fn a_deal_is_its_teams_in_the_month_of_the_deal_and_so_it_is_told() {
    let world = world();
    register(&world, "zhangchi", &CHEN).unwrap();
    let deal = sold(&world, "sunyue", &CHEN, 286_000_001);
    let page = listed(&world, "chenzong", Whose::Company, month(&world)).unwrap();
    let line = &page.lines[0];
    assert_eq!(page.lines.len(), 1);
    assert_eq!(line.receiver, Receiver::Unit(world.unit("甲队")));
    assert_eq!(
        (line.case, line.cents),
        (Some(deal.case), Some(286_000_001))
    );
    assert_eq!(line.person.as_deref(), Some("张弛"));
    assert!(!line.clause.is_empty());
    assert_eq!(page.totals.performance, 286_000_001);
    // Who was in charge sees it among their own, and so does who leads the team; another team does not.
    let mut own = listed(&world, "zhangchi", Whose::Mine, month(&world)).unwrap();
    let of_team = Some(StatementOf::Unit(world.unit("甲队")));
    assert_eq!(line.statement, of_team);
    let shown = std::mem::replace(&mut own.lines[0].statement, of_team);
    assert_eq!(shown, None, "the team's statement is not theirs to see");
    assert_eq!(own.lines, page.lines);
    assert!(
        listed(&world, "lixiang", Whose::Mine, month(&world))
            .unwrap()
            .lines
            .is_empty()
    );
    let team = Whose::Unit(world.unit("甲队"));
    assert_eq!(
        listed(&world, "qiancheng", team, month(&world))
            .unwrap()
            .lines
            .len(),
        1
    );
    let theirs = statement(
        &world,
        "chenzong",
        StatementOf::Unit(world.unit("甲队")),
        month(&world),
    );
    assert_eq!(theirs.totals.performance, 286_000_001);
    // Of another month there is nothing.
    assert!(
        listed(&world, "chenzong", Whose::Company, month(&world).before())
            .unwrap()
            .lines
            .is_empty()
    );
}

#[test]
fn whose_credit_somebody_does_not_see_is_not_there() {
    let world = world();
    register(&world, "zhangchi", &CHEN).unwrap();
    sold(&world, "sunyue", &CHEN, 100);
    let now = month(&world);
    let team = Whose::Unit(world.unit("甲队"));
    for (who, whose) in [("wuxian", team), ("zhangchi", team), ("zhouzheng", team)] {
        let refused = listed(&world, who, whose, now);
        assert!(matches!(refused, Err(Refusal::NotFound)), "{who}");
    }
    let company = listed(&world, "sunyue", Whose::Company, now);
    assert!(matches!(company, Err(Refusal::NotAllowed(_))));
    let desk = world.desk();
    let of = StatementOf::Staff(world.staff("张弛"));
    let other = desk.statement(&world.actor("wuxian"), of, now);
    assert!(matches!(other, Err(Refusal::NotFound)));
    desk.statement(&world.actor("sunyue"), of, now).unwrap();
    desk.statement(&world.actor("zhangchi"), of, now).unwrap();
}

#[test]
fn a_deal_that_nobody_has_yet_is_told_with_what_is_awaited() {
    let world = world();
    sold(&world, "sunyue", &LIN, 5_000);
    let page = listed(&world, "chenzong", Whose::Company, month(&world)).unwrap();
    assert!(page.lines.is_empty());
    assert_eq!(
        (page.open[0].cents, page.open[0].state),
        (Some(5_000), State::Pending)
    );
    assert_eq!(page.open[0].awaits.len(), 1);
}

/// Somebody of another team claims the deal, and it is decided so.
fn won_by_claim(world: &World, case: u64, claimant: &str, customer: &[(&str, &str)]) {
    let claim = ActEntry {
        fields: fields(customer),
        given: vec!["evidence".to_owned()],
        reason: "三月一日带到现场".to_owned(),
        ..ActEntry::default()
    };
    let claimed = world.act(claimant, None, "dispute", claim).unwrap();
    let decided = ActEntry {
        of: Some(claimed.seq),
        answer: Answer::Yes,
        reason: "登记簿上有".to_owned(),
        ..ActEntry::default()
    };
    world
        .act("heping", case, "decide-evidence", decided)
        .unwrap();
}

#[test]
fn issued_statements_keep_their_lines_and_a_later_ruling_is_a_new_one() {
    let world = world();
    world.hire(
        ("何平", "heping"),
        "江岸店",
        "project_lead",
        Role::DepartmentHead,
    );
    register(&world, "zhangchi", &CHEN).unwrap();
    let deal = sold(&world, "sunyue", &CHEN, 10_001);
    let sold_in = month(&world);
    let desk = world.desk();
    let early = desk.issue_statements(&world.actor("chenzong"), sold_in);
    assert!(matches!(early, Err(Refusal::MonthNotOver)));
    pass_a_month(&world);
    let now = month(&world);
    desk.issue_statements(&world.actor("chenzong"), sold_in)
        .unwrap();
    let again = desk.issue_statements(&world.actor("chenzong"), sold_in);
    assert!(matches!(again, Err(Refusal::Settled)));
    let refused = desk.issue_statements(&world.actor("sunyue"), sold_in);
    assert!(matches!(refused, Err(Refusal::NotAllowed(_))));
    let before = listed(&world, "chenzong", Whose::Company, sold_in).unwrap();
    assert!(before.issued.is_some());
    assert_eq!(before.lines[0].state, State::Final);
    let ruled = ActEntry {
        person: Some(world.staff("李想")),
        reason: "复核后改判".to_owned(),
        ..ActEntry::default()
    };
    world.act("heping", deal.case, "rule", ruled).unwrap();
    let kept = listed(&world, "chenzong", Whose::Company, sold_in).unwrap();
    assert_eq!(kept.lines, before.lines);
    let corrected = listed(&world, "chenzong", Whose::Company, now).unwrap();
    let mut told: Vec<_> = corrected
        .lines
        .iter()
        .map(|line| (line.name.zh.as_str(), line.cents, line.final_cents))
        .collect();
    told.sort_unstable();
    assert_eq!(
        told,
        [
            ("乙队", Some(10_001), 10_001),
            ("甲队", Some(-10_001), -10_001)
        ]
    );
    let why = corrected.lines[0].correction.clone().unwrap();
    assert_eq!(why.zh, "裁定归属");
    assert_eq!(corrected.totals.performance, 0);
}

#[test]
fn a_claim_within_its_days_moves_the_credit_before_anything_is_issued() {
    let world = world();
    world.hire(
        ("何平", "heping"),
        "江岸店",
        "project_lead",
        Role::DepartmentHead,
    );
    let deal = sold(&world, "sunyue", &CHEN, 7_777);
    won_by_claim(&world, deal.case, "lixiang", &CHEN);
    world.pass(4 * DAY);
    let page = listed(&world, "chenzong", Whose::Company, month(&world)).unwrap();
    // Nobody had registered the customer: it counts as the manager's.
    assert_eq!(page.lines[0].name.zh, "乙队经理");
    // Its commission waits for the ratio, and so does all of it.
    assert_eq!(page.lines[0].state, State::Pending);
    assert_eq!(page.lines[0].awaits[0].zh, "分配比例还没有设定");
    assert_eq!(page.totals.performance, 7_777);
    assert!(page.open.is_empty());
    let summary = world
        .desk()
        .credit_summary(&world.actor("chenzong"), month(&world))
        .unwrap();
    let of = |name: &str| {
        let unit = summary.iter().find(|unit| unit.name == name).unwrap();
        (unit.deals, unit.cents)
    };
    assert_eq!(of("乙队"), (1, 7_777));
    assert_eq!(of("江岸店"), (1, 7_777));
    assert_eq!(of("武昌店"), (0, 0));
}

#[test]
fn time_alone_makes_it_final_without_anybody_asking_in_between() {
    let world = world();
    register(&world, "zhangchi", &CHEN).unwrap();
    sold(&world, "sunyue", &CHEN, 1);
    let sold_in = month(&world);
    pass_a_month(&world);
    let desk = world.desk();
    desk.issue_statements(&world.actor("chenzong"), sold_in)
        .unwrap();
    let page = listed(&world, "chenzong", Whose::Company, sold_in).unwrap();
    assert_eq!(page.totals.final_performance, 1);
    assert!(
        listed(&world, "chenzong", Whose::Company, month(&world))
            .unwrap()
            .lines
            .is_empty()
    );
}

/// A car is handed over by one, with the help of another store.
fn delivered(world: &World, cents: i64) -> Receipt {
    let card = RegistrationInput {
        fields: fields(&CHEN),
        is_on_site: true,
        ..RegistrationInput::default()
    };
    let filed = world
        .desk()
        .register(&world.actor("zhaoyue"), &card)
        .unwrap();
    // On the day of the registration help is among friends and costs nothing.
    world.pass(DAY);
    let entry = ActEntry {
        person: Some(world.staff("赵越")),
        people: vec![world.staff("李想")],
        cents: Some(cents),
        ..ActEntry::default()
    };
    world.act("wuxian", filed.case, "deliver", entry).unwrap()
}

#[test]
fn a_fee_stands_beside_the_deal_and_waits_for_whoever_chooses_it() {
    let world = world_under("7-auto-dealer");
    world.hire(("何平", "heping"), "武昌店", "manager", Role::StoreManager);
    let deal = delivered(&world, 18_880_001);
    world.pass(4 * DAY);
    let page = listed(&world, "chenzong", Whose::Company, month(&world)).unwrap();
    assert_eq!(page.totals.performance, 18_880_001);
    let fee = page
        .lines
        .iter()
        .find(|line| line.kind == CreditKind::Fee)
        .unwrap();
    assert_eq!(
        (fee.name.zh.as_str(), fee.cents, fee.state),
        ("李想", Some(5_000), State::Pending)
    );
    assert_eq!(fee.awaits.len(), 1);
    let chosen = ActEntry {
        person: Some(world.staff("李想")),
        cents: Some(10_000),
        reason: "夜里送车".to_owned(),
        ..ActEntry::default()
    };
    world
        .act("heping", deal.case, "choose-fee", chosen)
        .unwrap();
    let own = statement(
        &world,
        "lixiang",
        StatementOf::Staff(world.staff("李想")),
        month(&world),
    );
    assert_eq!(own.totals.final_pay, 10_000);
    assert_eq!(own.lines[0].customer, None, "the case is not theirs to see");
}

#[test]
fn the_sale_never_waits_for_the_dispute_but_its_credit_does() {
    let world = world_under("7-auto-dealer");
    let deal = delivered(&world, 9_999);
    let claim = ActEntry {
        fields: fields(&CHEN),
        reason: "先接待的是我".to_owned(),
        ..ActEntry::default()
    };
    world.act("zhaoyue", None, "dispute", claim).unwrap();
    let invoice = ActEntry {
        fields: fields(&CHEN),
        ..ActEntry::default()
    };
    world.act("wuxian", deal.case, "invoice", invoice).unwrap();
    assert!(sheet(&world, "wuxian", deal.case).is_ok());
    let page = listed(&world, "chenzong", Whose::Company, month(&world)).unwrap();
    assert_eq!(page.totals.final_performance, 0);
    let firm = page.lines.iter().filter(|line| line.state == State::Final);
    assert_eq!(firm.count(), 0);
}

#[test]
fn every_deal_is_divided_to_the_cent_whatever_it_is() {
    let world = world();
    let mut all = 0_i64;
    for (number, cents) in (1..).zip([1, 99, 100, 101, 3_333_333, 7, 9_007_199_254_740_993]) {
        let phone = format!("139{number:08}");
        let customer = [("name", "林深"), ("phone", phone.as_str())];
        register(&world, "zhangchi", &customer).unwrap();
        sold(&world, "sunyue", &customer, cents);
        all += cents;
    }
    let page = listed(&world, "chenzong", Whose::Company, month(&world)).unwrap();
    assert_eq!(page.totals.performance, all);
    let lines: i64 = page.lines.iter().filter_map(|line| line.cents).sum();
    assert_eq!(lines, all);
}

#[test]
fn lists_taken_out_are_counted_and_only_for_those_who_may() {
    let world = world();
    register(&world, "zhangchi", &CHEN).unwrap();
    sold(&world, "sunyue", &CHEN, 100);
    let query = |whose| CreditQuery {
        whose,
        month: month(&world),
        skip: 0,
    };
    let desk = world.desk();
    let refused = desk.export_credit(&world.actor("zhangchi"), &query(Whose::Mine));
    assert!(matches!(refused, Err(Refusal::NotAllowed(_))));
    let store = Whose::Unit(world.unit("江岸店"));
    for _ in 0..5 {
        let lines = desk
            .export_credit(&world.actor("sunyue"), &query(store))
            .unwrap();
        assert_eq!(lines.len(), 1);
    }
    let sixth = desk.export_credit(&world.actor("sunyue"), &query(store));
    assert!(matches!(sixth, Err(Refusal::Budget { .. })));
}
