//! From the texts of a pack's folder to compiled policies, with every problem named at its place.

mod bind;
mod declare;
mod field;
mod head;
mod kept_clauses;
mod register;
pub(crate) mod syntax;
pub(crate) mod written;

use std::ops::Range;
use std::sync::Arc;

use sha2::{Digest, Sha256};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::event::{EventSet, Events};
use super::params::Reading;
use super::problem::{Problem, SourceFile, Text, did_you_mean};
use super::regulation::{self, WrittenClause};
use super::triggers::{self, Triggers};
use super::{Clause, KnownNames, PackSource, Packs, Policy, Transition};
use crate::calendar::{OpeningHours, Workdays};
use crate::identity::division::Divisions;
use crate::name::Names;
use crate::ruling::{ClauseId, RuleId, Source, VersionId};

pub(super) fn packs(
    sources: &[PackSource<'_>],
    workdays: Arc<Workdays>,
    numbered: &Names,
) -> Result<Packs, Vec<Problem>> {
    let mut names = numbered.for_another();
    let known_names = KnownNames::new(&mut names);
    let mut events = Events::default();
    let mut problems = Vec::new();
    let mut versions = Vec::new();
    let mut hash = Sha256::new();
    for (place, source) in sources.iter().enumerate() {
        for text in [source.pack, source.regulation] {
            hash.update((text.len() as u64).to_be_bytes());
            hash.update(text.as_bytes());
        }
        events.start_version();
        let version = VersionId(u8::try_from(place).unwrap_or(u8::MAX));
        let file = SourceFile {
            path: source.pack_path,
            text: source.pack,
        };
        let mut reading = Reading {
            file,
            names: &mut names,
            events: &mut events,
            problems: &mut problems,
        };
        versions.extend(policy(source, version, &mut reading));
    }
    for version in &versions {
        // Company facts may be of one domain only: that of the pack of this name.
        names.intern(&version.name);
    }
    same_shape(&versions, sources, &mut problems);
    if problems.is_empty() && !versions.is_empty() {
        let by_day = versions.iter().flat_map(triggers::compared_by_day);
        let compared_by_day: EventSet = by_day.collect();
        let extends = versions
            .iter()
            .flat_map(|version| &version.protects)
            .filter_map(|protect| Some(protect.rule.extend?.on))
            .collect();
        triggers::join(&mut versions, extends);
        Ok(Packs {
            compared_by_day,
            compared: compared_by_day.or(events.asked_earliest()),
            extends,
            versions,
            names,
            events,
            known_names,
            always_open: OpeningHours::default(),
            workdays,
            hash: hash.finalize().into(),
            divisions: Divisions::embedded().hash(),
        })
    } else {
        Err(problems)
    }
}

/// Versions of one regulation may change rules, not what a case is or who can hold it.
fn same_shape(versions: &[Policy], sources: &[PackSource<'_>], problems: &mut Vec<Problem>) {
    for (pair, source) in versions.windows(2).zip(sources.iter().skip(1)) {
        let [older, newer] = pair else { continue };
        let file = SourceFile {
            path: source.pack_path,
            text: source.pack,
        };
        if (&older.scope, older.holder, older.exclusive)
            != (&newer.scope, newer.holder, newer.exclusive)
        {
            problems.push(Problem::new(
                "changed-shape",
                file,
                pack_key(file.text, "case"),
                Text::new(
                    "新版本改了案卷口径、归属主体或排他性",
                    "the new version changes the case's scope, its holder or its exclusivity",
                ),
                Text::new(
                    "这三项一变就是另一套制度,请另立制度包",
                    "such a change makes another regulation: start a new pack",
                ),
            ));
        }
        if newer.effective_from <= older.effective_from {
            problems.push(Problem::new(
                "version-order",
                file,
                pack_key(file.text, "effective_from"),
                Text::new(
                    "新版本的生效时间不晚于前一版本",
                    "the new version does not take effect after the one before it",
                ),
                Text::new("请改 `effective_from`", "change `effective_from`"),
            ));
        }
    }
}

/// Where `[pack]` gives a key; the beginning of the file where it does not.
fn pack_key(text: &str, key: &str) -> Range<usize> {
    let (document, _) = DeTable::parse_recoverable(text);
    let pack = section(document.get_ref(), "pack");
    let value = pack.and_then(|(pack, _)| pack.iter().find(|(name, _)| name.get_ref() == key));
    value.map_or(0..0, |(_, value)| value.span())
}

fn policy(
    source: &PackSource<'_>,
    version: VersionId,
    reading: &mut Reading<'_>,
) -> Option<Policy> {
    let (document, errors) = DeTable::parse_recoverable(source.pack);
    for error in &errors {
        let (cause, remedy) = syntax::explain(error.message());
        reading.problem("syntax", error.span().unwrap_or(0..0), cause, remedy);
    }
    if !errors.is_empty() {
        return None;
    }
    let table = document.get_ref();
    check_sections(table, reading);
    let mut policy = declare::policy(table, reading);
    let written = regulation::clauses(source.regulation);
    bind_clauses(table, &written, source, version, &mut policy, reading);
    policy.triggers = Triggers::of(&policy);
    Some(policy)
}

const SECTIONS: [&str; 7] = [
    "pack",
    "fields",
    "events",
    "labels",
    "register",
    "clauses",
    "transition",
];

fn check_sections(table: &DeTable<'_>, reading: &mut Reading<'_>) {
    for (section, span, value) in in_order(table) {
        if SECTIONS.contains(&section) {
            if !value.get_ref().is_table() {
                not_a_section(section, value.span(), reading);
            }
            continue;
        }
        let remedy = match did_you_mean(section, SECTIONS) {
            Some(hint) => Text::new(
                format!("是不是 `[{hint}]`?"),
                format!("did you mean `[{hint}]`?"),
            ),
            None => Text::new(
                format!("可以写 {}", SECTIONS.join(" ")),
                format!("possible are {}", SECTIONS.join(" ")),
            ),
        };
        reading.problem(
            "unknown-section",
            span,
            Text::new(
                format!("不认识的一节 `[{section}]`"),
                format!("the section `[{section}]` is not known"),
            ),
            remedy,
        );
    }
}

fn not_a_section(name: &str, span: Range<usize>, reading: &mut Reading<'_>) {
    reading.problem(
        "impossible-value",
        span,
        Text::new(
            format!("`{name}` 要写成一节"),
            format!("`{name}` is a section"),
        ),
        Text::new(
            format!("写作 [{name}],内容另起一行"),
            format!("write [{name}] and its content on lines of their own"),
        ),
    );
}

/// The entries of a table in the order written.
pub(crate) fn in_order<'t, 'i>(
    table: &'t DeTable<'i>,
) -> Vec<(&'t str, Range<usize>, &'t Spanned<DeValue<'i>>)> {
    let mut entries: Vec<_> = table
        .iter()
        .map(|(name, value)| (name.get_ref().as_ref(), name.span(), value))
        .collect();
    entries.sort_by_key(|(_, span, _)| span.start);
    entries
}

pub(crate) fn section<'t, 'i>(
    table: &'t DeTable<'i>,
    name: &str,
) -> Option<(&'t DeTable<'i>, Range<usize>)> {
    let (_, value) = table.iter().find(|(key, _)| key.get_ref() == name)?;
    value
        .get_ref()
        .as_table()
        .map(|section| (section, value.span()))
}

fn unbound_clause(clause: &WrittenClause, source: &PackSource<'_>, reading: &mut Reading<'_>) {
    let file = SourceFile {
        path: source.regulation_path,
        text: source.regulation,
    };
    let number = &clause.number;
    reading.problems.push(Problem::new(
        "clause-without-rule",
        file,
        clause.span.clone(),
        Text::new(
            format!("条款 {number} 没有绑定任何规则"),
            format!("clause {number} is bound to no rule"),
        ),
        Text::new(
            format!("在 pack.toml 的 [clauses] 里写上 \"{number}\" = [ … ]"),
            format!("add \"{number}\" = [ … ] to [clauses] in pack.toml"),
        ),
    ));
}

fn bind_clauses(
    table: &DeTable<'_>,
    written: &[WrittenClause],
    source: &PackSource<'_>,
    version: VersionId,
    policy: &mut Policy,
    reading: &mut Reading<'_>,
) {
    let Some((clauses, _)) = section(table, "clauses") else {
        if !table.contains_key("clauses") {
            no_clauses(reading);
        }
        return;
    };
    let entries = in_order(clauses);
    for clause in written {
        policy.clauses.push(Clause {
            number: clause.number.clone(),
            text: clause.text.clone(),
            rules: Vec::new(),
        });
        check_text(clause, source, reading);
        if !entries.iter().any(|(name, _, _)| *name == clause.number) {
            unbound_clause(clause, source, reading);
        }
    }
    let mut rules = 0;
    for (name, span, value) in entries {
        let Some(place) = written.iter().position(|clause| clause.number == name) else {
            unknown_clause(name, span, written, reading);
            continue;
        };
        let clause = ClauseId(u16::try_from(place).unwrap_or(u16::MAX));
        let Some(list) = value.get_ref().as_array().filter(|list| !list.is_empty()) else {
            reading.problem(
                "clause-without-rule",
                value.span(),
                Text::new(
                    format!("条款 {name} 没有绑定任何规则"),
                    format!("clause {name} is bound to no rule"),
                ),
                Text::new(
                    "请写一条规则;由人执行的写 {rule = \"kept\", …}",
                    "bind a rule; for a clause kept by people write {rule = \"kept\", …}",
                ),
            );
            continue;
        };
        for item in list {
            let source = Source {
                version,
                clause,
                rule: RuleId(rules),
            };
            rules += 1;
            bind::rule(item, source, policy, reading);
        }
    }
    resolve_window_tests(table, policy, reading);
    kept_clauses::resolve(table, policy, reading);
    transition(table, written, policy, reading);
}

fn no_clauses(reading: &mut Reading<'_>) {
    reading.problem(
        "missing-section",
        0..0,
        Text::new("缺少 [clauses] 一节", "the section [clauses] is missing"),
        Text::new(
            "请把 regulation.md 的每个条款绑定规则",
            "bind every clause of regulation.md to a rule",
        ),
    );
}

fn check_text(clause: &WrittenClause, source: &PackSource<'_>, reading: &mut Reading<'_>) {
    if !clause.text.zh.is_empty() && !clause.text.en.is_empty() {
        return;
    }
    let file = SourceFile {
        path: source.regulation_path,
        text: source.regulation,
    };
    reading.problems.push(Problem::new(
        "clause-without-text",
        file,
        clause.span.clone(),
        Text::new(
            format!("条款 {} 缺中文或英文正文", clause.number),
            format!("clause {} lacks its Chinese or English text", clause.number),
        ),
        Text::new(
            "中文写成段落,英文写在 > 之后",
            "write Chinese as a paragraph and English behind >",
        ),
    ));
}

fn unknown_clause(
    name: &str,
    span: Range<usize>,
    written: &[WrittenClause],
    reading: &mut Reading<'_>,
) {
    let remedy = match did_you_mean(name, written.iter().map(|clause| clause.number.as_str())) {
        Some(hint) => Text::new(
            format!("是不是 \"{hint}\"?"),
            format!("did you mean \"{hint}\"?"),
        ),
        None => Text::new(
            format!("在 regulation.md 里写上 ## {name} 及其正文"),
            format!("write ## {name} and its text into regulation.md"),
        ),
    };
    reading.problem(
        "unknown-clause",
        span,
        Text::new(
            format!("regulation.md 里没有条款 {name}"),
            format!("regulation.md has no clause {name}"),
        ),
        remedy,
    );
}

/// `[transition]`: clauses whose new version applies at once, also to cases already held.
fn transition(
    table: &DeTable<'_>,
    written: &[WrittenClause],
    policy: &mut Policy,
    reading: &mut Reading<'_>,
) {
    let Some((clauses, _)) = section(table, "transition") else {
        return;
    };
    for (name, span, value) in in_order(clauses) {
        let Some(place) = written.iter().position(|clause| clause.number == name) else {
            unknown_clause(name, span, written, reading);
            continue;
        };
        if value.get_ref().as_str() == Some("at_once") {
            let clause = ClauseId(u16::try_from(place).unwrap_or(u16::MAX));
            policy.transition.push((clause, Transition::AtOnce));
            continue;
        }
        reading.problem(
            "impossible-value",
            value.span(),
            Text::new(
                format!("条款 {name} 的过渡办法不对"),
                format!("the transition of clause {name} is not possible"),
            ),
            Text::new("只能写 \"at_once\"", "only \"at_once\" is possible"),
        );
    }
}

fn resolve_window_tests(table: &DeTable<'_>, policy: &Policy, reading: &mut Reading<'_>) {
    let windows = written::rules(table)
        .into_iter()
        .filter(|rule| rule.name == "claim_window");
    for (test, span) in windows.flat_map(|window| written::texts(window.table, "tests")) {
        let examined = policy.examinations.iter().any(|examination| {
            policy
                .clause(examination.source.clause)
                .is_some_and(|clause| clause.number == test)
        });
        if !examined {
            reading.problem(
                "unknown-clause",
                span,
                Text::new(
                    format!("claim_window 的 tests 提到条款 {test},它没有可检验的规则"),
                    format!(
                        "the tests of claim_window name clause {test}, which has no rule to examine"
                    ),
                ),
                Text::new(
                    "请写绑定了 match、cadence、signed,或带 at = \"deal\" 的 require、deadline 的条款",
                    "name clauses bound to match, cadence or signed, or to require or deadline with at = \"deal\"",
                ),
            );
        }
    }
}
