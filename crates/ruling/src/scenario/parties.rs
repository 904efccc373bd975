//! Who is meant by words such as `甲队 张`, `丙队 manager`, `客户`, `none`.

use crate::calendar::Instant;
use crate::company::Company;
use crate::fact::{RegionCode, StaffId, UnitId};
use crate::fact_file::{People, symbol_of};
use crate::name::Symbol;
use crate::policy::Packs;
use crate::ruling::Party;

/// A party as words, all of which must fit.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PartyWords(pub Vec<PartyWord>);

/// One word about a party.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PartyWord {
    /// This person, as owner, in charge, or by the role they have.
    Staff(StaffId),
    /// This unit, or someone of it.
    Unit(UnitId),
    /// This role, or someone who has it.
    Role(Symbol),
    /// Whoever is responsible for this division.
    Region(RegionCode),
    /// The customer.
    Customer,
    /// Nobody.
    Nobody,
    /// A unit with nobody in charge.
    NobodyInCharge,
}

/// What words are read against.
#[derive(Debug, Clone, Copy)]
pub(super) struct Known<'a> {
    pub(super) packs: &'a Packs,
    pub(super) people: &'a People,
    /// Roles that somebody has.
    pub(super) roles: &'a [Symbol],
}

impl Known<'_> {
    /// The word's meaning as (part of) a party; `None` if it is no such word.
    pub(super) fn party_word(self, word: &str) -> Option<PartyWord> {
        match word {
            "none" | "nobody" | "无" => return Some(PartyWord::Nobody),
            "customer" | "客户" => return Some(PartyWord::Customer),
            "-" => return Some(PartyWord::NobodyInCharge),
            _ => {}
        }
        if let Some(staff) = self.people.staff(word) {
            return Some(PartyWord::Staff(staff));
        }
        if let Some(unit) = self.people.unit(word) {
            return Some(PartyWord::Unit(unit));
        }
        if let Some(code) = word.strip_prefix("region:") {
            return RegionCode::parse(code).ok().map(PartyWord::Region);
        }
        if let Some(role) = word.strip_prefix("role:") {
            return Some(PartyWord::Role(symbol_of(self.packs, role)));
        }
        let role = symbol_of(self.packs, word);
        (role != Symbol::UNKNOWN && self.roles.contains(&role)).then_some(PartyWord::Role(role))
    }
}

impl PartyWords {
    /// Whether all words fit a party with a person in charge, at an instant.
    pub(super) fn fit(
        &self,
        party: Option<Party>,
        person: Option<StaffId>,
        company: &Company,
        at: Instant,
        known: Instant,
    ) -> bool {
        let unit_of = |staff| company.unit_of(staff, at, known);
        let role_of = |staff| company.role_of(staff, at, known);
        self.0.iter().all(|word| match (*word, party) {
            (PartyWord::Nobody, _) => party.is_none(),
            (PartyWord::NobodyInCharge, _) => person.is_none(),
            (PartyWord::Customer, _) => party == Some(Party::Customer),
            (PartyWord::Region(code), _) => party == Some(Party::Region(code)),
            (PartyWord::Staff(staff), Some(Party::Role(role, of))) => {
                role_of(staff) == role && of.is_none_or(|unit| unit_of(staff) == Some(unit))
            }
            (PartyWord::Staff(staff), _) => {
                party == Some(Party::Staff(staff)) || (party.is_some() && person == Some(staff))
            }
            (PartyWord::Unit(unit), Some(Party::Unit(owner))) => unit == owner,
            (PartyWord::Unit(unit), Some(Party::Role(_, of))) => Some(unit) == of,
            (PartyWord::Unit(unit), Some(Party::Staff(staff))) => Some(unit) == unit_of(staff),
            (PartyWord::Role(role), Some(Party::Role(name, _))) => role == name,
            (PartyWord::Role(role), Some(Party::Staff(staff))) => role == role_of(staff),
            (PartyWord::Unit(_) | PartyWord::Role(_), _) => false,
        })
    }
}
