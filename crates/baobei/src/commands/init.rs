//! `baobei init`: a new ledger with its keys, regulations, and the people who work under them.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use ledger::fault::{Failure as LedgerFailure, Fault};
use ledger::ledger::{Founding, Ledger};
use ledger::privacy::personal::Personal;
use ledger::record::Command;
use ruling::company::CompanyFact;
use ruling::fact_file::{People, company_file};
use ruling::language::Language;
use ruling::policy::Packs;
use ruling::policy::problem::SourceFile;

use crate::failure::Failure;
use crate::input;
use crate::store::{self, StoreAt, clock};

/// What was asked for.
#[derive(clap::Args)]
pub(crate) struct Init {
    #[command(flatten)]
    store: StoreAt,
    #[arg(long = "policy", required = true, value_name = "DIR")]
    policies: Vec<PathBuf>,
    #[arg(long, value_name = "FILE")]
    company: Option<PathBuf>,
    #[arg(long, default_value = "公司", value_name = "NAME")]
    name: String,
}

/// Makes the ledger and tells the key that receipts are verified with.
///
/// # Errors
/// A folder with a ledger, a pack or company file with problems, files that cannot be written.
pub(crate) fn run(asked: &Init, language: Language) -> Result<ExitCode, Failure> {
    let (texts, regulations) = input::regulations(&asked.policies)?;
    let company_file = match &asked.company {
        Some(path) => {
            let (people, facts) = read_company(path, regulations.first())?;
            entered(&people, facts)
        }
        None => Vec::new(),
    };
    let founding = Founding {
        company: asked.name.clone(),
        packs: texts,
        company_file,
    };
    let place = asked.store.key_place();
    place.make()?;
    let server = asked.store.server()?;
    let at = asked.store.place(server.as_ref());
    let founded = Ledger::found(at, place.read()?, clock(), &founding);
    let ledger = founded.map_err(|failed| match failed {
        LedgerFailure::Fault(failed) => store::fault(failed),
        // Everything that could be refused was looked at before.
        LedgerFailure::Refused(_) => store::fault(Fault::Stopped),
    })?;
    ledger.checkpoint().map_err(store::fault)?;
    let key = ledger.log_key().map_err(store::fault)?.to_text();
    writeln!(std::io::stdout(), "{key}")?;
    writeln!(
        std::io::stderr(),
        "{}",
        language.pick(
            "账本已建立。上面一行是验证回执用的公钥，请公布并另存一份；密钥文件不要放进备份。",
            "the ledger is founded. The line above is the public key that receipts are verified with: publish it and keep a copy elsewhere; key files do not belong in backups.",
        )
    )?;
    Ok(ExitCode::SUCCESS)
}

fn read_company(path: &Path, packs: &Packs) -> Result<(People, Vec<CompanyFact>), Failure> {
    let text = input::text(path)?;
    let file = SourceFile {
        path: &path.display().to_string(),
        text: &text,
    };
    let year = input::zone_of(packs).day_of(input::now()).year();
    company_file(file, packs, year).map_err(|problems| Failure::problems(&problems))
}

/// People and units under the numbers that the file gave them, then what it says about them.
fn entered(people: &People, facts: Vec<CompanyFact>) -> Vec<Command> {
    let staff = people.staff_names().map(|name| {
        let name = [("staff_name".to_owned(), name.to_owned())];
        Command::AddStaff(Personal::new(name))
    });
    let units = people
        .unit_names()
        .map(|name| Command::AddUnit(name.to_owned()));
    let facts = facts
        .into_iter()
        .map(|fact| Command::Change(Box::new(fact)));
    staff.chain(units).chain(facts).collect()
}
