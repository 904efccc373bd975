//! `baobei policy show`: the regulation as its readers know it, and what executes each clause.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use ruling::language::Language;
use ruling::policy::problem::{Text, did_you_mean};
use ruling::policy::{Clause, Packs, Policy};
use ruling::rules::bound::{BoundRule, bound_rules};
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
        rules: bound_rules(folder.source().pack, &packs, policy),
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

/// Title, file and clauses of every scenario that can be read.
fn scenarios(folder: &PackFolder, packs: &Packs) -> Vec<Scenario> {
    let files = folder.scenarios().into_iter();
    files
        .filter_map(|file| Scenario::parse(file, packs).ok())
        .collect()
}

struct Shown {
    rules: BTreeMap<String, Vec<BoundRule>>,
    scenarios: Vec<Scenario>,
    language: Language,
}

impl Shown {
    fn rules(&self, clause: &Clause) -> &[BoundRule] {
        self.rules.get(&clause.number).map_or(&[], Vec::as_slice)
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
            let (name, meaning) = (bound.rule.name, bound.rule.meaning(language));
            text.push_str(&format!("    {name}{between}{meaning}\n"));
            for parameter in &bound.parameters {
                let name = &parameter.name;
                let value = parameter.value.in_language(language);
                let meaning = parameter.meaning.in_language(language);
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
            .iter()
            .map(|bound| {
                let parameters = bound.parameters.iter().map(|parameter| {
                    let value = parameter.value.in_language(self.language);
                    let meaning = parameter.meaning.in_language(self.language);
                    json!({"name": parameter.name, "value": value, "meaning": meaning})
                });
                let parameters: Vec<_> = parameters.collect();
                let meaning = bound.rule.meaning(self.language);
                json!({"rule": bound.rule.name, "meaning": meaning, "parameters": parameters})
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
