//! Clauses and the scenarios that show them: each shown by one at least, each scenario filed under its clause.

use std::ops::Range;

use toml::de::DeTable;

use super::super::load::{in_order, section, syntax, written};
use super::super::problem::{Problem, SourceFile, Text, did_you_mean};
use super::Document;
use crate::fact_file::people_section;

/// A scenario file, as far as clauses are concerned.
pub(super) struct Example<'s> {
    file: SourceFile<'s>,
    clauses: Vec<(String, Range<usize>)>,
}

/// Reads which clauses a scenario shows. What else it says is checked when it runs.
pub(super) fn read<'s>(file: SourceFile<'s>, problems: &mut Vec<Problem>) -> Option<Example<'s>> {
    let (_, text) = people_section::take(file.text);
    let (document, errors) = DeTable::parse_recoverable(&text);
    for error in &errors {
        let (cause, remedy) = syntax::explain(error.message());
        let span = error.span().unwrap_or(0..0);
        problems.push(Problem::new("syntax", file, span, cause, remedy));
    }
    if !errors.is_empty() {
        return None;
    }
    let clauses: Vec<_> = written::texts(document.get_ref(), "clause")
        .into_iter()
        .map(|(number, span)| (number.to_owned(), span))
        .collect();
    if clauses.is_empty() {
        problems.push(Problem::new(
            "scenario-without-clause",
            file,
            0..0,
            Text::new(
                "情景没有写它说明哪个条款",
                "the scenario names no clause that it shows",
            ),
            Text::new(
                "在开头写上 clause = [\"三.4\"]",
                "begin with clause = [\"三.4\"]",
            ),
        ));
    } else if !well_named(file.path, &clauses) {
        problems.push(badly_named(file, &clauses));
    }
    Some(Example { file, clauses })
}

/// `<clause>-<what-happens>.toml`; the clause as the regulation writes it or in digits: `三.4-`, `3.4-`, `3-4-`.
fn well_named(path: &str, clauses: &[(String, Range<usize>)]) -> bool {
    let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
    let Some(stem) = name.strip_suffix(".toml") else {
        return false;
    };
    clauses.iter().any(|(number, _)| {
        let digits = in_digits(number);
        let dashed = digits.replace('.', "-");
        [number.as_str(), &digits, &dashed].iter().any(|begins| {
            stem.strip_prefix(*begins)
                .and_then(|rest| rest.strip_prefix('-'))
                .is_some_and(|what| !what.is_empty())
        })
    })
}

/// `三.4` as `3.4`, `第十二条` as `12`; what has no number stays (`解释.3`).
fn in_digits(number: &str) -> String {
    let parts = number.split('.').map(|part| {
        let bare = part.trim_start_matches('第').trim_end_matches('条');
        chinese_number(bare).map_or_else(|| bare.to_owned(), |n| n.to_string())
    });
    parts.collect::<Vec<_>>().join(".")
}

/// Chinese numbers below one hundred.
fn chinese_number(text: &str) -> Option<u32> {
    let digit = |text: &str| match text {
        "一" => Some(1),
        "二" => Some(2),
        "三" => Some(3),
        "四" => Some(4),
        "五" => Some(5),
        "六" => Some(6),
        "七" => Some(7),
        "八" => Some(8),
        "九" => Some(9),
        _ => None,
    };
    let Some((tens, ones)) = text.split_once('十') else {
        return digit(text);
    };
    let tens = if tens.is_empty() { 1 } else { digit(tens)? };
    let ones = if ones.is_empty() { 0 } else { digit(ones)? };
    Some(tens * 10 + ones)
}

fn badly_named(file: SourceFile<'_>, clauses: &[(String, Range<usize>)]) -> Problem {
    let (first, span) = clauses
        .first()
        .map_or(("", 0..0), |(number, span)| (number, span.clone()));
    Problem::new(
        "scenario-name",
        file,
        span,
        Text::new(
            "情景的文件名没有以它说明的条款开头",
            "the scenario's file name does not begin with a clause that it shows",
        ),
        Text::new(
            format!(
                "改名为 {first}-<发生什么>.toml 或 {}-<发生什么>.toml",
                in_digits(first)
            ),
            format!(
                "rename it {first}-<what-happens>.toml or {}-<what-happens>.toml",
                in_digits(first)
            ),
        ),
    )
}

/// Reports the clauses that no scenario shows; clauses that only `kept` rules keep need none.
pub(super) fn coverage(
    document: &Document<'_, '_>,
    examples: &[Example<'_>],
    problems: &mut Vec<Problem>,
) {
    let Some((clauses, _)) = section(document.table, "clauses") else {
        return;
    };
    for (number, span, _) in in_order(clauses) {
        let mut rules = document.rules.iter().filter(|rule| rule.clause == number);
        let judged = rules.any(|rule| rule.name != "kept");
        let written = document
            .clauses
            .iter()
            .any(|clause| clause.number == number);
        let shown = examples
            .iter()
            .flat_map(|example| &example.clauses)
            .any(|(shown, _)| shown == number);
        if judged && written && !shown {
            problems.push(Problem::new(
                "clause-without-scenario",
                document.file,
                span,
                Text::new(
                    format!("条款 {number} 没有情景"),
                    format!("clause {number} has no scenario"),
                ),
                Text::new(
                    format!("在 scenarios/ 里写一个 clause = [\"{number}\"] 的情景"),
                    format!("write a scenario with clause = [\"{number}\"] in scenarios/"),
                ),
            ));
        }
    }
}

/// Reports the clauses that scenarios name and no version of the regulation has.
pub(super) fn unknown_clauses(
    examples: &[Example<'_>],
    known: &[String],
    problems: &mut Vec<Problem>,
) {
    for example in examples {
        for (number, span) in &example.clauses {
            if known.contains(number) {
                continue;
            }
            let remedy = match did_you_mean(number, known.iter().map(String::as_str)) {
                Some(hint) => Text::new(
                    format!("是不是 \"{hint}\"?"),
                    format!("did you mean \"{hint}\"?"),
                ),
                None => Text::new(
                    "请写 regulation.md 里的条款号",
                    "write the number of a clause of regulation.md",
                ),
            };
            problems.push(Problem::new(
                "unknown-clause",
                example.file,
                span.clone(),
                Text::new(
                    format!("regulation.md 里没有条款 {number}"),
                    format!("regulation.md has no clause {number}"),
                ),
                remedy,
            ));
        }
    }
}
