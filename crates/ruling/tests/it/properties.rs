//! What must always hold, on generated cases: BAOBEI_CASES sets how many, BAOBEI_SEED which.

#![expect(
    clippy::disallowed_methods,
    reason = "how many cases, and which, is said by whoever runs the tests"
)]

use std::num::NonZeroU32;

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, RngSeed, TestRng, TestRunner};
use ruling::calendar::{CivilDay, Instant, Zone};
use ruling::case::CaseFile;
use ruling::company::{Change, Company, CompanyFact};
use ruling::fact::{Answer, Fact, FactKind, Particulars, Ref, StaffId, UnitId};
use ruling::judge::judge;
use ruling::name::{Symbol, SymbolSet};
use ruling::policy::Packs;
use ruling::ruling::{CreditKind, Ruling, Standing};
use ruling::what_if::what_if;

use crate::{files, packs};

/// The pack that uses most of the vocabulary at once, and regulations that stress parts of it.
const PACKS: [&str; 6] = [
    "properties",
    "field/visit-wins",
    "field/queue-with-offers",
    "field/renewed-by-contact",
    "field/reserved-visit",
    "field/caps-and-cooldowns",
];

/// How many cases each property is tried on.
fn cases() -> u32 {
    let asked = std::env::var("BAOBEI_CASES")
        .ok()
        .and_then(|text| text.parse().ok());
    asked.unwrap_or(400)
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

/// Stories of each length take turns at the packs.
fn packs_for(steps: &[StepOf]) -> Packs {
    let name = PACKS[steps.len() % PACKS.len()];
    packs::load(vec![files::krate().join("tests/data").join(name)])
}

fn staff(number: u32) -> StaffId {
    StaffId(NonZeroU32::new(number + 1).unwrap())
}

fn unit(number: u32) -> UnitId {
    UnitId(NonZeroU32::new(number + 1).unwrap())
}

fn march(day: i32) -> Instant {
    Zone::shanghai().start_of(CivilDay::from_ymd(2026, 3, 1).unwrap().plus_days(day))
}

/// Six people in three units; the sixth may leave.
fn company(packs: &Packs, leaves: Option<i32>) -> Company {
    let role = packs.names.find("lead");
    let mut facts: Vec<CompanyFact> = (0..6)
        .map(|number| CompanyFact {
            from: Instant::MIN,
            recorded: Instant::MIN,
            change: Change::Joined {
                staff: staff(number),
                unit: unit(number % 3),
                role: if number < 3 { role } else { Symbol::NONE },
            },
        })
        .collect();
    facts.extend((0..20).map(|week| {
        CompanyFact {
            from: Instant::MIN,
            recorded: Instant::MIN,
            change: Change::RosterSet {
                unit: unit(2),
                monday: CivilDay::from_ymd(2026, 3, 1)
                    .unwrap()
                    .plus_days(7 * week)
                    .monday(),
            },
        }
    }));
    // Announced long before, so that the future can be told from any day.
    facts.extend(leaves.map(|day| CompanyFact {
        from: march(day),
        recorded: Instant::MIN,
        change: Change::Departed { staff: staff(5) },
    }));
    Company::new(facts, [1; 32])
}

/// One step of a generated story: who does what, how many hours after the step before.
#[derive(Debug, Clone, Copy)]
struct StepOf {
    who: u32,
    deed: u8,
    hours: i64,
    late_hours: i64,
}

fn story() -> impl Strategy<Value = (Vec<StepOf>, Option<i32>)> {
    let step = (
        0..6_u32,
        0..22_u8,
        0..200_i64,
        prop_oneof![4 => Just(0_i64), 1 => 0..40_i64],
    )
        .prop_map(|(who, deed, hours, late_hours)| StepOf {
            who,
            deed,
            hours,
            late_hours,
        });
    (
        proptest::collection::vec(step, 1..24),
        proptest::option::of(0..60),
    )
}

fn facts(packs: &Packs, steps: &[StepOf]) -> Vec<Fact> {
    let mut at = march(0);
    let mut facts = Vec::new();
    for (seq, step) in (1..).zip(steps) {
        at = at.plus_seconds(step.hours * 3600 + 60);
        facts.push(fact(packs, seq, *step, at));
    }
    facts
}

fn fact(packs: &Packs, seq: u32, step: StepOf, at: Instant) -> Fact {
    let person = staff(step.who);
    let kind = match step.deed {
        0..=2 => FactKind::Visited,
        3..=5 => FactKind::Registered,
        6 | 7 => FactKind::FollowedUp,
        8 => FactKind::Consented,
        9 => FactKind::Waived,
        10 => FactKind::Contracted,
        11 => FactKind::Disputed,
        12 | 13 => FactKind::Amended,
        14 => FactKind::Withdrawn,
        15 | 16 => FactKind::Assigned,
        17 => FactKind::EvidenceDecided,
        18 => FactKind::Linked,
        19 => FactKind::Accepted,
        20 => FactKind::Declined,
        _ => FactKind::Ruled,
    };
    let late = if kind == FactKind::FollowedUp {
        step.late_hours
    } else {
        0
    };
    let given: SymbolSet = ["name", "phone"]
        .map(|name| packs.names.find(name))
        .into_iter()
        .collect();
    let changed = match (kind, step.hours % 3) {
        (FactKind::Amended, 0) => [packs.names.find("name")].into_iter().collect(),
        (FactKind::Amended, _) => [packs.names.find("phone")].into_iter().collect(),
        _ => SymbolSet::default(),
    };
    let particulars = Particulars {
        given,
        changed,
        customer: Some(Ref(7)),
        cents: Some(100_001),
        ..Particulars::default()
    };
    Fact {
        seq,
        kind,
        answer: match kind {
            FactKind::EvidenceDecided => Answer::Yes,
            _ => Answer::None,
        },
        what: match kind {
            FactKind::Linked if step.hours % 2 == 0 => packs.names.find("same_as"),
            FactKind::Linked => packs.names.find("not_same"),
            _ => Symbol::NONE,
        },
        actor: Some(person),
        person: match kind {
            FactKind::Visited => Some(person),
            FactKind::Consented | FactKind::Assigned | FactKind::Ruled => {
                Some(staff((step.who + 1) % 6))
            }
            _ => None,
        },
        of: match kind {
            FactKind::Amended
            | FactKind::Withdrawn
            | FactKind::EvidenceDecided
            | FactKind::Linked => u32::try_from(step.hours)
                .ok()
                .map(|hours| hours % seq)
                .filter(|of| *of > 0),
            _ => None,
        },
        occurred: at.plus_seconds(-late * 3600),
        recorded: at,
        counts_at: at,
        particulars: Some(Box::new(particulars)),
    }
}

struct World {
    packs: Packs,
    company: Company,
    case: CaseFile,
    end: Instant,
}

fn world((steps, leaves): &(Vec<StepOf>, Option<i32>)) -> World {
    let packs = packs_for(steps);
    let company = company(&packs, *leaves);
    let facts = facts(&packs, steps);
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
        judge(&self.case, &self.company, &self.packs, at, known)
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
        let again = judge(
            &shuffled,
            &world.company,
            &world.packs,
            world.end,
            world.end,
        );
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
                &world.packs,
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
        for answer in what_if(&world.case, &world.company, &world.packs, &ruling) {
            let claim = ruling.claims[usize::from(answer.claim)];
            let changed = judge(
                &answer.change.applied_to(&world.case),
                &world.company,
                &world.packs,
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
        let mut again = judge(&renamed, &world.company, &world.packs, world.end, world.end);
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
            &world.packs,
            world.end,
            world.end,
            &mut out,
        );
        ruling::judge::judge_into(
            &mut memory,
            &world.case,
            &world.company,
            &world.packs,
            world.end,
            world.end,
            &mut out,
        );
        prop_assert_eq!(out, before);
        Ok(())
    });
}
