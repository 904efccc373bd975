//! What the rule behind a condition demands: its fields, what it compares, its time limit.

use super::reader::Reader;
use crate::calendar::Span;
use crate::language::Language;
use crate::policy::{Admission, Bound, Examination, Policy};
use crate::rules::deadline::Deadline;
use crate::rules::matching::Compared;
use crate::rules::moment::Moment;
use crate::rules::protect::Lasts;
use crate::rules::require::Require;
use crate::ruling::Source;

/// The rule of this source among rules of one kind.
fn rule_of<T>(bounds: &[Bound<T>], source: Source) -> Option<&T> {
    let mut bounds = bounds.iter();
    bounds
        .find(|bound| bound.source == source)
        .map(|bound| &bound.rule)
}

fn require(policy: &Policy, source: Source) -> Option<&Require> {
    match rule_of(&policy.admission, source) {
        Some(Admission::Require(require)) => return Some(require),
        Some(_) => return None,
        None => {}
    }
    match rule_of(&policy.examinations, source)? {
        Examination::Require(require) => Some(require),
        _ => None,
    }
}

fn deadline(policy: &Policy, source: Source) -> Option<&Deadline> {
    match rule_of(&policy.admission, source) {
        Some(Admission::Deadline(deadline)) => return Some(deadline),
        Some(_) => return None,
        None => {}
    }
    match rule_of(&policy.examinations, source)? {
        Examination::Deadline(deadline) => Some(deadline),
        _ => None,
    }
}

impl Reader<'_> {
    fn policy_of(&self, source: Source) -> Option<&Policy> {
        self.packs.version(source.version)
    }

    /// The fields and papers that a rule demands; none if it demands none.
    pub(super) fn required(&self, source: Source) -> Option<String> {
        let require = require(self.policy_of(source)?, source)?;
        let fields: Vec<String> = require
            .fields
            .iter()
            .map(|field| self.name(*field))
            .collect();
        (!fields.is_empty()).then(|| self.list(&fields))
    }

    /// What a rule compares with the deal.
    pub(super) fn compared(&self, source: Source) -> Option<&'static str> {
        let policy = self.policy_of(source)?;
        let Some(Examination::Match(rule)) = rule_of(&policy.examinations, source) else {
            return None;
        };
        let (zh, en) = match rule.what {
            Compared::Phone => ("登记的电话", "the phone filed"),
            Compared::Name => ("登记的姓名", "the name filed"),
            Compared::Person => ("登记的客户", "the customer filed"),
        };
        Some(self.language.pick(zh, en))
    }

    /// How long a rule gives, and from when: `“到访”后 24 小时内`.
    pub(super) fn limit(&self, source: Source) -> Option<String> {
        let policy = self.policy_of(source)?;
        if let Some(deadline) = deadline(policy, source) {
            return Some(self.within(deadline.from, deadline.within));
        }
        if let Some(lapse) = rule_of(&policy.lapses, source) {
            return Some(self.within(lapse.since, lapse.within));
        }
        if let Some(protect) = rule_of(&policy.protects, source)
            && let Lasts::For(span) = protect.lasts
        {
            return Some(self.within(protect.since, span));
        }
        let window = policy.window.as_ref();
        let window = window.filter(|window| window.source == source)?;
        Some(self.within(window.rule.from, window.rule.lasts))
    }

    fn within(&self, from: Moment, span: Span) -> String {
        let from = from.event.map(|event| self.packs.events.symbol(event));
        let from = match (from, self.language) {
            (Some(event), Language::Chinese) => format!("“{}”", self.name(event)),
            (Some(event), Language::English) => format!("\"{}\"", self.name(event)),
            (None, Language::Chinese) => "报备".to_owned(),
            (None, Language::English) => "the claim".to_owned(),
        };
        let text = span.text(self.language);
        match (span, self.language) {
            (Span::SameDay, Language::Chinese) => format!("{from}当天内"),
            (Span::SameDay, Language::English) => format!("on the day of {from}"),
            (Span::SameWeek, Language::Chinese) => format!("{from}当周内"),
            (Span::SameWeek, Language::English) => format!("in the week of {from}"),
            (Span::DayAt { .. }, Language::Chinese) => format!("{from}当天算第 1 日，到{text}"),
            (Span::DayAt { .. }, Language::English) => {
                format!("until {text}, the day of {from} being day 1")
            }
            (Span::OpenMinutes(count), Language::Chinese) => {
                format!("{from}后营业时间 {count} 分钟内")
            }
            (Span::OpenMinutes(count), Language::English) => {
                format!("within {count} minutes of opening hours after {from}")
            }
            (_, Language::Chinese) => format!("{from}后 {text}内"),
            (_, Language::English) => format!("within {text} after {from}"),
        }
    }

    /// How late: in working days where the time limit is counted in them.
    pub(super) fn late(&self, source: Source, count: u32) -> String {
        let deadline = self
            .policy_of(source)
            .and_then(|policy| deadline(policy, source));
        let working =
            deadline.is_some_and(|deadline| matches!(deadline.within, Span::WorkingDays(_)));
        let days = if count == 1 { "day" } else { "days" };
        match (working, self.language) {
            (true, Language::Chinese) => format!("逾期 {count} 个工作日"),
            (false, Language::Chinese) => format!("逾期 {count} 天"),
            (true, Language::English) => format!("{count} working {days} late"),
            (false, Language::English) => format!("{count} {days} late"),
        }
    }
}
