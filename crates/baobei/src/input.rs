//! What commands read: packs, calendars, instants.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use ruling::calendar::{Instant, Workdays, Zone};
use ruling::fact_file::WrittenTime;
use ruling::policy::Packs;
use ruling::policy::problem::Text;

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
    let mut versions = Vec::new();
    for folder in folders {
        let mut packs = PackFolder::all_in(folder)?;
        if packs.len() > 1 {
            let folder = folder.display();
            return Err(Failure::Usage(Text::new(
                format!("{folder} 里有几个制度包：请给出其中一个的文件夹"),
                format!("{folder} holds several packs: name the folder of one"),
            )));
        }
        versions.append(&mut packs);
    }
    let sources: Vec<_> = versions.iter().map(PackFolder::source).collect();
    Packs::load(&sources, workdays).map_err(|problems| Failure::problems(&problems))
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
