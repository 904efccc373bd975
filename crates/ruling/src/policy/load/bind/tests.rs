//! The reference of the vocabulary says what the readers of the rules truly ask for.

use std::collections::BTreeSet;

use toml::de::DeTable;

use super::*;
use crate::name::Names;
use crate::policy::event::Events;
use crate::policy::load::declare;
use crate::policy::problem::{Problem, SourceFile};
use crate::rules::condition::Condition;
use crate::rules::on_fail::PENDING;
use crate::rules::reference::{self, CONDITIONS, Parameter, ValueKind};

const PACK: &str = r#"
[pack]
name = "p"
title_zh = "样"
title_en = "sample"
version = "1"
case = ["customer"]
"#;

/// Binds one rule written as `{rule = …}`: the parameters its reader knows, and the problems.
fn bound(written: &str) -> (BTreeSet<String>, Vec<Problem>) {
    let text = format!("{PACK}\n[probe]\nrule = {written}\n");
    let (document, errors) = DeTable::parse_recoverable(&text);
    assert!(errors.is_empty(), "{written}: {errors:?}");
    let (mut names, mut events, mut problems) = (Names::default(), Events::default(), Vec::new());
    let mut reading = Reading {
        file: SourceFile {
            path: "pack.toml",
            text: &text,
        },
        names: &mut names,
        events: &mut events,
        problems: &mut problems,
    };
    let table = document.get_ref();
    let mut policy = declare::policy(table, &mut reading);
    let item = table["probe"].get_ref().as_table().unwrap();
    let item = &item["rule"];
    let source = Source {
        version: crate::ruling::VersionId(0),
        clause: crate::ruling::ClauseId(0),
        rule: crate::ruling::RuleId(0),
    };
    let mut params = Params::new(
        &mut reading,
        item.get_ref().as_table().unwrap(),
        item.span(),
    );
    read(&mut params, source, &mut policy);
    let known = params.parameters().into_iter().collect();
    params.finish();
    (known, problems)
}

fn listed(within: &str, parameters: &[Parameter]) -> Vec<String> {
    let mut all = Vec::new();
    for parameter in parameters {
        all.push(format!("{within}{}", parameter.name));
        if let ValueKind::Table(inner) = parameter.kind {
            all.extend(listed(&format!("{}.", parameter.name), inner));
        }
    }
    all
}

fn sample(kind: ValueKind) -> String {
    let text = match kind {
        ValueKind::Flag => return "true".to_owned(),
        ValueKind::Count => return "2".to_owned(),
        ValueKind::Range => return "[0, 3]".to_owned(),
        ValueKind::Amounts => return "[100, 200]".to_owned(),
        ValueKind::Levels => return "{senior = 3}".to_owned(),
        ValueKind::Tiers => return "{A = \"3 days\"}".to_owned(),
        ValueKind::Renewals => return "{visited = \"15 days\"}".to_owned(),
        ValueKind::Parts => return "[\"owner=1\", \"lead_of(owner)=2\"]".to_owned(),
        ValueKind::Gates => {
            return "[\"holds\", \"given:contract\", \"acknowledged:nda\", \"at_most:5\"]"
                .to_owned();
        }
        ValueKind::Table(inner) => {
            let entries = inner
                .iter()
                .map(|parameter| format!("{} = {}", parameter.name, sample(parameter.kind)));
            return format!("{{{}}}", entries.collect::<Vec<_>>().join(", "));
        }
        ValueKind::Text | ValueKind::Name | ValueKind::Names | ValueKind::Tier => "some_name",
        ValueKind::Field | ValueKind::Fields | ValueKind::Relations => "some_name",
        ValueKind::Clauses => "三.4",
        ValueKind::Rota => "rota:sales",
        ValueKind::Span | ValueKind::SpanOr(_) => "15 days",
        ValueKind::Clock => "17:30",
        ValueKind::Moment | ValueKind::Moments => "visited.first.occurred",
        ValueKind::Event | ValueKind::Events | ValueKind::EventOr(_) => "noted:call",
        ValueKind::Who | ValueKind::Whos | ValueKind::WhoOr(_) => "role:manager",
        ValueKind::Condition(words) => words[0],
        ValueKind::Pending => "roster",
        ValueKind::OnFail => "wait:identity",
        ValueKind::Choice(words) => words[0],
    };
    format!("\"{text}\"")
}

#[test]
fn every_rule_is_in_the_reference_and_none_besides() {
    let known: BTreeSet<_> = RULES.into_iter().chain(["kept"]).collect();
    let listed: Vec<_> = reference::rules().map(|rule| rule.name).collect();
    assert_eq!(listed.len(), known.len());
    assert_eq!(listed.into_iter().collect::<BTreeSet<_>>(), known);
}

#[test]
fn the_reference_lists_exactly_the_parameters_a_rule_reads() {
    for rule in reference::rules() {
        let (mut known, problems) = bound(rule.example);
        assert_eq!(problems, [], "the example of {}", rule.name);
        known.remove("rule");
        let listed: BTreeSet<_> = listed("", rule.parameters).into_iter().collect();
        assert_eq!(listed, known, "the parameters of {}", rule.name);
    }
}

#[test]
fn a_parameter_takes_what_the_reference_says() {
    for rule in reference::rules() {
        for parameter in rule.parameters {
            let Parameter { name, kind, .. } = parameter;
            if rule.example.contains(&format!("{name} =")) {
                continue;
            }
            let written = rule.example.strip_suffix('}').unwrap();
            let written = format!("{written}, {name} = {}}}", sample(*kind));
            let (_, problems) = bound(&written);
            assert_eq!(problems, [], "{written}");
        }
    }
}

#[test]
fn a_parameter_takes_the_words_of_the_reference_and_no_others() {
    for rule in reference::rules() {
        for Parameter { name, kind, .. } in rule.parameters {
            for word in kind.words() {
                let (_, problems) = bound(&format!(
                    "{{rule = \"{}\", {name} = \"{word}\"}}",
                    rule.name
                ));
                let missing = |problem: &Problem| problem.code == "missing-key";
                assert!(
                    problems
                        .iter()
                        .all(|problem| missing(problem) || problem.code == "kept-by-nothing"),
                    "{} {name} = {word}: {problems:?}",
                    rule.name
                );
            }
            if let ValueKind::Choice(words) | ValueKind::Condition(words) = kind {
                let (_, problems) = bound(&format!("{{rule = \"{}\", {name} = \"?\"}}", rule.name));
                let refused = problems
                    .iter()
                    .find(|problem| problem.code == "impossible-value")
                    .unwrap();
                let possible: BTreeSet<_> =
                    refused.remedy.en.split('`').skip(1).step_by(2).collect();
                assert_eq!(
                    possible,
                    words.iter().copied().collect(),
                    "{} {name}",
                    rule.name
                );
            }
        }
    }
}

#[test]
fn every_condition_and_pending_reason_is_explained() {
    let listed = CONDITIONS.map(|(name, ..)| name);
    assert_eq!(listed, Condition::NAMED.map(|(name, _)| name));
    assert_eq!(PENDING.len(), crate::ruling::Pending::ALL.len());
}
