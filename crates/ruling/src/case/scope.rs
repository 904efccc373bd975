//! One case out of a customer's facts: those of its project, demand and contract.

use super::CaseFile;
use crate::company::Company;
use crate::fact::{Fact, FactKind, Particulars, Ref};
use crate::policy::{Packs, Policy, ScopePart};
use crate::rules::oblige::On;
use crate::rules::who::Who;

/// Which of a customer's cases; a part that is not named does not narrow it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CaseKey {
    /// The project.
    pub project: Option<Ref>,
    /// The demand.
    pub demand: Option<Ref>,
    /// The contract.
    pub contract: Option<Ref>,
}

/// Where a fact belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Here,
    Elsewhere,
    /// Here or in another case: somebody must say.
    Open,
}

impl CaseFile {
    /// The part of a customer's facts that is one case by the regulation's scope.
    ///
    /// A fact that leaves a part open belongs to every case. Only an entry without project, where the
    /// project may be missing, belongs to one: the only project known by then, else the first one known
    /// afterwards. With several it stays open until somebody entitled links it to its project, which is
    /// the same as confirming a suspected identity.
    #[must_use]
    pub fn narrowed(&self, key: CaseKey, packs: &Packs, company: &Company) -> CaseFile {
        let Some(policy) = packs
            .versions()
            .last()
            .filter(|_| key != CaseKey::default())
        else {
            return self.clone();
        };
        let narrowing = Narrowing {
            facts: self.facts(),
            key,
            packs,
            policy,
            company,
        };
        let facts = (0..).zip(self.facts());
        let facts = facts.filter_map(|(index, fact)| narrowing.kept(index, fact));
        CaseFile::new(self.customer, facts.collect())
    }
}

struct Narrowing<'a> {
    facts: &'a [Fact],
    key: CaseKey,
    packs: &'a Packs,
    policy: &'a Policy,
    company: &'a Company,
}

impl Narrowing<'_> {
    fn kept(&self, index: usize, fact: &Fact) -> Option<Fact> {
        let mut kept = fact.clone();
        if let Some(entry) = self.open_entry_linked(fact) {
            if !self.may_link(fact, entry) {
                return None;
            }
            let names = &self.packs.known_names;
            let here = self.own(fact, |more| more.project) == self.key.project;
            if !here && fact.what == names.same_as {
                kept.what = names.not_same;
            }
            return Some(kept);
        }
        match self.place(index, fact) {
            Place::Here => Some(kept),
            Place::Elsewhere => None,
            Place::Open => {
                let more = kept.particulars.get_or_insert_default();
                more.given.insert(self.packs.known_names.suspected);
                Some(kept)
            }
        }
    }

    /// A part of a fact: its own, else that of the fact it answers.
    fn part(&self, fact: &Fact, part: fn(&Particulars) -> Option<Ref>) -> Option<Ref> {
        self.own(fact, part).or_else(|| {
            let of = self.facts.iter().find(|other| Some(other.seq) == fact.of)?;
            (of.seq != fact.seq).then(|| self.own(of, part)).flatten()
        })
    }

    fn own(&self, fact: &Fact, part: fn(&Particulars) -> Option<Ref>) -> Option<Ref> {
        part(fact.particulars.as_deref()?)
    }

    fn place(&self, index: usize, fact: &Fact) -> Place {
        let other = |wanted: Option<Ref>, part: Option<Ref>| {
            wanted.is_some() && part.is_some() && part != wanted
        };
        let scope = &self.policy.scope;
        let demand = scope.contains(&ScopePart::Demand)
            && other(self.key.demand, self.part(fact, |more| more.demand));
        let contract = scope.contains(&ScopePart::Contract)
            && other(self.key.contract, self.part(fact, |more| more.contract));
        let by_project = scope
            .iter()
            .any(|part| matches!(part, ScopePart::Project { .. }));
        let project = self.part(fact, |more| more.project);
        if demand || contract || (by_project && other(self.key.project, project)) {
            return Place::Elsewhere;
        }
        match self.key.project {
            Some(wanted) if project.is_none() && self.packs.may_lack_project() => {
                self.place_without_project(index, fact, wanted)
            }
            _ => Place::Here,
        }
    }

    fn place_without_project(&self, index: usize, fact: &Fact, wanted: Ref) -> Place {
        if !self.packs.files_claim(fact) {
            return Place::Here;
        }
        let known = self.projects_known(index, fact);
        match known.as_slice() {
            [] => {
                let later = self.facts.iter().skip(index + 1);
                let first = later
                    .filter(|other| self.same_kind(other, fact))
                    .find_map(|other| self.own(other, |more| more.project));
                here_if(first.is_none_or(|first| first == wanted))
            }
            [only] => here_if(*only == wanted),
            several if several.contains(&wanted) => Place::Open,
            _ => Place::Elsewhere,
        }
    }

    /// The customer's projects of this demand that were known before a fact.
    fn projects_known(&self, index: usize, fact: &Fact) -> Vec<Ref> {
        let mut known = Vec::new();
        let before = self.facts.iter().take(index);
        for other in before.filter(|other| self.same_kind(other, fact)) {
            match self.own(other, |more| more.project) {
                Some(project) if !known.contains(&project) => known.push(project),
                _ => {}
            }
        }
        known
    }

    fn same_kind(&self, one: &Fact, other: &Fact) -> bool {
        let demand = |fact| self.part(fact, |more| more.demand);
        let by_demand = self.policy.scope.contains(&ScopePart::Demand);
        !by_demand
            || demand(one).is_none()
            || demand(other).is_none()
            || demand(one) == demand(other)
    }

    /// The entry of an open project that a fact links to its project.
    fn open_entry_linked(&self, fact: &Fact) -> Option<&Fact> {
        let names = &self.packs.known_names;
        let links = fact.kind == FactKind::Linked
            && (fact.what == names.same_as || fact.what == names.not_same);
        let project = self.own(fact, |more| more.project);
        if !links || project.is_none() || !self.packs.may_lack_project() {
            return None;
        }
        let index = self
            .facts
            .iter()
            .position(|entry| Some(entry.seq) == fact.of)?;
        let entry = self.facts.get(index)?;
        let is_open =
            self.own(entry, |more| more.project).is_none() && self.packs.files_claim(entry);
        is_open.then_some(entry)
    }

    /// Whether a link is made by whoever the regulation asks to confirm it.
    fn may_link(&self, link: &Fact, entry: &Fact) -> bool {
        let mut duties = self.policy.obliges.iter();
        let Some(duty) = duties.find(|bound| bound.rule.on == On::IdentityOpen) else {
            return true;
        };
        let (at, known) = (link.counts_at, link.recorded);
        let unit = |staff| self.company.unit_of(staff, at, known);
        let role = |staff| self.company.role_of(staff, at, known);
        match (duty.rule.who, link.actor) {
            (Who::Role(wanted), Some(actor)) => role(actor) == wanted,
            (Who::RoleOfActor(wanted), Some(actor)) => {
                role(actor) == wanted && unit(actor) == entry.doer().and_then(unit)
            }
            (Who::Role(_) | Who::RoleOfActor(_), None) => false,
            _ => true,
        }
    }
}

fn here_if(here: bool) -> Place {
    if here { Place::Here } else { Place::Elsewhere }
}
