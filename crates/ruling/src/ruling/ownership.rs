//! Who owns the case and how firmly, what others may do, and what follows by itself.

use super::{ClaimId, Party, Source};
use crate::calendar::Instant;
use crate::fact::StaffId;

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
    /// To whom the case is offered, until they accept or decline.
    pub offered: Option<StaffId>,
}

/// What others may do, and until when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Protection {
    /// What others may do.
    pub mode: Mode,
    /// First second in which this no longer holds without further facts; none: no end foreseen.
    pub until: Option<Instant>,
    /// The clause that protects, or protected last.
    pub source: Option<Source>,
    /// First second after the last protection, where the holder had one and none is left.
    pub ended: Option<Instant>,
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
