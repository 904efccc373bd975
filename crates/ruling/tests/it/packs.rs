//! Packs in folders, with the earlier versions a scenario names.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use ruling::calendar::Workdays;
use ruling::language::Language;
use ruling::policy::problem::Problem;
use ruling::policy::{PackSource, Packs};
use ruling::scenario::Scenario;

use crate::files;

/// Pack and regulation of a folder, each with its path.
struct Version([(String, String); 2]);

impl Version {
    fn read(folder: &Path) -> Version {
        Version(["pack.toml", "regulation.md"].map(|name| {
            let path = folder.join(name);
            (path.display().to_string(), files::text(&path))
        }))
    }

    fn source(&self) -> PackSource<'_> {
        let [(pack_path, pack), (regulation_path, regulation)] = &self.0;
        PackSource {
            pack_path,
            pack,
            regulation_path,
            regulation,
        }
    }
}

/// The packs that judge a scenario of a pack's folder.
pub(crate) fn judging(pack: &Path, scenario: &Path) -> Packs {
    let named = Scenario::versions_named(&files::text(scenario)).into_iter();
    let folders = named.map(|name| pack.join(name));
    load(folders.chain([pack.to_owned()]).collect())
}

/// The versions in these folders, oldest first.
pub(crate) fn load(folders: Vec<PathBuf>) -> Packs {
    let versions: Vec<Version> = folders.iter().map(|folder| Version::read(folder)).collect();
    let sources: Vec<PackSource<'_>> = versions.iter().map(Version::source).collect();
    let workdays = Arc::new(Workdays::state_council().clone());
    Packs::load(&sources, workdays).unwrap_or_else(|it| panic!("{}", told(&it)))
}

/// Problems as a person reads them.
pub(crate) fn told(problems: &[Problem]) -> String {
    let told = |problem: &Problem| problem.message(Language::English);
    problems.iter().map(told).collect()
}
