//! `baobei case`: who owns a customer, on which clause, as of any moment.

use std::io::Write;
use std::process::ExitCode;

use ledger::fault::Refusal;
use ruling::language::Language;
use serde_json::json;

use crate::failure::Failure;
use crate::input;
use crate::store::{StoreAt, case_text, failure, fault};

/// What was asked for.
#[derive(clap::Args)]
pub(crate) struct Case {
    #[command(flatten)]
    store: StoreAt,
    #[arg(value_name = "CASE")]
    number: u64,
    #[arg(long, value_name = "TIME")]
    at: Option<String>,
    #[arg(long, value_name = "TIME")]
    known: Option<String>,
}

/// Judges the case and prints the explained ruling.
///
/// # Errors
/// No such case, instants that are none, a fault.
pub(crate) fn run(asked: &Case, language: Language, json: bool) -> Result<ExitCode, Failure> {
    let ledger = asked.store.open()?;
    let zone = input::zone_of(&*ledger.packs().map_err(fault)?);
    let at = match &asked.at {
        Some(text) => input::time("--at", text, &zone)?.instant(&zone),
        None => input::now(),
    };
    let known = match &asked.known {
        Some(text) => input::time("--known", text, &zone)?.instant(&zone),
        None => at,
    };
    let case = ledger
        .case(asked.number, at, known.max(at))
        .map_err(fault)?;
    let Some(case) = case else {
        return Err(failure(Refusal::UnknownCase(asked.number).into(), &ledger));
    };
    let text = case_text(&case, &ledger, language)?;
    let mut out = std::io::stdout().lock();
    match json {
        true => writeln!(out, "{:#}", json!({"case": case.id, "explanation": text}))?,
        false => write!(out, "{text}")?,
    }
    Ok(ExitCode::SUCCESS)
}
