//! Whose signature stands on a card: the manager's or that of whoever they name, and in a dispute that of whoever
//! delivered. Nobody records one for them.

use desk::act::ActEntry;
use desk::permission::Role;
use desk::register::{Receipt, RegistrationInput};
use desk::task::{TaskKind, TaskLine};
use desk::{FactKind, Refusal};

use super::world_under;
use crate::deeds::{CHEN, DAY, fields, on_site};
use crate::world::World;

/// 张弛 of 甲队 registered 陈远 with card B, 李想 of 乙队 hands the car over. Each team has its manager.
fn delivered() -> (World, Receipt) {
    let world = world_under("7-auto-dealer");
    world.hire(("费诺", "feinuo"), "甲队", "manager", Role::StoreManager);
    world.hire(("凌川", "lingchuan"), "乙队", "manager", Role::StoreManager);
    let form = RegistrationInput {
        given: vec!["card_b".to_owned()],
        ..on_site(&CHEN)
    };
    let claim = world
        .desk()
        .register(&world.actor("zhangchi"), &form)
        .unwrap();
    world.pass(60);
    let deliver = ActEntry {
        fields: fields(&CHEN),
        ..ActEntry::default()
    };
    world.act("lixiang", None, "deliver", deliver).unwrap();
    world.pass(60);
    (world, claim)
}

/// Somebody signs 张弛's card; without a case, by what the customer is known by.
fn sign(world: &World, who: &str, case: Option<u64>) -> Result<Receipt, Refusal> {
    let entry = ActEntry {
        what: "card_b".to_owned(),
        person: Some(world.staff("张弛")),
        fields: match case {
            Some(_) => Vec::new(),
            None => fields(&CHEN),
        },
        ..ActEntry::default()
    };
    world.act(who, case, "sign", entry)
}

fn refuse(world: &World, who: &str, case: u64) -> Result<Receipt, Refusal> {
    let entry = ActEntry {
        what: "card_b".to_owned(),
        person: Some(world.staff("张弛")),
        reason: "他不肯签".to_owned(),
        ..ActEntry::default()
    };
    world.act(who, case, "refuse-to-sign", entry)
}

fn dispute(world: &World, case: u64) {
    let entry = ActEntry {
        reason: "客户是我报备的".to_owned(),
        ..ActEntry::default()
    };
    world.act("zhangchi", case, "dispute", entry).unwrap();
}

/// What somebody is to sign.
fn to_sign(world: &World, who: &str) -> Vec<TaskLine> {
    let kind = Some(TaskKind::Signature);
    let page = world.desk().tasks(&world.actor(who), kind, None);
    page.unwrap().lines
}

fn offices(refused: Result<Receipt, Refusal>) -> Vec<String> {
    match refused {
        Err(Refusal::OfOffice { offices }) => offices.into_iter().map(|one| one.zh).collect(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_card_is_signed_by_whom_the_regulation_names_and_nobody_else() {
    let (world, claim) = delivered();
    // Neither a colleague of the claimant nor the manager of another team, seen or not.
    let wanted = ["店长", "经理指定的签字人", "交付的人"];
    assert_eq!(offices(sign(&world, "wanglei", None)), wanted);
    assert_eq!(offices(sign(&world, "lingchuan", None)), wanted);
    assert_eq!(offices(sign(&world, "lingchuan", Some(claim.case))), wanted);
    assert!(matches!(
        sign(&world, "zhangchi", Some(claim.case)),
        Err(Refusal::Interested { .. })
    ));
    // Whose card it is must be said by whoever does not see the case.
    let unsaid = ActEntry {
        what: "card_b".to_owned(),
        fields: fields(&CHEN),
        ..ActEntry::default()
    };
    assert!(matches!(
        world.act("wanglei", None, "sign", unsaid),
        Err(Refusal::Missing { field: "person" })
    ));
    let waiting = |who: &str| to_sign(&world, who).len();
    assert_eq!((waiting("feinuo"), waiting("lixiang")), (1, 0));
    sign(&world, "feinuo", Some(claim.case)).unwrap();
    assert_eq!(waiting("feinuo"), 0);
}

#[test]
fn whoever_delivered_signs_from_their_list_while_claims_may_come() {
    let (world, claim) = delivered();
    dispute(&world, claim.case);
    let lines = to_sign(&world, "lixiang");
    let [line] = lines.as_slice() else {
        panic!("{lines:?}");
    };
    assert_eq!(line.what_name, "card_b");
    assert_eq!(line.clause.as_deref(), Some("三.4"));
    assert_eq!(line.person, Some(world.staff("张弛")));
    // Until half past ten of the third day, that second included.
    let zone = ruling::calendar::Zone::shanghai();
    let third = zone.day_of(world.now()).plus_days(2);
    assert_eq!(line.due, Some(zone.at(third, 10, 30, 1)));
    // That the manager signs does not spare it.
    sign(&world, "feinuo", Some(claim.case)).unwrap();
    assert_eq!(to_sign(&world, "lixiang").len(), 1);
    let answer = desk::task::Answer {
        case: claim.case,
        of: claim.seq,
        what: "card_b".to_owned(),
        seen: line.seen,
    };
    signed_in_bulk(&world, answer);
    assert!(to_sign(&world, "lixiang").is_empty());
    let file = world
        .desk()
        .ledger()
        .case(claim.case, world.now(), world.now());
    let file = file.unwrap().unwrap().file;
    let signed = file
        .facts()
        .iter()
        .filter(|fact| fact.kind == FactKind::Signed);
    let signers: Vec<_> = signed.filter_map(|fact| fact.actor).collect();
    assert_eq!(signers, [world.staff("费诺"), world.staff("李想")]);
}

fn signed_in_bulk(world: &World, answer: desk::task::Answer) {
    let actor = world.actor("lixiang");
    let done = world
        .desk()
        .answer_all(&actor, TaskKind::Signature, &[answer], "a key");
    let done = done.unwrap();
    assert!(done.iter().all(|outcome| outcome.done.is_ok()), "{done:?}");
}

#[test]
fn before_a_delivery_is_entered_a_signature_counts_for_nobody_else() {
    let world = world_under("7-auto-dealer");
    let form = RegistrationInput {
        given: vec!["card_b".to_owned()],
        ..on_site(&CHEN)
    };
    let actor = world.actor("zhangchi");
    let claim = world.desk().register(&actor, &form).unwrap();
    world.pass(60);
    // The car was handed over, and nobody entered it yet.
    let signed = sign(&world, "lixiang", None).unwrap();
    sign(&world, "zhaoyue", None).unwrap();
    world.pass(60);
    let deliver = ActEntry {
        fields: fields(&CHEN),
        occurred: Some(world.now().plus_seconds(-90)),
        ..ActEntry::default()
    };
    world.act("lixiang", None, "deliver", deliver).unwrap();
    assert_eq!(signed.case, claim.case);
    dispute(&world, claim.case);
    assert!(
        to_sign(&world, "lixiang").is_empty(),
        "it is signed already"
    );
    assert!(matches!(
        sign(&world, "zhaoyue", None),
        Err(Refusal::OfOffice { .. })
    ));
}

#[test]
fn afterwards_it_is_too_late_for_whoever_delivered() {
    let (world, claim) = delivered();
    dispute(&world, claim.case);
    world.pass(3 * DAY);
    assert!(to_sign(&world, "lixiang").is_empty());
    assert!(matches!(
        sign(&world, "lixiang", Some(claim.case)),
        Err(Refusal::TooLate { .. })
    ));
}

#[test]
fn only_a_manager_notes_that_whoever_delivered_refused() {
    let (world, claim) = delivered();
    dispute(&world, claim.case);
    let wanted = ["店长", "经理指定的签字人"];
    assert_eq!(offices(refuse(&world, "lixiang", claim.case)), wanted);
    assert!(matches!(
        refuse(&world, "zhangchi", claim.case),
        Err(Refusal::Interested { .. })
    ));
    assert_eq!(to_sign(&world, "lixiang").len(), 1);
    refuse(&world, "lingchuan", claim.case).unwrap();
    assert!(to_sign(&world, "lixiang").is_empty());
}
