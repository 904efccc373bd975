//! `baobei serve`: the pages of a company, from an empty folder on.

use std::io::Write;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use desk::{Desk, Settings};
use ledger::fault::Fault;
use ledger::ledger::{Founding, Ledger, TimeSource};
use ledger::server::Server;
use ruling::language::Language;
use ruling::policy::problem::Text;
use tokio::net::TcpListener;
use tracing_subscriber::EnvFilter;
use web::door::{BadDoor, Door};
use web::outward::Reach;
use web::outward::mail::{MailServer, Protection};
use web::printed::Printer;
use web::site::{CastGroup, Site};

use crate::config::{Config, environment};
use crate::failure::Failure;
use crate::input;
use crate::pack_folder::PackFolder;
use crate::shipped;
use crate::store::{StoreAt, clock, fault, server_of};

/// What was asked for: what is not is as the settings say.
#[derive(clap::Args)]
pub(crate) struct Serve {
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    #[arg(long, value_name = "DIR")]
    keys: Option<PathBuf>,
    #[arg(long, value_name = "FILE")]
    postgres: Option<PathBuf>,
    #[arg(long, value_name = "DIR")]
    policy: Vec<PathBuf>,
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    #[arg(long, value_name = "ADDRESS")]
    address: Option<String>,
    #[arg(long, value_name = "URL")]
    public_url: Option<String>,
}

impl Serve {
    fn config(&self) -> Result<Config, Failure> {
        let path = |path: &Option<PathBuf>| path.as_ref().map(|path| path.display().to_string());
        let connection = match &self.postgres {
            Some(file) => Some(input::text(file)?.trim().to_owned()),
            None => None,
        };
        let flags = vec![
            ("data", path(&self.data)),
            ("keys", path(&self.keys)),
            ("postgres", connection),
            ("name", self.name.clone()),
            ("address", self.address.clone()),
            ("public_url", self.public_url.clone()),
        ];
        Config::read(self.config.as_deref(), &environment, &flags)
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
    };
    let server = server_of(config.text("postgres"))?;
    let name = config.text("name").unwrap_or_default();
    let (ledger, is_new) = open_or_found(&at, server.as_ref(), name, &asked.policy)?;
    let entries = ledger.size().map_err(fault)?;
    let desk = open_desk(ledger, settings(&config))?;
    let link = desk
        .set_up_link(config.text("set_up_link"))
        .map_err(refused)?;
    if link.is_some() && reached.public_url.is_some() {
        return Err(Failure::Usage(Text::new(
            "还没有设置第一个账号：请先在本机不带 --public-url 启动，用打印出来的链接设置，再对外开放",
            "the first account is not set up: start on this machine without --public-url, use the link it prints, then open it to others",
        )));
    }
    log_to_stderr(config.text("log").unwrap_or_default());
    let data = at.data.display().to_string();
    serve(desk, clock(), Vec::new(), &reached, language, |url, out| {
        writeln!(out, "baobei {}", env!("CARGO_PKG_VERSION"))?;
        let state = match is_new {
            true => language.pick("新建".to_owned(), "new".to_owned()),
            false => language.pick(
                format!("已有数据，{entries} 条记录"),
                format!("existing data, {entries} entries"),
            ),
        };
        writeln!(
            out,
            "{}",
            language.pick(
                format!("数据文件夹：{data}（{state}）"),
                format!("data folder: {data} ({state})")
            )
        )?;
        writeln!(
            out,
            "{}",
            language.pick(format!("网址：{url}"), format!("address: {url}"))
        )?;
        let link = link.as_ref().map(|link| link.text());
        tell_of_set_up(link, url, language, out)
    })
}

/// How the company is set up for the first time, or goes on with what it has; nothing once it was set up.
fn tell_of_set_up(
    link: Option<&str>,
    url: &str,
    language: Language,
    out: &mut dyn Write,
) -> std::io::Result<()> {
    let Some(link) = link else {
        return Ok(());
    };
    let first = language.pick(
        format!("首次设置（一小时内用一次有效）：{url}/set-up/{link}"),
        format!("first set-up (opens once, within an hour): {url}/set-up/{link}"),
    );
    let earlier = language.pick(
        "要接着用以前的数据，就先停掉，运行 baobei restore 把备份恢复到一个新文件夹，再用 --data 启动",
        "to go on with earlier data, stop this, restore a backup into a new folder with baobei restore, and start with --data",
    );
    writeln!(out, "{first}\n{earlier}")
}

fn reach(config: &Config) -> Reach {
    match config.text("robots_reach") {
        Some("anywhere") => Reach::Anywhere,
        _ => Reach::Public,
    }
}

/// The mail server, where one is named.
fn mail(config: &Config) -> Result<Option<MailServer>, Failure> {
    let Some(host) = config.text("smtp_host") else {
        return Ok(None);
    };
    let protection = match config.text("smtp_protection") {
        Some("none") => Protection::Nothing,
        Some("starttls") => Protection::StartTls,
        _ => Protection::Tls,
    };
    let port = config
        .number("smtp_port")
        .and_then(|port| u16::try_from(port).ok());
    let password = config.text("smtp_password").unwrap_or_default();
    let account = config.text("smtp_user");
    let account = account.map(|user| (user.to_owned(), password.to_owned()));
    let from = config.text("smtp_from").unwrap_or_default();
    let server = MailServer::new((host, port.unwrap_or(465)), protection, account, from);
    server.map(Some).ok_or_else(|| {
        Failure::Usage(Text::new(
            format!("设置 smtp_from `{from}` 不是发件地址：请写成 baobei@example.com 或 报备 <baobei@example.com>"),
            format!("the setting smtp_from `{from}` is no sender: write baobei@example.com or Baobei <baobei@example.com>"),
        ))
    })
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
        ..usual
    }
}

/// The ledger of a folder; in an empty one it is founded with this name and regulation.
fn open_or_found(
    at: &StoreAt,
    server: Option<&Server>,
    name: &str,
    policy: &[PathBuf],
) -> Result<(Ledger, bool), Failure> {
    let place = at.place(server);
    // Keys are made for a new ledger only: beside an old one whose keys are missing they would hide that.
    let is_empty = std::fs::read_dir(&at.data).map_or(true, |mut entries| entries.next().is_none());
    if is_empty {
        at.key_place().make()?;
    }
    match Ledger::open(place, at.key_place().read()?, clock()) {
        Ok(ledger) => Ok((ledger, false)),
        Err(Fault::NoLedger(_)) => {
            let founding = Founding {
                company: name.to_owned(),
                packs: regulation(policy)?,
                company_file: Vec::new(),
            };
            let founded = Ledger::found(place, at.key_place().read()?, clock(), &founding);
            Ok((founded.map_err(unfounded)?, true))
        }
        Err(failed) => Err(fault(failed)),
    }
}

/// The regulation of a new company: that of the folders, or the first that comes with the program.
fn regulation(folders: &[PathBuf]) -> Result<Vec<(String, String)>, Failure> {
    let mut texts = Vec::new();
    for folder in folders {
        for folder in PackFolder::all_in(folder)? {
            let source = folder.source();
            texts.push((source.pack.to_owned(), source.regulation.to_owned()));
        }
    }
    if folders.is_empty() {
        texts.extend(shipped::named("1-showroom"));
    }
    Ok(texts)
}

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

/// Listens, tells where, and answers until told to end.
///
/// # Errors
/// An address that is none, is taken, or would show passwords to others.
pub(crate) fn serve(
    desk: Arc<Desk>,
    now: TimeSource,
    cast: Vec<CastGroup>,
    reached: &Reached,
    language: Language,
    tell: impl FnOnce(&str, &mut dyn Write) -> std::io::Result<()>,
) -> Result<ExitCode, Failure> {
    let address = address(&reached.address)?;
    let door = Door::new(address, reached.public_url.as_deref()).map_err(bad_door)?;
    let runtime =
        tokio::runtime::Runtime::new().map_err(|error| unserved(&reached.address, &error))?;
    runtime.block_on(async {
        let listener = TcpListener::bind(address).await.map_err(|error| unserved(&reached.address, &error))?;
        let listening = listener.local_addr().map_err(|error| unserved(&reached.address, &error))?;
        let door = door.listening_on(listening);
        let mut out = std::io::stdout().lock();
        tell(&door.url(), &mut out)?;
        if !web::asset::are_built() {
            writeln!(out, "{}", language.pick(
                "注意：程序里没有页面样式。请运行 scripts/assets 后重新编译。",
                "note: this program was built without its style: run scripts/assets and build again.",
            ))?;
        }
        writeln!(out, "{}", language.pick("按 Ctrl+C 停止。", "Ctrl+C stops it."))?;
        out.flush()?;
        drop(out);
        let mut site = Site::new(door, desk, now);
        site.cast = cast;
        site.reach = reached.reach;
        site.mail.clone_from(&reached.mail);
        if let Some(fonts) = &reached.fonts {
            site.printer = Arc::new(Printer::new(fonts.clone()));
        }
        site.shipped = shipped::all();
        let served = web::serve::until_told(listener, Arc::new(site)).await;
        served.map_err(|error| unserved(&reached.address, &error))
    })?;
    Ok(ExitCode::SUCCESS)
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
