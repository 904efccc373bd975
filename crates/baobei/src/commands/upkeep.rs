//! `baobei rotate-keys`, `erase`, `backup`, `restore`, `rebuild`: keeping a ledger.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use ledger::record::Command;
use ledger::upkeep;
use ruling::language::Language;

use crate::failure::Failure;
use crate::input;
use crate::store::{self, StoreAt, command_key, failure, fault};

/// Wraps all data keys with a new key-encryption key.
#[derive(clap::Args)]
pub(crate) struct RotateKeys {
    #[command(flatten)]
    store: StoreAt,
    #[arg(long)]
    no_new_key: bool,
}

/// Destroys a customer's personal data.
#[derive(clap::Args)]
pub(crate) struct Erase {
    #[command(flatten)]
    store: StoreAt,
    #[arg(value_name = "CASE", required_unless_present = "customer")]
    number: Option<u64>,
    #[arg(long, value_name = "CUSTOMER", conflicts_with = "number")]
    customer: Option<u64>,
    #[arg(long, required = true, value_name = "STAFF")]
    by: String,
}

/// Copies the database.
#[derive(clap::Args)]
pub(crate) struct Backup {
    #[command(flatten)]
    store: StoreAt,
    #[arg(value_name = "FILE")]
    copy: PathBuf,
}

/// Puts a copy into an empty folder.
#[derive(clap::Args)]
pub(crate) struct Restore {
    #[command(flatten)]
    store: StoreAt,
    #[arg(value_name = "FILE")]
    copy: PathBuf,
    #[arg(long, value_name = "FILE")]
    signed: Option<PathBuf>,
}

/// Makes anew what is derived.
#[derive(clap::Args)]
pub(crate) struct Rebuild {
    #[command(flatten)]
    store: StoreAt,
}

fn say(language: Language, zh: String, en: String) -> Result<ExitCode, Failure> {
    writeln!(std::io::stderr(), "{}", language.pick(zh, en))?;
    Ok(ExitCode::SUCCESS)
}

/// # Errors
/// Keys that cannot be read or written, a fault.
pub(crate) fn rotate_keys(asked: &RotateKeys, language: Language) -> Result<ExitCode, Failure> {
    if !asked.no_new_key {
        asked.store.key_place().renew()?;
    }
    let ledger = asked.store.open()?;
    let count = ledger
        .rotate_keys(|_| ())
        .map_err(|failed| failure(failed, &ledger))?;
    say(
        language,
        format!("已用新密钥重新包裹 {count} 份资料密钥；确认备份可用之后，才可删去旧的一行"),
        format!(
            "{count} data keys are wrapped anew; delete the old line only when backups no longer need it"
        ),
    )
}

/// # Errors
/// No such case, already erased, a fault.
pub(crate) fn erase(asked: &Erase, language: Language) -> Result<ExitCode, Failure> {
    let ledger = asked.store.open()?;
    let actor = store::staff(&ledger, &asked.by)?;
    let (command, zh, en) = match (asked.number, asked.customer) {
        (_, Some(customer)) => (
            Command::EraseCustomer { customer, actor },
            format!("客户 {customer} 的资料"),
            format!("the data of customer {customer}"),
        ),
        (number, None) => {
            let case = number.unwrap_or_default();
            (
                Command::Erase { case, actor },
                format!("案卷 {case} 的客户资料"),
                format!("the customer's data of case {case}"),
            )
        }
    };
    ledger
        .carry_out(command, &command_key(None))
        .map_err(|failed| failure(failed, &ledger))?;
    ledger.checkpoint().map_err(fault)?;
    say(
        language,
        format!("{zh}已删除，无法恢复；裁决与账本仍可核对"),
        format!("{en} is destroyed for good; rulings and ledger still verify"),
    )
}

/// # Errors
/// A file that exists or cannot be written.
pub(crate) fn backup(asked: &Backup, language: Language) -> Result<ExitCode, Failure> {
    let ledger = asked.store.open()?;
    ledger.back_up(&asked.copy).map_err(fault)?;
    let copy = asked.copy.display();
    say(
        language,
        format!("已备份到 {copy}；其中没有密钥，密钥请另外保管"),
        format!("copied to {copy}; no key is in it, keep the keys elsewhere"),
    )
}

/// # Errors
/// A folder with a ledger, a file that is no copy, wrong keys.
pub(crate) fn restore(asked: &Restore, language: Language) -> Result<ExitCode, Failure> {
    let signed = match &asked.signed {
        Some(path) => Some(input::text(path)?),
        None => None,
    };
    let keys = asked.store.key_place().read()?;
    let restored = upkeep::restore(&asked.copy, &asked.store.data, &keys, signed.as_deref());
    restored.map_err(|failed| match failed {
        ledger::fault::Failure::Fault(failed) => fault(failed),
        ledger::fault::Failure::Refused(_) => fault(ledger::fault::Fault::Stopped),
    })?;
    let ledger = asked.store.open()?;
    let key = ledger.log_key().map_err(fault)?.to_text();
    writeln!(std::io::stdout(), "{key}")?;
    say(
        language,
        "已恢复为新的账本，旧账本的最后签名记在第一条；上面是新的公钥，请公布".to_owned(),
        "restored as a successor, whose first entry names what the old log had signed; the line above is its public key: publish it".to_owned(),
    )
}

/// # Errors
/// Rows that cannot be read or written.
pub(crate) fn rebuild(asked: &Rebuild, language: Language) -> Result<ExitCode, Failure> {
    let ledger = asked.store.open()?;
    ledger
        .rebuild(store::progress())
        .map_err(|failed| failure(failed, &ledger))?;
    say(
        language,
        "已按事实重建".to_owned(),
        "rebuilt from the facts".to_owned(),
    )
}
