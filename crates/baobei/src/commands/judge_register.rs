//! `baobei judge 登记表.xlsx`: the register a company already keeps, judged and written back.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use ruling::language::Language;
use ruling::policy::problem::Text;
use sheets::{Cause, Choice, SheetProblem};

use crate::failure::{Complaint, Failure};
use crate::input;
use crate::register::{self, Judged, Options};

/// What was asked for.
pub(crate) struct Asked<'a> {
    /// The register.
    pub(crate) file: &'a Path,
    /// The folders of the regulation's versions.
    pub(crate) policy: &'a [PathBuf],
    /// The company's calendar file.
    pub(crate) calendar: Option<&'a Path>,
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
pub(crate) fn run(asked: &Asked<'_>) -> Result<ExitCode, Failure> {
    let language = asked.language;
    let packs = input::packs(asked.policy, asked.calendar)?;
    let zone = input::zone_of(&packs);
    let bytes = fs::read(asked.file).map_err(|error| Failure::unreadable(asked.file, &error))?;
    let options = Options {
        at: match asked.at {
            Some(text) => input::time("--at", text, &zone)?.instant(&zone),
            None => input::now(),
        },
        at_is_now: asked.at.is_none(),
        choices: choices(asked.map)?,
        language,
    };
    let name = asked.file.file_name().unwrap_or_default().to_string_lossy();
    let judged =
        register::judge_workbook(&bytes, &name, &packs, &options).map_err(sheet_failure)?;
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

/// Columns said rather than guessed.
pub(crate) fn choices(map: &[String]) -> Result<Vec<Choice>, Failure> {
    map.iter()
        .map(|text| {
            Choice::parse(text).ok_or_else(|| {
                Failure::Usage(Text::new(
                    format!("--map `{text}`：请写 键=列名，例如 phone=联系电话"),
                    format!("--map `{text}`: write KEY=HEADER, e.g. phone=联系电话"),
                ))
            })
        })
        .collect()
}

/// A file that is no table cannot be read; a table that lacks something has problems.
pub(crate) fn sheet_failure(problems: Vec<SheetProblem>) -> Failure {
    if let [only] = problems.as_slice()
        && matches!(only.cause, Cause::File(_))
    {
        return Failure::Unreadable(Text::new(only.zh(), only.en()));
    }
    Failure::Found(problems.iter().map(Complaint::from).collect())
}

/// Tells what a person should confirm.
pub(crate) fn tell(problems: &[SheetProblem], language: Language) {
    for problem in problems {
        eprintln!("{}", language.pick(problem.zh(), problem.en()));
    }
}

/// Writes the copy; never over the original, and over nothing but an earlier copy.
fn write(asked: &Asked<'_>, judged: &Judged) -> Result<PathBuf, Failure> {
    let path = match asked.out {
        Some(path) => path.to_owned(),
        None => beside(asked.file, judged.annotated.extension),
    };
    let real = |path: &Path| fs::canonicalize(path).ok();
    if real(&path).is_some_and(|written| Some(written) == real(asked.file)) {
        return Err(Failure::Usage(Text::new(
            "--out 就是原件：原件从不改写，请换一个名字",
            "--out is the original, which is never written; choose another name",
        )));
    }
    if path.is_dir() {
        return Err(Failure::Usage(Text::new(
            format!("{} 是文件夹：请连文件名一起写", path.display()),
            format!("{} is a folder; name the file, too", path.display()),
        )));
    }
    if path.exists() && !fs::read(&path).is_ok_and(|bytes| register::is_copy(&bytes)) {
        return Err(Failure::Usage(Text::new(
            format!(
                "{} 已经存在，也不是以前写出的裁决：请换一个名字（--out），或先把它移开",
                path.display()
            ),
            format!(
                "{} exists and is no copy written before; choose another name (--out), or move it away",
                path.display()
            ),
        )));
    }
    put(&path, &judged.annotated.bytes).map_err(|error| Failure::unwritable(&path, &error))?;
    Ok(path)
}

/// The whole file or nothing: a copy half written would be taken for the whole, and whatever else
/// goes by the same name (a link to the original) keeps its content.
fn put(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let unfinished = path.with_file_name(format!(".{name}.{}", std::process::id()));
    let written = OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(&unfinished)
        .and_then(|mut file| file.write_all(bytes))
        .and_then(|()| fs::rename(&unfinished, path));
    if written.is_err() {
        let _ = fs::remove_file(&unfinished);
    }
    written
}

/// `登记表.xlsx` becomes `登记表-裁决.xlsx`.
fn beside(original: &Path, extension: &str) -> PathBuf {
    let stem = original.file_stem().unwrap_or_default().to_string_lossy();
    original.with_file_name(format!("{stem}-裁决.{extension}"))
}
