//! The folder of a store: the database, the lock that keeps a second process out, and the high-water mark.

use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions};
use std::io::{Read, Seek, Write};
use std::path::{Path, PathBuf};

use crate::fault::Fault;

/// Names inside the folder.
const DATABASE: &str = "ledger.sqlite3";
const LOCK: &str = "in-use";
const HIGH_WATER: &str = "high-water";
const DRAFT: &str = "ledger.sqlite3.new";
/// Only there where the data is on a server.
const STORE: &str = "store.toml";
/// In that file, before the number.
const COMPANY_KEY: &str = "company =";

/// What is kept outside the database: how far it was signed, and who is not to come back with an old copy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct HighWater {
    /// The last checkpoint.
    pub(crate) note: String,
    /// Data subjects that were erased.
    pub(crate) erased: BTreeSet<u64>,
}

/// What a line of an erased subject begins with; no line of a checkpoint does.
const ERASED: &str = "erased ";

impl HighWater {
    pub(crate) fn read(text: &str) -> HighWater {
        let (erased, note): (Vec<&str>, Vec<&str>) = text
            .split_inclusive('\n')
            .partition(|line| line.starts_with(ERASED));
        let numbers = erased.iter().filter_map(|line| line.strip_prefix(ERASED));
        HighWater {
            note: note.concat(),
            erased: numbers
                .filter_map(|number| number.trim().parse().ok())
                .collect(),
        }
    }

    fn to_text(&self) -> String {
        let erased = self.erased.iter();
        let lines = erased.map(|subject| format!("{ERASED}{subject}\n"));
        std::iter::once(self.note.clone()).chain(lines).collect()
    }
}

/// A store's folder, held by this process until dropped.
#[derive(Debug)]
pub(crate) struct Folder {
    path: PathBuf,
    /// Locked while this process has the store.
    lock: File,
}

impl Folder {
    /// Makes the folder and those above it that are missing, durably: without their names on the disk,
    /// nothing that is synced inside them would be found again.
    pub(crate) fn make(path: &Path) -> Result<(), Fault> {
        let mut missing: Vec<&Path> = path.ancestors().take_while(|one| !one.exists()).collect();
        if missing.last().is_some_and(|one| one.as_os_str().is_empty()) {
            missing.pop();
        }
        let last_found = path.ancestors().nth(missing.len());
        // Whoever made it may have been stopped before it was synced.
        last_found.map_or(Ok(()), sync_name_of)?;
        for one in missing.into_iter().rev() {
            fs::create_dir(one).map_err(|source| file_fault("making", one, source))?;
            sync_name_of(one)?;
        }
        Ok(())
    }

    /// Takes the folder for this process.
    pub(crate) fn take(path: &Path) -> Result<Folder, Fault> {
        refuse_network(path)?;
        let lock_path = path.join(LOCK);
        let mut lock = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&lock_path)
            .map_err(|source| file_fault("opening", &lock_path, source))?;
        if lock.try_lock().is_err() {
            let mut holder = String::new();
            // Whoever holds it wrote who they are.
            drop(lock.read_to_string(&mut holder));
            let holder = holder.trim().to_owned();
            return Err(Fault::InUse { holder });
        }
        let who = format!("process {}\n", std::process::id());
        lock.set_len(0)
            .and_then(|()| lock.rewind())
            .and_then(|()| lock.write_all(who.as_bytes()))
            .map_err(|source| file_fault("writing", &lock_path, source))?;
        Ok(Folder {
            path: path.to_owned(),
            lock,
        })
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    pub(crate) fn database(&self) -> PathBuf {
        self.path.join(DATABASE)
    }

    /// Whether there is a store in the folder.
    pub(crate) fn holds_ledger(path: &Path) -> bool {
        path.join(DATABASE).exists() || path.join(STORE).exists()
    }

    /// The number of the folder's company on its server; none where the data is in the folder.
    pub(crate) fn company_on_server(&self) -> Result<Option<u32>, Fault> {
        let path = self.path.join(STORE);
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(problem) if problem.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(source) => return Err(file_fault("reading", &path, source)),
        };
        let mut lines = text.lines();
        let number = lines.find_map(|line| line.trim().strip_prefix(COMPANY_KEY));
        let number = number.and_then(|number| number.trim().parse().ok());
        let unreadable = || file_fault("reading", &path, std::io::ErrorKind::InvalidData.into());
        number.map(Some).ok_or_else(unreadable)
    }

    /// Says that the folder's data is on a server, under this number.
    pub(crate) fn name_company_on_server(&self, company: u32) -> Result<(), Fault> {
        let text = format!(
            "# 数据在 PostgreSQL 上；打开时给出连接。The data is on PostgreSQL; the connection is given when it is opened.\n\
             # 别的机器要用同一账本，就把本文件和密钥抄过去。Another machine gets a copy of this file and the keys.\n\
             {COMPANY_KEY} {company}\n"
        );
        let path = self.path.join(STORE);
        let write = || {
            let mut file = File::create(&path)?;
            file.write_all(text.as_bytes())?;
            file.sync_all()
        };
        write().map_err(|source| file_fault("writing", &path, source))?;
        self.sync()
    }

    /// The last checkpoint that was signed, as kept outside the database.
    pub(crate) fn high_water(&self) -> Result<Option<String>, Fault> {
        let path = self.path.join(HIGH_WATER);
        match fs::read_to_string(&path) {
            Ok(text) => Ok(Some(HighWater::read(&text).note)),
            Err(problem) if problem.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(file_fault("reading", &path, source)),
        }
    }

    /// Replaces the high-water mark, durably and whole.
    pub(crate) fn raise_high_water(&self, mark: &HighWater) -> Result<(), Fault> {
        let path = self.path.join(HIGH_WATER);
        let new = self.path.join("high-water.new");
        let write = || {
            let mut file = File::create(&new)?;
            file.write_all(mark.to_text().as_bytes())?;
            file.sync_all()?;
            fs::rename(&new, &path)
        };
        write().map_err(|source| file_fault("writing", &path, source))?;
        self.sync()
    }

    /// Makes the names in the folder durable.
    fn sync(&self) -> Result<(), Fault> {
        sync_folder(&self.path).map_err(|source| file_fault("syncing", &self.path, source))
    }

    /// Puts the ledger of another folder of the same disk into the place of this one's. Whoever was stopped on the way
    /// does it again: what was put in its place stays there.
    pub(crate) fn take_over(&self, other: &Path) -> Result<(), Fault> {
        let (from, mark) = (other.join(DATABASE), other.join(HIGH_WATER));
        if from.exists() {
            // What is left of the old database would be read with the new one.
            for rest in ["", "-wal", "-shm", "-journal"] {
                remove_if_there(&with_ending(&self.database(), rest))?;
            }
            self.sync()?;
            if mark.exists() {
                let own = self.path.join(HIGH_WATER);
                fs::rename(&mark, &own).map_err(|source| file_fault("replacing", &own, source))?;
            }
            let own = self.database();
            fs::rename(&from, &own).map_err(|source| file_fault("replacing", &own, source))?;
        }
        self.sync()
    }

    /// The database while it is being made from a copy: nobody takes it for a ledger.
    pub(crate) fn draft(&self) -> Result<Draft, Fault> {
        Draft::begin(self.path.join(DRAFT), self.database())
    }
}

/// A database that is being made. It gets its name when it is whole.
#[derive(Debug)]
pub(crate) struct Draft {
    draft: PathBuf,
    becomes: PathBuf,
}

impl Draft {
    /// A file that is to be a copy of a database.
    pub(crate) fn of_copy(copy: &Path) -> Result<Draft, Fault> {
        Draft::begin(with_ending(copy, ".new"), copy.to_owned())
    }

    /// Whoever was stopped before the end may have left one.
    fn begin(draft: PathBuf, becomes: PathBuf) -> Result<Draft, Fault> {
        for rest in ["", "-wal", "-shm", "-journal"] {
            remove_if_there(&with_ending(&draft, rest))?;
        }
        Ok(Draft { draft, becomes })
    }

    pub(crate) fn path(&self) -> &Path {
        &self.draft
    }

    /// Gives it its name, durably and at once. No connection to it may be open.
    pub(crate) fn finish(self) -> Result<(), Fault> {
        let finish = || {
            if with_ending(&self.draft, "-wal").exists() {
                return Err(std::io::Error::other("not everything is in the file"));
            }
            File::open(&self.draft)?.sync_all()?;
            fs::rename(&self.draft, &self.becomes)
        };
        finish().map_err(|source| file_fault("writing", &self.becomes, source))?;
        sync_name_of(&self.becomes).inspect_err(|_| {
            // Whoever asks again is not to find what may be gone after a power cut. If this fails, too, it is there
            // as before.
            drop(fs::remove_file(&self.becomes));
        })
    }
}

fn remove_if_there(path: &Path) -> Result<(), Fault> {
    match fs::remove_file(path) {
        Err(problem) if problem.kind() != std::io::ErrorKind::NotFound => {
            Err(file_fault("removing", path, problem))
        }
        _ => Ok(()),
    }
}

fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

impl Drop for Folder {
    fn drop(&mut self) {
        // Closing the file is not enough while a process that was just begun still has a copy of it.
        drop(self.lock.unlock());
    }
}

/// The folder in which something lies; the root lies in none.
pub(crate) fn folder_of(path: &Path) -> Option<&Path> {
    let above = path.parent()?;
    Some(match above.as_os_str().is_empty() {
        true => Path::new("."),
        false => above,
    })
}

/// Makes the names in a folder durable.
pub(crate) fn sync_folder(path: &Path) -> std::io::Result<()> {
    File::open(path)?.sync_all()
}

/// Syncs the folder in which something lies, unless that may not be read: then somebody else made this one.
fn sync_name_of(path: &Path) -> Result<(), Fault> {
    let Some(above) = folder_of(path) else {
        return Ok(());
    };
    match sync_folder(above) {
        Err(problem) if problem.kind() != std::io::ErrorKind::PermissionDenied => {
            Err(file_fault("syncing", above, problem))
        }
        _ => Ok(()),
    }
}

pub(crate) fn file_fault(doing: &'static str, path: &Path, source: std::io::Error) -> Fault {
    Fault::File {
        doing,
        path: path.to_owned(),
        source,
    }
}

/// File systems over a network, by the number the kernel gives them.
#[cfg(target_os = "linux")]
const NETWORK: [(i64, &str); 6] = [
    (0x6969, "NFS"),
    (0x517b, "SMB"),
    (0xff53_4d42, "CIFS"),
    (0xfe53_4d42, "SMB2"),
    (0x0102_1997, "9P"),
    (0x00c3_6400, "Ceph"),
];

#[cfg(target_os = "linux")]
fn refuse_network(path: &Path) -> Result<(), Fault> {
    let found = rustix::fs::statfs(path)
        .map_err(|source| file_fault("looking at", path, source.into()))?
        .f_type;
    // The kernel's word has 32 bits on some machines and 64 on others.
    match NETWORK
        .iter()
        .find(|(number, _)| *number == found & 0xffff_ffff)
    {
        Some((_, kind)) => Err(Fault::NetworkFolder { kind }),
        None => Ok(()),
    }
}

#[cfg(not(target_os = "linux"))]
fn refuse_network(_path: &Path) -> Result<(), Fault> {
    Ok(())
}
