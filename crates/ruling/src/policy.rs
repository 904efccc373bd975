//! Policy packs: a regulation's clauses, each bound to rules, compiled once to typed checks.

pub mod event;
pub mod field;
mod known_names;
pub mod lint;
pub(crate) mod load;
pub(crate) mod params;
pub mod problem;
pub(crate) mod regulation;
pub(crate) mod triggers;

use std::sync::Arc;

use self::event::{EventSet, Events};
pub use self::field::{Field, FieldKind};
use self::known_names::KnownNames;
use self::problem::{Problem, Text};
use self::triggers::Triggers;
use crate::calendar::{Instant, OpeningHours, Workdays, Zone};
use crate::fact::Fact;
use crate::name::{Names, Symbol};
use crate::rules::approval::Approval;
use crate::rules::assign::Assign;
use crate::rules::cadence::Cadence;
use crate::rules::claim_window::ClaimWindow;
use crate::rules::consent::Consent;
use crate::rules::deadline::Deadline;
use crate::rules::deal::Deal;
use crate::rules::departure::Departure;
use crate::rules::ends_on::EndsOn;
use crate::rules::fallback::Fallback;
use crate::rules::kept::{DailyList, Kept, Visible};
use crate::rules::lapse::Lapse;
use crate::rules::limit::Limit;
use crate::rules::matching::Match;
use crate::rules::needs::Needs;
use crate::rules::oblige::Oblige;
use crate::rules::permit::Permit;
use crate::rules::protect::Protect;
use crate::rules::rank::Rank;
use crate::rules::require::Require;
use crate::rules::share::Share;
use crate::rules::signed::Signed;
use crate::rules::territory::Territory;
use crate::rules::violation::ViolationRule;
use crate::ruling::{ClauseId, Source, VersionId};

/// A clause: its number in the regulation and its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clause {
    /// Number as the regulation writes it, e.g. `三.4`, `第六条.1`, `解释.3`.
    pub number: String,
    /// The clause in the company's words.
    pub text: Text,
    /// Names of the rules bound to it, in order.
    pub rules: Vec<&'static str>,
}

/// A rule bound to a clause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bound<T> {
    /// Where it comes from.
    pub source: Source,
    /// The rule.
    pub rule: T,
}

/// Rules checked when a claim is filed, in clause order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Admission {
    /// Completeness and form.
    Require(Require),
    /// Another event.
    Needs(Needs),
    /// In time.
    Deadline(Deadline),
    /// In the unit's region.
    Territory(Territory),
    /// Caps and gaps.
    Limit(Limit),
}

/// Rules a claimant is examined by at the deal or in a dispute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Examination {
    /// Same phone, name, person.
    Match(Match),
    /// In time.
    Deadline(Deadline),
    /// Intervals.
    Cadence(Cadence),
    /// Signatures.
    Signed(Signed),
    /// Papers and fields.
    Require(Require),
}

/// Who holds a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum HolderKind {
    /// A person.
    #[default]
    Person,
    /// A unit; the person is in charge within it.
    Unit,
}

/// A part of the scope of a case: what makes two cases different.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScopePart {
    /// The customer (or dealer).
    Customer,
    /// The project; `project?` lets a missing one be compatible.
    Project {
        /// A missing one is compatible with any.
        optional: bool,
    },
    /// The demand.
    Demand,
    /// The contract.
    Contract,
}

/// How a row of the register a company already keeps becomes facts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Register {
    /// Kinds of fact a row stands for, in order.
    pub row: Vec<String>,
    /// Columns whose date is a further fact: column key and kind of fact.
    pub also: Vec<(String, String)>,
    /// What people head these columns with, beside the usual words: column key and header.
    pub headers: Vec<(String, String)>,
}

/// One version of a regulation, compiled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// Short name, e.g. `showroom`.
    pub name: String,
    /// Title for people.
    pub title: Text,
    /// Version as the company numbers it.
    pub version: String,
    /// In force from this second.
    pub effective_from: Instant,
    /// Time zone of all its days.
    pub zone: Zone,
    /// What makes two cases different.
    pub scope: Vec<ScopePart>,
    /// Who holds.
    pub holder: HolderKind,
    /// Whether only one claim holds at a time.
    pub exclusive: bool,
    /// Whether anybody is meant to own the case at all (dealer onboarding has no holder).
    pub has_holder: bool,
    /// Events that open a claim.
    pub opens: EventSet,
    /// Seconds a follow-up may be entered late and still count from when it happened.
    pub max_backdate_seconds: i64,
    /// Seconds within which the filer may void a mistaken registration.
    pub void_within_seconds: i64,
    /// Clauses in the regulation's order.
    pub clauses: Vec<Clause>,
    /// Fields, papers and marks.
    pub fields: Vec<Field>,
    /// Texts of names for people (obligations, violations, events, roles).
    pub labels: Vec<(Symbol, Text)>,
    /// The register people already keep.
    pub register: Register,
    /// Clauses whose version follows the deal or the claim against the default (`[transition]`).
    pub transition: Vec<(ClauseId, Transition)>,
    /// Step 1.
    pub admission: Vec<Bound<Admission>>,
    /// Reviews.
    pub approvals: Vec<Bound<Approval>>,
    /// Step 2.
    pub lapses: Vec<Bound<Lapse>>,
    /// Ends by event.
    pub endings: Vec<Bound<EndsOn>>,
    /// Leaving.
    pub departure: Option<Bound<Departure>>,
    /// Examinations at the deal or dispute.
    pub examinations: Vec<Bound<Examination>>,
    /// Step 3.
    pub protects: Vec<Bound<Protect>>,
    /// Consent.
    pub consent: Option<Bound<Consent>>,
    /// Step 4.
    pub ranks: Vec<Bound<Rank>>,
    /// Assignment.
    pub assign: Option<Bound<Assign>>,
    /// The deal.
    pub deal: Option<Bound<Deal>>,
    /// Late claims.
    pub window: Option<Bound<ClaimWindow>>,
    /// Step 5.
    pub fallbacks: Vec<Bound<Fallback>>,
    /// Step 6.
    pub shares: Vec<Bound<Share>>,
    /// Gates.
    pub permits: Vec<Bound<Permit>>,
    /// Duties.
    pub obliges: Vec<Bound<Oblige>>,
    /// Violations.
    pub violations: Vec<Bound<ViolationRule>>,
    /// Daily lists.
    pub lists: Vec<Bound<DailyList>>,
    /// What colleagues see.
    pub visibles: Vec<Bound<Visible>>,
    /// Kept elsewhere.
    pub kepts: Vec<Bound<Kept>>,
    /// What sets rules off.
    pub(crate) triggers: Triggers,
}

/// Whose version of a clause applies, where a transition clause says otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Transition {
    /// The new version applies to cases already held, from its effective date.
    AtOnce,
}

impl Policy {
    /// The clause behind a number.
    pub fn clause(&self, id: ClauseId) -> Option<&Clause> {
        self.clauses.get(usize::from(id.0))
    }

    /// Whether this version applies at once where that clause is concerned, also to cases already held.
    pub(crate) fn changes_at_once(&self, clause: Option<&Clause>) -> bool {
        let changed = self
            .transition
            .iter()
            .filter_map(|(id, _)| self.clause(*id));
        clause.is_some_and(|clause| changed.into_iter().any(|one| one.number == clause.number))
    }

    /// The field whose value is kept under a name: the one of this name, else the one that is what the name says.
    pub fn field_kept_as(&self, name: &str, names: &Names) -> Option<&Field> {
        let mut fields = self.fields.iter();
        fields.find(|field| field.kept_as(names) == name)
    }

    /// What people read for a name.
    pub fn label(&self, name: Symbol) -> Option<&Text> {
        let labelled = self
            .labels
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, text)| text);
        labelled.or_else(|| {
            self.fields
                .iter()
                .find(|field| field.name == name)
                .map(|field| &field.label)
        })
    }
}

/// The text of one version of a pack, as its folder holds it.
#[derive(Debug, Clone, Copy)]
pub struct PackSource<'a> {
    /// Path of `pack.toml`, for messages.
    pub pack_path: &'a str,
    /// Text of `pack.toml`.
    pub pack: &'a str,
    /// Path of `regulation.md`, for messages.
    pub regulation_path: &'a str,
    /// Text of `regulation.md`.
    pub regulation: &'a str,
}

/// All versions of one domain's regulation, with the data they are judged by.
#[derive(Debug, Clone)]
pub struct Packs {
    versions: Vec<Policy>,
    /// Names shared by packs and facts.
    pub names: Names,
    /// Events of all versions.
    pub events: Events,
    /// Names the engine itself looks for.
    pub(crate) known_names: KnownNames,
    /// Opening hours where the company set none.
    pub(crate) always_open: OpeningHours,
    /// Working days.
    pub workdays: Arc<Workdays>,
    hash: [u8; 32],
    divisions: [u8; 32],
    /// Events that extend a protection.
    pub(crate) extends: EventSet,
    /// The events that some rule of some version compares by their order within a day.
    pub(crate) compared_by_day: EventSet,
    /// These, and those of which some rule asks which one happened first.
    pub(crate) compared: EventSet,
}

impl Packs {
    /// Compiles all versions of a regulation.
    ///
    /// # Errors
    /// All problems of all versions at once.
    pub fn load(
        sources: &[PackSource<'_>],
        workdays: Arc<Workdays>,
    ) -> Result<Packs, Vec<Problem>> {
        load::packs(sources, workdays, &Names::default())
    }

    /// The same for one of several regulations, which number their names together: `numbered` is the table of
    /// those that were loaded before.
    ///
    /// # Errors
    /// All problems of all versions at once.
    pub fn load_beside(
        sources: &[PackSource<'_>],
        workdays: Arc<Workdays>,
        numbered: &Names,
    ) -> Result<Packs, Vec<Problem>> {
        load::packs(sources, workdays, numbered)
    }

    /// The versions, oldest first. There is at least one.
    pub fn versions(&self) -> &[Policy] {
        &self.versions
    }

    /// Whether a claim may be refused for a limit, a gap or a cooldown, under any version.
    pub fn limits_claims(&self) -> bool {
        let mut admission = self.versions.iter().flat_map(|policy| &policy.admission);
        admission.any(|bound| matches!(bound.rule, Admission::Limit(_)))
    }

    /// Whether the regulation tells a customer's projects apart and lets an entry name none: it may then be of any.
    /// No version has it otherwise than another.
    pub fn may_lack_project(&self) -> bool {
        let optional = ScopePart::Project { optional: true };
        let mut versions = self.versions.iter();
        versions.any(|policy| policy.scope.contains(&optional))
    }

    /// Whether a fact files a claim by the newest version.
    pub fn files_claim(&self, fact: &Fact) -> bool {
        let (Some(of_kind), Some(policy)) = (self.events.of_kind(fact.kind), self.versions.last())
        else {
            return false;
        };
        let mut sometimes = of_kind.sometimes.iter().filter(|event| {
            let filter = self.events.filter(**event);
            filter.is_some_and(|filter| filter.matches(fact))
        });
        of_kind.by_answer(fact.answer).meets(policy.opens)
            || sometimes.any(|event| policy.opens.contains(*event))
    }

    /// A version by its number.
    pub fn version(&self, id: VersionId) -> Option<&Policy> {
        self.versions.get(usize::from(id.0))
    }

    /// The version in force at an instant; before the first, the first.
    pub fn in_force(&self, at: Instant) -> VersionId {
        let later = self
            .versions
            .iter()
            .skip(1)
            .take_while(|version| version.effective_from <= at)
            .count();
        VersionId(u8::try_from(later).unwrap_or(u8::MAX))
    }

    /// When the version after this one comes into force.
    pub(crate) fn next_start(&self, version: VersionId) -> Option<Instant> {
        let next = self.versions.get(usize::from(version.0) + 1)?;
        Some(next.effective_from)
    }

    /// Identifies texts of all versions.
    pub fn hash(&self) -> [u8; 32] {
        self.hash
    }

    /// Identifies the division data.
    pub fn divisions_hash(&self) -> [u8; 32] {
        self.divisions
    }

    /// The clause a source points at.
    pub fn clause(&self, source: Source) -> Option<&Clause> {
        self.version(source.version)?.clause(source.clause)
    }

    /// What people read for a name, in the newest version that labels it; else the name itself.
    pub fn label(&self, name: Symbol) -> Text {
        let labelled = self
            .versions
            .iter()
            .rev()
            .find_map(|version| version.label(name));
        labelled
            .cloned()
            .unwrap_or_else(|| Text::new(self.names.text(name), self.names.text(name)))
    }
}
