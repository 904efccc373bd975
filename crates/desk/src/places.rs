//! Which places are of any use to a reader: what only some regulations have stands in the menu only of those who work
//! under one of them, or answer for somebody who does.

use ruling::calendar::Instant;
use ruling::fact::UnitId;

use crate::permission::{Action, Target};
use crate::{Actor, Desk, Refusal};

/// Places that are not for everybody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Places {
    /// The list of contracts: the reader's own regulation has each contract filed by itself.
    pub contracts: bool,
    /// Applications that nobody holds.
    pub applications: bool,
    /// Lists of each day that the reader confirms or receives.
    pub daily_lists: bool,
    /// People whom a regulation leaves to the company to name.
    pub named_people: bool,
}

impl Desk {
    /// Which of them are of use to an actor.
    ///
    /// # Errors
    /// A fault.
    pub fn places(&self, actor: &Actor) -> Result<Places, Refusal> {
        let contracts = actor.is_allowed(Action::Deal, Target::Unit(actor.unit))
            && self.files_contracts(actor)?;
        let directory = self.ledger.directory()?;
        let answered_for = directory.units.keys().copied().map(Some).filter(|unit| {
            let mut actions = [Action::SeeCase, Action::ManageUnits].into_iter();
            actions.any(|action| actor.is_allowed(action, Target::Unit(*unit)))
        });
        let own = actor.is_allowed(Action::SeeCase, Target::Anything);
        let mut applications = false;
        for unit in answered_for.chain(own.then_some(actor.unit)) {
            applications = applications || self.takes_applications(unit, actor.now)?;
        }
        Ok(Places {
            contracts,
            applications,
            daily_lists: self.has_lists(actor)?,
            named_people: self.has_named_people()?,
        })
    }

    /// Whether cases of a unit are nobody's.
    fn takes_applications(&self, unit: Option<UnitId>, now: Instant) -> Result<bool, Refusal> {
        let regulations = self.ledger.regulations()?;
        let packs = regulations.packs(self.ledger.domain_of(unit, now)?);
        let policy = packs.version(packs.in_force(now));
        Ok(policy.is_some_and(|policy| !policy.has_holder))
    }
}
