//! What a regulation asks for and is met by saying that it was done: return visits, with the score that counts.

use desk::act::ActEntry;
use desk::act::duty::DutyInput;
use desk::case_sheet::DutyLine;
use desk::permission::Role;
use desk::register::{Receipt, RegistrationInput};
use desk::task::{Answered, TaskKind};
use desk::{Answer, Refusal};

use super::{world, world_under};
use crate::deeds::{DAY, fields, filed, on_site, review, sheet};
use crate::world::World;

const VISIT: &str = "return_visit";

/// A customer of 王蕾 who signed, under a regulation that asks for visits afterwards.
fn sold() -> (World, u64) {
    let world = world_under("5-customer-materials");
    for (name, login, office, role) in [
        ("方敏", "fangmin", "department", Role::DepartmentHead),
        ("梅兰", "meilan", "sales_management", Role::SalesManagement),
    ] {
        world.hire((name, login), "江岸店", office, role);
    }
    let claim = filed(&world, "wanglei");
    review(&world, "fangmin", &claim, Answer::Yes).unwrap();
    review(&world, "meilan", &claim, Answer::Yes).unwrap();
    let deal = ActEntry {
        cents: Some(1_000_000),
        ..ActEntry::default()
    };
    world.act("wanglei", claim.case, "contract", deal).unwrap();
    (world, claim.case)
}

fn visited(world: &World, who: &str, case: u64, score: Option<i64>) -> Result<Receipt, Refusal> {
    let input = DutyInput {
        case,
        what: VISIT.to_owned(),
        way: VISIT.to_owned(),
        score,
        key: format!("{score:?}"),
        ..DutyInput::default()
    };
    world.desk().duty_done(&world.actor(who), &input)
}

/// The visit on somebody's list of the day.
fn listed(world: &World, who: &str) -> Option<DutyLine> {
    let today = world.desk().today(&world.actor(who)).unwrap();
    let all = today
        .overdue
        .into_iter()
        .chain(today.due)
        .chain(today.later);
    let mut visits = all.filter(|line| line.duty.what_name == VISIT);
    let visit = visits.next()?;
    assert_eq!(visit.customer.as_deref(), Some("陈*"));
    Some(visit.duty)
}

#[test]
fn a_return_visit_is_met_with_a_score_that_counts_and_the_next_follows_in_ninety_days() {
    let (world, case) = sold();
    world.pass(31 * DAY);
    let due = listed(&world, "wanglei").unwrap();
    assert!(due.is_overdue && due.is_mine);
    assert!(matches!(due.answered, Answered::Act(act) if act.name == "note"));
    let asked = world
        .desk()
        .duty(&world.actor("wanglei"), case, VISIT, None)
        .unwrap();
    assert_eq!(asked.clause.as_deref(), Some("第十二条"));
    assert_eq!(asked.ways[0].scores, Some((1, 5)));
    let day = |at: desk::Instant| at.seconds() / DAY;
    let next = asked.next_until.unwrap();
    assert_eq!(day(next) - day(world.now()), 90);
    // A score that would not count is not taken silently.
    for score in [None, Some(0), Some(6)] {
        let refused = visited(&world, "wanglei", case, score);
        assert!(
            matches!(refused, Err(Refusal::Score { least: 1, most: 5 })),
            "{score:?}: {refused:?}"
        );
    }
    // Nor where it is noted in general, and not as what is asked for.
    for score in [None, Some(0), Some(6)] {
        let noted = ActEntry {
            what: VISIT.to_owned(),
            value: score,
            ..ActEntry::default()
        };
        let refused = world.act("wanglei", case, "note", noted);
        assert!(
            matches!(refused, Err(Refusal::Score { least: 1, most: 5 })),
            "{score:?}: {refused:?}"
        );
    }
    let before = sheet(&world, "wanglei", case).unwrap();
    let done = visited(&world, "wanglei", case, Some(2)).unwrap();
    let again = visited(&world, "wanglei", case, Some(2)).unwrap();
    assert_eq!(done.seq, again.seq, "tapped twice, recorded once");
    let after = sheet(&world, "wanglei", case).unwrap();
    let scores: Vec<i64> = after
        .timeline
        .iter()
        .filter_map(|line| line.score)
        .collect();
    assert_eq!(scores, [2]);
    // A low score changes nobody's claim.
    assert_eq!(
        (after.holder, after.state, after.mode),
        (before.holder, before.state, before.mode)
    );
    let listed = listed(&world, "wanglei").unwrap();
    assert!(!listed.is_overdue);
    assert_eq!(listed.due_until, Some(next));
}

#[test]
fn only_whoever_sees_the_case_meets_its_duties_and_only_those_that_are_met_by_saying_so() {
    let (world, case) = sold();
    for who in ["zhaoyue", "zhangchi"] {
        let refused = visited(&world, who, case, Some(5));
        assert!(matches!(refused, Err(Refusal::NotFound)), "{who}");
    }
    let desk = world.desk();
    let seller = world.actor("wanglei");
    // A review is an answer of its own, and nothing of this name is asked for.
    for what in ["review", "no_such_thing"] {
        let refused = desk.duty(&seller, case, what, None);
        assert!(matches!(refused, Err(Refusal::NotFound)), "{what}");
    }
}

#[test]
fn a_duty_that_is_done_for_good_is_not_done_twice() {
    let world = world();
    world.hire(("冯玉", "fengyu"), "江岸店", "reception", Role::Reception);
    let form = on_site(&crate::deeds::CHEN);
    let claim = world
        .desk()
        .register(&world.actor("wanglei"), &form)
        .unwrap();
    let input = |key: &str| DutyInput {
        case: claim.case,
        what: "scan".to_owned(),
        of: Some(claim.seq),
        way: "scan".to_owned(),
        key: key.to_owned(),
        ..DutyInput::default()
    };
    let (desk, reception) = (world.desk(), world.actor("fengyu"));
    let asked = desk.duty(&reception, claim.case, "scan", Some(claim.seq));
    assert_eq!(asked.unwrap().next_until, None);
    let done = desk.duty_done(&reception, &input("first")).unwrap();
    let tasks = desk.tasks(&reception, Some(TaskKind::Duty), None).unwrap();
    assert!(tasks.lines.iter().all(|task| task.what_name != "scan"));
    let again = desk.duty_done(&reception, &input("first")).unwrap();
    assert_eq!(done.seq, again.seq);
    let refused = desk.duty_done(&reception, &input("second"));
    assert!(matches!(refused, Err(Refusal::NothingToAnswer)));
}

#[test]
fn a_return_visit_without_a_score_is_one_where_the_regulation_asks_for_none() {
    let world = world_under("6-building-materials");
    let form = RegistrationInput {
        fields: fields(&[
            ("name", "陈远"),
            ("phone", "13900000001"),
            ("demand", "瓷砖"),
        ]),
        ..RegistrationInput::default()
    };
    let claim = world
        .desk()
        .register(&world.actor("wanglei"), &form)
        .unwrap();
    world.pass(85 * DAY);
    let due = listed(&world, "wanglei");
    let seen = sheet(&world, "wanglei", claim.case).unwrap();
    // Nobody followed up for sixty days: the store holds nothing any more, and nothing is asked for.
    assert!(due.is_none() && seen.duties.iter().all(|duty| duty.what_name != VISIT));
    let claim = world
        .desk()
        .register(&world.actor("wanglei"), &form)
        .unwrap();
    world.pass(40 * DAY);
    let due = listed(&world, "wanglei").unwrap();
    assert!(!due.is_overdue);
    let done = visited(&world, "wanglei", claim.case, None).unwrap();
    let seen = sheet(&world, "wanglei", done.case).unwrap();
    assert!(seen.timeline.iter().all(|line| line.score.is_none()));
    assert!(listed(&world, "wanglei").unwrap().due_until > due.due_until);
}

#[test]
fn cards_and_follow_ups_are_signed_in_one_go_and_ones_own_is_refused_by_name() {
    let world = world_under("7-auto-dealer");
    // The manager of those who work there.
    world.hire(("费诺", "feinuo"), "甲队", "manager", Role::StoreManager);
    let mut cases = Vec::new();
    for (number, who) in [(1, "wanglei"), (2, "wanglei"), (3, "feinuo")] {
        let phone = format!("1390000001{number}");
        let form = RegistrationInput {
            given: vec!["card_b".to_owned()],
            ..on_site(&[("name", "陈远"), ("phone", &phone)])
        };
        let claim = world.desk().register(&world.actor(who), &form).unwrap();
        let followed = desk::follow_up::FollowUpInput {
            case: claim.case,
            ..desk::follow_up::FollowUpInput::default()
        };
        world
            .desk()
            .follow_up(&world.actor(who), &followed)
            .unwrap();
        cases.push(claim);
    }
    let (desk, manager) = (world.desk(), world.actor("feinuo"));
    let waiting = desk
        .tasks(&manager, Some(TaskKind::Signature), None)
        .unwrap();
    assert_eq!(waiting.lines.len(), 4, "a card and a follow-up of each");
    assert_eq!(
        desk.task_counts(&manager).unwrap().of(TaskKind::Signature),
        4
    );
    assert!(
        waiting
            .lines
            .iter()
            .all(|line| line.asked.is_some() && line.asked_at.is_some())
    );
    let card = waiting.lines.iter().find(|line| line.what_name == "card_b");
    assert_eq!(card.unwrap().clause.as_deref(), Some("三.3"));
    // Whoever filed it does not sign it, and is told of which customer that is.
    let own = desk::task::Answer {
        case: cases[2].case,
        of: cases[2].seq,
        what: "card_b".to_owned(),
        seen: sheet(&world, "feinuo", cases[2].case)
            .unwrap()
            .timeline
            .last()
            .unwrap()
            .seq,
    };
    let mut answers: Vec<desk::task::Answer> = waiting
        .lines
        .iter()
        .map(|line| desk::task::Answer {
            case: line.case,
            of: line.of.unwrap(),
            what: line.what_name.clone(),
            seen: line.seen,
        })
        .collect();
    answers.push(own);
    let nobody = desk
        .tasks(&world.actor("wanglei"), Some(TaskKind::Signature), None)
        .unwrap();
    assert!(nobody.lines.is_empty());
    let signed = desk
        .answer_all(&manager, TaskKind::Signature, &answers, "go")
        .unwrap();
    for outcome in &signed {
        assert_eq!(
            outcome.done.is_err(),
            outcome.case == cases[2].case,
            "{:?}",
            outcome.done
        );
        assert_eq!(outcome.customer.as_deref(), Some("陈*"));
        assert!(outcome.asked.is_some());
    }
    assert_eq!(
        desk.task_counts(&manager).unwrap().of(TaskKind::Signature),
        0
    );
}
