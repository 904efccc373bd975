//! What commands read: packs, calendars, instants.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use ledger::regulations::Regulations;
use ruling::calendar::{Instant, Workdays, Zone};
use ruling::fact_file::WrittenTime;
use ruling::policy::Packs;
use ruling::policy::problem::{Problem, Text};

use crate::failure::{Complaint, Failure};
use crate::pack_folder::PackFolder;

/// A text file; a byte order mark at its start is no part of it.
pub(crate) fn text(path: &Path) -> Result<String, Failure> {
    let text = fs::read_to_string(path).map_err(|error| Failure::unreadable(path, &error))?;
    match text.strip_prefix('\u{feff}') {
        Some(rest) => Ok(rest.to_owned()),
        None => Ok(text),
    }
}

/// The working days, with a company's own calendar file laid over them.
pub(crate) fn workdays(company: Option<&Path>) -> Result<Arc<Workdays>, Failure> {
    let built_in = Workdays::state_council();
    let Some(path) = company else {
        return Ok(Arc::new(built_in.clone()));
    };
    let laid_over = built_in.with_company_file(&text(path)?);
    laid_over.map(Arc::new).map_err(|problems| {
        let complaints = problems.iter();
        Failure::Found(
            complaints
                .map(|problem| Complaint::of_calendar(path, problem))
                .collect(),
        )
    })
}

/// One regulation: the pack in each folder is a version of it, oldest first.
pub(crate) fn packs(folders: &[PathBuf], calendar: Option<&Path>) -> Result<Packs, Failure> {
    let workdays = workdays(calendar)?;
    let versions: Result<Vec<_>, _> = folders.iter().map(|folder| pack(folder)).collect();
    load(&versions?, workdays)
}

/// The only pack in a folder.
pub(crate) fn pack(folder: &Path) -> Result<PackFolder, Failure> {
    let mut packs = PackFolder::all_in(folder)?.into_iter();
    match (packs.next(), packs.next()) {
        (Some(only), None) => Ok(only),
        _ => {
            let folder = folder.display();
            Err(Failure::Usage(Text::new(
                format!("{folder} 里有几个制度包：请给出其中一个的文件夹"),
                format!("{folder} holds several packs: name the folder of one"),
            )))
        }
    }
}

fn load(versions: &[PackFolder], workdays: Arc<Workdays>) -> Result<Packs, Failure> {
    let sources: Vec<_> = versions.iter().map(PackFolder::source).collect();
    Packs::load(&sources, workdays).map_err(|problems| Failure::problems(&problems))
}

/// Several regulations, with the texts of their packs in the order given: packs of one name are versions of one
/// regulation, oldest first.
pub(crate) fn regulations(
    folders: &[PathBuf],
) -> Result<(Vec<(String, String)>, Regulations), Failure> {
    let mut by_name: BTreeMap<String, Vec<PackFolder>> = BTreeMap::new();
    let mut texts = Vec::new();
    for folder in folders {
        let alone = packs(std::slice::from_ref(folder), None)?;
        let pack = pack(folder)?;
        let source = pack.source();
        texts.push((source.pack.to_owned(), source.regulation.to_owned()));
        by_name.entry(name_of(&alone)).or_default().push(pack);
    }
    // Beside one another they are read once more only to name the file of what is wrong.
    for versions in by_name.values().filter(|versions| versions.len() > 1) {
        load(versions, workdays(None)?)?;
    }
    let Some(((pack, regulation), later)) = texts.split_first() else {
        let none = Text::new("请给出制度包的文件夹", "name the folder of a pack");
        return Err(Failure::Usage(none));
    };
    let problems = |problems: Vec<Problem>| Failure::problems(&problems);
    let mut regulations = Regulations::new(pack, regulation).map_err(problems)?;
    for (pack, regulation) in later {
        regulations.add(pack, regulation).map_err(problems)?;
    }
    Ok((texts, regulations))
}

/// The name of a regulation, as its pack has it.
pub(crate) fn name_of(packs: &Packs) -> String {
    let newest = packs.versions().last();
    newest.map_or(String::new(), |policy| policy.name.clone())
}

/// The clock of the newest version.
pub(crate) fn zone_of(packs: &Packs) -> Zone {
    let newest = packs.versions().last();
    newest.map_or_else(Zone::shanghai, |policy| policy.zone.clone())
}

/// The present.
pub(crate) fn now() -> Instant {
    let since_epoch = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    Instant::from_seconds(i64::try_from(since_epoch.as_secs()).unwrap_or(i64::MAX))
}

/// The time written behind an option; without a year it is of the present one.
pub(crate) fn time(option: &str, text: &str, zone: &Zone) -> Result<WrittenTime, Failure> {
    let year = zone.day_of(now()).year();
    WrittenTime::parse(text, year).ok_or_else(|| {
        Failure::Usage(Text::new(
            format!("{option} `{text}` 不是时刻：请写 2026-04-02 或 \"2026-04-02 18:00\""),
            format!("{option} `{text}` is no instant: write 2026-04-02 or \"2026-04-02 18:00\""),
        ))
    })
}
