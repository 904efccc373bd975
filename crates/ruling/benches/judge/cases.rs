//! Generated cases: one to four people, and a pack with thirty days from registration or fifteen from contact.

use std::num::NonZeroU32;

use ruling::calendar::{CivilDay, Instant, Zone};
use ruling::case::CaseFile;
use ruling::company::{Change, Company, CompanyFact};
use ruling::fact::{Answer, Fact, FactKind, Particulars, Ref, StaffId, UnitId};
use ruling::name::Symbol;
use ruling::policy::Packs;

/// The rule of the bench as a pack.
pub(crate) const PACK: &str = r#"
[pack]
name = "bench"
title_zh = "基准"
title_en = "Bench"
version = "1"
case = ["customer"]

[events]
contact = {fact = ["registered", "followed_up"]}

[clauses]
"一" = [{rule = "rank", by = ["claim"]},
  {rule = "protect", mode = "forbid", since = "claim", for = "30 days"},
  {rule = "protect", mode = "forbid", since = "contact.last", for = "15 days"}]
"#;

/// Its words.
pub(crate) const REGULATION: &str = "# 基准\n\n## 一\n\n自登记日起保护三十天,或自最近一次接触起保护十五天。\n\n> Protected for thirty days from registration, or fifteen from the last contact.\n";

/// Over how long the facts of a case are spread on average: nine of the eleven months until it is
/// judged, so that some cases are still protected then and few have facts of later.
const SPREAD_SECONDS: u64 = 24_000_000;

/// A small fixed-seed generator, so that every run measures the same cases.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % sides
    }
}

fn staff(number: u64) -> StaffId {
    StaffId(NonZeroU32::new(u32::try_from(number).unwrap_or(0) + 1).expect("one more than zero"))
}

fn start() -> Instant {
    Zone::shanghai().start_of(CivilDay::from_ymd(2026, 1, 1).expect("a day"))
}

/// When all cases are judged.
pub(crate) fn judged_at() -> Instant {
    Zone::shanghai().start_of(CivilDay::from_ymd(2026, 12, 1).expect("a day"))
}

/// Forty people in four units.
pub(crate) fn company() -> Company {
    let facts = (0..40).map(|number| {
        let unit = UnitId(
            NonZeroU32::new(u32::try_from(number % 4).unwrap_or(0) + 1)
                .expect("one more than zero"),
        );
        let change = Change::Joined {
            staff: staff(number),
            unit,
            role: Symbol::NONE,
        };
        CompanyFact {
            from: Instant::MIN,
            recorded: Instant::MIN,
            change,
        }
    });
    Company::new(facts.collect(), [0; 32])
}

fn fact(seq: u32, kind: FactKind, person: StaffId, at: Instant) -> Fact {
    Fact {
        seq,
        kind,
        answer: Answer::None,
        what: Symbol::NONE,
        actor: Some(person),
        person: (kind == FactKind::Visited).then_some(person),
        of: None,
        occurred: at,
        recorded: at,
        counts_at: at,
        particulars: None,
    }
}

/// Cases of so many facts each.
pub(crate) fn generate(count: usize, length: u32, seed: u64) -> Vec<CaseFile> {
    let mut dice = Dice(0x9E37_79B9_7F4A_7C15 ^ seed);
    let step = SPREAD_SECONDS / u64::from(length);
    (0..count)
        .map(|_| {
            let people = 1 + dice.roll(4);
            let first = dice.roll(36);
            let mut at = start();
            let facts = (1..=length).map(|seq| {
                at = at.plus_seconds(i64::try_from(dice.roll(2 * step) + 1).unwrap_or(1));
                let kind = if seq == 1 || dice.roll(4) == 0 {
                    FactKind::Registered
                } else {
                    FactKind::FollowedUp
                };
                fact(seq, kind, staff(first + dice.roll(people)), at)
            });
            CaseFile::new(Some(Ref(1)), facts.collect())
        })
        .collect()
}

/// Cases that make a pack work: complete claims, reviews, assignments, contacts, deals and disputes.
pub(crate) fn generate_busy(packs: &Packs, count: usize, length: u32) -> Vec<CaseFile> {
    let mut dice = Dice(0x2545_F491_4F6C_DD1D);
    let fields: ruling::name::SymbolSet = packs
        .versions()
        .iter()
        .flat_map(|policy| policy.fields.iter().map(|field| field.name))
        .collect();
    let kinds = [
        FactKind::Visited,
        FactKind::Registered,
        FactKind::FollowedUp,
        FactKind::Contacted,
        FactKind::Reviewed,
        FactKind::Assigned,
        FactKind::Contracted,
        FactKind::Delivered,
        FactKind::Disputed,
        FactKind::Consented,
    ];
    let step = SPREAD_SECONDS / u64::from(length);
    (0..count)
        .map(|_| {
            let people = 1 + dice.roll(4);
            let first = dice.roll(36);
            let mut at = start();
            let facts = (1..=length).map(|seq| {
                at = at.plus_seconds(i64::try_from(dice.roll(2 * step) + 1).unwrap_or(1));
                let place = usize::try_from(dice.roll(10)).unwrap_or(0);
                let kind = if seq <= 2 {
                    kinds[seq as usize - 1]
                } else {
                    kinds[place]
                };
                let mut fact = fact(seq, kind, staff(first + dice.roll(people)), at);
                if matches!(
                    kind,
                    FactKind::Registered | FactKind::Contracted | FactKind::Disputed
                ) {
                    let more = Particulars {
                        given: fields.clone(),
                        customer: Some(Ref(1)),
                        cents: Some(1_000_000),
                        ..Particulars::default()
                    };
                    fact.particulars = Some(Box::new(more));
                }
                if matches!(kind, FactKind::Assigned | FactKind::Consented) {
                    fact.person = Some(staff(first));
                }
                if kind == FactKind::Reviewed {
                    fact.answer = Answer::Yes;
                }
                fact
            });
            CaseFile::new(Some(Ref(1)), facts.collect())
        })
        .collect()
}
