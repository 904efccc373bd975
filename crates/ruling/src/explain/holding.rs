//! The headline, and who owns the case.

use super::future::{has_holder, protection_phrase};
use super::reader::Reader;
use super::{Line, Section};
use crate::fact::{FactKind, StaffId};
use crate::policy::Clause;
use crate::ruling::{DealOutcome, Mode, Ownership, Reasons, Ruling, State};

/// The answer in one line: `归 甲队 张三，保护到 2026-03-31（周二）24:00（依据 三.4）`.
pub(super) fn headline(reader: &Reader<'_>, ruling: &Ruling) -> String {
    let ownership = ruling.ownership;
    let language = reader.language;
    let Some(owner) = ownership.owner else {
        return without_owner(reader, ruling);
    };
    let owner = reader.party_and_person(owner, ownership.person);
    if ownership.state == State::Pending {
        let awaited = awaited(reader, ruling, ownership.reasons);
        return language.pick(
            format!("还没有定，暂归 {owner}：{awaited}"),
            format!("Not settled yet, for now with {owner}: {awaited}"),
        );
    }
    let mut parts = vec![language.pick(format!("归 {owner}"), format!("Held by {owner}"))];
    parts.extend(firmness(reader, ruling));
    let is_final = ownership.state == State::Final;
    parts.extend(protection_phrase(reader, ruling).filter(|_| !is_final));
    let protects = ruling.protection.source.filter(|_| !is_final);
    let clause = protects
        .or(ownership.source)
        .and_then(|source| reader.clause(source));
    let grounds = clause
        .map(|Clause { number, .. }| {
            language.pick(format!("依据 {number}"), format!("clause {number}"))
        })
        .unwrap_or_default();
    let parts = parts.join(language.pick("，", ", "));
    format!("{parts}{}", reader.brackets(&grounds))
}

/// How firm the ownership is, where that is not plain.
fn firmness(reader: &Reader<'_>, ruling: &Ruling) -> Option<String> {
    let Ownership { state, reasons, .. } = ruling.ownership;
    let language = reader.language;
    if state == State::Final {
        return Some(language.pick("已经定案", "settled for good").to_owned());
    }
    if !reasons.is_empty() {
        let awaited = awaited(reader, ruling, reasons);
        return Some(language.pick(format!("暂定（{awaited}）"), format!("for now ({awaited})")));
    }
    (!ruling.deals.is_empty()).then(|| language.pick("暂定", "for now").to_owned())
}

fn without_owner(reader: &Reader<'_>, ruling: &Ruling) -> String {
    let text = state_without_owner(reader, ruling);
    match reader.broken_claim(ruling) {
        Some(broken) => reader.clauses(&[text, broken]),
        None => text,
    }
}

fn state_without_owner(reader: &Reader<'_>, ruling: &Ruling) -> String {
    let language = reader.language;
    let ownership = ruling.ownership;
    let text = match (ownership.state, has_holder(reader, ruling)) {
        (State::Pending, _) => {
            let awaited = awaited(reader, ruling, ownership.reasons);
            return language.pick(
                format!("还没有定：{awaited}"),
                format!("Not settled yet: {awaited}"),
            );
        }
        (State::None, true) if ruling.protection.mode == Mode::Pool => language.pick(
            "无人持有，客户在公海，谁都可以报备",
            "Held by nobody: the customer is in the public pool, open to anyone",
        ),
        (State::None, true) => language.pick(
            "无人持有，谁都可以报备",
            "Held by nobody: anyone may claim the customer",
        ),
        (State::None, false) => language.pick("没有有效的申请", "No valid application"),
        (State::Provisional | State::Frozen, false) => {
            language.pick("已受理，尚未办结", "Accepted, not completed yet")
        }
        (State::Final, false) => language.pick("已办结", "Completed"),
        (State::Provisional | State::Frozen | State::Final, true) => {
            let state = state_and_reasons(reader, ownership.state, ownership.reasons);
            let brackets = reader.brackets(&state);
            return language.pick(
                format!("不归任何人{brackets}"),
                format!("Belongs to nobody{brackets}"),
            );
        }
    };
    text.to_owned()
}

/// What is awaited, in words: `等总经理审核；等负责人指派`.
fn awaited(reader: &Reader<'_>, ruling: &Ruling, reasons: Reasons) -> String {
    let meanings: Vec<String> = reasons
        .iter()
        .map(|reason| reader.awaits(ruling, reason))
        .collect();
    reader.clauses(&meanings)
}

pub(super) fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(|first| first.to_uppercase().to_string());
    first.unwrap_or_default() + chars.as_str()
}

/// `暂定` or `待定(窗口、证据)`; a provisional state may be accompanied by reasons.
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
pub(super) fn reason_lines(reader: &Reader<'_>, ruling: &Ruling, reasons: Reasons) -> Vec<String> {
    let language = reader.language;
    reasons
        .iter()
        .map(|reason| {
            let (label, meaning) = (reason.label(language), reader.awaits(ruling, reason));
            language.pick(
                format!("待定（{label}）：{meaning}。"),
                format!("Open ({label}): {meaning}."),
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
    for text in reason_lines(reader, ruling, ownership.reasons) {
        say(None, text);
    }
    if let Some(person) = ownership.offered {
        say(None, offered(reader, person));
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
        say(clause, deal(reader, ruling, outcome));
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

/// To whom the case is offered.
fn offered(reader: &Reader<'_>, person: StaffId) -> String {
    let person = reader.staff(person);
    reader.language.pick(
        format!("等 {person} 答复是否接手。"),
        format!("Offered to {person}, who may accept or decline."),
    )
}

fn deal(reader: &Reader<'_>, ruling: &Ruling, deal: &DealOutcome) -> String {
    let language = reader.language;
    let fact = reader
        .fact_by(deal.fact)
        .unwrap_or_else(|| language.pick("成交", "the deal").to_owned());
    let brackets = reader.brackets(&state_and_reasons(
        reader,
        deal.ownership.state,
        deal.ownership.reasons,
    ));
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
    if !has_holder(reader, ruling) {
        return language.pick(
            format!("办结（{fact}）{brackets}。"),
            format!("Completed ({fact}){brackets}."),
        );
    }
    let window = deal.window_until.map(|until| {
        let is_over = until <= ruling.at;
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
