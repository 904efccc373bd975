//! Who: the people and units that rules speak of, by their part in the case.

use crate::name::{Names, Symbol};

/// A part somebody plays in a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// Whoever makes the claim judged.
    Claimant,
    /// The present holder.
    Holder,
    /// Who owns the deal.
    Owner,
    /// The person who filed the claim.
    Registrant,
    /// Whom the case was assigned to.
    Assignee,
    /// Whoever did the event.
    Actor,
    /// Who closed the deal.
    Closer,
    /// Who handed the goods over.
    Deliverer,
    /// Who helped handing over.
    Assistants,
    /// Who signed the contract.
    Signatory,
    /// The customer.
    Customer,
    /// Whoever has this role, in no unit in particular.
    Role(Symbol),
    /// The person a name of the company file stands for.
    Named(Symbol),
    /// Whoever has this role in the unit of the holder (owner, claimant).
    RoleOfUnit(Symbol),
    /// Whoever has this role in the unit of whoever did the event.
    RoleOfActor(Symbol),
    /// The holder's unit.
    Unit,
    /// The team on duty in the week of the deal.
    DutyTeam,
    /// The only unit responsible for the customer's division.
    SoleRegionOwner,
    /// The responsible unit with the earliest valid entry.
    FirstValidRecorder,
    /// Whoever is responsible for the customer's division.
    RegionHead,
    /// The first claim that is valid though not allocated.
    FirstValid,
    /// Everyone with a valid claim; in `share` they share evenly, elsewhere the first stands for them.
    Claimants,
}

impl Who {
    /// The words a pack may write.
    pub const WORDS: [&'static str; 25] = [
        "claimant",
        "holder",
        "owner",
        "registrant",
        "assignee",
        "actor",
        "closer",
        "deliverer",
        "assistants",
        "signatory",
        "customer",
        "role:名称",
        "named:名称",
        "lead_of(holder)",
        "manager_of(owner)",
        "head_of(unit)",
        "manager_of(unit)",
        "manager_of(actor)",
        "unit",
        "duty_team",
        "sole_region_owner",
        "first_valid_recorder",
        "region_head",
        "first_valid",
        "claimants",
    ];

    pub(crate) fn parse(text: &str, names: &mut Names) -> Option<Who> {
        if let Some(role) = text.strip_prefix("role:") {
            return Some(Who::Role(names.intern_role(role)));
        }
        if let Some(name) = text.strip_prefix("named:") {
            return Some(Who::Named(names.intern_named(name)));
        }
        if let Some((role, rest)) = text.split_once("_of(") {
            let inside = rest.strip_suffix(')')?;
            if inside == "actor" {
                return Some(Who::RoleOfActor(names.intern_role(role)));
            }
            return matches!(inside, "holder" | "owner" | "claimant" | "unit").then(|| {
                if role == "unit" {
                    Who::Unit
                } else {
                    Who::RoleOfUnit(names.intern_role(role))
                }
            });
        }
        Some(match text {
            "claimant" => Who::Claimant,
            "holder" => Who::Holder,
            "owner" => Who::Owner,
            "registrant" => Who::Registrant,
            "assignee" => Who::Assignee,
            "actor" => Who::Actor,
            "closer" => Who::Closer,
            "deliverer" => Who::Deliverer,
            "assistants" => Who::Assistants,
            "signatory" => Who::Signatory,
            "customer" => Who::Customer,
            "unit" => Who::Unit,
            "duty_team" => Who::DutyTeam,
            "sole_region_owner" => Who::SoleRegionOwner,
            "first_valid_recorder" => Who::FirstValidRecorder,
            "region_head" => Who::RegionHead,
            "first_valid" => Who::FirstValid,
            "claimants" => Who::Claimants,
            _ => return None,
        })
    }
}
