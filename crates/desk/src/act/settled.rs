//! What was decided is not decided, answered or brought up again by the same person: it is appealed, or decided anew.

use ledger::record::{Command, NewFact};
use ruling::calendar::Instant;
use ruling::case::CaseFile;
use ruling::fact::{Answer, Fact, FactKind, Seq};
use ruling::judge::judge;
use ruling::policy::{Packs, Policy};
use ruling::ruling::{Ruling, Standing};

use super::Case;
use crate::desk::key_of;
use crate::hearing::appeal_until;
use crate::matter::settled_by;
use crate::{Actor, Desk, Refusal};

/// What was decided so already is not decided again.
pub(super) fn refuse_settled(case: Case<'_>, fact: &Fact) -> Result<(), Refusal> {
    let answered = fact.of.and_then(|of| case.seen.judged.file.by_seq(of));
    let dispute = answered.filter(|of| of.kind == FactKind::Disputed);
    if matches!(fact.kind, FactKind::EvidenceFiled | FactKind::Withdrawn) {
        return match dispute.and_then(|dispute| settled_dispute(case, dispute)) {
            Some(refusal) => Err(refusal),
            None => Ok(()),
        };
    }
    if fact.kind == FactKind::EvidenceDecided && dispute.is_some_and(|one| is_withdrawn(case, one))
    {
        return Err(Refusal::DisputeWithdrawn);
    }
    let is_settled = match fact.kind {
        FactKind::Reviewed if fact.answer == Answer::Yes => {
            let mut claims = case.seen.judged.ruling.claims.iter();
            let claim = claims.find(|claim| Some(claim.fact) == fact.of);
            claim.is_some_and(|claim| {
                let is_open = claim.awaits.is_some() || claim.standing == Standing::Returned;
                !is_open && !is_changed_since_review(case, claim.fact)
            })
        }
        FactKind::EvidenceDecided | FactKind::PermissionDecided => {
            let mut decided = case.facts().iter().rev();
            let last = decided.find(|known| known.kind == fact.kind && known.of == fact.of);
            last.is_some_and(|last| last.answer == fact.answer)
        }
        _ => false,
    };
    match is_settled {
        true => Err(Refusal::Settled),
        false => Ok(()),
    }
}

/// Whether what was reviewed was corrected afterwards, so that it may be reviewed again.
fn is_changed_since_review(case: Case<'_>, claim: Seq) -> bool {
    let last = |kind| {
        let about = case.facts().iter();
        let about = about.filter(|fact| fact.kind == kind && fact.of == Some(claim));
        about.map(|fact| fact.seq).max()
    };
    last(FactKind::Amended) > last(FactKind::Reviewed)
}

/// Why nothing is added to a dispute any more, nor is it taken back; none: it waits for a decision.
pub(super) fn settled_dispute(case: Case<'_>, dispute: &Fact) -> Option<Refusal> {
    match is_withdrawn(case, dispute) {
        true => Some(Refusal::DisputeWithdrawn),
        false => decided_dispute(case, dispute),
    }
}

/// Whether a dispute was taken back. What whoever filed it said once it was decided takes nothing back.
fn is_withdrawn(case: Case<'_>, dispute: &Fact) -> bool {
    let mut facts = case.facts().iter();
    facts.any(|fact| fact.kind == FactKind::Withdrawn && fact.of == Some(dispute.seq))
        && settled_by(&case.seen.judged.file, dispute).is_none()
}

/// Why a dispute that was decided is not decided again.
fn decided_dispute(case: Case<'_>, dispute: &Fact) -> Option<Refusal> {
    let file = &case.seen.judged.file;
    let decision = settled_by(file, dispute)?;
    let now = case.actor.now;
    Some(decided((case.packs(), case.policy), (file, decision), now))
}

/// That a dispute was decided, and until when its parties may appeal that.
fn decided(
    (packs, policy): (&Packs, &Policy),
    (file, decision): (&CaseFile, &Fact),
    now: Instant,
) -> Refusal {
    let mut facts = file.facts().iter();
    let is_appealed =
        facts.any(|fact| fact.kind == FactKind::Appealed && fact.of == Some(decision.seq));
    // What no calendar tells is told to nobody.
    let until = appeal_until(packs, policy, decision).filter(|_| !is_appealed);
    Refusal::DisputeDecided {
        appeal_until: until.filter(|until| now < *until),
    }
}

impl Desk {
    /// Refuses the same dispute by the same person once theirs was decided: nothing happened since, whoever was
    /// found to have the case has it, and it would change neither that nor the credit.
    pub(super) fn refuse_brought_again(
        &self,
        (id, packs, policy): (u64, &Packs, &Policy),
        (file, ruling): (&CaseFile, &Ruling),
        (with, dispute): (&Ruling, &Fact),
    ) -> Result<(), Refusal> {
        let now = ruling.at;
        let earlier = file.facts().iter().rev();
        let mut earlier = earlier.filter(|fact| {
            let is_dispute = fact.kind == FactKind::Disputed && fact.seq != dispute.seq;
            is_dispute && fact.doer() == dispute.doer()
        });
        let Some(decision) = earlier.next().and_then(|fact| settled_by(file, fact)) else {
            return Ok(());
        };
        let mut deals = with.deals.iter();
        // While claims may come, one with other evidence counts.
        let is_new = deals.any(|deal| {
            let may_claim = deal.window_until.is_some_and(|until| now < until);
            deal.fact > decision.seq || may_claim
        });
        let is_same = (&with.ownership, &with.credit) == (&ruling.ownership, &ruling.credit);
        if is_new || !is_same {
            return Ok(());
        }
        let at = decision.recorded;
        let then = self.ledger.case(id, at, at)?;
        let had = then.map(|then| (then.ruling.ownership.owner, then.ruling.ownership.person));
        match had == Some((ruling.ownership.owner, ruling.ownership.person)) {
            true => Err(decided((packs, policy), (file, decision), now)),
            false => Ok(()),
        }
    }

    /// The same where the customer is named and the case need not be seen: it is recorded for a trial. What the
    /// ledger refuses of it, it refuses of the dispute itself, too.
    pub(super) fn refuse_customer_brought_again(
        &self,
        actor: &Actor,
        new: &NewFact,
        key: &str,
    ) -> Result<(), Refusal> {
        if new.fact.kind != FactKind::Disputed {
            return Ok(());
        }
        let command = Command::Record(Box::new(new.clone()));
        let mut tried = self.ledger.rehearse(vec![(command, key_of(actor, key)?)])?;
        let Some(Ok(tried)) = tried.pop() else {
            return Ok(());
        };
        let Some(judged) = tried.case else {
            return Ok(());
        };
        let file = &judged.file;
        let facts = file.facts().iter();
        let known = facts.filter(|fact| fact.seq < tried.seq).cloned();
        let before = CaseFile::new(file.customer, known.collect());
        let Some(dispute) = file.by_seq(tried.seq) else {
            return Ok(());
        };
        let regulations = self.ledger.regulations()?;
        let packs: &Packs = regulations.packs(judged.domain);
        let Some(policy) = packs.version(packs.in_force(actor.now)) else {
            return Ok(());
        };
        let (company, at) = (self.ledger.company()?, judged.ruling.at);
        let ruling = judge(&before, &company, packs, at, at);
        let case_of = (judged.id, packs, policy);
        self.refuse_brought_again(case_of, (&before, &ruling), (&judged.ruling, dispute))
    }
}
