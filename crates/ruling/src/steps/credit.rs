//! Step 6, credit: how the result of a deal is shared, to the cent.

use crate::fact::{Fact, FactKind, StaffId};
use crate::fold::{About, Fold};
use crate::rules::condition::Condition;
use crate::rules::share::{Fee, Share};
use crate::rules::who::Who;
use crate::ruling::{CreditKind, CreditLine, Party, Pending, Source, State, Step, Verdict, Why};
use crate::steps::outcome::Settled;

/// Money split by parts: each gets its part rounded down, the first also the remainder.
pub(crate) fn split_cents(total: i64, parts: u32, all: u32, rest_of_others: i64) -> (i64, i64) {
    let share = i128::from(total) * i128::from(parts) / i128::from(all.max(1));
    let share = i64::try_from(share).unwrap_or(0);
    (share, rest_of_others - share)
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
        let mut shared = false;
        for bound in &policy.shares {
            if bound
                .rule
                .when
                .is_some_and(|when| when != Condition::OtherUnit && !self.holds(when))
            {
                continue;
            }
            if !shared && !bound.rule.performance.is_empty() {
                shared = true;
                self.share_performance(&bound.rule, bound.source, fact);
            }
            if bound.rule.commission_by_ratio {
                self.share_commission(bound.source, fact);
            }
            if let Some(fee) = &bound.rule.fee {
                self.pay_fee(fee, bound.source, fact);
            }
        }
        if !shared
            && let (Some(owner), Some(source)) = (settled.ownership.owner, settled.ownership.source)
        {
            let cents = self.deal_cents(fact);
            self.out.credit.lines.insert(
                0,
                CreditLine {
                    to: owner,
                    kind: CreditKind::Performance,
                    parts: 1,
                    of: 1,
                    cents,
                    source,
                },
            );
        }
        if !self.memory.open_disputes.is_empty() && self.out.credit.state == State::Final {
            self.out.credit.state = State::Frozen;
        }
        if !self.out.credit.reasons.is_empty() {
            self.out.credit.state = State::Pending;
        }
    }

    fn deal_cents(&self, fact: &Fact) -> Option<i64> {
        fact.particulars.as_ref().and_then(|more| more.cents)
    }

    fn share_performance(&mut self, share: &Share, source: Source, fact: &'a Fact) {
        let all: u32 = share.performance.iter().map(|(_, parts)| *parts).sum();
        let total = self.deal_cents(fact);
        let first = self.out.credit.lines.len();
        for (who, parts) in &share.performance {
            let Some(to) = self.resolve(*who, fact) else {
                continue;
            };
            let cents = total.map(|total| split_cents(total, *parts, all, 0).0);
            self.out.credit.lines.push(CreditLine {
                to,
                kind: CreditKind::Performance,
                parts: *parts,
                of: all,
                cents,
                source,
            });
        }
        self.remainder_to(first, total);
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

    fn share_commission(&mut self, source: Source, fact: &'a Fact) {
        let closed = self.memory.timeline.occurred(fact);
        let about = About {
            fact: Some(fact.seq),
            ..About::default()
        };
        let Some(ratio) = self.company.ratio(closed, self.known) else {
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
                .and_then(|unit| {
                    self.company
                        .holder_of_role(unit, *role, self.now, self.known)
                })
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
        let owner = self.settled.and_then(|settled| settled.ownership.person);
        let owner_unit = owner.and_then(|owner| self.company.unit_of(owner, self.now, self.known));
        let receivers = single.as_ref().map_or(helpers, std::slice::from_ref);
        for receiver in receivers {
            let unit = self.company.unit_of(*receiver, self.now, self.known);
            let paid = self
                .out
                .credit
                .lines
                .iter()
                .any(|line| line.kind == CreditKind::Fee && line.to == Party::Staff(*receiver));
            if Some(*receiver) == owner || (fee.other_unit && unit == owner_unit) || paid {
                continue;
            }
            self.pay(*receiver, fee, source, deal);
        }
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
                && fact.person.is_none_or(|person| person == receiver)
        })?;
        chosen.particulars.as_ref()?.cents
    }
}
