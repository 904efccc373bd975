//! A disk as it may be found after the power went: what was synced is there, of the rest some may be.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use crate::dice::Dice;

/// What a process did to its files, as the recorder wrote it down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Operation {
    Open {
        fd: u32,
        path: String,
        makes: bool,
        truncates: bool,
    },
    Close(u32),
    Write {
        fd: u32,
        at: usize,
        data: Arc<[u8]>,
    },
    Resize(u32, usize),
    Sync(u32),
    SyncFailed(u32),
    Rename(String, String),
    Remove(String),
    MakeFolder(String),
    Mark(String),
    /// So many operations that can fail there were, and so many reads.
    Counted(usize, usize),
}

impl Operation {
    /// Reads a whole record.
    pub(crate) fn all(record: &[u8]) -> Vec<Operation> {
        let (mut rest, mut all) = (record, Vec::new());
        while let Some((head, after)) = rest.split_at_checked(17) {
            let fd = u32::from_le_bytes(head[1..5].try_into().unwrap());
            let number =
                usize::try_from(u64::from_le_bytes(head[5..13].try_into().unwrap())).unwrap();
            let length = u32::from_le_bytes(head[13..17].try_into().unwrap());
            let (data, after) = after.split_at(usize::try_from(length).unwrap());
            all.push(Operation::read(head[0], fd, number, data));
            rest = after;
        }
        all
    }

    fn read(kind: u8, fd: u32, number: usize, data: &[u8]) -> Operation {
        let text = || String::from_utf8(data.to_owned()).unwrap();
        match kind {
            b'o' | b'p' => Operation::Open {
                fd,
                path: text(),
                makes: kind == b'o',
                truncates: number != 0,
            },
            b'c' => Operation::Close(fd),
            b'w' => Operation::Write {
                fd,
                at: number,
                data: data.into(),
            },
            b't' => Operation::Resize(fd, number),
            b's' => Operation::Sync(fd),
            b'f' => Operation::SyncFailed(fd),
            b'r' => {
                let text = text();
                let (from, to) = text.split_once('\n').unwrap();
                Operation::Rename(from.to_owned(), to.to_owned())
            }
            b'u' => Operation::Remove(text()),
            b'm' => Operation::MakeFolder(text()),
            b'n' => Operation::Counted(usize::try_from(fd).unwrap(), number),
            b'k' => Operation::Mark(text().trim_end().to_owned()),
            other => panic!("a record of unknown kind {other}"),
        }
    }

    /// Whether the disk may be another after it.
    pub(crate) fn can_be_cut(&self) -> bool {
        !matches!(
            self,
            Operation::Close(_)
                | Operation::Mark(_)
                | Operation::Counted(..)
                | Operation::Open { makes: false, .. }
        )
    }
}

/// What becomes of data that was not synced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unsynced {
    Dropped,
    Kept,
    /// All is there but sectors of the last write.
    Torn,
    /// Each sector of so many bytes of each write is there or not; a few hold rubbish.
    Some(usize),
}

/// What becomes of names that were not synced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Names {
    Dropped,
    Kept,
    Some,
}

pub(crate) const WAYS: [(Unsynced, Names); 15] = {
    use Unsynced::{Dropped, Kept, Some, Torn};
    [
        (Dropped, Names::Dropped),
        (Torn, Names::Kept),
        (Some(512), Names::Some),
        (Some(4096), Names::Kept),
        (Kept, Names::Dropped),
        (Dropped, Names::Kept),
        (Some(512), Names::Kept),
        (Some(4096), Names::Dropped),
        (Torn, Names::Some),
        (Kept, Names::Kept),
        (Dropped, Names::Some),
        (Some(512), Names::Dropped),
        (Kept, Names::Some),
        (Torn, Names::Dropped),
        (Some(4096), Names::Some),
    ]
};

#[derive(Clone)]
enum Change {
    Write(usize, Arc<[u8]>),
    Resize(usize),
    /// Written, but a sync of it failed: the system holds it for synced, the disk has never seen it.
    Lost(usize),
}

#[derive(Clone)]
enum Renaming {
    Add(String, usize),
    Remove(String),
    Move(String, String),
}

#[derive(Default)]
struct Node {
    /// Data on the disk, of a file.
    data: Vec<u8>,
    changes: Vec<Change>,
    /// Names on the disk, of a folder.
    names: BTreeMap<String, usize>,
    renamings: Vec<Renaming>,
    is_folder: bool,
}

/// The files below a folder, on the disk and in memory.
pub(crate) struct Disk {
    folder: String,
    /// The first is the folder itself.
    nodes: Vec<Node>,
    open: BTreeMap<u32, usize>,
}

impl Disk {
    pub(crate) fn new(folder: &Path) -> Disk {
        Disk {
            folder: folder.to_str().unwrap().to_owned(),
            nodes: vec![Node {
                is_folder: true,
                ..Node::default()
            }],
            open: BTreeMap::new(),
        }
    }

    pub(crate) fn perform(&mut self, operation: &Operation) {
        match operation {
            Operation::Open {
                fd,
                path,
                makes,
                truncates,
            } => self.open(*fd, path, *makes, *truncates),
            Operation::Close(fd) => {
                self.open.remove(fd);
            }
            Operation::Write { fd, at, data } => {
                let change = Change::Write(*at, Arc::clone(data));
                self.file(*fd).changes.push(change);
            }
            Operation::Resize(fd, size) => self.file(*fd).changes.push(Change::Resize(*size)),
            Operation::Sync(fd) => self.file(*fd).sync(),
            Operation::SyncFailed(fd) => self.file(*fd).lose(),
            Operation::Rename(from, to) => {
                let (folder, from) = self.place(from);
                let (other, to) = self.place(to);
                assert_eq!(folder, other, "renamed into another folder");
                self.nodes[folder].renamings.push(Renaming::Move(from, to));
            }
            Operation::Remove(path) => {
                let (folder, name) = self.place(path);
                self.nodes[folder].renamings.push(Renaming::Remove(name));
            }
            Operation::MakeFolder(path) => self.make(path, true),
            Operation::Mark(_) | Operation::Counted(..) => {}
        }
    }

    fn open(&mut self, fd: u32, path: &str, makes: bool, truncates: bool) {
        if makes && self.find(path).is_none() {
            self.make(path, false);
        }
        let node = self.find(path).unwrap();
        if truncates {
            self.nodes[node].changes.push(Change::Resize(0));
        }
        self.open.insert(fd, node);
    }

    fn make(&mut self, path: &str, is_folder: bool) {
        let (folder, name) = self.place(path);
        let node = self.nodes.len();
        self.nodes.push(Node {
            is_folder,
            ..Node::default()
        });
        self.nodes[folder].renamings.push(Renaming::Add(name, node));
    }

    fn file(&mut self, fd: u32) -> &mut Node {
        &mut self.nodes[self.open[&fd]]
    }

    /// Whether what is open under this number is a folder.
    pub(crate) fn is_folder(&self, fd: u32) -> bool {
        self.nodes[self.open[&fd]].is_folder
    }

    /// The node of a path, as the process sees it.
    fn find(&self, path: &str) -> Option<usize> {
        let inside = path.strip_prefix(&self.folder).unwrap();
        let mut node = 0;
        for name in inside.split('/').filter(|name| !name.is_empty()) {
            node = *self.nodes[node].names_with(|_| true).get(name)?;
        }
        Some(node)
    }

    /// The folder of a path, and the name there.
    fn place(&self, path: &str) -> (usize, String) {
        let (folder, name) = path.rsplit_once('/').unwrap();
        (self.find(folder).unwrap(), name.to_owned())
    }

    /// Writes one of the folders that may be found after the power went.
    pub(crate) fn write_image(&self, to: &Path, way: (Unsynced, Names), dice: &mut Dice) {
        self.write_folder(0, to, way, dice);
    }

    fn write_folder(&self, folder: usize, to: &Path, way: (Unsynced, Names), dice: &mut Dice) {
        fs::create_dir_all(to).unwrap();
        let names = self.nodes[folder].names_with(|_| match way.1 {
            Names::Dropped => false,
            Names::Kept => true,
            Names::Some => dice.below(2) == 0,
        });
        for (name, node) in names {
            let (path, node_of) = (to.join(name), &self.nodes[node]);
            match node_of.is_folder {
                true => self.write_folder(node, &path, way, dice),
                false => fs::write(path, node_of.data_after(way.0, dice)).unwrap(),
            }
        }
    }
}

impl Node {
    fn names_with(&self, mut is_there: impl FnMut(&Renaming) -> bool) -> BTreeMap<String, usize> {
        let mut names = self.names.clone();
        for renaming in &self.renamings {
            if !is_there(renaming) {
                continue;
            }
            match renaming {
                Renaming::Add(name, node) => {
                    names.insert(name.clone(), *node);
                }
                Renaming::Remove(name) => {
                    names.remove(name);
                }
                Renaming::Move(from, to) => {
                    if let Some(node) = names.remove(from) {
                        names.insert(to.clone(), node);
                    }
                }
            }
        }
        names
    }

    fn sync(&mut self) {
        self.names = self.names_with(|_| true);
        self.renamings.clear();
        for change in std::mem::take(&mut self.changes) {
            put(&mut self.data, &change);
        }
    }

    /// After a failed sync nothing of what was to be synced will ever be, though the process reads it.
    fn lose(&mut self) {
        let mut size = self.data.len();
        for change in &self.changes {
            size = match change {
                Change::Write(at, data) => size.max(at + data.len()),
                Change::Resize(size) => *size,
                Change::Lost(end) => size.max(*end),
            };
        }
        self.changes = vec![Change::Lost(size)];
    }

    /// The data on the disk with some of what was not synced.
    fn data_after(&self, unsynced: Unsynced, dice: &mut Dice) -> Vec<u8> {
        let mut data = self.data.clone();
        let last = self.changes.len().saturating_sub(1);
        for (number, change) in self.changes.iter().enumerate() {
            match (unsynced, change) {
                (Unsynced::Dropped, _) => {}
                (Unsynced::Torn, Change::Write(at, written)) if number == last => {
                    put_sectors(&mut data, *at, written, 512, dice);
                }
                (Unsynced::Kept | Unsynced::Torn, change) => put(&mut data, change),
                (Unsynced::Some(sector), Change::Write(at, written)) => {
                    put_sectors(&mut data, *at, written, sector, dice);
                }
                (Unsynced::Some(_), change) if dice.below(2) == 0 => put(&mut data, change),
                (Unsynced::Some(_), _) => {}
            }
        }
        data
    }
}

fn put(data: &mut Vec<u8>, change: &Change) {
    match change {
        Change::Write(at, written) => {
            let end = at + written.len();
            data.resize(data.len().max(end), 0);
            data[*at..end].copy_from_slice(written);
        }
        Change::Resize(size) => data.resize(*size, 0),
        Change::Lost(end) => data.resize(data.len().max(*end), 0),
    }
}

/// Each sector of a write is there, or not, or holds rubbish where it was being written.
fn put_sectors(data: &mut Vec<u8>, at: usize, written: &Arc<[u8]>, sector: usize, dice: &mut Dice) {
    let end = at + written.len();
    let mut from = at;
    while from < end {
        let until = end.min((from / sector + 1) * sector);
        let piece: Arc<[u8]> = match dice.below(16) {
            0..8 => Arc::from(&written[from - at..until - at]),
            8 => vec![0xa5; until - from].into(),
            _ => Arc::from([]),
        };
        if !piece.is_empty() {
            put(data, &Change::Write(from, piece));
        }
        from = until;
    }
    // A file may be known to be longer than what it has.
    if dice.below(4) == 0 {
        data.resize(data.len().max(end), 0);
    }
}
