//! Disputes, and second looks at undisputed deals.

pub(crate) mod letter;
pub(crate) mod list;
pub(crate) mod show;

use desk::matter::{MatterKind, MatterState, Outcome};

use crate::words::Words;

/// How a matter stands, in a word, and the colour of its badge.
pub(crate) fn state_of(state: MatterState, say: Words) -> (&'static str, &'static str) {
    match state {
        MatterState::Open => (say.dispute_open(), "warn"),
        MatterState::Appealed => (say.dispute_appealed(), "warn"),
        MatterState::Decided => (say.dispute_decided(), "good"),
        MatterState::Withdrawn => (say.dispute_withdrawn(), "plain"),
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
