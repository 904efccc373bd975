//! `baobei policy show`: the regulation as its readers know it, and what executes each clause.

use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use ruling::language::Language;
use ruling::policy::problem::{Text, did_you_mean};
use ruling::policy::{Clause, Packs, Policy};
use ruling::rules::kept::KEEPERS;
use ruling::rules::reference;
use ruling::scenario::Scenario;
use serde_json::{Value, json};

use crate::failure::Failure;
use crate::input;
use crate::pack_folder::PackFolder;

/// Prints the clauses of the pack in a folder, or only those named.
///
/// # Errors
/// A folder that holds no pack, a pack with problems, a clause that it does not have.
pub(crate) fn run(
    folder: &Path,
    wanted: &[String],
    language: Language,
    json: bool,
) -> Result<ExitCode, Failure> {
    let packs = input::packs(&[folder.to_owned()], None)?;
    let folders = PackFolder::all_in(folder)?;
    let (Some(policy), Some(folder)) = (packs.versions().last(), folders.first()) else {
        return Ok(ExitCode::SUCCESS);
    };
    for number in wanted {
        known(number, policy)?;
    }
    let shown = Shown {
        policy,
        bindings: bindings(folder.source().pack),
        scenarios: scenarios(folder, &packs),
        language,
    };
    let clauses = policy
        .clauses
        .iter()
        .filter(|clause| wanted.is_empty() || wanted.contains(&clause.number));
    let mut out = std::io::stdout().lock();
    if json {
        let clauses: Vec<_> = clauses.map(|clause| shown.as_json(clause)).collect();
        let title = &policy.title;
        let page = json!({
            "name": policy.name,
            "title": {"zh": title.zh, "en": title.en},
            "version": policy.version,
            "clauses": clauses,
        });
        writeln!(out, "{page:#}")?;
        return Ok(ExitCode::SUCCESS);
    }
    let title = policy.title.in_language(language);
    writeln!(out, "{title} {}", policy.version)?;
    for clause in clauses {
        write!(out, "\n{}", shown.as_text(clause))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn known(number: &str, policy: &Policy) -> Result<(), Failure> {
    let numbers = || policy.clauses.iter().map(|clause| clause.number.as_str());
    if numbers().any(|known| known == number) {
        return Ok(());
    }
    let (zh, en) = match did_you_mean(number, numbers()) {
        Some(hint) => (
            format!("是不是 `{hint}`？"),
            format!("did you mean `{hint}`?"),
        ),
        None => {
            let all: Vec<_> = numbers().collect();
            let all = all.join(" ");
            (format!("有 {all}"), format!("there are {all}"))
        }
    };
    Err(Failure::Usage(Text::new(
        format!("--clause `{number}`：制度没有这一条；{zh}"),
        format!("--clause `{number}`: the regulation has no such clause; {en}"),
    )))
}

/// The rules of each clause as written. The pack was loaded before, so it is well-formed.
fn bindings(pack: &str) -> toml::Table {
    let table = pack.parse::<toml::Table>().unwrap_or_default();
    let clauses = table.get("clauses").and_then(toml::Value::as_table);
    clauses.cloned().unwrap_or_default()
}

/// Title, file and clauses of every scenario that can be read.
fn scenarios(folder: &PackFolder, packs: &Packs) -> Vec<Scenario> {
    let files = folder.scenarios().into_iter();
    files
        .filter_map(|file| Scenario::parse(file, packs).ok())
        .collect()
}

struct Shown<'a> {
    policy: &'a Policy,
    bindings: toml::Table,
    scenarios: Vec<Scenario>,
    language: Language,
}

/// A rule as bound: its name, what it means, and each parameter with its value and meaning.
struct Bound {
    rule: String,
    meaning: &'static str,
    parameters: Vec<(String, String, String)>,
}

impl Shown<'_> {
    fn rules(&self, clause: &Clause) -> Vec<Bound> {
        let written = self.bindings.get(&clause.number);
        let written = written.and_then(toml::Value::as_array);
        let tables = written
            .into_iter()
            .flatten()
            .filter_map(toml::Value::as_table);
        tables.filter_map(|table| self.bound(table)).collect()
    }

    fn bound(&self, table: &toml::Table) -> Option<Bound> {
        let name = table.get("rule")?.as_str()?;
        let rule = reference::rule(name)?;
        let parameters = table.iter().filter(|(key, _)| *key != "rule");
        let parameters = parameters.map(|(key, value)| {
            let mut known = rule.parameters.iter();
            let known = known.find(|parameter| parameter.name == key);
            let meaning = known.map_or("", |parameter| parameter.meaning(self.language));
            (key.clone(), self.value(value), meaning.to_owned())
        });
        Some(Bound {
            rule: name.to_owned(),
            meaning: rule.meaning(self.language),
            parameters: parameters.collect(),
        })
    }

    /// A value in the reader's words: labels for names, spans in their language.
    fn value(&self, value: &toml::Value) -> String {
        match value {
            toml::Value::String(text) => self.word(text),
            toml::Value::Array(items) => {
                let items: Vec<_> = items.iter().map(|item| self.value(item)).collect();
                items.join(self.language.pick("、", ", "))
            }
            toml::Value::Table(table) => {
                let pairs = table.iter();
                let pairs: Vec<_> = pairs
                    .map(|(key, value)| format!("{} = {}", self.word(key), self.value(value)))
                    .collect();
                pairs.join(self.language.pick("，", ", "))
            }
            other => other.to_string(),
        }
    }

    fn word(&self, text: &str) -> String {
        if let Ok(span) = text.parse::<ruling::calendar::Span>() {
            return span.text(self.language);
        }
        let mut keepers = KEEPERS.iter();
        if let Some((_, zh, en)) = keepers.find(|(name, ..)| *name == text) {
            return self.language.pick(*zh, *en).to_owned();
        }
        let labels = self.policy.labels.iter().map(|(_, label)| label);
        let fields = self.policy.fields.iter().map(|field| &field.label);
        let mut labels = labels.chain(fields);
        match labels.find(|label| label.zh == text || label.en == text) {
            Some(label) => label.in_language(self.language).to_owned(),
            None => text.to_owned(),
        }
    }

    fn shows<'s>(&'s self, clause: &'s Clause) -> impl Iterator<Item = &'s Scenario> {
        let scenarios = self.scenarios.iter();
        scenarios.filter(|scenario| scenario.clauses.contains(&clause.number))
    }

    fn as_text(&self, clause: &Clause) -> String {
        let language = self.language;
        let words = clause.text.in_language(language);
        let mut text = format!("{} {words}\n", clause.number);
        let rules = self.rules(clause);
        if !rules.is_empty() {
            text.push_str(language.pick("  规则\n", "  Rules\n"));
        }
        for bound in rules {
            let between = language.pick("：", ": ");
            text.push_str(&format!("    {}{between}{}\n", bound.rule, bound.meaning));
            for (name, value, meaning) in bound.parameters {
                let meaning = language.pick(format!("（{meaning}）"), format!(" ({meaning})"));
                text.push_str(&format!("      {name} = {value}{meaning}\n"));
            }
        }
        let mut first = true;
        for scenario in self.shows(clause) {
            if first {
                text.push_str(language.pick("  场景\n", "  Scenarios\n"));
                first = false;
            }
            text.push_str(&format!("    {}  [{}]\n", scenario.title, scenario.path));
        }
        text
    }

    fn as_json(&self, clause: &Clause) -> Value {
        let rules: Vec<_> = self
            .rules(clause)
            .into_iter()
            .map(|bound| {
                let parameters: Vec<_> = bound
                    .parameters
                    .into_iter()
                    .map(|(name, value, meaning)| {
                        json!({"name": name, "value": value, "meaning": meaning})
                    })
                    .collect();
                json!({"rule": bound.rule, "meaning": bound.meaning, "parameters": parameters})
            })
            .collect();
        let scenarios: Vec<_> = self
            .shows(clause)
            .map(|scenario| json!({"title": scenario.title, "path": scenario.path}))
            .collect();
        json!({
            "number": clause.number,
            "text": {"zh": clause.text.zh, "en": clause.text.en},
            "rules": rules,
            "scenarios": scenarios,
        })
    }
}
