//! A small company with a showroom's regulation, and what its people type.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use ledger::fault::Failure;
use ledger::ledger::{Founding, Ledger};
use ledger::paper::{FiledWith, Media, Paper};
use ledger::place::Place;
use ledger::privacy::keys::{KeyPurpose, Keys, new_key_line};
use ledger::privacy::personal::Personal;
use ledger::record::{About, Command, NewFact, Recorded};
use ledger::server::Server;
use ruling::calendar::Instant;
use ruling::company::{Change, CompanyFact};
use ruling::fact::{Answer, Fact, FactKind, Particulars, StaffId, UnitId};
use ruling::name::Symbol;
use ruling::policy::Packs;
use rusqlite::Connection;
use rusqlite::types::Value;
use tempfile::TempDir;

use crate::postgres::Cluster;

/// A store in a folder of its own, with a clock that the test moves.
pub(crate) struct Store {
    pub(crate) ledger: Option<Ledger>,
    pub(crate) folder: TempDir,
    pub(crate) key_texts: [String; 3],
    /// Where the data is, if not in the folder.
    pub(crate) on_server: Option<OnServer>,
    clock: Arc<AtomicI64>,
    next_key: AtomicU64,
}

/// A database of a cluster.
#[derive(Clone)]
pub(crate) struct OnServer {
    pub(crate) cluster: &'static Cluster,
    pub(crate) database: String,
    pub(crate) server: Server,
}

impl OnServer {
    /// A new, empty one.
    pub(crate) fn new(cluster: &'static Cluster) -> OnServer {
        let database = cluster.database();
        OnServer {
            server: Server::read(&cluster.connection(&database)).unwrap(),
            cluster,
            database,
        }
    }

    /// How it is reached.
    pub(crate) fn connection(&self) -> String {
        self.cluster.connection(&self.database)
    }

    pub(crate) fn sql(&self, statements: &str) -> Vec<String> {
        self.cluster.sql(&self.database, statements)
    }
}

/// The regulation of most tests.
const SHOWROOM: &str = "1-showroom";

pub(crate) const CHEN: &[(&str, &str)] = &[("name", "陈远"), ("phone", "13900000001")];

/// 2026-03-01 10:00 in Shanghai.
pub(crate) const START: i64 = 1_772_330_400;

pub(crate) fn fields(pairs: &[(&str, &str)]) -> Personal {
    Personal::new(
        pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned())),
    )
}

fn new_keys() -> [String; 3] {
    [
        KeyPurpose::Log,
        KeyPurpose::KeyEncryption,
        KeyPurpose::Index,
    ]
    .map(|purpose| new_key_line(purpose, 1).unwrap().to_string())
}

pub(crate) fn pack(folder: &str) -> (String, String) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../policies")
        .join(folder);
    let text = |name| fs::read_to_string(folder.join(name)).unwrap();
    (text("pack.toml"), text("regulation.md"))
}

/// A second regulation: the showroom's under another name, with a field of its own and a shorter protection.
pub(crate) fn furnishing() -> (String, String) {
    let (pack, regulation) = pack("1-showroom");
    let pack = pack
        .replace("name = \"showroom\"", "name = \"furnishing\"")
        .replace("\ndemand = ", "\nstyle = ")
        .replace("for = \"30 days\"", "for = \"10 days\"");
    (pack, regulation)
}

impl Store {
    /// 张 and 王 of 甲队, 李 of 乙队, under the showroom's regulation.
    pub(crate) fn showroom() -> Store {
        Store::with_keys(new_keys(), None, SHOWROOM)
    }

    /// The same people under another regulation, with its data in a new database of a cluster if one is given.
    pub(crate) fn under(regulation: &str, cluster: Option<&'static Cluster>) -> Store {
        Store::with_keys(new_keys(), cluster.map(OnServer::new), regulation)
    }

    /// The same, with its data in a new database of this cluster.
    pub(crate) fn showroom_on(cluster: &'static Cluster) -> Store {
        Store::with_keys(new_keys(), Some(OnServer::new(cluster)), SHOWROOM)
    }

    /// Another company in the same database.
    pub(crate) fn showroom_beside(on: &OnServer) -> Store {
        Store::with_keys(new_keys(), Some(on.clone()), SHOWROOM)
    }

    /// The same company founded anew by whoever has another store's keys.
    pub(crate) fn showroom_with_keys(other: &Store) -> Store {
        Store::with_keys(other.key_texts.clone(), None, SHOWROOM)
    }

    /// Where the ledger is, its folder being given.
    pub(crate) fn place<'a>(&'a self, folder: &'a Path) -> Place<'a> {
        let server = self.on_server.as_ref().map(|on| &on.server);
        Place { folder, server }
    }

    fn with_keys(key_texts: [String; 3], on_server: Option<OnServer>, regulation: &str) -> Store {
        let mut store = Store {
            ledger: None,
            folder: TempDir::new().unwrap(),
            key_texts,
            on_server,
            clock: Arc::new(AtomicI64::new(START)),
            next_key: AtomicU64::new(0),
        };
        let founding = Founding {
            company: "测试公司".to_owned(),
            packs: vec![pack(regulation)],
            company_file: Vec::new(),
        };
        let (keys, now) = (store.keys(), store.time_source());
        let ledger = Ledger::found(store.place(&store.path()), keys, now, &founding).unwrap();
        store.ledger = Some(ledger);
        for (name, unit) in [("张", "甲队"), ("王", "甲队"), ("李", "乙队")] {
            store.hire(name, unit);
        }
        store
    }

    pub(crate) fn hire(&self, name: &str, unit: &str) {
        self.hire_as(name, unit, "sales");
    }

    pub(crate) fn hire_as(&self, name: &str, unit: &str, role: &str) {
        if self.ledger().unit_named(unit).unwrap().is_none() {
            self.run(Command::AddUnit(unit.to_owned())).unwrap();
        }
        self.run(Command::AddStaff(fields(&[("staff_name", name)])))
            .unwrap();
        let change = Change::Joined {
            staff: self.staff(name),
            unit: self.unit(unit),
            role: self.packs().names.find(role),
        };
        let change = CompanyFact {
            from: Instant::MIN,
            recorded: Instant::MIN,
            change,
        };
        self.run(Command::Change(Box::new(change))).unwrap();
    }

    /// From ever on, a unit is under the second regulation.
    pub(crate) fn put_under_furnishing(&self, unit: &str) {
        let (pack, regulation) = furnishing();
        self.run(Command::Publish { pack, regulation }).unwrap();
        self.govern(unit, "furnishing", Instant::MIN).unwrap();
    }

    pub(crate) fn govern(
        &self,
        unit: &str,
        regulation: &str,
        from: Instant,
    ) -> Result<Recorded, Failure> {
        self.run(Command::Govern {
            unit: self.unit(unit),
            regulation: regulation.to_owned(),
            from,
        })
    }

    pub(crate) fn path(&self) -> std::path::PathBuf {
        self.folder.path().join("store")
    }

    pub(crate) fn keys(&self) -> Keys {
        let [log, key_encryption, index] = &self.key_texts;
        Keys::read(log, key_encryption, index).unwrap()
    }

    pub(crate) fn time_source(&self) -> ledger::ledger::TimeSource {
        let clock = Arc::clone(&self.clock);
        Arc::new(move || Instant::from_seconds(clock.load(Ordering::SeqCst)))
    }

    pub(crate) fn ledger(&self) -> &Ledger {
        self.ledger.as_ref().unwrap()
    }

    pub(crate) fn packs(&self) -> Arc<Packs> {
        self.ledger().packs().unwrap()
    }

    pub(crate) fn staff(&self, name: &str) -> StaffId {
        self.ledger().staff_named(name).unwrap().unwrap()
    }

    pub(crate) fn unit(&self, name: &str) -> UnitId {
        self.ledger().unit_named(name).unwrap().unwrap()
    }

    pub(crate) fn now(&self) -> Instant {
        Instant::from_seconds(self.clock.load(Ordering::SeqCst))
    }

    pub(crate) fn pass(&self, seconds: i64) {
        self.clock.fetch_add(seconds, Ordering::SeqCst);
    }

    /// Closes the ledger and opens it again, as after a restart.
    pub(crate) fn reopen(&mut self) {
        self.ledger = None;
        self.open();
    }

    pub(crate) fn open(&mut self) {
        let ledger = Ledger::open(self.place(&self.path()), self.keys(), self.time_source());
        self.ledger = Some(ledger.unwrap());
    }

    /// Every table of the closed store, row by row.
    pub(crate) fn tables(&self) -> Vec<String> {
        if let Some(on) = &self.on_server {
            let names =
                on.sql("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1");
            let rows = names
                .iter()
                .flat_map(|name| on.sql(&format!("SELECT t FROM {name} AS t ORDER BY t")));
            return rows.collect();
        }
        let connection = Connection::open(self.path().join("ledger.sqlite3")).unwrap();
        let mut names = connection
            .prepare("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
            .unwrap();
        let names: Vec<String> = names
            .query_map([], |row| row.get(0))
            .unwrap()
            .map(Result::unwrap)
            .collect();
        let mut rows = Vec::new();
        for name in names {
            let mut select = connection
                .prepare(&format!("SELECT * FROM {name}"))
                .unwrap();
            let count = select.column_count();
            let mut found = select.query([]).unwrap();
            while let Some(row) = found.next().unwrap() {
                let values: Vec<Value> =
                    (0..count).map(|column| row.get(column).unwrap()).collect();
                rows.push(format!("{name} {values:?}"));
            }
        }
        rows
    }

    /// 张 files papers with an entry.
    pub(crate) fn file_papers(&self, seq: u32, papers: &[Paper]) -> Recorded {
        let filed = Command::FilePapers {
            with: FiledWith::Entry(seq),
            actor: self.staff("张"),
            papers: papers.to_vec(),
        };
        self.run(filed).unwrap()
    }

    pub(crate) fn assert_rebuilding_changes_nothing(mut self) {
        self.ledger = None;
        let before = self.tables();
        self.open();
        self.ledger().rebuild(|_, _| ()).unwrap();
        self.ledger = None;
        assert_eq!(self.tables(), before);
    }

    pub(crate) fn run(&self, command: Command) -> Result<Recorded, Failure> {
        let key = self.next_key.fetch_add(1, Ordering::SeqCst).to_be_bytes();
        self.ledger().carry_out(command, &key)
    }

    /// What somebody does with a customer whom the fields identify.
    pub(crate) fn fact(&self, kind: FactKind, who: &str, typed: &[(&str, &str)]) -> Command {
        fact(self.ledger(), self.now(), kind, who, typed)
    }

    /// The same as one command: the visit counts only if the registration does.
    pub(crate) fn visit_and_register(&self, who: &str, typed: &[(&str, &str)]) -> Command {
        visit_and_register_by(self.ledger(), self.now(), who, typed)
    }

    /// Brings a customer on site and registers them in the same minute.
    pub(crate) fn register(&self, who: &str, typed: &[(&str, &str)]) -> Result<Recorded, Failure> {
        self.run(self.fact(FactKind::Visited, who, typed))?;
        self.run(self.fact(FactKind::Registered, who, typed))
    }
}

/// A photo of two parts, unlike any of another number. The ledger does not look into it.
pub(crate) fn photo(number: u8) -> Paper {
    Paper {
        what: "id_copy".to_owned(),
        media: Media::Jpeg,
        original: vec![number; 300_000],
        view: vec![number.wrapping_add(100); 3_000],
        small: vec![number.wrapping_add(200); 300],
    }
}

/// 张 brings a customer on site and registers them, with a ledger opened by somebody else.
pub(crate) fn visit_and_claim(
    ledger: &Ledger,
    now: Instant,
    typed: &[(&str, &str)],
) -> [Command; 2] {
    [FactKind::Visited, FactKind::Registered].map(|kind| fact(ledger, now, kind, "张", typed))
}

/// Somebody brings a customer on site and registers them, as one command.
pub(crate) fn visit_and_register_by(
    ledger: &Ledger,
    now: Instant,
    who: &str,
    typed: &[(&str, &str)],
) -> Command {
    let [visit, claim] = [FactKind::Visited, FactKind::Registered]
        .map(|kind| fact(ledger, now, kind, who, typed))
        .map(|command| match command {
            Command::Record(new) => *new,
            other => panic!("{other:?} is no fact"),
        });
    Command::Record(Box::new(NewFact {
        before: vec![visit.fact],
        ..claim
    }))
}

/// What somebody does with a customer, at a moment that may lie ahead.
pub(crate) fn fact(
    ledger: &Ledger,
    now: Instant,
    kind: FactKind,
    who: &str,
    typed: &[(&str, &str)],
) -> Command {
    let names = &ledger.packs().unwrap().names;
    let given = typed.iter().map(|(name, _)| names.find(name));
    let given = given.filter(|name| *name != Symbol::UNKNOWN).collect();
    let who = ledger.staff_named(who).unwrap();
    let is_visit = kind == FactKind::Visited;
    let fact = Fact {
        seq: 0,
        kind,
        answer: Answer::None,
        what: Symbol::NONE,
        actor: who.filter(|_| !is_visit),
        person: who.filter(|_| is_visit),
        of: None,
        occurred: now,
        recorded: now,
        counts_at: now,
        particulars: Some(Box::new(Particulars {
            given,
            ..Particulars::default()
        })),
    };
    Command::Record(Box::new(NewFact {
        before: Vec::new(),
        fact,
        about: About::Customer,
        fields: fields(typed),
    }))
}
