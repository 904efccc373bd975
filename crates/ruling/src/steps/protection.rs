//! Step 3, protection: what others may do now, and until when.

use crate::calendar::Instant;
use crate::fact::{Fact, StaffId};
use crate::fold::{About, Extended, Fold, Grant, Holding, PartyIndex};
use crate::policy::Bound;
use crate::policy::event::EventSet;
use crate::rules::condition::Condition;
use crate::rules::moment::{Time, Which};
use crate::rules::protect::{Lasts, Protect};
use crate::ruling::{ClaimId, Mode, Protection, Source, Step, Verdict, Why};

/// The strongest stage in force.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stage {
    pub(crate) mode: Mode,
    pub(crate) until: Instant,
    pub(crate) source: Option<Source>,
}

/// Nothing protects.
const OPEN: Stage = Stage {
    mode: Mode::Open,
    until: Instant::MAX,
    source: None,
};

impl Stage {
    /// Takes a stage in force if it is stronger, or as strong and longer.
    fn strengthen(&mut self, bound: &Bound<Protect>, until: Instant, now: Instant) {
        let mode = bound.rule.mode;
        let stronger = mode > self.mode || (mode == self.mode && until > self.until);
        if now < until && (self.source.is_none() || stronger) {
            *self = Stage {
                mode,
                until,
                source: Some(bound.source),
            };
        }
    }
}

impl<'a> Fold<'a> {
    /// Whether a stage applies to the claim at all.
    pub(super) fn stage_applies(&self, rule: &Protect, claim: Option<ClaimId>) -> bool {
        match rule.only_if {
            None => true,
            Some(Condition::Undisputed) => claim
                .and_then(|id| self.claim(id))
                .is_none_or(|claim| claim.undisputed),
            Some(condition) => self.holds(condition),
        }
    }

    /// The end of one stage: the latest of its spans, never past its cap.
    pub(super) fn stage_end(&self, bound: &Bound<Protect>, holding: &Holding) -> Option<Instant> {
        let rule = &bound.rule;
        let Lasts::For(span) = rule.lasts else {
            return Some(Instant::MAX);
        };
        let mut since = rule.since;
        if since.event.is_some() && since.time == Time::Recorded {
            since.time = Time::Effective;
        }
        let claim = holding.claim.and_then(|id| self.claim(id));
        let claimed = claim.map_or(holding.since, |claim| {
            claim.ranked_at.max(claim.moved_up_at)
        });
        let from = match since.event {
            Some(_) => self.moment(since, holding.party, holding.claim)?.0,
            None => claimed,
        };
        let mut end = self.ends(span, from).unwrap_or(Instant::MAX);
        for (event, span) in &rule.renew_on {
            let seen = self.seen(holding.party, *event);
            if seen.count > 0 && seen.latest >= from {
                end = end.max(self.ends(*span, seen.latest).unwrap_or(Instant::MAX));
            }
        }
        if let Some(extension) = &rule.extend {
            for _ in 0..self.times_extended(bound.source, holding) {
                end = self
                    .ends(extension.by, end.plus_seconds(-1))
                    .unwrap_or(Instant::MAX);
            }
        }
        let Some(cap) = rule.cap else {
            return Some(end);
        };
        let first = match (since.event, since.which) {
            (Some(_), Which::First) => from,
            _ => claimed,
        };
        let cap = self.ends(cap, first).unwrap_or(Instant::MAX);
        Some(end.min(cap))
    }

    /// The stages that bind the holder.
    pub(crate) fn stages(
        &self,
        holding: &Holding,
    ) -> impl Iterator<Item = &'a Bound<Protect>> + use<'a> {
        self.rules_of(holding, |policy| &policy.protects)
    }

    /// The strongest stage that protects the holder now.
    pub(crate) fn stage(&self, holding: &Holding) -> Stage {
        let mut strongest = OPEN;
        for bound in self.stages(holding) {
            if self.stage_applies(&bound.rule, holding.claim)
                && let Some(until) = self.stage_end(bound, holding)
            {
                strongest.strengthen(bound, until, self.now);
            }
        }
        strongest
    }

    /// The next instant after `after` at which a stage of the holder ends.
    pub(crate) fn next_stage_end(&self, holding: &Holding, after: Instant) -> Option<Instant> {
        let ends = self
            .stages(holding)
            .filter(|bound| self.stage_applies(&bound.rule, holding.claim));
        ends.filter_map(|bound| self.stage_end(bound, holding))
            .filter(|end| *end > after && *end < Instant::MAX)
            .min()
    }

    /// A newcomer meets the holder's protection: each stage is recorded, the strongest returned.
    pub(crate) fn meet(&mut self, holding: &Holding, newcomer: ClaimId) -> Stage {
        let mut strongest = OPEN;
        let against = holding
            .claim
            .and_then(|id| self.claim(id))
            .map(|claim| claim.seq);
        let fact = self.claim(newcomer).map(|claim| claim.seq);
        for bound in self.stages(holding) {
            let mut about = About {
                claim: Some(newcomer),
                fact,
                against,
                deadline: None,
            };
            if !self.stage_applies(&bound.rule, holding.claim) {
                self.find(
                    Step::Protection,
                    bound.source,
                    Verdict::Note,
                    Why::NotApplicable,
                    about,
                );
                continue;
            }
            let Some(until) = self.stage_end(bound, holding) else {
                continue;
            };
            strongest.strengthen(bound, until, self.now);
            about.deadline = (until < Instant::MAX).then_some(until);
            let (verdict, why) = match bound.rule.mode {
                Mode::Forbid if self.now < until => (Verdict::Fail, Why::Forbids),
                Mode::Ask if self.now < until => (Verdict::Fail, Why::Asks),
                _ => (Verdict::Pass, Why::ProtectionOver),
            };
            self.find(Step::Protection, bound.source, verdict, why, about);
        }
        strongest
    }

    /// The holder consents to somebody's claim; or an outsider's consent, which is only remembered.
    pub(crate) fn grant(&mut self, fact: &'a Fact, party: PartyIndex) {
        let (Some(rule), Some(to)) = (&self.policy.consent, fact.person) else {
            return;
        };
        if !self.speaks_for_holder(fact, party) {
            return;
        }
        let until = self.ends(rule.rule.valid, self.now).unwrap_or(Instant::MAX);
        self.memory.grants.push(Grant {
            seq: fact.seq,
            to,
            by: self.holding.and_then(|holding| holding.claim),
            at: self.now,
            until,
            uses: rule.rule.uses,
        });
    }

    /// Uses up a consent to this person, if one is in force.
    pub(crate) fn use_consent(&mut self, person: Option<StaffId>, newcomer: ClaimId) -> bool {
        let now = self.now;
        let Some(holding) = self.holding else {
            return false;
        };
        // A consent outlives its giver's departure: it belongs to the claim that holds.
        let still_theirs = |grant: &Grant| match holding.claim {
            Some(claim) => grant.by == Some(claim),
            None => grant.at >= holding.since,
        };
        let grant = self.memory.grants.iter_mut().find(|grant| {
            Some(grant.to) == person && grant.uses > 0 && now < grant.until && still_theirs(grant)
        });
        let used = grant.map(|grant| {
            grant.uses -= 1;
            (grant.seq, grant.until)
        });
        let Some(rule) = &self.policy.consent else {
            return false;
        };
        let fact = self.claim(newcomer).map(|claim| claim.seq);
        match used {
            Some((seq, until)) => {
                let about = About {
                    claim: Some(newcomer),
                    fact,
                    against: Some(seq),
                    deadline: Some(until),
                };
                self.find(
                    Step::Protection,
                    rule.source,
                    Verdict::Pass,
                    Why::ConsentGiven,
                    about,
                );
                true
            }
            None => {
                let about = About {
                    claim: Some(newcomer),
                    fact,
                    ..About::default()
                };
                self.find(
                    Step::Protection,
                    rule.source,
                    Verdict::Fail,
                    Why::ConsentMissing,
                    about,
                );
                false
            }
        }
    }

    /// How often the stage was extended for the claim that holds.
    fn times_extended(&self, source: Source, holding: &Holding) -> usize {
        let extensions = self.memory.extensions.iter();
        extensions
            .filter(|extension| {
                extension.source == source && Some(extension.claim) == holding.claim
            })
            .count()
    }

    /// An event that grants the holder more time, if the stage is not over and not yet used up.
    pub(crate) fn extend(&mut self, fact: &'a Fact, events: EventSet, party: PartyIndex) {
        let Some(holding) = self.holding else { return };
        for bound in self.stages(&holding) {
            let Some(extension) = &bound.rule.extend else {
                continue;
            };
            let (Some(claim), true) = (holding.claim, events.contains(extension.on)) else {
                continue;
            };
            if !self.concerns_holder(fact, party, &holding) {
                continue;
            }
            let end = self
                .stage_end(bound, &holding)
                .filter(|end| self.now < *end);
            let used = self.times_extended(bound.source, &holding);
            let more = end.is_some() && used < usize::try_from(extension.times).unwrap_or(0);
            if more {
                self.memory.extensions.push(Extended {
                    claim,
                    source: bound.source,
                });
            }
            let (verdict, why) = match more {
                true => (Verdict::Pass, Why::Extended),
                false => (Verdict::Fail, Why::NotExtended),
            };
            let about = About {
                claim: Some(claim),
                fact: Some(fact.seq),
                against: None,
                deadline: self.stage_end(bound, &holding),
            };
            self.find(Step::Protection, bound.source, verdict, why, about);
            self.timers_changed();
        }
    }

    /// Whether a fact is the holder's, about the holder's claim, or decides what the holder asked for.
    fn concerns_holder(&self, fact: &Fact, party: PartyIndex, holding: &Holding) -> bool {
        let claim = holding.claim.and_then(|id| self.claim(id));
        let about_claim = fact.of.is_some() && fact.of == claim.map(|claim| claim.seq);
        let for_holder = self.asker(fact) == Some(self.party_name(holding.party));
        about_claim || for_holder || (party == holding.party && fact.person.is_none())
    }

    /// What others may do now.
    pub(crate) fn protection(&self) -> Protection {
        if let (None, Some((_, until))) = (&self.holding, self.turn) {
            return Protection {
                mode: Mode::Forbid,
                until: (until < Instant::MAX).then_some(until),
                source: self.rank_among_all().map(|rank| rank.source),
                ended: None,
            };
        }
        let Some(holding) = &self.holding else {
            let mode = if self.in_pool { Mode::Pool } else { Mode::Open };
            return Protection {
                mode,
                ..Protection::default()
            };
        };
        let stage = self.stage(holding);
        Protection {
            mode: stage.mode,
            until: (stage.until < Instant::MAX).then_some(stage.until),
            source: stage.source,
            ended: None,
        }
    }

    /// As [`Self::protection`], and since when a holder whom nothing protects any more is without it. Each
    /// stage is asked once for its end.
    pub(crate) fn protection_now(&self) -> Protection {
        let Some(holding) = &self.holding else {
            return self.protection();
        };
        let mut strongest = OPEN;
        let mut ended: Option<(Instant, Source)> = None;
        for bound in self.stages(holding) {
            if self.stage_applies(&bound.rule, holding.claim)
                && let Some(until) = self.stage_end(bound, holding)
            {
                strongest.strengthen(bound, until, self.now);
                if until <= self.now && ended.is_none_or(|(end, _)| until >= end) {
                    ended = Some((until, bound.source));
                }
            }
        }
        let ended = ended.filter(|_| strongest.source.is_none());
        Protection {
            mode: strongest.mode,
            until: (strongest.until < Instant::MAX).then_some(strongest.until),
            source: strongest.source.or(ended.map(|(_, source)| source)),
            ended: ended.map(|(end, _)| end),
        }
    }
}
