//! What people end themselves: a customer given up, a mistaken registration voided, a dispute taken back.

use crate::fact::{Fact, FactKind};
use crate::fold::{ANYONE, About, Fold, PartyIndex};
use crate::ruling::{ClaimId, Standing, Step, Verdict, Why};

impl<'a> Fold<'a> {
    /// The customer is given up, unless the pack has an ending of its own for it: by whoever the claim
    /// is, or by whoever assigns the customers of someone who left.
    pub(crate) fn waive(&mut self, fact: &'a Fact, party: PartyIndex) {
        if party == ANYONE {
            return;
        }
        let named = fact.of.and_then(|of| self.claim_of_fact(of));
        let own = named.or_else(|| self.current_claim(party)).filter(|id| {
            self.claim(*id)
                .is_some_and(|claim| claim.party == party && claim.person == fact.doer())
        });
        let holds = self.holding.filter(|_| self.speaks_for_holder(fact, party));
        let held = holds.and_then(|holding| holding.claim);
        let (Some(source), Some(id)) = (
            self.claiming_source(),
            held.or(own).filter(|id| self.is_live(*id)),
        ) else {
            return;
        };
        let about = About {
            claim: Some(id),
            fact: Some(fact.seq),
            ..About::default()
        };
        let why = Why::EndedBy(self.packs.known_names.waived);
        self.find(Step::Validity, source, Verdict::Fail, why, about);
        self.end_claim(id, false);
    }

    /// Whether this is a word of the holder: of the person who holds, or once that person left, of
    /// whoever assigns the case anew.
    pub(crate) fn speaks_for_holder(&self, fact: &Fact, party: PartyIndex) -> bool {
        let Some(holding) = &self.holding else {
            return false;
        };
        match holding.person {
            Some(person) => fact.doer() == Some(person),
            None if holding.left => self.may_reassign(fact),
            None => holding.party == party,
        }
    }

    /// The filer takes something back: a mistaken registration in time, or a dispute.
    pub(crate) fn withdraw(&mut self, fact: &'a Fact, party: PartyIndex) {
        let named = fact.of.and_then(|of| self.case.by_seq(of));
        if let Some(dispute) = named.filter(|named| named.kind == FactKind::Disputed) {
            return self.withdraw_dispute(dispute, fact);
        }
        let id = match named {
            Some(named) => self.claim_of_fact(named.seq),
            None => self.current_claim(party),
        };
        let Some((id, claim)) = id.and_then(|id| Some((id, *self.claim(id)?))) else {
            return;
        };
        let filed_by = self.fact(claim.place).and_then(|filed| filed.actor);
        let by_filer = fact.doer().is_some() && [claim.person, filed_by].contains(&fact.doer());
        let deadline = claim
            .filed_at
            .plus_seconds(self.policy_of(id).void_within_seconds + 1);
        let (Some(source), true) = (self.claiming_source(), by_filer) else {
            return;
        };
        let about = About {
            claim: Some(id),
            fact: Some(fact.seq),
            against: Some(claim.seq),
            deadline: Some(deadline),
        };
        if fact.counts_at >= deadline {
            self.find(Step::Validity, source, Verdict::Fail, Why::Late(0), about);
            return;
        }
        self.find(Step::Validity, source, Verdict::Pass, Why::InTime, about);
        self.undo(id);
    }

    /// A voided registration never was: whoever held before it holds again.
    fn undo(&mut self, id: ClaimId) {
        let held = self
            .holding
            .is_some_and(|holding| holding.claim == Some(id));
        let before = self.claim(id).and_then(|claim| claim.taken_from);
        if let (true, Some(before)) = (held, before) {
            self.set_standing(id, Standing::Ended);
            self.give_back(before);
        } else {
            self.end_claim(id, false);
        }
    }

    fn withdraw_dispute(&mut self, dispute: &Fact, fact: &Fact) {
        if fact.doer() != dispute.doer() {
            return;
        }
        self.memory.disputes.retain(|one| one.seq != dispute.seq);
        self.memory.open_disputes.retain(|seq| *seq != dispute.seq);
    }
}
