//! The two short answers: may this be done, and what would have kept a lost claim.

#[cfg(test)]
mod tests;

use super::Directory;
use super::reader::Reader;
use super::told::Told;
use crate::case::CaseFile;
use crate::fact::Seq;
use crate::language::Language;
use crate::permission::{Objection, Permission};
use crate::policy::{Clause, Packs};
use crate::ruling::Ruling;
use crate::what_if::{Change, WhatIf};

/// Puts "may I?" into words: the answer, then one line per objection. It names no person and no
/// fact: whoever asks may not be allowed to know them.
pub fn explain_permission(permission: &Permission, packs: &Packs, language: Language) -> String {
    let (answer, objections): (_, &[Objection]) = match permission {
        Permission::Allowed => (language.pick("可以。", "Allowed."), &[]),
        Permission::AllowedWith(objections) => (
            language.pick("可以，但请注意：", "Allowed, but note:"),
            objections,
        ),
        Permission::Refused(objections) => (language.pick("不可以：", "Refused:"), objections),
    };
    let mut lines = vec![answer.to_owned()];
    for one in objections {
        lines.push(format!("  - {}", objection(one, packs, language)));
    }
    lines.join("\n")
}

/// `【三.2】持有人仍在维护客户,他人须先征得同意;照做会记作涉嫌“恶意抢单”,由人审理;2026-04-13 00:00 起可以。`
fn objection(objection: &Objection, packs: &Packs, language: Language) -> String {
    let (case, directory) = (CaseFile::default(), Directory::default());
    let version = objection.source.version;
    let reader = Reader::new(packs, &case, &directory, language, version);
    let mut parts = why_not(objection, &reader);
    if let Some(from) = objection.possible_from {
        let from = reader.moment(from);
        parts.push(language.pick(format!("{from} 起可以"), format!("possible from {from}")));
    }
    let clause = reader.clause(objection.source);
    let clause = clause
        .map(|Clause { number, .. }| language.pick(format!("【{number}】"), format!("[{number}] ")))
        .unwrap_or_default();
    let stop = language.pick("。", ".");
    format!("{clause}{}{stop}", reader.clauses(&parts))
}

/// Why one objection stands, for whoever tells its clause and time apart: a sentence without a stop, which names
/// nobody.
pub fn explain_objection(objection: &Objection, packs: &Packs, language: Language) -> String {
    let (case, directory) = (CaseFile::default(), Directory::default());
    let version = objection.source.version;
    let reader = Reader::new(packs, &case, &directory, language, version);
    reader.clauses(&why_not(objection, &reader))
}

fn why_not(objection: &Objection, reader: &Reader<'_>) -> Vec<String> {
    let told = Told::alone(reader, objection.source);
    let mut parts = vec![told.sentence(objection.why)];
    if objection.violation.is_some() {
        let name = reader.name(objection.violation);
        parts.push(reader.language.pick(
            format!("照做会记作涉嫌“{name}”，由人审理"),
            format!("doing it all the same may count as \"{name}\", which a person decides"),
        ));
    }
    parts
}

/// Puts the one change that would have kept a lost claim into words. `ruling`, `packs` and `case` are
/// the ones it was found for.
pub fn explain_what_if(
    what_if: &WhatIf,
    ruling: &Ruling,
    packs: &Packs,
    case: &CaseFile,
    directory: &Directory,
    language: Language,
) -> String {
    let reader = Reader::new(packs, case, directory, language, what_if.source.version);
    let lost = reader.claim(ruling, what_if.claim).map(|claim| claim.fact);
    let claim = lost
        .and_then(|lost| reader.fact_by(lost))
        .unwrap_or_else(|| language.pick("这条主张", "the claim").to_owned());
    let change = change(&reader, what_if, lost);
    let clause = reader.clause(what_if.source);
    let clause = reader.brackets(clause.map_or("", |clause| clause.number.as_str()));
    language.pick(
        format!("{claim}：如果{change}，就能成立{clause}。"),
        format!("{claim}: would have held{clause}, had {change}."),
    )
}

/// The change, told of the claim itself where it is the claim that had to be otherwise.
fn change(reader: &Reader<'_>, what_if: &WhatIf, lost: Option<Seq>) -> String {
    let language = reader.language;
    let other = |seq| {
        let fact = reader.fact_by(seq).filter(|_| Some(seq) != lost);
        fact.map(|fact| language.pick(format!("“{fact}”"), format!("\"{fact}\"")))
    };
    match &what_if.change {
        Change::Add(added) => {
            let added = reader.fact(added);
            language.pick(
                format!("当时有“{added}”"),
                format!("there been \"{added}\""),
            )
        }
        Change::Move { seq, to } => {
            let moved = other(*seq);
            let (at, by) = (reader.moment(*to), shift(reader, what_if.shift_seconds));
            language.pick(
                format!("{}是在 {at}{by}", moved.clone().unwrap_or_default()),
                format!(
                    "{} been at {at}{by}",
                    moved.unwrap_or_else(|| "it".to_owned())
                ),
            )
        }
        Change::Give { seq, field } => {
            let given_with = other(*seq);
            let field = reader.name(*field);
            language.pick(
                format!("{}带上了“{field}”", given_with.clone().unwrap_or_default()),
                match given_with {
                    Some(fact) => format!("\"{field}\" been given with {fact}"),
                    None => format!("\"{field}\" been given with it"),
                },
            )
        }
    }
}

/// How far a fact would have had to move, in its largest two units: `(差 1 天 2 小时)`.
fn shift(reader: &Reader<'_>, seconds: i64) -> String {
    const UNITS: [(u64, &str, &str); 4] = [
        (86_400, "天", "day"),
        (3_600, "小时", "hour"),
        (60, "分钟", "minute"),
        (1, "秒", "second"),
    ];
    let mut rest = seconds.unsigned_abs();
    let mut parts = Vec::new();
    for (length, zh, en) in UNITS {
        let count = rest / length;
        rest %= length;
        if count > 0 && parts.len() < 2 {
            let plural = if count == 1 { "" } else { "s" };
            parts.push(
                reader
                    .language
                    .pick(format!("{count} {zh}"), format!("{count} {en}{plural}")),
            );
        }
    }
    if parts.is_empty() {
        return String::new();
    }
    let parts = parts.join(" ");
    reader.brackets(
        &reader
            .language
            .pick(format!("相差 {parts}"), format!("{parts} away")),
    )
}
