//! What follows from a ruling: credit, obligations, proposed violations.

use super::holding::{capitalised, reason_lines, state_and_reasons};
use super::reader::Reader;
use super::{Line, Section};
use crate::fact::Seq;
use crate::ruling::{CreditLine, Obligation, Ruling, State, Violation};

pub(super) fn credit(reader: &Reader<'_>, ruling: &Ruling, lines: &mut Vec<Line>) {
    let credit = &ruling.credit;
    if credit.state == State::None && credit.lines.is_empty() {
        return;
    }
    let language = reader.language;
    let mut say = |clause, text| lines.push(Line::new(Section::Credit, clause, text));
    let state = state_and_reasons(reader, credit.state, credit.reasons);
    say(
        None,
        language.pick(format!("状态：{state}。"), format!("State: {state}.")),
    );
    for text in reason_lines(reader, ruling, credit.reasons) {
        say(None, text);
    }
    for line in &credit.lines {
        say(reader.clause(line.source), credit_line(reader, line));
    }
}

/// `业绩:张三 1/2,¥12,300.00。`
fn credit_line(reader: &Reader<'_>, line: &CreditLine) -> String {
    let language = reader.language;
    let (kind, to) = (line.kind.label(language), reader.party(line.to));
    let share = match (line.parts, line.of) {
        (_, 0) => None,
        (parts, of) if parts == of => Some(language.pick("全部", "all of it").to_owned()),
        (parts, of) => Some(format!("{parts}/{of}")),
    };
    let amounts: Vec<String> = share
        .into_iter()
        .chain(line.cents.map(|cents| reader.money(cents)))
        .collect();
    let amounts = amounts.join(language.pick("，", ", "));
    language.pick(
        format!("{kind}：{to}，{amounts}。"),
        format!("{kind}: {to}, {amounts}."),
    )
}

pub(super) fn obligations(reader: &Reader<'_>, ruling: &Ruling, lines: &mut Vec<Line>) {
    for duty in &ruling.obligations {
        let clause = reader.clause(duty.source);
        let text = obligation(reader, duty);
        lines.push(Line::new(Section::Obligations, clause, text));
    }
}

/// `张三:跟进,最迟 2026-03-16（周一）24:00(涉及 客户;起因:…)。`
fn obligation(reader: &Reader<'_>, duty: &Obligation) -> String {
    let language = reader.language;
    let (who, what) = (reader.party(duty.who), reader.name(duty.what));
    let due = duty.due_until.map(|due| {
        let due = reader.until(due);
        language.pick(format!("，最迟 {due}"), format!(", by {due}"))
    });
    let due = due.unwrap_or_default();
    let overdue = if duty.overdue {
        language.pick("，已逾期", ", overdue")
    } else {
        ""
    };
    let about = duty.about.map(|about| {
        let about = reader.party(about);
        language.pick(format!("涉及{about}"), format!("about {about}"))
    });
    let cause = fact(reader, duty.fact, ("起因", "because of"));
    let details: Vec<String> = about.into_iter().chain(cause).collect();
    let details = reader.brackets(&reader.clauses(&details));
    language.pick(
        format!("{who}：{what}{due}{overdue}{details}。"),
        format!("{}: {what}{due}{overdue}{details}.", capitalised(&who)),
    )
}

fn fact(reader: &Reader<'_>, seq: Option<Seq>, (zh, en): (&str, &str)) -> Option<String> {
    let fact = reader.fact_by(seq?)?;
    Some(
        reader
            .language
            .pick(format!("{zh}：{fact}"), format!("{en}: {fact}")),
    )
}

pub(super) fn violations(reader: &Reader<'_>, ruling: &Ruling, lines: &mut Vec<Line>) {
    for proposed in &ruling.violations {
        let clause = reader.clause(proposed.source);
        let text = violation(reader, proposed);
        lines.push(Line::new(Section::Violations, clause, text));
    }
}

/// `李四涉嫌“恶意抢单”(证据:…;对照:…)。由人审理,不自动处罚。`
fn violation(reader: &Reader<'_>, violation: &Violation) -> String {
    let language = reader.language;
    let (name, who) = (reader.name(violation.name), reader.party(violation.who));
    let evidence = fact(reader, violation.fact, ("证据", "evidence"));
    let against = violation
        .against
        .filter(|_| violation.against != violation.fact);
    let against = fact(reader, against, ("对照", "compared with"));
    let late = (violation.count > 0).then(|| reader.late(violation.source, violation.count));
    let mut details: Vec<String> = evidence.into_iter().chain(against).chain(late).collect();
    if details.is_empty() {
        let at = reader.at(violation.at);
        details.push(language.pick(format!("发生于 {at}"), format!("arose {at}")));
    }
    if violation.miskeyed {
        let slip = language.pick(
            "误录：该登记的识别项其后更正",
            "a slip: an identifying field of the entry was corrected later",
        );
        details.push(slip.to_owned());
    }
    let details = reader.brackets(&reader.clauses(&details));
    match violation.upheld {
        None => language.pick(
            format!("{who} 涉嫌“{name}”{details}。须由人审理，不自动处罚。"),
            format!("{who} may have committed \"{name}\"{details}. A person decides; nothing is sanctioned automatically."),
        ),
        Some(true) => language.pick(
            format!("{who} 的“{name}”{details}：经审理成立。"),
            format!("{who}: \"{name}\"{details}, upheld by a person."),
        ),
        Some(false) => language.pick(
            format!("{who} 的“{name}”{details}：经审理不成立。"),
            format!("{who}: \"{name}\"{details}, dismissed by a person."),
        ),
    }
}
