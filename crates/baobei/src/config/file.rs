//! `baobei.toml`: keys and values, each with its line.

use std::ops::Range;
use std::path::{Path, PathBuf};

use ruling::policy::problem::{Problem, SourceFile, Text, did_you_mean};
use toml::de::{DeTable, DeValue};

use super::settings::{Kind, SETTINGS, Setting};
use crate::failure::{Complaint, Failure};
use crate::input;

/// A line that sets something.
pub(super) struct Line {
    pub(super) setting: &'static Setting,
    pub(super) line: usize,
    text: String,
    /// Whether the text names the file that holds the value.
    is_file: bool,
}

impl Line {
    /// The value; of a secret that lies in a file of its own, what is in there, found from where the settings lie.
    ///
    /// # Errors
    /// That file cannot be read.
    pub(super) fn value(&self, settings: &Path) -> Result<String, Failure> {
        if !self.is_file {
            return Ok(self.text.clone());
        }
        let beside = settings.parent().unwrap_or(Path::new(""));
        let path: PathBuf = beside.join(&self.text);
        Ok(input::text(&path)?.trim().to_owned())
    }
}

/// The lines of a file that set something; what is wrong with others is added to the problems.
pub(super) fn read(path: &Path, text: &str, problems: &mut Vec<Complaint>) -> Vec<Line> {
    let shown = path.display().to_string();
    let source = SourceFile { path: &shown, text };
    let (table, broken) = DeTable::parse_recoverable(text);
    for error in broken {
        let span = error.span().unwrap_or_default();
        problems.push(Complaint::from(&Problem::new(
            "toml",
            source,
            span,
            Text::new("这一行不是 TOML", "this is not TOML"),
            Text::new(
                "写成 键 = 值，文字加双引号，如 address = \"127.0.0.1:8080\"",
                "write key = value, texts in double quotes, as address = \"127.0.0.1:8080\"",
            ),
        )));
    }
    let mut lines = Vec::new();
    for (key, value) in table.get_ref() {
        let name: &str = key.get_ref();
        let (line, _) = source.place(key.span().start);
        let Some((setting, is_file)) = meant(name) else {
            problems.push(Complaint::from(&unknown(source, key.span(), name)));
            continue;
        };
        let written = match value.get_ref() {
            DeValue::String(text) => text.to_string(),
            DeValue::Integer(number) => number.as_str().to_owned(),
            _ => String::new(),
        };
        let wrong = match is_file {
            true => Kind::Path.remedy(&written),
            false => setting.kind.remedy(&written),
        };
        if let Some(remedy) = wrong {
            problems.push(Complaint::from(&Problem::new(
                "bad-value",
                source,
                value.span(),
                Text::new(
                    format!("{name} 的值不对"),
                    format!("the value of {name} will not do"),
                ),
                remedy,
            )));
            continue;
        }
        lines.push(Line {
            setting,
            line,
            text: written,
            is_file,
        });
    }
    lines
}

/// The setting of a key, and whether the key names a secret's file.
fn meant(key: &str) -> Option<(&'static Setting, bool)> {
    if let Some(setting) = Setting::named(key) {
        return Some((setting, false));
    }
    let mut secrets = SETTINGS.iter().filter(|setting| setting.is_secret);
    let secret = secrets.find(|setting| setting.file_key() == key)?;
    Some((secret, true))
}

fn unknown(source: SourceFile<'_>, span: Range<usize>, key: &str) -> Problem {
    let remedy = match did_you_mean(key, SETTINGS.iter().map(|setting| setting.key)) {
        Some(near) => Text::new(
            format!("是不是 {near}？全部设置见 docs/configuration.md 或 baobei config show"),
            format!("{near} perhaps? All settings: docs/configuration.md or baobei config show"),
        ),
        None => Text::new(
            "删掉这一行；全部设置见 docs/configuration.md 或 baobei config show",
            "drop this line; all settings: docs/configuration.md or baobei config show",
        ),
    };
    Problem::new(
        "unknown-key",
        source,
        span,
        Text::new(
            format!("没有叫 {key} 的设置"),
            format!("there is no setting {key}"),
        ),
        remedy,
    )
}
