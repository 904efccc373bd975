//! The folder of a store: the database, the lock that keeps a second process out, and the high-water mark.

use std::fs::{self, File, OpenOptions};
use std::io::{Read, Seek, Write};
use std::path::{Path, PathBuf};

use crate::fault::Fault;

/// Names inside the folder.
const DATABASE: &str = "ledger.sqlite3";
const LOCK: &str = "in-use";
const HIGH_WATER: &str = "high-water";

/// A store's folder, held by this process until dropped.
#[derive(Debug)]
pub(crate) struct Folder {
    path: PathBuf,
    /// Locked while this process has the store.
    _lock: File,
}

impl Folder {
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
            _lock: lock,
        })
    }

    pub(crate) fn database(&self) -> PathBuf {
        self.path.join(DATABASE)
    }

    /// Whether there is a store in the folder.
    pub(crate) fn holds_ledger(path: &Path) -> bool {
        path.join(DATABASE).exists()
    }

    /// The last checkpoint that was signed, as kept outside the database.
    pub(crate) fn high_water(&self) -> Result<Option<String>, Fault> {
        let path = self.path.join(HIGH_WATER);
        match fs::read_to_string(&path) {
            Ok(note) => Ok(Some(note)),
            Err(problem) if problem.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(file_fault("reading", &path, source)),
        }
    }

    /// Replaces the high-water mark, durably and whole.
    pub(crate) fn raise_high_water(&self, note: &str) -> Result<(), Fault> {
        let path = self.path.join(HIGH_WATER);
        let new = self.path.join("high-water.new");
        let write = || {
            let mut file = File::create(&new)?;
            file.write_all(note.as_bytes())?;
            file.sync_all()?;
            fs::rename(&new, &path)?;
            File::open(&self.path)?.sync_all()
        };
        write().map_err(|source| file_fault("writing", &path, source))
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
