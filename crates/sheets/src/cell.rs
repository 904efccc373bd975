//! One cell as the file has it, before anyone decides what it should have been.

use std::fmt::Write as _;

use jiff::civil::{Date, DateTime, Time};
use jiff::{SignedDuration, ToSpan};

/// The value of a cell. Dates and times are those the *file* marks as such; text that reads like
/// a date is still [`Cell::Text`].
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Nothing, or a format without a value.
    Empty,
    /// Text exactly as stored.
    Text(String),
    /// A number, whatever its display format; phones typed without an apostrophe arrive here.
    Number(f64),
    /// A number with a date format and a time part, to the second.
    DateTime(DateTime),
    /// A number with a date format and no time part.
    Date(Date),
    /// A number below one with a date or time format.
    Time(Time),
    /// A logical value.
    Bool(bool),
    /// A formula error such as `#N/A`.
    Error(String),
}

impl Cell {
    /// No value, or text of blanks only.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        match self {
            Cell::Empty => true,
            Cell::Text(text) => trimmed(text).is_empty(),
            _ => false,
        }
    }

    /// The cell as a person would read it; numbers without a needless `.0`, dates as ISO 8601.
    #[must_use]
    pub fn display(&self) -> String {
        match self {
            Cell::Empty => String::new(),
            Cell::Text(text) | Cell::Error(text) => text.clone(),
            Cell::Number(number) => number.to_string(),
            Cell::DateTime(at) => at.strftime("%Y-%m-%d %H:%M:%S").to_string(),
            Cell::Date(on) => on.to_string(),
            Cell::Time(time) => time.strftime("%H:%M:%S").to_string(),
            Cell::Bool(true) => "TRUE".to_owned(),
            Cell::Bool(false) => "FALSE".to_owned(),
        }
    }

    pub(crate) fn text(&self) -> Option<&str> {
        match self {
            Cell::Text(text) => Some(trimmed(text)).filter(|text| !text.is_empty()),
            _ => None,
        }
    }
}

/// Text without the blanks people and programs leave around it: full-width and no-break spaces,
/// zero-width marks, byte order marks.
pub(crate) fn trimmed(text: &str) -> &str {
    text.trim_matches(|c: char| {
        c.is_whitespace() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
    })
}

/// Where a workbook's day numbers start counting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateSystem {
    /// Day 1 is 1900-01-01, and day 60 is a 29 February that never was.
    From1900,
    /// Day 0 is 1904-01-01 (workbooks begun on old Macs).
    From1904,
}

impl DateSystem {
    /// The civil time of a day number, rounded to the second; `None` outside 1900–9999 and for
    /// the 29 February 1900 that never was.
    #[must_use]
    pub fn date_time(self, serial: f64) -> Option<DateTime> {
        if !(0.0..2_958_466.0).contains(&serial) {
            return None;
        }
        let seconds = SignedDuration::try_from_secs_f64((serial * 86_400.0).round()).ok()?;
        let days = serial.floor();
        let epoch = match self {
            DateSystem::From1904 => Date::new(1904, 1, 1),
            DateSystem::From1900 if days == 60.0 => return None,
            DateSystem::From1900 if days < 60.0 => Date::new(1899, 12, 31),
            DateSystem::From1900 => Date::new(1899, 12, 30),
        };
        let midnight = epoch.ok()?.to_datetime(Time::midnight());
        midnight.checked_add(seconds.as_secs().seconds()).ok()
    }
}

/// `A` for column 0, `AA` for column 26.
#[must_use]
pub fn column_letter(index: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = index;
    loop {
        letters.push(char::from(b'A' + u8::try_from(rest % 26).unwrap_or(0)));
        match (rest / 26).checked_sub(1) {
            Some(next) => rest = next,
            None => break,
        }
    }
    letters.iter().rev().collect()
}

/// The column of letters `A` to `XFD` in either case; `None` for anything else.
#[must_use]
pub fn column_index(letters: &str) -> Option<u32> {
    if letters.is_empty() || letters.len() > 3 {
        return None;
    }
    let mut index = 0_u32;
    for letter in letters.bytes() {
        let letter = letter.to_ascii_uppercase();
        let digit = letter
            .is_ascii_uppercase()
            .then(|| u32::from(letter - b'A'))?;
        index = index * 26 + digit + 1;
    }
    Some(index - 1).filter(|&index| index < 16_384)
}

/// `B7` for column 1 and row 7.
pub(crate) fn cell_reference(column: u32, row: u32) -> String {
    let mut reference = column_letter(column);
    // Writing to a String cannot fail.
    let _ = write!(reference, "{row}");
    reference
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_and_indexes_are_inverse() {
        for index in (0..16_384).step_by(7) {
            assert_eq!(column_index(&column_letter(index)), Some(index));
        }
        assert_eq!(column_letter(16_383), "XFD");
        for wrong in ["", "XFE", "AAAA", "A1", "列"] {
            assert_eq!(column_index(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn day_numbers_follow_both_systems() {
        for (system, serial, expected) in [
            (DateSystem::From1900, 1.0, Some("1900-01-01T00:00:00")),
            (DateSystem::From1900, 59.0, Some("1900-02-28T00:00:00")),
            (DateSystem::From1900, 60.5, None),
            (DateSystem::From1900, 61.0, Some("1900-03-01T00:00:00")),
            (
                DateSystem::From1900,
                46_082.395_138_888_9,
                Some("2026-03-01T09:29:00"),
            ),
            (
                DateSystem::From1900,
                46_082.999_999_9,
                Some("2026-03-02T00:00:00"),
            ),
            (DateSystem::From1904, 0.0, Some("1904-01-01T00:00:00")),
            (DateSystem::From1904, 44_620.0, Some("2026-03-01T00:00:00")),
            (DateSystem::From1900, -1.0, None),
            (DateSystem::From1900, f64::NAN, None),
        ] {
            let found = system.date_time(serial).map(|at| at.to_string());
            assert_eq!(found.as_deref(), expected, "{serial}");
        }
    }
}
