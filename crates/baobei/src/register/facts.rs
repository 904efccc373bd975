//! Rows as facts: what each stands for is declared by the pack, who belongs where by the register.

use std::collections::BTreeMap;

use ruling::calendar::Instant;
use ruling::case::CaseFile;
use ruling::company::{Change, Company, CompanyFact};
use ruling::explain::Directory;
use ruling::fact::{Fact, FactKind, Particulars, Ref, Seq, StaffId};
use ruling::fact_file::{Intern, People, RefKind};
use ruling::name::{Symbol, SymbolSet};
use ruling::policy::{Admission, HolderKind, Packs, Policy};

use super::columns;
use super::customers::Customer;
use super::entry::{Entry, Known, plain};
use super::further::{self, RowFact};
use super::offices::{Office, Others};

/// Who works where, as the register says.
pub(super) struct CompanyFile {
    pub(super) company: Company,
    pub(super) directory: Directory,
    /// No row names a unit, and units hold: everybody is a unit of their own.
    pub(super) persons_are_units: bool,
    pub(super) people: People,
    /// Who belongs where, from when on.
    pub(super) changes: Vec<CompanyFact>,
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
        let others = Others::of(&rows, packs);
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
            let role = others.role_of(&known.person);
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
        for (name, other) in &others.people {
            if places.contains_key(name.as_str()) {
                continue;
            }
            let (staff, role) = (people.add_staff(name), other.role);
            let unit = people.add_unit(other.unit.as_deref().unwrap_or(name));
            facts.push(CompanyFact {
                from: Instant::MIN,
                recorded: Instant::MIN,
                change: Change::Joined { staff, unit, role },
            });
        }
        let units_hold = packs
            .versions()
            .first()
            .is_some_and(|policy| policy.holder == HolderKind::Unit);
        CompanyFile {
            company: Company::new(facts.clone(), [0; 32]),
            directory: as_written(people.directory(), entries),
            persons_are_units: units_hold && !names_units,
            people,
            changes: facts,
        }
    }
}

/// Names as the register spells them first, rather than as they are compared.
fn as_written(mut directory: Directory, entries: &[Entry]) -> Directory {
    let mut spelled: BTreeMap<String, &str> = BTreeMap::new();
    for known in entries.iter().filter_map(|entry| entry.known.as_ref()) {
        for (key, text) in &known.texts {
            let names_staff = matches!(key.as_str(), "person" | "unit");
            if names_staff || key.ends_with("_by") || key.ends_with("_to") {
                spelled.entry(plain(text)).or_insert(text.trim());
            }
        }
    }
    let names = directory
        .staff
        .values_mut()
        .chain(directory.units.values_mut());
    for name in names {
        if let Some(written) = spelled.get(name) {
            (*written).clone_into(name);
        }
    }
    directory
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
    let mut writer = Writer::new(company, packs, attested);
    let cases = (1..).zip(customers);
    cases
        .map(|(number, customer)| writer.case(Ref(number), customer, entries))
        .collect()
}

/// Makes facts of rows.
pub(super) struct Writer<'a> {
    company: &'a CompanyFile,
    packs: &'a Packs,
    attested: &'a [Symbol],
    aliases: Vec<(&'static str, Symbol)>,
    intern: Intern,
}

impl<'a> Writer<'a> {
    pub(super) fn new(company: &'a CompanyFile, packs: &'a Packs, attested: &'a [Symbol]) -> Self {
        Writer {
            company,
            packs,
            attested,
            aliases: columns::aliases(packs),
            intern: Intern::default(),
        }
    }

    fn case(&mut self, number: Ref, customer: &Customer, entries: &[Entry]) -> RegisterCase {
        let is_suspected = !customer.suspected_of.is_empty();
        let mut facts = Vec::new();
        let mut rows = Vec::new();
        for known in customer.known(entries) {
            let first = facts.len();
            self.add_row(&mut facts, known, number, is_suspected);
            let place = |count: usize| Seq::try_from(count).unwrap_or(Seq::MAX);
            rows.push((place(first + 1), place(facts.len())));
        }
        RegisterCase {
            file: CaseFile::new(Some(number), facts),
            rows,
            is_suspected,
        }
    }

    /// The facts of one row alone, numbered from 1.
    pub(super) fn row(&mut self, known: &Known) -> Vec<Fact> {
        let mut facts = Vec::new();
        self.add_row(&mut facts, known, Ref(0), false);
        facts
    }

    /// The facts that a row stands for under the version of its day.
    fn add_row(&mut self, facts: &mut Vec<Fact>, known: &Known, customer: Ref, is_suspected: bool) {
        let Some(policy) = self.packs.version(self.packs.in_force(known.time)) else {
            return;
        };
        let mut claim = None;
        let mut assigned = None;
        for told in further::of_row(policy, known) {
            let seq = Seq::try_from(facts.len() + 1).unwrap_or(Seq::MAX);
            let particulars = self.particulars(known, customer, is_suspected);
            let (actor, person) = self.people_of(policy, known, &told, assigned);
            let answers_claim = matches!(told.kind, FactKind::Reviewed | FactKind::Withdrawn);
            facts.push(Fact {
                seq,
                kind: told.kind,
                answer: told.answer,
                what: self.packs.names.find(told.what),
                actor,
                person,
                of: claim.filter(|_| answers_claim),
                occurred: told.at,
                recorded: told.at,
                counts_at: told.at,
                particulars: Some(Box::new(particulars)),
            });
            match told.kind {
                FactKind::Registered => claim = Some(seq),
                FactKind::Assigned => assigned = person,
                _ => {}
            }
        }
    }

    /// Who did it, and whom it is about. Who has the customer assigned goes on with it.
    fn people_of(
        &self,
        policy: &Policy,
        known: &Known,
        told: &RowFact<'_>,
        assigned: Option<StaffId>,
    ) -> (Option<StaffId>, Option<StaffId>) {
        let people = &self.company.people;
        let named = |name: Option<&str>| name.and_then(|name| people.staff(&plain(name)));
        let registrant = people.staff(&known.person);
        let by = named(told.by);
        let to = named(told.to);
        match told.kind {
            FactKind::Visited => (None, by.or(registrant)),
            FactKind::Consented if !told.what.is_empty() => (None, None),
            FactKind::Reviewed => (by, None),
            FactKind::Assigned => {
                let office = Office::of(policy, known).map(|office| office.name(self.packs));
                let office = office.and_then(|name| people.staff(&name));
                (by.or(office), to.or(registrant))
            }
            FactKind::Delivered => {
                let deliverer = by.or(assigned).or(registrant);
                (deliverer, deliverer)
            }
            _ => (by.or(assigned).or(registrant), to),
        }
    }

    fn particulars(&mut self, known: &Known, customer: Ref, is_suspected: bool) -> Particulars {
        let names = &self.packs.names;
        let mut given: SymbolSet = known.texts.keys().map(|key| names.find(key)).collect();
        for field in self.attested {
            given.insert(*field);
        }
        for (key, field) in &self.aliases {
            if known.texts.contains_key(*key) || known.moments.contains_key(*key) {
                given.insert(*field);
            }
        }
        if is_suspected {
            given.insert(names.find("suspected"));
        }
        let customer_type = self.customer_type(known);
        let mut reference = |key, kind| {
            let text = known.texts.get(key)?;
            Some(self.intern.reference(kind, text))
        };
        Particulars {
            customer: Some(customer),
            phone: reference("phone", RefKind::Phone),
            name: reference("name", RefKind::Name),
            project: reference("project", RefKind::Project),
            customer_type,
            demand: reference("demand", RefKind::Demand),
            contract: reference("contract", RefKind::Contract),
            given,
            // Whoever kept the register knew why.
            has_reason: true,
            ..Particulars::default()
        }
    }
    /// The kind of customer that a row names by its name or label. Where no column says one, the company
    /// took the rows without: they count as the first kind.
    fn customer_type(&self, known: &Known) -> Symbol {
        let Some(policy) = self.packs.version(self.packs.in_force(known.time)) else {
            return Symbol::NONE;
        };
        let rules = policy.admission.iter();
        let mut types = rules.flat_map(|bound| match &bound.rule {
            Admission::Require(require) => require.types.as_slice(),
            _ => &[],
        });
        let written = known.text("customer_type");
        let is_attested = self
            .attested
            .contains(&self.packs.names.find("customer_type"));
        let is_named = |kind: Symbol| {
            let label = self.packs.label(kind);
            let names = [self.packs.names.text(kind), &label.zh, &label.en];
            names.iter().any(|name| plain(name) == plain(written))
        };
        let found = types.find(|kind| is_attested || is_named(**kind));
        found.copied().unwrap_or_default()
    }
}
