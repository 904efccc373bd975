//! The section `[people]`: one person per line, with names that TOML would want in quotes.
//!
//! TOML takes no Chinese in a bare key, and takes every key below `[people]` for a person's. Who
//! writes `张 = "甲队 sales"`, and `facts = '''` further down, should not have to know that. So the
//! section is read here, and blanked out byte for byte before the rest is read as TOML.

use std::ops::Range;

/// Keys of the scenario itself, which end the section.
pub(super) const HEADER: [&str; 9] = [
    "title", "clause", "example", "year", "door", "customer", "versions", "company", "facts",
];

/// A person as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Person {
    pub(crate) name: String,
    /// Unit and role; none if the line has no `=`.
    pub(crate) place: Option<String>,
    pub(crate) span: Range<usize>,
}

/// The people, and the text without their section, byte for byte as long.
pub(crate) fn take(text: &str) -> (Vec<Person>, String) {
    let mut people = Vec::new();
    let mut rest = String::with_capacity(text.len());
    let (mut in_section, mut in_lines, mut start) = (false, false, 0);
    for line in text.split_inclusive('\n') {
        let said = line.trim();
        if !in_lines {
            let key = said.split(['=', ' ']).next().unwrap_or_default();
            if said == "[people]" {
                in_section = true;
            } else if said.starts_with('[') || HEADER.contains(&key) {
                in_section = false;
            }
        }
        if in_section {
            rest.extend(
                line.bytes()
                    .map(|byte| if byte == b'\n' { '\n' } else { ' ' }),
            );
            people.extend(person(said, start..start + line.trim_end().len()));
        } else {
            rest.push_str(line);
            let quotes = line.matches("'''").count() + line.matches("\"\"\"").count();
            in_lines ^= quotes % 2 == 1;
        }
        start += line.len();
    }
    (people, rest)
}

fn person(line: &str, span: Range<usize>) -> Option<Person> {
    if line.is_empty() || line.starts_with('#') || line == "[people]" {
        return None;
    }
    let unquoted = |text: &str| text.trim().trim_matches(['"', '\'']).trim().to_owned();
    let (name, place) = match line.split_once('=') {
        Some((name, place)) => (name, Some(place.split('#').next().unwrap_or_default())),
        None => (line, None),
    };
    Some(Person {
        name: unquoted(name),
        place: place.map(unquoted),
        span,
    })
}
