//! A form filled in becomes a fact.

use ledger::privacy::personal::Personal;
use ruling::calendar::Instant;
use ruling::fact::{Answer, Fact, FactKind, Particulars, Ref, RegionCode};
use ruling::name::{Symbol, SymbolSet};
use ruling::policy::Packs;

use super::table::{Act, Ask};
use super::words::Words;
use super::{ActEntry, ActField, Case, with_reason};
use crate::filled_in::typed;
use crate::register::fact;
use crate::{Actor, Refusal};

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
pub(super) fn filled(
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
    let (mut fact, fields) = common((case.actor, case.words()), act, entry, now)?;
    let mut more = particulars(case.packs(), act, entry)?;
    // What the case is about goes along with what is done in it.
    let demands = case.known();
    let demands = demands.filter_map(|fact| fact.particulars.as_ref()?.demand);
    more.demand = demands.last();
    more.other_customer = relative(case, entry)?;
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
    let (mut fact, fields) = common((actor, words), act, entry, now)?;
    fact.particulars = Some(Box::new(particulars(words.packs, act, entry)?));
    Ok((fact, fields))
}

fn common(
    (actor, words): (&Actor, Words<'_>),
    act: &Act,
    entry: &ActEntry,
    now: Instant,
) -> Result<(Fact, Personal), Refusal> {
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
    Ok((fact, with_reason(&entry.fields, &entry.reason)))
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
        Ask::Papers => ("papers", !entry.given.is_empty()),
        Ask::Fields | Ask::Typed(_) => ("fields", !typed(&entry.fields).is_empty()),
        Ask::Region => ("region", !entry.region.trim().is_empty()),
        Ask::Reason => ("reason", !entry.reason.trim().is_empty()),
    };
    (is_needed && !is_given).then_some(field)
}

fn particulars(packs: &Packs, act: &Act, entry: &ActEntry) -> Result<Particulars, Refusal> {
    let set = |names: Vec<&str>, field| {
        let names = names.into_iter().map(|name| packs.names.find(name.trim()));
        let names: SymbolSet = names.collect();
        match names.contains(Symbol::UNKNOWN) {
            true => Err(Refusal::Missing { field }),
            false => Ok(names),
        }
    };
    let fields = typed(&entry.fields);
    let mut given: Vec<&str> = entry.given.iter().map(String::as_str).collect();
    // A field that no regulation knows is the ledger's to refuse.
    given.extend(
        fields
            .names()
            .filter(|name| packs.names.find(name) != Symbol::UNKNOWN),
    );
    let mut changed: Vec<&str> = entry.changed.iter().map(String::as_str).collect();
    if act.kind == FactKind::Amended {
        changed.extend(given.iter());
        changed.extend(entry.since.map(|_| OCCURRED));
        changed.extend((!entry.region.trim().is_empty()).then_some("address"));
        changed.retain(|name| packs.names.find(name) != Symbol::UNKNOWN);
    }
    let region = Some(entry.region.trim()).filter(|code| !code.is_empty());
    let region = region.map(RegionCode::parse).transpose();
    Ok(Particulars {
        given: set(given, "papers")?,
        changed: set(changed, "changed")?,
        customer_type: one(packs, &entry.customer_type, "customer_type")?,
        phone_of: one(packs, &entry.phone_of, "phone_of")?,
        region: region.map_err(|_| Refusal::Missing { field: "region" })?,
        people: entry.people.clone(),
        cents: entry.cents,
        value: entry.value,
        from: entry.since,
        until: entry.until,
        has_reason: !entry.reason.trim().is_empty(),
        ..Particulars::default()
    })
}

fn one(packs: &Packs, name: &str, field: &'static str) -> Result<Symbol, Refusal> {
    match packs.names.find(name.trim()) {
        Symbol::UNKNOWN => Err(Refusal::Missing { field }),
        name => Ok(name),
    }
}

/// Whom an entry names beside the customer: the buyer of a deal, the name on an invoice.
fn relative(case: Case<'_>, entry: &ActEntry) -> Result<Option<Ref>, Refusal> {
    let Some(seq) = entry.relative else {
        return Ok(None);
    };
    let mut known = case.known();
    let named = known.find(|fact| fact.seq == seq);
    let named = named.and_then(|fact| fact.particulars.as_ref()?.customer);
    match named.filter(|other| Some(*other) != case.seen.judged.file.customer) {
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
