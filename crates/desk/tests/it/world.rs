//! 海川家居: two stores, four teams' worth of invented people, and a clock that the test moves.

mod people;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, Once};

use desk::account::second_factor::ShownAgain;
use desk::account::set_up::SetUpForm;
use desk::account::token::Token;
use desk::account::{SignInForm, SignInStep, SignedIn};
use desk::act::{ActEntry, ActInput};
use desk::register::Receipt;
use desk::{Actor, Desk, Instant, Refusal, Settings, StaffId, UnitId};
use ledger::ledger::{Founding, Ledger, TimeSource};
use ledger::place::Place;
use ledger::privacy::keys::{KeyPurpose, Keys, new_key_line};
use ledger::server::Server;
use tempfile::TempDir;
use totp_rs::{Builder, Secret};

use crate::postgres::Cluster;

/// 2026-03-02 09:00 in Shanghai, a Monday.
pub(crate) const START: i64 = 1_772_413_200;
/// A password that will do.
pub(crate) const PASSWORD: &str = "otter-barge-lantern-71";
/// Where people usually sign in from.
pub(crate) const SHOP: &str = "192.0.2.10";

/// The company with everybody in it.
pub(crate) struct World {
    desk: Option<Desk>,
    pub(crate) folder: TempDir,
    key_texts: [String; 3],
    /// Where the data is, if not in the folder.
    pub(crate) on_server: Option<&'static Cluster>,
    server: Option<Server>,
    /// After the desk, for it is gone with this.
    database: Option<Database>,
    clock: Arc<AtomicI64>,
    pub(crate) settings: Settings,
    /// Who was signed in, and how they are again.
    visitors: Mutex<BTreeMap<String, Visitor>>,
}

/// A database of a cluster, gone with its world.
struct Database {
    cluster: &'static Cluster,
    name: String,
}

/// What somebody has in hand to sign in.
#[derive(Clone, Default)]
struct Visitor {
    token: Option<Token>,
    device: Option<Token>,
    secret: String,
}

/// Texts of a regulation of this repository.
pub(crate) fn pack(folder: &str) -> (String, String) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../policies")
        .join(folder);
    let text = |name| fs::read_to_string(folder.join(name)).unwrap();
    (text("pack.toml"), text("regulation.md"))
}

/// A folder that is gone afterwards; in memory where there is such a place, for nothing in it need outlive a test.
fn folder() -> TempDir {
    let in_memory = Path::new("/dev/shm");
    match in_memory.is_dir() {
        true => TempDir::new_in(in_memory).unwrap(),
        false => TempDir::new().unwrap(),
    }
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(|entry| entry.unwrap()) {
        let copy = to.join(entry.file_name());
        match entry.path().is_dir() {
            true => copy_folder(&entry.path(), &copy),
            false => drop(fs::copy(entry.path(), copy).unwrap()),
        }
    }
}

impl Database {
    /// How the program reaches it, with no more rights than documented.
    fn as_writer(&self) -> Server {
        let connection = self.cluster.connection_as("baobei_writer", &self.name);
        Server::read(&connection).unwrap()
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let gone = format!("DROP DATABASE {} WITH (FORCE)", self.name);
        self.cluster.sql("postgres", &gone);
    }
}

/// Gives the writer of docs/postgresql.md the rights that stand there.
fn grant_what_is_documented(cluster: &Cluster, database: &str) {
    static ROLE: Once = Once::new();
    // Roles belong to the cluster, not to a database.
    ROLE.call_once(|| drop(cluster.sql(database, "CREATE ROLE baobei_writer LOGIN")));
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/postgresql.md");
    let text = fs::read_to_string(path).unwrap();
    let grants: Vec<&str> = text
        .lines()
        .filter(|line| line.starts_with("GRANT "))
        .collect();
    cluster.sql(database, &grants.join("\n"));
}

impl World {
    /// Founded, set up by 安澜, with stores, teams, people and their accounts.
    pub(crate) fn new(cluster: Option<&'static Cluster>) -> World {
        World::under(cluster, "1-showroom")
    }

    /// The same, under another regulation.
    pub(crate) fn under(cluster: Option<&'static Cluster>, regulation: &str) -> World {
        let world = World::founded_under(cluster, regulation);
        world.set_up();
        world.populate();
        world
    }

    /// The same under other regulations, the first of which is everybody's.
    pub(crate) fn of(cluster: Option<&'static Cluster>, packs: Vec<(String, String)>) -> World {
        let world = World::founded_with(cluster, packs, START, World::settings());
        world.set_up();
        world.populate();
        world
    }

    /// Founded, and nobody there yet.
    pub(crate) fn founded(cluster: Option<&'static Cluster>) -> World {
        World::founded_under(cluster, "1-showroom")
    }

    /// Founded under another regulation, and nobody there yet.
    pub(crate) fn founded_under(cluster: Option<&'static Cluster>, regulation: &str) -> World {
        World::founded_with(cluster, vec![pack(regulation)], START, World::settings())
    }

    /// As most companies have it, but that tests hash many passwords that protect nothing.
    pub(crate) fn settings() -> Settings {
        Settings {
            hash_memory_kib: 64,
            hash_passes: 1,
            ..Settings::default()
        }
    }

    /// Founded at a second under versions of a regulation.
    pub(crate) fn founded_with(
        cluster: Option<&'static Cluster>,
        packs: Vec<(String, String)>,
        start: i64,
        settings: Settings,
    ) -> World {
        let purposes = [
            KeyPurpose::Log,
            KeyPurpose::KeyEncryption,
            KeyPurpose::Index,
        ];
        let database = cluster.map(|cluster| Database {
            cluster,
            name: cluster.database(),
        });
        let as_owner = database
            .as_ref()
            .map(|one| one.cluster.connection(&one.name));
        let server = as_owner.map(|connection| Server::read(&connection).unwrap());
        let mut world = World {
            desk: None,
            folder: folder(),
            key_texts: purposes.map(|purpose| new_key_line(purpose, 1).unwrap().to_string()),
            on_server: cluster,
            server,
            database,
            clock: Arc::new(AtomicI64::new(start)),
            settings,
            visitors: Mutex::default(),
        };
        let founding = Founding {
            company: "海川家居".to_owned(),
            packs,
            company_file: Vec::new(),
        };
        let folder = world.path();
        let place = Place {
            folder: &folder,
            server: world.server.as_ref(),
        };
        let ledger = Ledger::found(place, world.keys(), world.time_source(), &founding).unwrap();
        world.desk = Some(Desk::open(ledger, world.settings).unwrap());
        if let Some(database) = &world.database {
            // The tables are there now; whoever serves from then on has no more rights than documented.
            grant_what_is_documented(database.cluster, &database.name);
            world.server = Some(database.as_writer());
            world.reopen_at(&folder);
        }
        world
    }

    /// Closes everything, to be copied from then on: what is open is not all in its files, and a database that somebody
    /// is connected to is not copied.
    pub(crate) fn close(&mut self) {
        self.desk = None;
    }

    /// Another company that has been the same until this one was closed.
    pub(crate) fn copied(&self) -> World {
        let database = self.database.as_ref().map(|database| Database {
            cluster: database.cluster,
            name: database.cluster.database_like(&database.name),
        });
        let mut copy = World {
            desk: None,
            folder: folder(),
            key_texts: self.key_texts.clone(),
            on_server: self.on_server,
            server: database.as_ref().map(Database::as_writer),
            database,
            clock: Arc::new(AtomicI64::new(self.clock.load(Ordering::SeqCst))),
            settings: self.settings,
            visitors: Mutex::new(self.visitors.lock().unwrap().clone()),
        };
        let to = copy.path();
        copy_folder(&self.path(), &to);
        copy.reopen_at(&to);
        copy
    }

    pub(crate) fn path(&self) -> std::path::PathBuf {
        self.folder.path().join("store")
    }

    pub(crate) fn keys(&self) -> Keys {
        let [log, key_encryption, index] = &self.key_texts;
        Keys::read(log, key_encryption, index).unwrap()
    }

    /// The texts of its keys: log, key encryption, index.
    pub(crate) fn key_lines(&self) -> [String; 3] {
        self.key_texts.clone()
    }

    pub(crate) fn time_source(&self) -> TimeSource {
        let clock = Arc::clone(&self.clock);
        Arc::new(move || Instant::from_seconds(clock.load(Ordering::SeqCst)))
    }

    pub(crate) fn pass(&self, seconds: i64) {
        self.clock.fetch_add(seconds, Ordering::SeqCst);
    }

    pub(crate) fn now(&self) -> Instant {
        Instant::from_seconds(self.clock.load(Ordering::SeqCst))
    }

    pub(crate) fn desk(&self) -> &Desk {
        self.desk.as_ref().unwrap()
    }

    /// Closes everything and opens it again, as after a restart; or another folder's.
    pub(crate) fn reopen_at(&mut self, folder: &Path) {
        self.desk = None;
        let place = Place {
            folder,
            server: self.server.as_ref(),
        };
        let ledger = Ledger::open(place, self.keys(), self.time_source()).unwrap();
        self.desk = Some(Desk::open(ledger, self.settings).unwrap());
    }

    /// 安澜 sets the company up.
    pub(crate) fn set_up(&self) {
        let link = self.desk().set_up_link(None).unwrap().unwrap();
        let form = SetUpForm {
            name: "安澜".to_owned(),
            login: "anlan".to_owned(),
            password: PASSWORD.to_owned().into(),
        };
        self.desk().set_up(&link, &form).unwrap();
    }

    /// Signs somebody in whole, from the shop and in their usual browser, as often as they are signed out.
    pub(crate) fn token(&self, login: &str) -> Token {
        let known = self.visitors.lock().unwrap().get(login).cloned();
        let mut visitor = known.unwrap_or_default();
        if let Some(token) = &visitor.token
            && self.desk().actor(token, SHOP).unwrap().is_some()
        {
            return token.clone();
        }
        let device = visitor.device.clone();
        let signed = self.sign_in_with(login, PASSWORD, SHOP, device).unwrap();
        let (token, device) = (signed.token, signed.device);
        let desk = self.desk();
        match signed.next {
            SignInStep::Done => {}
            SignInStep::SetUpSecondFactor => {
                let enrolment = desk.begin_second_factor(&token).unwrap();
                visitor.secret = enrolment.secret.to_string();
                let code = self.code(&visitor.secret);
                desk.confirm_second_factor(&token, &code, &ShownAgain::default(), &device)
                    .unwrap();
            }
            SignInStep::SecondFactor => {
                let code = self.code(&visitor.secret);
                desk.second_factor(&token, &code, &device).unwrap();
            }
            SignInStep::ChangePassword => {
                panic!("{login} must change a password that is their own")
            }
        }
        visitor.token = Some(token.clone());
        visitor.device = Some(device);
        self.visitors
            .lock()
            .unwrap()
            .insert(login.to_owned(), visitor);
        token
    }

    /// Somebody signed in, as of now.
    pub(crate) fn actor(&self, login: &str) -> Actor {
        let token = self.token(login);
        self.desk().actor(&token, SHOP).unwrap().unwrap()
    }

    /// The secret of somebody's second factor.
    pub(crate) fn secret_of(&self, login: &str) -> String {
        self.visitors.lock().unwrap()[login].secret.clone()
    }

    /// What an authenticator with this secret shows now.
    pub(crate) fn code(&self, secret: &str) -> String {
        let secret = Secret::try_from_base32(secret).unwrap();
        let totp = Builder::new().with_secret(secret).build().unwrap();
        let now = u64::try_from(self.now().seconds()).unwrap();
        totp.generate(now).to_string()
    }

    pub(crate) fn sign_in(
        &self,
        login: &str,
        password: &str,
        origin: &str,
    ) -> Result<SignedIn, Refusal> {
        self.sign_in_with(login, password, origin, None)
    }

    pub(crate) fn sign_in_with(
        &self,
        login: &str,
        password: &str,
        origin: &str,
        device: Option<Token>,
    ) -> Result<SignedIn, Refusal> {
        self.desk().sign_in(&SignInForm {
            login: login.to_owned(),
            password: password.to_owned().into(),
            origin: origin.to_owned(),
            device,
            device_label: "Chrome · Windows".to_owned(),
        })
    }

    /// Somebody's act on a case; none: about a customer by what is known of them.
    pub(crate) fn act(
        &self,
        who: &str,
        case: impl Into<Option<u64>>,
        act: &str,
        entry: ActEntry,
    ) -> Result<Receipt, Refusal> {
        let input = ActInput {
            case: case.into(),
            act: act.to_owned(),
            entry,
            ..ActInput::default()
        };
        self.desk().act(&self.actor(who), &input)
    }

    pub(crate) fn unit(&self, name: &str) -> UnitId {
        let units = self.desk().units(&self.actor("anlan")).unwrap();
        let meant = units.into_iter().find(|unit| unit.name == name);
        meant.unwrap().unit
    }

    pub(crate) fn staff(&self, name: &str) -> StaffId {
        let people = self.desk().people(&self.actor("anlan")).unwrap();
        let meant = people.into_iter().find(|person| person.name == name);
        meant.unwrap().staff
    }
}
