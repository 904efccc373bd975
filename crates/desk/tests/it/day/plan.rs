//! What happens on a showroom's day, drawn beforehand, so that a seed says who does what.

use crate::dice::Dice;

/// What somebody does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Deed {
    Visit,
    Register,
    FollowUp,
    Check,
    Look,
    List,
    Contract,
    Dispute,
    Decide,
    Waive,
    Withdraw,
    Assign,
}

/// How often of a hundred times each is done.
const OFTEN: [(Deed, usize); 12] = [
    (Deed::Visit, 20),
    (Deed::Register, 22),
    (Deed::FollowUp, 16),
    (Deed::Check, 7),
    (Deed::Look, 10),
    (Deed::List, 4),
    (Deed::Contract, 6),
    (Deed::Dispute, 5),
    (Deed::Decide, 4),
    (Deed::Waive, 2),
    (Deed::Withdraw, 2),
    (Deed::Assign, 2),
];

/// A deed, by whom and about whom.
#[derive(Debug, Clone, Copy)]
pub(super) struct Planned {
    pub(super) deed: Deed,
    pub(super) who: usize,
    pub(super) customer: usize,
    /// Whether somebody brings the visitor, does it with their own customer, or decides against who claims.
    pub(super) is_helped: bool,
}

/// That many deeds.
pub(super) fn plan(dice: &mut Dice, actions: usize) -> Vec<Planned> {
    let deeds: Vec<Deed> = OFTEN
        .iter()
        .flat_map(|(deed, often)| std::iter::repeat_n(*deed, *often))
        .collect();
    let planned = (0..actions).map(|_| Planned {
        deed: deeds[dice.below(deeds.len())],
        who: dice.below(1 << 20),
        // Some are talked about all day.
        customer: match dice.below(3) {
            0 => dice.below(12),
            _ => dice.below(1 << 20),
        },
        is_helped: dice.below(2) == 0,
    });
    planned.collect()
}
