//! Rows kept beside the log: what is no fact (accounts, sessions, notices) lies in tables of its own in the
//! same database, changed by the same writer and read as of the same moment.

use ruling::calendar::Instant;
use ruling::fact::Seq;
use zeroize::Zeroizing;

use crate::encoding::Entry;
use crate::fault::{Failure, Fault};
use crate::ledger::Ledger;
use crate::privacy::blind_index::Tagger;
use crate::privacy::keys::Keys;
use crate::privacy::secret;
use crate::record::{Command, Prepared, Recorded, Work};
use crate::store::Database;
pub use crate::store::migrations::{Migration, Series};
pub use crate::store::{EngineError, Row, Value};

/// Secrets sealed anew in one transaction.
const SEALED_AT_ONCE: u32 = 500;

/// The rows of one company while they are changed or read. SQL is that of both engines: parameters are `$1`,
/// `$2`, … and first occur in that order; every key begins with `company_id`.
pub struct Rows<'a> {
    database: &'a Database,
    keys: &'a Keys,
    now: Instant,
}

impl Rows<'_> {
    /// The company whose rows these are: the first column of every key.
    pub fn company(&self) -> Value<'static> {
        self.database.company().into()
    }

    /// The ledger's time.
    pub fn now(&self) -> Instant {
        self.now
    }

    /// Every row that the statement finds.
    ///
    /// # Errors
    /// The database cannot answer, or a column is not what `read` takes it for.
    pub fn query<T>(
        &self,
        doing: &'static str,
        sql: &str,
        values: &[Value<'_>],
        read: impl FnMut(&Row<'_>) -> Result<T, EngineError>,
    ) -> Result<Vec<T>, Fault> {
        self.database.query(doing, sql, values, read)
    }

    /// The first row that the statement finds.
    ///
    /// # Errors
    /// As [`Rows::query`].
    pub fn query_one<T>(
        &self,
        doing: &'static str,
        sql: &str,
        values: &[Value<'_>],
        read: impl FnMut(&Row<'_>) -> Result<T, EngineError>,
    ) -> Result<Option<T>, Fault> {
        self.database.query_one(doing, sql, values, read)
    }

    /// Changes rows, within [`Ledger::keep`].
    ///
    /// # Errors
    /// The database refuses; what else was changed is undone with it.
    pub fn execute(
        &self,
        doing: &'static str,
        sql: &str,
        values: &[Value<'_>],
    ) -> Result<(), Fault> {
        self.database.execute(doing, sql, values)
    }

    /// What stands for a text in a key: equal for equal texts, and nothing else without the index key.
    pub fn tag(&self, text: &str) -> u64 {
        Tagger::new(&self.keys.index, self.database.company()).row_tag(text)
    }

    /// Keeps a small secret under a name; one kept before is replaced. It is sealed with the key-encryption
    /// key and opens under its own name only.
    ///
    /// # Errors
    /// No randomness, or the database refuses.
    pub fn keep_secret(&self, name: &str, secret: &[u8]) -> Result<(), Fault> {
        let company = self.database.company();
        let sealed = secret::seal(&self.keys.key_encryption, company, name, secret)?;
        self.database.put_secret(name, &sealed)
    }

    /// The secret of that name.
    ///
    /// # Errors
    /// It does not open, or the database cannot answer.
    pub fn secret(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, Fault> {
        let Some(sealed) = self.database.secret(name)? else {
            return Ok(None);
        };
        let company = self.database.company();
        let ring = &self.keys.key_encryption;
        Ok(Some(secret::open(ring, company, name, &sealed)?))
    }

    /// Drops a secret.
    ///
    /// # Errors
    /// The database refuses.
    pub fn drop_secret(&self, name: &str) -> Result<(), Fault> {
        self.database.drop_secret(name)
    }
}

/// Commands and rows of one transaction.
pub struct Together<'a, 'b> {
    work: &'a mut Work<'b>,
    tagger: &'a Tagger,
    /// Whether somebody's data was destroyed in it.
    erases: bool,
}

impl Together<'_, '_> {
    /// Carries a command out. Whatever it answers, nothing is stored unless all of the transaction is.
    ///
    /// # Errors
    /// A refusal, or a fault.
    pub fn carry_out(&mut self, command: Command, key: &[u8]) -> Result<Recorded, Failure> {
        let prepared = Prepared::new(command, key.to_vec(), self.tagger);
        self.erases |= prepared.is_erasure();
        self.work.carry_out(&prepared)
    }

    /// The rows, with what was carried out so far.
    pub fn rows(&self) -> Rows<'_> {
        Rows {
            database: self.work.database,
            keys: self.work.keys,
            now: self.work.now,
        }
    }

    /// An entry just made.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn entry(&self, seq: Seq) -> Result<Option<Entry>, Fault> {
        let row = self.work.database.fact(seq)?;
        let names = self.work.state.names();
        Ok(row.and_then(|row| Entry::decode(&row.entry, row.seq, row.recorded, names)))
    }
}

impl Ledger {
    /// Brings the tables of a series up to this program's, before rows are kept in them.
    ///
    /// # Errors
    /// A newer release's tables, or steps that are not this program's.
    pub fn keep_tables(&self, series: &'static Series) -> Result<(), Fault> {
        self.between_commits(move |writer| {
            let folder = writer.folder.path().to_owned();
            let snapshots = (!writer.database.is_shared()).then_some(folder.as_path());
            writer.database.migrate(series, snapshots)
        })
    }

    /// Changes rows in one transaction of the one writer: all of it is durable once this returns, or none.
    /// `work` must not ask the ledger anything else.
    ///
    /// # Errors
    /// What `work` says, with nothing changed, or a fault.
    pub fn keep<T: Send + 'static, E: From<Fault> + Send + 'static>(
        &self,
        work: impl FnOnce(&Rows<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E> {
        let now = self.now();
        self.between_commits(move |writer| {
            let keys = std::sync::Arc::clone(&writer.keys);
            writer.write(|database| {
                work(&Rows {
                    database,
                    keys: &keys,
                    now,
                })
            })
        })
    }

    /// Carries commands out and changes rows, in one transaction of the one writer: all of it is durable once this
    /// returns, or none. For what is seldom done: after a refusal the state is read anew. `work` must not ask the
    /// ledger anything else.
    ///
    /// # Errors
    /// What `work` says, with nothing changed, or a fault.
    pub fn keep_together<T: Send + 'static, E: From<Fault> + Send + 'static>(
        &self,
        work: impl FnOnce(&mut Together<'_, '_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E> {
        let tagger = std::sync::Arc::clone(&self.tagger);
        self.between_commits(move |writer| {
            let (done, erases) = writer.work(|work_in_progress| {
                let mut together = Together {
                    work: work_in_progress,
                    tagger: &tagger,
                    erases: false,
                };
                let done = work(&mut together)?;
                Ok::<_, E>((done, together.erases))
            })?;
            if erases {
                // Whoever was erased is not to come back with an old copy, so the mark names them at once.
                writer.checkpoint()?;
            }
            Ok(done)
        })
    }

    /// Reads rows. `work` must not ask the ledger anything else.
    ///
    /// # Errors
    /// What `work` says, or a fault.
    pub fn look<T, E: From<Fault>>(
        &self,
        work: impl FnOnce(&Rows<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let database = self.reader()?;
        work(&Rows {
            database: &database,
            keys: &self.keys,
            now: self.now(),
        })
    }
}

/// Seals the next secrets anew that an older key-encryption key still seals, after one name. Tells the last
/// name looked at and how many were sealed anew; none when all are done.
pub(crate) fn rotate_secrets(
    database: &Database,
    keys: &Keys,
    after: &str,
) -> Result<Option<(String, u64)>, Fault> {
    let (ring, company) = (&keys.key_encryption, database.company());
    let secrets = database.secrets(after, SEALED_AT_ONCE)?;
    let Some(end) = secrets.last().map(|(name, _)| name.clone()) else {
        return Ok(None);
    };
    let mut rotated = 0;
    for (name, sealed) in secrets {
        if secret::is_newest(ring, &sealed) {
            continue;
        }
        let opened = secret::open(ring, company, &name, &sealed)?;
        database.put_secret(&name, &secret::seal(ring, company, &name, &opened)?)?;
        rotated += 1;
    }
    Ok(Some((end, rotated)))
}
