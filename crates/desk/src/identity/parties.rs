//! Whose customers two cases are, and who has no part in them: nobody decides about their own.

use std::collections::BTreeSet;

use ruling::fact::{FactKind, StaffId};

use crate::following::person_in_charge;
use crate::permission::Action;
use crate::sight::Concerned;
use crate::{Actor, Desk, Refusal};

impl Desk {
    /// Whether one of the cases is somebody's own: they hold it, claim it or brought the customer.
    pub(super) fn is_own(&self, actor: &Actor, cases: [u64; 2]) -> Result<bool, Refusal> {
        let company = self.ledger.company()?;
        for case in cases {
            let parties = self.parties_of(case)?;
            // Nor that of a colleague for whom they stand in.
            let mut acting = company.acting(actor.staff, actor.now, actor.now);
            if acting.any(|one| parties.contains(&one)) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// People whose customer a case is or may become.
    pub(crate) fn parties_of(&self, case: u64) -> Result<BTreeSet<StaffId>, Refusal> {
        let mut parties = BTreeSet::new();
        let packs = self.ledger.packs_of(case)?;
        for fact in self.ledger.facts_of(case)? {
            let brings = matches!(fact.kind, FactKind::Registered | FactKind::Visited);
            if brings || packs.files_claim(&fact) {
                parties.extend(fact.doer());
            }
        }
        let now = self.ledger.now();
        if let Some(judged) = self.ledger.case(case, now, now)?
            && judged.id == case
        {
            parties.extend(person_in_charge(&judged.ruling));
        }
        Ok(parties)
    }

    /// Colleagues who reach both sides and have no part in either, by name.
    pub(super) fn who_decides(
        &self,
        actor: &Actor,
        concerned: &[Concerned; 2],
        cases: [u64; 2],
    ) -> Result<Vec<String>, Refusal> {
        let mut parties = self.parties_of(cases[0])?;
        parties.extend(self.parties_of(cases[1])?);
        parties.insert(actor.staff);
        let [later, earlier] = concerned;
        let (sides, company) = ([later, earlier], self.ledger.company()?);
        self.who_else(Action::ConfirmIdentity, &sides, actor.now, |staff| {
            let mut acting = company.acting(staff, actor.now, actor.now);
            Ok(!acting.any(|one| parties.contains(&one)))
        })
    }
}
