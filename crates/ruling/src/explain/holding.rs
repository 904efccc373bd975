//! The headline, who owns the case, what others may do, and what follows by itself.

use super::reader::Reader;
use super::{Line, Section};
use crate::calendar::Instant;
use crate::fact::FactKind;
use crate::policy::Policy;
use crate::ruling::{DealOutcome, Mode, Ownership, Reasons, Ruling, Segment, State};

/// The version in force at the ruling's instant: whether it knows holders, and several at once.
fn policy<'a>(reader: &Reader<'a>, ruling: &Ruling) -> Option<&'a Policy> {
    reader.packs.version(reader.packs.in_force(ruling.at))
}

fn has_holder(reader: &Reader<'_>, ruling: &Ruling) -> bool {
    policy(reader, ruling).is_none_or(|policy| policy.has_holder)
}

/// The answer in one line: `归 甲队 张三:三.4,保护到 2026-03-31 24:00`.
pub(super) fn headline(reader: &Reader<'_>, ruling: &Ruling) -> String {
    let ownership = ruling.ownership;
    let language = reader.language;
    let Some(owner) = ownership.owner else {
        return without_owner(reader, ruling);
    };
    let owner = reader.party_and_person(owner, ownership.person);
    if ownership.state == State::Pending {
        let state = state(reader, ownership);
        return language.pick(
            format!("{state}，暂归 {owner}"),
            format!("{}; for now {owner}", capitalised(&state)),
        );
    }
    let settled = ownership.state != State::Provisional
        || !ownership.reasons.is_empty()
        || !ruling.deals.is_empty();
    let firmness = if settled {
        reader.brackets(&state(reader, ownership))
    } else {
        String::new()
    };
    let protected = matches!(ruling.protection.mode, Mode::Forbid | Mode::Ask)
        && ownership.state != State::Final;
    let source = ruling
        .protection
        .source
        .filter(|_| protected)
        .or(ownership.source);
    let grounds: Vec<String> = source
        .and_then(|source| reader.clause(source))
        .into_iter()
        .chain(protection_phrase(reader, ruling))
        .collect();
    let grounds = grounds.join(language.pick("，", ", "));
    match grounds.as_str() {
        "" => language.pick(
            format!("归 {owner}{firmness}"),
            format!("Held by {owner}{firmness}"),
        ),
        _ => language.pick(
            format!("归 {owner}{firmness}：{grounds}"),
            format!("Held by {owner}{firmness}: {grounds}"),
        ),
    }
}

fn without_owner(reader: &Reader<'_>, ruling: &Ruling) -> String {
    let language = reader.language;
    let state = state(reader, ruling.ownership);
    let text = match (ruling.ownership.state, has_holder(reader, ruling)) {
        (State::Pending, _) => return capitalised(&state),
        (State::None, true) if ruling.protection.mode == Mode::Pool => {
            language.pick("无人持有：在公海", "Held by nobody: in the public pool")
        }
        (State::None, true) => language.pick("无人持有", "Held by nobody"),
        (State::None, false) => language.pick("没有有效的申请", "No valid application"),
        (State::Provisional | State::Frozen, false) => {
            language.pick("已受理，尚未办结", "Accepted, not completed yet")
        }
        (State::Final, false) => language.pick("已办结", "Completed"),
        (State::Provisional | State::Frozen | State::Final, true) => {
            let brackets = reader.brackets(&state);
            return language.pick(
                format!("不归任何人{brackets}"),
                format!("Held by nobody{brackets}"),
            );
        }
    };
    text.to_owned()
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(|first| first.to_uppercase().to_string());
    first.unwrap_or_default() + chars.as_str()
}

/// What protects, in the headline; nothing once all is settled.
fn protection_phrase(reader: &Reader<'_>, ruling: &Ruling) -> Option<String> {
    if ruling.ownership.state == State::Final {
        return None;
    }
    let language = reader.language;
    let until = ruling.protection.until.map(|until| reader.until(until));
    let many = policy(reader, ruling).is_some_and(|policy| !policy.exclusive);
    Some(match (ruling.protection.mode, until) {
        (Mode::Forbid, Some(until)) => language.pick(
            format!("保护到 {until}"),
            format!("protected until {until}"),
        ),
        (Mode::Forbid, None) => language.pick("受保护", "protected").to_owned(),
        (Mode::Ask, Some(until)) => language.pick(
            format!("{until} 前他人须征得同意"),
            format!("others need consent until {until}"),
        ),
        (Mode::Ask, None) => language
            .pick("他人须征得同意", "others need consent")
            .to_owned(),
        (Mode::Open | Mode::Pool, _) if many => language
            .pick("他人的报备可以并存", "other claims may stand beside it")
            .to_owned(),
        (Mode::Open | Mode::Pool, _) => language
            .pick("开放，他人可以取代", "open, others may replace it")
            .to_owned(),
    })
}

/// `暂定` or `待定(窗口、证据)`; a provisional state may be accompanied by reasons.
pub(super) fn state(reader: &Reader<'_>, ownership: Ownership) -> String {
    state_and_reasons(reader, ownership.state, ownership.reasons)
}

/// As [`state`], for credit too.
pub(super) fn state_and_reasons(reader: &Reader<'_>, state: State, reasons: Reasons) -> String {
    let label = state.label(reader.language);
    let reasons: Vec<String> = reasons
        .iter()
        .map(|reason| reason.label(reader.language).to_owned())
        .collect();
    let list = reader.list(&reasons);
    if state == State::Pending || reasons.is_empty() {
        return format!("{label}{}", reader.brackets(&list));
    }
    let open = State::Pending.label(reader.language);
    reader.language.pick(
        format!("{label}，{open}：{list}"),
        format!("{label}, {open}: {list}"),
    )
}

/// The lines that say why something is open.
pub(super) fn reason_lines(reader: &Reader<'_>, reasons: Reasons) -> Vec<String> {
    let language = reader.language;
    reasons
        .iter()
        .map(|reason| {
            let (label, meaning) = (reason.label(language), reason.meaning(language));
            language.pick(
                format!("{label}待定：{meaning}。"),
                format!("Pending for {label}: {meaning}."),
            )
        })
        .collect()
}

pub(super) fn ownership(reader: &Reader<'_>, ruling: &Ruling, lines: &mut Vec<Line>) {
    let language = reader.language;
    let ownership = ruling.ownership;
    let mut say = |clause, text| lines.push(Line::new(Section::Ownership, clause, text));
    let state_label = ownership.state.label(language);
    let meaning = ownership.state.meaning(language);
    let clause = ownership.source.and_then(|source| reader.clause(source));
    say(
        clause,
        language.pick(
            format!("{state_label}：{meaning}。"),
            format!("{}: {meaning}.", capitalised(state_label)),
        ),
    );
    for text in reason_lines(reader, ownership.reasons) {
        say(None, text);
    }
    let claim = ownership
        .claim
        .and_then(|claim| reader.claim(ruling, claim))
        .and_then(|claim| reader.fact_by(claim.fact));
    if let Some(claim) = claim {
        say(
            None,
            language.pick(format!("依据：{claim}。"), format!("It rests on: {claim}.")),
        );
    }
    for outcome in &ruling.deals {
        let source = outcome.ownership.source;
        let clause = source.and_then(|source| reader.clause(source));
        say(clause, deal(reader, outcome, ruling.at));
    }
    let erased = reader.case.facts().iter().any(|fact| {
        fact.kind == FactKind::Erased
            && fact.recorded <= ruling.known
            && fact.counts_at <= ruling.at
    });
    if erased {
        let text = language.pick(
            "已应本人要求删除个人信息。",
            "The personal data was erased at the customer's wish.",
        );
        say(None, text.to_owned());
    }
}

fn deal(reader: &Reader<'_>, deal: &DealOutcome, now: Instant) -> String {
    let language = reader.language;
    let fact = reader
        .fact_by(deal.fact)
        .unwrap_or_else(|| language.pick("成交", "the deal").to_owned());
    let brackets = reader.brackets(&state(reader, deal.ownership));
    let outcome = match deal.ownership.owner {
        Some(owner) => {
            let owner = reader.party_and_person(owner, deal.ownership.person);
            language.pick(
                format!("归 {owner}{brackets}"),
                format!("belongs to {owner}{brackets}"),
            )
        }
        None => language.pick(
            format!("尚无归属{brackets}"),
            format!("belongs to nobody yet{brackets}"),
        ),
    };
    let window = deal.window_until.map(|until| {
        let is_over = until <= now;
        let until = reader.until(until);
        if is_over {
            language.pick(
                format!("；主张期已于 {until} 结束"),
                format!("; claims were possible until {until}"),
            )
        } else {
            language.pick(
                format!("；主张期到 {until}"),
                format!("; claims are possible until {until}"),
            )
        }
    });
    let window = window.unwrap_or_default();
    language.pick(
        format!("成交（{fact}）：{outcome}{window}。"),
        format!("The deal ({fact}) {outcome}{window}."),
    )
}

pub(super) fn protection(reader: &Reader<'_>, ruling: &Ruling, lines: &mut Vec<Line>) {
    if !has_holder(reader, ruling) || ruling.ownership.state == State::Final {
        return;
    }
    let protection = ruling.protection;
    let clause = protection.source.and_then(|source| reader.clause(source));
    let text = if ruling.ownership.owner.is_none() && protection.mode == Mode::Open {
        let text = reader.language.pick(
            "无人持有，谁都可以报备。",
            "Nobody holds it; anyone may claim it.",
        );
        text.to_owned()
    } else {
        let until = protection.until.map(|until| reader.until(until));
        format!(
            "{}{}",
            capitalised(&mode(reader, ruling, protection.mode, until)),
            reader.language.pick("。", ".")
        )
    };
    lines.push(Line::new(Section::Protection, clause, text));
}

/// What others may do, and until when.
fn mode(reader: &Reader<'_>, ruling: &Ruling, mode: Mode, until: Option<String>) -> String {
    let language = reader.language;
    let many = policy(reader, ruling).is_some_and(|policy| !policy.exclusive);
    let (label, meaning) = if many && mode == Mode::Open {
        language.pick(
            ("可以并存", "他人也可以报备，到成交或争议时才比较"),
            (
                "shared",
                "others may claim it too; claims are compared at the deal or in a dispute",
            ),
        )
    } else {
        (mode.label(language), mode.meaning(language))
    };
    let until =
        until.map(|until| language.pick(format!("，到 {until}"), format!(", until {until}")));
    let until = until.unwrap_or_default();
    format!("{label}{until}{}", reader.brackets(meaning))
}

/// One line for each later stretch of time: what changes then.
pub(super) fn after(reader: &Reader<'_>, ruling: &Ruling, lines: &mut Vec<Line>) {
    let mut before = (ruling.ownership, ruling.protection.mode);
    for segment in &ruling.segments {
        if segment.from > ruling.at {
            let clause = segment
                .ownership
                .source
                .filter(|_| segment.ownership.source != before.0.source)
                .and_then(|source| reader.clause(source));
            let text = change(reader, ruling, before, segment);
            lines.extend(text.map(|text| Line::new(Section::After, clause, text)));
        }
        before = (segment.ownership, segment.mode);
    }
}

fn change(
    reader: &Reader<'_>,
    ruling: &Ruling,
    before: (Ownership, Mode),
    segment: &Segment,
) -> Option<String> {
    let language = reader.language;
    let (old, old_mode) = before;
    let new = segment.ownership;
    let mut changes = Vec::new();
    if (new.owner, new.person) != (old.owner, old.person) {
        changes.push(match new.owner {
            Some(owner) => {
                let owner = reader.party_and_person(owner, new.person);
                language.pick(format!("归 {owner}"), format!("held by {owner}"))
            }
            None => language.pick("无人持有", "held by nobody").to_owned(),
        });
    }
    if (new.state, new.reasons) != (old.state, old.reasons) && new.state != State::None {
        changes.push(state(reader, new));
    }
    let settled = new.state == State::Final || !has_holder(reader, ruling);
    if !settled && (segment.mode != old_mode || changes.is_empty()) {
        let until = segment.until.map(|until| reader.until(until));
        changes.push(mode(reader, ruling, segment.mode, until));
    }
    if changes.is_empty() {
        return None;
    }
    let (from, changes) = (reader.at(segment.from), reader.clauses(&changes));
    Some(language.pick(
        format!("{from} 起：{changes}。"),
        format!("From {from}: {changes}."),
    ))
}
