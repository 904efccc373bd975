//! A line as words: separated by spaces, `"quoted parts"` kept whole, `// comments` left out.

use std::ops::Range;

use super::row::Place;
use super::written_time::{is_day, is_time_of_day};
use crate::policy::problem::SourceFile;

/// A word of a line and where it stands.
#[derive(Debug, Clone)]
pub(super) struct Word {
    pub(super) text: String,
    pub(super) place: Place,
}

/// A line that says something.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) words: Vec<Word>,
}

/// The lines in these bytes of a file that hold any word.
pub(super) fn lines(file: SourceFile<'_>, span: Range<usize>) -> Vec<Line> {
    let mut start = span.start;
    let mut found = Vec::new();
    for text in file
        .text
        .get(span)
        .unwrap_or_default()
        .split_inclusive('\n')
    {
        let words = words(text, start, file);
        if !words.is_empty() {
            found.push(Line { words });
        }
        start += text.len();
    }
    found
}

fn words(text: &str, start: usize, file: SourceFile<'_>) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut in_word = false;
    let mut in_quotes = false;
    for (offset, letter) in text.char_indices() {
        if letter.is_whitespace() && !in_quotes {
            in_word = false;
            continue;
        }
        let rest = text.get(offset..).unwrap_or_default();
        if !in_word && rest.starts_with("//") {
            break;
        }
        let end = start + offset + letter.len_utf8();
        if !in_word {
            in_word = true;
            let (line, column) = file.place(start + offset);
            words.push(Word {
                text: String::new(),
                place: Place {
                    line,
                    column,
                    span: start + offset..end,
                },
            });
        }
        if letter == '"' {
            in_quotes = !in_quotes;
        }
        if let Some(word) = words.last_mut() {
            word.text.push(letter);
            word.place.span.end = end;
        }
    }
    words
}

/// A word `key=value`.
#[derive(Debug, Clone)]
pub(super) struct Pair {
    pub(super) key: Word,
    pub(super) value: Word,
}

/// A line taken apart: its time, the words in their order and the `key=value` pairs.
#[derive(Debug, Default)]
pub(super) struct Parts {
    pub(super) label: Option<Word>,
    pub(super) time: Option<Word>,
    pub(super) plain: Vec<Word>,
    pub(super) pairs: Vec<Pair>,
}

/// Takes a line apart. A time of day belongs to the day written before it.
pub(super) fn parts(line: &Line) -> Parts {
    let mut parts = Parts::default();
    let mut words = line.words.iter().cloned().peekable();
    if let Some(label) = words.next_if(|word| word.text.starts_with('#')) {
        parts.label = Some(label);
    } else if line.words.get(1).is_some_and(|word| is_day(&word.text)) {
        words.next_if(|word| word.text == "-");
    }
    let looks_like_time = |word: &Word| word.text.starts_with(|first: char| first.is_ascii_digit());
    parts.time = words.next_if(looks_like_time);
    if let Some(time) = &mut parts.time
        && !time.text.contains([':', '：'])
        && let Some(clock) =
            words.next_if(|word| looks_like_time(word) && word.text.contains([':', ':']))
    {
        append(time, &clock);
    }
    while let Some(word) = words.next() {
        let Some(mut pair) = pair(&word) else {
            parts.plain.push(word);
            continue;
        };
        if is_day(&pair.value.text)
            && let Some(clock) = words.next_if(|next| is_time_of_day(&next.text))
        {
            append(&mut pair.value, &clock);
        }
        parts.pairs.push(pair);
    }
    parts
}

fn append(word: &mut Word, more: &Word) {
    word.text.push(' ');
    word.text.push_str(&more.text);
    word.place.span.end = more.place.span.end;
}

fn pair(word: &Word) -> Option<Pair> {
    let (key, value) = word.text.split_once(['=', '='])?;
    if key.is_empty() || key.contains('"') {
        return None;
    }
    let key_end = word.place.span.start + key.len();
    let value_start = word.place.span.end - value.len();
    Some(Pair {
        key: Word {
            text: key.to_owned(),
            place: Place {
                span: word.place.span.start..key_end,
                ..word.place.clone()
            },
        },
        value: Word {
            text: value.replace('"', ""),
            place: Place {
                line: word.place.line,
                column: word.place.column + key.chars().count() + 1,
                span: value_start..word.place.span.end,
            },
        },
    })
}
