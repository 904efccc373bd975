//! Small secrets: each opens, and under its own name.

use ed25519_dalek::SigningKey;

use super::{DamageKind, Verifying};
use crate::fault::Fault;
use crate::privacy::seal::SealProblem;
use crate::privacy::secret;
use crate::signature::secret_name;

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
                    Ok(opened) if !self.is_of_its_key(&name, &opened) => {
                        let number = number_of(&name);
                        self.found
                            .tell("secret", number, DamageKind::NotWhatWasSealed);
                    }
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

impl Verifying<'_> {
    /// The secret half of a signer's key is that of the public half that the log knows; of other secrets the log
    /// says nothing.
    fn is_of_its_key(&self, name: &str, opened: &[u8]) -> bool {
        let known = u32::try_from(number_of(name)).unwrap_or(0);
        if name != secret_name(known) {
            return true;
        }
        let known = self.state.signing.keys.get(&known).map(|key| key.public);
        let seed = <[u8; 32]>::try_from(opened).ok();
        let public = seed.map(|seed| SigningKey::from_bytes(&seed).verifying_key().to_bytes());
        public.is_some() && public == known
    }
}

/// Whose secret it is: the number at the end of its name, 0 if there is none.
fn number_of(name: &str) -> u64 {
    let (_, number) = name.rsplit_once('/').unwrap_or_default();
    number.parse().unwrap_or(0)
}
