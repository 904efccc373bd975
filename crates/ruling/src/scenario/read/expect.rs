//! From `[[expect]]` to what is wanted.

use super::item::{claim, credit, obligation, reason, reasons, refusal, segment, violation};
use super::word::{clause, end, instant, party, word};
use crate::calendar::Instant;
use crate::fact_file::keys::{Keys, Reading, Text};
use crate::scenario::parties::Known;
use crate::scenario::show::{self, MODES, STATES};
use crate::scenario::wanted::{Expectation, Wanted};

type One = fn(&Text, Known<'_>, &mut Reading<'_, '_>) -> Option<Wanted>;
type Many = fn(&[Text], Known<'_>, &mut Reading<'_, '_>) -> Wanted;

/// How the value of a key is read.
enum Form {
    /// A single text.
    One(One),
    /// A list of texts.
    Many(Many),
}

use Form::{Many as List, One as Single};

/// Every key but the instants, with what it says.
const KEYS: [(&str, Form); 19] = [
    (
        "owner",
        Single(|t, k, r| Some(Wanted::Owner(party(t, k, r)?))),
    ),
    (
        "state",
        Single(|t, _, r| Some(Wanted::State(word(t, &STATES, r)?))),
    ),
    (
        "mode",
        Single(|t, _, r| Some(Wanted::Mode(word(t, &MODES, r)?))),
    ),
    ("until", Single(|t, _, r| Some(Wanted::Until(end(t, r)?)))),
    ("window", Single(|t, _, r| Some(Wanted::Window(end(t, r)?)))),
    (
        "credit_state",
        Single(|t, _, r| Some(Wanted::CreditState(word(t, &STATES, r)?))),
    ),
    (
        "pending",
        List(|t, k, r| Wanted::Pending(reasons(each(t, k, r, reason)))),
    ),
    (
        "credit_pending",
        List(|t, k, r| Wanted::CreditPending(reasons(each(t, k, r, reason)))),
    ),
    (
        "clauses",
        List(|t, k, r| Wanted::Clauses(each(t, k, r, clause))),
    ),
    (
        "failed",
        List(|t, k, r| Wanted::Failed(each(t, k, r, clause))),
    ),
    (
        "passed",
        List(|t, k, r| Wanted::Passed(each(t, k, r, clause))),
    ),
    (
        "claims",
        List(|t, k, r| Wanted::Claims(each(t, k, r, claim))),
    ),
    (
        "violations",
        List(|t, k, r| Wanted::Violations(each(t, k, r, violation))),
    ),
    (
        "obligations",
        List(|t, k, r| Wanted::Obligations(each(t, k, r, obligation))),
    ),
    (
        "no_obligations",
        List(|t, k, r| Wanted::NoObligations(each(t, k, r, obligation))),
    ),
    (
        "credit",
        List(|t, k, r| Wanted::Credit(each(t, k, r, credit))),
    ),
    (
        "segments",
        List(|t, k, r| Wanted::Segments(each(t, k, r, segment))),
    ),
    (
        "refused",
        List(|t, k, r| Wanted::Refused(each(t, k, r, refusal))),
    ),
    (
        "lines",
        List(|t, _, _| Wanted::Lines(t.iter().map(|t| t.text.clone()).collect())),
    ),
];

pub(in crate::scenario) fn expectation(
    keys: &mut Keys<'_, '_>,
    known: Known<'_>,
    reading: &mut Reading<'_, '_>,
) -> Option<Expectation> {
    let times = times(keys, reading);
    let mut wanted = Vec::new();
    for (key, form) in &KEYS {
        match form {
            Single(read) => {
                let Some(text) = keys.text(key, reading) else {
                    continue;
                };
                if let Some(read) = read(&text, known, reading) {
                    wanted.push((*key, text.text, read));
                }
            }
            List(read) => {
                let Some(texts) = keys.texts(key, reading) else {
                    continue;
                };
                let read = read(&texts, known, reading);
                let written = show::list(texts.into_iter().map(|text| text.text));
                wanted.push((*key, written, read));
            }
        }
    }
    let key = crate::scenario::case_key::case_key(keys, reading);
    let (at_text, at, known) = times?;
    let (line, _) = reading.file.place(keys.span.start);
    Some(Expectation {
        line,
        at_text,
        at,
        known,
        key,
        wanted,
    })
}

/// Reads each text of a list.
fn each<T>(
    texts: &[Text],
    known: Known<'_>,
    reading: &mut Reading<'_, '_>,
    read: fn(&Text, Known<'_>, &mut Reading<'_, '_>) -> Option<T>,
) -> Vec<T> {
    let read = texts.iter().filter_map(|text| read(text, known, reading));
    read.collect()
}

/// `at`, as written and as an instant.
pub(super) fn at(
    keys: &mut Keys<'_, '_>,
    reading: &mut Reading<'_, '_>,
) -> Option<(String, Instant)> {
    let Some(at) = keys.text("at", reading) else {
        reading.problem(
            "missing-key",
            keys.span.clone(),
            ("缺少 `at`", "`at` is missing"),
            (
                "写明看哪一时刻,例如 at = \"03-25\"",
                "say at which instant, e.g. at = \"03-25\"",
            ),
        );
        return None;
    };
    let instant = instant(&at, reading)?;
    Some((at.text, instant))
}

/// `at` and `known`; the latter not before the former.
pub(super) fn times(
    keys: &mut Keys<'_, '_>,
    reading: &mut Reading<'_, '_>,
) -> Option<(String, Instant, Instant)> {
    let at = at(keys, reading);
    let known = keys.text("known", reading);
    let (at_text, at) = at?;
    let known_at = match &known {
        Some(known) => instant(known, reading)?,
        None => at,
    };
    if let Some(known) = known
        && known_at < at
    {
        reading.problem(
            "known-before-at",
            known.span,
            ("`known` 早于 `at`", "`known` is before `at`"),
            (
                "所知时刻不能早于裁决时刻",
                "what is known is known at the instant judged or later",
            ),
        );
    }
    Some((at_text, at, known_at))
}
