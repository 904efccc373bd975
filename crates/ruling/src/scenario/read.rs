//! From the text of a scenario to the scenario.

mod act;
mod expect;
mod item;
#[cfg(test)]
mod tests;
mod word;

use std::ops::Range;

use toml::de::DeTable;

use super::parties::Known;
use super::{Door, Scenario};
use crate::case::CaseFile;
use crate::company::{Change, Company, CompanyFact};
use crate::fact::{Fact, Ref};
use crate::fact_file::keys::{Keys, Reading, Text, lines_of, syntax};
use crate::fact_file::people_section::{self, Person};
use crate::fact_file::{People, Reader, RefKind, company_text};
use crate::name::Symbol;
use crate::policy::Packs;
use crate::policy::problem::{Problem, SourceFile};

/// The year of times without one.
const DEFAULT_YEAR: i32 = 2026;

pub(super) fn versions_named(text: &str) -> Vec<String> {
    let (_, rest) = people_section::take(text);
    let (document, _) = DeTable::parse_recoverable(&rest);
    let table = document.get_ref();
    let versions = table.iter().find(|(name, _)| name.get_ref() == "versions");
    let items = versions.and_then(|(_, value)| value.get_ref().as_array());
    items.map_or_else(Vec::new, |items| {
        let paths = items.iter().filter_map(|item| item.get_ref().as_str());
        paths.map(str::to_owned).collect()
    })
}

pub(super) fn scenario(file: SourceFile<'_>, packs: &Packs) -> Result<Scenario, Vec<Problem>> {
    let (people, rest) = people_section::take(file.text);
    let (document, errors) = DeTable::parse_recoverable(&rest);
    if !errors.is_empty() {
        return Err(errors.iter().map(|error| syntax(error, file)).collect());
    }
    let table = document.get_ref();
    let year = table
        .iter()
        .find(|(name, _)| name.get_ref() == "year")
        .and_then(|(_, value)| value.get_ref().as_integer()?.as_str().parse().ok())
        .unwrap_or(DEFAULT_YEAR);
    let mut reading = Reading {
        file,
        reader: Reader::new(packs, file.path, year, People::default()),
    };
    let mut keys = Keys::new(table, 0..0);
    let scenario = read(&people, &mut keys, year, packs, &mut reading);
    keys.finish(&mut reading);
    let problems = reading.reader.into_problems();
    if problems.is_empty() {
        Ok(scenario)
    } else {
        Err(problems)
    }
}

fn read(
    people: &[Person],
    keys: &mut Keys<'_, '_>,
    year: i32,
    packs: &Packs,
    reading: &mut Reading<'_, '_>,
) -> Scenario {
    // What is there and wrong is told where it stands.
    let missing = ["title", "clause"].map(|key| (keys.value(key).is_none(), key));
    let title = keys.text("title", reading);
    let clauses = keys.texts("clause", reading).unwrap_or_default();
    for (missing, key) in missing {
        if missing {
            reading.problem(
                "missing-key",
                0..0,
                (&format!("缺少 `{key}`"), &format!("`{key}` is missing")),
                (
                    "每个场景要有 title(一句话说发生了什么)和 clause(它说明的条款)",
                    "a scenario has a title (what happens, in a sentence) and a clause (what it shows)",
                ),
            );
        }
    }
    let clauses = clauses
        .iter()
        .map(|clause| known_clause(clause, packs, reading))
        .collect();
    let example = keys.number("example", reading);
    keys.number("year", reading);
    keys.texts("versions", reading);
    let door = door(keys, reading);
    let (company, hash) = company_text::facts(people, keys, reading);
    let roles = roles(&company);
    let company = Company::new(company, hash);
    let facts = lines_of(keys, "facts", reading)
        .map_or_else(Vec::new, |span| reading.reader.facts_in(reading.file, span));
    let customer = customer(keys, &facts, reading);
    let mut scenario = Scenario {
        path: reading.file.path.to_owned(),
        title: title.map_or_else(String::new, |title| title.text),
        clauses,
        example: example.and_then(|number| u32::try_from(number).ok()),
        door,
        case: CaseFile::new(customer, facts),
        company,
        people: reading.reader.people.clone(),
        intern: reading.reader.intern.clone(),
        year,
        zone: reading.reader.zone().clone(),
        expectations: Vec::new(),
        permits: Vec::new(),
        what_ifs: Vec::new(),
    };
    expectations(keys, &mut scenario, packs, &roles, reading);
    scenario
}

fn expectations(
    keys: &mut Keys<'_, '_>,
    scenario: &mut Scenario,
    packs: &Packs,
    roles: &[Symbol],
    reading: &mut Reading<'_, '_>,
) {
    let people = scenario.people.clone();
    let known = Known {
        packs,
        people: &people,
        roles,
    };
    for (table, span) in tables(keys, "expect", reading) {
        let mut keys = Keys::new(table, span);
        scenario
            .expectations
            .extend(expect::expectation(&mut keys, known, reading));
        keys.finish(reading);
    }
    for (table, span) in tables(keys, "permit", reading) {
        let mut keys = Keys::new(table, span);
        scenario
            .permits
            .extend(act::permit(&mut keys, known, reading));
        keys.finish(reading);
    }
    for (table, span) in tables(keys, "what_if", reading) {
        let mut keys = Keys::new(table, span);
        scenario
            .what_ifs
            .extend(act::what_if(&mut keys, known, reading));
        keys.finish(reading);
    }
    let expects_nothing = ["expect", "permit", "what_if"]
        .iter()
        .all(|key| keys.value(key).is_none());
    if expects_nothing && scenario.door == Door::Ruling {
        reading.problem(
            "nothing-expected",
            0..0,
            (
                "这个场景什么也没有要求",
                "this scenario expects nothing",
            ),
            (
                "请写 [[expect]]、[[permit]] 或 [[what_if]];只能在屏幕上看到的写 door = \"desk\"",
                "write [[expect]], [[permit]] or [[what_if]]; door = \"desk\" if only a screen can show it",
            ),
        );
    }
}

/// A clause's number as the pack writes it; `解释 3` may be written for `解释.3`.
pub(super) fn known_clause(text: &Text, packs: &Packs, reading: &mut Reading<'_, '_>) -> String {
    let number: String = text.text.split_whitespace().collect::<Vec<_>>().join(".");
    let clauses = packs.versions().iter().flat_map(|version| &version.clauses);
    let numbers: Vec<&str> = clauses.map(|clause| clause.number.as_str()).collect();
    if !numbers.contains(&number.as_str()) {
        let mut newest: Vec<&str> = numbers;
        newest.dedup();
        reading.unknown_word(
            ("制度里的条款", "a clause of the regulation"),
            &number,
            text.span.clone(),
            &newest,
        );
    }
    number
}

fn door(keys: &mut Keys<'_, '_>, reading: &mut Reading<'_, '_>) -> Door {
    let Some(text) = keys.text("door", reading) else {
        return Door::Ruling;
    };
    if text.text != "desk" {
        reading.unknown_word(("门", "a door"), &text.text, text.span, &["desk"]);
    }
    Door::Desk
}

/// Roles that somebody has.
fn roles(company: &[CompanyFact]) -> Vec<Symbol> {
    company
        .iter()
        .filter_map(|fact| match &fact.change {
            Change::Joined { role, .. } | Change::Moved { role, .. } => Some(*role),
            _ => None,
        })
        .collect()
}

/// The customer named by the scenario, or by the first fact that names one.
fn customer(keys: &mut Keys<'_, '_>, facts: &[Fact], reading: &mut Reading<'_, '_>) -> Option<Ref> {
    let named = keys.text("customer", reading);
    match named {
        Some(text) => Some(
            reading
                .reader
                .intern
                .reference(RefKind::Customer, &text.text),
        ),
        None => facts
            .iter()
            .find_map(|fact| fact.particulars.as_ref()?.customer),
    }
}

/// The tables of `[[key]]`.
fn tables<'t, 'i>(
    keys: &mut Keys<'t, 'i>,
    key: &'static str,
    reading: &mut Reading<'_, '_>,
) -> Vec<(&'t DeTable<'i>, Range<usize>)> {
    let Some(value) = keys.value(key) else {
        return Vec::new();
    };
    let items = value.get_ref().as_array();
    let tables: Option<Vec<_>> = items.and_then(|items| {
        items
            .iter()
            .map(|item| Some((item.get_ref().as_table()?, item.span())))
            .collect()
    });
    if tables.is_none() {
        reading.problem(
            "not-tables",
            value.span(),
            (
                &format!("`{key}` 要写成 [[{key}]]"),
                &format!("`{key}` is written [[{key}]]"),
            ),
            ("请用两层方括号", "use double brackets"),
        );
    }
    tables.unwrap_or_default()
}
