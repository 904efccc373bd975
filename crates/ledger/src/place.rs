//! Where a ledger is.

use std::path::Path;

use crate::fault::Fault;
use crate::folder::Folder;
use crate::server::Server;
use crate::state::COMPANY;
use crate::store::{Database, Site};

/// Where a ledger is: a folder, and the server where that holds the data. The keys are elsewhere.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    /// Holds the data, or says which company's it is on the server; the lock and the high-water mark.
    pub folder: &'a Path,
    /// Where the data is not in the folder.
    pub server: Option<&'a Server>,
}

impl<'a, P: AsRef<Path> + ?Sized> From<&'a P> for Place<'a> {
    fn from(folder: &'a P) -> Place<'a> {
        Place {
            folder: folder.as_ref(),
            server: None,
        }
    }
}

impl Place<'_> {
    /// Where a new ledger's data is to be.
    pub(crate) fn site_of_new(&self, folder: &Folder) -> Result<Site, Fault> {
        let is_taken = match self.server {
            Some(_) => Folder::holds_ledger(self.folder),
            None => folder.company_on_server()?.is_some(),
        };
        match (is_taken, self.server) {
            (true, _) => Err(Fault::LedgerExists(self.folder.to_owned())),
            (false, None) => Ok(Site::File(folder.database())),
            (false, Some(server)) => Ok(Site::Server(Box::new(server.clone()))),
        }
    }

    /// Takes the folder and connects to its data, wherever that is.
    pub(crate) fn open(&self) -> Result<(Folder, Site, Database), Fault> {
        let none = || Fault::NoLedger(self.folder.to_owned());
        if !Folder::holds_ledger(self.folder) {
            return Err(none());
        }
        let folder = Folder::take(self.folder)?;
        let (site, company) = match (folder.company_on_server()?, self.server) {
            (None, _) => (Site::File(folder.database()), COMPANY),
            (Some(_), None) => return Err(Fault::NoServer),
            (Some(company), Some(server)) => (Site::Server(Box::new(server.clone())), company),
        };
        let database = Database::open_writer(&site, company)?;
        match is_founded(&database)? {
            true => Ok((folder, site, database)),
            false => Err(none()),
        }
    }
}

/// Whether founding was finished; where it was cut short, nothing is there.
pub(crate) fn is_founded(database: &Database) -> Result<bool, Fault> {
    Ok(database.company_name()?.is_some() || database.last_fact()?.is_some())
}
