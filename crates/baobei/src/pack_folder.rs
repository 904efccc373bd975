//! Pack folders on disk: `regulation.md`, `pack.toml` and `scenarios/*.toml`.

use std::fs;
use std::path::{Path, PathBuf};

use ruling::policy::PackSource;
use ruling::policy::problem::{SourceFile, Text};

use crate::failure::Failure;
use crate::input;

type Result<T> = std::result::Result<T, Failure>;

/// The texts of one pack's folder, each with its path as messages show it.
pub(crate) struct PackFolder {
    /// The folder itself.
    pub(crate) path: PathBuf,
    pack: (String, String),
    regulation: (String, String),
    scenarios: Vec<(String, String)>,
}

impl PackFolder {
    /// The folder itself if it holds a pack, else every folder in it that does.
    pub(crate) fn all_in(path: &Path) -> Result<Vec<PackFolder>> {
        let mut folders = vec![path.to_owned()];
        if !holds_pack(path) {
            folders = entries(path)?;
            folders.retain(|folder| holds_pack(folder));
        }
        if folders.is_empty() {
            let path = path.display();
            return Err(Failure::Unreadable(Text::new(
                format!("{path} 里没有 pack.toml：请给出制度包的文件夹，或放着几个制度包的文件夹"),
                format!("{path} holds no pack.toml: name a pack's folder, or one with packs in it"),
            )));
        }
        folders
            .iter()
            .map(|folder| PackFolder::read(folder))
            .collect()
    }

    /// The pack in this folder.
    pub(crate) fn read(folder: &Path) -> Result<PackFolder> {
        let scenarios = folder.join("scenarios");
        let mut scenarios = match scenarios.is_dir() {
            true => entries(&scenarios)?,
            false => Vec::new(),
        };
        scenarios.retain(|path| path.extension().is_some_and(|ending| ending == "toml"));
        Ok(PackFolder {
            path: folder.to_owned(),
            pack: text(&folder.join("pack.toml"))?,
            regulation: text(&folder.join("regulation.md"))?,
            scenarios: scenarios
                .iter()
                .map(|path| text(path))
                .collect::<Result<_>>()?,
        })
    }

    /// The pack's texts, for loading.
    pub(crate) fn source(&self) -> PackSource<'_> {
        PackSource {
            pack_path: &self.pack.0,
            pack: &self.pack.1,
            regulation_path: &self.regulation.0,
            regulation: &self.regulation.1,
        }
    }

    /// Its scenarios.
    pub(crate) fn scenarios(&self) -> Vec<SourceFile<'_>> {
        let files = self.scenarios.iter();
        files
            .map(|(path, text)| SourceFile { path, text })
            .collect()
    }

    /// The text behind a path of this folder.
    pub(crate) fn text(&self, path: &str) -> Option<&str> {
        let files = [&self.pack, &self.regulation];
        let mut files = files.into_iter().chain(&self.scenarios);
        files
            .find(|(known, _)| known == path)
            .map(|(_, text)| text.as_str())
    }
}

fn holds_pack(folder: &Path) -> bool {
    folder.join("pack.toml").is_file()
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).and_then(|entries| {
        entries
            .map(|entry| entry.map(|entry| entry.path()))
            .collect::<std::io::Result<Vec<_>>>()
    });
    let mut paths = entries.map_err(|error| Failure::unreadable(folder, &error))?;
    paths.sort();
    Ok(paths)
}

fn text(path: &Path) -> Result<(String, String)> {
    Ok((path.display().to_string(), input::text(path)?))
}
