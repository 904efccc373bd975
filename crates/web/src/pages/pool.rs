//! Customers whom nobody is in charge of: claimed from the pool, given to colleagues, and what became of one's own.

pub(crate) mod assign;
pub(crate) mod claim;
pub(crate) mod list;

use desk::StaffId;
use desk::organisation::{StaffLine, UnitLine};

use crate::pages::organisation::name_of;

/// Somebody to whom a customer may be given.
pub(crate) struct Colleague {
    pub(crate) staff: StaffId,
    /// With their unit.
    pub(crate) name: String,
}

impl Colleague {
    /// Everybody who works in a unit.
    pub(crate) fn all(people: &[StaffLine], units: &[UnitLine]) -> Vec<Colleague> {
        let working = people.iter().filter(|line| !line.has_left);
        let working = working.filter_map(|line| {
            let unit = name_of(line.unit?, units)?;
            Some(Colleague {
                staff: line.staff,
                name: format!("{} · {unit}", line.name),
            })
        });
        let mut all: Vec<Colleague> = working.collect();
        all.sort_by(|one, other| one.name.cmp(&other.name));
        all
    }
}
