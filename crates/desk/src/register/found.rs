//! What is found out about a customer when a claim is filed, and stands in the claim for whoever reviews it.

use ledger::privacy::personal::Personal;
use ruling::fact::StaffId;
use ruling::name::Symbol;
use ruling::policy::Policy;
use ruling::policy::field::FoundOut;

use crate::{Desk, Refusal};

/// Whether claims under a regulation say of themselves whether their customer is known.
pub(crate) fn finds_out(policy: &Policy) -> bool {
    policy.fields.iter().any(|field| field.found.is_some())
}

impl Desk {
    /// The marks of the regulation that say whether the customer, or a similar name, is known already, or on the
    /// blacklist. Nobody types them, and they name nobody.
    pub(crate) fn found_out(
        &self,
        policy: &Policy,
        claimant: StaffId,
        fields: &Personal,
    ) -> Result<Vec<Symbol>, Refusal> {
        if !finds_out(policy) {
            return Ok(Vec::new());
        }
        let known = self.ledger.known(claimant, fields)?;
        let mut marks = Vec::new();
        for field in &policy.fields {
            let is_so = match field.found {
                None => false,
                Some(FoundOut::Known) => known.is_known,
                Some(FoundOut::SimilarName) => known.is_name_known,
                Some(FoundOut::Blacklisted) => self.is_blacklisted(fields)?,
            };
            marks.extend(is_so.then_some(field.name));
        }
        Ok(marks)
    }
}
