//! Dates and times as people write them.

use jiff::civil::{Date, Time};

use super::scan::Scan;
use crate::problem::ValueFault;

/// A day, and a time of day if one was written. A missing time stays missing: what it means is
/// the caller's rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// The day.
    pub date: Date,
    /// The time, to the second.
    pub time: Option<Time>,
}

/// The year and month that a table is about, from its title, sheet or file name, for dates that
/// leave them out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Period {
    /// The year.
    pub year: Option<i16>,
    /// The month.
    pub month: Option<i8>,
}

/// The parts of a day as far as they were written.
struct Day {
    year: Option<i16>,
    month: Option<i8>,
    day: i8,
}

impl Period {
    /// Reads `text`, already half-width: `2026-03-05 14:30`, `2026.3.5`, `3月5日下午2点半`, `3/5`,
    /// `5日`, `20260305`, with a weekday or not.
    pub(super) fn moment(self, text: &str) -> Result<Moment, ValueFault> {
        let text = without_weekday(text);
        let mut scan = Scan::new(&text);
        let day = match self.day(&mut scan) {
            Ok(day) => day,
            Err(_) if time(&text).is_ok() => return Err(ValueFault::NoDate),
            Err(fault) => return Err(fault),
        };
        let date = self.complete(&day)?;
        scan.one_of(&['T', ',']);
        scan.skip_blanks();
        if scan.is_done() {
            return Ok(Moment { date, time: None });
        }
        let time = scan_time(&mut scan)?.ok_or(ValueFault::NotADate)?;
        Ok(Moment {
            date,
            time: Some(time),
        })
    }

    fn day(self, scan: &mut Scan) -> Result<Day, ValueFault> {
        let (first, digits) = scan.number().ok_or(ValueFault::NotADate)?;
        if digits == 8 {
            return day_of(Some(first / 10_000), first / 100 % 100, first % 100);
        }
        scan.skip_blanks();
        let Some(separator) = scan.one_of(&['年', '月', '日', '号', '/', '-', '.']) else {
            // A bare `5` is a day if the table has a month; a bare `2026` is nothing.
            let is_day = digits <= 2 && scan.is_done() && self.month.is_some();
            return if is_day {
                day_alone(first)
            } else {
                Err(ValueFault::NotADate)
            };
        };
        if matches!(separator, '日' | '号') {
            return day_alone(first);
        }
        scan.skip_blanks();
        let (second, _) = scan.number().ok_or(ValueFault::NotADate)?;
        scan.skip_blanks();
        if separator == '月' {
            scan.one_of(&['日', '号']);
            return day_of(None, first, second);
        }
        let third = if separator == '年' {
            scan.one_of(&['月', '/', '-', '.'])
                .ok_or(ValueFault::NotADate)?;
            scan.skip_blanks();
            Some(scan.number().ok_or(ValueFault::NotADate)?)
        } else if scan.one_of(&[separator]).is_some() {
            scan.skip_blanks();
            Some(scan.number().ok_or(ValueFault::NotADate)?)
        } else {
            None
        };
        let Some((third, third_digits)) = third else {
            // `3/5` is a month and a day; `2026/3` is a month, which is no date.
            return if digits <= 2 {
                day_of(None, first, second)
            } else {
                Err(ValueFault::NotADate)
            };
        };
        scan.one_of(&['日', '号']);
        if third_digits == 4 {
            // 3/5/2026: the month stands first in one country and last in another.
            return Err(ValueFault::AmbiguousDate);
        }
        day_of(Some(self.full_year(first, digits)?), second, third)
    }

    /// `26` is 2026 only in a table that is about 2025 to 2027.
    fn full_year(self, written: u64, digits: usize) -> Result<u64, ValueFault> {
        if digits == 4 {
            return Ok(written);
        }
        let near = self.year.and_then(|year| u64::try_from(year).ok());
        near.into_iter()
            .flat_map(|year| [year, year.saturating_sub(1), year + 1])
            .find(|year| digits == 2 && year % 100 == written)
            .ok_or(ValueFault::AmbiguousDate)
    }

    fn complete(self, day: &Day) -> Result<Date, ValueFault> {
        let month = day.month.or(self.month).ok_or(ValueFault::NoMonth)?;
        let year = match day.year {
            Some(year) => year,
            None => self.year_of(month).ok_or(ValueFault::NoYear)?,
        };
        Date::new(year, month, day.day).map_err(|_| ValueFault::NoSuchDate)
    }

    /// The year in which `month` is nearest to the table's month: in a sheet of January 2026,
    /// December is 2025.
    fn year_of(self, month: i8) -> Option<i16> {
        let year = self.year?;
        let distance = self.month.map_or(0, |of_table| month - of_table);
        if distance > 6 {
            year.checked_sub(1)
        } else if distance < -6 {
            year.checked_add(1)
        } else {
            Some(year)
        }
    }
}

fn day_alone(day: u64) -> Result<Day, ValueFault> {
    let day = i8::try_from(day).map_err(|_| ValueFault::NoSuchDate)?;
    Ok(Day {
        year: None,
        month: None,
        day,
    })
}

fn day_of(year: Option<u64>, month: u64, day: u64) -> Result<Day, ValueFault> {
    let year = year
        .map(i16::try_from)
        .transpose()
        .map_err(|_| ValueFault::NotADate)?;
    let month = i8::try_from(month)
        .ok()
        .filter(|month| (1..=12).contains(month));
    let day = i8::try_from(day).map_err(|_| ValueFault::NoSuchDate)?;
    Ok(Day {
        year,
        month: Some(month.ok_or(ValueFault::NoSuchDate)?),
        day,
    })
}

/// Weekdays add nothing that could be checked against a typing mistake, so they are passed over.
fn without_weekday(text: &str) -> String {
    let mut text = text.to_owned();
    for prefix in ["星期", "礼拜", "周"] {
        for day in ["一", "二", "三", "四", "五", "六", "日", "天"] {
            for written in [format!("({prefix}{day})"), format!("{prefix}{day}")] {
                text = text.replace(&written, " ");
            }
        }
    }
    text.trim().to_owned()
}

#[derive(Clone, Copy, PartialEq)]
enum Half {
    /// 0 to 11, twelve is midnight.
    Night,
    /// 0 to 12.
    Morning,
    /// 11 to 14.
    Noon,
    /// 12 to 23.
    Afternoon,
    /// 18 to 23.
    Evening,
}

const HALVES: &[(&str, Half)] = &[
    ("凌晨", Half::Night),
    ("清晨", Half::Morning),
    ("早上", Half::Morning),
    ("早晨", Half::Morning),
    ("上午", Half::Morning),
    ("中午", Half::Noon),
    ("下午", Half::Afternoon),
    ("午后", Half::Afternoon),
    ("傍晚", Half::Evening),
    ("晚上", Half::Evening),
    ("早", Half::Morning),
    ("晚", Half::Evening),
];

const ENGLISH_HALVES: &[(&str, Half)] = &[
    ("a.m.", Half::Night),
    ("p.m.", Half::Afternoon),
    ("am", Half::Night),
    ("pm", Half::Afternoon),
];

/// A time alone: `14:30`, `下午2点30分`, `2:30 PM`.
pub(super) fn time(text: &str) -> Result<Time, ValueFault> {
    let mut scan = Scan::new(text);
    scan_time(&mut scan)?.ok_or(ValueFault::NotATime)
}

/// The time that is all the rest of the text; `None` if it is none.
fn scan_time(scan: &mut Scan) -> Result<Option<Time>, ValueFault> {
    let mut half = scan.word(HALVES).or_else(|| scan.word(ENGLISH_HALVES));
    scan.skip_blanks();
    let Some((hour, _)) = scan.number() else {
        return Ok(None);
    };
    scan.skip_blanks();
    let (minute, second) = match scan.one_of(&[':', '点', '时']) {
        Some(':') => {
            let Some((minute, _)) = scan.number() else {
                return Ok(None);
            };
            let second = scan
                .one_of(&[':'])
                .and_then(|_| scan.number())
                .map_or(0, |(s, _)| s);
            (minute, second)
        }
        Some(_) => spoken_minutes(scan),
        None if half.is_none() => {
            // `2 PM` has no minutes; a bare number is no time.
            scan.skip_blanks();
            half = scan.word(ENGLISH_HALVES);
            if half.is_none() {
                return Ok(None);
            }
            (0, 0)
        }
        None => (0, 0),
    };
    fraction_of_second(scan);
    scan.skip_blanks();
    half = half.or_else(|| scan.word(ENGLISH_HALVES));
    if !scan.is_done() {
        return Ok(None);
    }
    let hour = i8::try_from(hour)
        .ok()
        .and_then(|hour| in_24_hours(hour, half));
    let minute = i8::try_from(minute).map_err(|_| ValueFault::NoSuchDate)?;
    let second = i8::try_from(second).map_err(|_| ValueFault::NoSuchDate)?;
    let hour = hour.ok_or(ValueFault::NoSuchDate)?;
    Time::new(hour, minute, second, 0)
        .map(Some)
        .map_err(|_| ValueFault::NoSuchDate)
}

/// After `2点`: nothing, `半`, `一刻`, `整`, `30`, `30分`, `30分15秒`.
fn spoken_minutes(scan: &mut Scan) -> (u64, u64) {
    scan.one_of(&['钟']);
    if let Some(minutes) = scan.word(&[("半", 30), ("一刻", 15), ("三刻", 45), ("整", 0)]) {
        return (minutes, 0);
    }
    let minute = scan.number().map_or(0, |(minute, _)| minute);
    scan.one_of(&['分', ':']);
    let second = scan.number().map_or(0, |(second, _)| second);
    scan.one_of(&['秒']);
    (minute, second)
}

/// Programs write `09:29:00.000`; nothing is decided by a fraction of a second.
fn fraction_of_second(scan: &mut Scan) {
    if scan.one_of(&['.']).is_some() {
        scan.number();
    }
}

/// The hour of the day, or `None` where the words contradict the number (`上午14点`) or leave the
/// day open (`晚上12点`).
fn in_24_hours(hour: i8, half: Option<Half>) -> Option<i8> {
    match (half, hour) {
        (None, 0..=23) => Some(hour),
        (Some(Half::Night), 12) => Some(0),
        (Some(Half::Night), 0..=11) | (Some(Half::Morning), 0..=12) => Some(hour),
        (Some(Half::Noon), 11..=14) => Some(hour),
        (Some(Half::Noon), 1..=2) => Some(hour + 12),
        (Some(Half::Afternoon), 12..=23) => Some(hour),
        (Some(Half::Afternoon), 1..=11) => Some(hour + 12),
        (Some(Half::Evening), 17..=23) => Some(hour),
        (Some(Half::Evening), 5..=11) => Some(hour + 12),
        _ => None,
    }
}
