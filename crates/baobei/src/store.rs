//! A ledger on the command line: where it lies, which keys open it, what its refusals are called.

mod keys;
pub(crate) mod restored;
mod told;

use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ledger::fault::Refusal;
use ledger::ledger::{Ledger, TimeSource};
use ledger::place::Place;
use ledger::privacy::personal::Personal;
use ledger::server::Server;
use ruling::fact::StaffId;
use ruling::policy::problem::Text;

pub(crate) use keys::KeyPlace;
pub(crate) use told::{case_text, damage, failure, fault, reasons};

use crate::failure::Failure;
use crate::input;

/// Where a store and its keys are.
#[derive(clap::Args)]
pub(crate) struct StoreAt {
    #[arg(long, required = true, value_name = "DIR")]
    pub(crate) data: PathBuf,
    #[arg(long, value_name = "DIR")]
    pub(crate) keys: Option<PathBuf>,
    #[arg(long, value_name = "FILE")]
    pub(crate) postgres: Option<PathBuf>,
}

impl StoreAt {
    /// Where the keys are: by default beside the database.
    pub(crate) fn key_place(&self) -> KeyPlace {
        let beside = || self.data.join("keys");
        KeyPlace(self.keys.clone().unwrap_or_else(beside))
    }

    /// Opens the ledger.
    ///
    /// # Errors
    /// No ledger, another process in it, keys that are missing or wrong.
    pub(crate) fn open(&self) -> Result<Ledger, Failure> {
        let keys = self.key_place().read()?;
        let server = self.server()?;
        Ledger::open(self.place(server.as_ref()), keys, clock()).map_err(fault)
    }

    /// The folder, and the server where one is named.
    pub(crate) fn place<'a>(&'a self, server: Option<&'a Server>) -> Place<'a> {
        Place {
            folder: &self.data,
            server,
        }
    }

    /// The PostgreSQL server, where one is named: by a file, by `BAOBEI_POSTGRES_FILE`, or in `BAOBEI_POSTGRES`.
    /// Never on the command line, which others can list.
    ///
    /// # Errors
    /// A file that cannot be read, or a connection that is not what it must be.
    pub(crate) fn server(&self) -> Result<Option<Server>, Failure> {
        let named = std::env::var_os("BAOBEI_POSTGRES_FILE").map(PathBuf::from);
        let text = match self.postgres.clone().or(named) {
            Some(path) => Some(
                std::fs::read_to_string(&path)
                    .map_err(|error| Failure::unreadable(&path, &error))?,
            ),
            None => std::env::var("BAOBEI_POSTGRES").ok(),
        };
        server_of(text.as_deref())
    }

    /// Opens the ledger as it is, damaged or not, to tell what is wrong with it; a server's existing tables may be
    /// brought up to this release where there is a note of their copy.
    ///
    /// # Errors
    /// No ledger, another process in it, keys that are missing or wrong, regulations that cannot be read.
    pub(crate) fn open_to_verify(&self, snapshot: Option<String>) -> Result<Ledger, Failure> {
        let keys = self.key_place().read()?;
        let server = self.server()?;
        let server = server.map(|server| server.with_snapshot_taken(snapshot));
        Ledger::open_to_verify(self.place(server.as_ref()), keys, clock()).map_err(fault)
    }
}

/// The PostgreSQL server of a connection's text.
///
/// # Errors
/// A connection that is not what it must be.
pub(crate) fn server_of(text: Option<&str>) -> Result<Option<Server>, Failure> {
    let read = text.map(Server::read).transpose();
    read.map_err(|problem| fault(problem.into()))
}

/// The clock of the machine.
pub(crate) fn clock() -> TimeSource {
    Arc::new(input::now)
}

/// `name=陈远 phone=…`, or with `-` the same, one per line, from standard input: what stands on the command
/// line is seen by whoever lists processes.
///
/// # Errors
/// A word that is no `field=value`, or standard input that cannot be read.
pub(crate) fn fields(words: &[String]) -> Result<Personal, Failure> {
    let typed = match words {
        [only] if only == "-" => {
            let text = std::io::read_to_string(std::io::stdin())
                .map_err(|error| Failure::unreadable(Path::new("-"), &error))?;
            text.lines().map(str::to_owned).collect()
        }
        words => words.to_vec(),
    };
    let mut fields = Vec::new();
    for word in typed.iter().filter(|word| !word.trim().is_empty()) {
        let Some((name, value)) = word.split_once('=') else {
            return Err(Failure::Usage(Text::new(
                "请写 字段=值，例如 name=陈远 phone=13900000001；或写 - 从标准输入逐行读",
                "write FIELD=VALUE, e.g. name=陈远 phone=13900000001; or - to read lines from standard input",
            )));
        };
        fields.push((name.trim().to_owned(), value.trim().to_owned()));
    }
    Ok(Personal::new(fields))
}

/// Who is meant by a name.
///
/// # Errors
/// Nobody of this name.
pub(crate) fn staff(ledger: &Ledger, name: &str) -> Result<StaffId, Failure> {
    match ledger.staff_named(name).map_err(fault)? {
        Some(staff) => Ok(staff),
        None => Err(told::refusal(
            &Refusal::UnknownStaff(name.to_owned()),
            ledger,
        )),
    }
}

/// A bar on a terminal that somebody watches; nothing anywhere else.
pub(crate) fn progress() -> impl Fn(u64, u64) + Send + 'static {
    let is_watched = std::io::stderr().is_terminal();
    move |done, of| {
        if is_watched && of > 0 {
            let filled = usize::try_from(done * 40 / of).unwrap_or(40);
            let end = if done == of { "\n" } else { "" };
            eprint!("\r[{:<40}] {done}/{of}{end}", "#".repeat(filled));
        }
    }
}

/// A key for a command: the one given, so that a retry gets the first answer, or a new one.
pub(crate) fn command_key(given: Option<&str>) -> Vec<u8> {
    match given {
        Some(key) => key.as_bytes().to_vec(),
        None => {
            let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
            let nanos = now.map_or(0, |since| since.as_nanos());
            format!("{}-{nanos}", std::process::id()).into_bytes()
        }
    }
}
