//! `baobei rotate-keys`, `erase`, `backup`, `restore`, `rebuild`: keeping a ledger.

use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use desk::restoring::{self, RestoreProblem};
use ledger::fault::Fault;
use ledger::record::Command;
use ledger::upkeep;
use ruling::language::Language;
use ruling::policy::problem::Text;

use crate::failure::Failure;
use crate::input;
use crate::store::{self, StoreAt, clock, command_key, failure, fault};

/// In the folder, while a copy is looked at.
const BESIDE: &str = "restoring";

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

/// Restores beside, opens and verifies everything there; only then is it the folder's ledger.
///
/// # Errors
/// A folder with a ledger, a file that is no copy, wrong keys, anything that is not as it was written.
pub(crate) fn restore(asked: &Restore, language: Language) -> Result<ExitCode, Failure> {
    let signed = match &asked.signed {
        Some(path) => Some(input::text(path)?),
        None => None,
    };
    let data = &asked.store.data;
    if upkeep::holds_ledger(data) {
        return Err(fault(Fault::LedgerExists(data.clone())));
    }
    File::open(&asked.copy).map_err(|error| Failure::unreadable(&asked.copy, &error))?;
    // What is wrong with a key is told by where it lies.
    drop(asked.store.key_place().read()?);
    let keys = asked.store.key_place().texts()?;
    let beside = data.join(BESIDE);
    clear(&beside)?;
    let backup = restoring::Backup {
        copy: &asked.copy,
        signed: signed.as_deref(),
    };
    let restored = match restoring::look_at(backup, &beside, &keys, clock(), |_| ()) {
        Ok(restored) => restored,
        Err(RestoreProblem::Damaged(places)) if upkeep::holds_ledger(&beside) => {
            return Err(damaged(places, &beside));
        }
        Err(problem) => {
            clear(&beside)?;
            return Err(not_restored(problem));
        }
    };
    upkeep::take_over(&beside, data).map_err(fault)?;
    clear(&beside)?;
    writeln!(std::io::stdout(), "{}", restored.log_key)?;
    let (entries, cases) = (restored.entries, restored.cases);
    say(
        language,
        format!(
            "核对了 {entries} 条记录，重判了 {cases} 个案卷，全部无误；已恢复为新的账本，旧账本的最后签名记在第一条；上面是新的公钥，请公布"
        ),
        format!(
            "{entries} entries verified and {cases} cases judged again, nothing is wrong; restored as a successor, whose first entry names what the old log had signed; the line above is its public key: publish it"
        ),
    )
}

fn clear(folder: &Path) -> Result<(), Failure> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != ErrorKind::NotFound => {
            Err(Failure::unwritable(folder, &error))
        }
        _ => Ok(()),
    }
}

/// It is left beside, where it can be looked at.
fn damaged(places: usize, beside: &Path) -> Failure {
    let beside = beside.display();
    Failure::found(Text::new(
        format!(
            "备份有 {places} 处损坏，没有恢复；请换一份备份。损坏在哪里：用同样的密钥运行 baobei verify --data {beside} 查看，看完删掉这个文件夹"
        ),
        format!(
            "the backup is damaged (places found: {places}) and was not restored: use another; to see where, run baobei verify --data {beside} with the same keys, then delete that folder"
        ),
    ))
}

fn not_restored(problem: RestoreProblem) -> Failure {
    let (zh, en) = match problem {
        RestoreProblem::OtherKey(purpose) | RestoreProblem::OtherKeyOfVariable(purpose) => {
            return fault(Fault::OtherKey(purpose));
        }
        RestoreProblem::OtherMark => return fault(Fault::OtherMark),
        RestoreProblem::NoCopy | RestoreProblem::NotACopy => (
            "这个文件不是报备的备份：请写 baobei backup 写出的文件".to_owned(),
            "the file is no backup of baobei: name one that baobei backup wrote".to_owned(),
        ),
        RestoreProblem::NotAKey | RestoreProblem::KeyOfProgram => (
            "密钥文件里有不是密钥的内容：请用 --keys 写明做备份时的密钥文件夹".to_owned(),
            "a key's file holds something else: name the folder of the backup's keys with --keys"
                .to_owned(),
        ),
        RestoreProblem::NewerRelease => (
            "备份是更新的版本做的：请换成那个版本的 baobei 再恢复".to_owned(),
            "a newer release made the backup: restore it with that release".to_owned(),
        ),
        RestoreProblem::Damaged(places) => (
            format!("备份有 {places} 处损坏，没有恢复：请换一份备份"),
            format!(
                "the backup is damaged (places found: {places}) and was not restored: use another"
            ),
        ),
        RestoreProblem::NoRoom => (
            "磁盘放不下，没有恢复：请腾出空间再试".to_owned(),
            "the disk has no room, nothing was restored: make room and try again".to_owned(),
        ),
        RestoreProblem::NotNew => (
            "文件夹里已有账本：请恢复到空文件夹".to_owned(),
            "the folder has a ledger: restore into an empty one".to_owned(),
        ),
        RestoreProblem::Failed(why) => (
            format!("没有恢复：{why}"),
            format!("nothing was restored: {why}"),
        ),
    };
    Failure::found(Text::new(zh, en))
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
