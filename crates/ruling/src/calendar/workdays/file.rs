//! The calendar file: years as their notices arrange them, and a company's own days.
//!
//! ```toml
//! [[year]]
//! year = 2027
//! notice = "国务院办公厅关于2027年部分节假日安排的通知"
//! off = ["2027-01-01..2027-01-03", "2027-10-01"]
//! work = ["2026-12-27"]
//!
//! [company]
//! off = ["2027-07-01"]
//! ```

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{CivilDay, notice_year};
use crate::language::Language;

/// Days off and make-up working days: `true` = worked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Arrangement(BTreeMap<CivilDay, bool>);

impl Arrangement {
    pub(super) fn lay_over(&mut self, upper: Arrangement) {
        self.0.extend(upper.0);
    }

    /// Whether this day is worked, where it is an exception.
    pub(super) fn of(&self, day: CivilDay) -> Option<bool> {
        self.0.get(&day).copied()
    }

    pub(super) fn days(&self) -> impl Iterator<Item = (CivilDay, bool)> + '_ {
        self.0.iter().map(|(&day, &worked)| (day, worked))
    }
}

/// A calendar file that was read without a problem.
#[derive(Debug, Default)]
pub(super) struct CalendarFile {
    pub(super) years: BTreeMap<i32, Arrangement>,
    /// What each year's notice is called.
    pub(super) notices: BTreeMap<i32, String>,
    pub(super) company: Arrangement,
}

/// Something wrong in a calendar file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalendarFileProblem {
    /// Line in the file, from 1.
    pub line: usize,
    /// Character in that line, from 1.
    pub column: usize,
    /// What is wrong.
    pub kind: CalendarFileProblemKind,
}

/// What can be wrong in a calendar file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CalendarFileProblemKind {
    /// The text is not TOML; in the words of the TOML parser, which are English.
    NotToml(String),
    /// A key that a calendar file does not have, and those that it has in this place.
    UnknownKey(String, &'static [&'static str]),
    /// The value of this key is of the wrong type, or the key is missing.
    WrongValue(&'static str),
    /// A year that is not between 1900 and 2100.
    YearOutOfRange,
    /// The same year twice.
    RepeatedYear(i32),
    /// A text that is neither a day nor a range of days.
    NotADay(String),
    /// A range of days whose end comes first.
    Backwards(String),
    /// A day that the notice for this year does not cover.
    OutsideYear(CivilDay, i32),
    /// A day both off and worked.
    OffAndWorked(CivilDay),
}

impl CalendarFileProblem {
    /// What is wrong and what to do, for the reader, without the place.
    pub fn message(&self, language: Language) -> String {
        use CalendarFileProblemKind as Kind;
        let (chinese, english) = match &self.kind {
            Kind::NotToml(words) => (
                format!("不是合法的 TOML:{words};请改正该处的写法"),
                format!("this is not TOML: {words}; correct it at this place"),
            ),
            Kind::UnknownKey(key, known) => {
                let known = known.join(", ");
                (
                    format!("日历文件没有“{key}”这一项:此处可用 {known}"),
                    format!("a calendar file has no \"{key}\": here it knows {known}"),
                )
            }
            Kind::WrongValue(key) => {
                let (chinese, english) = expected(key);
                (
                    format!("“{key}”应为{chinese}"),
                    format!("\"{key}\" must be {english}"),
                )
            }
            Kind::YearOutOfRange => (
                "年份须在 1900 至 2100 之间".to_owned(),
                "the year must be between 1900 and 2100".to_owned(),
            ),
            Kind::RepeatedYear(year) => (
                format!("{year} 年写了两次:请合为一段"),
                format!("{year} is given twice: join the two"),
            ),
            Kind::NotADay(text) => (
                format!("“{text}”不是日期:请写 2026-10-01,连续几日写 2026-10-01..2026-10-07"),
                format!(
                    "\"{text}\" is not a day: write 2026-10-01, or 2026-10-01..2026-10-07 for several"
                ),
            ),
            Kind::Backwards(text) => (
                format!("“{text}”起止颠倒:请把早的一天写在前面"),
                format!("\"{text}\" ends before it begins: write the earlier day first"),
            ),
            Kind::OutsideYear(day, year) => (
                format!(
                    "{day} 不属于 {year} 年的通知(含上年 12 月 26 日起、不含本年 12 月 26 日起):请移到所属年份"
                ),
                format!(
                    "{day} is not in the notice for {year}, which covers the days from 26 December \
                     before it to 25 December: move it to its year"
                ),
            ),
            Kind::OffAndWorked(day) => (
                format!("{day} 同时写在 off 与 work:请只留一处"),
                format!("{day} is both in off and in work: keep one"),
            ),
        };
        language.pick(chinese, english)
    }
}

fn expected(key: &str) -> (&'static str, &'static str) {
    match key {
        "year" => (
            " [[year]] 段,段内 year 为四位整数,例如 2027",
            "a [[year]] section, and in it an integer such as 2027",
        ),
        "company" => ("一个 [company] 段", "one [company] section"),
        "notice" => ("通知的名称(文字)", "the name of the notice, as text"),
        _ => (
            "文字的列表,例如 [\"2026-10-01\"]",
            "a list of texts, such as [\"2026-10-01\"]",
        ),
    }
}

/// Reads a calendar file; the error is every problem in it, in order of place.
pub(super) fn read(text: &str) -> Result<CalendarFile, Vec<CalendarFileProblem>> {
    let mut reader = Reader {
        text,
        problems: Vec::new(),
    };
    let (table, errors) = DeTable::parse_recoverable(text);
    for error in errors {
        let kind = CalendarFileProblemKind::NotToml(error.message().to_owned());
        reader.problem(error.span().unwrap_or_default(), kind);
    }
    // What could be recovered from a broken text would be told as missing or misplaced.
    if !reader.problems.is_empty() {
        return Err(reader.problems);
    }
    let file = reader.file(table.get_ref());
    reader
        .problems
        .sort_by_key(|problem| (problem.line, problem.column));
    if reader.problems.is_empty() {
        Ok(file)
    } else {
        Err(reader.problems)
    }
}

type Value<'a> = Spanned<DeValue<'a>>;

struct Reader<'t> {
    text: &'t str,
    problems: Vec<CalendarFileProblem>,
}

impl Reader<'_> {
    fn file(&mut self, table: &DeTable<'_>) -> CalendarFile {
        self.know(table, &["year", "company"]);
        let mut file = CalendarFile::default();
        if let Some(years) = table.get("year") {
            match years.get_ref() {
                DeValue::Array(years) => {
                    for year in years.iter() {
                        self.year(year, &mut file);
                    }
                }
                _ => self.problem(years.span(), CalendarFileProblemKind::WrongValue("year")),
            }
        }
        if let Some(company) = table.get("company") {
            match company.get_ref() {
                DeValue::Table(company) => {
                    self.know(company, &["off", "work"]);
                    file.company = self.arrangement(company, None);
                }
                _ => self.problem(
                    company.span(),
                    CalendarFileProblemKind::WrongValue("company"),
                ),
            }
        }
        file
    }

    fn year(&mut self, section: &Value<'_>, file: &mut CalendarFile) {
        let DeValue::Table(table) = section.get_ref() else {
            return self.problem(section.span(), CalendarFileProblemKind::WrongValue("year"));
        };
        self.know(table, &["year", "notice", "source", "off", "work"]);
        if let Some(notice) = table
            .get("notice")
            .filter(|notice| notice.get_ref().as_str().is_none())
        {
            self.problem(notice.span(), CalendarFileProblemKind::WrongValue("notice"));
        }
        self.texts(table, "source");
        let place = table.get("year").map_or(section.span(), Spanned::span);
        let year = table
            .get("year")
            .and_then(|year| year.get_ref().as_integer());
        let Some(year) = year else {
            return self.problem(place, CalendarFileProblemKind::WrongValue("year"));
        };
        let year = i32::from_str_radix(year.as_str(), year.radix()).ok();
        let Some(year) = year.filter(|year| (1900..=2100).contains(year)) else {
            return self.problem(place, CalendarFileProblemKind::YearOutOfRange);
        };
        let arrangement = self.arrangement(table, Some(year));
        let notice = table
            .get("notice")
            .and_then(|notice| notice.get_ref().as_str());
        file.notices
            .extend(notice.map(|notice| (year, notice.to_owned())));
        if file.years.insert(year, arrangement).is_some() {
            self.problem(place, CalendarFileProblemKind::RepeatedYear(year));
        }
    }

    fn arrangement(&mut self, table: &DeTable<'_>, year: Option<i32>) -> Arrangement {
        let mut days = BTreeMap::new();
        let mut clashes = BTreeSet::new();
        for (key, worked) in [("off", false), ("work", true)] {
            for (place, text) in self.texts(table, key) {
                let Some((first, last)) = day_range(&text) else {
                    self.problem(place, CalendarFileProblemKind::NotADay(text));
                    continue;
                };
                if first > last {
                    self.problem(place, CalendarFileProblemKind::Backwards(text));
                    continue;
                }
                for day in (first.days()..=last.days()).map(CivilDay::from_days) {
                    if let Some(year) = year.filter(|&year| notice_year(day) != year) {
                        self.problem(
                            place.clone(),
                            CalendarFileProblemKind::OutsideYear(day, year),
                        );
                        break;
                    }
                    let clash = days
                        .insert(day, worked)
                        .is_some_and(|before| before != worked);
                    if clash && clashes.insert(day) {
                        self.problem(place.clone(), CalendarFileProblemKind::OffAndWorked(day));
                    }
                }
            }
        }
        Arrangement(days)
    }

    /// The texts of a list, with their places; none if the key is absent.
    fn texts(&mut self, table: &DeTable<'_>, key: &'static str) -> Vec<(Range<usize>, String)> {
        let Some(list) = table.get(key) else {
            return Vec::new();
        };
        let DeValue::Array(items) = list.get_ref() else {
            self.problem(list.span(), CalendarFileProblemKind::WrongValue(key));
            return Vec::new();
        };
        let mut texts = Vec::new();
        for item in items.iter() {
            match item.get_ref().as_str() {
                Some(text) => texts.push((item.span(), text.to_owned())),
                None => self.problem(item.span(), CalendarFileProblemKind::WrongValue(key)),
            }
        }
        texts
    }

    fn know(&mut self, table: &DeTable<'_>, known: &'static [&'static str]) {
        for key in table
            .keys()
            .filter(|key| !known.contains(&key.get_ref().as_ref()))
        {
            let name = key.get_ref().clone().into_owned();
            self.problem(key.span(), CalendarFileProblemKind::UnknownKey(name, known));
        }
    }

    fn problem(&mut self, place: Range<usize>, kind: CalendarFileProblemKind) {
        let before = self.text.get(..place.start).unwrap_or(self.text);
        let line = before.matches('\n').count() + 1;
        let column = before
            .rsplit('\n')
            .next()
            .map_or(0, |line| line.chars().count())
            + 1;
        self.problems
            .push(CalendarFileProblem { line, column, kind });
    }
}

/// At most a year of days, so that a slip of the pen cannot fill the memory.
const LONGEST_RANGE: i32 = 366;

fn day_range(text: &str) -> Option<(CivilDay, CivilDay)> {
    let (first, last) = text.split_once("..").unwrap_or((text, text));
    let (first, last) = (
        CivilDay::parse(first.trim())?,
        CivilDay::parse(last.trim())?,
    );
    (-LONGEST_RANGE..LONGEST_RANGE)
        .contains(&(last.days() - first.days()))
        .then_some((first, last))
}
