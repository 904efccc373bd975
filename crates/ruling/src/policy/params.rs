//! Reading the parameters of one rule: every key asked for is known, every other one is a problem.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::event::{EventId, EventSet, Events};
use super::problem::{Problem, SourceFile, Text, did_you_mean};
use crate::calendar::Span;
use crate::name::{Names, Symbol};
use crate::rules::moment::{Moment, Time, Which};
use crate::rules::who::Who;

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

    pub(crate) fn span_of(&mut self, key: &'static str) -> Option<Span> {
        let value = self.value(key)?;
        match value.get_ref().as_str().map(str::parse::<Span>) {
            Some(Ok(span)) => Some(span),
            _ => {
                self.wrong(
                    key,
                    value.span(),
                    "时长可以写 \"24 hours\" \"15 days\" \"5 working days\" \"2 months\" \"same day\" \"week\" \"day 3 10:30\" \"20 open minutes\"",
                    "a span is written like \"24 hours\", \"15 days\", \"5 working days\", \"2 months\", \"same day\", \"week\", \"day 3 10:30\" or \"20 open minutes\"",
                );
                None
            }
        }
    }

    fn find_event(&mut self, key: &str, name: &str, span: Range<usize>) -> Option<EventId> {
        let Reading { names, events, .. } = &mut *self.reading;
        if let Some(event) = events.find_or_implied(name, names) {
            events.remember(event);
            return Some(event);
        }
        let hint = did_you_mean(name, self.reading.events.known_names());
        let (zh, en) = match hint {
            Some(hint) => (
                format!("是不是 `{hint}`?事件先在 [events] 里定义"),
                format!("did you mean `{hint}`? Define events in [events]"),
            ),
            None => (
                "请在 [events] 里定义它,或写一种事实的名字(如 `visited`、`noted:名称`)".to_owned(),
                "define it in [events], or name a kind of fact (such as `visited` or `noted:name`)"
                    .to_owned(),
            ),
        };
        self.reading.problem(
            "unknown-event",
            span,
            Text::new(
                format!("`{key}` 提到的事件 `{name}` 没有定义"),
                format!("`{key}` names the event `{name}`, which is not defined"),
            ),
            Text::new(zh, en),
        );
        None
    }

    pub(crate) fn event(&mut self, key: &'static str) -> Option<EventId> {
        let name = self.text(key)?;
        let span = self.value_span(key);
        self.find_event(key, name, span)
    }

    pub(crate) fn events(&mut self, key: &'static str) -> EventSet {
        let names = self.texts(key);
        names
            .into_iter()
            .filter_map(|(name, span)| self.find_event(key, name, span))
            .collect()
    }

    /// Where a key's value stands; the whole table where the key is not given.
    pub(crate) fn value_span(&self, key: &str) -> Range<usize> {
        self.table
            .iter()
            .find(|(name, _)| name.get_ref() == key)
            .map_or(self.span.clone(), |(_, value)| value.span())
    }

    fn moment_from(&mut self, key: &str, text: &str, span: Range<usize>) -> Option<Moment> {
        let mut parts = text.split('.');
        let event = parts.next().unwrap_or_default();
        let mut moment = Moment {
            event: None,
            ..Moment::default()
        };
        if event != "claim" {
            moment.event = Some(self.find_event(key, event, span.clone())?);
        }
        for part in parts {
            if let Some(which) = Which::named(part) {
                moment.which = which;
            } else if let Some(time) = Time::named(part) {
                moment.time = time;
            } else {
                self.wrong(
                    key,
                    span.clone(),
                    "事件后面可以写 .first .last 和 .occurred .recorded .later",
                    "an event may be followed by .first or .last and by .occurred, .recorded or .later",
                );
                return None;
            }
        }
        if let (Some(event), Which::First, Time::Occurred) =
            (moment.event, moment.which, moment.time)
        {
            self.reading.events.ask_earliest(event);
        }
        Some(moment)
    }

    /// `claim`, or an event with `.first`/`.last` and `.occurred`/`.recorded`/`.later`.
    pub(crate) fn moment(&mut self, key: &'static str) -> Option<Moment> {
        let text = self.text(key)?;
        let span = self.value_span(key);
        self.moment_from(key, text, span)
    }

    pub(crate) fn moments(&mut self, key: &'static str) -> Vec<Moment> {
        let texts = self.texts(key);
        texts
            .into_iter()
            .filter_map(|(text, span)| self.moment_from(key, text, span))
            .collect()
    }

    fn who_from(&mut self, key: &str, text: &str, span: Range<usize>) -> Option<Who> {
        if let Some(who) = Who::parse(text, self.reading.names) {
            return Some(who);
        }
        let hint = did_you_mean(text, Who::WORDS.iter().copied());
        let list = Who::WORDS.join(" ");
        let (zh, en) = match hint {
            Some(hint) => (
                format!("是不是 `{hint}`?"),
                format!("did you mean `{hint}`?"),
            ),
            None => (format!("可以写 {list}"), format!("possible are {list}")),
        };
        self.wrong(key, span, &zh, &en);
        None
    }

    pub(crate) fn who(&mut self, key: &'static str) -> Option<Who> {
        let text = self.text(key)?;
        let span = self.value_span(key);
        self.who_from(key, text, span)
    }

    pub(crate) fn whos(&mut self, key: &'static str) -> Vec<Who> {
        let texts = self.texts(key);
        texts
            .into_iter()
            .filter_map(|(text, span)| self.who_from(key, text, span))
            .collect()
    }

    /// A table value, read by the given function with parameters of its own.
    pub(crate) fn table<T>(
        &mut self,
        key: &'static str,
        read: impl FnOnce(&mut Params<'_, 'a>) -> T,
    ) -> Option<T> {
        let value = self.value(key)?;
        let Some(table) = value.get_ref().as_table() else {
            self.wrong(
                key,
                value.span(),
                "这里要写一张表 { … }",
                "write a table { … } here",
            );
            return None;
        };
        let mut inner = Params::new(self.reading, table, value.span());
        let result = read(&mut inner);
        #[cfg(test)]
        let asked_inside = inner.asked.clone();
        inner.finish();
        #[cfg(test)]
        self.asked_inside
            .extend(asked_inside.iter().map(|inside| format!("{key}.{inside}")));
        Some(result)
    }

    /// A table of named spans, e.g. the tiers of a cadence, in the order written.
    pub(crate) fn named_spans(&mut self, key: &'static str) -> Vec<(Symbol, Span)> {
        let Some(value) = self.value(key) else {
            return Vec::new();
        };
        let Some(table) = value.get_ref().as_table() else {
            self.wrong(
                key,
                value.span(),
                "这里要写一张表,例如 { H = \"1 days\" }",
                "write a table here, e.g. { H = \"1 days\" }",
            );
            return Vec::new();
        };
        let mut spans: Vec<(usize, Symbol, Span)> = Vec::new();
        for (name, value) in table {
            match value.get_ref().as_str().map(str::parse::<Span>) {
                Some(Ok(span)) => spans.push((
                    name.span().start,
                    self.reading.names.intern(name.get_ref()),
                    span,
                )),
                _ => self.wrong(
                    key,
                    value.span(),
                    "每一级要写一个时长,例如 \"3 days\"",
                    "each tier needs a span, e.g. \"3 days\"",
                ),
            }
        }
        spans.sort_by_key(|(start, _, _)| *start);
        spans
            .into_iter()
            .map(|(_, name, span)| (name, span))
            .collect()
    }

    /// A table of events and the span each starts anew.
    pub(crate) fn event_spans(&mut self) -> Vec<(EventId, Span)> {
        let entries = self.open_entries();
        let mut spans = Vec::new();
        for (name, value) in entries {
            let event = self.find_event("renew_on", name.get_ref(), name.span());
            match (event, value.get_ref().as_str().map(str::parse::<Span>)) {
                (Some(event), Some(Ok(span))) => spans.push((event, span)),
                (None, _) => {}
                _ => self.wrong(
                    "renew_on",
                    value.span(),
                    "每个事件写一个时长,例如 { visit = \"15 days\" }",
                    "give each event a span, e.g. { visit = \"15 days\" }",
                ),
            }
        }
        spans
    }

    /// A table of levels and the most each allows.
    pub(crate) fn named_counts(&mut self) -> Vec<(Symbol, u32)> {
        let entries = self.open_entries();
        let mut counts = Vec::new();
        for (name, value) in entries {
            match value
                .get_ref()
                .as_integer()
                .and_then(|digits| u32::from_str_radix(digits.as_str(), digits.radix()).ok())
            {
                Some(most) => counts.push((self.reading.names.intern(name.get_ref()), most)),
                None => self.wrong(
                    "levels",
                    value.span(),
                    "每级写一个整数",
                    "give each level a whole number",
                ),
            }
        }
        counts
    }

    /// The entries of a table whose keys are free, in the order written.
    fn open_entries(
        &mut self,
    ) -> Vec<(
        &'r Spanned<std::borrow::Cow<'r, str>>,
        &'r Spanned<DeValue<'r>>,
    )> {
        self.open = true;
        let mut entries: Vec<_> = self.table.iter().collect();
        entries.sort_by_key(|(name, _)| name.span().start);
        entries
    }

    /// A list such as `["owner=1", "lead_of(owner)=2"]`: who and how many parts.
    pub(crate) fn who_parts(&mut self, key: &'static str) -> Vec<(Who, u32)> {
        let texts = self.texts(key);
        let mut parts = Vec::new();
        for (text, span) in texts {
            let (who, share) = text.split_once('=').unwrap_or((text, "1"));
            match share.trim().parse::<u32>() {
                Ok(share @ 1..) => {
                    parts.extend(self.who_from(key, who.trim(), span).map(|who| (who, share)))
                }
                _ => self.wrong(
                    key,
                    span,
                    "份数要写正整数,例如 \"owner=1\"",
                    "parts are positive whole numbers, e.g. \"owner=1\"",
                ),
            }
        }
        parts
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
