//! What an act's form calls what it asks for: in the act's own words where it has some.

use std::mem::discriminant;

use desk::act::table::{Act, Ask};

use super::form::name_of;
use crate::pages::typed::Typed;
use crate::words::Words;

type Label = fn(Words) -> &'static str;

/// What an act calls something that its form asks for.
pub(crate) fn label_in(act: &Act, ask: Ask, say: Words) -> &'static str {
    own(act.name, ask, say).unwrap_or_else(|| label_of(ask, say))
}

/// What is wrong with a part of an act's form, by the name under which it was sent, and what would be right.
pub(crate) fn wrong_with(act: &Act, name: &str, typed: &Typed, say: Words) -> Option<String> {
    let mut asks = act.asks.iter().map(|(ask, _)| *ask);
    let ask = asks.find(|ask| name_of(*ask) == name)?;
    let label = label_in(act, ask, say);
    let is_empty = typed.text(name).trim().is_empty();
    Some(match ask {
        Ask::Fields | Ask::Typed(_) => say.refused_missing_field(label),
        _ if is_empty => say.act_empty(label),
        Ask::Amount => say.act_wrong_amount(label),
        Ask::Number => say.act_wrong_number(label),
        Ask::Since | Ask::Until => say.act_wrong_day(label),
        Ask::Region => say.act_wrong_region(label),
        Ask::Reason => say.act_too_long(label),
        _ => say.act_no_choice(label),
    })
}

/// What every act's form calls something, by the name under which it is sent.
pub(crate) fn label_named(name: &str, say: Words) -> Option<&'static str> {
    let asks = [
        Ask::Name,
        Ask::Answer(&[]),
        Ask::Person,
        Ask::People,
        Ask::Entry(&[]),
        Ask::Relative,
        Ask::Amount,
        Ask::Number,
        Ask::Since,
        Ask::Until,
        Ask::Papers,
        Ask::Fields,
        Ask::Region,
        Ask::Reason,
    ];
    let named = asks.into_iter().find(|ask| name_of(*ask) == name);
    named.map(|ask| label_of(ask, say))
}

fn label_of(ask: Ask, say: Words) -> &'static str {
    match ask {
        Ask::Name => say.act_what(),
        Ask::Answer(_) => say.act_answer(),
        Ask::Person => say.act_person(),
        Ask::People => say.act_people(),
        Ask::Entry(_) => say.act_of(),
        Ask::Relative => say.act_relative(),
        Ask::Amount => say.act_amount(),
        Ask::Number => say.act_number(),
        Ask::Since => say.act_since(),
        Ask::Until => say.act_until(),
        Ask::Papers => say.act_papers(),
        Ask::Sanctions => say.act_sanctions(),
        Ask::Fields | Ask::Typed(_) => say.act_fields(),
        Ask::Region => say.act_region(),
        Ask::Reason => say.act_reason(),
    }
}

/// What some acts call what their forms ask for: of an ask the kind alone counts.
const OWN: &[(Ask, &[&str], Label)] = &[
    (Ask::Name, &["review"], Words::ask_which_review),
    (
        Ask::Name,
        &["ask-permission", "decide-permission"],
        Words::ask_which_permission,
    ),
    (
        Ask::Name,
        &["report-violation", "answer-violation", "decide-violation"],
        Words::ask_which_violation,
    ),
    (Ask::Name, &["inspect"], Words::ask_which_inspection),
    (Ask::Name, &["grade"], Words::ask_which_grade),
    (
        Ask::Name,
        &["sign", "refuse-to-sign"],
        Words::ask_which_signed,
    ),
    (Ask::Name, &["consent"], Words::ask_which_consent),
    (Ask::Name, &["relate"], Words::ask_which_relation),
    (Ask::Name, &["note"], Words::ask_which_note),
    (Ask::Entry(&[]), &["review"], Words::ask_entry_registration),
    (
        Ask::Entry(&[]),
        &["decide-permission"],
        Words::ask_entry_request,
    ),
    (
        Ask::Entry(&[]),
        &["decide-evidence"],
        Words::ask_entry_evidence,
    ),
    (Ask::Entry(&[]), &["decide-appeal"], Words::ask_entry_appeal),
    (
        Ask::Entry(&[]),
        &["report-violation", "answer-violation", "decide-violation"],
        Words::ask_entry_ground,
    ),
    (
        Ask::Entry(&[]),
        &["sign", "refuse-to-sign"],
        Words::ask_entry_signed,
    ),
    (Ask::Entry(&[]), &["amend"], Words::ask_entry_amended),
    (
        Ask::Entry(&[]),
        &["file-evidence", "answer-dispute", "withdraw-dispute"],
        Words::ask_entry_dispute,
    ),
    (Ask::Entry(&[]), &["appeal"], Words::ask_entry_decision),
    (Ask::Entry(&[]), &["ask-look"], Words::ask_entry_deal),
    (Ask::Entry(&[]), &["dispute"], Words::ask_entry_visit),
    (Ask::Person, &["assign"], Words::ask_person_assigned),
    (Ask::Person, &["rule"], Words::ask_person_ruled),
    (Ask::Person, &["choose-fee"], Words::ask_person_fee),
    (
        Ask::Person,
        &["report-violation", "decide-violation"],
        Words::ask_person_accused,
    ),
    (Ask::Person, &["inspect"], Words::ask_person_inspected),
    (
        Ask::Person,
        &["sign", "refuse-to-sign"],
        Words::ask_person_signed,
    ),
    (Ask::Person, &["agree"], Words::ask_person_agreed),
    (
        Ask::Person,
        &["ask-permission", "decide-permission"],
        Words::ask_person_change,
    ),
    (Ask::Person, &["contract"], Words::ask_person_closed),
    (Ask::Person, &["deliver"], Words::ask_person_delivered),
    (Ask::Person, &["note"], Words::ask_person_noted),
    (Ask::People, &["contract"], Words::ask_people_closed),
    (Ask::People, &["deliver"], Words::ask_people_delivered),
    (
        Ask::Amount,
        &["contract", "deliver"],
        Words::ask_amount_deal,
    ),
    (Ask::Amount, &["quote"], Words::ask_amount_quote),
    (Ask::Amount, &["invoice"], Words::ask_amount_invoice),
    (Ask::Amount, &["choose-fee"], Words::ask_amount_fee),
    (
        Ask::Amount,
        &["decide-violation"],
        Words::ask_amount_penalty,
    ),
    (Ask::Amount, &["ask-permission"], Words::ask_amount_asked),
    (
        Ask::Amount,
        &["decide-permission"],
        Words::ask_amount_granted,
    ),
    (
        Ask::Number,
        &["quote", "ask-permission", "decide-permission"],
        Words::ask_number_quantity,
    ),
    (Ask::Number, &["note"], Words::ask_number_score),
    (Ask::Until, &["quote"], Words::ask_until_quote),
    (Ask::Until, &["decide-violation"], Words::ask_until_sanction),
    (
        Ask::Papers,
        &["dispute", "file-evidence", "answer-dispute"],
        Words::ask_papers_evidence,
    ),
    (Ask::Papers, &["archive"], Words::ask_papers_archive),
    (
        Ask::Answer(&[]),
        &["contract", "invoice"],
        Words::ask_who_bought,
    ),
    (
        Ask::Region,
        &["ask-permission", "contract", "note"],
        Words::ask_region_customer,
    ),
];

fn own(act: &str, ask: Ask, say: Words) -> Option<&'static str> {
    let mut rows = OWN.iter();
    let row = rows.find(|(asked, acts, _)| is_of_kind(*asked, ask) && acts.contains(&act));
    row.map(|(_, _, label)| label(say))
}

fn is_of_kind(one: Ask, other: Ask) -> bool {
    discriminant(&one) == discriminant(&other)
}

#[cfg(test)]
mod tests {
    use super::*;
    use desk::act::table::ACTS;

    #[test]
    fn every_label_is_of_an_act_that_there_is_and_of_what_its_form_asks_for() {
        for (ask, acts, _) in OWN {
            for name in *acts {
                let act = ACTS.iter().find(|act| act.name == *name);
                let act = act.unwrap_or_else(|| panic!("no act is called {name}"));
                let mut asked = act.asks.iter();
                assert!(
                    asked.any(|(asked, _)| is_of_kind(*asked, *ask)),
                    "{name} does not ask for {ask:?}"
                );
            }
        }
    }

    #[test]
    fn no_act_has_two_labels_for_one_thing() {
        for act in ACTS {
            for (ask, _) in act.asks {
                let own = OWN.iter().filter(|(asked, acts, _)| {
                    is_of_kind(*asked, *ask) && acts.contains(&act.name)
                });
                assert!(own.count() <= 1, "{} {ask:?}", act.name);
            }
        }
    }
}
