//! What the writer keeps at hand: the end of the ledger, the regulations, the company file, the tags.

use std::collections::BTreeSet;
use std::sync::Arc;

use ruling::calendar::Instant;
use ruling::company::{Company, CompanyFact};
use ruling::explain::Directory;
use ruling::fact::{Seq, StaffId, UnitId};
use ruling::name::Names;
use sha2::{Digest, Sha256};

use crate::answered::Answered;
use crate::catalogue::{Catalogue, Catalogued};
use crate::encoding::{Entry, Lineages};
use crate::fault::Fault;
use crate::found_by::FoundBy;
use crate::index::{Index, Subjects};
use crate::log::checkpoint::LogKey;
use crate::log::tree::{Frontier, Hash, leaf_hash};
use crate::names::NameIndex;
use crate::organisation::Organisation;
use crate::privacy::blind_index::Tagger;
use crate::privacy::keys::Keys;
use crate::regulations::{Governed, Regulations};
use crate::signature::Signing;
use crate::store::{Database, FactRow, PackRow};
use crate::subject::data_key;

/// The company of a store. Several companies in one store come with the desk; keys have room for them.
pub(crate) const COMPANY: u32 = 1;

/// Entries of others read at once.
const CAUGHT_UP_AT_ONCE: u32 = 1_000;

/// The field that holds a staff member's name.
pub(crate) const STAFF_NAME: &str = "staff_name";

/// Everything in memory that commands need.
pub(crate) struct State {
    pub(crate) lineages: Lineages,
    pub(crate) company_name: String,
    pub(crate) last_seq: Seq,
    pub(crate) last_recorded: Instant,
    /// What readers of the database see at least: state is changed before a transaction is committed.
    pub(crate) committed: Seq,
    pub(crate) frontier: Frontier,
    pub(crate) regulations: Arc<Regulations>,
    pub(crate) company: Arc<Company>,
    pub(crate) directory: Arc<Directory>,
    pub(crate) organisation: Arc<Organisation>,
    pub(crate) catalogue: Arc<Catalogue>,
    pub(crate) signing: Arc<Signing>,
    pub(crate) index: Index,
    pub(crate) names: NameIndex,
    /// Which commands were answered, once that was needed; never where others write, too.
    pub(crate) answered: Option<Answered>,
    /// Data subjects that were erased: no copy may bring them back.
    pub(crate) erased: BTreeSet<u64>,
    /// A member of staff and the entry with their name: what a check opens where there is nothing to open.
    pub(crate) decoy: Option<(u64, Seq)>,
    pub(crate) tagger: Arc<Tagger>,
    changes: Vec<CompanyFact>,
    changes_hash: Sha256,
}

impl State {
    /// Reads the state back from the store.
    pub(crate) fn load(database: &Database, keys: &Keys) -> Result<State, Fault> {
        State::read(database, keys, Subjects::load(database)?, false)
    }

    /// What can be read of a store that may be damaged, for verifying: it says what is damaged, and nothing is
    /// written. Nobody is found by it.
    pub(crate) fn load_to_verify(database: &Database, keys: &Keys) -> Result<State, Fault> {
        State::read(database, keys, Subjects::default(), true)
    }

    fn read(
        database: &Database,
        keys: &Keys,
        subjects: Subjects,
        is_damaged: bool,
    ) -> Result<State, Fault> {
        let company_name = database
            .company_name()?
            .ok_or(Fault::damaged("company", database.company()));
        let company_name = unless_damaged(company_name, is_damaged)?;
        let (last_seq, last_recorded) = database.last_fact()?.unwrap_or((0, Instant::MIN));
        let mut state = State {
            lineages: database.lineages()?,
            company_name,
            last_seq,
            last_recorded,
            committed: last_seq,
            frontier: unless_damaged(Frontier::load(database, last_seq.into()), is_damaged)?,
            regulations: Arc::new(load_regulations(database, is_damaged)?),
            company: Arc::new(Company::default()),
            directory: Arc::new(Directory::default()),
            organisation: Arc::new(Organisation::default()),
            catalogue: Arc::default(),
            signing: Arc::default(),
            index: subjects.index,
            names: subjects.names,
            answered: None,
            erased: subjects.erased,
            decoy: None,
            tagger: Arc::new(Tagger::new(&keys.index, database.company())),
            changes: Vec::new(),
            changes_hash: Sha256::new(),
        };
        for row in database.company_facts()? {
            let entry = Entry::decode(&row.entry, row.seq, row.recorded, state.names());
            if entry.is_none() && is_damaged {
                continue;
            }
            let entry = entry.ok_or(Fault::damaged("entry", row.seq))?;
            let name = match entry {
                Entry::Staff(_) => {
                    state.decoy = state
                        .decoy
                        .or(row.subject.map(|subject| (subject, row.seq)));
                    unless_damaged(staff_name(database, keys, &row), is_damaged)?
                }
                _ => None,
            };
            state.note(&entry, &row.entry, name);
            state.organise(&entry, row.seq, row.recorded);
        }
        state.settle();
        Ok(state)
    }

    /// Takes in what other processes have written since; the company is locked, so nobody writes on.
    pub(crate) fn catch_up(&mut self, database: &Database, keys: &Keys) -> Result<(), Fault> {
        let known_before = self.last_seq;
        let (mut subjects, mut erased) = (BTreeSet::new(), BTreeSet::new());
        let mut is_company_changed = false;
        loop {
            let rows = database.facts(self.last_seq.saturating_add(1), CAUGHT_UP_AT_ONCE)?;
            let is_last = rows.len() < CAUGHT_UP_AT_ONCE as usize;
            for row in rows {
                subjects.extend(row.subject);
                if row.case.is_none() {
                    let entry = Entry::decode(&row.entry, row.seq, row.recorded, self.names());
                    match entry.ok_or(Fault::damaged("entry", row.seq))? {
                        // Names, and with them what every entry says, may have changed.
                        Entry::Pack { .. } | Entry::Succeeds { .. } => {
                            *self = State::load(database, keys)?;
                            return Ok(());
                        }
                        Entry::Erased { subject } => drop(erased.insert(subject)),
                        entry @ Entry::Staff(_) => {
                            let decoy = row.subject.map(|subject| (subject, row.seq));
                            self.decoy = self.decoy.or(decoy);
                            let name = staff_name(database, keys, &row)?;
                            self.note(&entry, &row.entry, name);
                        }
                        entry => {
                            is_company_changed |= matches!(entry, Entry::Change(_));
                            self.note(&entry, &row.entry, None);
                            self.organise(&entry, row.seq, row.recorded);
                        }
                    }
                }
                self.frontier.push(leaf_hash(&row.leaf(&self.lineages)));
                (self.last_seq, self.last_recorded) = (row.seq, row.recorded);
            }
            if is_last {
                break;
            }
        }
        self.forget(erased);
        for subject in subjects {
            let row = database.subject(subject)?;
            let damaged = || Fault::damaged("data subject", subject);
            let found_by = FoundBy::of(&row.ok_or_else(damaged)?).ok_or_else(damaged)?;
            self.index.add(subject, &found_by.tags);
            for name in found_by.names.iter().filter(|name| name.seq > known_before) {
                self.names.add(subject, name);
            }
        }
        if is_company_changed {
            self.settle();
        }
        Ok(())
    }

    /// All that is in the state is committed.
    pub(crate) fn commit(&mut self) {
        self.committed = self.last_seq;
    }

    /// Takes those whom another process erased out of memory. Their rows do not tell any more by what they were
    /// found.
    fn forget(&mut self, erased: BTreeSet<u64>) {
        if !erased.is_empty() {
            self.index.remove_all_of(&erased);
            self.names.remove_all_of(&erased);
            self.erased.extend(erased);
        }
    }

    /// The name of this log among all logs.
    pub(crate) fn origin(&self) -> String {
        origin(&self.lineages.current())
    }

    /// The keys that this log and those it goes on from are verified with.
    pub(crate) fn log_keys(&self, keys: &Keys) -> Vec<LogKey> {
        let lineages = self.lineages.0.iter();
        let key = keys.log.verifying_key();
        lineages
            .map(|(_, lineage)| LogKey::new(&origin(lineage), key))
            .collect()
    }

    /// Takes in an entry about the company. [`State::settle`] makes it count.
    pub(crate) fn note(&mut self, entry: &Entry, bytes: &[u8], name: Option<String>) {
        match entry {
            Entry::Change(change) => {
                self.changes_hash.update(bytes);
                self.changes.push(change.clone());
            }
            Entry::Staff(staff) => {
                let name = name.unwrap_or_else(|| format!("员工{}", staff.0));
                Arc::make_mut(&mut self.directory)
                    .staff
                    .insert(*staff, name);
            }
            Entry::Unit(unit, name) => {
                let directory = Arc::make_mut(&mut self.directory);
                directory.units.insert(*unit, name.clone());
            }
            Entry::Catalogued {
                kind,
                reference,
                name,
            } => Arc::make_mut(&mut self.catalogue).note(Catalogued {
                kind: *kind,
                reference: *reference,
                name: name.clone(),
                tag: kind.tag(name, &self.tagger),
            }),
            _ => {}
        }
    }

    /// Takes in an entry about units, grants, what governs whom, and what signatures are made with.
    pub(crate) fn organise(&mut self, entry: &Entry, seq: Seq, recorded: Instant) {
        if let Entry::Governed { unit, domain, from } = entry {
            Arc::make_mut(&mut self.regulations).govern(Governed {
                unit: *unit,
                domain: *domain,
                from: *from,
                recorded,
            });
        }
        let is_of_signing = matches!(
            entry,
            Entry::SigningKey { .. } | Entry::Signed(_) | Entry::Pack { .. }
        );
        if is_of_signing {
            Arc::make_mut(&mut self.signing).note(entry, seq, recorded);
        }
        let is_about = matches!(
            entry,
            Entry::Placed { .. } | Entry::Granted(_) | Entry::Revoked { .. }
        );
        if is_about {
            Arc::make_mut(&mut self.organisation).note(entry, seq, recorded);
        }
    }

    /// Indexes the company's facts anew.
    pub(crate) fn settle(&mut self) {
        let hash: Hash = self.changes_hash.clone().finalize().into();
        self.company = Arc::new(Company::new(self.changes.clone(), hash));
    }

    /// The names that entries are read and written with.
    pub(crate) fn names(&self) -> &Names {
        self.regulations.names()
    }

    /// The domain whose regulation governs a person's unit at an instant, as known at another; whoever is in no
    /// unit is under the first.
    pub(crate) fn domain_of(&self, staff: Option<StaffId>, at: Instant, known: Instant) -> u32 {
        let unit = staff.and_then(|staff| self.company.unit_of(staff, at, known));
        self.domain_of_unit(unit, at)
    }

    /// The domain of a unit at an instant; what is of none is under the first.
    pub(crate) fn domain_of_unit(&self, unit: Option<UnitId>, at: Instant) -> u32 {
        let line = unit.map(|unit| self.organisation.line_since_ever(unit, at));
        self.regulations.domain_of(&line.unwrap_or_default(), at)
    }

    pub(crate) fn staff_named(&self, name: &str) -> Option<StaffId> {
        let mut staff = self.directory.staff.iter();
        staff.find(|(_, known)| *known == name).map(|(id, _)| *id)
    }

    pub(crate) fn unit_named(&self, name: &str) -> Option<UnitId> {
        let mut units = self.directory.units.iter();
        units.find(|(_, known)| *known == name).map(|(id, _)| *id)
    }
}

/// What could not be read counts as empty where damage is to be told later.
fn unless_damaged<T: Default>(read: Result<T, Fault>, is_damaged: bool) -> Result<T, Fault> {
    match read {
        Err(_) if is_damaged => Ok(T::default()),
        read => read,
    }
}

/// `baobei/` and the lineage in hexadecimal.
pub(crate) fn origin(lineage: &[u8; 16]) -> String {
    let hex: String = lineage.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("baobei/{hex}")
}

fn staff_name(database: &Database, keys: &Keys, row: &FactRow) -> Result<Option<String>, Fault> {
    let (Some(subject), Some(sealed)) = (row.subject, &row.sealed) else {
        return Ok(None);
    };
    let Some(key) = data_key(database, keys, subject)? else {
        return Ok(None);
    };
    let place = database.place(subject, row.seq);
    let personal = key.open(sealed, place)?;
    Ok(personal.get(STAFF_NAME).map(str::to_owned))
}

/// All regulations; of a damaged store those before the first that cannot be read.
fn load_regulations(database: &Database, is_damaged: bool) -> Result<Regulations, Fault> {
    let rows = database.packs()?;
    let (first, later) = rows.split_first().ok_or(Fault::damaged("pack", 1_u32))?;
    let damaged = |row: &PackRow| Fault::damaged("pack", row.seq);
    let mut regulations =
        Regulations::new(&first.pack, &first.regulation).map_err(|_| damaged(first))?;
    for row in later {
        let domain = regulations.add(&row.pack, &row.regulation);
        match domain.map(u64::from) {
            Ok(domain) if domain == row.domain => {}
            _ if is_damaged => break,
            _ => return Err(damaged(row)),
        }
    }
    Ok(regulations)
}

/// The hash by which the log names a version of a regulation.
pub(crate) fn pack_hash(pack: &str, regulation: &str) -> Hash {
    let mut hasher = Sha256::new();
    for text in [pack, regulation] {
        hasher.update((text.len() as u64).to_be_bytes());
        hasher.update(text);
    }
    hasher.finalize().into()
}
