//! Parameters that are tables, or lists of pairs.

use toml::Spanned;
use toml::de::DeValue;

use super::Params;
use crate::calendar::Span;
use crate::name::Symbol;
use crate::policy::event::EventId;
use crate::rules::who::Who;

impl<'r, 'a> Params<'r, 'a> {
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
    pub(super) fn open_entries(
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
}
