//! Which facts count at an instant, as known at another, and with which corrected times.

use crate::calendar::Instant;
use crate::case::CaseFile;
use crate::fact::{Answer, Fact, FactKind, Ref, Seq};
use crate::name::Symbol;

/// The facts to fold, by their place in the case file, with corrections known by then.
#[derive(Debug, Default)]
pub(crate) struct Timeline {
    /// Places of the facts in order.
    pub(crate) places: Vec<u32>,
    /// Places of contacts that happened by `at`, were entered after it and in time.
    pub(crate) backdated: Vec<u32>,
    /// Some fact counts from another time than it was recorded.
    pub(crate) from_paper: bool,
    moved: Vec<(Seq, Instant)>,
    same: Vec<(Seq, bool)>,
    persons: Vec<(Ref, Ref, bool, Seq)>,
}

/// Names of links between cases, known to every pack.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct LinkNames {
    pub(crate) same_as: Symbol,
    pub(crate) not_same: Symbol,
    pub(crate) occurred: Symbol,
}

impl Timeline {
    /// Chooses what counts: recorded by `known`, counting by `at`; besides, what may change the past:
    /// corrections, confirmations of identity, and contacts entered within `max_backdate`.
    pub(crate) fn fill(
        &mut self,
        case: &CaseFile,
        at: Instant,
        known: Instant,
        max_backdate_seconds: i64,
        links: LinkNames,
    ) {
        self.places.clear();
        self.backdated.clear();
        self.from_paper = false;
        self.moved.clear();
        self.same.clear();
        self.persons.clear();
        let recorded = (0..)
            .zip(case.facts())
            .filter(|(_, fact)| fact.recorded <= known);
        for (place, fact) in recorded {
            self.from_paper |= fact.is_from_paper();
            if fact.counts_at <= at {
                self.places.push(place);
            } else if entered_in_time(fact, at, max_backdate_seconds) {
                self.backdated.push(place);
            }
            if matches!(fact.kind, FactKind::Amended | FactKind::Linked) {
                self.look_back(fact, links);
            }
        }
    }

    /// What changes the past.
    #[inline(never)]
    fn look_back(&mut self, fact: &Fact, links: LinkNames) {
        match fact.kind {
            FactKind::Amended => self.correct(fact, links.occurred),
            _ => self.link(fact, links),
        }
    }

    fn correct(&mut self, fact: &Fact, occurred: Symbol) {
        let Some(more) = &fact.particulars else {
            return;
        };
        if let (Some(of), Some(from), true) = (fact.of, more.from, more.changed.contains(occurred))
        {
            self.moved.push((of, from));
        }
    }

    fn link(&mut self, fact: &Fact, links: LinkNames) {
        if fact.what != links.same_as && fact.what != links.not_same {
            return;
        }
        let same = fact.what == links.same_as;
        if let Some(of) = fact.of {
            self.same.push((of, same));
        }
        let more = fact.particulars.as_ref();
        let pair = more.and_then(|more| more.customer.zip(more.other_customer));
        if let Some((one, other)) = pair {
            self.persons.push((one, other, same, fact.seq));
        }
    }

    /// Whether two outsiders were confirmed to be the same; the last word counts.
    pub(crate) fn is_same(&self, own: Option<Ref>, other: Ref) -> bool {
        own.and_then(|own| self.joined(own, other)).is_some()
    }

    /// The fact by which two outsiders were last confirmed to be the same.
    pub(crate) fn joined(&self, own: Ref, other: Ref) -> Option<Seq> {
        let mut links = self.persons.iter().rev();
        let last = links
            .find(|(one, two, ..)| (*one, *two) == (own, other) || (*two, *one) == (own, other));
        last.and_then(|(.., same, seq)| same.then_some(*seq))
    }

    /// When a fact happened, as last corrected.
    #[inline]
    pub(crate) fn occurred(&self, fact: &Fact) -> Instant {
        if self.moved.is_empty() {
            return fact.occurred;
        }
        let corrected = self.moved.iter().rev().find(|(seq, _)| *seq == fact.seq);
        corrected.map_or(fact.occurred, |(_, to)| *to)
    }

    /// Whether a suspected identity was confirmed (or denied), of a claim or of the one that it follows; the last word
    /// counts.
    pub(crate) fn confirmed(&self, claim: &Fact) -> Option<bool> {
        self.same
            .iter()
            .rev()
            .find(|(of, _)| *of == claim.seq || Some(*of) == claim.of)
            .map(|(_, same)| *same)
    }
}

fn entered_in_time(fact: &Fact, at: Instant, max_backdate_seconds: i64) -> bool {
    let contact = matches!(fact.kind, FactKind::Contacted | FactKind::FollowedUp)
        && fact.answer != Answer::No;
    let late = fact
        .counts_at
        .seconds()
        .saturating_sub(fact.occurred.seconds());
    contact && fact.occurred <= at && late <= max_backdate_seconds
}
