//! What an act's form calls what it asks for: in the act's own words where it has some.

use desk::act::table::{Act, Ask};

use super::form::name_of;
use crate::pages::typed::Typed;
use crate::words::Words;

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

fn own(act: &str, ask: Ask, say: Words) -> Option<&'static str> {
    match ask {
        Ask::Name => which(act, say),
        Ask::Entry(_) => entry(act, say),
        Ask::Person => person(act, say),
        Ask::People => people(act, say),
        Ask::Amount => amount(act, say),
        Ask::Number => number(act, say),
        Ask::Until => until(act, say),
        Ask::Papers => papers(act, say),
        Ask::Answer(_) => matches!(act, "contract" | "invoice").then(|| say.ask_who_bought()),
        Ask::Region => {
            matches!(act, "ask-permission" | "contract" | "note").then(|| say.ask_region_customer())
        }
        _ => None,
    }
}

fn which(act: &str, say: Words) -> Option<&'static str> {
    Some(match act {
        "review" => say.ask_which_review(),
        "ask-permission" | "decide-permission" => say.ask_which_permission(),
        "report-violation" | "answer-violation" | "decide-violation" => say.ask_which_violation(),
        "inspect" => say.ask_which_inspection(),
        "grade" => say.ask_which_grade(),
        "sign" | "refuse-to-sign" => say.ask_which_signed(),
        "consent" => say.ask_which_consent(),
        "relate" => say.ask_which_relation(),
        "note" => say.ask_which_note(),
        _ => return None,
    })
}

fn entry(act: &str, say: Words) -> Option<&'static str> {
    Some(match act {
        "review" => say.ask_entry_registration(),
        "decide-permission" => say.ask_entry_request(),
        "decide-evidence" => say.ask_entry_evidence(),
        "decide-appeal" => say.ask_entry_appeal(),
        "report-violation" | "answer-violation" | "decide-violation" => say.ask_entry_ground(),
        "sign" | "refuse-to-sign" => say.ask_entry_signed(),
        "amend" => say.ask_entry_amended(),
        "file-evidence" | "answer-dispute" | "withdraw-dispute" => say.ask_entry_dispute(),
        "appeal" => say.ask_entry_decision(),
        "ask-look" => say.ask_entry_deal(),
        "dispute" => say.ask_entry_visit(),
        _ => return None,
    })
}

fn person(act: &str, say: Words) -> Option<&'static str> {
    Some(match act {
        "assign" => say.ask_person_assigned(),
        "rule" => say.ask_person_ruled(),
        "choose-fee" => say.ask_person_fee(),
        "report-violation" | "decide-violation" => say.ask_person_accused(),
        "inspect" => say.ask_person_inspected(),
        "sign" | "refuse-to-sign" => say.ask_person_signed(),
        "agree" => say.ask_person_agreed(),
        "ask-permission" | "decide-permission" => say.ask_person_change(),
        "contract" => say.ask_person_closed(),
        "deliver" => say.ask_person_delivered(),
        "note" => say.ask_person_noted(),
        _ => return None,
    })
}

fn people(act: &str, say: Words) -> Option<&'static str> {
    match act {
        "contract" => Some(say.ask_people_closed()),
        "deliver" => Some(say.ask_people_delivered()),
        _ => None,
    }
}

fn amount(act: &str, say: Words) -> Option<&'static str> {
    Some(match act {
        "contract" | "deliver" => say.ask_amount_deal(),
        "quote" => say.ask_amount_quote(),
        "invoice" => say.ask_amount_invoice(),
        "choose-fee" => say.ask_amount_fee(),
        "decide-violation" => say.ask_amount_penalty(),
        "ask-permission" => say.ask_amount_asked(),
        "decide-permission" => say.ask_amount_granted(),
        _ => return None,
    })
}

fn number(act: &str, say: Words) -> Option<&'static str> {
    match act {
        "quote" | "ask-permission" | "decide-permission" => Some(say.ask_number_quantity()),
        "note" => Some(say.ask_number_score()),
        _ => None,
    }
}

fn until(act: &str, say: Words) -> Option<&'static str> {
    match act {
        "quote" => Some(say.ask_until_quote()),
        "decide-violation" => Some(say.ask_until_sanction()),
        _ => None,
    }
}

fn papers(act: &str, say: Words) -> Option<&'static str> {
    match act {
        "dispute" | "file-evidence" | "answer-dispute" => Some(say.ask_papers_evidence()),
        "archive" => Some(say.ask_papers_archive()),
        _ => None,
    }
}
