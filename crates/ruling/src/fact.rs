//! Facts: who did what to which contested object, when it happened and when it was recorded.
//!
//! Facts carry no personal data. People outside the company, phones, names and papers are
//! references whose equality is all a ruling may see; ages and papers are derived marks.

use std::num::NonZeroU32;

use crate::calendar::Instant;
use crate::name::{Symbol, SymbolSet};

/// A member of staff.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StaffId(pub NonZeroU32);

/// A unit of the company: team, store, department, outlet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnitId(pub NonZeroU32);

/// A reference standing for one personal or contested value (a person, phone, name, code,
/// project, demand or contract). Erasing the map from value to reference erases the value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ref(pub u64);

pub use crate::identity::division::DivisionCode as RegionCode;

/// The ledger sequence of a fact: the order of everything.
pub type Seq = u32;

/// The kinds of fact about a contested object. Stable: a pack for a new regulation uses
/// [`FactKind::Noted`] with an event name of its own instead of a new kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum FactKind {
    /// Spoken to away from the site; `what` = channel; answer no = without effect.
    Contacted,
    /// On the site; `person` = who brought the customer, none = walk-in.
    Visited,
    /// A claim is filed by `actor` (a colleague may file for `person`).
    Registered,
    /// Fact `of` is corrected or completed; the particulars say what changed.
    Amended,
    /// Fact `of` (or the actor's claim) is taken back by who made it.
    Withdrawn,
    /// A review of claim `of`: `what` = step (role), answer pass, return or reject.
    Reviewed,
    /// The case is given to `person` (none: back to the unit's pool) by `actor`.
    Assigned,
    /// An offer or assignment is accepted by `actor`.
    Accepted,
    /// An offer or assignment is declined by `actor`.
    Declined,
    /// `what` = the tier the customer has from now on.
    Graded,
    /// A follow-up; answer no = without effect.
    FollowedUp,
    /// `what` is signed (a card, a track record `of`, a step).
    Signed,
    /// The other side refused to sign `what`.
    RefusedToSign,
    /// Consent: the holder's to `person`, or the customer's (`actor` none) in scope `what`.
    Consented,
    /// The customer takes the consent back.
    ConsentWithdrawn,
    /// The holder gives the customer up.
    Waived,
    /// A price was quoted.
    Quoted,
    /// Permission of kind `what` is asked.
    PermissionAsked,
    /// Permission of kind `what` is decided: answer pass or reject.
    PermissionDecided,
    /// A contract is signed; `actor` closed it; particulars: buyer, amount, signatories.
    Contracted,
    /// Goods are handed over by `person`; particulars: assistants.
    Delivered,
    /// An invoice: particulars carry the buyer's person, name and phone.
    Invoiced,
    /// A late claim or dispute by `actor`.
    Disputed,
    /// Evidence for dispute `of`; `what` = what it shows. Answer no = what is said against it, or against
    /// being accused of violation `what`.
    EvidenceFiled,
    /// Evidence, dispute or appeal `of` is decided: answer yes or no.
    EvidenceDecided,
    /// An authority rules: `person` owns (none: nobody), for good.
    Ruled,
    /// The case goes to the public pool.
    Released,
    /// The case is archived with outcome `what`.
    Archived,
    /// Two persons, phones or cases belong together: `what` = same_as, related, claims_deal, not_same or a relation.
    Linked,
    /// A fee is chosen for `person`: the amount in cents.
    TierChosen,
    /// A person opens a violation `what` against `person`.
    ViolationOpened,
    /// Violation `what` (of fact `of`) is decided: answer yes = upheld.
    ViolationDecided,
    /// A decision `of` is appealed; or somebody is asked to look at an undisputed deal `of`.
    Appealed,
    /// An inspection found `what` about `person`.
    Inspected,
    /// The personal data was erased at the customer's wish.
    Erased,
    /// The ledger's count for a claim about to be filed: counter `what` of `person` stands at `value`.
    Counted,
    /// Any other event that a pack declares: `what` = its name.
    Noted,
}

/// What a fact that decides something says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
#[repr(u8)]
pub enum Answer {
    /// Nothing was decided.
    #[default]
    None,
    /// Passed, accepted, upheld, effective.
    Yes,
    /// Rejected, refused, not upheld, without effect.
    No,
    /// Returned for correction.
    Return,
}

/// One fact. Times: `occurred` is claimed by people, `recorded` is stamped by the ledger, `counts_at`
/// orders and measures (it equals `recorded` but for attested histories).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// Place in the ledger; ties in time are broken by it.
    pub seq: Seq,
    /// What kind of thing happened.
    pub kind: FactKind,
    /// What was decided, where the kind decides.
    pub answer: Answer,
    /// The name that goes with the kind: channel, step, document, tier, event.
    pub what: Symbol,
    /// The member of staff who did it; none: the customer or the company.
    pub actor: Option<StaffId>,
    /// The member of staff it is about: brought by, assigned to, consent to, delivered by.
    pub person: Option<StaffId>,
    /// The fact it answers, corrects or signs.
    pub of: Option<Seq>,
    /// When it happened, as claimed.
    pub occurred: Instant,
    /// When it was recorded, as stamped (whole seconds).
    pub recorded: Instant,
    /// When it counts from: order and deadlines.
    pub counts_at: Instant,
    /// All that most facts do not carry.
    pub particulars: Option<Box<Particulars>>,
}

/// What registrations, deals and the like carry beyond the common part of a fact.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Particulars {
    /// Fields filled in, documents attached and marks derived (`adult`, `id_valid`), by name.
    pub given: SymbolSet,
    /// Amended: the fields that changed.
    pub changed: SymbolSet,
    /// Kind of customer or paper, as the pack names it.
    pub customer_type: Symbol,
    /// The customer, buyer or other outsider.
    pub customer: Option<Ref>,
    /// Linked: the second outsider.
    pub other_customer: Option<Ref>,
    /// Phone.
    pub phone: Option<Ref>,
    /// Whose phone it is, as a relation to the customer; none = the customer's own.
    pub phone_of: Symbol,
    /// Normalised name.
    pub name: Option<Ref>,
    /// Where the customer or project is.
    pub region: Option<RegionCode>,
    /// Which project.
    pub project: Option<Ref>,
    /// Which demand.
    pub demand: Option<Ref>,
    /// Which contract or paper.
    pub contract: Option<Ref>,
    /// Assistants, signatories.
    pub people: Vec<StaffId>,
    /// The unit concerned; of a decision from above, the unit in which nobody has the office that it belongs to.
    pub unit: Option<UnitId>,
    /// Money, in cents.
    pub cents: Option<i64>,
    /// A count or score.
    pub value: Option<i64>,
    /// A date or time the fact is about, e.g. a corrected time or a paper's last day (inclusive instants are exclusive ends).
    pub from: Option<Instant>,
    /// First second in which it no longer holds.
    pub until: Option<Instant>,
    /// Digest of the content that was signed.
    pub digest: Option<u64>,
    /// Why, was given.
    pub has_reason: bool,
    /// Whoever recorded it had been told by which clauses it may be a violation.
    pub warned: bool,
    /// The colleague who is away and whose decision this was to make.
    pub on_behalf: Option<StaffId>,
    /// The colleague whose office this decision belongs to and who may not make it, having a part in the matter:
    /// whoever is above decides in their place.
    pub in_place_of: Option<StaffId>,
}

/// What stays open until somebody answers it, and by which kinds of fact that is done.
pub const ANSWERED_BY: [(FactKind, &[FactKind]); 4] = [
    (FactKind::PermissionAsked, &[FactKind::PermissionDecided]),
    (
        FactKind::Disputed,
        &[FactKind::EvidenceDecided, FactKind::Withdrawn],
    ),
    (FactKind::EvidenceFiled, &[FactKind::EvidenceDecided]),
    (FactKind::ViolationOpened, &[FactKind::ViolationDecided]),
];

impl FactKind {
    /// Whether a fact of this kind is open until one of the other kind answers it.
    #[must_use]
    pub fn is_answered_by(self, answer: FactKind) -> bool {
        let mut rows = ANSWERED_BY.iter();
        rows.any(|(asked, answers)| *asked == self && answers.contains(&answer))
    }

    /// Every kind by the name it has in files.
    pub const ALL: [(&'static str, FactKind); 37] = [
        ("contacted", FactKind::Contacted),
        ("visited", FactKind::Visited),
        ("registered", FactKind::Registered),
        ("amended", FactKind::Amended),
        ("withdrawn", FactKind::Withdrawn),
        ("reviewed", FactKind::Reviewed),
        ("assigned", FactKind::Assigned),
        ("accepted", FactKind::Accepted),
        ("declined", FactKind::Declined),
        ("graded", FactKind::Graded),
        ("followed_up", FactKind::FollowedUp),
        ("signed", FactKind::Signed),
        ("refused_to_sign", FactKind::RefusedToSign),
        ("consented", FactKind::Consented),
        ("consent_withdrawn", FactKind::ConsentWithdrawn),
        ("waived", FactKind::Waived),
        ("quoted", FactKind::Quoted),
        ("permission_asked", FactKind::PermissionAsked),
        ("permission_decided", FactKind::PermissionDecided),
        ("contracted", FactKind::Contracted),
        ("delivered", FactKind::Delivered),
        ("invoiced", FactKind::Invoiced),
        ("disputed", FactKind::Disputed),
        ("evidence_filed", FactKind::EvidenceFiled),
        ("evidence_decided", FactKind::EvidenceDecided),
        ("ruled", FactKind::Ruled),
        ("released", FactKind::Released),
        ("archived", FactKind::Archived),
        ("linked", FactKind::Linked),
        ("tier_chosen", FactKind::TierChosen),
        ("violation_opened", FactKind::ViolationOpened),
        ("violation_decided", FactKind::ViolationDecided),
        ("appealed", FactKind::Appealed),
        ("inspected", FactKind::Inspected),
        ("erased", FactKind::Erased),
        ("counted", FactKind::Counted),
        ("noted", FactKind::Noted),
    ];

    /// The kind of that name.
    pub fn named(name: &str) -> Option<FactKind> {
        FactKind::ALL
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, kind)| *kind)
    }

    /// The name in files.
    pub fn name(self) -> &'static str {
        FactKind::ALL
            .iter()
            .find(|(_, kind)| *kind == self)
            .map_or("noted", |(name, _)| name)
    }
}

impl Fact {
    /// Whether it counts from when it was written on paper: brought in from an old register, or written
    /// while the system was down.
    pub fn is_from_paper(&self) -> bool {
        self.counts_at < self.recorded
    }

    /// The member of staff whose deed this is: who brought a visit, for whom a claim was filed, who
    /// handed over; else who recorded it.
    pub fn doer(&self) -> Option<StaffId> {
        match self.kind {
            FactKind::Visited => self.person,
            FactKind::Registered
            | FactKind::Noted
            | FactKind::Delivered
            | FactKind::FollowedUp
            | FactKind::Contacted
            | FactKind::Contracted
            | FactKind::Disputed
            | FactKind::Quoted => self.person.or(self.actor),
            _ => self.actor,
        }
    }

    /// Whether the common part's extension names this field, document or mark.
    pub fn has(&self, name: Symbol) -> bool {
        self.particulars
            .as_ref()
            .is_some_and(|more| more.given.contains(name))
    }
}
