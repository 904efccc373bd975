//! Step 1, review: ordered approvals, returns, corrections.

mod authority;
mod correction;
mod permission;

use crate::fact::{Answer, Fact, FactKind};
use crate::fold::{About, Claim, Fold, Holding};
use crate::name::Symbol;
use crate::policy::Bound;
use crate::rules::approval::{Approval, RanksAt};
use crate::ruling::{ClaimId, Pending, Standing, Step, Verdict, Why};

impl<'a> Fold<'a> {
    pub(crate) fn claim_approval(&self) -> Option<&'a Bound<Approval>> {
        self.policy
            .approvals
            .iter()
            .find(|approval| !approval.rule.kind.is_some())
    }

    /// The review step that a claim awaits: of one changed after its approval the first, for nobody signed that.
    pub(crate) fn step_awaited(&self, claim: &Claim) -> Symbol {
        let step = match claim.is_broken() {
            true => 0,
            false => usize::from(claim.step),
        };
        self.claim_approval()
            .and_then(|approval| approval.rule.steps.get(step).copied())
            .unwrap_or_default()
    }

    /// The claim a review is about: the one it names, else the first that awaits this step.
    pub(crate) fn reviewed_claim(&self, fact: &Fact) -> Option<ClaimId> {
        if let Some(of) = fact.of {
            return self.claim_of_fact(of);
        }
        let open = self.memory.claims.iter().position(|claim| {
            matches!(
                claim.standing,
                Standing::Waiting(Pending::Review | Pending::Window) | Standing::Returned
            ) || claim.is_broken()
        });
        open.and_then(|place| ClaimId::try_from(place).ok())
    }

    /// A review step is decided.
    pub(crate) fn review(&mut self, fact: &'a Fact) {
        let (Some(approval), Some(id)) = (self.claim_approval(), self.reviewed_claim(fact)) else {
            return;
        };
        let Some(claim) = self.claim(id).copied() else {
            return;
        };
        let about = About {
            claim: Some(id),
            fact: Some(fact.seq),
            against: Some(claim.seq),
            deadline: None,
        };
        if claim.approved_at.is_some() && !claim.is_broken() {
            return self.review_again(id, fact, approval, about);
        }
        if matches!(claim.standing, Standing::Ended | Standing::Refused) {
            return;
        }
        if let Some(why) = self.review_objection(&claim, fact, &approval.rule) {
            self.find(Step::Admission, approval.source, Verdict::Fail, why, about);
            return;
        }
        let given = self.step_given(fact, &claim, &approval.rule);
        if claim.is_broken() {
            self.reopen(id, fact, approval);
        }
        match fact.answer {
            Answer::Yes | Answer::None if self.paper_expired(id) => {
                self.find_expired(id, fact, approval);
                self.return_claim(id, fact, approval);
            }
            Answer::Yes | Answer::None => self.pass_step(id, fact, approval, given),
            Answer::Return => self.return_claim(id, fact, approval),
            Answer::No => self.reject_claim(approval, about),
        }
        if claim.is_broken() {
            self.promote();
        }
    }

    /// What was changed after its approval is reviewed anew from the first step on.
    fn reopen(&mut self, id: ClaimId, fact: &Fact, approval: &Bound<Approval>) {
        let about = About {
            claim: Some(id),
            fact: Some(fact.seq),
            ..About::default()
        };
        let (step, source) = (Step::Admission, approval.source);
        self.find(step, source, Verdict::Note, Why::Reopened, about);
        self.take_back(id);
        if let Some(claim) = self.claim_mut(id) {
            claim.step = 0;
            claim.broken_at = None;
        }
    }

    /// What was approved is rejected or returned after all.
    fn review_again(&mut self, id: ClaimId, fact: &Fact, approval: &Bound<Approval>, about: About) {
        match fact.answer {
            Answer::No => self.reject_claim(approval, about),
            Answer::Return => {
                self.take_back(id);
                self.return_claim(id, fact, approval);
                self.promote();
            }
            Answer::Yes | Answer::None => {}
        }
    }

    fn pass_step(
        &mut self,
        id: ClaimId,
        fact: &'a Fact,
        approval: &'a Bound<Approval>,
        step: Symbol,
    ) {
        let about = About {
            claim: Some(id),
            fact: Some(fact.seq),
            ..About::default()
        };
        self.find(
            Step::Admission,
            approval.source,
            Verdict::Pass,
            Why::StepPassed(step),
            about,
        );
        self.note_stand_in(id, fact, step, approval);
        let now = self.now;
        let steps = approval.rule.steps.len();
        let Some(claim) = self.claim_mut(id) else {
            return;
        };
        claim.step += 1;
        claim.answer_until = None;
        if usize::from(claim.step) < steps {
            self.set_standing(id, Standing::Waiting(Pending::Review));
            return;
        }
        claim.approved_at = Some(now);
        claim.approved_by = fact.seq;
        claim.admitted_as_of = None;
        if approval.rule.ranks_at == RanksAt::Decided {
            claim.ranked_at = now;
        }
        self.contend(id);
        self.promote();
        self.close_by_approval(id);
    }

    pub(super) fn return_claim(&mut self, id: ClaimId, fact: &Fact, approval: &Bound<Approval>) {
        let until = approval
            .rule
            .return_within
            .and_then(|span| self.ends(span, self.now).ok());
        let about = About {
            claim: Some(id),
            fact: Some(fact.seq),
            against: None,
            deadline: until,
        };
        self.find(
            Step::Admission,
            approval.source,
            Verdict::Open,
            Why::Returned,
            about,
        );
        if let Some(claim) = self.claim_mut(id) {
            claim.answer_until = until;
        }
        self.set_standing(id, Standing::Returned);
    }

    /// The approval is taken back: a deal closed on it has none any more, but whoever was admitted with it stays so
    /// if what comes of the review is that nothing changes.
    fn take_back(&mut self, id: ClaimId) {
        let is_admitted = self.admission_of(id).is_some();
        if self
            .holding
            .is_some_and(|holding| holding.claim == Some(id))
        {
            self.holding = None;
        }
        if let Some(claim) = self.claim_mut(id)
            && let Some(approved) = claim.approved_at.take()
        {
            claim.step = claim.step.saturating_sub(1);
            claim.admitted_as_of = is_admitted.then_some(approved);
        }
    }

    /// Where nobody is meant to hold, a deal is an admission: with what that was closed for a claim.
    fn admission_of(&self, id: ClaimId) -> Option<Holding> {
        let deals = self.memory.deals.iter().rev();
        let mut held = deals
            .filter(|deal| !self.policy.has_holder && deal.place >= self.chapter)
            .filter_map(|deal| deal.holding);
        held.find(|holding| holding.claim == Some(id))
    }

    fn reject_claim(&mut self, approval: &Bound<Approval>, about: About) {
        let Some(id) = about.claim else { return };
        self.take_back(id);
        if self.refuse_change(id, approval, about) {
            return;
        }
        let (step, source) = (Step::Admission, approval.source);
        self.find(step, source, Verdict::Fail, Why::Rejected, about);
        self.set_standing(id, Standing::Ended);
        self.promote();
    }

    /// Of what was admitted before it was changed, the change alone is rejected: it stands as it was signed.
    fn refuse_change(&mut self, id: ClaimId, approval: &Bound<Approval>, about: About) -> bool {
        let admitted = self.admission_of(id);
        let steps = u8::try_from(approval.rule.steps.len()).unwrap_or(u8::MAX);
        let Some(claim) = self.claim_mut(id) else {
            return false;
        };
        let (Some(holding), Some(approved)) = (admitted, claim.admitted_as_of.take()) else {
            return false;
        };
        claim.approved_at = Some(approved);
        claim.step = steps;
        claim.answer_until = None;
        let (filed, signed) = (claim.seq, claim.approved_by);
        for index in 0..self.memory.timeline.places.len() {
            let place = self.memory.timeline.places.get(index).copied();
            let Some(change) = place.and_then(|place| self.fact(place)) else {
                continue;
            };
            let is_change = change.kind == FactKind::Amended && change.of == Some(filed);
            let is_since = change.seq > signed && Some(change.seq) < about.fact;
            let is_refused = self.memory.refused_changes.contains(&change.seq);
            if is_change && is_since && !is_refused {
                self.memory.refused_changes.push(change.seq);
                let about = About {
                    against: Some(change.seq),
                    ..about
                };
                let (step, source) = (Step::Admission, approval.source);
                self.find(step, source, Verdict::Fail, Why::ChangeRefused, about);
            }
        }
        // Another application of the same dealer may have come in its place meanwhile.
        let standing = match self.holding {
            None => Standing::Holding,
            Some(_) => Standing::Superseded,
        };
        self.holding.get_or_insert(holding);
        self.set_standing(id, standing);
        true
    }
}
