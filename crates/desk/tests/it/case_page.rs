//! What people do on the page of a case: look back, plan, take back, keep the receipt.

use desk::follow_up::FollowUpInput;
use desk::moments::Changed;
use desk::notices::NoticeKind;
use desk::withdrawal::Withdrawable;
use desk::{FactKind, Mode, Refusal};
use ledger::log::receipt::Receipt;

use super::world;
use crate::deeds::{CHEN, DAY, LIN, on_site, register, sheet, told};

#[test]
fn a_case_is_looked_back_at_where_something_changed() {
    let world = world();
    let desk = world.desk();
    let case = register(&world, "zhangchi", &CHEN).unwrap().case;
    let filed = world.now();
    world.pass(40 * DAY);
    let by_now = sheet(&world, "zhangchi", case).unwrap();
    let moments = &by_now.moments;
    assert_eq!(moments[0].at, filed);
    assert_eq!(
        moments[0].changed.len(),
        2,
        "brought and registered at once"
    );
    // 30 days of protection and 15 of keeping others at a distance: whatever ends, ends in order.
    let passed = moments.iter().skip(1);
    let modes: Vec<Mode> = passed
        .map(|moment| match moment.changed[..] {
            [Changed::ByTime(mode)] => mode,
            ref other => panic!("{other:?}"),
        })
        .collect();
    assert!(
        !modes.is_empty() && modes.is_sorted_by(|a, b| a > b),
        "{modes:?}"
    );
    let actor = world.actor("zhangchi");
    for (number, moment) in moments.iter().enumerate().skip(1) {
        let then = Some(moment.at);
        let past = desk.case_sheet(&actor, case, then, then).unwrap();
        assert_eq!(past.mode, modes[number - 1]);
        let just_before = Some(moment.at.plus_seconds(-1));
        let before = desk
            .case_sheet(&actor, case, just_before, just_before)
            .unwrap();
        assert_ne!(before.mode, past.mode);
    }
}

#[test]
fn a_rival_looks_back_at_their_own_part_only() {
    let world = world();
    let case = register(&world, "zhangchi", &CHEN).unwrap().case;
    world.pass(DAY);
    register(&world, "lixiang", &CHEN).unwrap();
    let moments = sheet(&world, "lixiang", case).unwrap().moments;
    assert_eq!(moments.len(), 1);
    assert_eq!(moments[0].at, world.now());
    assert_eq!(sheet(&world, "zhangchi", case).unwrap().moments.len(), 2);
}

#[test]
fn what_one_plans_stands_on_ones_day_and_is_told_once_when_its_time_has_come() {
    let world = world();
    let desk = world.desk();
    let case = register(&world, "zhangchi", &CHEN).unwrap().case;
    let at = world.now().plus_seconds(2 * DAY);
    let plan = |who: &str, case| desk.plan(&world.actor(who), case, at);
    plan("zhangchi", case).unwrap();
    plan("zhangchi", case).unwrap();
    assert!(matches!(plan("zhangchi", 999_999), Err(Refusal::NotFound)));
    assert!(matches!(plan("wuxian", case), Err(Refusal::NotFound)));
    assert!(matches!(
        plan("zhengheng", case),
        Err(Refusal::NotAllowed(_))
    ));
    for wrong in [world.now(), world.now().plus_seconds(4 * 366 * DAY)] {
        let refused = desk.plan(&world.actor("zhangchi"), case, wrong);
        assert!(matches!(
            refused,
            Err(Refusal::Missing { field: "plan_at" })
        ));
    }
    let planned = || desk.today(&world.actor("zhangchi")).unwrap().planned;
    let [ref one] = planned()[..] else {
        panic!("{:?}", planned());
    };
    assert_eq!((one.case, one.at, one.is_due), (case, at, false));
    assert_eq!(one.customer.as_deref(), Some("陈*"));
    assert_eq!(sheet(&world, "zhangchi", case).unwrap().plans.len(), 1);
    assert_eq!(sheet(&world, "sunyue", case).unwrap().plans, []);
    desk.remind().unwrap();
    let is_told = || told(&world, "zhangchi", case).contains(&NoticeKind::Planned);
    assert!(!is_told());
    world.pass(2 * DAY);
    desk.remind().unwrap();
    desk.remind().unwrap();
    let kinds = told(&world, "zhangchi", case);
    let times = kinds.iter().filter(|kind| **kind == NoticeKind::Planned);
    assert_eq!(times.count(), 1);
    assert!(planned()[0].is_due);
    // Nobody drops what is a colleague's.
    desk.drop_plan(&world.actor("sunyue"), case, at).unwrap();
    assert_eq!(planned().len(), 1);
    desk.drop_plan(&world.actor("zhangchi"), case, at).unwrap();
    assert_eq!(planned(), []);
    let gone = desk.drop_plan(&world.actor("wuxian"), case, at);
    assert!(matches!(gone, Err(Refusal::NotFound)));
}

#[test]
fn a_case_says_until_when_a_follow_up_keeps_it() {
    let world = world();
    let desk = world.desk();
    let case = register(&world, "zhangchi", &CHEN).unwrap().case;
    world.pass(DAY);
    let says = |who: &str| sheet(&world, who, case).unwrap();
    let (kept, until) = (says("zhangchi").kept_by_follow_up, says("zhangchi").until);
    // What it says comes true, or it says nothing.
    let input = FollowUpInput {
        case,
        ..FollowUpInput::default()
    };
    desk.follow_up(&world.actor("zhangchi"), &input).unwrap();
    match kept {
        Some(before) => assert!(says("zhangchi").until.unwrap() > before),
        None => assert_eq!(says("zhangchi").until, until),
    }
    assert_eq!(says("zhengheng").kept_by_follow_up, None);
    // After the thirty days a touch still keeps others at a distance for fifteen.
    world.pass(31 * DAY);
    register(&world, "zhangchi", &CHEN).ok();
    let input = FollowUpInput {
        case,
        ..FollowUpInput::default()
    };
    desk.follow_up(&world.actor("zhangchi"), &input).unwrap();
    world.pass(DAY);
    let later = says("zhangchi");
    let keeps = later.kept_by_follow_up.unwrap();
    assert_eq!(Some(keeps), later.until);
    let again = FollowUpInput {
        case,
        ..FollowUpInput::default()
    };
    desk.follow_up(&world.actor("zhangchi"), &again).unwrap();
    assert!(says("zhangchi").until.unwrap() > keeps);
}

#[test]
fn only_its_filer_is_offered_to_take_a_registration_back_and_only_in_time() {
    let world = world();
    let filed = register(&world, "zhangchi", &CHEN).unwrap();
    let offered = |who: &str| sheet(&world, who, filed.case).unwrap().withdrawable;
    let until = filed.recorded.plus_seconds(30 * 60 + 1);
    let registration = filed.seq;
    assert_eq!(
        offered("zhangchi"),
        Some(Withdrawable {
            registration,
            until,
            is_sold: false,
        })
    );
    assert_eq!(offered("sunyue"), None);
    world.pass(30 * 60);
    assert!(offered("zhangchi").is_some());
    world.pass(1);
    assert_eq!(offered("zhangchi"), None);
}

#[test]
fn a_receipt_is_kept_as_a_file_and_what_a_paper_shows_of_it_agrees() {
    let world = world();
    let desk = world.desk();
    let first = register(&world, "zhangchi", &CHEN).unwrap();
    let file = |who: &str, case, seq| desk.receipt(&world.actor(who), case, seq);
    let text = file("zhangchi", first.case, first.seq).unwrap();
    let key = desk.ledger().log_key().unwrap();
    let (leaf, checkpoint) = Receipt::parse(&text).unwrap().proved(&key).unwrap();
    assert_eq!(leaf.seq, first.seq);
    let printed: Vec<&str> = first.reference.split_whitespace().collect();
    let number = first.seq.to_string();
    assert_eq!(printed[1..3], [key.origin(), number.as_str()]);
    assert_eq!(printed[4], checkpoint.size.to_string());
    assert!(first.reference.len() < 400, "a phone reads it from paper");
    // A rival has their own part of the case, and the receipts of that.
    let rival = desk
        .register(&world.actor("lixiang"), &on_site(&CHEN))
        .unwrap();
    file("lixiang", first.case, rival.seq).unwrap();
    let other = register(&world, "zhangchi", &LIN).unwrap();
    for (who, case, seq) in [
        ("lixiang", first.case, first.seq),
        ("wuxian", first.case, first.seq),
        ("zhangchi", first.case, other.seq),
        ("zhangchi", 999_999, first.seq),
    ] {
        assert!(
            matches!(file(who, case, seq), Err(Refusal::NotFound)),
            "{who} {seq}"
        );
    }
    let facts = sheet(&world, "zhangchi", first.case).unwrap().timeline;
    assert!(facts.iter().any(|line| line.kind == FactKind::Registered));
}
