//! Whether papers and records carry the signatures they need, in their time.

use crate::calendar::Instant;
use crate::fact::{Fact, FactKind, Seq, StaffId};
use crate::fold::{About, Dispute, Fold};
use crate::rules::condition::Condition;
use crate::rules::signed::{Signed, Until};
use crate::rules::who::Who;
use crate::ruling::{Source, Step, Verdict, Why};
use crate::steps::outcome::Settled;

/// Whose signature is asked for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Signer {
    pub(super) by: Who,
    /// Who may sign in their place, above all on their own papers.
    pub(super) self_to: Option<Who>,
}

impl<'a> Fold<'a> {
    pub(super) fn dispute_time(&self, dispute: &Dispute) -> (Instant, Seq) {
        self.fact(dispute.place)
            .map_or((Instant::MAX, Seq::MAX), |fact| (fact.counts_at, fact.seq))
    }

    /// Whether a follow-up carries the signature by an instant.
    pub(super) fn is_signed(&self, track: &Fact, signer: Signer, until: (Instant, Seq)) -> bool {
        let places = self.memory.timeline.places.iter();
        let mut signatures = places
            .filter_map(|place| self.fact(*place))
            .filter(|fact| fact.kind == FactKind::Signed && fact.of == Some(track.seq));
        signatures.any(|fact| {
            (fact.counts_at, fact.seq) <= until && self.may_sign(fact, signer, track.doer())
        })
    }

    /// Whether this is the signature asked for; nobody signs their own papers.
    fn may_sign(&self, signature: &Fact, signer: Signer, signed_for: Option<StaffId>) -> bool {
        if signature.actor.is_none() || signature.actor == signed_for {
            return false;
        }
        let at = signature.counts_at;
        let in_role = |who: Who| self.has_authority_at(signature.actor, &[who], signed_for, at);
        in_role(signer.by) || signer.self_to.is_some_and(in_role)
    }

    pub(super) fn examine_signed(
        &mut self,
        rule: &Signed,
        source: Source,
        dispute: &Dispute,
        closing: &'a Fact,
        settled: &Settled,
        about: About,
    ) -> bool {
        let deliverer = closing.doer();
        let applies = match rule.only_if {
            Some(Condition::DisputedByOther) => dispute.person != deliverer,
            Some(condition) => self.holds(condition),
            None => true,
        };
        if !applies {
            self.find(
                Step::Validity,
                source,
                Verdict::Note,
                Why::NotApplicable,
                about,
            );
            return true;
        }
        let until = match rule.until {
            Until::Disputed => self.dispute_time(dispute),
            Until::WindowCloses => (settled.window_until.unwrap_or(Instant::MAX), 0),
        };
        let deadline = match rule.until {
            Until::Disputed => until.0.plus_seconds(1),
            Until::WindowCloses => until.0,
        };
        let found = self.signature(rule, dispute, closing, until);
        let found = found.or_else(|| self.refusal_accepted(rule, dispute, settled));
        let about = About {
            against: found.map(|fact| fact.seq),
            deadline: (until.0 < Instant::MAX).then_some(deadline),
            ..about
        };
        let name = rule.document;
        self.verdict(
            source,
            found.is_some(),
            Why::Happened(name),
            Why::NotHappened(name),
            about,
        )
    }

    fn signature(
        &self,
        rule: &Signed,
        dispute: &Dispute,
        closing: &'a Fact,
        until: (Instant, Seq),
    ) -> Option<&'a Fact> {
        let deliverer = closing.doer();
        let claimant = self
            .current_claim(dispute.claimed_by)
            .and_then(|id| self.claim(id)?.person);
        let after = rule.after.map(|moment| self.time_of(closing, moment.time));
        let signer = Signer {
            by: rule.by,
            self_to: rule.self_to,
        };
        let mut places = self.memory.timeline.places.iter();
        places.find_map(|place| {
            let fact = self.fact(*place)?;
            let right_paper = fact.kind == FactKind::Signed
                && fact.what == rule.document
                && self.concerns(fact, dispute);
            let signed = self.memory.timeline.occurred(fact);
            let in_time =
                (fact.counts_at, fact.seq) < until && after.is_none_or(|after| signed >= after);
            let right_person = match rule.by {
                Who::Deliverer => fact.actor.is_some() && fact.actor == deliverer,
                _ => self.may_sign(fact, signer, claimant),
            };
            (right_paper && in_time && right_person).then_some(fact)
        })
    }

    /// The other side refused to sign, and whoever rules decided that it counts as signed.
    fn refusal_accepted(
        &self,
        rule: &Signed,
        dispute: &Dispute,
        settled: &Settled,
    ) -> Option<&'a Fact> {
        let mut places = self.memory.timeline.places.iter();
        places.find_map(|place| {
            let fact = self.fact(*place)?;
            let refused = fact.kind == FactKind::RefusedToSign
                && fact.what == rule.document
                && self.concerns(fact, dispute);
            (refused && self.is_accepted(fact, settled.ruled)).then_some(fact)
        })
    }

    /// A paper is the claimant's: it names them or a fact of theirs, or nobody in particular.
    fn concerns(&self, paper: &Fact, dispute: &Dispute) -> bool {
        if let Some(person) = paper.person {
            let claimant = self
                .current_claim(dispute.claimed_by)
                .and_then(|id| self.claim(id)?.person);
            return Some(person) == dispute.person || Some(person) == claimant;
        }
        match paper.of.and_then(|of| self.case.by_seq(of)) {
            Some(signed) => self.is_deed_of(signed, dispute.claimed_by),
            None => true,
        }
    }
}
