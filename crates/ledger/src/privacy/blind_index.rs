//! Keyed tags: what is sealed is found by them, and without the index key they say nothing but "equal".

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

use super::keys::Secret;

/// What a tag was made of. Equal values of different kinds have unlike tags.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum TagKind {
    /// A full phone number: identifies a person.
    Phone = 1,
    /// An identity card number: identifies a person.
    IdNumber = 2,
    /// A unified social credit code: identifies an organisation.
    CreditCode = 3,
    /// A company's normalised name.
    CompanyName = 4,
    /// A person's name: never identifies, but candidates for "possibly the same" come by it.
    Name = 5,
    /// A project.
    Project = 6,
    /// A demand.
    Demand = 7,
    /// A contract or paper.
    Contract = 8,
    /// A person's name with the full number as one way of hiding shows it: what a hidden number is looked up by.
    NameAndMask = 9,
    /// The name of a person whose number is partly hidden: what a full number is looked up by.
    NameOfMasked = 10,
}

/// Beside the kinds of tags: what words and parts of companies' names are told apart from them by.
const NAME_TOKEN: u8 = 64;
const NAME_BUCKET: u8 = 65;
/// What rows beside the log are found by.
const ROW: u8 = 66;

impl TagKind {
    const ALL: [TagKind; 10] = [
        TagKind::Phone,
        TagKind::IdNumber,
        TagKind::CreditCode,
        TagKind::CompanyName,
        TagKind::Name,
        TagKind::Project,
        TagKind::Demand,
        TagKind::Contract,
        TagKind::NameAndMask,
        TagKind::NameOfMasked,
    ];

    pub(crate) fn of_byte(byte: u8) -> Option<TagKind> {
        TagKind::ALL.into_iter().find(|kind| *kind as u8 == byte)
    }
}

/// A tag: the first 64 bits of an HMAC. Two of a million values meet by chance once in ten million stores;
/// what is found is unsealed and compared before it decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tag {
    /// What it was made of.
    pub kind: TagKind,
    /// The cut HMAC.
    pub bits: u64,
}

/// Makes the tags of one company.
pub struct Tagger {
    mac: Hmac<Sha256>,
    company: u32,
}

impl Tagger {
    /// With the index key, for a company.
    pub fn new(index_key: &Secret, company: u32) -> Tagger {
        // HMAC fills a key up to its block with zeros.
        let mut block = Zeroizing::new([0; 64]);
        for (byte, key) in block.iter_mut().zip(index_key.iter()) {
            *byte = *key;
        }
        let mac = Hmac::<Sha256>::new((&*block).into());
        Tagger { mac, company }
    }

    /// The tag of a normalised value.
    pub fn tag(&self, kind: TagKind, value: &str) -> Tag {
        Tag {
            kind,
            bits: u64::from_be_bytes(self.cut(kind as u8, value)),
        }
    }

    /// The token of a word of a company's name, which says less than a tag: 32 bits.
    pub(crate) fn token(&self, word: &str) -> u32 {
        u32::from_be_bytes(self.cut(NAME_TOKEN, word))
    }

    /// A part of a company's name that very many share: 16 bits, never 0.
    pub(crate) fn bucket(&self, part: &str) -> u16 {
        u16::from_be_bytes(self.cut(NAME_BUCKET, part)).max(1)
    }

    /// What stands for a text in the key of a row beside the log.
    pub(crate) fn row_tag(&self, text: &str) -> u64 {
        u64::from_be_bytes(self.cut(ROW, text))
    }

    /// The beginning of the HMAC of a value.
    fn cut<const LENGTH: usize>(&self, kind: u8, value: &str) -> [u8; LENGTH] {
        let mut mac = self.mac.clone();
        mac.update(&self.company.to_be_bytes());
        mac.update(&[kind]);
        mac.update(value.as_bytes());
        let bytes: [u8; 32] = mac.finalize().into_bytes().into();
        let mut cut = [0; LENGTH];
        for (byte, whole) in cut.iter_mut().zip(bytes) {
            *byte = whole;
        }
        cut
    }
}

#[cfg(test)]
mod tests {
    use super::{TagKind, Tagger};
    use crate::privacy::keys::Secret;

    #[test]
    fn tags_differ_by_kind_company_and_key() {
        let key = Secret::new([1; 32]);
        let tagger = Tagger::new(&key, 1);
        let tag = tagger.tag(TagKind::Phone, "13900000001");
        assert_eq!(tag, tagger.tag(TagKind::Phone, "13900000001"));
        assert_ne!(tag.bits, tagger.tag(TagKind::IdNumber, "13900000001").bits);
        assert_ne!(tag, Tagger::new(&key, 2).tag(TagKind::Phone, "13900000001"));
        let other = Secret::new([2; 32]);
        assert_ne!(
            tag,
            Tagger::new(&other, 1).tag(TagKind::Phone, "13900000001")
        );
    }
}
