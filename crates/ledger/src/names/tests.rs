use ruling::identity::company_name::{CompanyName, NameComparison};

use super::{NameIndex, NameTokens, Sealed, SealedName, read_names, write_names};
use crate::privacy::blind_index::Tagger;
use crate::privacy::keys::Secret;

/// Made-up pairs of names: label, kind, both names.
const PAIRS: &str = include_str!("../../../ruling/tests/data/企业名称对照.tsv");

fn sealed(seq: u32, name: &str) -> SealedName {
    SealedName {
        seq,
        found_by: tokens(name),
    }
}

fn tokens(name: &str) -> NameTokens {
    let tagger = Tagger::new(&Secret::new([1; 32]), 1);
    NameTokens::new(&CompanyName::parse(name).unwrap(), &tagger)
}

#[test]
fn whatever_is_same_or_similar_is_found() {
    let pairs: Vec<_> = PAIRS
        .lines()
        .skip(1)
        .map(|line| line.split('\t').collect::<Vec<_>>())
        .collect();
    let mut index = NameIndex::default();
    for (seq, pair) in (1..).zip(&pairs) {
        index.add(1, &sealed(seq, pair[2]));
    }
    for (seq, pair) in (1_u32..).zip(&pairs) {
        let [known, asked] = [pair[2], pair[3]].map(|name| CompanyName::parse(name).unwrap());
        let is_alike = !matches!(known.compare(&asked), NameComparison::Different(_));
        let found = index.like(&tokens(pair[3]), 10);
        assert!(
            !is_alike || found.iter().any(|found| found.seq == seq),
            "{pair:?}"
        );
    }
}

#[test]
fn names_read_in_one_go_are_found_as_if_added_one_by_one() {
    let names: Vec<&str> = PAIRS
        .lines()
        .skip(1)
        .flat_map(|line| line.split('\t').skip(2).take(2))
        .collect();
    let (mut index, mut loading) = (NameIndex::default(), NameIndex::loading());
    for (seq, name) in (1..).zip(&names) {
        index.add(1, &sealed(seq, name));
        loading.add(1, &sealed(seq, name));
    }
    let loaded = loading.finish();
    for name in names {
        let found = loaded.like(&tokens(name), 20);
        assert!(!found.is_empty(), "{name}");
        assert_eq!(found, index.like(&tokens(name), 20), "{name}");
    }
}

#[test]
fn nothing_that_contradicts_comes_first() {
    let mut index = NameIndex::default();
    let names = [
        "长沙恒升建材有限公司",
        "武汉恒升五金有限公司",
        "武汉恒生建材有限公司",
        "武汉恒升建材集团有限公司",
    ];
    for (seq, name) in (1..).zip(names) {
        index.add(1, &sealed(seq, name));
    }
    let like = |name, count| {
        let found = index.like(&tokens(name), count).into_iter();
        found.map(|found| found.seq).collect::<Vec<_>>()
    };
    assert_eq!(like("武汉恒升建材有限公司", 10), [4, 3, 2, 1]);
    assert_eq!(like("武汉恒升建材有限公司", 2), [4, 3]);
    assert!(like("武汉大昌建材有限公司", 10).is_empty());
}

#[test]
fn a_name_forgotten_is_found_no_more_and_others_are() {
    let mut index = NameIndex::default();
    let gone = sealed(1, "武汉恒升建材有限公司");
    index.add(1, &gone);
    index.add(2, &sealed(2, "武汉恒升建材有限公司"));
    index.remove(&gone);
    let left = Sealed { subject: 2, seq: 2 };
    assert_eq!(index.like(&gone.found_by, 10), [left]);
}

#[test]
fn names_are_read_as_written_and_nothing_else_is() {
    let names = [
        sealed(1, "武汉恒升建材有限公司"),
        sealed(7, "恒升"),
        sealed(7, "武汉大昌建材有限公司"),
    ];
    let read = |subject, bytes: &[u8]| read_names(subject, bytes);
    for subject in [1, 3, 7] {
        let bytes = write_names(subject, &names);
        assert_eq!(read(subject, &bytes).as_deref(), Some(&names[..]));
        assert_eq!(read(subject, &bytes[..bytes.len() - 1]), None);
    }
    // The subject's own number is that of its first entry, and only other entries are named.
    let own = write_names(1, &names[..1]);
    assert_eq!(write_names(3, &names[..1]).len(), own.len() + 2);
    assert_eq!(
        write_names(1, &names[..2]).len(),
        own.len() + 2 + write_names(7, &names[1..2]).len()
    );
    assert_eq!(read(1, &[]).as_deref(), Some(&[][..]));
}
