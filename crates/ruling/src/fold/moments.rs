//! When the moments that rules count from are, for a party and its claim.

use super::{Claim, Fold, PartyIndex};
use crate::calendar::Instant;
use crate::fact::Seq;
use crate::policy::event::EventId;
use crate::rules::moment::{Moment, Time, Which};
use crate::ruling::{ClaimId, Standing};

impl<'a> Fold<'a> {
    /// When a moment is, for a party and its claim.
    pub(crate) fn moment(
        &self,
        moment: Moment,
        party: PartyIndex,
        claim: Option<ClaimId>,
    ) -> Option<(Instant, Option<Seq>)> {
        let Some(event) = moment.event else {
            let claim = self.claim(claim?)?;
            return Some((claim.ranked_at, Some(claim.seq)));
        };
        let seen = self.seen(party, event);
        if seen.count == 0 {
            return None;
        }
        let (place, latest) = match moment.which {
            Which::First => {
                let first = match moment.time {
                    Time::Occurred => seen.earliest,
                    _ => seen.first,
                };
                (self.first_since_lost(first, event, party, claim)?, None)
            }
            Which::Last => (
                seen.last,
                (moment.time == Time::Effective).then_some(seen.latest),
            ),
        };
        let fact = self.fact(place)?;
        Some((
            latest.unwrap_or_else(|| self.time_of(fact, moment.time)),
            Some(fact.seq),
        ))
    }

    /// The first such event since the party last lost the case: what came before gives it nothing now.
    fn first_since_lost(
        &self,
        first: u32,
        event: EventId,
        party: PartyIndex,
        claim: Option<ClaimId>,
    ) -> Option<u32> {
        let Some(before) = claim.filter(|id| *id > 0) else {
            return Some(first);
        };
        let lost = |claim: &&Claim| {
            claim.party == party
                && matches!(
                    claim.standing,
                    Standing::Lapsed | Standing::Ended | Standing::Superseded
                )
        };
        let earlier = self.memory.claims.iter().take(usize::from(before));
        let Some(since) = earlier.filter(lost).map(|claim| claim.standing_since).max() else {
            return Some(first);
        };
        let mut places = self.memory.timeline.places.iter().copied();
        places.find(|place| {
            self.fact(*place).is_some_and(|fact| {
                fact.counts_at >= since
                    && self.is_event(fact, event)
                    && self.is_deed_of(fact, party)
            })
        })
    }
}
