//! Assignments that wait for an answer, and customers given by turn.

use crate::calendar::{Instant, Span};
use crate::fact::{Answer, Fact, FactKind, StaffId};
use crate::fold::{About, Fold, Offer};
use crate::policy::Admission;
use crate::ruling::{Step, Verdict, Why};

impl<'a> Fold<'a> {
    /// The case goes, or is offered, to the first in turn who can take it; false where the pack gives
    /// nothing by turn, or nobody can.
    pub(crate) fn give_in_turn(&mut self, cause: Option<&'a Fact>) -> bool {
        self.next_in_turn(0, self.now, cause)
    }

    /// As above, from a place of the rota as it was when the round began.
    fn next_in_turn(&mut self, from: usize, began: Instant, cause: Option<&'a Fact>) -> bool {
        let Some(bound) = &self.policy.assign else {
            return false;
        };
        let Some(rota) = bound.rule.rota else {
            return false;
        };
        let order = self.company.rota(rota, began, self.known);
        let mut rest = order.iter().enumerate().skip(from);
        let next = rest.find(|(_, person)| self.can_take(**person));
        let about = About {
            fact: cause.map(|fact| fact.seq),
            ..About::default()
        };
        let Some((place, person)) = next else {
            let (verdict, why) = (Verdict::Open, Why::NobodyInTurn);
            self.find(Step::Ownership, bound.source, verdict, why, about);
            return false;
        };
        match bound.rule.accept_within {
            Some(span) => self.offer(*person, cause, span, Some((place, began))),
            None => {
                let (verdict, why) = (Verdict::Pass, Why::GivenInTurn(*person));
                self.find(Step::Ownership, bound.source, verdict, why, about);
                self.give(*person, self.now, bound);
            }
        }
        true
    }

    /// Whether somebody may be given a customer: in the company, not suspended, and not full.
    fn can_take(&self, person: StaffId) -> bool {
        let (company, now, known) = (self.company, self.now, self.known);
        let full = self.policy.admission.iter().any(|bound| match &bound.rule {
            Admission::Limit(rule) => self.is_full(rule, person),
            _ => false,
        });
        !full
            && company.departed_by(person, now, known).is_none()
            && company.suspended_until(person, now, known).is_none()
    }

    /// The case is offered to somebody, by authority or by turn.
    pub(super) fn offer(
        &mut self,
        person: StaffId,
        cause: Option<&'a Fact>,
        span: Span,
        turn: Option<(usize, Instant)>,
    ) {
        let until = self.ends(span, self.now).ok();
        self.offered = Some(Offer {
            person,
            since: self.now,
            until: until.unwrap_or(Instant::MAX),
            turn,
        });
        if let Some(bound) = &self.policy.assign {
            let about = About {
                fact: cause.map(|fact| fact.seq),
                deadline: until,
                ..About::default()
            };
            let why = Why::OfferedTo(person);
            self.find(Step::Ownership, bound.source, Verdict::Open, why, about);
        }
        self.timers_changed();
    }

    /// An offered assignment is accepted or declined.
    pub(crate) fn answer_offer(&mut self, fact: &'a Fact) {
        let Some(offer) = self.offered else { return };
        let Some(bound) = &self.policy.assign else {
            return;
        };
        if fact.actor != Some(offer.person) {
            return;
        }
        if fact.kind == FactKind::Declined || fact.answer == Answer::No {
            return self.offer_over(Why::OfferDeclined, Some(fact));
        }
        let about = About {
            fact: Some(fact.seq),
            ..About::default()
        };
        let why = Why::OfferAccepted;
        self.find(Step::Ownership, bound.source, Verdict::Pass, why, about);
        self.give(offer.person, fact.counts_at, bound);
    }

    /// The offer was declined or not answered: by turn the next one is asked, else the case awaits
    /// assignment again.
    pub(crate) fn offer_over(&mut self, why: Why, answer: Option<&'a Fact>) {
        let Some(offer) = self.offered.take() else {
            return;
        };
        if let Some(bound) = &self.policy.assign {
            let about = About {
                fact: answer.map(|fact| fact.seq),
                deadline: answer.is_none().then_some(offer.until),
                ..About::default()
            };
            self.find(Step::Ownership, bound.source, Verdict::Fail, why, about);
        }
        let asked_next = offer
            .turn
            .is_some_and(|(place, began)| self.next_in_turn(place + 1, began, answer));
        if !asked_next {
            self.await_assignment();
        }
    }
}
