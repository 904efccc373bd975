//! Values that read well one by one and can never apply together.

use std::ops::Range;

use toml::de::DeTable;

use super::super::load::written::{self, WrittenRule};
use super::super::load::{in_order, section};
use super::super::problem::{Problem, Text};
use super::Document;
use crate::calendar::Span;
use crate::rules::reference::{self, Parameter, ValueKind};

const DAY_SECONDS: i64 = 86_400;

pub(super) fn check(document: &Document<'_, '_>, problems: &mut Vec<Problem>) {
    let mut found = Found { document, problems };
    if let Some((events, _)) = section(document.table, "events") {
        for (_, _, value) in in_order(events) {
            if let Some(filter) = value.get_ref().as_table() {
                found.empty_window(filter);
            }
        }
    }
    for rule in &document.rules {
        if let Some(reference) = reference::rule(rule.name) {
            found.zeros(rule.table, reference.parameters);
        }
        match rule.name {
            "protect" => {
                found.cap_below_span(rule.table);
                found.endless_end(rule.table);
            }
            "needs" => found.empty_window(rule.table),
            "permit" => {
                if let Some(event) = inner(rule.table, "event") {
                    found.empty_window(event);
                }
            }
            "cadence" => found.unknown_tier(rule),
            "share" => {
                found.empty_range(rule.table);
                if let Some(fee) = inner(rule.table, "fee") {
                    found.unordered_amounts(fee);
                }
            }
            _ => {}
        }
        let after_deal = matches!(rule.name, "fallback" | "share" | "claim_window");
        if after_deal && !document.rules.iter().any(|other| other.name == "deal") {
            found.never_reached(rule);
        }
    }
}

fn inner<'t, 'i>(table: &'t DeTable<'i>, key: &str) -> Option<&'t DeTable<'i>> {
    table.get(key).and_then(|value| value.get_ref().as_table())
}

fn span_of(table: &DeTable<'_>, key: &str) -> Option<(Span, Range<usize>)> {
    let (text, place) = written::text(table, key)?;
    Some((text.parse().ok()?, place))
}

/// Whether one span is over before the other in any case, whatever the calendar.
fn surely_shorter(one: Span, other: Span) -> bool {
    match (one, other) {
        (Span::WorkingDays(one), Span::WorkingDays(other))
        | (Span::Days(one), Span::Days(other))
        | (Span::Months(one), Span::Months(other))
        | (Span::OpenMinutes(one), Span::OpenMinutes(other)) => one < other,
        _ => longest_seconds(one).is_some_and(|one| one < shortest_seconds(other)),
    }
}

fn shortest_seconds(span: Span) -> i64 {
    match span {
        Span::Seconds(n) => n,
        Span::Days(n) | Span::WorkingDays(n) => i64::from(n) * DAY_SECONDS,
        Span::Months(n) => i64::from(n) * 28 * DAY_SECONDS,
        Span::OpenMinutes(n) => i64::from(n) * 60,
        Span::DayAt { day, .. } => i64::from(day.saturating_sub(2)) * DAY_SECONDS,
        Span::SameDay | Span::SameWeek => 0,
    }
}

/// None where holidays and opening hours may stretch it without a bound known here.
fn longest_seconds(span: Span) -> Option<i64> {
    match span {
        Span::Seconds(n) => Some(n),
        Span::Days(n) => Some((i64::from(n) + 1) * DAY_SECONDS),
        Span::Months(n) => Some((i64::from(n) * 31 + 1) * DAY_SECONDS),
        Span::DayAt { day, .. } => Some(i64::from(day) * DAY_SECONDS),
        Span::SameDay => Some(DAY_SECONDS),
        Span::SameWeek => Some(7 * DAY_SECONDS),
        Span::WorkingDays(_) | Span::OpenMinutes(_) => None,
    }
}

fn is_zero(span: Span) -> bool {
    match span {
        Span::Seconds(n) => n == 0,
        Span::Days(n) | Span::WorkingDays(n) | Span::Months(n) | Span::OpenMinutes(n) => n == 0,
        Span::DayAt { .. } | Span::SameDay | Span::SameWeek => false,
    }
}

struct Found<'f, 'd, 'i> {
    document: &'f Document<'d, 'i>,
    problems: &'f mut Vec<Problem>,
}

impl Found<'_, '_, '_> {
    fn push(&mut self, code: &'static str, span: Range<usize>, cause: Text, remedy: Text) {
        let file = self.document.file;
        self.problems
            .push(Problem::new(code, file, span, cause, remedy));
    }

    /// A span or number of nothing; a cap of none is possible, so `max` may be zero.
    fn zeros(&mut self, table: &DeTable<'_>, parameters: &[Parameter]) {
        for Parameter { name, kind, .. } in parameters {
            match kind {
                ValueKind::Span | ValueKind::SpanOr(_) => {
                    if let Some((span, place)) = span_of(table, name)
                        && is_zero(span)
                    {
                        self.zero(name, place);
                    }
                }
                ValueKind::Count if *name != "max" => {
                    if let Some(value) = table.get(*name)
                        && value
                            .get_ref()
                            .as_integer()
                            .is_some_and(|digits| digits.as_str() == "0")
                    {
                        self.zero(name, value.span());
                    }
                }
                ValueKind::Table(parameters) => {
                    if let Some(inside) = inner(table, name) {
                        self.zeros(inside, parameters);
                    }
                }
                _ => {}
            }
        }
    }

    fn zero(&mut self, key: &str, place: Range<usize>) {
        self.push(
            "zero",
            place,
            Text::new(
                format!("`{key}` 为零,永远轮不到"),
                format!("`{key}` is nothing, so it can never apply"),
            ),
            Text::new(
                "请写大于零的数;时长只到当天的写 \"same day\"",
                "write more than zero; for a span within the day itself write \"same day\"",
            ),
        );
    }

    fn cap_below_span(&mut self, table: &DeTable<'_>) {
        let Some((cap, place)) = span_of(table, "cap") else {
            return;
        };
        let renewals = inner(table, "renew_on").map(in_order).unwrap_or_default();
        let renewals = renewals
            .into_iter()
            .filter_map(|(_, _, value)| value.get_ref().as_str()?.parse::<Span>().ok());
        let capped = span_of(table, "for")
            .map(|(span, _)| span)
            .into_iter()
            .chain(renewals);
        if let Some(longer) = capped.into_iter().find(|span| surely_shorter(cap, *span)) {
            self.push(
                "cap-below-span",
                place,
                Text::new(
                    format!("上限短于它所限的 \"{longer}\""),
                    format!("the cap is shorter than the \"{longer}\" it caps"),
                ),
                Text::new(
                    "请把 `cap` 改长,或把时长改短",
                    "make `cap` longer or the span shorter",
                ),
            );
        }
    }

    fn empty_window(&mut self, table: &DeTable<'_>) {
        let (Some((at_least, place)), Some((within, _))) =
            (span_of(table, "at_least"), span_of(table, "within"))
        else {
            return;
        };
        if surely_shorter(within, at_least) {
            self.push(
                "empty-window",
                place,
                Text::new(
                    format!("至少早 \"{at_least}\" 又至多早 \"{within}\",没有时间能满足"),
                    format!("no time lies at least \"{at_least}\" and at most \"{within}\" before"),
                ),
                Text::new(
                    "请把 `at_least` 改短,或把 `within` 改长",
                    "make `at_least` shorter or `within` longer",
                ),
            );
        }
    }

    /// Amounts from one that is not below the other.
    fn empty_range(&mut self, table: &DeTable<'_>) {
        let cents = |key: &str| {
            let value = table.get(key)?;
            let digits = value.get_ref().as_integer()?;
            let cents = i64::from_str_radix(digits.as_str(), digits.radix()).ok()?;
            Some((cents, value.span()))
        };
        let (Some((from, _)), Some((below, place))) = (cents("from_cents"), cents("below_cents"))
        else {
            return;
        };
        if from >= below {
            self.push(
                "empty-range",
                place,
                Text::new(
                    "没有金额既不少于 `from_cents` 又少于 `below_cents`",
                    "no amount is at least `from_cents` and less than `below_cents`",
                ),
                Text::new(
                    "请把 `below_cents` 改大,或把 `from_cents` 改小",
                    "make `below_cents` larger or `from_cents` smaller",
                ),
            );
        }
    }

    /// What protects as long as the case is held has no end at which something could follow.
    fn endless_end(&mut self, table: &DeTable<'_>) {
        let endless = written::text(table, "for").is_some_and(|(text, _)| text == "while_held");
        let end = written::text(table, "at_end").filter(|(text, _)| *text != "open");
        if let (true, Some((_, place))) = (endless, end) {
            self.push(
                "endless-end",
                place,
                Text::new(
                    "持有期间一直保护,没有期满,`at_end` 不会发生",
                    "protection as long as the case is held never ends, so `at_end` never happens",
                ),
                Text::new(
                    "请把 `for` 写成时长,或去掉 `at_end`",
                    "give `for` a span, or leave `at_end` out",
                ),
            );
        }
    }

    fn unknown_tier(&mut self, rule: &WrittenRule<'_, '_>) {
        let tiers = inner(rule.table, "tiers").map(in_order).unwrap_or_default();
        let list = tiers
            .iter()
            .map(|(name, ..)| *name)
            .collect::<Vec<_>>()
            .join(" ");
        let (tier, span) =
            written::text(rule.table, "before_tier").unwrap_or(("", rule.span.clone()));
        if list.is_empty() || tiers.iter().any(|(name, ..)| *name == tier) {
            return;
        }
        self.push(
            "unknown-tier",
            span,
            Text::new(
                "定级之前按哪一级,没有写或不在 `tiers` 里",
                "the tier before one is given is missing or not among `tiers`",
            ),
            Text::new(
                format!("`before_tier` 可以写 {list}"),
                format!("possible for `before_tier` are {list}"),
            ),
        );
    }

    fn unordered_amounts(&mut self, fee: &DeTable<'_>) {
        let Some(value) = fee.get("choices_cents") else {
            return;
        };
        let items = value.get_ref().as_array().into_iter().flatten();
        let amounts: Vec<i64> = items
            .filter_map(|item| {
                let digits = item.get_ref().as_integer()?;
                i64::from_str_radix(digits.as_str(), digits.radix()).ok()
            })
            .collect();
        let ascending = amounts.is_sorted_by(|one, other| one < other);
        if !ascending || amounts.iter().any(|amount| *amount < 0) {
            self.push(
                "unordered-amounts",
                value.span(),
                Text::new(
                    "可选的金额没有从小到大排列,或小于零",
                    "the amounts do not ascend, or one is below zero",
                ),
                Text::new(
                    "从小到大各写一次;未选时按第一个",
                    "write each once in ascending order; the first counts until one is chosen",
                ),
            );
        }
    }

    fn never_reached(&mut self, rule: &WrittenRule<'_, '_>) {
        let name = rule.name;
        self.push(
            "no-deal",
            rule.span.clone(),
            Text::new(
                format!("规则 `{name}` 在成交之后起作用,但没有条款绑定 `deal`"),
                format!("the rule `{name}` works after a deal, but no clause binds `deal`"),
            ),
            Text::new(
                "请写明哪件事算成交,例如 {rule = \"deal\", event = \"contracted\"}",
                "say which event is the deal, e.g. {rule = \"deal\", event = \"contracted\"}",
            ),
        );
    }
}
