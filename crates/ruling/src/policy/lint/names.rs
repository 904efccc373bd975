//! Names that lead nowhere: events never used, fields never declared, words without a label.

use super::super::load::{in_order, section};
use super::super::problem::{Problem, Text, did_you_mean};
use super::Document;
use super::mentions::{self, Mention, Of};

pub(super) fn check(document: &Document<'_, '_>, problems: &mut Vec<Problem>) {
    let mentions = mentions::all(document);
    unused_events(document, &mentions, problems);
    let fields = keys(document, "fields");
    let mut labels = keys(document, "labels");
    for mention in first_of_each(&mentions, Of::Field) {
        if !fields.contains(&mention.text) {
            problems.push(undeclared_field(document, mention, &fields));
        }
    }
    labels.extend(&fields);
    for mention in first_of_each(&mentions, Of::Name) {
        if !labels.contains(&mention.text) {
            problems.push(missing_label(document, mention, &labels));
        }
    }
}

fn keys<'d>(document: &Document<'d, '_>, name: &str) -> Vec<&'d str> {
    let Some((table, _)) = section(document.table, name) else {
        return Vec::new();
    };
    in_order(table).into_iter().map(|(key, ..)| key).collect()
}

/// One problem per name is enough, at its first place.
fn first_of_each<'m, 'd>(
    mentions: &'m [Mention<'d>],
    of: Of,
) -> impl Iterator<Item = &'m Mention<'d>> {
    mentions
        .iter()
        .enumerate()
        .filter(move |(place, mention)| {
            let same = |other: &Mention<'_>| other.of == of && other.text == mention.text;
            mention.of == of && !mentions.iter().take(*place).any(same)
        })
        .map(|(_, mention)| mention)
}

fn unused_events(
    document: &Document<'_, '_>,
    mentions: &[Mention<'_>],
    problems: &mut Vec<Problem>,
) {
    let Some((events, _)) = section(document.table, "events") else {
        return;
    };
    if document.rules.is_empty() {
        return;
    }
    for (name, span, _) in in_order(events) {
        let used = mentions
            .iter()
            .any(|mention| mention.of == Of::Event && mention.text == name);
        if !used {
            problems.push(Problem::new(
                "unused-event",
                document.file,
                span,
                Text::new(
                    format!("事件 `{name}` 定义了却没有规则用到"),
                    format!("the event `{name}` is defined but no rule uses it"),
                ),
                Text::new(
                    "请删去它,或在本该用到它的规则里写上",
                    "delete it, or name it in the rule that was to use it",
                ),
            ));
        }
    }
}

fn undeclared_field(
    document: &Document<'_, '_>,
    mention: &Mention<'_>,
    fields: &[&str],
) -> Problem {
    let name = mention.text;
    let remedy = match did_you_mean(name, fields.iter().copied()) {
        Some(hint) => Text::new(
            format!("是不是 `{hint}`?"),
            format!("did you mean `{hint}`?"),
        ),
        None => Text::new(
            format!(
                "在 [fields] 里写上 {name} = {{zh = …, en = …, kind = …}},个人信息还要写目的和保存期限"
            ),
            format!(
                "add {name} = {{zh = …, en = …, kind = …}} to [fields], a personal one with purpose and retention"
            ),
        ),
    };
    Problem::new(
        "undeclared-field",
        document.file,
        mention.span.clone(),
        Text::new(
            format!("字段 `{name}` 没有在 [fields] 里声明"),
            format!("the field `{name}` is not declared in [fields]"),
        ),
        remedy,
    )
}

fn missing_label(document: &Document<'_, '_>, mention: &Mention<'_>, labels: &[&str]) -> Problem {
    let name = mention.text;
    let add = Text::new(
        format!("在 [labels] 里写上 \"{name}\" = [\"中文\", \"英文\"]"),
        format!("add \"{name}\" = [\"Chinese\", \"English\"] to [labels]"),
    );
    let remedy = match did_you_mean(name, labels.iter().copied()) {
        Some(hint) => Text::new(
            format!("是不是 `{hint}`?不然就{}", add.zh),
            format!("did you mean `{hint}`? Else {}", add.en),
        ),
        None => add,
    };
    Problem::new(
        "missing-label",
        document.file,
        mention.span.clone(),
        Text::new(
            format!("名称 `{name}` 没有给人看的文字"),
            format!("the name `{name}` has no words for people"),
        ),
        remedy,
    )
}
