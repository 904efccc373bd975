//! Key-encryption keys: what wraps the keys of data subjects, here in memory or in another program.

use std::collections::BTreeMap;

use aes_gcm_siv::Aes256GcmSiv;
use aes_gcm_siv::aead::{Aead, KeyInit, Payload};
use minicbor::{Decoder, Encoder};
use zeroize::Zeroizing;

use super::keys::Secret;
use super::program::KeyProgram;
use super::seal::SealProblem;

/// The highest number of a key.
pub(crate) const NUMBER_MAX: u32 = 0x00ff_ffff;
/// What stands instead of a number, which is never 0, before the number of another algorithm and what that writes.
/// Without it, it is AES-256-GCM-SIV with a data key of 256 bits, and SHA-256. Others, such as SM4 in the same mode,
/// get numbers from 1; what they seal stands beside what was sealed before.
const OTHER_ALGORITHM: u8 = 0;

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
    /// Something secret under the newest key: number, ciphertext. It opens only with the same `bound_to`.
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
        Ok([head(*number), ciphertext].concat())
    }

    pub(crate) fn unwrap(
        &self,
        wrapped: &[u8],
        nonce: [u8; 12],
        bound_to: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, SealProblem> {
        if let [OTHER_ALGORITHM, rest @ ..] = wrapped {
            let algorithm = rest.first().ok_or(SealProblem::DoesNotOpen)?;
            return Err(SealProblem::OtherAlgorithm(*algorithm));
        }
        let mut decoder = Decoder::new(wrapped);
        let number = decoder.u32().map_err(|_| SealProblem::DoesNotOpen)?;
        let ciphertext = wrapped.strip_prefix(&head(number)[..]);
        let ciphertext = ciphertext.ok_or(SealProblem::DoesNotOpen)?;
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
        let newest = self.0.last_key_value();
        newest.is_some_and(|(number, _)| wrapped.starts_with(&head(*number)))
    }
}

/// The number of a key before what it wraps: no number's bytes begin another's.
fn head(number: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    // Writing into memory cannot fail.
    let _ = Encoder::new(&mut bytes).u32(number);
    bytes
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{KeyEncryption, KeyRing, NUMBER_MAX};
    use crate::privacy::keys::Secret;
    use crate::privacy::seal::SealProblem;

    fn ring(numbers: &[u32]) -> KeyRing {
        let key = |number: &u32| (*number, KeyEncryption::Local(Secret::new([7; 32])));
        KeyRing(numbers.iter().map(key).collect::<BTreeMap<_, _>>())
    }

    #[test]
    fn a_secret_opens_whatever_the_number_of_its_key_and_is_known_by_it() {
        let numbers = [
            (1, 1),
            (23, 1),
            (24, 2),
            (255, 2),
            (256, 3),
            (NUMBER_MAX, 5),
        ];
        let all: Vec<u32> = numbers.iter().map(|(number, _)| *number).collect();
        let whole = ring(&all);
        for (number, head) in numbers {
            let wrapped = ring(&[number]).wrap(&[5; 32], [1; 12], b"place").unwrap();
            assert_eq!(wrapped.len(), head + 32 + 16);
            let opened = whole.unwrap(&wrapped, [1; 12], b"place");
            assert_eq!(opened.unwrap().to_vec(), [5; 32]);
            for newest in &all {
                assert_eq!(ring(&[*newest]).is_newest(&wrapped), *newest == number);
            }
        }
    }

    #[test]
    fn another_algorithm_is_named_and_what_is_no_number_does_not_open() {
        let ring = ring(&[1]);
        let opened = |wrapped: &[u8]| ring.unwrap(wrapped, [1; 12], b"place").err();
        let wrapped = ring.wrap(&[5; 32], [1; 12], b"place").unwrap();
        let ciphertext = &wrapped[1..];
        let with = |head: &[u8]| opened(&[head, ciphertext].concat());
        assert_eq!(with(&[0, 9, 1]), Some(SealProblem::OtherAlgorithm(9)));
        assert_eq!(with(&[2]), Some(SealProblem::KeyMissing(2)));
        // 1 in more bytes than it needs, minus 2, a text.
        for head in [&[0x18, 1][..], &[0x21], &[0x61]] {
            assert_eq!(with(head), Some(SealProblem::DoesNotOpen), "{head:?}");
        }
        for wrapped in [&[][..], &[0], &[1], &[0x18]] {
            assert_eq!(opened(wrapped), Some(SealProblem::DoesNotOpen));
        }
    }
}
