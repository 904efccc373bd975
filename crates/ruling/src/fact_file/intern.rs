//! Personal and contested values as references: equal values, equal references.

use std::collections::BTreeMap;

use crate::fact::Ref;
use crate::identity::folding::fold;
use crate::identity::phone::Phone;

/// What a value is; references of different kinds are never equal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum RefKind {
    /// A customer or other outsider.
    Customer,
    /// A phone number.
    Phone,
    /// A person's or company's name.
    Name,
    /// A project.
    Project,
    /// A demand.
    Demand,
    /// A contract or paper.
    Contract,
    /// The digest of a content that was signed.
    Digest,
}

/// References by value, numbered from 1 by first appearance. Values are compared normalised: width,
/// case, simplified characters, spaces; phones by their digits.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Intern {
    numbers: BTreeMap<(RefKind, String), u64>,
}

impl Intern {
    /// The reference of a value.
    pub fn reference(&mut self, kind: RefKind, text: &str) -> Ref {
        let next = self.numbers.len() as u64 + 1;
        Ref(*self
            .numbers
            .entry((kind, normal(kind, text)))
            .or_insert(next))
    }

    /// The value behind a reference, normalised.
    pub fn text(&self, reference: Ref) -> Option<&str> {
        self.numbers
            .iter()
            .find(|(_, number)| **number == reference.0)
            .map(|((_, text), _)| text.as_str())
    }
}

fn normal(kind: RefKind, text: &str) -> String {
    if kind == RefKind::Phone
        && let Ok(phone) = Phone::parse(text)
    {
        return phone.key().to_owned();
    }
    fold(text)
        .chars()
        .filter(|letter| !letter.is_whitespace())
        .collect()
}
