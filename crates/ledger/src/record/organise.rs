//! Units placed, roles granted and taken back: checked in the transaction that records them.

use ruling::fact::{Seq, StaffId, UnitId};

use super::{Recorded, Work};
use crate::encoding::Entry;
use crate::fault::{Failure, Refusal};
use crate::organisation::Grant;

impl Work<'_> {
    pub(super) fn place_unit(
        &mut self,
        unit: UnitId,
        kind: String,
        parent: Option<UnitId>,
    ) -> Result<Recorded, Failure> {
        for known in parent.into_iter().chain([unit]) {
            self.check_unit(known)?;
        }
        let now = self.recorded();
        self.state.organisation.check_placing(unit, parent, now)?;
        self.append(Entry::Placed { unit, kind, parent }, None, None)
    }

    pub(super) fn grant(&mut self, grant: Grant, excludes: &[String]) -> Result<Recorded, Failure> {
        if !self.state.directory.staff.contains_key(&grant.staff) {
            return Err(Refusal::UnknownStaff(String::new()).into());
        }
        if let Some(scope) = grant.scope {
            self.check_unit(scope)?;
        }
        let now = self.recorded();
        self.state.organisation.check_grant(&grant, now)?;
        self.state.organisation.check_exclusion(&grant, excludes)?;
        self.append(Entry::Granted(Box::new(grant)), None, None)
    }

    pub(super) fn revoke(
        &mut self,
        grant: Seq,
        by: Option<(StaffId, Seq)>,
    ) -> Result<Recorded, Failure> {
        let now = self.recorded();
        self.state.organisation.check_revocation(grant, by, now)?;
        self.append(Entry::Revoked { grant, by }, None, None)
    }

    pub(super) fn check_unit(&self, unit: UnitId) -> Result<(), Refusal> {
        match self.state.directory.units.contains_key(&unit) {
            true => Ok(()),
            false => Err(Refusal::UnknownUnit),
        }
    }
}
