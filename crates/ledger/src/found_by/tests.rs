use ruling::fact::{Particulars, Ref, Seq};

use super::{FoundBy, FoundTag, read_tags, write_tags};
use crate::privacy::blind_index::{Tag, TagKind, Tagger};
use crate::privacy::keys::Secret;
use crate::privacy::personal::Personal;
use crate::reference::first_brought;
use crate::typed::Typed;

fn tag(kind: TagKind, seq: Seq, bits: u64) -> FoundTag {
    FoundTag {
        tag: Tag { kind, bits },
        seq,
        reference: first_brought(kind, seq),
    }
}

/// Bytes of tags and of names of a subject whose first entry has this number and brings these fields.
fn bytes_of(subject: u64, seq: Seq, fields: &[(&str, &str)]) -> (usize, usize) {
    let fields = fields
        .iter()
        .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
    let tagger = Tagger::new(&Secret::new([1; 32]), 1);
    let typed = Typed::read(&Personal::new(fields), &tagger).unwrap();
    let found_by = FoundBy::new(&typed, &Particulars::default(), seq);
    let row = found_by.row(subject, None);
    assert_eq!(FoundBy::of(&row), Some(found_by));
    (row.tags.len(), row.names.len())
}

const PERSON: [(&str, &str); 3] = [
    ("name", "陈远"),
    ("phone", "13900000001"),
    ("id_number", "11010519491231002X"),
];

#[test]
fn what_the_first_entry_brings_is_little_more_than_its_tags() {
    // Number, phone and name, and the name with the phone hidden in three ways, which share a byte.
    assert_eq!(bytes_of(700, 700, &PERSON), (6 * 8 + 4, 0));
    // Another entry than the first says which it is.
    assert_eq!(bytes_of(699, 700, &PERSON).0, 6 * 8 + 4 + 3);
    let company = [
        ("credit_code", "91350100M000100Y43"),
        ("company", "武汉恒升建材有限公司"),
    ];
    let (tags, names) = bytes_of(700, 700, &company);
    assert_eq!(tags, 2 * (8 + 1));
    assert_eq!(bytes_of(699, 700, &company), (tags + 3, names + 3));
}

#[test]
fn tags_are_read_as_written() {
    let known_before = FoundTag {
        reference: Ref(u64::MAX),
        ..tag(TagKind::Name, 9, 3)
    };
    let also = FoundTag {
        reference: first_brought(TagKind::Name, 2),
        ..tag(TagKind::Name, 9, 4)
    };
    let mut tags = vec![
        tag(TagKind::IdNumber, 5, 1),
        tag(TagKind::Phone, 5, 2),
        known_before,
        also,
        tag(TagKind::Name, 9, 5),
        tag(TagKind::Name, 1 << 30, u64::MAX),
        tag(TagKind::Name, 9, 0),
    ];
    // More of one kind than one byte can say.
    tags.extend((0..20).map(|bits| tag(TagKind::NameAndMask, 9, bits)));
    for subject in [1, 5, 9, u64::MAX] {
        let bytes = write_tags(subject, &tags);
        assert_eq!(read_tags(subject, &bytes).as_ref(), Some(&tags));
        for length in 0..bytes.len() {
            assert_ne!(read_tags(subject, &bytes[..length]).as_ref(), Some(&tags));
        }
    }
    assert_eq!(read_tags(1, &[]), Some(Vec::new()));
}

#[test]
fn what_is_no_row_of_tags_is_not_read() {
    // No such kind; half a tag; half a reference; an entry beyond all numbers.
    assert_eq!(read_tags(5, &[15, 0, 0, 0, 0, 0, 0, 0, 0]), None);
    assert_eq!(read_tags(5, &[1, 0, 0, 0]), None);
    assert_eq!(read_tags(5, &[0x81, 0, 0, 0, 0, 0, 0, 0, 0, 0x80]), None);
    let far = [
        0, 0xff, 0xff, 0xff, 0xff, 0xff, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0,
    ];
    assert_eq!(read_tags(5, &far), None);
}

#[test]
fn a_value_keeps_the_entry_and_reference_it_first_came_with() {
    let mut all = FoundBy {
        tags: vec![tag(TagKind::Phone, 5, 1)],
        names: Vec::new(),
    };
    let later = FoundBy {
        tags: vec![tag(TagKind::Phone, 8, 1), tag(TagKind::Name, 8, 2)],
        names: Vec::new(),
    };
    let new = all.take_in(later);
    assert_eq!(new.tags, [tag(TagKind::Name, 8, 2)]);
    let phone = all.tags.iter().find(|known| known.tag.bits == 1);
    assert_eq!(phone.map(|known| known.seq), Some(5));
    let row = all.row(5, None);
    // The later entry's tag says which entry that was.
    assert_eq!(row.tags.len(), 9 + 2 + 9);
    assert_eq!(FoundBy::of(&row), Some(all));
}
