//! Whose signature the regulation asks for on papers and records: nobody else records one, nor that somebody refused.

use ledger::record::{Command, JudgedCase, NewFact};
use ruling::company::Company;
use ruling::fact::{Fact, FactKind, StaffId};
use ruling::name::Symbol;
use ruling::policy::problem::Text;
use ruling::policy::{Examination, Packs};
use ruling::rules::who::Who;

use super::Case;
use crate::desk::key_of;
use crate::{Actor, Desk, Refusal};

/// Whose signature it is, and for whose paper.
#[derive(Debug, Clone, Copy)]
struct Asked {
    by: Who,
    /// Who may sign in their place.
    self_to: Option<Who>,
    /// Whose paper or record it is; none: it is not said.
    whose: Option<StaffId>,
}

impl<'a> Case<'a> {
    /// Whose signatures would count where a fact says that somebody signed. Empty: the regulation does not say.
    fn signatures_asked(self, fact: &Fact) -> Vec<Asked> {
        let of = fact.of.and_then(|of| self.seen.judged.file.by_seq(of));
        let whose = fact
            .person
            .or_else(|| of.and_then(|of| of.doer().or(of.actor)));
        let is_record = of.is_some_and(|of| of.kind == FactKind::FollowedUp);
        let asked = self.policy.examinations.iter().filter_map(|bound| {
            let (by, self_to) = match &bound.rule {
                Examination::Signed(rule) if rule.document == fact.what => (rule.by, rule.self_to),
                Examination::Cadence(cadence) if is_record => (cadence.signed_by?, cadence.self_to),
                _ => return None,
            };
            Some(Asked { by, self_to, whose })
        });
        asked.collect()
    }

    /// Those of whom the regulation asks a signature on a paper who are no party of the deal: they may note that
    /// somebody refused, of the claimant's unit or of that of whoever delivered.
    fn refusals_noted_by(self, fact: &Fact) -> Vec<Asked> {
        let mut asked = Vec::new();
        for one in self.signatures_asked(fact) {
            if let Who::RoleOfUnit(_) | Who::RoleOfActor(_) | Who::Role(_) = one.by {
                asked.push(one);
                asked.extend(self.deliverer().map(|deliverer| Asked {
                    whose: Some(deliverer),
                    ..one
                }));
            }
        }
        asked
    }

    fn deliverer(self) -> Option<StaffId> {
        deliverer(&self.seen.judged)
    }

    fn is_signer(self, asked: Asked) -> bool {
        // Whoever delivered signs that they did: nobody does it for them. Until the delivery is entered nobody knows who
        // that is, and a signature counts for nothing if it was somebody else.
        if asked.by == Who::Deliverer {
            return self.deliverer().is_none_or(|one| one == self.actor.staff);
        }
        has_office(asked, &self.seen.company, self.actor)
    }

    /// Refuses a signature, or the note that somebody refused one, by whoever it is not theirs to give.
    ///
    /// # Errors
    /// [`Refusal::OfOffice`] with those whose it is; [`Refusal::TooLate`] for whoever delivered when the time for
    /// claims is over.
    pub(super) fn refuse_other_signer(self, fact: &Fact) -> Result<(), Refusal> {
        let asked = match fact.kind {
            FactKind::Signed => self.signatures_asked(fact),
            FactKind::RefusedToSign => self.refusals_noted_by(fact),
            _ => return Ok(()),
        };
        if asked.is_empty() {
            return Ok(());
        }
        let signer: Vec<&Asked> = asked.iter().filter(|one| self.is_signer(**one)).collect();
        if signer.is_empty() {
            return Err(Refusal::OfOffice {
                offices: offices(self.packs(), &asked),
            });
        }
        if signer.iter().all(|one| one.by == Who::Deliverer) {
            let deal = self.seen.judged.ruling.deals.last();
            let until = deal.and_then(|deal| deal.window_until);
            if let Some(until) = until.filter(|until| self.actor.now >= *until) {
                return Err(Refusal::TooLate { until });
            }
        }
        Ok(())
    }

    /// Whether the actor could sign a paper of anybody's, or an entry: for what a form lets choose.
    pub(super) fn could_sign(self, kind: FactKind, what: Symbol, entry: Option<&Fact>) -> bool {
        let tried = |person, of| {
            let fact = Fact {
                what,
                person,
                of,
                ..crate::register::fact(kind, self.actor.now)
            };
            let is_own = person == Some(self.actor.staff);
            !is_own && self.refuse_other_signer(&fact).is_ok()
        };
        match entry {
            Some(entry) => {
                let papers = self.words().papers_to_sign();
                let is_of_paper = entry.kind == FactKind::Registered && !papers.is_empty();
                let of = Some(entry.seq);
                let own = [entry.doer(), entry.actor].contains(&Some(self.actor.staff));
                let mut papers = papers.into_iter();
                !own && match is_of_paper {
                    true => papers.any(|what| {
                        let fact = Fact {
                            what,
                            of,
                            ..crate::register::fact(kind, self.actor.now)
                        };
                        self.refuse_other_signer(&fact).is_ok()
                    }),
                    false => tried(None, of),
                }
            }
            None => {
                let mut claims = self.seen.judged.ruling.claims.iter();
                let is_any = claims.clone().next().is_none();
                is_any || claims.any(|claim| tried(claim.person, None))
            }
        }
    }
}

impl Desk {
    /// Refuses a signature on a paper of a customer whose case whoever signs need not see, unless they have the office
    /// for it towards whoever's paper it is, or nobody else delivered. It is recorded for a trial: what the ledger
    /// refuses of it, it refuses of the signature itself, too.
    ///
    /// # Errors
    /// [`Refusal::Missing`] without whose paper it is; [`Refusal::OfOffice`] with those whose signature it is.
    pub(super) fn refuse_unseen_signer(
        &self,
        actor: &Actor,
        new: &NewFact,
        key: &str,
    ) -> Result<(), Refusal> {
        let fact = &new.fact;
        let packs = self.packs_of(actor)?;
        let policy = packs.version(packs.in_force(actor.now));
        let examinations = policy.iter().flat_map(|policy| &policy.examinations);
        let asked = examinations.filter_map(|bound| match &bound.rule {
            Examination::Signed(rule) if rule.document == fact.what => Some(Asked {
                by: rule.by,
                self_to: rule.self_to,
                whose: fact.person,
            }),
            _ => None,
        });
        let asked: Vec<Asked> = asked.collect();
        if fact.kind != FactKind::Signed || asked.is_empty() {
            return Ok(());
        }
        if fact.person.is_none() {
            return Err(Refusal::Missing { field: "person" });
        }
        let company = self.ledger.company()?;
        if asked.iter().any(|one| has_office(*one, &company, actor)) {
            return Ok(());
        }
        let is_of_deliverer = asked.iter().any(|one| one.by == Who::Deliverer);
        let command = Command::Record(Box::new(new.clone()));
        let mut tried = self.ledger.rehearse(vec![(command, key_of(actor, key)?)])?;
        let Some(Ok(tried)) = tried.pop() else {
            return Ok(());
        };
        let delivered = tried.case.as_ref().and_then(deliverer);
        match is_of_deliverer && delivered.is_none_or(|one| one == actor.staff) {
            true => Ok(()),
            false => Err(Refusal::OfOffice {
                offices: offices(&packs, &asked),
            }),
        }
    }
}

/// Who handed over in the last deal of a case; none: no delivery is entered.
fn deliverer(judged: &JudgedCase) -> Option<StaffId> {
    let deal = judged.ruling.deals.last()?;
    judged.file.by_seq(deal.fact)?.doer()
}

/// Whether the actor, or somebody for whom they stand in, has the office for a signature.
fn has_office(asked: Asked, company: &Company, actor: &Actor) -> bool {
    let now = actor.now;
    let unit = |staff: StaffId| company.unit_of(staff, now, now);
    let has = |one: StaffId, who: Who| match who {
        Who::Named(name) => company.named(name, now, now) == Some(one),
        Who::Role(role) => company.role_of(one, now, now) == role,
        Who::RoleOfUnit(role) | Who::RoleOfActor(role) => {
            let theirs = asked.whose.and_then(unit);
            company.role_of(one, now, now) == role && (theirs.is_none() || theirs == unit(one))
        }
        _ => false,
    };
    let mut acting = company.acting(actor.staff, now, now);
    acting.any(|one| has(one, asked.by) || asked.self_to.is_some_and(|who| has(one, who)))
}

/// Those whose signature it is, as people call them.
fn offices(packs: &Packs, asked: &[Asked]) -> Vec<Text> {
    let offices = asked.iter().flat_map(|one| [Some(one.by), one.self_to]);
    let mut names: Vec<Text> = Vec::new();
    for office in offices.flatten() {
        let name = match office {
            Who::Deliverer => Text::new("交付的人", "whoever delivered"),
            Who::Named(name) | Who::Role(name) | Who::RoleOfUnit(name) | Who::RoleOfActor(name) => {
                packs.label(name)
            }
            _ => continue,
        };
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}
