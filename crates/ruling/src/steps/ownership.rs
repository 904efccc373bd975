//! Step 4, ownership: which of several claims wins, and what authority gives.

mod assignment;
mod line;
mod precedence;
mod rota;

use crate::calendar::Instant;
use crate::fact::StaffId;
use crate::fold::{About, Fold, Holding, PartyIndex};
use crate::policy::Bound;
use crate::rules::rank::{Among, Behind, Rank};
use crate::rules::who::Who;
use crate::ruling::{ClaimId, Mode, Pending, Source, Standing, Step, Verdict, Why};

impl<'a> Fold<'a> {
    pub(crate) fn rank_among_all(&self) -> Option<&'a Bound<Rank>> {
        self.policy
            .ranks
            .iter()
            .find(|rank| rank.rule.among == Among::All)
    }

    /// An admitted claim meets whoever is there.
    pub(crate) fn contend(&mut self, id: ClaimId) {
        if !self.policy.exclusive {
            self.set_standing(id, Standing::Standing);
            return;
        }
        if self.behind_kept_place(id) {
            return;
        }
        if self.behind_an_offer(id) {
            return;
        }
        let Some(holding) = self.holding else {
            let why = if self.in_pool { Why::InPool } else { Why::Free };
            self.find_won(id, why, None);
            self.take(id, true);
            return;
        };
        if self.signatory_wins(id, &holding)
            || self.beaten_on_the_day(id, &holding)
            || self.beaten_by_rank(id, &holding)
        {
            return;
        }
        let stage = self.meet(&holding, id);
        if stage.mode <= Mode::Pool {
            self.find_won(id, Why::ProtectionOver, Some(&holding));
            self.take(id, true);
            return;
        }
        let person = self.claim(id).and_then(|claim| claim.person);
        if self.policy.consent.is_some() && self.use_consent(person, id) {
            if let Some(claim) = self.claim_mut(id) {
                claim.by_consent = true;
            }
            self.take(id, true);
            return;
        }
        self.lose(id, &holding, stage.mode, stage.source);
    }

    fn find_won(&mut self, id: ClaimId, why: Why, holding: Option<&Holding>) {
        let Some(source) = self.claiming_source() else {
            return;
        };
        let fact = self.claim(id).map(|claim| claim.seq);
        let against = holding
            .and_then(|holding| holding.claim)
            .and_then(|id| self.claim(id))
            .map(|claim| claim.seq);
        self.find(
            Step::Ownership,
            source,
            Verdict::Pass,
            why,
            About {
                claim: Some(id),
                fact,
                against,
                deadline: None,
            },
        );
    }

    /// Behind an earlier claim whose place is kept while it is reviewed or corrected.
    fn behind_kept_place(&mut self, id: ClaimId) -> bool {
        let Some(approval) = self
            .claim_approval()
            .filter(|approval| approval.rule.keeps_place)
        else {
            return false;
        };
        let Some(mine) = self.claim(id).copied() else {
            return false;
        };
        let ahead = self.memory.claims.iter().find(|other| {
            !self.signs_before(mine.person, other.person)
                && other.keeps_place
                && other.party != mine.party
                && (other.ranked_at, other.seq) < (mine.ranked_at, mine.seq)
                && matches!(
                    other.standing,
                    Standing::Waiting(Pending::Review) | Standing::Returned
                )
        });
        let Some(ahead) = ahead.copied() else {
            return false;
        };
        let about = About {
            claim: Some(id),
            fact: Some(mine.seq),
            against: Some(ahead.seq),
            deadline: ahead.answer_until,
        };
        self.find(
            Step::Ownership,
            approval.source,
            Verdict::Open,
            Why::BehindKeptPlace,
            about,
        );
        self.set_standing(id, Standing::Waiting(Pending::Window));
        true
    }

    /// A signatory of the contract comes before someone who did not sign it.
    fn signatory_wins(&mut self, id: ClaimId, holding: &Holding) -> bool {
        let mine = self.claim(id).and_then(|claim| claim.person);
        let Some(rank) = self
            .signatories_first()
            .filter(|_| self.signs_before(mine, holding.person))
        else {
            return false;
        };
        let about = About {
            claim: Some(id),
            fact: self.claim(id).map(|claim| claim.seq),
            ..About::default()
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

    fn signatories_first(&self) -> Option<&'a Bound<Rank>> {
        let policy = self.policy;
        policy.ranks.iter().find(|rank| rank.rule.signatory_first)
    }

    /// Whether one comes before the other for having signed the contract.
    fn signs_before(&self, one: Option<StaffId>, other: Option<StaffId>) -> bool {
        self.signatories_first().is_some()
            && self.signed_contract(one)
            && !self.signed_contract(other)
    }

    /// Whether a person is among the signatories of the contracts of this case.
    pub(crate) fn signed_contract(&self, person: Option<StaffId>) -> bool {
        let Some(person) = person else { return false };
        let places = self.memory.timeline.places.iter();
        places.filter_map(|place| self.fact(*place)).any(|fact| {
            let listed = fact
                .particulars
                .as_ref()
                .is_some_and(|more| more.people.contains(&person));
            fact.kind == crate::fact::FactKind::Contracted
                && (listed || fact.actor == Some(person) || fact.person == Some(person))
        })
    }

    /// Same-day precedence: the one whose event came first that day wins, even against protection.
    fn beaten_on_the_day(&mut self, id: ClaimId, holding: &Holding) -> bool {
        let ranks = self.policy.ranks.iter();
        let Some(rank) = ranks
            .into_iter()
            .find(|rank| rank.rule.among == Among::SameDay)
        else {
            return false;
        };
        let Some((mine, theirs)) = self.same_day_arrivals(&rank.rule, id, holding) else {
            return false;
        };
        let fact = self.claim(id).map(|claim| claim.seq);
        let against = holding
            .claim
            .and_then(|id| self.claim(id))
            .map(|claim| claim.seq);
        let about = About {
            claim: Some(id),
            fact,
            against,
            deadline: None,
        };
        let closed = self.memory.deals.last();
        let over = closed
            .and_then(|deal| self.fact(deal.place))
            .is_some_and(|deal| deal.counts_at >= holding.since);
        if mine < theirs && rank.rule.beats_protection && !over {
            self.find(
                Step::Ownership,
                rank.source,
                Verdict::Pass,
                Why::RanksFirst,
                about,
            );
            self.take(id, false);
            if let Some(loser) = holding.claim {
                self.set_standing(loser, Standing::Collided);
            }
            return true;
        }
        self.find(
            Step::Ownership,
            rank.source,
            Verdict::Fail,
            Why::RanksAfter,
            about,
        );
        self.set_standing(id, Standing::Collided);
        true
    }

    /// Both parties' first arrivals, if both were on this civil day and nobody was protected before.
    fn same_day_arrivals(
        &self,
        rank: &Rank,
        id: ClaimId,
        holding: &Holding,
    ) -> Option<((Instant, u32), (Instant, u32))> {
        let zone = &self.policy.zone;
        let today = zone.day_of(self.now);
        if zone.day_of(holding.since) != today || self.came_by_consent(holding) {
            return None;
        }
        let event = rank.by.first()?.event?;
        let mine = self.claim(id)?.party;
        let arrival = |party: PartyIndex| {
            let seen = self.seen(party, event);
            let fact = (seen.count > 0)
                .then(|| self.fact(seen.day_first))
                .flatten()?;
            (zone.day_of(fact.counts_at) == today).then_some((fact.counts_at, fact.seq))
        };
        Some((arrival(mine)?, arrival(holding.party)?))
    }

    /// The case was protected before the holder came: those who arrived that day are not compared.
    pub(crate) fn came_by_consent(&self, holding: &Holding) -> bool {
        holding
            .claim
            .and_then(|id| self.claim(id))
            .is_some_and(|claim| claim.by_consent)
    }

    /// The newcomer does not get the case.
    fn lose(&mut self, id: ClaimId, holding: &Holding, mode: Mode, source: Option<Source>) {
        let fact = self.claim(id).map(|claim| claim.seq);
        let against = holding
            .claim
            .and_then(|id| self.claim(id))
            .map(|claim| claim.seq);
        let about = About {
            claim: Some(id),
            fact,
            against,
            deadline: None,
        };
        // Who filed before the holder was assigned was already in line.
        let in_line = !holding.assigned
            || self
                .claim(id)
                .is_some_and(|claim| claim.filed_at < holding.since);
        let queue = self
            .rank_among_all()
            .filter(|rank| rank.rule.behind != Behind::Collides && in_line);
        if let Some(rank) = queue {
            self.find(
                Step::Ownership,
                rank.source,
                Verdict::Open,
                Why::QueuedBehind,
                about,
            );
            self.set_standing(id, Standing::Queued);
            return;
        }
        if let Some(source) = self.rank_among_all().map(|rank| rank.source).or(source) {
            self.find(
                Step::Ownership,
                source,
                Verdict::Fail,
                Why::RanksAfter,
                about,
            );
        }
        self.set_standing(id, Standing::Collided);
        self.start_collision_duties(id);
        self.propose_for_collision(id, mode);
    }

    /// The claim takes the case; whoever held it is superseded.
    pub(crate) fn take(&mut self, id: ClaimId, undisputed: bool) {
        let now = self.now;
        self.turn = None;
        let taken_from = self.holding;
        if let Some(old) = taken_from.and_then(|holding| holding.claim) {
            self.set_standing(old, Standing::Superseded);
        }
        // An unresolved dispute makes a claim disputed, but not one that took an open or consented case.
        let undisputed = undisputed
            && (taken_from.is_some() || self.in_pool || self.memory.open_disputes.is_empty());
        let source = self.claiming_source();
        let Some(claim) = self.claim_mut(id) else {
            return;
        };
        claim.taken_at = now;
        if matches!(claim.standing, Standing::Queued | Standing::Offered) {
            claim.moved_up_at = now;
        }
        claim.taken_from = taken_from;
        claim.undisputed = undisputed;
        let (party, person) = (claim.party, claim.person);
        self.set_standing(id, Standing::Holding);
        let owner = self.party_name(party);
        self.holding = Some(Holding {
            claim: Some(id),
            party,
            owner,
            person,
            since: now,
            assigned: false,
            left: false,
            source,
        });
        self.in_pool = false;
        let awaits = self
            .holding
            .is_some_and(|holding| self.before_assignment(&holding).is_some());
        if !awaits {
            self.start_taken_duties(id);
        } else if self.offered.is_none() && !self.give_in_turn(None) {
            self.await_assignment();
        }
        self.timers_changed();
    }

    /// The case goes back to whoever held it before a registration that was voided.
    pub(crate) fn give_back(&mut self, before: Holding) {
        if let Some(id) = before.claim {
            self.set_standing(id, Standing::Holding);
        }
        self.holding = Some(before);
        self.timers_changed();
    }

    /// As [`Self::has_authority`], at another instant than now.
    pub(crate) fn has_authority_at(
        &self,
        actor: Option<StaffId>,
        by: &[Who],
        unit_of: Option<StaffId>,
        at: Instant,
    ) -> bool {
        let Some(actor) = actor else {
            return by.is_empty();
        };
        // Whoever is away passes on what is theirs, and nothing about themselves.
        let mut acting = self.company.acting(actor, at, self.known);
        acting.any(|one| {
            let is_own = one != actor && Some(one) == unit_of;
            !is_own && self.has_own_authority(one, by, unit_of, at)
        })
    }

    /// The same without those for whom somebody stands in.
    fn has_own_authority(
        &self,
        actor: StaffId,
        by: &[Who],
        unit_of: Option<StaffId>,
        at: Instant,
    ) -> bool {
        let role = self.company.role_of(actor, at, self.known);
        let unit = self.company.unit_of(actor, at, self.known);
        by.iter().any(|who| match who {
            Who::Role(wanted) => role == *wanted,
            Who::Named(name) => self.company.named(*name, at, self.known) == Some(actor),
            Who::RoleOfUnit(wanted) => {
                let theirs = unit_of.and_then(|staff| self.company.unit_of(staff, at, self.known));
                role == *wanted && (theirs.is_none() || theirs == unit)
            }
            _ => false,
        })
    }
}
