//! A file of facts in whichever form it comes: TOML, JSON lines, or a sheet with one fact per row.

mod json_lines;
mod sheet;

use std::fs;
use std::path::Path;

use ruling::fact_file::{CaseList, Place};
use ruling::policy::Packs;
use ruling::policy::problem::{Problem, SourceFile, Text};
use sheets::Choice;

use crate::failure::Failure;
use crate::input;

/// What to read, and how.
pub(crate) struct Source<'a> {
    pub(crate) facts: &'a Path,
    /// People and company facts in a TOML file of their own.
    pub(crate) company: Option<&'a Path>,
    /// Columns said rather than guessed.
    pub(crate) choices: &'a [Choice],
    /// Year of times written without one.
    pub(crate) year: i32,
}

/// The cases, and what a person should confirm about a sheet.
pub(crate) type Read = (CaseList, Vec<Text>);

/// Reads the facts; what form they have is told by the end of the file's name.
pub(crate) fn read(source: &Source<'_>, packs: &Packs) -> Result<Read, Failure> {
    let company = match source.company {
        Some(path) => Some((path.display().to_string(), input::text(path)?)),
        None => None,
    };
    let company = company
        .as_ref()
        .map(|(path, text)| SourceFile { path, text });
    let ending = source.facts.extension().unwrap_or_default();
    let ending = ending.to_string_lossy().to_lowercase();
    let path = source.facts.display().to_string();
    match ending.as_str() {
        "toml" => {
            let text = input::text(source.facts)?;
            let file = SourceFile {
                path: &path,
                text: &text,
            };
            let list = CaseList::from_toml(file, company, packs, source.year);
            Ok((list.map_err(found)?, Vec::new()))
        }
        "jsonl" | "ndjson" | "json" => {
            let text = input::text(source.facts)?;
            let list = json_lines::read(&path, &text, company, packs, source.year);
            Ok((list.map_err(found)?, Vec::new()))
        }
        "xlsx" | "xlsm" | "xlsb" | "xls" | "ods" | "csv" | "tsv" => {
            let bytes = fs::read(source.facts)
                .map_err(|error| Failure::unreadable(source.facts, &error))?;
            sheet::read(&bytes, source, company, packs)
        }
        _ => Err(match fs::metadata(source.facts) {
            Err(error) => Failure::unreadable(source.facts, &error),
            Ok(_) => Failure::Usage(Text::new(
                format!(
                    "{path}：看不出是哪一种事实清单，文件名要以 .toml、.jsonl、.xlsx、.xls、.ods、.csv 或 .tsv 结尾"
                ),
                format!(
                    "{path}: the form of these facts is unknown; the file's name ends in .toml, .jsonl, .xlsx, .xls, .ods, .csv or .tsv"
                ),
            )),
        }),
    }
}

fn found(problems: Vec<Problem>) -> Failure {
    Failure::problems(&problems)
}

/// A problem of a row or line.
fn problem(path: &str, place: Place, code: &'static str, cause: Text, remedy: Text) -> Problem {
    Problem {
        code,
        path: path.to_owned(),
        span: place.span,
        line: place.line,
        column: place.column,
        cause,
        remedy,
    }
}
