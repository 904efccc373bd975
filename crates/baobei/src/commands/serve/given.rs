//! What whoever serves pages and whoever makes the link to them are told alike.

use std::path::PathBuf;

use crate::config::{Config, Flags, environment};
use crate::failure::Failure;
use crate::input;

/// Where the ledger lies and the pages are: what is not given is as the settings say.
#[derive(clap::Args)]
pub(crate) struct Given {
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    #[arg(long, value_name = "DIR")]
    keys: Option<PathBuf>,
    #[arg(long, value_name = "FILE")]
    postgres: Option<PathBuf>,
    #[arg(long, value_name = "ADDRESS")]
    address: Option<String>,
}

impl Given {
    /// What the program is set to, with these flags and more before all else.
    ///
    /// # Errors
    /// A file that cannot be read, a setting that cannot be what it is set to.
    pub(crate) fn config(&self, more: Flags) -> Result<Config, Failure> {
        let path = |path: &Option<PathBuf>| path.as_ref().map(|path| path.display().to_string());
        let connection = match &self.postgres {
            Some(file) => Some(input::text(file)?.trim().to_owned()),
            None => None,
        };
        let mut flags = vec![
            ("data", path(&self.data)),
            ("keys", path(&self.keys)),
            ("postgres", connection),
            ("address", self.address.clone()),
        ];
        flags.extend(more);
        Config::read(self.config.as_deref(), &environment, &flags)
    }
}
