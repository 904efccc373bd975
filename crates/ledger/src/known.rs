//! Whether a customer is known already under a regulation: what a claim says of itself to whoever reviews it. Who it
//! is, is not told.

use std::collections::BTreeSet;

use ruling::fact::StaffId;
use ruling::judge::judge;
use ruling::ruling::{ClaimOutcome, Ruling, Standing};

use crate::fault::{Failure, Fault};
use crate::find::{Candidate, Finder};
use crate::ledger::Ledger;
use crate::privacy::personal::Personal;
use crate::typed::Sought;

/// How a customer is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Known {
    /// By a value that identifies, or by the same company name even where the credit codes are two.
    pub is_known: bool,
    /// By a company name that is the same or like it, even where the credit codes are two.
    pub is_name_known: bool,
}

impl Ledger {
    /// How a customer is known under the regulation by which somebody claims, as of now. Whose claims all ended or
    /// were never accepted is not known. Of the names that are alike only the likeliest are compared.
    ///
    /// # Errors
    /// Fields that cannot be read, or a fault.
    pub fn known(&self, claimant: StaffId, fields: &Personal) -> Result<Known, Failure> {
        let sought = Sought::read(fields, &self.tagger)?;
        let (state, reader) = (self.state()?, self.reader()?);
        let now = self.now().max(state.last_recorded);
        let domain = state.domain_of(Some(claimant), now, now);
        let packs = state.regulations.packs(domain);
        let known = reader.snapshot(|| {
            let finder = Finder::new(&state, &reader, &self.keys, &sought);
            let is_live = |found: &Candidate| {
                let cases = finder.cases_of(found.subject)?;
                for root in found.cases_among(&cases, (domain, packs), &sought.scope) {
                    let file = finder.judged_in(domain, root)?.file();
                    if has_claim(&judge(&file, &state.company, packs, now, now)) {
                        return Ok(true);
                    }
                }
                Ok::<_, Fault>(false)
            };
            let mut live = BTreeSet::new();
            let mut known = Known::default();
            for found in finder.find()?.same {
                if is_live(&found)? {
                    live.insert(found.subject);
                    known.is_known = true;
                }
            }
            for namesake in finder.namesakes()? {
                if live.contains(&namesake.found.subject) || is_live(&namesake.found)? {
                    known.is_name_known = true;
                    known.is_known |= namesake.is_same;
                }
            }
            Ok::<_, Fault>(known)
        });
        Ok(known?)
    }
}

/// Whether a claim of it still stands or waits, or led to a deal.
fn has_claim(ruling: &Ruling) -> bool {
    let is_live = |claim: &ClaimOutcome| {
        use Standing::{Holding, Offered, Queued, Returned, Waiting};
        matches!(
            claim.standing,
            Waiting(_) | Returned | Queued | Offered | Holding | Standing::Standing
        )
    };
    ruling.claims.iter().any(is_live) || !ruling.deals.is_empty()
}
