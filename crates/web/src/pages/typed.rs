//! A form whose fields the regulation names: values by name, as they were typed.

use std::num::NonZeroU32;

use desk::{StaffId, UnitId};
use serde::Deserialize;

/// What comes before the name of a field of the regulation, so that none is taken for one of ours.
const FIELD: &str = "field.";

/// Everything that was sent, in its order.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(transparent)]
pub(crate) struct Typed(Vec<(String, String)>);

impl Typed {
    /// Names and values as they were sent.
    pub(crate) fn new(sent: Vec<(String, String)>) -> Typed {
        Typed(sent)
    }

    /// With a value of a name that was not sent at all.
    pub(crate) fn or(mut self, name: &str, value: &str) -> Typed {
        if self.one(name).is_none() {
            self.0.push((name.to_owned(), value.to_owned()));
        }
        self
    }

    /// The first value of a name.
    pub(crate) fn one(&self, name: &str) -> Option<&str> {
        let mut sent = self.0.iter();
        sent.find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    /// The first value of a name, empty if it was not sent.
    pub(crate) fn text(&self, name: &str) -> String {
        self.one(name).unwrap_or_default().to_owned()
    }

    /// A unit chosen from a list; none if the first line was left.
    pub(crate) fn unit(&self, name: &str) -> Option<UnitId> {
        unit_of(self.one(name)?)
    }

    /// What was sent under names that begin alike, by what comes after.
    pub(crate) fn after<'a>(&'a self, begin: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        let sent = self.0.iter();
        sent.filter_map(move |(name, value)| Some((name.strip_prefix(begin)?, value.as_str())))
    }

    /// Every value of a name: boxes that were ticked.
    pub(crate) fn all(&self, name: &str) -> Vec<String> {
        let sent = self.0.iter().filter(|(known, _)| known == name);
        sent.map(|(_, value)| value.clone()).collect()
    }

    /// The regulation's fields.
    pub(crate) fn fields(&self) -> Vec<(String, String)> {
        let sent = self.0.iter();
        sent.filter_map(|(name, value)| Some((name.strip_prefix(FIELD)?.to_owned(), value.clone())))
            .collect()
    }

    /// What was typed into a field of the regulation.
    pub(crate) fn field(&self, name: &str) -> &str {
        self.one(&format!("{FIELD}{name}")).unwrap_or_default()
    }

    /// Whether a box of that value was ticked.
    pub(crate) fn is_ticked(&self, name: &str, value: &str) -> bool {
        self.0
            .iter()
            .any(|(known, sent)| known == name && sent == value)
    }

    /// Whether somebody was chosen from a list.
    pub(crate) fn is_chosen(&self, name: &str, staff: &StaffId) -> bool {
        self.staff(name) == Some(*staff)
    }

    /// Somebody chosen from a list; nobody if the first line was left.
    pub(crate) fn staff(&self, name: &str) -> Option<StaffId> {
        let number: u32 = self.one(name)?.parse().ok()?;
        NonZeroU32::new(number).map(StaffId)
    }
}

/// The unit of a number as forms and addresses have it.
pub(crate) fn unit_of(text: &str) -> Option<UnitId> {
    NonZeroU32::new(text.parse().ok()?).map(UnitId)
}
