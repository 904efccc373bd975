//! A TOML file of facts or a scenario: the keys of a table, remembered as they are asked for; the
//! others are problems.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{Place, Reader};
use crate::policy::load::syntax::explain;
use crate::policy::problem::{Problem, SourceFile, did_you_mean};

/// What reading the tables of a file shares.
pub(crate) struct Reading<'r, 'p> {
    pub(crate) file: SourceFile<'r>,
    pub(crate) reader: Reader<'p>,
}

/// A text and its bytes in the file, with quotes.
#[derive(Debug, Clone)]
pub(crate) struct Text {
    pub(crate) text: String,
    pub(crate) span: Range<usize>,
}

impl Reading<'_, '_> {
    pub(crate) fn place(&self, span: Range<usize>) -> Place {
        let (line, column) = self.file.place(span.start);
        Place { line, column, span }
    }

    /// Adds a problem; cause and remedy each in Chinese and English.
    pub(crate) fn problem(
        &mut self,
        code: &'static str,
        span: Range<usize>,
        cause: (&str, &str),
        remedy: (&str, &str),
    ) {
        let place = self.place(span);
        self.reader.problem(code, &place, cause, remedy);
    }

    /// Reports a word that is none of the possible ones.
    pub(crate) fn unknown_word(
        &mut self,
        what: (&str, &str),
        word: &str,
        span: Range<usize>,
        possible: &[&str],
    ) {
        let list = possible.join(" ");
        let (zh, en) = match did_you_mean(word, possible.iter().copied()) {
            Some(hint) => (
                format!("是不是 `{hint}`?"),
                format!("did you mean `{hint}`?"),
            ),
            None => (format!("可以写 {list}"), format!("possible are {list}")),
        };
        self.problem(
            "unknown-word",
            span,
            (
                &format!("`{word}` 不是{}", what.0),
                &format!("`{word}` is not {}", what.1),
            ),
            (&zh, &en),
        );
    }
}

/// The bytes between the quotes of a string as it stands in the file.
pub(crate) fn inside(file: SourceFile<'_>, span: Range<usize>) -> Range<usize> {
    let raw = file.text.get(span.clone()).unwrap_or_default();
    for quotes in ["'''", "\"\"\"", "'", "\""] {
        let long = raw.len() >= 2 * quotes.len();
        if long && raw.starts_with(quotes) && raw.ends_with(quotes) {
            return span.start + quotes.len()..span.end - quotes.len();
        }
    }
    span
}

/// The entries of a table in the order written.
pub(crate) fn in_order<'t, 'i>(
    table: &'t DeTable<'i>,
) -> Vec<(&'t str, Range<usize>, &'t Spanned<DeValue<'i>>)> {
    let mut entries: Vec<_> = table
        .iter()
        .map(|(name, value)| (name.get_ref().as_ref(), name.span(), value))
        .collect();
    entries.sort_by_key(|(_, span, _)| span.start);
    entries
}

/// A table being read.
pub(crate) struct Keys<'t, 'i> {
    table: &'t DeTable<'i>,
    asked: Vec<&'static str>,
    /// Where the table stands.
    pub(crate) span: Range<usize>,
}

impl<'t, 'i> Keys<'t, 'i> {
    pub(crate) fn new(table: &'t DeTable<'i>, span: Range<usize>) -> Self {
        Keys {
            table,
            asked: Vec::new(),
            span,
        }
    }

    pub(crate) fn value(&mut self, key: &'static str) -> Option<&'t Spanned<DeValue<'i>>> {
        if !self.asked.contains(&key) {
            self.asked.push(key);
        }
        let mut entries = self.table.iter();
        entries
            .find(|(name, _)| name.get_ref() == key)
            .map(|(_, value)| value)
    }

    /// A string.
    pub(crate) fn text(
        &mut self,
        key: &'static str,
        reading: &mut Reading<'_, '_>,
    ) -> Option<Text> {
        let value = self.value(key)?;
        let text = text_of(value);
        if text.is_none() {
            reading.problem(
                "not-text",
                value.span(),
                (
                    &format!("`{key}` 要写成带引号的文字"),
                    &format!("`{key}` is a text in quotes"),
                ),
                ("请加引号", "put it in quotes"),
            );
        }
        text
    }

    /// A list of strings; a single string is a list of one.
    pub(crate) fn texts(
        &mut self,
        key: &'static str,
        reading: &mut Reading<'_, '_>,
    ) -> Option<Vec<Text>> {
        let value = self.value(key)?;
        if let Some(text) = text_of(value) {
            return Some(vec![text]);
        }
        let items = value.get_ref().as_array();
        let texts: Option<Vec<Text>> = items.and_then(|items| items.iter().map(text_of).collect());
        if texts.is_none() {
            reading.problem(
                "not-texts",
                value.span(),
                (
                    &format!("`{key}` 要写成文字的列表"),
                    &format!("`{key}` is a list of texts"),
                ),
                ("例如 [\"三.4\", \"三.2\"]", "e.g. [\"三.4\", \"三.2\"]"),
            );
        }
        texts
    }

    /// A whole number.
    pub(crate) fn number(
        &mut self,
        key: &'static str,
        reading: &mut Reading<'_, '_>,
    ) -> Option<i64> {
        let value = self.value(key)?;
        let digits = value.get_ref().as_integer();
        let number =
            digits.and_then(|digits| i64::from_str_radix(digits.as_str(), digits.radix()).ok());
        if number.is_none() {
            reading.problem(
                "not-a-number",
                value.span(),
                (
                    &format!("`{key}` 要写整数"),
                    &format!("`{key}` is a whole number"),
                ),
                ("例如 1,不加引号", "e.g. 1, without quotes"),
            );
        }
        number
    }

    /// The keys asked for so far, which the documentation has to name.
    #[cfg(test)]
    pub(crate) fn asked(&self) -> &[&'static str] {
        &self.asked
    }

    /// Reports every key that nobody asked for.
    pub(crate) fn finish(self, reading: &mut Reading<'_, '_>) {
        for (name, span, _) in in_order(self.table) {
            if !self.asked.contains(&name) {
                reading.unknown_word(
                    ("这里认识的键", "a key known here"),
                    name,
                    span,
                    &self.asked,
                );
            }
        }
    }
}

fn text_of(value: &Spanned<DeValue<'_>>) -> Option<Text> {
    Some(Text {
        text: value.get_ref().as_str()?.to_owned(),
        span: value.span(),
    })
}

/// A file that is no TOML.
pub(crate) fn syntax(error: &toml::de::Error, file: SourceFile<'_>) -> Problem {
    let (cause, remedy) = explain(error.message());
    let span = error.span().unwrap_or(0..0);
    Problem::new("syntax", file, span, cause, remedy)
}

/// The bytes of a text of several lines.
pub(crate) fn lines_of(
    keys: &mut Keys<'_, '_>,
    key: &'static str,
    reading: &mut Reading<'_, '_>,
) -> Option<Range<usize>> {
    let text = keys.text(key, reading)?;
    Some(inside(reading.file, text.span))
}
