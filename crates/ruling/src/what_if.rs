//! What would have kept a lost claim: the nearest single change that makes it win.
//!
//! Every failed condition proposes at most one repair; each repair is judged again; the nearest is the
//! one that shifts least in time, then the first in clause order.

use crate::calendar::Instant;
use crate::case::CaseFile;
use crate::company::Company;
use crate::fact::{Answer, Fact, FactKind, Seq, StaffId};
use crate::fold::Workspace;
use crate::judge::judge_into;
use crate::name::Symbol;
use crate::policy::event::EventId;
use crate::policy::{Admission, Examination, Packs};
use crate::rules::who::Who;
use crate::ruling::{ClaimId, ClaimOutcome, Finding, Ruling, Source, Standing, Verdict, Why};

/// Most repairs judged for one ruling.
pub const REPAIRS_MAX: usize = 64;

/// The one change proposed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// This fact, added (a contact, a consent, a signature, a missing paper).
    Add(Fact),
    /// This fact, moved to another time (both its times).
    Move {
        /// Which fact.
        seq: Seq,
        /// When it would have had to be.
        to: Instant,
    },
    /// This field or paper, given with the claim.
    Give {
        /// Which claim's fact.
        seq: Seq,
        /// The field.
        field: Symbol,
    },
}

/// The nearest change for one lost claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WhatIf {
    /// The lost claim.
    pub claim: ClaimId,
    /// The condition it failed.
    pub source: Source,
    /// The change.
    pub change: Change,
    /// How far it moves something in time, in seconds; 0 where only something was missing.
    pub shift_seconds: i64,
}

impl Change {
    /// The case file with this change made.
    pub fn applied_to(&self, case: &CaseFile) -> CaseFile {
        let mut facts = case.facts().to_vec();
        match self {
            Change::Add(fact) => facts.push(fact.clone()),
            Change::Move { seq, to } => {
                for fact in facts.iter_mut().filter(|fact| fact.seq == *seq) {
                    let later = to.seconds().saturating_sub(fact.counts_at.seconds());
                    fact.occurred = fact.occurred.plus_seconds(later);
                    fact.recorded = fact.recorded.plus_seconds(later);
                    fact.counts_at = *to;
                }
            }
            Change::Give { seq, field } => {
                for fact in facts.iter_mut().filter(|fact| fact.seq == *seq) {
                    fact.particulars
                        .get_or_insert_default()
                        .given
                        .insert(*field);
                }
            }
        }
        CaseFile::new(case.customer, facts)
    }
}

/// The nearest change for each lost claim of a ruling, in order of the claims.
pub fn what_if(case: &CaseFile, company: &Company, packs: &Packs, ruling: &Ruling) -> Vec<WhatIf> {
    let mut memory = Workspace::default();
    let mut again = Ruling::empty();
    let mut judged = 0;
    let mut answers = Vec::new();
    for (id, claim) in (0..).zip(&ruling.claims) {
        if !is_lost(ruling, claim) {
            continue;
        }
        let repairs = Repairs {
            case,
            company,
            packs,
            ruling,
            claim,
        };
        let mut nearest: Option<WhatIf> = None;
        for (source, change, shift_seconds) in repairs.all(id) {
            let better = nearest
                .as_ref()
                .is_none_or(|best| (shift_seconds, source) < (best.shift_seconds, best.source));
            if judged == REPAIRS_MAX || !better {
                continue;
            }
            judged += 1;
            judge_into(
                &mut memory,
                &change.applied_to(case),
                company,
                packs,
                ruling.at,
                ruling.known,
                &mut again,
            );
            if owns(&again, claim) {
                nearest = Some(WhatIf {
                    claim: id,
                    source,
                    change,
                    shift_seconds,
                });
            }
        }
        answers.extend(nearest);
    }
    answers
}

/// Whether the claimant owns by a ruling.
fn owns(ruling: &Ruling, claim: &ClaimOutcome) -> bool {
    let by_person = claim.person.is_some() && ruling.ownership.person == claim.person;
    ruling.ownership.owner == Some(claim.party) || (ruling.ownership.owner.is_some() && by_person)
}

/// Whether a claim came to nothing, so that one may ask what would have kept it.
pub fn is_lost(ruling: &Ruling, claim: &ClaimOutcome) -> bool {
    let over = matches!(
        claim.standing,
        Standing::Refused
            | Standing::Void
            | Standing::Collided
            | Standing::Superseded
            | Standing::Lapsed
    );
    let compared = claim.standing == Standing::Standing && !ruling.deals.is_empty();
    (over || compared) && !owns(ruling, claim)
}

/// Finds the repairs that a ruling's failed conditions propose for one claim.
struct Repairs<'a> {
    case: &'a CaseFile,
    company: &'a Company,
    packs: &'a Packs,
    ruling: &'a Ruling,
    claim: &'a ClaimOutcome,
}

impl Repairs<'_> {
    fn all(&self, id: ClaimId) -> Vec<(Source, Change, i64)> {
        let mut repairs: Vec<(Source, Change, i64)> = Vec::new();
        for finding in &self.ruling.findings {
            let own_failure = finding.claim == Some(id) && finding.verdict == Verdict::Fail;
            let proposed = if own_failure {
                self.for_failure(finding)
            } else if finding.against == Some(self.claim.fact) && finding.why == Why::ProtectionOver
            {
                self.keep_protected(finding)
            } else if finding.against == Some(self.claim.fact) && finding.why == Why::RanksFirst {
                self.come_first(finding)
            } else {
                None
            };
            repairs.extend(proposed.map(|(change, shift)| (finding.source, change, shift)));
        }
        repairs
    }

    fn for_failure(&self, finding: &Finding) -> Option<(Change, i64)> {
        let seq = finding.fact.unwrap_or(self.claim.fact);
        let filed = self.case.by_seq(self.claim.fact)?.counts_at;
        match finding.why {
            Why::Missing(field) => Some((
                Change::Give {
                    seq: self.claim.fact,
                    field,
                },
                0,
            )),
            Why::Late(_) | Why::WindowClosed => self.moved(seq, finding.deadline?.plus_seconds(-1)),
            Why::Forbids | Why::Asks | Why::TooSoon | Why::LimitReached(..) => {
                self.moved(self.claim.fact, finding.deadline?)
            }
            Why::ConsentMissing => {
                let holder =
                    finding_holder(self.ruling, finding).or_else(|| self.earlier_holder(filed))?;
                let consent = Fact {
                    person: self.claim.person,
                    ..bare(FactKind::Consented, Some(holder), filed)
                };
                Some((Change::Add(consent), 0))
            }
            Why::NotHappened(_) => self
                .sign_paper(finding)
                .or_else(|| self.add_event(self.needed_event(finding.source)?, filed)),
            Why::Lapsed => {
                let due = finding.deadline?.plus_seconds(-1);
                self.add_event(self.lapse_event(finding.source)?, due)
            }
            Why::CadenceBroken(_) => {
                self.moved(finding.against?, finding.deadline?.plus_seconds(-1))
            }
            Why::Unsigned => self.sign(finding),
            _ => None,
        }
    }

    /// A fact moved, and by how much.
    fn moved(&self, seq: Seq, to: Instant) -> Option<(Change, i64)> {
        let fact = self.case.by_seq(seq)?;
        let shift = to
            .seconds()
            .saturating_sub(fact.counts_at.seconds())
            .saturating_abs();
        Some((Change::Move { seq, to }, shift))
    }

    /// The holder's contact at the last second of a protection that ran out.
    fn keep_protected(&self, finding: &Finding) -> Option<(Change, i64)> {
        let policy = self.packs.version(finding.source.version)?;
        let protect = policy
            .protects
            .iter()
            .find(|bound| bound.source == finding.source)?;
        self.add_event(
            protect.rule.since.event?,
            finding.deadline?.plus_seconds(-1),
        )
    }

    /// The event by which another came first, one second earlier.
    fn come_first(&self, finding: &Finding) -> Option<(Change, i64)> {
        let policy = self.packs.version(finding.source.version)?;
        let mut ranks = policy.ranks.iter();
        let rank = ranks.find(|bound| bound.source == finding.source)?;
        self.add_event(rank.rule.by.first()?.event?, finding.at.plus_seconds(-1))
    }

    /// An event of the claimant's, as late as would do. The shift is its distance from the next own fact.
    fn add_event(&self, event: EventId, at: Instant) -> Option<(Change, i64)> {
        let filter = self.packs.events.filter(event)?;
        let kinds = &filter.kinds;
        let contact = kinds
            .iter()
            .find(|(kind, _)| *kind == FactKind::FollowedUp)
            .or(kinds.first());
        let (kind, what) = *contact?;
        let mut fact = Fact {
            what,
            ..bare(kind, self.claim.person, at)
        };
        if kind == FactKind::Visited {
            fact.person = self.claim.person;
        }
        if !filter.with.is_empty() {
            fact.particulars.get_or_insert_default().given = filter.with.iter().copied().collect();
        }
        if filter.answer == Some(Answer::Yes) {
            fact.answer = Answer::Yes;
        }
        let own = self
            .case
            .facts()
            .iter()
            .filter(|own| own.doer() == self.claim.person);
        let distance = own
            .map(|own| {
                own.counts_at
                    .seconds()
                    .saturating_sub(at.seconds())
                    .saturating_abs()
            })
            .min();
        Some((Change::Add(fact), distance.unwrap_or(0)))
    }

    fn needed_event(&self, source: Source) -> Option<EventId> {
        let policy = self.packs.version(source.version)?;
        let needed = policy
            .admission
            .iter()
            .find(|bound| bound.source == source)
            .and_then(|bound| match &bound.rule {
                Admission::Needs(needs) => Some(needs.test.event),
                _ => None,
            });
        needed.or_else(|| {
            policy
                .examinations
                .iter()
                .find(|bound| bound.source == source)
                .and_then(|bound| match &bound.rule {
                    Examination::Deadline(deadline) => deadline.to,
                    _ => None,
                })
        })
    }

    fn lapse_event(&self, source: Source) -> Option<EventId> {
        let policy = self.packs.version(source.version)?;
        let mut lapses = policy.lapses.iter();
        if let Some(bound) = lapses.find(|bound| bound.source == source) {
            return bound.rule.unless.or(bound.rule.since.event);
        }
        let mut protects = policy.protects.iter();
        let rule = &protects.find(|bound| bound.source == source)?.rule;
        let renews = rule.renew_on.first().map(|(event, _)| *event);
        renews.or(rule.since.event)
    }

    /// The signature a follow-up lacks, by whoever has the role in the claimant's unit.
    fn sign(&self, finding: &Finding) -> Option<(Change, i64)> {
        let policy = self.packs.version(finding.source.version)?;
        let by = policy
            .examinations
            .iter()
            .find(|bound| bound.source == finding.source)
            .and_then(|bound| match &bound.rule {
                Examination::Cadence(cadence) => cadence.signed_by,
                Examination::Signed(signed) => Some(signed.by),
                _ => None,
            })?;
        let at = self.case.by_seq(finding.fact?)?.counts_at;
        let signer = self.signer(by, at)?;
        let signature = Fact {
            of: finding.against,
            ..bare(FactKind::Signed, Some(signer), at)
        };
        Some((Change::Add(signature), 0))
    }

    /// The signature a paper of the claimant lacks, in the last second that would do.
    fn sign_paper(&self, finding: &Finding) -> Option<(Change, i64)> {
        let policy = self.packs.version(finding.source.version)?;
        let mut examinations = policy.examinations.iter();
        let rule = examinations.find_map(|bound| match &bound.rule {
            Examination::Signed(rule) if bound.source == finding.source => Some(rule),
            _ => None,
        })?;
        let at = finding.deadline?.plus_seconds(-1);
        let signature = Fact {
            what: rule.document,
            person: self.claim.person,
            ..bare(FactKind::Signed, Some(self.signer(rule.by, at)?), at)
        };
        Some((Change::Add(signature), 0))
    }

    fn signer(&self, by: Who, at: Instant) -> Option<StaffId> {
        if by == Who::Deliverer {
            let deal = self.ruling.deals.last()?;
            return self.case.by_seq(deal.fact)?.doer();
        }
        let (Who::Role(role) | Who::RoleOfUnit(role)) = by else {
            return None;
        };
        let unit = self
            .company
            .unit_of(self.claim.person?, at, self.ruling.known)?;
        self.company
            .holder_of_role(unit, role, at, self.ruling.known)
    }

    /// Who held the case just before an instant, by the claims of the ruling.
    fn earlier_holder(&self, before: Instant) -> Option<StaffId> {
        let mut others = self
            .ruling
            .claims
            .iter()
            .filter(|other| other.party != self.claim.party && other.ranked_at <= before);
        others
            .rfind(|other| matches!(other.standing, Standing::Holding | Standing::Superseded))
            .and_then(|other| other.person)
    }
}

fn finding_holder(ruling: &Ruling, finding: &Finding) -> Option<StaffId> {
    let against = finding.against?;
    ruling
        .claims
        .iter()
        .find(|claim| claim.fact == against)
        .and_then(|claim| claim.person)
}

/// A fact with nothing but its kind, doer and time; sequence 0 puts it first within its second.
fn bare(kind: FactKind, actor: Option<StaffId>, at: Instant) -> Fact {
    Fact {
        seq: 0,
        kind,
        answer: Answer::None,
        what: Symbol::NONE,
        actor,
        person: None,
        of: None,
        occurred: at,
        recorded: at,
        counts_at: at,
        particulars: None,
    }
}
