//! What others may do, until when, and what follows by itself.

use super::holding::{capitalised, state_and_reasons};
use super::reader::Reader;
use super::{Line, Section};
use crate::language::Language;
use crate::policy::Policy;
use crate::ruling::{Mode, Ownership, Ruling, Segment, State};

/// The version in force at the ruling's instant: whether it knows holders, and several at once.
fn policy<'a>(reader: &Reader<'a>, ruling: &Ruling) -> Option<&'a Policy> {
    reader.packs.version(reader.packs.in_force(ruling.at))
}

pub(super) fn has_holder(reader: &Reader<'_>, ruling: &Ruling) -> bool {
    policy(reader, ruling).is_none_or(|policy| policy.has_holder)
}

fn holds_many(reader: &Reader<'_>, ruling: &Ruling) -> bool {
    policy(reader, ruling).is_some_and(|policy| !policy.exclusive)
}

/// What protects the holder, in the headline.
pub(super) fn protection_phrase(reader: &Reader<'_>, ruling: &Ruling) -> Option<String> {
    if !has_holder(reader, ruling) {
        return None;
    }
    let language = reader.language;
    let protection = ruling.protection;
    let until = protection.until.map(|until| reader.until(until));
    Some(match (protection.mode, until) {
        (Mode::Forbid, Some(until)) => language.pick(
            format!("保护到 {until}"),
            format!("protected until {until}"),
        ),
        (Mode::Forbid, None) => language
            .pick("受保护，他人不得报备", "protected; others may not claim")
            .to_owned(),
        (Mode::Ask, Some(until)) => language.pick(
            format!("{until} 前他人须先征得同意"),
            format!("others need consent until {until}"),
        ),
        (Mode::Ask, None) => language
            .pick("他人须先征得同意", "others need consent")
            .to_owned(),
        (Mode::Open | Mode::Pool, _) if holds_many(reader, ruling) => language
            .pick("他人的报备可以并存", "other claims may stand beside it")
            .to_owned(),
        (Mode::Open | Mode::Pool, _) => match protection.ended {
            Some(ended) => {
                let ended = reader.until(ended);
                language.pick(
                    format!("保护已于 {ended} 结束，他人可以取代"),
                    format!("protection ended at {ended}, others may take over"),
                )
            }
            None => language
                .pick(
                    "没有保护，他人可以取代",
                    "not protected, others may take over",
                )
                .to_owned(),
        },
    })
}

pub(super) fn protection(reader: &Reader<'_>, ruling: &Ruling, lines: &mut Vec<Line>) {
    if !has_holder(reader, ruling) || ruling.ownership.state == State::Final {
        return;
    }
    let protection = ruling.protection;
    let clause = protection.source.and_then(|source| reader.clause(source));
    let ended = protection.ended.map(|ended| {
        let ended = reader.until(ended);
        reader.language.pick(
            format!("保护已于 {ended} 结束。"),
            format!("The protection ended at {ended}. "),
        )
    });
    let until = protection.until.map(|until| reader.until(until));
    let mode = mode(reader, ruling, ruling.ownership, protection.mode, until);
    let text = format!(
        "{}{}{}",
        ended.unwrap_or_default(),
        capitalised(&mode),
        reader.language.pick("。", ".")
    );
    lines.push(Line::new(Section::Protection, clause, text));
}

/// What others may do, and until when.
fn mode(
    reader: &Reader<'_>,
    ruling: &Ruling,
    ownership: Ownership,
    mode: Mode,
    until: Option<String>,
) -> String {
    let language = reader.language;
    let during = |(zh, en): (&str, &str)| match &until {
        Some(until) => language.pick(format!("{zh}到 {until}"), format!("{en} until {until}")),
        None => language.pick(zh, en).to_owned(),
    };
    let shared = holds_many(reader, ruling) && mode == Mode::Open;
    let (stands, others) = match (mode, ownership.owner, ownership.state) {
        (Mode::Pool, ..) => (
            during(("在公海", "in the public pool")),
            ("谁都可以报备", "anyone may claim the customer"),
        ),
        (Mode::Open, None, State::Pending) => (
            language
                .pick("还没有定归谁", "it is not settled who holds the customer")
                .to_owned(),
            ("此时他人也可以报备", "others may still claim too"),
        ),
        (Mode::Open, None, _) => (
            language.pick("无人持有", "held by nobody").to_owned(),
            ("谁都可以报备", "anyone may claim the customer"),
        ),
        _ if shared => (
            during(("可以并存", "shared")),
            (
                "他人也可以报备，到成交或争议时才比较",
                "others may claim too, and claims are compared at the deal or in a dispute",
            ),
        ),
        (Mode::Open, ..) => return unprotected(language, until.as_deref()),
        (Mode::Ask, ..) => (
            during(("受保护", "protected")),
            (
                "他人要接洽，须先征得持有人同意",
                "others need the holder's consent first",
            ),
        ),
        (Mode::Forbid, ..) => (
            during(("受保护", "protected")),
            (
                "他人不得报备，报了也不取得归属",
                "others may not claim, and a claim filed all the same takes nothing",
            ),
        ),
    };
    let others = language.pick(others.0, others.1);
    language.pick(format!("{stands}，{others}"), format!("{stands}; {others}"))
}

/// Still held, but a new valid claim takes over.
fn unprotected(language: Language, until: Option<&str>) -> String {
    match until {
        Some(until) => language.pick(
            format!("不受保护，归属保留到 {until}，但他人新的有效报备可以取代"),
            format!("not protected; it stays with the holder until {until}, but a new valid claim takes over"),
        ),
        None => language
            .pick(
                "不受保护，归属不变，但他人新的有效报备可以取代",
                "not protected; it stays with the holder, but a new valid claim takes over",
            )
            .to_owned(),
    }
}

/// One line for each later stretch of time: what changes then.
pub(super) fn after(reader: &Reader<'_>, ruling: &Ruling, lines: &mut Vec<Line>) {
    let mut before = (ruling.ownership, ruling.protection.mode);
    for segment in &ruling.segments {
        let later = segment.from > ruling.at;
        if let Some(text) = change(reader, ruling, before, segment).filter(|_| later) {
            let clause = segment
                .ownership
                .source
                .filter(|_| segment.ownership.source != before.0.source)
                .and_then(|source| reader.clause(source));
            lines.push(Line::new(Section::After, clause, text));
        }
        before = (segment.ownership, segment.mode);
    }
}

/// What is otherwise from a segment's start; none if people would notice nothing.
fn change(
    reader: &Reader<'_>,
    ruling: &Ruling,
    (old, old_mode): (Ownership, Mode),
    segment: &Segment,
) -> Option<String> {
    let language = reader.language;
    let new = segment.ownership;
    let mut changes = Vec::new();
    let moves = (new.owner, new.person) != (old.owner, old.person);
    if let Some(owner) = new.owner.filter(|_| moves) {
        let owner = reader.party_and_person(owner, new.person);
        changes.push(language.pick(format!("归 {owner}"), format!("held by {owner}")));
    }
    if (new.state, new.reasons) != (old.state, old.reasons) && new.state != State::None {
        changes.push(state_and_reasons(reader, new.state, new.reasons));
    }
    if let Some(person) = new.offered.filter(|_| new.offered != old.offered) {
        let person = reader.staff(person);
        changes.push(language.pick(
            format!("轮到 {person} 答复是否接手"),
            format!("offered to {person}"),
        ));
    } else if old.offered.is_some() && new.offered.is_none() {
        let nobody = language.pick(
            "没有人接手，等负责人指派",
            "nobody took it over; it awaits assignment",
        );
        changes.push(nobody.to_owned());
    }
    let settled = new.state == State::Final || !has_holder(reader, ruling);
    if moves && new.owner.is_none() && (settled || segment.mode == Mode::Pool) {
        changes.push(language.pick("无人持有", "held by nobody").to_owned());
    }
    let lost = moves && new.owner.is_none();
    if !settled && (segment.mode != old_mode || lost) {
        let until = segment.until.map(|until| reader.until(until));
        changes.push(mode(reader, ruling, new, segment.mode, until));
    }
    if changes.is_empty() {
        return None;
    }
    let (from, changes) = (reader.moment(segment.from), reader.clauses(&changes));
    Some(language.pick(
        format!("{from} 起：{changes}。"),
        format!("From {from}: {changes}."),
    ))
}
