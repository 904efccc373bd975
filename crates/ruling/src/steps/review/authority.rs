//! Who may sign a step of a review: whoever has its role and, in that person's own case, a stand-in.

use crate::fact::{Fact, FactKind, StaffId};
use crate::fold::{About, Claim, Fold};
use crate::name::Symbol;
use crate::policy::Bound;
use crate::rules::approval::Approval;
use crate::ruling::{ClaimId, Step, Verdict, Why};

impl<'a> Fold<'a> {
    /// The step a review signs: the one it names, else the signer's own, else the one awaited; of whoever stands in
    /// for a colleague whose step is awaited, that one.
    pub(crate) fn step_given(&self, fact: &Fact, claim: &Claim, rule: &Approval) -> Symbol {
        if fact.what.is_some() {
            return fact.what;
        }
        let (role, due) = (self.role_now(fact.actor), self.step_awaited(claim));
        let mut absent = fact
            .actor
            .into_iter()
            .flat_map(|actor| self.company.stands_in_for(actor, self.now, self.known));
        let is_passed_on = absent.any(|one| self.role_now(Some(one)) == due);
        if rule.steps.contains(&role) && !is_passed_on {
            role
        } else {
            due
        }
    }

    /// What is against this review of the claim: it is not the step's turn, or not this person's step.
    pub(crate) fn review_objection(
        &self,
        claim: &Claim,
        fact: &Fact,
        rule: &Approval,
    ) -> Option<Why> {
        let due = self.step_awaited(claim);
        let given = self.step_given(fact, claim, rule);
        if given != due {
            return Some(Why::StepOutOfTurn(due));
        }
        let actor = fact.actor?;
        // The interest of whoever is away is that of whoever stands in for them.
        let acting = || self.company.acting(actor, self.now, self.known);
        if acting().any(|one| claim.person == Some(one)) {
            return Some(Why::OwnCase);
        }
        let may = acting().any(|one| self.may_sign_step(one, given, claim.person, rule));
        (!may).then_some(Why::NotEntitled(given))
    }

    fn role_now(&self, staff: Option<StaffId>) -> Symbol {
        staff.map_or(Symbol::NONE, |staff| {
            self.company.role_of(staff, self.now, self.known)
        })
    }

    /// Whether a person has a role, by their place or because the company names them for it.
    pub(super) fn plays(&self, staff: Option<StaffId>, role: Symbol) -> bool {
        staff.is_some()
            && (self.role_now(staff) == role
                || self.company.named(role, self.now, self.known) == staff)
    }

    fn may_sign_step(
        &self,
        actor: StaffId,
        step: Symbol,
        applicant: Option<StaffId>,
        rule: &Approval,
    ) -> bool {
        let role = self.role_now(Some(actor));
        if !role.is_some() || self.plays(Some(actor), step) {
            return true;
        }
        let level = |role: Symbol| rule.steps.iter().position(|step| *step == role);
        if self.plays(applicant, step) {
            let stand_in = rule.self_to.as_slice();
            return self.has_authority_at(Some(actor), stand_in, None, self.now)
                || (!stand_in.is_empty() && level(role) > level(step));
        }
        // Someone with another level has this one, too, if nobody else has it.
        level(role).is_some() && !self.company.has_role(step, self.now, self.known)
    }

    /// The paper whose last day the claim carries, as last corrected, is over.
    pub(crate) fn paper_expired(&self, id: ClaimId) -> bool {
        let Some(claim) = self.claim(id) else {
            return false;
        };
        let checks = self
            .claim_approval()
            .is_some_and(|approval| approval.rule.unexpired);
        let last_day = |fact: &Fact| fact.particulars.as_ref().and_then(|more| more.until);
        let places = self.memory.timeline.places.iter().rev();
        let until = places
            .filter_map(|place| self.fact(*place))
            .filter(|fact| fact.counts_at <= self.now)
            .filter(|fact| !self.memory.refused_changes.contains(&fact.seq))
            .filter(|fact| {
                fact.seq == claim.seq
                    || (fact.kind == FactKind::Amended && fact.of == Some(claim.seq))
            })
            .find_map(last_day);
        checks && until.is_some_and(|until| until <= self.now)
    }

    pub(crate) fn find_expired(&mut self, id: ClaimId, fact: &Fact, approval: &Bound<Approval>) {
        let (why, about) = (Why::PaperExpired, of_claim(id, fact));
        self.find(Step::Admission, approval.source, Verdict::Fail, why, about);
    }

    /// Why an approval once given does not carry the deal any more: what was signed was changed, or a paper
    /// expired meanwhile.
    pub(crate) fn approval_broken(&self) -> Option<Why> {
        let held = self.holding.and_then(|holding| holding.claim)?;
        if self.claim(held).is_some_and(Claim::is_broken) {
            return Some(Why::DigestDiffers);
        }
        self.paper_expired(held).then_some(Why::PaperExpired)
    }

    /// An approval that broke carries no deal: with an expired paper, the form goes back. Where nobody is
    /// meant to hold, nothing is admitted before its approval either.
    pub(crate) fn deal_without_approval(&mut self, fact: &'a Fact) -> bool {
        let Some(approval) = self.claim_approval() else {
            return false;
        };
        if !self.policy.has_holder && self.holding.is_none() {
            let about = About {
                fact: Some(fact.seq),
                ..About::default()
            };
            let (step, source) = (Step::Admission, approval.source);
            let why = Why::StepAwaited(self.step_due());
            self.find(step, source, Verdict::Fail, why, about);
            return true;
        }
        let Some(why) = self.approval_broken() else {
            return false;
        };
        let Some(id) = self.holding.and_then(|holding| holding.claim) else {
            return false;
        };
        if why == Why::PaperExpired {
            self.find_expired(id, fact, approval);
            self.holding = None;
            if let Some(claim) = self.claim_mut(id) {
                claim.approved_at = None;
            }
            self.return_claim(id, fact, approval);
        }
        true
    }

    /// A correction under review makes a new version: the signatures so far stay good for theirs, and later
    /// signers are told what differs.
    pub(super) fn compare_versions(
        &mut self,
        id: ClaimId,
        fact: &Fact,
        approval: &Bound<Approval>,
    ) {
        let about = of_claim(id, fact);
        let (step, source) = (Step::Admission, approval.source);
        self.find(step, source, Verdict::Pass, Why::DigestMatches, about);
        self.tell_changed_fields(id, fact, approval);
    }

    /// Each field that a correction made differ from the version signed.
    pub(super) fn tell_changed_fields(
        &mut self,
        id: ClaimId,
        fact: &Fact,
        approval: &Bound<Approval>,
    ) {
        let about = of_claim(id, fact);
        let (step, source) = (Step::Admission, approval.source);
        if let Some(more) = &fact.particulars {
            // Names are numbered as regulations were loaded; a ruling does not depend on that.
            let mut changed: Vec<_> = more.changed.iter().collect();
            changed.sort_unstable_by_key(|field| self.packs.names.text(*field));
            for field in changed {
                self.find(step, source, Verdict::Note, Why::FieldChanged(field), about);
            }
        }
    }

    /// Notes that a step was signed by someone whose own it is not.
    pub(super) fn note_stand_in(
        &mut self,
        id: ClaimId,
        fact: &Fact,
        step: Symbol,
        approval: &Bound<Approval>,
    ) {
        let role = self.role_now(fact.actor);
        if role.is_some() && role != step {
            let (why, about) = (Why::SignedInstead(step), of_claim(id, fact));
            self.find(Step::Admission, approval.source, Verdict::Note, why, about);
        }
    }
}

/// About a claim, because of a fact.
fn of_claim(id: ClaimId, fact: &Fact) -> About {
    About {
        claim: Some(id),
        fact: Some(fact.seq),
        ..About::default()
    }
}
