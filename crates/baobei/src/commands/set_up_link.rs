//! `baobei set-up-link`: another link for the first set-up, while the pages are served and while they are not.

use std::io::Write;
use std::process::ExitCode;

use desk::Settings;
use desk::account::set_up_link::{MadeLink, renew};
use ledger::fault::Fault;
use ledger::ledger::Ledger;
use ruling::language::Language;
use ruling::policy::problem::Text;
use web::door::Door;

use super::serve::{Given, address, bad_door, open_desk, refused};
use crate::config::Config;
use crate::failure::Failure;
use crate::input;
use crate::store::{StoreAt, clock, fault, server_of};

/// What was asked for: what is not is as the settings say.
#[derive(clap::Args)]
pub(crate) struct SetUpLink {
    #[command(flatten)]
    given: Given,
}

/// Prints a new link; the one before is void. The address is where the pages were served last, else where they will be.
///
/// # Errors
/// No ledger, a company that was set up already, a folder that cannot be written.
pub(crate) fn run(asked: &SetUpLink, language: Language) -> Result<ExitCode, Failure> {
    let config = asked.given.config(Vec::new())?;
    let at = StoreAt {
        data: config.path("data").unwrap_or_default(),
        keys: config.path("keys"),
        postgres: None,
    };
    let listen = address(config.text("address").unwrap_or_default())?;
    let door = Door::new(listen, config.text("public_url")).map_err(bad_door)?;
    // A link that opens the set-up says by itself that it was not done: the ledger is not needed, which the program
    // that serves the pages has to itself.
    let made = match renew(&at.data, input::now()).map_err(fault)? {
        Some(made) => made,
        None => first(&at, &config)?,
    };
    let url = made.url.unwrap_or_else(|| door.url());
    writeln!(std::io::stdout(), "{url}/set-up/{}", made.token.text())?;
    writeln!(
        std::io::stderr(),
        "{}",
        language.pick(
            "一小时内用一次有效，以前的链接已作废；程序没有在运行的，先用 baobei serve 启动，再打开它",
            "opens once, within an hour; earlier links are void. If the program does not run, start it with baobei serve first",
        )
    )?;
    Ok(ExitCode::SUCCESS)
}

/// The first link of a ledger that nobody has open.
fn first(at: &StoreAt, config: &Config) -> Result<MadeLink, Failure> {
    let server = server_of(config.text("postgres"))?;
    let none = || {
        let data = at.data.display();
        Failure::found(Text::new(
            format!("{data} 里还没有账本：请先运行 baobei serve，它会打印首次设置的链接"),
            format!(
                "there is no ledger in {data} yet: run baobei serve, which prints the link for the first set-up"
            ),
        ))
    };
    // A folder without a ledger has no keys either.
    if !at.data.exists() {
        return Err(none());
    }
    let opened = Ledger::open(at.place(server.as_ref()), at.key_place().read()?, clock());
    let ledger = opened.map_err(|failed| match failed {
        Fault::NoLedger(_) => none(),
        // The program that serves pages leaves no link behind once somebody was set up.
        Fault::InUse { holder } => Failure::found(Text::new(
            format!("正在运行的程序没有等着首次设置：公司已经设置过了，请登录（{holder}；如果是别的命令在用账本，等它做完再试）"),
            format!("the program that runs waits for no set-up: the company is set up already, sign in ({holder}; if that is another command at work on the ledger, try again when it has ended)"),
        )),
        failed => fault(failed),
    })?;
    let desk = open_desk(ledger, Settings::default())?;
    desk.set_up_link_by_command().map_err(refused)?.ok_or_else(|| {
        Failure::found(Text::new(
            "公司已经设置过了，请登录；忘了密码，请另一位安全管理员或系统管理员在人员页上重置",
            "the company is set up already: sign in; a forgotten password is reset on the people page by another administrator",
        ))
    })
}
