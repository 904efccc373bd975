//! Lengths of time as regulations write them.

#[cfg(test)]
pub(super) mod tests;

use std::fmt;
use std::str::FromStr;

use crate::language::Language;

/// How long something lasts from an instant; [`Clock::ends`](super::Clock::ends) says until when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Span {
    /// Seconds: "24 hours", "20 minutes". The second that lies exactly so far away is still within.
    Seconds(i64),
    /// Civil days: the starting day does not count, the last one ends at 24:00.
    Days(u32),
    /// Working days: the next one is the first, the last one ends at 24:00.
    WorkingDays(u32),
    /// The day of the same number so many months later (the month's last day if it is shorter),
    /// ending at 24:00.
    Months(u32),
    /// Until 24:00 of the starting day.
    SameDay,
    /// Until Sunday 24:00 of the starting week.
    SameWeek,
    /// A time on a day, of which the starting day is the first; that second is still within.
    DayAt {
        /// 1 = the starting day.
        day: u32,
        /// 0 to 23.
        hour: u8,
        /// 0 to 59.
        minute: u8,
    },
    /// Minutes of opening hours.
    OpenMinutes(u32),
}

/// A text that is not a span.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message(Language::English))]
pub struct BadSpan {
    /// The text as it was written.
    pub text: String,
    /// A span that it may have been meant to be.
    pub meant: Option<Span>,
    /// It is longer than a century.
    pub is_too_long: bool,
}

impl BadSpan {
    /// What was wrong and what to do, for the reader.
    pub fn message(&self, language: Language) -> String {
        let text = &self.text;
        if self.is_too_long {
            return language.pick(
                format!("期限“{text}”太长:最长 {YEARS_MAX} 年;没有期限的不要写期限"),
                format!("the span \"{text}\" is too long: at most {YEARS_MAX} years; leave out what has no limit"),
            );
        }
        let meant = self.meant.map(|meant| meant.text(language));
        match (meant, language) {
            (Some(meant), Language::Chinese) => format!("“{text}”不是期限:是否要写“{meant}”?"),
            (Some(meant), Language::English) => {
                format!("\"{text}\" is not a span: did you mean \"{meant}\"?")
            }
            (None, Language::Chinese) => format!(
                "“{text}”不是期限:可写 24 小时、20 分钟、20 个营业分钟、15 天、5 个工作日、2 个月、当天、本周、第 3 日 10:30"
            ),
            (None, Language::English) => format!(
                "\"{text}\" is not a span: write 24 hours, 20 minutes, 20 open minutes, 15 days, \
                 5 working days, 2 months, same day, week or day 3 10:30"
            ),
        }
    }
}

/// No regulation counts further, and counting by working days or open minutes takes its time.
const YEARS_MAX: u32 = 100;

/// A unit, its names (the first is the usual one in English), and the span of so many of it.
type Unit = (&'static [&'static str], fn(u32) -> Span);

const UNITS: &[Unit] = &[
    (&["seconds", "second", "秒"], |n| Span::Seconds(n.into())),
    (&["minutes", "minute", "分钟"], |n| {
        Span::Seconds(i64::from(n) * 60)
    }),
    (&["hours", "hour", "小时"], |n| {
        Span::Seconds(i64::from(n) * 3600)
    }),
    (&["days", "day", "天", "日"], Span::Days),
    (&["weeks", "week", "周", "星期"], |n| {
        Span::Days(n.saturating_mul(7))
    }),
    (&["months", "month", "个月"], Span::Months),
    (&["years", "year", "年"], |n| {
        Span::Months(n.saturating_mul(12))
    }),
    (
        &["working days", "working day", "工作日"],
        Span::WorkingDays,
    ),
    (
        &["open minutes", "open minute", "营业分钟"],
        Span::OpenMinutes,
    ),
];

/// Spans without a count.
const WORDS: &[(&str, Span)] = &[
    ("same day", Span::SameDay),
    ("当天", Span::SameDay),
    ("当日", Span::SameDay),
    ("week", Span::SameWeek),
    ("本周", Span::SameWeek),
];

impl FromStr for Span {
    type Err = BadSpan;

    /// Reads `24 hours`, `20 minutes`, `20 open minutes`, `15 days`, `5 working days`, `2 weeks`,
    /// `2 months`, `1 year`, `same day`, `week`, `day 3 10:30`, and their Chinese twins. `day 3 24:00`
    /// is the end of that day.
    fn from_str(text: &str) -> Result<Span, BadSpan> {
        let words = text
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
            .to_lowercase();
        let without_count = WORDS
            .iter()
            .find(|(word, _)| *word == words)
            .map(|&(_, span)| span);
        let span = without_count
            .or_else(|| day_at(&words))
            .or_else(|| counted(&words));
        let is_too_long = span.is_some_and(Span::is_too_long);
        span.filter(|_| !is_too_long).ok_or_else(|| BadSpan {
            text: text.to_owned(),
            meant: meant(&words),
            is_too_long,
        })
    }
}

fn counted(words: &str) -> Option<Span> {
    let (count, unit) = count_and_rest(words)?;
    let named =
        |name: &&str| *name == unit || unit.strip_prefix('个').map(str::trim) == Some(*name);
    let (_, span) = UNITS.iter().find(|(names, _)| names.iter().any(&named))?;
    Some(span(count))
}

fn day_at(words: &str) -> Option<Span> {
    let rest = words
        .strip_prefix("day ")
        .or_else(|| words.strip_prefix('第'))?;
    let (day, rest) = count_and_rest(rest.trim())?;
    let time = rest.strip_prefix(['日', '天']).unwrap_or(rest).trim();
    let (hour, minute) = clock_time(time)?;
    let before = day.checked_sub(1)?;
    match (hour, minute) {
        (24, _) => Some(Span::Days(before)),
        _ => Some(Span::DayAt { day, hour, minute }),
    }
}

fn count_and_rest(words: &str) -> Option<(u32, &str)> {
    let digits = words
        .find(|letter: char| !letter.is_ascii_digit())
        .unwrap_or(words.len());
    let (count, rest) = words.split_at_checked(digits)?;
    // More digits than a count holds are a count all the same, and too long.
    let count = (!count.is_empty()).then(|| count.parse().unwrap_or(u32::MAX))?;
    Some((count, rest.trim()))
}

/// Reads `9:00`, `10:30` or `24:00`.
pub(super) fn clock_time(text: &str) -> Option<(u8, u8)> {
    let (hour, minute) = text.split_once(':')?;
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if !(1..=2).contains(&hour.len()) || minute.len() != 2 || !digits(hour) || !digits(minute) {
        return None;
    }
    let (hour, minute): (u8, u8) = (hour.parse().ok()?, minute.parse().ok()?);
    (hour < 24 && minute < 60 || (hour, minute) == (24, 0)).then_some((hour, minute))
}

/// The same count of the nearest unit, or the nearest word, if it is near enough.
fn meant(words: &str) -> Option<Span> {
    let likeness = |unknown: &str, known: &str| {
        let likeness = strsim::normalized_damerau_levenshtein(unknown, known);
        (likeness >= 0.6).then_some(likeness)
    };
    let mut found = Vec::new();
    if let Some((count, unit)) = count_and_rest(words) {
        // "2 月" is February in a date, but after a count it can only be two months.
        let unit = if unit == "月" { "个月" } else { unit };
        for (names, span) in UNITS {
            let near = names.iter().filter_map(|name| likeness(unit, name));
            found.extend(near.map(|likeness| (likeness, span(count))));
        }
    } else {
        let near = WORDS
            .iter()
            .filter_map(|(word, span)| Some((likeness(words, word)?, *span)));
        found.extend(near);
    }
    found
        .into_iter()
        .max_by(|one, other| one.0.total_cmp(&other.0))
        .map(|(_, span)| span)
        .filter(|span| !span.is_too_long())
}

impl fmt::Display for Span {
    /// The usual English form, which [`FromStr`] reads back.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text(Language::English))
    }
}

impl Span {
    fn is_too_long(self) -> bool {
        let days = YEARS_MAX * 366;
        match self {
            Span::Seconds(seconds) => seconds > i64::from(days) * 86_400,
            Span::Days(count) | Span::WorkingDays(count) => count > days,
            Span::Months(months) => months > YEARS_MAX * 12,
            Span::OpenMinutes(minutes) => minutes > days * 1_440,
            Span::DayAt { day, .. } => day > days,
            Span::SameDay | Span::SameWeek => false,
        }
    }

    /// The span in the reader's language, in a form that [`FromStr`] reads back.
    pub fn text(self, language: Language) -> String {
        let count = |n: i64, chinese: &str, english: &str| match (language, n) {
            (Language::Chinese, _) => format!("{n} {chinese}"),
            (Language::English, 1) => format!("{n} {english}"),
            (Language::English, _) => format!("{n} {english}s"),
        };
        match self {
            Span::Seconds(n) if n % 3600 == 0 => count(n / 3600, "小时", "hour"),
            Span::Seconds(n) if n % 60 == 0 => count(n / 60, "分钟", "minute"),
            Span::Seconds(n) => count(n, "秒", "second"),
            Span::Days(n) => count(n.into(), "天", "day"),
            Span::WorkingDays(n) => count(n.into(), "个工作日", "working day"),
            Span::Months(n) => count(n.into(), "个月", "month"),
            Span::OpenMinutes(n) => count(n.into(), "个营业分钟", "open minute"),
            Span::SameDay => language.pick("当天", "same day").to_owned(),
            Span::SameWeek => language.pick("本周", "week").to_owned(),
            Span::DayAt { day, hour, minute } => language.pick(
                format!("第 {day} 日 {hour:02}:{minute:02}"),
                format!("day {day} {hour:02}:{minute:02}"),
            ),
        }
    }
}
