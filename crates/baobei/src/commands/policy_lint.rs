//! `baobei policy lint`: every problem of a pack at once, each at its place.

#[cfg(test)]
mod tests;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use ruling::language::Language;
use ruling::policy::lint::lint;
use ruling::policy::problem::Problem;
use serde_json::json;

use crate::failure::{FOUND, Failure, problem_json};
use crate::input;
use crate::pack_folder::PackFolder;

/// Lints the packs in the given folders. Exit code 1 if there is any problem.
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
    let mut packs = 0;
    let mut found = Vec::new();
    for path in paths {
        for folder in PackFolder::all_in(path)? {
            packs += 1;
            let problems = lint(&[folder.source()], &folder.scenarios(), workdays.clone());
            found.extend(problems.into_iter().map(|problem| {
                let text = folder.text(&problem.path).unwrap_or_default();
                (problem, text.to_owned())
            }));
        }
    }
    let mut out = std::io::stdout().lock();
    if json {
        let problems: Vec<_> = found
            .iter()
            .map(|(problem, _)| problem_json(problem))
            .collect();
        let report = json!({"packs": packs, "problems": problems});
        writeln!(out, "{report:#}")?;
    } else {
        for (problem, text) in &found {
            writeln!(out, "{}\n", drawn(problem, text, language))?;
        }
    }
    writeln!(
        std::io::stderr(),
        "{}",
        summary(packs, found.len(), language)
    )?;
    Ok(match found.is_empty() {
        true => ExitCode::SUCCESS,
        false => ExitCode::from(FOUND),
    })
}

fn summary(packs: usize, problems: usize, language: Language) -> String {
    let plural = |n: usize| if n == 1 { "" } else { "s" };
    language.pick(
        format!("{packs} 个制度包,{problems} 处问题"),
        format!(
            "{packs} pack{}, {problems} problem{}",
            plural(packs),
            plural(problems)
        ),
    )
}

/// The problem with its line of the file and a mark under what is concerned.
fn drawn(problem: &Problem, text: &str, language: Language) -> String {
    let error = Level::ERROR.with_name(language.pick("问题", "problem"));
    let help = Level::HELP.with_name(language.pick("办法", "remedy"));
    let title = error
        .primary_title(problem.cause.in_language(language))
        .id(problem.code);
    let remedy = help.message(problem.remedy.in_language(language));
    let end = problem.span.end.clamp(problem.span.start, text.len());
    // A span that ends a line would draw the next one too.
    let marked = text.get(problem.span.start..end).unwrap_or_default();
    let end = problem.span.start + marked.trim_end().len();
    let mark = AnnotationKind::Primary.span(problem.span.start..end);
    let snippet = Snippet::source(text)
        .path(problem.path.as_str())
        .annotation(mark);
    let group: Group<'_> = title.element(snippet).element(remedy);
    Renderer::plain().render(&[group])
}
