//! Turns text/zh.toml and text/en.toml into functions, so that a text that is missing, left over or filled in
//! differently in one language does not compile; and says what makes the assets when they are not there.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

type Texts = BTreeMap<String, String>;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=text");
    println!("cargo::rerun-if-changed=dist");
    if !Path::new("dist/app.css").exists() {
        println!(
            "cargo::warning=the pages have no style or script yet: run scripts/assets, then build again"
        );
    }
    let (zh, en) = (texts("text/zh.toml")?, texts("text/en.toml")?);
    let problems = differences(&zh, &en);
    for problem in &problems {
        println!("cargo::error={problem}");
    }
    if !problems.is_empty() {
        return Ok(());
    }
    let out = std::env::var("OUT_DIR")?;
    fs::write(Path::new(&out).join("words.rs"), functions(&zh, &en)?)?;
    Ok(())
}

/// The texts of a language by the name of their function: section, `_`, key.
fn texts(path: &str) -> Result<Texts, Box<dyn Error>> {
    let text = fs::read_to_string(path)?;
    let table: toml::Table = toml::from_str(&text).map_err(|error| format!("{path}: {error}"))?;
    let mut texts = Texts::new();
    for (section, entries) in &table {
        let entries = entries
            .as_table()
            .ok_or(format!("{path}: {section} is no section"))?;
        for (key, text) in entries {
            let text = text
                .as_str()
                .ok_or(format!("{path}: {section}.{key} is no text"))?;
            texts.insert(format!("{section}_{key}"), text.to_owned());
        }
    }
    Ok(texts)
}

fn differences(zh: &Texts, en: &Texts) -> Vec<String> {
    let mut problems = Vec::new();
    for (one, other, file) in [(zh, en, "text/en.toml"), (en, zh, "text/zh.toml")] {
        for key in one.keys().filter(|key| !other.contains_key(*key)) {
            problems.push(format!("{file}: {key} is missing"));
        }
    }
    for (key, text) in zh {
        let same = en
            .get(key)
            .is_none_or(|other| sorted(blanks(text)) == sorted(blanks(other)));
        if !same {
            problems.push(format!(
                "text/en.toml: {key} has other blanks than text/zh.toml"
            ));
        }
    }
    problems
}

/// The names between braces, in the order in which they stand first.
fn blanks(text: &str) -> Vec<&str> {
    let mut names = Vec::new();
    let after = text.split('{').skip(1);
    for (name, _) in after.filter_map(|rest| rest.split_once('}')) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

fn sorted(mut names: Vec<&str>) -> Vec<&str> {
    names.sort_unstable();
    names
}

fn functions(zh: &Texts, en: &Texts) -> Result<String, Box<dyn Error>> {
    let mut code = String::from("impl Words {\n");
    for (key, zh) in zh {
        let en = en.get(key).ok_or("checked before")?;
        // As the Chinese sentence reads: whoever calls the function has it before them.
        let blanks = blanks(zh);
        if blanks.is_empty() {
            writeln!(
                code,
                "pub(crate) fn {key}(self) -> &'static str {{ self.0.pick({zh:?}, {en:?}) }}"
            )?;
            continue;
        }
        let takes: Vec<_> = blanks
            .iter()
            .map(|blank| format!("{blank}: impl std::fmt::Display"))
            .collect();
        let takes = takes.join(", ");
        writeln!(
            code,
            "pub(crate) fn {key}(self, {takes}) -> String {{ match self.0 {{ \
             Language::Chinese => format!({zh:?}), Language::English => format!({en:?}) }} }}"
        )?;
    }
    code.push_str("}\n");
    Ok(code)
}
