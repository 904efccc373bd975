//! The matters of a case, found in its ruling and in what was recorded.

use std::collections::BTreeMap;

use ledger::record::JudgedCase;
use ruling::case::CaseFile;
use ruling::fact::{Answer, Fact, FactKind, Seq, StaffId};
use ruling::policy::Packs;
use ruling::ruling::Ruling;

use super::accused;
use super::rows::{Matter, Matters};
use super::{MatterKind, MatterState, Outcome};
use crate::dispute::parties::other_side;
use crate::{Desk, Refusal};

impl Desk {
    /// No case's matters yet.
    fn no_matters(&self) -> Matters {
        Matters {
            by_case: BTreeMap::new(),
            news_from: self.news_from(),
        }
    }

    /// The matters of these cases as they are judged now.
    pub(crate) fn matters_now(
        &self,
        judged: &BTreeMap<u64, JudgedCase>,
    ) -> Result<Matters, Refusal> {
        let mut matters = self.no_matters();
        for (case, judged) in judged {
            self.add_matters(*case, judged, &mut matters)?;
        }
        Ok(matters)
    }

    /// Adds a case's matters. One that waits in another has none: they are kept with that one.
    fn add_matters(
        &self,
        case: u64,
        judged: &JudgedCase,
        matters: &mut Matters,
    ) -> Result<(), Refusal> {
        let own = Some(judged).filter(|judged| judged.id == case);
        let of_case = own.map(|judged| self.matters_of(judged)).transpose()?;
        matters.by_case.insert(case, of_case.unwrap_or_default());
        Ok(())
    }

    /// What is to be decided in a case as it is judged now, or was decided.
    fn matters_of(&self, judged: &JudgedCase) -> Result<Vec<Matter>, Refusal> {
        let packs = self.packs_of_case(judged)?;
        let mut matters = Vec::new();
        for fact in judged.file.facts() {
            matters.extend(match fact.kind {
                FactKind::Disputed => Some(self.dispute_of(judged, &packs, fact)?),
                FactKind::Appealed => look_of(judged, &packs, fact),
                _ => None,
            });
        }
        let policy = packs.version(packs.in_force(judged.ruling.at));
        if let Some(policy) = policy {
            matters.extend(accused::found(judged, &packs, policy));
        }
        Ok(matters)
    }

    fn dispute_of(
        &self,
        judged: &JudgedCase,
        packs: &Packs,
        dispute: &Fact,
    ) -> Result<Matter, Refusal> {
        let at = dispute.recorded;
        let then = self.ledger.case(judged.id, at, at)?;
        let then = then.as_ref().map_or(&judged.ruling, |then| &then.ruling);
        let file = &judged.file;
        let other = other_side(file, then, dispute);
        let decision = dispute_decided(file, dispute);
        let decided = decision.map(|decision| {
            let outcome = dispute_outcome(decision, dispute.doer(), other);
            (decision.seq, decision.recorded, outcome)
        });
        let mut taken_back = file.facts().iter();
        let is_withdrawn =
            taken_back.any(|fact| fact.kind == FactKind::Withdrawn && fact.of == Some(dispute.seq));
        let state = match decision {
            Some(decision) => state_after(file, decision),
            None if is_withdrawn => MatterState::Withdrawn,
            None => MatterState::Open,
        };
        Ok(Matter {
            kind: MatterKind::Dispute,
            case: judged.id,
            entry: dispute.seq,
            staff: dispute.doer(),
            other,
            name: String::new(),
            domain: judged.domain,
            clause: clause_of(packs, then),
            opened: at,
            state,
            decided,
        })
    }
}

/// A request that a person looks at an undisputed deal.
fn look_of(judged: &JudgedCase, packs: &Packs, asked: &Fact) -> Option<Matter> {
    let file = &judged.file;
    let about = asked.of.and_then(|of| file.by_seq(of))?;
    if !is_deal(about) {
        return None;
    }
    let answer = answer_to(file, asked);
    // Whoever is to decide anew has not done so yet.
    let is_anew = answer.is_some_and(|answer| answer.answer == Answer::Yes);
    let mut facts = file.facts().iter().rev();
    let ruled = facts.find(|fact| fact.kind == FactKind::Ruled && fact.seq > asked.seq);
    Some(Matter {
        kind: MatterKind::Look,
        case: judged.id,
        entry: asked.seq,
        staff: asked.actor,
        other: None,
        name: String::new(),
        domain: judged.domain,
        clause: clause_of(packs, &judged.ruling),
        opened: asked.recorded,
        state: match answer {
            Some(_) if !is_anew || ruled.is_some() => MatterState::Decided,
            _ => MatterState::Open,
        },
        decided: answer.map(|answer| {
            let last = ruled.filter(|_| is_anew).unwrap_or(answer);
            (last.seq, last.recorded, outcome_of(answer))
        }),
    })
}

/// Whether an entry may be the deal of a case.
pub(crate) fn is_deal(fact: &Fact) -> bool {
    matches!(
        fact.kind,
        FactKind::Contracted | FactKind::Delivered | FactKind::Registered
    )
}

/// The last entry that decided a dispute: about its evidence, or about the case since.
pub(crate) fn dispute_decided<'a>(file: &'a CaseFile, dispute: &Fact) -> Option<&'a Fact> {
    let is_of = |seq: Option<Seq>| {
        let of = seq.and_then(|seq| file.by_seq(seq));
        of.is_some_and(|of| {
            of.seq == dispute.seq
                || (of.kind == FactKind::EvidenceFiled && of.of == Some(dispute.seq))
        })
    };
    let facts = file.facts().iter();
    let decisions = facts.filter(|fact| match fact.kind {
        FactKind::EvidenceDecided => is_of(fact.of),
        FactKind::Ruled => fact.seq > dispute.seq,
        _ => false,
    });
    decisions.max_by_key(|fact| fact.seq)
}

/// The decision by which a dispute stands decided; none: it waits for one, also once an appeal was granted, or for
/// the answer to an appeal.
pub(crate) fn settled_by<'a>(file: &'a CaseFile, dispute: &Fact) -> Option<&'a Fact> {
    let is_dispute = dispute.kind == FactKind::Disputed;
    let decision = dispute_decided(file, dispute).filter(|_| is_dispute)?;
    (state_after(file, decision) == MatterState::Decided).then_some(decision)
}

fn dispute_outcome(decision: &Fact, claimant: Option<StaffId>, other: Option<StaffId>) -> Outcome {
    match decision.kind {
        FactKind::Ruled if decision.person.is_none() => Outcome::Other,
        FactKind::Ruled if decision.person == claimant => Outcome::For,
        FactKind::Ruled if decision.person == other => Outcome::Against,
        FactKind::Ruled => Outcome::Other,
        _ => outcome_of(decision),
    }
}

fn outcome_of(decision: &Fact) -> Outcome {
    match decision.answer {
        Answer::Yes => Outcome::For,
        _ => Outcome::Against,
    }
}

/// How a matter stands after its last decision: it may be appealed, and is open again once that is granted.
pub(super) fn state_after(file: &CaseFile, decision: &Fact) -> MatterState {
    let mut appeals = file.facts().iter().rev();
    let appeal =
        appeals.find(|fact| fact.kind == FactKind::Appealed && fact.of == Some(decision.seq));
    match appeal.map(|appeal| answer_to(file, appeal).map(|answer| answer.answer)) {
        None | Some(Some(Answer::No)) => MatterState::Decided,
        Some(None) => MatterState::Appealed,
        Some(Some(_)) => MatterState::Open,
    }
}

/// What was answered to an appeal.
pub(crate) fn answer_to<'a>(file: &'a CaseFile, appeal: &Fact) -> Option<&'a Fact> {
    let mut answers = file.facts().iter().rev();
    answers.find(|fact| fact.kind == FactKind::EvidenceDecided && fact.of == Some(appeal.seq))
}

/// The clause that a claim is made by: that of the window for claims, else the one by which the case is owned.
fn clause_of(packs: &Packs, ruling: &Ruling) -> String {
    let policy = packs.version(packs.in_force(ruling.at));
    let window = policy.and_then(|policy| policy.window.as_ref());
    let source = match ruling.deals.is_empty() {
        true => None,
        false => window.map(|window| window.source),
    };
    let source = source
        .or(ruling.ownership.source)
        .or(ruling.protection.source);
    let clause = source.and_then(|source| packs.clause(source));
    clause
        .map(|clause| clause.number.clone())
        .unwrap_or_default()
}
