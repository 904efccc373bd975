//! Corrections: of identifying fields and times the rank counts anew, and a claim may leave or enter
//! the case; whatever was blank before is only completed. A returned form goes on or starts again, and what all had
//! signed is signed no more.

use crate::fact::{Fact, Particulars, Ref};
use crate::fold::{About, Fold, PartyIndex};
use crate::rules::approval::OnLate;
use crate::rules::rank::{Among, Behind};
use crate::ruling::{ClaimId, Pending, Standing, Step, Verdict, Why};

impl<'a> Fold<'a> {
    /// A claim is corrected or completed.
    pub(crate) fn amend(&mut self, place: u32, fact: &'a Fact) {
        let Some(more) = &fact.particulars else {
            return self.corrected(fact);
        };
        let Some(id) = fact.of.and_then(|of| self.claim_of_fact(of)) else {
            self.enter_by_correction(place, fact);
            return self.corrected(fact);
        };
        let corrects = self.corrects_identity(id, more) && !self.is_rivals(id, fact);
        if corrects && !self.corrects_as_asked(id) {
            self.mark_miskeyed(fact);
            if more
                .customer
                .is_some_and(|customer| !self.is_customer(customer))
            {
                self.end_claim(id, false);
            } else {
                self.rank_anew(id);
            }
        }
        self.corrected(fact);
    }

    /// Whether the correction comes from somebody with another claim to the case.
    fn is_rivals(&self, id: ClaimId, fact: &Fact) -> bool {
        let party = self.claim(id).map(|claim| claim.party);
        let mut claims = self.memory.claims.iter();
        fact.actor.is_some()
            && claims.any(|claim| claim.person == fact.actor && Some(claim.party) != party)
    }

    /// Whether something that identifies the case, or the time, is said to be different from before.
    fn corrects_identity(&self, id: ClaimId, more: &Particulars) -> bool {
        let names = &self.packs.known_names;
        let filed = self.claim(id).and_then(|claim| self.fact(claim.place));
        let was_given = |name| {
            filed.is_some_and(|filed| filed.has(name))
                || name == names.customer
                || filed
                    .and_then(|filed| filed.particulars.as_ref())
                    .is_some_and(|before| name == names.project && before.project.is_some())
        };
        let mut identifying = names.identifying.iter();
        more.changed.contains(names.occurred)
            || identifying.any(|name| more.changed.contains(*name) && was_given(*name))
    }

    /// Whether this is the case's customer, or confirmed to be the same.
    fn is_customer(&self, customer: Ref) -> bool {
        self.case.customer.is_none_or(|own| own == customer)
            || self.memory.timeline.is_same(self.case.customer, customer)
    }

    /// Whether a registration names another customer than the case's: it is in the file for a correction
    /// that takes it here.
    pub(crate) fn names_another(&self, fact: &Fact) -> bool {
        let named = fact.particulars.as_ref().and_then(|more| more.customer);
        self.policy.exclusive
            && !fact.has(self.packs.known_names.suspected)
            && named.is_some_and(|named| !self.is_customer(named))
    }

    /// A registration of another customer turns out, corrected, to be of this one: it comes in now.
    fn enter_by_correction(&mut self, place: u32, fact: &'a Fact) {
        let here = fact.particulars.as_ref().and_then(|more| more.customer);
        let filed = fact.of.and_then(|of| self.case.by_seq(of));
        let (Some(filed), true) = (filed, here.is_some_and(|here| self.is_customer(here))) else {
            return;
        };
        if !self.events_of(filed).meets(self.policy.opens) || !self.names_another(filed) {
            return;
        }
        let Some(doer) = filed.doer() else { return };
        let party: PartyIndex = self.party_of(doer, fact.counts_at);
        if self.has_claim(party) {
            return;
        }
        let id = self.new_claim(place, filed, party);
        let now = self.now;
        if let Some(claim) = self.claim_mut(id) {
            claim.filed_at = now;
            claim.ranked_at = now;
            claim.moved_in = true;
        }
        self.after_admission(id);
    }

    /// The reviewer asked for this correction, and the place is kept for it.
    fn corrects_as_asked(&self, id: ClaimId) -> bool {
        let keeps = self
            .claim_approval()
            .is_some_and(|approval| approval.rule.keeps_place);
        keeps
            && self
                .claim(id)
                .is_some_and(|claim| claim.standing == Standing::Returned && claim.keeps_place)
    }

    /// Identifying data were corrected: rank and protection count from now, behind whoever queues.
    fn rank_anew(&mut self, id: ClaimId) {
        let now = self.now;
        if let Some(claim) = self.claim_mut(id) {
            claim.ranked_at = now;
        }
        self.timers_changed();
        let mut ranks = self.policy.ranks.iter();
        let queues =
            ranks.any(|rank| rank.rule.among == Among::All && rank.rule.behind != Behind::Collides);
        let holds = self
            .holding
            .is_some_and(|holding| holding.claim == Some(id) && !holding.assigned);
        let mut claims = self.memory.claims.iter();
        if queues && holds && claims.any(|claim| claim.standing == Standing::Queued) {
            self.set_standing(id, Standing::Queued);
            self.holding = None;
            self.promote();
        }
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
        let Some(id) = self.corrected_claim(fact) else {
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
            self.tell_changed_fields(id, fact, approval);
            let now = self.now;
            if let Some(claim) = self.claim_mut(id) {
                claim.broken_at.get_or_insert(now);
            }
            return;
        }
        let restarts = restarts || usize::from(claim.step) >= approval.rule.steps.len();
        let under_review = claim.standing == Standing::Waiting(Pending::Review)
            && !claim.permission.is_some()
            && approval.rule.binds_digest;
        if claim.standing != Standing::Returned && !under_review {
            return;
        }
        if approval.rule.binds_digest && claim.step > 0 {
            self.compare_versions(id, fact, approval);
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

    /// The claim that a correction is of: the one it names, else the one that was returned.
    fn corrected_claim(&self, fact: &Fact) -> Option<ClaimId> {
        let named = fact.of.and_then(|of| self.claim_of_fact(of));
        named.or_else(|| {
            let mut claims = self.memory.claims.iter();
            let returned = claims.position(|claim| claim.standing == Standing::Returned);
            returned.and_then(|place| ClaimId::try_from(place).ok())
        })
    }
}
