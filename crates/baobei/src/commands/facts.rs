//! `baobei facts`: what stands in the ledger, entry by entry, and one more fact of a case.

use std::io::Write;
use std::process::ExitCode;

use ledger::encoding::Entry;
use ledger::ledger::Ledger;
use ledger::read::{PersonalPart, StoredEntry};
use ledger::record::{About, Command, NewFact};
use ruling::calendar::display_at;
use ruling::fact::Fact;
use ruling::fact_file::{People, Reader};
use ruling::language::Language;
use ruling::policy::problem::{SourceFile, Text};
use serde_json::{Value, json};

use crate::failure::Failure;
use crate::input;
use crate::store::{self, StoreAt, case_text, command_key, failure, fault};

/// Entries read at once.
const SCAN: u32 = 1000;

/// What was asked for.
#[derive(clap::Args)]
pub(crate) struct Facts {
    #[command(flatten)]
    store: StoreAt,
    #[arg(long, value_name = "CASE")]
    of_case: Option<u64>,
    #[arg(long, value_name = "LINE", requires = "of_case")]
    add: Option<String>,
    #[arg(value_name = "FIELD=VALUE", requires = "add")]
    personal: Vec<String>,
    #[arg(long, value_name = "KEY", requires = "add")]
    command_key: Option<String>,
}

/// Prints the entries, or records one more.
///
/// # Errors
/// A line that cannot be read, a fact that is refused, a fault.
pub(crate) fn run(asked: &Facts, language: Language, json: bool) -> Result<ExitCode, Failure> {
    let ledger = asked.store.open()?;
    match (&asked.add, asked.of_case) {
        (Some(line), Some(case)) => add(asked, &ledger, line, case, language),
        _ => list(&ledger, asked.of_case, language, json),
    }
}

fn add(
    asked: &Facts,
    ledger: &Ledger,
    line: &str,
    case: u64,
    language: Language,
) -> Result<ExitCode, Failure> {
    let fact = read(ledger, line, case)?;
    let more = fact.particulars.as_deref();
    let has_personal = more.is_some_and(|more| {
        let references = [
            more.customer,
            more.phone,
            more.name,
            more.project,
            more.demand,
        ];
        references
            .into_iter()
            .chain([more.contract])
            .any(|one| one.is_some())
    });
    if has_personal {
        return Err(Failure::Usage(Text::new(
            "姓名、电话等请另写成 字段=值，不要写在事实那一行里：那一行不加密",
            "write names, phones and the like as FIELD=VALUE, not in the fact's line, which is not encrypted",
        )));
    }
    let new = NewFact {
        before: Vec::new(),
        fact,
        about: About::Case(case),
        fields: store::fields(&asked.personal)?,
    };
    let done = ledger
        .carry_out(
            Command::Record(Box::new(new)),
            &command_key(asked.command_key.as_deref()),
        )
        .map_err(|failed| failure(failed, ledger))?;
    let mut out = std::io::stdout().lock();
    let Some(judged) = &done.case else {
        return Ok(ExitCode::SUCCESS);
    };
    write!(out, "{}", case_text(judged, ledger, language)?)?;
    // Where two customers were told apart, both cases have changed.
    let other = ledger.case(case, done.recorded, done.recorded);
    if let Some(other) = other.map_err(fault)?.filter(|other| other.id != judged.id) {
        write!(out, "\n{}", case_text(&other, ledger, language)?)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Reads a line as in a facts file; it may name entries of the ledger by number.
fn read(ledger: &Ledger, line: &str, case: u64) -> Result<Fact, Failure> {
    let packs = ledger.packs_of(case).map_err(fault)?;
    let directory = ledger.directory().map_err(fault)?;
    let mut people = People::default();
    for name in directory.staff.values() {
        people.add_staff(name);
    }
    for name in directory.units.values() {
        people.add_unit(name);
    }
    let year = input::zone_of(&packs).day_of(input::now()).year();
    let mut reader = Reader::new(&packs, "--add", year, people);
    let file = SourceFile {
        path: "--add",
        text: line,
    };
    let fact = reader.fact_after(file, u32::MAX - 1);
    let problems = reader.into_problems();
    match fact.filter(|_| problems.is_empty()) {
        Some(fact) => Ok(fact),
        None => Err(Failure::problems(&problems)),
    }
}

fn list(
    ledger: &Ledger,
    case: Option<u64>,
    language: Language,
    json: bool,
) -> Result<ExitCode, Failure> {
    let zone = input::zone_of(&*ledger.packs().map_err(fault)?);
    let mut out = std::io::stdout().lock();
    let mut next = 1;
    loop {
        let entries = ledger.entries(next, SCAN).map_err(fault)?;
        let Some(last) = entries.last() else {
            return Ok(ExitCode::SUCCESS);
        };
        next = last.seq + 1;
        let shown = entries
            .iter()
            .filter(|entry| case.is_none() || entry.case == case);
        for entry in shown {
            match json {
                true => writeln!(
                    out,
                    "{}",
                    as_json(entry, &display_at(entry.recorded, &zone))
                )?,
                false => writeln!(
                    out,
                    "{}",
                    as_text(entry, &display_at(entry.recorded, &zone), language)
                )?,
            }
        }
    }
}

fn kind(entry: &Entry) -> &'static str {
    match entry {
        Entry::Fact(fact) | Entry::Opened { fact, .. } => fact.kind.name(),
        Entry::Change(_) => "company",
        Entry::Staff(_) => "staff",
        Entry::Unit(..) => "unit",
        Entry::Catalogued { .. } => "catalogued",
        Entry::StatementsIssued { .. } => "statements_issued",
        Entry::ListConfirmed { .. } => "list_confirmed",
        Entry::Pack { .. } => "pack",
        Entry::Governed { .. } => "governed",
        Entry::Founded { .. } => "founded",
        Entry::Suspected { .. } => "suspected",
        Entry::Separated { .. } => "separated",
        Entry::Judged { .. } => "judged",
        Entry::Erased { .. } => "subject_erased",
        Entry::Accessed { .. } => "accessed",
        Entry::Account { .. } => "account",
        Entry::Papers { .. } => "papers",
        Entry::SheetScanned { .. } => "sheet_scanned",
        Entry::SigningKey { .. } => "signing_key",
        Entry::Signed(_) => "signature",
        Entry::Placed { .. } => "placed",
        Entry::Granted(_) => "granted",
        Entry::Revoked { .. } => "revoked",
        Entry::Succeeds { .. } => "succeeds",
    }
}

fn as_json(entry: &StoredEntry, recorded: &str) -> Value {
    json!({
        "entry": entry.seq,
        "recorded": recorded,
        "case": entry.case,
        "kind": kind(&entry.entry),
        "personal": match entry.personal {
            PersonalPart::None => "none",
            PersonalPart::Sealed => "sealed",
            PersonalPart::Erased => "erased",
        },
    })
}

fn as_text(entry: &StoredEntry, recorded: &str, language: Language) -> String {
    let case = entry.case.map_or(String::new(), |case| {
        language.pick(format!(" 案卷 {case}"), format!(" case {case}"))
    });
    let personal = match entry.personal {
        PersonalPart::None => "",
        PersonalPart::Sealed => language.pick("（含密封资料）", " (with sealed data)"),
        PersonalPart::Erased => language.pick("（资料已删除）", " (data erased)"),
    };
    format!(
        "{} {recorded}{case} {}{personal}",
        entry.seq,
        kind(&entry.entry)
    )
}
