//! Small secrets sealed with the key-encryption key itself: not personal data of customers, so erased by
//! deleting them. Number of the key, nonce, ciphertext, bound to company and name.

use aes_gcm_siv::Aes256GcmSiv;
use aes_gcm_siv::aead::{Aead, KeyInit, Payload};
use zeroize::Zeroizing;

use super::keys::KeyRing;
use super::seal::{SealProblem, random_nonce, split_nonce, wrapped_by};

/// Whether the newest key seals these bytes.
pub(crate) fn is_newest(ring: &KeyRing, sealed: &[u8]) -> bool {
    wrapped_by(sealed) == ring.newest().map(|(number, _)| number)
}

pub(crate) fn seal(
    ring: &KeyRing,
    company: u32,
    name: &str,
    secret: &[u8],
) -> Result<Vec<u8>, SealProblem> {
    let (number, key) = ring.newest().ok_or(SealProblem::KeyMissing(0))?;
    let nonce = random_nonce()?;
    let payload = Payload {
        msg: secret,
        aad: &bound_to(company, name),
    };
    let sealed = Aes256GcmSiv::new((&**key).into())
        .encrypt(&nonce.into(), payload)
        .map_err(|_| SealProblem::DoesNotOpen)?;
    Ok([&number.to_be_bytes()[..], &nonce, &sealed].concat())
}

pub(crate) fn open(
    ring: &KeyRing,
    company: u32,
    name: &str,
    sealed: &[u8],
) -> Result<Zeroizing<Vec<u8>>, SealProblem> {
    let number = wrapped_by(sealed).ok_or(SealProblem::DoesNotOpen)?;
    let (nonce, sealed) = split_nonce(sealed.get(4..).unwrap_or_default())?;
    let key = ring.get(number).ok_or(SealProblem::KeyMissing(number))?;
    let payload = Payload {
        msg: sealed,
        aad: &bound_to(company, name),
    };
    Aes256GcmSiv::new((&**key).into())
        .decrypt(&nonce.into(), payload)
        .map(Zeroizing::new)
        .map_err(|_| SealProblem::DoesNotOpen)
}

/// Longer than what a wrapped data key is bound to, so that neither passes for the other.
fn bound_to(company: u32, name: &str) -> Vec<u8> {
    [
        b"baobei secret v1".as_slice(),
        &company.to_be_bytes(),
        name.as_bytes(),
    ]
    .concat()
}

#[cfg(test)]
mod tests {
    use super::{open, seal};
    use crate::privacy::keys::{KeyPurpose, Keys, new_key_line};
    use crate::privacy::seal::SealProblem;

    #[test]
    fn a_secret_opens_under_its_own_name_and_company_only() {
        let line = |purpose| new_key_line(purpose, 1).unwrap();
        let keys = Keys::read(
            &line(KeyPurpose::Log),
            &line(KeyPurpose::KeyEncryption),
            &line(KeyPurpose::Index),
        );
        let ring = &keys.unwrap().key_encryption;
        let sealed = seal(ring, 1, "totp/7", b"seven").unwrap();
        assert_eq!(&**open(ring, 1, "totp/7", &sealed).unwrap(), b"seven");
        for (company, name) in [(1, "totp/8"), (2, "totp/7")] {
            let opened = open(ring, company, name, &sealed);
            assert_eq!(opened.err(), Some(SealProblem::DoesNotOpen));
        }
    }
}
