//! `baobei publish`, `govern`: regulations of a company, and which unit is under which.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use ledger::ledger::Ledger;
use ledger::record::Command;
use ruling::calendar::{Instant, display_at};
use ruling::fact::UnitId;
use ruling::language::Language;
use ruling::policy::problem::Text;
use serde_json::json;

use crate::failure::Failure;
use crate::input;
use crate::store::{StoreAt, command_key, failure, fault};

/// A regulation, or a new version of one.
#[derive(clap::Args)]
pub(crate) struct Publish {
    #[command(flatten)]
    store: StoreAt,
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

/// Puts a unit under a regulation; without a unit, tells which are under which.
#[derive(clap::Args)]
pub(crate) struct Govern {
    #[command(flatten)]
    store: StoreAt,
    #[arg(long, value_name = "NAME", requires = "regulation")]
    unit: Option<String>,
    #[arg(long, value_name = "NAME", requires = "unit")]
    regulation: Option<String>,
    #[arg(long, value_name = "TIME", requires = "unit")]
    from: Option<String>,
}

/// Publishes the pack of a folder.
///
/// # Errors
/// A pack with problems, a version that comes too late, a fault.
pub(crate) fn publish(asked: &Publish, language: Language) -> Result<ExitCode, Failure> {
    let packs = input::packs(std::slice::from_ref(&asked.folder), None)?;
    let folder = input::pack(&asked.folder)?;
    let source = folder.source();
    let ledger = asked.store.open()?;
    let command = Command::Publish {
        pack: source.pack.to_owned(),
        regulation: source.regulation.to_owned(),
    };
    ledger
        .carry_out(command, &command_key(None))
        .map_err(|failed| failure(failed, &ledger))?;
    ledger.checkpoint().map_err(fault)?;
    let name = input::name_of(&packs);
    let regulations = ledger.regulations().map_err(fault)?;
    let domain = regulations.named(&name).unwrap_or_default();
    let versions = regulations.packs(domain).versions();
    let told = match versions {
        [only] => {
            let title = only.title.in_language(language);
            language.pick(
                format!("已发布制度 {name}（{title}）。用 baobei govern --unit 单位 --regulation {name} 把单位归到它名下"),
                format!("published {name} ({title}); put units under it with baobei govern --unit NAME --regulation {name}"),
            )
        }
        _ => {
            let from = versions.last().map(|version| version.effective_from);
            let zone = input::zone_of(regulations.packs(domain));
            let from = from.map_or(String::new(), |from| display_at(from, &zone));
            let count = versions.len();
            language.pick(
                format!("已发布制度 {name} 的第 {count} 个版本，自 {from} 起生效"),
                format!("published version {count} of {name}, in force from {from}"),
            )
        }
    };
    writeln!(std::io::stdout(), "{told}")?;
    Ok(ExitCode::SUCCESS)
}

/// Puts a unit under a regulation, or tells which are under which.
///
/// # Errors
/// No such unit or regulation, an instant that is none, a fault.
pub(crate) fn govern(asked: &Govern, language: Language, json: bool) -> Result<ExitCode, Failure> {
    let ledger = asked.store.open()?;
    if let (Some(unit), Some(regulation)) = (&asked.unit, &asked.regulation) {
        let zone = input::zone_of(&*ledger.packs().map_err(fault)?);
        let from = match &asked.from {
            Some(text) => input::time("--from", text, &zone)?.instant(&zone),
            None => ledger.now(),
        };
        let command = Command::Govern {
            unit: unit_named(&ledger, unit)?,
            regulation: regulation.clone(),
            from,
        };
        ledger
            .carry_out(command, &command_key(None))
            .map_err(|failed| failure(failed, &ledger))?;
        ledger.checkpoint().map_err(fault)?;
    }
    tell(&ledger, language, json)
}

fn unit_named(ledger: &Ledger, name: &str) -> Result<UnitId, Failure> {
    let unit = ledger.unit_named(name).map_err(fault)?;
    unit.ok_or_else(|| {
        Failure::found(Text::new(
            format!("没有叫 `{name}` 的单位：请检查名称"),
            format!("there is no unit called `{name}`: check the name"),
        ))
    })
}

/// Each regulation with the units that are under it now, and those that will be.
fn tell(ledger: &Ledger, language: Language, json: bool) -> Result<ExitCode, Failure> {
    let regulations = ledger.regulations().map_err(fault)?;
    let directory = ledger.directory().map_err(fault)?;
    let now = ledger.now();
    let mut out = std::io::stdout().lock();
    for (domain, packs) in regulations.iter() {
        let Some(newest) = packs.versions().last() else {
            continue;
        };
        let units_at = |at: Instant| -> Result<Vec<&str>, Failure> {
            let mut own = Vec::new();
            for (unit, name) in &directory.units {
                if ledger.domain_of(Some(*unit), at).map_err(fault)? == domain {
                    own.push(name.as_str());
                }
            }
            Ok(own)
        };
        let (units, later) = (units_at(now)?, units_at(Instant::MAX)?);
        let later: Vec<&str> = later
            .into_iter()
            .filter(|unit| !units.contains(unit))
            .collect();
        let (name, title) = (&newest.name, newest.title.in_language(language));
        if json {
            let told = json!({
                "regulation": name,
                "title": title,
                "versions": packs.versions().len(),
                "units": units,
                "later": later,
            });
            writeln!(out, "{told}")?;
            continue;
        }
        let separator = language.pick("、", ", ");
        let mut line = format!("{name}  {title}：{}", units.join(separator));
        if language == Language::English {
            line = format!("{name}  {title}: {}", units.join(separator));
        }
        if !later.is_empty() {
            let later = later.join(separator);
            line += &language.pick(
                format!("；以后还有 {later}"),
                format!("; later also {later}"),
            );
        }
        writeln!(out, "{line}")?;
    }
    Ok(ExitCode::SUCCESS)
}
