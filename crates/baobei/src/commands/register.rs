//! `baobei register`: a registration, judged in the same moment, with its receipt.

use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use ledger::ledger::Ledger;
use ledger::privacy::personal::Personal;
use ledger::record::{About, Command, NewFact, Recorded};
use ruling::calendar::Instant;
use ruling::fact::{Answer, Fact, FactKind, Particulars, StaffId};
use ruling::language::Language;
use ruling::name::{Symbol, SymbolSet};
use serde_json::json;

use crate::failure::Failure;
use crate::input;
use crate::ruling_json::rfc3339;
use crate::store::{self, StoreAt, case_text, command_key, failure, fault};

/// What was asked for.
#[derive(clap::Args)]
pub(crate) struct Register {
    #[command(flatten)]
    store: StoreAt,
    #[arg(long, required = true, value_name = "STAFF")]
    by: String,
    #[arg(required = true, value_name = "FIELD=VALUE")]
    fields: Vec<String>,
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    given: Vec<String>,
    #[arg(long)]
    visited: bool,
    #[arg(long, value_name = "CASE")]
    case: Option<u64>,
    #[arg(long, value_name = "FILE")]
    receipt: Option<PathBuf>,
    #[arg(long, value_name = "KEY")]
    command_key: Option<String>,
}

/// Registers and prints the ruling; the receipt goes to its file.
///
/// # Errors
/// Fields that cannot be read, a registration that the regulation does not accept, a fault.
pub(crate) fn run(asked: &Register, language: Language, json: bool) -> Result<ExitCode, Failure> {
    let fields = store::fields(&asked.fields)?;
    let ledger = asked.store.open()?;
    let who = store::staff(&ledger, &asked.by)?;
    let key = command_key(asked.command_key.as_deref());
    let registration = registration(&ledger, asked, who, fields)?;
    let done = ledger
        .carry_out(Command::Record(Box::new(registration)), &key)
        .map_err(|failed| failure(failed, &ledger))?;
    let receipt = ledger.receipt(done.seq).map_err(fault)?.to_text();
    if let Some(path) = &asked.receipt {
        fs::write(path, &receipt).map_err(|error| Failure::unwritable(path, &error))?;
    }
    tell(&ledger, &done, &receipt, language, json)
}

/// The registration, and the visit that it rests on.
fn registration(
    ledger: &Ledger,
    asked: &Register,
    who: StaffId,
    fields: Personal,
) -> Result<NewFact, Failure> {
    let packs = match asked.case {
        Some(case) => ledger.packs_of(case),
        None => ledger.packs_for(who),
    };
    let packs = packs.map_err(fault)?;
    let names = &packs.names;
    let mut given = asked.given.iter();
    let unknown = given.find(|name| !names.mentions(names.find(name)));
    if let Some(name) = unknown {
        let refused = ledger::fault::Refusal::UnknownName(name.clone());
        return Err(failure(refused.into(), ledger));
    }
    let given = fields.names().chain(asked.given.iter().map(String::as_str));
    let given = given.map(|name| names.find(name));
    let given: SymbolSet = given.filter(|name| names.mentions(*name)).collect();
    let now = input::now();
    let fact = |kind| {
        let is_visit = kind == FactKind::Visited;
        Fact {
            seq: 0,
            kind,
            answer: Answer::None,
            what: Symbol::NONE,
            actor: Some(who).filter(|_| !is_visit),
            person: Some(who).filter(|_| is_visit),
            of: None,
            occurred: now,
            recorded: Instant::MIN,
            counts_at: Instant::MIN,
            particulars: Some(Box::new(Particulars {
                given: given.clone(),
                ..Particulars::default()
            })),
        }
    };
    Ok(NewFact {
        before: asked
            .visited
            .then(|| fact(FactKind::Visited))
            .into_iter()
            .collect(),
        fact: fact(FactKind::Registered),
        about: asked.case.map_or(About::Customer, About::Case),
        fields,
    })
}

fn tell(
    ledger: &Ledger,
    done: &Recorded,
    receipt: &str,
    language: Language,
    json: bool,
) -> Result<ExitCode, Failure> {
    let mut out = std::io::stdout().lock();
    let Some(case) = &done.case else {
        return Ok(ExitCode::SUCCESS);
    };
    let text = case_text(case, ledger, language)?;
    if json {
        let zone = input::zone_of(&*ledger.packs().map_err(fault)?);
        let told = json!({
            "entry": done.seq,
            "case": case.id,
            "recorded": rfc3339(done.recorded, &zone),
            "explanation": text,
            "receipt": receipt,
        });
        writeln!(out, "{told:#}")?;
        return Ok(ExitCode::SUCCESS);
    }
    let (seq, id) = (done.seq, case.id);
    writeln!(
        out,
        "{}\n\n{text}",
        language.pick(
            format!("已登记：第 {seq} 条，案卷 {id}"),
            format!("recorded: entry {seq}, case {id}"),
        )
    )?;
    Ok(ExitCode::SUCCESS)
}
