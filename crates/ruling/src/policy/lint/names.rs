//! Names that lead nowhere: events never used, fields never declared, words without a label.

use super::super::load::{in_order, section};
use super::super::problem::{Problem, SourceFile, Text, did_you_mean};
use super::Document;
use super::mentions::{self, Mention, Of};

pub(super) fn check(
    document: &Document<'_, '_>,
    scenarios: &[SourceFile<'_>],
    problems: &mut Vec<Problem>,
) {
    let mentions = mentions::all(document);
    unused_events(document, &mentions, problems);
    unused_labels(document, scenarios, problems);
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

/// A label of a word that stands nowhere else, in the pack or its scenarios, is of a misspelt word.
fn unused_labels(
    document: &Document<'_, '_>,
    scenarios: &[SourceFile<'_>],
    problems: &mut Vec<Problem>,
) {
    let Some((labels, _)) = section(document.table, "labels") else {
        return;
    };
    for (name, span, _) in in_order(labels) {
        let in_pack = times(document.file.text, name) > 1;
        if in_pack || scenarios.iter().any(|file| times(file.text, name) > 0) {
            continue;
        }
        problems.push(Problem::new(
            "unused-label",
            document.file,
            span,
            Text::new(
                format!("`{name}` 有文字,但制度包和场景里都没有用到它"),
                format!("`{name}` has words, but neither pack nor scenarios use it"),
            ),
            Text::new(
                "请核对拼写;不用的请删去",
                "check the spelling; delete it if nothing needs it",
            ),
        ));
    }
}

/// How often a word stands in a text by itself.
fn times(text: &str, word: &str) -> usize {
    // Roles stand in `manager_of(holder)`, too.
    let is_letter = char::is_alphanumeric;
    text.match_indices(word)
        .filter(|(start, found)| {
            let before = text.get(..*start).and_then(|text| text.chars().next_back());
            let after = text
                .get(start + found.len()..)
                .and_then(|text| text.chars().next());
            !before.is_some_and(is_letter) && !after.is_some_and(is_letter)
        })
        .count()
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
