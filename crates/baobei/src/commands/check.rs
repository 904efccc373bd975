//! `baobei check`: is this customer free? The answer is one of six, and the check leaves a trace.

use std::io::Write;
use std::process::ExitCode;

use ledger::check::DuplicateAnswer;
use ledger::ledger::Ledger;
use ruling::calendar::{Instant, display_until};
use ruling::language::Language;
use ruling::ruling::Party;
use serde_json::json;

use crate::failure::Failure;
use crate::input;
use crate::store::{self, StoreAt, command_key, failure, fault};

/// What was asked for.
#[derive(clap::Args)]
pub(crate) struct Check {
    #[command(flatten)]
    store: StoreAt,
    #[arg(long, required = true, value_name = "STAFF")]
    by: String,
    #[arg(required = true, value_name = "FIELD=VALUE")]
    fields: Vec<String>,
}

/// Checks and prints the answer.
///
/// # Errors
/// Fields that cannot be read or identify nobody, a fault.
pub(crate) fn run(asked: &Check, language: Language, json: bool) -> Result<ExitCode, Failure> {
    let fields = store::fields(&asked.fields)?;
    let ledger = asked.store.open()?;
    let who = store::staff(&ledger, &asked.by)?;
    let answer = ledger
        .check(who, &fields, &command_key(None))
        .and_then(|answer| ledger.keep_traces().map(|()| answer))
        .map_err(|failed| failure(failed, &ledger))?;
    let mut out = std::io::stdout().lock();
    let text = told(&ledger, answer, language)?;
    match json {
        true => writeln!(out, "{:#}", json!({"answer": word(answer), "text": text}))?,
        false => writeln!(out, "{text}")?,
    }
    Ok(ExitCode::SUCCESS)
}

fn word(answer: DuplicateAnswer) -> &'static str {
    match answer {
        DuplicateAnswer::Free => "free",
        DuplicateAnswer::Open => "open",
        DuplicateAnswer::Held { .. } => "held",
        DuplicateAnswer::WaitsBehind => "waits_behind",
        DuplicateAnswer::PossiblySame => "possibly_same",
        DuplicateAnswer::NotNow { .. } => "not_now",
    }
}

fn told(ledger: &Ledger, answer: DuplicateAnswer, language: Language) -> Result<String, Failure> {
    let zone = input::zone_of(&*ledger.packs().map_err(fault)?);
    let time = |until: Instant| display_until(until, &zone, language);
    let plain = |zh: &str, en: &str| language.pick(zh.to_owned(), en.to_owned());
    Ok(match answer {
        DuplicateAnswer::Free => plain(
            "无人报备，可以登记",
            "free: nobody has registered this customer",
        ),
        DuplicateAnswer::Open => plain(
            "有人登记过，但没有保护挡着新的有效报备",
            "registered before, but nothing keeps a new valid claim out",
        ),
        DuplicateAnswer::WaitsBehind => {
            plain("排在他人之后", "a new claim would wait behind another")
        }
        DuplicateAnswer::PossiblySame => plain(
            "疑似已登记的客户：请到现场确认",
            "possibly a customer registered before: confirm on site",
        ),
        DuplicateAnswer::NotNow { next } => match next.map(time) {
            Some(next) => language.pick(
                format!("现在不能报，最早 {next} 之后"),
                format!("not now; possible after {next}"),
            ),
            None => plain("现在不能报", "not now"),
        },
        DuplicateAnswer::Held {
            until,
            ask,
            by_consent,
        } => {
            let ask = name(ledger, ask)?;
            let until = until.map(time);
            let until = until.unwrap_or_else(|| plain("没有期限", "with no end foreseen"));
            let how = match by_consent {
                true => language.pick("须征得同意", "only with consent"),
                false => language.pick("受保护", "protected"),
            };
            language.pick(
                format!("{how}，到 {until}；请找 {ask} 协调"),
                format!("{how}, until {until}; ask {ask}"),
            )
        }
    })
}

fn name(ledger: &Ledger, party: Option<Party>) -> Result<String, Failure> {
    let directory = ledger.directory().map_err(fault)?;
    Ok(match party {
        Some(Party::Staff(staff)) => directory.staff.get(&staff).cloned().unwrap_or_default(),
        Some(Party::Unit(unit)) => directory.units.get(&unit).cloned().unwrap_or_default(),
        _ => String::new(),
    })
}
