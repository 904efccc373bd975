//! The fold: facts and timers in order, and what is remembered of them.

mod memory;
mod moments;
mod reserved;
mod versions;

pub use self::memory::Workspace;
pub(crate) use self::memory::{
    ANYONE, Claim, DealSeen, Decision, Dispute, Duty, Extended, Grant, Holding, PartyIndex, Seen,
    UNSEEN,
};
use crate::calendar::{Clock, Instant, MissingYear, OpeningHours, Span};
use crate::case::CaseFile;
use crate::company::Company;
use crate::fact::{Fact, RegionCode, Seq, StaffId};
use crate::name::Symbol;
use crate::policy::event::{EventId, EventSet};
use crate::policy::{HolderKind, Packs, Policy};
use crate::rules::moment::Time;
use crate::ruling::{
    ClaimId, Finding, Party, Ruling, Source, Standing, Step, Verdict, VersionId, Why,
};

/// Seconds after which a deal entered late counts from its entry (regulation 0, part 1).
pub(crate) const LATE_ENTRY_SECONDS: i64 = 24 * 3600;

/// How many people's parties are kept at hand.
const DOERS: usize = 8;

/// The state of a judgment.
pub(crate) struct Fold<'a> {
    pub(crate) case: &'a CaseFile,
    pub(crate) company: &'a Company,
    pub(crate) packs: &'a Packs,
    pub(crate) policy: &'a Policy,
    pub(crate) version: VersionId,
    pub(crate) hours: &'a OpeningHours,
    pub(crate) known: Instant,
    /// The instant the fold has come to.
    pub(crate) now: Instant,
    /// No timer is due before this.
    pub(crate) next_timer: Instant,
    pub(crate) holding: Option<Holding>,
    /// The case lies in the pool.
    pub(crate) in_pool: bool,
    pub(crate) archived: bool,
    /// The case is closed; a new claim opens another.
    pub(crate) closed: bool,
    /// Place of the first fact of the case as it now stands.
    pub(crate) chapter: u32,
    /// The personal data is gone.
    pub(crate) erased: bool,
    /// An assignment offered and not answered, with the end of its time.
    pub(crate) offered: Option<(StaffId, Instant)>,
    /// The queued claim that the case is offered to, with the end of its time.
    pub(crate) turn: Option<(ClaimId, Instant)>,
    /// How the last deal came out.
    pub(crate) settled: Option<crate::steps::outcome::Settled>,
    /// No roster was known for a deal without owner.
    pub(crate) roster_missing: bool,
    /// Some rule compares arrivals of one day.
    pub(crate) compares_days: bool,
    /// Whose deeds were looked at last, and their parties.
    pub(crate) doers: [(Option<StaffId>, PartyIndex); DOERS],
    /// What was signed was changed afterwards.
    pub(crate) digest_broken: bool,
    /// A deadline could not be told for want of a calendar.
    pub(crate) calendar_missing: bool,
    /// The customer's or project's place, as last given.
    pub(crate) region: Option<RegionCode>,
    /// Findings are recorded (not while the future is looked at).
    pub(crate) recording: bool,
    pub(crate) memory: &'a mut Workspace,
    pub(crate) out: &'a mut Ruling,
}

impl<'a> Fold<'a> {
    pub(crate) fn new(
        case: &'a CaseFile,
        company: &'a Company,
        packs: &'a Packs,
        at: Instant,
        known: Instant,
        memory: &'a mut Workspace,
        out: &'a mut Ruling,
    ) -> Option<Self> {
        let policy = packs.versions().first()?;
        let hours = company.hours(at, known).unwrap_or(&packs.always_open);
        memory.clear();
        memory.parties.push(Party::Customer);
        memory.current.push(None);
        memory.seen.resize(packs.events.len(), UNSEEN);
        Some(Fold {
            case,
            company,
            packs,
            policy,
            version: VersionId(0),
            hours,
            known,
            now: Instant::MIN,
            next_timer: Instant::MAX,
            holding: None,
            in_pool: false,
            archived: false,
            closed: false,
            chapter: 0,
            erased: false,
            offered: None,
            turn: None,
            settled: None,
            roster_missing: false,
            compares_days: packs.compares_days(),
            doers: [(None, ANYONE); DOERS],
            digest_broken: false,
            calendar_missing: false,
            region: None,
            recording: true,
            memory,
            out,
        })
    }

    pub(crate) fn clock(&self) -> Clock<'a> {
        Clock {
            zone: &self.policy.zone,
            workdays: &self.packs.workdays,
            hours: self.hours,
        }
    }

    pub(crate) fn ends(&self, span: Span, from: Instant) -> Result<Instant, MissingYear> {
        self.clock().ends(span, from)
    }

    #[inline]
    pub(crate) fn fact(&self, place: u32) -> Option<&'a Fact> {
        let index = usize::try_from(place).ok()?;
        self.case.facts().get(index)
    }

    pub(crate) fn claim(&self, id: ClaimId) -> Option<&Claim> {
        self.memory.claims.get(usize::from(id))
    }

    pub(crate) fn claim_mut(&mut self, id: ClaimId) -> Option<&mut Claim> {
        self.memory.claims.get_mut(usize::from(id))
    }

    /// The claim filed by a fact.
    pub(crate) fn claim_of_fact(&self, seq: Seq) -> Option<ClaimId> {
        self.memory
            .claims
            .iter()
            .position(|claim| claim.seq == seq)
            .and_then(|place| ClaimId::try_from(place).ok())
    }

    /// The party a person counts for: themselves, or their unit where units hold.
    pub(crate) fn party_key(&self, staff: StaffId, at: Instant) -> Party {
        match self.policy.holder {
            HolderKind::Person => Party::Staff(staff),
            HolderKind::Unit => self
                .company
                .unit_of(staff, at, self.known)
                .map_or(Party::Staff(staff), Party::Unit),
        }
    }

    pub(crate) fn party(&mut self, key: Party) -> PartyIndex {
        if let Some(index) = self
            .memory
            .parties
            .iter()
            .skip(1)
            .position(|known| *known == key)
        {
            return index + 1;
        }
        self.memory.parties.push(key);
        self.memory.current.push(None);
        let events = self.memory.seen.len() + self.packs.events.len();
        self.memory.seen.resize(events, UNSEEN);
        self.memory.parties.len() - 1
    }

    #[inline]
    pub(crate) fn party_of(&mut self, staff: StaffId, at: Instant) -> PartyIndex {
        // The same few people act again and again.
        let slot = usize::try_from(staff.0.get()).unwrap_or(0) % DOERS;
        match self.doers.get(slot) {
            Some((known, party)) if *known == Some(staff) => *party,
            _ => self.find_party_of(staff, at, slot),
        }
    }

    fn find_party_of(&mut self, staff: StaffId, at: Instant, slot: usize) -> PartyIndex {
        let key = self.party_key(staff, at);
        let party = self.party(key);
        let stays = self.policy.holder == HolderKind::Person || self.company.never_moved(staff);
        if let Some(doer) = self.doers.get_mut(slot).filter(|_| stays) {
            *doer = (Some(staff), party);
        }
        party
    }

    pub(crate) fn party_name(&self, index: PartyIndex) -> Party {
        self.memory
            .parties
            .get(index)
            .copied()
            .unwrap_or(Party::Customer)
    }

    /// The claim a party has now, in whatever standing.
    pub(crate) fn current_claim(&self, party: PartyIndex) -> Option<ClaimId> {
        self.memory.current.get(party).copied().flatten()
    }

    pub(crate) fn seen(&self, party: PartyIndex, event: EventId) -> Seen {
        let place = party * self.packs.events.len() + usize::from(event.0);
        self.memory.seen.get(place).copied().unwrap_or(UNSEEN)
    }

    /// The events a fact is.
    #[inline]
    pub(crate) fn events_of(&self, fact: &Fact) -> EventSet {
        let mut set = self.packs.events.always(fact.kind);
        for event in self.packs.events.sometimes(fact.kind) {
            let Some(filter) = self.packs.events.filter(*event) else {
                continue;
            };
            if filter.matches(fact)
                && self.has_role(fact, filter.role)
                && (!filter.by_other || !self.has_claimed(fact))
                && filter.after.is_none_or(|after| self.follows(fact, after))
            {
                set.insert(*event);
            }
        }
        set
    }

    fn has_role(&self, fact: &Fact, role: Symbol) -> bool {
        !role.is_some()
            || fact.actor.is_some_and(|actor| {
                self.company.role_of(actor, fact.counts_at, self.known) == role
            })
    }

    /// When a fact counts for liveness: when it happened, unless it was entered too late for that.
    #[inline]
    pub(crate) fn effective(&self, fact: &Fact) -> Instant {
        let occurred = self.memory.timeline.occurred(fact);
        let late = fact.counts_at.seconds().saturating_sub(occurred.seconds());
        if late <= self.policy.max_backdate_seconds {
            occurred.min(fact.counts_at)
        } else {
            fact.counts_at
        }
    }

    pub(crate) fn time_of(&self, fact: &Fact, time: Time) -> Instant {
        let occurred = self.memory.timeline.occurred(fact);
        match time {
            Time::Recorded => fact.counts_at,
            Time::Occurred => occurred,
            Time::Effective => self.effective(fact),
            Time::Later
                if fact.counts_at.seconds().saturating_sub(occurred.seconds())
                    > LATE_ENTRY_SECONDS =>
            {
                fact.counts_at
            }
            Time::Later => occurred,
        }
    }

    /// Remembers the events of a fact for its party and for anyone.
    #[inline]
    pub(crate) fn remember(
        &mut self,
        place: u32,
        fact: &Fact,
        events: EventSet,
        party: PartyIndex,
    ) {
        let effective = self.effective(fact);
        let anyone = self.packs.events.asked_of_anyone();
        for event in events.and(self.packs.events.remembered()).iter() {
            if anyone.contains(event) || party == ANYONE {
                self.remember_one(place, fact, event, ANYONE, effective);
            }
            if party != ANYONE {
                self.remember_one(place, fact, event, party, effective);
            }
        }
    }

    #[inline]
    fn remember_one(
        &mut self,
        place: u32,
        fact: &Fact,
        event: EventId,
        party: PartyIndex,
        effective: Instant,
    ) {
        let index = party * self.packs.events.len() + usize::from(event.0);
        let before = self
            .memory
            .seen
            .get(index)
            .map_or(u32::MAX, |seen| seen.last);
        let same_day = self.compares_days && self.is_same_day(before, fact);
        let happened_first = self.happened_before_all(index, fact);
        let Some(seen) = self.memory.seen.get_mut(index) else {
            return;
        };
        if seen.count == 0 {
            seen.first = place;
        }
        if !same_day {
            seen.day_first = place;
        }
        if happened_first {
            seen.earliest = place;
        }
        seen.count += 1;
        seen.last = place;
        seen.latest = seen.latest.max(effective);
    }

    /// Whether it happened before every such event entered so far.
    fn happened_before_all(&self, seen: usize, fact: &Fact) -> bool {
        let earliest = self
            .memory
            .seen
            .get(seen)
            .map_or(u32::MAX, |seen| seen.earliest);
        let known = self.fact(earliest);
        known.is_none_or(|known| {
            self.memory.timeline.occurred(fact) < self.memory.timeline.occurred(known)
        })
    }

    fn is_same_day(&self, before: u32, fact: &Fact) -> bool {
        let zone = &self.policy.zone;
        let before = self
            .fact(before)
            .map(|before| zone.day_of(before.counts_at));
        before == Some(zone.day_of(fact.counts_at))
    }

    /// The name people know an event by.
    pub(crate) fn event_name(&self, event: EventId) -> Symbol {
        self.packs.events.symbol(event)
    }

    /// Records a finding.
    pub(crate) fn find(
        &mut self,
        step: Step,
        source: Source,
        verdict: Verdict,
        why: Why,
        about: About,
    ) {
        if !self.recording {
            return;
        }
        let Some(list) = self.memory.by_step.get_mut(step as usize) else {
            return;
        };
        list.push(Finding {
            step,
            source,
            verdict,
            why,
            claim: about.claim,
            fact: about.fact,
            against: about.against,
            at: self.now,
            deadline: about.deadline,
        });
    }

    /// Marks that a timer may have become due earlier than thought.
    pub(crate) fn timers_changed(&mut self) {
        self.next_timer = Instant::MIN;
    }

    pub(crate) fn set_standing(&mut self, id: ClaimId, standing: Standing) {
        let now = self.now;
        if let Some(claim) = self.claim_mut(id) {
            claim.standing = standing;
            claim.standing_since = now;
        }
        // Only these two start a timer; one that is no longer needed does no harm.
        if matches!(standing, Standing::Holding | Standing::Returned) {
            self.timers_changed();
        }
    }

    /// The person who may act for a role in a unit: is the actor one of them?
    pub(crate) fn is_deed_of(&self, fact: &Fact, party: PartyIndex) -> bool {
        fact.doer()
            .is_some_and(|doer| self.party_key(doer, fact.counts_at) == self.party_name(party))
    }
}

/// What a finding is about.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct About {
    pub(crate) claim: Option<ClaimId>,
    pub(crate) fact: Option<Seq>,
    pub(crate) against: Option<Seq>,
    pub(crate) deadline: Option<Instant>,
}
