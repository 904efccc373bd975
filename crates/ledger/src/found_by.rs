//! What a data subject is found by: tags of its values, and tokens of its company names.

mod bytes;
#[cfg(test)]
mod tests;

use ruling::fact::{Particulars, Ref, Seq};

pub(crate) use self::bytes::read_tags;
use self::bytes::write_tags;
use crate::names::{SealedName, read_names, write_names};
use crate::privacy::blind_index::{Tag, TagKind};
use crate::reference::first_brought;
use crate::store::SubjectRow;
use crate::typed::Typed;

/// A tag of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct FoundTag {
    pub(crate) tag: Tag,
    /// The entry that sealed the value, the subject's first that did.
    pub(crate) seq: Seq,
    /// What facts know the value by, if they know values of this kind.
    pub(crate) reference: Ref,
}

impl FoundTag {
    /// Whether nobody had the value before.
    fn is_first(&self) -> bool {
        self.reference == first_brought(self.tag.kind, self.seq)
    }
}

/// Tags and names; each once, as it first came.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct FoundBy {
    pub(crate) tags: Vec<FoundTag>,
    pub(crate) names: Vec<SealedName>,
}

impl FoundBy {
    /// What a subject is found by once entry `seq` has sealed what was typed; `more` has the references.
    pub(crate) fn new(typed: &Typed, more: &Particulars, seq: Seq) -> FoundBy {
        let tags = typed.tags.iter().chain(&typed.sought.scope);
        let names = typed.sought.name.iter();
        FoundBy {
            tags: tags
                .map(|tag| FoundTag {
                    tag: *tag,
                    seq,
                    reference: reference_in(more, tag.kind).unwrap_or(first_brought(tag.kind, seq)),
                })
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
            tags: read_tags(row.subject, &row.tags)?,
            names: read_names(row.subject, &row.names)?,
        })
    }

    /// The row of a subject that is found by this.
    pub(crate) fn row(&self, subject: u64, wrapped_key: Option<Vec<u8>>) -> SubjectRow {
        SubjectRow {
            subject,
            wrapped_key,
            tags: write_tags(subject, &self.tags),
            names: write_names(subject, &self.names),
        }
    }

    /// The reference by which facts know the value of a tag; none if it is not one of the subject's.
    pub(crate) fn reference(&self, tag: Tag) -> Option<Ref> {
        let mut tags = self.tags.iter();
        tags.find(|known| known.tag == tag)
            .map(|known| known.reference)
    }

    /// Takes in what is new of the other, and returns it.
    pub(crate) fn take_in(&mut self, other: FoundBy) -> FoundBy {
        let mut new = FoundBy::default();
        for tag in other.tags {
            if !self.tags.iter().any(|known| known.tag == tag.tag) {
                self.tags.push(tag);
                new.tags.push(tag);
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

/// The reference by which facts know a value of this kind, if they know any.
fn reference_in(more: &Particulars, kind: TagKind) -> Option<Ref> {
    match kind {
        TagKind::Phone => more.phone,
        TagKind::Name | TagKind::CompanyName => more.name,
        TagKind::Project => more.project,
        TagKind::Demand => more.demand,
        TagKind::Contract => more.contract,
        TagKind::NameAndMask | TagKind::NameOfMasked | TagKind::IdNumber | TagKind::CreditCode => {
            None
        }
    }
}
