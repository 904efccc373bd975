//! Why a command line cannot be understood, in the reader's language.

use clap::error::{ContextKind, ContextValue, Error, ErrorKind};
use ruling::language::Language;

use super::{help, words};

/// The reason, what was probably meant, and where help is.
pub(super) fn text(
    error: &Error,
    command: &clap::Command,
    path: &[String],
    language: Language,
) -> String {
    let mut text = cause(error, language);
    if let Some(hint) = hint(error, language) {
        text.push('\n');
        text.push_str(&hint);
    }
    if lacks_command(error) {
        return format!("{text}\n\n{}", help::of(command, path, language));
    }
    let called = words::called(path);
    let lang = language.pick("", " --lang en");
    let usage = help::usage(command, path, language);
    format!(
        "{text}\n{usage}\n{}",
        language.pick(
            format!("详见 {called}{lang} --help"),
            format!("see {called}{lang} --help"),
        )
    )
}

fn lacks_command(error: &Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
    )
}

fn said(error: &Error, kind: ContextKind) -> Vec<String> {
    match error.get(kind) {
        Some(ContextValue::String(text)) => vec![text.clone()],
        Some(ContextValue::Strings(texts)) => texts.clone(),
        Some(ContextValue::StyledStr(text)) => vec![text.to_string()],
        Some(ContextValue::StyledStrs(texts)) => texts.iter().map(ToString::to_string).collect(),
        _ => Vec::new(),
    }
}

fn cause(error: &Error, language: Language) -> String {
    let argument = said(error, ContextKind::InvalidArg);
    let between = language.pick("、", ", ");
    let argument = words::with_values(&argument.join(between), language).replace("...", "");
    let value = said(error, ContextKind::InvalidValue).join(" ");
    let (zh, en) = match error.kind() {
        ErrorKind::UnknownArgument => (
            format!("不认识 `{argument}`"),
            format!("`{argument}` is not known here"),
        ),
        ErrorKind::InvalidSubcommand => {
            let name = said(error, ContextKind::InvalidSubcommand).join(" ");
            (
                format!("没有名为 `{name}` 的命令"),
                format!("there is no command `{name}`"),
            )
        }
        ErrorKind::MissingRequiredArgument => {
            (format!("缺少 {argument}"), format!("{argument} is missing"))
        }
        _ if lacks_command(error) => (
            "请在后面写上要做什么".to_owned(),
            "say what is to be done".to_owned(),
        ),
        ErrorKind::ArgumentConflict => {
            let other = said(error, ContextKind::PriorArg).join(" ");
            let other = words::with_values(&other, language);
            let twice = argument == other || other.is_empty();
            match twice {
                true => (
                    format!("{argument} 只能写一次"),
                    format!("{argument} may be given once"),
                ),
                false => (
                    format!("{argument} 不能和 {other} 一起用"),
                    format!("{argument} cannot be used with {other}"),
                ),
            }
        }
        ErrorKind::InvalidValue | ErrorKind::NoEquals | ErrorKind::TooFewValues
            if value.is_empty() =>
        {
            (
                format!("{argument} 后面要写一个值"),
                format!("{argument} needs a value"),
            )
        }
        ErrorKind::InvalidUtf8 => (
            "命令行里有不是 UTF-8 的文字".to_owned(),
            "the command line holds text that is not UTF-8".to_owned(),
        ),
        _ => (
            format!("{argument} 不能写 `{value}`"),
            format!("{argument} cannot be `{value}`"),
        ),
    };
    language.pick(zh, en)
}

fn hint(error: &Error, language: Language) -> Option<String> {
    let suggested = [
        ContextKind::SuggestedArg,
        ContextKind::SuggestedSubcommand,
        ContextKind::SuggestedValue,
    ]
    .into_iter()
    .find_map(|kind| said(error, kind).into_iter().next());
    if let Some(suggested) = suggested {
        return Some(language.pick(
            format!("是不是 `{suggested}`？"),
            format!("did you mean `{suggested}`?"),
        ));
    }
    let valid = said(error, ContextKind::ValidValue);
    (!valid.is_empty()).then(|| {
        let valid = valid.join(" ");
        language.pick(format!("可以写 {valid}"), format!("possible are {valid}"))
    })
}
