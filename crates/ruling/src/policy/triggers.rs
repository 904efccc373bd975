//! Which events set something off in a policy, so that the fold passes by all others.

use super::event::{EventId, EventSet};
use super::{Admission, Policy};
use crate::fact::FactKind;
use crate::rules::deal::Closes;
use crate::rules::oblige::On;
use crate::rules::on_fail::OnFail;
use crate::rules::protect::AtEnd;
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
    /// Undo a lapse if they happened before it.
    pub(crate) revives: EventSet,
    /// Kinds of fact without effect where a gate refuses them.
    pub(crate) barred: KindSet,
    /// Holdings lapse for want of an event.
    pub(crate) lapses: bool,
    /// Holdings lapse with a stage of protection.
    pub(crate) stages_lapse: bool,
}

/// A set of kinds of fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct KindSet(u64);

impl KindSet {
    #[inline]
    pub(crate) fn contains(self, kind: FactKind) -> bool {
        self.0 & (1 << kind as u8) != 0
    }
}

impl FromIterator<FactKind> for KindSet {
    fn from_iter<I: IntoIterator<Item = FactKind>>(kinds: I) -> Self {
        KindSet(kinds.into_iter().fold(0, |set, kind| set | 1 << kind as u8))
    }
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
            revives: reviving(policy).collect(),
            barred: barred(policy).collect(),
            lapses: !policy.lapses.is_empty(),
            stages_lapse: policy
                .protects
                .iter()
                .any(|bound| bound.rule.at_end != AtEnd::Open),
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

/// A duty started under one version is fulfilled by what fulfils it there, and a holding lapses, is revived
/// and extended by what does so there, whichever is in force then.
pub(super) fn join(versions: &mut [Policy], extends: EventSet) {
    let all = versions.iter().map(|version| version.triggers);
    let joined = all.fold(Triggers::default(), |all, one| Triggers {
        fulfils: all.fulfils.or(one.fulfils),
        revives: all.revives.or(one.revives),
        lapses: all.lapses || one.lapses,
        stages_lapse: all.stages_lapse || one.stages_lapse,
        ..all
    });
    for version in versions {
        version.triggers = Triggers {
            fulfils: joined.fulfils,
            revives: joined.revives,
            lapses: joined.lapses,
            stages_lapse: joined.stages_lapse,
            any: version.triggers.any.or(joined.fulfils).or(extends),
            ..version.triggers
        };
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

/// What keeps a holding from lapsing.
fn reviving(policy: &Policy) -> impl Iterator<Item = EventId> {
    let lapses = policy.lapses.iter();
    let lapses = lapses.filter_map(|bound| bound.rule.unless.or(bound.rule.since.event));
    let stages = policy.protects.iter();
    let stages = stages
        .filter(|bound| bound.rule.at_end != AtEnd::Open)
        .flat_map(|bound| bound.rule.renew_on.iter().map(|(event, _)| *event));
    lapses.chain(stages)
}

/// A claim that is refused is kept as one, so it is never barred.
fn barred(policy: &Policy) -> impl Iterator<Item = FactKind> {
    let refusing = policy
        .permits
        .iter()
        .filter(|bound| bound.rule.on_fail == OnFail::Refuse);
    refusing
        .filter_map(|bound| bound.rule.kind)
        .filter(|kind| *kind != FactKind::Registered)
}

/// The events that a policy compares by their order within a day.
pub(super) fn compared_by_day(policy: &Policy) -> impl Iterator<Item = EventId> {
    let ranks = policy
        .ranks
        .iter()
        .filter(|bound| bound.rule.among == Among::SameDay);
    ranks.filter_map(|bound| bound.rule.by.first()?.event)
}
