//! Records and papers that wait for a signature, and whose that is.

use ruling::fact::{Fact, FactKind, StaffId};
use ruling::name::Symbol;
use ruling::policy::Examination;
use ruling::rules::signed::Signed;
use ruling::rules::who::Who;
use ruling::ruling::{Party, Source, Standing};

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
            if rule.by == Who::Deliverer {
                found.extend(self.of_whoever_delivered(rule, bound.source));
                continue;
            }
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
                if self.has_signed(rule, claimant) {
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

    /// Papers of those who dispute a deal, where the regulation wants each signed by whoever delivered: they may while
    /// claims may come, unless somebody noted that they refused.
    fn of_whoever_delivered(self, rule: &Signed, source: Source) -> Vec<Waiting> {
        let Some(deal) = self.ruling.deals.last() else {
            return Vec::new();
        };
        let Some(closing) = self.file.by_seq(deal.fact) else {
            return Vec::new();
        };
        let is_open = deal
            .window_until
            .is_some_and(|until| self.ruling.at < until);
        let Some(deliverer) = closing.doer().filter(|_| is_open) else {
            return Vec::new();
        };
        let disputes = self.facts(FactKind::Disputed);
        let disputes = disputes.filter(|dispute| {
            let is_settled = self.facts(FactKind::Ruled).any(|one| one.seq > dispute.seq);
            !is_settled && !self.is_answered(FactKind::Withdrawn, dispute.seq)
        });
        let found = disputes.filter_map(|dispute| {
            let claimant = dispute.doer().filter(|claimant| *claimant != deliverer)?;
            self.made(rule.document, claimant)?;
            let is_said = |said: &Fact| {
                let is_new = said.kind == FactKind::RefusedToSign
                    || (said.actor == Some(deliverer) && said.occurred >= closing.occurred);
                is_new && said.what == rule.document && self.is_of(said, claimant)
            };
            let mut said = self.facts(FactKind::Signed);
            let mut refused = self.facts(FactKind::RefusedToSign);
            if said.any(is_said) || refused.any(is_said) {
                return None;
            }
            let mut claims = self.ruling.claims.iter();
            let claim = claims.find(|claim| claim.person == Some(claimant));
            Some(Waiting {
                of: claim.map(|claim| claim.fact),
                what: rule.document,
                person: Some(claimant),
                asker: Some(claimant),
                source: Some(source),
                whose: Some(Party::Staff(deliverer)),
                is_in_person: true,
                since: dispute.recorded,
                due: deal.window_until,
                ..self.decision_on(TaskKind::Signature, "sign", dispute)?
            })
        });
        found.collect()
    }

    /// Whether what was said of a paper is said of somebody's.
    fn is_of(self, said: &Fact, claimant: StaffId) -> bool {
        let of = said.of.and_then(|of| self.file.by_seq(of));
        match said.person {
            Some(person) => person == claimant,
            None => of.is_none_or(|of| of.doer().or(of.actor) == Some(claimant)),
        }
    }

    /// Whether somebody's paper was signed by whoever had the office for it then.
    fn has_signed(self, rule: &Signed, claimant: StaffId) -> bool {
        let offices = [Some(rule.by), rule.self_to];
        let mut signed = self.facts(FactKind::Signed);
        signed.any(|signed| {
            let by_office = signed.actor.is_some_and(|actor| {
                let mut offices = offices.iter().flatten();
                actor != claimant && offices.any(|who| self.had(actor, *who, claimant, signed))
            });
            by_office && signed.what == rule.document && self.is_of(signed, claimant)
        })
    }

    /// Whether somebody, or whoever they stood in for, had an office when something was signed.
    fn had(self, actor: StaffId, who: Who, claimant: StaffId, signed: &Fact) -> bool {
        let (company, at, known) = (self.company, signed.counts_at, self.ruling.at);
        let mut acting = company.acting(actor, at, known);
        acting.any(|one| match who {
            Who::Named(name) => company.named(name, at, known) == Some(one),
            Who::Role(role) => company.role_of(one, at, known) == role,
            Who::RoleOfUnit(role) | Who::RoleOfActor(role) => {
                let units = [one, claimant].map(|staff| company.unit_of(staff, at, known));
                company.role_of(one, at, known) == role
                    && (units[1].is_none() || units[0] == units[1])
            }
            _ => false,
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
