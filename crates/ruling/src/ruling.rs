//! The answer: who owns the case, until when, on which clauses, from which facts.
//!
//! A ruling is data. Sentences are made by `explain`, for the ruling that somebody reads.

use crate::calendar::Instant;
use crate::fact::{Ref, RegionCode, Seq, StaffId, UnitId};
use crate::name::Symbol;

/// The meaning of rulings: raised whenever the same input may be judged differently.
pub const SEMANTICS_VERSION: u32 = 1;

/// The six steps of a judgment, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Step {
    /// 受理: may this claim be made, and is it complete?
    Admission,
    /// 效力: is it still alive?
    Validity,
    /// 保护: what may others do?
    Protection,
    /// 归属: which of several wins?
    Ownership,
    /// 兜底: who, if none is valid?
    Fallback,
    /// 分配: how is the result shared?
    Credit,
}

/// A clause of the regulation: its place in the pack's list of clauses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ClauseId(pub u16);

/// A rule of the pack: its place in the pack's list of rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct RuleId(pub u16);

/// Which version of the regulation, by its place in [`crate::policy::Packs`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct VersionId(pub u8);

/// Where a finding, obligation or violation comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Source {
    /// Version of the pack.
    pub version: VersionId,
    /// Clause.
    pub clause: ClauseId,
    /// Rule.
    pub rule: RuleId,
}

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

/// The state of ownership.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum State {
    /// 无: nobody.
    #[default]
    None,
    /// 待定: open for the reasons given.
    Pending,
    /// 暂定: a conclusion, but no deal yet or a window still open.
    Provisional,
    /// 冻结: credit only: held back while a dispute or decision is open.
    Frozen,
    /// 终局: closed.
    Final,
}

/// The closed list of reasons why something is pending.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Pending {
    /// 身份
    Identity,
    /// 审核
    Review,
    /// 分配
    Allocation,
    /// 窗口
    Window,
    /// 证据
    Evidence,
    /// 决定
    Decision,
    /// 值班
    Roster,
    /// 比例
    Ratio,
    /// 档位
    Tier,
    /// 同意
    Consent,
    /// 日历
    Calendar,
}

impl Pending {
    /// All reasons, in the order they are shown.
    pub const ALL: [Pending; 11] = [
        Pending::Identity,
        Pending::Review,
        Pending::Allocation,
        Pending::Window,
        Pending::Evidence,
        Pending::Decision,
        Pending::Roster,
        Pending::Ratio,
        Pending::Tier,
        Pending::Consent,
        Pending::Calendar,
    ];
}

/// A set of pending reasons.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Reasons(u16);

impl Reasons {
    /// Adds a reason.
    pub fn insert(&mut self, reason: Pending) {
        self.0 |= 1 << (reason as u8);
    }

    /// Whether the reason is in the set.
    pub fn contains(self, reason: Pending) -> bool {
        self.0 & (1 << (reason as u8)) != 0
    }

    /// Whether there is no reason.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The reasons in order.
    pub fn iter(self) -> impl Iterator<Item = Pending> {
        Pending::ALL
            .into_iter()
            .filter(move |reason| self.contains(*reason))
    }
}

impl From<Pending> for Reasons {
    fn from(reason: Pending) -> Self {
        let mut reasons = Reasons::default();
        reasons.insert(reason);
        reasons
    }
}

/// What others may do about a held case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Mode {
    /// 开放: still held, but a new valid claim takes it.
    #[default]
    Open,
    /// 公海: held by nobody; anyone may take it.
    Pool,
    /// 须征得同意: only with the holder's consent.
    Ask,
    /// 禁止: nobody else.
    Forbid,
}

/// Who owns the case, and how firmly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Ownership {
    /// None, pending, provisional or final.
    pub state: State,
    /// Why it is pending; may also accompany a provisional state.
    pub reasons: Reasons,
    /// The owner: a person, or a unit where the regulation's holder is one.
    pub owner: Option<Party>,
    /// The person in charge when the owner is a unit.
    pub person: Option<StaffId>,
    /// The claim it rests on.
    pub claim: Option<ClaimId>,
    /// What settled it last.
    pub source: Option<Source>,
}

/// What others may do, and until when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Protection {
    /// What others may do.
    pub mode: Mode,
    /// First second in which this no longer holds without further facts; none: no end foreseen.
    pub until: Option<Instant>,
    /// The clause that protects.
    pub source: Option<Source>,
}

/// A stretch of the future if nothing further happens; `from` inclusive, `until` exclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Segment {
    /// First second.
    pub from: Instant,
    /// First second after it; none: no end foreseen.
    pub until: Option<Instant>,
    /// Owner during it.
    pub ownership: Ownership,
    /// What others may do during it.
    pub mode: Mode,
}

/// Most segments a ruling foresees.
pub const SEGMENTS_MAX: usize = 8;

/// Where a claim stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// Not accepted: nothing was stored.
    Refused,
    /// Stored without effect.
    Void,
    /// Waiting for something (review, permission, consent, identity, an earlier kept place).
    Waiting(Pending),
    /// Returned for correction.
    Returned,
    /// Valid, behind another.
    Queued,
    /// Owns the case.
    Holding,
    /// Stands beside others (regulations that compare at the deal).
    Standing,
    /// Met a protected holder.
    Collided,
    /// Gave way to a later valid claim.
    Superseded,
    /// Ended: withdrawn, waived, rejected, released, consent withdrawn.
    Ended,
    /// Ended by time.
    Lapsed,
}

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
}

/// How a condition came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// Met.
    Pass,
    /// Not met.
    Fail,
    /// Cannot be said yet.
    Open,
    /// Noted, decides nothing.
    Note,
}

/// One condition checked: recorded while judging.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Finding {
    /// Step it belongs to.
    pub step: Step,
    /// Clause and rule.
    pub source: Source,
    /// How it came out.
    pub verdict: Verdict,
    /// Why, as data.
    pub why: Why,
    /// The claim concerned.
    pub claim: Option<ClaimId>,
    /// The fact judged.
    pub fact: Option<Seq>,
    /// The other fact it was judged by (the earlier contact, the holder's claim, the consent).
    pub against: Option<Seq>,
    /// When this was judged.
    pub at: Instant,
    /// First second out of time, where time mattered.
    pub deadline: Option<Instant>,
}

/// Why a condition came out as it did. Closed: every variant has its sentences in `explain`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// All required fields and papers are there.
    Complete,
    /// A required field, paper or mark is missing.
    Missing(Symbol),
    /// A mark that may not be there is (e.g. an individual business filed as an enterprise).
    NotAllowed(Symbol),
    /// In time.
    InTime,
    /// Late; the number of whole units (days or working days) late, 0 = not counted.
    Late(u32),
    /// Still time.
    StillTime,
    /// The needed event is there.
    Happened(Symbol),
    /// The needed event is missing.
    NotHappened(Symbol),
    /// An event that may not be there is.
    Happens(Symbol),
    /// The calendar lacks this year.
    MissingYear(i32),
    /// Within the unit's region.
    InRegion,
    /// Outside the unit's region, without permission.
    OutOfRegion,
    /// Outside, with permission.
    PermittedOutside,
    /// The region is unknown, so crossing it is not judged.
    RegionUnknown,
    /// Below the limit (n of max).
    WithinLimit(u32, u32),
    /// At or above the limit (n of max); the deadline is the next time it is possible.
    LimitReached(u32, u32),
    /// Too soon after the last one; the deadline is the next possible time.
    TooSoon,
    /// The person is suspended; the deadline is the end.
    Suspended,
    /// A review step passed.
    StepPassed(Symbol),
    /// A review step is awaited.
    StepAwaited(Symbol),
    /// A review came out of turn; the step now due.
    StepOutOfTurn(Symbol),
    /// A reviewer decided on their own application.
    OwnCase,
    /// Returned for correction.
    Returned,
    /// Corrected, with the place kept.
    Corrected,
    /// Corrected in what matters, so the review starts again.
    Restarted,
    /// Rejected.
    Rejected,
    /// The content no longer matches what was signed.
    DigestDiffers,
    /// The signed content is unchanged.
    DigestMatches,
    /// Awaits confirmation that two customers are the same.
    IdentityOpen,
    /// The protection forbids others.
    Forbids,
    /// The protection asks for consent.
    Asks,
    /// The protection is over.
    ProtectionOver,
    /// Nobody held the case.
    Free,
    /// It lay in the public pool.
    InPool,
    /// The holder consented beforehand.
    ConsentGiven,
    /// There is no consent in force.
    ConsentMissing,
    /// Same holder again: counts as a contact.
    SameHolder,
    /// A colleague of the same unit.
    SameUnit,
    /// Was there first.
    RanksFirst,
    /// Came after another.
    RanksAfter,
    /// An earlier one may still come first until the deadline.
    MayBeOvertaken,
    /// Behind an earlier valid claim.
    QueuedBehind,
    /// Behind a kept place.
    BehindKeptPlace,
    /// Moved up.
    MovedUp,
    /// Given by authority.
    AssignedTo,
    /// Assignment is awaited.
    AssignmentAwaited,
    /// Given without authority: no effect.
    AssignedWithoutAuthority,
    /// The holder left; the unit has it.
    HolderLeft,
    /// Ended by an event.
    EndedBy(Symbol),
    /// Ended because nothing happened in time.
    Lapsed,
    /// Kept alive by a contact.
    KeptAlive,
    /// A contact entered in time undid a lapse.
    LapseUndone,
    /// The event no longer counts.
    Forfeited(Symbol),
    /// The interval of the tier was kept throughout.
    CadenceKept(Symbol),
    /// The interval of the tier was broken.
    CadenceBroken(Symbol),
    /// A track record without signature.
    Unsigned,
    /// The values match.
    Matches,
    /// They match through an accepted relation.
    MatchesThrough(Symbol),
    /// They do not match.
    Differs,
    /// Not the buyer of this case.
    OtherBuyer,
    /// The buyer of this case.
    SameBuyer,
    /// The deal was closed while a valid claim held.
    HeldAtDeal,
    /// The deal found no valid claim.
    NobodyAtDeal,
    /// A claim or dispute came in its window.
    WindowOpen,
    /// It came after the window closed.
    WindowClosed,
    /// The window is over and nobody came.
    NobodyCame,
    /// Evidence awaits a decision.
    EvidenceOpen,
    /// Evidence was accepted.
    EvidenceAccepted,
    /// Evidence was not accepted.
    EvidenceRejected,
    /// No evidence that counts.
    EvidenceMissing,
    /// All conditions of the claim hold.
    AllConditionsHold,
    /// One condition fails.
    ConditionFails,
    /// Does not apply here.
    NotApplicable,
    /// An authority ruled.
    RuledBy,
    /// The decision is awaited.
    DecisionAwaited,
    /// First of the ladder that exists.
    FallsTo,
    /// Nobody on the ladder exists.
    NobodyToFallTo,
    /// Performance goes to.
    PerformanceTo,
    /// A fee in cents.
    Fee(i64),
    /// The fee is not chosen yet; the lowest counts for now.
    FeeNotChosen(i64),
    /// The ratio is not set.
    RatioMissing,
    /// A permission is in force.
    Permitted(Symbol),
    /// A permission is missing.
    NotPermitted(Symbol),
    /// A permission has been asked and not decided.
    PermissionAwaited(Symbol),
}

/// Who gets which part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CreditLine {
    /// Who receives it.
    pub to: Party,
    /// Performance (shares of the deal) or a fee beside it.
    pub kind: CreditKind,
    /// Numerator of the share of the deal; 0 for fees.
    pub parts: u32,
    /// Denominator of the share; 0 for fees.
    pub of: u32,
    /// Money in cents, where an amount is known.
    pub cents: Option<i64>,
    /// Clause.
    pub source: Source,
}

/// What a credit line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum CreditKind {
    /// 业绩: parts of the deal; together the whole.
    Performance,
    /// 提成: parts of the commission; together the whole.
    Commission,
    /// A fixed fee beside the deal.
    Fee,
}

/// The credit split and its state.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Credit {
    /// None, pending, provisional, frozen or final.
    pub state: State,
    /// Why it is pending.
    pub reasons: Reasons,
    /// The lines.
    pub lines: Vec<CreditLine>,
}

/// Who must do what by when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Obligation {
    /// Clause and rule.
    pub source: Source,
    /// Who.
    pub who: Party,
    /// Whom or what it concerns, where it is a telling.
    pub about: Option<Party>,
    /// What, by name.
    pub what: Symbol,
    /// The fact that caused it.
    pub fact: Option<Seq>,
    /// First second out of time; none: no deadline (or the calendar lacks the year).
    pub due_until: Option<Instant>,
    /// Whether it is out of time at the ruling's instant.
    pub overdue: bool,
}

/// A proposed violation: a person decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Violation {
    /// Clause and rule.
    pub source: Source,
    /// Its name in the pack.
    pub name: Symbol,
    /// Who is said to have done it.
    pub who: Party,
    /// The fact that shows it.
    pub fact: Option<Seq>,
    /// The fact it was measured against.
    pub against: Option<Seq>,
    /// When it arose.
    pub at: Instant,
    /// Units late, where counted.
    pub count: u32,
    /// Decided: none open, yes upheld, no dismissed.
    pub upheld: Option<bool>,
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
