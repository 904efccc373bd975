use std::fs;
use std::path::Path;

use clap::{Command, CommandFactory};
use ruling::language::Language;

use super::words::{self, ARGUMENTS, COMMANDS};
use super::{Arguments, help};

/// Every command with its path.
fn all(command: &Command, path: &[String], found: &mut Vec<(Vec<String>, Command)>) {
    found.push((path.to_vec(), command.clone()));
    for below in command.get_subcommands() {
        let path = [path, &[below.get_name().to_owned()]].concat();
        all(below, &path, found);
    }
}

#[test]
fn every_command_and_argument_has_words_in_both_languages() {
    let mut commands = Vec::new();
    all(&Arguments::command(), &[], &mut commands);
    let mut used = Vec::new();
    for (path, command) in &commands {
        for language in [Language::Chinese, Language::English] {
            assert!(
                !words::about(path, language).is_empty(),
                "{path:?} has no words"
            );
            for argument in command.get_arguments() {
                let id = argument.get_id().as_str();
                assert!(
                    !words::meaning(id, language).is_empty(),
                    "{path:?} {id} has no words"
                );
                used.push(id.to_owned());
                let names = argument.get_value_names().unwrap_or_default();
                let takes_value = argument.get_action().takes_values();
                for name in names.iter().filter(|_| takes_value) {
                    assert!(
                        !words::value(name, language).is_empty(),
                        "{name} has no words"
                    );
                }
            }
        }
    }
    assert_eq!(
        commands.len(),
        COMMANDS.len(),
        "words of a command that is gone"
    );
    for (id, ..) in ARGUMENTS {
        assert!(
            used.iter().any(|used| used == id),
            "words of {id}, which is gone"
        );
    }
}

#[test]
fn the_page_of_commands_is_up_to_date() {
    let page = help::markdown(&Arguments::command());
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/cli.md");
    if std::env::var("BAOBEI_UPDATE").is_ok() {
        fs::write(&path, &page).unwrap();
    }
    assert!(
        fs::read_to_string(&path).unwrap_or_default() == page,
        "docs/cli.md is out of date: run `BAOBEI_UPDATE=1 cargo test -p baobei --bin baobei` and read the diff"
    );
}

#[test]
fn english_help_is_english_and_chinese_help_chinese() {
    let mut commands = Vec::new();
    all(&Arguments::command(), &[], &mut commands);
    for (path, _) in commands {
        let english = help::of(&Arguments::command(), &path, Language::English);
        // File names and clause numbers in examples stay as they are.
        let prose = english
            .lines()
            .filter(|line| !line.trim_start().starts_with("baobei ") && !line.contains("phone="));
        for line in prose {
            let line = line.replace("三.4", "");
            assert!(
                line.chars().all(|letter| (letter as u32) < 0x3000),
                "{line}"
            );
        }
        let chinese = help::of(&Arguments::command(), &path, Language::Chinese);
        for word in [
            "Usage",
            "Options",
            "Commands",
            "Examples",
            "Arguments",
            "required",
        ] {
            assert!(!chinese.contains(word), "{word} in {chinese}");
        }
    }
}
