//! What facts know a value by, instead of the value: the number of the entry that first brought it, and the kind of
//! value. An entry brings one value of each kind, so no two values of a company have one reference.
//!
//! A person's name is known by chance instead. Whoever registers somebody has a receipt, which shows the reference: with
//! another's number, it would tell that somebody of this name is known, which no duplicate check tells.

use ruling::fact::{Ref, Seq};

use crate::privacy::blind_index::TagKind;
use crate::privacy::seal::SealProblem;

/// Bits of a reference that say what kind of value it is.
const KIND_BITS: u32 = 4;

/// The reference of the value of a kind that entry `first` brings as the first of all.
pub(crate) fn first_brought(kind: TagKind, first: Seq) -> Ref {
    // Facts have one name, a person's or a company's.
    let kind = match kind {
        TagKind::CompanyName => TagKind::Name,
        kind => kind,
    };
    Ref(u64::from(first) << KIND_BITS | kind as u64)
}

/// Set in no reference that is made of an entry's number.
const BY_CHANCE: u64 = 1 << 62;

/// The reference of a person's name that nobody had before: it shows nothing, not even that it is new.
pub(crate) fn by_chance() -> Result<Ref, SealProblem> {
    Ok(Ref((getrandom::u64()? % BY_CHANCE) | BY_CHANCE))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use ruling::fact::Seq;

    use super::first_brought;
    use crate::privacy::blind_index::TagKind;

    #[test]
    fn no_two_entries_and_no_two_kinds_share_a_reference() {
        let kinds = (0..=u8::MAX).filter_map(TagKind::of_byte);
        let kinds = kinds.filter(|kind| *kind != TagKind::CompanyName);
        let kinds: Vec<TagKind> = kinds.collect();
        let entries = [1, 2, 15, 16, 17, 1 << 28, Seq::MAX - 1, Seq::MAX];
        let all = entries
            .into_iter()
            .flat_map(|seq| kinds.iter().map(move |kind| first_brought(*kind, seq)));
        let all: Vec<_> = all.collect();
        let each: BTreeSet<_> = all.iter().collect();
        assert_eq!(each.len(), all.len());
    }

    #[test]
    fn a_companys_name_is_the_name_that_facts_have() {
        let name = first_brought(TagKind::Name, 7);
        assert_eq!(first_brought(TagKind::CompanyName, 7), name);
    }
}
