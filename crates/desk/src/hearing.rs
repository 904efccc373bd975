//! How long people have: to answer what is said against them, and to ask for another decision.

use ruling::calendar::{Clock, Instant, OpeningHours, Span};
use ruling::fact::{Fact, FactKind};
use ruling::policy::{Packs, Policy};
use ruling::rules::kept::Kept;

/// What keeps a clause of sanctions, by the name it has in packs.
const SANCTIONS: &str = "sanctions";
/// Time to answer, where the regulation gives none.
const ANSWER_WITHIN: Span = Span::WorkingDays(3);
/// Time to ask for another decision, where the regulation gives none.
const APPEAL_WITHIN: Span = Span::WorkingDays(5);

/// The clauses by which a regulation sanctions what a clause forbids: that clause's own, else all there are. Each
/// with its number.
pub(crate) fn sanctions<'a>(policy: &'a Policy, forbidden: &str) -> Vec<(&'a str, &'a Kept)> {
    let kepts = policy.kepts.iter();
    let all = kepts.filter(|bound| bound.rule.by == SANCTIONS);
    let all = all.filter_map(|bound| {
        let clause = policy.clause(bound.source.clause)?;
        Some((clause.number.as_str(), &bound.rule))
    });
    let all: Vec<_> = all.collect();
    let own: Vec<_> = all
        .iter()
        .copied()
        .filter(|(number, _)| *number == forbidden)
        .collect();
    match own.is_empty() {
        true => all,
        false => own,
    }
}

/// First second in which it is too late to answer what was said at an instant; none: the calendar lacks the year.
pub(crate) fn answer_until(
    packs: &Packs,
    policy: &Policy,
    forbidden: &str,
    said: Instant,
) -> Option<Instant> {
    let given = sanctions(policy, forbidden).into_iter();
    let given = given.filter_map(|(_, kept)| kept.defence_within).next();
    ends(packs, policy, given.unwrap_or(ANSWER_WITHIN), said)
}

/// First second in which it is too late to ask for another decision; none: there is no limit, or the calendar lacks
/// the year.
pub(crate) fn appeal_until(packs: &Packs, policy: &Policy, decision: &Fact) -> Option<Instant> {
    let within = match decision.kind {
        FactKind::Reviewed | FactKind::PermissionDecided => return None,
        FactKind::ViolationDecided => {
            let given = sanctions(policy, "").into_iter();
            given.filter_map(|(_, kept)| kept.appeal_within).next()
        }
        _ => None,
    };
    let within = within.unwrap_or(APPEAL_WITHIN);
    ends(packs, policy, within, decision.recorded)
}

fn ends(packs: &Packs, policy: &Policy, within: Span, from: Instant) -> Option<Instant> {
    let clock = Clock {
        zone: &policy.zone,
        workdays: &packs.workdays,
        hours: &OpeningHours::default(),
    };
    clock.ends(within, from).ok()
}
