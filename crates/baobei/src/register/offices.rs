//! People whom a register names beside those who registered, and the offices they act in.

use std::collections::BTreeMap;

use ruling::fact::FactKind;
use ruling::name::Symbol;
use ruling::policy::{Packs, Policy};
use ruling::rules::who::Who;

use super::entry::{Known, plain};
use super::further;

/// Who assigned a row, where the register does not name them: the company took the assignment, so it was
/// made by whoever may.
pub(super) struct Office {
    role: Symbol,
    /// The unit whose office it is; none: the company's.
    unit: Option<String>,
}

impl Office {
    /// The office that assigns the row's customer under a version.
    pub(super) fn of(policy: &Policy, known: &Known) -> Option<Office> {
        let assign = policy.assign.as_ref()?;
        let mut who = assign.rule.by.iter();
        who.find_map(|who| match who {
            Who::Role(role) => Some(Office {
                role: *role,
                unit: None,
            }),
            Who::RoleOfUnit(role) => Some(Office {
                role: *role,
                unit: Some(known.unit.clone().unwrap_or_else(|| known.person.clone())),
            }),
            _ => None,
        })
    }

    /// What rulings call it.
    pub(super) fn name(&self, packs: &Packs) -> String {
        let role = packs.label(self.role).zh;
        format!("{}{role}", self.unit.as_deref().unwrap_or_default())
    }
}

/// Somebody who registered nothing.
pub(super) struct Other {
    pub(super) unit: Option<String>,
    pub(super) role: Symbol,
}

/// Everybody whom columns of further facts name, and the offices that acted unnamed.
pub(super) struct Others {
    pub(super) people: BTreeMap<String, Other>,
}

impl Others {
    pub(super) fn of(rows: &[&Known], packs: &Packs) -> Others {
        let mut people: BTreeMap<String, Other> = BTreeMap::new();
        for known in rows {
            let Some(policy) = packs.version(packs.in_force(known.time)) else {
                continue;
            };
            for told in further::of_row(policy, known) {
                let office = (told.kind == FactKind::Assigned)
                    .then(|| Office::of(policy, known))
                    .flatten();
                let unit = known.unit.clone();
                if let Some(name) = told.to {
                    let role = Symbol::NONE;
                    people.entry(plain(name)).or_insert(Other {
                        unit: unit.clone(),
                        role,
                    });
                }
                let by = match (told.by, &office) {
                    (Some(name), _) => plain(name),
                    (None, Some(office)) => office.name(packs),
                    (None, None) => continue,
                };
                let of_unit = office.as_ref().and_then(|office| office.unit.clone());
                let role = office.map_or(Symbol::NONE, |office| office.role);
                let other = people.entry(by).or_insert(Other {
                    unit: of_unit.or(unit),
                    role,
                });
                // One person has one role; the first that is an office stays.
                if !other.role.is_some() {
                    other.role = role;
                }
            }
        }
        Others { people }
    }

    /// The office that somebody acted in.
    pub(super) fn role_of(&self, person: &str) -> Symbol {
        self.people
            .get(person)
            .map_or(Symbol::NONE, |other| other.role)
    }
}
