//! A backup put into the place of a new company's ledger. It is made a ledger of its own beside it, opened and verified
//! whole; only then is anything replaced, by whoever starts the program.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Read, Write};
use std::path::Path;

use ledger::encoding::Entry;
use ledger::fault::{Failure, Fault};
use ledger::ledger::{Ledger, TimeSource};
use ledger::privacy::keys::{KeyPurpose, Keys, newest};
use ledger::privacy::seal::SealProblem;
use ledger::upkeep;
use ledger::verify::{DamageKind, Verification};
use zeroize::Zeroizing;

use crate::account::login_tag;
use crate::account::opening::login_name;
use crate::schema::DESK;
use crate::{Desk, Refusal};

/// In the ledger's folder: a ledger that is to take its place, with the keys that were brought for it.
pub const READY: &str = "restored";

/// What a database of SQLite begins with.
const SQLITE: &[u8; 16] = b"SQLite format 3\0";

/// More entries than a company has in which nobody has done anything yet.
const FOUNDING_MAX: u32 = 100;

/// The purposes of the keys, in the order in which they are read.
pub const PURPOSES: [KeyPurpose; 3] = [
    KeyPurpose::Log,
    KeyPurpose::KeyEncryption,
    KeyPurpose::Index,
];

/// Where a key's text is from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyOrigin {
    /// Its file among the program's keys: another may take its place.
    File,
    /// A variable, which goes before every file.
    Variable,
    /// Brought with the backup.
    Brought,
}

/// The texts of the three keys. `Debug` does not show them.
#[derive(Clone)]
pub struct KeyTexts([(Zeroizing<String>, KeyOrigin); 3]);

/// Why a backup does not take the new ledger's place. Nothing has changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RestoreProblem {
    /// No backup was chosen.
    NoCopy,
    /// The file is none that `baobei backup` wrote.
    NotACopy,
    /// A file that was brought as a key holds none.
    NotAKey,
    /// A key that another program has: such programs are named on this machine only.
    KeyOfProgram,
    /// This key is not the one that the backup was made with.
    OtherKey(KeyPurpose),
    /// The same, of a key that a variable gives.
    OtherKeyOfVariable(KeyPurpose),
    /// The mark of what was signed last is that of another ledger.
    OtherMark,
    /// A newer release wrote it.
    NewerRelease,
    /// So many places in it are not as they were written.
    Damaged(usize),
    /// There is no room on the disk.
    NoRoom,
    /// The company has begun to work: nothing is put into its place.
    NotNew,
    /// We failed: how, for the log.
    Failed(String),
}

/// How far it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RestoreStep {
    /// The backup comes.
    Coming,
    /// It is made a ledger of its own.
    Copying,
    /// Everything in it is verified.
    Verifying,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// Entries verified.
    pub entries: u64,
    /// Cases judged again.
    pub cases: u64,
    /// Whether somebody has a role there, so that they sign in.
    pub is_set_up: bool,
    /// The public key by which receipts are verified from now on.
    pub log_key: String,
}

/// A backup as it was brought.
#[derive(Debug, Clone, Copy)]
pub struct Backup<'a> {
    /// The copy of the database.
    pub copy: &'a Path,
    /// What its ledger had signed last, from its folder.
    pub signed: Option<&'a str>,
}

impl KeyTexts {
    /// The keys that the program works with, in the order of [`PURPOSES`].
    #[must_use]
    pub fn new(texts: [(String, KeyOrigin); 3]) -> KeyTexts {
        KeyTexts(texts.map(|(text, origin)| (Zeroizing::new(text), origin)))
    }

    /// The same with those that were brought: whichever key a line is, it says itself.
    ///
    /// # Errors
    /// A file without a key, or a key that another program has.
    pub fn with_brought(&self, files: &[Zeroizing<String>]) -> Result<KeyTexts, RestoreProblem> {
        let mut brought = PURPOSES.map(|_| Zeroizing::new(String::new()));
        for file in files {
            for line in file.lines().filter(|line| !line.trim().is_empty()) {
                let known = PURPOSES
                    .into_iter()
                    .zip(&mut brought)
                    .find_map(|(purpose, text)| Some((newest(purpose, line)?, text)));
                let (key, text) = known.ok_or(RestoreProblem::NotAKey)?;
                if key.is_with_program {
                    return Err(RestoreProblem::KeyOfProgram);
                }
                text.push_str(line.trim());
                text.push('\n');
            }
        }
        let mut texts = self.0.clone();
        for ((text, origin), brought) in texts.iter_mut().zip(brought) {
            if *origin != KeyOrigin::Variable && !brought.is_empty() {
                (*text, *origin) = (brought, KeyOrigin::Brought);
            }
        }
        Ok(KeyTexts(texts))
    }

    fn read(&self) -> Result<Keys, RestoreProblem> {
        let [(log, _), (key_encryption, _), (index, _)] = &self.0;
        Keys::read(log, key_encryption, index).map_err(|_| RestoreProblem::NotAKey)
    }

    /// That a key is another ledger's.
    fn is_other(&self, purpose: KeyPurpose) -> RestoreProblem {
        let mut known = PURPOSES.into_iter().zip(&self.0);
        let origin = known.find_map(|(known, (_, origin))| (known == purpose).then_some(*origin));
        match origin {
            Some(KeyOrigin::Variable) => RestoreProblem::OtherKeyOfVariable(purpose),
            _ => RestoreProblem::OtherKey(purpose),
        }
    }

    fn why(&self, failed: Fault) -> RestoreProblem {
        match failed {
            Fault::OtherKey(purpose) => self.is_other(purpose),
            Fault::Seal(SealProblem::DoesNotOpen | SealProblem::KeyMissing(_)) => {
                self.is_other(KeyPurpose::KeyEncryption)
            }
            Fault::OtherMark => RestoreProblem::OtherMark,
            Fault::NewerSchema { .. } => RestoreProblem::NewerRelease,
            Fault::NoLedger(_) | Fault::OtherSchema(_) => RestoreProblem::NotACopy,
            Fault::Damaged { .. } => RestoreProblem::Damaged(1),
            failed if failed.is_of_room() => RestoreProblem::NoRoom,
            // The database is read here for the first time: what SQLite cannot read is no whole copy.
            Fault::Store { .. } => RestoreProblem::Damaged(1),
            failed => RestoreProblem::Failed(failed.to_string()),
        }
    }

    /// What verifying found, if anything is wrong. Everything that one key is for, unreadable, is that key's.
    fn wrong(&self, found: &Verification) -> Option<RestoreProblem> {
        let of_log = ["checkpoint", "lineage", "high-water"];
        let damage = &found.damage;
        let is_log_key = damage.iter().all(|one| of_log.contains(&one.table))
            && damage
                .iter()
                .any(|one| one.table == "checkpoint" && one.kind == DamageKind::BadSignature);
        let is_sealing_key = found.opened == 0
            && damage
                .iter()
                .all(|one| one.kind == DamageKind::NotWhatWasSealed);
        match damage.len() {
            0 => None,
            _ if is_log_key => Some(self.is_other(KeyPurpose::Log)),
            _ if is_sealing_key => Some(self.is_other(KeyPurpose::KeyEncryption)),
            count => Some(RestoreProblem::Damaged(count)),
        }
    }
}

impl std::fmt::Debug for KeyTexts {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("KeyTexts(…)")
    }
}

/// Makes a ledger of a backup in a folder of its own, opens it and verifies everything in it.
///
/// # Errors
/// What is wrong with the backup or with the keys; what was made of it is worth nothing then.
pub fn look_at(
    backup: Backup<'_>,
    beside: &Path,
    keys: &KeyTexts,
    now: TimeSource,
    tell: impl Fn(RestoreStep),
) -> Result<Restored, RestoreProblem> {
    tell(RestoreStep::Copying);
    if !is_database(backup.copy) {
        return Err(RestoreProblem::NotACopy);
    }
    let restored = upkeep::restore(backup.copy, beside, &keys.read()?, backup.signed);
    restored.map_err(|failed| match failed {
        Failure::Fault(failed) => keys.why(failed),
        // Nothing that a ledger says of itself is refused, unless it is not what it was.
        Failure::Refused(_) => RestoreProblem::Damaged(1),
    })?;
    let ledger = Ledger::open(beside, keys.read()?, now).map_err(|failed| keys.why(failed))?;
    tell(RestoreStep::Verifying);
    if !finds_logins(&ledger).map_err(|failed| keys.why(failed))? {
        return Err(keys.is_other(KeyPurpose::Index));
    }
    let found = ledger.verify(&[]).map_err(|failed| keys.why(failed))?;
    if let Some(problem) = keys.wrong(&found) {
        return Err(problem);
    }
    let told = || {
        ledger.checkpoint()?;
        Ok::<_, Fault>(Restored {
            entries: found.entries,
            cases: found.cases,
            is_set_up: !ledger.organisation()?.grants().is_empty(),
            log_key: ledger.log_key()?.to_text(),
        })
    };
    told().map_err(|failed| keys.why(failed))
}

/// Whether accounts are found by their logins. With another index key nobody could sign in, and a company without
/// customers has nothing else that shows it.
fn finds_logins(ledger: &Ledger) -> Result<bool, Fault> {
    ledger.keep_tables(&DESK)?;
    ledger.look(|rows| {
        let first = rows.query_one(
            "reading an account",
            "SELECT account_id, login_tag FROM account WHERE company_id = $1 ORDER BY account_id LIMIT 1",
            &[rows.company()],
            |row| Ok((row.int::<u32>(0)?, row.id(1)?)),
        )?;
        let Some((account, tag)) = first else {
            return Ok(true);
        };
        let login = rows.secret(&login_name(account))?;
        let login = login.map(|login| String::from_utf8_lossy(&login).into_owned());
        Ok(login.is_none_or(|login| login_tag(rows, &login) == tag))
    })
}

/// Puts a ledger that was looked at, with the keys that were brought for it, where it is taken from when the program
/// starts again. From here on it is what counts.
///
/// # Errors
/// Files that cannot be written.
pub fn make_ready(beside: &Path, folder: &Path, keys: &KeyTexts) -> Result<(), RestoreProblem> {
    let put = || {
        for (purpose, (text, origin)) in PURPOSES.into_iter().zip(&keys.0) {
            if *origin == KeyOrigin::Brought {
                write_key(&beside.join(key_file(purpose)), text)?;
            }
        }
        File::open(beside)?.sync_all()?;
        fs::rename(beside, folder.join(READY))?;
        File::open(folder)?.sync_all()
    };
    put().map_err(|error| file_problem(&error))
}

/// What the file of a key is called.
#[must_use]
pub fn key_file(purpose: KeyPurpose) -> String {
    format!("{}.key", purpose.name())
}

/// Why a file could not be written.
#[must_use]
pub fn file_problem(error: &io::Error) -> RestoreProblem {
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => RestoreProblem::NoRoom,
        _ => RestoreProblem::Failed(error.to_string()),
    }
}

fn write_key(path: &Path, text: &str) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

fn is_database(path: &Path) -> bool {
    let mut begin = [0; SQLITE.len()];
    let read = File::open(path).and_then(|mut file| file.read_exact(&mut begin));
    read.is_ok() && begin == *SQLITE
}

impl Desk {
    /// Whether nothing was done here yet: a backup may take the place of what there is.
    ///
    /// # Errors
    /// Rows that cannot be read.
    pub fn is_untouched(&self) -> Result<bool, Refusal> {
        let first = self.ledger.entries(1, FOUNDING_MAX)?;
        let is_of_founding =
            |entry: &Entry| matches!(entry, Entry::Founded { .. } | Entry::Pack { .. });
        Ok(self.ledger.size()? < FOUNDING_MAX
            && first.iter().all(|stored| is_of_founding(&stored.entry)))
    }
}
