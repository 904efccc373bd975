//! Regulations: published, and units put under them.

use std::sync::Arc;

use ruling::calendar::Instant;
use ruling::fact::UnitId;

use super::{Recorded, Work};
use crate::encoding::Entry;
use crate::fault::{Failure, Refusal};
use crate::ledger::publication;

impl Work<'_> {
    /// Publishes a regulation, or a new version of one: then its cases are judged again, for what it will change.
    pub(super) fn publish(&mut self, pack: &str, regulation: &str) -> Result<Recorded, Failure> {
        let mut regulations = (*self.state.regulations).clone();
        let domain = regulations
            .add(pack, regulation)
            .map_err(Refusal::Regulation)?;
        let versions = regulations.packs(domain).versions();
        let newest = versions.last().filter(|_| versions.len() > 1);
        let recorded = self.recorded();
        if let Some(newest) = newest.filter(|newest| newest.effective_from < recorded) {
            return Err(Refusal::Retroactive(newest.effective_from).into());
        }
        let is_version = newest.is_some();
        let (row, entry) = publication(self.next_seq().into(), domain, pack, regulation);
        self.database.add_pack(&row)?;
        let done = self.append(entry, None, None)?;
        self.state.regulations = Arc::new(regulations);
        if is_version {
            let cases = self.all_cases()?.into_iter();
            let own = cases.filter(|case| case.domain == domain);
            self.judge_anew(own.map(|case| case.case), recorded)?;
        }
        Ok(done)
    }

    pub(super) fn govern(
        &mut self,
        unit: UnitId,
        regulation: &str,
        from: Instant,
    ) -> Result<Recorded, Failure> {
        self.check_unit(unit)?;
        let domain = self.state.regulations.named(regulation);
        let domain = domain.ok_or_else(|| Refusal::UnknownRegulation(regulation.to_owned()))?;
        self.append(Entry::Governed { unit, domain, from }, None, None)
    }
}
