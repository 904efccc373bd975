//! Deals in a case: who is warned before they are recorded, and who sees what of them.

use desk::act::{ActEntry, ActInput};
use desk::deal::{Buyer, DealStep};
use desk::permission::Role;
use desk::refusal::LedgerRefusal;
use desk::{Answer, FactKind, Refusal};

use super::{world, world_under};
use crate::deeds::{CHEN, LIN, fields, filed, register, sheet};
use crate::world::World;

fn papers() -> World {
    let world = world_under("5-customer-materials");
    let roles = [
        ("方敏", "fangmin", "department", Role::DepartmentHead),
        ("梅兰", "meilan", "sales_management", Role::SalesManagement),
    ];
    for (name, login, office, role) in roles {
        world.hire((name, login), "江岸店", office, role);
    }
    world
}

fn deal(case: u64, act: &str, warned: bool) -> ActInput {
    ActInput {
        case: Some(case),
        act: act.to_owned(),
        entry: ActEntry {
            cents: Some(1_000_000),
            ..ActEntry::default()
        },
        warned,
        ..ActInput::default()
    }
}

#[test]
fn selling_before_the_approval_is_warned_of_with_its_clause_and_the_record_says_so() {
    let world = papers();
    let claim = filed(&world, "wanglei");
    let wanglei = world.actor("wanglei");
    let desk = world.desk();
    for act in ["quote", "contract"] {
        let offers = desk.acts(&wanglei, claim.case).unwrap().offers;
        let offer = offers.iter().find(|offer| offer.act.name == act).unwrap();
        assert!(offer.refusal.is_none());
        assert_eq!(offer.warnings[0].clause, "第六条.4");
        assert!(offer.warnings[0].why.zh.contains("未报先销"), "{offer:?}");
        let before = desk.acts(&wanglei, claim.case).unwrap().seen;
        let silent = desk.act(&wanglei, &deal(claim.case, act, false));
        let Err(Refusal::Warned(reasons)) = silent else {
            panic!("{silent:?}");
        };
        assert_eq!(reasons.len(), 1, "each violation is told once: {reasons:?}");
        assert_eq!(desk.acts(&wanglei, claim.case).unwrap().seen, before);
        desk.act(&wanglei, &deal(claim.case, act, true)).unwrap();
    }
    let shown = sheet(&world, "wanglei", claim.case).unwrap();
    let told = shown.timeline.iter().filter(|line| {
        matches!(line.kind, FactKind::Quoted | FactKind::Contracted)
            && line.text.zh.contains("录入前已提示可能违规")
    });
    assert_eq!(told.count(), 2);
    let steps = shown.deal.unwrap().steps;
    assert_eq!(
        steps.iter().map(|line| line.step).collect::<Vec<_>>(),
        [DealStep::Quote, DealStep::Contract]
    );
    assert!(steps.iter().all(|line| line.was_warned));
}

#[test]
fn what_was_approved_is_sold_without_a_warning() {
    let world = papers();
    let claim = filed(&world, "wanglei");
    for who in ["fangmin", "meilan"] {
        let passed = ActEntry {
            of: Some(claim.seq),
            answer: Answer::Yes,
            reason: "资料齐全".to_owned(),
            ..ActEntry::default()
        };
        world.act(who, claim.case, "review", passed).unwrap();
    }
    let wanglei = world.actor("wanglei");
    // Saying that one was warned where there is nothing to warn of leaves no mark.
    let signed = deal(claim.case, "contract", true);
    world.desk().act(&wanglei, &signed).unwrap();
    let steps = sheet(&world, "wanglei", claim.case)
        .unwrap()
        .deal
        .unwrap()
        .steps;
    assert!(!steps[0].was_warned);
    assert_eq!(steps[0].cents, Some(1_000_000));
    assert_eq!(steps[0].by.as_deref(), Some("王蕾"));
}

#[test]
fn whoever_names_a_customer_without_seeing_a_case_is_warned_too() {
    let world = papers();
    let lixiang = world.actor("lixiang");
    let quote = |warned| ActInput {
        case: None,
        entry: ActEntry {
            fields: fields(&[("name", "陈远"), ("id_number", "110105198003030010")]),
            cents: Some(100_000),
            ..ActEntry::default()
        },
        ..deal(0, "quote", warned)
    };
    let silent = world.desk().act(&lixiang, &quote(false));
    assert!(matches!(silent, Err(Refusal::Warned(_))), "{silent:?}");
    let receipt = world.desk().act(&lixiang, &quote(true)).unwrap();
    let steps = sheet(&world, "lixiang", receipt.case)
        .unwrap()
        .deal
        .unwrap()
        .steps;
    assert!(steps[0].was_warned);
}

#[test]
fn the_customer_buys_with_another_phone_where_whoever_enters_it_says_so() {
    let world = world();
    let claim = register(&world, "zhangchi", &CHEN).unwrap();
    let bought = |typed: &[(&str, &str)], answer| ActEntry {
        fields: fields(typed),
        answer,
        ..ActEntry::default()
    };
    let buyers = || {
        let deal = sheet(&world, "sunyue", claim.case).unwrap().deal;
        let steps = deal.map(|deal| deal.steps).unwrap_or_default();
        let buyers = steps.into_iter().map(|step| step.buyer);
        buyers.collect::<Vec<_>>()
    };
    register(&world, "lixiang", &LIN).unwrap();
    let others = [
        [("name", "陈晨"), ("phone", "13900000003")],
        [("name", "陈远"), LIN[1]],
    ];
    for typed in others {
        let entry = bought(&typed, Answer::Yes);
        let refused = world.act("zhangchi", claim.case, "contract", entry);
        let Err(Refusal::Ledger(refused)) = refused else {
            panic!("{refused:?}");
        };
        assert!(matches!(*refused, LedgerRefusal::NotOfCase { .. }));
    }
    assert_eq!(buyers(), []);
    let own = [("name", "陈远"), ("phone", "13900000004")];
    let entry = bought(&own, Answer::Yes);
    world
        .act("zhangchi", claim.case, "contract", entry)
        .unwrap();
    assert_eq!(buyers(), [Some(Buyer::Customer)]);
    // The customer is known by that phone from now on.
    let again = register(&world, "zhangchi", &own).unwrap();
    assert_eq!(again.case, claim.case);
}

#[test]
fn a_namesake_is_somebody_else_unless_somebody_says_otherwise() {
    let world = world();
    let claim = register(&world, "zhangchi", &CHEN).unwrap();
    let entry = ActEntry {
        fields: fields(&[("name", "陈远"), ("phone", "13900000004")]),
        ..ActEntry::default()
    };
    world
        .act("zhangchi", claim.case, "contract", entry)
        .unwrap();
    let deal = sheet(&world, "sunyue", claim.case).unwrap().deal.unwrap();
    assert_ne!(deal.steps[0].buyer, Some(Buyer::Customer));
}

#[test]
fn a_deal_is_shown_whole_to_whoever_answers_for_it_and_its_worth_by_the_table() {
    let world = world();
    let claim = register(&world, "zhangchi", &CHEN).unwrap();
    assert!(
        sheet(&world, "zhangchi", claim.case)
            .unwrap()
            .deal
            .is_none()
    );
    let contract = ActEntry {
        cents: Some(100_000_000),
        people: vec![world.staff("李想")],
        ..ActEntry::default()
    };
    world
        .act("zhangchi", claim.case, "contract", contract)
        .unwrap();
    let deal = sheet(&world, "sunyue", claim.case).unwrap().deal.unwrap();
    let [contract] = deal.steps.as_slice() else {
        panic!("{:?}", deal.steps);
    };
    assert_eq!(contract.others, ["李想"]);
    assert_eq!(contract.buyer, Some(Buyer::Customer));
    let credit = deal.credit.unwrap();
    let whole = credit.shares.iter().filter_map(|share| share.cents);
    assert_eq!(whole.sum::<i64>(), 100_000_000, "{:?}", credit.shares);
    // Marketing sees cases, but of credit only its own.
    world.hire(("梅兰", "meilan"), "江岸店", "", Role::Marketing);
    let marketing = sheet(&world, "meilan", claim.case).unwrap().deal.unwrap();
    assert_eq!((marketing.steps.len(), marketing.credit), (1, None));
}
