//! Registering, receiving and following up in the showroom, and what a rival or a stranger sees of it.

use desk::act::ActEntry;
use desk::follow_up::FollowUpInput;
use desk::notices::{About, NoticeKind, NoticeList};
use desk::permission::Action;
use desk::register::RegistrationInput;
use desk::sight::Sight;
use desk::visit::VisitInput;
use desk::withdrawal::WithdrawalInput;
use desk::{DuplicateAnswer, Refusal};

use super::world;
use crate::deeds::{CHEN, DAY, LIN, fields, on_site, register, sheet, told};

#[test]
fn the_form_asks_for_what_the_regulation_needs_first() {
    let world = world();
    let form = world
        .desk()
        .registration_form(&world.actor("zhangchi"))
        .unwrap();
    assert_eq!(form.regulation.zh, "案场客户报备与业务仲裁制度");
    let names: Vec<(&str, bool)> = form
        .fields
        .iter()
        .map(|field| (field.name.as_str(), field.is_needed))
        .collect();
    assert_eq!(
        names,
        [
            ("name", true),
            ("phone", true),
            ("demand", false),
            ("evidence", false)
        ]
    );
    assert!(form.fields[1].is_sensitive && form.fields[1].purpose.is_some());
    let refused = world.desk().registration_form(&world.actor("zhengheng"));
    assert!(matches!(
        refused,
        Err(Refusal::NotAllowed(Action::Register))
    ));
}

#[test]
fn a_registration_is_receipted_once_however_often_it_is_sent() {
    let world = world();
    let input = RegistrationInput {
        key: "form-1".to_owned(),
        ..on_site(&CHEN)
    };
    let actor = world.actor("zhangchi");
    let first = world.desk().register(&actor, &input).unwrap();
    let again = world.desk().register(&actor, &input).unwrap();
    assert_eq!((first.seq, first.case), (again.seq, again.case));
    assert!(first.headline.zh.contains("甲队"), "{}", first.headline.zh);
    assert!(first.proof.contains("baobei"));
    let sheet = sheet(&world, "zhangchi", first.case).unwrap();
    assert_eq!(sheet.sight, Sight::Whole);
    assert_eq!(sheet.holder.unwrap().zh, "甲队");
    assert_eq!(sheet.timeline.len(), 2);
    let shown: Vec<(&str, &str)> = sheet
        .customer
        .iter()
        .map(|field| (field.name.as_str(), field.value.as_str()))
        .collect();
    assert_eq!(shown, [("name", "陈*"), ("phone", "139****0001")]);
    assert!(sheet.ruling.iter().any(|line| line.clause_text.is_some()));
}

#[test]
fn what_is_wrong_with_a_form_is_told_by_field_and_what_the_regulation_asks_by_clause() {
    let world = world();
    let wrong = register(
        &world,
        "zhangchi",
        &[("name", "陈远"), ("phone", "1390000")],
    );
    let Err(Refusal::Fields(problems)) = wrong else {
        panic!("{wrong:?}");
    };
    assert_eq!(problems[0].zh.field, "电话");
    // Also of somebody of whom nothing is known yet.
    for (given, missing) in [
        (("name", "陈远"), ("phone", "手机号")),
        (("phone", "13900000001"), ("name", "客户姓名")),
    ] {
        let refused = register(&world, "zhangchi", &[given]);
        let Err(Refusal::NotAccepted(reasons)) = refused else {
            panic!("{refused:?}");
        };
        assert_eq!(reasons[0].clause, "二.1");
        assert_eq!(reasons[0].field.as_deref(), Some(missing.0));
        assert!(reasons[0].why.zh.contains(missing.1));
        assert!(reasons[0].clause_text.is_some());
    }
}

#[test]
fn a_collision_is_told_to_both_sides_and_the_rival_sees_no_more_than_their_part() {
    let world = world();
    let first = register(&world, "zhangchi", &CHEN).unwrap();
    world.pass(DAY);
    register(&world, "lixiang", &CHEN).unwrap();
    let collided = told(&world, "zhangchi", first.case);
    assert_eq!(collided, [NoticeKind::Collision]);
    assert_eq!(
        told(&world, "lixiang", first.case),
        [NoticeKind::Accused, NoticeKind::CollidedWith],
        "the regulation takes it for a violation, which the rival may answer"
    );
    assert_eq!(told(&world, "zhaoyue", first.case), []);
    let rival = sheet(&world, "lixiang", first.case).unwrap();
    assert_eq!(rival.sight, Sight::OwnPart);
    assert!(rival.customer.is_empty() && rival.accesses.is_empty());
    assert_eq!(rival.timeline.len(), 2, "their own visit and claim");
    assert!(rival.actions.iter().all(|action| !action.is_allowed));
    let refused = world
        .desk()
        .reveal(&world.actor("lixiang"), first.case, "想看看");
    assert!(matches!(refused, Err(Refusal::NotAllowed(Action::Reveal))));
    assert_eq!(
        sheet(&world, "zhangchi", first.case)
            .unwrap()
            .timeline
            .len(),
        4
    );
}

#[test]
fn what_one_may_not_see_is_as_if_it_were_not_there_by_the_same_statements() {
    let world = world();
    let case = register(&world, "zhangchi", &CHEN).unwrap().case;
    let desk = world.desk();
    let cost = |case: u64| {
        let stranger = world.actor("zhaoyue");
        let before = desk.ledger().effort().unwrap().statements;
        let refused = desk.case_sheet(&stranger, case, None, None);
        assert!(matches!(refused, Err(Refusal::NotFound)), "{refused:?}");
        desk.ledger().effort().unwrap().statements - before
    };
    cost(case);
    assert_eq!(cost(case), cost(999_999));
    for who in ["zhaoyue", "wuxian", "anlan", "heyun"] {
        let refused = sheet(&world, who, case).unwrap_err();
        assert!(matches!(refused, Refusal::NotFound), "{who}: {refused:?}");
        let input = FollowUpInput {
            case,
            ..FollowUpInput::default()
        };
        let refused = desk.follow_up(&world.actor(who), &input).unwrap_err();
        assert!(matches!(refused, Refusal::NotFound), "{who}: {refused:?}");
        let refused = desk.reveal(&world.actor(who), case, "核对").unwrap_err();
        assert!(matches!(refused, Refusal::NotFound), "{who}: {refused:?}");
    }
}

#[test]
fn who_looks_is_seen_by_the_holder_and_who_reveals_says_why() {
    let world = world();
    let case = register(&world, "zhangchi", &CHEN).unwrap().case;
    assert_eq!(sheet(&world, "sunyue", case).unwrap().sight, Sight::Whole);
    let desk = world.desk();
    let manager = world.actor("sunyue");
    let silent = desk.reveal(&manager, case, " ");
    assert!(matches!(
        silent,
        Err(Refusal::Missing {
            field: "reveal_reason"
        })
    ));
    let shown = desk.reveal(&manager, case, "回访核对").unwrap();
    let phone = shown.iter().find(|field| field.name == "phone").unwrap();
    assert_eq!(
        (phone.label.zh.as_str(), phone.value.as_str()),
        ("手机号(可隐藏后四位)", "13900000001")
    );
    let accesses = sheet(&world, "zhangchi", case).unwrap().accesses;
    let seen: Vec<(&str, &str, Option<&str>)> = accesses
        .iter()
        .map(|one| (one.who.as_str(), one.deed.as_str(), one.reason.as_deref()))
        .collect();
    assert_eq!(
        seen,
        [("孙悦", "look", None), ("孙悦", "reveal", Some("回访核对"))]
    );
    assert!(told(&world, "zhangchi", case).contains(&NoticeKind::Revealed));
    let refused = desk.reveal(&world.actor("zhengheng"), case, "审计");
    assert!(matches!(refused, Err(Refusal::NotAllowed(Action::Reveal))));
}

#[test]
fn a_customer_who_comes_alone_is_told_to_whoever_is_in_charge() {
    let world = world();
    let case = register(&world, "zhangchi", &CHEN).unwrap().case;
    world.pass(DAY);
    let walk_in = VisitInput {
        fields: fields(&[("name", "陈远"), ("phone", "1390000****")]),
        ..VisitInput::default()
    };
    let walk_in_known = VisitInput {
        fields: fields(&CHEN),
        ..VisitInput::default()
    };
    let desk = world.desk();
    let reception = world.actor("zhouzheng");
    let alone = desk.visit(&reception, &walk_in).unwrap();
    // One fact is enough for a case to be somebody's to see.
    sheet(&world, "zhouzheng", alone.case).unwrap();
    assert!(matches!(
        sheet(&world, "wuxian", alone.case),
        Err(Refusal::NotFound)
    ));
    desk.visit(&reception, &walk_in_known).unwrap();
    assert!(told(&world, "zhangchi", case).contains(&NoticeKind::WalkIn));
    let by_another_store = VisitInput {
        brought_by: Some(world.staff("赵越")),
        ..walk_in_known
    };
    let refused = desk.visit(&reception, &by_another_store);
    assert!(matches!(refused, Err(Refusal::NotAllowed(_))));
}

#[test]
fn a_duplicate_check_tells_whom_to_ask_and_is_counted() {
    let world = world();
    register(&world, "zhangchi", &CHEN).unwrap();
    let desk = world.desk();
    let asker = world.actor("zhaoyue");
    let held = desk.duplicate_check(&asker, &fields(&CHEN)).unwrap();
    assert!(
        matches!(held.answer, DuplicateAnswer::Held { .. }),
        "{held:?}"
    );
    assert_eq!(held.ask.unwrap().zh, "甲队");
    let free = desk.duplicate_check(&asker, &fields(&LIN)).unwrap();
    assert_eq!(free.answer, DuplicateAnswer::Free);
    for _ in 2..60 {
        desk.duplicate_check(&asker, &fields(&LIN)).unwrap();
    }
    let spent = desk.duplicate_check(&asker, &fields(&LIN)).unwrap_err();
    let Refusal::Budget { action, until } = spent else {
        panic!("{spent:?}");
    };
    assert_eq!(action, Action::CheckDuplicate);
    let auditor = world.actor("zhengheng");
    let notices = desk.notices(&auditor, NoticeList::Open, None, 50).unwrap();
    let alerts = notices.iter();
    let alerts = alerts.filter(|notice| notice.kind == NoticeKind::ManyChecks);
    let who: Vec<About> = alerts.map(|notice| notice.about).collect();
    assert_eq!(who, [About::Staff(world.staff("赵越"))]);
    world.pass(until.seconds() - world.now().seconds());
    desk.duplicate_check(&world.actor("zhaoyue"), &fields(&LIN))
        .unwrap();
}

#[test]
fn a_registration_made_by_mistake_is_taken_back_by_its_filer_within_half_an_hour() {
    let world = world();
    let filed = register(&world, "zhangchi", &CHEN).unwrap();
    let input = WithdrawalInput {
        case: filed.case,
        registration: filed.seq,
        ..WithdrawalInput::default()
    };
    let desk = world.desk();
    let by_manager = desk.withdraw(&world.actor("sunyue"), &input);
    assert!(matches!(by_manager, Err(Refusal::NotFound)));
    world.pass(30 * 60);
    desk.withdraw(&world.actor("zhangchi"), &input).unwrap();
    assert_eq!(sheet(&world, "zhangchi", filed.case).unwrap().holder, None);
    let other = register(&world, "zhangchi", &LIN).unwrap();
    world.pass(30 * 60 + 1);
    let input = WithdrawalInput {
        case: other.case,
        registration: other.seq,
        ..WithdrawalInput::default()
    };
    let late = desk.withdraw(&world.actor("zhangchi"), &input);
    assert!(matches!(late, Err(Refusal::TooLate { .. })));
    let sheet = sheet(&world, "zhangchi", other.case).unwrap();
    assert_eq!(sheet.holder.unwrap().zh, "甲队");
}

#[test]
fn what_was_told_is_counted_in_the_list_it_is_in_and_known_to_whoever_did_it() {
    let world = world();
    let case = register(&world, "zhangchi", &CHEN).unwrap().case;
    let desk = world.desk();
    desk.reveal(&world.actor("sunyue"), case, "回访核对")
        .unwrap();
    let (holder, manager) = (world.actor("zhangchi"), world.actor("sunyue"));
    let list = |list| desk.notices(&holder, list, None, 50).unwrap();
    let copied = list(NoticeList::Copied);
    assert_eq!(copied.len(), 1);
    assert_eq!(copied[0].kind, NoticeKind::Revealed);
    let sent = desk.sent_notices(&manager, 0, 50).unwrap();
    let sent: Vec<_> = sent
        .iter()
        .map(|one| (one.kind, one.to, one.done))
        .collect();
    assert_eq!(sent, [(NoticeKind::Revealed, world.staff("张弛"), None)]);
    assert_eq!(desk.sent_notices(&manager, 1, 50).unwrap(), []);
    let counts = desk.notice_counts(&holder).unwrap();
    assert_eq!(counts.copied, 1);
    assert_eq!(counts.open, list(NoticeList::Open).len() as u64);
    assert_eq!(counts.done, list(NoticeList::Done).len() as u64);
    assert_eq!(counts.sent, 0);
    assert_eq!(desk.notice_counts(&manager).unwrap().sent, 1);
    // Looking at the badge is no use of the session.
    let token = world.token("zhangchi");
    assert_eq!(desk.badge(&token).unwrap().unwrap().open, counts.open);
    for _ in 0..3 {
        world.pass(60 * 60);
        desk.badge(&token).unwrap();
    }
    assert_eq!(desk.badge(&token).unwrap(), None);
}

#[test]
fn what_a_deal_rests_on_is_not_taken_back_any_more() {
    let world = world();
    let filed = register(&world, "zhangchi", &CHEN).unwrap();
    let shown = || {
        let sheet = sheet(&world, "zhangchi", filed.case);
        sheet.unwrap().withdrawable
    };
    assert!(shown().is_some_and(|filed| !filed.is_sold));
    world.pass(60);
    let deal = ActEntry {
        cents: Some(100_000_000),
        ..ActEntry::default()
    };
    world.act("zhangchi", filed.case, "contract", deal).unwrap();
    assert!(shown().is_some_and(|filed| filed.is_sold));
    let input = WithdrawalInput {
        case: filed.case,
        registration: filed.seq,
        ..WithdrawalInput::default()
    };
    let refused = world.desk().withdraw(&world.actor("zhangchi"), &input);
    assert!(matches!(refused, Err(Refusal::AlreadySold)), "{refused:?}");
    let still = sheet(&world, "zhangchi", filed.case).unwrap();
    assert_eq!(still.holder.unwrap().zh, "甲队");
}
