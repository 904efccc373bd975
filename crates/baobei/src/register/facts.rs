//! Rows as facts: what each stands for is declared by the pack, who belongs where by the register.

use std::collections::BTreeMap;

use ruling::calendar::Instant;
use ruling::case::CaseFile;
use ruling::company::{Change, Company, CompanyFact};
use ruling::explain::Directory;
use ruling::fact::{Answer, Fact, FactKind, Particulars, Ref, Seq};
use ruling::fact_file::{Intern, People, RefKind};
use ruling::name::{Symbol, SymbolSet};
use ruling::policy::{HolderKind, Packs};

use super::columns;
use super::customers::Customer;
use super::entry::{Entry, Known};

/// Who works where, as the register says.
pub(super) struct CompanyFile {
    pub(super) company: Company,
    pub(super) directory: Directory,
    /// No row names a unit, and units hold: everybody is a unit of their own.
    pub(super) persons_are_units: bool,
    people: People,
}

impl CompanyFile {
    /// Everybody who registered anybody, in the unit that each row names.
    pub(super) fn of(entries: &[Entry], packs: &Packs) -> CompanyFile {
        let mut rows: Vec<&Known> = entries
            .iter()
            .filter_map(|entry| entry.known.as_ref())
            .collect();
        rows.sort_by_key(|known| known.time);
        let names_units = rows.iter().any(|known| known.unit.is_some());
        let mut people = People::default();
        let mut places: BTreeMap<&str, &str> = BTreeMap::new();
        let mut facts = Vec::new();
        for known in rows {
            let own = (!names_units).then_some(known.person.as_str());
            let Some(unit_name) = known.unit.as_deref().or(own) else {
                people.add_staff(&known.person);
                continue;
            };
            let before = places.insert(&known.person, unit_name);
            if before == Some(unit_name) {
                continue;
            }
            let staff = people.add_staff(&known.person);
            let unit = people.add_unit(unit_name);
            let role = Symbol::NONE;
            let (from, change) = match before {
                None => (Instant::MIN, Change::Joined { staff, unit, role }),
                Some(_) => (known.time, Change::Moved { staff, unit, role }),
            };
            facts.push(CompanyFact {
                from,
                recorded: Instant::MIN,
                change,
            });
        }
        let units_hold = packs
            .versions()
            .first()
            .is_some_and(|policy| policy.holder == HolderKind::Unit);
        CompanyFile {
            company: Company::new(facts, [0; 32]),
            directory: people.directory(),
            persons_are_units: units_hold && !names_units,
            people,
        }
    }
}

/// A customer's case, and which facts each of its rows became.
pub(super) struct RegisterCase {
    pub(super) file: CaseFile,
    /// First and last fact of each row, in the order of the customer's rows.
    pub(super) rows: Vec<(Seq, Seq)>,
    /// Whether it waits for somebody to say that it is another customer.
    pub(super) is_suspected: bool,
}

/// The case of every customer.
pub(super) fn cases(
    entries: &[Entry],
    customers: &[Customer],
    company: &CompanyFile,
    packs: &Packs,
    attested: &[Symbol],
) -> Vec<RegisterCase> {
    let mut writer = Writer {
        company,
        packs,
        attested,
        aliases: columns::aliases(packs),
        intern: Intern::default(),
    };
    let cases = (1..).zip(customers);
    cases
        .map(|(number, customer)| writer.case(Ref(number), customer, entries))
        .collect()
}

struct Writer<'a> {
    company: &'a CompanyFile,
    packs: &'a Packs,
    attested: &'a [Symbol],
    aliases: Vec<(&'static str, Symbol)>,
    intern: Intern,
}

impl Writer<'_> {
    fn case(&mut self, number: Ref, customer: &Customer, entries: &[Entry]) -> RegisterCase {
        let is_suspected = !customer.suspected_of.is_empty();
        let mut facts = Vec::new();
        let mut rows = Vec::new();
        let mut next: Seq = 1;
        for known in customer.known(entries) {
            let first = next;
            for (kind, at) in self.kinds(known) {
                facts.push(self.fact(next, &kind, at, known, number, is_suspected));
                next += 1;
            }
            rows.push((first, next - 1));
        }
        RegisterCase {
            file: CaseFile::new(Some(number), facts),
            rows,
            is_suspected,
        }
    }

    /// The kinds of fact a row stands for under the version of its day, with their times.
    fn kinds(&self, known: &Known) -> Vec<(String, Instant)> {
        let Some(policy) = self.packs.version(self.packs.in_force(known.time)) else {
            return Vec::new();
        };
        let declared = policy.register.row.iter();
        let mut kinds: Vec<_> = declared.map(|kind| (kind.clone(), known.time)).collect();
        if kinds.is_empty() {
            kinds.push(("registered".to_owned(), known.time));
        }
        for (key, kind) in &policy.register.also {
            kinds.extend(known.moments.get(key).map(|at| (kind.clone(), *at)));
        }
        kinds
    }

    fn fact(
        &mut self,
        seq: Seq,
        kind: &str,
        at: Instant,
        known: &Known,
        customer: Ref,
        is_suspected: bool,
    ) -> Fact {
        let (kind, what) = kind.split_once(':').unwrap_or((kind, ""));
        let kind = FactKind::named(kind).unwrap_or(FactKind::Noted);
        let staff = self.company.people.staff(&known.person);
        let is_visit = kind == FactKind::Visited;
        Fact {
            seq,
            kind,
            answer: Answer::None,
            what: self.packs.names.find(what),
            actor: staff.filter(|_| !is_visit),
            person: staff.filter(|_| is_visit),
            of: None,
            occurred: at,
            recorded: at,
            counts_at: at,
            particulars: Some(Box::new(self.particulars(known, customer, is_suspected))),
        }
    }

    fn particulars(&mut self, known: &Known, customer: Ref, is_suspected: bool) -> Particulars {
        let names = &self.packs.names;
        let mut given: SymbolSet = known.texts.keys().map(|key| names.find(key)).collect();
        for field in self.attested {
            given.insert(*field);
        }
        for (key, field) in &self.aliases {
            if known.texts.contains_key(*key) {
                given.insert(*field);
            }
        }
        if is_suspected {
            given.insert(names.find("suspected"));
        }
        let mut reference = |key, kind| {
            let text = known.texts.get(key)?;
            Some(self.intern.reference(kind, text))
        };
        Particulars {
            customer: Some(customer),
            phone: reference("phone", RefKind::Phone),
            name: reference("name", RefKind::Name),
            project: reference("project", RefKind::Project),
            demand: reference("demand", RefKind::Demand),
            contract: reference("contract", RefKind::Contract),
            given,
            ..Particulars::default()
        }
    }
}
