//! What may be asked on the command line. The words people read about it are in `words`.

mod help;
mod refusal;
#[cfg(test)]
mod tests;
mod words;

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{CommandFactory, Parser, Subcommand, ValueEnum};
use ruling::language::Language;

use crate::commands::{
    case, check, contracts, facts, govern, import, init, lists, receipt_verify, register,
    retention, reveal, upkeep, verify,
};
use crate::commands::{config, demo, serve, set_up_link};

#[derive(Parser)]
#[command(
    name = "baobei",
    disable_help_flag = true,
    disable_help_subcommand = true,
    disable_version_flag = true
)]
pub(crate) struct Arguments {
    #[arg(
        long,
        global = true,
        value_enum,
        default_value = "zh",
        value_name = "zh|en"
    )]
    pub(crate) lang: Lang,
    #[arg(long, global = true)]
    pub(crate) json: bool,
    #[arg(short, long, global = true)]
    help: bool,
    #[arg(short = 'V', long, global = true)]
    version: bool,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Lang {
    Zh,
    En,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    Judge(Judge),
    Scenario {
        #[arg(required = true, value_name = "PATH")]
        paths: Vec<PathBuf>,
        #[arg(long, value_name = "FILE")]
        calendar: Option<PathBuf>,
    },
    #[command(subcommand)]
    Policy(Policy),
    #[command(subcommand)]
    Calendar(Calendar),
    Demo(demo::Demo),
    Serve(serve::Serve),
    SetUpLink(set_up_link::SetUpLink),
    #[command(subcommand)]
    Config(config::Config),
    Init(init::Init),
    Publish(govern::Publish),
    Govern(govern::Govern),
    Register(register::Register),
    Check(check::Check),
    Case(case::Case),
    Facts(facts::Facts),
    Import(import::Import),
    Contracts(contracts::Contracts),
    Holds(lists::Holds),
    Due(lists::Due),
    Lapsing(lists::Lapsing),
    Retention(retention::Retention),
    Reveal(reveal::Reveal),
    Accesses(reveal::Accesses),
    Verify(verify::Verify),
    #[command(subcommand)]
    Receipt(Receipt),
    RotateKeys(upkeep::RotateKeys),
    Erase(upkeep::Erase),
    Backup(upkeep::Backup),
    Restore(upkeep::Restore),
    Rebuild(upkeep::Rebuild),
}

#[derive(Subcommand)]
pub(crate) enum Receipt {
    Verify(receipt_verify::ReceiptVerify),
}

#[derive(clap::Args)]
pub(crate) struct Judge {
    #[arg(value_name = "FILE", conflicts_with = "facts")]
    pub(crate) file: Option<PathBuf>,
    #[arg(long, required = true, value_name = "DIR")]
    pub(crate) policy: Vec<PathBuf>,
    #[arg(long, value_name = "FILE")]
    pub(crate) facts: Option<PathBuf>,
    #[arg(long, value_name = "FILE")]
    pub(crate) company: Option<PathBuf>,
    #[arg(long, value_name = "TIME")]
    pub(crate) at: Option<String>,
    #[arg(long, value_name = "TIME")]
    pub(crate) known: Option<String>,
    #[arg(long)]
    pub(crate) what_if: bool,
    #[arg(long, value_name = "KEY=HEADER")]
    pub(crate) map: Vec<String>,
    #[arg(long, value_name = "FILE")]
    pub(crate) calendar: Option<PathBuf>,
    #[arg(long, conflicts_with = "facts", value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    #[arg(long, conflicts_with = "facts")]
    pub(crate) all: bool,
}

#[derive(Subcommand)]
pub(crate) enum Policy {
    Lint {
        #[arg(default_value = "policies", value_name = "DIR")]
        paths: Vec<PathBuf>,
        #[arg(long, value_name = "FILE")]
        calendar: Option<PathBuf>,
    },
    Show {
        #[arg(value_name = "DIR")]
        folder: PathBuf,
        #[arg(long, value_name = "CLAUSE")]
        clause: Vec<String>,
    },
    Rules {
        #[arg(long, value_name = "DIR")]
        packs: Option<PathBuf>,
    },
}

#[derive(Subcommand)]
pub(crate) enum Calendar {
    Due {
        #[arg(value_name = "SPAN")]
        span: String,
        #[arg(long, required = true, value_name = "TIME")]
        from: String,
        #[arg(long, value_name = "FILE")]
        calendar: Option<PathBuf>,
        #[arg(long, default_value = "Asia/Shanghai", value_name = "ZONE")]
        zone: String,
        #[arg(long, value_name = "HOURS")]
        hours: Option<String>,
    },
}

/// What the command line asks for.
pub(crate) enum Asked {
    /// A command.
    Command(Box<Arguments>),
    /// Help or the version, to be printed as data.
    Page(String),
    /// Something that cannot be meant so: why, for standard error.
    Refused(String),
}

/// Reads the command line.
pub(crate) fn read(words: &[OsString]) -> (Asked, Language) {
    let spoken: Vec<String> = words
        .iter()
        .skip(1)
        .map(|word| word.to_string_lossy().into_owned())
        .take_while(|word| word != "--")
        .collect();
    let language = language(&spoken);
    let says = |names: [&str; 2]| spoken.iter().any(|word| names.contains(&word.as_str()));
    let command = Arguments::command();
    let path = path(&command, &spoken);
    if says(["--help", "-h"]) || spoken.first().is_some_and(|word| word == "help") {
        return (Asked::Page(help::of(&command, &path, language)), language);
    }
    if says(["--version", "-V"]) {
        let page = format!("baobei {}", env!("CARGO_PKG_VERSION"));
        return (Asked::Page(page), language);
    }
    let asked = match Arguments::try_parse_from(words) {
        Ok(arguments) => Asked::Command(Box::new(arguments)),
        Err(error) => Asked::Refused(refusal::text(&error, &command, &path, language)),
    };
    (asked, language)
}

/// The language asked for, before anything else is understood: refusals are in it, too.
fn language(words: &[String]) -> Language {
    let after = words.iter().skip_while(|word| *word != "--lang").nth(1);
    let joined = words.iter().find_map(|word| word.strip_prefix("--lang="));
    match joined.or(after.map(String::as_str)) {
        Some("en") => Language::English,
        _ => Language::Chinese,
    }
}

/// The names of the subcommand that is spoken of.
fn path(command: &clap::Command, words: &[String]) -> Vec<String> {
    let mut path = Vec::new();
    let mut command = command;
    for word in words {
        if let Some(found) = command.find_subcommand(word) {
            path.push(word.clone());
            command = found;
        }
    }
    path
}

impl From<Lang> for Language {
    fn from(lang: Lang) -> Self {
        match lang {
            Lang::Zh => Language::Chinese,
            Lang::En => Language::English,
        }
    }
}
