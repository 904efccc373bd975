//! Deals, and the window for late claims and disputes after them.

use crate::calendar::Instant;
use crate::fact::{Answer, Fact, FactKind};
use crate::fold::{
    ANYONE, About, DealSeen, Decision, Dispute, Fold, LATE_ENTRY_SECONDS, PartyIndex,
};
use crate::policy::Bound;
use crate::rules::claim_window::Opens;
use crate::rules::deal::{Closes, Deal};
use crate::rules::lapse::LapseEffect;
use crate::rules::violation::When;
use crate::ruling::{ClaimId, Party, Pending, Standing, Step, Verdict, Why};

impl<'a> Fold<'a> {
    /// The deal is closed.
    pub(crate) fn close_deal(&mut self, place: u32, fact: &'a Fact, party: PartyIndex) {
        let Some(bound) = &self.policy.deal else {
            return;
        };
        if self.deal_without_approval(fact) {
            return;
        }
        let about = About {
            fact: Some(fact.seq),
            ..About::default()
        };
        let other_buyer = self.other_buyer(fact);
        let (outside, inside) = self.deal_territory(fact, party);
        let holding = self
            .holding
            .filter(|_| other_buyer.is_none())
            .filter(|holding| !(outside && holding.party == party))
            .filter(|_| !inside || self.anybody_entered());
        let barred = self.holding.map(|holding| holding.party);
        let barred = barred.filter(|_| other_buyer.is_some());
        if let Some(source) = other_buyer {
            self.find(
                Step::Validity,
                source,
                Verdict::Fail,
                Why::OtherBuyer,
                about,
            );
        }
        self.propose_late_entry(bound, fact);
        if self.policy.exclusive {
            let (verdict, why) = match holding {
                Some(_) => (Verdict::Pass, Why::HeldAtDeal),
                None => (Verdict::Fail, Why::NobodyAtDeal),
            };
            let claim = holding.and_then(|holding| holding.claim);
            self.find(
                Step::Ownership,
                bound.source,
                verdict,
                why,
                About { claim, ..about },
            );
        }
        let first_valid = self.first_valid();
        if outside {
            self.propose_when(When::DealOutsideUnapproved, fact);
        }
        self.memory.deals.push(DealSeen {
            place,
            version: self.version,
            holding,
            barred,
            first_valid,
            outside,
            inside,
        });
        self.timers_changed();
    }

    fn propose_late_entry(&mut self, bound: &Bound<Deal>, fact: &Fact) {
        let late = fact
            .counts_at
            .seconds()
            .saturating_sub(self.memory.timeline.occurred(fact).seconds())
            > LATE_ENTRY_SECONDS;
        if late && bound.rule.late_entry.is_some() {
            self.propose(
                bound.source,
                bound.rule.late_entry,
                fact.actor.map(Party::Staff),
                Some(fact.seq),
                None,
                0,
            );
        }
    }

    /// The approval stands for the deal in filings.
    pub(crate) fn close_by_approval(&mut self, id: ClaimId) {
        let Some(bound) = &self.policy.deal else {
            return;
        };
        let Some(claim) = self.claim(id).copied() else {
            return;
        };
        if bound.rule.closes == Closes::Approval
            && claim.standing == Standing::Holding
            && claim.approved_at.is_some()
        {
            let holding = self.holding;
            self.memory.deals.clear();
            self.memory.deals.push(DealSeen {
                place: claim.place,
                version: self.version,
                holding,
                barred: None,
                first_valid: Some(id),
                outside: false,
                inside: false,
            });
        }
    }

    /// The first claim that is valid though perhaps not reviewed or allocated yet.
    fn first_valid(&self) -> Option<ClaimId> {
        let valid = |standing: Standing| {
            matches!(
                standing,
                Standing::Holding
                    | Standing::Standing
                    | Standing::Queued
                    | Standing::Waiting(Pending::Review | Pending::Window)
                    | Standing::Returned
            )
        };
        let claims = (0..).zip(&self.memory.claims).filter(|(_, claim)| {
            valid(claim.standing) && claim.permission == crate::name::Symbol::NONE
                || claim.standing == Standing::Holding
        });
        claims
            .min_by_key(|(_, claim)| (claim.ranked_at, claim.seq))
            .map(|(id, _)| id)
    }

    /// Whether the closer's unit stands outside its region without permission, or inside. A unit that crosses
    /// so has nothing from its own entry, and a permission alone does not beat a local unit that closes where
    /// nobody made an entry.
    fn deal_territory(&self, fact: &Fact, party: PartyIndex) -> (bool, bool) {
        let (Some((rule, _)), Some(doer)) = (self.territory(), fact.doer()) else {
            return (false, false);
        };
        let place = fact
            .particulars
            .as_ref()
            .and_then(|more| more.region)
            .or(self.region);
        let unit = self.company.unit_of(doer, fact.counts_at, self.known);
        let (Some(place), Some(unit)) = (place, unit) else {
            // Where the place is unknown nobody is said to have crossed.
            return (false, true);
        };
        if self.is_responsible(unit, place) {
            return (false, true);
        }
        let closed = (self.memory.timeline.occurred(fact), fact.seq);
        let permitted = self.permission_of(party, rule.permission, closed);
        (permitted.is_none(), false)
    }

    /// The end of the window after a deal, if one opens.
    pub(crate) fn window_until(&self, deal: &DealSeen) -> Option<Instant> {
        let policy = self.packs.version(deal.version)?;
        let bound = policy.window.as_ref()?;
        if bound.rule.opens == Opens::NoHolder && deal.holding.is_some() {
            return None;
        }
        let fact = self.fact(deal.place)?;
        let from = self.time_of(fact, bound.rule.from.time);
        self.ends(bound.rule.lasts, from).ok()
    }

    pub(crate) fn next_window_change(&self, after: Instant) -> Option<Instant> {
        let deals = self.memory.deals.iter();
        deals
            .filter_map(|deal| self.window_until(deal))
            .filter(|until| *until > after)
            .min()
    }

    /// A late claim or dispute is filed.
    pub(crate) fn dispute(&mut self, place: u32, fact: &'a Fact, party: PartyIndex) {
        let deal = self.memory.deals.len().checked_sub(1);
        let seen = deal.and_then(|deal| Some((deal, *self.memory.deals.get(deal)?)));
        let Some((deal, seen)) = seen else {
            // Before the deal a dispute is only noted; it makes later claims disputed.
            self.memory.open_disputes.push(fact.seq);
            return;
        };
        let window = self
            .packs
            .version(seen.version)
            .and_then(|policy| policy.window.as_ref());
        let Some(bound) = window else {
            self.memory.open_disputes.push(fact.seq);
            return;
        };
        let until = self.window_until(&seen);
        let against = self.fact(seen.place).map(|fact| fact.seq);
        let about = About {
            claim: self.current_claim(party),
            fact: Some(fact.seq),
            against,
            deadline: until,
        };
        let in_time = until.is_some_and(|until| fact.counts_at < until);
        let barred = party != ANYONE && seen.barred == Some(party);
        let (verdict, why) = if barred {
            (Verdict::Fail, Why::OtherBuyer)
        } else if in_time {
            (Verdict::Pass, Why::WindowOpen)
        } else {
            (Verdict::Fail, Why::WindowClosed)
        };
        self.find(Step::Admission, bound.source, verdict, why, about);
        let brings = fact
            .particulars
            .as_ref()
            .is_some_and(|more| !more.given.is_empty());
        let evidence =
            bound.rule.evidence.is_none() || (brings && !self.only_forfeited(fact, party));
        if !evidence {
            self.find(
                Step::Admission,
                bound.source,
                Verdict::Fail,
                Why::EvidenceMissing,
                about,
            );
        }
        let claimed_by = self.fact(seen.place).map_or(party, |closing| {
            self.claimed_by(party, fact.doer(), closing)
        });
        self.memory.disputes.push(Dispute {
            place,
            seq: fact.seq,
            party,
            claimed_by,
            person: fact.doer(),
            deal,
            in_time: in_time && !barred,
            evidence,
            decided: None,
        });
    }

    /// The evidence is only a visit that no claim followed in time, though the desk had recorded it.
    fn only_forfeited(&self, fact: &Fact, party: PartyIndex) -> bool {
        let Some(visit) = fact.of.and_then(|of| self.case.by_seq(of)) else {
            return false;
        };
        let Some(forfeit) = self
            .policy
            .lapses
            .iter()
            .find(|bound| bound.rule.effect == LapseEffect::Forfeit)
        else {
            return false;
        };
        let Ok(until) = self.ends(forfeit.rule.within, visit.counts_at) else {
            return false;
        };
        let claimed = self.memory.claims.iter().any(|claim| {
            claim.party == party
                && claim.filed_at >= visit.counts_at
                && claim.filed_at < until
                && claim.standing != Standing::Refused
        });
        visit.kind == FactKind::Visited && !claimed
    }

    /// More evidence for a dispute, within its window. What the other side says against it is none.
    pub(crate) fn file_evidence(&mut self, fact: &'a Fact) {
        let Some(of) = fact.of.filter(|_| fact.answer != Answer::No) else {
            return;
        };
        let forfeited = |dispute: &Dispute| self.only_forfeited(fact, dispute.party);
        let place = self
            .memory
            .disputes
            .iter()
            .position(|dispute| dispute.seq == of && !forfeited(dispute));
        let Some(dispute) = place.and_then(|place| self.memory.disputes.get(place).copied()) else {
            return;
        };
        let until = self
            .memory
            .deals
            .get(dispute.deal)
            .and_then(|deal| self.window_until(deal));
        if until.is_some_and(|until| fact.counts_at < until)
            && let Some(dispute) = place.and_then(|place| self.memory.disputes.get_mut(place))
        {
            dispute.evidence = true;
        }
    }

    /// Evidence, or a dispute as a whole, is decided.
    pub(crate) fn decide_evidence(&mut self, fact: &'a Fact) {
        let Some(bound) = &self.policy.window else {
            return;
        };
        let accepted = fact.answer == Answer::Yes;
        let named = fact.of.and_then(|of| self.case.by_seq(of));
        let target = named.map(|named| {
            if named.kind == FactKind::EvidenceFiled {
                named.of.unwrap_or(named.seq)
            } else {
                named.seq
            }
        });
        let place = self.memory.disputes.iter().position(|dispute| {
            Some(dispute.seq) == target
                || (target.is_none() && fact.person.is_some() && dispute.person == fact.person)
        });
        let place =
            place.or_else(|| (target.is_none() && self.memory.disputes.len() == 1).then_some(0));
        let Some(place) = place else { return };
        let Some(dispute) = self.memory.disputes.get(place).copied() else {
            return;
        };
        let may_decide = self.may_decide(fact);
        let (verdict, why) = match (dispute.in_time && dispute.evidence && may_decide, accepted) {
            (false, _) => return,
            (true, true) => (Verdict::Pass, Why::EvidenceAccepted),
            (true, false) => (Verdict::Fail, Why::EvidenceRejected),
        };
        let about = About {
            claim: self.current_claim(dispute.party),
            fact: Some(fact.seq),
            against: Some(dispute.seq),
            deadline: None,
        };
        self.find(Step::Admission, bound.source, verdict, why, about);
        if let Some(dispute) = self.memory.disputes.get_mut(place) {
            dispute.decided = Some(accepted);
        }
    }

    /// An authority rules: on the deal if there is one, else on the holding.
    pub(crate) fn rule(&mut self, place: u32, fact: &'a Fact) {
        self.memory.decisions.push(Decision {
            place,
            person: fact.person,
        });
        self.memory.open_disputes.clear();
        let source = self
            .policy
            .window
            .as_ref()
            .map(|window| window.source)
            .or_else(|| self.claiming_source());
        if let Some(source) = source {
            let about = About {
                fact: Some(fact.seq),
                ..About::default()
            };
            self.find(Step::Ownership, source, Verdict::Note, Why::RuledBy, about);
        }
        if self.memory.deals.is_empty()
            && let (Some(person), true) = (fact.person, self.policy.exclusive)
        {
            self.hand_to(person, fact.counts_at);
        }
    }

    fn hand_to(&mut self, person: crate::fact::StaffId, at: Instant) {
        let party = self.party_of(person, at);
        let own = self.current_claim(party);
        if let Some(old) = self
            .holding
            .and_then(|holding| holding.claim)
            .filter(|old| Some(*old) != own)
        {
            self.set_standing(old, Standing::Superseded);
        }
        if let Some(id) = own {
            self.set_standing(id, Standing::Holding);
        }
        let owner = self.party_name(party);
        let source = self.claiming_source();
        let since = self.now;
        self.holding = Some(crate::fold::Holding {
            claim: own,
            party,
            owner,
            person: Some(person),
            since,
            assigned: true,
            left: false,
            source,
        });
        self.in_pool = false;
        self.timers_changed();
    }

    /// The last decision after a deal.
    pub(crate) fn decision_after(&self, deal: &DealSeen) -> Option<Decision> {
        let closed = self.fact(deal.place).map(|fact| fact.seq)?;
        let after = |decision: &&Decision| {
            self.fact(decision.place)
                .is_some_and(|fact| fact.seq > closed)
        };
        self.memory.decisions.iter().rev().find(after).copied()
    }

    /// The last ruling on a disputed deal: after its window, by the role that decides or whoever it came to, who is
    /// neither a claimant nor the deliverer.
    pub(crate) fn ruling_on(&self, index: usize, deal: &DealSeen) -> Option<Decision> {
        let until = self.window_until(deal)?;
        let deliverer = self.fact(deal.place)?.doer();
        let valid = |decision: &&Decision| {
            self.fact(decision.place).is_some_and(|fact| {
                let interested = fact.actor.is_some_and(|actor| {
                    let mut acting = self.company.acting(actor, fact.counts_at, self.known);
                    acting.any(|one| {
                        let mut disputes = self.disputes_of(index);
                        deliverer == Some(one)
                            || disputes.any(|dispute| dispute.person == Some(one))
                    })
                });
                fact.counts_at >= until && self.has_office_of_claims(fact) && !interested
            })
        };
        self.memory.decisions.iter().rev().find(valid).copied()
    }

    /// The disputes of a deal that count: in time and with what they need.
    pub(crate) fn disputes_of(&self, deal: usize) -> impl Iterator<Item = &Dispute> {
        self.memory.disputes.iter().filter(move |dispute| {
            dispute.deal == deal && dispute.in_time && dispute.evidence && dispute.party != ANYONE
        })
    }
}
