//! The fold: facts and timers in order, and what is remembered of them.

mod memory;
mod moments;
mod remembered;
mod reserved;
mod versions;

pub use self::memory::Workspace;
pub(crate) use self::memory::{
    ANYONE, Claim, DealSeen, Decision, Dispute, Duty, Extended, Grant, Holding, Offer, PartyIndex,
    Seen, UNSEEN,
};
pub(crate) use self::remembered::LATE_ENTRY_SECONDS;
use crate::calendar::{Clock, Instant, MissingYear, OpeningHours, Span};
use crate::case::CaseFile;
use crate::company::Company;
use crate::fact::{Fact, RegionCode, Seq, StaffId};
use crate::policy::{HolderKind, Packs, Policy};
use crate::ruling::{
    ClaimId, Finding, Party, Ruling, Source, Standing, Step, Verdict, VersionId, Why,
};

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
    /// When the version after this one comes into force.
    pub(crate) next_version: Instant,
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
    /// Until when the old register is brought in, where one is.
    pub(crate) opening: Option<Instant>,
    /// The personal data is gone.
    pub(crate) erased: bool,
    /// An assignment offered and not answered.
    pub(crate) offered: Option<Offer>,
    /// The queued claim that the case is offered to, with the end of its time.
    pub(crate) turn: Option<(ClaimId, Instant)>,
    /// How the last deal came out.
    pub(crate) settled: Option<crate::steps::outcome::Settled>,
    /// No roster was known for a deal without owner.
    pub(crate) roster_missing: bool,
    /// Whose deeds were looked at last, and their parties.
    pub(crate) doers: [(Option<StaffId>, PartyIndex); DOERS],
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
            next_version: packs.next_start(VersionId(0)).unwrap_or(Instant::MAX),
            next_timer: Instant::MAX,
            holding: None,
            in_pool: false,
            archived: false,
            closed: false,
            chapter: 0,
            opening: None,
            erased: false,
            offered: None,
            turn: None,
            settled: None,
            roster_missing: false,
            doers: [(None, ANYONE); DOERS],
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

    #[inline(never)]
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
            debug_assert!(
                claim.standing.may_become(standing),
                "{:?} to {standing:?}",
                claim.standing
            );
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
