//! Names of fields that nearly every entry has, by number: docs/formats/entry.md.

use crate::customer::field;
use crate::state::STAFF_NAME;

/// The field under which a reason is sealed: of a look, or of what somebody does. It is a person's own words, so
/// it may name the customer.
pub const REASON: &str = "access_reason";

/// The field under which an entry seals what the papers are that it brings: [`crate::paper`].
pub(crate) const PAPERS: &str = "papers_filed";

/// What is sealed beside a subject's data and is no part of it.
pub(crate) fn is_beside(name: &str) -> bool {
    matches!(name, REASON | PAPERS)
}

/// Each by its place, from 1. A number never changes its meaning; new names come last.
const NAMES: [&str; 11] = [
    field::NAME,
    field::PHONE,
    field::ID_NUMBER,
    field::COMPANY,
    field::CREDIT_CODE,
    field::PROJECT,
    field::DEMAND,
    field::CONTRACT,
    REASON,
    STAFF_NAME,
    PAPERS,
];

pub(crate) fn number_of(name: &str) -> Option<u8> {
    let mut numbered = (1..).zip(NAMES);
    numbered
        .find(|(_, known)| *known == name)
        .map(|(number, _)| number)
}

pub(crate) fn of_number(number: u8) -> Option<&'static str> {
    NAMES.get(usize::from(number).checked_sub(1)?).copied()
}
