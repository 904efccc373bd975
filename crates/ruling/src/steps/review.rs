//! Step 1, review: ordered approvals, returns, corrections, permissions.

mod correction;

use crate::fact::{Answer, Fact, FactKind, Seq};
use crate::fold::{About, Claim, Fold, PartyIndex};
use crate::name::Symbol;
use crate::policy::Bound;
use crate::rules::approval::{Approval, OnLate, RanksAt};
use crate::ruling::{ClaimId, Pending, Standing, Step, Verdict, Why};

impl<'a> Fold<'a> {
    pub(crate) fn claim_approval(&self) -> Option<&'a Bound<Approval>> {
        self.policy
            .approvals
            .iter()
            .find(|approval| !approval.rule.kind.is_some())
    }

    /// The review step that a claim awaits.
    pub(crate) fn step_awaited(&self, claim: &Claim) -> Symbol {
        self.claim_approval()
            .and_then(|approval| approval.rule.steps.get(usize::from(claim.step)).copied())
            .unwrap_or_default()
    }

    /// The claim a review is about: the one it names, else the first that awaits this step.
    fn reviewed_claim(&self, fact: &Fact) -> Option<ClaimId> {
        if let Some(of) = fact.of {
            return self.claim_of_fact(of);
        }
        let open = self.memory.claims.iter().position(|claim| {
            matches!(
                claim.standing,
                Standing::Waiting(Pending::Review | Pending::Window) | Standing::Returned
            )
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
        let due = self.step_awaited(&claim);
        let given = if fact.what.is_some() { fact.what } else { due };
        if claim.approved_at.is_some() {
            return self.review_again(id, fact, approval, about);
        }
        if matches!(claim.standing, Standing::Ended | Standing::Refused) {
            return;
        }
        if given != due {
            self.find(
                Step::Admission,
                approval.source,
                Verdict::Fail,
                Why::StepOutOfTurn(due),
                about,
            );
            return;
        }
        if fact.actor.is_some() && fact.actor == claim.person && approval.rule.self_to.is_none() {
            self.find(
                Step::Admission,
                approval.source,
                Verdict::Fail,
                Why::OwnCase,
                about,
            );
            return;
        }
        match fact.answer {
            Answer::Yes | Answer::None => self.pass_step(id, fact, approval, given),
            Answer::Return => self.return_claim(id, fact, approval),
            Answer::No => {
                self.find(
                    Step::Admission,
                    approval.source,
                    Verdict::Fail,
                    Why::Rejected,
                    about,
                );
                self.reject_claim(id);
            }
        }
    }

    /// What was approved is rejected or returned after all.
    fn review_again(&mut self, id: ClaimId, fact: &Fact, approval: &Bound<Approval>, about: About) {
        match fact.answer {
            Answer::No => {
                self.find(
                    Step::Admission,
                    approval.source,
                    Verdict::Fail,
                    Why::Rejected,
                    about,
                );
                self.reject_claim(id);
            }
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
        if approval.rule.ranks_at == RanksAt::Decided {
            claim.ranked_at = now;
        }
        self.contend(id);
        self.promote();
        self.close_by_approval(id);
    }

    fn return_claim(&mut self, id: ClaimId, fact: &Fact, approval: &Bound<Approval>) {
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

    /// The approval is taken back: a deal closed on it has none any more.
    fn take_back(&mut self, id: ClaimId) {
        if self
            .holding
            .is_some_and(|holding| holding.claim == Some(id))
        {
            self.holding = None;
        }
        if let Some(claim) = self.claim_mut(id)
            && claim.approved_at.take().is_some()
        {
            claim.step = claim.step.saturating_sub(1);
        }
    }

    fn reject_claim(&mut self, id: ClaimId) {
        self.take_back(id);
        self.set_standing(id, Standing::Ended);
        self.promote();
    }

    /// The time to correct a returned form is over.
    pub(crate) fn correction_missed(&mut self, id: ClaimId) {
        let Some(approval) = self.claim_approval() else {
            return;
        };
        let deadline = self.claim(id).and_then(|claim| claim.answer_until);
        if let Some(claim) = self.claim_mut(id) {
            claim.answer_until = None;
        }
        let about = About {
            claim: Some(id),
            fact: None,
            against: None,
            deadline,
        };
        match approval.rule.on_late {
            OnLate::Notice => {}
            OnLate::Void => {
                self.find(
                    Step::Admission,
                    approval.source,
                    Verdict::Fail,
                    Why::Late(0),
                    about,
                );
                self.set_standing(id, Standing::Void);
                self.promote();
            }
            OnLate::LosePlace => {
                self.find(
                    Step::Admission,
                    approval.source,
                    Verdict::Fail,
                    Why::Late(0),
                    about,
                );
                if let Some(claim) = self.claim_mut(id) {
                    claim.keeps_place = false;
                }
                self.promote();
            }
        }
    }

    /// A returned claim is corrected: in time it goes on with the step that returned it.
    pub(crate) fn corrected(&mut self, fact: &'a Fact) {
        let returned = self
            .memory
            .claims
            .iter()
            .position(|claim| claim.standing == Standing::Returned);
        let named = fact.of.and_then(|of| self.claim_of_fact(of));
        let Some(id) = named.or_else(|| returned.and_then(|place| ClaimId::try_from(place).ok()))
        else {
            return;
        };
        let (Some(approval), Some(claim)) = (self.claim_approval(), self.claim(id).copied()) else {
            return;
        };
        let restarts = fact.particulars.as_ref().is_some_and(|more| {
            approval
                .rule
                .restart_on
                .iter()
                .any(|field| more.changed.contains(*field))
        });
        let about = About {
            claim: Some(id),
            fact: Some(fact.seq),
            ..About::default()
        };
        if claim.approved_at.is_some() && approval.rule.binds_digest {
            self.find(
                Step::Admission,
                approval.source,
                Verdict::Fail,
                Why::DigestDiffers,
                about,
            );
            self.digest_broken = true;
            return;
        }
        if claim.standing != Standing::Returned {
            return;
        }
        let late_rank = approval.rule.on_late == OnLate::LosePlace && !claim.keeps_place;
        let now = self.now;
        if let Some(claim) = self.claim_mut(id) {
            claim.answer_until = None;
            if restarts {
                claim.step = 0;
            }
            if late_rank && approval.rule.keeps_place {
                claim.ranked_at = now;
                claim.keeps_place = true;
            }
        }
        let why = if restarts {
            Why::Restarted
        } else {
            Why::Corrected
        };
        self.find(Step::Admission, approval.source, Verdict::Pass, why, about);
        self.set_standing(id, Standing::Waiting(Pending::Review));
    }

    /// The address became known: outside the region without permission, the claim waits from now on.
    pub(crate) fn territory_again(&mut self, id: ClaimId) {
        let Some(fact) = self.claim(id).and_then(|claim| self.fact(claim.place)) else {
            return;
        };
        let before = self.claim(id).map(|claim| claim.standing);
        if !matches!(
            before,
            Some(Standing::Holding | Standing::Waiting(_) | Standing::Queued)
        ) {
            return;
        }
        let rule = self
            .policy
            .admission
            .iter()
            .find_map(|bound| match &bound.rule {
                crate::policy::Admission::Territory(rule) => Some((*rule, bound.source)),
                _ => None,
            });
        let Some((rule, source)) = rule else { return };
        if self.check_territory(rule, source, id, fact).is_some() {
            if self
                .holding
                .is_some_and(|holding| holding.claim == Some(id))
            {
                self.holding = None;
            }
            self.set_standing(id, Standing::Waiting(Pending::Review));
            self.promote();
        }
    }

    /// The fact that permitted this kind to a party, if one is in force.
    pub(crate) fn permission_of(&self, party: PartyIndex, kind: Symbol) -> Option<Seq> {
        let places = self.memory.timeline.places.iter();
        let mut found = None;
        for place in places {
            let Some(fact) = self.fact(*place) else {
                continue;
            };
            if fact.counts_at > self.now {
                break;
            }
            if fact.kind == FactKind::PermissionDecided
                && fact.what == kind
                && self.asker(fact) == Some(self.party_name(party))
            {
                found = (fact.answer == Answer::Yes).then_some(fact.seq);
            }
        }
        found
    }

    /// For whom a permission was decided: the person named, else whoever asked.
    pub(crate) fn asker(&self, fact: &Fact) -> Option<crate::ruling::Party> {
        let asked = fact
            .of
            .and_then(|of| self.case.by_seq(of))
            .and_then(|asked| asked.actor);
        fact.person
            .or(asked)
            .map(|person| self.party_key(person, fact.counts_at))
    }

    /// A permission is decided: claims waiting for it rank from now.
    pub(crate) fn decide_permission(&mut self, fact: &'a Fact) {
        let asked = fact.of.and_then(|of| self.case.by_seq(of));
        let wanted = fact
            .person
            .or(asked.and_then(|asked| asked.person.or(asked.actor)));
        if self.decide_change(fact, wanted) {
            return;
        }
        let Some(asker) = self.asker(fact) else {
            return;
        };
        let waiting = self.memory.claims.iter().position(|claim| {
            claim.permission == fact.what
                && matches!(claim.standing, Standing::Waiting(Pending::Review))
                && self.party_name(claim.party) == asker
        });
        let Some(id) = waiting.and_then(|place| ClaimId::try_from(place).ok()) else {
            return;
        };
        let source = self
            .policy
            .approvals
            .iter()
            .find(|approval| approval.rule.kind == fact.what)
            .map(|approval| approval.source);
        let Some(source) = source.or_else(|| self.claiming_source()) else {
            return;
        };
        let about = About {
            claim: Some(id),
            fact: Some(fact.seq),
            ..About::default()
        };
        if fact.answer == Answer::Yes {
            self.find(
                Step::Admission,
                source,
                Verdict::Pass,
                Why::Permitted(fact.what),
                about,
            );
            let now = self.now;
            if let Some(claim) = self.claim_mut(id) {
                claim.ranked_at = now;
            }
            self.after_admission(id);
        } else {
            self.find(Step::Admission, source, Verdict::Fail, Why::Rejected, about);
            self.set_standing(id, Standing::Void);
        }
    }
}
