//! Twenty things that people do with a store, from founding it on. Any of them can be asked for again.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ledger::fault::{Failure, Fault};
use ledger::ledger::{Founding, Ledger};
use ledger::privacy::keys::{KeyPurpose, Keys, new_key_line};
use ledger::record::Command;
use ruling::calendar::Instant;
use ruling::company::{Change, CompanyFact};
use ruling::fact::FactKind;
use rusqlite::Connection;

use crate::support::{CHEN, START, fact, fields, pack};

const LIN: &[(&str, &str)] = &[("name", "林涛"), ("phone", "13800000001")];
const ZHOU: &[(&str, &str)] = &[("name", "周宁"), ("phone", "13700000003")];

/// Something that is done to the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    Found,
    Hire(&'static str),
    Join(&'static str),
    Leave(&'static str),
    Unit,
    Visit(&'static str, &'static [(&'static str, &'static str)]),
    Claim(&'static str, &'static [(&'static str, &'static str)]),
    /// A claim of what has not happened yet: refused.
    ClaimAhead,
    Erase,
    Checkpoint,
    /// Begins a new key-encryption key; the older one is thrown away.
    Rotate,
    /// Moves the WAL into the database, in SQLite's way of that name.
    MoveWal(&'static str),
    Restart,
    /// Copies the store beside it.
    BackUp,
}

/// The copy, in the folder in which the store's lies.
pub(crate) const COPY: &str = "副本.sqlite3";

pub(crate) const STEPS: [Step; 25] = [
    Step::Found,
    Step::Unit,
    Step::Hire("张"),
    Step::Join("张"),
    Step::Hire("王"),
    Step::Join("王"),
    Step::Visit("张", CHEN),
    Step::Claim("张", CHEN),
    Step::Checkpoint,
    Step::MoveWal("PASSIVE"),
    Step::Visit("王", CHEN),
    Step::Claim("王", CHEN),
    Step::ClaimAhead,
    Step::Visit("王", LIN),
    Step::Claim("王", LIN),
    Step::MoveWal("RESTART"),
    Step::Leave("张"),
    Step::Checkpoint,
    Step::Erase,
    Step::Checkpoint,
    Step::Rotate,
    Step::BackUp,
    Step::Visit("王", ZHOU),
    Step::Restart,
    Step::Checkpoint,
];

/// What was answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Answer {
    /// Entry, time, case.
    Recorded(u32, i64, Option<u64>),
    Refused,
    Signed(String),
    Done,
}

impl Answer {
    pub(crate) fn to_text(&self) -> String {
        match self {
            Answer::Recorded(seq, recorded, case) => {
                format!("recorded {seq} {recorded} {}", case.unwrap_or(0))
            }
            Answer::Refused => "refused".to_owned(),
            Answer::Signed(note) => format!("signed {}", STANDARD.encode(note)),
            Answer::Done => "done".to_owned(),
        }
    }

    pub(crate) fn from_text(text: &str) -> Answer {
        let words: Vec<&str> = text.split(' ').collect();
        match words[..] {
            ["recorded", seq, recorded, case] => {
                let case = case.parse().unwrap();
                Answer::Recorded(
                    seq.parse().unwrap(),
                    recorded.parse().unwrap(),
                    Some(case).filter(|case| *case > 0),
                )
            }
            ["refused"] => Answer::Refused,
            ["signed", note] => {
                Answer::Signed(String::from_utf8(STANDARD.decode(note).unwrap()).unwrap())
            }
            _ => Answer::Done,
        }
    }
}

/// The keys of a store, and the key-encryption key that comes later.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct KeyTexts {
    pub(crate) log: String,
    pub(crate) index: String,
    pub(crate) older: String,
    pub(crate) newer: String,
}

impl KeyTexts {
    pub(crate) fn new() -> KeyTexts {
        let line = |purpose, number| new_key_line(purpose, number).unwrap().to_string();
        KeyTexts {
            log: line(KeyPurpose::Log, 1),
            index: line(KeyPurpose::Index, 1),
            older: line(KeyPurpose::KeyEncryption, 1),
            newer: line(KeyPurpose::KeyEncryption, 2),
        }
    }

    fn read(&self, key_encryption: &str) -> Keys {
        Keys::read(&self.log, key_encryption, &self.index).unwrap()
    }
}

/// Which key-encryption keys whoever opens the store has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ring {
    Older,
    Both,
    Newer,
}

/// Whoever works through the script.
pub(crate) struct Actor {
    path: PathBuf,
    keys: KeyTexts,
    ring: Ring,
    pub(crate) ledger: Option<Ledger>,
    clock: Arc<AtomicI64>,
    /// The case of the customer who is erased.
    erased: Option<u64>,
}

impl Actor {
    pub(crate) fn new(path: &Path, keys: &KeyTexts, ring: Ring) -> Actor {
        Actor {
            path: path.to_owned(),
            keys: keys.clone(),
            ring,
            ledger: None,
            clock: Arc::new(AtomicI64::new(START)),
            erased: None,
        }
    }

    /// Opens the store unless it is open.
    pub(crate) fn open(&mut self) -> Result<(), Fault> {
        if self.ledger.is_none() {
            let clock = Arc::clone(&self.clock);
            let now = Arc::new(move || Instant::from_seconds(clock.load(Ordering::SeqCst)));
            self.ledger = Some(Ledger::open(&self.path, self.key_ring(), now)?);
        }
        Ok(())
    }

    fn key_ring(&self) -> Keys {
        let (older, newer) = (&self.keys.older, &self.keys.newer);
        match self.ring {
            Ring::Older => self.keys.read(older),
            Ring::Both => self.keys.read(&format!("{older}{newer}")),
            Ring::Newer => self.keys.read(newer),
        }
    }

    /// Founds the store, which one who finds a store has not to do.
    fn found(&mut self) -> Result<(), Failure> {
        match self.open() {
            Err(Fault::NoLedger(_)) => {}
            done => return Ok(done?),
        }
        let founding = Founding {
            company: "测试公司".to_owned(),
            packs: vec![pack("1-showroom")],
            company_file: Vec::new(),
        };
        let clock = Arc::clone(&self.clock);
        let now = Arc::new(move || Instant::from_seconds(clock.load(Ordering::SeqCst)));
        let ledger = Ledger::found(&self.path, self.key_ring(), now, &founding)?;
        self.ledger = Some(ledger);
        Ok(())
    }

    /// Takes one step of the script, as the first time or again.
    pub(crate) fn take(&mut self, number: usize) -> Result<Answer, Fault> {
        let now = START + i64::try_from(number).unwrap() * 60;
        self.clock.store(now, Ordering::SeqCst);
        match self.try_step(number) {
            Ok(answer) => Ok(answer),
            Err(Failure::Refused(_)) => Ok(Answer::Refused),
            Err(Failure::Fault(fault)) => Err(fault),
        }
    }

    fn try_step(&mut self, number: usize) -> Result<Answer, Failure> {
        let step = STEPS[number];
        if step == Step::Found {
            self.found()?;
            return Ok(Answer::Done);
        }
        self.open()?;
        match step {
            Step::Checkpoint => Ok(Answer::Signed(self.ledger().checkpoint()?)),
            Step::Rotate => {
                self.ledger = None;
                if self.ring == Ring::Older {
                    self.ring = Ring::Both;
                }
                self.open()?;
                self.ledger().rotate_keys(|_| ())?;
                self.ledger = None;
                self.ring = Ring::Newer;
                Ok(Answer::Done)
            }
            Step::MoveWal(how) => {
                let moved = Connection::open(self.path.join("ledger.sqlite3")).and_then(|other| {
                    other.execute_batch(&format!("PRAGMA wal_checkpoint({how})"))
                });
                // Nobody waits for it: what fails here is tried again by whoever writes next.
                drop(moved);
                Ok(Answer::Done)
            }
            Step::Restart => {
                self.ledger = None;
                self.open()?;
                Ok(Answer::Done)
            }
            Step::BackUp => {
                let copy = self.path.with_file_name(COPY);
                // Asked for again, it is there.
                if !copy.exists() {
                    self.ledger().back_up(&copy)?;
                }
                Ok(Answer::Done)
            }
            _ => self.carry_out(step, number),
        }
    }

    fn carry_out(&mut self, step: Step, number: usize) -> Result<Answer, Failure> {
        let ledger = self.ledger();
        let now = ledger.now();
        let change = |change| {
            Command::Change(Box::new(CompanyFact {
                from: Instant::MIN,
                recorded: Instant::MIN,
                change,
            }))
        };
        let staff = |name| ledger.staff_named(name).unwrap().unwrap();
        let command = match step {
            Step::Unit => Command::AddUnit("甲队".to_owned()),
            Step::Hire(name) => Command::AddStaff(fields(&[("staff_name", name)])),
            Step::Join(name) => change(Change::Joined {
                staff: staff(name),
                unit: ledger.unit_named("甲队").unwrap().unwrap(),
                role: ledger.packs().unwrap().names.find("sales"),
            }),
            Step::Leave(name) => change(Change::Departed { staff: staff(name) }),
            Step::Visit(who, customer) => fact(ledger, now, FactKind::Visited, who, customer),
            Step::Claim(who, customer) => fact(ledger, now, FactKind::Registered, who, customer),
            Step::ClaimAhead => {
                let later = Instant::from_seconds(START + 86_400);
                fact(ledger, later, FactKind::Registered, "王", CHEN)
            }
            Step::Erase => Command::Erase {
                case: self.erased.unwrap(),
                actor: staff("王"),
            },
            step => panic!("{step:?} is no command"),
        };
        let done = ledger.carry_out(command, format!("step {number}").as_bytes())?;
        let case = done.case.map(|case| case.id);
        if step == Step::Claim("王", LIN) {
            self.erased = case;
        }
        Ok(Answer::Recorded(done.seq, done.recorded.seconds(), case))
    }

    pub(crate) fn ledger(&self) -> &Ledger {
        self.ledger.as_ref().unwrap()
    }
}

/// Tells the recorder something, by a line of its own.
pub(crate) fn instruct(control: &Path, line: &str) {
    let mut file = std::fs::OpenOptions::new()
        .append(true)
        .open(control)
        .unwrap();
    file.write_all(line.as_bytes()).unwrap();
}
