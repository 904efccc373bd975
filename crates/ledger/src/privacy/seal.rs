//! Sealing: a key per data subject, wrapped by the key-encryption key; every ciphertext bound to its place.

use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::key_encryption::KeyRing;
use super::keys::Secret;
use super::personal::Personal;
use crate::log::tree::Hash;

const NONCE: usize = 12;

/// Where a ciphertext belongs; moved elsewhere it does not open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SealPlace {
    pub(crate) company: u32,
    pub(crate) subject: u64,
    /// The fact; 0 for the subject's own key.
    pub(crate) seq: u32,
}

impl SealPlace {
    fn bytes(self) -> [u8; 16] {
        let mut bytes = [0; 16];
        let parts = [
            u128::from(self.company) << 96,
            u128::from(self.subject) << 32,
            u128::from(self.seq),
        ];
        let whole = parts.iter().fold(0, |whole, part| whole | part);
        bytes.copy_from_slice(&whole.to_be_bytes());
        bytes
    }
}

impl SealPlace {
    /// Subject and entry, without the company.
    fn nonce(self) -> [u8; NONCE] {
        let [_, _, _, _, nonce @ ..] = self.bytes();
        nonce
    }
}

/// Where a part of a paper belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct PartPlace {
    /// Of the entry that brings the paper.
    pub(crate) entry: SealPlace,
    pub(crate) paper: u8,
    pub(crate) copy: u8,
    pub(crate) part: u32,
    /// How many parts there are: none is cut off unseen.
    pub(crate) parts: u32,
}

impl PartPlace {
    /// Longer than what anything else is bound to, so that neither passes for the other.
    fn bytes(self) -> Vec<u8> {
        let mut bytes = b"baobei paper v1".to_vec();
        bytes.extend(self.entry.bytes());
        bytes.extend([self.paper, self.copy]);
        bytes.extend(self.part.to_be_bytes());
        bytes.extend(self.parts.to_be_bytes());
        bytes
    }
}

/// Nothing could be opened: another key, another place, or changed bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SealProblem {
    /// The key-encryption key of this number is not in the ring.
    #[error("key-encryption key number {0} is missing")]
    KeyMissing(u32),
    /// The bytes do not open.
    #[error("the sealed bytes do not open: changed, moved, or of another key")]
    DoesNotOpen,
    /// Sealed by an algorithm of this number, which a newer release may know.
    #[error("sealed by algorithm {0}, which this release does not know: use a newer one")]
    OtherAlgorithm(u8),
    /// The program that has the key of this number did not answer in time, or not as it should.
    #[error(
        "the program that has key-encryption key number {0} did not answer within ten seconds, or not as it should: run its command by itself and see; nothing was stored"
    )]
    ProgramFailed(u32),
    /// The program that has the key of this number refused.
    #[error(
        "the program that has key-encryption key number {0} refused: it says why on its standard error; nothing was stored"
    )]
    ProgramRefused(u32),
    /// The operating system gives no randomness.
    #[error("no randomness from the operating system")]
    NoRandomness,
}

impl From<getrandom::Error> for SealProblem {
    fn from(_: getrandom::Error) -> Self {
        SealProblem::NoRandomness
    }
}

/// The key of one data subject: destroying it erases everything sealed with it.
pub(crate) struct DataKey(Secret);

impl DataKey {
    pub(crate) fn random() -> Result<DataKey, SealProblem> {
        let mut bytes = Secret::default();
        getrandom::fill(&mut *bytes)?;
        Ok(DataKey(bytes))
    }

    /// What the leaf of entry `seq` says of personal data and of this key: nothing to anyone without the salt.
    /// Common AEADs do not bind their key, so the log does: one ciphertext cannot be opened as two customers.
    /// `personal` are its canonical bytes.
    pub(crate) fn commitment(&self, personal: &[u8], seq: u32) -> Hash {
        let mut key = Sha256::new();
        key.update(b"baobei data key v1");
        key.update(*self.0);
        let mut hasher = Sha256::new();
        hasher.update(b"baobei personal v1");
        hasher.update(key.finalize());
        hasher.update(self.salt(seq));
        hasher.update(personal);
        hasher.finalize().into()
    }

    /// 256 bits of an entry's own, which nobody can tell without the key and which are gone with it.
    fn salt(&self, seq: u32) -> Hash {
        // HMAC fills a key up to its block with zeros.
        let mut block = Zeroizing::new([0; 64]);
        for (byte, key) in block.iter_mut().zip(self.0.iter()) {
            *byte = *key;
        }
        let mut mac = Hmac::<Sha256>::new((&*block).into());
        mac.update(b"baobei salt v1");
        mac.update(&seq.to_be_bytes());
        mac.finalize().into_bytes().into()
    }

    /// The key under the newest key-encryption key. The nonce is the place, not random: a subject has one key,
    /// wrapped once under each.
    pub(crate) fn wrap(&self, ring: &KeyRing, place: SealPlace) -> Result<Vec<u8>, SealProblem> {
        ring.wrap(&*self.0, place.nonce(), &place.bytes())
    }

    pub(crate) fn unwrap(
        wrapped: &[u8],
        ring: &KeyRing,
        place: SealPlace,
    ) -> Result<DataKey, SealProblem> {
        let opened = ring.unwrap(wrapped, place.nonce(), &place.bytes())?;
        let mut bytes = Secret::default();
        if opened.len() != bytes.len() {
            return Err(SealProblem::DoesNotOpen);
        }
        bytes.copy_from_slice(&opened);
        Ok(DataKey(bytes))
    }

    /// Seals what belongs to one fact. The nonce is random: keys are per subject, so it never repeats.
    pub(crate) fn seal(
        &self,
        personal: &Personal,
        place: SealPlace,
    ) -> Result<Vec<u8>, SealProblem> {
        self.seal_bytes(&personal.encode(), &place.bytes())
    }

    /// Seals a part of a paper.
    pub(crate) fn seal_part(&self, plain: &[u8], place: PartPlace) -> Result<Vec<u8>, SealProblem> {
        self.seal_bytes(plain, &place.bytes())
    }

    fn seal_bytes(&self, plain: &[u8], bound_to: &[u8]) -> Result<Vec<u8>, SealProblem> {
        let nonce = random_nonce()?;
        let payload = Payload {
            msg: plain,
            aad: bound_to,
        };
        let sealed = Aes256Gcm::new((&*self.0).into())
            .encrypt(&Nonce::from(nonce), payload)
            .map_err(|_| SealProblem::DoesNotOpen)?;
        let mut bytes = nonce.to_vec();
        bytes.extend_from_slice(&sealed);
        Ok(bytes)
    }

    pub(crate) fn open(&self, sealed: &[u8], place: SealPlace) -> Result<Personal, SealProblem> {
        let plain = self.open_bytes(sealed, place)?;
        Personal::decode(&plain).ok_or(SealProblem::DoesNotOpen)
    }

    /// The canonical bytes that were sealed.
    pub(crate) fn open_bytes(
        &self,
        sealed: &[u8],
        place: SealPlace,
    ) -> Result<Zeroizing<Vec<u8>>, SealProblem> {
        self.open_bound(sealed, &place.bytes())
    }

    /// Opens a part of a paper.
    pub(crate) fn open_part(
        &self,
        sealed: &[u8],
        place: PartPlace,
    ) -> Result<Zeroizing<Vec<u8>>, SealProblem> {
        self.open_bound(sealed, &place.bytes())
    }

    fn open_bound(
        &self,
        sealed: &[u8],
        bound_to: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, SealProblem> {
        let (nonce, sealed) = split_nonce(sealed)?;
        let payload = Payload {
            msg: sealed,
            aad: bound_to,
        };
        let plain = Aes256Gcm::new((&*self.0).into())
            .decrypt(&Nonce::from(nonce), payload)
            .map_err(|_| SealProblem::DoesNotOpen)?;
        Ok(Zeroizing::new(plain))
    }
}

pub(crate) fn random_nonce() -> Result<[u8; NONCE], SealProblem> {
    let mut nonce = [0; NONCE];
    getrandom::fill(&mut nonce)?;
    Ok(nonce)
}

pub(crate) fn split_nonce(bytes: &[u8]) -> Result<([u8; NONCE], &[u8]), SealProblem> {
    let (nonce, sealed) = bytes.split_first_chunk().ok_or(SealProblem::DoesNotOpen)?;
    Ok((*nonce, sealed))
}

#[cfg(test)]
mod tests {
    use super::{DataKey, SealPlace, SealProblem};
    use crate::privacy::keys::{KeyPurpose, Keys, new_key_line};
    use crate::privacy::personal::Personal;

    const PLACE: SealPlace = SealPlace {
        company: 1,
        subject: 7,
        seq: 9,
    };

    fn keys(number: u32) -> Keys {
        let line = |purpose| new_key_line(purpose, number).unwrap();
        let ring = line(KeyPurpose::KeyEncryption);
        Keys::read(&line(KeyPurpose::Log), &ring, &line(KeyPurpose::Index)).unwrap()
    }

    fn personal() -> Personal {
        Personal::new([("phone".to_owned(), "13900000001".to_owned())])
    }

    #[test]
    fn what_was_sealed_opens_in_its_place_only() {
        let key = DataKey::random().unwrap();
        let sealed = key.seal(&personal(), PLACE).unwrap();
        assert_eq!(key.open(&sealed, PLACE), Ok(personal()));
        let elsewhere = SealPlace { seq: 10, ..PLACE };
        assert_eq!(key.open(&sealed, elsewhere), Err(SealProblem::DoesNotOpen));
    }

    #[test]
    fn a_wrapped_key_opens_for_its_subject_only() {
        let keys = keys(1);
        let key = DataKey::random().unwrap();
        let wrapped = key.wrap(&keys.key_encryption, PLACE).unwrap();
        let opened = DataKey::unwrap(&wrapped, &keys.key_encryption, PLACE).unwrap();
        let commitment = key.commitment(&personal().encode(), 9);
        assert_eq!(opened.commitment(&personal().encode(), 9), commitment);
        let swapped = SealPlace {
            subject: 8,
            ..PLACE
        };
        let opened = DataKey::unwrap(&wrapped, &keys.key_encryption, swapped);
        assert_eq!(opened.err(), Some(SealProblem::DoesNotOpen));
    }

    #[test]
    fn a_missing_key_encryption_key_is_named() {
        let wrapped = DataKey::random()
            .unwrap()
            .wrap(&keys(4).key_encryption, PLACE)
            .unwrap();
        let opened = DataKey::unwrap(&wrapped, &keys(5).key_encryption, PLACE);
        assert_eq!(opened.err(), Some(SealProblem::KeyMissing(4)));
    }

    #[test]
    fn equal_data_has_unlike_commitments() {
        let (one, other) = (DataKey::random().unwrap(), DataKey::random().unwrap());
        let commitment = one.commitment(&personal().encode(), 9);
        assert_ne!(commitment, one.commitment(&personal().encode(), 10));
        assert_ne!(commitment, other.commitment(&personal().encode(), 9));
    }
}
