//! The regulation's own words: `regulation.md`, one heading per clause, Chinese text, English as quotation.

use std::ops::Range;

use super::problem::Text;

/// A clause as written: `## 三.4`, its Chinese paragraphs, its English ones each behind `>`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct WrittenClause {
    pub(crate) number: String,
    pub(crate) text: Text,
    /// Bytes of the heading.
    pub(crate) span: Range<usize>,
}

/// The clauses of a regulation in order. Headings of other levels and text before the first clause are for readers.
pub(crate) fn clauses(markdown: &str) -> Vec<WrittenClause> {
    let mut clauses: Vec<WrittenClause> = Vec::new();
    let mut start = 0;
    for line in markdown.split_inclusive('\n') {
        let end = start + line.len();
        let text = line.trim();
        if let Some(number) = text.strip_prefix("## ") {
            let number = number
                .split_whitespace()
                .next()
                .unwrap_or_default()
                .to_owned();
            clauses.push(WrittenClause {
                number,
                text: Text::new("", ""),
                span: start..end,
            });
        } else if let Some(clause) = clauses.last_mut()
            && !text.starts_with('#')
        {
            match text.strip_prefix('>') {
                Some(english) => append(&mut clause.text.en, english.trim(), " "),
                None => append(&mut clause.text.zh, text, ""),
            }
        }
        start = end;
    }
    clauses
}

fn append(text: &mut String, more: &str, between: &str) {
    if !text.is_empty() && !more.is_empty() {
        text.push_str(between);
    }
    text.push_str(more);
}
