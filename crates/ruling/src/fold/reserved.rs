//! Events that count only some time after another of the same party.

use super::{About, Fold, PartyIndex};
use crate::calendar::Instant;
use crate::fact::Fact;
use crate::policy::event::After;
use crate::ruling::{Step, Verdict, Why};

impl<'a> Fold<'a> {
    /// Whether such an event of the same party lies long enough, and not too long, before the fact.
    pub(super) fn follows(&self, fact: &Fact, after: After) -> bool {
        let happened = self.effective(fact);
        self.earlier(fact, after).any(|before| {
            let apart = after.at_least.is_none_or(|span| {
                self.clock()
                    .passed(span, before)
                    .is_ok_and(|passed| happened >= passed)
            });
            let within = after
                .within
                .is_none_or(|span| self.ends(span, before).is_ok_and(|end| happened < end));
            apart && within
        })
    }

    /// When such events of the same party happened before the fact.
    fn earlier(&self, fact: &Fact, after: After) -> impl Iterator<Item = Instant> {
        let party = fact.doer().map(|doer| self.party_key(doer, fact.counts_at));
        let filter = self.packs.events.filter(after.event);
        let order = (fact.counts_at, fact.seq);
        let places = self.memory.timeline.places.iter();
        places
            .filter_map(|place| self.fact(*place))
            .filter(move |other| {
                (other.counts_at, other.seq) < order
                    && filter.is_some_and(|filter| {
                        filter.matches(other) && self.has_role(other, filter.role)
                    })
                    && other
                        .doer()
                        .map(|doer| self.party_key(doer, other.counts_at))
                        == party
            })
            .map(|other| other.counts_at)
    }

    /// Says of a fact that it does not count for coming too early, too late or alone.
    pub(crate) fn note_uncounted(&mut self, fact: &'a Fact, party: PartyIndex) {
        let Some(of_kind) = self.packs.events.of_kind(fact.kind) else {
            return;
        };
        for event in &of_kind.sometimes {
            let Some(filter) = self.packs.events.filter(*event) else {
                continue;
            };
            let Some(after) = filter.after else { continue };
            if !filter.matches(fact)
                || !self.has_role(fact, filter.role)
                || self.follows(fact, after)
            {
                continue;
            }
            let last = self.earlier(fact, after).last();
            let from = last
                .zip(after.at_least)
                .and_then(|(before, span)| self.clock().passed(span, before).ok());
            let Some(source) = self.claiming_source() else {
                return;
            };
            let about = About {
                claim: self.current_claim(party),
                fact: Some(fact.seq),
                against: None,
                deadline: from.filter(|from| self.effective(fact) < *from),
            };
            let name = self.event_name(*event);
            self.find(
                Step::Validity,
                source,
                Verdict::Fail,
                Why::NotCounted(name),
                about,
            );
        }
    }
}
