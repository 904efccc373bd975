//! A day on the wall calendar, without time or zone.

#[cfg(test)]
mod tests;

use std::fmt;

/// Days before 1970-01-01 counted from 0000-03-01, where the arithmetic below starts its year, so
/// that a leap day is the last day of a year.
const EPOCH_FROM_MARCH_0000: i64 = 719_468;
const DAYS_IN_400_YEARS: i64 = 146_097;

/// A civil (proleptic Gregorian) day, counted from 1970-01-01 = 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CivilDay(i32);

impl CivilDay {
    /// The day of this year (1 to 9999), month and day of month; `None` if there is no such day.
    pub fn from_ymd(year: i32, month: u8, day: u8) -> Option<CivilDay> {
        let exists = (1..=9999).contains(&year)
            && (1..=12).contains(&month)
            && (1..=days_in_month(year, month)).contains(&day);
        exists.then(|| CivilDay::of_valid(year, month, day))
    }

    /// Reads `2026-03-05`; `None` if that is not written so or there is no such day.
    pub fn parse(text: &str) -> Option<CivilDay> {
        let mut parts = text.split('-');
        let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
        let digits = |part: &str, length| {
            part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit())
        };
        let well_formed = digits(year, 4) && digits(month, 2) && digits(day, 2);
        if !well_formed || parts.next().is_some() {
            return None;
        }
        CivilDay::from_ymd(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
    }

    /// The day this many days after 1970-01-01.
    #[inline]
    pub const fn from_days(days: i32) -> CivilDay {
        CivilDay(days)
    }

    /// Days since 1970-01-01.
    #[inline]
    pub const fn days(self) -> i32 {
        self.0
    }

    fn of_valid(year: i32, month: u8, day: u8) -> CivilDay {
        let march_year = i64::from(year) - i64::from(month <= 2);
        let month_from_march = (i64::from(month) + 9) % 12;
        let day_of_year = (153 * month_from_march + 2) / 5 + i64::from(day) - 1;
        let era = march_year.div_euclid(400);
        let year_of_era = march_year.rem_euclid(400);
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        CivilDay::saturating(era * DAYS_IN_400_YEARS + day_of_era - EPOCH_FROM_MARCH_0000)
    }

    /// Year, month (1 to 12) and day of month.
    pub fn ymd(self) -> (i32, u8, u8) {
        let days = i64::from(self.0) + EPOCH_FROM_MARCH_0000;
        let era = days.div_euclid(DAYS_IN_400_YEARS);
        let day_of_era = days.rem_euclid(DAYS_IN_400_YEARS);
        let year_of_era =
            (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_from_march = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
        let month = (month_from_march + 2) % 12 + 1;
        let year = era * 400 + year_of_era + i64::from(month <= 2);
        // All three fit: |year| < 6 million, 1 <= month <= 12, 1 <= day <= 31.
        (year as i32, month as u8, day as u8)
    }

    /// The calendar year.
    pub fn year(self) -> i32 {
        self.ymd().0
    }

    /// Day of the week, Monday = 1 to Sunday = 7.
    #[inline]
    pub fn weekday(self) -> u8 {
        // 1970-01-01 was a Thursday. The remainder is 0 to 6, so it fits.
        ((i64::from(self.0) + 3).rem_euclid(7) + 1) as u8
    }

    /// This many days later (earlier, if negative); stops at the ends of the range.
    #[inline]
    #[must_use]
    pub const fn plus_days(self, days: i32) -> CivilDay {
        CivilDay(self.0.saturating_add(days))
    }

    /// The same day of the month this many months later (earlier, if negative), or the month's last
    /// day if it is shorter: 31 January and one month is 28 or 29 February.
    #[must_use]
    pub fn plus_months(self, months: i32) -> CivilDay {
        let (year, month, day) = self.ymd();
        let count = i64::from(year) * 12 + i64::from(month) - 1 + i64::from(months);
        // |count| < 12 * 6 million + 2^31, so a twelfth of it fits an i32.
        let (year, month) = (count.div_euclid(12) as i32, count.rem_euclid(12) as u8 + 1);
        CivilDay::of_valid(year, month, day.min(days_in_month(year, month)))
    }

    /// The Monday of this day's week.
    #[inline]
    #[must_use]
    pub fn monday(self) -> CivilDay {
        self.plus_days(1 - i32::from(self.weekday()))
    }

    #[inline]
    pub(super) fn saturating(days: i64) -> CivilDay {
        CivilDay(days.clamp(i64::from(i32::MIN), i64::from(i32::MAX)) as i32)
    }
}

impl fmt::Display for CivilDay {
    /// `2026-03-05`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.ymd();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

/// Full years of age on a day: one more from 0:00 of each birthday. Who was born on 29 February has
/// the birthday on 28 February in common years. Negative before birth.
pub fn full_years(born: CivilDay, on: CivilDay) -> i32 {
    let (born_year, month, day) = born.ymd();
    let year = on.year();
    let birthday = CivilDay::of_valid(year, month, day.min(days_in_month(year, month)));
    year - born_year - i32::from(on < birthday)
}

fn is_leap(year: i32) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

fn days_in_month(year: i32, month: u8) -> u8 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}
