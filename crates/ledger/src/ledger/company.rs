//! What the ledger knows of the company beside its cases: regulations, people, units, and which unit is under what.

use std::sync::Arc;

use ruling::calendar::Instant;
use ruling::company::Company;
use ruling::explain::Directory;
use ruling::fact::{StaffId, UnitId};
use ruling::policy::Packs;

use super::Ledger;
use crate::fault::Fault;
use crate::organisation::Organisation;
use crate::regulations::Regulations;

impl Ledger {
    /// All regulations, and which unit is under which.
    ///
    /// # Errors
    /// Writing has stopped.
    pub fn regulations(&self) -> Result<Arc<Regulations>, Fault> {
        Ok(Arc::clone(&self.state()?.regulations))
    }

    /// The company's first regulation, in all its versions.
    ///
    /// # Errors
    /// Writing has stopped.
    pub fn packs(&self) -> Result<Arc<Packs>, Fault> {
        Ok(Arc::clone(self.state()?.regulations.first()))
    }

    /// The regulation that a person's unit is under now.
    ///
    /// # Errors
    /// Writing has stopped.
    pub fn packs_for(&self, staff: StaffId) -> Result<Arc<Packs>, Fault> {
        let (state, now) = (self.state()?, self.now());
        let domain = state.domain_of(Some(staff), now, now);
        Ok(Arc::clone(state.regulations.packs(domain)))
    }

    /// The domain of the regulation that a unit is under at an instant: its own, else that of the nearest unit above
    /// it that has one, else the first. No unit is under the first.
    ///
    /// # Errors
    /// Writing has stopped.
    pub fn domain_of(&self, unit: Option<UnitId>, at: Instant) -> Result<u32, Fault> {
        Ok(self.state()?.domain_of_unit(unit, at))
    }

    /// The regulation by which a case is judged; of a case that there is not, the first.
    ///
    /// # Errors
    /// Rows that cannot be read.
    pub fn packs_of(&self, case: u64) -> Result<Arc<Packs>, Fault> {
        let regulations = self.regulations()?;
        let row = self.reader()?.case(case)?;
        let packs = row.map_or(regulations.first(), |row| regulations.packs(row.domain));
        Ok(Arc::clone(packs))
    }

    /// The company file.
    ///
    /// # Errors
    /// Writing has stopped.
    pub fn company(&self) -> Result<Arc<Company>, Fault> {
        Ok(Arc::clone(&self.state()?.company))
    }

    /// The company's name.
    ///
    /// # Errors
    /// Writing has stopped.
    pub fn company_name(&self) -> Result<String, Fault> {
        Ok(self.state()?.company_name.clone())
    }

    /// What people and units are called.
    ///
    /// # Errors
    /// Writing has stopped.
    pub fn directory(&self) -> Result<Arc<Directory>, Fault> {
        Ok(Arc::clone(&self.state()?.directory))
    }

    /// Units and grants.
    ///
    /// # Errors
    /// Writing has stopped.
    pub fn organisation(&self) -> Result<Arc<Organisation>, Fault> {
        Ok(Arc::clone(&self.state()?.organisation))
    }

    /// The name of this log among all logs: another one once a copy was restored.
    ///
    /// # Errors
    /// Writing has stopped.
    pub fn origin(&self) -> Result<String, Fault> {
        Ok(self.state()?.origin())
    }

    /// A member of staff by name.
    ///
    /// # Errors
    /// Writing has stopped.
    pub fn staff_named(&self, name: &str) -> Result<Option<StaffId>, Fault> {
        Ok(self.state()?.staff_named(name))
    }

    /// A unit by name.
    ///
    /// # Errors
    /// Writing has stopped.
    pub fn unit_named(&self, name: &str) -> Result<Option<UnitId>, Fault> {
        Ok(self.state()?.unit_named(name))
    }
}
