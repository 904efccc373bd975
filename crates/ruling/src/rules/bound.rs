//! The rules of a regulation's clauses in words, as its pack binds them: what each means, with the values of its
//! parameters.

mod words;

use std::collections::BTreeMap;

use self::words::{CHOICES, PREFIXES};
use super::reference::{self, RuleReference, WHO};
use crate::calendar::Span;
use crate::case::CaseFile;
use crate::explain::{Directory, InWords};
use crate::fact::FactKind;
use crate::language::Language;
use crate::name::{Names, Symbol};
use crate::policy::problem::Text;
use crate::policy::{Packs, Policy};
use crate::rules::kept::KEEPERS;

/// A rule bound to a clause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BoundRule {
    /// The rule.
    pub rule: &'static RuleReference,
    /// Its parameters as written, in order of their names.
    pub parameters: Vec<BoundParameter>,
}

/// A parameter with its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BoundParameter {
    /// Its key in packs.
    pub name: String,
    /// What it says.
    pub meaning: Text,
    /// Its value, in the words of the regulation.
    pub value: Text,
}

/// The rules of each clause, by its number, from the text of a pack. The pack was loaded before, so it is
/// well-formed; of a text that is not, there are none.
pub fn bound_rules(pack: &str, packs: &Packs, policy: &Policy) -> BTreeMap<String, Vec<BoundRule>> {
    let table = pack.parse::<toml::Table>().unwrap_or_default();
    let clauses = table.get("clauses").and_then(toml::Value::as_table);
    let (case, directory) = (CaseFile::new(None, Vec::new()), Directory::default());
    let told = |language| InWords::new(packs, &case, &directory, language, policy.effective_from);
    let words = Words {
        names: &packs.names,
        zh: told(Language::Chinese),
        en: told(Language::English),
    };
    let clauses = clauses.into_iter().flatten().map(|(number, rules)| {
        let rules = rules.as_array().into_iter().flatten();
        let rules = rules.filter_map(|rule| words.bound(rule.as_table()?));
        (number.clone(), rules.collect())
    });
    clauses.collect()
}

/// The words of one regulation.
struct Words<'a> {
    names: &'a Names,
    zh: InWords<'a>,
    en: InWords<'a>,
}

/// A text that is the same in every language.
fn alike(text: impl Into<String>) -> Text {
    let text = text.into();
    Text::new(text.clone(), text)
}

/// Several words as one enumeration.
fn joined(items: &[Text]) -> Text {
    let of = |pick: fn(&Text) -> &str, between: &str| {
        items.iter().map(pick).collect::<Vec<_>>().join(between)
    };
    Text::new(of(|it| &it.zh, "、"), of(|it| &it.en, ", "))
}

fn known(table: &[(&str, &str, &str)], word: &str) -> Option<Text> {
    let mut table = table.iter();
    table
        .find(|(name, ..)| *name == word)
        .map(|(_, zh, en)| Text::new(*zh, *en))
}

impl Words<'_> {
    fn bound(&self, table: &toml::Table) -> Option<BoundRule> {
        let rule = reference::rule(table.get("rule")?.as_str()?)?;
        let parameters = table.iter().filter(|(key, _)| *key != "rule");
        let parameters = parameters.map(|(key, value)| {
            let mut known = rule.parameters.iter();
            let known = known.find(|parameter| parameter.name == key);
            BoundParameter {
                name: key.clone(),
                meaning: known.map_or_else(|| alike(""), |it| Text::new(it.zh, it.en)),
                value: match NUMBERS_OF_CLAUSES.contains(&key.as_str()) {
                    true => numbers(value),
                    false => self.value(value),
                },
            }
        });
        Some(BoundRule {
            rule,
            parameters: parameters.collect(),
        })
    }

    fn value(&self, value: &toml::Value) -> Text {
        match value {
            toml::Value::String(text) => self.word(text),
            toml::Value::Boolean(true) => Text::new("是", "yes"),
            toml::Value::Boolean(false) => Text::new("否", "no"),
            toml::Value::Array(items) => {
                let items: Vec<Text> = items.iter().map(|item| self.value(item)).collect();
                joined(&items)
            }
            toml::Value::Table(table) => {
                let pairs = table.iter().map(|(key, value)| {
                    let (key, value) = (self.word(key), self.value(value));
                    Text::new(
                        format!("{} {}", key.zh, value.zh).trim_start(),
                        format!("{} {}", key.en, value.en).trim_start(),
                    )
                });
                joined(&pairs.collect::<Vec<_>>())
            }
            other => alike(other.to_string()),
        }
    }

    /// A word as people say it: spans, labels of the pack, parts people play, kinds of fact; any other stays.
    fn word(&self, text: &str) -> Text {
        if let Ok(span) = text.parse::<Span>() {
            return Text::new(span.text(Language::Chinese), span.text(Language::English));
        }
        let whole = known(&KEEPERS, text)
            .or_else(|| known(&CHOICES, text))
            .or_else(|| known(&WHO, text))
            .or_else(|| self.labelled(text));
        if let Some(whole) = whole {
            return whole;
        }
        if let Some((who, parts)) = text.split_once('=') {
            let who = self.word(who);
            return Text::new(
                format!("{} {parts} 份", who.zh),
                format!("{} {parts}", who.en),
            );
        }
        if let Some((role, of)) = text
            .strip_suffix(')')
            .and_then(|text| text.split_once("_of("))
        {
            let (role, of) = (self.word(role), self.word(of));
            return Text::new(
                format!("{}的{}", of.zh, role.zh),
                format!("{} of {}", role.en, of.en),
            );
        }
        if let Some((kind, of)) = text.split_once(':') {
            let (kind, of) = (
                known(&PREFIXES, kind).unwrap_or_else(|| self.word(kind)),
                self.word(of),
            );
            return Text::new(
                format!("{}{}", kind.zh, of.zh),
                format!(
                    "{}{}{}",
                    kind.en,
                    if kind.en.is_empty() { "" } else { " " },
                    of.en
                ),
            );
        }
        if let Some((event, which)) = text.split_once('.') {
            let (event, which) = (self.word(event), self.word(which));
            return Text::new(
                format!("{}{}", which.zh, event.zh),
                format!("{} {}", which.en, event.en),
            );
        }
        alike(text)
    }

    /// What explanations call a name: by the pack's label, as an event, or as a kind of fact.
    fn labelled(&self, text: &str) -> Option<Text> {
        let name = self.names.find(text);
        let told = Text::new(self.zh.name(name), self.en.name(name));
        let is_told =
            name.is_some() && name != Symbol::UNKNOWN && (told.zh != text || told.en != text);
        let kind = || {
            let kind = FactKind::named(text)?;
            let (zh, en) = (Language::Chinese, Language::English);
            Some(Text::new(kind.label(zh), kind.label(en)))
        };
        if is_told { Some(told) } else { kind() }
    }
}

/// Parameters whose values are numbers of clauses.
const NUMBERS_OF_CLAUSES: [&str; 2] = ["clauses", "tests"];

fn numbers(value: &toml::Value) -> Text {
    let items = value.as_array().into_iter().flatten();
    let items = items.filter_map(|item| item.as_str().map(alike));
    joined(&items.collect::<Vec<_>>())
}
