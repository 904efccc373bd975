//! Kinds of facts that nearly every case has, by number: docs/formats/entry.md.

/// Each by its place, from 1. A number never changes its meaning; new kinds come last.
const KINDS: [&str; 4] = ["registered", "visited", "contacted", "followed_up"];

pub(super) fn number_of(kind: &str) -> Option<u8> {
    let mut numbered = (1..).zip(KINDS);
    let found = numbered.find(|(_, known)| *known == kind);
    found.map(|(number, _)| number)
}

pub(super) fn of_number(number: u8) -> Option<&'static str> {
    KINDS.get(usize::from(number).checked_sub(1)?).copied()
}
