//! The same rule written by hand: what a programmer would write for this one company.

use ruling::calendar::{Instant, Zone};
use ruling::case::CaseFile;
use ruling::company::Company;
use ruling::fact::{FactKind, StaffId};
use ruling::policy::Packs;

/// Who holds the case and until when, if still protected. Inlined with its `until`: it runs fastest so.
#[inline]
pub(crate) fn judge(
    case: &CaseFile,
    zone: &Zone,
    at: Instant,
) -> Option<(StaffId, Option<Instant>)> {
    let mut holder: Option<(StaffId, Instant, Instant)> = None;
    for fact in case.facts() {
        if fact.counts_at > at {
            break;
        }
        let Some(person) = fact.actor else { continue };
        match (fact.kind, holder) {
            (FactKind::Registered, Some((known, registered, _))) if known == person => {
                holder = Some((known, registered, fact.counts_at));
            }
            (FactKind::Registered, Some((_, registered, contact)))
                if fact.counts_at < until(zone, registered, contact) => {}
            (FactKind::Registered, _) => holder = Some((person, fact.counts_at, fact.counts_at)),
            (FactKind::FollowedUp, Some((known, registered, _))) if known == person => {
                holder = Some((known, registered, fact.counts_at));
            }
            _ => {}
        }
    }
    holder.map(|(person, registered, contact)| {
        let until = until(zone, registered, contact);
        (person, (at < until).then_some(until))
    })
}

#[inline]
fn until(zone: &Zone, registered: Instant, contact: Instant) -> Instant {
    let end = |from: Instant, days: i32| zone.start_of(zone.day_of(from).plus_days(days + 1));
    end(registered, 30).max(end(contact, 15))
}

/// Both must say the same, or the comparison means nothing.
pub(crate) fn check(case: &CaseFile, company: &Company, packs: &Packs, zone: &Zone, at: Instant) {
    let ruling = ruling::judge::judge(case, company, packs, at, at);
    let hand = judge(case, zone, at);
    assert_eq!(
        ruling.ownership.person,
        hand.map(|(person, _)| person),
        "the hand-written fold and the pack disagree"
    );
    assert_eq!(
        ruling.protection.until,
        hand.and_then(|(_, until)| until),
        "they disagree about the end"
    );
}
