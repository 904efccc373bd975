//! `baobei config`: what the program would be set to, and whether that will do.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use ruling::language::Language;
use serde_json::json;
use web::door::Door;

use super::serve::{address, bad_door};
use crate::config::{Set, environment};
use crate::failure::Failure;

/// What was asked for.
#[derive(clap::Subcommand)]
pub(crate) enum Config {
    Show(Where),
    Check(Where),
}

/// Which settings.
#[derive(clap::Args)]
pub(crate) struct Where {
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

impl Where {
    fn read(&self) -> Result<crate::config::Config, Failure> {
        crate::config::Config::read(self.config.as_deref(), &environment, &Vec::new())
    }
}

/// Each setting with its value and where that is from. Secrets are not shown.
///
/// # Errors
/// As [`check`].
pub(crate) fn show(asked: &Where, language: Language, json: bool) -> Result<ExitCode, Failure> {
    let config = asked.read()?;
    let mut out = std::io::stdout().lock();
    if json {
        let all = config.0.iter().map(|set| {
            let source = set.source.told();
            json!({
                "key": set.setting.key,
                "value": shown(set),
                "source": {"zh": source.zh, "en": source.en},
            })
        });
        writeln!(out, "{:#}", json!({"settings": all.collect::<Vec<_>>()}))?;
        return Ok(ExitCode::SUCCESS);
    }
    for set in &config.0 {
        let source = set.source.told();
        let value = match shown(set) {
            Some(value) => value,
            None => language.pick("（没有设）", "(not set)").to_owned(),
        };
        let source = source.in_language(language);
        let meaning = set.setting.meaning();
        writeln!(out, "# {}", meaning.in_language(language))?;
        writeln!(out, "{} = {value}    # {source}", set.setting.key)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// A value as it may be shown.
fn shown(set: &Set) -> Option<String> {
    let value = set.value.as_ref()?;
    Some(match set.setting.is_secret {
        true => "********".to_owned(),
        false => value.clone(),
    })
}

/// Says whether the settings will do, also together.
///
/// # Errors
/// A file that cannot be read, unknown keys, values that will not do: each with its place and what would be right.
pub(crate) fn check(asked: &Where, language: Language) -> Result<ExitCode, Failure> {
    let config = asked.read()?;
    let listen = address(config.text("address").unwrap_or_default())?;
    Door::new(listen, config.text("public_url")).map_err(bad_door)?;
    crate::store::server_of(config.text("postgres"))?;
    let told = language.pick("设置没有问题", "the settings will do");
    writeln!(std::io::stdout(), "{told}")?;
    Ok(ExitCode::SUCCESS)
}
