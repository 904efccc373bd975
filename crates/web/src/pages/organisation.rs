//! How the company is built: its units.

pub(crate) mod list;
pub(crate) mod unit;

use desk::UnitId;
use desk::organisation::{UnitKind, UnitLine};

use crate::words::Words;

/// What a kind of unit is called.
pub(crate) fn kind(kind: UnitKind, say: Words) -> &'static str {
    match kind {
        UnitKind::Region => say.organisation_region(),
        UnitKind::Store => say.organisation_store(),
        UnitKind::Department => say.organisation_department(),
        UnitKind::Team => say.organisation_team(),
        UnitKind::Dealer => say.organisation_dealer(),
    }
}

/// The name of a unit among all.
pub(crate) fn name_of(unit: UnitId, units: &[UnitLine]) -> Option<String> {
    let found = units.iter().find(|line| line.unit == unit);
    found.map(|line| line.name.clone())
}

/// A unit in the tree of all.
pub(crate) struct Branch {
    /// How many units it lies below.
    pub(crate) depth: usize,
    /// What shows this in a list to choose from.
    pub(crate) indent: String,
    pub(crate) line: UnitLine,
}

impl Branch {
    /// Whether it is the one that was chosen.
    pub(crate) fn is(&self, chosen: &Option<UnitId>) -> bool {
        *chosen == Some(self.line.unit)
    }
}

/// Units in the order of a tree.
pub(crate) fn in_tree(units: Vec<UnitLine>) -> Vec<Branch> {
    let mut tree = Vec::new();
    below(None, 0, &units, &mut tree);
    tree
}

fn below(parent: Option<UnitId>, depth: usize, units: &[UnitLine], tree: &mut Vec<Branch>) {
    for unit in units.iter().filter(|unit| unit.parent == parent) {
        tree.push(Branch {
            depth,
            indent: "　".repeat(depth),
            line: unit.clone(),
        });
        below(Some(unit.unit), depth + 1, units, tree);
    }
}
