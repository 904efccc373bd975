//! What is found out about a customer when a claim is filed, and stands in the claim for whoever reviews it.

use ruling::fact::StaffId;
use ruling::policy::Policy;
use ruling::policy::field::FoundOut;

use crate::filled_in::FilledIn;
use crate::{Desk, Refusal};

impl Desk {
    /// Adds the marks of the regulation that say whether the customer, or a similar name, is known already, or on the
    /// blacklist. Nobody types them, and they name nobody.
    pub(crate) fn find_out(
        &self,
        policy: &Policy,
        claimant: StaffId,
        filled_in: &mut FilledIn,
    ) -> Result<(), Refusal> {
        let marks = policy.fields.iter();
        let marks = marks.filter_map(|field| Some((field.name, field.found?)));
        let marks: Vec<_> = marks.collect();
        if marks.is_empty() {
            return Ok(());
        }
        let known = self.ledger.known(claimant, &filled_in.fields)?;
        for (mark, found) in marks {
            let is_so = match found {
                FoundOut::Known => known.is_known,
                FoundOut::SimilarName => known.is_name_known,
                FoundOut::Blacklisted => self.is_blacklisted(&filled_in.fields)?,
            };
            if is_so {
                filled_in.more.given.insert(mark);
            }
        }
        Ok(())
    }
}
