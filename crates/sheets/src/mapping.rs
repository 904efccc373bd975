//! Which header means which wanted column, how sure that is, and what else it could have been.

mod fit;

use crate::cell::{Cell, column_index, column_letter};
use crate::problem::{Cause, ColumnName, Place, SheetProblem};
use crate::value::{Reading, half_width};

/// What a column should hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnKind {
    /// Anything.
    Text,
    /// A phone number; whether it is a valid one is the caller's business.
    Phone,
    /// A day, with or without a time.
    DateTime,
    /// A day; a time beside it is dropped.
    Date,
    /// A time of day.
    Time,
    /// A number.
    Number,
}

/// A column the caller wants.
#[derive(Debug, Clone)]
pub struct Column {
    /// The caller's name for it.
    pub key: String,
    /// Headers people give it, in any language, best first.
    pub synonyms: Vec<String>,
    /// What it should hold.
    pub kind: ColumnKind,
    /// A sheet without it is no register, and a row without a value has a problem.
    pub required: bool,
}

/// What the caller says about a column, overriding every guess.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// The wanted column.
    pub key: String,
    /// Its header, or its letter if no header reads so.
    pub header: String,
}

impl Choice {
    /// Reads `phone=联系电话` or `phone=D`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Choice> {
        let (key, header) = text.split_once('=')?;
        let (key, header) = (key.trim(), header.trim());
        (!key.is_empty() && !header.is_empty()).then(|| Choice {
            key: key.to_owned(),
            header: header.to_owned(),
        })
    }
}

/// How a column was recognised, surest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Certainty {
    /// The caller said so.
    Chosen,
    /// The header is one of the synonyms, up to width, case, blanks and marks.
    Exact,
    /// The header contains a synonym, or nearly reads like one.
    Close,
    /// Little of the header fits, or only the values do.
    Guessed,
}

/// A header of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// Column, from 0.
    pub column: u32,
    /// Its text; `group/name` under a group header.
    pub text: String,
}

impl Header {
    /// The header as a place for a problem.
    #[must_use]
    pub fn name(&self) -> ColumnName {
        ColumnName {
            letter: column_letter(self.column),
            header: self.text.clone(),
        }
    }
}

/// A wanted column that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assigned {
    /// Position in the caller's list of columns.
    pub wanted: usize,
    /// Where it is.
    pub header: Header,
    /// How sure that is.
    pub certainty: Certainty,
}

/// The result for one table.
#[derive(Debug, Clone, Default)]
pub struct Mapping {
    /// What was found, in the order of the caller's columns.
    pub assigned: Vec<Assigned>,
    /// Headers that nobody wanted.
    pub unmapped: Vec<Header>,
}

impl Mapping {
    pub(crate) fn of(&self, wanted: usize) -> Option<&Assigned> {
        self.assigned
            .iter()
            .find(|assigned| assigned.wanted == wanted)
    }

    pub(crate) fn has_column(&self, column: u32) -> bool {
        self.assigned
            .iter()
            .any(|assigned| assigned.header.column == column)
    }
}

/// Below this a header does not mean the key; at it, half of a contained word fits.
const LEAST_SCORE: i32 = 55;
/// A second column this near to the best is a rival.
const RIVAL_DISTANCE: i32 = 8;

/// Maps `headers` with the values below them (a sample) to `columns`. The problems are for the
/// person to confirm; none of them stops the reading.
pub(crate) fn map(
    columns: &[Column],
    choices: &[Choice],
    headers: &[Header],
    values: &[Vec<Cell>],
    reading: Reading,
) -> (Mapping, Vec<SheetProblem>) {
    let mut assigned = Vec::new();
    let mut problems = choose(columns, choices, headers, &mut assigned);
    let scores = scores(columns, headers, values, reading);
    let mut ranked: Vec<&(usize, usize, i32)> = scores.iter().collect();
    ranked.sort_by_key(|(wanted, header, score)| (-score, *wanted, *header));
    for &&(wanted, header, score) in &ranked {
        let Some(header) = headers.get(header) else {
            continue;
        };
        if is_free(&assigned, wanted, header) {
            let certainty = match score {
                94.. => Certainty::Exact,
                70..94 => Certainty::Close,
                _ => Certainty::Guessed,
            };
            assigned.push(Assigned {
                wanted,
                header: header.clone(),
                certainty,
            });
        }
    }
    by_values(columns, headers, values, reading, &mut assigned);
    assigned.sort_by_key(|found| found.wanted);
    for found in &assigned {
        problems.extend(doubt(columns, headers, &scores, &assigned, found));
    }
    let taken = |header: &&Header| {
        assigned
            .iter()
            .any(|found| found.header.column == header.column)
    };
    let unmapped = headers
        .iter()
        .filter(|header| !taken(header))
        .cloned()
        .collect();
    (Mapping { assigned, unmapped }, problems)
}

fn is_free(assigned: &[Assigned], wanted: usize, header: &Header) -> bool {
    !assigned
        .iter()
        .any(|found| found.wanted == wanted || found.header.column == header.column)
}

/// Choices for keys that nobody wants.
pub(crate) fn unknown_keys(columns: &[Column], choices: &[Choice]) -> Vec<SheetProblem> {
    let known = || columns.iter().map(|column| column.key.clone()).collect();
    choices
        .iter()
        .filter(|choice| columns.iter().all(|column| column.key != choice.key))
        .map(|choice| {
            nowhere(Cause::UnknownKey {
                key: choice.key.clone(),
                known: known(),
            })
        })
        .collect()
}

/// What the caller chose, and what is wrong with it.
fn choose(
    columns: &[Column],
    choices: &[Choice],
    headers: &[Header],
    assigned: &mut Vec<Assigned>,
) -> Vec<SheetProblem> {
    let mut problems = Vec::new();
    for choice in choices {
        let key = choice.key.clone();
        let Some(wanted) = columns.iter().position(|column| column.key == key) else {
            continue; // told once for the whole book
        };
        let reads_so = |header: &&Header| {
            fit::normalised(&header.text) == fit::normalised(&choice.header)
                || fit::leaf(&header.text) == choice.header
        };
        let by_letter = || {
            column_index(&choice.header).map(|column| Header {
                column,
                text: String::new(),
            })
        };
        let found = headers.iter().find(reads_so).cloned().or_else(|| {
            let by_letter = by_letter()?;
            let named = headers
                .iter()
                .find(|header| header.column == by_letter.column);
            Some(named.cloned().unwrap_or(by_letter))
        });
        match found {
            None => problems.push(nowhere(Cause::UnknownHeader {
                key,
                wanted: choice.header.clone(),
                headers: headers.iter().map(|header| header.text.clone()).collect(),
            })),
            Some(header) if !is_free(assigned, wanted, &header) => problems.push(SheetProblem {
                place: Place {
                    column: Some(Box::new(header.name())),
                    ..Place::default()
                },
                cause: Cause::ColumnChosenTwice { key },
            }),
            Some(header) => {
                assigned.push(Assigned {
                    wanted,
                    header,
                    certainty: Certainty::Chosen,
                });
            }
        }
    }
    problems
}

fn nowhere(cause: Cause) -> SheetProblem {
    SheetProblem {
        place: Place::default(),
        cause,
    }
}

/// Every pair of wanted column and header that could go together, with its score.
fn scores(
    columns: &[Column],
    headers: &[Header],
    values: &[Vec<Cell>],
    reading: Reading,
) -> Vec<(usize, usize, i32)> {
    let mut scores = Vec::new();
    let is_moment = |header: &str| {
        let mut moments = columns
            .iter()
            .filter(|column| column.kind == ColumnKind::DateTime);
        moments.any(|column| fit::by_words(header, &column.synonyms) >= 94)
    };
    for (wanted, column) in columns.iter().enumerate() {
        for (index, header) in headers.iter().enumerate() {
            let by_words = fit::by_words(&header.text, &column.synonyms);
            let is_clock = values
                .get(index)
                .is_some_and(|cells| fit::leaves_no_doubt(cells, ColumnKind::Time, reading));
            // 来访日期 and 来访时间 may be a day and its clock, or either the whole moment.
            let is_other = match column.kind {
                ColumnKind::Time => !is_clock && is_moment(&header.text),
                ColumnKind::DateTime | ColumnKind::Date => is_clock,
                _ => false,
            };
            if by_words == 0 || is_other {
                continue;
            }
            // Values decide between headers that only partly fit; an exact header stands, so
            // that a column of unreadable dates gives row problems and not a missing column.
            let by_values = values
                .get(index)
                .map_or(0, |cells| fit::by_values(cells, column.kind, reading));
            let score = if by_words >= 94 {
                by_words
            } else {
                by_words + by_values
            };
            if score >= LEAST_SCORE {
                scores.push((wanted, index, score));
            }
        }
    }
    scores
}

/// A required column whose header says nothing is taken if its values leave no doubt of the kind.
fn by_values(
    columns: &[Column],
    headers: &[Header],
    values: &[Vec<Cell>],
    reading: Reading,
    assigned: &mut Vec<Assigned>,
) {
    for (wanted, column) in columns.iter().enumerate() {
        let is_telling = !matches!(column.kind, ColumnKind::Text | ColumnKind::Number);
        if !is_telling || !column.required {
            continue;
        }
        let fitting = headers.iter().zip(values).find(|(header, cells)| {
            is_free(assigned, wanted, header) && fit::leaves_no_doubt(cells, column.kind, reading)
        });
        if let Some((header, _)) = fitting {
            let certainty = Certainty::Guessed;
            assigned.push(Assigned {
                wanted,
                header: header.clone(),
                certainty,
            });
        }
    }
}

/// What a person should confirm about one assignment.
fn doubt(
    columns: &[Column],
    headers: &[Header],
    scores: &[(usize, usize, i32)],
    assigned: &[Assigned],
    found: &Assigned,
) -> Option<SheetProblem> {
    let key = columns.get(found.wanted)?.key.clone();
    if found.certainty == Certainty::Chosen {
        return None;
    }
    let of_key = |&&(wanted, ..): &&(usize, usize, i32)| wanted == found.wanted;
    let score_at = |column: u32| {
        scores.iter().filter(of_key).find_map(|(_, index, score)| {
            headers
                .get(*index)
                .filter(|header| header.column == column)
                .map(|_| *score)
        })
    };
    let best = score_at(found.header.column).unwrap_or(LEAST_SCORE);
    let rivals: Vec<ColumnName> = headers
        .iter()
        .filter(|header| {
            !assigned
                .iter()
                .any(|other| other.header.column == header.column)
        })
        .filter(|header| {
            score_at(header.column).is_some_and(|score| score + RIVAL_DISTANCE >= best)
        })
        .map(Header::name)
        .collect();
    let cause = if !rivals.is_empty() {
        Cause::AmbiguousColumn { key, rivals }
    } else if found.certainty == Certainty::Guessed {
        Cause::UnsureColumn { key }
    } else {
        return None;
    };
    let place = Place {
        column: Some(Box::new(found.header.name())),
        ..Place::default()
    };
    Some(SheetProblem { place, cause })
}

/// Whether the text of a header cell means one of the columns beyond doubt.
pub(crate) fn names_a_column(text: &str, columns: &[Column]) -> bool {
    let text = half_width(text);
    columns
        .iter()
        .any(|column| fit::by_words(&text, &column.synonyms) >= 94)
}
