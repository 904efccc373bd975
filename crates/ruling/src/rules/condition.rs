//! The closed list of predicates that `only_if`, `when` and `except` may name, and which rule takes which.

use crate::policy::params::Params;
use crate::policy::problem::Text;

/// A state of the case that a rule may depend on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Condition {
    /// The claim was undisputed when it took the case.
    Undisputed,
    /// A dispute or late claim was filed for this deal.
    Disputed,
    /// Someone else than the deliverer filed a dispute.
    DisputedByOther,
    /// A dispute won the deal.
    DisputeWon,
    /// The winning claim was filed on the day of delivery.
    SameDayDelivery,
    /// The deal was closed by a unit outside its region without permission.
    DealOutsideUnapproved,
    /// The deal was closed by a responsible unit though nobody had a valid entry.
    DealInsideUnrecorded,
    /// Nobody held the case at the deal.
    NoHolder,
    /// The case is held.
    Held,
    /// The deal has been closed.
    Dealt,
    /// The deal has not been closed.
    NotDealt,
    /// The claim is accepted.
    Admitted,
    /// The newcomer came on the civil day on which the holder took the case.
    SameDay,
}

impl Condition {
    /// The predicates by name.
    pub const NAMED: [(&'static str, Condition); 13] = [
        ("undisputed", Condition::Undisputed),
        ("disputed", Condition::Disputed),
        ("disputed_by_other", Condition::DisputedByOther),
        ("dispute_won", Condition::DisputeWon),
        ("same_day_delivery", Condition::SameDayDelivery),
        ("deal_outside_unapproved", Condition::DealOutsideUnapproved),
        ("deal_inside_unrecorded", Condition::DealInsideUnrecorded),
        ("no_holder", Condition::NoHolder),
        ("held", Condition::Held),
        ("dealt", Condition::Dealt),
        ("not_dealt", Condition::NotDealt),
        ("admitted", Condition::Admitted),
        ("same_day", Condition::SameDay),
    ];

    /// Whether only the outcome of the deal shows it, so that it cannot be told as facts come in.
    pub(crate) fn needs_outcome(self) -> bool {
        matches!(
            self,
            Condition::Disputed
                | Condition::DisputedByOther
                | Condition::DisputeWon
                | Condition::SameDayDelivery
        )
    }

    /// Reads a predicate, of those that say something where the rule asks.
    pub(crate) fn read(
        params: &mut Params<'_, '_>,
        key: &'static str,
        accepted: &[&'static str],
    ) -> Option<Condition> {
        let word = params.text(key)?;
        let known = Condition::NAMED.iter().any(|(name, _)| *name == word);
        if known && !accepted.contains(&word) {
            let list = accepted
                .iter()
                .map(|name| format!("`{name}`"))
                .collect::<Vec<_>>()
                .join(" ");
            let span = params.value_span(key);
            params.reading.problem(
                "condition-out-of-place",
                span,
                Text::new(
                    format!("条件 `{word}` 写在这里没有意义:这时它总是成立,或总是不成立"),
                    format!(
                        "the condition `{word}` says nothing here: it would always hold, or never"
                    ),
                ),
                Text::new(
                    format!("这条规则可以写 {list},或不写 `{key}`"),
                    format!("this rule takes {list}; or leave `{key}` out"),
                ),
            );
            return None;
        }
        let choices = Condition::NAMED
            .into_iter()
            .filter(|(name, _)| accepted.contains(name))
            .collect::<Vec<_>>();
        params.choice(key, &choices)
    }
}

/// Of a stage of protection.
pub const OF_PROTECT: [&str; 3] = ["undisputed", "dealt", "not_dealt"];
/// Of a signature examined in a dispute.
pub const OF_SIGNED: [&str; 2] = ["disputed_by_other", "deal_outside_unapproved"];
/// Of a ladder of fallbacks, asked when nobody's claim has the deal.
pub const OF_FALLBACK: [&str; 5] = [
    "disputed",
    "disputed_by_other",
    "deal_outside_unapproved",
    "deal_inside_unrecorded",
    "admitted",
];
/// Of a share, asked once the deal has an owner.
pub const OF_SHARE: [&str; 9] = [
    "disputed",
    "disputed_by_other",
    "dispute_won",
    "same_day_delivery",
    "deal_outside_unapproved",
    "deal_inside_unrecorded",
    "no_holder",
    "held",
    "admitted",
];
/// Of a duty, which lives before and after the deal.
pub const OF_OBLIGE: [&str; 12] = [
    "undisputed",
    "disputed",
    "disputed_by_other",
    "dispute_won",
    "same_day_delivery",
    "deal_outside_unapproved",
    "deal_inside_unrecorded",
    "no_holder",
    "held",
    "dealt",
    "not_dealt",
    "admitted",
];
/// Of a violation shown by a collision.
pub const OF_COLLISION: [&str; 4] = ["undisputed", "same_day", "dealt", "not_dealt"];
/// Of a violation shown by an event.
pub const OF_OFFENCE: [&str; 4] = ["held", "dealt", "not_dealt", "admitted"];
/// Of a violation shown by the deal itself.
pub const OF_DEAL: [&str; 2] = ["held", "admitted"];
/// Of any violation.
pub const OF_VIOLATION: [&str; 6] = [
    "undisputed",
    "same_day",
    "held",
    "dealt",
    "not_dealt",
    "admitted",
];
