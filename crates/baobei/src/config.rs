//! What the program is set to: defaults, then the file, then variables, then flags; each value knows where it is from.

mod file;
#[cfg(test)]
mod page;
pub(crate) mod settings;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use ruling::policy::problem::Text;

use self::settings::{SETTINGS, Setting};
use crate::failure::{Complaint, Failure};
use crate::input;

/// The file that is read if it is there and no other is named.
const FILE: &str = "baobei.toml";
/// Names another.
const FILE_VARIABLE: &str = "BAOBEI_CONFIG";

/// Where a value is from; what comes later goes before what came earlier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Source {
    /// Nobody said otherwise.
    Default,
    /// A line of the file.
    File(PathBuf, usize),
    /// A variable.
    Variable(String),
    /// A flag.
    Flag(&'static str),
}

impl Source {
    /// In words.
    pub(crate) fn told(&self) -> Text {
        match self {
            Source::Default => Text::new("缺省", "default"),
            Source::File(path, line) => {
                let path = path.display();
                Text::new(
                    format!("{path} 第 {line} 行"),
                    format!("{path} line {line}"),
                )
            }
            Source::Variable(name) => {
                Text::new(format!("环境变量 {name}"), format!("variable {name}"))
            }
            Source::Flag(name) => Text::new(format!("命令行 {name}"), format!("flag {name}")),
        }
    }
}

/// A setting with its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Set {
    pub(crate) setting: &'static Setting,
    /// None: not set.
    pub(crate) value: Option<String>,
    pub(crate) source: Source,
}

/// All settings with what they are.
#[derive(Debug)]
pub(crate) struct Config(pub(crate) Vec<Set>);

/// What was given on the command line: key and value.
pub(crate) type Flags = Vec<(&'static str, Option<String>)>;

/// Where variables are looked up: the environment, or what a test has instead.
pub(crate) type Variables<'a> = &'a dyn Fn(&str) -> Option<String>;

/// The environment of the program.
pub(crate) fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

impl Config {
    /// Reads everything that sets something. Every problem is told at once.
    ///
    /// # Errors
    /// A file that cannot be read or holds what it may not, values that will not do.
    pub(crate) fn read(
        file: Option<&Path>,
        variables: Variables<'_>,
        flags: &Flags,
    ) -> Result<Config, Failure> {
        let named = file.map(Path::to_owned);
        let named = named.or_else(|| variables(FILE_VARIABLE).map(PathBuf::from));
        let path = named.clone().unwrap_or_else(|| PathBuf::from(FILE));
        let mut problems = Vec::new();
        let in_file = match named.is_some() || path.exists() {
            true => file::read(&path, &input::text(&path)?, &mut problems),
            false => Vec::new(),
        };
        let mut all = Vec::new();
        for setting in SETTINGS {
            let mut set = Set {
                setting,
                value: Some(setting.default.to_owned()).filter(|text| !text.is_empty()),
                source: Source::Default,
            };
            let mut found: Vec<(String, Source)> = Vec::new();
            let lines = in_file.iter().filter(|line| line.setting == setting);
            for line in lines {
                let source = Source::File(path.clone(), line.line);
                found.push((line.value(&path)?, source));
            }
            found.extend(from_variables(setting, variables, &mut problems)?);
            let given = flags.iter().find(|(key, _)| *key == setting.key);
            if let (Some((_, Some(value))), Some(flag)) = (given, setting.flag) {
                found.push((value.clone(), Source::Flag(flag)));
            }
            if let Some((value, source)) = found.pop() {
                // Lines of the file were checked where they stand.
                if !matches!(source, Source::File(..)) {
                    problems.extend(problem_of(setting, &value, &source));
                }
                (set.value, set.source) = (Some(value), source);
            }
            all.push(set);
        }
        match problems.is_empty() {
            true => Ok(Config(all)),
            false => Err(Failure::Found(problems)),
        }
    }

    /// A value, where there is one.
    pub(crate) fn text(&self, key: &str) -> Option<&str> {
        let mut all = self.0.iter();
        all.find(|set| set.setting.key == key)?.value.as_deref()
    }

    /// A path, where there is one.
    pub(crate) fn path(&self, key: &str) -> Option<PathBuf> {
        self.text(key).map(PathBuf::from)
    }

    /// A number that has a default, or that somebody set.
    pub(crate) fn number(&self, key: &str) -> Option<i64> {
        self.text(key)?.parse().ok()
    }

    /// A number of things or days.
    pub(crate) fn count(&self, key: &str) -> Option<u32> {
        self.number(key).and_then(|number| number.try_into().ok())
    }
}

/// What the variables of a setting say, also the one that names a secret's file.
fn from_variables(
    setting: &Setting,
    variables: Variables<'_>,
    problems: &mut Vec<Complaint>,
) -> Result<Option<(String, Source)>, Failure> {
    let name = setting.variable();
    let file_name = format!("{name}_FILE");
    let in_file = variables(&file_name).filter(|_| setting.is_secret);
    match (variables(&name), in_file) {
        (Some(_), Some(_)) => {
            problems.push(Complaint::new(Text::new(
                format!("{name} 和 {file_name} 只能写一个"),
                format!("write one of {name} and {file_name}, not both"),
            )));
            Ok(None)
        }
        (Some(value), None) => Ok(Some((value, Source::Variable(name)))),
        (None, Some(path)) => {
            let text = input::text(Path::new(&path))?;
            Ok(Some((text.trim().to_owned(), Source::Variable(file_name))))
        }
        (None, None) => Ok(None),
    }
}

/// What is wrong with a value that does not stand in the file. A secret is not repeated.
fn problem_of(setting: &Setting, value: &str, source: &Source) -> Option<Complaint> {
    let remedy = setting.kind.remedy(value)?;
    let source = source.told();
    let (mut zh, mut en) = (source.zh, source.en);
    if !setting.is_secret {
        let _written = write!(zh, "（`{value}`）").and_then(|()| write!(en, " (`{value}`)"));
    }
    Some(Complaint::new(Text::new(
        format!("{zh} 不对：{}", remedy.zh),
        format!("{en} will not do: {}", remedy.en),
    )))
}

#[cfg(test)]
mod tests;
