//! What somebody without an interest decides, whatever it is about: how it stands, and the lists of it.

pub(crate) mod list;

use desk::matter::{MatterKind, MatterState, Outcome};

use crate::words::Words;

/// How a matter stands, in a word, and the colour of its badge.
pub(crate) fn state_of(
    kind: MatterKind,
    state: MatterState,
    say: Words,
) -> (&'static str, &'static str) {
    match (state, kind) {
        // Whoever is accused is heard: nothing is ruled between two.
        (MatterState::Open, MatterKind::Violation) => (say.violation_list_open(), "warn"),
        (MatterState::Open, _) => (say.dispute_list_open(), "warn"),
        (MatterState::Appealed, _) => (say.dispute_appealed(), "warn"),
        (MatterState::Decided, MatterKind::Violation) => (say.violation_list_decided(), "good"),
        (MatterState::Decided, _) => (say.dispute_list_decided(), "good"),
        (MatterState::Withdrawn, _) => (say.dispute_withdrawn(), "plain"),
    }
}

/// How a decision came out, in a sentence.
pub(crate) fn outcome_of(kind: MatterKind, outcome: Outcome, say: Words) -> &'static str {
    match (kind, outcome) {
        (MatterKind::Dispute, Outcome::For) => say.dispute_for(),
        (MatterKind::Dispute, Outcome::Against) => say.dispute_against(),
        (MatterKind::Look, Outcome::For) => say.dispute_anew(),
        (MatterKind::Look, Outcome::Against) => say.dispute_stands(),
        (MatterKind::Violation, Outcome::For) => say.dispute_upheld(),
        (MatterKind::Violation, Outcome::Against) => say.dispute_dismissed(),
        (_, Outcome::Other) => say.dispute_other_outcome(),
    }
}
