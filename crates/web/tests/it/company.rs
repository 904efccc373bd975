//! An invented company at work, with somebody of each role, and a clock that the test moves.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use desk::account::opening::NewAccount;
use desk::account::second_factor::ShownAgain;
use desk::account::set_up::SetUpForm;
use desk::account::{SignInForm, SignInStep};
use desk::organisation::{NewGrant, UnitKind};
use desk::permission::{Role, TABLE, Target};
use desk::{Actor, Desk, Instant, Settings, StaffId, UnitId};
use ledger::ledger::{Founding, Ledger, TimeSource};
use ledger::privacy::keys::{KeyPurpose, Keys, new_key_line};
use tempfile::TempDir;
use totp_rs::{Builder, Secret};
use web::door::Door;
use web::site::Site;

use crate::browser::Browser;

/// 2026-03-02 09:00 in Shanghai, a Monday.
const START: i64 = 1_772_413_200;
pub(crate) const PASSWORD: &str = "otter-barge-lantern-71";
/// The login of a salesperson in another team than everybody else's.
pub(crate) const ELSEWHERE: &str = "elsewhere";
/// Where the pages are.
pub(crate) const HERE: &str = "127.0.0.1:8080";

pub(crate) struct Company {
    pub(crate) desk: Arc<Desk>,
    pub(crate) clock: Arc<AtomicI64>,
    /// Secrets of second factors by login.
    secrets: BTreeMap<String, String>,
    /// Its ledger lies in `store`.
    pub(crate) folder: TempDir,
    /// The lines of its keys: log, key encryption, index.
    pub(crate) keys: [String; 3],
}

impl Company {
    /// Founded, and nobody there yet.
    pub(crate) fn founded() -> Company {
        Company::founded_under("1-showroom", false)
    }

    fn founded_under(regulation: &str, sends_codes: bool) -> Company {
        let folder = TempDir::new().unwrap();
        let clock = Arc::new(AtomicI64::new(START));
        let ticking = Arc::clone(&clock);
        let now: TimeSource =
            Arc::new(move || Instant::from_seconds(ticking.load(Ordering::SeqCst)));
        let lines = [
            KeyPurpose::Log,
            KeyPurpose::KeyEncryption,
            KeyPurpose::Index,
        ]
        .map(|purpose| new_key_line(purpose, 1).unwrap().to_string());
        let [log, key_encryption, index] = &lines;
        let founding = Founding {
            company: "海川家居".to_owned(),
            packs: vec![pack(regulation)],
            company_file: Vec::new(),
        };
        let keys = Keys::read(log, key_encryption, index).unwrap();
        let ledger = Ledger::found(&folder.path().join("store"), keys, now, &founding).unwrap();
        // Tests hash many passwords that protect nothing.
        let settings = Settings {
            hash_memory_kib: 64,
            hash_passes: 1,
            sends_codes,
            ..Settings::default()
        };
        Company {
            desk: Arc::new(Desk::open(ledger, settings).unwrap()),
            clock,
            secrets: BTreeMap::new(),
            folder,
            keys: lines,
        }
    }

    /// Set up, with one person of each role for one team: the login is the role's name. A salesperson of another
    /// team, too.
    pub(crate) fn at_work() -> Company {
        Company::at_work_under("1-showroom")
    }

    /// The same under another regulation.
    pub(crate) fn at_work_under(regulation: &str) -> Company {
        Company::founded_under(regulation, false).staffed()
    }

    /// The same under a regulation that knows consent by code, where somebody sends codes.
    pub(crate) fn at_work_sending_codes() -> Company {
        Company::founded_under("4-consumer", true).staffed()
    }

    fn staffed(self) -> Company {
        let mut company = self;
        let link = company.desk.set_up_link(None).unwrap().unwrap();
        let form = SetUpForm {
            name: "安澜".to_owned(),
            login: Role::SecurityAdministrator.name().to_owned(),
            password: PASSWORD.to_owned().into(),
        };
        company.desk.set_up(&link, &form).unwrap();
        let security = company.arrive(Role::SecurityAdministrator.name());
        let system = Role::SystemAdministrator;
        let system = company.take_on(&security, system.name(), system, None);
        let units = system.may(Target::Anything).unwrap();
        let [team, other_team] = ["甲队", "乙队"].map(|name| {
            let added = company.desk.add_unit(&units, name, UnitKind::Team, None);
            added.unwrap()
        });
        company.take_on(&security, ELSEWHERE, Role::Salesperson, Some(other_team));
        let roles = TABLE.map(|(role, _)| role);
        let others = roles.into_iter().filter(|role| {
            ![Role::SecurityAdministrator, Role::SystemAdministrator].contains(role)
        });
        for role in others {
            company.take_on(&security, role.name(), role, Some(team));
        }
        company
    }

    /// Somebody new with a role and an account, signed in once.
    fn take_on(&mut self, by: &Actor, login: &str, role: Role, team: Option<UnitId>) -> Actor {
        let accounts = by.may(Target::Anything).unwrap();
        let name = format!("{login}先生");
        let staff: StaffId = match team.filter(|_| !role.is_administrator()) {
            Some(team) => self.desk.add_staff(&accounts, &name, team, "").unwrap(),
            None => self.desk.add_person(&accounts, &name).unwrap(),
        };
        let scope = team.filter(|_| !role.is_administrator());
        let grant = NewGrant {
            staff,
            role,
            scope,
            from: None,
            until: None,
        };
        self.desk.grant_role(by, &grant).unwrap();
        let new = NewAccount {
            staff,
            login: login.to_owned(),
        };
        let accounts = by.may(Target::Anything).unwrap();
        let (_, link) = self.desk.open_account(&accounts, &new).unwrap();
        self.desk.choose_password(&link, PASSWORD).unwrap();
        self.arrive(login)
    }

    /// Signs somebody in, and sets a second factor up where the role asks for one.
    pub(crate) fn arrive(&mut self, login: &str) -> Actor {
        let signed_in = self.desk.sign_in(&SignInForm {
            login: login.to_owned(),
            password: PASSWORD.to_owned().into(),
            origin: "127.0.0.1".to_owned(),
            ..SignInForm::default()
        });
        let signed_in = signed_in.unwrap();
        if signed_in.next == SignInStep::SetUpSecondFactor {
            let enrolment = self.desk.begin_second_factor(&signed_in.token).unwrap();
            self.secrets
                .insert(login.to_owned(), enrolment.secret.to_string());
            let code = self.code(login);
            self.desk
                .confirm_second_factor(
                    &signed_in.token,
                    &code,
                    &ShownAgain::default(),
                    &signed_in.device,
                )
                .unwrap();
        }
        self.pass(60);
        self.desk
            .actor(&signed_in.token, "127.0.0.1")
            .unwrap()
            .unwrap()
    }

    /// What the authenticator of somebody shows now.
    pub(crate) fn code(&self, login: &str) -> String {
        code_of(&self.secrets[login], self.clock.load(Ordering::SeqCst))
    }

    /// The time, in seconds.
    pub(crate) fn seconds(&self) -> i64 {
        self.clock.load(Ordering::SeqCst)
    }

    pub(crate) fn pass(&self, seconds: i64) {
        self.clock.fetch_add(seconds, Ordering::SeqCst);
    }

    /// The pages, as this machine reaches them.
    pub(crate) fn site(&self, public: Option<&str>) -> Arc<Site> {
        Arc::new(self.pages(public))
    }

    /// The same, to be changed before they are served.
    pub(crate) fn pages(&self, public: Option<&str>) -> Site {
        let door = Door::new(HERE.parse().unwrap(), public).unwrap();
        let clock = Arc::clone(&self.clock);
        let now = Arc::new(move || Instant::from_seconds(clock.load(Ordering::SeqCst)));
        Site::new(door, Arc::clone(&self.desk), now)
    }

    /// A browser that nobody has signed in with.
    pub(crate) fn browser(&self) -> Browser {
        Browser::new(&self.site(None), HERE)
    }

    /// A browser in which somebody is signed in.
    pub(crate) async fn signed_in(&self, login: &str) -> Browser {
        self.signed_in_at(&self.site(None), login).await
    }

    /// A browser in which somebody is signed in at these pages.
    pub(crate) async fn signed_in_at(&self, site: &Arc<Site>, login: &str) -> Browser {
        let mut browser = Browser::new(site, HERE);
        browser.get("/sign-in").await;
        let answer = browser
            .post("/sign-in", &[("login", login), ("password", PASSWORD)])
            .await;
        if answer.header("location").starts_with("/sign-in/code") {
            self.pass(60);
            let code = self.code(login);
            let answer = browser.post("/sign-in/code", &[("code", &code)]).await;
            assert_eq!(answer.header("location"), "/", "{}", answer.text);
        } else {
            assert_eq!(answer.header("location"), "/", "{}", answer.text);
        }
        browser
    }
}

/// What an authenticator with this secret shows at this second.
pub(crate) fn code_of(secret: &str, at: i64) -> String {
    let secret = Secret::try_from_base32(secret).unwrap();
    let totp = Builder::new().with_secret(secret).build().unwrap();
    totp.generate(u64::try_from(at).unwrap()).to_string()
}

fn pack(name: &str) -> (String, String) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../policies")
        .join(name);
    let text = |file| std::fs::read_to_string(folder.join(file)).unwrap();
    (text("pack.toml"), text("regulation.md"))
}
