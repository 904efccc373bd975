//! `baobei holds`, `due`, `lapsing`: what stands in the ledger at a moment, without judging anything.

use std::io::Write;
use std::process::ExitCode;

use ledger::ledger::Ledger;
use ledger::lists::{Cursor, Duty, Holding, Listee};
use ruling::calendar::{CivilDay, Instant, Zone, display_at, display_until};
use ruling::explain::Directory;
use ruling::language::Language;
use ruling::policy::problem::Text;
use serde_json::{Value, json};

use crate::failure::Failure;
use crate::input;
use crate::ruling_json::rfc3339;
use crate::store::{self, StoreAt, fault};

/// Rows read at once.
const PAGE: u32 = 1000;

/// Who holds what.
#[derive(clap::Args)]
pub(crate) struct Holds {
    #[command(flatten)]
    store: StoreAt,
    #[arg(long, value_name = "STAFF")]
    staff: Option<String>,
    #[arg(long, value_name = "TIME")]
    at: Option<String>,
}

/// What is due.
#[derive(clap::Args)]
pub(crate) struct Due {
    #[command(flatten)]
    store: StoreAt,
    #[arg(long, value_name = "TIME")]
    until: Option<String>,
}

/// Whose protection ends.
#[derive(clap::Args)]
pub(crate) struct Lapsing {
    #[command(flatten)]
    store: StoreAt,
    #[arg(long, default_value_t = 7, value_name = "DAYS")]
    within: u16,
}

/// Customers appear only as numbers of cases; people by name.
struct Lines<'a> {
    ledger: &'a Ledger,
    directory: &'a Directory,
    zone: Zone,
    now: Instant,
    language: Language,
    json: bool,
}

/// # Errors
/// Nobody of this name, an instant that is none, a fault.
pub(crate) fn holds(asked: &Holds, language: Language, json: bool) -> Result<ExitCode, Failure> {
    let ledger = asked.store.open()?;
    let person = match &asked.staff {
        Some(name) => Some(store::staff(&ledger, name)?),
        None => None,
    };
    let with = |lines: &Lines<'_>| {
        let at = match &asked.at {
            Some(text) => input::time("--at", text, &lines.zone)?.instant(&lines.zone),
            None => lines.now,
        };
        if at < lines.now {
            return Err(Failure::Usage(Text::new(
                "--at 已经过去：清单只列现在和以后；过去归谁请逐案看 baobei case 案卷号 --at",
                "--at has passed: the list is of now and later; who held a case before, baobei case CASE --at says",
            )));
        }
        let mut after = 0;
        loop {
            let page = ledger.held(at, person, after, PAGE).map_err(fault)?;
            let Some(last) = page.last() else {
                return Ok(());
            };
            after = last.case;
            for holding in &page {
                lines.write(lines.holding(holding), lines.holding_json(holding))?;
            }
        }
    };
    list(&ledger, language, json, with)
}

/// # Errors
/// An instant that is none, a fault.
pub(crate) fn due(asked: &Due, language: Language, json: bool) -> Result<ExitCode, Failure> {
    let ledger = asked.store.open()?;
    let with = |lines: &Lines<'_>| {
        let until = match &asked.until {
            Some(text) => input::time("--until", text, &lines.zone)?.instant(&lines.zone),
            None => lines.end_of_day(0),
        };
        // What is overdue is due.
        let mut after = Cursor::after(Instant::MIN);
        loop {
            let page = ledger.due(after, until, PAGE).map_err(fault)?;
            let Some(last) = page.last() else {
                return Ok(());
            };
            after = last.cursor();
            for duty in &page {
                let what = lines.what(duty)?;
                lines.write(lines.duty(duty, &what), lines.duty_json(duty, &what))?;
            }
        }
    };
    list(&ledger, language, json, with)
}

/// # Errors
/// A fault.
pub(crate) fn lapsing(
    asked: &Lapsing,
    language: Language,
    json: bool,
) -> Result<ExitCode, Failure> {
    let ledger = asked.store.open()?;
    let with = |lines: &Lines<'_>| {
        let mut after = Cursor::after(lines.now);
        let until = lines.end_of_day(i32::from(asked.within));
        loop {
            let page = ledger.ending(after, until, PAGE).map_err(fault)?;
            let Some(last) = page.last() else {
                return Ok(());
            };
            after = last.cursor();
            for holding in &page {
                lines.write(lines.holding(holding), lines.holding_json(holding))?;
            }
        }
    };
    list(&ledger, language, json, with)
}

fn list(
    ledger: &Ledger,
    language: Language,
    json: bool,
    with: impl FnOnce(&Lines<'_>) -> Result<(), Failure>,
) -> Result<ExitCode, Failure> {
    let packs = ledger.packs().map_err(fault)?;
    let directory = ledger.directory().map_err(fault)?;
    with(&Lines {
        ledger,
        directory: &directory,
        zone: input::zone_of(&packs),
        now: ledger.now(),
        language,
        json,
    })?;
    Ok(ExitCode::SUCCESS)
}

impl Lines<'_> {
    /// The first second after the day that many days from today.
    fn end_of_day(&self, days: i32) -> Instant {
        let day = self.zone.day_of(self.now).days() + days;
        self.zone.start_of(CivilDay::from_days(day + 1))
    }

    /// With `--json` a list is one object a line.
    fn write(&self, text: String, json: Value) -> Result<(), Failure> {
        let mut out = std::io::stdout().lock();
        match self.json {
            true => writeln!(out, "{json}")?,
            false => writeln!(out, "{text}")?,
        }
        Ok(())
    }

    fn name(&self, listee: Option<Listee>) -> String {
        let unit = |unit| self.directory.units.get(&unit).cloned();
        let language = self.language;
        let name = match listee {
            Some(Listee::Staff(staff)) => self.directory.staff.get(&staff).cloned(),
            Some(Listee::Unit(of)) => unit(of),
            Some(Listee::Office(of)) => {
                let of = of.and_then(unit).unwrap_or_default();
                Some(language.pick(format!("{of}负责人"), format!("who is in charge of {of}")))
            }
            Some(Listee::Region) => Some(
                language
                    .pick("地区负责人", "who is responsible for the region")
                    .to_owned(),
            ),
            Some(Listee::Customer) => Some(language.pick("客户", "the customer").to_owned()),
            None => None,
        };
        name.unwrap_or_default()
    }

    fn person(&self, holding: &Holding) -> Option<&str> {
        let name = self.directory.staff.get(&holding.person?);
        name.map(String::as_str)
    }

    fn holding(&self, holding: &Holding) -> String {
        let language = self.language;
        let owner = self.name(holding.owner);
        let person = self.person(holding).filter(|person| *person != owner);
        let person = person.map_or(String::new(), |person| format!(" {person}"));
        let mode = holding.mode.label(language);
        let until = holding.until.map_or_else(
            || language.pick("没有期限", "no end foreseen").to_owned(),
            |until| {
                let until = display_until(until, &self.zone, language);
                language.pick(format!("到 {until}"), format!("until {until}"))
            },
        );
        let case = holding.case;
        language.pick(
            format!("案卷 {case}  {owner}{person}  {mode}，{until}"),
            format!("case {case}  {owner}{person}  {mode}, {until}"),
        )
    }

    fn holding_json(&self, holding: &Holding) -> Value {
        json!({
            "case": holding.case,
            "owner": self.name(holding.owner),
            "person": self.person(holding),
            "others": holding.mode.label(self.language),
            "until": holding.until.map(|until| rfc3339(until, &self.zone)),
        })
    }

    /// What is to be done, as the regulation of the case calls it.
    fn what(&self, duty: &Duty) -> Result<String, Failure> {
        let packs = self.ledger.packs_of(duty.case).map_err(fault)?;
        let label = packs.label(packs.names.find(&duty.what));
        Ok(label.in_language(self.language).to_owned())
    }

    fn duty(&self, duty: &Duty, what: &str) -> String {
        let who = self.name(duty.who);
        let until = display_at(duty.until, &self.zone);
        let overdue = match duty.until <= self.now {
            true => self.language.pick("（已逾期）", " (overdue)"),
            false => "",
        };
        let (case, clause) = (duty.case, &duty.clause);
        self.language.pick(
            format!("案卷 {case}  {who}：{what}，最迟 {until} 之前{overdue}（依据 {clause}）"),
            format!("case {case}  {who}: {what}, before {until}{overdue} ({clause})"),
        )
    }

    fn duty_json(&self, duty: &Duty, what: &str) -> Value {
        json!({
            "case": duty.case,
            "who": self.name(duty.who),
            "what": what,
            "clause": duty.clause,
            "until": rfc3339(duty.until, &self.zone),
            "overdue": duty.until <= self.now,
        })
    }
}
