//! Conditions checked: what each was judged by, and how it came out.

use super::ClaimId;
use crate::calendar::Instant;
use crate::fact::{Seq, StaffId};
use crate::name::Symbol;

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
    /// The paper's last day is over.
    Expired(Symbol),
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
    /// The event does not count: too early, too late or without the one before it. The deadline is
    /// from when it would have counted, where it came too early.
    NotCounted(Symbol),
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
    /// An entry of the old register after that was closed; the deadline is when.
    OpeningOver,
    /// A registration while the old register is still brought in; the deadline is the end of that.
    OpeningNotOver,
    /// Written on paper at a time when the system was not down.
    OutsideOutage,
    /// A review step passed.
    StepPassed(Symbol),
    /// A review step is awaited.
    StepAwaited(Symbol),
    /// A review came out of turn; the step now due.
    StepOutOfTurn(Symbol),
    /// A reviewer decided on their own application.
    OwnCase,
    /// A decision by someone whose it is not: that of this role.
    NotEntitled(Symbol),
    /// This step was signed by a stand-in, or by someone who has another one as well.
    SignedInstead(Symbol),
    /// Returned for correction.
    Returned,
    /// Corrected, with the place kept.
    Corrected,
    /// Corrected in what matters, so the review starts again.
    Restarted,
    /// Changed after its approval, so the review starts again.
    Reopened,
    /// Rejected.
    Rejected,
    /// A change of what was admitted is refused, and that stays as it was signed; the other fact is the change.
    ChangeRefused,
    /// A paper of the claim is no longer valid.
    PaperExpired,
    /// This field differs from the version that others signed.
    FieldChanged(Symbol),
    /// The content no longer matches what was signed.
    DigestDiffers,
    /// The signed versions are as they were signed.
    DigestMatches,
    /// Awaits confirmation that two customers are the same.
    IdentityOpen,
    /// The protection forbids others.
    Forbids,
    /// The protection asks for consent.
    Asks,
    /// The protection is over.
    ProtectionOver,
    /// Granted more time; the deadline is the new end.
    Extended,
    /// No more time: the protection is over or was extended as often as it may be.
    NotExtended,
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
    /// The case is offered to the next in line; the deadline is the end of its time.
    Offered,
    /// The next in line declined.
    OfferDeclined,
    /// The next in line did not answer in time.
    OfferExpired,
    /// Offered to somebody as an assignment; the deadline is the end of its time.
    OfferedTo(StaffId),
    /// The offered assignment was accepted.
    OfferAccepted,
    /// Given to whoever's turn it was.
    GivenInTurn(StaffId),
    /// Nobody is left in turn who could take it.
    NobodyInTurn,
    /// Given by authority.
    AssignedTo,
    /// Assignment is awaited.
    AssignmentAwaited,
    /// Given without authority: no effect.
    AssignedWithoutAuthority,
    /// Given past somebody without the reason that needs: no effect.
    ReasonMissing,
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
    /// A responsible unit closed the deal without anybody's entry.
    NobodyEntered,
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
