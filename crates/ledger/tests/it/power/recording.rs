//! Running a child with the recorder loaded before its C library.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use super::disk::Operation;

/// Where the child finds its folder.
pub(crate) const WORKSHOP: &str = "BAOBEI_POWER_WORKSHOP";

/// A folder with all that a recorded child needs, in memory where the system has a place for that.
pub(crate) struct Workshop {
    folder: TempDir,
}

pub(crate) fn temporary() -> TempDir {
    let memory = Path::new("/dev/shm");
    match memory.is_dir() {
        true => TempDir::new_in(memory).unwrap(),
        false => TempDir::new().unwrap(),
    }
}

impl Workshop {
    /// With the recorder compiled.
    pub(crate) fn new() -> Workshop {
        let workshop = Workshop {
            folder: temporary(),
        };
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/power/recorder.c");
        let compiled = Command::new("cc")
            .args([
                "-shared", "-fPIC", "-O1", "-Wall", "-Wextra", "-Werror", "-o",
            ])
            .arg(workshop.folder.path().join("recorder.so"))
            .arg(source)
            .args(["-ldl", "-lpthread"])
            .status()
            .unwrap();
        assert!(compiled.success(), "the recorder does not compile");
        File::create(workshop.control()).unwrap();
        fs::create_dir(workshop.watched()).unwrap();
        workshop
    }

    pub(crate) fn control(&self) -> PathBuf {
        self.folder.path().join("control")
    }

    /// The folder whose files are watched.
    pub(crate) fn watched(&self) -> PathBuf {
        self.folder.path().join("watched")
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// What happened to the watched files, as far as `name` has it.
    pub(crate) fn recorded(&self, name: &str) -> Vec<Operation> {
        Operation::all(&fs::read(self.folder.path().join(name)).unwrap())
    }

    /// This test binary run again for one of its tests, recorded.
    pub(crate) fn child(&self, test: &str) -> Command {
        let mut child = Command::new(std::env::current_exe().unwrap());
        child
            .args(["--exact", test, "--nocapture", "--test-threads=1"])
            .env("LD_PRELOAD", self.folder.path().join("recorder.so"))
            .env("POWER_FOLDER", self.watched())
            .env("POWER_CONTROL", self.control())
            .env(WORKSHOP, self.folder.path());
        child
    }
}
