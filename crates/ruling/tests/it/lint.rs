//! Every lint is shown by a poisoned pack, with a near-miss beside it that stays clean.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use ruling::calendar::Workdays;
use ruling::language::Language;
use ruling::policy::PackSource;
use ruling::policy::lint::lint;
use ruling::policy::problem::{Problem, SourceFile};

use crate::files;

/// Lints a folder: a pack, or its versions in folders that sort by age; paths are relative to it.
pub(crate) fn problems_of(folder: &Path) -> Vec<Problem> {
    let relative = |path: &Path| {
        let inside = path.strip_prefix(folder).unwrap();
        inside.to_string_lossy().replace('\\', "/")
    };
    let texts = |ending: &str| -> Vec<(String, String)> {
        files::below(folder, ending)
            .iter()
            .map(|path| (relative(path), files::text(path)))
            .collect()
    };
    let (packs, regulations) = (texts("pack.toml"), texts("regulation.md"));
    let sources: Vec<_> = packs
        .iter()
        .zip(&regulations)
        .map(|(pack, regulation)| PackSource {
            pack_path: &pack.0,
            pack: &pack.1,
            regulation_path: &regulation.0,
            regulation: &regulation.1,
        })
        .collect();
    let scenarios: Vec<_> = texts(".toml")
        .into_iter()
        .filter(|(path, _)| path.starts_with("scenarios/"))
        .collect();
    let scenarios: Vec<_> = scenarios
        .iter()
        .map(|(path, text)| SourceFile { path, text })
        .collect();
    lint(
        &sources,
        &scenarios,
        Arc::new(Workdays::state_council().clone()),
    )
}

fn messages(problems: &[Problem]) -> String {
    let mut text = String::new();
    for language in [Language::Chinese, Language::English] {
        for problem in problems {
            text.push_str(&problem.message(language));
            text.push('\n');
        }
    }
    text
}

#[test]
fn each_poisoned_pack_shows_its_lint_and_its_near_miss_stays_clean() {
    for folder in files::entries(&files::krate().join("tests/data/lint")) {
        let code = files::name(&folder);
        let bad = problems_of(&folder.join("bad"));
        assert!(!bad.is_empty(), "{code}: no problem was found");
        for problem in &bad {
            assert_eq!(problem.code, code, "{}", problem.message(Language::English));
        }
        let near_miss = problems_of(&folder.join("near-miss"));
        assert_eq!(messages(&near_miss), "", "the near-miss of {code}");
        insta::assert_snapshot!(code.as_str(), messages(&bad));
    }
}

/// The codes written in the source: the first argument wherever a problem is made.
fn codes(source: &str) -> BTreeSet<String> {
    let mut codes = BTreeSet::new();
    for makes in ["Problem::new(", ".problem(", ".push("] {
        for rest in source.split(makes).skip(1) {
            let code = rest
                .trim_start()
                .strip_prefix('"')
                .and_then(|code| code.split_once('"'));
            codes.extend(code.map(|(code, _)| code.to_owned()));
        }
    }
    codes
}

#[test]
fn every_code_has_a_poisoned_pack() {
    let shown: BTreeSet<_> = files::entries(&files::krate().join("tests/data/lint"))
        .iter()
        .map(|folder| files::name(folder))
        .collect();
    let sources = ["src/policy", "src/rules"];
    let written: BTreeSet<_> = sources
        .iter()
        .flat_map(|folder| files::below(&files::krate().join(folder), ".rs"))
        .filter(|path| files::name(path) != "tests.rs")
        .flat_map(|path| codes(&files::text(&path)))
        .collect();
    assert!(written.len() > 20, "the codes were not found: {written:?}");
    let missing: Vec<_> = written.difference(&shown).collect();
    assert!(
        missing.is_empty(),
        "add crates/ruling/tests/data/lint/<code>/{{bad,near-miss}}/ for {missing:?}"
    );
    let unknown: Vec<_> = shown.difference(&written).collect();
    assert!(unknown.is_empty(), "no source reports {unknown:?}");
}
