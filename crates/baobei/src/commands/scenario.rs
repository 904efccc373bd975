//! `baobei scenario`: judges what scenarios tell, and says readably what came out otherwise.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use rayon::prelude::*;
use ruling::calendar::Workdays;
use ruling::language::Language;
use ruling::policy::Packs;
use ruling::policy::problem::{Problem, SourceFile, Text};
use ruling::scenario::{Outcome, Scenario, run as run_scenario};
use serde_json::{Value, json};

use crate::failure::{FOUND, Failure, problem_json};
use crate::input;
use crate::pack_folder::PackFolder;

/// One scenario's result: judged, or unreadable.
type Told = Result<Outcome, Vec<Problem>>;

/// Runs the scenarios in these packs' folders, or these scenario files.
///
/// # Errors
/// A folder or file that cannot be read, a calendar file with problems.
pub(crate) fn run(
    paths: &[PathBuf],
    calendar: Option<&Path>,
    language: Language,
    json: bool,
) -> Result<ExitCode, Failure> {
    let workdays = input::workdays(calendar)?;
    let mut told = Vec::new();
    for path in paths {
        let only = path.is_file().then_some(path.as_path());
        let folder = match only {
            Some(file) => pack_above(file)?,
            None => path.as_path(),
        };
        for folder in PackFolder::all_in(folder)? {
            let here = tell(&folder, only, &workdays)?;
            if let (Some(file), true) = (only, here.is_empty()) {
                return Err(no_scenario(file));
            }
            told.extend(here);
        }
    }
    report(&told, language, json)
}

/// The pack's folder of a scenario file: the one above `scenarios/`.
fn pack_above(file: &Path) -> Result<&Path, Failure> {
    let folder = file.parent().and_then(Path::parent);
    folder.ok_or_else(|| no_scenario(file))
}

fn no_scenario(file: &Path) -> Failure {
    let file = file.display();
    Failure::Usage(Text::new(
        format!("{file} 不是制度包 scenarios 文件夹里的 .toml 文件"),
        format!("{file} is no .toml file in the scenarios folder of a pack"),
    ))
}

/// A scenario may name earlier versions of its pack, by paths relative to the pack's folder.
fn tell(
    folder: &PackFolder,
    only: Option<&Path>,
    workdays: &Arc<Workdays>,
) -> Result<Vec<Told>, Failure> {
    let scenarios = folder.scenarios().into_iter();
    let scenarios = scenarios.filter(|file| only.is_none_or(|only| Path::new(file.path) == only));
    let mut by_versions: BTreeMap<Vec<String>, Vec<SourceFile<'_>>> = BTreeMap::new();
    for file in scenarios {
        let versions = Scenario::versions_named(file.text);
        by_versions.entry(versions).or_default().push(file);
    }
    let mut told = Vec::new();
    for (versions, files) in by_versions {
        let mut earlier = Vec::new();
        for version in versions {
            earlier.push(PackFolder::read(&folder.path.join(version))?);
        }
        let sources: Vec<_> = earlier
            .iter()
            .chain([folder])
            .map(PackFolder::source)
            .collect();
        let packs = match Packs::load(&sources, workdays.clone()) {
            Ok(packs) => packs,
            Err(problems) => {
                told.push(Err(problems));
                continue;
            }
        };
        let judge = |file: &SourceFile<'_>| {
            Scenario::parse(*file, &packs).map(|scenario| run_scenario(&scenario, &packs))
        };
        told.par_extend(files.par_iter().map(judge));
    }
    told.sort_by(|one, other| path_of(one).cmp(path_of(other)));
    Ok(told)
}

fn path_of(told: &Told) -> &str {
    match told {
        Ok(outcome) => &outcome.path,
        Err(problems) => problems.first().map_or("", |problem| &problem.path),
    }
}

fn report(told: &[Told], language: Language, json: bool) -> Result<ExitCode, Failure> {
    let mut out = std::io::stdout().lock();
    let (mut passed, mut failed, mut over) = (0, 0, 0);
    for one in told {
        match one {
            Ok(outcome) if outcome.passed_over => over += 1,
            Ok(outcome) if outcome.passed() => passed += 1,
            _ => failed += 1,
        }
    }
    if json {
        let scenarios: Vec<_> = told.iter().map(as_json).collect();
        let report = json!({
            "passed": passed, "failed": failed, "passed_over": over, "scenarios": scenarios,
        });
        writeln!(out, "{report:#}")?;
    } else {
        for one in told {
            match one {
                Ok(outcome) => write!(out, "{}", outcome.message(language))?,
                Err(problems) => {
                    for problem in problems {
                        writeln!(out, "{}", problem.message(language))?;
                    }
                }
            }
        }
        if over > 0 {
            let text = language.pick(
                format!("另有 {over} 个场景只能在工作台上演示,本次略过"),
                format!("{over} scenarios that only the desk can show were passed over"),
            );
            writeln!(out, "{text}")?;
        }
        writeln!(out, "{passed} passed, {failed} failed")?;
    }
    Ok(ExitCode::from(if failed > 0 { FOUND } else { 0 }))
}

fn as_json(told: &Told) -> Value {
    match told {
        Ok(outcome) => {
            let misses: Vec<_> = outcome
                .misses
                .iter()
                .map(|miss| {
                    json!({
                        "line": miss.line, "at": miss.at, "key": miss.key,
                        "expected": miss.expected, "got": miss.got,
                    })
                })
                .collect();
            json!({
                "path": outcome.path,
                "title": outcome.title,
                "passed": outcome.passed(),
                "passed_over": outcome.passed_over,
                "checked": outcome.checked,
                "misses": misses,
            })
        }
        Err(problems) => {
            let problems: Vec<_> = problems.iter().map(problem_json).collect();
            json!({"path": path_of(told), "passed": false, "problems": problems})
        }
    }
}
