//! `baobei demo`: an invented company to look at, made in a few seconds.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use desk::Settings;
use ledger::ledger::Ledger;
use ruling::calendar::Zone;
use ruling::language::Language;
use ruling::policy::problem::Text;
use toml::{Table, Value};
use web::site::CastMember;

use super::serve::{Reached, open_desk, serve};
use crate::demo::{self, Account, DemoClock, PASSWORD};
use crate::failure::Failure;
use crate::input;
use crate::store::{StoreAt, clock, fault};

/// Beside the store: says that it is a demo's, and how its people sign in.
const CAST: &str = "demo.toml";

/// What was asked for.
#[derive(clap::Args)]
pub(crate) struct Demo {
    #[arg(
        long,
        env = "BAOBEI_DATA",
        default_value = "baobei-demo",
        value_name = "DIR"
    )]
    data: PathBuf,
    #[arg(long)]
    reset: bool,
    #[command(flatten)]
    reached: Reached,
}

/// Makes the company unless it is there, and serves its pages.
///
/// # Errors
/// A folder with something else in it, or one that cannot be written.
pub(crate) fn run(asked: Demo, language: Language) -> Result<ExitCode, Failure> {
    let at = StoreAt {
        data: asked.data,
        keys: None,
        postgres: None,
    };
    let cast = at.data.join(CAST);
    if asked.reset && cast.exists() {
        fs::remove_dir_all(&at.data).map_err(|error| Failure::unwritable(&at.data, &error))?;
    }
    let is_new = !cast.exists();
    if is_new {
        let is_empty = fs::read_dir(&at.data).map_or(true, |mut entries| entries.next().is_none());
        if !is_empty {
            return Err(not_a_demo(&at.data));
        }
        let now = DemoClock::new();
        let today = Zone::shanghai().day_of(input::now());
        let accounts = demo::found(&at, &now, today)?;
        fs::write(&cast, written(&accounts)).map_err(|error| Failure::unwritable(&cast, &error))?;
    }
    let members = members(&input::text(&cast)?).ok_or_else(|| not_a_demo(&at.data))?;
    let ledger = Ledger::open(at.place(None), at.key_place().read()?, clock()).map_err(fault)?;
    let desk = open_desk(ledger, Settings::default())?;
    let data = at.data.display().to_string();
    let now: web::site::TimeSource = Arc::new(input::now);
    serve(desk, now, members, &asked.reached, language, |url, out| {
        let state = match is_new {
            true => language.pick("新做好的", "new"),
            false => language.pick(
                "上次留下的；--reset 重来",
                "left from before; --reset begins anew",
            ),
        };
        writeln!(out, "baobei {}", env!("CARGO_PKG_VERSION"))?;
        writeln!(
            out,
            "{}",
            language.pick(
                format!("演示公司在 {data}（{state}），人员和客户都是虚构的"),
                format!(
                    "the demo company lies in {data} ({state}); people and customers are invented"
                ),
            )
        )?;
        writeln!(
            out,
            "{}",
            language.pick(
                format!("请在浏览器打开 {url}，点一个人的卡片登录"),
                format!("open {url} in a browser and click somebody's card to sign in"),
            )
        )
    })
}

fn not_a_demo(folder: &Path) -> Failure {
    let folder = folder.display();
    Failure::Usage(Text::new(
        format!("{folder} 里已有别的东西，不是演示：请用 --data 换一个文件夹"),
        format!("{folder} holds something else than a demo: name another folder with --data"),
    ))
}

fn written(accounts: &[Account]) -> String {
    let accounts = accounts.iter().map(|account| {
        let mut line = Table::new();
        line.insert("name".to_owned(), Value::String(account.name.clone()));
        line.insert("login".to_owned(), Value::String(account.login.clone()));
        if let Some(secret) = &account.secret {
            line.insert("second_factor".to_owned(), Value::String(secret.clone()));
        }
        Value::Table(line)
    });
    let mut table = Table::new();
    table.insert("account".to_owned(), Value::Array(accounts.collect()));
    format!("# How the invented people of this demo sign in.\n{table}")
}

/// The cards of the sign-in page: those who show something, in the order of a day.
fn members(text: &str) -> Option<Vec<CastMember>> {
    let table: Table = text.parse().ok()?;
    let accounts = table.get("account")?.as_array()?;
    let account = |login: &str| {
        accounts
            .iter()
            .find(|one| one.get("login").and_then(Value::as_str) == Some(login))
    };
    let member = |(login, role, day): &(&str, (&str, &str), (&str, &str))| {
        let account = account(login)?;
        let secret = account
            .get("second_factor")
            .and_then(Value::as_str)
            .map(str::to_owned);
        let both = |(zh, en): &(&str, &str)| ((*zh).to_owned(), (*en).to_owned());
        Some(CastMember {
            name: account.get("name")?.as_str()?.to_owned(),
            role: both(role),
            day: both(day),
            login: (*login).to_owned(),
            password: PASSWORD.to_owned(),
            code: secret.map(|secret| -> web::site::CodeSource {
                Arc::new(move || demo::code(&secret, input::now().seconds()).unwrap_or_default())
            }),
        })
    };
    CARDS.iter().map(member).collect()
}

/// Login, what they are, what to try as them.
type Card = (
    &'static str,
    (&'static str, &'static str),
    (&'static str, &'static str),
);

const CARDS: [Card; 7] = [
    (
        "zhoumin",
        ("前台", "Reception"),
        (
            "记到访、替人报备、确认是不是同一位客户",
            "Record visits, register, confirm whether two customers are one",
        ),
    ),
    (
        "chenli",
        ("销售", "Salesperson"),
        (
            "自己的客户：跟进、快到期的、撞单",
            "Own customers: follow up, what is nearly due, a collision",
        ),
    ),
    (
        "suhang",
        ("销售，另一组", "Salesperson, another team"),
        (
            "同一位客户从另一边看",
            "The same customer seen from the other side",
        ),
    ),
    (
        "fangzhe",
        ("组长", "Team lead"),
        (
            "全组的客户和今天要做的事",
            "The team's customers and what is due today",
        ),
    ),
    (
        "shenyan",
        ("总经理", "General manager"),
        (
            "全公司；登录要两步验证",
            "The whole company; signs in with two steps",
        ),
    ),
    (
        "bailu",
        ("审计", "Auditor"),
        (
            "看得到做过什么，改不了",
            "Sees what was done, changes nothing",
        ),
    ),
    (
        "anlan",
        ("安全管理员", "Security administrator"),
        (
            "开账号、分配角色，不经手客户",
            "Opens accounts and gives roles, has no customers",
        ),
    ),
];
