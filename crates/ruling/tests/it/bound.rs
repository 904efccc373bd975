//! The rules of the nine regulations in words: no word of the vocabulary is left that only packs know.

use std::collections::BTreeSet;

use ruling::rules::bound::bound_rules;

use crate::{files, packs};

/// Whether a text in a language holds a word that only packs know: in Chinese, letters in a row; in English,
/// Chinese characters or an underscore.
fn is_foreign(zh: &str, en: &str) -> bool {
    let mut letters = 0;
    let has_word = zh.chars().any(|it| {
        letters = if it.is_ascii_alphabetic() || it == '_' {
            letters + 1
        } else {
            0
        };
        letters > 2
    });
    has_word || en.chars().any(|it| it == '_' || it >= '\u{2e80}')
}

#[test]
fn parameters_are_told_in_the_readers_language() {
    let mut foreign = BTreeSet::new();
    for folder in files::entries(&files::project().join("policies")) {
        let text = files::text(&folder.join("pack.toml"));
        let packs = packs::load(vec![folder.clone()]);
        let policy = packs.versions().last().unwrap();
        let bound = bound_rules(&text, &packs, policy);
        assert!(
            policy.clauses.iter().all(|clause| {
                bound.get(&clause.number).map_or(0, Vec::len) == clause.rules.len()
            })
        );
        for parameter in bound.values().flatten().flat_map(|bound| &bound.parameters) {
            let (zh, en) = (&parameter.value.zh, &parameter.value.en);
            // Clauses are called what the regulation calls them.
            let is_number = ["clauses", "tests"].contains(&parameter.name.as_str());
            if !is_number && is_foreign(zh, en) {
                foreign.insert(format!(
                    "{} {}: {zh} | {en}",
                    folder.file_name().unwrap().display(),
                    parameter.name
                ));
            }
        }
    }
    assert!(
        foreign.is_empty(),
        "{}",
        foreign.into_iter().collect::<Vec<_>>().join("\n")
    );
}
