//! When a place is open, for spans counted in open minutes.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;
use std::str::FromStr;

use super::span::clock_time;
use super::{CivilDay, Instant, Zone};
use crate::language::Language;

const DAY: u32 = 86_400;
/// A span that needs more days than this (a century) is taken to have no end.
const LONGEST_WALK: usize = 36_525;

/// Weekly opening hours with exceptions for single days. By default always open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpeningHours {
    /// Seconds of the day that are open, in order, from Monday.
    week: [Vec<Range<u32>>; 7],
    exceptions: BTreeMap<CivilDay, Vec<Range<u32>>>,
}

/// A part of opening hours that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message(Language::English))]
pub struct BadHours {
    /// The part as it was written.
    pub part: String,
    /// What is wrong with it.
    pub kind: BadHoursKind,
}

/// What can be wrong with opening hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadHoursKind {
    /// Neither days of the week nor dates.
    Days,
    /// Not times of opening and closing, or closing is not after opening.
    Times,
    /// Two stretches of one day overlap.
    Overlap,
    /// No day of the week is ever open.
    NeverOpen,
}

impl BadHours {
    /// What was wrong and what to do, for the reader.
    pub fn message(&self, language: Language) -> String {
        let part = &self.part;
        let (chinese, english) = match self.kind {
            BadHoursKind::Days => (
                "看不出是哪几天:请写 Mon-Fri、周一至周五、2026-10-01 或 2026-10-01..2026-10-07",
                "the days are not clear: write Mon-Fri, 2026-10-01 or 2026-10-01..2026-10-07",
            ),
            BadHoursKind::Times => (
                "看不出开关门时间:请写 09:00-12:00,13:30-18:00 或 closed(休);过夜的分写两天",
                "the times are not clear: write 09:00-12:00,13:30-18:00 or closed; split a night over two days",
            ),
            BadHoursKind::Overlap => (
                "同一天的两段时间重叠:请合为一段",
                "two stretches of one day overlap: join them",
            ),
            BadHoursKind::NeverOpen => (
                "一周没有一天营业:请至少写一段营业时间",
                "no day of the week is open: give at least one stretch",
            ),
        };
        language.pick(
            format!("营业时间“{part}”{chinese}"),
            format!("opening hours \"{part}\": {english}"),
        )
    }
}

impl Default for OpeningHours {
    fn default() -> OpeningHours {
        OpeningHours {
            week: std::array::from_fn(|_| vec![Range { start: 0, end: DAY }]),
            exceptions: BTreeMap::new(),
        }
    }
}

impl FromStr for OpeningHours {
    type Err = BadHours;

    /// Reads parts separated by semicolons, each days and times:
    /// `Mon-Fri 09:00-12:00,13:30-18:00; Sat 10:00-16:00; 2026-10-01..2026-10-03 closed`. Days of the
    /// week that no part names are closed; dates go before days of the week.
    fn from_str(text: &str) -> Result<OpeningHours, BadHours> {
        let mut hours = OpeningHours {
            week: std::array::from_fn(|_| Vec::new()),
            exceptions: BTreeMap::new(),
        };
        let parts = text.split([';', ';', '\n']).map(str::trim);
        for part in parts.filter(|part| !part.is_empty()) {
            let bad = |kind| BadHours {
                part: part.to_owned(),
                kind,
            };
            let (days, times) = part
                .split_once(char::is_whitespace)
                .ok_or(bad(BadHoursKind::Times))?;
            let times = stretches(times).ok_or(bad(BadHoursKind::Times))?;
            if let Some(weekdays) = weekdays(days) {
                for (index, stretches) in hours.week.iter_mut().enumerate() {
                    if weekdays.contains(&index) {
                        add(stretches, &times).ok_or(bad(BadHoursKind::Overlap))?;
                    }
                }
            } else {
                for day in dates(days).ok_or(bad(BadHoursKind::Days))? {
                    let stretches = hours
                        .exceptions
                        .entry(CivilDay::from_days(day))
                        .or_default();
                    add(stretches, &times).ok_or(bad(BadHoursKind::Overlap))?;
                }
            }
        }
        if hours.week.iter().all(Vec::is_empty) {
            return Err(BadHours {
                part: text.to_owned(),
                kind: BadHoursKind::NeverOpen,
            });
        }
        Ok(hours)
    }
}

impl fmt::Display for OpeningHours {
    /// In the form that [`OpeningHours::from_str`] reads.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
        let week = days.iter().map(ToString::to_string).zip(&self.week);
        let dates = self.exceptions.iter().map(|(day, stretches)| {
            let (year, month, day) = day.ymd();
            (format!("{year:04}-{month:02}-{day:02}"), stretches)
        });
        let parts: Vec<String> = week
            .chain(dates)
            .map(|(day, stretches)| match stretches.as_slice() {
                [] => format!("{day} closed"),
                open => {
                    let times: Vec<String> = open.iter().map(times_of).collect();
                    format!("{day} {}", times.join(","))
                }
            })
            .collect();
        out.write_str(&parts.join("; "))
    }
}

fn times_of(stretch: &Range<u32>) -> String {
    let clock = |second: u32| format!("{:02}:{:02}", second / 3600, second / 60 % 60);
    format!("{}-{}", clock(stretch.start), clock(stretch.end))
}

impl OpeningHours {
    /// The first second no longer within so many open minutes from an instant: the second that
    /// completes them is still within.
    pub(super) fn ends(&self, minutes: u32, from: Instant, zone: &Zone) -> Instant {
        let mut left = i64::from(minutes) * 60;
        let first = zone.day_of(from);
        for day in (0..LONGEST_WALK).scan(first, |next, _| {
            let day = *next;
            *next = next.plus_days(1);
            Some(day)
        }) {
            for stretch in self.of(day) {
                let start = instant_in(day, stretch.start, zone).max(from);
                let open = instant_in(day, stretch.end, zone)
                    .seconds()
                    .saturating_sub(start.seconds());
                if open <= 0 {
                    continue;
                }
                if left <= open {
                    return start.plus_seconds(left).plus_seconds(1);
                }
                left -= open;
            }
        }
        Instant::MAX
    }

    fn of(&self, day: CivilDay) -> &[Range<u32>] {
        let weekday = usize::from(day.weekday()) - 1;
        self.exceptions
            .get(&day)
            .or(self.week.get(weekday))
            .map_or(&[], Vec::as_slice)
    }
}

fn instant_in(day: CivilDay, second: u32, zone: &Zone) -> Instant {
    match second {
        0 => zone.start_of(day),
        DAY => zone.start_of(day.plus_days(1)),
        // Below 24 hours, so both fit.
        _ => zone.at(day, (second / 3600) as u8, (second / 60 % 60) as u8, 0),
    }
}

fn stretches(times: &str) -> Option<Vec<Range<u32>>> {
    let times = times.trim();
    if ["closed", "休", "休息"].contains(&times.to_lowercase().as_str()) {
        return Some(Vec::new());
    }
    times
        .split([',', ',', '、'])
        .map(|stretch| {
            let (open, close) = stretch.split_once(['-', '–', '至'])?;
            let second = |(hour, minute): (u8, u8)| u32::from(hour) * 3600 + u32::from(minute) * 60;
            let (open, close) = (
                second(clock_time(open.trim())?),
                second(clock_time(close.trim())?),
            );
            (open < close).then_some(open..close)
        })
        .collect()
}

/// Indices from Monday = 0 of the days that `Mon-Fri`, `Mon,Wed` or `周六至周日` names.
fn weekdays(text: &str) -> Option<Vec<usize>> {
    let mut all = Vec::new();
    for part in text.split([',', ',', '、']) {
        let (first, last) = part.split_once(['-', '–', '至']).unwrap_or((part, part));
        let (first, last) = (weekday(first)?, weekday(last)?);
        // Sat-Mon runs over the end of the week.
        all.extend((0..=(last + 7 - first) % 7).map(|step| (first + step) % 7));
    }
    Some(all)
}

fn weekday(text: &str) -> Option<usize> {
    const NAMES: [[&str; 3]; 7] = [
        ["mon", "monday", "周一"],
        ["tue", "tuesday", "周二"],
        ["wed", "wednesday", "周三"],
        ["thu", "thursday", "周四"],
        ["fri", "friday", "周五"],
        ["sat", "saturday", "周六"],
        ["sun", "sunday", "周日"],
    ];
    let name = text.trim().to_lowercase();
    NAMES
        .iter()
        .position(|names| names.contains(&name.as_str()))
}

/// Days since 1970-01-01 that `2026-10-01` or `2026-10-01..2026-10-07` names, a year at most.
fn dates(text: &str) -> Option<std::ops::RangeInclusive<i32>> {
    let (first, last) = text.split_once("..").unwrap_or((text, text));
    let (first, last) = (
        CivilDay::parse(first)?.days(),
        CivilDay::parse(last)?.days(),
    );
    (0..366).contains(&(last - first)).then_some(first..=last)
}

/// Adds stretches in order; `None` if any two overlap.
fn add(stretches: &mut Vec<Range<u32>>, more: &[Range<u32>]) -> Option<()> {
    stretches.extend_from_slice(more);
    stretches.sort_by_key(|stretch| stretch.start);
    let apart = stretches
        .iter()
        .zip(stretches.iter().skip(1))
        .all(|(one, next)| one.end <= next.start);
    apart.then_some(())
}
