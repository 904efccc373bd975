//! Somebody leaves: what becomes of their customers is seen before, done in one step, and finished by whoever gives
//! the customers to others.

use desk::dispatch::AssignAll;
use desk::notices::{NoticeKind, NoticeList};
use desk::organisation::leaving::{Fate, Leaving, LeavingPreview};
use desk::permission::{Role, Target};
use desk::register::RegistrationInput;
use desk::{Actor, Refusal};

use super::world;
use crate::deeds::fields;
use crate::world::{PASSWORD, SHOP, World};

fn registered(world: &World, who: &str, phone: &str) -> u64 {
    let input = RegistrationInput {
        fields: fields(&[("name", "陈远"), ("phone", phone)]),
        is_on_site: true,
        ..RegistrationInput::default()
    };
    let desk = world.desk();
    desk.register(&world.actor(who), &input).unwrap().case
}

/// 甲队 with a lead by the regulation, and two customers of 张弛's.
fn team() -> (World, [u64; 2]) {
    let world = world();
    world.hire(("方敏", "fangmin"), "甲队", "lead", Role::TeamLead);
    let cases = ["13900000001", "13900000002"].map(|phone| registered(&world, "zhangchi", phone));
    registered(&world, "wanglei", "13900000003");
    world.pass(600);
    (world, cases)
}

fn preview(world: &World, who: &str, leaving: Leaving) -> Result<LeavingPreview, Refusal> {
    let staff = world.staff("张弛");
    world
        .desk()
        .preview_leaving(&world.actor(who), staff, leaving)
}

fn has_notice(world: &World, who: &Actor, kind: NoticeKind) -> bool {
    let notices = world.desk().notices(who, NoticeList::Open, None, 100);
    notices.unwrap().iter().any(|notice| notice.kind == kind)
}

#[test]
fn what_becomes_of_customers_is_counted_for_administrators_and_named_for_leads_only() {
    let (world, cases) = team();
    let to_team = Fate::Unit("甲队".to_owned());
    let counted = preview(&world, "heyun", Leaving::Company).unwrap();
    assert_eq!(counted.fates, [(to_team.clone(), 2)]);
    assert!(counted.lines.is_empty(), "{:?}", counted.lines);
    let named = preview(&world, "qiancheng", Leaving::Company).unwrap();
    let lines: Vec<_> = named.lines.iter().map(|line| line.case).collect();
    assert_eq!(lines, cases);
    assert!(named.lines.iter().all(|line| line.fate == to_team));
    let shown = named.lines[0].customer.clone().unwrap();
    assert!(!shown.contains("13900000001") && shown != "陈远", "{shown}");
    let unit = world.unit("丙队");
    let moved = preview(&world, "qiancheng", Leaving::For(unit)).unwrap();
    assert_eq!(moved.fates, [(Fate::Stays, 2)]);
    assert!(matches!(
        preview(&world, "wanglei", Leaving::Company),
        Err(Refusal::NotAllowed(_))
    ));
    assert!(matches!(
        preview(&world, "wuxian", Leaving::Company),
        Err(Refusal::NotFound)
    ));
}

#[test]
fn whoever_leaves_is_out_at_once_and_what_they_had_is_given_on_with_nothing_lost() {
    let (world, cases) = team();
    let staff = world.staff("张弛");
    let leaving = world.token("zhangchi");
    let before = world.desk().hand_over(&world.actor("heyun"), staff, None);
    assert!(before.unwrap().is_none());
    let accounts = world.actor("heyun").may(Target::Unit(None)).unwrap();
    world.desk().let_go(&accounts, staff).unwrap();
    assert!(world.desk().actor(&leaving, SHOP).unwrap().is_none());
    assert!(world.sign_in("zhangchi", PASSWORD, SHOP).is_err());
    let account = world.desk().person(&world.actor("heyun"), staff).unwrap();
    assert!(account.account.unwrap().is_closed);
    let lead = world.actor("fangmin");
    let left = world.desk().hand_over(&lead, staff, None).unwrap().unwrap();
    assert_eq!((left.cases, left.waiting), (2, 2));
    assert_eq!(left.by.as_deref(), Some("何云"));
    assert!(left.proof.contains("tlog-proof") || !left.proof.is_empty());
    let lines: Vec<_> = left
        .lines
        .iter()
        .map(|line| (line.case, line.waits))
        .collect();
    assert_eq!(lines, cases.map(|case| (case, true)));
    assert!(has_notice(&world, &lead, NoticeKind::ColleagueLeft));
    world.pass(60);
    let mut input = AssignAll {
        cases: vec![cases[0]],
        to: Some(world.staff("王蕾")),
        reason: "同队接手".to_owned(),
        key: "once".to_owned(),
    };
    let lead = world.actor("fangmin");
    assert_eq!(
        world.desk().assign_all(&lead, &input).unwrap().done,
        [cases[0]]
    );
    let left = world.desk().hand_over(&lead, staff, None).unwrap().unwrap();
    assert_eq!((left.cases, left.waiting), (2, 1));
    // Sent again with the rest, what was done is not done twice.
    input.cases = cases.to_vec();
    let again = world.desk().assign_all(&lead, &input).unwrap();
    assert_eq!(again.done, cases);
    let left = world.desk().hand_over(&lead, staff, None).unwrap().unwrap();
    assert_eq!(left.waiting, 0);
    let holders: Vec<_> = left
        .lines
        .iter()
        .map(|line| line.holder.clone().unwrap().zh)
        .collect();
    assert!(
        holders.iter().all(|holder| holder.contains("王蕾")),
        "{holders:?}"
    );
    let next = world.actor("wanglei");
    assert!(has_notice(&world, &next, NoticeKind::Assigned));
    let given = world.desk().allocations(&next, None).unwrap().lines;
    let given: Vec<_> = given.iter().filter(|line| line.is_mine).collect();
    assert_eq!(given.len(), 2);
    assert_eq!(given[0].reason.as_deref(), Some("同队接手"));
    let sheet = world
        .desk()
        .case_sheet(&next, cases[0], None, None)
        .unwrap();
    assert!(sheet.timeline.len() >= 3, "what happened before goes along");
}

#[test]
fn nobody_lets_themselves_go() {
    let (world, _) = team();
    let own = world.actor("heyun");
    let accounts = own.may(Target::Unit(None)).unwrap();
    let refused = world.desk().let_go(&accounts, own.staff);
    assert!(matches!(refused, Err(Refusal::OwnAffair)));
}
