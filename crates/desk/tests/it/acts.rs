//! What people do with a case: reviews, disputes, deals; who may, who may not, and what comes of it.

use desk::act::table::Ask;
use desk::act::{ActEntry, ActInput, ActOffer};
use desk::permission::{Action, Role, Target};
use desk::register::{Receipt, RegistrationInput};
use desk::{Answer, FactKind, Refusal, Seq, State};
use ledger::record::Command;
use ruling::company::{Change, CompanyFact};

use super::{world, world_under};
use crate::deeds::{CHEN, DAY, fields, filed, register, sheet};
use crate::world::{World, pack};

fn input(case: u64, act: &str, entry: ActEntry) -> ActInput {
    ActInput {
        case: Some(case),
        act: act.to_owned(),
        entry,
        ..ActInput::default()
    }
}

fn decided(of: Seq, answer: Answer) -> ActEntry {
    ActEntry {
        of: Some(of),
        answer,
        reason: "资料齐全".to_owned(),
        ..ActEntry::default()
    }
}

fn offer(world: &World, who: &str, case: u64, name: &str) -> ActOffer {
    let offers = world.desk().acts(&world.actor(who), case).unwrap().offers;
    let mut named = offers.into_iter().filter(|offer| offer.act.name == name);
    named.next().unwrap()
}

fn papers() -> World {
    let world = world_under("5-customer-materials");
    world.hire(
        ("方敏", "fangmin"),
        "江岸店",
        "department",
        Role::DepartmentHead,
    );
    world.hire(
        ("石静", "shijing"),
        "江岸店",
        "department",
        Role::DepartmentHead,
    );
    world.hire(
        ("梅兰", "meilan"),
        "江岸店",
        "sales_management",
        Role::SalesManagement,
    );
    world
}

#[test]
fn a_review_takes_its_steps_in_order_each_by_its_office() {
    let world = papers();
    let claim = filed(&world, "wanglei");
    let review =
        |who: &str, answer| world.act(who, claim.case, "review", decided(claim.seq, answer));
    let early = review("meilan", Answer::Yes);
    let Err(Refusal::NotAccepted(reasons)) = early else {
        panic!("{early:?}");
    };
    assert_eq!(reasons[0].clause, "第六条.3");
    assert!(reasons[0].clause_text.is_some());
    assert!(matches!(
        review("wanglei", Answer::Yes),
        Err(Refusal::NotAllowed(Action::Review))
    ));
    assert!(matches!(
        review("wuxian", Answer::Yes),
        Err(Refusal::NotFound)
    ));
    review("fangmin", Answer::Yes).unwrap();
    assert_eq!(
        sheet(&world, "wanglei", claim.case).unwrap().state,
        State::Pending
    );
    review("meilan", Answer::Yes).unwrap();
    let sheet = sheet(&world, "wanglei", claim.case).unwrap();
    assert_eq!(sheet.state, State::Provisional);
    assert_eq!(sheet.holder.unwrap().zh, "王蕾");
}

#[test]
fn what_is_returned_or_rejected_says_why_and_the_reason_is_sealed() {
    let world = papers();
    let claim = filed(&world, "wanglei");
    let silent = ActEntry {
        reason: String::new(),
        ..decided(claim.seq, Answer::Return)
    };
    let refused = world.act("fangmin", claim.case, "review", silent);
    assert!(matches!(refused, Err(Refusal::Missing { field: "reason" })));
    let spoken = ActEntry {
        reason: "复印件看不清".to_owned(),
        ..decided(claim.seq, Answer::Return)
    };
    world.act("fangmin", claim.case, "review", spoken).unwrap();
    let shown = sheet(&world, "fangmin", claim.case).unwrap();
    let values: Vec<&str> = shown
        .customer
        .iter()
        .map(|field| field.name.as_str())
        .collect();
    assert!(!values.contains(&"access_reason"), "{values:?}");
    assert!(
        shown
            .timeline
            .iter()
            .any(|line| line.kind == FactKind::Reviewed)
    );
    let corrected = ActEntry {
        of: Some(claim.seq),
        given: vec!["id_card_copy".to_owned()],
        ..ActEntry::default()
    };
    world
        .act("wanglei", claim.case, "amend", corrected)
        .unwrap();
    world
        .act(
            "fangmin",
            claim.case,
            "review",
            decided(claim.seq, Answer::Yes),
        )
        .unwrap();
}

#[test]
fn of_two_who_decide_at_once_one_does_and_the_other_is_told() {
    let world = papers();
    let claim = filed(&world, "wanglei");
    let seen = world
        .desk()
        .acts(&world.actor("fangmin"), claim.case)
        .unwrap()
        .seen;
    let answer = |who: &str, answer, key: &str| {
        let input = ActInput {
            seen: Some(seen),
            key: key.to_owned(),
            ..input(claim.case, "review", decided(claim.seq, answer))
        };
        world.desk().act(&world.actor(who), &input)
    };
    let first = answer("fangmin", Answer::Yes, "a").unwrap();
    let second = answer("shijing", Answer::No, "a").unwrap_err();
    assert_eq!(second.code(), "case_changed");
    // Sent again, the same form is no second decision.
    assert_eq!(answer("fangmin", Answer::Yes, "a").unwrap().seq, first.seq);
    let late = world.act(
        "shijing",
        claim.case,
        "review",
        decided(claim.seq, Answer::Yes),
    );
    assert_eq!(late.unwrap_err().code(), "not_accepted");
}

#[test]
fn nobody_reviews_what_they_filed_and_they_are_told_who_can() {
    let world = papers();
    let claim = filed(&world, "fangmin");
    let own = world.act(
        "fangmin",
        claim.case,
        "review",
        decided(claim.seq, Answer::Yes),
    );
    let Err(Refusal::Interested { instead }) = own else {
        panic!("{own:?}");
    };
    assert!(instead.contains(&"石静".to_owned()), "{instead:?}");
    assert!(!instead.contains(&"方敏".to_owned()), "{instead:?}");
    let offered = offer(&world, "fangmin", claim.case, "review");
    assert!(matches!(offered.refusal, Some(Refusal::Interested { .. })));
    world
        .act(
            "shijing",
            claim.case,
            "review",
            decided(claim.seq, Answer::Yes),
        )
        .unwrap();
}

/// Something about a customer by what they are known by: the case need not be seen.
fn about_customer(
    world: &World,
    who: &str,
    act: &str,
    entry: ActEntry,
) -> Result<Receipt, Refusal> {
    let input = ActInput {
        act: act.to_owned(),
        entry: ActEntry {
            fields: fields(&CHEN),
            ..entry
        },
        ..ActInput::default()
    };
    world.desk().act(&world.actor(who), &input)
}

#[test]
fn a_dispute_is_decided_by_the_office_that_decides_and_never_by_who_claims() {
    let world = world();
    for (name, login) in [("周明", "zhouming"), ("何平", "heping")] {
        let role = Role::DepartmentHead;
        world.hire((name, login), "江岸店", "project_lead", role);
    }
    let deal = ActEntry {
        cents: Some(100_000_000),
        ..ActEntry::default()
    };
    let case = about_customer(&world, "lixiang", "contract", deal)
        .unwrap()
        .case;
    let dispute = || ActEntry {
        given: vec!["evidence".to_owned()],
        reason: "三月一日带到现场".to_owned(),
        ..ActEntry::default()
    };
    let claimed = about_customer(&world, "zhangchi", "dispute", dispute()).unwrap();
    assert_eq!(claimed.case, case);
    let own = about_customer(&world, "zhouming", "dispute", dispute()).unwrap();
    let decide =
        |who: &str, of: Seq| world.act(who, case, "decide-evidence", decided(of, Answer::Yes));
    let Err(Refusal::Interested { instead }) = decide("zhouming", claimed.seq) else {
        panic!("who claims must not decide");
    };
    assert_eq!(instead, ["何平"]);
    let Err(Refusal::OfOffice { offices }) = decide("sunyue", claimed.seq) else {
        panic!("it is the business of an office");
    };
    assert_eq!(offices[0].zh, "项目负责人");
    world
        .act(
            "heping",
            case,
            "decide-evidence",
            decided(own.seq, Answer::No),
        )
        .unwrap();
    decide("heping", claimed.seq).unwrap();
    assert!(matches!(
        decide("heping", claimed.seq),
        Err(Refusal::Settled)
    ));
    world.pass(4 * DAY);
    let sheet = sheet(&world, "sunyue", case).unwrap();
    assert_eq!(sheet.state, State::Final);
    assert_eq!(sheet.holder.unwrap().zh, "甲队");
}

#[test]
fn a_claim_that_comes_too_late_is_told_the_clause_and_leaves_no_trace() {
    let world = world();
    let deal = ActEntry::default();
    let case = about_customer(&world, "sunyue", "contract", deal)
        .unwrap()
        .case;
    world.pass(4 * DAY);
    let late = world.act("sunyue", case, "dispute", ActEntry::default());
    let Err(Refusal::NotAccepted(reasons)) = late else {
        panic!("{late:?}");
    };
    assert_eq!(reasons[0].clause, "二.5");
}

#[test]
fn a_correction_is_read_like_the_form_that_it_corrects() {
    let world = papers();
    let claim = filed(&world, "wanglei");
    let corrected = |pairs: &[(&str, &str)]| {
        let entry = ActEntry {
            of: Some(claim.seq),
            fields: fields(pairs),
            ..ActEntry::default()
        };
        world.act("wanglei", claim.case, "amend", entry)
    };
    // The regulation calls the phone a contact; whoever has that phone is found by it from now on.
    corrected(&[("contact", "13900000009")]).unwrap();
    let again = RegistrationInput {
        fields: fields(&[
            ("name", "陈远"),
            ("contact", "13900000009"),
            ("id_number", "110105198003030010"),
        ]),
        given: vec!["id_card_copy".to_owned()],
        customer_type: Some("individual".to_owned()),
        ..RegistrationInput::default()
    };
    let again = world
        .desk()
        .register(&world.actor("lixiang"), &again)
        .unwrap();
    assert_eq!(again.case, claim.case);
    let shown = sheet(&world, "fangmin", claim.case).unwrap().customer;
    let phones = shown.iter().filter(|field| field.value.ends_with("0009"));
    assert_eq!(phones.count(), 1, "{shown:?}");
    assert!(!shown.iter().any(|field| field.value.ends_with("0001")));
    let unreadable = corrected(&[("contact", "不清楚")]).unwrap_err();
    assert_eq!(unreadable.code(), "fields");
}

#[test]
fn whoever_is_suspended_quotes_to_nobody_also_where_they_have_no_part_in_the_case() {
    let world = papers();
    let quote = || ActInput {
        act: "quote".to_owned(),
        entry: ActEntry {
            fields: fields(&[("name", "陈远"), ("id_number", "110105198003030010")]),
            cents: Some(100_000),
            ..ActEntry::default()
        },
        warned: true,
        ..ActInput::default()
    };
    world.desk().act(&world.actor("lixiang"), &quote()).unwrap();
    let now = world.now();
    let suspended = CompanyFact {
        from: now,
        recorded: now,
        change: Change::Suspended {
            staff: world.staff("李想"),
            until: now.plus_seconds(DAY),
        },
    };
    let ledger = world.desk().ledger();
    let suspend = Command::Change(Box::new(suspended));
    ledger.carry_out(suspend, b"suspended").unwrap();
    let refused = world.desk().act(&world.actor("lixiang"), &quote());
    let Err(Refusal::Suspended { clause, until, .. }) = refused else {
        panic!("{refused:?}");
    };
    assert_eq!(clause, "第十三条");
    assert_eq!(until, now.plus_seconds(DAY));
}

#[test]
fn what_a_case_has_follows_from_its_regulation() {
    let world = world();
    let claim = register(&world, "zhangchi", &CHEN).unwrap();
    let offers = world
        .desk()
        .acts(&world.actor("sunyue"), claim.case)
        .unwrap()
        .offers;
    let names: Vec<&str> = offers.iter().map(|offer| offer.act.name).collect();
    assert!(
        names.contains(&"dispute") && names.contains(&"contract"),
        "{names:?}"
    );
    assert!(
        !names.contains(&"review") && !names.contains(&"grade"),
        "{names:?}"
    );
}

#[test]
fn colleagues_to_choose_from_are_those_who_work_under_the_cases_regulation() {
    let world = World::of(None, vec![pack("1-showroom"), pack("2-product-sales")]);
    let elsewhere = world.unit("武昌店");
    let units = world.actor("heyun").may(Target::Anything).unwrap();
    let desk = world.desk();
    desk.govern(&units, elsewhere, "product-sales", None)
        .unwrap();
    let claim = register(&world, "zhangchi", &CHEN).unwrap();
    let form = offer(&world, "zhangchi", claim.case, "contract").fields;
    let mut fields = form.iter();
    let who = fields.find(|field| field.ask == Ask::Person).unwrap();
    let named = |name: &str| who.choices.iter().any(|choice| choice.label.zh == name);
    assert!(named("张弛") && named("李想"));
    assert!(named("陈总"), "whoever is above the store may close, too");
    assert!(!named("赵越"), "works under another regulation");
}
