//! Violations: proposed, heard, decided by somebody without an interest, and carried out at once.

use desk::act::{ActEntry, ActInput};
use desk::matter::{MatterState, Outcome};
use desk::notices::NoticeKind;
use desk::permission::Role;
use desk::register::{Receipt, RegistrationInput};
use desk::violation::{Standpoint, ViolationSheet};
use desk::{Answer, FactKind, Refusal, Seq};

use super::world_under;
use crate::deeds::{CHEN, DAY, fields, register, sheet, told};
use crate::world::World;

const WHAT: &str = "资料虚假";

fn papers(world: &World, who: &str, phone: &str, number: &str) -> Result<Receipt, Refusal> {
    let form = RegistrationInput {
        fields: fields(&[("name", "陈远"), ("contact", phone), ("id_number", number)]),
        given: vec!["id_card_copy".to_owned()],
        customer_type: Some("individual".to_owned()),
        ..RegistrationInput::default()
    };
    world.desk().register(&world.actor(who), &form)
}

/// A company that reviews papers, with a case of 王蕾's and false papers found by 方敏.
fn accused() -> (World, u64, Seq) {
    let world = world_under("5-customer-materials");
    let department = Role::DepartmentHead;
    world.hire(("方敏", "fangmin"), "江岸店", "department", department);
    for (name, login) in [("梅兰", "meilan"), ("石静", "shijing")] {
        world.hire(
            (name, login),
            "江岸店",
            "sales_management",
            Role::SalesManagement,
        );
    }
    let claim = papers(&world, "wanglei", "13900000001", "110105198003030010").unwrap();
    world.pass(60);
    let report = ActEntry {
        what: WHAT.to_owned(),
        person: Some(world.staff("王蕾")),
        of: Some(claim.seq),
        reason: "证件复印件与原件不符".to_owned(),
        ..ActEntry::default()
    };
    let reported = world
        .act("fangmin", claim.case, "report-violation", report)
        .unwrap();
    (world, claim.case, reported.seq)
}

fn decision(world: &World, entry: Seq, answer: Answer, sanctions: &[&str]) -> ActEntry {
    let suspends = sanctions.contains(&"暂停销售权限");
    ActEntry {
        what: WHAT.to_owned(),
        person: Some(world.staff("王蕾")),
        of: Some(entry),
        answer,
        given: sanctions.iter().map(|name| (*name).to_owned()).collect(),
        until: suspends.then(|| world.now().plus_seconds(10 * DAY)),
        reason: "核对了原件".to_owned(),
        ..ActEntry::default()
    }
}

fn answered(world: &World, case: u64, entry: Seq) {
    let answer = ActEntry {
        what: WHAT.to_owned(),
        of: Some(entry),
        reason: "复印时拿错了".to_owned(),
        ..ActEntry::default()
    };
    world
        .act("wanglei", case, "answer-violation", answer)
        .unwrap();
}

fn shown(world: &World, who: &str, case: u64, entry: Seq) -> Result<ViolationSheet, Refusal> {
    let accused = Some(world.staff("王蕾"));
    world
        .desk()
        .violation(&world.actor(who), case, (entry, accused))
}

#[test]
fn nobody_is_decided_about_unheard_and_each_side_sees_what_is_theirs() {
    let (world, case, entry) = accused();
    assert!(told(&world, "wanglei", case).contains(&NoticeKind::Accused));
    let upheld = || decision(&world, entry, Answer::Yes, &["通报批评"]);
    let early = world.act("meilan", case, "decide-violation", upheld());
    assert!(matches!(early, Err(Refusal::Unheard { .. })), "{early:?}");
    answered(&world, case, entry);
    let own = world.act("fangmin", case, "decide-violation", upheld());
    assert!(matches!(own, Err(Refusal::Interested { .. })), "{own:?}");
    let to_judge = shown(&world, "meilan", case, entry).unwrap();
    assert_eq!(to_judge.standpoint, Standpoint::Overseer);
    assert!(to_judge.is_heard && !to_judge.deciders.contains(&"方敏".to_owned()));
    assert_eq!(to_judge.ladder[0].clause, "第十三条");
    world
        .act("meilan", case, "decide-violation", upheld())
        .unwrap();
    let accused = shown(&world, "wanglei", case, entry).unwrap();
    assert_eq!(accused.standpoint, Standpoint::Accused);
    assert_eq!(
        (accused.state, accused.outcome),
        (MatterState::Decided, Some(Outcome::For))
    );
    assert!(
        accused
            .heard
            .iter()
            .any(|line| line.reason.as_deref() == Some("核对了原件"))
    );
    assert!(told(&world, "wanglei", case).contains(&NoticeKind::Sanctioned));
    assert!(told(&world, "fangmin", case).contains(&NoticeKind::ReportDecided));
    for stranger in ["zhangchi", "wuxian"] {
        let found = shown(&world, stranger, case, entry);
        assert!(matches!(found, Err(Refusal::NotFound)), "{stranger}");
    }
    let lines = world
        .desk()
        .violations(&world.actor("wanglei"), false, None)
        .unwrap()
        .lines;
    assert!(
        lines.len() == 1 && lines[0].other.is_empty(),
        "who reported is not told"
    );
}

#[test]
fn the_time_to_answer_ends_after_three_working_days_and_then_it_is_decided() {
    let (world, case, entry) = accused();
    let dismissed = || decision(&world, entry, Answer::No, &[]);
    // From Monday on, Thursday still counts.
    world.pass(3 * DAY);
    let early = world.act("meilan", case, "decide-violation", dismissed());
    assert!(matches!(early, Err(Refusal::Unheard { .. })), "{early:?}");
    world.pass(DAY);
    world
        .act("meilan", case, "decide-violation", dismissed())
        .unwrap();
    assert_eq!(
        shown(&world, "wanglei", case, entry).unwrap().outcome,
        Some(Outcome::Against)
    );
}

#[test]
fn whoever_is_suspended_neither_registers_nor_quotes_nor_signs_and_the_lead_looks_after_their_customers()
 {
    let (world, case, entry) = accused();
    answered(&world, case, entry);
    let without_end = ActEntry {
        until: None,
        ..decision(&world, entry, Answer::Yes, &["暂停销售权限"])
    };
    let refused = world.act("meilan", case, "decide-violation", without_end);
    assert!(
        matches!(refused, Err(Refusal::Missing { field: "until" })),
        "{refused:?}"
    );
    let suspending = decision(&world, entry, Answer::Yes, &["暂停销售权限"]);
    world
        .act("meilan", case, "decide-violation", suspending)
        .unwrap();
    let is_suspended = |came: Result<Receipt, Refusal>| match came {
        Err(Refusal::Suspended { clause, until, .. }) => {
            clause == "第十三条" && until > world.now()
        }
        _ => false,
    };
    assert!(is_suspended(papers(
        &world,
        "wanglei",
        "13900000002",
        "110105199001010010"
    )));
    let cents = || ActEntry {
        cents: Some(100_000),
        ..ActEntry::default()
    };
    assert!(is_suspended(world.act("wanglei", case, "quote", cents())));
    assert!(is_suspended(world.act(
        "wanglei",
        case,
        "contract",
        cents()
    )));
    let looked_after = |who: &str| {
        let all = world.desk().looked_after(&world.actor(who)).unwrap();
        all.into_iter().map(|one| one.name).collect::<Vec<_>>()
    };
    assert_eq!(looked_after("qiancheng"), ["王蕾"]);
    assert!(looked_after("sunyue").is_empty() && looked_after("wuxian").is_empty());
    // Before the review, so whoever quotes is warned of that first.
    let quote = |warned| {
        let input = ActInput {
            case: Some(case),
            act: "quote".to_owned(),
            entry: cents(),
            warned,
            ..ActInput::default()
        };
        world.desk().act(&world.actor("qiancheng"), &input)
    };
    assert!(matches!(quote(false), Err(Refusal::Warned(_))));
    let quoted = quote(true);
    assert!(quoted.is_ok(), "{quoted:?}");
    // It ends by itself.
    world.pass(11 * DAY);
    papers(&world, "wanglei", "13900000002", "110105199001010010").unwrap();
    assert!(looked_after("qiancheng").is_empty());
}

#[test]
fn an_appeal_that_is_granted_ends_the_suspension_by_a_new_decision_of_somebody_else() {
    let (world, case, entry) = accused();
    answered(&world, case, entry);
    let suspending = decision(&world, entry, Answer::Yes, &["暂停销售权限"]);
    let first = world
        .act("meilan", case, "decide-violation", suspending)
        .unwrap();
    let about = |of: Seq, answer| ActEntry {
        of: Some(of),
        answer,
        reason: "原件已补交".to_owned(),
        ..ActEntry::default()
    };
    let appeal = world
        .act("wanglei", case, "appeal", about(first.seq, Answer::None))
        .unwrap();
    let twice = about(first.seq, Answer::None);
    let twice = world.act("wanglei", case, "appeal", twice);
    assert!(twice.is_err(), "one decision is appealed once: {twice:?}");
    let own = world.act(
        "meilan",
        case,
        "decide-appeal",
        about(appeal.seq, Answer::Yes),
    );
    assert!(matches!(own, Err(Refusal::Interested { .. })), "{own:?}");
    world
        .act(
            "shijing",
            case,
            "decide-appeal",
            about(appeal.seq, Answer::Yes),
        )
        .unwrap();
    let dismissed = || decision(&world, entry, Answer::No, &[]);
    let again = world.act("meilan", case, "decide-violation", dismissed());
    assert!(
        matches!(again, Err(Refusal::Interested { .. })),
        "{again:?}"
    );
    world
        .act("shijing", case, "decide-violation", dismissed())
        .unwrap();
    world.pass(1);
    papers(&world, "wanglei", "13900000002", "110105199001010010").unwrap();
    let timeline = sheet(&world, "meilan", case).unwrap().timeline;
    let decisions = timeline
        .iter()
        .filter(|line| line.kind == FactKind::ViolationDecided);
    assert_eq!(decisions.count(), 2);
}

#[test]
fn whoever_is_dismissed_is_signed_out_at_that_moment_and_comes_in_no_more() {
    let (world, case, entry) = accused();
    answered(&world, case, entry);
    let token = world.token("wanglei");
    assert!(
        world
            .desk()
            .actor(&token, crate::world::SHOP)
            .unwrap()
            .is_some()
    );
    let dismissing = decision(&world, entry, Answer::Yes, &["解除劳动合同"]);
    world
        .act("meilan", case, "decide-violation", dismissing)
        .unwrap();
    assert!(
        world
            .desk()
            .actor(&token, crate::world::SHOP)
            .unwrap()
            .is_none()
    );
    let password = crate::world::PASSWORD;
    assert!(
        world
            .sign_in("wanglei", password, crate::world::SHOP)
            .is_err()
    );
}

#[test]
fn whoever_noted_what_the_regulation_takes_for_a_violation_does_not_decide_on_it() {
    let world = world_under("7-auto-dealer");
    for (name, login) in [("费诺", "feinuo"), ("凌川", "lingchuan")] {
        world.hire((name, login), "江岸店", "manager", Role::StoreManager);
    }
    let claim = register(&world, "zhangchi", &CHEN).unwrap();
    world.pass(60);
    let accused = Some(world.staff("张弛"));
    let note = ActEntry {
        what: "false_filing".to_owned(),
        person: accused,
        ..ActEntry::default()
    };
    let noted = world.act("feinuo", claim.case, "note", note).unwrap();
    world.pass(5 * DAY);
    let upheld = |of| ActEntry {
        what: "虚假报备".to_owned(),
        person: accused,
        of,
        answer: Answer::Yes,
        reason: "客户说没来过".to_owned(),
        ..ActEntry::default()
    };
    for of in [Some(noted.seq), None] {
        let own = world.act("feinuo", claim.case, "decide-violation", upheld(of));
        let Err(Refusal::Interested { instead }) = own else {
            panic!("{own:?}");
        };
        let told = |name: &str| instead.iter().any(|one| one == name);
        assert!(told("凌川") && !told("费诺"), "{instead:?}");
    }
    let by_another = upheld(Some(noted.seq));
    world
        .act("lingchuan", claim.case, "decide-violation", by_another)
        .unwrap();
}
