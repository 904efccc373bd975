//! Words that several keys take: instants, ends, words of closed lists, parties, clauses, names.

use super::known_clause;
use crate::calendar::Instant;
use crate::fact_file::keys::{Reading, Text};
use crate::fact_file::symbol_of;
use crate::name::Symbol;
use crate::scenario::parties::{Known, PartyWords};

pub(super) fn instant(text: &Text, reading: &mut Reading<'_, '_>) -> Option<Instant> {
    let place = reading.place(text.span.clone());
    let time = reading.reader.written_time(&text.text, &place)?;
    Some(time.instant(reading.reader.zone()))
}

/// A limit by its last moment; `none` for no end.
pub(super) fn end(text: &Text, reading: &mut Reading<'_, '_>) -> Option<Option<Instant>> {
    if is_no_end(&text.text) {
        return Some(None);
    }
    let place = reading.place(text.span.clone());
    let time = reading.reader.written_time(&text.text, &place)?;
    Some(Some(time.end(reading.reader.zone())))
}

pub(super) fn is_no_end(text: &str) -> bool {
    matches!(text, "none" | "-" | "无" | "不限期")
}

pub(super) fn word<T: Copy>(
    text: &Text,
    words: &[(&'static str, &'static str, T)],
    reading: &mut Reading<'_, '_>,
) -> Option<T> {
    let found = named(&text.text, words);
    if found.is_none() {
        let possible: Vec<_> = words.iter().map(|(word, _, _)| *word).collect();
        reading.unknown_word(
            ("这里能写的词", "a word possible here"),
            &text.text,
            text.span.clone(),
            &possible,
        );
    }
    found
}

pub(super) fn named<T: Copy>(text: &str, words: &[(&'static str, &'static str, T)]) -> Option<T> {
    let mut words = words.iter();
    words
        .find(|(word, chinese, _)| *word == text || *chinese == text)
        .map(|(_, _, value)| *value)
}

pub(super) fn unreadable(text: &Text, zh: &str, en: &str, reading: &mut Reading<'_, '_>) {
    reading.problem(
        "unreadable",
        text.span.clone(),
        (
            &format!("看不懂 `{}`", text.text),
            &format!("`{}` cannot be read", text.text),
        ),
        (zh, en),
    );
}

pub(super) fn party(
    text: &Text,
    known: Known<'_>,
    reading: &mut Reading<'_, '_>,
) -> Option<PartyWords> {
    let words: Vec<&str> = text.text.split_whitespace().collect();
    party_of(&words, text, known, reading)
}

pub(super) fn party_of(
    words: &[&str],
    text: &Text,
    known: Known<'_>,
    reading: &mut Reading<'_, '_>,
) -> Option<PartyWords> {
    let mut found = Vec::new();
    for word in words {
        let Some(meant) = known.party_word(word) else {
            let people = known.people.staff_names().chain(known.people.unit_names());
            let possible: Vec<&str> = people.collect();
            reading.unknown_word(
                (
                    "这里的人、单位或角色(角色可写 role:名称)",
                    "a person, unit or role here (a role may be written role:name)",
                ),
                word,
                text.span.clone(),
                &possible,
            );
            return None;
        };
        found.push(meant);
    }
    Some(PartyWords(found))
}

pub(super) fn clause(
    text: &Text,
    known: Known<'_>,
    reading: &mut Reading<'_, '_>,
) -> Option<String> {
    Some(known_clause(text, known.packs, reading))
}

/// Whether a word is the number of a clause.
pub(super) fn is_clause(word: &str, known: Known<'_>) -> bool {
    let mut clauses = known
        .packs
        .versions()
        .iter()
        .flat_map(|version| &version.clauses);
    clauses.any(|clause| clause.number == word)
}

pub(super) fn known_name(
    word: &str,
    text: &Text,
    known: Known<'_>,
    reading: &mut Reading<'_, '_>,
) -> Option<Symbol> {
    let name = symbol_of(known.packs, word);
    if name == Symbol::UNKNOWN {
        let fields = known
            .packs
            .versions()
            .iter()
            .flat_map(|version| &version.fields);
        let possible: Vec<&str> = fields
            .map(|field| known.packs.names.text(field.name))
            .collect();
        reading.unknown_word(
            ("制度包里的名字", "a name the pack knows"),
            word,
            text.span.clone(),
            &possible,
        );
        return None;
    }
    Some(name)
}
