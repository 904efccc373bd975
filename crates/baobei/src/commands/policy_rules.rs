//! `baobei policy rules`: the reference of every rule, and which clauses of which packs use it.

use std::io::Write;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use ruling::calendar::Workdays;
use ruling::language::Language;
use ruling::policy::{Packs, Policy};
use ruling::rules::reference::{self, Parameter, Uses, ValueKind};
use serde_json::{Value, json};

use crate::failure::{FOUND, Failure};
use crate::pack_folder::PackFolder;

/// Prints the reference with the uses in the packs of a folder, where one is given.
///
/// # Errors
/// A folder or file that cannot be read.
pub(crate) fn run(
    packs: Option<&Path>,
    language: Language,
    json: bool,
) -> Result<ExitCode, Failure> {
    let mut policies: Vec<Policy> = Vec::new();
    let mut broken = 0;
    for folder in packs
        .map(PackFolder::all_in)
        .transpose()?
        .unwrap_or_default()
    {
        let workdays = Arc::new(Workdays::state_council().clone());
        match Packs::load(&[folder.source()], workdays) {
            Ok(packs) => policies.extend_from_slice(packs.versions()),
            Err(_) => broken += 1,
        }
    }
    let uses = reference::uses(&policies);
    let mut out = std::io::stdout().lock();
    if json {
        let rules: Vec<_> = uses.iter().map(|uses| as_json(uses, language)).collect();
        writeln!(out, "{:#}", json!({"rules": rules}))?;
    } else {
        for uses in &uses {
            writeln!(out, "{}", as_text(uses, language))?;
        }
    }
    if broken == 0 {
        return Ok(ExitCode::SUCCESS);
    }
    let message = language.pick(
        format!("{broken} 个制度包有问题,没有计入;请运行 baobei policy lint"),
        format!("{broken} packs have problems and are not counted; run baobei policy lint"),
    );
    writeln!(std::io::stderr(), "{message}")?;
    Ok(ExitCode::from(FOUND))
}

fn as_json(uses: &Uses, language: Language) -> Value {
    let rule = uses.rule;
    let packs: Vec<_> = uses
        .packs
        .iter()
        .map(|(pack, clauses)| json!({"pack": pack, "clauses": clauses}))
        .collect();
    json!({
        "name": rule.name,
        "step": rule.step_name(language),
        "meaning": {"zh": rule.zh, "en": rule.en},
        "example": rule.example,
        "parameters": parameters_json(rule.parameters, language),
        "uses": packs,
    })
}

fn parameters_json(parameters: &[Parameter], language: Language) -> Value {
    let list = parameters.iter().map(|parameter| {
        let mut entry = json!({
            "name": parameter.name,
            "value": parameter.kind.description(language),
            "required": parameter.required,
            "meaning": {"zh": parameter.zh, "en": parameter.en},
        });
        if let (ValueKind::Table(inner), Some(entry)) = (parameter.kind, entry.as_object_mut()) {
            entry.insert("parameters".to_owned(), parameters_json(inner, language));
        }
        entry
    });
    list.collect()
}

fn as_text(uses: &Uses, language: Language) -> String {
    let rule = uses.rule;
    let mut text = format!(
        "{} ({})\n  {}\n",
        rule.name,
        rule.step_name(language),
        rule.meaning(language)
    );
    parameters_text(&mut text, "", rule.parameters, language);
    for (pack, clauses) in &uses.packs {
        let used = language.pick("用于", "used by");
        let clauses = clauses.join(language.pick("、", ", "));
        text.push_str(&format!("  {used} {pack}: {clauses}\n"));
    }
    text
}

fn parameters_text(text: &mut String, within: &str, parameters: &[Parameter], language: Language) {
    for parameter in parameters {
        let star = if parameter.required { "*" } else { "" };
        let (name, kind) = (parameter.name, parameter.kind.description(language));
        let meaning = parameter.meaning(language);
        text.push_str(&format!(
            "    {within}{name}{star} = {kind}\n        {meaning}\n"
        ));
        if let ValueKind::Table(inner) = parameter.kind {
            parameters_text(text, &format!("{name}."), inner, language);
        }
    }
}
