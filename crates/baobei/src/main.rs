//! The baobei command.

mod commands;
mod pack_folder;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand, ValueEnum};
use ruling::language::Language;

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
        Command::Scenario { paths } => commands::scenario::run(&paths, language),
        Command::Policy(PolicyCommand::Lint { paths }) => {
            commands::policy_lint::run(&paths, language, arguments.json)
        }
        Command::Policy(PolicyCommand::Rules { packs }) => {
            commands::policy_rules::run(packs.as_deref(), language, arguments.json)
        }
    }
}
