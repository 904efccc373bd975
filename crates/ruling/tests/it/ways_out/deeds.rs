//! What people may do next with a case, whoever they are: two who sell, each office of the regulation, the customer.

use std::num::NonZeroU32;

use ruling::calendar::{CivilDay, Instant};
use ruling::company::{Change, Company, CompanyFact};
use ruling::fact::{Answer, Fact, FactKind, Particulars, Ref, Seq, StaffId, UnitId};
use ruling::name::{Symbol, SymbolSet};
use ruling::policy::{Admission, FieldKind, Packs};
use ruling::ruling::Ruling;

use crate::stories::march;

/// Offices that regulations name.
const OFFICES: [&str; 16] = [
    "lead",
    "manager",
    "supervisor",
    "department",
    "sales_head",
    "sales_management",
    "marketing",
    "filing_desk",
    "back_office",
    "department_manager",
    "general_manager",
    "project_lead",
    "region_head",
    "reception",
    "inspector",
    "checker",
];
/// Who sells, in one unit each.
const SELLERS: [u32; 2] = [1, 2];

/// Who is at the door.
const DOOR: u32 = 99;

/// Who is there.
pub(super) struct Cast {
    pub(super) begins: Instant,
    /// Offices of the regulation, each with who has it: one person in each unit.
    offices: Vec<(Symbol, [StaffId; 2])>,
}

fn staff(number: u32) -> StaffId {
    StaffId(NonZeroU32::new(number).unwrap())
}

fn unit(number: u32) -> UnitId {
    UnitId(NonZeroU32::new(number).unwrap())
}

/// A deed without its circumstances.
fn deed(kind: FactKind, actor: Option<StaffId>, at: Instant) -> Fact {
    Fact {
        seq: 0,
        kind,
        answer: Answer::None,
        what: Symbol::NONE,
        actor,
        person: None,
        of: None,
        occurred: at,
        recorded: at,
        counts_at: at,
        particulars: Some(Box::new(Particulars {
            has_reason: true,
            ..Particulars::default()
        })),
    }
}

impl Cast {
    pub(super) fn of(packs: &Packs) -> Cast {
        let names = OFFICES.iter().map(|name| packs.names.find(name));
        let known = names.filter(|name| {
            packs
                .names
                .texts()
                .any(|text| text == packs.names.text(*name))
        });
        let offices = (0..).zip(known).map(|(place, office)| {
            let first = 3 + 2 * place;
            (office, [staff(first), staff(first + 1)])
        });
        Cast {
            begins: march(0),
            offices: offices.collect(),
        }
    }

    /// The company: a unit for each seller, with each office in both, and a roster.
    pub(super) fn company(&self, packs: &Packs) -> Company {
        let known = |change| CompanyFact {
            from: Instant::MIN,
            recorded: Instant::MIN,
            change,
        };
        let joined = |staff, number, role| {
            known(Change::Joined {
                staff,
                unit: unit(number),
                role,
            })
        };
        let sellers =
            SELLERS.map(|number| joined(staff(number), number, packs.names.find("sales")));
        let offices = self.offices.iter();
        let offices = offices.flat_map(|(office, [one, other])| {
            [joined(*one, 1, *office), joined(*other, 2, *office)]
        });
        let monday = CivilDay::from_ymd(2026, 2, 23).unwrap();
        let rosters = (0..60).map(|week| {
            known(Change::RosterSet {
                unit: unit(2),
                monday: monday.plus_days(7 * week).monday(),
            })
        });
        Company::new(
            sellers.into_iter().chain(offices).chain(rosters).collect(),
            [1; 32],
        )
    }

    /// Everything somebody might do next.
    pub(super) fn deeds(
        &self,
        packs: &Packs,
        (facts, ruling): (&[Fact], &Ruling),
        at: Instant,
    ) -> Vec<Fact> {
        let mut deeds = Vec::new();
        for number in SELLERS {
            self.of_seller(packs, (facts, ruling), (staff(number), at), &mut deeds);
        }
        for (office, people) in &self.offices {
            for person in people {
                self.of_office(packs, (facts, ruling), (*office, *person, at), &mut deeds);
            }
        }
        // Whoever is at the door says whether two customers are one, whatever the regulation calls them.
        let door = Some(staff(DOOR));
        for filed in facts
            .iter()
            .filter(|fact| fact.kind == FactKind::Registered)
        {
            for name in ["same_as", "not_same"] {
                deeds.push(Fact {
                    of: Some(filed.seq),
                    what: packs.names.find(name),
                    ..deed(FactKind::Linked, door, at)
                });
            }
        }
        for kind in [FactKind::Consented, FactKind::ConsentWithdrawn] {
            let what = packs.names.find("registration");
            if kind == FactKind::ConsentWithdrawn || what != Symbol::UNKNOWN {
                deeds.push(Fact {
                    what: match kind {
                        FactKind::Consented => what,
                        _ => Symbol::NONE,
                    },
                    ..deed(kind, None, at)
                });
            }
        }
        let seq = facts.last().map_or(1, |last| last.seq + 1);
        deeds.iter_mut().for_each(|deed| deed.seq = seq);
        deeds
    }

    fn of_seller(
        &self,
        packs: &Packs,
        (facts, ruling): (&[Fact], &Ruling),
        (person, at): (StaffId, Instant),
        deeds: &mut Vec<Fact>,
    ) {
        use FactKind::{
            Accepted, Amended, Contacted, Declined, Delivered, Disputed, FollowedUp, Registered,
            Visited, Waived, Withdrawn,
        };
        let own = |kind| deed(kind, Some(person), at);
        let full = |kind, extra: Option<&str>| Fact {
            particulars: Some(Box::new(filled(packs, extra))),
            person: (kind == Visited).then_some(person),
            ..own(kind)
        };
        deeds.extend([Contacted, FollowedUp, Waived, Accepted, Declined].map(own));
        deeds.extend(
            [
                Visited,
                Registered,
                FactKind::Contracted,
                Delivered,
                Disputed,
            ]
            .map(|kind| full(kind, None)),
        );
        deeds.push(full(Registered, Some("suspected")));
        let other = SELLERS.iter().find(|number| staff(**number) != person);
        deeds.extend(other.map(|other| Fact {
            person: Some(staff(*other)),
            ..own(FactKind::Consented)
        }));
        for name in permissions(packs) {
            deeds.push(Fact {
                what: name,
                ..own(FactKind::PermissionAsked)
            });
        }
        for claim in ruling
            .claims
            .iter()
            .filter(|claim| claim.person == Some(person))
        {
            for kind in [Withdrawn, Amended] {
                deeds.push(Fact {
                    of: Some(claim.fact),
                    ..full(kind, None)
                });
            }
        }
        for dispute in facts
            .iter()
            .filter(|fact| fact.kind == Disputed && fact.actor == Some(person))
        {
            deeds.push(Fact {
                of: Some(dispute.seq),
                ..own(Withdrawn)
            });
        }
    }

    fn of_office(
        &self,
        packs: &Packs,
        (facts, ruling): (&[Fact], &Ruling),
        (office, person, at): (Symbol, StaffId, Instant),
        deeds: &mut Vec<Fact>,
    ) {
        let own = |kind| deed(kind, Some(person), at);
        let decided = |kind, of: Seq, what, answer| Fact {
            of: Some(of),
            what,
            answer,
            ..own(kind)
        };
        for claim in ruling.claims.iter().filter(|claim| claim.awaits == office) {
            for answer in [Answer::Yes, Answer::Return, Answer::No] {
                deeds.push(decided(FactKind::Reviewed, claim.fact, office, answer));
            }
        }
        for asked in facts {
            let (kind, what) = match asked.kind {
                FactKind::PermissionAsked => (FactKind::PermissionDecided, asked.what),
                FactKind::Disputed => (FactKind::EvidenceDecided, Symbol::NONE),
                _ => continue,
            };
            for answer in [Answer::Yes, Answer::No] {
                deeds.push(decided(kind, asked.seq, what, answer));
            }
        }
        for violation in ruling.violations.iter().filter(|one| one.upheld.is_none()) {
            deeds.push(Fact {
                of: violation.fact,
                what: violation.name,
                person: match violation.who {
                    ruling::ruling::Party::Staff(who) => Some(who),
                    _ => None,
                },
                answer: Answer::No,
                ..own(FactKind::ViolationDecided)
            });
        }
        for receiver in [None, Some(staff(SELLERS[0])), Some(staff(SELLERS[1]))] {
            for kind in [FactKind::Assigned, FactKind::Ruled] {
                deeds.push(Fact {
                    person: receiver,
                    ..own(kind)
                });
            }
        }
        deeds.push(own(FactKind::Released));
        deeds.push(Fact {
            particulars: Some(Box::new(filled(packs, None))),
            ..own(FactKind::Archived)
        });
    }
}

/// A form with everything in it that the regulation knows.
fn filled(packs: &Packs, extra: Option<&str>) -> Particulars {
    let policy = &packs.versions()[0];
    let is_asked = |name| {
        policy.admission.iter().any(|bound| match &bound.rule {
            Admission::Require(rule) => rule.fields.contains(&name),
            _ => false,
        })
    };
    let fields = policy.fields.iter();
    let fields = fields.filter(|field| field.kind != FieldKind::Mark || is_asked(field.name));
    let papers = [
        "outcome",
        "electronic_file_complete",
        "paper_place",
        "evidence",
    ];
    let more = papers.into_iter().chain(extra);
    let more = more.map(|name| packs.names.find(name));
    let given: SymbolSet = fields
        .map(|field| field.name)
        .chain(more.filter(|name| *name != Symbol::UNKNOWN))
        .collect();
    Particulars {
        given,
        customer_type: packs.names.find("individual"),
        customer: Some(Ref(7)),
        cents: Some(100_001),
        has_reason: true,
        ..Particulars::default()
    }
}

/// Kinds of permission that the regulation has somebody decide on.
fn permissions(packs: &Packs) -> Vec<Symbol> {
    let policy = &packs.versions()[0];
    let approvals = policy.approvals.iter().map(|bound| bound.rule.kind);
    let territories = policy
        .admission
        .iter()
        .filter_map(|bound| match &bound.rule {
            Admission::Territory(territory) => Some(territory.permission),
            _ => None,
        });
    let changes = policy.assign.iter().map(|bound| bound.rule.asked_as);
    let mut names: Vec<Symbol> = approvals.chain(territories).chain(changes).collect();
    names.retain(|name| name.is_some());
    names.sort_unstable_by_key(|name| packs.names.text(*name));
    names.dedup();
    names
}
