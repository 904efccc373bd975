//! Key-encryption keys: what wraps the keys of data subjects, here in memory or in another program.

use std::collections::BTreeMap;

use aes_gcm_siv::Aes256GcmSiv;
use aes_gcm_siv::aead::{Aead, KeyInit, Payload};
use zeroize::Zeroizing;

use super::keys::Secret;
use super::program::KeyProgram;
use super::seal::SealProblem;

/// The highest number of a key: what is wrapped begins with a byte for the algorithm and three for the number.
pub(crate) const NUMBER_MAX: u32 = 0x00ff_ffff;
/// AES-256-GCM-SIV with a data key of 256 bits. Others, such as SM4 in the same mode, get the next numbers; what they seal stands
/// beside what was sealed before.
const AES_256_GCM_SIV: u8 = 0;

/// A key that wraps keys.
pub(crate) enum KeyEncryption {
    /// In memory: AES-256-GCM-SIV.
    Local(Secret),
    /// With another program, which never hands it out.
    Program(KeyProgram),
}

/// Key-encryption keys by number: the newest wraps, older ones only open until everything is wrapped anew.
pub(crate) struct KeyRing(pub(super) BTreeMap<u32, KeyEncryption>);

impl KeyRing {
    /// Something secret under the newest key: algorithm, number, ciphertext. It opens only with the same `bound_to`.
    /// A nonce may come again with the same `bound_to` and another key, number or secret: then one can tell
    /// whether the secrets are equal, nothing more.
    pub(crate) fn wrap(
        &self,
        secret: &[u8],
        nonce: [u8; 12],
        bound_to: &[u8],
    ) -> Result<Vec<u8>, SealProblem> {
        let (number, key) = self.0.last_key_value().ok_or(SealProblem::KeyMissing(0))?;
        let ciphertext = match key {
            KeyEncryption::Program(program) => program.wrap(secret, bound_to)?,
            KeyEncryption::Local(key) => {
                let payload = Payload {
                    msg: secret,
                    aad: bound_to,
                };
                Aes256GcmSiv::new((&**key).into())
                    .encrypt(&nonce.into(), payload)
                    .map_err(|_| SealProblem::DoesNotOpen)?
            }
        };
        let [_, number @ ..] = number.to_be_bytes();
        Ok([&[AES_256_GCM_SIV], &number[..], &ciphertext].concat())
    }

    pub(crate) fn unwrap(
        &self,
        wrapped: &[u8],
        nonce: [u8; 12],
        bound_to: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, SealProblem> {
        let ([algorithm, number @ ..], ciphertext) = wrapped
            .split_first_chunk::<4>()
            .ok_or(SealProblem::DoesNotOpen)?;
        if *algorithm != AES_256_GCM_SIV {
            return Err(SealProblem::OtherAlgorithm(*algorithm));
        }
        let [a, b, c] = *number;
        let number = u32::from_be_bytes([0, a, b, c]);
        match self.0.get(&number) {
            None => Err(SealProblem::KeyMissing(number)),
            Some(KeyEncryption::Program(program)) => program.unwrap(ciphertext, bound_to),
            Some(KeyEncryption::Local(key)) => {
                let payload = Payload {
                    msg: ciphertext,
                    aad: bound_to,
                };
                Aes256GcmSiv::new((&**key).into())
                    .decrypt(&nonce.into(), payload)
                    .map(Zeroizing::new)
                    .map_err(|_| SealProblem::DoesNotOpen)
            }
        }
    }

    /// Whether the newest key wrapped these bytes.
    pub(crate) fn is_newest(&self, wrapped: &[u8]) -> bool {
        let newest = self
            .0
            .last_key_value()
            .map(|(number, _)| number.to_be_bytes());
        let number = wrapped.get(1..4);
        newest.is_some_and(|[_, newest @ ..]| number == Some(&newest[..]))
    }
}
