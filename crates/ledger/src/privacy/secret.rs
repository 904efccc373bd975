//! Small secrets sealed with the key-encryption key itself: not personal data of customers, so erased by
//! deleting them. A nonce and the secret wrapped, bound to company and name.

use zeroize::Zeroizing;

use super::key_encryption::KeyRing;
use super::seal::{NONCE, SealProblem};

/// Whether the newest key seals these bytes.
pub(crate) fn is_newest(ring: &KeyRing, sealed: &[u8]) -> bool {
    split_nonce(sealed).is_ok_and(|(_, wrapped)| ring.is_newest(wrapped))
}

pub(crate) fn seal(
    ring: &KeyRing,
    company: u32,
    name: &str,
    secret: &[u8],
) -> Result<Vec<u8>, SealProblem> {
    let mut nonce = [0; NONCE];
    getrandom::fill(&mut nonce)?;
    let wrapped = ring.wrap(secret, nonce, &bound_to(company, name))?;
    Ok([&nonce[..], &wrapped].concat())
}

pub(crate) fn open(
    ring: &KeyRing,
    company: u32,
    name: &str,
    sealed: &[u8],
) -> Result<Zeroizing<Vec<u8>>, SealProblem> {
    let (nonce, wrapped) = split_nonce(sealed)?;
    ring.unwrap(wrapped, nonce, &bound_to(company, name))
}

fn split_nonce(bytes: &[u8]) -> Result<([u8; NONCE], &[u8]), SealProblem> {
    let (nonce, sealed) = bytes.split_first_chunk().ok_or(SealProblem::DoesNotOpen)?;
    Ok((*nonce, sealed))
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
