//! `baobei reveal` and `accesses`: a customer's data, shown with a reason; and who looked at what.

use std::io::Write;
use std::process::ExitCode;

use ledger::access::{Access, AccessesWanted};
use ruling::calendar::{Instant, Zone, display_at};
use ruling::explain::Directory;
use ruling::language::Language;
use serde_json::{Map, Value, json};

use crate::failure::Failure;
use crate::input;
use crate::ruling_json::rfc3339;
use crate::store::{self, StoreAt, command_key, failure, fault};

/// Shows a customer's data.
#[derive(clap::Args)]
pub(crate) struct Reveal {
    #[command(flatten)]
    store: StoreAt,
    #[arg(value_name = "CASE")]
    number: u64,
    #[arg(long, required = true, value_name = "STAFF")]
    by: String,
    #[arg(long, required = true, value_name = "TEXT")]
    reason: String,
}

/// Lists accesses.
#[derive(clap::Args)]
pub(crate) struct Accesses {
    #[command(flatten)]
    store: StoreAt,
    #[arg(long, value_name = "CASE")]
    of_case: Option<u64>,
    #[arg(long, value_name = "STAFF")]
    staff: Option<String>,
    #[arg(long, value_name = "TIME")]
    since: Option<String>,
    #[arg(long, value_name = "TIME")]
    until: Option<String>,
}

/// # Errors
/// No such case, no reason, erased data, a fault.
pub(crate) fn reveal(asked: &Reveal, language: Language, json: bool) -> Result<ExitCode, Failure> {
    let ledger = asked.store.open()?;
    let actor = store::staff(&ledger, &asked.by)?;
    let personal = ledger
        .reveal(asked.number, actor, &asked.reason, &command_key(None))
        .map_err(|failed| failure(failed, &ledger))?;
    ledger.checkpoint().map_err(fault)?;
    let fields = personal
        .names()
        .filter_map(|name| Some((name, personal.get(name)?)));
    let mut out = std::io::stdout().lock();
    if json {
        let fields = fields.map(|(name, value)| (name.to_owned(), Value::from(value)));
        let fields: Map<String, Value> = fields.collect();
        writeln!(out, "{:#}", json!({"case": asked.number, "fields": fields}))?;
    } else {
        for (name, value) in fields {
            writeln!(out, "{name}={value}")?;
        }
    }
    writeln!(
        std::io::stderr(),
        "{}",
        language.pick(
            "已记下谁在何时为何查看",
            "who looked, when and why is recorded",
        )
    )?;
    Ok(ExitCode::SUCCESS)
}

/// # Errors
/// No such case, nobody of this name, instants that are none, a fault.
pub(crate) fn accesses(
    asked: &Accesses,
    language: Language,
    json: bool,
) -> Result<ExitCode, Failure> {
    let ledger = asked.store.open()?;
    let zone = input::zone_of(&*ledger.packs().map_err(fault)?);
    let time = |option, text: &Option<String>| match text {
        Some(text) => Ok(Some(input::time(option, text, &zone)?.instant(&zone))),
        None => Ok::<_, Failure>(None),
    };
    let wanted = AccessesWanted {
        case: asked.of_case,
        staff: match &asked.staff {
            Some(name) => Some(store::staff(&ledger, name)?),
            None => None,
        },
        from: time("--since", &asked.since)?.unwrap_or(Instant::MIN),
        until: time("--until", &asked.until)?.unwrap_or(Instant::MAX),
    };
    let found = ledger
        .accesses(&wanted)
        .map_err(|failed| failure(failed, &ledger))?;
    let directory = ledger.directory().map_err(fault)?;
    let mut out = std::io::stdout().lock();
    for access in &found {
        match json {
            true => writeln!(out, "{}", as_json(access, &directory, &zone))?,
            false => writeln!(out, "{}", as_text(access, &directory, &zone, language))?,
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn as_text(access: &Access, directory: &Directory, zone: &Zone, language: Language) -> String {
    let who = directory.staff.get(&access.staff);
    let who = who.map_or("", String::as_str);
    let at = display_at(access.recorded, zone);
    let cases: Vec<String> = access.cases.iter().map(u64::to_string).collect();
    let cases = cases.join(language.pick("、", ", "));
    let told = match (access.deed.as_str(), cases.is_empty()) {
        ("reveal", false) => language.pick(
            format!("查看案卷 {cases} 的客户资料"),
            format!("saw the customer's data of case {cases}"),
        ),
        _ => language.pick("查重", "checked for duplicates").to_owned(),
    };
    let reason = access.reason.as_ref().map_or(String::new(), |reason| {
        language.pick(format!("：{reason}"), format!(": {reason}"))
    });
    format!("{} {at} {who} {told}{reason}", access.seq)
}

fn as_json(access: &Access, directory: &Directory, zone: &Zone) -> Value {
    json!({
        "entry": access.seq,
        "at": rfc3339(access.recorded, zone),
        "who": directory.staff.get(&access.staff),
        "deed": access.deed,
        "cases": access.cases,
        "reason": access.reason,
    })
}
