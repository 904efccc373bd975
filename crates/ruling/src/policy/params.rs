//! Reading the parameters of one rule: every key asked for is known, every other one is a problem.

mod tables;
mod terms;

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::event::Events;
use super::problem::{Problem, SourceFile, Text, did_you_mean};
use crate::name::{Names, Symbol};

/// What reading any table of a pack shares.
pub(crate) struct Reading<'a> {
    pub(crate) file: SourceFile<'a>,
    pub(crate) names: &'a mut Names,
    pub(crate) events: &'a mut Events,
    pub(crate) problems: &'a mut Vec<Problem>,
}

impl Reading<'_> {
    pub(crate) fn problem(
        &mut self,
        code: &'static str,
        span: Range<usize>,
        cause: Text,
        remedy: Text,
    ) {
        self.problems
            .push(Problem::new(code, self.file, span, cause, remedy));
    }
}

/// A table being read, remembering which keys were asked for.
pub(crate) struct Params<'r, 'a> {
    pub(crate) reading: &'r mut Reading<'a>,
    table: &'r DeTable<'r>,
    span: Range<usize>,
    asked: Vec<&'static str>,
    /// Keys asked for in tables inside, each behind the key of its table.
    #[cfg(test)]
    asked_inside: Vec<String>,
    open: bool,
}

impl<'r, 'a> Params<'r, 'a> {
    pub(crate) fn new(
        reading: &'r mut Reading<'a>,
        table: &'r DeTable<'r>,
        span: Range<usize>,
    ) -> Self {
        Params {
            reading,
            table,
            span,
            asked: Vec::new(),
            #[cfg(test)]
            asked_inside: Vec::new(),
            open: false,
        }
    }

    /// Where the table stands.
    pub(crate) fn span(&self) -> Range<usize> {
        self.span.clone()
    }

    /// The keys asked for so far: the parameters this rule knows, those of tables inside as `fee.who`.
    #[cfg(test)]
    pub(crate) fn parameters(&self) -> Vec<String> {
        let own = self.asked.iter().map(|key| (*key).to_owned());
        own.chain(self.asked_inside.iter().cloned()).collect()
    }

    pub(crate) fn has(&self, key: &str) -> bool {
        self.table.keys().any(|name| name.get_ref() == key)
    }

    /// The raw value of a key, which counts as asked for.
    pub(crate) fn value(&mut self, key: &'static str) -> Option<&'r Spanned<DeValue<'r>>> {
        self.asked.push(key);
        self.table
            .iter()
            .find(|(name, _)| name.get_ref() == key)
            .map(|(_, value)| value)
    }

    pub(crate) fn wrong(&mut self, key: &str, span: Range<usize>, zh: &str, en: &str) {
        self.reading.problem(
            "impossible-value",
            span,
            Text::new(
                format!("参数 `{key}` 的值不对"),
                format!("the value of `{key}` is not possible"),
            ),
            Text::new(zh, en),
        );
    }

    /// Reports a key that must be there and say something.
    pub(crate) fn require<T>(&mut self, key: &str, value: Option<T>) -> Option<T> {
        if value.is_none() && self.has(key) {
            self.report_empty(key);
        } else if value.is_none() {
            self.reading.problem(
                "missing-key",
                self.span.clone(),
                Text::new(
                    format!("缺少参数 `{key}`"),
                    format!("the parameter `{key}` is missing"),
                ),
                Text::new(format!("请补上 `{key} = …`"), format!("add `{key} = …`")),
            );
        }
        value
    }

    /// Reports a value that came to nothing, unless its own problem was reported already.
    fn report_empty(&mut self, key: &str) {
        let span = self.value_span(key);
        let file = self.reading.file;
        let reported =
            |problem: &Problem| problem.path == file.path && span.contains(&problem.span.start);
        if !self.reading.problems.iter().any(reported) {
            self.wrong(
                key,
                span.clone(),
                "这里不能为空",
                "it says nothing: write at least one",
            );
        }
    }

    pub(crate) fn text(&mut self, key: &'static str) -> Option<&'r str> {
        let value = self.value(key)?;
        if let Some(text) = value.get_ref().as_str() {
            return Some(text);
        }
        self.wrong(
            key,
            value.span(),
            "这里要写带引号的文字",
            "write quoted text here",
        );
        None
    }

    /// One text or a list of texts, each with its place.
    pub(crate) fn texts(&mut self, key: &'static str) -> Vec<(&'r str, Range<usize>)> {
        let Some(value) = self.value(key) else {
            return Vec::new();
        };
        let list = match value.get_ref() {
            DeValue::String(text) => vec![(text.as_ref(), value.span())],
            DeValue::Array(array) => array
                .iter()
                .filter_map(|item| item.get_ref().as_str().map(|text| (text, item.span())))
                .collect(),
            _ => Vec::new(),
        };
        let expected = value.get_ref().as_array().map_or(1, |array| array.len());
        if list.len() != expected {
            self.wrong(
                key,
                value.span(),
                "这里要写文字或文字的列表",
                "write text or a list of texts here",
            );
        }
        list
    }

    pub(crate) fn symbol(&mut self, key: &'static str) -> Symbol {
        let text = self.text(key).unwrap_or_default();
        self.reading.names.intern(text)
    }

    pub(crate) fn symbols(&mut self, key: &'static str) -> Vec<Symbol> {
        let texts = self.texts(key);
        texts
            .into_iter()
            .map(|(text, _)| self.reading.names.intern(text))
            .collect()
    }

    /// What people may be in their unit or in the company.
    pub(crate) fn roles(&mut self, key: &'static str) -> Vec<Symbol> {
        let texts = self.texts(key);
        texts
            .into_iter()
            .map(|(text, _)| self.reading.names.intern_role(text))
            .collect()
    }

    pub(crate) fn flag(&mut self, key: &'static str) -> bool {
        let Some(value) = self.value(key) else {
            return false;
        };
        if let Some(flag) = value.get_ref().as_bool() {
            return flag;
        }
        self.wrong(
            key,
            value.span(),
            "只能写 true 或 false",
            "only true or false is possible",
        );
        false
    }

    pub(crate) fn number(&mut self, key: &'static str) -> Option<i64> {
        let value = self.value(key)?;
        let number = value
            .get_ref()
            .as_integer()
            .and_then(|digits| i64::from_str_radix(digits.as_str(), digits.radix()).ok());
        match number {
            Some(number) if number >= 0 => Some(number),
            _ => {
                self.wrong(
                    key,
                    value.span(),
                    "这里要写零或正整数",
                    "write zero or a positive whole number",
                );
                None
            }
        }
    }

    pub(crate) fn count(&mut self, key: &'static str) -> Option<u32> {
        let number = self.number(key)?;
        let count = u32::try_from(number).ok();
        if count.is_none() {
            let span = self.value_span(key);
            self.wrong(key, span, "这个数太大", "the number is too large");
        }
        count
    }

    pub(crate) fn numbers(&mut self, key: &'static str) -> Vec<i64> {
        let Some(value) = self.value(key) else {
            return Vec::new();
        };
        let numbers: Option<Vec<i64>> = value.get_ref().as_array().and_then(|array| {
            array
                .iter()
                .map(|item| {
                    item.get_ref().as_integer().and_then(|digits| {
                        i64::from_str_radix(digits.as_str(), digits.radix()).ok()
                    })
                })
                .collect()
        });
        numbers.unwrap_or_else(|| {
            self.wrong(
                key,
                value.span(),
                "这里要写整数的列表,例如 [5000, 10000]",
                "write a list of whole numbers, e.g. [5000, 10000]",
            );
            Vec::new()
        })
    }

    /// One word of a closed list.
    pub(crate) fn choice<T: Copy>(
        &mut self,
        key: &'static str,
        choices: &[(&'static str, T)],
    ) -> Option<T> {
        let value = self.value(key)?;
        let word = value.get_ref().as_str().unwrap_or_default();
        if let Some((_, choice)) = choices.iter().find(|(name, _)| *name == word) {
            return Some(*choice);
        }
        let list = choices
            .iter()
            .map(|(name, _)| format!("`{name}`"))
            .collect::<Vec<_>>()
            .join(" ");
        let hint = did_you_mean(word, choices.iter().map(|(name, _)| *name));
        let (zh, en) = match hint {
            Some(hint) => (
                format!("是不是 `{hint}`?可以写 {list}"),
                format!("did you mean `{hint}`? Possible are {list}"),
            ),
            None => (format!("可以写 {list}"), format!("possible are {list}")),
        };
        self.wrong(key, value.span(), &zh, &en);
        None
    }

    /// Where a key's value stands; the whole table where the key is not given.
    pub(crate) fn value_span(&self, key: &str) -> Range<usize> {
        self.table
            .iter()
            .find(|(name, _)| name.get_ref() == key)
            .map_or(self.span.clone(), |(_, value)| value.span())
    }

    /// Reports every key that nobody asked for.
    pub(crate) fn finish(self) {
        let Params {
            reading,
            table,
            asked,
            open,
            ..
        } = self;
        if open {
            return;
        }
        for name in table.keys() {
            let key: &str = name.get_ref();
            if asked.contains(&key) {
                continue;
            }
            let remedy = match did_you_mean(key, asked.iter().copied()) {
                Some(hint) => Text::new(
                    format!("是不是 `{hint}`?"),
                    format!("did you mean `{hint}`?"),
                ),
                None => {
                    let list = asked.join(" ");
                    Text::new(
                        format!("这里可以写 {list}"),
                        format!("possible here are {list}"),
                    )
                }
            };
            reading.problem(
                "unknown-key",
                name.span(),
                Text::new(
                    format!("不认识的参数 `{key}`"),
                    format!("the parameter `{key}` is not known"),
                ),
                remedy,
            );
        }
    }
}
