//! Working days: Monday to Friday, but for the State Council's holidays and make-up days.

mod file;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use sha2::{Digest, Sha256};

pub use file::{CalendarFileProblem, CalendarFileProblemKind};

use super::CivilDay;
use crate::language::Language;
use file::Arrangement;

/// From this day of December on, a day's arrangement is in the notice for the next year.
///
/// New Year's holiday and the days worked for it reach back into December. In the notices for 2004
/// to 2026 the earliest day so touched is 29 December (2007-12-29 and 2018-12-29 were worked); three
/// days more are kept as a margin, up to the last weekend that can meet the holiday.
const NEXT_NOTICE_FROM_DECEMBER: u8 = 26;

/// Which days are working days, for the years whose holidays have been announced.
#[derive(Debug, Clone)]
pub struct Workdays {
    years: BTreeMap<i32, Arrangement>,
    /// What each year's notice is called, where that is known.
    notices: BTreeMap<i32, String>,
    /// A company's own days, which go before any notice.
    company: Arrangement,
    /// Stretches of days that are all known, in order.
    runs: Vec<Run>,
    hash: [u8; 32],
}

/// The holidays of a year are needed and have not been given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message(Language::English))]
pub struct MissingYear {
    /// The year whose notice is missing; for the last days of December, the next one.
    pub year: i32,
}

impl MissingYear {
    /// Which year is missing and what to do, for the reader.
    pub fn message(&self, language: Language) -> String {
        let year = self.year;
        language.pick(
            format!(
                "日历缺 {year} 年的放假与调休安排,不能计算工作日:待国务院办公厅发布{year}年部分节假日安排的通知后,\
                 升级程序,或在公司日历文件中加入 [[year]] year = {year}"
            ),
            format!(
                "the calendar has no holidays for {year}, so working days cannot be counted: once the \
                 State Council has published its notice for {year}, update the program or add \
                 [[year]] year = {year} to the company's calendar file"
            ),
        )
    }
}

/// A holiday, or a weekend day that is worked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Exception<'a> {
    /// Whether it is worked.
    pub worked: bool,
    /// The company's own file says so.
    pub by_company: bool,
    /// The year whose notice covers the day.
    pub year: i32,
    /// What that notice is called, where it says so and its name is known.
    pub notice: Option<&'a str>,
}

/// Consecutive days that are all known, laid out so that the nth working day needs no search.
#[derive(Debug, Clone)]
struct Run {
    first: CivilDay,
    /// For each day from `first`, how many working days come before it in this run.
    before: Vec<u32>,
    working: Vec<CivilDay>,
}

impl Workdays {
    /// The State Council's arrangements for the years that the program was built with.
    pub fn state_council() -> &'static Workdays {
        static BUILT_IN: LazyLock<Workdays> = LazyLock::new(|| {
            #[expect(
                clippy::expect_used,
                reason = "the file is compiled in; a test reads it"
            )]
            let file = file::read(include_str!("../../data/holidays.toml"))
                .expect("the built-in calendar is well-formed");
            Workdays::of(file.years, file.notices, file.company)
        });
        &BUILT_IN
    }

    /// These working days with a company's calendar file laid over them: its years add to these or
    /// replace them, its own days go before any notice in the years that are known.
    ///
    /// # Errors
    /// Every problem of the file, in order of lines.
    pub fn with_company_file(&self, text: &str) -> Result<Workdays, Vec<CalendarFileProblem>> {
        let file = file::read(text)?;
        let (mut years, mut company) = (self.years.clone(), self.company.clone());
        let mut notices = self.notices.clone();
        // A year given anew no longer rests on the notice it had.
        notices.retain(|year, _| !file.years.contains_key(year));
        notices.extend(file.notices);
        years.extend(file.years);
        company.lay_over(file.company);
        Ok(Workdays::of(years, notices, company))
    }

    /// Whether a day is a working day.
    ///
    /// # Errors
    /// If the notice that covers the day is not known.
    pub fn is_working(&self, day: CivilDay) -> Result<bool, MissingYear> {
        let run = self.run_with(day)?;
        let before = run.before_day(day);
        Ok(run.working.get(before).is_some_and(|&next| next == day))
    }

    /// What makes a day other than its weekday says; none for an ordinary day.
    pub fn exception(&self, day: CivilDay) -> Option<Exception<'_>> {
        let by_company = self.company.of(day);
        let year = notice_year(day);
        let by_notice = || self.years.get(&year).and_then(|year| year.of(day));
        Some(Exception {
            worked: by_company.or_else(by_notice)?,
            by_company: by_company.is_some(),
            year,
            notice: self
                .notices
                .get(&year)
                .filter(|_| by_company.is_none())
                .map(String::as_str),
        })
    }

    /// The years whose holidays are known, in order. Of the last of them, the days from 26 December
    /// on are not: they belong to the next year's notice.
    pub fn years(&self) -> impl Iterator<Item = i32> + '_ {
        self.years.keys().copied()
    }

    /// SHA-256 of what the calendar says (not of the words it is written in).
    pub fn hash(&self) -> [u8; 32] {
        self.hash
    }

    /// The nth working day after a day, which itself does not count; of n = 0, the day itself.
    #[inline]
    pub(super) fn nth_working_day_after(
        &self,
        day: CivilDay,
        n: u32,
    ) -> Result<CivilDay, MissingYear> {
        let Some(more) = n.checked_sub(1) else {
            return Ok(day);
        };
        let next = day.plus_days(1);
        let run = self.run_with(next)?;
        let index = usize::try_from(more)
            .unwrap_or(usize::MAX)
            .saturating_add(run.before_day(next));
        match run.working.get(index) {
            Some(&nth) => Ok(nth),
            None => Err(self.missing(run.end())),
        }
    }

    /// How many working days lie after `from` up to and with `to`; none if `to` is not later.
    ///
    /// # Errors
    /// If the notice that covers one of these days is not known.
    pub fn between(&self, from: CivilDay, to: CivilDay) -> Result<u32, MissingYear> {
        if to <= from {
            return Ok(0);
        }
        let first = from.plus_days(1);
        let run = self.run_with(first)?;
        if to >= run.end() {
            return Err(self.missing(run.end()));
        }
        let count = run.before_day(to).saturating_sub(run.before_day(first));
        let last = u32::from(self.is_working(to)?);
        Ok(u32::try_from(count)
            .unwrap_or(u32::MAX)
            .saturating_add(last))
    }

    #[inline]
    fn run_with(&self, day: CivilDay) -> Result<&Run, MissingYear> {
        let holds = |run: &&Run| run.first <= day && day < run.end();
        self.runs
            .iter()
            .rev()
            .find(holds)
            .ok_or_else(|| self.missing(day))
    }

    /// The year whose notice would say what an unknown day is.
    fn missing(&self, day: CivilDay) -> MissingYear {
        let year = day.year();
        MissingYear {
            year: if self.years.contains_key(&year) {
                notice_year(day)
            } else {
                year
            },
        }
    }

    fn of(
        years: BTreeMap<i32, Arrangement>,
        notices: BTreeMap<i32, String>,
        company: Arrangement,
    ) -> Workdays {
        let exceptions = years
            .values()
            .chain([&company])
            .fold(BTreeMap::new(), |mut all, next| {
                all.extend(next.days());
                all
            });
        let known: BTreeSet<i32> = years.keys().copied().collect();
        let starts = known
            .iter()
            .copied()
            .filter(|year| !known.contains(&(year - 1)));
        let runs: Vec<Run> = starts
            .filter_map(|start| {
                let years = (start..).take_while(|year| known.contains(year)).count();
                let last = start.saturating_add(i32::try_from(years).ok()? - 1);
                let first = CivilDay::from_ymd(start, 1, 1)?;
                let end = CivilDay::from_ymd(last, 12, NEXT_NOTICE_FROM_DECEMBER)?;
                Some(Run::of(first, end, &exceptions))
            })
            .collect();
        let hash = hash(&runs);
        Workdays {
            years,
            notices,
            company,
            runs,
            hash,
        }
    }
}

impl Run {
    fn of(first: CivilDay, end: CivilDay, exceptions: &BTreeMap<CivilDay, bool>) -> Run {
        let (mut before, mut working) = (Vec::new(), Vec::new());
        let mut count = 0;
        for day in (first.days()..end.days()).map(CivilDay::from_days) {
            before.push(count);
            if exceptions.get(&day).copied().unwrap_or(day.weekday() <= 5) {
                working.push(day);
                count += 1;
            }
        }
        Run {
            first,
            before,
            working,
        }
    }

    /// The first day after this run.
    #[inline]
    fn end(&self) -> CivilDay {
        self.first
            .plus_days(i32::try_from(self.before.len()).unwrap_or(i32::MAX))
    }

    /// How many working days of this run come before one of its days.
    #[inline]
    fn before_day(&self, day: CivilDay) -> usize {
        let index = usize::try_from(day.days() - self.first.days()).unwrap_or(usize::MAX);
        self.before
            .get(index)
            .map_or(self.working.len(), |&count| count as usize)
    }
}

/// The year whose notice arranges this day.
fn notice_year(day: CivilDay) -> i32 {
    let (year, month, day) = day.ymd();
    year + i32::from(month == 12 && day >= NEXT_NOTICE_FROM_DECEMBER)
}

fn hash(runs: &[Run]) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(b"baobei working days 1\n");
    for run in runs {
        hash.update(run.first.days().to_be_bytes());
        hash.update(run.end().days().to_be_bytes());
        for day in &run.working {
            hash.update(day.days().to_be_bytes());
        }
    }
    hash.finalize().into()
}
