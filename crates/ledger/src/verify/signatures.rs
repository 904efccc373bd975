//! Electronic signatures: each by its signer's key over what was signed, as it is now.

use super::{DamageKind, Verification, Verifying};
use crate::derive::Derived;
use crate::fault::Fault;
use crate::signature::{Checking, SignatureCheck};

impl Verifying<'_> {
    /// Checks every signature against key and content.
    pub(super) fn signatures(&mut self, derived: &Derived) -> Result<(), Fault> {
        let (state, found) = (&self.state, &mut self.found);
        let checking = Checking {
            signing: &state.signing,
            lineages: &state.lineages,
            names: state.names(),
        };
        self.snapshot.each(
            &derived.signed,
            |reader, seq| {
                let mut found = Verification::default();
                let Some(row) = reader.fact(*seq)? else {
                    return Ok(found);
                };
                // An entry that cannot be read was told as such.
                if let Some(signature) =
                    checking.checked(reader, (row.seq, row.recorded), &row.entry)?
                {
                    found.signatures += 1;
                    let kind = match signature.check {
                        SignatureCheck::Valid => return Ok(found),
                        SignatureCheck::OtherContent => DamageKind::NotWhatWasSigned,
                        SignatureCheck::NotBySigner => DamageKind::BadSignature,
                    };
                    found.tell("signature", (*seq).into(), kind);
                }
                Ok(found)
            },
            |part| {
                found.add(part);
                Ok(())
            },
        )
    }
}
