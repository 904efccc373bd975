//! Rows grouped into customers: equal numbers are one customer, alike ones are suspected.

use std::collections::{BTreeMap, BTreeSet};

use ruling::identity::Comparison;
use ruling::identity::company_name::{CompanyName, NameComparison, Similarity};
use ruling::language::Language;
use ruling::policy::{Packs, ScopePart};

use super::entry::{Entry, Identity, Known};
use super::namesakes::Namesakes;
use super::suspects::Suspects;

/// One contested object: its rows in order of time, then of the sheet.
pub(super) struct Customer {
    /// Positions in the entries.
    pub(super) entries: Vec<usize>,
    /// Positions of earlier customers it may be the same as. Until somebody confirms, it waits.
    pub(super) suspected_of: Suspects,
    /// Why it is suspected.
    likeness: Likeness,
    /// One number, several names.
    pub(super) name_differs: bool,
}

/// Why a customer may be an earlier one.
#[derive(Clone, Copy)]
enum Likeness {
    /// The first row has keys of several customers.
    KeysOfSeveral,
    /// The same name and a number that fits.
    Number,
    /// Names of companies of which not both codes are known.
    CompanyName(Similarity),
}

/// Groups the rows that can be judged. Customers come in order of their first row's time.
pub(super) fn group(entries: &[Entry], packs: &Packs) -> Vec<Customer> {
    let mut order: Vec<(usize, &Known)> = entries
        .iter()
        .enumerate()
        .filter_map(|(place, entry)| Some((place, entry.known.as_ref()?)))
        .collect();
    order.sort_by_key(|(place, known)| (known.time, *place));
    let mut grouping = Grouping::default();
    for (place, known) in order {
        grouping.take_in(place, known, &scope(known, packs));
    }
    for customer in &mut grouping.customers {
        customer.name_differs = differs(customer, entries);
    }
    grouping.customers
}

/// The part of the key that is not the customer: project, demand or contract where the pack says so.
fn scope(known: &Known, packs: &Packs) -> String {
    let parts = packs
        .versions()
        .first()
        .map_or(&[][..], |policy| &policy.scope);
    let texts = parts.iter().map(|part| match part {
        ScopePart::Customer => "",
        ScopePart::Project { .. } => known.text("project"),
        ScopePart::Demand => known.text("demand"),
        ScopePart::Contract => known.text("contract"),
    });
    texts.collect::<Vec<_>>().join("\n")
}

#[derive(Default)]
struct Grouping<'e> {
    customers: Vec<Customer>,
    /// Customers by scope and key; a company's name may be several companies'.
    by_key: BTreeMap<(String, String), Vec<usize>>,
    /// Companies whose code is known.
    coded: BTreeSet<usize>,
    /// Numbers of customers' first rows by scope and name, for suspicion: it needs an equal name.
    by_name: BTreeMap<(String, String), Namesakes>,
    /// Companies by scope and what like names share.
    by_likeness: BTreeMap<(String, String), Vec<(usize, &'e CompanyName)>>,
}

/// What a row is looked up by.
struct Keys {
    exact: Vec<String>,
    company: Option<String>,
    has_code: bool,
}

impl Keys {
    fn of(identity: &Identity) -> Keys {
        let (exact, company, has_code) = match identity {
            Identity::Exact(keys) => (keys.clone(), None, false),
            Identity::Masked(_) => (Vec::new(), None, false),
            Identity::Company { code, name } => {
                let code_key = code.iter().map(|code| format!("code {code}"));
                let name = name.as_ref().map(|name| format!("company {}", name.key()));
                (code_key.collect(), name, code.is_some())
            }
        };
        Keys {
            exact,
            company,
            has_code,
        }
    }
}

impl<'e> Grouping<'e> {
    fn take_in(&mut self, place: usize, known: &'e Known, scope: &str) {
        let keys = Keys::of(&known.identity);
        let hits = self.hits(&keys, scope);
        let only = hits.first().copied().filter(|_| hits.len() == 1);
        let customer = only.unwrap_or(self.customers.len());
        if only.is_none() {
            self.open(place, known, scope, hits);
        } else if let Some(customer) = self.customers.get_mut(customer) {
            customer.entries.push(place);
        }
        for key in keys.exact {
            let places = self.by_key.entry((scope.to_owned(), key)).or_default();
            if places.is_empty() {
                places.push(customer);
            }
        }
        if let Some(name) = keys.company {
            let places = self.by_key.entry((scope.to_owned(), name)).or_default();
            if !places.contains(&customer) {
                places.push(customer);
            }
        }
        if keys.has_code {
            self.coded.insert(customer);
        }
    }

    /// The customers met before that the keys belong to. A company's name tells nothing where both
    /// have codes, as these differ.
    fn hits(&self, keys: &Keys, scope: &str) -> BTreeSet<usize> {
        let of = |key: &String| {
            let places = self.by_key.get(&(scope.to_owned(), key.clone()));
            places.into_iter().flatten().copied()
        };
        let exact: BTreeSet<usize> = keys.exact.iter().flat_map(of).collect();
        if !exact.is_empty() {
            return exact;
        }
        let named = keys.company.iter().flat_map(of);
        named
            .filter(|customer| !(keys.has_code && self.coded.contains(customer)))
            .collect()
    }

    /// A customer not met before, unless it is one of those it hits or is like.
    fn open(&mut self, place: usize, known: &'e Known, scope: &str, hits: BTreeSet<usize>) {
        let mut suspected_of = Suspects::default();
        suspected_of.extend(&hits.into_iter().collect::<Vec<_>>());
        let mut likeness = Likeness::KeysOfSeveral;
        if suspected_of.is_empty() {
            suspected_of = self.of_like_number(known, scope);
            likeness = Likeness::Number;
        }
        if suspected_of.is_empty()
            && let Some((like, similarity)) = self.of_like_name(known, scope)
        {
            (suspected_of, likeness) = (like, Likeness::CompanyName(similarity));
        }
        self.remember(known, scope);
        self.customers.push(Customer {
            entries: vec![place],
            suspected_of,
            likeness,
            name_differs: false,
        });
    }

    /// Customers of the same name whose number fits.
    fn of_like_number(&mut self, known: &Known, scope: &str) -> Suspects {
        let name = known.name.as_ref().and_then(|name| name.key());
        let (Some(name), Some(number)) = (name, known.number) else {
            return Suspects::default();
        };
        let namesakes = self.by_name.get_mut(&(scope.to_owned(), name));
        namesakes.map_or_else(Suspects::default, |namesakes| namesakes.compatible(number))
    }

    /// Companies whose name is similar, unless both codes are known: then they differ.
    fn of_like_name(&self, known: &Known, scope: &str) -> Option<(Suspects, Similarity)> {
        let Identity::Company {
            code,
            name: Some(name),
        } = &known.identity
        else {
            return None;
        };
        let keys = name.likeness_keys().into_iter();
        let found = keys.filter_map(|key| self.by_likeness.get(&(scope.to_owned(), key)));
        // A name found by several of its keys is compared once.
        let candidates: BTreeMap<usize, &CompanyName> = found.flatten().copied().collect();
        let differ = |customer: usize| code.is_some() && self.coded.contains(&customer);
        let mut alike = candidates
            .into_iter()
            .filter(|(customer, _)| !differ(*customer))
            .filter_map(|(customer, other)| match name.compare(other) {
                NameComparison::Similar(similarity) => Some((customer, similarity)),
                _ => None,
            });
        let (earliest, reason) = alike.next()?;
        let mut like = vec![earliest];
        like.extend(alike.map(|(customer, _)| customer));
        let mut suspects = Suspects::default();
        suspects.extend(&like);
        Some((suspects, reason))
    }

    /// Its name, for those that come later.
    fn remember(&mut self, known: &'e Known, scope: &str) {
        let customer = self.customers.len();
        let name = known.name.as_ref().and_then(|name| name.key());
        if let (Some(name), Some(number)) = (name, known.number) {
            let namesakes = self.by_name.entry((scope.to_owned(), name)).or_default();
            namesakes.insert(customer, number);
        }
        if let Identity::Company {
            name: Some(name), ..
        } = &known.identity
        {
            for key in name.likeness_keys() {
                let like = self.by_likeness.entry((scope.to_owned(), key)).or_default();
                like.push((customer, name));
            }
        }
    }
}

/// Whether the rows carry different names; 张女士 beside 张三 is worth a look, too.
fn differs(customer: &Customer, entries: &[Entry]) -> bool {
    let mut rows = customer.known(entries).filter(|known| known.name.is_some());
    let Some(first) = rows.next() else {
        return false;
    };
    rows.any(|known| {
        let compared = known.name.as_ref().zip(first.name.as_ref());
        let is_same = compared.is_some_and(|(one, other)| one.compare(other) == Comparison::Same);
        !is_same && known.text("name") != first.text("name")
    })
}

impl Customer {
    /// What its rows say, in order.
    pub(super) fn known<'e>(&self, entries: &'e [Entry]) -> impl Iterator<Item = &'e Known> {
        let rows = self.entries.iter().filter_map(|place| entries.get(*place));
        rows.filter_map(|entry| entry.known.as_ref())
    }

    /// How many people registered it.
    pub(super) fn persons(&self, entries: &[Entry]) -> usize {
        let persons: BTreeSet<&str> = self
            .known(entries)
            .map(|known| known.person.as_str())
            .collect();
        persons.len()
    }

    /// What a person must look into about all of its rows.
    pub(super) fn remarks(
        &self,
        customers: &[Customer],
        entries: &[Entry],
        language: Language,
    ) -> Vec<String> {
        let mut remarks = Vec::new();
        if self.name_differs {
            remarks.push(
                language.pick(
                    "姓名不符：同一电话登记了不同姓名，请核对".to_owned(),
                    "names differ: one phone was registered under different names; please check"
                        .to_owned(),
                ),
            );
        }
        if !self.suspected_of.is_empty() {
            let others = self.suspected_of.first().iter();
            let rows: Vec<u32> = others
                .filter_map(|other| entries.get(*customers.get(*other)?.entries.first()?))
                .map(|entry| entry.row)
                .collect();
            let rows = self.suspected_of.rows(&rows, language);
            remarks.push(self.likeness.remark(&rows, language));
        }
        remarks
    }
}

impl Likeness {
    fn remark(self, rows: &str, language: Language) -> String {
        let (why, remedy) = match self {
            Likeness::KeysOfSeveral => language.pick(
                ("识别项分属几位客户", "请到现场确认"),
                ("it carries keys of several customers", "confirm on site"),
            ),
            Likeness::Number => language.pick(
                ("姓名相同、号码相容", "请到现场确认"),
                ("same name, compatible number", "confirm on site"),
            ),
            Likeness::CompanyName(similarity) => (
                similarity.text(language),
                language.pick(
                    "请补填双方的统一社会信用代码",
                    "enter the credit codes of both",
                ),
            ),
        };
        language.pick(
            format!("疑似与第 {rows} 行是同一客户：{why}，{remedy}"),
            format!("possibly the customer of row {rows}: {why}; {remedy}"),
        )
    }
}
