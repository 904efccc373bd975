//! One row, by key.

use std::sync::Arc;

use jiff::civil::{Date, Time};

use crate::problem::SheetProblem;
use crate::value::{Moment, Value};

/// One row of data.
#[derive(Debug, Clone)]
pub struct Row {
    /// Name of the sheet.
    pub sheet: Arc<str>,
    /// Row number as a spreadsheet program shows it.
    pub number: u32,
    /// Values that could not be read, and required ones that are missing.
    pub problems: Vec<SheetProblem>,
    pub(super) values: Vec<(Arc<str>, Value)>,
}

impl Row {
    /// The value of this key; `None` if the cell is empty, unreadable or not mapped.
    #[must_use]
    pub fn value(&self, key: &str) -> Option<&Value> {
        self.values
            .iter()
            .find(|(name, _)| **name == *key)
            .map(|(_, value)| value)
    }

    /// All values with their keys, in the order of the mapping.
    pub fn values(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.values.iter().map(|(key, value)| (&**key, value))
    }

    /// The text of a [`Text`](crate::ColumnKind::Text) or
    /// [`Phone`](crate::ColumnKind::Phone) column.
    #[must_use]
    pub fn text(&self, key: &str) -> Option<&str> {
        match self.value(key)? {
            Value::Text(text) | Value::Phone(text) => Some(text),
            _ => None,
        }
    }

    /// The day and, if written, the time of a [`DateTime`](crate::ColumnKind::DateTime) column.
    #[must_use]
    pub fn moment(&self, key: &str) -> Option<Moment> {
        match self.value(key)? {
            Value::Moment(moment) => Some(*moment),
            _ => None,
        }
    }

    /// The day of a [`Date`](crate::ColumnKind::Date) column.
    #[must_use]
    pub fn date(&self, key: &str) -> Option<Date> {
        match self.value(key)? {
            Value::Date(date) => Some(*date),
            _ => None,
        }
    }

    /// The time of a [`Time`](crate::ColumnKind::Time) column.
    #[must_use]
    pub fn time(&self, key: &str) -> Option<Time> {
        match self.value(key)? {
            Value::Time(time) => Some(*time),
            _ => None,
        }
    }

    /// The number of a [`Number`](crate::ColumnKind::Number) column.
    #[must_use]
    pub fn number_of(&self, key: &str) -> Option<f64> {
        match self.value(key)? {
            Value::Number(number) => Some(*number),
            _ => None,
        }
    }
}
