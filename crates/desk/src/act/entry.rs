//! A form filled in becomes a fact.

use ledger::catalogue::CatalogueKind;
use ledger::privacy::personal::Personal;
use ruling::calendar::Instant;
use ruling::fact::{Answer, Fact, FactKind, Particulars, Ref, RegionCode};
use ruling::name::{Symbol, SymbolSet};
use ruling::policy::{FieldKind, Packs};

use super::table::{Act, Ask};
use super::words::Words;
use super::{ActEntry, ActField, Case};
use crate::consent::{Way, consent, consents_given, notice_shown};
use crate::filled_in::{Beside, FilledIn, filled_in, kept, typed, with_reason};
use crate::register::fact;
use crate::{Actor, Desk, Refusal};

/// Names that facts of every regulation may carry in `changed`.
const OCCURRED: &str = "occurred";

/// The fact that a form not filled in yet would be: of what is to be chosen, the first.
pub(super) fn blank(case: Case<'_>, act: &Act, fields: &[ActField]) -> Fact {
    let first = |wanted: fn(&Ask) -> bool| {
        let field = fields
            .iter()
            .find(|field| field.is_needed && wanted(&field.ask));
        field
            .and_then(|field| field.choices.first())
            .map(|choice| choice.value.clone())
    };
    let what = first(|ask| *ask == Ask::Name).unwrap_or_default();
    let of = first(|ask| matches!(ask, Ask::Entry(_)));
    let answer = act.asks.iter().find_map(|(ask, is_needed)| match ask {
        Ask::Answer(answers) if *is_needed => answers.first().copied(),
        _ => None,
    });
    Fact {
        actor: Some(case.actor.staff),
        what: case.packs().names.find(&what),
        of: of.and_then(|of| of.parse().ok()),
        answer: answer.unwrap_or(act.says),
        ..fact(act.kind, case.actor.now)
    }
}

/// The fact that a form filled in is, with what is sealed beside it.
///
/// # Errors
/// What is missing, or named by nothing that the regulation or the case knows.
fn filled(
    case: Case<'_>,
    act: &Act,
    entry: &ActEntry,
    now: Instant,
) -> Result<(Fact, Personal), Refusal> {
    let of = entry.of.map(|of| {
        let mut known = case.known();
        let kinds = kinds_of(act);
        known.find(|fact| fact.seq == of && kinds.contains(&fact.kind))
    });
    if of == Some(None) {
        return Err(Refusal::Missing { field: "of" });
    }
    let (mut fact, fields, mut more) = common((case.actor, case.words()), act, entry, now)?;
    // What the case is about goes along with what is done in it.
    let demands = case.known();
    let demands = demands.filter_map(|fact| fact.particulars.as_ref()?.demand);
    more.demand = demands.last();
    more.other_customer = relative(case, act, entry)?;
    fact.particulars = Some(Box::new(more));
    Ok((fact, fields))
}

/// The same where the case is not known yet.
///
/// # Errors
/// As above; nothing can be answered in a case that is not there.
pub(super) fn of_customer(
    (actor, words): (&Actor, Words<'_>),
    act: &Act,
    entry: &ActEntry,
    now: Instant,
) -> Result<(Fact, Personal), Refusal> {
    if entry.of.is_some() || entry.relative.is_some() {
        return Err(Refusal::Missing { field: "of" });
    }
    let (mut fact, fields, mut more) = common((actor, words), act, entry, now)?;
    if !words.opens_claim(fact.kind, fact.what) {
        // What only says whom it is about shows nothing: a name is no evidence.
        more.given = set(words.packs, &entry.given, "papers")?;
    }
    fact.particulars = Some(Box::new(more));
    Ok((fact, fields))
}

fn common(
    (actor, words): (&Actor, Words<'_>),
    act: &Act,
    entry: &ActEntry,
    now: Instant,
) -> Result<(Fact, Personal, Particulars), Refusal> {
    for (ask, is_needed) in act.asks {
        if let Some(field) = missing(*ask, *is_needed, act, entry) {
            return Err(Refusal::Missing { field });
        }
    }
    let what = words.packs.names.find(entry.what.trim());
    let names = words.names(act);
    let takes_names = act.asks.iter().any(|(ask, _)| *ask == Ask::Name);
    let is_free = names.is_empty()
        || matches!(
            act.kind,
            FactKind::Contacted | FactKind::Archived | FactKind::Signed
        );
    let is_known = what != Symbol::UNKNOWN && (is_free || names.contains(&what));
    if what.is_some() && !(takes_names && is_known) {
        return Err(Refusal::Missing { field: "what" });
    }
    let fact = Fact {
        actor: Some(actor.staff),
        person: entry.person,
        what,
        of: entry.of,
        answer: match act.says {
            Answer::None => entry.answer,
            said => said,
        },
        occurred: entry.occurred.unwrap_or(now),
        ..fact(act.kind, now)
    };
    let (fields, more) = particulars(words, act, entry, now)?;
    Ok((fact, with_reason(&fields, &entry.reason), more))
}

/// The field that must be filled in and is not.
fn missing(ask: Ask, is_needed: bool, act: &Act, entry: &ActEntry) -> Option<&'static str> {
    let against = act.decides && matches!(entry.answer, Answer::No | Answer::Return);
    let is_needed = is_needed || (ask == Ask::Reason && against);
    let (field, is_given) = match ask {
        Ask::Name => ("what", !entry.what.trim().is_empty()),
        Ask::Answer(answers) => {
            let is_none = entry.answer == Answer::None;
            if !is_none && !answers.contains(&entry.answer) {
                return Some("answer");
            }
            ("answer", !is_none)
        }
        Ask::Person => ("person", entry.person.is_some()),
        Ask::People => ("people", !entry.people.is_empty()),
        Ask::Entry(_) => ("of", entry.of.is_some()),
        Ask::Relative => ("relative", entry.relative.is_some()),
        Ask::Amount => ("amount", entry.cents.is_some()),
        Ask::Number => ("number", entry.value.is_some()),
        Ask::Since => ("since", entry.since.is_some()),
        Ask::Until => ("until", entry.until.is_some()),
        Ask::Papers | Ask::Sanctions => ("papers", !entry.given.is_empty()),
        Ask::Fields | Ask::Typed(_) => ("fields", !typed(&entry.fields).is_empty()),
        Ask::Region => ("region", !entry.region.trim().is_empty()),
        Ask::Reason => ("reason", !entry.reason.trim().is_empty()),
    };
    (is_needed && !is_given).then_some(field)
}

/// What was typed, by the names that it is kept under, and what a fact says of it.
fn particulars(
    words: Words<'_>,
    act: &Act,
    entry: &ActEntry,
    now: Instant,
) -> Result<(Personal, Particulars), Refusal> {
    let packs = words.packs;
    let is_given = |text: &&str| !text.trim().is_empty();
    let beside = Beside {
        given: &entry.given,
        customer_type: Some(entry.customer_type.as_str()).filter(is_given),
        region: Some(entry.region.as_str()).filter(is_given),
    };
    // A correction is read like the form that it corrects: what follows from the values follows again.
    let read = match act.kind {
        FactKind::Amended => filled_in((words.policy, packs), &entry.fields, beside, now)?,
        _ => typed_only(words, entry)?,
    };
    let mut given = set(packs, &entry.given, "papers")?;
    if act.kind == FactKind::Amended {
        // A mark follows from what was typed, and is not said.
        given = SymbolSet::default();
    }
    read.more.given.iter().for_each(|name| given.insert(name));
    let mut changed = set(packs, &entry.changed, "changed")?;
    if act.kind == FactKind::Amended {
        let is_mark = |name: &Symbol| {
            let mut fields = words.policy.fields.iter();
            fields.any(|field| field.name == *name && field.kind == FieldKind::Mark)
        };
        let filled = given.iter().filter(|name| !is_mark(name));
        filled.for_each(|name| changed.insert(name));
        let beside = [
            (entry.since.is_some(), OCCURRED),
            (read.more.region.is_some(), "address"),
        ];
        let beside = beside.into_iter().filter(|(is_changed, _)| *is_changed);
        let beside = beside.map(|(_, name)| packs.names.find(name));
        beside
            .filter(|name| *name != Symbol::UNKNOWN)
            .for_each(|name| changed.insert(name));
    }
    let more = Particulars {
        given,
        changed,
        phone_of: one(packs, &entry.phone_of, "phone_of")?,
        people: entry.people.clone(),
        cents: entry.cents,
        value: entry.value,
        from: entry.since,
        until: entry.until.or(read.more.until),
        has_reason: !entry.reason.trim().is_empty(),
        ..read.more
    };
    Ok((read.fields, more))
}

/// What was typed where no regulation says how it is to be read: a field that it does not know is the ledger's
/// to refuse.
fn typed_only(words: Words<'_>, entry: &ActEntry) -> Result<FilledIn, Refusal> {
    let packs = words.packs;
    let typed = typed(&entry.fields);
    let names = typed.names().map(|name| packs.names.find(name));
    let region = Some(entry.region.trim()).filter(|code| !code.is_empty());
    let region = region.map(RegionCode::parse).transpose();
    let more = Particulars {
        given: names.filter(|name| *name != Symbol::UNKNOWN).collect(),
        customer_type: one(packs, &entry.customer_type, "customer_type")?,
        region: region.map_err(|_| Refusal::Missing { field: "region" })?,
        ..Particulars::default()
    };
    Ok(FilledIn {
        fields: kept(words.policy, packs, &typed),
        more,
    })
}

fn set(packs: &Packs, names: &[String], field: &'static str) -> Result<SymbolSet, Refusal> {
    let names = names.iter().map(|name| packs.names.find(name.trim()));
    let names: SymbolSet = names.collect();
    match names.contains(Symbol::UNKNOWN) {
        true => Err(Refusal::Missing { field }),
        false => Ok(names),
    }
}

fn one(packs: &Packs, name: &str, field: &'static str) -> Result<Symbol, Refusal> {
    match packs.names.find(name.trim()) {
        Symbol::UNKNOWN => Err(Refusal::Missing { field }),
        name => Ok(name),
    }
}

/// Whom an entry names beside the customer: the buyer of a deal, the name on an invoice.
fn relative(case: Case<'_>, act: &Act, entry: &ActEntry) -> Result<Option<Ref>, Refusal> {
    let named = match entry.relative {
        Some(seq) => {
            let mut known = case.known();
            let named = known.find(|fact| fact.seq == seq);
            named.and_then(|fact| case.named_beside(fact))
        }
        None if act.kind == FactKind::Linked => {
            let mut facts = case.facts().iter().rev();
            facts.find_map(|fact| case.named_beside(fact))
        }
        None => return Ok(None),
    };
    match named {
        Some(other) => Ok(Some(other)),
        None => Err(Refusal::Missing { field: "relative" }),
    }
}

/// Kinds of entry that an act answers, corrects or signs.
pub(super) fn kinds_of(act: &Act) -> &'static [FactKind] {
    let entry = act.asks.iter().find_map(|(ask, _)| match ask {
        Ask::Entry(kinds) => Some(*kinds),
        _ => None,
    });
    entry.unwrap_or_default()
}

impl Desk {
    /// The fact that an act would record, with the product and project it is about: what is typed, else of a quote
    /// the case's own product, so that nobody quotes below its floor by leaving it out.
    pub(super) fn filled(
        &self,
        case: Case<'_>,
        act: &'static Act,
        entry: &ActEntry,
    ) -> Result<(Fact, Personal), Refusal> {
        let (mut fact, fields) = filled(case, act, entry, self.ledger.now())?;
        let known = |kind, name| match fields.get(name) {
            Some(typed) => self.ledger.known_as(kind, typed),
            None => Ok(None),
        };
        let product = known(CatalogueKind::Product, "demand")?;
        let project = known(CatalogueKind::Project, "project")?;
        let of_case = || {
            let mut facts = case.facts().iter().rev();
            facts.find_map(|fact| fact.particulars.as_ref()?.demand)
        };
        let fields = of_customer_consent(case, &mut fact, fields);
        let is_quote = fact.kind == FactKind::Quoted && fields.get("demand").is_none();
        let more = fact.particulars.get_or_insert_default();
        more.demand = product.or_else(|| of_case().filter(|_| is_quote));
        more.project = project;
        Ok((fact, fields))
    }
}

/// A customer's own consent says how it was given, and which notice they were shown.
fn of_customer_consent(case: Case<'_>, fact: &mut Fact, fields: Personal) -> Personal {
    let (policy, packs) = (case.policy, case.packs());
    let scope = packs.names.text(fact.what).to_owned();
    let is_customers =
        fact.kind == FactKind::Consented && !consents_given(policy, packs, &[scope]).is_empty();
    if !is_customers {
        return fields;
    }
    if Way::of(fact, packs).is_none() {
        let ticked = consent(fact.what, Way::Ticked, packs, case.actor.now);
        let ways = ticked
            .particulars
            .map(|more| more.given)
            .unwrap_or_default();
        let given = &mut fact.particulars.get_or_insert_default().given;
        ways.iter().for_each(|way| given.insert(way));
    }
    let known = fields.names().filter_map(|name| {
        let value = fields.get(name)?;
        Some((name.to_owned(), value.to_owned()))
    });
    Personal::new(known.chain(notice_shown(policy, packs)))
}
