//! Packs of the project, spoilt in one place each: a slip must be named, at the line where it stands.

use std::ops::Range;
use std::sync::{Arc, LazyLock};

use proptest::prelude::*;
use proptest::sample::Index;
use ruling::calendar::Workdays;
use ruling::policy::PackSource;
use ruling::policy::lint::lint;
use ruling::policy::problem::{Problem, SourceFile};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::files;

/// A pack is long to lint, so these run less often than other properties; `PROPTEST_CASES` scales both.
fn config() -> ProptestConfig {
    let usual = ProptestConfig::default();
    ProptestConfig {
        cases: usual.cases.div_ceil(8),
        ..usual
    }
}

/// A pack of the project as text.
struct Pack {
    name: String,
    pack: String,
    regulation: String,
    scenarios: Vec<String>,
    entries: Vec<Entry>,
}

/// A key with its value, wherever it stands.
struct Entry {
    /// `clauses/一/kept/by`, without what stands in lists.
    path: Vec<String>,
    key: Range<usize>,
    value: Range<usize>,
}

static PACKS: LazyLock<Vec<Pack>> = LazyLock::new(|| {
    let folders = files::entries(&files::project().join("policies"));
    folders
        .iter()
        .map(|folder| {
            let pack = files::text(&folder.join("pack.toml"));
            let mut entries = Vec::new();
            let document = DeTable::parse(&pack).unwrap();
            in_table(document.get_ref(), &[], &mut entries);
            let scenarios = files::below(&folder.join("scenarios"), ".toml");
            Pack {
                name: files::name(folder),
                regulation: files::text(&folder.join("regulation.md")),
                scenarios: scenarios.iter().map(|path| files::text(path)).collect(),
                entries,
                pack,
            }
        })
        .collect()
});

fn in_table(table: &DeTable<'_>, above: &[String], found: &mut Vec<Entry>) {
    for (key, value) in table {
        let path = [above, &[key.get_ref().to_string()]].concat();
        in_value(value, &path, found);
        found.push(Entry {
            path,
            key: key.span(),
            value: value.span(),
        });
    }
}

fn in_value(value: &Spanned<DeValue<'_>>, path: &[String], found: &mut Vec<Entry>) {
    match value.get_ref() {
        DeValue::Table(table) => in_table(table, path, found),
        DeValue::Array(items) => items.iter().for_each(|item| in_value(item, path, found)),
        _ => {}
    }
}

impl Pack {
    /// What the linter says of another text of the pack.
    fn problems(&self, pack: &str) -> Vec<Problem> {
        let source = PackSource {
            pack_path: "pack.toml",
            pack,
            regulation_path: "regulation.md",
            regulation: &self.regulation,
        };
        // Examples are long to read and no part of what is spoilt; their words are.
        let words = self.scenarios.join("\n").replace('[', " ");
        let scenarios = [SourceFile {
            path: "words.toml",
            text: &words,
        }];
        let workdays = Arc::new(Workdays::state_council().clone());
        let mut problems = lint(&[source], &scenarios, workdays);
        problems.retain(|problem| {
            problem.path != "words.toml" && problem.code != "clause-without-scenario"
        });
        problems
    }

    fn with(&self, range: &Range<usize>, instead: &str) -> String {
        let mut text = self.pack.clone();
        text.replace_range(range.clone(), instead);
        text
    }

    fn line(&self, at: usize) -> usize {
        let (before, _) = self.pack.split_at(at);
        before.matches('\n').count() + 1
    }
}

#[test]
fn the_packs_themselves_are_clean() {
    for pack in &*PACKS {
        assert_eq!(pack.problems(&pack.pack), [], "{}", pack.name);
        assert!(pack.entries.len() > 50, "{}", pack.name);
    }
}

#[test]
fn a_clause_without_its_line_is_missed() {
    for pack in &*PACKS {
        let clauses = pack.entries.iter().filter(|entry| {
            entry.path.len() == 2 && entry.path[0] == "clauses" && entry.path[1] != "解释"
        });
        for clause in clauses {
            let text = pack.with(&(clause.key.start..clause.value.end), "");
            let problems = pack.problems(&text);
            let number = &clause.path[1];
            let is_missed = problems
                .iter()
                .any(|problem| problem.cause.zh.contains(number.as_str()) && problem.line > 0);
            assert!(is_missed, "{} {number}: {problems:?}", pack.name);
        }
    }
}

/// Values that are wrong wherever they stand, but where such a value is the right kind.
const WRONG: [&str; 6] = ["{qqq = 1}", "1.5", "2026-01-01", "\"\"", "-1", "[[]]"];

proptest! {
    #![proptest_config(config())]

    #[test]
    fn a_value_of_another_kind_is_named_where_it_stands(
        pack in any::<Index>(), entry in any::<Index>(), value in any::<Index>(),
    ) {
        let pack = pack.get(&PACKS);
        let entry = entry.get(&pack.entries);
        let value = value.get(&WRONG);
        let problems = pack.problems(&pack.with(&entry.value, value));
        let line = pack.line(entry.key.start);
        prop_assert!(
            problems.iter().any(|problem| problem.line == line),
            "{} {:?} = {value}: {problems:?}", pack.name, entry.path
        );
    }

    #[test]
    fn a_misspelt_key_is_named(pack in any::<Index>(), entry in any::<Index>()) {
        let pack = pack.get(&PACKS);
        let entry = entry.get(&pack.entries);
        // A field that no rule asks for and a tier may have any name.
        prop_assume!(entry.path.len() != 2 || entry.path[0] != "fields");
        prop_assume!(!entry.path.iter().any(|key| key == "tiers"));
        let (up_to_key, _) = pack.pack.split_at(entry.key.end);
        let end = entry.key.end - usize::from(up_to_key.ends_with('"'));
        let problems = pack.problems(&pack.with(&(end..end), "x"));
        prop_assert!(!problems.is_empty(), "{} {:?}", pack.name, entry.path);
    }

    #[test]
    fn a_text_cut_anywhere_is_read_without_harm(pack in any::<Index>(), at in any::<Index>(), length in 1..200_usize) {
        let pack = pack.get(&PACKS);
        let letters: Vec<(usize, char)> = pack.pack.char_indices().collect();
        let start = at.index(letters.len());
        let end = letters.get(start + length).map_or(pack.pack.len(), |(at, _)| *at);
        for problem in pack.problems(&pack.with(&(letters[start].0..end), "")) {
            prop_assert!(problem.line > 0 && problem.column > 0);
            prop_assert!(!problem.cause.zh.is_empty() && !problem.remedy.en.is_empty());
        }
    }
}

#[test]
fn what_else_is_wrong_is_told_beside_syntax_errors() {
    let text = concat!(
        "[pack]\nname = \"a\"\ntitle_zh = \"甲\ntitle_en = \"a\"\nversion = \"1\"\n",
        "effective_from = \"2026-13-01\"\ncase = [\"customer\"]\nholdr = \"unit\"\n",
        "[clauses]\n\"一\" = [{rule = \"protct\", mode = \"forbid\"}]\n",
        "\"二\" = [{rule = \"lapse\", since \"x.last\"}]\n",
        "\"三\" = [{rule = \"kept\", clas = \"治理\", by = \"governance\"}]\n",
    );
    let source = PackSource {
        pack_path: "pack.toml",
        pack: text,
        regulation_path: "regulation.md",
        regulation: "## 一\n\n甲\n\n> a\n\n## 二\n\n乙\n\n> b\n\n## 三\n\n丙\n\n> c\n",
    };
    let workdays = Arc::new(Workdays::state_council().clone());
    let problems = lint(&[source], &[], workdays);
    let at: Vec<(usize, &str)> = problems.iter().map(|one| (one.line, one.code)).collect();
    for wanted in [
        (3, "syntax"),
        (6, "impossible-value"),
        (8, "unknown-key"),
        (10, "unknown-rule"),
        (11, "syntax"),
        (12, "unknown-key"),
    ] {
        assert!(at.contains(&wanted), "{wanted:?}: {at:?}");
    }
}
