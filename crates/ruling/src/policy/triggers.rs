//! Which events set something off in a policy, so that the fold passes by all others.

use super::event::{EventId, EventSet};
use super::{Admission, Policy};
use crate::rules::deal::Closes;
use crate::rules::oblige::On;
use crate::rules::rank::Among;
use crate::rules::violation::When;

/// The events each family of rules waits for, gathered once from the rules: most facts are contacts that
/// no rule answers, so the fold need not ask every rule of every family about each of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Triggers {
    /// Open a claim.
    pub(crate) opens: EventSet,
    /// Mend an earlier claim.
    pub(crate) mends: EventSet,
    /// End a holding or claim.
    pub(crate) ends: EventSet,
    /// Are violations, or may be.
    pub(crate) offends: EventSet,
    /// Close the case.
    pub(crate) closes: EventSet,
    /// Start a duty.
    pub(crate) obliges: EventSet,
    /// Fulfil a duty.
    pub(crate) fulfils: EventSet,
    /// Any of these.
    pub(crate) any: EventSet,
    /// Are compared by their order within a day.
    pub(crate) compared_by_day: EventSet,
}

impl Triggers {
    pub(crate) fn of(policy: &Policy) -> Triggers {
        let mut triggers = Triggers {
            opens: policy.opens,
            mends: policy
                .admission
                .iter()
                .filter_map(|bound| mending(&bound.rule))
                .collect(),
            closes: policy
                .deal
                .iter()
                .filter_map(|bound| closing(bound.rule.closes))
                .collect(),
            compared_by_day: compared_by_day(policy).collect(),
            ..Triggers::default()
        };
        for bound in &policy.endings {
            triggers.ends = triggers.ends.or(bound.rule.events);
        }
        for bound in &policy.violations {
            match bound.rule.when {
                When::Event(event) => triggers.offends.insert(event),
                When::BeforeApproved(events) => triggers.offends = triggers.offends.or(events),
                When::Collided(_) | When::DealOutsideUnapproved | When::AssignedUnapproved => {}
            }
        }
        for bound in &policy.obliges {
            triggers.fulfils = triggers.fulfils.or(bound.rule.done_by);
            if let On::Event(event) = bound.rule.on {
                triggers.obliges.insert(event);
            }
        }
        triggers.any = [
            triggers.opens,
            triggers.mends,
            triggers.ends,
            triggers.offends,
            triggers.closes,
            triggers.obliges,
            triggers.fulfils,
        ]
        .into_iter()
        .fold(EventSet::default(), EventSet::or);
        triggers
    }
}

/// A duty started under one version is fulfilled by what fulfils it there, and a holding extended by
/// what extends it there, whichever is in force then.
pub(super) fn join(versions: &mut [Policy], extends: EventSet) {
    let all = versions.iter().map(|version| version.triggers.fulfils);
    let fulfils = all.fold(EventSet::default(), EventSet::or);
    for version in versions {
        version.triggers.fulfils = fulfils;
        version.triggers.any = version.triggers.any.or(fulfils).or(extends);
    }
}

fn mending(rule: &Admission) -> Option<EventId> {
    match rule {
        Admission::Needs(needs) if needs.later_ranks => Some(needs.test.event),
        _ => None,
    }
}

fn closing(closes: Closes) -> Option<EventId> {
    match closes {
        Closes::Event(event) => Some(event),
        Closes::Approval => None,
    }
}

fn compared_by_day(policy: &Policy) -> impl Iterator<Item = EventId> {
    let ranks = policy
        .ranks
        .iter()
        .filter(|bound| bound.rule.among == Among::SameDay);
    ranks.filter_map(|bound| bound.rule.by.first()?.event)
}
