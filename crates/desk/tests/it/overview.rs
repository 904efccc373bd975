//! What people find on their desks: my day, lists, what a colleague did, the regulation.

use desk::customers::{CustomerQuery, Whose};
use desk::deeds::Did;
use desk::follow_up::FollowUpInput;
use desk::notices::NoticeKind;
use desk::permission::Target;
use desk::{FactKind, Instant, Mode, Refusal};

use super::world;
use crate::audit::of;
use crate::deeds::{CHEN, DAY, LIN, fields, register, sheet, told};
use crate::world::World;

#[test]
fn my_day_says_what_ends_and_a_follow_up_puts_it_off() {
    let world = world();
    let case = register(&world, "zhangchi", &CHEN).unwrap().case;
    let desk = world.desk();
    let today = || desk.today(&world.actor("zhangchi")).unwrap();
    assert_eq!(today().lapsing, []);
    world.pass(25 * DAY);
    let lapsing = today().lapsing;
    assert_eq!(lapsing.len(), 1);
    assert_eq!(
        (lapsing[0].case, lapsing[0].customer.as_deref()),
        (case, Some("陈*"))
    );
    let before = sheet(&world, "zhangchi", case).unwrap();
    let input = FollowUpInput {
        case,
        ..FollowUpInput::default()
    };
    desk.follow_up(&world.actor("zhangchi"), &input).unwrap();
    let after = sheet(&world, "zhangchi", case).unwrap();
    assert_eq!(before.mode, Mode::Forbid);
    assert_eq!(after.timeline.len(), before.timeline.len() + 1);
    assert_eq!(desk.today(&world.actor("wanglei")).unwrap().lapsing, []);
}

#[test]
fn lists_hold_ones_own_and_ones_units_customers_page_by_page() {
    let world = world();
    let mut cases = Vec::new();
    for number in 0..5 {
        let phone = format!("1390000010{number}");
        let who = if number == 4 { "lixiang" } else { "zhangchi" };
        let receipt = register(&world, who, &[("name", "林深"), ("phone", &phone)]).unwrap();
        cases.push(receipt.case);
    }
    let desk = world.desk();
    let list = |who: &str, whose, limit| {
        let mut query = CustomerQuery {
            whose,
            limit,
            ..CustomerQuery::default()
        };
        let mut listed = Vec::new();
        loop {
            let page = desk.customers(&world.actor(who), &query)?;
            assert!(page.lines.len() <= 2.max(limit as usize));
            listed.extend(page.lines.iter().map(|line| line.case));
            query.after = page.next;
            if page.next.is_none() {
                return Ok::<_, Refusal>(listed);
            }
        }
    };
    let mut newest: Vec<u64> = cases.clone();
    newest.reverse();
    assert_eq!(list("zhangchi", Whose::Mine, 2).unwrap(), newest[1..]);
    let store = Whose::Unit(world.unit("江岸店"));
    assert_eq!(list("sunyue", store, 2).unwrap(), newest);
    assert_eq!(list("chenzong", Whose::Company, 3).unwrap(), newest);
    let team = Whose::Unit(world.unit("甲队"));
    assert_eq!(list("qiancheng", team, 2).unwrap(), newest[1..]);
    assert!(matches!(list("wuxian", store, 2), Err(Refusal::NotFound)));
    assert!(matches!(list("zhangchi", team, 2), Err(Refusal::NotFound)));
    let company = list("sunyue", Whose::Company, 2);
    assert!(matches!(company, Err(Refusal::NotAllowed(_))));
}

#[test]
fn a_unit_that_moves_shows_its_new_head_only_what_is_recorded_from_then_on() {
    use desk::organisation::UnitKind;
    let world = world();
    let before = register(&world, "zhangchi", &CHEN).unwrap().case;
    world.desk().follow().unwrap();
    let units = world.actor("heyun").may(Target::Anything).unwrap();
    let (team, store) = (world.unit("甲队"), world.unit("武昌店"));
    world
        .desk()
        .place_unit(&units, team, UnitKind::Team, Some(store))
        .unwrap();
    world.pass(60);
    let after = register(&world, "zhangchi", &LIN).unwrap().case;
    assert!(matches!(
        sheet(&world, "wuxian", before),
        Err(Refusal::NotFound)
    ));
    sheet(&world, "wuxian", after).unwrap();
    sheet(&world, "sunyue", before).unwrap();
    assert!(matches!(
        sheet(&world, "sunyue", after),
        Err(Refusal::NotFound)
    ));
}

#[test]
fn what_ends_within_a_day_is_told_once() {
    let world = world();
    let case = register(&world, "zhangchi", &CHEN).unwrap().case;
    let desk = world.desk();
    let due = |world: &World| {
        let kinds = told(world, "zhangchi", case);
        kinds
            .iter()
            .filter(|kind| **kind == NoticeKind::DueSoon)
            .count()
    };
    world.pass(20 * DAY);
    desk.remind().unwrap();
    assert_eq!(due(&world), 0);
    let until = sheet(&world, "zhangchi", case).unwrap().until.unwrap();
    world.pass(until.seconds() - world.now().seconds() - DAY / 2);
    desk.remind().unwrap();
    desk.remind().unwrap();
    assert_eq!(due(&world), 1);
    assert_eq!(told(&world, "wanglei", case), []);
}

#[test]
fn an_auditor_reads_what_somebody_did_between_two_moments() {
    let world = world();
    let case = register(&world, "zhangchi", &CHEN).unwrap().case;
    world.pass(DAY);
    let from = world.now();
    let desk = world.desk();
    sheet(&world, "sunyue", case).unwrap();
    desk.reveal(&world.actor("sunyue"), case, "回访核对")
        .unwrap();
    desk.duplicate_check(&world.actor("sunyue"), &fields(&LIN))
        .unwrap();
    let input = FollowUpInput {
        case,
        ..FollowUpInput::default()
    };
    desk.follow_up(&world.actor("sunyue"), &input).unwrap();
    let until = world.now().plus_seconds(1);
    let auditor = world.actor("zhengheng");
    let manager = world.staff("孙悦");
    let page = desk.deeds(&auditor, &of(manager, from, until)).unwrap();
    let did: Vec<(Did, &[u64], Option<&str>)> = page
        .lines
        .iter()
        .map(|line| (line.did, line.cases.as_slice(), line.reason.as_deref()))
        .collect();
    assert_eq!(
        did,
        [
            (Did::Recorded(FactKind::FollowedUp), &[case][..], None),
            (Did::Checked, &[], None),
            (Did::Revealed, &[case], Some("回访核对")),
            (Did::Looked, &[case], None),
        ]
    );
    let earlier = of(world.staff("张弛"), Instant::MIN, from);
    let page = desk.deeds(&auditor, &earlier).unwrap();
    assert_eq!(page.lines.len(), 2, "the visit and the registration");
    let other = desk.deeds(&world.actor("wuxian"), &of(manager, Instant::MIN, from));
    assert!(matches!(other, Err(Refusal::NotAllowed(_))));
}

#[test]
fn what_the_regulation_asks_of_an_office_is_on_the_day_of_whoever_has_it() {
    let world = world();
    let desk = world.desk();
    world.employ("周正", "江岸店", "reception");
    let case = register(&world, "zhangchi", &CHEN).unwrap().case;
    let duties = |who: &str| -> Vec<(u64, String, bool)> {
        let today = desk.today(&world.actor(who)).unwrap();
        let all = today.overdue.iter().chain(&today.due).chain(&today.later);
        all.map(|line| (line.duty.case, line.duty.what.zh.clone(), line.duty.is_mine))
            .collect()
    };
    let scan = (case, "扫描归档当天登记".to_owned(), true);
    assert_eq!(duties("zhouzheng"), [scan]);
    assert_eq!(duties("zhangchi"), [], "the holder has nothing to scan");
    assert_eq!(duties("wanglei"), []);
    assert_eq!(duties("wuxian"), []);
}
