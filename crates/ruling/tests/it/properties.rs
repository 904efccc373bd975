//! What must always hold, on generated cases: BAOBEI_CASES sets how many, BAOBEI_SEED which.

#![expect(
    clippy::disallowed_methods,
    reason = "how many cases, and which, is said by whoever runs the tests"
)]

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, RngSeed, TestRng, TestRunner};
use ruling::calendar::Instant;
use ruling::case::CaseFile;
use ruling::company::Company;
use ruling::fact::Ref;
use ruling::judge::judge;
use ruling::policy::Packs;
use ruling::ruling::{CreditKind, Ruling, Standing};
use ruling::what_if::what_if;

use crate::stories::{PACKS, Story, company, facts, march, story};

/// How many cases each property is tried on.
fn cases() -> u32 {
    let asked = std::env::var("BAOBEI_CASES")
        .ok()
        .and_then(|text| text.parse().ok());
    asked.unwrap_or(800)
}

fn runner() -> TestRunner {
    let seed = std::env::var("BAOBEI_SEED")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(20_260_301);
    let config = Config {
        cases: cases(),
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(seed),
        ..Config::default()
    };
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &bytes))
}

struct World {
    packs: &'static Packs,
    company: Company,
    case: CaseFile,
    end: Instant,
}

fn world((pack, steps, leaves): &Story) -> World {
    let packs = &PACKS[*pack];
    let company = company(packs, *leaves);
    let facts = facts(packs, steps);
    let end = facts.last().map_or(march(0), |fact| fact.recorded);
    World {
        company,
        case: CaseFile::new(Some(Ref(7)), facts),
        packs,
        end,
    }
}

impl World {
    fn at(&self, at: Instant, known: Instant) -> Ruling {
        judge(&self.case, &self.company, self.packs, at, known)
    }
}

fn check(property: impl Fn(&World) -> Result<(), TestCaseError>) {
    runner()
        .run(&story(), |story| property(&world(&story)))
        .unwrap();
}

#[test]
fn property_same_input_gives_the_same_ruling_byte_for_byte() {
    check(|world| {
        let shuffled = CaseFile::new(
            world.case.customer,
            world.case.facts().iter().rev().cloned().collect(),
        );
        let again = judge(&shuffled, &world.company, world.packs, world.end, world.end);
        prop_assert_eq!(
            format!("{:?}", world.at(world.end, world.end)),
            format!("{again:?}")
        );
        Ok(())
    });
}

#[test]
fn property_a_fact_recorded_later_changes_nothing_as_known_before() {
    check(|world| {
        for cut in 0..world.case.facts().len() {
            let at = world.case.facts()[cut].recorded;
            let earlier = world
                .case
                .facts()
                .iter()
                .filter(|fact| fact.recorded <= at)
                .cloned()
                .collect();
            let before = judge(
                &CaseFile::new(world.case.customer, earlier),
                &world.company,
                world.packs,
                at,
                at,
            );
            prop_assert_eq!(before, world.at(at, at));
        }
        Ok(())
    });
}

#[test]
fn property_at_most_one_claim_holds() {
    check(|world| {
        for fact in world.case.facts() {
            let ruling = world.at(fact.recorded, fact.recorded);
            let holding = ruling
                .claims
                .iter()
                .filter(|claim| claim.standing == Standing::Holding)
                .count();
            prop_assert!(holding <= 1, "{holding} claims hold at once");
        }
        Ok(())
    });
}

#[test]
fn property_segments_agree_with_judging_later() {
    check(|world| {
        let now = world.at(world.end, world.end);
        for segment in &now.segments {
            let last = segment
                .until
                .unwrap_or(segment.from.plus_seconds(90 * 86_400))
                .plus_seconds(-1);
            for at in [segment.from, last.max(segment.from)] {
                let then = world.at(at, at);
                prop_assert_eq!(then.ownership, segment.ownership, "owner at {:?}", at);
                prop_assert_eq!(then.protection.mode, segment.mode, "mode at {:?}", at);
            }
        }
        Ok(())
    });
}

#[test]
fn property_credits_add_up_to_the_cent() {
    check(|world| {
        let ruling = world.at(
            world.end.plus_seconds(10 * 86_400),
            world.end.plus_seconds(10 * 86_400),
        );
        let performance: Vec<_> = ruling
            .credit
            .lines
            .iter()
            .filter(|line| line.kind == CreditKind::Performance)
            .collect();
        if !performance.is_empty() {
            let cents: i64 = performance.iter().filter_map(|line| line.cents).sum();
            prop_assert_eq!(cents, 100_001);
            prop_assert_eq!(
                performance.iter().map(|line| line.parts).sum::<u32>(),
                performance[0].of
            );
        }
        Ok(())
    });
}

#[test]
fn property_what_if_applied_changes_the_owner() {
    check(|world| {
        let ruling = world.at(world.end, world.end);
        for answer in what_if(&world.case, &world.company, world.packs, &ruling) {
            let claim = ruling.claims[usize::from(answer.claim)];
            let changed = judge(
                &answer.change.applied_to(&world.case),
                &world.company,
                world.packs,
                world.end,
                world.end,
            );
            prop_assert_ne!(changed.ownership.owner, ruling.ownership.owner);
            prop_assert!(
                changed.ownership.owner == Some(claim.party)
                    || changed.ownership.person == claim.person
            );
        }
        Ok(())
    });
}

#[test]
fn property_rulings_see_only_equality_of_references() {
    check(|world| {
        let renamed = world.case.facts().iter().cloned().map(|mut fact| {
            if let Some(more) = &mut fact.particulars {
                more.customer = more.customer.map(|Ref(number)| Ref(number ^ 0xABCD_EF00));
            }
            fact
        });
        let renamed = CaseFile::new(Some(Ref(7 ^ 0xABCD_EF00)), renamed.collect());
        let mut again = judge(&renamed, &world.company, world.packs, world.end, world.end);
        for deal in &mut again.deals {
            deal.buyer = deal.buyer.map(|Ref(number)| Ref(number ^ 0xABCD_EF00));
        }
        prop_assert_eq!(again, world.at(world.end, world.end));
        Ok(())
    });
}

#[test]
fn property_facts_of_other_cases_change_nothing() {
    check(|world| {
        // A fact of another case is not in this case's file; judging that one in between must leave no trace.
        let before = world.at(world.end, world.end);
        let mut memory = ruling::fold::Workspace::default();
        let mut out = Ruling::empty();
        let other = CaseFile::new(
            Some(Ref(8)),
            world.case.facts().iter().skip(1).cloned().collect(),
        );
        ruling::judge::judge_into(
            &mut memory,
            &other,
            &world.company,
            world.packs,
            world.end,
            world.end,
            &mut out,
        );
        ruling::judge::judge_into(
            &mut memory,
            &world.case,
            &world.company,
            world.packs,
            world.end,
            world.end,
            &mut out,
        );
        prop_assert_eq!(out, before);
        Ok(())
    });
}
