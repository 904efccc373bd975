//! Running a child with the recorder loaded before its C library.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use super::disk::Operation;

/// Where the child finds its folder.
pub(crate) const WORKSHOP: &str = "BAOBEI_POWER_WORKSHOP";
/// Which part of the work is the child's.
pub(crate) const PART: &str = "BAOBEI_POWER_PART";

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
        fs::create_dir(workshop.watched("")).unwrap();
        workshop
    }

    /// The folder whose files are watched of the child that has this part of the work.
    pub(crate) fn watched(&self, part: &str) -> PathBuf {
        self.folder.path().join(format!("watched{part}"))
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// What happened to the watched files, as far as `name` has it.
    pub(crate) fn recorded(&self, name: &str) -> Vec<Operation> {
        Operation::all(&fs::read(self.folder.path().join(name)).unwrap())
    }

    /// How many operations and reads there were.
    pub(crate) fn counted(&self, name: &str) -> (usize, usize) {
        match self.recorded(name).last() {
            Some(Operation::Counted(operations, reads)) => (*operations, *reads),
            other => panic!("{other:?} at the end of the record"),
        }
    }

    /// This test binary run again for one of its tests and a part of the work, recorded.
    pub(crate) fn child(&self, test: &str, part: &str) -> Command {
        let control = self.folder.path().join(format!("control{part}"));
        File::create(&control).unwrap();
        let mut child = Command::new(std::env::current_exe().unwrap());
        child
            .args(["--exact", test, "--nocapture", "--test-threads=1"])
            .env("LD_PRELOAD", self.folder.path().join("recorder.so"))
            .env("POWER_FOLDER", self.watched(part))
            .env("POWER_CONTROL", control)
            .env(WORKSHOP, self.folder.path())
            .env(PART, part);
        child
    }
}
