//! Administrative divisions of the mainland: codes (GB/T 2260), containment, names.
//!
//! The data and their source are described in `data/divisions.md`.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::LazyLock;

use sha2::{Digest, Sha256};

use super::Refusal;
use super::folding::{fold, narrow};
use crate::language::Language;

mod names;
#[cfg(test)]
mod tests;

const DIVISIONS: &str = include_str!("../../data/divisions.csv");
const RETIRED: &str = include_str!("../../data/retired_divisions.csv");

/// The longest place name to try at the start of a text, in characters.
const NAME_CHARACTERS_MAX: usize = 16;

/// Six digits of GB/T 2260: province, prefecture and county, two digits each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct DivisionCode(u32);

/// What a row of the data is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Province, autonomous region, municipality, special administrative region.
    Province,
    /// Prefecture, prefecture-level city, autonomous prefecture, league.
    Prefecture,
    /// A row that only gathers counties (`市辖区`): never a place name.
    Group,
    /// County, district, county-level city, banner.
    County,
    /// Counted beside counties by the statistical office, absent from GB/T 2260.
    Statistical,
}

/// One row of the data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Division {
    /// Name in full, as the source spells it.
    pub name: &'static str,
    /// What it is.
    pub level: Level,
}

/// A code that was in force once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetiredDivision {
    /// Its last name.
    pub name: &'static str,
    /// The last year whose list had it.
    pub last_listed: u16,
}

/// A place name found at the start of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlacePrefix {
    /// The finest places it may mean: one, or several that share a name (鼓楼区), in order of code.
    pub codes: Vec<DivisionCode>,
    /// Bytes of the text it takes up.
    pub length: usize,
    /// Whether any part of it says its level (武汉市); a bare 武汉 or 东方 may be no place at all.
    pub says_level: bool,
}

/// Why a text is not a division code we can use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DivisionProblem {
    /// Neither 2, 4 nor 6 digits.
    Form,
    /// The data know no such code.
    Unknown,
    /// The code was in force once.
    Retired,
}

impl DivisionCode {
    /// Reads 2, 4 or 6 digits (`42`, `4201`, `420106`).
    ///
    /// # Errors
    /// [`DivisionProblem::Form`]; whether the code exists is asked of [`Divisions`].
    pub fn parse(text: &str) -> Result<DivisionCode, DivisionProblem> {
        let text = narrow(text);
        let is_form = matches!(text.len(), 2 | 4 | 6)
            && text.bytes().all(|byte| byte.is_ascii_digit())
            && !text.starts_with('0');
        if !is_form {
            return Err(DivisionProblem::Form);
        }
        format!("{text:0<6}")
            .parse()
            .map(DivisionCode)
            .map_err(|_| DivisionProblem::Form)
    }

    /// The next larger area's code; `None` above a province.
    pub fn parent(self) -> Option<DivisionCode> {
        let DivisionCode(code) = self;
        if !code.is_multiple_of(100) {
            Some(DivisionCode(code - code % 100))
        } else if !code.is_multiple_of(10_000) {
            Some(DivisionCode(code - code % 10_000))
        } else {
            None
        }
    }

    /// This area and the larger ones around it, finest first.
    pub fn ancestry(self) -> impl Iterator<Item = DivisionCode> {
        std::iter::successors(Some(self), |code| code.parent())
    }

    /// Whether `place` is this area or lies within it. True of retired codes too, which kept the
    /// digits of the area they belonged to.
    pub fn contains(self, place: DivisionCode) -> bool {
        place.ancestry().any(|area| area == self)
    }
}

impl fmt::Display for DivisionCode {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:06}", self.0)
    }
}

/// The divisions in force (June 2023) and those retired before.
pub struct Divisions {
    rows: BTreeMap<DivisionCode, Division>,
    retired: BTreeMap<DivisionCode, RetiredDivision>,
    by_name: BTreeMap<String, Vec<NamedPlace>>,
    hash: [u8; 32],
}

#[derive(Clone, Copy)]
struct NamedPlace {
    code: DivisionCode,
    level: Level,
    says_level: bool,
}

static EMBEDDED: LazyLock<Divisions> = LazyLock::new(|| Divisions::read(DIVISIONS, RETIRED));

impl Divisions {
    /// The data compiled into the program.
    pub fn embedded() -> &'static Divisions {
        &EMBEDDED
    }

    /// Rows that do not read as such are left out; a test counts what is compiled in.
    fn read(divisions: &'static str, retired: &'static str) -> Divisions {
        let rows: BTreeMap<_, _> = divisions.lines().filter_map(read_division).collect();
        let mut by_name: BTreeMap<String, Vec<NamedPlace>> = BTreeMap::new();
        for (&code, division) in &rows {
            for (name, says_level) in names::spellings(division) {
                by_name.entry(fold(name)).or_default().push(NamedPlace {
                    code,
                    level: division.level,
                    says_level,
                });
            }
        }
        let hash = Sha256::new()
            .chain_update(divisions)
            .chain_update([0])
            .chain_update(retired)
            .finalize()
            .into();
        Divisions {
            rows,
            retired: retired.lines().filter_map(read_retired).collect(),
            by_name,
            hash,
        }
    }

    /// SHA-256 of both data files in hexadecimal: what a ruling says it was judged by.
    pub fn hash(&self) -> [u8; 32] {
        self.hash
    }

    /// The division in force under this code.
    pub fn get(&self, code: DivisionCode) -> Option<&Division> {
        self.rows.get(&code)
    }

    /// The division once in force under this code.
    pub fn retired(&self, code: DivisionCode) -> Option<&RetiredDivision> {
        self.retired.get(&code)
    }

    /// Reads a code that must be in force.
    ///
    /// # Errors
    /// What is wrong with it, as a [`DivisionProblem`].
    pub fn parse(&self, text: &str) -> Result<DivisionCode, DivisionProblem> {
        let code = DivisionCode::parse(text)?;
        match self.get(code) {
            Some(_) => Ok(code),
            None if self.retired(code).is_some() => Err(DivisionProblem::Retired),
            None => Err(DivisionProblem::Unknown),
        }
    }

    /// Name in full from the province down, as in 湖北省武汉市江汉区; `None` for an unknown code.
    pub fn full_name(&self, code: DivisionCode) -> Option<String> {
        self.get(code)?;
        let mut names: Vec<&str> = code
            .ancestry()
            .filter_map(|area| self.get(area))
            .filter(|area| area.level != Level::Group)
            .map(|area| area.name)
            .collect();
        names.reverse();
        Some(names.concat())
    }

    /// The codes a written place may mean (`武汉`, `湖北武汉`, `湖北省武汉市`), in order; empty if none.
    pub fn named(&self, text: &str) -> Vec<DivisionCode> {
        let text = fold(text);
        match self.prefix(&text) {
            Some(place) if place.length == text.len() => place.codes,
            _ => Vec::new(),
        }
    }

    /// The longest place name at the start of a folded text: a province, prefecture or county and
    /// any finer places within it that follow. Counties count by their full name, county-level
    /// cities by their short one too (昆山).
    pub fn prefix(&self, folded: &str) -> Option<PlacePrefix> {
        let mut found: Option<PlacePrefix> = None;
        loop {
            let length = found.as_ref().map_or(0, |place| place.length);
            let rest = folded.get(length..)?;
            let Some((taken, places)) = self.next_place(rest, found.as_ref()) else {
                return found;
            };
            let said = found.as_ref().is_some_and(|place| place.says_level);
            found = Some(PlacePrefix {
                codes: places.iter().map(|place| place.code).collect(),
                length: length + taken,
                says_level: said || places.iter().any(|place| place.says_level),
            });
        }
    }

    fn next_place(
        &self,
        rest: &str,
        within: Option<&PlacePrefix>,
    ) -> Option<(usize, Vec<NamedPlace>)> {
        let ends = rest
            .char_indices()
            .map(|(start, character)| start + character.len_utf8());
        let ends: Vec<usize> = ends.take(NAME_CHARACTERS_MAX).collect();
        ends.iter().enumerate().rev().find_map(|(index, &end)| {
            let named = self.by_name.get(rest.get(..end)?)?;
            let places: Vec<NamedPlace> = named
                .iter()
                .filter(|place| match within {
                    Some(area) => area
                        .codes
                        .iter()
                        .any(|code| *code != place.code && code.contains(place.code)),
                    // 城区 and 郊区 are names of districts, but alone they are plain words.
                    None => place.level != Level::County || index >= 2 || !place.says_level,
                })
                .copied()
                .collect();
            (!places.is_empty()).then_some((end, places))
        })
    }

    /// Of areas held by different people or units, the keys whose area is the finest around a
    /// place (county before prefecture before province); several if they tie, none if no area
    /// contains it.
    pub fn finest<'a, K: Copy>(
        &self,
        areas: impl IntoIterator<Item = (K, &'a [DivisionCode])>,
        place: DivisionCode,
    ) -> Vec<K> {
        let areas: Vec<(K, &[DivisionCode])> = areas.into_iter().collect();
        place
            .ancestry()
            .map(|area| {
                let holding = areas.iter().filter(|(_, codes)| codes.contains(&area));
                holding.map(|(key, _)| *key).collect::<Vec<K>>()
            })
            .find(|keys| !keys.is_empty())
            .unwrap_or_default()
    }
}

fn read_division(line: &'static str) -> Option<(DivisionCode, Division)> {
    let mut cells = line.split(',');
    let code = DivisionCode::parse(cells.next()?).ok()?;
    let name = cells.next()?;
    let level = match cells.next()? {
        "province" => Level::Province,
        "prefecture" => Level::Prefecture,
        "group" => Level::Group,
        "county" => Level::County,
        "statistical" => Level::Statistical,
        _ => return None,
    };
    Some((code, Division { name, level }))
}

fn read_retired(line: &'static str) -> Option<(DivisionCode, RetiredDivision)> {
    let mut cells = line.split(',');
    let code = DivisionCode::parse(cells.next()?).ok()?;
    let name = cells.next()?;
    let last_listed = cells.next()?.parse().ok()?;
    Some((code, RetiredDivision { name, last_listed }))
}

impl DivisionProblem {
    /// The refusal to show a person.
    pub fn refusal(self, language: Language) -> Refusal {
        let (rule, remedy) = match self {
            DivisionProblem::Form => language.pick(
                (
                    "行政区划代码为 2、4 或 6 位数字（GB/T 2260）",
                    "请填写代码，如 42、4201 或 420106",
                ),
                (
                    "a division code is 2, 4 or 6 digits (GB/T 2260)",
                    "enter a code such as 42, 4201 or 420106",
                ),
            ),
            DivisionProblem::Unknown => language.pick(
                (
                    "查无此行政区划代码（GB/T 2260，2023 年 6 月）",
                    "请核对代码，或改填上一级的代码",
                ),
                (
                    "no such division code (GB/T 2260, June 2023)",
                    "check the code, or enter that of the larger area",
                ),
            ),
            DivisionProblem::Retired => language.pick(
                ("该行政区划代码已停用（GB/T 2260）", "请改填现行代码"),
                (
                    "this division code is no longer in force (GB/T 2260)",
                    "enter the code in force today",
                ),
            ),
        };
        Refusal::new(
            language.pick("行政区划", "administrative division"),
            rule,
            remedy,
        )
    }
}
