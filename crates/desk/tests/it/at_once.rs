//! Two people who decide about one thing at the same moment: one outcome, and the other is told.

use std::sync::Barrier;

use desk::act::ActEntry;
use desk::permission::Role;
use desk::pool::claim::PoolClaim;
use desk::register::{Receipt, RegistrationInput};
use desk::withdrawal::WithdrawalInput;
use desk::{Answer, Refusal, State};
use ruling::fact::FactKind;
use ruling::ruling::Standing;

use super::pool::{consumer, consumers};
use super::{world, world_under};
use crate::deeds::{DAY, fields, register, review};
use crate::dice::rounds;
use crate::world::World;

type Came = Result<Receipt, Refusal>;

/// Does both as nearly at once as it goes.
fn both(one: impl Fn() -> Came + Sync, other: impl Fn() -> Came + Sync) -> [Came; 2] {
    let barrier = Barrier::new(2);
    let at_once = |deed: &(dyn Fn() -> Came + Sync)| {
        barrier.wait();
        deed()
    };
    std::thread::scope(|scope| {
        let first = scope.spawn(|| at_once(&one));
        let second = scope.spawn(|| at_once(&other));
        [first.join().unwrap(), second.join().unwrap()]
    })
}

/// Under a regulation that reviews, with two who may.
fn papers() -> World {
    let world = world_under("5-customer-materials");
    for (name, login) in [("方敏", "fangmin"), ("石静", "shijing")] {
        let role = Role::DepartmentHead;
        world.hire((name, login), "江岸店", "department", role);
    }
    world
}

fn filed(world: &World, number: u64) -> Receipt {
    let phone = format!("139{number:08}");
    let form = RegistrationInput {
        fields: fields(&[
            ("name", "云杉机电"),
            ("contact", &phone),
            ("credit_code", ""),
        ]),
        given: vec!["certificate".to_owned()],
        customer_type: Some("other".to_owned()),
        ..RegistrationInput::default()
    };
    let actor = world.actor("wanglei");
    world.desk().register(&actor, &form).unwrap()
}

/// Facts of a kind that a case has.
fn recorded(world: &World, case: u64, kind: FactKind) -> usize {
    let facts = world.desk().ledger().facts_of(case).unwrap();
    facts.iter().filter(|fact| fact.kind == kind).count()
}

fn standing(world: &World, claim: &Receipt) -> Standing {
    let now = world.now();
    let judged = world.desk().ledger().case(claim.case, now, now).unwrap();
    let claims = judged.unwrap().ruling.claims;
    claims
        .iter()
        .find(|one| one.fact == claim.seq)
        .unwrap()
        .standing
}

#[test]
fn property_of_two_approvers_one_decides_and_the_other_is_told() {
    let world = papers();
    for number in 0..rounds(12, 2_000) {
        let claim = filed(&world, number);
        let came = both(
            || review(&world, "fangmin", &claim, Answer::Yes),
            || review(&world, "shijing", &claim, Answer::No),
        );
        let codes = came
            .each_ref()
            .map(|came| came.as_ref().map_err(Refusal::code).err());
        let approved = came[0].is_ok();
        assert_eq!(
            recorded(&world, claim.case, FactKind::Reviewed),
            came.iter().flatten().count()
        );
        match came {
            // Whoever rejects behind an approval that is not the last says so to what was approved.
            [Ok(first), Ok(second)] => assert!(first.seq < second.seq, "{first:?} {second:?}"),
            [Ok(_), Err(_)] | [Err(_), Ok(_)] => {
                let told = codes.into_iter().flatten().next().unwrap();
                assert!(
                    ["case_changed", "not_accepted", "settled"].contains(&told),
                    "{told}"
                );
                let ended = standing(&world, &claim) == Standing::Ended;
                assert_eq!(ended, !approved);
            }
            [Err(one), Err(other)] => panic!("nobody decided: {one:?} {other:?}"),
        }
    }
}

#[test]
fn property_of_an_approval_and_a_withdrawal_what_came_first_counts() {
    let world = papers();
    for number in 0..rounds(12, 2_000) {
        let claim = filed(&world, number);
        let withdrawal = WithdrawalInput {
            case: claim.case,
            registration: claim.seq,
            ..WithdrawalInput::default()
        };
        let came = both(
            || review(&world, "fangmin", &claim, Answer::Yes),
            || world.desk().withdraw(&world.actor("wanglei"), &withdrawal),
        );
        let stands = standing(&world, &claim);
        match came {
            [Ok(approved), Ok(withdrawn)] => {
                assert!(approved.seq < withdrawn.seq, "approved what was gone");
                assert_eq!(stands, Standing::Ended);
            }
            [Err(told), Ok(_)] => {
                assert_eq!(stands, Standing::Ended);
                assert!(!matches!(told, Refusal::Fault(_)), "{told:?}");
            }
            [Ok(_), Err(told)] => {
                assert_ne!(stands, Standing::Ended);
                assert!(!matches!(told, Refusal::Fault(_)), "{told:?}");
            }
            [Err(one), Err(other)] => panic!("nothing was done: {one:?} {other:?}"),
        }
    }
}

#[test]
fn property_of_a_deal_and_a_withdrawal_no_deal_loses_what_it_rests_on() {
    let world = world();
    for number in 0..rounds(12, 2_000) {
        let phone = format!("138{number:08}");
        let customer = [("name", "陈远"), ("phone", phone.as_str())];
        let claim = register(&world, "lixiang", &customer).unwrap();
        let withdrawal = WithdrawalInput {
            case: claim.case,
            registration: claim.seq,
            ..WithdrawalInput::default()
        };
        let deal = ActEntry {
            fields: fields(&customer),
            ..ActEntry::default()
        };
        let [deal, withdrawn] = both(
            || world.act("lixiang", None, "contract", deal.clone()),
            || world.desk().withdraw(&world.actor("lixiang"), &withdrawal),
        );
        let deal = deal.unwrap();
        let stands = standing(&world, &claim);
        match withdrawn {
            Ok(withdrawn) => {
                assert!(withdrawn.seq < deal.seq, "a deal rests on what is gone");
                assert_eq!(stands, Standing::Ended);
            }
            Err(told) => {
                assert!(matches!(told, Refusal::AlreadySold), "{told:?}");
                assert_eq!(stands, Standing::Holding);
            }
        }
    }
}

#[test]
fn property_a_deal_and_a_dispute_at_once_leave_one_deal_that_waits() {
    let world = world();
    for number in 0..rounds(12, 2_000) {
        let phone = format!("139{number:08}");
        let about = |given: &[&str]| ActEntry {
            fields: fields(&[("name", "陈远"), ("phone", &phone)]),
            given: given.iter().map(|name| (*name).to_owned()).collect(),
            ..ActEntry::default()
        };
        let desk = world.desk();
        let came = both(
            || world.act("lixiang", None, "contract", about(&[])),
            || world.act("zhangchi", None, "dispute", about(&["evidence"])),
        );
        let deal = came[0].as_ref().unwrap();
        let now = world.now();
        let judged = desk.ledger().case(deal.case, now, now).unwrap().unwrap();
        assert_eq!(judged.ruling.deals.len(), 1);
        assert_eq!(recorded(&world, deal.case, FactKind::Contracted), 1);
        match &came[1] {
            Ok(dispute) => {
                assert_eq!(dispute.case, deal.case, "one customer, one case");
                assert_ne!(judged.ruling.ownership.state, State::Final);
            }
            Err(told) => {
                assert!(!matches!(told, Refusal::Fault(_)), "{told:?}");
                assert_eq!(recorded(&world, deal.case, FactKind::Disputed), 0);
            }
        }
    }
}

#[test]
fn property_of_two_claims_at_once_one_more_than_the_limit_is_refused() {
    // Two a day.
    let world = consumers();
    let mut number = 0;
    for _ in 0..rounds(4, 200) {
        let lost = [0; 3].map(|_| {
            number += 1;
            let case = consumer(&world, "zhangchi", &format!("139{number:08}"));
            world.pass(DAY);
            case
        });
        world.pass(95 * DAY);
        let claim = |case| {
            let key = String::new();
            let claim = PoolClaim { case, key };
            let actor = world.actor("wanglei");
            world.desk().claim_from_pool(&actor, &claim)
        };
        claim(lost[0]).unwrap();
        let came = both(|| claim(lost[1]), || claim(lost[2]));
        let done = came.iter().flatten().count();
        assert_eq!(done, 1, "{came:?}");
        let told = came.into_iter().find_map(Result::err);
        assert!(matches!(told, Some(Refusal::NotAccepted(_))), "{told:?}");
    }
}
