//! Records and papers that wait for a signature, and whose that is.

use ruling::fact::{Fact, FactKind, StaffId};
use ruling::name::Symbol;
use ruling::policy::Examination;
use ruling::rules::who::Who;
use ruling::ruling::{Party, Standing};

use super::kind::TaskKind;
use super::waiting::{Judged, Waiting};
use crate::following::person_in_charge;

impl<'a> Judged<'a> {
    /// Follow-ups of a customer who is somebody's, where the regulation wants each signed.
    pub(super) fn signatures(self) -> Vec<Waiting> {
        let examinations = self.policy.examinations.iter();
        let mut cadences = examinations.filter_map(|bound| match &bound.rule {
            Examination::Cadence(cadence) => Some((cadence.signed_by?, cadence.self_to, bound)),
            _ => None,
        });
        let Some((signer, stand_in, bound)) = cadences.next_back() else {
            return Vec::new();
        };
        if person_in_charge(self.ruling).is_none() && self.ruling.claims.is_empty() {
            return Vec::new();
        }
        let open = self.facts(FactKind::FollowedUp);
        let open = open.filter(|entry| !self.is_answered(FactKind::Signed, entry.seq));
        let found = open.filter_map(|entry| {
            let whose = self.signer(signer, stand_in, entry.doer()?)?;
            Some(Waiting {
                source: Some(bound.source),
                whose: Some(whose),
                ..self.decision_on(TaskKind::Signature, "sign", entry)?
            })
        });
        found.collect()
    }

    /// Papers of those who claim the customer, where the regulation wants each signed by whoever is above them.
    pub(super) fn papers_to_sign(self) -> Vec<Waiting> {
        let mut found = Vec::new();
        for bound in &self.policy.examinations {
            let Examination::Signed(rule) = &bound.rule else {
                continue;
            };
            let claims = self.ruling.claims.iter();
            let claims = claims.filter(|claim| {
                !matches!(
                    claim.standing,
                    Standing::Refused | Standing::Void | Standing::Ended
                )
            });
            found.extend(claims.filter_map(|claim| {
                let (claimant, entry) = (claim.person?, self.file.by_seq(claim.fact)?);
                let made = self.made(rule.document, claimant)?;
                if self.has_signed(rule.document, claimant) {
                    return None;
                }
                let whose = self.signer(rule.by, rule.self_to, claimant)?;
                Some(Waiting {
                    what: rule.document,
                    source: Some(bound.source),
                    whose: Some(whose),
                    asker: Some(claimant),
                    since: made.recorded,
                    ..self.decision_on(TaskKind::Signature, "sign", entry)?
                })
            }));
        }
        found
    }

    /// The entry that somebody's paper came with.
    fn made(self, paper: Symbol, claimant: StaffId) -> Option<&'a Fact> {
        let mut facts = self.file.facts().iter();
        facts.find(|fact| {
            let more = fact.particulars.as_ref();
            let is_with = more.is_some_and(|more| more.given.contains(paper));
            let is_it = fact.kind == FactKind::Noted && fact.what == paper;
            (is_it || is_with) && fact.doer().or(fact.actor) == Some(claimant)
        })
    }

    /// Whether somebody else signed somebody's paper.
    fn has_signed(self, paper: Symbol, claimant: StaffId) -> bool {
        let mut signed = self.facts(FactKind::Signed);
        signed.any(|signed| {
            let of = signed.of.and_then(|of| self.file.by_seq(of));
            let is_theirs = signed.person == Some(claimant)
                || of.is_some_and(|of| of.doer().or(of.actor) == Some(claimant));
            signed.what == paper && is_theirs && signed.actor != Some(claimant)
        })
    }

    /// Who signs somebody's papers: never they themselves.
    fn signer(self, by: Who, stand_in: Option<Who>, doer: StaffId) -> Option<Party> {
        let now = self.ruling.at;
        let office = match by {
            Who::RoleOfUnit(role) | Who::RoleOfActor(role) | Who::Role(role) => role,
            _ => return None,
        };
        if self.company.role_of(doer, now, now) == office {
            return match stand_in? {
                // Named or not: it waits for whoever will be.
                Who::Named(name) => Some(
                    self.company
                        .named(name, now, now)
                        .map_or(Party::Role(name, None), Party::Staff),
                ),
                Who::Role(role) => Some(Party::Role(role, None)),
                _ => None,
            };
        }
        let unit = self.company.unit_of(doer, now, now);
        Some(Party::Role(
            office,
            unit.filter(|_| !matches!(by, Who::Role(_))),
        ))
    }
}
