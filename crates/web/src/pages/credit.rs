//! What deals are worth to whom.

pub(crate) mod export;
pub(crate) mod issue;
pub(crate) mod list;
pub(crate) mod statement;

use desk::CreditKind;
use desk::Instant;
use desk::credit::{CreditQuery, Month, StatementOf};
use desk::customers::Whose;
use serde::Deserialize;

use crate::pages::typed::unit_of;
use crate::words::Words;

/// What the address asks for. What is not understood asks for nothing.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Wanted {
    /// A unit's number or `company`; else one's own.
    pub(crate) whose: String,
    /// `2026-03`; else this month.
    pub(crate) month: String,
    /// Lines before the page.
    pub(crate) skip: u32,
}

impl Wanted {
    /// As the desk is asked.
    pub(crate) fn query(&self, now: Instant) -> CreditQuery {
        CreditQuery {
            whose: match (self.whose.as_str(), unit_of(&self.whose)) {
                ("company", _) => Whose::Company,
                (_, Some(unit)) => Whose::Unit(unit),
                _ => Whose::Mine,
            },
            month: Month::parse(&self.month).unwrap_or(Month::of(now)),
            skip: self.skip,
        }
    }
}

/// What a line is.
pub(crate) fn kind(kind: CreditKind, say: Words) -> &'static str {
    match kind {
        CreditKind::Performance => say.credit_performance(),
        CreditKind::Commission => say.credit_commission(),
        CreditKind::Fee => say.credit_fee(),
    }
}

/// The part of the whole, where it is one.
pub(crate) fn share(share: Option<(u32, u32)>) -> Option<String> {
    let (parts, of) = share?;
    let percent = u64::from(parts) * 10_000 / u64::from(of.max(1));
    Some(match (percent / 100, percent % 100) {
        (whole, 0) => format!("{whole}%"),
        (whole, rest) => format!("{whole}.{rest:02}%"),
    })
}

/// The address of a statement.
pub(crate) fn address_of(statement: StatementOf, month: Month) -> String {
    match statement {
        StatementOf::Staff(staff) => format!("/credit/statement?staff={}&month={month}", staff.0),
        StatementOf::Unit(unit) => format!("/credit/statement?unit={}&month={month}", unit.0),
    }
}
