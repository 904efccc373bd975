//! Parameters in the terms of regulations: spans, events, moments, parties.

use std::ops::Range;

use super::{Params, Reading};
use crate::calendar::Span;
use crate::policy::event::{EventId, EventSet};
use crate::policy::problem::{Text, did_you_mean};
use crate::rules::moment::{Moment, Time, Which};
use crate::rules::who::Who;

impl<'r, 'a> Params<'r, 'a> {
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

    pub(super) fn find_event(
        &mut self,
        key: &str,
        name: &str,
        span: Range<usize>,
    ) -> Option<EventId> {
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

    pub(super) fn moment_from(
        &mut self,
        key: &str,
        text: &str,
        span: Range<usize>,
    ) -> Option<Moment> {
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

    pub(super) fn who_from(&mut self, key: &str, text: &str, span: Range<usize>) -> Option<Who> {
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
}
