//! Entries from paper: an old register brought in before the first registration, and what was written
//! while the system was down.

use crate::calendar::Instant;
use crate::fact::{Fact, Seq};
use crate::fold::{ANYONE, About, Fold};
use crate::ruling::{Standing, Step, Verdict, Why};

impl<'a> Fold<'a> {
    /// Until when entries of the old register are taken in, if there are any. The company file says when
    /// it closes; where it does not, entries brought in before any registration show an opening that is
    /// still open, unless the system has been down since: it was in use by then.
    pub(crate) fn opening_until(&self) -> Option<Instant> {
        // Looking the domain's name up costs a tenth of a judgment, and hardly any company has an opening.
        if !self.memory.timeline.from_paper && !self.company.tells_of_paper() {
            return None;
        }
        let domain = self.packs.names.find(&self.policy.name);
        let closed = self.company.opening_closed(domain);
        if closed.is_some() || !self.memory.timeline.from_paper {
            return closed;
        }
        let in_use = self.company.first_outage(self.known);
        let in_use = in_use.unwrap_or(Instant::MAX);
        let first = |wanted: fn(&Self, &Fact) -> bool| {
            let facts = self.case.facts().iter();
            let known = facts.filter(|fact| fact.recorded <= self.known && wanted(self, fact));
            known.map(|fact| (fact.recorded, fact.seq)).min()
        };
        let entry: (Instant, Seq) = first(|fold, fact| {
            fact.is_from_paper() && !fold.company.was_down(fact.counts_at, fold.known)
        })?;
        let registration = first(|fold, fact| {
            !fact.is_from_paper() && fold.events_of(fact).meets(fold.policy.opens)
        });
        let came_first = registration.is_none_or(|registration| entry < registration);
        (came_first && entry.0 < in_use).then_some(in_use)
    }

    /// What is against an entry that counts from paper.
    pub(crate) fn paper_objection(&self, fact: &Fact) -> Option<Why> {
        let opening = self.opening.is_some_and(|until| fact.recorded < until);
        if !fact.is_from_paper() || opening || self.company.was_down(fact.counts_at, self.known) {
            return None;
        }
        let down_before = self.company.first_outage(self.known);
        Some(
            match down_before.is_some_and(|down| down <= fact.recorded) {
                true => Why::OutsideOutage,
                false => Why::OpeningOver,
            },
        )
    }

    /// Whether an entry comes from paper too late, or is a registration made too early, while the old
    /// register is still brought in: it has no effect. A registration is kept as refused.
    pub(crate) fn is_kept_out(&mut self, place: u32, fact: &'a Fact) -> bool {
        if !fact.is_from_paper() && self.opening.is_none_or(|until| until <= fact.recorded) {
            return false;
        }
        let claims = self.events_of(fact).meets(self.policy.opens);
        let why = if fact.is_from_paper() {
            self.paper_objection(fact)
        } else {
            claims.then_some(Why::OpeningNotOver)
        };
        let Some(why) = why else { return false };
        let party = fact
            .doer()
            .map_or(ANYONE, |doer| self.party_of(doer, fact.counts_at));
        let mut claim = None;
        if claims && party != ANYONE && !self.has_claim(party) {
            let id = self.new_claim(place, fact, party);
            self.set_standing(id, Standing::Refused);
            claim = Some(id);
        }
        if let Some(source) = self.claiming_source() {
            let about = About {
                claim,
                fact: Some(fact.seq),
                against: None,
                deadline: self.opening.filter(|until| {
                    why != Why::OutsideOutage && *until > Instant::MIN && *until < Instant::MAX
                }),
            };
            self.find(Step::Admission, source, Verdict::Fail, why, about);
        }
        true
    }
}
