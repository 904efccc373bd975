//! Proposed violations: what shows them, for a person to decide.

use crate::calendar::Instant;
use crate::fact::{Answer, Fact, FactKind, Seq, StaffId};
use crate::fold::{About, Claim, Fold};
use crate::name::Symbol;
use crate::policy::event::EventSet;
use crate::rules::condition::Condition;
use crate::rules::on_fail::OnFail;
use crate::rules::violation::{ViolationRule, When};
use crate::rules::who::Who;
use crate::ruling::{ClaimId, Mode, Party, Source, Standing, Step, Verdict, Violation, Why};

impl<'a> Fold<'a> {
    pub(crate) fn propose(
        &mut self,
        source: Source,
        name: Symbol,
        who: Option<Party>,
        fact: Option<Seq>,
        against: Option<Seq>,
        count: u32,
    ) {
        let Some(who) = who.filter(|_| self.recording) else {
            return;
        };
        self.out.violations.push(Violation {
            source,
            name,
            who,
            fact,
            against,
            at: self.now,
            count,
            upheld: None,
            miskeyed: false,
        });
    }

    pub(crate) fn propose_late(&mut self, source: Source, name: Symbol, about: About, days: u32) {
        let who = about
            .claim
            .and_then(|id| self.claim(id))
            .and_then(|claim| claim.person)
            .map(Party::Staff);
        self.propose(source, name, who, about.fact, about.against, days);
    }

    /// A claim met a protected holder.
    pub(crate) fn propose_for_collision(&mut self, id: ClaimId, mode: Mode) {
        let Some(claim) = self.claim(id).copied() else {
            return;
        };
        let policy = self.policy;
        let merged = claim.moved_in || self.joined_later(&claim);
        for bound in &policy.violations {
            // Whoever collides through a confirmed identity could not know.
            let excepted = bound.rule.except.is_some_and(|except| self.holds(except));
            if bound.rule.when == When::Collided(mode) && !merged && !excepted {
                let against = self
                    .holding
                    .and_then(|holding| holding.claim)
                    .and_then(|id| self.claim(id))
                    .map(|claim| claim.seq);
                self.propose(
                    bound.source,
                    bound.rule.name,
                    claim.person.map(Party::Staff),
                    Some(claim.seq),
                    against,
                    0,
                );
            }
        }
    }

    /// Whether a claim met the holder only because two customers were confirmed to be one afterwards.
    fn joined_later(&self, claim: &Claim) -> bool {
        let customer = |place: u32| {
            let named = self.fact(place)?.particulars.as_ref();
            named.and_then(|more| more.customer).or(self.case.customer)
        };
        let holding = self.holding.and_then(|holding| holding.claim);
        let holder = holding.and_then(|id| self.claim(id));
        let both = holder.and_then(|holder| customer(holder.place).zip(customer(claim.place)));
        let joined = both.and_then(|(theirs, own)| self.memory.timeline.joined(theirs, own));
        let suspected = |fact: &Fact| fact.has(self.packs.known_names.suspected);
        joined.is_some_and(|link| link > claim.seq) || self.fact(claim.place).is_some_and(suspected)
    }

    /// The entry a violation rests on was corrected in an identifying field.
    pub(crate) fn mark_miskeyed(&mut self, correction: &Fact) {
        let shown = self.out.violations.iter_mut();
        for violation in shown.filter(|one| one.fact == correction.of) {
            violation.miskeyed = true;
        }
    }

    /// Whatever this fact shows by itself: a deal outside the region, a case handed on without authority.
    pub(crate) fn propose_when(&mut self, when: When, fact: &'a Fact) {
        let policy = self.policy;
        for bound in &policy.violations {
            if bound.rule.when == when {
                self.propose_with(
                    &bound.rule,
                    bound.source,
                    fact,
                    fact.doer().map(Party::Staff),
                );
            }
        }
    }

    /// Events that are violations by themselves, or that came before the approval.
    pub(crate) fn propose_for_events(&mut self, fact: &'a Fact, events: EventSet) {
        let policy = self.policy;
        for bound in &policy.violations {
            match bound.rule.when {
                When::Event(event) if events.contains(event) => {
                    let person = if bound.rule.of_person || fact.person.is_some() {
                        fact.person
                    } else {
                        fact.doer()
                    };
                    self.propose_with(&bound.rule, bound.source, fact, person.map(Party::Staff));
                }
                When::BeforeApproved(before)
                    if events.meets(before) && !self.approved_before(fact) =>
                {
                    self.propose_with(
                        &bound.rule,
                        bound.source,
                        fact,
                        fact.doer().map(Party::Staff),
                    );
                }
                _ => {}
            }
        }
    }

    fn propose_with(
        &mut self,
        rule: &ViolationRule,
        source: Source,
        fact: &'a Fact,
        who: Option<Party>,
    ) {
        let is_excepted = |except: Condition| self.condition_at(except, fact);
        if rule.except.is_some_and(is_excepted) {
            return;
        }
        self.propose(source, rule.name, who, Some(fact.seq), None, 0);
        if let Some(also) = rule.also {
            let unit = who.and_then(|who| match who {
                Party::Staff(staff) => self.company.unit_of(staff, self.now, self.known),
                _ => None,
            });
            let party = match also {
                Who::RoleOfUnit(role) => {
                    let known = unit.and_then(|unit| {
                        self.company
                            .holder_of_role(unit, role, self.now, self.known)
                    });
                    Some(known.map_or(Party::Role(role, unit), Party::Staff))
                }
                other => self.resolve(other, fact),
            };
            let name = if rule.also_name.is_some() {
                rule.also_name
            } else {
                rule.name
            };
            self.propose(source, name, party, Some(fact.seq), None, 0);
        }
    }

    /// Whether the actor's claim was approved before this act happened (same second: by sequence).
    fn approved_before(&self, fact: &Fact) -> bool {
        self.approved_by(fact.doer(), self.memory.timeline.occurred(fact))
    }

    /// Whether this person's claim, or the one that holds the case, was approved by then. One that
    /// waits behind a kept place was not told so yet.
    pub(crate) fn approved_by(&self, doer: Option<StaffId>, when: Instant) -> bool {
        self.memory.claims.iter().any(|claim| {
            (doer.is_none() || claim.person == doer || claim.standing == Standing::Holding)
                && !matches!(claim.standing, Standing::Waiting(_))
                && claim.approved_at.is_some_and(|approved| approved <= when)
        })
    }

    /// A person decides a proposed violation; an upheld one may void the claim.
    pub(crate) fn decide_violation(&mut self, fact: &'a Fact) {
        let voided = self.mark_decided(fact);
        let voids = voided.is_some_and(|(name, _)| {
            self.policy
                .violations
                .iter()
                .any(|bound| bound.rule.name == name && bound.rule.voids_claim)
        });
        if let (true, Some((_, Party::Staff(person)))) = (voids, voided) {
            let party = self.party_of(person, fact.counts_at);
            if let Some(id) = self.current_claim(party) {
                self.end_claim(id, false);
                self.set_standing(id, Standing::Void);
            }
        }
    }

    /// Marks the violations a decision is about; the upheld one is returned.
    fn mark_decided(&mut self, fact: &'a Fact) -> Option<(Symbol, Party)> {
        let upheld = match fact.answer {
            Answer::Yes => true,
            Answer::No => false,
            Answer::None | Answer::Return => return None,
        };
        let named = |violation: &Violation| {
            (!fact.what.is_some() || violation.name == fact.what)
                && (fact.of.is_none() || violation.fact == fact.of)
                && fact
                    .person
                    .is_none_or(|person| violation.who == Party::Staff(person))
        };
        let mut voided = None;
        let violations = self.out.violations.iter_mut();
        for violation in violations.filter(|violation| named(violation)) {
            violation.upheld = Some(upheld);
            voided = upheld.then_some((violation.name, violation.who));
        }
        voided
    }

    /// Deadlines of the case rather than of one claim: met by the first claim accepted, or by any at all
    /// (concealment). They are judged at the end, because contracts and corrected dates may come late.
    pub(crate) fn judge_case_deadlines(&mut self) {
        let policy = self.policy;
        for bound in &policy.admission {
            let crate::policy::Admission::Deadline(rule) = &bound.rule else {
                continue;
            };
            if !(rule.any_claim || rule.first_claim) {
                continue;
            }
            let Some((from, against)) = self.moment(rule.from, crate::fold::ANYONE, None) else {
                continue;
            };
            let first = (0..)
                .zip(&self.memory.claims)
                .filter(|(_, claim)| claim.standing != Standing::Refused)
                .min_by_key(|(_, claim)| (claim.filed_at, claim.seq))
                .map(|(id, claim): (ClaimId, _)| (id, *claim));
            if let (true, Some((id, claim))) = (rule.first_claim, first) {
                let about = About {
                    claim: Some(id),
                    fact: Some(claim.seq),
                    against,
                    deadline: None,
                };
                self.in_time(rule, bound.source, from, claim.filed_at, about);
            }
            let missed = rule.any_claim.then(|| self.ends(rule.within, from).ok());
            let filed = first.map(|(_, claim)| claim.filed_at);
            if let (Some(Some(deadline)), OnFail::Violation(name)) = (missed, rule.on_fail)
                && self.now >= deadline
                && filed.is_none_or(|filed| filed >= deadline)
            {
                self.propose_concealed(bound.source, name, against, deadline);
            }
        }
        self.decide_late_proposals();
    }

    /// Nobody had filed by the end of the time: it concerns whoever signed.
    fn propose_concealed(
        &mut self,
        source: Source,
        name: Symbol,
        contract: Option<Seq>,
        deadline: Instant,
    ) {
        let signed = contract.and_then(|seq| self.case.by_seq(seq));
        let signatory = signed.and_then(|fact| self.resolve(Who::Signatory, fact));
        let about = About {
            fact: contract,
            deadline: Some(deadline),
            ..About::default()
        };
        self.find(Step::Admission, source, Verdict::Fail, Why::Late(0), about);
        self.propose(source, name, signatory, contract, None, 0);
    }

    /// Decisions on violations that are proposed only at the end.
    fn decide_late_proposals(&mut self) {
        if self.out.violations.is_empty() {
            return;
        }
        for index in 0..self.memory.timeline.places.len() {
            let place = self.memory.timeline.places.get(index).copied();
            let Some(fact) = place.and_then(|place| self.fact(place)) else {
                break;
            };
            if fact.kind == FactKind::ViolationDecided {
                self.mark_decided(fact);
            }
        }
    }
}
