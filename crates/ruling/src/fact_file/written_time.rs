//! Times as people write them.

use crate::calendar::{CivilDay, Instant, Zone};

/// A day with or without a time of day, or an exact instant with an offset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WrittenTime {
    /// A day alone.
    Day(CivilDay),
    /// A time of day; 24:00 is the end of the day.
    Clock(CivilDay, u8, u8, u8),
    /// RFC 3339 with an offset.
    Exact(Instant),
}

impl WrittenTime {
    /// Reads `03-05`, `3/5`, `2026-03-05`, each alone or followed by `14:30` or `14:30:00` (after a
    /// space or `T`), or RFC 3339 with an offset. A day without a year is of `year`.
    pub fn parse(text: &str, year: i32) -> Option<WrittenTime> {
        let text = text.trim();
        if let Ok(exact) = text.parse::<jiff::Timestamp>() {
            return Some(WrittenTime::Exact(Instant::from_seconds(exact.as_second())));
        }
        let (day, clock) = match text.split_once([' ', 'T', '\u{3000}']) {
            Some((day, clock)) => (day, Some(clock.trim())),
            None => (text, None),
        };
        let day = civil_day(day, year)?;
        match clock {
            None => Some(WrittenTime::Day(day)),
            Some(clock) => {
                let (hour, minute, second) = time_of_day(clock)?;
                Some(WrittenTime::Clock(day, hour, minute, second))
            }
        }
    }

    /// The instant meant; a day alone means 12:00 (regulation 0, part 1).
    pub fn instant(self, zone: &Zone) -> Instant {
        match self {
            WrittenTime::Day(day) => zone.at(day, 12, 0, 0),
            WrittenTime::Clock(day, 24, ..) => zone.start_of(day.plus_days(1)),
            WrittenTime::Clock(day, hour, minute, second) => zone.at(day, hour, minute, second),
            WrittenTime::Exact(instant) => instant,
        }
    }

    /// The first second after a limit stated by its last moment: a day lasts until its 24:00, and
    /// `10:30:00` is itself still within.
    pub fn end(self, zone: &Zone) -> Instant {
        match self {
            WrittenTime::Day(day) | WrittenTime::Clock(day, 24, ..) => {
                zone.start_of(day.plus_days(1))
            }
            WrittenTime::Clock(..) | WrittenTime::Exact(_) => self.instant(zone).plus_seconds(1),
        }
    }

    /// The day, on the zone's calendar.
    pub fn day(self, zone: &Zone) -> CivilDay {
        match self {
            WrittenTime::Day(day) | WrittenTime::Clock(day, ..) => day,
            WrittenTime::Exact(instant) => zone.day_of(instant),
        }
    }
}

/// Whether a word is a time of day.
pub(super) fn is_time_of_day(word: &str) -> bool {
    time_of_day(word).is_some()
}

/// Whether a word is a day without a time.
pub(super) fn is_day(word: &str) -> bool {
    civil_day(word, 2000).is_some()
}

fn civil_day(text: &str, year: i32) -> Option<CivilDay> {
    let mut parts = text.split(['-', '/']);
    let (one, two, three) = (parts.next()?, parts.next()?, parts.next());
    if parts.next().is_some() {
        return None;
    }
    let (year, month, day) = match three {
        Some(day) if one.len() == 4 => (number(one)?.into(), two, day),
        Some(_) => return None,
        None => (year, one, two),
    };
    let short = |part: &str| (1..=2).contains(&part.len());
    if !short(month) || !short(day) {
        return None;
    }
    CivilDay::from_ymd(
        year,
        u8::try_from(number(month)?).ok()?,
        u8::try_from(number(day)?).ok()?,
    )
}

fn time_of_day(text: &str) -> Option<(u8, u8, u8)> {
    let mut parts = text.split([':', ':']);
    let (hour, minute, second) = (parts.next()?, parts.next()?, parts.next());
    if parts.next().is_some() || minute.len() != 2 || second.is_some_and(|part| part.len() != 2) {
        return None;
    }
    let small = |part: &str| u8::try_from(number(part)?).ok();
    let time = (small(hour)?, small(minute)?, second.map_or(Some(0), small)?);
    let within = time.0 < 24 && time.1 < 60 && time.2 < 60;
    (within || time == (24, 0, 0)).then_some(time)
}

fn number(digits: &str) -> Option<u16> {
    let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| digits.parse().ok()).flatten()
}
