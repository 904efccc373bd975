//! Taking a name apart.

use std::sync::LazyLock;

use super::{CompanyName, CompanyNameProblem, Place};
use crate::identity::division::Divisions;
use crate::identity::folding::fold;

const TRADE_WORDS: &str = include_str!("../../../data/trade_words.txt");
const LEGAL_FORMS: &str = include_str!("../../../data/legal_forms.csv");

/// What a branch ends with, behind the complete name of its company.
const BRANCHES: &[&str] = &["分公司", "分店", "分厂", "办事处", "营业部"];

/// Longest first, so that 装饰工程 is found before 工程.
static TRADES: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    let mut words: Vec<&str> = TRADE_WORDS
        .lines()
        .filter(|word| !word.is_empty())
        .collect();
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    words
});

/// Suffix as written and the form it stands for, longest first.
static FORMS: LazyLock<Vec<(&'static str, &'static str)>> = LazyLock::new(|| {
    let rows = LEGAL_FORMS.lines().skip(1);
    let mut forms: Vec<_> = rows.filter_map(|line| line.split_once(',')).collect();
    forms.sort_by_key(|(suffix, _)| std::cmp::Reverse(suffix.len()));
    forms
});

pub(super) fn take_apart(text: &str) -> Result<CompanyName, CompanyNameProblem> {
    let folded = fold(text);
    if folded.trim().is_empty() {
        return Err(CompanyNameProblem::Empty);
    }
    let (name, in_brackets) = without_brackets(&folded);
    if name.is_empty() {
        return Err(CompanyNameProblem::NoLetters);
    }
    let (name, branch) = split_branch(&name);
    let (name, form) = split_form(name);
    let (name, place) = match in_brackets {
        Some(place) => (name, Some(place)),
        None => split_place(name),
    };
    let (core, trade) = split_trade(name);
    Ok(CompanyName {
        place,
        core: core.to_owned(),
        trade,
        form,
        branch: branch.map(str::to_owned),
    })
}

/// Letters and digits only. The first bracket that holds a place is taken out and returned; what
/// other brackets hold, such as 集团, stays where it stands.
fn without_brackets(folded: &str) -> (String, Option<Place>) {
    let mut name = String::with_capacity(folded.len());
    let mut place = None;
    let mut rest = folded;
    while let Some(open) = rest.find(is_opening) {
        let (before, after) = rest.split_at(open);
        name.extend(before.chars().filter(|c| c.is_alphanumeric()));
        let mut inside = after.chars();
        inside.next();
        let inside = inside.as_str();
        let Some(close) = inside.find(is_closing) else {
            rest = inside;
            continue;
        };
        let (held, after) = inside.split_at(close);
        rest = after;
        match bracketed_place(held) {
            Some(found) if place.is_none() => place = Some(found),
            None if is_remark(&name, held, after) => {}
            _ => name.extend(held.chars().filter(|c| c.is_alphanumeric())),
        }
    }
    name.extend(rest.chars().filter(|c| c.is_alphanumeric()));
    match place {
        // (武汉) alone: the place is all there is.
        Some(found) if name.is_empty() => (found.written, None),
        place => (name, place),
    }
}

fn is_opening(character: char) -> bool {
    matches!(character, '(' | '[' | '{' | '【' | '〔' | '〈' | '《' | '<')
}

fn is_closing(character: char) -> bool {
    matches!(character, ')' | ']' | '}' | '】' | '〕' | '〉' | '》' | '>')
}

/// 恒升建材有限公司（自然人独资）: behind a complete name brackets hold a place, a branch or a remark.
fn is_remark(name: &str, held: &str, after: &str) -> bool {
    let held = held.trim();
    name.ends_with("公司")
        && !after.chars().any(char::is_alphanumeric)
        && !BRANCHES.iter().any(|suffix| held.ends_with(suffix))
}

fn bracketed_place(held: &str) -> Option<Place> {
    let written: String = held.chars().filter(|c| c.is_alphanumeric()).collect();
    let found = Divisions::embedded().prefix(&written)?;
    (found.length == written.len()).then_some(Place {
        codes: found.codes,
        written,
        may_be_core: false,
    })
}

fn split_branch(name: &str) -> (&str, Option<&str>) {
    let is_branch = BRANCHES.iter().any(|suffix| name.ends_with(suffix));
    let head_end = name
        .rmatch_indices("公司")
        .map(|(start, word)| start + word.len())
        .find(|end| *end < name.len());
    match head_end {
        Some(end) if is_branch => {
            let (head, branch) = name.split_at(end);
            (head, Some(branch))
        }
        _ => (name, None),
    }
}

fn split_form(name: &str) -> (&str, Option<&'static str>) {
    FORMS
        .iter()
        .find_map(|(suffix, form)| {
            let rest = name.strip_suffix(suffix).filter(|rest| !rest.is_empty())?;
            Some((rest, Some(*form)))
        })
        .unwrap_or((name, None))
}

fn split_place(name: &str) -> (&str, Option<Place>) {
    let Some(found) = Divisions::embedded().prefix(name) else {
        return split_place_behind(name);
    };
    let (written, rest) = name.split_at(found.length);
    // 武汉有限公司 and 长沙建材有限公司 keep a core: a name is never its place alone.
    if rest.is_empty() {
        return (name, None);
    }
    let place = Place {
        codes: found.codes,
        written: written.to_owned(),
        may_be_core: !found.says_level,
    };
    (rest, Some(place))
}

/// 恒升建材武汉有限公司: a place behind the trade word, whose brackets somebody left out. Without a
/// trade word before it, it is the end of a core (新东方).
fn split_place_behind(name: &str) -> (&str, Option<Place>) {
    let cuts = name.char_indices().map(|(start, _)| start).skip(1);
    cuts.filter_map(|start| name.split_at_checked(start))
        .filter(|(before, _)| split_trade(before).1.is_some())
        .find_map(|(before, written)| Some((before, Some(bracketed_place(written)?))))
        .unwrap_or((name, None))
}

/// The last trade word is the trade; earlier ones belong to the core (川环科技|置业).
pub(super) fn split_trade(name: &str) -> (&str, Option<&'static str>) {
    TRADES
        .iter()
        .find_map(|word| {
            let rest = name.strip_suffix(word).filter(|rest| !rest.is_empty())?;
            Some((rest, Some(*word)))
        })
        .unwrap_or((name, None))
}

/// Whether a text is trade words from end to end.
pub(super) fn is_trade_only(text: &str) -> bool {
    match split_trade(text) {
        (rest, Some(_)) => is_trade_only(rest),
        (rest, None) => TRADES.contains(&rest),
    }
}
