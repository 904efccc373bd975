//! What is wrong with a pack beyond what keeps it from loading: all problems at once, in both languages.
//!
//! A pack with problems found only here could be judged by, but would surprise: a clause nobody can see
//! at work, a name without words for people, a value that can never apply.

mod entries;
mod mentions;
mod names;
mod repair;
mod scenarios;
mod values;

use std::sync::Arc;

use toml::de::DeTable;

use super::load::written::{self, WrittenRule};
use super::problem::{Problem, SourceFile, Text};
use super::regulation::{self, WrittenClause};
use super::{PackSource, Packs};
use crate::calendar::Workdays;

/// One version of a pack as written, which problems are found in.
struct Document<'d, 'i> {
    file: SourceFile<'d>,
    table: &'d DeTable<'i>,
    rules: Vec<WrittenRule<'d, 'i>>,
    clauses: Vec<WrittenClause>,
}

/// All problems of all versions of a pack and of its scenarios, by file and place.
pub fn lint(
    sources: &[PackSource<'_>],
    scenarios: &[SourceFile<'_>],
    workdays: Arc<Workdays>,
) -> Vec<Problem> {
    let loaded = Packs::load(sources, Arc::clone(&workdays));
    let mut problems = loaded.err().unwrap_or_default();
    let examples: Vec<_> = scenarios
        .iter()
        .filter_map(|file| scenarios::read(*file, &mut problems))
        .collect();
    let mut known = Vec::new();
    for source in sources {
        let clauses = regulation::clauses(source.regulation);
        duplicate_clauses(source, &clauses, &mut problems);
        known.extend(clauses.iter().map(|clause| clause.number.clone()));
        let (document, errors) = DeTable::parse_recoverable(source.pack);
        if !errors.is_empty() {
            beside_syntax(source, &workdays, &mut problems);
            continue;
        }
        let document = Document {
            file: SourceFile {
                path: source.pack_path,
                text: source.pack,
            },
            table: document.get_ref(),
            rules: written::rules(document.get_ref()),
            clauses,
        };
        names::check(&document, scenarios, &mut problems);
        values::check(&document, &mut problems);
        entries::check(&document, &mut problems);
        scenarios::coverage(&document, &examples, &mut problems);
    }
    scenarios::unknown_clauses(&examples, &known, &mut problems);
    problems.sort_by(|one, other| {
        (&one.path, one.span.start, one.code).cmp(&(&other.path, other.span.start, other.code))
    });
    problems.dedup();
    problems
}

/// What else is wrong with a pack that cannot be read everywhere.
fn beside_syntax(source: &PackSource<'_>, workdays: &Arc<Workdays>, problems: &mut Vec<Problem>) {
    let Some(pack) = repair::readable(source.pack) else {
        return;
    };
    let repaired = PackSource {
        pack: &pack,
        ..*source
    };
    let beside = lint(&[repaired], &[], Arc::clone(workdays));
    problems.extend(beside.into_iter().filter(repair::is_local));
}

fn duplicate_clauses(
    source: &PackSource<'_>,
    clauses: &[WrittenClause],
    problems: &mut Vec<Problem>,
) {
    let file = SourceFile {
        path: source.regulation_path,
        text: source.regulation,
    };
    for (place, clause) in clauses.iter().enumerate() {
        let number = &clause.number;
        if clauses
            .iter()
            .take(place)
            .any(|earlier| earlier.number == *number)
        {
            problems.push(Problem::new(
                "duplicate-clause",
                file,
                clause.span.clone(),
                Text::new(
                    format!("条款 {number} 写了两次"),
                    format!("clause {number} is written twice"),
                ),
                Text::new(
                    "请合为一条,或改正条款号",
                    "make them one, or correct the number",
                ),
            ));
        }
    }
}
