//! Whether two names can belong to one organisation.

use std::collections::BTreeSet;

use super::parts::{is_trade_only, split_trade};
use super::{CompanyName, Place};
use crate::identity::folding::{readings, sounds_alike};
use crate::language::Language;

/// The answer to "can these be one organisation?". Only [`NameComparison::Same`] decides by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameComparison {
    /// Normalised, the names are equal.
    Same,
    /// Suspected: a person or the credit code has to confirm.
    Similar(Similarity),
    /// Not one organisation by their names.
    Different(Difference),
}

/// Why two names are suspected to be one; the first of this list that holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Similarity {
    /// The cores sound alike and are spelled differently.
    Homophone,
    /// The cores differ in one character.
    OtherCharacter,
    /// One name lacks the place, or says it less finely.
    MissingPlace,
    /// One name is cut short: no trade word or no legal form.
    ShortForm,
    /// One name goes on to a branch.
    Branch,
    /// Only the legal form differs (有限, 股份, 集团).
    LegalForm,
}

/// What sets two names apart; the first of this list that holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Difference {
    /// They name different places.
    Place,
    /// They name different trades.
    Trade,
    /// They name different branches.
    Branch,
    /// Their cores differ.
    Core,
}

/// How one part of two names relates.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Equal,
    /// One name has it, or has more of it.
    Partial,
    Unlike,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Core {
    Equal,
    SoundsAlike,
    OneCharacter,
    /// One is the other with its trade words cut.
    Short,
    Unlike,
}

pub(super) fn compare(a: &CompanyName, b: &CompanyName) -> NameComparison {
    if is_same(a, b) {
        return NameComparison::Same;
    }
    match places(a.place.as_ref(), b.place.as_ref()) {
        Part::Unlike if reads_without_place(a, b) || reads_without_place(b, a) => {
            NameComparison::Similar(Similarity::MissingPlace)
        }
        Part::Unlike => NameComparison::Different(Difference::Place),
        place => compare_in_place(place, a, b),
    }
}

/// Equal keys, without making them: this is asked of many names.
fn is_same(a: &CompanyName, b: &CompanyName) -> bool {
    let beside_place = |name: &CompanyName| (name.trade, name.form);
    a.core == b.core
        && beside_place(a) == beside_place(b)
        && a.branch == b.branch
        && a.codes() == b.codes()
}

fn compare_in_place(place: Part, a: &CompanyName, b: &CompanyName) -> NameComparison {
    use NameComparison::{Different, Similar};
    let trade = trades(a.trade, b.trade);
    let core = cores(a, b);
    if trade == Part::Unlike && core != Core::Short {
        return Different(Difference::Trade);
    }
    let branch = match (&a.branch, &b.branch) {
        (a, b) if a == b => Part::Equal,
        (Some(_), Some(_)) => return Different(Difference::Branch),
        _ => Part::Partial,
    };
    match core {
        Core::Unlike => Different(Difference::Core),
        // One other character is little: all else has to agree.
        Core::OneCharacter if place != Part::Equal || trade != Part::Equal => {
            Different(Difference::Core)
        }
        Core::OneCharacter => Similar(Similarity::OtherCharacter),
        Core::SoundsAlike => Similar(Similarity::Homophone),
        Core::Equal | Core::Short if place == Part::Partial => Similar(Similarity::MissingPlace),
        Core::Equal if trade == Part::Equal && branch == Part::Partial => {
            Similar(Similarity::Branch)
        }
        Core::Equal if trade == Part::Equal && a.form.is_some() && b.form.is_some() => {
            Similar(Similarity::LegalForm)
        }
        Core::Equal | Core::Short => Similar(Similarity::ShortForm),
    }
}

/// Words of which two names that are the same or similar share at least one, to find candidates among
/// many names without comparing each with each.
pub(super) fn likeness_keys(name: &CompanyName) -> BTreeSet<String> {
    let letters: Vec<char> = name.core.chars().collect();
    let mut keys = BTreeSet::from([
        format!("core {}", name.core),
        format!("core {}", root(name)),
    ]);
    if let Some(place) = name.place.as_ref().filter(|place| place.may_be_core) {
        keys.insert(format!("core {}{}", place.written, name.core));
    }
    for sounds in spoken(&letters) {
        keys.insert(format!("sound {sounds}"));
    }
    // One other character asks for the same place and trade: so do its keys, which would be too many.
    let codes: Vec<String> = name.codes().iter().map(ToString::to_string).collect();
    let beside = format!("{} {}", codes.join("+"), name.trade.unwrap_or_default());
    if letters.len() > 1 {
        for hidden in 0..letters.len() {
            let shown = letters.iter().enumerate();
            let pattern: String = shown
                .map(|(at, letter)| if at == hidden { '?' } else { *letter })
                .collect();
            keys.insert(format!("but one {beside} {pattern}"));
        }
    }
    keys
}

/// Core and trade without any trade words at the end: what short forms of a name have in common.
fn root(name: &CompanyName) -> String {
    let written = format!("{}{}", name.core, name.trade.unwrap_or_default());
    let mut rest = written.as_str();
    while let (shorter, Some(_)) = split_trade(rest) {
        rest = shorter;
    }
    rest.to_owned()
}

/// More readings than this of one core are left out; three characters of three readings have 27.
const READINGS_MAX: usize = 64;

/// Every way to read a core aloud, without tones.
fn spoken(letters: &[char]) -> Vec<String> {
    let mut spoken = vec![String::new()];
    for letter in letters {
        let readings = readings(*letter);
        spoken = spoken
            .iter()
            .flat_map(|before| {
                readings
                    .iter()
                    .map(move |reading| format!("{before} {reading}"))
            })
            .take(READINGS_MAX)
            .collect();
    }
    spoken
}

fn places(a: Option<&Place>, b: Option<&Place>) -> Part {
    let (Some(a), Some(b)) = (a, b) else {
        return if a.is_none() && b.is_none() {
            Part::Equal
        } else {
            Part::Partial
        };
    };
    if a.codes == b.codes {
        return Part::Equal;
    }
    let mut pairs = a
        .codes
        .iter()
        .flat_map(|a| b.codes.iter().map(move |b| (a, b)));
    if pairs.any(|(a, b)| a.contains(*b) || b.contains(*a)) {
        Part::Partial
    } else {
        Part::Unlike
    }
}

/// 东方恒升建材 beside 武汉东方恒升建材: what looked like a place is the beginning of the core.
fn reads_without_place(a: &CompanyName, b: &CompanyName) -> bool {
    let Some(place) = a.place.as_ref().filter(|place| place.may_be_core) else {
        return false;
    };
    b.core.strip_prefix(place.written.as_str()) == Some(a.core.as_str())
        && trades(a.trade, b.trade) != Part::Unlike
}

/// 装饰 and 装饰工程 are one trade said more or less fully.
fn trades(a: Option<&str>, b: Option<&str>) -> Part {
    match (a, b) {
        (a, b) if a == b => Part::Equal,
        (Some(a), Some(b)) if !a.starts_with(b) && !b.starts_with(a) => Part::Unlike,
        _ => Part::Partial,
    }
}

fn cores(a: &CompanyName, b: &CompanyName) -> Core {
    if a.core == b.core {
        return Core::Equal;
    }
    if is_cut_from(a, b) || is_cut_from(b, a) {
        return Core::Short;
    }
    let (letters_a, letters_b): (Vec<char>, Vec<char>) =
        (a.core.chars().collect(), b.core.chars().collect());
    if letters_a.len() != letters_b.len() || letters_a.len() < 2 {
        return Core::Unlike;
    }
    let pairs = || letters_a.iter().zip(&letters_b);
    if pairs().all(|(a, b)| sounds_alike(*a, *b)) {
        Core::SoundsAlike
    } else if pairs().filter(|(a, b)| a != b).count() == 1 {
        Core::OneCharacter
    } else {
        Core::Unlike
    }
}

/// Whether a name without legal form or trade word is the other one up to some trade word:
/// 川环科技 of 川环科技置业有限公司.
fn is_cut_from(short: &CompanyName, full: &CompanyName) -> bool {
    if short.form.is_some() && short.trade.is_some() {
        return false;
    }
    let written = |name: &CompanyName| format!("{}{}", name.core, name.trade.unwrap_or_default());
    let short = written(short);
    written(full)
        .strip_prefix(short.as_str())
        .is_some_and(|rest| !rest.is_empty() && is_trade_only(rest))
}

impl Similarity {
    /// The reason to show a person.
    pub fn text(self, language: Language) -> &'static str {
        match self {
            Similarity::Homophone => language.pick("字号同音", "the names sound alike"),
            Similarity::OtherCharacter => {
                language.pick("字号只差一字", "the names differ in one character")
            }
            Similarity::MissingPlace => language.pick(
                "一方未写明行政区划",
                "one name does not say its place as finely",
            ),
            Similarity::ShortForm => language.pick("一方为简称", "one name is a short form"),
            Similarity::Branch => language.pick("一方为分支机构", "one name is that of a branch"),
            Similarity::LegalForm => language.pick("只差企业类型", "only the legal form differs"),
        }
    }
}

impl Difference {
    /// The reason to show a person.
    pub fn text(self, language: Language) -> &'static str {
        match self {
            Difference::Place => language.pick("所属地区不同", "they name different places"),
            Difference::Trade => language.pick("行业不同", "they name different trades"),
            Difference::Branch => language.pick("分支机构不同", "they name different branches"),
            Difference::Core => language.pick("字号不同", "the names differ"),
        }
    }
}
