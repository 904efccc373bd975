//! What goes wrong: refusals (the business or the input says no) apart from faults (we failed).

use std::path::PathBuf;

use ruling::calendar::Instant;
use ruling::identity::Refusal as FieldRefusal;
use ruling::language::Language;
use ruling::policy::problem::Problem;

use crate::privacy::keys::KeyPurpose;
use crate::privacy::seal::SealProblem;
use crate::server::{ServerFault, ServerProblem};
use crate::store::EngineError;

/// We failed, or the store is not as it should be. Nothing was acknowledged.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// The database did not do what was asked.
    #[error(
        "the ledger's database failed: check the disk's space and who may write the data folder, then try again; if it fails again, run baobei verify ({doing}: {source})"
    )]
    Store {
        /// What was being done.
        doing: &'static str,
        /// What the database said.
        source: EngineError,
    },
    /// The server did not do what was asked.
    #[error("{doing}: {problem}")]
    OnServer {
        /// What was being done.
        doing: &'static str,
        /// What was in the way.
        problem: ServerFault,
    },
    /// A file could not be read or written.
    #[error(
        "{path} cannot be read or written: check the path, the disk's space and who may use it ({doing}: {source})"
    )]
    File {
        /// What was being done.
        doing: &'static str,
        /// Which file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// Another process has the store.
    #[error("another program has this ledger open: stop it first ({holder})")]
    InUse {
        /// As it described itself.
        holder: String,
    },
    /// A network file system does not keep its promises about locks and syncs.
    #[error("the folder is on a network file system ({kind}), where SQLite loses data")]
    NetworkFolder {
        /// Which.
        kind: &'static str,
    },
    /// There is no ledger in the folder.
    #[error("there is no ledger in {0}")]
    NoLedger(PathBuf),
    /// There is one already.
    #[error(
        "there is a ledger in {0} already: use it (verify tells its public key), or choose another folder"
    )]
    LedgerExists(PathBuf),
    /// A newer release wrote this store.
    #[error(
        "the data is that of release {release} (schema {found}, this program knows {known}): use that release, or go back to the snapshot taken before it: {snapshot}"
    )]
    NewerSchema {
        /// Of the store.
        found: u32,
        /// Of this program.
        known: u32,
        /// The release that brought the store there.
        release: String,
        /// What was kept of the store before.
        snapshot: String,
    },
    /// A server's tables would be changed by a newer release, and nobody has said that there is a copy.
    #[error(
        "release {release} is going to change existing tables, so first copy them as they are:\n  {command}\nthen, as the owner of the tables, once: baobei verify … --snapshot-taken \"where the copy is\""
    )]
    SnapshotFirst {
        /// That of this program.
        release: String,
        /// What copies the database into a file.
        command: String,
    },
    /// A step of the schema is not the one this program knows under its number.
    #[error(
        "step {0} of the schema is not this program's: the database was changed by something else"
    )]
    OtherSchema(u32),
    /// The folder's data is on a server, and no connection was given.
    #[error("this ledger is on PostgreSQL: give the connection")]
    NoServer,
    /// How the server is named is wrong.
    #[error(transparent)]
    Server(#[from] ServerProblem),
    /// The commit was sent and its answer did not come.
    #[error(
        "the connection broke while this was being stored: whether it was is unknown; send it again with the same key, and it is stored once"
    )]
    Unknown,
    /// Copies of a server's data are its own affair.
    #[error(
        "backup and restore are for ledgers in a file; on PostgreSQL use pg_dump or point-in-time recovery"
    )]
    NotOnServer,
    /// A key is another ledger's.
    #[error(
        "the {} key is not this ledger's: check where the keys come from and give back the right one (if it is certainly the right one, run verify)", .0.name()
    )]
    OtherKey(KeyPurpose),
    /// The mark of what was signed last is not signed by the ledger that a copy is of.
    #[error(
        "the high-water mark is not that of this ledger: give the file `high-water` of the folder that the copy was made of, or none"
    )]
    OtherMark,
    /// Sealed data does not open.
    #[error(transparent)]
    Seal(#[from] SealProblem),
    /// A stored row is not what this program writes.
    #[error(
        "a row of the ledger is damaged: run baobei verify to see what else is, then use a backup and tell the auditors ({what} {number})"
    )]
    Damaged {
        /// Which kind of row.
        what: &'static str,
        /// Its number.
        number: u64,
    },
    /// The database is behind what was signed: an old copy was put back.
    #[error(
        "the database holds {found} entries, but {signed} were signed: an old backup was put back; use restore"
    )]
    Behind {
        /// Entries in the database.
        found: u64,
        /// Entries of the last signed checkpoint.
        signed: u64,
    },
    /// The database is not a continuation of what was signed.
    #[error(
        "the first {signed} entries are not those that were signed: the database was rewritten; run verify"
    )]
    Rewritten {
        /// Entries of the last signed checkpoint.
        signed: u64,
    },
    /// Read back, what was committed is not what was meant.
    #[error(
        "entry {0} reads back as something else than was written, and was not signed: the disk or the memory may be failing; stop writing, and run baobei verify"
    )]
    ReadBack(u64),
    /// An earlier write failed, so nothing more is written until the ledger is opened again.
    #[error("writing stopped after a failed write; open the ledger again")]
    Stopped,
}

impl Fault {
    /// Whether the same, done again, can succeed: nothing of it was stored.
    pub(crate) fn is_passing(&self) -> bool {
        let problem = match self {
            Fault::OnServer { problem, .. } => problem,
            _ => return false,
        };
        matches!(problem, ServerFault::Lost(_) | ServerFault::Conflict)
    }

    /// Whether there was no room on the disk for what was to be written. Nothing was synced that is not whole.
    pub fn is_of_room(&self) -> bool {
        let Fault::Store { source, .. } = self else {
            return false;
        };
        let error = source.downcast_ref::<rusqlite::Error>();
        error.and_then(rusqlite::Error::sqlite_error_code) == Some(rusqlite::ErrorCode::DiskFull)
    }

    /// Whether only a key was out of reach.
    pub(crate) fn is_of_key_program(&self) -> bool {
        let problem = match self {
            Fault::Seal(problem) => problem,
            _ => return false,
        };
        matches!(
            problem,
            SealProblem::ProgramFailed(_) | SealProblem::ProgramRefused(_)
        )
    }

    pub(crate) fn damaged(what: &'static str, number: impl Into<u64>) -> Fault {
        Fault::Damaged {
            what,
            number: number.into(),
        }
    }
}

/// Why a command was not carried out. Nothing of it was stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// Fields whose values cannot be read, all of them.
    Fields(Vec<FieldProblem>),
    /// No field identifies a customer.
    NothingIdentifies,
    /// A name that the regulation does not know: field, document, role or event.
    UnknownName(String),
    /// Nobody of this name works here.
    UnknownStaff(String),
    /// No such case.
    UnknownCase(u64),
    /// What was typed is not of the case that it is to go to.
    NotOfCase {
        /// The case.
        case: u64,
        /// The field in which they differ.
        field: &'static str,
    },
    /// No case has data of such a customer.
    UnknownCustomer(u64),
    /// No such entry in the case.
    UnknownFact(u32),
    /// The regulation does not accept it: its explanation, by clause.
    NotAccepted(Box<NotAccepted>),
    /// The case has as many facts as a case may have.
    CaseFull,
    /// Something else was recorded in the case since whoever acts saw it.
    CaseChanged,
    /// The subject's data was erased.
    Erased,
    /// Personal data is shown only with a reason.
    NoReason,
    /// No such unit.
    UnknownUnit,
    /// A unit cannot belong to itself or to what belongs to it, nor lie deeper than sixteen levels.
    UnitWithinItself,
    /// No such grant, or it was taken back already.
    UnknownGrant,
    /// Nobody gives or takes back what reaches further or lasts longer than what they have.
    GrantTooWide,
    /// Nobody gives a role to themselves.
    GrantToOneself,
    /// Those who stand in for one another would lead back to whoever is away.
    StandInCircle,
    /// Somebody has a role that nobody has together with this one.
    GrantExcluded,
    /// Whoever has left signs nothing any more.
    SignerLeft,
    /// It says that it happened after now.
    InTheFuture(Instant),
    /// A regulation has problems of its own, or beside its earlier versions.
    Regulation(Vec<Problem>),
    /// A new version of a regulation would have been in force before it was published.
    Retroactive(Instant),
    /// The company has no regulation of this name.
    UnknownRegulation(String),
}

/// What is wrong with a field's value, in both languages; it never repeats the value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldProblem {
    /// Chinese.
    pub zh: FieldRefusal,
    /// English.
    pub en: FieldRefusal,
}

impl FieldProblem {
    pub(crate) fn new(told: impl Fn(Language) -> FieldRefusal) -> FieldProblem {
        FieldProblem {
            zh: told(Language::Chinese),
            en: told(Language::English),
        }
    }

    /// For the reader.
    pub fn in_language(&self, language: Language) -> &FieldRefusal {
        language.pick(&self.zh, &self.en)
    }
}

/// A claim that the regulation refuses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotAccepted {
    /// The ruling in which it is refused, for the explanation.
    pub ruling: ruling::ruling::Ruling,
    /// The case it was made from.
    pub case: ruling::case::CaseFile,
    /// The domain of the regulation that refuses it.
    pub domain: u32,
}

/// The outcome of a command: an answer, a refusal or a fault.
#[derive(Debug)]
pub enum Failure {
    /// The input or the business says no.
    Refused(Refusal),
    /// We failed.
    Fault(Fault),
}

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Failure {
        Failure::Fault(fault)
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Failure {
        Failure::Refused(refusal)
    }
}

impl From<SealProblem> for Failure {
    fn from(problem: SealProblem) -> Failure {
        Failure::Fault(Fault::Seal(problem))
    }
}

/// Adds what was being done to what the database said.
pub(crate) trait Doing<T> {
    fn doing(self, doing: &'static str) -> Result<T, Fault>;
}

impl<T, E: Into<EngineError>> Doing<T> for Result<T, E> {
    fn doing(self, doing: &'static str) -> Result<T, Fault> {
        self.map_err(|problem| Fault::Store {
            doing,
            source: problem.into(),
        })
    }
}
