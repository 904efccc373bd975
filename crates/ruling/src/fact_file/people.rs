//! Staff and units by name.

use std::num::NonZeroU32;

use crate::explain::Directory;
use crate::fact::{StaffId, UnitId};

/// Staff and units by name, numbered from 1 by first appearance.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct People {
    staff: Vec<String>,
    units: Vec<String>,
    /// Whether a name met in a fact may be new. Where people are listed, it may not: it would be a
    /// slip of the pen.
    pub takes_strangers: bool,
}

fn number_of(names: &[String], name: &str) -> Option<NonZeroU32> {
    let place = names.iter().position(|known| known == name)?;
    NonZeroU32::new(u32::try_from(place + 1).ok()?)
}

fn number_or_new(names: &mut Vec<String>, name: &str) -> NonZeroU32 {
    number_of(names, name).unwrap_or_else(|| {
        names.push(name.to_owned());
        number_of(names, name).unwrap_or(NonZeroU32::MAX)
    })
}

fn name_of(names: &[String], number: NonZeroU32) -> &str {
    usize::try_from(number.get() - 1)
        .ok()
        .and_then(|place| names.get(place))
        .map_or("?", String::as_str)
}

impl People {
    /// The member of staff of this name.
    pub fn staff(&self, name: &str) -> Option<StaffId> {
        number_of(&self.staff, name).map(StaffId)
    }

    /// The unit of this name.
    pub fn unit(&self, name: &str) -> Option<UnitId> {
        number_of(&self.units, name).map(UnitId)
    }

    /// The member of staff of this name, entered if new.
    pub fn add_staff(&mut self, name: &str) -> StaffId {
        StaffId(number_or_new(&mut self.staff, name))
    }

    /// The unit of this name, entered if new.
    pub fn add_unit(&mut self, name: &str) -> UnitId {
        UnitId(number_or_new(&mut self.units, name))
    }

    /// The name of a member of staff; `?` if there is none of this number.
    pub fn staff_name(&self, staff: StaffId) -> &str {
        name_of(&self.staff, staff.0)
    }

    /// The name of a unit; `?` if there is none of this number.
    pub fn unit_name(&self, unit: UnitId) -> &str {
        name_of(&self.units, unit.0)
    }

    /// What an explanation calls everybody.
    pub fn directory(&self) -> Directory {
        let staff = self.staff_names().filter_map(|name| {
            let staff = self.staff(name)?;
            Some((staff, name.to_owned()))
        });
        let units = self.unit_names().filter_map(|name| {
            let unit = self.unit(name)?;
            Some((unit, name.to_owned()))
        });
        Directory {
            staff: staff.collect(),
            units: units.collect(),
        }
    }

    /// Names of all staff, in the order they appeared.
    pub fn staff_names(&self) -> impl Iterator<Item = &str> {
        self.staff.iter().map(String::as_str)
    }

    /// Names of all units, in the order they appeared.
    pub fn unit_names(&self) -> impl Iterator<Item = &str> {
        self.units.iter().map(String::as_str)
    }
}
