//! Verifying: every entry hashed again, every checkpoint compared, everything sealed opened, everything
//! derived made again. What differs is told with its place.
//!
//! All of it is read as of one moment while others write on, by as many threads as there are processors. What is
//! told, and in which order, does not depend on their number.

mod cases;
mod checkpoints;
mod entries;
mod founding;
mod papers;
mod secrets;
mod signatures;
mod subjects;
mod tiles;

use crate::derive::Derived;
use crate::fault::Fault;
use crate::ledger::Ledger;
use crate::privacy::keys::Keys;
use crate::state::State;
use crate::store::Snapshot;

/// Something that is not as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Damage {
    /// The table, or the file beside the database.
    pub table: &'static str,
    /// The row's key; of a secret the number at the end of its name.
    pub row: u64,
    /// What is wrong with it.
    pub kind: DamageKind,
}

/// Kinds of damage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DamageKind {
    /// A row is missing where there must be one.
    Missing,
    /// A row is there where there may be none.
    Surplus,
    /// The row is not what the log says.
    Changed,
    /// What was signed is not what it was then.
    NotWhatWasSigned,
    /// Sealed data does not open, or data and key are not what was committed to.
    NotWhatWasSealed,
    /// A checkpoint is not signed by the log's key, or not over this log; a signature is not by its signer's key.
    BadSignature,
    /// The tree is not the one that was signed.
    OtherTree,
    /// What is derived from facts is not what they lead to.
    NotWhatFactsSay,
}

/// What verifying found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Verification {
    /// Entries looked at.
    pub entries: u64,
    /// Personal parts opened.
    pub opened: u64,
    /// Cases judged again.
    pub cases: u64,
    /// Checkpoints compared.
    pub checkpoints: u64,
    /// Electronic signatures checked.
    pub signatures: u64,
    /// What is wrong; empty if nothing is.
    pub damage: Vec<Damage>,
}

impl Verification {
    fn tell(&mut self, table: &'static str, row: u64, kind: DamageKind) {
        self.damage.push(Damage { table, row, kind });
    }

    /// Adds what was found in another part of the store.
    fn add(&mut self, other: Verification) {
        self.entries += other.entries;
        self.opened += other.opened;
        self.cases += other.cases;
        self.checkpoints += other.checkpoints;
        self.signatures += other.signatures;
        self.damage.extend(other.damage);
    }
}

/// How much is verified.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Extent {
    /// What was recorded, sealed and signed.
    Log,
    /// What is derived from it, too.
    Everything,
}

/// A verification in progress.
struct Verifying<'a> {
    keys: &'a Keys,
    state: State,
    snapshot: Snapshot,
    found: Verification,
}

impl Ledger {
    /// Verifies everything, also against checkpoints that were kept elsewhere.
    ///
    /// # Errors
    /// Rows that cannot be read at all.
    pub fn verify(&self, kept: &[String]) -> Result<Verification, Fault> {
        let (mut verifying, high_water) = self.begin_to_verify()?;
        let derived = verifying.log(high_water, kept, Extent::Everything)?;
        verifying.subjects(&derived)?;
        verifying.cases(&derived)?;
        verifying.secrets()?;
        Ok(verifying.found)
    }

    /// Verifies the log alone, also against checkpoints that were kept elsewhere: what was recorded is what was
    /// signed, and what was sealed then. What is derived from it is not made again.
    ///
    /// # Errors
    /// Rows that cannot be read at all.
    pub fn verify_log(&self, kept: &[String]) -> Result<Verification, Fault> {
        let (mut verifying, high_water) = self.begin_to_verify()?;
        verifying.log(high_water, kept, Extent::Log)?;
        Ok(verifying.found)
    }

    /// Takes the moment as of which everything is verified, and the mark outside the database as it is then.
    fn begin_to_verify(&self) -> Result<(Verifying<'_>, Option<String>), Fault> {
        let readers = Snapshot::connect(&self.site, self.reader()?.company())?;
        let (snapshot, high_water) = self.with_writer(move |writer| {
            let high_water = writer.folder.high_water()?;
            Ok::<_, Fault>((Snapshot::take(readers)?, high_water))
        })?;
        let verifying = Verifying {
            keys: &self.keys,
            state: State::load_to_verify(snapshot.reader()?, &self.keys)?,
            snapshot,
            found: Verification::default(),
        };
        Ok((verifying, high_water))
    }
}

impl Verifying<'_> {
    /// The log: checkpoints, entries, tiles, and what founded it. Tells what of the extent is derived from the
    /// entries.
    fn log(
        &mut self,
        high_water: Option<String>,
        kept: &[String],
        extent: Extent,
    ) -> Result<Derived, Fault> {
        let checkpoints = self.signed_checkpoints(high_water, kept)?;
        let (derived, tiles) = self.entries(checkpoints, extent)?;
        self.tiles(tiles)?;
        self.papers(&derived)?;
        self.signatures(&derived)?;
        self.founding()?;
        self.lineages(&derived);
        for (table, row) in self.snapshot.reader()?.rows_before_the_first()? {
            self.found.tell(table, row, DamageKind::Surplus);
        }
        Ok(derived)
    }
}
