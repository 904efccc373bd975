//! Permissions, such as crossing into another region: who decides them, and what they do to claims.

use crate::calendar::Instant;
use crate::fact::{Answer, Fact, FactKind, Seq};
use crate::fold::{About, Fold, PartyIndex};
use crate::name::Symbol;
use crate::policy::{Admission, Bound};
use crate::rules::approval::Approval;
use crate::rules::territory::Territory;
use crate::ruling::{ClaimId, Pending, Source, Standing, Step, Verdict, Why};

impl<'a> Fold<'a> {
    pub(crate) fn territory(&self) -> Option<(Territory, Source)> {
        let mut admission = self.policy.admission.iter();
        admission.find_map(|bound| match &bound.rule {
            Admission::Territory(rule) => Some((*rule, bound.source)),
            _ => None,
        })
    }

    /// A fact says where the customer is: claims that did not know it are judged by it from now on.
    pub(crate) fn learn_place(&mut self, fact: &'a Fact) {
        let Some(place) = fact.particulars.as_ref().and_then(|more| more.region) else {
            return;
        };
        self.region = Some(place);
        if self.territory().is_none() {
            return;
        }
        let corrected = fact
            .of
            .filter(|_| fact.kind == FactKind::Amended)
            .and_then(|of| self.claim_of_fact(of));
        if let Some(claim) = corrected.and_then(|id| self.claim_mut(id)) {
            claim.region = Some(place);
        }
        for index in 0..self.memory.claims.len() {
            let Ok(id) = ClaimId::try_from(index) else {
                return;
            };
            let unplaced = self.claim(id).is_some_and(|claim| claim.region.is_none());
            if unplaced || corrected == Some(id) {
                self.territory_again(id);
            }
        }
    }

    /// Outside the region without permission a claim waits from now on; inside it needs none.
    fn territory_again(&mut self, id: ClaimId) {
        let Some(claim) = self.claim(id).copied() else {
            return;
        };
        let awaits =
            claim.permission.is_some() && claim.standing == Standing::Waiting(Pending::Review);
        if !awaits && !matches!(claim.standing, Standing::Holding | Standing::Queued) {
            return;
        }
        let (Some((rule, source)), Some(filed)) = (self.territory(), self.fact(claim.place)) else {
            return;
        };
        if self.check_territory(rule, source, id, filed).is_some() {
            if self
                .holding
                .is_some_and(|holding| holding.claim == Some(id))
            {
                self.holding = None;
            }
            self.set_standing(id, Standing::Waiting(Pending::Review));
            self.promote();
        } else if awaits {
            self.after_admission(id);
        }
    }

    /// The fact that permitted this kind to a party by a moment, if one is in force then.
    pub(crate) fn permission_of(
        &self,
        party: PartyIndex,
        kind: Symbol,
        by: (Instant, Seq),
    ) -> Option<Seq> {
        let asker = Some(self.party_name(party));
        let places = self.memory.timeline.places.iter();
        let facts = places.filter_map(|place| self.fact(*place));
        let decided = facts
            .take_while(|fact| fact.counts_at <= self.now)
            .filter(|fact| fact.kind == FactKind::PermissionDecided && fact.what == kind)
            .filter(|fact| (fact.counts_at, fact.seq) <= by && self.asker(fact) == asker)
            .filter(|fact| self.permission_objection(fact).is_none())
            .last()?;
        (decided.answer == Answer::Yes).then_some(decided.seq)
    }

    fn asked(&self, decision: &Fact) -> Option<&'a Fact> {
        self.case.by_seq(decision.of?)
    }

    /// For whom a permission was decided: the person named, else whoever asked.
    pub(crate) fn asker(&self, decision: &Fact) -> Option<crate::ruling::Party> {
        let asked = self.asked(decision).and_then(|asked| asked.actor);
        decision
            .person
            .or(asked)
            .map(|person| self.party_key(person, decision.counts_at))
    }

    fn permission_rule(&self, kind: Symbol) -> Option<&'a Bound<Approval>> {
        let mut approvals = self.policy.approvals.iter();
        approvals.find(|approval| approval.rule.kind == kind)
    }

    /// Who decides on a permission.
    pub(crate) fn permission_step(&self, kind: Symbol) -> Symbol {
        let rule = self.permission_rule(kind);
        rule.and_then(|bound| bound.rule.steps.first().copied())
            .unwrap_or_default()
    }

    /// What is against a decision on a permission: it is the decider's own, or somebody else's to make.
    /// The decider is of the applicant's unit; in the decider's own case, the stand-in.
    fn permission_objection(&self, decision: &Fact) -> Option<Why> {
        let rule = &self.permission_rule(decision.what)?.rule;
        let step = rule.steps.first().copied()?;
        let applicant = self
            .asked(decision)
            .and_then(|asked| asked.actor)
            .or(decision.person);
        let (actor, when) = (decision.actor, decision.counts_at);
        let acting = || {
            let acting = actor.map(|actor| self.company.acting(actor, when, self.known));
            acting.into_iter().flatten()
        };
        if acting().any(|one| applicant == Some(one)) {
            return Some(Why::OwnCase);
        }
        let unit = applicant.and_then(|person| self.company.unit_of(person, when, self.known));
        let head = unit.and_then(|unit| self.company.holder_of_role(unit, step, when, self.known));
        let own =
            applicant.is_some_and(|person| self.company.role_of(person, when, self.known) == step);
        let entitled = if own || head.is_none() {
            self.has_authority_at(actor, rule.self_to.as_slice(), None, when)
        } else {
            acting().any(|one| {
                self.company.role_of(one, when, self.known) == step
                    && self.company.unit_of(one, when, self.known) == unit
            })
        };
        (!entitled).then_some(Why::NotEntitled(step))
    }

    /// A permission is decided: claims waiting for it rank from now, and one asked before any other entry
    /// is itself the entry.
    pub(crate) fn decide_permission(&mut self, fact: &'a Fact) {
        let asked = self.asked(fact);
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
        let waiting = waiting.and_then(|place| ClaimId::try_from(place).ok());
        let source = self.permission_rule(fact.what).map(|bound| bound.source);
        let Some(source) = source.or_else(|| self.claiming_source()) else {
            return;
        };
        let about = About {
            claim: waiting,
            fact: Some(fact.seq),
            ..About::default()
        };
        if let Some(why) = self.permission_objection(fact) {
            self.find(Step::Admission, source, Verdict::Fail, why, about);
            return;
        }
        if fact.answer != Answer::Yes {
            self.find(Step::Admission, source, Verdict::Fail, Why::Rejected, about);
            if let Some(id) = waiting {
                self.set_standing(id, Standing::Void);
            }
            return;
        }
        let Some(id) = waiting.or_else(|| self.claim_by_permission(fact)) else {
            return;
        };
        let about = About {
            claim: Some(id),
            ..about
        };
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
    }

    /// The claim that a permission to cross makes for a unit which entered nothing else.
    fn claim_by_permission(&mut self, decision: &'a Fact) -> Option<ClaimId> {
        let (territory, _) = self.territory()?;
        let asked = self.asked(decision)?;
        if territory.permission != decision.what || asked.kind != FactKind::PermissionAsked {
            return None;
        }
        let party = self.party_of(asked.actor?, asked.counts_at);
        if self.has_claim(party) {
            return None;
        }
        let place = self
            .case
            .facts()
            .iter()
            .position(|fact| fact.seq == asked.seq)?;
        let id = self.new_claim(u32::try_from(place).ok()?, asked, party);
        if let Some(claim) = self.claim_mut(id) {
            claim.permission = decision.what;
            claim.region_outside = true;
        }
        Some(id)
    }

    /// Whether anybody made an entry, beyond asking for permission.
    pub(crate) fn anybody_entered(&self) -> bool {
        let entries = self.memory.claims.iter();
        entries
            .filter_map(|claim| self.fact(claim.place))
            .any(|fact| fact.kind != FactKind::PermissionAsked)
    }
}
