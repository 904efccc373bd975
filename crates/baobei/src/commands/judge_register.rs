//! `baobei judge 登记表.xlsx`: the register a company already keeps, judged and written back.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, bail};
use ruling::calendar::{Instant, Workdays, Zone};
use ruling::fact_file::WrittenTime;
use ruling::language::Language;
use ruling::policy::Packs;
use sheets::{Choice, SheetProblem};

use crate::pack_folder::PackFolder;
use crate::register::{self, Judged, Options};

/// What was asked for.
pub(crate) struct Asked<'a> {
    /// The register.
    pub(crate) file: &'a Path,
    /// The folder of the pack.
    pub(crate) policy: &'a Path,
    /// The instant to judge at; none: now.
    pub(crate) at: Option<&'a str>,
    /// `key=header`, overriding guesses.
    pub(crate) map: &'a [String],
    /// Where to write; none: beside the original.
    pub(crate) out: Option<&'a Path>,
    /// List all customers.
    pub(crate) all: bool,
    /// JSON instead of text.
    pub(crate) json: bool,
    /// Language of everything written.
    pub(crate) language: Language,
}

/// Judges the register, prints what came out and writes the same file with columns added.
///
/// # Errors
/// A file that cannot be read or written, or an instant that is none.
pub(crate) fn run(asked: &Asked<'_>) -> Result<ExitCode> {
    let language = asked.language;
    let Some(packs) = load(asked.policy, language)? else {
        return Ok(ExitCode::FAILURE);
    };
    let bytes = fs::read(asked.file)
        .with_context(|| format!("无法读取 / cannot read {}", asked.file.display()))?;
    let options = Options {
        at: instant(asked.at, &packs)?,
        at_is_now: asked.at.is_none(),
        choices: choices(asked.map)?,
        language,
    };
    let name = asked.file.file_name().unwrap_or_default().to_string_lossy();
    let judged = match register::judge_workbook(&bytes, &name, &packs, &options) {
        Ok(judged) => judged,
        Err(problems) => {
            tell(&problems, language);
            return Ok(ExitCode::FAILURE);
        }
    };
    tell(&judged.remarks, language);
    tell(&judged.annotated.notes, language);
    let written = write(asked, &judged)?;
    let mut out = std::io::stdout().lock();
    if asked.json {
        writeln!(
            out,
            "{:#}",
            register::as_json(&judged, &written.display().to_string())
        )?;
        return Ok(ExitCode::SUCCESS);
    }
    writeln!(out, "{}", register::as_text(&judged, asked.all, language))?;
    let path = written.display();
    writeln!(
        std::io::stderr(),
        "{}",
        language.pick(
            format!("已写入 {path}；其中有客户资料，请妥善保管"),
            format!("written to {path}; it holds customers' data, keep it safe"),
        )
    )?;
    Ok(ExitCode::SUCCESS)
}

/// The one pack of the folder; its problems are told and end the run.
fn load(folder: &Path, language: Language) -> Result<Option<Packs>> {
    let folders = PackFolder::all_in(folder)?;
    let [only] = folders.as_slice() else {
        bail!(
            "--policy 里有几个制度包：请给出其中一个的文件夹 / --policy holds several packs: name the folder of one"
        );
    };
    let workdays = Arc::new(Workdays::state_council().clone());
    match Packs::load(&[only.source()], workdays) {
        Ok(packs) => Ok(Some(packs)),
        Err(problems) => {
            for problem in &problems {
                eprintln!("{}", problem.message(language));
            }
            Ok(None)
        }
    }
}

/// The instant asked for, on the regulation's clock; now if none was.
fn instant(text: Option<&str>, packs: &Packs) -> Result<Instant> {
    let now = now();
    let Some(text) = text else { return Ok(now) };
    let newest = packs.versions().last();
    let zone = newest.map_or_else(Zone::shanghai, |policy| policy.zone.clone());
    let year = zone.day_of(now).year();
    let written = WrittenTime::parse(text, year).with_context(|| {
        format!("--at {text}：请写 2026-04-02 或 \"2026-04-02 18:00\" / write 2026-04-02 or \"2026-04-02 18:00\"")
    })?;
    Ok(written.instant(&zone))
}

fn now() -> Instant {
    let since_epoch = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    Instant::from_seconds(i64::try_from(since_epoch.as_secs()).unwrap_or(i64::MAX))
}

fn choices(map: &[String]) -> Result<Vec<Choice>> {
    map.iter()
        .map(|text| {
            Choice::parse(text).with_context(|| {
                format!("--map {text}：请写 键=列名，例如 phone=联系电话 / write KEY=HEADER, e.g. phone=联系电话")
            })
        })
        .collect()
}

fn tell(problems: &[SheetProblem], language: Language) {
    for problem in problems {
        eprintln!("{}", language.pick(problem.zh(), problem.en()));
    }
}

/// Writes the copy; never over the original.
fn write(asked: &Asked<'_>, judged: &Judged) -> Result<PathBuf> {
    let path = match asked.out {
        Some(path) => path.to_owned(),
        None => beside(asked.file, judged.annotated.extension),
    };
    let same = fs::canonicalize(&path)
        .ok()
        .zip(fs::canonicalize(asked.file).ok())
        .is_some_and(|(written, read)| written == read);
    if same {
        bail!(
            "--out 就是原件：原件从不改写，请换一个名字 / --out is the original, which is never written; choose another name"
        );
    }
    OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .open(&path)
        .and_then(|mut file| file.write_all(&judged.annotated.bytes))
        .with_context(|| format!("无法写入 / cannot write {}", path.display()))?;
    Ok(path)
}

/// `登记表.xlsx` becomes `登记表-裁决.xlsx`.
fn beside(original: &Path, extension: &str) -> PathBuf {
    let stem = original.file_stem().unwrap_or_default().to_string_lossy();
    original.with_file_name(format!("{stem}-裁决.{extension}"))
}
