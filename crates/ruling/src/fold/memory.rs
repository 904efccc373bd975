//! What the fold remembers, reused from one judgment to the next.

use crate::calendar::Instant;
use crate::fact::{RegionCode, Seq, StaffId};
use crate::name::Symbol;
use crate::ruling::{ClaimId, Finding, Party, Source, Standing, VersionId};
use crate::timeline::Timeline;

/// A party of the case by its place in the fold's memory; 0 stands for anyone.
pub(crate) type PartyIndex = usize;
pub(crate) const ANYONE: PartyIndex = 0;

/// What is remembered of one event of one party.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Seen {
    pub(crate) count: u32,
    /// Places in the timeline.
    pub(crate) first: u32,
    pub(crate) last: u32,
    /// The first one on the civil day of the last one; told only for events some rule compares so.
    pub(crate) day_first: u32,
    /// The one that happened first, however late it was entered; told only for events some rule asks it of.
    pub(crate) earliest: u32,
    /// The latest effective time.
    pub(crate) latest: Instant,
}

pub(crate) const UNSEEN: Seen = Seen {
    count: 0,
    first: u32::MAX,
    last: u32::MAX,
    day_first: u32::MAX,
    earliest: u32::MAX,
    latest: Instant::MIN,
};

/// One claim while the fold runs.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Claim {
    pub(crate) place: u32,
    pub(crate) seq: Seq,
    pub(crate) person: Option<StaffId>,
    pub(crate) party: PartyIndex,
    pub(crate) version: VersionId,
    pub(crate) filed_at: Instant,
    pub(crate) ranked_at: Instant,
    pub(crate) standing: Standing,
    /// Review step awaited next.
    pub(crate) step: u8,
    pub(crate) approved_at: Option<Instant>,
    /// The last signature of its approval.
    pub(crate) approved_by: Seq,
    /// When what all had signed was first changed afterwards; none: it is as they signed it.
    pub(crate) broken_at: Option<Instant>,
    /// Where nobody is meant to hold: when that was approved which it stays admitted with if the change that is under
    /// review now is refused.
    pub(crate) admitted_as_of: Option<Instant>,
    /// End of the time to correct a returned form, or to accept an offer.
    pub(crate) answer_until: Option<Instant>,
    /// Whether its place is kept while it is corrected.
    pub(crate) keeps_place: bool,
    pub(crate) taken_at: Instant,
    /// Who held the case before this claim took it.
    pub(crate) taken_from: Option<Holding>,
    /// It came in by the consent of a holder who was protected.
    pub(crate) by_consent: bool,
    /// It came from another case by a correction.
    pub(crate) moved_in: bool,
    pub(crate) undisputed: bool,
    pub(crate) standing_since: Instant,
    /// When it moved up from the queue: its time as holder counts from then.
    pub(crate) moved_up_at: Instant,
    /// Waits for this permission.
    pub(crate) permission: Symbol,
    /// Where the customer is, as this claim says.
    pub(crate) region: Option<RegionCode>,
    pub(crate) region_outside: bool,
    /// A later event may still mend it.
    pub(crate) mendable: bool,
}

impl Claim {
    /// Whether it still stands on signatures of a version that it no longer is: whoever reviews first may send it
    /// through the review again.
    pub(crate) fn is_broken(&self) -> bool {
        self.broken_at.is_some()
            && matches!(
                self.standing,
                Standing::Holding | Standing::Queued | Standing::Standing
            )
    }
}

/// Who holds the case.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Holding {
    pub(crate) claim: Option<ClaimId>,
    pub(crate) party: PartyIndex,
    pub(crate) owner: Party,
    pub(crate) person: Option<StaffId>,
    pub(crate) since: Instant,
    pub(crate) assigned: bool,
    /// The holder left and nobody was assigned since.
    pub(crate) left: bool,
    pub(crate) source: Option<Source>,
}

/// An assignment that its person has not answered.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Offer {
    pub(crate) person: StaffId,
    pub(crate) since: Instant,
    /// First second in which it can no longer be accepted.
    pub(crate) until: Instant,
    /// Its place in the rota, and when the round began; none: offered by authority.
    pub(crate) turn: Option<(usize, Instant)>,
}

/// A consent of the holder to somebody.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Grant {
    pub(crate) seq: Seq,
    pub(crate) to: StaffId,
    /// The claim whose holder gave it.
    pub(crate) by: Option<ClaimId>,
    pub(crate) at: Instant,
    pub(crate) until: Instant,
    pub(crate) uses: u32,
}

/// More time granted to a claim by a stage of protection.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Extended {
    pub(crate) claim: ClaimId,
    pub(crate) source: Source,
}

/// A deal and who held the case when it was closed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct DealSeen {
    pub(crate) place: u32,
    /// The version in force when the deal was recorded, which governs all that follows from it.
    pub(crate) version: VersionId,
    pub(crate) holding: Option<Holding>,
    /// Somebody else than the case's customer bought: whoever held the case may not claim the deal.
    pub(crate) barred: Option<PartyIndex>,
    pub(crate) first_valid: Option<ClaimId>,
    pub(crate) outside: bool,
    pub(crate) inside: bool,
}

/// A late claim or dispute.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Dispute {
    pub(crate) place: u32,
    pub(crate) seq: Seq,
    pub(crate) party: PartyIndex,
    /// On whose claim it rests: the party's own, or that of a colleague who left.
    pub(crate) claimed_by: PartyIndex,
    pub(crate) person: Option<StaffId>,
    pub(crate) deal: usize,
    pub(crate) in_time: bool,
    pub(crate) evidence: bool,
    pub(crate) decided: Option<bool>,
}

/// An obligation not yet fulfilled.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Duty {
    pub(crate) rule: usize,
    pub(crate) version: VersionId,
    pub(crate) place: Option<u32>,
    pub(crate) start: Instant,
}

/// A ruling recorded by an authority.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Decision {
    pub(crate) place: u32,
    pub(crate) person: Option<StaffId>,
}

/// Memory reused from one judgment to the next, so that judging allocates nothing per fact once warm.
#[derive(Debug, Default)]
pub struct Workspace {
    pub(crate) timeline: Timeline,
    pub(crate) parties: Vec<Party>,
    pub(crate) current: Vec<Option<ClaimId>>,
    pub(crate) seen: Vec<Seen>,
    pub(crate) claims: Vec<Claim>,
    pub(crate) grants: Vec<Grant>,
    pub(crate) extensions: Vec<Extended>,
    pub(crate) deals: Vec<DealSeen>,
    pub(crate) disputes: Vec<Dispute>,
    /// Disputes outside a window that nobody has ruled on.
    pub(crate) open_disputes: Vec<Seq>,
    pub(crate) duties: Vec<Duty>,
    pub(crate) decisions: Vec<Decision>,
    /// Corrections of what was admitted that a reviewer refused: they count for nothing.
    pub(crate) refused_changes: Vec<Seq>,
    pub(crate) by_step: [Vec<Finding>; 6],
}

impl Workspace {
    pub(crate) fn clear(&mut self) {
        self.parties.clear();
        self.current.clear();
        self.seen.clear();
        self.claims.clear();
        self.grants.clear();
        self.extensions.clear();
        self.deals.clear();
        self.disputes.clear();
        self.open_disputes.clear();
        self.duties.clear();
        self.decisions.clear();
        self.refused_changes.clear();
        self.by_step.iter_mut().for_each(Vec::clear);
    }
}
