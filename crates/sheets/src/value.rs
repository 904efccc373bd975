//! A cell turned into what its column should hold.

mod moment;
mod scan;

use jiff::civil::{Date, Time};
use unicode_normalization::UnicodeNormalization;

pub use moment::{Moment, Period};

use crate::cell::{Cell, DateSystem, trimmed};
use crate::mapping::ColumnKind;
use crate::problem::ValueFault;

/// A typed value. Its text is what the person wrote, trimmed; nothing is judged here.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Text without surrounding blanks; a number as its digits, a date as ISO 8601.
    Text(String),
    /// A phone number in half-width characters: digits, `+`, `-`, blanks, mask stars.
    Phone(String),
    /// A day, and a time of day if one was written.
    Moment(Moment),
    /// A day.
    Date(Date),
    /// A time of day.
    Time(Time),
    /// A number.
    Number(f64),
}

/// What is needed to read the dates of one table.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reading {
    pub(crate) date_system: DateSystem,
    pub(crate) period: Period,
}

/// Doubles hold every whole number up to here; spreadsheet programs keep 15 digits.
const EXACT_NUMBER_MAX: f64 = 1e15;

impl Reading {
    /// The value of `cell` as `kind`; `None` for an empty cell and, except in text, for the marks
    /// that people write for "nothing".
    pub(crate) fn value(self, cell: &Cell, kind: ColumnKind) -> Result<Option<Value>, ValueFault> {
        if cell.is_blank() || (kind != ColumnKind::Text && is_nothing(cell)) {
            return Ok(None);
        }
        if let Cell::Error(_) = cell {
            return Err(ValueFault::FormulaError);
        }
        let value = match kind {
            ColumnKind::Text => Value::Text(text(cell)?),
            ColumnKind::Phone => Value::Phone(phone(cell)?),
            ColumnKind::Number => Value::Number(number(cell)?),
            ColumnKind::DateTime => Value::Moment(self.moment(cell)?),
            ColumnKind::Date => Value::Date(self.moment(cell)?.date),
            ColumnKind::Time => Value::Time(time(cell)?),
        };
        Ok(Some(value))
    }

    fn moment(self, cell: &Cell) -> Result<Moment, ValueFault> {
        match cell {
            Cell::DateTime(at) => Ok(Moment {
                date: at.date(),
                time: Some(at.time()),
            }),
            Cell::Date(date) => Ok(Moment {
                date: *date,
                time: None,
            }),
            Cell::Time(_) => Err(ValueFault::NoDate),
            Cell::Number(number) => self.moment_of_number(*number),
            Cell::Text(text) => self.period.moment(&half_width(text)),
            Cell::Empty | Cell::Bool(_) | Cell::Error(_) => Err(ValueFault::NotADate),
        }
    }

    /// A number without a date format: a day number, `20260305`, or a day of the title's month.
    fn moment_of_number(self, number: f64) -> Result<Moment, ValueFault> {
        // 1954 to 2119; whole or with a time of day.
        if (20_000.0..80_000.0).contains(&number) {
            let at = self
                .date_system
                .date_time(number)
                .ok_or(ValueFault::NotADate)?;
            let time = Some(at.time()).filter(|_| number.fract() != 0.0);
            return Ok(Moment {
                date: at.date(),
                time,
            });
        }
        if number.fract() == 0.0 && (0.0..EXACT_NUMBER_MAX).contains(&number) {
            return self.period.moment(&number.to_string());
        }
        // 3.1 may have been 3月10日: the program drops the zero.
        if (1.0..13.0).contains(&number) {
            return Err(ValueFault::AmbiguousDate);
        }
        Err(ValueFault::NotADate)
    }
}

/// Marks for "there is none": a written absence, not an unreadable value.
fn is_nothing(cell: &Cell) -> bool {
    let Some(text) = cell.text() else {
        return false;
    };
    let text = text.to_ascii_lowercase();
    text.chars()
        .all(|c| matches!(c, '-' | '—' | '－' | '/' | '\\' | '／' | '、' | '.'))
        || [
            "无", "暂无", "没有", "未留", "未知", "不详", "空", "n/a", "na", "none", "null", "nil",
        ]
        .contains(&text.as_str())
}

/// Ditto marks: the value is the one above.
pub(crate) fn is_ditto(cell: &Cell) -> bool {
    cell.text().is_some_and(|text| {
        [
            "〃", "″", "〞", "”", "“", "\"", "''", "’’", "同上", "同前", "ditto",
        ]
        .contains(&text.to_ascii_lowercase().as_str())
    })
}

/// Half-width, compatibility characters folded, trimmed.
pub(crate) fn half_width(text: &str) -> String {
    trimmed(&text.nfkc().collect::<String>()).to_owned()
}

fn text(cell: &Cell) -> Result<String, ValueFault> {
    match cell {
        Cell::Text(text) => Ok(trimmed(text).to_owned()),
        Cell::Number(number) if number.abs() >= EXACT_NUMBER_MAX => Err(ValueFault::LostDigits),
        other => Ok(other.display()),
    }
}

fn phone(cell: &Cell) -> Result<String, ValueFault> {
    match cell {
        Cell::Number(number) => whole_digits(*number),
        Cell::Text(text) => {
            // An ellipsis hides digits; as three dots it would hide three.
            let text = half_width(&text.replace('…', "⋯"));
            // A text format can hold a leading apostrophe from another program.
            let text = text.trim_start_matches(['\'', '`', '‘', '’']);
            if let Some(number) = scientific(text) {
                return whole_digits(number);
            }
            let text = text.strip_suffix(".0").unwrap_or(text);
            if text.contains(|c: char| c.is_ascii_digit()) {
                Ok(text.to_owned())
            } else {
                Err(ValueFault::NotAPhone)
            }
        }
        _ => Err(ValueFault::NotAPhone),
    }
}

/// The number of `1.3812345678E+10`; rounded mantissas such as `1.38E+10` are not numbers any more,
/// which [`whole_digits`] cannot see, so they stay `NaN`.
fn scientific(text: &str) -> Option<f64> {
    let (mantissa, exponent) = text.split_once(['E', 'e'])?;
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let is_number = [whole, fraction]
        .iter()
        .all(|part| part.bytes().all(|b| b.is_ascii_digit()));
    let exponent: usize = exponent.trim_start_matches('+').parse().ok()?;
    if !is_number || whole.len() != 1 {
        return None;
    }
    // Fewer than nine digits kept of eleven: rounded for display, not a round number.
    let is_rounded = exponent >= 8 && fraction.len() + 2 < exponent;
    if is_rounded {
        Some(f64::NAN)
    } else {
        text.parse().ok()
    }
}

fn whole_digits(number: f64) -> Result<String, ValueFault> {
    if number.is_nan() || number >= EXACT_NUMBER_MAX {
        Err(ValueFault::LostDigits)
    } else if number < 0.0 || number.fract() != 0.0 {
        Err(ValueFault::NotAPhone)
    } else {
        Ok(number.to_string())
    }
}

fn number(cell: &Cell) -> Result<f64, ValueFault> {
    match cell {
        Cell::Number(number) => Ok(*number),
        Cell::Text(text) => written_number(&half_width(text)).ok_or(ValueFault::NotANumber),
        _ => Err(ValueFault::NotANumber),
    }
}

/// `1,200.50`, `¥1200`, `1200元`, `12万`, `5%`, `(300)`.
fn written_number(text: &str) -> Option<f64> {
    let (text, sign) = match text
        .strip_prefix('(')
        .and_then(|text| text.strip_suffix(')'))
    {
        Some(inner) => (inner, -1.0),
        None => (text, 1.0),
    };
    let text = text.trim_start_matches(['¥', '￥', '$']).trim();
    let text = text.strip_suffix('元').unwrap_or(text).trim();
    let (text, scale) = match (text.strip_suffix('万'), text.strip_suffix('%')) {
        (Some(text), _) => (text.trim(), 10_000.0),
        (None, Some(text)) => (text.trim(), 0.01),
        (None, None) => (text, 1.0),
    };
    let digits = without_thousands_separators(text)?;
    let is_plain = digits
        .bytes()
        .all(|b| b.is_ascii_digit() || b == b'.' || b == b'-');
    let value: f64 = digits.parse().ok().filter(|_| is_plain)?;
    Some(value * sign * scale)
}

/// Commas only where thousands are: `1,200`, not `1,2`, which elsewhere is a decimal.
fn without_thousands_separators(text: &str) -> Option<String> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let mut groups = whole.split(',');
    let first = groups.next()?;
    let is_grouped = groups.clone().all(|group| group.len() == 3);
    let is_only_whole = !fraction.contains(',');
    (is_grouped && is_only_whole && (!first.is_empty())).then(|| text.replace(',', ""))
}

fn time(cell: &Cell) -> Result<Time, ValueFault> {
    match cell {
        Cell::Time(time) => Ok(*time),
        Cell::DateTime(at) => Ok(at.time()),
        Cell::Number(number) if (0.0..1.0).contains(number) => DateSystem::From1904
            .date_time(*number)
            .map(|at| at.time())
            .ok_or(ValueFault::NotATime),
        Cell::Text(text) => moment::time(&half_width(text)),
        _ => Err(ValueFault::NotATime),
    }
}

#[cfg(test)]
mod tests;
