//! Step 2, examination: whether a claimant meets the conditions tested at the deal or in a dispute.

use crate::calendar::Instant;
use crate::fact::{Answer, Fact, FactKind, StaffId};
use crate::fold::{About, DealSeen, Dispute, Fold};
use crate::name::Symbol;
use crate::policy::{Bound, Examination};
use crate::rules::cadence::Cadence;
use crate::rules::deadline::Deadline;
use crate::rules::matching::{Compared, Match};
use crate::rules::require::Require;
use crate::rules::signed::{Signed, Until};
use crate::rules::who::Who;
use crate::ruling::{Source, Standing, Step, Verdict, Why};
use crate::steps::outcome::Settled;

impl<'a> Fold<'a> {
    /// Examines one claimant: every condition is checked and recorded; all must hold.
    pub(crate) fn examine(
        &mut self,
        dispute: &Dispute,
        deal: &DealSeen,
        settled: &Settled,
    ) -> bool {
        let policy = self.policy;
        let Some(window) = &policy.window else {
            return false;
        };
        let claim = self.memory.claims.iter().position(|claim| {
            claim.party == dispute.party
                && !matches!(
                    claim.standing,
                    Standing::Refused | Standing::Void | Standing::Ended
                )
        });
        let claim = claim.and_then(|place| crate::ruling::ClaimId::try_from(place).ok());
        let about = About {
            claim,
            fact: Some(dispute.seq),
            ..About::default()
        };
        let (Some(_), Some(closing)) = (claim, self.fact(deal.place)) else {
            self.find(
                Step::Validity,
                window.source,
                Verdict::Fail,
                Why::NotHappened(self.packs.known_names.registered),
                about,
            );
            return false;
        };
        let mut holds = true;
        for bound in &policy.examinations {
            let named = policy
                .clause(bound.source.clause)
                .is_some_and(|clause| window.rule.tests.contains(&clause.number));
            if named {
                holds &= self.examine_one(bound, dispute, closing, settled, about);
            }
        }
        let (verdict, why) = if holds {
            (Verdict::Pass, Why::AllConditionsHold)
        } else {
            (Verdict::Fail, Why::ConditionFails)
        };
        self.find(Step::Ownership, window.source, verdict, why, about);
        holds
    }

    fn examine_one(
        &mut self,
        bound: &'a Bound<Examination>,
        dispute: &Dispute,
        closing: &'a Fact,
        settled: &Settled,
        about: About,
    ) -> bool {
        match &bound.rule {
            Examination::Match(rule) => self.examine_match(rule, bound.source, closing, about),
            Examination::Deadline(rule) => {
                self.examine_deadline(rule, bound.source, dispute, about)
            }
            Examination::Cadence(rule) => {
                self.examine_cadence(rule, bound.source, dispute, closing, about)
            }
            Examination::Signed(rule) => {
                self.examine_signed(rule, bound.source, dispute, closing, settled, about)
            }
            Examination::Require(rule) => self.examine_require(rule, bound.source, about),
        }
    }

    fn verdict(&mut self, source: Source, holds: bool, pass: Why, fail: Why, about: About) -> bool {
        let (verdict, why) = if holds {
            (Verdict::Pass, pass)
        } else {
            (Verdict::Fail, fail)
        };
        self.find(Step::Validity, source, verdict, why, about);
        holds
    }

    fn examine_require(&mut self, rule: &Require, source: Source, about: About) -> bool {
        let Some(fact) = about
            .claim
            .and_then(|id| self.claim(id))
            .and_then(|claim| self.fact(claim.place))
        else {
            return false;
        };
        let missing = rule.fields.iter().find(|field| !fact.has(**field)).copied();
        self.verdict(
            source,
            missing.is_none(),
            Why::Complete,
            Why::Missing(missing.unwrap_or_default()),
            about,
        )
    }

    /// The last invoice, or the deal itself, says who bought.
    fn invoice(&self, closing: &'a Fact) -> &'a Fact {
        let places = self.memory.timeline.places.iter().rev();
        places
            .filter_map(|place| self.fact(*place))
            .find(|fact| fact.kind == FactKind::Invoiced)
            .unwrap_or(closing)
    }

    fn examine_match(
        &mut self,
        rule: &Match,
        source: Source,
        closing: &'a Fact,
        about: About,
    ) -> bool {
        let invoice = self.invoice(closing);
        let claimed = about
            .claim
            .and_then(|id| self.claim(id))
            .and_then(|claim| self.fact(claim.place));
        let (Some(bought), Some(claimed)) = (
            invoice.particulars.as_ref(),
            claimed.and_then(|fact| fact.particulars.as_ref()),
        ) else {
            return self.verdict(source, false, Why::Matches, Why::Differs, about);
        };
        let about = About {
            against: Some(invoice.seq),
            ..about
        };
        let customer = claimed.customer.or(self.case.customer);
        let buyer = bought.customer;
        let relation = customer
            .zip(buyer)
            .and_then(|(customer, buyer)| self.relation(customer, buyer));
        let through = relation.filter(|relation| rule.via.contains(relation));
        let same_person = buyer.is_some() && buyer == customer;
        let equal = match rule.what {
            Compared::Person => same_person,
            Compared::Name => {
                same_person || (claimed.name.is_some() && claimed.name == bought.name)
            }
            Compared::Phone => {
                let own_phone = !claimed.phone_of.is_some() && !self.phone_reassigned(about.claim);
                (claimed.phone.is_some() && claimed.phone == bought.phone)
                    || (same_person && own_phone)
            }
        };
        if equal {
            return self.verdict(source, true, Why::Matches, Why::Differs, about);
        }
        let relation_of_phone = self.phone_relation(about.claim, claimed.phone_of);
        let accepted = match rule.what {
            Compared::Phone if relation_of_phone.is_some() => self
                .relation_to_buyer(relation_of_phone, same_person, relation)
                .filter(|relation| rule.via.contains(relation)),
            _ => through,
        };
        self.verdict(
            source,
            accepted.is_some(),
            Why::MatchesThrough(accepted.unwrap_or_default()),
            Why::Differs,
            about,
        )
    }

    /// Whose phone was registered, as last corrected and accepted.
    fn phone_relation(&self, claim: Option<crate::ruling::ClaimId>, noted: Symbol) -> Symbol {
        let seq = claim.and_then(|id| self.claim(id)).map(|claim| claim.seq);
        let places = self.memory.timeline.places.iter().rev();
        let corrected = places
            .filter_map(|place| self.fact(*place))
            .find_map(|fact| {
                let more = fact.particulars.as_ref()?;
                (fact.kind == FactKind::Amended && fact.of == seq && more.phone_of.is_some())
                    .then_some(more.phone_of)
            });
        corrected.unwrap_or(noted)
    }

    fn phone_reassigned(&self, claim: Option<crate::ruling::ClaimId>) -> bool {
        self.phone_relation(claim, Symbol::NONE).is_some()
    }

    /// The relation to the buyer of whoever the phone belongs to: known only when the buyer is the customer.
    fn relation_to_buyer(
        &self,
        of_phone: Symbol,
        buyer_is_customer: bool,
        _relation: Option<Symbol>,
    ) -> Option<Symbol> {
        buyer_is_customer.then_some(of_phone)
    }

    /// What the customer is to the buyer, by accepted relations recorded before the ruling.
    fn relation(&self, customer: crate::fact::Ref, buyer: crate::fact::Ref) -> Option<Symbol> {
        let places = self.memory.timeline.places.iter();
        let mut found = None;
        for fact in places.filter_map(|place| self.fact(*place)) {
            if fact.kind == FactKind::Ruled && !self.memory.deals.is_empty() {
                break;
            }
            let Some(more) = fact
                .particulars
                .as_ref()
                .filter(|_| fact.kind == FactKind::Linked)
            else {
                continue;
            };
            let accepted = self.is_accepted(fact);
            if more.customer == Some(customer) && more.other_customer == Some(buyer) && accepted {
                found = Some(fact.what);
            } else if more.customer == Some(buyer)
                && more.other_customer == Some(customer)
                && accepted
            {
                found = Some(self.packs.known_names.inverse(fact.what));
            }
        }
        found
    }

    /// A relation counts once it is accepted: by its own answer, or by a decision on it.
    fn is_accepted(&self, link: &Fact) -> bool {
        if link.answer != Answer::None {
            return link.answer == Answer::Yes;
        }
        let places = self.memory.timeline.places.iter();
        let mut decisions = places
            .filter_map(|place| self.fact(*place))
            .filter(|fact| fact.kind == FactKind::EvidenceDecided && fact.of == Some(link.seq));
        decisions.any(|fact| fact.answer == Answer::Yes)
    }

    fn examine_deadline(
        &mut self,
        rule: &Deadline,
        source: Source,
        dispute: &Dispute,
        about: About,
    ) -> bool {
        let Some((from, against)) = self.moment(rule.from, dispute.party, about.claim) else {
            return self.verdict(
                source,
                false,
                Why::InTime,
                Why::NotHappened(
                    rule.from
                        .event
                        .map(|event| self.event_name(event))
                        .unwrap_or_default(),
                ),
                about,
            );
        };
        let Ok(deadline) = self.ends(rule.within, from) else {
            return false;
        };
        let done = match rule.to {
            None => about
                .claim
                .and_then(|id| self.claim(id))
                .map(|claim| claim.filed_at),
            Some(event) => {
                let seen = self.seen(dispute.party, event);
                (seen.count > 0)
                    .then(|| self.fact(seen.first))
                    .flatten()
                    .map(|fact| fact.counts_at)
            }
        };
        let about = About {
            against,
            deadline: Some(deadline),
            ..about
        };
        match done {
            None => self.verdict(
                source,
                false,
                Why::InTime,
                Why::NotHappened(
                    rule.to
                        .map(|event| self.event_name(event))
                        .unwrap_or_default(),
                ),
                about,
            ),
            Some(done) => self.verdict(source, done < deadline, Why::InTime, Why::Late(0), about),
        }
    }

    /// Intervals from the first reception through every follow-up to the deal.
    fn examine_cadence(
        &mut self,
        rule: &Cadence,
        source: Source,
        dispute: &Dispute,
        closing: &'a Fact,
        about: About,
    ) -> bool {
        let Some((start, _)) = self.moment(rule.from, dispute.party, about.claim) else {
            return false;
        };
        let end = self.memory.timeline.occurred(closing);
        let zone_day = |at: Instant| self.policy.zone.day_of(at);
        let mut tier = rule.before_tier;
        let mut last = start;
        let mut due = self.interval_end(rule, tier, zone_day(start), None);
        let mut broken = None;
        let mut unsigned = None;
        for index in 0..self.memory.timeline.places.len() {
            let Some(fact) = self
                .memory
                .timeline
                .places
                .get(index)
                .and_then(|place| self.fact(*place))
            else {
                break;
            };
            if !self.is_deed_of(fact, dispute.party) && fact.kind != FactKind::Graded {
                continue;
            }
            if fact.kind == FactKind::Graded {
                let regraded = self.regrade(rule, fact, tier, last, due);
                if let Some((next, next_due)) = regraded {
                    if fact.counts_at >= due && broken.is_none() {
                        broken = Some((tier, due, fact.seq));
                    }
                    (tier, due) = (next, next_due);
                }
                continue;
            }
            let tracked = self.events_of(fact).contains(rule.track) && fact.answer != Answer::No;
            let happened = self.effective(fact);
            if !tracked
                || happened < start
                || happened > end
                || fact.counts_at > self.dispute_time(dispute)
            {
                continue;
            }
            if happened >= due && broken.is_none() {
                broken = Some((tier, due, fact.seq));
            }
            if rule
                .signed_by
                .is_some_and(|by| !self.is_signed(fact, by, dispute))
            {
                unsigned = unsigned.or(Some(fact.seq));
            }
            last = last.max(happened);
            due = self.interval_end(rule, tier, zone_day(last), None);
        }
        if end >= due && broken.is_none() {
            broken = Some((tier, due, closing.seq));
        }
        let kept = match broken {
            Some((tier, due, seq)) => {
                let about = About {
                    against: Some(seq),
                    deadline: Some(due),
                    ..about
                };
                self.verdict(
                    source,
                    false,
                    Why::CadenceKept(tier),
                    Why::CadenceBroken(tier),
                    about,
                )
            }
            None => self.verdict(
                source,
                true,
                Why::CadenceKept(tier),
                Why::CadenceBroken(tier),
                about,
            ),
        };
        if let Some(seq) = unsigned {
            self.find(
                Step::Validity,
                source,
                Verdict::Fail,
                Why::Unsigned,
                About {
                    against: Some(seq),
                    ..about
                },
            );
        }
        kept && unsigned.is_none()
    }

    /// The end of the tier's interval counted from a day.
    fn interval_end(
        &self,
        rule: &Cadence,
        tier: Symbol,
        day: crate::calendar::CivilDay,
        cap: Option<Instant>,
    ) -> Instant {
        let span = rule
            .tiers
            .iter()
            .find(|(known, _)| *known == tier)
            .map(|(_, span)| *span);
        let from = self.policy.zone.start_of(day);
        let end = span
            .and_then(|span| self.ends(span, from).ok())
            .unwrap_or(Instant::MAX);
        cap.map_or(end, |cap| end.min(cap))
    }

    /// A change of tier: stricter takes the earlier of old and new due; milder counts from the last
    /// follow-up, and cannot mend what was already overdue.
    fn regrade(
        &self,
        rule: &Cadence,
        fact: &Fact,
        tier: Symbol,
        last: Instant,
        due: Instant,
    ) -> Option<(Symbol, Instant)> {
        let place = |wanted: Symbol| rule.tiers.iter().position(|(known, _)| *known == wanted);
        let (old, new) = (place(tier)?, place(fact.what)?);
        let zone = &self.policy.zone;
        let next_due = if new < old {
            self.interval_end(rule, fact.what, zone.day_of(fact.counts_at), Some(due))
        } else {
            self.interval_end(rule, fact.what, zone.day_of(last), None)
        };
        Some((fact.what, next_due))
    }

    fn dispute_time(&self, dispute: &Dispute) -> Instant {
        self.fact(dispute.place)
            .map_or(Instant::MAX, |fact| fact.counts_at)
    }

    /// Whether a follow-up carries the signature by the time of the dispute.
    fn is_signed(&self, track: &Fact, by: Who, dispute: &Dispute) -> bool {
        let until = self.dispute_time(dispute);
        let places = self.memory.timeline.places.iter();
        let mut signatures = places
            .filter_map(|place| self.fact(*place))
            .filter(|fact| fact.kind == FactKind::Signed && fact.of == Some(track.seq));
        signatures.any(|fact| {
            fact.counts_at <= until && self.may_sign(fact.actor, by, None, dispute.person)
        })
    }

    /// Whether this person's signature is the one asked for; nobody signs their own.
    fn may_sign(
        &self,
        signer: Option<StaffId>,
        by: Who,
        self_to: Option<Who>,
        claimant: Option<StaffId>,
    ) -> bool {
        if signer.is_none() || signer == claimant {
            return false;
        }
        let in_role = |who: Who| self.has_authority(signer, &[who], claimant);
        in_role(by)
            || self_to.is_some_and(in_role)
            || matches!(by, Who::Role(_)) && self.is_named_deputy(signer)
    }

    /// Someone the company named to sign in the place of others.
    fn is_named_deputy(&self, signer: Option<StaffId>) -> bool {
        let deputy = self
            .company
            .named(self.packs.known_names.deputy, self.now, self.known);
        deputy.is_some() && deputy == signer
    }

    fn examine_signed(
        &mut self,
        rule: &Signed,
        source: Source,
        dispute: &Dispute,
        closing: &'a Fact,
        settled: &Settled,
        about: About,
    ) -> bool {
        let deliverer = closing.doer();
        let own_delivery = dispute.person == deliverer;
        let applies = match rule.only_if {
            Some(crate::rules::condition::Condition::DisputedByOther) => !own_delivery,
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
            Until::Disputed => self.dispute_time(dispute).plus_seconds(1),
            Until::WindowCloses => settled.window_until.unwrap_or(Instant::MAX),
        };
        let after = rule.after.map(|moment| self.time_of(closing, moment.time));
        let places = self.memory.timeline.places.iter();
        let found = places.filter_map(|place| self.fact(*place)).find(|fact| {
            let time = if after.is_some() {
                self.memory.timeline.occurred(fact)
            } else {
                fact.counts_at
            };
            let right_paper = fact.kind == FactKind::Signed
                && fact.what == rule.document
                && self.concerns(fact, dispute);
            let in_time = fact.counts_at < until && after.is_none_or(|after| time >= after);
            let signer = match rule.by {
                Who::Deliverer => fact.actor.is_some() && fact.actor == deliverer,
                by => self.may_sign(fact.actor, by, rule.self_to, dispute.person),
            };
            right_paper && in_time && signer
        });
        let about = About {
            against: found.map(|fact| fact.seq),
            deadline: (until < Instant::MAX).then_some(until),
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

    /// A signature concerns the claimant's paper: it names them or a fact of theirs, or nobody in particular.
    fn concerns(&self, signature: &Fact, dispute: &Dispute) -> bool {
        if let Some(person) = signature.person {
            return Some(person) == dispute.person;
        }
        match signature.of.and_then(|of| self.case.by_seq(of)) {
            Some(signed) => self.is_deed_of(signed, dispute.party),
            None => true,
        }
    }
}
