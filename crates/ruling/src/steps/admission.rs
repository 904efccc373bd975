//! Step 1, admission: may this claim be made, in time and complete?

use crate::calendar::{Instant, MissingYear, Span};
use crate::fact::{Fact, RegionCode};
use crate::fold::{ANYONE, About, Claim, Fold, PartyIndex};
use crate::policy::Admission;
use crate::policy::event::EventSet;
use crate::rules::deadline::Deadline;
use crate::rules::limit::Limit;
use crate::rules::needs::{By, Needs, Test};
use crate::rules::on_fail::OnFail;
use crate::rules::require::Require;
use crate::rules::territory::Territory;
use crate::ruling::{ClaimId, Pending, Source, Standing, Step, Verdict, Why};

/// The worst thing any condition says about a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Worst {
    Fine,
    Waits(Pending),
    Void,
    Refused,
}

impl<'a> Fold<'a> {
    /// Whether a claim still stands for its party: a second one is then only a contact.
    fn is_live(&self, claim: ClaimId) -> bool {
        let standing = self.claim(claim).map(|claim| claim.standing);
        matches!(
            standing,
            Some(
                Standing::Holding
                    | Standing::Standing
                    | Standing::Queued
                    | Standing::Returned
                    | Standing::Waiting(_)
            )
        )
    }

    /// A claim is filed.
    pub(crate) fn file_claim(&mut self, place: u32, fact: &'a Fact, party: PartyIndex) {
        if party == ANYONE {
            return;
        }
        let suspected = fact.has(self.packs.known_names.suspected);
        let confirmed = self.memory.timeline.confirmed(fact.seq);
        if suspected && confirmed == Some(false) {
            return;
        }
        let holds = self.holding.is_some_and(|holding| holding.party == party);
        let live = self
            .current_claim(party)
            .filter(|claim| self.is_live(*claim));
        if holds || live.is_some() {
            self.note_same_holder(live, fact);
            return;
        }
        let id = self.new_claim(place, fact, party);
        if suspected && confirmed.is_none() {
            self.set_standing(id, Standing::Waiting(Pending::Identity));
            if let Some(source) = self.claiming_source() {
                let about = About {
                    claim: Some(id),
                    fact: Some(fact.seq),
                    ..About::default()
                };
                self.find(
                    Step::Admission,
                    source,
                    Verdict::Open,
                    Why::IdentityOpen,
                    about,
                );
            }
            return;
        }
        self.admit(id, fact);
    }

    fn new_claim(&mut self, place: u32, fact: &Fact, party: PartyIndex) -> ClaimId {
        let id = ClaimId::try_from(self.memory.claims.len()).unwrap_or(ClaimId::MAX);
        self.memory.claims.push(Claim {
            place,
            seq: fact.seq,
            person: fact.doer(),
            party,
            version: self.version,
            filed_at: fact.counts_at,
            ranked_at: fact.counts_at,
            standing: Standing::Standing,
            step: 0,
            approved_at: None,
            answer_until: None,
            keeps_place: false,
            taken_at: Instant::MAX,
            undisputed: true,
            standing_since: Instant::MAX,
            permission: crate::name::Symbol::NONE,
            region_outside: false,
            mendable: false,
        });
        if let Some(current) = self.memory.current.get_mut(party) {
            *current = Some(id);
        }
        id
    }

    fn note_same_holder(&mut self, live: Option<ClaimId>, fact: &Fact) {
        if let Some(source) = self.claiming_source() {
            let about = About {
                claim: live,
                fact: Some(fact.seq),
                ..About::default()
            };
            self.find(
                Step::Ownership,
                source,
                Verdict::Note,
                Why::SameHolder,
                about,
            );
        }
    }

    /// The clause by which claims are compared, to hang general findings on.
    pub(crate) fn claiming_source(&self) -> Option<Source> {
        let policy = self.policy;
        let first = policy.ranks.first().map(|rank| rank.source);
        let first = first.or_else(|| policy.protects.first().map(|protect| protect.source));
        let first = first.or_else(|| policy.admission.first().map(|rule| rule.source));
        let first = first.or_else(|| policy.approvals.first().map(|rule| rule.source));
        first.or_else(|| policy.deal.as_ref().map(|deal| deal.source))
    }

    /// Checks every admission rule, then lets the claim into review or contention.
    pub(crate) fn admit(&mut self, id: ClaimId, fact: &'a Fact) {
        let worst = self.check_admission(id, fact);
        match worst {
            Worst::Refused => self.set_standing(id, Standing::Refused),
            Worst::Void => self.set_standing(id, Standing::Void),
            Worst::Waits(reason) => self.set_standing(id, Standing::Waiting(reason)),
            Worst::Fine => self.after_admission(id),
        }
    }

    pub(crate) fn after_admission(&mut self, id: ClaimId) {
        if let Some(approval) = self
            .policy
            .approvals
            .iter()
            .find(|approval| !approval.rule.kind.is_some())
        {
            let keeps_place = approval.rule.keeps_place;
            if let Some(claim) = self.claim_mut(id) {
                claim.keeps_place = keeps_place;
            }
            self.set_standing(id, Standing::Waiting(Pending::Review));
            return;
        }
        self.contend(id);
    }

    fn check_admission(&mut self, id: ClaimId, fact: &'a Fact) -> Worst {
        let policy = self.policy;
        let mut worst = Worst::Fine;
        for bound in &policy.admission {
            let failed = match &bound.rule {
                Admission::Require(rule) => self.check_require(rule, bound.source, id, fact),
                Admission::Needs(rule) => self.check_needs(rule, bound.source, id, fact),
                Admission::Deadline(rule) => self.check_deadline(rule, bound.source, id, fact),
                Admission::Territory(rule) => self.check_territory(*rule, bound.source, id, fact),
                Admission::Limit(rule) => self.check_limit(rule, bound.source, id, fact),
            };
            let outcome = match failed {
                None | Some(OnFail::Violation(_) | OnFail::Notice) => Worst::Fine,
                Some(OnFail::Refuse) => Worst::Refused,
                Some(OnFail::Void) => Worst::Void,
                Some(OnFail::Wait(reason)) => Worst::Waits(reason),
            };
            worst = worst.max(outcome);
        }
        worst
    }

    fn check_require(
        &mut self,
        rule: &Require,
        source: Source,
        id: ClaimId,
        fact: &Fact,
    ) -> Option<OnFail> {
        let customer_type = fact
            .particulars
            .as_ref()
            .map(|more| more.customer_type)
            .unwrap_or_default();
        let applies = (!rule.for_type.is_some() || rule.for_type == customer_type)
            && (!rule.when_given.is_some() || fact.has(rule.when_given))
            && (!rule.unless_given.is_some() || !fact.has(rule.unless_given));
        if !applies {
            return None;
        }
        let about = About {
            claim: Some(id),
            fact: Some(fact.seq),
            ..About::default()
        };
        let mut failed = None;
        for field in rule.fields.iter().filter(|field| !fact.has(**field)) {
            self.find(
                Step::Admission,
                source,
                Verdict::Fail,
                Why::Missing(*field),
                about,
            );
            failed = Some(rule.on_fail);
        }
        for mark in rule.excludes.iter().filter(|mark| fact.has(**mark)) {
            self.find(
                Step::Admission,
                source,
                Verdict::Fail,
                Why::NotAllowed(*mark),
                about,
            );
            failed = Some(rule.on_fail);
        }
        if failed.is_none() {
            self.find(Step::Admission, source, Verdict::Pass, Why::Complete, about);
        }
        failed
    }

    /// How many such events lie in the test's window before now, and the last of them.
    pub(crate) fn count_events(
        &self,
        test: &Test,
        party: PartyIndex,
        now: Instant,
    ) -> (u32, Option<&'a Fact>) {
        let party = match test.by {
            By::Anyone => ANYONE,
            By::Claimant => party,
        };
        let seen = self.seen(party, test.event);
        let Some(last) = (seen.count > 0).then(|| self.fact(seen.last)).flatten() else {
            return (0, None);
        };
        let in_window = |fact: &Fact| {
            let time = fact.counts_at;
            let within = test
                .within
                .is_none_or(|span| self.ends(span, time).is_ok_and(|end| now < end));
            let apart = test.at_least.is_none_or(|span| {
                self.ends(span, time)
                    .is_ok_and(|end| now.plus_seconds(1) >= end)
            });
            within && apart
        };
        if test.within.is_none() && test.at_least.is_none() {
            return (seen.count, Some(last));
        }
        if in_window(last) && test.min <= 1 && test.max == u32::MAX {
            return (1, Some(last));
        }
        let mut count = 0;
        let mut latest = None;
        for place in &self.memory.timeline.places {
            let Some(fact) = self.fact(*place) else {
                continue;
            };
            if fact.counts_at > now {
                break;
            }
            let same_party = party == ANYONE || self.is_deed_of(fact, party);
            if same_party && self.events_of(fact).contains(test.event) && in_window(fact) {
                count += 1;
                latest = Some(fact);
            }
        }
        (count, latest)
    }

    fn check_needs(
        &mut self,
        rule: &Needs,
        source: Source,
        id: ClaimId,
        fact: &Fact,
    ) -> Option<OnFail> {
        if rule.when_given.is_some() && !fact.has(rule.when_given) {
            return None;
        }
        let party = self.claim(id).map_or(ANYONE, |claim| claim.party);
        let (count, found) = self.count_events(&rule.test, party, self.now);
        let name = self.event_name(rule.test.event);
        let about = About {
            claim: Some(id),
            fact: Some(fact.seq),
            against: found.map(|found| found.seq),
            deadline: None,
        };
        if count < rule.test.min {
            self.find(
                Step::Admission,
                source,
                Verdict::Fail,
                Why::NotHappened(name),
                about,
            );
        } else if count > rule.test.max {
            self.find(
                Step::Admission,
                source,
                Verdict::Fail,
                Why::Happens(name),
                about,
            );
        } else {
            self.find(
                Step::Admission,
                source,
                Verdict::Pass,
                Why::Happened(name),
                about,
            );
            return None;
        }
        if rule.later_ranks
            && let Some(claim) = self.claim_mut(id)
        {
            claim.mendable = true;
        }
        Some(rule.on_fail)
    }

    fn check_deadline(
        &mut self,
        rule: &Deadline,
        source: Source,
        id: ClaimId,
        fact: &'a Fact,
    ) -> Option<OnFail> {
        if rule.any_claim || rule.first_claim || rule.to.is_some() {
            return None;
        }
        let party = self.claim(id).map_or(ANYONE, |claim| claim.party);
        let party = if rule
            .from
            .event
            .is_some_and(|event| self.seen(party, event).count == 0)
        {
            ANYONE
        } else {
            party
        };
        let (from, against) = self.moment(rule.from, party, Some(id))?;
        let about = About {
            claim: Some(id),
            fact: Some(fact.seq),
            against,
            deadline: None,
        };
        self.in_time(rule, source, from, fact.counts_at, about)
    }

    /// Judges one deadline and says how it came out.
    pub(crate) fn in_time(
        &mut self,
        rule: &Deadline,
        source: Source,
        from: Instant,
        done: Instant,
        about: About,
    ) -> Option<OnFail> {
        match self.ends(rule.within, from) {
            Err(MissingYear { year }) => {
                self.find(
                    Step::Admission,
                    source,
                    Verdict::Open,
                    Why::MissingYear(year),
                    about,
                );
                self.calendar_missing = true;
                None
            }
            Ok(deadline) => {
                let about = About {
                    deadline: Some(deadline),
                    ..about
                };
                if done < deadline {
                    self.find(Step::Admission, source, Verdict::Pass, Why::InTime, about);
                    return None;
                }
                let days = if rule.count_days {
                    self.days_late(rule.within, deadline, done)
                } else {
                    0
                };
                self.find(
                    Step::Admission,
                    source,
                    Verdict::Fail,
                    Why::Late(days),
                    about,
                );
                if let OnFail::Violation(name) = rule.on_fail {
                    self.propose_late(source, name, about, days);
                }
                Some(rule.on_fail)
            }
        }
    }

    /// Days late, at least one: working days where the span is in them, else civil days.
    pub(crate) fn days_late(&self, span: Span, deadline: Instant, done: Instant) -> u32 {
        let zone = &self.policy.zone;
        let (last, today) = (zone.day_of(deadline.plus_seconds(-1)), zone.day_of(done));
        let days = match span {
            Span::WorkingDays(_) => self.packs.workdays.between(last, today).unwrap_or(1),
            _ => u32::try_from(today.days() - last.days()).unwrap_or(1),
        };
        days.max(1)
    }

    /// The customer's place as known for this claim: its own, else the last one given in the case.
    fn region_of(&self, fact: &Fact) -> Option<RegionCode> {
        let own = fact.particulars.as_ref().and_then(|more| more.region);
        own.or(self.region)
    }

    /// Whether the unit is one of those with the finest division around the place.
    pub(crate) fn is_responsible(&self, unit: crate::fact::UnitId, place: RegionCode) -> bool {
        let holding = |area: RegionCode| {
            self.company
                .regions(self.now, self.known)
                .filter(move |(_, codes)| codes.contains(&area))
                .map(|(unit, _)| unit)
        };
        place
            .ancestry()
            .find(|area| holding(*area).next().is_some())
            .is_some_and(|area| holding(area).any(|other| other == unit))
    }

    pub(crate) fn check_territory(
        &mut self,
        rule: Territory,
        source: Source,
        id: ClaimId,
        fact: &Fact,
    ) -> Option<OnFail> {
        let about = About {
            claim: Some(id),
            fact: Some(fact.seq),
            ..About::default()
        };
        let unit = fact
            .doer()
            .and_then(|doer| self.company.unit_of(doer, fact.counts_at, self.known));
        let (Some(place), Some(unit)) = (self.region_of(fact), unit) else {
            self.find(
                Step::Admission,
                source,
                Verdict::Note,
                Why::RegionUnknown,
                about,
            );
            return None;
        };
        if self.is_responsible(unit, place) {
            self.find(Step::Admission, source, Verdict::Pass, Why::InRegion, about);
            return None;
        }
        let party = self.claim(id).map_or(ANYONE, |claim| claim.party);
        if let Some(claim) = self.claim_mut(id) {
            claim.region_outside = true;
            claim.permission = rule.permission;
        }
        if let Some(decided) = self.permission_of(party, rule.permission) {
            let about = About {
                against: Some(decided),
                ..about
            };
            self.find(
                Step::Admission,
                source,
                Verdict::Pass,
                Why::PermittedOutside,
                about,
            );
            return None;
        }
        self.find(
            Step::Admission,
            source,
            Verdict::Fail,
            Why::OutOfRegion,
            about,
        );
        Some(OnFail::Wait(Pending::Review))
    }

    fn check_limit(
        &mut self,
        rule: &Limit,
        source: Source,
        id: ClaimId,
        fact: &'a Fact,
    ) -> Option<OnFail> {
        let about = About {
            claim: Some(id),
            fact: Some(fact.seq),
            ..About::default()
        };
        if let Some((count, next)) = self.counted(rule, fact) {
            let level = fact.doer().map_or(crate::name::Symbol::NONE, |doer| {
                self.company.level_of(doer, self.now, self.known)
            });
            let max = rule
                .max
                .iter()
                .find(|(known, _)| *known == level)
                .or_else(|| rule.max.iter().find(|(known, _)| !known.is_some()));
            if let Some((_, max)) = max {
                if count >= *max {
                    let about = About {
                        deadline: next,
                        ..about
                    };
                    self.find(
                        Step::Admission,
                        source,
                        Verdict::Fail,
                        Why::LimitReached(count, *max),
                        about,
                    );
                    return Some(rule.on_fail);
                }
                self.find(
                    Step::Admission,
                    source,
                    Verdict::Pass,
                    Why::WithinLimit(count, *max),
                    about,
                );
            }
        }
        let party = self.claim(id).map_or(ANYONE, |claim| claim.party);
        let earlier = self
            .memory
            .claims
            .iter()
            .take(usize::from(id))
            .rev()
            .find(|claim| claim.party == party)
            .copied();
        let earlier = earlier?;
        let gap = rule
            .min_gap
            .and_then(|span| self.ends(span, earlier.filed_at).ok());
        let lapsed = earlier.standing == Standing::Lapsed;
        let cooldown = rule
            .cooldown
            .filter(|_| lapsed)
            .and_then(|span| self.ends(span, earlier.standing_since).ok());
        let possible = gap.max(cooldown)?;
        let about = About {
            deadline: Some(possible),
            against: Some(earlier.seq),
            ..about
        };
        if self.now < possible {
            self.find(Step::Admission, source, Verdict::Fail, Why::TooSoon, about);
            return Some(rule.on_fail);
        }
        None
    }

    /// The ledger's count recorded for this claim (the last `counted` fact of the counter for the claimant).
    fn counted(&self, rule: &Limit, fact: &Fact) -> Option<(u32, Option<Instant>)> {
        if !rule.counter.is_some() {
            return None;
        }
        let places = self.memory.timeline.places.iter().rev();
        let counted = places.filter_map(|place| self.fact(*place)).find(|other| {
            other.kind == crate::fact::FactKind::Counted
                && other.what == rule.counter
                && other.counts_at <= fact.counts_at
                && other.person == fact.doer()
        })?;
        let more = counted.particulars.as_ref()?;
        Some((u32::try_from(more.value?).ok()?, more.until))
    }

    /// A later event mends a claim refused or waiting for want of it; the rank counts from then.
    pub(crate) fn mend(&mut self, fact: &'a Fact, events: EventSet) {
        let policy = self.policy;
        let mends = policy.admission.iter().any(|bound| {
            matches!(&bound.rule, Admission::Needs(needs) if needs.later_ranks && events.contains(needs.test.event))
        });
        if !mends {
            return;
        }
        for index in 0..self.memory.claims.len() {
            let Ok(id) = ClaimId::try_from(index) else {
                return;
            };
            let Some(claim) = self.claim(id).copied() else {
                return;
            };
            let open = matches!(
                claim.standing,
                Standing::Refused | Standing::Waiting(_) | Standing::Void
            );
            let Some(filed) = self.fact(claim.place).filter(|_| claim.mendable && open) else {
                continue;
            };
            let now = fact.counts_at;
            if let Some(claim) = self.claim_mut(id) {
                claim.mendable = false;
                claim.ranked_at = now;
            }
            self.admit(id, filed);
        }
    }
}
