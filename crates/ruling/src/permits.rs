//! `permits`: may this act be done now, by the same facts and rules as the ruling.

use crate::calendar::Instant;
use crate::case::CaseFile;
use crate::company::Company;
use crate::fact::{Answer, Fact, FactKind, Particulars, Ref};
use crate::fold::{ANYONE, About, Fold, Workspace};
use crate::judge::{fold_until, judge};
use crate::name::Symbol;
use crate::permission::{Objection, Permission};
use crate::policy::{Bound, Packs};
use crate::rules::on_fail::OnFail;
use crate::rules::permit::{Gate, Permit};
use crate::ruling::{Mode, Ruling, Standing, Step, Verdict, Why};

/// Whether `proposed` (not yet recorded) may be done as `action` at an instant, as known then.
pub fn permits(
    case: &CaseFile,
    company: &Company,
    packs: &Packs,
    action: Symbol,
    proposed: &Fact,
    at: Instant,
) -> Permission {
    let mut memory = Workspace::default();
    let mut ruling = Ruling::empty();
    let Some(mut fold) = fold_until(&mut memory, case, company, packs, at, at, &mut ruling) else {
        return Permission::Allowed;
    };
    let policy = fold.policy;
    let mut refused = Vec::new();
    let mut noted = Vec::new();
    for bound in policy
        .permits
        .iter()
        .filter(|bound| bound.rule.action == action)
    {
        for why in fold.objections(bound, proposed) {
            let violation = match bound.rule.on_fail {
                OnFail::Violation(name) => name,
                _ => Symbol::NONE,
            };
            let possible_from = match why {
                Why::Suspended => proposed
                    .doer()
                    .and_then(|doer| company.suspended_until(doer, at, at)),
                _ => None,
            };
            let objection = Objection {
                source: bound.source,
                why,
                violation,
                possible_from,
            };
            match bound.rule.on_fail {
                OnFail::Violation(_) | OnFail::Notice => noted.push(objection),
                _ => refused.push(objection),
            }
        }
    }
    refused.extend(fold.asking_objection(action, proposed));
    if fold.opens_claim(proposed) {
        let claim = claim_objections(case, company, packs, proposed, at);
        for objection in claim.0 {
            let same = |one: &Objection| (one.source, one.why) == (objection.source, objection.why);
            if !refused.iter().any(same) {
                refused.push(objection);
            }
        }
        noted.extend(claim.1);
    }
    match (refused.is_empty(), noted.is_empty()) {
        (false, _) => Permission::Refused(refused),
        (true, false) => Permission::AllowedWith(noted),
        (true, true) => Permission::Allowed,
    }
}

/// What a claim would meet if it were filed now: what refuses it, and the violations it would lead to.
fn claim_objections(
    case: &CaseFile,
    company: &Company,
    packs: &Packs,
    proposed: &Fact,
    at: Instant,
) -> (Vec<Objection>, Vec<Objection>) {
    let seq = case.facts().iter().map(|fact| fact.seq).max().unwrap_or(0);
    let mut filed = proposed.clone();
    filed.seq = seq.saturating_add(1);
    filed.recorded = at;
    filed.counts_at = at;
    let seq = filed.seq;
    let mut facts: Vec<Fact> = case
        .facts()
        .iter()
        .filter(|fact| fact.recorded <= at)
        .cloned()
        .collect();
    facts.push(filed);
    let with = CaseFile::new(case.customer, facts);
    let ruling = judge(&with, company, packs, at, at);
    let refused = ruling
        .claims
        .iter()
        .any(|claim| claim.fact == seq && claim.standing == Standing::Refused);
    // Asked before the form is filled in, it is no objection that nothing is in it yet.
    let blank = proposed.particulars.is_none();
    let failures = ruling.findings.iter().filter(|finding| {
        refused
            && !(blank && matches!(finding.why, Why::Missing(_)))
            && finding.fact == Some(seq)
            && finding.step == Step::Admission
            && finding.verdict == Verdict::Fail
    });
    let refused = failures.map(|finding| Objection {
        source: finding.source,
        why: finding.why,
        violation: Symbol::NONE,
        possible_from: match finding.why {
            Why::LimitReached(..) | Why::TooSoon | Why::OpeningNotOver => finding.deadline,
            _ => None,
        },
    });
    let violations = ruling
        .violations
        .iter()
        .filter(|violation| violation.fact == Some(seq));
    let noted = violations.map(|violation| Objection {
        source: violation.source,
        why: Why::RanksAfter,
        violation: violation.name,
        possible_from: ruling.protection.until,
    });
    (refused.collect(), noted.collect())
}

impl<'a> Fold<'a> {
    /// Whether the act, once recorded, would be a claim.
    fn opens_claim(&self, proposed: &Fact) -> bool {
        self.events_of(proposed).meets(self.policy.opens)
    }

    /// Where the case is forbidden to others the holder may offer consent, but nobody asks for it.
    fn asking_objection(&mut self, action: Symbol, proposed: &Fact) -> Option<Objection> {
        let rule = self.policy.consent.as_ref()?.rule;
        if action != self.packs.known_names.ask_consent || rule.ask_when_forbidden {
            return None;
        }
        let party = proposed
            .doer()
            .map_or(ANYONE, |doer| self.party_of(doer, self.now));
        let own = self.holding.is_some_and(|holding| holding.party == party);
        let protection = self.protection();
        let source = protection.source?;
        (!own && protection.mode == Mode::Forbid).then_some(Objection {
            source,
            why: Why::Forbids,
            violation: Symbol::NONE,
            possible_from: protection.until,
        })
    }

    fn objections(&mut self, bound: &'a Bound<Permit>, proposed: &Fact) -> Vec<Why> {
        let mut objections: Vec<Why> = bound
            .rule
            .gates
            .iter()
            .filter_map(|gate| self.objection(*gate, proposed))
            .collect();
        let party = proposed
            .doer()
            .map_or(ANYONE, |doer| self.party_of(doer, self.now));
        for test in &bound.rule.tests {
            let (count, _) = self.count_events(test, party, self.now);
            let name = self.event_name(test.event);
            if count < test.min {
                objections.push(Why::NotHappened(name));
            } else if count > test.max {
                objections.push(Why::Happens(name));
            }
        }
        objections
    }

    /// Whether this act was refused by its gate, so that it has no effect. A claim refused is kept as one.
    pub(crate) fn is_barred(&mut self, fact: &'a Fact) -> bool {
        let policy = self.policy;
        let mut barred = false;
        for bound in &policy.permits {
            let gated = bound.rule.kind == Some(fact.kind) && bound.rule.on_fail == OnFail::Refuse;
            if !gated {
                continue;
            }
            for why in self.objections(bound, fact) {
                barred = true;
                let about = About {
                    fact: Some(fact.seq),
                    ..About::default()
                };
                self.find(Step::Admission, bound.source, Verdict::Fail, why, about);
            }
        }
        barred
    }

    /// Whether whoever did this has a claim in the case.
    pub(crate) fn has_claimed(&self, fact: &Fact) -> bool {
        let mut claims = self.memory.claims.iter();
        fact.actor.is_some() && claims.any(|claim| claim.person == fact.actor)
    }

    fn objection(&self, gate: Gate, proposed: &Fact) -> Option<Why> {
        let doer = proposed.doer();
        match gate {
            Gate::NotSuspended => proposed
                .actor
                .or(doer)
                .and_then(|doer| self.company.suspended_until(doer, self.now, self.known))
                .map(|_| Why::Suspended),
            Gate::Approved => {
                if !self.approved_by(doer, self.now) {
                    return Some(Why::StepAwaited(self.step_due()));
                }
                self.approval_broken()
            }
            Gate::InTurn => {
                let (rule, id) = (self.claim_approval()?, self.reviewed_claim(proposed)?);
                let claim = self.claim(id)?;
                self.review_objection(claim, proposed, &rule.rule)
            }
            Gate::PriceAllowed => self.price_objection(proposed),
            Gate::Acknowledged(document) => {
                let signed = doer.is_some_and(|doer| {
                    self.company
                        .has_acknowledged(doer, document, self.now, self.known)
                });
                (!signed).then_some(Why::NotHappened(document))
            }
            Gate::Holds => {
                let holds = self
                    .holding
                    .is_some_and(|holding| doer.is_some() && holding.person == doer);
                (!holds).then_some(Why::RanksAfter)
            }
            Gate::AtMost(most) => {
                let value = proposed
                    .particulars
                    .as_ref()
                    .and_then(|more| more.value)
                    .and_then(|value| u32::try_from(value).ok());
                value
                    .filter(|value| *value > most)
                    .map(|value| Why::LimitReached(value, most))
            }
            Gate::Given(field) => (!proposed.has(field)).then_some(Why::Missing(field)),
            Gate::NotArchived => self.archived.then_some(Why::EndedBy(Symbol::NONE)),
        }
    }

    /// The review step that some claim awaits.
    pub(crate) fn step_due(&self) -> Symbol {
        let step = self
            .memory
            .claims
            .iter()
            .map(|claim| usize::from(claim.step))
            .min()
            .unwrap_or(0);
        self.claim_approval()
            .and_then(|approval| approval.rule.steps.get(step).copied())
            .unwrap_or_default()
    }

    /// Below the floor only with a special price in force that still covers the quantity.
    fn price_objection(&self, proposed: &Fact) -> Option<Why> {
        let more = proposed.particulars.as_ref()?;
        let (price, product) = (more.cents?, more.demand?);
        let place = more.region.or(self.region);
        let price_set = (self.company).price(product, place, self.now, self.known)?;
        let floor = price_set.floor_cents;
        if price >= floor {
            return None;
        }
        let name = self.packs.known_names.special_price;
        let facts = self.memory.timeline.places.iter();
        let mut specials = facts
            .filter_map(|place| self.fact(*place))
            .filter(|fact| fact.what == name && self.is_of(fact, proposed));
        let granted = |fact: &&Fact| fact.kind == FactKind::PermissionDecided;
        if specials
            .clone()
            .filter(granted)
            .any(|grant| self.covers(grant, proposed, floor))
        {
            return None;
        }
        let unanswered = specials.any(|asked| {
            asked.kind == FactKind::PermissionAsked && !self.is_answered(asked, name, proposed)
        });
        Some(if unanswered {
            Why::PermissionAwaited(name)
        } else {
            Why::NotPermitted(name)
        })
    }

    /// Whether a fact is about the customer and product of an act; a decision may leave them to what was asked.
    fn is_of(&self, fact: &Fact, act: &Fact) -> bool {
        let (Some(more), asked) = (act.particulars.as_ref(), self.terms_asked(fact)) else {
            return false;
        };
        let terms = [fact.particulars.as_deref(), asked];
        let terms = || terms.iter().flatten();
        let product = terms().find_map(|terms| terms.demand);
        let customer = terms().find_map(|terms| terms.customer);
        let same =
            |one: Option<Ref>, other: Option<Ref>| one.is_none() || other.is_none() || one == other;
        product == more.demand
            && same(
                customer.or(self.case.customer),
                more.customer.or(self.case.customer),
            )
    }

    /// What was asked for in the request that a decision answers.
    fn terms_asked(&self, decision: &Fact) -> Option<&'a Particulars> {
        let asked = self.case.by_seq(decision.of?)?;
        asked.particulars.as_deref()
    }

    fn is_answered(&self, asked: &Fact, name: Symbol, act: &Fact) -> bool {
        let facts = self.memory.timeline.places.iter();
        facts.filter_map(|place| self.fact(*place)).any(|fact| {
            fact.kind == FactKind::PermissionDecided
                && fact.what == name
                && self.is_of(fact, act)
                && fact.of.map_or(fact.seq > asked.seq, |of| of == asked.seq)
        })
    }

    /// Whether a special price granted is in force and covers a price and, with what was quoted below the
    /// floor since, the quantity.
    fn covers(&self, grant: &Fact, act: &Fact, floor: i64) -> bool {
        let Some(more) = act
            .particulars
            .as_ref()
            .filter(|_| grant.answer == Answer::Yes)
        else {
            return false;
        };
        let terms = [grant.particulars.as_deref(), self.terms_asked(grant)];
        let terms = || terms.iter().flatten();
        let facts = self.memory.timeline.places.iter();
        let quoted: i64 = facts
            .filter_map(|place| self.fact(*place))
            .filter(|fact| fact.kind == FactKind::Quoted && fact.seq > grant.seq)
            .filter(|fact| self.is_of(fact, act))
            .filter_map(|fact| fact.particulars.as_ref())
            .filter(|quote| quote.cents.is_some_and(|cents| cents < floor))
            .map(|quote| quote.value.unwrap_or(1))
            .sum();
        let wanted = quoted.saturating_add(more.value.unwrap_or(1));
        terms()
            .find_map(|terms| terms.until)
            .is_none_or(|until| self.now < until)
            && terms()
                .find_map(|terms| terms.cents)
                .is_none_or(|lowest| more.cents.is_some_and(|price| price >= lowest))
            && terms()
                .find_map(|terms| terms.value)
                .is_none_or(|most| wanted <= most)
    }
}
