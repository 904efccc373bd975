use std::sync::Arc;

use toml::de::DeTable;

use super::{act, expect, read};
use crate::calendar::Workdays;
use crate::fact_file::keys::{Keys, Reading};
use crate::fact_file::{People, Reader};
use crate::policy::problem::SourceFile;
use crate::policy::{PackSource, Packs};
use crate::scenario::parties::Known;
use crate::scenario::show::{CREDIT_KINDS, MODES, PENDINGS, STANDINGS, STATES};

/// The documentation is all that who writes scenarios has: it names every key and every word.
#[test]
fn the_page_about_scenarios_names_every_key_and_word() {
    let source = PackSource {
        pack_path: "pack.toml",
        pack: include_str!("../../../tests/data/tiny/pack.toml"),
        regulation_path: "regulation.md",
        regulation: include_str!("../../../tests/data/tiny/regulation.md"),
    };
    let packs = Packs::load(&[source], Arc::new(Workdays::state_council().clone())).unwrap();
    let file = SourceFile { path: "", text: "" };
    let mut reading = Reading {
        file,
        reader: Reader::new(&packs, "", 2026, People::default()),
    };
    let people = People::default();
    let known = Known {
        packs: &packs,
        people: &people,
        roles: &[],
    };
    let empty = DeTable::parse("").unwrap();
    let keys = || Keys::new(empty.get_ref(), 0..0);
    let (mut head, mut expects, mut permits, mut what_ifs) = (keys(), keys(), keys(), keys());
    read(&[], &mut head, 2026, &packs, &mut reading);
    expect::expectation(&mut expects, known, &mut reading);
    act::permit(&mut permits, known, &mut reading);
    act::what_if(&mut what_ifs, known, &mut reading);
    let page = include_str!("../../../../../docs/formats/scenario.md");
    let mut missing: Vec<&str> = Vec::new();
    for keys in [&head, &expects, &permits, &what_ifs] {
        assert!(keys.asked().len() > 3);
        missing.extend(keys.asked().iter().filter(|key| {
            let (as_key, as_tables) = (format!("| `{key}` |"), format!("`[[{key}]]`"));
            !page.contains(&as_key) && !page.contains(&as_tables)
        }));
    }
    let words = STATES.iter().map(|(word, chinese, _)| (word, chinese));
    let words = words.chain(PENDINGS.iter().map(|(word, chinese, _)| (word, chinese)));
    let words = words.chain(MODES.iter().map(|(word, chinese, _)| (word, chinese)));
    let words = words.chain(STANDINGS.iter().map(|(word, chinese, _)| (word, chinese)));
    let words = words.chain(
        CREDIT_KINDS
            .iter()
            .map(|(word, chinese, _)| (word, chinese)),
    );
    for (word, chinese) in words {
        let said = page.contains(&format!("{word} {chinese}"));
        missing.extend((!said).then_some(word));
    }
    assert!(
        missing.is_empty(),
        "scenario.md does not explain {missing:?}"
    );
}
