//! The habits of this repository that no compiler lint can hold. Every complaint names file, rule and fix.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

const FILE_LINES_MAX: usize = 450;
const FUNCTION_LINES_MAX: usize = 70;

/// Who may know whom inside the workspace; a crate that is not here needs a line, and a reason in `docs/decisions/`.
const MAY_DEPEND_ON: &[(&str, &[&str])] = &[
    ("ruling", &[]),
    ("sheets", &[]),
    ("print", &[]),
    ("ledger", &["ruling"]),
    ("desk", &["ruling", "sheets", "ledger"]),
    ("web", &["ruling", "sheets", "print", "desk"]),
    ("baobei", &["ruling", "sheets", "ledger", "desk", "web"]),
];

#[test]
fn rust_files_and_functions_are_short() {
    let mut long = BTreeMap::new();
    for file in &files(&["rs"]) {
        let lines = file.text.lines().count();
        if lines > FILE_LINES_MAX {
            let fix = "split it by idea, or move its tests to a sibling `tests.rs`";
            long.insert(
                file.path.clone(),
                format!("{lines} lines, at most {FILE_LINES_MAX}: {fix}"),
            );
        }
        // The function of a test may be a table of cases.
        let functions = functions(&file.text).into_iter();
        for (name, lines) in functions.filter(|_| !file.is_test()) {
            if lines > FUNCTION_LINES_MAX {
                let fix = "name its steps and make them functions";
                let problem = format!("{lines} lines, at most {FUNCTION_LINES_MAX}: {fix}");
                long.insert(format!("{}::{name}", file.path), problem);
            }
        }
    }
    let problems: Vec<String> = long
        .iter()
        .map(|(what, problem)| format!("{what}: {problem}"))
        .collect();
    assert!(problems.is_empty(), "\n{}\n", problems.join("\n"));
}

#[test]
fn every_integration_test_file_is_compiled() {
    report(files(&["rs"]), |file| {
        let Some((krate, test)) = file.path.split_once("/tests/") else {
            return Vec::new();
        };
        let Some(test) = test.strip_prefix("it/") else {
            return vec![format!(
                "integration test outside `{krate}/tests/it/`: move it there, so that the crate links one test binary"
            )];
        };
        let name = test.split('/').next().unwrap().trim_end_matches(".rs");
        let main = fs::read_to_string(root().join(krate).join("tests/it/main.rs")).unwrap();
        if name == "main" || main.contains(&format!("mod {name};")) {
            return Vec::new();
        }
        vec![format!(
            "never compiled: add `mod {name};` to {krate}/tests/it/main.rs"
        )]
    });
}

#[test]
fn modules_are_named_files() {
    report(files(&["rs"]), |file| {
        match file.path.ends_with("/mod.rs") {
            true => vec![
                "named `mod.rs`: rename `x/mod.rs` to `x.rs` beside the folder `x/`".to_owned(),
            ],
            false => Vec::new(),
        }
    });
}

#[test]
fn crates_know_only_the_crates_below_them() {
    report(files(&["toml"]), |file| {
        let Some(krate) = file
            .path
            .strip_prefix("crates/")
            .and_then(|path| path.strip_suffix("/Cargo.toml"))
        else {
            return Vec::new();
        };
        let Some((_, may)) = MAY_DEPEND_ON.iter().find(|(name, _)| *name == krate) else {
            return vec![format!(
                "crate `{krate}` is not in MAY_DEPEND_ON in tidy.rs: add it, and say in docs/decisions/ what it forbids"
            )];
        };
        // Tests may set up what their crate only meets through another.
        let (product, _) = file
            .text
            .split_once("[dev-dependencies]")
            .unwrap_or((&file.text, ""));
        product
            .lines()
            .filter_map(|line| line.split(['.', ' ', '=']).next())
            .filter(|name| MAY_DEPEND_ON.iter().any(|(other, _)| other == name) && !may.contains(name))
            .map(|name| format!("`{krate}` depends on `{name}`, which is not below it: move the shared idea down"))
            .collect()
    });
}

#[test]
fn links_between_documents_are_alive() {
    report(files(&["md"]), |file| {
        let folder = root().join(&file.path).parent().unwrap().to_owned();
        links(&file.text)
            .filter(|link| {
                !link.contains("://") && !link.starts_with("mailto:") && !link.starts_with('#')
            })
            .filter(|link| !folder.join(link.split('#').next().unwrap()).exists())
            .map(|link| {
                format!(
                    "dead link `{link}`: links are relative to the file; correct it or take it out"
                )
            })
            .collect()
    });
}

/// `sheets` and `print` are explained where a reader of them begins, in their `lib.rs`.
#[test]
fn every_module_stands_once_in_the_code_map() {
    let text = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    let mut problems = Vec::new();
    for krate in ["ruling", "ledger", "desk", "web", "baobei"] {
        let head = format!("| Module of `{krate}` |");
        let (_, table) = text.split_once(&head).unwrap();
        let (table, _) = table.split_once("\n\n").unwrap();
        let cells = table.lines().filter_map(|row| row.split('|').nth(1));
        let named = cells.flat_map(|cell| cell.split('`').skip(1).step_by(2));
        let mut named: Vec<_> = named.map(|name| name.trim_end_matches('/')).collect();
        for entry in fs::read_dir(root().join("crates").join(krate).join("src")).unwrap() {
            let path = entry.unwrap().path();
            let module = path.file_stem().unwrap().to_str().unwrap().to_owned();
            if path.is_dir() || ["lib", "main"].contains(&module.as_str()) {
                continue;
            }
            match named.iter().position(|name| *name == module) {
                Some(place) => drop(named.swap_remove(place)),
                None => problems.push(format!(
                    "{krate}: `{module}` is missing: add it, and what it is for"
                )),
            }
        }
        let left = named.iter();
        problems.extend(left.map(|name| {
            format!("{krate}: `{name}` is no module, or stands there twice: take it out")
        }));
    }
    assert!(
        problems.is_empty(),
        "ARCHITECTURE.md, code map\n{}\n",
        problems.join("\n")
    );
}

#[test]
fn nothing_belongs_to_one_machine() {
    // Spelt in halves, so that this file does not find itself.
    let folders = [
        ["/wo", "rk/"],
        ["/ro", "ot/"],
        ["/ho", "me/"],
        ["/Us", "ers/"],
        ["/tmp", "/wt"],
    ]
    .map(|it| it.concat());
    report(files(&[]), |file| {
        let mut problems = Vec::new();
        for (number, line) in (1..).zip(file.text.lines()) {
            for folder in folders.iter().filter(|folder| starts_a_path(line, folder)) {
                problems.push(format!("line {number}: path `{folder}…` of one machine: make it relative to the repository"));
            }
            let source = line
                .strip_prefix("source = ")
                .filter(|_| file.path.ends_with("Cargo.lock"));
            if source
                .is_some_and(|it| it != "\"registry+https://github.com/rust-lang/crates.io-index\"")
            {
                problems.push(format!(
                    "line {number}: package from elsewhere than crates.io: take it from there"
                ));
            }
            let resolved = line.trim_start().starts_with("\"resolved\":");
            if resolved && file.path.ends_with("package-lock.json") {
                problems.push(format!("line {number}: download address: run `npm install --omit-lockfile-registry-resolved`"));
            }
        }
        problems
    });
}

#[test]
fn the_counters_count() {
    let text = "impl A {\n    pub fn a(\n        b: u8,\n    ) {\n        f();\n    }\n}\nfn c() {}\nfn d() {\n}\n";
    assert_eq!(
        functions(text),
        [
            ("a".to_owned(), 5),
            ("c".to_owned(), 1),
            ("d".to_owned(), 2)
        ]
    );
    let text = "[a](b.md#c) and `[x](y)`\n```\n[d](e.md)\n```\n![f](g.png)\n";
    assert_eq!(links(text).collect::<Vec<_>>(), ["b.md#c", "g.png"]);
    assert!(starts_a_path("see `/a/b`", "/a/") && !starts_a_path("see docs/a/b", "/a/"));
}

/// A text file of the repository; the path is relative to its root, with `/`.
struct File {
    path: String,
    text: String,
}

impl File {
    fn is_test(&self) -> bool {
        self.path.ends_with("/tests.rs") || self.path.contains("/tests/")
    }
}

fn report(files: Vec<File>, problems_of: impl Fn(&File) -> Vec<String>) {
    assert!(!files.is_empty(), "tidy found no file to read");
    let problems: Vec<String> = files
        .iter()
        .flat_map(|file| {
            problems_of(file)
                .into_iter()
                .map(|problem| format!("{}: {problem}", file.path))
        })
        .collect();
    assert!(problems.is_empty(), "\n{}\n", problems.join("\n"));
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Every UTF-8 file of the working tree with one of these extensions, or all of them; what builds leave behind is not read.
fn files(extensions: &[&str]) -> Vec<File> {
    let mut files = Vec::new();
    let mut folders = vec![root()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
            let (path, name) = (entry.path(), entry.file_name());
            let kind = entry.file_type().unwrap();
            if kind.is_dir()
                && !["target", ".git", "node_modules", "dist"]
                    .iter()
                    .any(|skip| name == *skip)
            {
                folders.push(path);
            } else if kind.is_file() && name != ".git" && wanted(&path, extensions) {
                let relative = path
                    .strip_prefix(root())
                    .unwrap()
                    .to_string_lossy()
                    .replace('\\', "/");
                files.extend(fs::read_to_string(&path).ok().map(|text| File {
                    path: relative,
                    text,
                }));
            }
        }
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

fn wanted(path: &Path, extensions: &[&str]) -> bool {
    let extension = path
        .extension()
        .and_then(|it| it.to_str())
        .unwrap_or_default();
    extensions.is_empty() || extensions.contains(&extension)
}

/// Name and length of each function of formatted code: it ends at the first `}` as far in as its `fn`.
fn functions(text: &str) -> Vec<(String, usize)> {
    let lines: Vec<&str> = text.lines().collect();
    let starts = lines
        .iter()
        .enumerate()
        .filter_map(|(at, line)| Some((at, line, function_name(line)?)));
    starts
        .filter_map(|(at, line, name)| {
            if line.ends_with(';') {
                return None;
            }
            if line.ends_with('}') {
                return Some((name.to_owned(), 1));
            }
            let end = " ".repeat(line.len() - line.trim_start().len()) + "}";
            let length = lines[at..].iter().position(|line| **line == end)? + 1;
            Some((name.to_owned(), length))
        })
        .collect()
}

fn function_name(line: &str) -> Option<&str> {
    let mut words = line
        .split_whitespace()
        .skip_while(|word| ["const", "async", "unsafe"].contains(word) || word.starts_with("pub"));
    (words.next() == Some("fn"))
        .then(|| words.next()?.split(['(', '<']).next())
        .flatten()
}

/// Targets of the links of a Markdown text, outside code.
fn links(text: &str) -> impl Iterator<Item = &str> {
    let outside_fences = text.split("\n```").step_by(2);
    let outside_code = outside_fences.flat_map(|prose| prose.split('`').step_by(2));
    outside_code
        .flat_map(|prose| prose.split("](").skip(1))
        .filter_map(|rest| rest.split([')', ' ']).next())
}

fn starts_a_path(line: &str, folder: &str) -> bool {
    let mut parts: Vec<&str> = line.split(folder).collect();
    parts.pop();
    parts
        .iter()
        .any(|before| !before.ends_with(|it: char| it.is_alphanumeric() || "_-.*}/".contains(it)))
}
