//! The help of each command, and all of it as a page.

use clap::{Arg, Command};
use ruling::language::Language;

#[cfg(test)]
use super::words::COMMANDS;
use super::words::{self, EXITS};

/// The command at a path; the whole program if there is none.
fn at<'c>(command: &'c Command, path: &[String]) -> &'c Command {
    path.iter().fold(command, |command, name| {
        command.find_subcommand(name).unwrap_or(command)
    })
}

/// The help of the command at a path.
pub(super) fn of(command: &Command, path: &[String], language: Language) -> String {
    let here = at(command, path);
    let mut page = format!("{}\n\n", words::about(path, language));
    page.push_str(&usage(command, path, language));
    page.push('\n');
    if here.has_subcommands() {
        page.push_str(language.pick("\n命令：\n", "\nCommands:\n"));
        for below in here.get_subcommands() {
            let path = [path, &[below.get_name().to_owned()]].concat();
            let called = words::called(&path);
            page.push_str(&format!(
                "  {called}\n      {}\n",
                words::about(&path, language)
            ));
        }
    }
    section(
        &mut page,
        language.pick("参数", "Arguments"),
        here.get_positionals(),
        language,
    );
    section(
        &mut page,
        language.pick("选项", "Options"),
        options(here),
        language,
    );
    section(
        &mut page,
        language.pick("任何命令都有的选项", "Options of every command"),
        global(command),
        language,
    );
    let examples = words::examples(path);
    if !examples.is_empty() {
        page.push_str(language.pick("\n例子：\n", "\nExamples:\n"));
    }
    for (line, zh, en) in examples {
        let lang = language.pick("", " --lang en");
        page.push_str(&format!("  # {}\n  {line}{lang}\n", language.pick(zh, en)));
    }
    if path.is_empty() {
        page.push_str(language.pick("\n退出码：\n", "\nExit codes:\n"));
        for (code, zh, en) in EXITS {
            page.push_str(&format!("  {code}  {}\n", language.pick(zh, en)));
        }
    }
    page.trim_end().to_owned()
}

/// One line: how the command is written.
pub(super) fn usage(command: &Command, path: &[String], language: Language) -> String {
    let here = at(command, path);
    let mut line = language.pick("用法：", "Usage: ").to_owned();
    line.push_str(&words::called(path));
    if here.has_subcommands() {
        line.push_str(language.pick(" <命令>", " <COMMAND>"));
    }
    for argument in here.get_positionals() {
        let name = written(argument, language);
        let dots = if argument
            .get_num_args()
            .is_some_and(|count| count.max_values() > 1)
        {
            "…"
        } else {
            ""
        };
        line.push_str(&match argument.is_required_set() {
            true => format!(" {name}{dots}"),
            false => format!(" [{name}{dots}]"),
        });
    }
    for argument in options(here).filter(|argument| argument.is_required_set()) {
        line.push_str(&format!(" {}", written(argument, language)));
    }
    line.push_str(language.pick(" [选项]", " [OPTIONS]"));
    line
}

fn options(command: &Command) -> impl Iterator<Item = &Arg> {
    command
        .get_arguments()
        .filter(|argument| !argument.is_positional() && !argument.is_global_set())
}

fn global(command: &Command) -> impl Iterator<Item = &Arg> {
    command
        .get_arguments()
        .filter(|argument| argument.is_global_set())
}

fn section<'a>(
    page: &mut String,
    title: &str,
    arguments: impl Iterator<Item = &'a Arg>,
    language: Language,
) {
    let mut first = true;
    for argument in arguments {
        if first {
            page.push_str(&format!("\n{title}{}\n", language.pick("：", ":")));
            first = false;
        }
        let mut meaning = words::meaning(argument.get_id().as_str(), language).to_owned();
        if argument.is_required_set() {
            meaning.push_str(language.pick("（必填）", " (required)"));
        }
        page.push_str(&format!(
            "  {}\n      {meaning}\n",
            written(argument, language)
        ));
    }
}

/// `--policy DIR`, `-h, --help`, or the name of a place.
fn written(argument: &Arg, language: Language) -> String {
    let takes_value = argument.get_action().takes_values();
    let value = argument
        .get_value_names()
        .and_then(|names| names.first())
        .filter(|_| takes_value)
        .map(|name| words::value(name.as_str(), language));
    let short = argument
        .get_short()
        .map(|short| format!("-{short}, "))
        .unwrap_or_default();
    match (argument.get_long(), value) {
        (Some(long), Some(value)) => format!("{short}--{long} {value}"),
        (Some(long), None) => format!("{short}--{long}"),
        (None, value) => value.unwrap_or_default().to_owned(),
    }
}

/// All commands as one page, Chinese first: `docs/cli.md`.
#[cfg(test)]
pub(super) fn markdown(command: &Command) -> String {
    let mut page = String::from(
        "# 命令行 Command line\n\n\
         Generated from `crates/baobei/src/arguments/`; refresh with \
         `BAOBEI_UPDATE=1 cargo test -p baobei --bin baobei`.\n\n\
         数据写到标准输出，说明写到标准错误；`--lang en` 全部改用英文，`--json` 给程序读。\n\
         Data goes to stdout, prose to stderr; `--lang en` makes everything English, `--json` is for programs.\n\n\
         | 退出码 exit code | |\n|---|---|\n",
    );
    for (code, zh, en) in EXITS {
        page.push_str(&format!("| {code} | {zh}<br>{en} |\n"));
    }
    for command_words in COMMANDS.iter().filter(|words| !words.path.is_empty()) {
        let path: Vec<String> = command_words
            .path
            .iter()
            .map(|name| (*name).to_owned())
            .collect();
        page.push_str(&format!("\n## {}\n", words::called(&path)));
        for language in [Language::Chinese, Language::English] {
            page.push_str(&format!(
                "\n```text\n{}\n```\n",
                of(command, &path, language)
            ));
        }
    }
    page
}
