//! Whose own interest closes a door: their own filing, violation or dispute, and that of a colleague for whom they
//! stand in. Each row is tried at the door and looked for in the inbox, and every door that decides has one.

use std::collections::BTreeSet;

use desk::act::table::ACTS;
use desk::act::{ActEntry, ActInput};
use desk::delegation::DelegationInput;
use desk::permission::Role;
use desk::task::Answered;
use desk::{Answer, Refusal};

use super::disputes::{about, about_customer, claimed, evidence, shown, showroom};
use super::{world, world_under};
use crate::approvals;
use crate::deeds::{CHEN, DAY, register, sheet};
use crate::tasks::filed;
use crate::world::World;

/// What is decided, by which act, in which case.
struct Matter {
    name: &'static str,
    case: u64,
    act: &'static str,
    entry: ActEntry,
    /// Who may not decide it, with why.
    interested: &'static [(&'static str, &'static str)],
    /// Who may, but not while they stand in for one of those: login, name, whom.
    free: [&'static str; 3],
}

/// Tries the door without going through.
fn is_interested(world: &World, who: &str, matter: &Matter) -> bool {
    let input = ActInput {
        case: Some(matter.case),
        act: matter.act.to_owned(),
        entry: matter.entry.clone(),
        ..ActInput::default()
    };
    let tried = world.desk().preview_act(&world.actor(who), &input);
    matches!(tried, Err(Refusal::Interested { .. }))
}

fn is_listed(world: &World, who: &str, matter: &Matter) -> bool {
    let page = world.desk().tasks(&world.actor(who), None, None).unwrap();
    let mut lines = page.lines.iter();
    let is_asked = |answered| matches!(answered, Answered::Act(act) if act.name == matter.act);
    lines.any(|line| line.case == matter.case && is_asked(line.answered))
}

/// Tries each row.
fn check(world: &World, matter: &Matter) {
    let name = matter.name;
    for (who, why) in matter.interested {
        assert!(is_interested(world, who, matter), "{name}: {who}, {why}");
        assert!(!is_listed(world, who, matter), "{name}: {who}, {why}");
    }
    let [who, called, absent] = matter.free;
    assert!(!is_interested(world, who, matter), "{name}: {who} is free");
    let (desk, staff) = (world.desk(), world.staff(called));
    let input = DelegationInput {
        to: staff,
        from: None,
        until: world.now().plus_seconds(DAY),
    };
    desk.delegate(&world.actor(absent), &input).unwrap();
    assert!(
        is_interested(world, who, matter),
        "{name}: {who} for {absent}"
    );
    assert!(!is_listed(world, who, matter), "{name}: {who} for {absent}");
    desk.end_delegation(&world.actor(absent), staff).unwrap();
    assert!(!is_interested(world, who, matter), "{name}: {who} again");
}

/// Two of each office of a company that reviews papers.
fn reviewing() -> World {
    let world = world_under("5-customer-materials");
    for (name, login, office, role) in [
        ("方敏", "fangmin", "department", Role::DepartmentHead),
        ("石静", "shijing", "department", Role::DepartmentHead),
        ("梅兰", "meilan", "sales_management", Role::SalesManagement),
        ("祝婷", "zhuting", "sales_management", Role::SalesManagement),
    ] {
        world.hire((name, login), "江岸店", office, role);
    }
    world
}

#[test]
fn nobody_passes_their_own_filing_nor_that_of_whom_they_stand_in_for() {
    let world = reviewing();
    let claim = filed(&world, "fangmin", 1);
    check(
        &world,
        &Matter {
            name: "own filing",
            case: claim.case,
            act: "review",
            entry: ActEntry {
                of: Some(claim.seq),
                answer: Answer::Yes,
                reason: "资料齐全".to_owned(),
                ..ActEntry::default()
            },
            interested: &[("fangmin", "filed it")],
            free: ["shijing", "石静", "fangmin"],
        },
    );
}

#[test]
fn nobody_decides_on_their_own_violation_or_report_nor_for_whoever_has_one() {
    let world = reviewing();
    let claim = filed(&world, "meilan", 1);
    world.pass(60);
    let accused = Some(world.staff("梅兰"));
    let report = ActEntry {
        what: "资料虚假".to_owned(),
        person: accused,
        of: Some(claim.seq),
        reason: "证件复印件与原件不符".to_owned(),
        ..ActEntry::default()
    };
    let reported = world.act("fangmin", claim.case, "report-violation", report);
    let reported = reported.unwrap();
    let entry = ActEntry {
        what: "资料虚假".to_owned(),
        person: accused,
        of: Some(reported.seq),
        answer: Answer::Yes,
        given: vec!["通报批评".to_owned()],
        reason: "核对了原件".to_owned(),
        ..ActEntry::default()
    };
    for absent in ["meilan", "fangmin"] {
        check(
            &world,
            &Matter {
                name: "own violation",
                case: claim.case,
                act: "decide-violation",
                entry: entry.clone(),
                interested: &[("meilan", "accused"), ("fangmin", "reported it")],
                free: ["zhuting", "祝婷", absent],
            },
        );
    }
}

#[test]
fn nobody_rules_in_their_own_dispute_nor_for_whoever_has_a_part_in_it() {
    let world = showroom();
    let (case, _) = claimed(&world, &CHEN);
    check(
        &world,
        &Matter {
            name: "own dispute",
            case,
            act: "rule",
            entry: ActEntry {
                person: Some(world.staff("张弛")),
                reason: "三月一日确由他带到现场".to_owned(),
                ..ActEntry::default()
            },
            interested: &[("sunyue", "closed the deal")],
            free: ["heping", "何平", "sunyue"],
        },
    );
}

#[test]
fn nobody_weighs_evidence_in_their_own_dispute_nor_an_appeal_against_their_own_decision() {
    let world = showroom();
    let (case, dispute) = claimed(&world, &CHEN);
    let mut matter = Matter {
        name: "own dispute",
        case,
        act: "decide-evidence",
        entry: about(dispute, Answer::Yes),
        interested: &[("sunyue", "closed the deal")],
        free: ["heping", "何平", "sunyue"],
    };
    check(&world, &matter);
    let no = about(dispute, Answer::No);
    let decided = world.act("heping", case, "decide-evidence", no).unwrap();
    let appeal = about(decided.seq, Answer::None);
    let appeal = world.act("zhangchi", case, "appeal", appeal).unwrap();
    matter = Matter {
        name: "own decision",
        act: "decide-appeal",
        entry: about(appeal.seq, Answer::Yes),
        interested: &[("sunyue", "closed the deal"), ("heping", "decided first")],
        free: ["zhouming", "周明", "heping"],
        ..matter
    };
    check(&world, &matter);
}

#[test]
fn nobody_gives_a_customer_to_themselves_nor_to_whom_they_stand_in_for() {
    let world = world();
    for (name, login) in [("方敏", "fangmin"), ("石静", "shijing")] {
        world.hire((name, login), "甲队", "lead", Role::TeamLead);
    }
    let claim = register(&world, "zhangchi", &CHEN).unwrap();
    let entry = ActEntry {
        person: Some(world.staff("方敏")),
        reason: "距离近".to_owned(),
        ..ActEntry::default()
    };
    check(
        &world,
        &Matter {
            name: "own customer",
            case: claim.case,
            act: "assign",
            entry,
            interested: &[("fangmin", "receives it")],
            free: ["shijing", "石静", "fangmin"],
        },
    );
}

#[test]
fn nobody_chooses_their_own_fee_nor_that_of_whom_they_stand_in_for() {
    let world = world_under("7-auto-dealer");
    for (name, login) in [("方敏", "fangmin"), ("石静", "shijing")] {
        world.hire((name, login), "甲队", "manager", Role::StoreManager);
    }
    let claim = register(&world, "zhangchi", &CHEN).unwrap();
    let entry = ActEntry {
        person: Some(world.staff("方敏")),
        cents: Some(5_000),
        reason: "全程陪同".to_owned(),
        ..ActEntry::default()
    };
    check(
        &world,
        &Matter {
            name: "own fee",
            case: claim.case,
            act: "choose-fee",
            entry,
            interested: &[("fangmin", "receives it")],
            free: ["shijing", "石静", "fangmin"],
        },
    );
}

#[test]
fn nobody_notes_that_their_own_card_was_not_signed_nor_that_of_whom_they_stand_in_for() {
    let world = world_under("7-auto-dealer");
    for (name, login) in [("方敏", "fangmin"), ("石静", "shijing")] {
        world.hire((name, login), "甲队", "manager", Role::StoreManager);
    }
    let claim = register(&world, "zhangchi", &CHEN).unwrap();
    let entry = ActEntry {
        what: "card_b".to_owned(),
        person: Some(world.staff("方敏")),
        reason: "他不肯签".to_owned(),
        ..ActEntry::default()
    };
    check(
        &world,
        &Matter {
            name: "own card",
            case: claim.case,
            act: "refuse-to-sign",
            entry,
            interested: &[("fangmin", "whose card it is")],
            free: ["shijing", "石静", "fangmin"],
        },
    );
}

/// Doors tried above.
const TRIED: [&str; 8] = [
    "review",
    "decide-violation",
    "rule",
    "decide-evidence",
    "decide-appeal",
    "assign",
    "choose-fee",
    "refuse-to-sign",
];

#[test]
fn every_door_that_an_interest_closes_is_tried() {
    let tried: BTreeSet<&str> = TRIED.into_iter().chain(approvals::own()).collect();
    let closed = ACTS.iter().filter(|act| !act.interests.is_empty());
    let closed: BTreeSet<&str> = closed.map(|act| act.name).collect();
    assert_eq!(tried, closed);
    // Giving a customer up to everybody serves nobody.
    let open = ACTS
        .iter()
        .filter(|act| act.decides && act.interests.is_empty());
    let open: Vec<&str> = open.map(|act| act.name).collect();
    assert_eq!(open, ["release"]);
}

/// Accepts what was filed, as far as a preview goes.
fn tries(world: &World, who: &str, case: u64, entry: u32) -> Result<(), Refusal> {
    let input = ActInput {
        case: Some(case),
        act: "decide-evidence".to_owned(),
        entry: about(entry, Answer::Yes),
        ..ActInput::default()
    };
    let tried = world.desk().preview_act(&world.actor(who), &input);
    tried.map(drop)
}

#[test]
fn where_all_of_an_office_have_a_part_it_comes_to_whoever_is_above() {
    let world = world();
    let lead = Role::DepartmentHead;
    world.hire(("周明", "zhouming"), "江岸店", "project_lead", lead);
    let manager = Role::StoreManager;
    world.hire(("费诺", "feinuo"), "江岸店", "manager", manager);
    let sells = |name: &str| {
        let unit = Some(world.unit("江岸店"));
        world.give(
            &world.actor("anlan"),
            world.staff(name),
            Role::Salesperson,
            unit,
        );
    };
    sells("周明");
    let (case, entry) = claimed(&world, &CHEN);
    let deciders = || {
        let sheet = shown(&world, "sunyue", case, entry);
        sheet.unwrap().deciders
    };
    assert_eq!(deciders(), ["周明"]);
    // While somebody of the office may, whoever is above may not.
    let by_another = tries(&world, "chenzong", case, entry);
    assert!(
        matches!(by_another, Err(Refusal::OfOffice { .. })),
        "{by_another:?}"
    );

    let own = about_customer(&world, "zhouming", "dispute", &CHEN, evidence());
    let own = own.unwrap().seq;
    assert_eq!(deciders(), ["陈总"]);
    let refused = tries(&world, "zhouming", case, entry);
    let Err(Refusal::Interested { instead }) = refused else {
        panic!("{refused:?}");
    };
    assert_eq!(instead, ["陈总"]);
    // Whoever has a role for it and no office is not above.
    let by_another = tries(&world, "feinuo", case, entry);
    assert!(
        matches!(by_another, Err(Refusal::OfOffice { .. })),
        "{by_another:?}"
    );
    let accepted = world.act(
        "chenzong",
        case,
        "decide-evidence",
        about(entry, Answer::Yes),
    );
    accepted.unwrap();
    let rejected = world.act("chenzong", case, "decide-evidence", about(own, Answer::No));
    rejected.unwrap();
    world.pass(4 * DAY);
    let sheet = sheet(&world, "sunyue", case).unwrap();
    assert!(sheet.headline.zh.contains("张弛"), "{}", sheet.headline.zh);
    let told = sheet.timeline.iter().map(|line| line.text.zh.clone());
    assert_eq!(told.filter(|text| text.contains("替周明决定")).count(), 2);
}

#[test]
fn where_nobody_in_a_store_has_the_office_that_other_stores_have_it_comes_to_whoever_is_above() {
    let world = world();
    let lead = Role::DepartmentHead;
    world.hire(("陆远", "luyuan"), "武昌店", "project_lead", lead);
    let (case, entry) = claimed(&world, &CHEN);
    let deciders = shown(&world, "sunyue", case, entry).unwrap().deciders;
    assert_eq!(deciders, ["陈总"]);
    let by_another_store = tries(&world, "luyuan", case, entry);
    assert!(
        matches!(by_another_store, Err(Refusal::NotFound)),
        "{by_another_store:?}"
    );
    let listed = world.desk().tasks(&world.actor("chenzong"), None, None);
    assert!(listed.unwrap().lines.iter().any(|line| line.case == case));
    let entered = about(entry, Answer::Yes);
    let decided = world.act("chenzong", case, "decide-evidence", entered);
    decided.unwrap();
    world.pass(4 * DAY);
    let sheet = sheet(&world, "sunyue", case).unwrap();
    assert!(sheet.headline.zh.contains("张弛"), "{}", sheet.headline.zh);
    let mut told = sheet.timeline.iter().map(|line| line.text.zh.clone());
    assert!(told.any(|text| text.contains("没有这个职务的人，由上级决定")));
}
