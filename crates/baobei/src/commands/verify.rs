//! `baobei verify`: is everything as it was written and signed?

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use ledger::verify::Verification;
use ruling::language::Language;
use serde_json::json;

use crate::failure::{FOUND, Failure};
use crate::input;
use crate::store::{StoreAt, damage, fault};

/// What was asked for.
#[derive(clap::Args)]
pub(crate) struct Verify {
    #[command(flatten)]
    store: StoreAt,
    #[arg(long, value_name = "FILE")]
    checkpoint: Vec<PathBuf>,
    #[arg(long)]
    log_only: bool,
    #[arg(long, value_name = "NOTE")]
    snapshot_taken: Option<String>,
}

/// Verifies, and prints what is wrong with its place.
///
/// # Errors
/// Files that cannot be read, a fault.
pub(crate) fn run(asked: &Verify, language: Language, json: bool) -> Result<ExitCode, Failure> {
    let mut kept = Vec::new();
    for path in &asked.checkpoint {
        kept.push(input::text(path)?);
    }
    let ledger = asked.store.open_to_verify(asked.snapshot_taken.clone())?;
    let found = match asked.log_only {
        true => ledger.verify_log(&kept),
        false => ledger.verify(&kept),
    };
    let found = found.map_err(fault)?;
    let key = ledger.log_key().map_err(fault)?.to_text();
    let mut out = std::io::stdout().lock();
    if json {
        let all = found.damage.iter();
        let all: Vec<_> = all
            .map(|one| json!({"table": one.table, "row": one.row, "text": damage(one, language)}))
            .collect();
        let told = json!({
            "entries": found.entries,
            "opened": found.opened,
            "cases": found.cases,
            "checkpoints": found.checkpoints,
            "signatures": found.signatures,
            "damage": all,
            "key": key,
        });
        writeln!(out, "{told:#}")?;
    } else {
        for one in &found.damage {
            writeln!(out, "{}", damage(one, language))?;
        }
    }
    writeln!(
        std::io::stderr(),
        "{}\n{}",
        sum(asked, &found, language),
        language.pick(format!("公钥 {key}"), format!("public key {key}")),
    )?;
    Ok(match found.damage.is_empty() {
        true => ExitCode::SUCCESS,
        false => ExitCode::from(FOUND),
    })
}

/// What was looked at, and how much of it is damaged.
fn sum(asked: &Verify, found: &Verification, language: Language) -> String {
    let (entries, opened, cases) = (found.entries, found.opened, found.cases);
    let (checkpoints, damaged) = (found.checkpoints, found.damage.len());
    let signatures = found.signatures;
    match asked.log_only {
        true => language.pick(
            format!("核对 {entries} 条、打开 {opened} 份密封资料、比对 {checkpoints} 个检查点、核验 {signatures} 个电子签名，派生的没有核对：{damaged} 处有问题"),
            format!("{entries} entries, {opened} sealed parts, {checkpoints} checkpoints, {signatures} signatures, nothing derived: {damaged} damaged"),
        ),
        false => language.pick(
            format!("核对 {entries} 条、打开 {opened} 份密封资料、重裁 {cases} 个案卷、比对 {checkpoints} 个检查点、核验 {signatures} 个电子签名：{damaged} 处有问题"),
            format!("{entries} entries, {opened} sealed parts, {cases} cases, {checkpoints} checkpoints, {signatures} signatures: {damaged} damaged"),
        ),
    }
}
