//! `share`: how performance, commission and fees are split.

use super::condition::{Condition, OF_SHARE};
use super::who::Who;
use crate::name::Symbol;
use crate::policy::params::Params;

/// A fixed fee beside the deal, chosen from steps by a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fee {
    /// Who receives it.
    pub who: Who,
    /// Possible amounts in cents, the first counting until one is chosen.
    pub choices_cents: Vec<i64>,
    /// Whether only helpers of another unit than the owner's receive it.
    pub other_unit: bool,
}

/// A credit rule. The first that applies decides performance; every fee that applies is paid, unless an
/// earlier fee rule already named the receiver. Step: credit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Share {
    /// Who receives which parts of the performance; together the whole, remainder to the first.
    pub performance: Vec<(Who, u32)>,
    /// Whether commission follows the company's ratios, pending until they are set.
    pub commission_by_ratio: bool,
    /// Roles that may have a part of a commission; none: all that the regulation asks people for.
    pub commission_among: Vec<Symbol>,
    /// A fee.
    pub fee: Option<Fee>,
    /// Only when.
    pub when: Option<Condition>,
    /// Only if the buyer is linked by one of these relations to a customer somebody registered.
    pub linked: Vec<Symbol>,
    /// Only for deals of at least so many cents.
    pub from_cents: Option<i64>,
    /// Only for deals of fewer cents.
    pub below_cents: Option<i64>,
}

impl Share {
    /// Whether a deal's amount is in the range; an unknown one only if there is no range.
    pub(crate) fn covers(&self, cents: Option<i64>) -> bool {
        match cents {
            Some(cents) => {
                self.from_cents.is_none_or(|from| cents >= from)
                    && self.below_cents.is_none_or(|below| cents < below)
            }
            None => self.from_cents.is_none() && self.below_cents.is_none(),
        }
    }

    pub(crate) fn read(params: &mut Params<'_, '_>) -> Option<Share> {
        let performance = params.who_parts("performance");
        let commission_by_ratio = params.flag("commission_by_ratio");
        let commission_among = params.roles("commission_among");
        let fee = params
            .table("fee", |fee| {
                let who = fee.who("who");
                let choices_cents = fee.numbers("choices_cents");
                let other_unit = fee.flag("other_unit");
                Some(Fee {
                    who: fee.require("who", who)?,
                    choices_cents: fee.require(
                        "choices_cents",
                        (!choices_cents.is_empty()).then_some(choices_cents),
                    )?,
                    other_unit,
                })
            })
            .flatten();
        let when = Condition::read(params, "when", &OF_SHARE);
        let linked = params.symbols("linked");
        let from_cents = params.number("from_cents");
        let below_cents = params.number("below_cents");
        let something = !performance.is_empty() || commission_by_ratio || fee.is_some();
        params.require(
            "performance",
            something.then_some(Share {
                performance,
                commission_by_ratio,
                commission_among,
                fee,
                when,
                linked,
                from_cents,
                below_cents,
            }),
        )
    }
}
