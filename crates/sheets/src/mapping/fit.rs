//! How well a header's words, and the values below it, fit a wanted column. Scores run to 100.

use super::ColumnKind;
use crate::cell::Cell;
use crate::value::{Reading, Value, half_width};

/// The last part of `group/name`.
pub(super) fn leaf(header: &str) -> &str {
    header.rsplit_once('/').map_or(header, |(_, leaf)| leaf)
}

/// Without width, case, blanks, marks such as `*` and `:`, and what stands in brackets.
pub(super) fn normalised(header: &str) -> String {
    let mut depth = 0_u32;
    let mut kept = String::new();
    for c in half_width(header).to_lowercase().chars() {
        match c {
            '(' | '[' | '【' => depth += 1,
            ')' | ']' | '】' => depth = depth.saturating_sub(1),
            _ if depth == 0 && c.is_alphanumeric() => kept.push(c),
            _ => {}
        }
    }
    kept
}

/// 100 for a synonym as written, 96 normalised, 94 under a group, less for parts and near misses,
/// 0 for nothing in common.
pub(super) fn by_words(header: &str, synonyms: &[String]) -> i32 {
    if header.is_empty() {
        return 0;
    }
    if synonyms.iter().any(|synonym| synonym == header) {
        return 100;
    }
    let whole = synonyms
        .iter()
        .map(|synonym| similar(header, synonym))
        .max()
        .unwrap_or(0);
    let leaf = leaf(header);
    if leaf == header {
        return whole;
    }
    let under_group = synonyms
        .iter()
        .map(|synonym| similar(leaf, synonym) - 2)
        .max()
        .unwrap_or(0);
    whole.max(under_group)
}

fn similar(header: &str, synonym: &str) -> i32 {
    let (header, synonym) = (normalised(header), normalised(synonym));
    if header.is_empty() || synonym.is_empty() {
        return 0;
    }
    if header == synonym {
        return 96;
    }
    let (longer, shorter) = if header.len() >= synonym.len() {
        (&header, &synonym)
    } else {
        (&synonym, &header)
    };
    let (long, short) = (longer.chars().count(), shorter.chars().count());
    let least = if shorter.is_ascii() { 3 } else { 2 };
    if short >= least && longer.contains(shorter.as_str()) {
        // The end of a Chinese compound says what it is: 客户电话 is a phone, 电话客户 a customer.
        let at_end = if longer.ends_with(shorter.as_str()) {
            8
        } else {
            0
        };
        return 50 + share(short, long, 30) + at_end;
    }
    let similarity = strsim::normalized_damerau_levenshtein(&header, &synonym);
    // One character of three, or a letter or two of a word.
    if similarity >= 0.66 && short >= 3 {
        (similarity * 85.0) as i32
    } else {
        0
    }
}

fn share(part: usize, whole: usize, of: i32) -> i32 {
    let ratio = part as f64 / whole.max(1) as f64;
    (ratio * f64::from(of)) as i32
}

/// From −30 (the values are plainly something else) to 10 (they are plainly of this kind).
pub(super) fn by_values(cells: &[Cell], kind: ColumnKind, reading: Reading) -> i32 {
    let filled = cells.iter().filter(|cell| !cell.is_blank()).count();
    if filled < 3 {
        return 0;
    }
    if kind == ColumnKind::Text {
        let is_other = [ColumnKind::Phone, ColumnKind::DateTime]
            .into_iter()
            .any(|other| leaves_no_doubt(cells, other, reading));
        return if is_other { -25 } else { 0 };
    }
    match share(fitting(cells, kind, reading), filled, 100) {
        80.. => 10,
        40..80 => 0,
        _ => -30,
    }
}

/// Four values of five and three at least are of this kind, and could not be of another.
pub(super) fn leaves_no_doubt(cells: &[Cell], kind: ColumnKind, reading: Reading) -> bool {
    let filled = cells.iter().filter(|cell| !cell.is_blank()).count();
    filled >= 3 && fitting(cells, kind, reading) * 5 >= filled * 4
}

fn fitting(cells: &[Cell], kind: ColumnKind, reading: Reading) -> usize {
    cells
        .iter()
        .filter(|cell| is_plainly(cell, kind, reading))
        .count()
}

fn is_plainly(cell: &Cell, kind: ColumnKind, reading: Reading) -> bool {
    match (reading.value(cell, kind), kind) {
        (Ok(Some(Value::Phone(phone))), _) => {
            let digits = phone
                .chars()
                .filter(|c| c.is_ascii_digit() || *c == '*')
                .count();
            let others = phone
                .chars()
                .filter(|c| !matches!(c, '0'..='9' | '*' | '+' | '-' | ' ' | '(' | ')'));
            (10..=14).contains(&digits) && others.count() == 0
        }
        // A serial number of a row must not pass for a day of the month.
        (Ok(Some(_)), ColumnKind::DateTime | ColumnKind::Date) => {
            !matches!(cell, Cell::Number(number) if *number < 20_000.0)
                && cell.text().is_none_or(|text| text.chars().count() > 2)
        }
        (Ok(Some(_)), ColumnKind::Time) => !matches!(cell, Cell::DateTime(_)),
        (Ok(Some(_)), _) => true,
        _ => false,
    }
}
