//! A case as whoever acts on it sees it: its facts, its regulation, and what their role opens in it.

use ruling::fact::{Fact, FactKind, Ref, Seq};
use ruling::policy::{Packs, Policy};

use super::table::Act;
use super::words::Words;
use crate::permission::Action;
use crate::sight::{Seen, Sight};
use crate::{Actor, Refusal};

/// A case looked at by somebody who acts on it.
#[derive(Clone, Copy)]
pub(super) struct Case<'a> {
    pub(super) actor: &'a Actor,
    pub(super) seen: &'a Seen,
    pub(super) policy: &'a Policy,
}

impl<'a> Case<'a> {
    pub(super) fn of(actor: &'a Actor, seen: &'a Seen) -> Result<Case<'a>, Refusal> {
        let packs = &seen.packs;
        let policy = packs.version(packs.in_force(actor.now));
        let policy = policy.ok_or(Refusal::NotFound)?;
        Ok(Case {
            actor,
            seen,
            policy,
        })
    }

    pub(super) fn packs(self) -> &'a Packs {
        &self.seen.packs
    }

    pub(super) fn words(self) -> Words<'a> {
        Words {
            packs: &self.seen.packs,
            policy: self.policy,
        }
    }

    pub(super) fn facts(self) -> &'a [Fact] {
        self.seen.judged.file.facts()
    }

    pub(super) fn last(self) -> Seq {
        self.seen.last()
    }

    /// Facts that the actor may know of. Both sides of a dispute know how it was decided: whoever lost appeals.
    pub(super) fn known(self) -> impl Iterator<Item = &'a Fact> {
        let facts = self.facts().iter();
        facts.filter(move |fact| self.seen.shows(self.actor, fact) || self.is_served(fact))
    }

    /// The person whom an entry names beside the customer: by another person, or by another name.
    pub(super) fn named_beside(self, fact: &Fact) -> Option<Ref> {
        let more = fact.particulars.as_ref()?;
        let other = more.customer?;
        let mut claims = self.facts().iter();
        let is_registered = claims.any(|claim| {
            let claimed = claim.particulars.as_ref().and_then(|more| more.name);
            claim.kind == FactKind::Registered && claimed == more.name
        });
        let is_same = Some(other) == self.seen.judged.file.customer;
        (!is_same || (more.name.is_some() && !is_registered)).then_some(other)
    }

    /// Whether a role of the actor opens the door of an act here.
    pub(super) fn role_allows(self, action: Action, act: &Act) -> Result<(), Refusal> {
        let in_part = self.seen.sight == Sight::Whole || act.of_own_part;
        match in_part && self.actor.is_allowed(action, self.seen.concerned.target()) {
            true => Ok(()),
            // The case is seen, so that it is there is no secret.
            false => Err(Refusal::NotAllowed(action)),
        }
    }
}
