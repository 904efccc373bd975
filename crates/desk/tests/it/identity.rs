//! Whether two customers are one: who may say so, what it leads to, and that it can be taken back.

use desk::act::ActInput;
use desk::customers::CustomerQuery;
use desk::identity::{DecisionInput, Likeness, PairState};
use desk::notices::{About, NoticeKind, NoticeList};
use desk::permission::{Action, Role};
use desk::register::Receipt;
use desk::sight::Sight;
use desk::today::DutyOfDay;
use desk::{Actor, Refusal};

use super::world;
use crate::deeds::{CHEN, DAY, register, sheet, told};
use crate::world::World;

/// Fits 陈远.
const HIDDEN: [(&str, &str); 2] = [("name", "陈远"), ("phone", "1390000****")];

/// 张弛 registers 陈远, and 李想 somebody who may be him. The later case and the earlier one.
fn two(world: &World) -> (u64, u64) {
    let first = register(world, "zhangchi", &CHEN).unwrap().case;
    world.pass(DAY);
    register(world, "lixiang", &HIDDEN).unwrap();
    let desk = world.desk();
    let waiting = desk
        .identity_pairs(&world.actor("zhouzheng"), PairState::Waits, None)
        .unwrap();
    let [pair] = waiting.lines.as_slice() else {
        panic!("{waiting:?}");
    };
    assert_eq!(pair.other, first);
    assert_eq!(pair.customers, [Some("陈*".into()), Some("陈*".into())]);
    assert!(pair.can_be_opened && pair.ask.is_empty());
    (pair.case, pair.other)
}

fn decide(
    world: &World,
    actor: &Actor,
    (case, other): (u64, u64),
    is_same: bool,
) -> Result<Receipt, Refusal> {
    let input = DecisionInput {
        case,
        other,
        is_same,
        key: String::new(),
    };
    world.desk().confirm_identity(actor, &input)
}

fn holder(world: &World, who: &str, case: u64) -> String {
    sheet(world, who, case).unwrap().holder.unwrap().zh
}

#[test]
fn both_sides_are_shown_masked_with_what_each_decision_leads_to() {
    let world = world();
    let (case, other) = two(&world);
    let actor = world.actor("zhouzheng");
    let pair = world.desk().identity_pair(&actor, case, other).unwrap();
    assert_eq!(pair.state, PairState::Waits);
    let fields = pair.fields.iter();
    let shown: Vec<_> = fields
        .map(|field| {
            let [later, earlier] = field.values.each_ref().map(Option::as_deref);
            (field.label.zh.as_str(), later, earlier, field.likeness)
        })
        .collect();
    assert_eq!(
        shown,
        [
            ("客户姓名", Some("陈*"), Some("陈*"), Some(Likeness::Equal)),
            (
                "手机号(可隐藏后四位)",
                Some("139********"),
                Some("139****0001"),
                Some(Likeness::Fits)
            ),
        ]
    );
    let [later, earlier] = &pair.sides;
    assert!(later.headline.is_none(), "it waits in the other");
    assert!(earlier.headline.as_ref().unwrap().zh.contains("甲队"));
    assert!(later.came.iter().any(|line| line.text.zh.contains("李想")));
    assert!(
        earlier
            .came
            .iter()
            .all(|line| !line.text.zh.contains("李想"))
    );
    let holder = |outcomes: &[desk::identity::Outcome], case: u64| {
        let mut outcomes = outcomes.iter();
        let found = outcomes.find(|outcome| outcome.case == case);
        found.unwrap().holder.clone().unwrap().zh
    };
    assert_eq!(holder(&pair.if_same, other), "甲队");
    assert_eq!(holder(&pair.if_apart, other), "甲队");
    assert_eq!(holder(&pair.if_apart, case), "乙队");
    // Looking at both leaves a trace that the holder sees.
    let accesses = sheet(&world, "zhangchi", other).unwrap().accesses;
    assert!(accesses.iter().any(|access| access.who == "周正"));
}

#[test]
fn decided_one_way_and_the_other_and_each_side_is_told() {
    let world = world();
    let pair @ (case, other) = two(&world);
    let reception = world.actor("zhouzheng");
    decide(&world, &reception, pair, true).unwrap();
    assert!(told(&world, "zhangchi", other).contains(&NoticeKind::FoundSame));
    assert!(told(&world, "lixiang", case).contains(&NoticeKind::FoundSame));
    let again = decide(&world, &reception, pair, true);
    assert!(matches!(again, Err(Refusal::Settled)));
    assert_eq!(holder(&world, "lixiang", case), "甲队");
    // It was wrong: apart again, by somebody else.
    let manager = world.actor("sunyue");
    decide(&world, &manager, pair, false).unwrap();
    assert_eq!(holder(&world, "lixiang", case), "乙队");
    assert_eq!(holder(&world, "zhangchi", other), "甲队");
    assert!(told(&world, "zhangchi", other).contains(&NoticeKind::FoundApart));
    assert!(told(&world, "lixiang", case).contains(&NoticeKind::FoundApart));
    let desk = world.desk();
    let shown = desk.identity_pair(&manager, case, other).unwrap();
    let history: Vec<(&str, bool)> = shown
        .history
        .iter()
        .map(|line| (line.who.as_deref().unwrap(), line.is_same))
        .collect();
    assert_eq!(history, [("孙悦", false), ("周正", true)]);
    assert!(shown.if_apart.is_empty() && !shown.if_same.is_empty());
    // And one after all.
    decide(&world, &reception, pair, true).unwrap();
    assert_eq!(holder(&world, "lixiang", case), "甲队");
    let states = [PairState::Waits, PairState::Same, PairState::Apart];
    let counts = states.map(|state| {
        let page = desk.identity_pairs(&reception, state, None).unwrap();
        page.lines.len()
    });
    assert_eq!(counts, [0, 1, 0]);
    assert_eq!(desk.ledger().verify(&[]).unwrap().damage, []);
}

#[test]
fn nobody_decides_about_a_customer_of_their_own_and_is_told_who_does() {
    let world = world();
    let lead = world.staff("钱程");
    world.give(
        &world.actor("anlan"),
        lead,
        Role::Reception,
        Some(world.unit("江岸店")),
    );
    register(&world, "qiancheng", &CHEN).unwrap();
    world.pass(DAY);
    register(&world, "lixiang", &HIDDEN).unwrap();
    let actor = world.actor("qiancheng");
    let desk = world.desk();
    let waiting = desk.identity_pairs(&actor, PairState::Waits, None).unwrap();
    let line = &waiting.lines[0];
    let shown = desk.identity_pair(&actor, line.case, line.other).unwrap();
    assert!(shown.is_own);
    assert!(shown.ask.contains(&"周正".to_owned()), "{:?}", shown.ask);
    let refused = decide(&world, &actor, (line.case, line.other), true);
    let Err(Refusal::Interested { instead: ask }) = refused else {
        panic!("{refused:?}");
    };
    assert!(!ask.contains(&"钱程".to_owned()) && ask.contains(&"孙悦".to_owned()));
    assert!(shown.history.is_empty());
}

#[test]
fn what_lies_in_another_store_is_decided_by_whoever_answers_for_both() {
    let world = world();
    let first = register(&world, "zhangchi", &CHEN).unwrap().case;
    world.pass(DAY);
    register(&world, "zhaoyue", &HIDDEN).unwrap();
    let desk = world.desk();
    let reception = world.actor("zhouzheng");
    let waiting = desk
        .identity_pairs(&reception, PairState::Waits, None)
        .unwrap();
    let line = &waiting.lines[0];
    assert_eq!(line.other, first);
    assert!(!line.can_be_opened);
    assert_eq!(line.customers, [None, Some("陈*".to_owned())]);
    assert_eq!(line.ask, ["陈总"]);
    let pair = (line.case, line.other);
    let looked = desk.identity_pair(&reception, pair.0, pair.1);
    assert!(matches!(looked, Err(Refusal::NotFound)));
    let refused = decide(&world, &reception, pair, false);
    assert!(matches!(refused, Err(Refusal::NotFound)));
    decide(&world, &world.actor("chenzong"), pair, false).unwrap();
    let nobody = desk.identity_pair(&world.actor("chenzong"), pair.1, pair.0);
    assert!(matches!(nobody, Err(Refusal::NotFound)));
    let stranger = desk.identity_pairs(&world.actor("zhangchi"), PairState::Waits, None);
    assert!(matches!(
        stranger,
        Err(Refusal::NotAllowed(Action::ConfirmIdentity))
    ));
}

/// 张弛 registers 陈远, and 赵越 of the other store somebody who may be him. The later case and the earlier one.
fn two_in_two_stores(world: &World) -> (u64, u64) {
    let first = register(world, "zhangchi", &CHEN).unwrap().case;
    world.pass(DAY);
    register(world, "zhaoyue", &HIDDEN).unwrap();
    let all = world.actor("chenzong");
    let waiting = world.desk().identity_pairs(&all, PairState::Waits, None);
    let waiting = waiting.unwrap().lines;
    assert_eq!((waiting.len(), waiting[0].other), (1, first));
    (waiting[0].case, first)
}

#[test]
fn whose_claim_waits_in_anothers_case_acts_in_their_own_part_and_sees_no_more_of_it() {
    let world = world();
    let desk = world.desk();
    let (case, other) = two_in_two_stores(&world);
    let before = sheet(&world, "zhaoyue", case).unwrap().timeline.len();
    let contact = ActInput {
        case: Some(case),
        act: "contact".to_owned(),
        ..ActInput::default()
    };
    let receipt = desk.act(&world.actor("zhaoyue"), &contact).unwrap();
    assert_eq!(receipt.case, case);
    let shown = sheet(&world, "zhaoyue", case).unwrap();
    assert_eq!((shown.case, shown.sight), (case, Sight::OwnPart));
    assert_eq!(shown.timeline.len(), before + 1);
    // Whoever answers for the claimant's store only answers for nothing more of it.
    let managed = sheet(&world, "wuxian", case).unwrap();
    assert_eq!((managed.case, managed.sight), (case, Sight::OwnPart));
    assert_eq!(managed.timeline.len(), before + 1);
    for who in ["zhaoyue", "wuxian"] {
        let actor = world.actor(who);
        let not_theirs = sheet(&world, who, other);
        assert!(matches!(not_theirs, Err(Refusal::NotFound)), "{who}");
        for text in ["陈远", "陈远 139****0001", "13900000001"] {
            let found = desk.search_customers(&actor, text).unwrap().lines;
            assert!(found.iter().all(|line| line.case == case), "{who} {text}");
        }
        let assign = ActInput {
            act: "assign".to_owned(),
            ..contact.clone()
        };
        let refused = desk.act(&actor, &assign);
        assert!(
            matches!(refused, Err(Refusal::NotAllowed(Action::Assign))),
            "{who} {refused:?}"
        );
    }
    let mine = CustomerQuery::default();
    let mine = desk
        .customers(&world.actor("zhaoyue"), &mine)
        .unwrap()
        .lines;
    let mine: Vec<u64> = mine.iter().map(|line| line.case).collect();
    assert_eq!(mine, [case]);
    // The holder sees all of it.
    let held = sheet(&world, "zhangchi", other).unwrap();
    assert_eq!(held.sight, Sight::Whole);
    assert!(held.timeline.iter().any(|line| line.seq == receipt.seq));
}

#[test]
fn whoever_claimed_is_sent_to_their_own_case() {
    let world = world();
    let desk = world.desk();
    let (case, other) = two_in_two_stores(&world);
    let claimant = world.actor("zhaoyue");
    // They do not end the doubt: nothing waits for them, and they are told.
    assert!(desk.tasks(&claimant, None, None).unwrap().lines.is_empty());
    let copied = desk
        .notices(&claimant, NoticeList::Copied, None, 50)
        .unwrap();
    let [told] = copied.as_slice() else {
        panic!("{copied:?}");
    };
    assert_eq!(told.kind, NoticeKind::MaybeSame);
    assert_eq!(told.about, About::Case(case), "the other they may not see");
    let open = desk.notices(&claimant, NoticeList::Open, None, 50).unwrap();
    let mut open = open.iter();
    let collided = open.find(|one| one.kind == NoticeKind::CollidedWith);
    assert_eq!(collided.unwrap().about, About::Case(case));
    decide(&world, &world.actor("chenzong"), (case, other), false).unwrap();
}

#[test]
fn what_waits_in_a_case_is_not_a_second_customer_of_its_holder() {
    let world = world();
    let (case, other) = two_in_two_stores(&world);
    world.pass(24 * DAY);
    let today = world.desk().today(&world.actor("zhangchi")).unwrap();
    let lapsing: Vec<u64> = today.lapsing.iter().map(|line| line.case).collect();
    assert_eq!(lapsing, [other]);
    let duties = [today.overdue, today.due, today.later].concat();
    assert!(
        duties.iter().all(|line| line.duty.case != case),
        "{duties:?}"
    );
}

#[test]
fn what_is_asked_about_two_who_may_be_one_stands_once_in_a_day() {
    let world = world();
    let desk = world.desk();
    world.employ("周正", "江岸店", "reception");
    two(&world);
    let reception = world.actor("zhouzheng");
    let today = desk.today(&reception).unwrap();
    let duties = [today.overdue, today.due, today.later].concat();
    let asked = |line: &DutyOfDay| {
        let cause = line.duty.cause.as_ref().map(|cause| cause.seq);
        (line.duty.what.zh.clone(), cause)
    };
    let mut asked: Vec<_> = duties.iter().map(asked).collect();
    let all = asked.len();
    asked.sort_unstable();
    asked.dedup();
    assert!(!asked.is_empty());
    assert_eq!(asked.len(), all, "{duties:?}");
    let named = duties.iter().all(|line| line.customer.is_some());
    assert!(named, "{duties:?}");
}

#[test]
fn whoever_stands_in_for_the_reception_says_so_in_its_name() {
    let world = world();
    world.hire(
        ("周静", "zhoujing"),
        "江岸店",
        "reception",
        Role::StoreManager,
    );
    let pair = two(&world);
    let away = desk::delegation::DelegationInput {
        to: world.staff("陈总"),
        from: None,
        until: world.now().plus_seconds(DAY),
    };
    world
        .desk()
        .delegate(&world.actor("zhoujing"), &away)
        .unwrap();
    let done = decide(&world, &world.actor("chenzong"), pair, true).unwrap();
    let on_behalf = |seq| {
        let entry = world
            .desk()
            .ledger()
            .entries(seq, 1)
            .unwrap()
            .pop()
            .unwrap();
        let ledger::encoding::Entry::Fact(fact) = entry.entry else {
            panic!("{entry:?}");
        };
        (fact.actor, fact.particulars.and_then(|more| more.on_behalf))
    };
    let (chen, zhou) = (world.staff("陈总"), world.staff("周静"));
    assert_eq!(on_behalf(done.seq), (Some(chen), Some(zhou)));
    // Whoever has the office themselves decides for nobody.
    let done = decide(&world, &world.actor("zhoujing"), pair, false).unwrap();
    assert_eq!(on_behalf(done.seq), (Some(zhou), None));
}
