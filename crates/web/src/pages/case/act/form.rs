//! An act's form as a page asks it, and what was typed into it.

use std::num::NonZeroU32;

use desk::act::table::Ask;
use desk::act::{ActEntry, ActField, ActOffer, Choice};
use desk::{Answer, FactKind, StaffId, cents_of};

use super::labels::label_in;
use crate::moment::Clock;
use crate::pages::typed::Typed;
use crate::visitor::query_value;
use crate::words::Words;

/// Something to choose.
pub(crate) struct Chosen {
    pub(crate) value: String,
    pub(crate) label: String,
    pub(crate) is_chosen: bool,
}

/// How a field is asked.
pub(crate) enum Shape {
    /// One of a list.
    List(Vec<Chosen>),
    /// One of a few.
    Few(Vec<Chosen>),
    /// Any of them.
    Ticks(Vec<Chosen>),
    /// A line: the type of input and what was typed.
    Line(&'static str, String),
    /// Some sentences.
    Words(String),
}

/// A field of the form.
pub(crate) struct Input {
    pub(crate) name: String,
    pub(crate) label: String,
    pub(crate) is_needed: bool,
    pub(crate) shape: Shape,
}

/// What an act is done with, where its form asks something else with each: chosen first.
pub(crate) struct First {
    /// What it is called.
    pub(crate) label: &'static str,
    /// What may be chosen: its address and name.
    pub(crate) choices: Vec<(String, String)>,
}

/// What is still to be chosen before a form can be shown; none: nothing.
pub(crate) fn first(offer: &ActOffer, typed: &Typed, say: Words) -> Option<First> {
    let names = offer.fields.iter().find(|field| field.ask == Ask::Name)?;
    if !depends(offer) || chosen(offer, typed).is_some() {
        return None;
    }
    let choices = names.choices.iter().map(|choice| {
        let address = format!("{}?what={}", offer.act.name, query_value(&choice.value));
        (address, say.text(&choice.label).to_owned())
    });
    Some(First {
        label: label_in(offer.act, Ask::Name, say),
        choices: choices.collect(),
    })
}

/// Whether there are several names, and a form asks something else with each.
pub(crate) fn depends(offer: &ActOffer) -> bool {
    let mut fields = offer.fields.iter();
    let is_choice = fields.any(|field| field.ask == Ask::Name && field.choices.len() > 1);
    is_choice && offer.fields.iter().any(|field| !field.only_with.is_empty())
}

/// Which of the regulation's names an act is done with, as far as that is settled.
fn chosen<'a>(offer: &'a ActOffer, typed: &Typed) -> Option<&'a str> {
    let names = offer.fields.iter().find(|field| field.ask == Ask::Name)?;
    let mut choices = names.choices.iter();
    match names.choices.as_slice() {
        [only] => Some(&only.value),
        _ => choices
            .find(|choice| typed.is_ticked("what", &choice.value))
            .map(|choice| choice.value.as_str()),
    }
}

/// What was chosen before the form is shown, or what it begins with.
pub(crate) fn with_suggested(offer: &ActOffer, chosen: Typed) -> Typed {
    let fields = offer.fields.iter();
    fields.fold(chosen, |chosen, field| match &field.suggested {
        Some(value) => chosen.or(name_of(field.ask), value),
        None => chosen,
    })
}

/// The fields of an act's form, with what was typed.
pub(crate) fn inputs(offer: &ActOffer, typed: &Typed, say: Words) -> Vec<Input> {
    let name = chosen(offer, typed);
    let is_asked = |field: &&ActField| {
        let with = &field.only_with;
        with.is_empty() || name.is_none_or(|name| with.iter().any(|known| known == name))
    };
    let fields = offer.fields.iter().filter(is_asked);
    let all = fields.flat_map(|field| match field.ask {
        Ask::Fields | Ask::Typed(_) => lines(field, typed, say),
        _ => vec![input(offer, field, typed, say)],
    });
    all.collect()
}

/// A line for each field of the regulation.
fn lines(field: &ActField, typed: &Typed, say: Words) -> Vec<Input> {
    let choices = field.choices.iter();
    let lines = choices.map(|choice| Input {
        name: format!("field.{}", choice.value),
        label: say.text(&choice.label).to_owned(),
        is_needed: field.is_needed,
        shape: Shape::Line("text", typed.field(&choice.value).to_owned()),
    });
    lines.collect()
}

fn input(offer: &ActOffer, field: &ActField, typed: &Typed, say: Words) -> Input {
    let name = name_of(field.ask);
    let value = || typed.one(name).unwrap_or_default().to_owned();
    let choices = |choices: &[Choice]| {
        let choices = choices.iter();
        let choices = choices.map(|choice| Chosen {
            value: choice.value.clone(),
            label: say.text(&choice.label).to_owned(),
            is_chosen: typed.is_ticked(name, &choice.value),
        });
        choices.collect::<Vec<_>>()
    };
    let shape = match field.ask {
        Ask::Answer(answers) => {
            // What may be left open is chosen, too: a browser takes no choice back.
            let open = [Answer::None].into_iter().filter(|_| !field.is_needed);
            let answers = open.chain(answers.iter().copied()).map(|answer| Chosen {
                value: answer_name(answer).to_owned(),
                label: answer_label(offer.act.kind, answer, say).to_owned(),
                is_chosen: value() == answer_name(answer),
            });
            Shape::Few(answers.collect())
        }
        Ask::Papers | Ask::Sanctions | Ask::People => Shape::Ticks(choices(&field.choices)),
        Ask::Reason => Shape::Words(value()),
        Ask::Since => Shape::Line("datetime-local", value()),
        Ask::Until => Shape::Line("date", value()),
        _ if field.choices.is_empty() => Shape::Line("text", value()),
        Ask::Name if depends(offer) && chosen(offer, typed).is_some() => {
            let mut only = choices(&field.choices);
            only.retain(|choice| choice.is_chosen);
            Shape::List(only)
        }
        _ => Shape::List(choices(&field.choices)),
    };
    Input {
        name: name.to_owned(),
        label: label_in(offer.act, field.ask, say).to_owned(),
        is_needed: field.is_needed,
        shape,
    }
}

/// The name a field is sent under; a refusal names it so, too.
pub(crate) fn name_of(ask: Ask) -> &'static str {
    match ask {
        Ask::Name => "what",
        Ask::Answer(_) => "answer",
        Ask::Person => "person",
        Ask::People => "people",
        Ask::Entry(_) => "of",
        Ask::Relative => "relative",
        Ask::Amount => "amount",
        Ask::Number => "number",
        Ask::Since => "since",
        Ask::Until => "until",
        Ask::Papers | Ask::Sanctions => "papers",
        Ask::Fields | Ask::Typed(_) => "fields",
        Ask::Region => "region",
        Ask::Reason => "reason",
    }
}

const fn answer_name(answer: Answer) -> &'static str {
    match answer {
        Answer::None => "",
        Answer::Yes => "yes",
        Answer::No => "no",
        Answer::Return => "return",
    }
}

pub(crate) fn answer_label(kind: FactKind, answer: Answer, say: Words) -> &'static str {
    match (kind, answer) {
        (FactKind::Contacted, Answer::None) => say.act_reached(),
        (_, Answer::None) => say.act_not_said(),
        (_, Answer::Return) => say.act_return(),
        (FactKind::Reviewed, Answer::Yes) => say.act_pass(),
        (FactKind::Reviewed, Answer::No) => say.act_reject(),
        (FactKind::EvidenceDecided, Answer::Yes) => say.act_believed(),
        (FactKind::EvidenceDecided, Answer::No) => say.act_not_believed(),
        (FactKind::ViolationDecided, Answer::Yes) => say.act_upheld(),
        (FactKind::ViolationDecided, Answer::No) => say.act_not_upheld(),
        (FactKind::Contracted | FactKind::Invoiced, Answer::Yes) => say.act_buyer_is_customer(),
        (FactKind::Contacted, Answer::No) => say.act_not_reached(),
        (_, Answer::Yes) => say.act_granted(),
        (_, Answer::No) => say.act_not_granted(),
    }
}

/// What was typed.
///
/// # Errors
/// The field that cannot be read.
pub(crate) fn entry_of(typed: &Typed, clock: &Clock) -> Result<ActEntry, &'static str> {
    let text = |name: &str| typed.one(name).unwrap_or_default().trim().to_owned();
    let answer = match text("answer").as_str() {
        "yes" => Answer::Yes,
        "no" => Answer::No,
        "return" => Answer::Return,
        _ => Answer::None,
    };
    let people = typed.all("people").into_iter();
    let people = people.filter_map(|id| Some(StaffId(NonZeroU32::new(id.parse().ok()?)?)));
    // The day counts whole.
    let until = Some(text("until")).filter(|day| !day.is_empty());
    let until = until.map(|day| clock.read(&format!("{day}T23:59")).ok_or("until"));
    Ok(ActEntry {
        what: text("what"),
        answer,
        person: typed.staff("person"),
        people: people.collect(),
        of: read(&text("of"), "of", |of| of.parse().ok())?,
        relative: read(&text("relative"), "relative", |of| of.parse().ok())?,
        cents: read(&text("amount"), "amount", |amount| {
            cents_of(amount).filter(|cents| *cents >= 0)
        })?,
        value: read(&text("number"), "number", |number| number.parse().ok())?,
        since: read(&text("since"), "since", |time| clock.read(time))?,
        until: until.transpose()?.map(|until| until.plus_seconds(60)),
        given: typed.all("papers"),
        region: text("region"),
        fields: typed.fields(),
        reason: text("reason"),
        ..ActEntry::default()
    })
}

/// Something typed; nothing if it was left empty.
fn read<T>(
    text: &str,
    field: &'static str,
    parse: impl Fn(&str) -> Option<T>,
) -> Result<Option<T>, &'static str> {
    match text.is_empty() {
        true => Ok(None),
        false => parse(text).map(Some).ok_or(field),
    }
}
