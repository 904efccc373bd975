//! Generated stories: who does what when, under which pack, for the properties that must always hold.

use std::num::NonZeroU32;
use std::sync::LazyLock;

use proptest::prelude::*;
use ruling::calendar::{CivilDay, Instant, Zone};
use ruling::company::{Change, Company, CompanyFact};
use ruling::fact::{Answer, Fact, FactKind, Particulars, Ref, StaffId, UnitId};
use ruling::name::{Symbol, SymbolSet};
use ruling::policy::{Admission, FieldKind, Packs};

use crate::{files, packs};

/// The pack that uses most of the vocabulary at once, regulations that stress parts of it, one in two
/// versions, and those of the project: each as the folders of its versions, oldest first.
pub(crate) static PACKS: LazyLock<Vec<Packs>> = LazyLock::new(|| {
    let ours: [&[&str]; 7] = [
        &["properties"],
        &["field/visit-wins"],
        &["field/queue-with-offers"],
        &["field/renewed-by-contact"],
        &["field/reserved-visit"],
        &["field/caps-and-cooldowns"],
        &["field/new-terms-1", "field/new-terms-2"],
    ];
    let data = files::krate().join("tests/data");
    let ours = ours.map(|versions| versions.iter().map(|name| data.join(name)).collect());
    let policies = files::entries(&files::project().join("policies"));
    let policies = policies.into_iter().map(|folder| vec![folder]);
    ours.into_iter().chain(policies).map(packs::load).collect()
});

fn staff(number: u32) -> StaffId {
    StaffId(NonZeroU32::new(number + 1).unwrap())
}

fn unit(number: u32) -> UnitId {
    UnitId(NonZeroU32::new(number + 1).unwrap())
}

pub(crate) fn march(day: i32) -> Instant {
    Zone::shanghai().start_of(CivilDay::from_ymd(2026, 3, 1).unwrap().plus_days(day))
}

/// The roles of the first three people: those who review in turn, and heads of units.
fn roles(packs: &Packs) -> [Symbol; 3] {
    let approvals = packs.versions()[0].approvals.iter();
    let mut steps = approvals.flat_map(|approval| approval.rule.steps.clone());
    [(); 3].map(|()| steps.next().unwrap_or(packs.names.find("lead")))
}

/// Six people in three units; the sixth may leave.
pub(crate) fn company(packs: &Packs, leaves: Option<i32>) -> Company {
    let roles = roles(packs);
    let mut facts: Vec<CompanyFact> = (0..6)
        .zip(roles.into_iter().chain([Symbol::NONE; 3]))
        .map(|(number, role)| CompanyFact {
            from: Instant::MIN,
            recorded: Instant::MIN,
            change: Change::Joined {
                staff: staff(number),
                unit: unit(number % 3),
                role,
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
    // Whatever was written on paper may be entered later.
    facts.push(CompanyFact {
        from: Instant::MIN,
        recorded: Instant::MIN,
        change: Change::Outage {
            until: Instant::MAX,
        },
    });
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
pub(crate) struct StepOf {
    who: u32,
    deed: u8,
    hours: i64,
    late_hours: i64,
}

/// Under which pack, what happens, and when one person leaves.
pub(crate) type Story = (usize, Vec<StepOf>, Option<i32>);

pub(crate) fn story() -> impl Strategy<Value = Story> {
    let step = (
        0..6_u32,
        0..28_u8,
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
        0..PACKS.len(),
        proptest::collection::vec(step, 1..24),
        proptest::option::of(0..60),
    )
}

pub(crate) fn facts(packs: &Packs, steps: &[StepOf]) -> Vec<Fact> {
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
        21 | 22 => FactKind::Reviewed,
        23 => FactKind::Delivered,
        24 | 25 => FactKind::Consented,
        26 => FactKind::Contacted,
        _ => FactKind::Ruled,
    };
    let late = if kind == FactKind::FollowedUp {
        step.late_hours
    } else {
        0
    };
    let policy = &packs.versions()[0];
    let asked = |name| {
        policy.admission.iter().any(|bound| match &bound.rule {
            Admission::Require(rule) => rule.fields.contains(&name),
            _ => false,
        })
    };
    let filled = policy.fields.iter();
    let filled = filled.filter(|field| field.kind != FieldKind::Mark || asked(field.name));
    let on_paper = matches!(kind, FactKind::Visited | FactKind::Registered) && step.late_hours > 20;
    let paper_hours = if on_paper { step.late_hours } else { 0 };
    let counts_at = at.plus_seconds(-paper_hours * 3600);
    let given: SymbolSet = filled.map(|field| field.name).collect();
    // Every other consent is the customer's own, as some regulations ask for one before anything else.
    let customers = kind == FactKind::Consented && step.deed != 8;
    let changed = match (kind, step.hours % 3) {
        (FactKind::Amended, 0) => [packs.names.find("name")].into_iter().collect(),
        (FactKind::Amended, _) => [packs.names.find("phone")].into_iter().collect(),
        _ => SymbolSet::default(),
    };
    let particulars = Particulars {
        given,
        changed,
        customer_type: packs.names.find("individual"),
        customer: Some(Ref(7)),
        cents: Some(100_001),
        ..Particulars::default()
    };
    Fact {
        seq,
        kind,
        answer: match kind {
            FactKind::EvidenceDecided => Answer::Yes,
            FactKind::Reviewed => {
                [Answer::Yes, Answer::Yes, Answer::Return, Answer::No][step.hours as usize % 4]
            }
            _ => Answer::None,
        },
        what: match kind {
            FactKind::Linked if step.hours % 2 == 0 => packs.names.find("same_as"),
            FactKind::Linked => packs.names.find("not_same"),
            FactKind::Consented if customers => packs.names.find("registration"),
            FactKind::Reviewed => roles(packs)[step.who as usize % 3],
            _ => Symbol::NONE,
        },
        actor: (!customers).then_some(match kind {
            FactKind::Reviewed => staff(step.who % 3),
            _ => person,
        }),
        person: match kind {
            FactKind::Visited => Some(person),
            FactKind::Consented if customers => None,
            FactKind::Consented | FactKind::Assigned | FactKind::Ruled => {
                Some(staff((step.who + 1) % 6))
            }
            _ => None,
        },
        of: match kind {
            FactKind::Amended
            | FactKind::Withdrawn
            | FactKind::EvidenceDecided
            | FactKind::Reviewed
            | FactKind::Linked => u32::try_from(step.hours)
                .ok()
                .map(|hours| hours % seq)
                .filter(|of| *of > 0),
            _ => None,
        },
        occurred: counts_at.plus_seconds(-late * 3600),
        recorded: at,
        counts_at,
        particulars: Some(Box::new(particulars)),
    }
}
