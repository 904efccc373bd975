//! The closed list of predicates that `only_if`, `when` and `except` may name.

/// A state of the case that a rule may depend on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Condition {
    /// The claim was undisputed when it took the case.
    Undisputed,
    /// Nobody was protected before today's arrivals.
    NoneProtectedBefore,
    /// A dispute or late claim was filed for this deal.
    Disputed,
    /// Someone else than the deliverer filed a dispute.
    DisputedByOther,
    /// A dispute won the deal.
    DisputeWon,
    /// The winning claim was filed on the day of delivery.
    SameDayDelivery,
    /// The helper belongs to another unit.
    OtherUnit,
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
    /// The collision happened on the same day as the holder's own arrival.
    SameDay,
    /// The collision came from a corrected entry.
    Miskeyed,
}

impl Condition {
    /// The predicates by name.
    pub const NAMED: [(&'static str, Condition); 16] = [
        ("undisputed", Condition::Undisputed),
        ("none_protected_before", Condition::NoneProtectedBefore),
        ("disputed", Condition::Disputed),
        ("disputed_by_other", Condition::DisputedByOther),
        ("dispute_won", Condition::DisputeWon),
        ("same_day_delivery", Condition::SameDayDelivery),
        ("other_unit", Condition::OtherUnit),
        ("deal_outside_unapproved", Condition::DealOutsideUnapproved),
        ("deal_inside_unrecorded", Condition::DealInsideUnrecorded),
        ("no_holder", Condition::NoHolder),
        ("held", Condition::Held),
        ("dealt", Condition::Dealt),
        ("not_dealt", Condition::NotDealt),
        ("admitted", Condition::Admitted),
        ("same_day", Condition::SameDay),
        ("miskeyed", Condition::Miskeyed),
    ];
}
