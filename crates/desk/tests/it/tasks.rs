//! The inbox: what waits stands in the lists of exactly those who could answer it, and counts equal lists.

use desk::notices::{About, NoticeKind, NoticeList};
use desk::permission::Role;
use desk::register::{Receipt, RegistrationInput};
use desk::task::{Answer as Passed, TaskKind, TaskLine};
use desk::{Answer, Refusal, Seq};

use super::{world, world_under};
use crate::deeds::{CHEN, DAY, fields, register, review, sheet};
use crate::world::World;

/// Everything that waits for somebody, page by page; as many as is counted.
fn tasks(world: &World, who: &str) -> Vec<TaskLine> {
    let (desk, actor) = (world.desk(), world.actor(who));
    let mut all = Vec::new();
    let mut after = None;
    loop {
        let page = desk.tasks(&actor, None, after).unwrap();
        all.extend(page.lines);
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    let counts = desk.task_counts(&actor).unwrap();
    assert_eq!(counts.all, all.len() as u64, "{who}");
    for (kind, count) in counts.of_kinds {
        let of_kind = all.iter().filter(|line| line.kind == kind).count();
        assert_eq!(count, of_kind as u64, "{who}: {kind:?}");
    }
    all
}

fn of_kind(world: &World, who: &str, kind: TaskKind) -> Vec<u64> {
    let all = tasks(world, who).into_iter();
    let meant = all.filter(|line| line.kind == kind);
    meant.map(|line| line.case).collect()
}

/// Somebody registers a customer with papers, under a regulation that reviews in two steps.
pub(crate) fn filed(world: &World, who: &str, number: u32) -> Receipt {
    let (phone, id) = (
        format!("139{number:08}"),
        format!("11010519800303{number:03}"),
    );
    let form = RegistrationInput {
        fields: fields(&[
            ("name", "陈远"),
            ("contact", &phone),
            ("id_number", &with_check(&id)),
        ]),
        given: vec!["id_card_copy".to_owned()],
        customer_type: Some("individual".to_owned()),
        ..RegistrationInput::default()
    };
    world.desk().register(&world.actor(who), &form).unwrap()
}

/// Seventeen digits of an ID number with their check character.
fn with_check(digits: &str) -> String {
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let values = digits.chars().filter_map(|digit| digit.to_digit(10));
    let sum: u32 = values
        .zip(weights)
        .map(|(digit, weight)| digit * weight)
        .sum();
    let check = ["1", "0", "X", "9", "8", "7", "6", "5", "4", "3", "2"][(sum % 11) as usize];
    format!("{digits}{check}")
}

fn papers() -> World {
    let world = world_under("5-customer-materials");
    for (name, login, office, role) in [
        ("方敏", "fangmin", "department", Role::DepartmentHead),
        ("梅兰", "meilan", "sales_management", Role::SalesManagement),
    ] {
        world.hire((name, login), "江岸店", office, role);
    }
    world
}

#[test]
fn a_registration_waits_for_each_step_of_its_review_in_turn() {
    let world = papers();
    let claim = filed(&world, "wanglei", 1);
    let waiting = |who| of_kind(&world, who, TaskKind::Review);
    assert_eq!(waiting("fangmin"), [claim.case]);
    let nobody: [u64; 0] = [];
    for who in [
        "meilan",
        "wanglei",
        "wuxian",
        "zhengheng",
        "zhangchi",
        "chenzong",
    ] {
        assert_eq!(waiting(who), nobody, "{who}");
    }
    let line = tasks(&world, "fangmin").remove(0);
    assert_eq!(line.asker.as_deref(), Some("王蕾"));
    assert_eq!(line.customer.as_deref(), Some("陈*"));
    assert_eq!(line.clause.as_deref(), Some("第六条.2"));
    assert!(line.due.is_some() && !line.is_overdue && !line.is_raised);
    assert!(line.finding.is_some());
    review(&world, "fangmin", &claim, Answer::Yes).unwrap();
    assert_eq!(waiting("fangmin"), nobody);
    assert_eq!(waiting("meilan"), [claim.case]);
    review(&world, "meilan", &claim, Answer::Yes).unwrap();
    assert_eq!(waiting("meilan"), nobody);
}

#[test]
fn what_waits_stands_exactly_in_the_lists_of_those_whom_the_act_lets_in() {
    let world = papers();
    world.hire(
        ("石静", "shijing"),
        "江岸店",
        "department",
        Role::DepartmentHead,
    );
    let cases = [
        filed(&world, "wanglei", 1).case,
        filed(&world, "fangmin", 2).case,
        filed(&world, "shijing", 3).case,
    ];
    for who in [
        "fangmin",
        "shijing",
        "meilan",
        "wanglei",
        "sunyue",
        "qiancheng",
    ] {
        let listed = of_kind(&world, who, TaskKind::Review);
        for case in cases {
            let offers = world.desk().acts(&world.actor(who), case);
            let offers = offers.map(|offers| offers.offers).unwrap_or_default();
            let mut offers = offers.iter().filter(|offer| offer.act.name == "review");
            let is_open = offers.any(|offer| offer.refusal.is_none());
            // Who has no office at all could stand in; it is not put to them while the office can.
            let is_of_office = !["sunyue", "qiancheng"].contains(&who);
            assert_eq!(
                listed.contains(&case),
                is_open && is_of_office,
                "{who}, {case}"
            );
        }
    }
    assert_eq!(
        of_kind(&world, "fangmin", TaskKind::Review),
        [cases[0], cases[2]]
    );
}

#[test]
fn nobody_is_asked_about_what_they_filed_and_it_goes_up_where_nobody_else_is() {
    let world = papers();
    let leads = ["sunyue", "qiancheng"].map(|login| world.actor(login));
    for lead in leads {
        let security = world.actor("anlan");
        for held in lead.roles {
            world.desk().revoke_role(&security, held.grant).unwrap();
        }
    }
    let own = filed(&world, "fangmin", 1);
    let nobody: [u64; 0] = [];
    assert_eq!(of_kind(&world, "fangmin", TaskKind::Review), nobody);
    assert_eq!(of_kind(&world, "chenzong", TaskKind::Review), [own.case]);
    assert!(tasks(&world, "chenzong").iter().all(|line| line.is_raised));
    world.desk().remind().unwrap();
    let told = world
        .desk()
        .notices(&world.actor("chenzong"), NoticeList::Open, None, 10);
    assert!(
        told.unwrap()
            .iter()
            .any(|notice| notice.kind == NoticeKind::Raised)
    );
    review(&world, "chenzong", &own, Answer::Yes).unwrap();
}

#[test]
fn what_is_late_comes_to_the_next_above_too_and_is_told_once() {
    let world = papers();
    let claim = filed(&world, "wanglei", 1);
    let nobody: [u64; 0] = [];
    assert_eq!(of_kind(&world, "chenzong", TaskKind::Review), nobody);
    world.pass(3 * DAY);
    assert_eq!(of_kind(&world, "chenzong", TaskKind::Review), [claim.case]);
    let lines = tasks(&world, "fangmin");
    assert!(lines[0].is_overdue && !lines[0].is_raised);
    let raised = || {
        world.desk().remind().unwrap();
        let actor = world.actor("chenzong");
        let open = world
            .desk()
            .notices(&actor, NoticeList::Open, None, 50)
            .unwrap();
        open.iter()
            .filter(|notice| notice.kind == NoticeKind::Raised)
            .count()
    };
    assert_eq!(raised(), 1);
    assert_eq!(raised(), 1);
    review(&world, "fangmin", &claim, Answer::Yes).unwrap();
    assert_eq!(of_kind(&world, "chenzong", TaskKind::Review), nobody);
}

#[test]
fn what_was_returned_waits_for_whoever_filed_it_with_its_deadline() {
    let world = papers();
    let claim = filed(&world, "wanglei", 1);
    review(&world, "fangmin", &claim, Answer::Return).unwrap();
    let nobody: [u64; 0] = [];
    assert_eq!(of_kind(&world, "fangmin", TaskKind::Review), nobody);
    let lines = tasks(&world, "wanglei");
    let duty = lines
        .iter()
        .find(|line| line.kind == TaskKind::Duty)
        .unwrap();
    assert_eq!(duty.case, claim.case);
    assert!(duty.due.is_some());
}

fn case_of(about: About) -> u64 {
    match about {
        About::Case(case) => case,
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_identity_in_doubt_waits_for_reception_and_tells_whoever_claimed_without_a_deadline() {
    let world = world();
    world.hire(("林晨", "linchen"), "江岸店", "reception", Role::Reception);
    let first = register(&world, "zhangchi", &CHEN).unwrap().case;
    world.pass(DAY);
    let hidden = [("name", "陈远"), ("phone", "1390000****")];
    register(&world, "lixiang", &hidden).unwrap();
    assert_eq!(of_kind(&world, "linchen", TaskKind::Identity).len(), 1);
    // Those whose customer it may be have nothing to do about it: they are told, and it is not among what waits.
    for (who, case) in [("lixiang", None), ("zhangchi", Some(first))] {
        let noted = tasks(&world, who).into_iter();
        let noted = noted.filter(|line| line.what_name == "identity_suspected");
        assert_eq!(noted.count(), 0, "{who}");
        let own = of_kind(&world, who, TaskKind::Identity);
        assert!(own.is_empty(), "{who}: {own:?}");
        let actor = world.actor(who);
        let copied = world.desk().notices(&actor, NoticeList::Copied, None, 50);
        let copied = copied.unwrap();
        let told = copied
            .iter()
            .filter(|notice| notice.kind == NoticeKind::MaybeSame);
        let told: Vec<u64> = told.map(|notice| case_of(notice.about)).collect();
        assert_eq!(told.len(), 1, "{who}");
        assert!(case.is_none_or(|case| told == [case]), "{who}: {told:?}");
        assert!(
            sheet(&world, who, told[0]).is_ok(),
            "{who} opens what they are told of"
        );
        let counts = world.desk().notice_counts(&actor).unwrap();
        assert_eq!(counts.copied, u64::try_from(copied.len()).unwrap());
    }
}

#[test]
fn whom_two_rules_tell_the_same_is_told_once() {
    let world = world();
    register(&world, "zhangchi", &CHEN).unwrap();
    world.pass(DAY);
    // Whoever holds the customer is whoever may have registered them again.
    let hidden = [("name", "陈远"), ("phone", "1390000****")];
    register(&world, "zhangchi", &hidden).unwrap();
    let actor = world.actor("zhangchi");
    world.desk().follow().unwrap();
    let copied = world.desk().notices(&actor, NoticeList::Copied, None, 50);
    let told = copied.unwrap().into_iter();
    let told = told.filter(|notice| notice.kind == NoticeKind::MaybeSame);
    assert_eq!(told.count(), 1);
}

#[test]
fn whose_role_ends_has_nothing_waiting_any_more() {
    let world = papers();
    let claim = filed(&world, "wanglei", 1);
    assert_eq!(of_kind(&world, "fangmin", TaskKind::Review), [claim.case]);
    let grants = world.actor("fangmin").roles;
    for held in grants {
        world
            .desk()
            .revoke_role(&world.actor("anlan"), held.grant)
            .unwrap();
    }
    let nobody: [u64; 0] = [];
    assert_eq!(of_kind(&world, "fangmin", TaskKind::Review), nobody);
}

#[test]
fn several_reviews_pass_in_one_go_and_each_tells_what_came_of_it() {
    let world = papers();
    let claims: Vec<Receipt> = (1..=3)
        .map(|number| filed(&world, "wanglei", number))
        .collect();
    let mut lines = tasks(&world, "fangmin");
    lines.sort_by_key(|line| line.case);
    let passed = |line: &TaskLine| Passed {
        case: line.case,
        of: line.of.unwrap(),
        what: line.what_name.clone(),
        seen: line.seen,
    };
    let answers: Vec<Passed> = lines.iter().map(passed).collect();
    // Meanwhile a colleague decides one of them.
    review(&world, "fangmin", &claims[1], Answer::No).unwrap();
    let (desk, actor) = (world.desk(), world.actor("fangmin"));
    let pass = || {
        desk.answer_all(&actor, TaskKind::Review, &answers, "k")
            .unwrap()
    };
    let outcomes = pass();
    assert!(outcomes[0].done.is_ok() && outcomes[2].done.is_ok());
    assert_eq!(
        outcomes[1].done.as_ref().unwrap_err().code(),
        "case_changed"
    );
    let seqs = |outcomes: &[desk::task::Outcome]| -> Vec<Option<Seq>> {
        let done = outcomes.iter().map(|one| one.done.as_ref().ok());
        done.map(|done| done.map(|receipt| receipt.seq)).collect()
    };
    assert_eq!(seqs(&outcomes), seqs(&pass()));
    assert_eq!(of_kind(&world, "meilan", TaskKind::Review).len(), 2);
    let one_by_one = desk.answer_all(&actor, TaskKind::Dispute, &answers, "k");
    assert!(matches!(one_by_one, Err(Refusal::NotFound)));
}

#[test]
fn a_long_list_comes_in_pages_and_leaves_nothing_out() {
    let world = papers();
    let filed: Vec<u64> = (1..=35)
        .map(|number| filed(&world, "wanglei", number).case)
        .collect();
    let mut listed = of_kind(&world, "fangmin", TaskKind::Review);
    listed.sort_unstable();
    assert_eq!(listed, filed);
}
