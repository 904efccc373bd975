//! Which of two claims comes first, by the moments a pack compares.

use std::cmp::Ordering;

use crate::calendar::Instant;
use crate::fold::{About, Fold, Holding};
use crate::rules::rank::Rank;
use crate::ruling::{ClaimId, Standing, Step, Verdict, Why};

impl<'a> Fold<'a> {
    /// A claim that comes first by its own moments takes the case whatever protects the holder: a visit
    /// wins over a call.
    pub(crate) fn beaten_by_rank(&mut self, id: ClaimId, holding: &Holding) -> bool {
        let Some(rank) = self
            .rank_among_all()
            .filter(|rank| rank.rule.beats_protection && !holding.assigned)
        else {
            return false;
        };
        let Some(held) = holding.claim else {
            return false;
        };
        if self.by_moments(&rank.rule, id, held) != Ordering::Less {
            return false;
        }
        let about = About {
            claim: Some(id),
            fact: self.claim(id).map(|claim| claim.seq),
            against: self.claim(held).map(|claim| claim.seq),
            deadline: None,
        };
        self.find(
            Step::Ownership,
            rank.source,
            Verdict::Pass,
            Why::RanksFirst,
            about,
        );
        self.take(id, true);
        true
    }

    /// A party that queues did what may put it first.
    pub(crate) fn contend_again(&mut self, id: ClaimId) {
        let queued = self
            .claim(id)
            .is_some_and(|claim| claim.standing == Standing::Queued);
        if let (true, Some(holding)) = (queued, self.holding) {
            self.beaten_by_rank(id, &holding);
        }
    }

    /// The order of two claims in line: by the pack's moments, then from when they rank, then as recorded.
    pub(crate) fn compare(&self, one: ClaimId, other: ClaimId) -> Ordering {
        let moments = self.rank_among_all().map_or(Ordering::Equal, |rank| {
            self.by_moments(&rank.rule, one, other)
        });
        let recorded = |id: ClaimId| self.claim(id).map(|claim| (claim.ranked_at, claim.seq));
        moments.then_with(|| recorded(one).cmp(&recorded(other)))
    }

    fn by_moments(&self, rank: &Rank, one: ClaimId, other: ClaimId) -> Ordering {
        let when = |moment, id: ClaimId| -> Option<Instant> {
            let party = self.claim(id)?.party;
            self.moment(moment, party, Some(id)).map(|(at, _)| at)
        };
        for moment in &rank.by {
            let order = match (when(*moment, one), when(*moment, other)) {
                (Some(one), Some(other)) if rank.newest => other.cmp(&one),
                (Some(one), Some(other)) => one.cmp(&other),
                // Who never did it comes after whoever did.
                (one, other) => other.is_some().cmp(&one.is_some()),
            };
            if order != Ordering::Equal {
                return order;
            }
        }
        Ordering::Equal
    }
}
