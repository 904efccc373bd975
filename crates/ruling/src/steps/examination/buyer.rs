//! Whether the customer registered is the buyer: by phone, name or person, or through accepted relations.

use crate::calendar::Instant;
use crate::fact::{Answer, Fact, FactKind, Particulars, Ref, Seq, UnitId};
use crate::fold::{About, Fold};
use crate::name::Symbol;
use crate::policy::{Bound, Examination};
use crate::rules::matching::{Compared, Match};
use crate::rules::who::Who;
use crate::ruling::{ClaimId, Source, Why};
use crate::steps::outcome::Settled;

/// What was registered, as corrected before the deal.
#[derive(Debug, Clone, Copy)]
struct Registered {
    seq: Seq,
    customer: Option<Ref>,
    phone: Option<Ref>,
    name: Option<Ref>,
    /// Whose phone it is, as a relation to the customer; none: the customer's own.
    phone_of: Symbol,
}

impl<'a> Fold<'a> {
    /// The last invoice, or the deal itself, says who bought.
    fn invoice(&self, closing: &'a Fact) -> &'a Fact {
        let places = self.memory.timeline.places.iter().rev();
        places
            .filter_map(|place| self.fact(*place))
            .find(|fact| fact.kind == FactKind::Invoiced)
            .unwrap_or(closing)
    }

    pub(super) fn examine_match(
        &mut self,
        rule: &Match,
        source: Source,
        closing: &'a Fact,
        settled: &Settled,
        about: About,
    ) -> bool {
        let invoice = self.invoice(closing);
        let closed = self.memory.timeline.occurred(closing);
        let registered = about
            .claim
            .and_then(|id| self.registered(id, closed, settled.ruled));
        let (Some(bought), Some(registered)) = (invoice.particulars.as_ref(), registered) else {
            return self.verdict(source, false, Why::Matches, Why::Differs, about);
        };
        let about = About {
            against: Some(invoice.seq),
            ..about
        };
        if self.is_equal(rule.what, &registered, bought) {
            return self.verdict(source, true, Why::Matches, Why::Differs, about);
        }
        let through = self
            .relation_to_buyer(rule.what, &registered, bought, settled.ruled)
            .filter(|relation| rule.via.contains(relation));
        self.verdict(
            source,
            through.is_some(),
            Why::MatchesThrough(through.unwrap_or_default()),
            Why::Differs,
            about,
        )
    }

    /// Where one holds the case alone: the clause by which this deal, of another buyer, is not the holder's.
    pub(crate) fn other_buyer(&self, closing: &'a Fact) -> Option<Source> {
        let policy = self.policy;
        let person = |bound: &&Bound<Examination>| matches!(&bound.rule, Examination::Match(rule) if rule.what == Compared::Person);
        let mut rules = policy.examinations.iter().filter(|_| policy.exclusive);
        let bound = rules.find(person)?;
        let Examination::Match(rule) = &bound.rule else {
            return None;
        };
        let buyer = closing.particulars.as_ref()?.customer?;
        let customer = self.case.customer.filter(|customer| *customer != buyer)?;
        let related = self.relation(customer, buyer, None);
        let through = related.is_some_and(|relation| rule.via.contains(&relation));
        (!through).then_some(bound.source)
    }

    /// Whether the actor may decide about evidence: whoever has the office for late claims, and has none.
    pub(crate) fn may_decide(&self, decision: &Fact) -> bool {
        let mut disputes = self.memory.disputes.iter();
        if disputes.any(|dispute| dispute.person.is_some() && dispute.person == decision.actor) {
            return false;
        }
        self.has_office_of_claims(decision)
    }

    /// Whether a decision comes from the role that decides late claims. Where nobody in it is without a part, it comes
    /// from whoever is next above, in the place of one who has it; for a unit in which nobody has it, from above, too;
    /// where nobody at all has it, from anybody.
    pub(crate) fn has_office_of_claims(&self, decision: &Fact) -> bool {
        let window = self.policy.window.as_ref();
        let role = window.map(|window| window.rule.decided_by);
        let Some(role) = role.filter(|role| role.is_some()) else {
            return true;
        };
        let at = decision.counts_at;
        let more = decision.particulars.as_ref();
        let replaced = more.and_then(|more| more.in_place_of);
        let vacant = more.and_then(|more| more.unit);
        replaced.is_some_and(|one| self.company.role_of(one, at, self.known) == role)
            || vacant.is_some_and(|unit| self.is_without(role, unit, at))
            || self.has_authority_at(decision.actor, &[Who::Role(role)], None, at)
            || !self.company.has_role(role, at, self.known)
    }

    /// Whether a unit with a part in the case has nobody in a role.
    fn is_without(&self, role: Symbol, unit: UnitId, at: Instant) -> bool {
        let mut holders = self.company.holders_of_role(unit, role, at, self.known);
        let claims = self.memory.claims.iter().filter_map(|claim| claim.person);
        let disputes = self.memory.disputes.iter().filter_map(|one| one.person);
        let deals = self.memory.deals.iter();
        let deals = deals.filter_map(|deal| self.fact(deal.place)?.doer());
        let mut parties = claims.chain(disputes).chain(deals);
        holders.next().is_none()
            && parties.any(|one| self.company.unit_of(one, at, self.known) == Some(unit))
    }

    fn is_equal(&self, what: Compared, registered: &Registered, bought: &Particulars) -> bool {
        let same_person = bought.customer.is_some() && bought.customer == registered.customer;
        let equal = |ours: Option<Ref>, theirs: Option<Ref>| ours.is_some() && ours == theirs;
        match what {
            Compared::Person => same_person,
            // The same person under another name was registered wrongly.
            Compared::Name => match registered.name.zip(bought.name) {
                Some((ours, theirs)) => ours == theirs,
                None => same_person,
            },
            Compared::Phone => {
                equal(registered.phone, bought.phone)
                    || (same_person && registered.phone.is_some() && !registered.phone_of.is_some())
            }
        }
    }

    /// What the customer (for phones: whoever the phone belongs to) is to the buyer, where that is known.
    fn relation_to_buyer(
        &self,
        what: Compared,
        registered: &Registered,
        bought: &Particulars,
        ruled: Option<Seq>,
    ) -> Option<Symbol> {
        let (customer, buyer) = (registered.customer?, bought.customer?);
        if what == Compared::Phone && registered.phone_of.is_some() {
            // The owner of the phone is known by a relation to the customer: it says what the owner is
            // to the buyer only when the customer is the buyer, or when it is the phone of the customer's
            // spouse, who bought.
            let spouses = registered.phone_of == self.packs.known_names.spouse
                && self.relation(customer, buyer, ruled) == Some(registered.phone_of);
            return (customer == buyer || spouses).then_some(registered.phone_of);
        }
        self.relation(customer, buyer, ruled)
    }

    /// What the buyer is to a customer somebody registered, where they differ and that is known.
    pub(crate) fn buyers_relation(&self, closing: &'a Fact) -> Option<Symbol> {
        let buyer = self.invoice(closing).particulars.as_ref()?.customer?;
        let registered = |claim: &crate::fold::Claim| {
            let more = self.fact(claim.place)?.particulars.as_ref()?;
            more.customer.or(self.case.customer)
        };
        let customers = self.memory.claims.iter().filter_map(registered);
        customers
            .filter(|customer| *customer != buyer)
            .find_map(|customer| self.relation(customer, buyer, None))
    }

    /// What a claim registered: corrections count from before the deal, and of whose phone it is, until
    /// the ruling once they are accepted.
    fn registered(&self, id: ClaimId, closed: Instant, ruled: Option<Seq>) -> Option<Registered> {
        let claim = self.claim(id)?;
        let first = self.fact(claim.place)?.particulars.as_ref()?;
        let mut registered = Registered {
            seq: claim.seq,
            customer: first.customer.or(self.case.customer),
            phone: first.phone,
            name: first.name,
            phone_of: self.phone_owner(first),
        };
        for place in &self.memory.timeline.places {
            let Some(fact) = self.fact(*place) else {
                continue;
            };
            let (FactKind::Amended, true, Some(more)) = (
                fact.kind,
                fact.of == Some(registered.seq),
                fact.particulars.as_ref(),
            ) else {
                continue;
            };
            if fact.counts_at <= closed {
                registered.phone = more.phone.or(registered.phone);
                registered.name = more.name.or(registered.name);
            }
            if more.phone_of.is_some() && self.is_accepted(fact, ruled) {
                registered.phone_of = self.phone_owner(more);
            }
        }
        Some(registered)
    }

    fn phone_owner(&self, more: &Particulars) -> Symbol {
        if more.phone_of == self.packs.known_names.own {
            Symbol::NONE
        } else {
            more.phone_of
        }
    }

    /// What the customer is to the buyer, by accepted relations recorded before the ruling.
    fn relation(&self, customer: Ref, buyer: Ref, ruled: Option<Seq>) -> Option<Symbol> {
        let places = self.memory.timeline.places.iter();
        let mut found = None;
        for fact in places.filter_map(|place| self.fact(*place)) {
            let Some(more) = fact
                .particulars
                .as_ref()
                .filter(|_| fact.kind == FactKind::Linked)
            else {
                continue;
            };
            let pair = (more.customer, more.other_customer);
            if pair == (Some(customer), Some(buyer)) && self.is_accepted(fact, ruled) {
                found = Some(fact.what);
            } else if pair == (Some(buyer), Some(customer)) && self.is_accepted(fact, ruled) {
                found = Some(self.packs.known_names.inverse(fact.what));
            }
        }
        found
    }

    /// Something entered counts once it is accepted, by its own answer or by the last decision on it,
    /// and both before the ruling.
    pub(super) fn is_accepted(&self, entered: &Fact, ruled: Option<Seq>) -> bool {
        let in_time = |fact: &Fact| ruled.is_none_or(|ruled| fact.seq < ruled);
        if !in_time(entered) {
            return false;
        }
        let places = self.memory.timeline.places.iter().rev();
        let decision = places.filter_map(|place| self.fact(*place)).find(|fact| {
            fact.kind == FactKind::EvidenceDecided
                && fact.of == Some(entered.seq)
                && in_time(fact)
                && self.may_decide(fact)
        });
        let decision = decision.unwrap_or(entered);
        decision.answer == Answer::Yes && self.may_decide(decision)
    }
}
