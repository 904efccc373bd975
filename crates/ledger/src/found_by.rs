//! What a data subject is found by: tags of its values, and tokens of its company names.

use ruling::fact::{Particulars, Ref, Seq};

use crate::names::{SealedName, read_names, write_names};
use crate::privacy::blind_index::{Tag, TagKind};
use crate::store::SubjectRow;
use crate::typed::Typed;

/// Bytes of a reference.
const REFERENCE: usize = 8;

/// Tags with the references behind them, and names; each once, as it first came.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct FoundBy {
    pub(crate) tags: Vec<(Tag, Ref)>,
    pub(crate) names: Vec<SealedName>,
}

impl FoundBy {
    /// What a subject is found by once entry `seq` has sealed what was typed; `more` has the references.
    pub(crate) fn new(typed: &Typed, more: &Particulars, seq: Seq) -> FoundBy {
        let tags = typed.tags.iter().chain(&typed.sought.scope);
        let names = typed.sought.name.iter();
        FoundBy {
            tags: tags
                .map(|tag| (*tag, reference_in(more, tag.kind, seq)))
                .collect(),
            names: names
                .map(|found_by| SealedName {
                    seq,
                    found_by: found_by.clone(),
                })
                .collect(),
        }
    }

    /// As stored; none if the bytes are something else.
    pub(crate) fn of(row: &SubjectRow) -> Option<FoundBy> {
        Some(FoundBy {
            tags: read_tags(&row.tags)?,
            names: read_names(&row.names)?,
        })
    }

    /// The row of a subject that is found by this.
    pub(crate) fn row(&self, subject: u64, wrapped_key: Option<Vec<u8>>) -> SubjectRow {
        SubjectRow {
            subject,
            wrapped_key,
            tags: write_tags(&self.tags),
            names: write_names(&self.names),
        }
    }

    /// Takes in what is new of the other, and returns it.
    pub(crate) fn take_in(&mut self, other: FoundBy) -> FoundBy {
        let mut new = FoundBy::default();
        for (tag, reference) in other.tags {
            if !self.tags.iter().any(|(known, _)| *known == tag) {
                self.tags.push((tag, reference));
                new.tags.push((tag, reference));
            }
        }
        for name in other.names {
            let mut known = self.names.iter();
            if !known.any(|known| known.found_by == name.found_by) {
                self.names.push(name.clone());
                new.names.push(name);
            }
        }
        new
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.tags.is_empty() && self.names.is_empty()
    }
}

/// The reference by which facts know a value of this kind. Of a number beside a name they know none: there
/// it is the entry that sealed both, for whoever has to compare what is hidden.
fn reference_in(more: &Particulars, kind: TagKind, seq: Seq) -> Ref {
    let reference = match kind {
        TagKind::Phone => more.phone,
        TagKind::Name | TagKind::CompanyName => more.name,
        TagKind::Project => more.project,
        TagKind::Demand => more.demand,
        TagKind::Contract => more.contract,
        TagKind::NameAndMask | TagKind::NameOfMasked => Some(Ref(seq.into())),
        TagKind::IdNumber | TagKind::CreditCode => None,
    };
    reference.unwrap_or(Ref(0))
}

/// Bytes of what stands beside a tag of this kind in a subject's row: nothing where facts have no reference for
/// it, the number of an entry where that is what is looked up.
fn width(kind: TagKind) -> usize {
    match kind {
        TagKind::IdNumber | TagKind::CreditCode => 0,
        TagKind::NameAndMask | TagKind::NameOfMasked => size_of::<Seq>(),
        _ => REFERENCE,
    }
}

/// Tags as a subject's row holds them.
fn write_tags(tags: &[(Tag, Ref)]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (tag, reference) in tags {
        bytes.push(tag.kind as u8);
        bytes.extend_from_slice(&tag.bits.to_be_bytes());
        let skipped = REFERENCE - width(tag.kind);
        bytes.extend(reference.0.to_be_bytes().into_iter().skip(skipped));
    }
    bytes
}

/// Tags of a subject's row; none if the bytes are something else.
pub(crate) fn read_tags(mut bytes: &[u8]) -> Option<Vec<(Tag, Ref)>> {
    let mut tags = Vec::new();
    while let Some((kind, rest)) = bytes.split_first() {
        let kind = TagKind::of_byte(*kind)?;
        let (bits, rest) = rest.split_first_chunk()?;
        let bits = u64::from_be_bytes(*bits);
        let (reference, rest) = rest.split_at_checked(width(kind))?;
        let reference = reference
            .iter()
            .fold(0, |number, byte| number << 8 | u64::from(*byte));
        tags.push((Tag { kind, bits }, Ref(reference)));
        bytes = rest;
    }
    Some(tags)
}
