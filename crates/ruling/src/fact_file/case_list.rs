//! A list of facts to be judged: one case or several, who the people are, what the company knows.
//!
//! The same people, company facts and facts as in a scenario, without expectations. From TOML, or as
//! rows that somebody read from JSON lines or a sheet.

mod grouping;
#[cfg(test)]
mod tests;

use sha2::{Digest, Sha256};
use toml::de::DeTable;

use super::keys::{Keys, Reading, lines_of, syntax};
use super::people_section::{self, Person};
use super::{Intern, People, Place, Reader, RefKind, Row, company_text, words};
use crate::calendar::{Instant, Zone};
use crate::case::CaseFile;
use crate::company::{Change, Company, CompanyFact};
use crate::fact::{Fact, Ref};
use crate::name::Symbol;
use crate::policy::problem::{Problem, SourceFile, Text};
use crate::policy::{HolderKind, Packs};

/// Keys of a scenario that say nothing about the facts; a scenario may be judged like any list.
const OF_SCENARIOS: [&str; 8] = [
    "title", "clause", "example", "door", "versions", "expect", "permit", "what_if",
];

/// Cases with what is needed to judge them.
#[derive(Debug, Clone)]
pub struct CaseList {
    /// The cases, in order of their first facts.
    pub cases: Vec<NamedCase>,
    /// People and units.
    pub company: Company,
    /// Names of staff and units.
    pub people: People,
    /// Values behind references.
    pub intern: Intern,
    /// Zone that times are written in.
    pub zone: Zone,
    /// Nobody said who belongs to which unit and in which role.
    pub people_unknown: bool,
    /// Names in the facts that no pack mentions, said to the reader.
    pub unheard: Option<Text>,
}

/// One case of a list.
#[derive(Debug, Clone)]
pub struct NamedCase {
    /// What the list calls it; none if it is the only one.
    pub name: Option<String>,
    /// Its facts.
    pub file: CaseFile,
}

impl CaseList {
    /// Reads a TOML file. Times without a year are of its `year`, else of the one given.
    ///
    /// # Errors
    /// All problems at once, each with its place.
    pub fn from_toml(
        file: SourceFile<'_>,
        company: Option<SourceFile<'_>>,
        packs: &Packs,
        year: i32,
    ) -> Result<CaseList, Vec<Problem>> {
        let (people, rest) = people_section::take(file.text);
        let (document, errors) = DeTable::parse_recoverable(&rest);
        if !errors.is_empty() {
            return Err(errors.iter().map(|error| syntax(error, file)).collect());
        }
        let mut keys = Keys::new(document.get_ref(), 0..0);
        let mut reading = Reading {
            file,
            reader: Reader::new(packs, file.path, year, People::default()),
        };
        if let Some(year) = keys.number("year", &mut reading) {
            reading.reader.year = i32::try_from(year).unwrap_or(reading.reader.year);
        }
        for key in OF_SCENARIOS {
            keys.value(key);
        }
        let mut known = CompanyKnown::default();
        known.add(&people, &mut keys, &mut reading);
        let customer = keys.text("customer", &mut reading);
        let is_missing = keys.value("facts").is_none();
        let span = lines_of(&mut keys, "facts", &mut reading);
        if is_missing {
            reading.problem(
                "missing-key",
                0..0,
                ("缺少 `facts`", "`facts` is missing"),
                (
                    "请写 facts = '''…''',里面一行一条事实",
                    "write facts = '''…''' with one fact per line",
                ),
            );
        }
        keys.finish(&mut reading);
        let mut reader = reading.reader;
        known.read(company, &mut reader);
        let mut rows = Vec::new();
        for line in words::lines(file, span.unwrap_or(0..0)) {
            rows.extend(reader.fact_line(&line));
        }
        let customer = customer.map(|text| reader.intern.reference(RefKind::Customer, &text.text));
        // Like a scenario, such a file is one case unless its facts say otherwise.
        let by_name = rows.iter().any(|row| row.get("case").is_some());
        list(reader, &rows, customer, by_name, false, known)
    }

    /// Takes rows, with company facts each written as one line (see `docs/formats/facts.md`).
    ///
    /// # Errors
    /// All problems at once, each with its place.
    pub fn from_rows(
        path: &str,
        rows: &[Row],
        company_lines: &[(String, Place)],
        company: Option<SourceFile<'_>>,
        packs: &Packs,
        year: i32,
    ) -> Result<CaseList, Vec<Problem>> {
        let mut reader = Reader::new(packs, path, year, People::default());
        let mut known = CompanyKnown::default();
        for (line, place) in company_lines {
            known.hash.update(line);
            known.hash.update([b'\n']);
            known.facts.extend(reader.company_line_at(line, place));
        }
        known.read(company, &mut reader);
        let by_name = rows.iter().any(|row| row.get("case").is_some());
        list(reader, rows, None, by_name, true, known)
    }
}

/// People and company facts of a file, in the order written: what a ledger begins with.
///
/// # Errors
/// All problems at once, each with its place.
pub fn company_file(
    file: SourceFile<'_>,
    packs: &Packs,
    year: i32,
) -> Result<(People, Vec<CompanyFact>), Vec<Problem>> {
    let mut reader = Reader::new(packs, file.path, year, People::default());
    let mut known = CompanyKnown::default();
    known.read(Some(file), &mut reader);
    let people = reader.people.clone();
    let problems = reader.into_problems();
    match problems.is_empty() {
        true => Ok((people, known.facts)),
        false => Err(problems),
    }
}

/// Company facts so far, and the hash of the texts they came from.
#[derive(Default)]
struct CompanyKnown {
    facts: Vec<CompanyFact>,
    hash: Sha256,
}

impl CompanyKnown {
    fn add(&mut self, people: &[Person], keys: &mut Keys<'_, '_>, reading: &mut Reading<'_, '_>) {
        let (facts, hash) = company_text::facts(people, keys, reading);
        self.facts.extend(facts);
        self.hash.update(hash);
    }

    /// Adds what stands in a file of its own.
    fn read(&mut self, file: Option<SourceFile<'_>>, reader: &mut Reader<'_>) {
        let Some(file) = file else { return };
        let (people, rest) = people_section::take(file.text);
        let (document, errors) = DeTable::parse_recoverable(&rest);
        if !errors.is_empty() {
            let problems = errors.iter().map(|error| syntax(error, file));
            reader.problems.extend(problems);
            return;
        }
        let path = std::mem::replace(&mut reader.path, file.path.to_owned());
        let packs = reader.packs;
        let year = reader.year;
        let own = std::mem::replace(reader, Reader::new(packs, &path, year, People::default()));
        let mut reading = Reading { file, reader: own };
        let mut keys = Keys::new(document.get_ref(), 0..0);
        if let Some(year) = keys.number("year", &mut reading) {
            reading.reader.year = i32::try_from(year).unwrap_or(reading.reader.year);
        }
        self.add(&people, &mut keys, &mut reading);
        keys.finish(&mut reading);
        *reader = reading.reader;
        reader.path = path;
        reader.year = year;
    }
}

fn list(
    mut reader: Reader<'_>,
    rows: &[Row],
    customer: Option<Ref>,
    by_name: bool,
    by_scope: bool,
    mut known: CompanyKnown,
) -> Result<CaseList, Vec<Problem>> {
    let people_unknown = reader.people.staff_names().next().is_none();
    reader.people.takes_strangers = people_unknown;
    let facts = reader.facts_of(rows);
    let groups: Vec<(Option<String>, Vec<Fact>)> = match (by_name, by_scope) {
        (true, _) => grouping::by_name(&mut reader, rows, facts),
        (false, true) => grouping::by_scope(&mut reader, rows, facts),
        (false, false) => vec![(None, facts)],
    };
    if people_unknown {
        known.facts.extend(units_of_strangers(&mut reader));
    }
    let cases = groups.into_iter().map(|(name, facts)| {
        let named = facts
            .iter()
            .find_map(|fact| fact.particulars.as_ref()?.customer);
        NamedCase {
            name,
            file: CaseFile::new(customer.or(named), facts),
        }
    });
    let cases = cases.collect();
    if rows.is_empty() && reader.problems.is_empty() {
        reader.problem(
            "no-facts",
            &Place {
                line: 1,
                column: 1,
                span: 0..0,
            },
            ("没有一条事实", "there is no fact"),
            (
                "请至少写一条,例如 03-01 10:05 张 登记",
                "write at least one, e.g. 03-01 10:05 张 registered",
            ),
        );
    }
    let list = CaseList {
        cases,
        company: Company::new(known.facts, known.hash.finalize().into()),
        people: reader.people.clone(),
        intern: reader.intern.clone(),
        zone: reader.zone().clone(),
        people_unknown,
        unheard: reader.unheard(),
    };
    let problems = reader.into_problems();
    match problems.is_empty() {
        true => Ok(list),
        false => Err(problems),
    }
}

/// Where units hold and nobody said who belongs to which, everybody counts as one of their own.
fn units_of_strangers(reader: &mut Reader<'_>) -> Vec<CompanyFact> {
    let mut versions = reader.packs.versions().iter();
    if !versions.any(|version| version.holder == HolderKind::Unit) {
        return Vec::new();
    }
    let names: Vec<String> = reader.people.staff_names().map(str::to_owned).collect();
    let joined = |name: &String| CompanyFact {
        from: Instant::MIN,
        recorded: Instant::MIN,
        change: Change::Joined {
            staff: reader.people.add_staff(name),
            unit: reader.people.add_unit(name),
            role: Symbol::NONE,
        },
    };
    names.iter().map(joined).collect()
}
