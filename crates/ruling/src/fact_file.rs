//! Facts and company facts as people write them: one per line, or one per row of named columns.
//!
//! Text in, data out. Every line that cannot be read is a [`Problem`] with its place, cause and
//! remedy; all of them are reported at once. The form is documented in `docs/formats/facts.md`.

mod case_list;
mod company_line;
pub(crate) mod company_text;
mod fact_row;
mod intern;
pub(crate) mod keys;
mod names;
mod particulars;
mod people;
pub(crate) mod people_section;
mod row;
mod words;
mod written_time;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

pub use case_list::{CaseList, NamedCase, company_file};
pub use intern::{Intern, RefKind};
pub(crate) use names::symbol_of;
pub use particulars::cents_of;
pub use people::People;
pub use row::{COLUMNS, Cell, KINDS_ZH, Place, Row, column_named, kind_named};
pub use written_time::WrittenTime;

use crate::calendar::Zone;
use crate::company::CompanyFact;
use crate::fact::{Fact, Seq};
use crate::policy::Packs;
use crate::policy::problem::{Problem, SourceFile, Text};

/// Reads facts and company facts, remembering who and what was named so far.
#[derive(Debug)]
pub struct Reader<'p> {
    packs: &'p Packs,
    zone: Zone,
    year: i32,
    path: String,
    /// Staff and units by name.
    pub people: People,
    /// Personal and contested values by reference.
    pub intern: Intern,
    labels: BTreeMap<String, Seq>,
    unheard: BTreeSet<String>,
    problems: Vec<Problem>,
}

impl<'p> Reader<'p> {
    /// A reader of files at `path`, for facts judged by these packs. Times without a year are of
    /// `year`, on the clock of the newest version's zone.
    pub fn new(packs: &'p Packs, path: &str, year: i32, people: People) -> Self {
        let zone = packs
            .versions()
            .last()
            .map_or_else(Zone::shanghai, |version| version.zone.clone());
        Reader {
            packs,
            zone,
            year,
            path: path.to_owned(),
            people,
            intern: Intern::default(),
            labels: BTreeMap::new(),
            unheard: BTreeSet::new(),
            problems: Vec::new(),
        }
    }

    /// The zone that times are read in.
    pub fn zone(&self) -> &Zone {
        &self.zone
    }

    /// The facts written one per line in these bytes of a file, numbered from 1 in file order.
    pub fn facts_in(&mut self, file: SourceFile<'_>, span: Range<usize>) -> Vec<Fact> {
        let mut rows = Vec::new();
        for line in words::lines(file, span) {
            rows.extend(self.fact_line(&line));
        }
        for cell in rows.iter().filter_map(|row| row.get("case")) {
            self.problem(
                "one-case",
                &cell.place,
                ("场景只讲一个案卷", "a scenario is about one case"),
                (
                    "请去掉 `case`;几个案卷写成几个场景",
                    "leave `case` out; several cases are several scenarios",
                ),
            );
        }
        self.facts_of(&rows)
    }

    /// The facts of these rows, numbered from 1 in the order given.
    pub fn facts_of(&mut self, rows: &[Row]) -> Vec<Fact> {
        for (seq, row) in (1..).zip(rows) {
            let Some(label) = row.get("label") else {
                continue;
            };
            if self.labels.insert(label.text.clone(), seq).is_some() {
                let (name, place) = (&label.text, &label.place);
                self.problem(
                    "label-twice",
                    place,
                    (
                        &format!("标号 `{name}` 用了两次"),
                        &format!("the label `{name}` is used twice"),
                    ),
                    ("请换一个标号", "choose another label"),
                );
            }
        }
        let last = Seq::try_from(rows.len()).unwrap_or(Seq::MAX);
        (1..)
            .zip(rows)
            .filter_map(|(seq, row)| self.fact(row, seq, last))
            .collect()
    }

    /// The fact of a label, or of a number up to `last`.
    pub(crate) fn fact_named(&self, name: &str, last: Seq) -> Option<Seq> {
        let name = name.trim_start_matches('#');
        let number = || {
            name.parse()
                .ok()
                .filter(|number| (1..=last).contains(number))
        };
        self.labels.get(name).copied().or_else(number)
    }

    /// The fact of one line, which may name facts of a ledger up to `last`.
    pub fn fact_after(&mut self, file: SourceFile<'_>, last: Seq) -> Option<Fact> {
        let lines = words::lines(file, 0..file.text.len());
        let row = self.fact_line(lines.first()?)?;
        self.fact(&row, last.saturating_add(1), last)
    }

    /// One fact written in a line that has no time of its own, such as an act proposed at a time.
    pub(crate) fn fact_at(&mut self, line: &str, place: &Place, seq: Seq) -> Option<Fact> {
        let file = SourceFile {
            path: "",
            text: line,
        };
        let lines = words::lines(file, 0..line.len());
        let mut row = self.fact_line(lines.first()?)?;
        row.move_to(place);
        self.fact(&row, seq, seq)
    }

    /// The company facts written one per line in these bytes of a file.
    pub fn company_in(&mut self, file: SourceFile<'_>, span: Range<usize>) -> Vec<CompanyFact> {
        words::lines(file, span)
            .iter()
            .filter_map(|line| self.company_line(line))
            .collect()
    }

    /// One company fact that stands inside another text, such as a line of JSON.
    pub(crate) fn company_line_at(&mut self, line: &str, place: &Place) -> Option<CompanyFact> {
        let file = SourceFile {
            path: "",
            text: line,
        };
        let lines = words::lines(file, 0..line.len());
        let read = self.problems.len();
        let fact = self.company_line(lines.first()?);
        for problem in self.problems.iter_mut().skip(read) {
            (problem.line, problem.column) = (place.line, place.column);
            problem.span = place.span.clone();
        }
        fact
    }

    /// Everything that could not be read, in the order of the file.
    pub fn into_problems(mut self) -> Vec<Problem> {
        self.problems
            .sort_by_key(|problem| (problem.line, problem.column));
        self.problems
    }

    /// Adds a problem; cause and remedy each in Chinese and English.
    pub(crate) fn problem(
        &mut self,
        code: &'static str,
        place: &Place,
        cause: (&str, &str),
        remedy: (&str, &str),
    ) {
        self.problems.push(Problem {
            code,
            path: self.path.clone(),
            span: place.span.clone(),
            line: place.line,
            column: place.column,
            cause: Text::new(cause.0, cause.1),
            remedy: Text::new(remedy.0, remedy.1),
        });
    }

    /// A time, or a problem.
    pub(crate) fn written_time(&mut self, text: &str, place: &Place) -> Option<WrittenTime> {
        let time = WrittenTime::parse(text, self.year);
        if time.is_none() {
            self.problem(
                "bad-time",
                place,
                (
                    &format!("`{text}` 不是时间"),
                    &format!("`{text}` is not a time"),
                ),
                (
                    "请写 03-05、03-05 14:30、03-05 14:30:00 或 2026-03-05 24:00",
                    "write 03-05, 03-05 14:30, 03-05 14:30:00 or 2026-03-05 24:00",
                ),
            );
        }
        time
    }
}
