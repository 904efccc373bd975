//! Small secrets: each opens, and under its own name.

use super::{DamageKind, Verifying};
use crate::fault::Fault;
use crate::privacy::seal::SealProblem;
use crate::privacy::secret;

/// Secrets read at once.
const AT_ONCE: u32 = 500;

impl Verifying<'_> {
    /// A secret that was changed, invented or put under another name does not open. That one is missing, or is an
    /// earlier one of its name, cannot be told: no entry speaks of secrets.
    pub(super) fn secrets(&mut self) -> Result<(), Fault> {
        let reader = self.snapshot.reader()?;
        let (ring, company) = (&self.keys.key_encryption, reader.company());
        let mut after = String::new();
        loop {
            let secrets = reader.secrets(&after, AT_ONCE)?;
            let Some((last, _)) = secrets.last() else {
                return Ok(());
            };
            after.clone_from(last);
            for (name, sealed) in secrets {
                match secret::open(ring, company, &name, &sealed) {
                    Ok(_) => {}
                    Err(problem @ SealProblem::ProgramFailed(_)) => return Err(problem.into()),
                    Err(_) => {
                        let number = number_of(&name);
                        self.found
                            .tell("secret", number, DamageKind::NotWhatWasSealed);
                    }
                }
            }
        }
    }
}

/// Whose secret it is: the number at the end of its name, 0 if there is none.
fn number_of(name: &str) -> u64 {
    let (_, number) = name.rsplit_once('/').unwrap_or_default();
    number.parse().unwrap_or(0)
}
