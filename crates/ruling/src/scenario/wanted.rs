//! What a scenario expects, as read.

use super::parties::PartyWords;
use crate::calendar::Instant;
use crate::case::CaseKey;
use crate::fact::Fact;
use crate::fact::Seq;
use crate::name::Symbol;
use crate::ruling::{CreditKind, Mode, Reasons, Standing, State};

/// What the ruling at one instant is expected to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expectation {
    /// Line of the file, from 1.
    pub line: usize,
    /// The instant as written.
    pub at_text: String,
    /// The instant judged.
    pub at: Instant,
    /// What was known.
    pub known: Instant,
    /// Which of the customer's cases is judged.
    pub key: CaseKey,
    /// Each expectation with its key and as it was written.
    pub wanted: Vec<(&'static str, String, Wanted)>,
}

/// One expectation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wanted {
    /// The owner.
    Owner(PartyWords),
    /// State of ownership.
    State(State),
    /// Exactly these reasons for being pending.
    Pending(Reasons),
    /// What others may do.
    Mode(Mode),
    /// End (exclusive) of the protection; none: no end.
    Until(Option<Instant>),
    /// End (exclusive) of the window for late claims; none: no window.
    Window(Option<Instant>),
    /// Clauses among those that decided; an empty list: there are none.
    Clauses(Vec<String>),
    /// Clauses with a failing finding; an empty list: there is none.
    Failed(Vec<String>),
    /// Clauses with a passing finding; an empty list: there is none.
    Passed(Vec<String>),
    /// Claims, each present.
    Claims(Vec<ClaimWanted>),
    /// Violations, exactly these.
    Violations(Vec<ViolationWanted>),
    /// Obligations, each present.
    Obligations(Vec<ObligationWanted>),
    /// Obligations, none present.
    NoObligations(Vec<ObligationWanted>),
    /// Credit lines: each present, and none more of a kind that is listed.
    Credit(Vec<CreditWanted>),
    /// State of the credit.
    CreditState(State),
    /// Exactly these reasons for the credit being pending.
    CreditPending(Reasons),
    /// The future, exactly.
    Segments(Vec<SegmentWanted>),
    /// Refused claims.
    Refused(Vec<RefusalWanted>),
    /// Parts of the Chinese explanation.
    Lines(Vec<String>),
}

/// `李 collided`, `#2 李 waiting:window`, `赵 queued 2`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimWanted {
    /// As written.
    pub text: String,
    /// The fact that filed it, where named.
    pub fact: Option<Seq>,
    /// Whose.
    pub party: PartyWords,
    /// Where it stands. A waiting one without a reason may wait for anything.
    pub standing: StandingWanted,
    /// Its place, where named.
    pub priority: Option<u16>,
}

/// A standing, where waiting need not say for what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StandingWanted {
    /// Exactly this.
    Exactly(Standing),
    /// Waiting, for whatever.
    Waiting,
}

/// `李 恶意抢单 三.4`, with `miskeyed` for a slip, and `upheld` or `dismissed` once decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ViolationWanted {
    /// As written.
    pub text: String,
    /// Who.
    pub party: PartyWords,
    /// Its name.
    pub name: Symbol,
    /// Clause, where named.
    pub clause: Option<String>,
    /// How it was decided, where named.
    pub upheld: Option<bool>,
    /// Marked as a slip.
    pub miskeyed: bool,
}

/// `前台 通知 张 三.2 03-25 24:00 overdue`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObligationWanted {
    /// As written.
    pub text: String,
    /// Who; anybody if left out (`*`).
    pub who: PartyWords,
    /// What.
    pub what: Symbol,
    /// About whom, where named.
    pub about: Option<PartyWords>,
    /// Clause, where named.
    pub clause: Option<String>,
    /// First second out of time, where named.
    pub due_until: Option<Instant>,
    /// Overdue or not, where named.
    pub overdue: Option<bool>,
}

/// `丙队 manager 100%`, `赵 fee 50.00`, `甲队 1/2 600.00`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreditWanted {
    /// As written.
    pub text: String,
    /// To whom.
    pub party: PartyWords,
    /// Of which kind.
    pub kind: CreditKind,
    /// Share, where named: numerator and denominator.
    pub share: Option<(u64, u64)>,
    /// Money, where named.
    pub cents: Option<i64>,
}

/// `03-16 24:00 forbid 甲队`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SegmentWanted {
    /// As written.
    pub text: String,
    /// First second after it; none: no end.
    pub until: Option<Instant>,
    /// What others may do, where named.
    pub mode: Option<Mode>,
    /// Owner, where named.
    pub owner: Option<PartyWords>,
}

/// `三.1 address`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusalWanted {
    /// As written.
    pub text: String,
    /// Clause.
    pub clause: String,
    /// What was missing, where named.
    pub missing: Option<Symbol>,
}

/// The answer expected to "may I?".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PermitAnswer {
    /// Allowed.
    Allowed,
    /// Refused.
    Refused,
    /// Allowed, but it leads to a violation or notice.
    Violation,
}

/// An act and whether it is permitted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PermitWanted {
    /// Line of the file, from 1.
    pub line: usize,
    /// The instant as written.
    pub at_text: String,
    /// The instant asked about.
    pub at: Instant,
    /// The fact proposed.
    pub proposed: Fact,
    /// The act as written.
    pub action_text: String,
    /// The act.
    pub action: Symbol,
    /// The answer.
    pub answer: PermitAnswer,
    /// Clause among the objections, where named.
    pub clause: Option<String>,
    /// Violation among the objections, where named.
    pub violation: Option<Symbol>,
    /// When it becomes possible, where named.
    pub possible_from: Option<Instant>,
}

/// A lost claim and the repair proposed for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WhatIfWanted {
    /// Line of the file, from 1.
    pub line: usize,
    /// The instant as written.
    pub at_text: String,
    /// The instant judged.
    pub at: Instant,
    /// What was known.
    pub known: Instant,
    /// Whose lost claim.
    pub claim: PartyWords,
    /// Part of the text of the change.
    pub suggests: String,
}
