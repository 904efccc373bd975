//! What a company lacks before its people can work: shown after the set-up until nothing is left.

use ruling::calendar::Instant;

use crate::permission::{Action, Role, Target};
use crate::{Actor, Desk, Refusal};

/// One thing to be done first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FirstStep {
    /// A second person who is system administrator: units are theirs to make.
    SystemAdministrator,
    /// The company's own units.
    Units,
    /// The regulation that the units work under.
    Regulation,
    /// People who register customers.
    Salespeople,
}

impl FirstStep {
    /// In the order in which they are best done.
    pub const ALL: [FirstStep; 4] = [
        FirstStep::SystemAdministrator,
        FirstStep::Units,
        FirstStep::Regulation,
        FirstStep::Salespeople,
    ];

    /// What whoever does it is allowed.
    #[must_use]
    pub fn action(self) -> Action {
        match self {
            FirstStep::SystemAdministrator | FirstStep::Salespeople => Action::GrantRoles,
            FirstStep::Units => Action::ManageUnits,
            FirstStep::Regulation => Action::ManageRegulations,
        }
    }
}

impl Desk {
    /// The first steps, each with whether it is done. None once all are, and for whoever does none of them.
    ///
    /// # Errors
    /// Writing has stopped.
    pub fn first_steps(&self, actor: &Actor) -> Result<Vec<(FirstStep, bool)>, Refusal> {
        let may = |step: &FirstStep| actor.is_allowed(step.action(), Target::Unit(None));
        if !FirstStep::ALL.iter().any(may) {
            return Ok(Vec::new());
        }
        let mut steps = Vec::new();
        for step in FirstStep::ALL {
            steps.push((step, self.is_done(step, actor.now)?));
        }
        let is_all_done = steps.iter().all(|(_, is_done)| *is_done);
        Ok(if is_all_done { Vec::new() } else { steps })
    }

    fn is_done(&self, step: FirstStep, now: Instant) -> Result<bool, Refusal> {
        let has = |role: Role| {
            let organisation = self.organisation()?;
            let mut grants = organisation.grants().iter();
            let has = grants.any(|one| one.grant.role == role.name() && one.is_in_force(now));
            Ok::<_, Refusal>(has)
        };
        match step {
            FirstStep::SystemAdministrator => has(Role::SystemAdministrator),
            FirstStep::Units => Ok(!self.ledger.directory()?.units.is_empty()),
            FirstStep::Regulation => {
                let regulations = self.ledger.regulations()?;
                let directory = self.ledger.directory()?;
                let mut units = directory.units.keys();
                Ok(units.any(|unit| regulations.governed_of(*unit).next().is_some()))
            }
            FirstStep::Salespeople => has(Role::Salesperson),
        }
    }
}
