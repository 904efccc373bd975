//! `baobei serve`: the pages of a company, from an empty folder on.

mod first_run;
mod given;
mod outward;

use std::io::Write;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use desk::{Desk, Settings};
use ledger::fault::Fault;
use ledger::ledger::Ledger;
use ruling::language::Language;
use ruling::policy::problem::Text;
use tokio::net::TcpListener;
use tracing_subscriber::EnvFilter;
use web::door::{BadDoor, Door};
use web::outward::Reach;
use web::outward::mail::MailServer;
use web::outward::sms::SmsSender;
use web::printed::Printer;
use web::restoring::Restoring;
use web::serve::Ended;
use web::site::Site;

use self::first_run::FirstRun;
pub(crate) use self::given::Given;
use self::outward::{mail, reach, sms};
use crate::config::Config;
use crate::failure::Failure;
use crate::shipped;
use crate::store::{StoreAt, clock, fault, restored, server_of};

/// What was asked for: what is not is as the settings say.
#[derive(clap::Args)]
pub(crate) struct Serve {
    #[command(flatten)]
    given: Given,
    #[arg(long, value_name = "DIR")]
    policy: Vec<PathBuf>,
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    #[arg(long, value_name = "URL")]
    public_url: Option<String>,
}

impl Serve {
    fn config(&self) -> Result<Config, Failure> {
        self.given.config(vec![
            ("name", self.name.clone()),
            ("public_url", self.public_url.clone()),
        ])
    }
}

/// Where the pages are reached.
#[derive(clap::Args)]
pub(crate) struct Reached {
    #[arg(
        long,
        env = "BAOBEI_ADDRESS",
        default_value = "127.0.0.1:8080",
        value_name = "ADDRESS"
    )]
    address: String,
    #[arg(long, env = "BAOBEI_PUBLIC_URL", value_name = "URL")]
    public_url: Option<String>,
    #[arg(skip)]
    reach: Reach,
    #[arg(skip)]
    fonts: Option<PathBuf>,
    #[arg(skip)]
    mail: Option<MailServer>,
    #[arg(skip)]
    sms: Option<SmsSender>,
}

impl Reached {
    /// With the fonts of a folder; none: those of the system.
    pub(crate) fn with_fonts(self, fonts: Option<PathBuf>) -> Reached {
        Reached { fonts, ..self }
    }
}

/// Serves until told to end.
///
/// # Errors
/// An address that cannot be listened on, a ledger that cannot be opened or founded.
pub(crate) fn run(asked: Serve, language: Language) -> Result<ExitCode, Failure> {
    let config = asked.config()?;
    let at = StoreAt {
        data: config.path("data").unwrap_or_default(),
        keys: config.path("keys"),
        postgres: None,
    };
    let reached = Reached {
        address: config.text("address").unwrap_or_default().to_owned(),
        public_url: config.text("public_url").map(str::to_owned),
        reach: reach(&config),
        fonts: config.path("fonts"),
        mail: mail(&config)?,
        sms: sms(&config)?,
    };
    let server = server_of(config.text("postgres"))?;
    let first_run = FirstRun {
        name: config.text("name").unwrap_or_default().to_owned(),
        policy: asked.policy,
        chosen: config.text("set_up_link").map(str::to_owned),
        settings: settings(&config),
    };
    log_to_stderr(config.text("log").unwrap_or_default());
    let mut listening = listen(&reached)?;
    // Until somebody has an account, only whoever is at this machine may become the first. Cookies are this door's, so
    // that the other one waits for the next start.
    let mut is_here_only = false;
    // Whoever brings a backup goes on seeing what came of it when its ledger is served.
    let mut restoring = None;
    loop {
        restored::take_in(&at)?;
        let mut round = first_run.open(&at, server.as_ref())?;
        if reached.public_url.is_some() && round.is_to_set_up() && !is_here_only {
            listening = listening.on_this_machine()?;
            is_here_only = true;
        }
        if is_here_only {
            round.opens_later_at(reached.public_url.clone());
        }
        let mut site = Site::new(listening.door(), Arc::clone(&round.desk), clock());
        if server.is_none() && restoring.is_none() {
            let keys = at.key_place().texts()?;
            restoring = Some(Arc::new(Restoring::new(at.data.clone(), keys, clock())));
        }
        site.restoring.clone_from(&restoring);
        let told = |url: &str, out: &mut dyn Write| round.tell(&at, url, language, out);
        match answer(&listening, site, &reached, language, told)? {
            Ended::Told => return Ok(ExitCode::SUCCESS),
            Ended::Restored => {}
        }
    }
}

/// What a company set.
fn settings(config: &Config) -> Settings {
    let usual = Settings::default();
    let count = |key, usual| config.count(key).unwrap_or(usual);
    let seconds = |key, unit, usual| config.number(key).map_or(usual, |number| number * unit);
    Settings {
        idle_seconds: seconds("idle_minutes", 60, usual.idle_seconds),
        session_seconds: seconds("session_hours", 60 * 60, usual.session_seconds),
        password_days: config.count("password_days"),
        checks_a_day: count("checks_a_day", usual.checks_a_day),
        reveals_a_day: count("reveals_a_day", usual.reveals_a_day),
        looks_a_day: count("looks_a_day", usual.looks_a_day),
        exports_a_day: count("exports_a_day", usual.exports_a_day),
        sends_codes: config.text("sms_command").is_some() || config.text("sms_url").is_some(),
        codes_a_day: count("codes_a_day", usual.codes_a_day),
        ..usual
    }
}

/// What a ledger that could not be founded says.
pub(crate) fn unfounded(failed: ledger::fault::Failure) -> Failure {
    match failed {
        ledger::fault::Failure::Fault(failed) => fault(failed),
        ledger::fault::Failure::Refused(_) => fault(Fault::Stopped),
    }
}

/// The desk over a ledger.
///
/// # Errors
/// Tables of a newer release, rows that cannot be read.
pub(crate) fn open_desk(ledger: Ledger, settings: Settings) -> Result<Arc<Desk>, Failure> {
    Ok(Arc::new(Desk::open(ledger, settings).map_err(fault)?))
}

/// What the desk says no to while the program starts.
pub(crate) fn refused(refusal: desk::Refusal) -> Failure {
    match refusal {
        desk::Refusal::Fault(failed) => fault(failed),
        refusal => Failure::found(Text::new(
            format!("没有办成：{refusal}"),
            format!("not done: {refusal}"),
        )),
    }
}

/// An address that is listened on, and what is typed to reach it.
pub(crate) struct Listening {
    listener: std::net::TcpListener,
    address: String,
    door: Door,
}

impl Listening {
    pub(crate) fn door(&self) -> Door {
        self.door.clone()
    }

    /// The same port, which this machine alone reaches: whoever has the link for the first set-up is at it.
    fn on_this_machine(self) -> Result<Listening, Failure> {
        let listen = self.door.listen();
        let ip = Some(listen.ip()).filter(IpAddr::is_loopback);
        let ip = ip.unwrap_or(Ipv4Addr::LOCALHOST.into());
        drop(self);
        listen_at(&SocketAddr::new(ip, listen.port()).to_string(), None)
    }
}

/// Listens. Whoever connects waits until somebody answers.
///
/// # Errors
/// An address that is none, is taken, or would show passwords to others.
pub(crate) fn listen(reached: &Reached) -> Result<Listening, Failure> {
    listen_at(&reached.address, reached.public_url.as_deref())
}

fn listen_at(text: &str, public_url: Option<&str>) -> Result<Listening, Failure> {
    let address = address(text)?;
    let door = Door::new(address, public_url).map_err(bad_door)?;
    let unserved = |error| unserved(text, &error);
    let listener = std::net::TcpListener::bind(address).map_err(unserved)?;
    listener.set_nonblocking(true).map_err(unserved)?;
    let listening = listener.local_addr().map_err(unserved)?;
    Ok(Listening {
        listener,
        address: text.to_owned(),
        door: door.listening_on(listening),
    })
}

/// Tells where pages are served, and answers until told to end. When this returns, nothing of the site is open.
///
/// # Errors
/// What the system says about the listener, or nobody reads what is told.
pub(crate) fn answer(
    listening: &Listening,
    mut site: Site,
    reached: &Reached,
    language: Language,
    tell: impl FnOnce(&str, &mut dyn Write) -> Result<(), Failure>,
) -> Result<Ended, Failure> {
    let unserved = |error| unserved(&listening.address, &error);
    site.reach = reached.reach;
    site.mail.clone_from(&reached.mail);
    site.sms.clone_from(&reached.sms);
    if let Some(fonts) = &reached.fonts {
        site.printer = Arc::new(Printer::new(fonts.clone()));
    }
    site.shipped = shipped::all();
    let runtime = tokio::runtime::Runtime::new().map_err(unserved)?;
    runtime.block_on(async {
        let listener = listening.listener.try_clone().map_err(unserved)?;
        let listener = TcpListener::from_std(listener).map_err(unserved)?;
        let served = web::serve::until_told(listener, Arc::new(site)).map_err(unserved)?;
        let mut out = std::io::stdout().lock();
        tell(&listening.door.url(), &mut out)?;
        if !web::asset::are_built() {
            writeln!(out, "{}", language.pick(
                "注意：程序里没有页面样式。请运行 scripts/assets 后重新编译。",
                "note: this program was built without its style: run scripts/assets and build again.",
            ))?;
        }
        writeln!(out, "{}", language.pick("按 Ctrl+C 停止。", "Ctrl+C stops it."))?;
        out.flush()?;
        drop(out);
        served.await.map_err(unserved)
    })
}

pub(crate) fn address(text: &str) -> Result<SocketAddr, Failure> {
    text.parse().map_err(|_| {
        Failure::Usage(Text::new(
            format!("--address `{text}` 不是地址：请写 IP:端口，如 127.0.0.1:8080"),
            format!("--address `{text}` is no address: write IP:port, as 127.0.0.1:8080"),
        ))
    })
}

pub(crate) fn bad_door(bad: BadDoor) -> Failure {
    Failure::Usage(match bad {
        BadDoor::Unprotected => Text::new(
            "--address 让别的机器也能连上，密码会在网络上明文传送：请在前面放一台加密的转发服务器，并用 --public-url 写明大家输入的 https 地址；只在本机用就写 127.0.0.1",
            "--address is reached by other machines, and passwords would be readable on the way: put an encrypting proxy in front and name the https address people type with --public-url; for this machine alone write 127.0.0.1",
        ),
        BadDoor::NotHttps => Text::new(
            "--public-url 要写成 https://域名，后面不带路径",
            "--public-url must be https://name without a path",
        ),
    })
}

fn unserved(address: &str, error: &std::io::Error) -> Failure {
    let (zh, en) = match error.kind() {
        std::io::ErrorKind::AddrInUse => (
            "已被别的程序占用：换一个端口，如 --address 127.0.0.1:8081".to_owned(),
            "another program has it: take another port, as --address 127.0.0.1:8081".to_owned(),
        ),
        std::io::ErrorKind::PermissionDenied => (
            "没有权限：1024 以下的端口请换大一些的".to_owned(),
            "not permitted: take a port above 1024".to_owned(),
        ),
        _ => (error.to_string(), error.to_string()),
    };
    Failure::Unreadable(Text::new(
        format!("无法在 {address} 上提供页面：{zh}"),
        format!("cannot serve pages at {address}: {en}"),
    ))
}

/// Never what people typed.
pub(crate) fn log_to_stderr(level: &str) {
    let filter = EnvFilter::try_new(level).unwrap_or_else(|_| EnvFilter::new("warn"));
    let logging = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    // Whoever set another log up before keeps it.
    drop(logging.try_init());
}
