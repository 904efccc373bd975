//! What follows from a ruling: credit, obligations, proposed violations.

use super::{Party, Reasons, Source, State};
use crate::calendar::Instant;
use crate::fact::Seq;
use crate::name::Symbol;

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
    /// The entry that shows it was corrected in an identifying field: it may have been a slip.
    pub miskeyed: bool,
}
