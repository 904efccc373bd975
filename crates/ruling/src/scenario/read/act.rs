//! From `[[permit]]` and `[[what_if]]` to what is wanted.

use super::expect::{at, times};
use super::known_clause;
use super::word::{instant, known_name, party, word};
use crate::fact::Seq;
use crate::fact_file::keys::{Keys, Reading};
use crate::fact_file::kind_named;
use crate::scenario::parties::Known;
use crate::scenario::wanted::{PermitAnswer, PermitWanted, WhatIfWanted};

pub(super) fn permit(
    keys: &mut Keys<'_, '_>,
    known: Known<'_>,
    reading: &mut Reading<'_, '_>,
) -> Option<PermitWanted> {
    const ANSWERS: [(&str, &str, PermitAnswer); 3] = [
        ("allowed", "可以", PermitAnswer::Allowed),
        ("refused", "不可以", PermitAnswer::Refused),
        ("violation", "违规", PermitAnswer::Violation),
    ];
    let at = at(keys, reading);
    let who = keys.text("who", reading);
    let action = keys.text("action", reading);
    let did = keys.text("did", reading);
    let with = keys.text("with", reading);
    let answer = keys.text("answer", reading);
    let clause = keys
        .text("clause", reading)
        .map(|text| known_clause(&text, known.packs, reading));
    let violation = keys.text("violation", reading);
    let possible_from = keys.text("possible_from", reading);
    let (Some(action), Some(answer)) = (action, answer) else {
        reading.problem(
            "missing-key",
            keys.span.clone(),
            (
                "缺少 `action` 或 `answer`",
                "`action` or `answer` is missing",
            ),
            (
                "例如 action = \"quote\",answer = \"refused\"",
                "e.g. action = \"quote\", answer = \"refused\"",
            ),
        );
        return None;
    };
    let (at_text, at) = at?;
    let did = did.map_or_else(|| default_deed(&action.text), |did| did.text);
    let line = format!(
        "{at_text} {} {did} {}",
        who.map_or_else(|| "-".to_owned(), |who| who.text),
        with.map_or_else(String::new, |with| with.text)
    );
    let place = reading.place(keys.span.clone());
    let (line_number, _) = reading.file.place(keys.span.start);
    Some(PermitWanted {
        line: line_number,
        at_text,
        at,
        proposed: reading.reader.fact_at(&line, &place, Seq::MAX)?,
        action: known_name(&action.text, &action, known, reading)?,
        action_text: action.text,
        answer: word(&answer, &ANSWERS, reading)?,
        clause,
        violation: match violation {
            Some(text) => Some(known_name(&text.text, &text, known, reading)?),
            None => None,
        },
        possible_from: match possible_from {
            Some(text) => Some(instant(&text, reading)?),
            None => None,
        },
    })
}

/// The kind of fact an act would be, where the act is not called so itself.
fn default_deed(action: &str) -> String {
    match kind_named(action) {
        Some(kind) => kind.name().to_owned(),
        None => format!("noted:{action}"),
    }
}

pub(super) fn what_if(
    keys: &mut Keys<'_, '_>,
    known: Known<'_>,
    reading: &mut Reading<'_, '_>,
) -> Option<WhatIfWanted> {
    let times = times(keys, reading);
    let claim = keys.text("claim", reading);
    let suggests = keys.text("suggests", reading);
    let (Some(claim), Some(suggests)) = (claim, suggests) else {
        reading.problem(
            "missing-key",
            keys.span.clone(),
            (
                "缺少 `claim` 或 `suggests`",
                "`claim` or `suggests` is missing",
            ),
            (
                "例如 claim = \"李\",suggests = \"张 consented person=李\"",
                "e.g. claim = \"李\", suggests = \"张 consented person=李\"",
            ),
        );
        return None;
    };
    let (at_text, at, known_at) = times?;
    let (line, _) = reading.file.place(keys.span.start);
    Some(WhatIfWanted {
        line,
        at_text,
        at,
        known: known_at,
        claim: party(&claim, known, reading)?,
        suggests: suggests.text,
    })
}
