//! `baobei receipt verify`: does the log's signature cover this entry? Needs no ledger.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use ledger::log::checkpoint::LogKey;
use ledger::log::receipt::{Receipt, ReceiptProblem};
use ruling::calendar::{Zone, display_at};
use ruling::language::Language;
use ruling::policy::problem::Text;
use serde_json::json;

use crate::failure::Failure;
use crate::input;

/// What was asked for.
#[derive(clap::Args)]
pub(crate) struct ReceiptVerify {
    #[arg(value_name = "FILE")]
    receipt_file: PathBuf,
    #[arg(long, required = true, value_name = "PUBLIC-KEY")]
    key: String,
}

/// Verifies the receipt and tells what it proves.
///
/// # Errors
/// A receipt or key that is none, or that proves nothing.
pub(crate) fn run(
    asked: &ReceiptVerify,
    language: Language,
    json: bool,
) -> Result<ExitCode, Failure> {
    let text = input::text(&asked.receipt_file)?;
    let key = LogKey::parse(&asked.key).ok_or_else(|| {
        Failure::Usage(Text::new(
            "--key 不是公钥：应像 baobei/…+…+…，即 init 时打印的那一行",
            "--key is no public key: it looks like baobei/…+…+…, the line that init printed",
        ))
    })?;
    let receipt = Receipt::parse(&text).map_err(not_proved)?;
    let (leaf, checkpoint) = receipt.proved(&key).map_err(not_proved)?;
    let recorded = display_at(leaf.recorded, &Zone::shanghai());
    let (seq, size) = (leaf.seq, checkpoint.size);
    let mut out = std::io::stdout().lock();
    match json {
        true => {
            let told = json!({
                "entry": seq,
                "kind": leaf.kind,
                "case": leaf.case,
                "recorded": recorded,
                "log": checkpoint.origin,
                "size": size,
            });
            writeln!(out, "{told:#}")?;
        }
        false => writeln!(
            out,
            "{}",
            language.pick(
                format!(
                    "有效：{recorded} 的第 {seq} 条（{}）在已签名的 {size} 条之中",
                    leaf.kind
                ),
                format!(
                    "valid: entry {seq} ({}) of {recorded} is among the {size} that were signed",
                    leaf.kind
                ),
            )
        )?,
    }
    Ok(ExitCode::SUCCESS)
}

fn not_proved(problem: ReceiptProblem) -> Failure {
    let zh = match problem {
        ReceiptProblem::Form => "这不是回执，或文件不完整",
        ReceiptProblem::Checkpoint(_) => "回执上的签名不是这把公钥所签：公钥不对，或回执被改过",
        ReceiptProblem::NotIncluded => "这一条不在已签名的账本里：回执被改过",
        ReceiptProblem::NotTheEntry => {
            "签名有效，但这一条自称的序号与它在账本中的位置不符：请向账本的主人查问"
        }
    };
    Failure::found(Text::new(zh, problem.to_string()))
}
