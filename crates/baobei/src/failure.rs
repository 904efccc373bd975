//! How a command ends other than well: the reason in both languages, and the exit code.

use std::io::{self, ErrorKind};
use std::path::Path;
use std::process::ExitCode;

use ruling::calendar::CalendarFileProblem;
use ruling::language::Language;
use ruling::policy::problem::{Problem, Text};
use serde_json::{Value, json};
use sheets::SheetProblem;

/// Something was found: a problem of a pack or a file, an expectation that does not hold.
pub(crate) const FOUND: u8 = 1;
/// The command line cannot be meant so.
pub(crate) const USAGE: u8 = 2;
/// A file or folder cannot be read or written.
pub(crate) const UNREADABLE: u8 = 3;

/// Why a command cannot go on.
#[derive(Debug)]
pub(crate) enum Failure {
    /// Problems of what was read, all at once.
    Found(Vec<Complaint>),
    /// The command line cannot be meant so.
    Usage(Text),
    /// A file or folder cannot be read or written.
    Unreadable(Text),
    /// Whoever reads our output has stopped (`| head`).
    NobodyReads,
}

/// One problem, for people and for programs.
#[derive(Debug)]
pub(crate) struct Complaint {
    text: Text,
    json: Value,
}

impl Complaint {
    /// A problem without more than a sentence.
    pub(crate) fn new(text: Text) -> Self {
        let json = json!({"cause": {"zh": text.zh, "en": text.en}});
        Complaint { text, json }
    }

    #[cfg(test)]
    pub(crate) fn text(&self) -> &Text {
        &self.text
    }

    /// A problem of a calendar file.
    pub(crate) fn of_calendar(path: &Path, problem: &CalendarFileProblem) -> Self {
        let (line, column) = (problem.line, problem.column);
        let told = |language| {
            let message = problem.message(language);
            format!("{}:{line}:{column}: {message}", path.display())
        };
        let (zh, en) = (told(Language::Chinese), told(Language::English));
        Complaint {
            json: json!({
                "path": path.display().to_string(),
                "line": line,
                "column": column,
                "cause": {
                    "zh": problem.message(Language::Chinese),
                    "en": problem.message(Language::English),
                },
            }),
            text: Text::new(zh, en),
        }
    }

    /// A problem told at another place than its line and column, such as a cell of a sheet.
    pub(crate) fn at(problem: &Problem, place: &str) -> Self {
        let told = |language| problem.message_at(place, language);
        let mut json = problem_json(problem);
        if let Some(json) = json.as_object_mut() {
            json.insert("place".to_owned(), json!(place));
        }
        Complaint {
            text: Text::new(told(Language::Chinese), told(Language::English)),
            json,
        }
    }
}

impl From<&Problem> for Complaint {
    fn from(problem: &Problem) -> Self {
        let told = |language| problem.message(language);
        Complaint {
            text: Text::new(told(Language::Chinese), told(Language::English)),
            json: problem_json(problem),
        }
    }
}

impl From<&SheetProblem> for Complaint {
    fn from(problem: &SheetProblem) -> Self {
        Complaint::new(Text::new(problem.zh(), problem.en()))
    }
}

impl From<io::Error> for Failure {
    /// Only standard output is written without naming it.
    fn from(error: io::Error) -> Self {
        match error.kind() {
            ErrorKind::BrokenPipe => Failure::NobodyReads,
            _ => {
                let (zh, en) = reason(&error);
                Failure::Unreadable(Text::new(
                    format!("无法写到标准输出：{zh}"),
                    format!("cannot write to standard output: {en}"),
                ))
            }
        }
    }
}

impl Failure {
    /// All problems of a pack or a facts file.
    pub(crate) fn problems(problems: &[Problem]) -> Self {
        Failure::Found(problems.iter().map(Complaint::from).collect())
    }

    /// One reason that lies in what was asked about.
    pub(crate) fn found(text: Text) -> Self {
        Failure::Found(vec![Complaint::new(text)])
    }

    /// A file or folder that cannot be read, and why.
    pub(crate) fn unreadable(path: &Path, error: &io::Error) -> Self {
        let (zh, en) = reason(error);
        Failure::Unreadable(Text::new(
            format!("无法读取 {}：{zh}", path.display()),
            format!("cannot read {}: {en}", path.display()),
        ))
    }

    /// A file that cannot be written, and why.
    pub(crate) fn unwritable(path: &Path, error: &io::Error) -> Self {
        let (zh, en) = reason(error);
        Failure::Unreadable(Text::new(
            format!("无法写入 {}：{zh}", path.display()),
            format!("cannot write {}: {en}", path.display()),
        ))
    }

    /// Tells the reader, and the caller by its code.
    pub(crate) fn tell(self, language: Language, json: bool) -> ExitCode {
        let (code, texts) = match self {
            Failure::NobodyReads => return ExitCode::SUCCESS,
            Failure::Found(complaints) => {
                if json {
                    let problems: Vec<_> = complaints.into_iter().map(|one| one.json).collect();
                    println!("{:#}", json!({"problems": problems}));
                    return ExitCode::from(FOUND);
                }
                let texts: Vec<_> = complaints.into_iter().map(|one| one.text).collect();
                (FOUND, texts)
            }
            Failure::Usage(text) => (USAGE, vec![text]),
            Failure::Unreadable(text) => (UNREADABLE, vec![text]),
        };
        for text in texts {
            eprintln!("{}", text.in_language(language));
        }
        ExitCode::from(code)
    }
}

/// A problem for programs.
pub(crate) fn problem_json(problem: &Problem) -> Value {
    json!({
        "code": problem.code,
        "path": problem.path,
        "line": problem.line,
        "column": problem.column,
        "cause": {"zh": problem.cause.zh, "en": problem.cause.en},
        "remedy": {"zh": problem.remedy.zh, "en": problem.remedy.en},
    })
}

/// The system's reason in words that say what to do; its own words are English.
pub(crate) fn reason(error: &io::Error) -> (String, String) {
    let (zh, en) = match error.kind() {
        ErrorKind::NotFound => (
            "没有这个文件或文件夹，请检查路径",
            "there is no such file or folder; check the path",
        ),
        ErrorKind::PermissionDenied => (
            "没有权限，请检查文件的读写权限",
            "permission denied; check who may read and write it",
        ),
        ErrorKind::IsADirectory => (
            "这是文件夹，请给出其中的一个文件",
            "this is a folder; name a file in it",
        ),
        ErrorKind::NotADirectory => ("这不是文件夹", "this is not a folder"),
        ErrorKind::InvalidData => (
            "不是 UTF-8 文本，请用文本编辑器另存为 UTF-8 编码",
            "this is not UTF-8 text; save it as UTF-8 in a text editor",
        ),
        ErrorKind::AlreadyExists => (
            "已有这个文件，请换一个名字",
            "there is such a file already; name another",
        ),
        ErrorKind::StorageFull => (
            "磁盘已满，请腾出空间再试",
            "the disk is full; make room and try again",
        ),
        _ => return (format!("系统报告错误（{error}）"), error.to_string()),
    };
    (zh.to_owned(), en.to_owned())
}
