//! The link of a company's set-up. It lies in a file beside the ledger, not in it: whoever keeps the program running
//! asks for a new one while the program has the database to itself, and while it does not run.

use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use ledger::fault::Fault;
use ruling::calendar::Instant;

use super::link::{LINK_SECONDS, LinkToken};
use super::token::{Token, hex};

/// Its file in the ledger's folder. Only the hash of the link is in it.
const FILE: &str = "set-up-link";
/// The first line.
const FORMAT: &str = "baobei-set-up-link-v1";

/// Who made a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Maker {
    /// The program that serves pages, when it started.
    Program,
    /// A command.
    Command,
}

/// The link that opens the set-up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SetUpLink {
    hash: String,
    until: Instant,
    maker: Maker,
    /// Where the pages were served last.
    url: Option<String>,
}

impl SetUpLink {
    pub(crate) fn new(token: &Token, maker: Maker, now: Instant) -> SetUpLink {
        SetUpLink {
            hash: hex(&token.hash()),
            until: now.plus_seconds(LINK_SECONDS),
            maker,
            url: None,
        }
    }

    /// The one in a ledger's folder. A file that somebody else wrote there opens nothing.
    pub(crate) fn read(folder: &Path) -> Result<Option<SetUpLink>, Fault> {
        let path = folder.join(FILE);
        match fs::read_to_string(&path) {
            Ok(text) => Ok(SetUpLink::parse(&text)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) if error.kind() == ErrorKind::InvalidData => Ok(None),
            Err(source) => Err(fault("reading", path, source)),
        }
    }

    fn parse(text: &str) -> Option<SetUpLink> {
        let mut lines = text.lines();
        if lines.next()? != FORMAT {
            return None;
        }
        let (mut hash, mut until, mut maker, mut url) = (None, None, Maker::Program, None);
        for line in lines {
            match line.split_once(' ')? {
                ("hash", value) => hash = Some(value.to_owned()),
                ("until", value) => until = Some(Instant::from_seconds(value.parse().ok()?)),
                ("by", "command") => maker = Maker::Command,
                ("url", value) => url = Some(value.to_owned()),
                _ => {}
            }
        }
        Some(SetUpLink {
            hash: hash?,
            until: until?,
            maker,
            url,
        })
    }

    /// Puts it into a ledger's folder, whole; the one there was is void.
    pub(crate) fn write(&self, folder: &Path) -> Result<(), Fault> {
        let by = match self.maker {
            Maker::Program => "program",
            Maker::Command => "command",
        };
        let (hash, until) = (&self.hash, self.until.seconds());
        let mut text = format!("{FORMAT}\nhash {hash}\nuntil {until}\nby {by}\n");
        if let Some(url) = &self.url {
            text.push_str(&format!("url {url}\n"));
        }
        let (path, new) = (folder.join(FILE), folder.join(format!("{FILE}.new")));
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let write = || {
            let mut file: File = options.open(&new)?;
            file.write_all(text.as_bytes())?;
            file.sync_all()?;
            fs::rename(&new, &path)
        };
        write().map_err(|source| fault("writing", path.clone(), source))
    }

    pub(crate) fn remove(folder: &Path) -> Result<(), Fault> {
        let path = folder.join(FILE);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                Err(fault("removing", path, error))
            }
            _ => Ok(()),
        }
    }

    pub(crate) fn is_of(&self, token: &Token, now: Instant) -> bool {
        now < self.until && self.hash == hex(&token.hash())
    }

    /// Until when it opens the set-up, if a command made it and it still does.
    pub(crate) fn told_by_command(&self, now: Instant) -> Option<Instant> {
        (self.maker == Maker::Command && now < self.until).then_some(self.until)
    }

    /// The same, of pages that are served at this address.
    pub(crate) fn at(self, url: &str) -> SetUpLink {
        SetUpLink {
            url: Some(url.to_owned()),
            ..self
        }
    }
}

/// A link made by a command, and where the pages were served last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MadeLink {
    /// What opens the set-up.
    pub token: LinkToken,
    /// Where pages were served last, if any were.
    pub url: Option<String>,
}

/// Makes a new link for a company whose set-up a link opened before, without its ledger: the program that serves its
/// pages may have that to itself. Older links are void. None: no link was there, so that only the ledger knows
/// whether the company was set up.
///
/// # Errors
/// A folder that cannot be written.
pub fn renew(folder: &Path, now: Instant) -> Result<Option<MadeLink>, Fault> {
    match SetUpLink::read(folder)? {
        Some(known) => made_in(folder, known.url, now).map(Some),
        None => Ok(None),
    }
}

/// Makes a link where none was.
pub(crate) fn made_in(folder: &Path, url: Option<String>, now: Instant) -> Result<MadeLink, Fault> {
    let token = Token::new()?;
    let link = SetUpLink::new(&token, Maker::Command, now);
    SetUpLink {
        url: url.clone(),
        ..link
    }
    .write(folder)?;
    Ok(MadeLink { token, url })
}

fn fault(doing: &'static str, path: PathBuf, source: std::io::Error) -> Fault {
    Fault::File {
        doing,
        path,
        source,
    }
}
