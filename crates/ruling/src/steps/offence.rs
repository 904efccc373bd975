//! Proposed violations: what shows them, for a person to decide.

use crate::fact::{Answer, Fact, Seq};
use crate::fold::{About, Fold};
use crate::name::Symbol;
use crate::policy::event::EventSet;
use crate::rules::condition::Condition;
use crate::rules::violation::{ViolationRule, When};
use crate::ruling::{ClaimId, Mode, Party, Source, Standing, Violation};

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
        let merged = self
            .fact(claim.place)
            .is_some_and(|fact| fact.has(self.packs.known_names.suspected));
        for bound in &policy.violations {
            // Whoever collides through a confirmed identity could not know.
            if bound.rule.when == When::Collided(mode) && !merged {
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

    pub(crate) fn propose_outside(&mut self, fact: &'a Fact) {
        let policy = self.policy;
        for bound in &policy.violations {
            if bound.rule.when == When::DealOutsideUnapproved {
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
        if rule.except.is_some_and(|except| {
            !matches!(except, Condition::SameDay | Condition::Miskeyed) && self.holds(except)
        }) {
            return;
        }
        self.propose(source, rule.name, who, Some(fact.seq), None, 0);
        if let Some(also) = rule.also {
            let unit = who.and_then(|who| match who {
                Party::Staff(staff) => self.company.unit_of(staff, self.now, self.known),
                _ => None,
            });
            let party = match also {
                crate::rules::who::Who::RoleOfUnit(role) => {
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
        let acted = self.memory.timeline.occurred(fact);
        let doer = fact.doer();
        self.memory.claims.iter().any(|claim| {
            (doer.is_none() || claim.person == doer || claim.standing == Standing::Holding)
                && claim.approved_at.is_some_and(|approved| approved <= acted)
        })
    }

    /// A person decides a proposed violation; an upheld one may void the claim.
    pub(crate) fn decide_violation(&mut self, fact: &'a Fact) {
        let upheld = match fact.answer {
            Answer::Yes => true,
            Answer::No => false,
            Answer::None | Answer::Return => return,
        };
        let named = |violation: &Violation| {
            (!fact.what.is_some() || violation.name == fact.what)
                && (fact.of.is_none() || violation.fact == fact.of)
                && fact
                    .person
                    .is_none_or(|person| violation.who == Party::Staff(person))
        };
        let mut voided = None;
        for violation in self
            .out
            .violations
            .iter_mut()
            .filter(|violation| named(violation))
        {
            violation.upheld = Some(upheld);
            voided = upheld.then_some((violation.name, violation.who));
        }
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

    /// Deadlines that everybody missed: no claim at all by the end of the time (concealment).
    pub(crate) fn propose_missing_claims(&mut self) {
        let policy = self.policy;
        for bound in &policy.admission {
            let crate::policy::Admission::Deadline(rule) = &bound.rule else {
                continue;
            };
            let (true, crate::rules::on_fail::OnFail::Violation(name)) =
                (rule.any_claim, rule.on_fail)
            else {
                continue;
            };
            let Some((from, against)) = self.moment(rule.from, crate::fold::ANYONE, None) else {
                continue;
            };
            let Ok(deadline) = self.ends(rule.within, from) else {
                continue;
            };
            let filed = self
                .memory
                .claims
                .iter()
                .filter(|claim| claim.standing != Standing::Refused)
                .map(|claim| claim.filed_at)
                .min();
            if self.now >= deadline && filed.is_none_or(|filed| filed >= deadline) {
                let contract = against.and_then(|seq| self.case.by_seq(seq));
                let signatory = contract.and_then(|fact| {
                    fact.particulars
                        .as_ref()
                        .and_then(|more| more.people.first())
                        .copied()
                        .or(fact.doer())
                });
                let about = About {
                    fact: against,
                    deadline: Some(deadline),
                    ..About::default()
                };
                self.find(
                    crate::ruling::Step::Admission,
                    bound.source,
                    crate::ruling::Verdict::Fail,
                    crate::ruling::Why::Late(0),
                    about,
                );
                self.propose(
                    bound.source,
                    name,
                    signatory.map(Party::Staff),
                    against,
                    None,
                    0,
                );
            }
        }
    }
}
