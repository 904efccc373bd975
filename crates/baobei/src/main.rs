//! The baobei command.

mod arguments;
mod commands;
mod config;
mod demo;
mod facts_input;
mod failure;
mod input;
mod pack_folder;
mod register;
mod ruling_json;
mod shipped;
mod store;

use std::io::Write;
use std::process::ExitCode;

use ruling::language::Language;
use ruling::policy::problem::Text;

use arguments::{Arguments, Asked, Calendar, Command, Judge, Policy, Receipt};
use commands::config::Config;
use commands::{judge_facts, judge_register};
use failure::{Failure, USAGE};

fn main() -> ExitCode {
    let words: Vec<_> = std::env::args_os().collect();
    let (asked, language) = arguments::read(&words);
    match asked {
        Asked::Command(arguments) => {
            let json = arguments.json;
            run(*arguments).unwrap_or_else(|failure| failure.tell(language, json))
        }
        Asked::Page(page) => {
            let printed = writeln!(std::io::stdout(), "{page}").map_err(Failure::from);
            match printed {
                Ok(()) => ExitCode::SUCCESS,
                Err(failure) => failure.tell(language, false),
            }
        }
        Asked::Refused(why) => {
            eprintln!("{why}");
            ExitCode::from(USAGE)
        }
    }
}

fn run(arguments: Arguments) -> Result<ExitCode, Failure> {
    let (language, json) = (Language::from(arguments.lang), arguments.json);
    match arguments.command {
        Command::Judge(asked) => judge(&asked, language, json),
        Command::Scenario { paths, calendar } => {
            commands::scenario::run(&paths, calendar.as_deref(), language, json)
        }
        Command::Policy(Policy::Lint { paths, calendar }) => {
            commands::policy_lint::run(&paths, calendar.as_deref(), language, json)
        }
        Command::Policy(Policy::Show { folder, clause }) => {
            commands::policy_show::run(&folder, &clause, language, json)
        }
        Command::Policy(Policy::Rules { packs }) => {
            commands::policy_rules::run(packs.as_deref(), language, json)
        }
        Command::Demo(asked) => commands::demo::run(asked, language),
        Command::Serve(asked) => commands::serve::run(asked, language),
        Command::SetUpLink(asked) => commands::set_up_link::run(&asked, language),
        Command::Config(Config::Show(asked)) => commands::config::show(&asked, language, json),
        Command::Config(Config::Check(asked)) => commands::config::check(&asked, language),
        Command::Init(asked) => commands::init::run(&asked, language),
        Command::Publish(asked) => commands::govern::publish(&asked, language),
        Command::Govern(asked) => commands::govern::govern(&asked, language, json),
        Command::Register(asked) => commands::register::run(&asked, language, json),
        Command::Check(asked) => commands::check::run(&asked, language, json),
        Command::Case(asked) => commands::case::run(&asked, language, json),
        Command::Facts(asked) => commands::facts::run(&asked, language, json),
        Command::Import(asked) => commands::import::run(&asked, language, json),
        Command::Contracts(asked) => commands::contracts::run(&asked, language, json),
        Command::Holds(asked) => commands::lists::holds(&asked, language, json),
        Command::Due(asked) => commands::lists::due(&asked, language, json),
        Command::Lapsing(asked) => commands::lists::lapsing(&asked, language, json),
        Command::Retention(asked) => commands::retention::run(&asked, language, json),
        Command::Reveal(asked) => commands::reveal::reveal(&asked, language, json),
        Command::Accesses(asked) => commands::reveal::accesses(&asked, language, json),
        Command::Verify(asked) => commands::verify::run(&asked, language, json),
        Command::Receipt(Receipt::Verify(asked)) => {
            commands::receipt_verify::run(&asked, language, json)
        }
        Command::RotateKeys(asked) => commands::upkeep::rotate_keys(&asked, language),
        Command::Erase(asked) => commands::upkeep::erase(&asked, language),
        Command::Backup(asked) => commands::upkeep::backup(&asked, language),
        Command::Restore(asked) => commands::upkeep::restore(&asked, language),
        Command::Rebuild(asked) => commands::upkeep::rebuild(&asked, language),
        Command::Calendar(Calendar::Due {
            span,
            from,
            calendar,
            zone,
            hours,
        }) => commands::calendar_due::run(&commands::calendar_due::Asked {
            span: &span,
            from: &from,
            calendar: calendar.as_deref(),
            zone: &zone,
            hours: hours.as_deref(),
            json,
            language,
        }),
    }
}

fn judge(asked: &Judge, language: Language, json: bool) -> Result<ExitCode, Failure> {
    if let Some(facts) = &asked.facts {
        return judge_facts::run(&judge_facts::Asked {
            facts,
            policy: &asked.policy,
            company: asked.company.as_deref(),
            calendar: asked.calendar.as_deref(),
            at: asked.at.as_deref(),
            known: asked.known.as_deref(),
            what_if: asked.what_if,
            map: &asked.map,
            json,
            language,
        });
    }
    for (given, option) in [
        (asked.known.is_some(), "--known"),
        (asked.what_if, "--what-if"),
        (asked.company.is_some(), "--company"),
    ] {
        if given {
            return Err(Failure::Usage(Text::new(
                format!("{option} 要和 --facts 一起用：登记表里没有它要的内容"),
                format!("{option} goes with --facts: a register does not have what it needs"),
            )));
        }
    }
    let Some(file) = &asked.file else {
        return Err(Failure::Usage(Text::new(
            "要裁决什么：请写登记表的文件名，或用 --facts 给出事实清单\n详见 baobei judge --help",
            "what is to be judged: name the register, or a list of facts with --facts\nsee baobei judge --lang en --help",
        )));
    };
    if file
        .extension()
        .is_some_and(|ending| ending == "toml" || ending == "jsonl")
    {
        let file = file.display();
        return Err(Failure::Usage(Text::new(
            format!("{file} 是事实清单，不是登记表：请写 --facts {file}"),
            format!("{file} is a list of facts, no register: write --facts {file}"),
        )));
    }
    judge_register::run(&judge_register::Asked {
        file,
        policy: &asked.policy,
        calendar: asked.calendar.as_deref(),
        at: asked.at.as_deref(),
        map: &asked.map,
        out: asked.out.as_deref(),
        all: asked.all,
        json,
        language,
    })
}
