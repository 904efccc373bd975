//! The answer: who owns the case, until when, on which clauses, from which facts.
//!
//! A ruling is data. Sentences are made by `explain`, for the ruling that somebody reads.

mod consequence;
mod finding;
mod ownership;
mod standing;

use crate::calendar::Instant;
use crate::fact::{Ref, RegionCode, Seq, StaffId, UnitId};
use crate::name::Symbol;

pub use self::consequence::{Credit, CreditKind, CreditLine, Obligation, Violation};
pub use self::finding::{ClauseId, Finding, RuleId, Source, Step, Verdict, VersionId, Why};
pub use self::ownership::{
    Mode, Ownership, Pending, Protection, Reasons, SEGMENTS_MAX, Segment, State,
};
pub use self::standing::{Standing, TRANSITIONS};

/// The meaning of rulings: raised whenever the same input may be judged differently.
pub const SEMANTICS_VERSION: u32 = 2;

/// Someone or something that holds, receives or must do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Party {
    /// A person.
    Staff(StaffId),
    /// A unit as a whole.
    Unit(UnitId),
    /// Whoever has this role in the unit (team lead, manager, head); no unit: in the company.
    Role(Symbol, Option<UnitId>),
    /// Whoever is responsible for the division.
    Region(RegionCode),
    /// The customer.
    Customer,
}

/// Number of a claim within the ruling, in order of filing.
pub type ClaimId = u16;

/// One claim's outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClaimOutcome {
    /// The fact that filed it.
    pub fact: Seq,
    /// Who filed it (or for whom).
    pub person: Option<StaffId>,
    /// The party it counts for: the person, or the unit where units hold.
    pub party: Party,
    /// When its rank counts from.
    pub ranked_at: Instant,
    /// Where it stands.
    pub standing: Standing,
    /// Its place among valid claims, 1 = first; 0 = no place.
    pub priority: u16,
    /// The role whose review it awaits, while it does.
    pub awaits: Symbol,
}

impl ClaimOutcome {
    /// Whether it stands on signatures of a version that it no longer is: it was changed after the last approval, and
    /// whoever reviews first has not taken it up again.
    #[must_use]
    pub fn is_broken(&self) -> bool {
        self.awaits.is_some()
            && matches!(
                self.standing,
                Standing::Holding | Standing::Queued | Standing::Standing
            )
    }
}

/// The case's deal, as judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DealOutcome {
    /// The deal fact.
    pub fact: Seq,
    /// The buyer, where named.
    pub buyer: Option<Ref>,
    /// Ownership of this deal.
    pub ownership: Ownership,
    /// End (exclusive) of the claim window, where one opened.
    pub window_until: Option<Instant>,
}

/// Everything a ruling was made from, by hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Stamp {
    /// All versions of the pack.
    pub packs: [u8; 32],
    /// Company file.
    pub company: [u8; 32],
    /// Working-day data.
    pub calendar: [u8; 32],
    /// Division data.
    pub divisions: [u8; 32],
    /// Meaning of rulings.
    pub semantics: u32,
}

/// An explained ruling.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ruling {
    /// The instant judged.
    pub at: Instant,
    /// What was known: facts recorded by then.
    pub known: Instant,
    /// Who owns the case.
    pub ownership: Ownership,
    /// What others may do.
    pub protection: Protection,
    /// The future without further facts.
    pub segments: Vec<Segment>,
    /// Every claim's outcome.
    pub claims: Vec<ClaimOutcome>,
    /// Every deal's outcome.
    pub deals: Vec<DealOutcome>,
    /// Credit.
    pub credit: Credit,
    /// Conditions, in step order.
    pub findings: Vec<Finding>,
    /// Who must do what.
    pub obligations: Vec<Obligation>,
    /// What is proposed for decision.
    pub violations: Vec<Violation>,
    /// Made from.
    pub stamp: Stamp,
}

impl Ruling {
    /// An empty ruling, to be filled by `judge_into`.
    pub fn empty() -> Self {
        Ruling {
            at: Instant::MIN,
            known: Instant::MIN,
            ownership: Ownership::default(),
            protection: Protection::default(),
            segments: Vec::new(),
            claims: Vec::new(),
            deals: Vec::new(),
            credit: Credit::default(),
            findings: Vec::new(),
            obligations: Vec::new(),
            violations: Vec::new(),
            stamp: Stamp::default(),
        }
    }

    /// Empties the ruling, keeping its memory.
    pub(crate) fn clear(&mut self, at: Instant, known: Instant) {
        self.at = at;
        self.known = known;
        self.ownership = Ownership::default();
        self.protection = Protection::default();
        self.segments.clear();
        self.claims.clear();
        self.deals.clear();
        self.credit.state = State::None;
        self.credit.reasons = Reasons::default();
        self.credit.lines.clear();
        self.findings.clear();
        self.obligations.clear();
        self.violations.clear();
    }

    /// The owner during the ruling's instant, if anybody owns.
    pub fn owner(&self) -> Option<Party> {
        self.ownership.owner
    }
}
