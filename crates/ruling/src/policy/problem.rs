//! What is wrong with a pack or scenario: where, why, and what to do, in both languages.

use std::ops::Range;

use crate::language::Language;

/// A text in both languages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// Simplified Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

impl Text {
    /// Both languages at once.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Text {
            zh: zh.into(),
            en: en.into(),
        }
    }

    /// The reader's language.
    pub fn in_language(&self, language: Language) -> &str {
        language.pick(&self.zh, &self.en)
    }
}

/// A file's path and text, for pointing into it.
#[derive(Debug, Clone, Copy)]
pub struct SourceFile<'a> {
    /// Path as the user gave it.
    pub path: &'a str,
    /// Whole text.
    pub text: &'a str,
}

impl SourceFile<'_> {
    /// Line and column of a byte, both from 1, the column counted in characters.
    pub fn place(&self, byte: usize) -> (usize, usize) {
        let before = self.text.get(..byte).unwrap_or(self.text);
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let line = before.matches('\n').count() + 1;
        let column = before.get(line_start..).unwrap_or_default().chars().count() + 1;
        (line, column)
    }
}

/// One problem. All problems of a pack are reported at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Stable code, e.g. `unknown-key`.
    pub code: &'static str,
    /// File.
    pub path: String,
    /// Bytes concerned.
    pub span: Range<usize>,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// What is wrong and why.
    pub cause: Text,
    /// What would be right.
    pub remedy: Text,
}

impl Problem {
    /// A problem at a span of a file.
    pub fn new(
        code: &'static str,
        file: SourceFile<'_>,
        span: Range<usize>,
        cause: Text,
        remedy: Text,
    ) -> Self {
        let (line, column) = file.place(span.start);
        Problem {
            code,
            path: file.path.to_owned(),
            span,
            line,
            column,
            cause,
            remedy,
        }
    }

    /// The problem as one paragraph: `path:line:column: cause (remedy) [code]`.
    pub fn message(&self, language: Language) -> String {
        let Problem {
            path, line, column, ..
        } = self;
        self.message_at(&format!("{path}:{line}:{column}"), language)
    }

    /// The same at a place written otherwise, such as a cell of a sheet.
    pub fn message_at(&self, place: &str, language: Language) -> String {
        let code = self.code;
        let cause = sentence(self.cause.in_language(language), language);
        let remedy = sentence(self.remedy.in_language(language), language);
        let between = language.pick("", " ");
        format!("{place}: {cause}{between}{remedy}{between}[{code}]")
    }
}

/// A text as a sentence: with its stop, unless it is a question; in English with a capital, unless it
/// begins with a name.
fn sentence(text: &str, language: Language) -> String {
    let first = text.split(' ').next().unwrap_or_default();
    let is_name = first.contains(['.', '_']);
    let mut letters = text.chars();
    let begin = letters.next().map(|letter| match language {
        Language::English if !is_name => letter.to_ascii_uppercase(),
        _ => letter,
    });
    let stop = match text.ends_with(['?', '\u{ff1f}']) {
        true => "",
        false => language.pick("。", "."),
    };
    begin.into_iter().chain(letters).collect::<String>() + stop
}

/// The closest of some known words, if one is close enough to be what was meant.
pub fn did_you_mean<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    known
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(word, candidate), candidate))
        .filter(|(distance, candidate)| {
            let longest = word.chars().count().max(candidate.chars().count());
            *distance * 5 <= longest * 2
        })
        .min()
        .map(|(_, candidate)| candidate)
}
