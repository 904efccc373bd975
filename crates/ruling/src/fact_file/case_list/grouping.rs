//! Which facts of a list belong to one case.

use std::collections::BTreeMap;

use super::super::{Reader, Row};
use crate::fact::{Fact, FactKind, Particulars, Ref, Seq};
use crate::policy::ScopePart;

/// Cases by name, in order of their first facts.
type Groups = Vec<(Option<String>, Vec<Fact>)>;

/// By the column `case`; a fact without it belongs where the fact does that it answers.
pub(super) fn by_name(reader: &mut Reader<'_>, rows: &[Row], facts: Vec<Fact>) -> Groups {
    let mut names: Vec<String> = Vec::new();
    let mut case_of: BTreeMap<Seq, usize> = BTreeMap::new();
    for (seq, row) in (1..).zip(rows) {
        if let Some(cell) = row.get("case") {
            let known = names.iter().position(|name| *name == cell.text);
            let place = known.unwrap_or_else(|| {
                names.push(cell.text.clone());
                names.len() - 1
            });
            case_of.insert(seq, place);
        }
    }
    let mut groups: Vec<Vec<Fact>> = vec![Vec::new(); names.len()];
    for fact in facts {
        let own = case_of.get(&fact.seq).copied();
        let answered = fact.of.and_then(|of| case_of.get(&of).copied());
        if let (Some(own), Some(answered)) = (own, answered)
            && own != answered
        {
            complain(
                reader,
                rows,
                fact.seq,
                "other-case",
                (
                    "`对应` 指向另一案卷的事实",
                    "`of` points at a fact of another case",
                ),
            );
            continue;
        }
        let Some(place) = own.or(answered) else {
            complain(
                reader,
                rows,
                fact.seq,
                "which-case",
                (
                    "别的事实写了案卷,这一条没有写",
                    "other facts name their case, this one does not",
                ),
            );
            continue;
        };
        case_of.insert(fact.seq, place);
        if let Some(group) = groups.get_mut(place) {
            group.push(fact);
        }
    }
    names.into_iter().map(Some).zip(groups).collect()
}

fn complain(
    reader: &mut Reader<'_>,
    rows: &[Row],
    seq: Seq,
    code: &'static str,
    cause: (&str, &str),
) {
    let row = usize::try_from(seq)
        .ok()
        .and_then(|seq| rows.get(seq.checked_sub(1)?));
    let Some(row) = row else { return };
    let place = row.place.clone();
    reader.problem(
        code,
        &place,
        cause,
        (
            "请在这一条写上 案卷(case),同一客户的事实写同一个名字",
            "give this fact a `case`; facts about one customer have the same",
        ),
    );
}

/// What tells cases apart, as one fact says it. A missing part fits every other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Parts {
    customer: Option<Ref>,
    project: Option<Ref>,
    demand: Option<Ref>,
    contract: Option<Ref>,
}

impl Parts {
    fn fits(self, other: Parts) -> bool {
        let fit = |one: Option<Ref>, two: Option<Ref>| one.is_none() || two.is_none() || one == two;
        fit(self.customer, other.customer)
            && fit(self.project, other.project)
            && fit(self.demand, other.demand)
            && fit(self.contract, other.contract)
    }

    fn join(&mut self, other: Parts) {
        self.customer = self.customer.or(other.customer);
        self.project = self.project.or(other.project);
        self.demand = self.demand.or(other.demand);
        self.contract = self.contract.or(other.contract);
    }
}

/// By what the pack's scope tells apart. A buyer, an invoice and a link may name another customer.
pub(super) fn by_scope(reader: &mut Reader<'_>, rows: &[Row], facts: Vec<Fact>) -> Groups {
    let scope = reader.packs.versions().first();
    let scope = scope.map_or_else(Vec::new, |version| version.scope.clone());
    let same = Same::of(&facts);
    let parts_of = |fact: &Fact| {
        let more = fact.particulars.as_deref();
        more.map_or_else(Parts::default, |more| same.parts(more, &scope))
    };
    let mut cases: Vec<Parts> = Vec::new();
    for fact in facts.iter().filter(|fact| tells_customer(fact.kind)) {
        let parts = parts_of(fact);
        match cases.iter_mut().find(|case| case.fits(parts)) {
            Some(case) => case.join(parts),
            None => cases.push(parts),
        }
    }
    if cases.len() <= 1 {
        return vec![(None, facts)];
    }
    let mut groups: Vec<Vec<Fact>> = vec![Vec::new(); cases.len()];
    let mut case_of: BTreeMap<Seq, usize> = BTreeMap::new();
    for fact in facts {
        let parts = parts_of(&fact);
        let answered = fact.of.and_then(|of| case_of.get(&of).copied());
        let mut fitting = (0..).zip(&cases).filter(|(_, case)| case.fits(parts));
        let only = fitting.next().map(|(place, _)| place);
        let Some(place) = answered.or(only.filter(|_| fitting.next().is_none())) else {
            complain(
                reader,
                rows,
                fact.seq,
                "which-case",
                (
                    "清单里有几个客户,看不出这一条是哪一个的",
                    "the list has several customers, and this fact does not say whose it is",
                ),
            );
            continue;
        };
        case_of.insert(fact.seq, place);
        if let Some(group) = groups.get_mut(place) {
            group.push(fact);
        }
    }
    let named = |place: usize| Some((place + 1).to_string());
    (0..).map(named).zip(groups).collect()
}

fn tells_customer(kind: FactKind) -> bool {
    !matches!(
        kind,
        FactKind::Contracted | FactKind::Invoiced | FactKind::Linked | FactKind::Delivered
    )
}

/// Customers that are one: linked, or with one phone.
struct Same {
    phones: BTreeMap<Ref, Ref>,
    links: Vec<(Ref, Ref)>,
}

impl Same {
    fn of(facts: &[Fact]) -> Same {
        let mut same = Same {
            phones: BTreeMap::new(),
            links: Vec::new(),
        };
        for fact in facts {
            let Some(more) = fact.particulars.as_deref() else {
                continue;
            };
            if fact.kind == FactKind::Linked {
                same.links.extend(more.customer.zip(more.other_customer));
            } else if let (Some(customer), Some(phone)) = (more.customer, more.phone)
                && tells_customer(fact.kind)
            {
                same.phones.entry(phone).or_insert(customer);
            }
        }
        same
    }

    /// The earliest reference that stands for the same customer.
    fn root(&self, customer: Ref) -> Ref {
        let mut known = vec![customer];
        let mut next = 0;
        while let Some(one) = known.get(next).copied() {
            for (first, second) in &self.links {
                for (from, to) in [(first, second), (second, first)] {
                    if *from == one && !known.contains(to) {
                        known.push(*to);
                    }
                }
            }
            next += 1;
        }
        known
            .into_iter()
            .min_by_key(|one| one.0)
            .unwrap_or(customer)
    }

    fn parts(&self, more: &Particulars, scope: &[ScopePart]) -> Parts {
        let by_phone = more
            .phone
            .map(|phone| self.phones.get(&phone).copied().unwrap_or(phone));
        let mut parts = Parts::default();
        for part in scope {
            match part {
                ScopePart::Customer => {
                    parts.customer = more.customer.or(by_phone).map(|one| self.root(one));
                }
                ScopePart::Project { .. } => parts.project = more.project,
                ScopePart::Demand => parts.demand = more.demand,
                ScopePart::Contract => parts.contract = more.contract,
            }
        }
        parts
    }
}
