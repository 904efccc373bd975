//! `baobei demo`: an invented company to look at, made in a few seconds.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use desk::Settings;
use ledger::ledger::{Ledger, TimeSource};
use ruling::language::Language;
use ruling::policy::problem::Text;
use toml::{Table, Value};
use web::site::{CastGroup, CastMember, Site};

use super::serve::{Reached, answer, listen, log_to_stderr, open_desk};
use crate::demo::{self, Account, Card, PASSWORD, Story};
use crate::failure::Failure;
use crate::input;
use crate::store::{StoreAt, fault};

/// Beside the store: says that it is a demo's, how its people sign in, and how far its clock was moved on.
const ACCOUNTS: &str = "demo.toml";

/// How far the demo's clock goes ahead of the computer's, in that file.
const DAYS_AHEAD: &str = "days_ahead";

/// Sets the folder of the fonts, as for `serve`.
const FONTS: &str = "BAOBEI_FONTS";

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
    #[arg(
        long,
        default_value_t = 0,
        value_name = "DAYS",
        hide_default_value = true
    )]
    days_later: u16,
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
    let level = crate::config::environment("BAOBEI_LOG");
    log_to_stderr(level.as_deref().unwrap_or("warn"));
    let story = Story::told()?;
    let accounts = at.data.join(ACCOUNTS);
    if asked.reset && accounts.exists() {
        fs::remove_dir_all(&at.data).map_err(|error| Failure::unwritable(&at.data, &error))?;
    }
    let mut cases = None;
    if !accounts.exists() {
        let is_empty = fs::read_dir(&at.data).map_or(true, |mut entries| entries.next().is_none());
        if !is_empty {
            return Err(not_a_demo(&at.data));
        }
        let founded = demo::found(&at, &story, input::now())?;
        write(&accounts, &written(&founded.accounts))?;
        cases = Some(founded.cases.len());
    }
    let kept: Option<Table> = input::text(&accounts)?.parse().ok();
    let mut kept = kept.ok_or_else(|| not_a_demo(&at.data))?;
    let days = moved_on(&mut kept, asked.days_later);
    let now = ahead(days);
    let cast = cast(&kept, &story, &now).ok_or_else(|| not_a_demo(&at.data))?;
    if asked.days_later > 0 {
        write(&accounts, &kept)?;
    }
    let keys = at.key_place().read()?;
    let ledger = Ledger::open(at.place(None), keys, Arc::clone(&now)).map_err(fault)?;
    let desk = open_desk(ledger, Settings::default())?;
    let data = at.data.display().to_string();
    let fonts = crate::config::environment(FONTS).filter(|folder| !folder.trim().is_empty());
    let reached = asked.reached.with_fonts(fonts.map(PathBuf::from));
    let listening = listen(&reached)?;
    let mut site = Site::new(listening.door(), desk, now);
    site.cast = cast;
    let tell = |url: &str, out: &mut dyn Write| {
        let state = state(story.branches.len(), cases, language);
        let lines = [
            format!("baobei {}", env!("CARGO_PKG_VERSION")),
            language.pick(
                format!("演示公司在 {data}（{state}），人员和客户都是虚构的"),
                format!(
                    "the demo company lies in {data} ({state}); people and customers are invented"
                ),
            ),
            language.pick(
                format!("请在浏览器打开 {url}，点一个人的卡片登录"),
                format!("open {url} in a browser and click somebody's card to sign in"),
            ),
        ];
        for line in lines {
            writeln!(out, "{line}")?;
        }
        Ok(())
    };
    answer(&listening, site, &reached, language, tell)?;
    Ok(ExitCode::SUCCESS)
}

/// Whether the company is new, with so many cases, or was there before.
fn state(branches: usize, cases: Option<usize>, language: Language) -> String {
    match cases {
        Some(cases) => language.pick(
            format!("新做好的：{branches} 个单位，{cases} 个案卷"),
            format!("new: {branches} branches, {cases} cases"),
        ),
        None => language.pick(
            "上次留下的；--reset 重来".to_owned(),
            "left from before; --reset begins anew".to_owned(),
        ),
    }
}

fn not_a_demo(folder: &Path) -> Failure {
    let folder = folder.display();
    Failure::Usage(Text::new(
        format!("{folder} 里已有别的东西，不是演示：请用 --data 换一个文件夹"),
        format!("{folder} holds something else than a demo: name another folder with --data"),
    ))
}

/// Counts the days that are to have passed since, and tells all that have.
fn moved_on(kept: &mut Table, days: u16) -> i64 {
    let before = kept.get(DAYS_AHEAD).and_then(Value::as_integer);
    let days = before.unwrap_or(0).saturating_add(i64::from(days));
    kept.insert(DAYS_AHEAD.to_owned(), Value::Integer(days));
    days
}

/// A clock some days ahead of the computer's: what ends in days is seen at once.
fn ahead(days: i64) -> TimeSource {
    Arc::new(move || input::now().plus_seconds(days.saturating_mul(24 * 60 * 60)))
}

fn write(accounts: &Path, kept: &Table) -> Result<(), Failure> {
    let text = format!("# How the invented people of this demo sign in.\n{kept}");
    fs::write(accounts, text).map_err(|error| Failure::unwritable(accounts, &error))
}

fn written(accounts: &[Account]) -> Table {
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
    table
}

/// The cards of the sign-in page, the branches in their order and the head office last.
fn cast(kept: &Table, story: &Story, now: &TimeSource) -> Option<Vec<CastGroup>> {
    let accounts = kept.get("account")?.as_array()?;
    let offices = story.branches.iter().map(|branch| &branch.office);
    let groups = offices.chain([&story.head_office]).map(|office| {
        let members = office.cards.iter().map(|card| member(card, accounts, now));
        Some(CastGroup {
            title: both(&office.title),
            members: members.collect::<Option<_>>()?,
        })
    });
    groups.collect()
}

fn member(card: &Card, accounts: &[Value], now: &TimeSource) -> Option<CastMember> {
    let mut accounts = accounts.iter();
    let account =
        accounts.find(|one| one.get("login").and_then(Value::as_str) == Some(&card.login))?;
    let secret = account
        .get("second_factor")
        .and_then(Value::as_str)
        .map(str::to_owned);
    Some(CastMember {
        name: account.get("name")?.as_str()?.to_owned(),
        role: both(&card.role),
        day: both(&card.day),
        login: card.login.clone(),
        password: PASSWORD.to_owned(),
        code: secret.map(|secret| -> web::site::CodeSource {
            let now = Arc::clone(now);
            Arc::new(move || demo::code(&secret, now().seconds()).unwrap_or_default())
        }),
    })
}

fn both(text: &Text) -> (String, String) {
    (text.zh.clone(), text.en.clone())
}
