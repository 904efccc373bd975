//! The baobei command.

mod commands;
mod pack_folder;
mod register;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand, ValueEnum};
use ruling::language::Language;

use commands::judge_register::Asked;

/// Customer registration regulations, enforced and explained.
#[derive(Parser)]
struct Arguments {
    /// Language of the output.
    #[arg(long, global = true, value_enum, default_value = "zh")]
    lang: Lang,
    /// Print JSON instead of text.
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    command: Command,
}

#[derive(Clone, Copy, ValueEnum)]
enum Lang {
    Zh,
    En,
}

#[derive(Subcommand)]
enum Command {
    /// Policy packs.
    #[command(subcommand)]
    Policy(PolicyCommand),
    /// Judge the register a company already keeps, and write it back with the rulings.
    Judge {
        /// The register: a workbook or a text table.
        file: PathBuf,
        /// The folder of the regulation's pack.
        #[arg(long, value_name = "DIR")]
        policy: PathBuf,
        /// The instant to judge at, as 2026-04-02 or "2026-04-02 18:00"; now if not given.
        #[arg(long, value_name = "T")]
        at: Option<String>,
        /// A column said rather than guessed, as phone=联系电话 or phone=D.
        #[arg(long, value_name = "KEY=HEADER")]
        map: Vec<String>,
        /// Where to write; beside the original if not given.
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
        /// List all customers, not only those several people registered.
        #[arg(long)]
        all: bool,
    },
    /// Judge the scenarios of packs, or single scenario files.
    Scenario {
        /// Packs' folders, folders of packs, or scenario files.
        #[arg(required = true)]
        paths: Vec<PathBuf>,
    },
}

#[derive(Subcommand)]
enum PolicyCommand {
    /// Find every problem of the packs in these folders.
    Lint {
        /// A pack's folder, or a folder of packs.
        #[arg(default_value = "policies")]
        paths: Vec<PathBuf>,
    },
    /// Print the reference of every rule and its uses.
    Rules {
        /// A folder of packs whose uses are listed.
        #[arg(long)]
        packs: Option<PathBuf>,
    },
}

fn main() -> anyhow::Result<ExitCode> {
    let arguments = Arguments::parse();
    let language = match arguments.lang {
        Lang::Zh => Language::Chinese,
        Lang::En => Language::English,
    };
    match arguments.command {
        Command::Judge {
            file,
            policy,
            at,
            map,
            out,
            all,
        } => commands::judge_register::run(&Asked {
            file: &file,
            policy: &policy,
            at: at.as_deref(),
            map: &map,
            out: out.as_deref(),
            all,
            json: arguments.json,
            language,
        }),
        Command::Scenario { paths } => commands::scenario::run(&paths, language),
        Command::Policy(PolicyCommand::Lint { paths }) => {
            commands::policy_lint::run(&paths, language, arguments.json)
        }
        Command::Policy(PolicyCommand::Rules { packs }) => {
            commands::policy_rules::run(packs.as_deref(), language, arguments.json)
        }
    }
}
