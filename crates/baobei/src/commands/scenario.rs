//! `baobei scenario`: judges what scenarios tell, and says readably what came out otherwise.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Result, bail};
use rayon::prelude::*;
use ruling::calendar::Workdays;
use ruling::language::Language;
use ruling::policy::Packs;
use ruling::policy::problem::{Problem, SourceFile};
use ruling::scenario::{Outcome, Scenario, run as run_scenario};

use crate::pack_folder::PackFolder;

/// One scenario's result: judged, or unreadable.
type Told = Result<Outcome, Vec<Problem>>;

/// Runs the scenarios in these packs' folders, or these scenario files.
pub(crate) fn run(paths: &[PathBuf], language: Language) -> Result<ExitCode> {
    let mut told = Vec::new();
    for path in paths {
        let only = path.is_file().then_some(path.as_path());
        let folder = match only {
            Some(file) => pack_above(file)?,
            None => path.as_path(),
        };
        for folder in PackFolder::all_in(folder)? {
            told.extend(tell(&folder, only));
        }
    }
    Ok(report(&told, language))
}

/// The pack's folder of a scenario file: the one above `scenarios/`.
fn pack_above(file: &Path) -> Result<&Path> {
    match file.parent().and_then(Path::parent) {
        Some(folder) => Ok(folder),
        None => bail!(
            "{0} 不在制度包的 scenarios 文件夹里 / {0} is not in the scenarios folder of a pack",
            file.display()
        ),
    }
}

fn tell(folder: &PackFolder, only: Option<&Path>) -> Vec<Told> {
    let workdays = Arc::new(Workdays::state_council().clone());
    let packs = match Packs::load(&[folder.source()], workdays) {
        Ok(packs) => packs,
        Err(problems) => return vec![Err(problems)],
    };
    let scenarios: Vec<SourceFile<'_>> = folder
        .scenarios()
        .into_iter()
        .filter(|file| only.is_none_or(|only| Path::new(file.path) == only))
        .collect();
    let judge = |file: &SourceFile<'_>| {
        Scenario::parse(*file, &packs).map(|scenario| run_scenario(&scenario, &packs))
    };
    scenarios.par_iter().map(judge).collect()
}

fn report(told: &[Told], language: Language) -> ExitCode {
    let mut counts = (0, 0, 0);
    for one in told {
        match one {
            Ok(outcome) if outcome.passed_over => counts.2 += 1,
            Ok(outcome) if outcome.passed() => counts.0 += 1,
            Ok(outcome) => {
                counts.1 += 1;
                print!("{}", outcome.message(language));
            }
            Err(problems) => {
                counts.1 += 1;
                for problem in problems {
                    println!("{}", problem.message(language));
                }
            }
        }
    }
    let (passed, failed, over) = counts;
    if over > 0 {
        let text = language.pick(
            format!("另有 {over} 个场景只能在工作台上演示,本次略过"),
            format!("{over} scenarios that only the desk can show were passed over"),
        );
        println!("{text}");
    }
    println!("{passed} passed, {failed} failed");
    ExitCode::from(u8::from(failed > 0))
}
