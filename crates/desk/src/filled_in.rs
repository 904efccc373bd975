//! A form filled in, as facts carry it: what was typed, and what follows from it.

use ledger::privacy::personal::Personal;
use ruling::calendar::{CivilDay, Instant};
use ruling::fact::{Particulars, RegionCode};
use ruling::identity;
use ruling::name::{Symbol, SymbolSet};
use ruling::policy::field::Holds;
use ruling::policy::problem::Text;
use ruling::policy::{Field, FieldKind, Packs, Policy};

use crate::Refusal;
use crate::refusal::FieldProblem;

/// What was filled in.
#[derive(Debug, Clone, Default)]
pub(crate) struct FilledIn {
    /// Values by the names that they are kept under.
    pub(crate) fields: Personal,
    /// What facts say of them.
    pub(crate) more: Particulars,
}

/// What came with a form beside its fields.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Beside<'a> {
    /// Papers that are there and marks that whoever registers states.
    pub(crate) given: &'a [String],
    pub(crate) customer_type: Option<&'a str>,
    pub(crate) region: Option<&'a str>,
}

/// What was typed, without what was left empty.
pub(crate) fn typed(fields: &[(String, String)]) -> Personal {
    let filled = fields.iter().filter(|(_, value)| !value.trim().is_empty());
    Personal::new(filled.map(|(name, value)| (name.clone(), value.trim().to_owned())))
}

/// Fields sealed with a person's reason.
pub(crate) fn with_reason(fields: &Personal, reason: &str) -> Personal {
    let fields = fields.names().filter_map(|name| {
        let value = fields.get(name)?;
        Some((name.to_owned(), value.to_owned()))
    });
    let reason = [(ledger::record::REASON.to_owned(), reason.to_owned())];
    let all: Vec<(String, String)> = fields.chain(reason).collect();
    typed(&all)
}

/// The same by the names that values are kept under: a regulation may call a phone otherwise.
pub(crate) fn kept(policy: &Policy, packs: &Packs, typed: &Personal) -> Personal {
    let kept_as = |name: &str| {
        let known = policy.fields.iter();
        let mut known = known.filter(|field| packs.names.text(field.name) == name);
        known
            .next()
            .map_or(name, |field| field.kept_as(&packs.names))
            .to_owned()
    };
    let values = typed.names().filter_map(|name| {
        let value = typed.get(name)?.to_owned();
        Some((kept_as(name), value))
    });
    Personal::new(values)
}

/// Reads a form as of an instant.
///
/// # Errors
/// Every field that cannot be read.
pub(crate) fn filled_in(
    (policy, packs): (&Policy, &Packs),
    fields: &[(String, String)],
    beside: Beside<'_>,
    now: Instant,
) -> Result<FilledIn, Refusal> {
    let typed = typed(fields);
    let mut reading = Reading {
        policy,
        packs,
        typed: &typed,
        today: policy.zone.day_of(now),
        problems: Vec::new(),
    };
    let mut more = Particulars {
        given: reading.given(beside.given),
        ..Particulars::default()
    };
    for mark in reading.marks(beside.given) {
        more.given.insert(mark);
    }
    (more.phone_of, more.until) = (reading.phone_of(), reading.last_day());
    reading.dates();
    more.customer_type = reading.customer_type(beside.customer_type);
    more.region = reading.region(beside.region);
    match reading.problems.is_empty() {
        true => Ok(FilledIn {
            fields: kept(policy, packs, &typed),
            more,
        }),
        false => Err(Refusal::Fields(reading.problems)),
    }
}

struct Reading<'a> {
    policy: &'a Policy,
    packs: &'a Packs,
    typed: &'a Personal,
    today: CivilDay,
    problems: Vec<FieldProblem>,
}

impl Reading<'_> {
    fn value(&self, field: Symbol) -> Option<&str> {
        self.typed.get(self.packs.names.text(field))
    }

    /// Fields filled in and papers that are there.
    fn given(&self, ticked: &[String]) -> SymbolSet {
        let names = &self.packs.names;
        let is_mark = |name: &Symbol| {
            let mut fields = self.policy.fields.iter();
            fields.any(|field| field.name == *name && field.kind == FieldKind::Mark)
        };
        let all = self.typed.names().chain(ticked.iter().map(String::as_str));
        all.map(|name| names.find(name))
            .filter(|name| names.mentions(*name) && !is_mark(name))
            .collect()
    }

    /// Marks that follow from what was typed, or that may be stated and were.
    fn marks(&self, ticked: &[String]) -> Vec<Symbol> {
        let is_ticked = |field: &Field| {
            let name = self.packs.names.text(field.name);
            field.is_stated && ticked.iter().any(|ticked| ticked == name)
        };
        let follows = |field: &Field| {
            let derived = field.derived.as_ref();
            derived.is_some_and(|derived| derived.holds(self.today, |name| self.value(name)))
        };
        let fields = self.policy.fields.iter();
        fields
            .filter(|field| field.kind == FieldKind::Mark)
            .filter(|field| is_ticked(field) || follows(field))
            .map(|field| field.name)
            .collect()
    }

    fn filled(&self, holds: Holds) -> impl Iterator<Item = (&Field, &str)> {
        let fields = self.policy.fields.iter();
        let fields = fields.filter(move |field| field.holds == holds);
        fields.filter_map(|field| Some((field, self.value(field.name)?)))
    }

    fn phone_of(&mut self) -> Symbol {
        let said = self.filled(Holds::Relation).next();
        let Some((field, text)) = said else {
            return Symbol::NONE;
        };
        let relation = self.packs.names.find(text);
        if relation == Symbol::UNKNOWN {
            self.problems.push(not_a(field, RELATION));
        }
        relation
    }

    /// First second after the last day of the claim's paper.
    fn last_day(&self) -> Option<Instant> {
        let (_, text) = self.filled(Holds::LastDay).next()?;
        let day = CivilDay::parse(text)?;
        Some(self.policy.zone.start_of(day.plus_days(1)))
    }

    fn dates(&mut self) {
        let all = self.filled(Holds::Date).chain(self.filled(Holds::LastDay));
        let bad = all.filter(|(_, text)| CivilDay::parse(text).is_none());
        let bad: Vec<FieldProblem> = bad.map(|(field, _)| not_a(field, DATE)).collect();
        self.problems.extend(bad);
    }

    fn customer_type(&mut self, chosen: Option<&str>) -> Symbol {
        let kind = self.packs.names.find(chosen.unwrap_or_default());
        if kind == Symbol::UNKNOWN {
            let label = Text::new("客户类别", "kind of customer");
            self.problems.push(problem(&label, CUSTOMER_TYPE));
            return Symbol::NONE;
        }
        kind
    }

    fn region(&mut self, code: Option<&str>) -> Option<RegionCode> {
        let code = code.map(str::trim).filter(|code| !code.is_empty())?;
        match RegionCode::parse(code) {
            Ok(region) => Some(region),
            Err(_) => {
                let label = Text::new("区划", "division");
                self.problems.push(problem(&label, DIVISION));
                None
            }
        }
    }
}

/// Rule and remedy, each in Chinese and English.
type Words = [(&'static str, &'static str); 2];

const DATE: Words = [
    ("要写成日期", "must be a day"),
    ("请写成 2026-03-05 这样", "write it like 2026-03-05"),
];
const RELATION: Words = [
    (
        "要从制度列出的关系里选",
        "must be one of the regulation's relations",
    ),
    ("请从列表里选", "choose it from the list"),
];
const CUSTOMER_TYPE: Words = [
    (
        "要从制度列出的类别里选",
        "must be one of the regulation's kinds",
    ),
    ("请从列表里选", "choose it from the list"),
];
const DIVISION: Words = [
    (
        "要写成六位区划代码(GB/T 2260)",
        "must be a division code of six digits (GB/T 2260)",
    ),
    (
        "例如 420106;不清楚的问门店管理人员",
        "e.g. 420106; ask the store's management if unsure",
    ),
];

fn not_a(field: &Field, words: Words) -> FieldProblem {
    problem(&field.label, words)
}

fn problem(label: &Text, [rule, remedy]: Words) -> FieldProblem {
    FieldProblem {
        zh: identity::Refusal {
            field: label.zh.clone(),
            rule: rule.0.to_owned(),
            remedy: remedy.0.to_owned(),
        },
        en: identity::Refusal {
            field: label.en.clone(),
            rule: rule.1.to_owned(),
            remedy: remedy.1.to_owned(),
        },
    }
}
