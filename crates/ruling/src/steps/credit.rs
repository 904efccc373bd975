//! Step 6, credit: how the result of a deal is shared, to the cent.

use crate::fact::{Fact, FactKind, Ref, StaffId, UnitId};
use crate::fold::{About, Claim, Fold};
use crate::name::Symbol;
use crate::rules::condition::Condition;
use crate::rules::share::{Fee, Share};
use crate::rules::who::Who;
use crate::ruling::{
    CreditKind, CreditLine, Ownership, Party, Pending, Source, Standing, State, Step, Verdict, Why,
};
use crate::steps::outcome::Settled;

/// Money split by parts: each gets its part rounded down, the first also the remainder.
pub(crate) fn split_cents(total: i64, parts: u32, all: u32, rest_of_others: i64) -> (i64, i64) {
    let share = i128::from(total) * i128::from(parts) / i128::from(all.max(1));
    let share = i64::try_from(share).unwrap_or(0);
    (share, rest_of_others - share)
}

fn lcm(one: u32, other: u32) -> u32 {
    let (mut low, mut high) = (one, other);
    while low > 0 {
        (low, high) = (high % low, low);
    }
    (one / high.max(1)).saturating_mul(other)
}

/// A claim that was valid to the end, or would be next.
fn in_line(claim: &Claim) -> bool {
    matches!(
        claim.standing,
        Standing::Holding | Standing::Standing | Standing::Queued
    )
}

impl<'a> Fold<'a> {
    /// The credit of the last deal.
    pub(crate) fn split_credit(&mut self) {
        let Some(deal) = self.memory.deals.last().copied() else {
            return;
        };
        if let (Some(settled), Some(fact)) = (self.settled, self.fact(deal.place)) {
            self.under_deal(&deal, |fold| fold.share_deal(&settled, fact));
        }
    }

    fn share_deal(&mut self, settled: &Settled, fact: &'a Fact) {
        let policy = self.policy;
        self.out.credit.state = settled.ownership.state;
        self.out.credit.reasons = settled.ownership.reasons;
        if settled.ownership.owner.is_none() {
            return;
        }
        let applying = || policy.shares.iter();
        let performance = applying()
            .find(|bound| !bound.rule.performance.is_empty() && self.applies(&bound.rule, fact));
        match performance {
            Some(bound) => self.share_performance(&bound.rule, bound.source, fact),
            None => self.credit_owner(&settled.ownership, fact),
        }
        for bound in applying() {
            if (!bound.rule.commission_by_ratio && bound.rule.fee.is_none())
                || !self.applies(&bound.rule, fact)
            {
                continue;
            }
            if bound.rule.commission_by_ratio {
                self.share_commission(bound.source, fact);
            }
            if let Some(fee) = &bound.rule.fee {
                self.pay_fee(fee, bound.source, fact);
            }
        }
        let concluded = matches!(self.out.credit.state, State::Final | State::Provisional);
        if !self.memory.open_disputes.is_empty() && concluded {
            self.out.credit.state = State::Frozen;
        }
        if !self.out.credit.reasons.is_empty() {
            self.out.credit.state = State::Pending;
        }
    }

    /// Whether a rule applies to the deal.
    fn applies(&self, share: &Share, deal: &'a Fact) -> bool {
        share.when.is_none_or(|when| match when {
            // Who took the case after the deal does not matter for its credit.
            Condition::Held => !self.holds(Condition::NoHolder),
            when => self.holds(when),
        }) && self.is_linked_so(share, deal)
            && share.covers(self.deal_cents(deal))
    }

    /// Without a rule that says otherwise the owner has the whole performance.
    fn credit_owner(&mut self, ownership: &Ownership, deal: &Fact) {
        let (Some(to), Some(source)) = (ownership.owner, ownership.source) else {
            return;
        };
        let cents = self.deal_cents(deal);
        self.out.credit.lines.push(CreditLine {
            to,
            kind: CreditKind::Performance,
            parts: 1,
            of: 1,
            cents,
            source,
        });
    }

    /// Whether the buyer is linked by one of the relations asked for to a customer somebody registered.
    fn is_linked_so(&self, share: &Share, deal: &'a Fact) -> bool {
        share.linked.is_empty()
            || self
                .buyers_relation(deal)
                .is_some_and(|relation| share.linked.contains(&relation))
    }

    fn deal_cents(&self, fact: &Fact) -> Option<i64> {
        fact.particulars.as_ref().and_then(|more| more.cents)
    }

    fn share_performance(&mut self, share: &Share, source: Source, fact: &'a Fact) {
        let total = self.deal_cents(fact);
        let first = self.out.credit.lines.len();
        // Parts are counted so finely that those who share one part receive whole numbers of them.
        let scale: u32 = share
            .performance
            .iter()
            .map(|(who, _)| self.receivers(*who, fact))
            .fold(1, |scale, receivers| lcm(scale, receivers.max(1)));
        let all = share
            .performance
            .iter()
            .fold(0_u32, |all, (_, parts)| all.saturating_add(*parts))
            .saturating_mul(scale);
        for (who, parts) in &share.performance {
            let receivers = self.receivers(*who, fact);
            for place in 0..receivers {
                if let Some(to) = self.receiver(*who, place, fact) {
                    let parts = parts.saturating_mul(scale) / receivers;
                    self.credit_performance(first, to, parts, all, source);
                }
            }
        }
        self.complete(first, all, total);
        self.find(
            Step::Credit,
            source,
            Verdict::Note,
            Why::PerformanceTo,
            About {
                fact: Some(fact.seq),
                ..About::default()
            },
        );
    }

    /// How many share what a part receives.
    fn receivers(&self, who: Who, fact: &Fact) -> u32 {
        let count = match who {
            Who::Assistants => fact
                .particulars
                .as_ref()
                .map_or(0, |more| more.people.len()),
            Who::Claimants => self.memory.claims.iter().filter(|one| in_line(one)).count(),
            who => usize::from(self.resolve(who, fact).is_some()),
        };
        u32::try_from(count).unwrap_or(u32::MAX)
    }

    /// One of those who share what a part receives.
    fn receiver(&self, who: Who, place: u32, fact: &Fact) -> Option<Party> {
        let place = usize::try_from(place).ok()?;
        match who {
            Who::Assistants => {
                let people = &fact.particulars.as_ref()?.people;
                people.get(place).copied().map(Party::Staff)
            }
            Who::Claimants => {
                let mut claims = self.memory.claims.iter().filter(|one| in_line(one));
                let claim = claims.nth(place)?;
                Some(self.party_name(claim.party))
            }
            who => self.resolve(who, fact),
        }
    }

    /// Adds parts of the performance to a receiver's line.
    fn credit_performance(&mut self, first: usize, to: Party, parts: u32, of: u32, source: Source) {
        let mut lines = self.out.credit.lines.iter_mut().skip(first);
        if let Some(line) = lines.find(|line| line.to == to) {
            line.parts += parts;
            return;
        }
        self.out.credit.lines.push(CreditLine {
            to,
            kind: CreditKind::Performance,
            parts,
            of,
            cents: None,
            source,
        });
    }

    /// Parts of those who do not exist go to the first; then the money is split, the rest to the first.
    fn complete(&mut self, first: usize, all: u32, total: Option<i64>) {
        let given: u32 = self
            .out
            .credit
            .lines
            .iter()
            .skip(first)
            .map(|line| line.parts)
            .sum();
        if let Some(line) = self.out.credit.lines.get_mut(first) {
            line.parts += all.saturating_sub(given);
        }
        for line in self.out.credit.lines.iter_mut().skip(first) {
            line.cents = total.map(|total| split_cents(total, line.parts, all, 0).0);
        }
        self.remainder_to(first, total);
    }

    /// Cents lost by rounding go to the first line.
    fn remainder_to(&mut self, first: usize, total: Option<i64>) {
        let given: i64 = self
            .out
            .credit
            .lines
            .iter()
            .skip(first)
            .filter_map(|line| line.cents)
            .sum();
        if let (Some(total), Some(line)) = (total, self.out.credit.lines.get_mut(first)) {
            line.cents = line.cents.map(|cents| cents + (total - given));
        }
    }

    /// The project of a deal: as the deal says, else as the case was last said to be of.
    fn project_of(&self, deal: &Fact) -> Option<Ref> {
        let of = |fact: &Fact| fact.particulars.as_ref()?.project;
        let places = self.memory.timeline.places.iter().rev();
        let mut facts = places.filter_map(|place| self.fact(*place));
        of(deal).or_else(|| facts.find_map(of))
    }

    fn share_commission(&mut self, source: Source, fact: &'a Fact) {
        let closed = self.memory.timeline.occurred(fact);
        let about = About {
            fact: Some(fact.seq),
            ..About::default()
        };
        let Some(ratio) = self
            .company
            .ratio(self.project_of(fact), closed, self.known)
        else {
            self.find(
                Step::Credit,
                source,
                Verdict::Open,
                Why::RatioMissing,
                about,
            );
            self.out.credit.reasons.insert(Pending::Ratio);
            return;
        };
        let unit = self.unit_concerned(fact);
        let all: u32 = ratio.iter().map(|(_, parts)| *parts).sum();
        let total = self.commission_cents();
        let first = self.out.credit.lines.len();
        for (role, parts) in ratio {
            let to = unit
                .and_then(|unit| self.receiver_of_part(unit, *role, fact))
                .map_or(Party::Role(*role, unit), Party::Staff);
            let cents = total.map(|total| split_cents(total, *parts, all, 0).0);
            self.out.credit.lines.push(CreditLine {
                to,
                kind: CreditKind::Commission,
                parts: *parts,
                of: all,
                cents,
                source,
            });
        }
        self.remainder_to(first, total);
    }

    /// Who of a unit has a role's part of a commission: of several, whoever closed the deal.
    fn receiver_of_part(&self, unit: UnitId, role: Symbol, deal: &Fact) -> Option<StaffId> {
        let (company, at, known) = (self.company, deal.counts_at, self.known);
        let closer = deal.doer().filter(|doer| {
            company.unit_of(*doer, at, known) == Some(unit)
                && company.role_of(*doer, at, known) == role
        });
        closer.or_else(|| company.holder_of_role(unit, role, self.now, known))
    }

    /// The commission's amount, once a fact says it (`noted:commission` with an amount).
    fn commission_cents(&self) -> Option<i64> {
        let name = self.packs.known_names.commission;
        let places = self.memory.timeline.places.iter().rev();
        let fact = places
            .filter_map(|place| self.fact(*place))
            .find(|fact| fact.kind == FactKind::Noted && fact.what == name)?;
        fact.particulars.as_ref()?.cents
    }

    fn pay_fee(&mut self, fee: &Fee, source: Source, deal: &'a Fact) {
        let helpers: &[StaffId] = deal
            .particulars
            .as_ref()
            .map_or(&[], |more| more.people.as_slice());
        let single = match fee.who {
            Who::Assistants => None,
            who => match self.resolve(who, deal) {
                Some(Party::Staff(staff)) => Some(staff),
                _ => return,
            },
        };
        // Whoever helps is of another unit than the one that closed the deal, whoever wins it.
        let (company, known) = (self.company, self.known);
        let unit_at_deal = |staff: StaffId| company.unit_of(staff, deal.counts_at, known);
        let own_unit = deal.doer().and_then(unit_at_deal);
        let receivers = single.as_ref().map_or(helpers, std::slice::from_ref);
        for receiver in receivers {
            let unit = unit_at_deal(*receiver);
            // Whoever has performance of the deal has no fee beside it, and nobody has two fees.
            let credited =
                self.out.credit.lines.iter().any(|line| {
                    line.kind != CreditKind::Commission && self.is_for(line, *receiver)
                });
            if credited || (fee.other_unit && unit == own_unit) {
                continue;
            }
            self.pay(*receiver, fee, source, deal);
        }
    }

    fn is_for(&self, line: &CreditLine, receiver: StaffId) -> bool {
        let owner = self.settled.map(|settled| settled.ownership);
        let in_charge =
            |owner: Ownership| owner.owner == Some(line.to) && owner.person == Some(receiver);
        line.to == Party::Staff(receiver) || owner.is_some_and(in_charge)
    }

    fn pay(&mut self, receiver: StaffId, fee: &Fee, source: Source, deal: &'a Fact) {
        let chosen = self
            .chosen_fee(receiver, deal)
            .filter(|cents| fee.choices_cents.contains(cents));
        let lowest = fee.choices_cents.first().copied().unwrap_or(0);
        let cents = chosen.unwrap_or(lowest);
        let about = About {
            fact: Some(deal.seq),
            ..About::default()
        };
        if chosen.is_none() && fee.choices_cents.len() > 1 {
            self.find(
                Step::Credit,
                source,
                Verdict::Open,
                Why::FeeNotChosen(cents),
                about,
            );
            self.out.credit.reasons.insert(Pending::Tier);
        } else {
            self.find(Step::Credit, source, Verdict::Note, Why::Fee(cents), about);
        }
        let to = Party::Staff(receiver);
        self.out.credit.lines.push(CreditLine {
            to,
            kind: CreditKind::Fee,
            parts: 0,
            of: 0,
            cents: Some(cents),
            source,
        });
    }

    /// The fee a person chose for this receiver (or for all), after the deal.
    fn chosen_fee(&self, receiver: StaffId, deal: &Fact) -> Option<i64> {
        let places = self.memory.timeline.places.iter().rev();
        let chosen = places.filter_map(|place| self.fact(*place)).find(|fact| {
            fact.kind == FactKind::TierChosen
                && fact.seq > deal.seq
                && fact.actor != Some(receiver)
                && self.may_decide(fact)
                && fact.person.is_none_or(|person| person == receiver)
        })?;
        chosen.particulars.as_ref()?.cents
    }
}
