//! The files tests read: their data, the sources, the packs of the project.
#![expect(
    clippy::disallowed_methods,
    reason = "the core does no I/O, but its tests read their data and refresh generated pages"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The folder of this crate.
pub(crate) fn krate() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The folder of the whole project.
pub(crate) fn project() -> PathBuf {
    krate().join("../..")
}

/// What is in a folder, by name; nothing if there is no such folder.
pub(crate) fn entries(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

/// All files below a folder whose names end so.
pub(crate) fn below(folder: &Path, ending: &str) -> Vec<PathBuf> {
    entries(folder)
        .into_iter()
        .flat_map(|path| match path.is_dir() {
            true => below(&path, ending),
            false => Vec::from_iter(name(&path).ends_with(ending).then_some(path)),
        })
        .collect()
}

/// The last part of a path.
pub(crate) fn name(path: &Path) -> String {
    path.file_name().unwrap().to_string_lossy().into_owned()
}

/// The text of a file.
pub(crate) fn text(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Compares a generated page with the one committed; `BAOBEI_UPDATE=1` writes it instead.
pub(crate) fn assert_page(path: &Path, page: &str) {
    if std::env::var("BAOBEI_UPDATE").is_ok() {
        fs::write(path, page).unwrap();
        return;
    }
    let committed = fs::read_to_string(path).unwrap_or_default();
    assert!(
        committed == page,
        "{} is out of date: run `BAOBEI_UPDATE=1 cargo test -p ruling --test it` and read the diff",
        path.display()
    );
}

/// What differs between a folder and the pages that belong in it, by name; `BAOBEI_UPDATE=1` writes
/// them instead, and removes what belongs to nothing any more.
pub(crate) fn differing(folder: &Path, pages: &BTreeMap<String, String>) -> Vec<String> {
    let committed: BTreeMap<String, String> = entries(folder)
        .iter()
        .map(|path| (name(path), text(path)))
        .collect();
    let names: BTreeSet<&String> = committed.keys().chain(pages.keys()).collect();
    let update = std::env::var("BAOBEI_UPDATE").is_ok();
    let mut problems = Vec::new();
    for name in names {
        let (old, new) = (committed.get(name), pages.get(name));
        let path = folder.join(name);
        match new {
            _ if old == new => {}
            Some(page) if update => {
                fs::create_dir_all(folder).unwrap();
                fs::write(path, page).unwrap();
            }
            None if update => fs::remove_file(path).unwrap(),
            _ => problems.push(difference(&path, old, new)),
        }
    }
    problems
}

/// How a page differs: missing, left over, or its first line that does.
fn difference(path: &Path, old: Option<&String>, new: Option<&String>) -> String {
    let path = path.strip_prefix(project()).unwrap_or(path).display();
    let (Some(old), Some(new)) = (old, new) else {
        let what = if old.is_none() {
            "missing"
        } else {
            "of a scenario that is gone"
        };
        return format!("  {path}: {what}");
    };
    let same = old
        .lines()
        .zip(new.lines())
        .take_while(|(old, new)| old == new);
    let place = same.count();
    let line = |text: &str| text.lines().nth(place).unwrap_or("(end)").to_owned();
    let (was, is) = (line(old), line(new));
    format!("  {path}:{}\n    was {was}\n    is  {is}", place + 1)
}
