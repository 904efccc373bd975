//! What was said, filed and decided in a dispute.

use ruling::calendar::Instant;
use ruling::explain::InWords;
use ruling::fact::{Fact, FactKind, Seq};
use ruling::language::Language;
use ruling::policy::problem::Text;

use crate::matter::Matter;
use crate::sight::Seen;
use crate::{Actor, Desk, Refusal};

/// Something said or filed in the dispute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filed {
    /// The entry.
    pub entry: Seq,
    /// What kind.
    pub kind: FactKind,
    /// When it was recorded.
    pub recorded: Instant,
    /// Who, what.
    pub text: Text,
    /// The papers and marks that came with it.
    pub papers: Vec<Text>,
    /// What they said; none: nothing, or it is not for this reader.
    pub reason: Option<String>,
}

impl Desk {
    /// What was filed and decided in a dispute, by the case's order.
    pub(super) fn filed(
        &self,
        actor: &Actor,
        seen: &Seen,
        matter: &Matter,
    ) -> Result<Vec<Filed>, Refusal> {
        let directory = self.ledger.directory()?;
        let (ruling, packs) = (&seen.judged.ruling, &seen.packs);
        let file = &seen.judged.file;
        let words = |language| InWords::new(packs, file, &directory, language, ruling.at);
        let (zh, en) = (words(Language::Chinese), words(Language::English));
        let belonging = file
            .facts()
            .iter()
            .filter(|fact| belongs(seen, matter, fact));
        let lines = belonging.map(|fact| {
            // A decision is served on the sides with its reason; what one side says stays its own.
            let is_served = is_decision(fact.kind) || seen.shows(actor, fact);
            let papers = fact.particulars.as_ref().map(|more| more.given.iter());
            Ok(Filed {
                entry: fact.seq,
                kind: fact.kind,
                recorded: fact.recorded,
                text: Text::new(zh.deed(fact), en.deed(fact)),
                papers: papers
                    .into_iter()
                    .flatten()
                    .map(|name| packs.label(name))
                    .collect(),
                reason: match is_served {
                    true => self.ledger.reason_of(fact.seq)?,
                    false => None,
                },
            })
        });
        lines.collect()
    }
}

fn is_decision(kind: FactKind) -> bool {
    matches!(
        kind,
        FactKind::EvidenceDecided | FactKind::Ruled | FactKind::TierChosen
    )
}

/// Whether an entry belongs to a dispute: it is it, answers it or decides it, or signs what the sides sign.
fn belongs(seen: &Seen, matter: &Matter, fact: &Fact) -> bool {
    let file = &seen.judged.file;
    let mut about = Some(fact);
    // An answer to an answer, and so on, belongs to what all of them are about.
    for _ in 0..3 {
        if about.is_some_and(|about| about.seq == matter.entry) {
            return true;
        }
        about = about
            .and_then(|about| about.of)
            .and_then(|of| file.by_seq(of));
    }
    let is_since = fact.seq > matter.entry;
    let of_ruling = fact.of.and_then(|of| file.by_seq(of));
    match fact.kind {
        FactKind::Ruled | FactKind::TierChosen => is_since,
        FactKind::Appealed => is_since && of_ruling.is_some_and(|of| of.kind == FactKind::Ruled),
        FactKind::EvidenceDecided => {
            let appeal = of_ruling.filter(|of| of.kind == FactKind::Appealed);
            let ruled = appeal
                .and_then(|appeal| appeal.of)
                .and_then(|of| file.by_seq(of));
            is_since && ruled.is_some_and(|of| of.kind == FactKind::Ruled)
        }
        FactKind::Signed | FactKind::RefusedToSign => {
            let deal = seen.judged.ruling.deals.last();
            fact.of.is_none() && deal.is_some_and(|deal| fact.seq > deal.fact)
        }
        _ => false,
    }
}
