//! Sealing: a key per data subject, wrapped by the key-encryption key; every ciphertext bound to its place.
//!
//! The place is also the nonce, which therefore is not stored. A restored copy may give the same place to other data
//! under the same key; AES-GCM-SIV forgives that: whoever has both can tell whether the data is equal, nothing more.

use aes_gcm_siv::aead::{Aead, KeyInit, Payload};
use aes_gcm_siv::{Aes256GcmSiv, Nonce};
use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::key_encryption::KeyRing;
use super::keys::Secret;
use super::personal::Personal;
use crate::log::tree::Hash;

/// Bytes of a nonce.
pub(crate) const NONCE: usize = 12;

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
    /// Subject and entry, without the company. It begins with 0: databases count subjects with 63 bits.
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

    /// No other part's under the key of the same subject, and no entry's: this one begins with 1.
    fn nonce(self) -> [u8; NONCE] {
        let [a, b, c, d] = self.entry.seq.to_be_bytes();
        let [e, f, g, h] = self.part.to_be_bytes();
        [0x80, 0, a, b, c, d, self.paper, self.copy, e, f, g, h]
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

    /// Seals what belongs to one fact.
    pub(crate) fn seal(
        &self,
        personal: &Personal,
        place: SealPlace,
    ) -> Result<Vec<u8>, SealProblem> {
        self.seal_bound(&personal.encode(), place.nonce(), &place.bytes())
    }

    /// Seals a part of a paper.
    pub(crate) fn seal_part(&self, plain: &[u8], place: PartPlace) -> Result<Vec<u8>, SealProblem> {
        self.seal_bound(plain, place.nonce(), &place.bytes())
    }

    fn seal_bound(
        &self,
        plain: &[u8],
        nonce: [u8; NONCE],
        bound_to: &[u8],
    ) -> Result<Vec<u8>, SealProblem> {
        let payload = Payload {
            msg: plain,
            aad: bound_to,
        };
        self.cipher()
            .encrypt(&Nonce::from(nonce), payload)
            .map_err(|_| SealProblem::DoesNotOpen)
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
        self.open_bound(sealed, place.nonce(), &place.bytes())
    }

    /// Opens a part of a paper.
    pub(crate) fn open_part(
        &self,
        sealed: &[u8],
        place: PartPlace,
    ) -> Result<Zeroizing<Vec<u8>>, SealProblem> {
        self.open_bound(sealed, place.nonce(), &place.bytes())
    }

    fn open_bound(
        &self,
        sealed: &[u8],
        nonce: [u8; NONCE],
        bound_to: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, SealProblem> {
        let payload = Payload {
            msg: sealed,
            aad: bound_to,
        };
        let plain = self.cipher().decrypt(&Nonce::from(nonce), payload);
        plain
            .map(Zeroizing::new)
            .map_err(|_| SealProblem::DoesNotOpen)
    }

    fn cipher(&self) -> Aes256GcmSiv {
        Aes256GcmSiv::new((&*self.0).into())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::{DataKey, PartPlace, SealPlace, SealProblem};
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
    fn sealing_adds_a_tag_and_wrapping_a_number_and_a_tag() {
        let key = DataKey::random().unwrap();
        let sealed = key.seal(&personal(), PLACE).unwrap();
        assert_eq!(sealed.len(), personal().encode().len() + 16);
        let wrapped = key.wrap(&keys(1).key_encryption, PLACE).unwrap();
        assert_eq!(wrapped.len(), 1 + 32 + 16);
    }

    const PART: PartPlace = PartPlace {
        entry: PLACE,
        paper: 2,
        copy: 1,
        part: 3,
        parts: 5,
    };

    #[test]
    fn what_was_sealed_opens_in_its_place_under_its_key_and_unchanged_only() {
        let key = DataKey::random().unwrap();
        let sealed = key.seal(&personal(), PLACE).unwrap();
        assert_eq!(key.open(&sealed, PLACE), Ok(personal()));
        for elsewhere in [
            SealPlace { seq: 10, ..PLACE },
            SealPlace {
                subject: 8,
                ..PLACE
            },
            SealPlace {
                company: 2,
                ..PLACE
            },
        ] {
            assert_eq!(key.open(&sealed, elsewhere), Err(SealProblem::DoesNotOpen));
        }
        let other = DataKey::random().unwrap();
        assert_eq!(other.open(&sealed, PLACE), Err(SealProblem::DoesNotOpen));
        for bit in 0..8 * sealed.len() {
            let mut flipped = sealed.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(key.open(&flipped, PLACE), Err(SealProblem::DoesNotOpen));
        }
        assert_eq!(key.open(&[], PLACE), Err(SealProblem::DoesNotOpen));
    }

    #[test]
    fn a_part_of_a_paper_opens_in_its_place_only_and_passes_for_no_entry() {
        let key = DataKey::random().unwrap();
        let sealed = key.seal_part(&personal().encode(), PART).unwrap();
        assert_eq!(*key.open_part(&sealed, PART).unwrap(), *personal().encode());
        for elsewhere in [
            PartPlace {
                entry: SealPlace { seq: 10, ..PLACE },
                ..PART
            },
            PartPlace { paper: 3, ..PART },
            PartPlace { copy: 2, ..PART },
            PartPlace { part: 4, ..PART },
            PartPlace { parts: 4, ..PART },
        ] {
            let opened = key.open_part(&sealed, elsewhere);
            assert_eq!(opened.err(), Some(SealProblem::DoesNotOpen));
        }
        assert_eq!(key.open(&sealed, PLACE), Err(SealProblem::DoesNotOpen));
        let entry = key.seal(&personal(), PLACE).unwrap();
        let opened = key.open_part(&entry, PART);
        assert_eq!(opened.err(), Some(SealProblem::DoesNotOpen));
    }

    /// The place is the nonce: two copies of a store may use one twice.
    #[test]
    fn of_two_things_sealed_in_one_place_nothing_shows_but_that_they_are_not_equal() {
        let key = DataKey::random().unwrap();
        let seal = |text: &str| key.seal_part(text.as_bytes(), PART).unwrap();
        let (one, other) = (
            seal("13900000001, asked for"),
            seal("13900000002, asked for"),
        );
        assert_eq!(one, seal("13900000001, asked for"));
        // Where the nonce alone makes the stream of bits, the places of equal letters have equal bytes.
        let equal = one.iter().zip(&other).filter(|(one, other)| one == other);
        assert!(equal.count() < 8, "{one:?} {other:?}");
    }

    #[test]
    fn no_part_has_the_nonce_of_an_entry_or_of_another_part() {
        let last = SealPlace {
            company: 1,
            subject: i64::MAX.unsigned_abs(),
            seq: u32::MAX,
        };
        let mut nonces = vec![PLACE.nonce(), last.nonce()];
        for seq in [1, u32::MAX] {
            for (paper, copy, part) in [(0, 0, 0), (1, 0, 0), (0, 1, 0), (0, 0, 1), (9, 2, 1 << 31)]
            {
                let entry = SealPlace { seq, ..PLACE };
                let place = PartPlace {
                    entry,
                    paper,
                    copy,
                    part,
                    ..PART
                };
                nonces.push(place.nonce());
            }
        }
        let unlike: HashSet<_> = nonces.iter().collect();
        assert_eq!(unlike.len(), nonces.len());
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
