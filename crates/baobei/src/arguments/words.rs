//! What people read about the command line, in both languages: one table.

mod commands;
mod options;

use ruling::language::Language;

pub(super) use self::commands::COMMANDS;
pub(super) use self::options::ARGUMENTS;
use self::options::VALUES;

/// A command and what is said of it.
pub(super) struct CommandWords {
    pub(super) path: &'static [&'static str],
    about: (&'static str, &'static str),
    /// A line to type, and what it does.
    examples: &'static [(&'static str, &'static str, &'static str)],
}

/// Exit codes, which scripts may rely on.
pub(super) const EXITS: [(u8, &str, &str); 4] = [
    (0, "一切正常", "all is well"),
    (
        1,
        "读到的内容有问题：制度包、事实或表格有错，场景不符，日历缺年份",
        "something was found: a problem of a pack, facts or sheet, an expectation that does not hold, a year missing from the calendar",
    ),
    (2, "命令写法有误", "the command line is wrong"),
    (
        3,
        "文件或文件夹无法读取或写入",
        "a file or folder cannot be read or written",
    ),
];

fn command(path: &[String]) -> Option<&'static CommandWords> {
    COMMANDS.iter().find(|words| words.path == path)
}

/// What a command does.
pub(super) fn about(path: &[String], language: Language) -> &'static str {
    command(path).map_or("", |words| language.pick(words.about.0, words.about.1))
}

/// Lines to type.
pub(super) fn examples(path: &[String]) -> &'static [(&'static str, &'static str, &'static str)] {
    command(path).map_or(&[], |words| words.examples)
}

/// The command as it is called.
pub(super) fn called(path: &[String]) -> String {
    std::iter::once("baobei")
        .chain(path.iter().map(String::as_str))
        .collect::<Vec<_>>()
        .join(" ")
}

/// What an option or place is for.
pub(super) fn meaning(id: &str, language: Language) -> &'static str {
    let mut known = ARGUMENTS.iter();
    let found = known.find(|(known, ..)| *known == id);
    found.map_or("", |(_, zh, en)| language.pick(zh, en))
}

/// A text of the command line's parser with the names of values in the reader's language.
pub(super) fn with_values(text: &str, language: Language) -> String {
    VALUES
        .iter()
        .fold(text.to_owned(), |text, (english, chinese)| {
            text.replace(&format!("<{english}>"), language.pick(chinese, english))
        })
}

/// The name of a value.
pub(super) fn value(name: &str, language: Language) -> &'static str {
    let mut known = VALUES.iter();
    let found = known.find(|(english, _)| *english == name);
    found.map_or("", |(english, chinese)| language.pick(chinese, english))
}
