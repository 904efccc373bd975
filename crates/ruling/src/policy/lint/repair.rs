//! A pack whose text cannot be read everywhere, with the unreadable entries blanked out, so that
//! what else is wrong is told at once and not one slip at a time.

use std::ops::Range;

use toml::de::{DeTable, Error};

use super::super::problem::Problem;

/// Each round blanks an entry; a text with more unreadable ones is left.
const ROUNDS_MAX: usize = 32;

/// What is wrong with an entry by itself. Everything else may be a consequence of what was blanked.
const LOCAL: [&str; 10] = [
    "cap-below-span",
    "duplicate-entry",
    "empty",
    "empty-window",
    "impossible-value",
    "unknown-key",
    "unknown-rule",
    "unknown-section",
    "unordered-amounts",
    "zero",
];

/// Whether a problem of a repaired text stands on its own.
pub(super) fn is_local(problem: &Problem) -> bool {
    LOCAL.contains(&problem.code)
}

/// The text with each unreadable entry replaced by as many blanks, so that places stay; none if that
/// does not make it readable.
pub(super) fn readable(text: &str) -> Option<String> {
    let mut text = text.to_owned();
    for _ in 0..ROUNDS_MAX {
        let (_, errors) = DeTable::parse_recoverable(&text);
        let Some(first) = errors.iter().find_map(Error::span) else {
            return errors.is_empty().then_some(text);
        };
        let lines = lines(&text);
        let entry = entry_at(&lines, &text, first.start)?;
        let blanked: String = text
            .get(entry.clone())?
            .chars()
            .flat_map(|c| match c {
                '\n' | '\r' => vec![c],
                c => vec![' '; c.len_utf8()],
            })
            .collect();
        if text.get(entry.clone())?.trim().is_empty() {
            return None;
        }
        text.replace_range(entry, &blanked);
    }
    None
}

fn lines(text: &str) -> Vec<Range<usize>> {
    let mut start = 0;
    let lines = text.split_inclusive('\n').map(|line| {
        let range = start..start + line.len();
        start = range.end;
        range
    });
    lines.collect()
}

/// The lines of the entry an error is in: from the one that begins it to before the next that begins
/// one. An error at the very beginning of an entry is the fault of the one before, not yet closed.
fn entry_at(lines: &[Range<usize>], text: &str, at: usize) -> Option<Range<usize>> {
    let begins = |line: &Range<usize>| text.get(line.clone()).is_some_and(begins_an_entry);
    let at_line = lines
        .iter()
        .position(|line| line.contains(&at))
        .unwrap_or(lines.len().checked_sub(1)?);
    let is_at_beginning = lines
        .get(at_line)
        .is_some_and(|line| begins(line) && at == line.start);
    let above = lines.get(..at_line)?;
    let before = above.iter().rposition(|line| {
        begins(line)
            && text
                .get(line.clone())
                .is_some_and(|line| !line.trim().is_empty())
    });
    let first = match (is_at_beginning, before) {
        (true, Some(before)) => before,
        (false, Some(before)) if !lines.get(at_line).is_some_and(begins) => before,
        _ => at_line,
    };
    let end = lines
        .iter()
        .enumerate()
        .skip(first + 1)
        .find(|(_, line)| begins(line))
        .map_or(lines.len(), |(next, _)| next);
    Some(lines.get(first)?.start..lines.get(end.checked_sub(1)?)?.end)
}

/// `key = …` or `[section]` at the beginning of a line.
fn begins_an_entry(line: &str) -> bool {
    let quoted = |line: &str| {
        let rest = line.strip_prefix('"')?.split_once('"')?.1;
        Some(rest.trim_start().starts_with('='))
    };
    let bare = |line: &str| {
        let key = line.split('=').next()?.trim_end();
        let is_key = !key.is_empty()
            && key
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "_-".contains(c));
        Some(is_key && line.contains('='))
    };
    line.starts_with('[') || quoted(line) == Some(true) || bare(line) == Some(true)
}
