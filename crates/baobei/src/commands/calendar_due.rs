//! `baobei calendar due`: until when a span lasts, and which days were counted on the way.

use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use ruling::calendar::{
    CivilDay, Clock, Instant, OpeningHours, Span, Workdays, Zone, display_at, display_until,
};
use ruling::language::Language;
use ruling::policy::problem::Text;
use serde_json::{Value, json};

use crate::failure::Failure;
use crate::input;
use crate::ruling_json::rfc3339;

/// What was asked for.
pub(crate) struct Asked<'a> {
    /// The span as written.
    pub(crate) span: &'a str,
    /// Counted from.
    pub(crate) from: &'a str,
    /// The company's calendar file.
    pub(crate) calendar: Option<&'a Path>,
    /// Whose clock.
    pub(crate) zone: &'a str,
    /// Opening hours, for open minutes.
    pub(crate) hours: Option<&'a str>,
    /// JSON instead of text.
    pub(crate) json: bool,
    /// Language of everything written.
    pub(crate) language: Language,
}

/// Most days listed one by one.
const DAYS_LISTED_MAX: i32 = 4000;

/// Prints the deadline and how it was counted.
///
/// # Errors
/// A span, time, zone or calendar file that is none; a year that the calendar lacks.
pub(crate) fn run(asked: &Asked<'_>) -> Result<ExitCode, Failure> {
    let usage = |message: &dyn Fn(Language) -> String| {
        Failure::Usage(Text::new(
            message(Language::Chinese),
            message(Language::English),
        ))
    };
    let span: Span = asked
        .span
        .parse()
        .map_err(|bad: ruling::calendar::BadSpan| usage(&|language| bad.message(language)))?;
    let zone = Zone::named(asked.zone).map_err(|bad| usage(&|language| bad.message(language)))?;
    let hours = hours(asked.hours)?;
    let from = input::time("--from", asked.from, &zone)?.instant(&zone);
    let workdays = input::workdays(asked.calendar)?;
    let clock = Clock {
        zone: &zone,
        workdays: &workdays,
        hours: &hours,
    };
    let until = clock.ends(span, from).map_err(|missing| {
        Failure::found(Text::new(
            missing.message(Language::Chinese),
            missing.message(Language::English),
        ))
    })?;
    if until == Instant::MAX {
        return Err(Failure::found(Text::new(
            "营业时间太少，一百年里也数不完这么多营业分钟；请检查 --hours 和期限",
            "there are too few open minutes to count so many of them; check --hours and the span",
        )));
    }
    let counted = Counted {
        span,
        from,
        until,
        days: days(span, zone.day_of(from), &zone, until, &workdays),
        zone: &zone,
    };
    let mut out = std::io::stdout().lock();
    if asked.json {
        writeln!(out, "{:#}", counted.as_json(asked.language))?;
    } else {
        write!(out, "{}", counted.as_text(asked.language))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// `09:00-21:00` is meant for every day.
fn hours(text: Option<&str>) -> Result<OpeningHours, Failure> {
    let Some(text) = text else {
        return Ok(OpeningHours::default());
    };
    let every_day = format!("Mon-Sun {text}");
    every_day.parse().or_else(|_| {
        text.parse().map_err(|bad: ruling::calendar::BadHours| {
            let told = |language| format!("--hours: {}", bad.message(language));
            Failure::Usage(Text::new(told(Language::Chinese), told(Language::English)))
        })
    })
}

/// What a day was on the way.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Counted,
    Weekend,
    Holiday,
    MakeUp,
}

/// A day on the way, and what says that it is no ordinary one.
struct Day {
    day: CivilDay,
    kind: Kind,
    number: u32,
    notice: Option<Text>,
}

/// The days after the first one up to the last, where days are counted.
fn days(span: Span, first: CivilDay, zone: &Zone, until: Instant, workdays: &Workdays) -> Vec<Day> {
    let working = matches!(span, Span::WorkingDays(_));
    if !working && !matches!(span, Span::Days(_)) {
        return Vec::new();
    }
    let last = zone.day_of(until.plus_seconds(-1));
    let mut number = 0;
    let count = last
        .days()
        .saturating_sub(first.days())
        .min(DAYS_LISTED_MAX);
    (1..=count)
        .map(|step| {
            let day = first.plus_days(step);
            let exception = workdays.exception(day).filter(|_| working);
            let kind = match exception.map(|exception| exception.worked) {
                Some(true) => Kind::MakeUp,
                Some(false) => Kind::Holiday,
                None if working && day.weekday() > 5 => Kind::Weekend,
                None => Kind::Counted,
            };
            if matches!(kind, Kind::Counted | Kind::MakeUp) {
                number += 1;
            }
            let notice = exception.map(|exception| match exception.notice {
                Some(notice) => Text::new(notice, notice),
                None if exception.by_company => {
                    Text::new("公司日历文件", "the company's calendar file")
                }
                None => Text::new(
                    format!("{} 年的放假安排", exception.year),
                    format!("the arrangement for {}", exception.year),
                ),
            });
            Day {
                day,
                kind,
                number,
                notice,
            }
        })
        .collect()
}

/// The answer.
struct Counted<'a> {
    span: Span,
    from: Instant,
    until: Instant,
    days: Vec<Day>,
    zone: &'a Zone,
}

impl Counted<'_> {
    fn as_text(&self, language: Language) -> String {
        let until = display_until(self.until, self.zone, language);
        let from = display_at(self.from, self.zone);
        let span = self.span.text(language);
        let mut text = language.pick(
            format!("{until} 止\n从 {from} 起 {span}（{}）\n", self.zone.name()),
            format!("until {until}\n{span} from {from} ({})\n", self.zone.name()),
        );
        for day in &self.days {
            text.push_str(&format!(
                "  {} {}  {}\n",
                day.day,
                weekday(day.day, language),
                self.told(day, language)
            ));
        }
        text
    }

    fn told(&self, day: &Day, language: Language) -> String {
        let number = day.number;
        let counted = language.pick(format!("第 {number} 天"), format!("day {number}"));
        let notice = day
            .notice
            .as_ref()
            .map(|notice| notice.in_language(language));
        let notice = notice
            .map(|notice| language.pick(format!("《{notice}》"), format!(" ({notice})")))
            .unwrap_or_default();
        match day.kind {
            Kind::Counted => counted,
            Kind::Weekend => language
                .pick("周末，不算", "weekend, not counted")
                .to_owned(),
            Kind::Holiday => language.pick(
                format!("放假，不算{notice}"),
                format!("holiday, not counted{notice}"),
            ),
            Kind::MakeUp => language.pick(
                format!("{counted}，周末调休上班{notice}"),
                format!("{counted}, a weekend day worked{notice}"),
            ),
        }
    }

    fn as_json(&self, language: Language) -> Value {
        let days: Vec<_> = self
            .days
            .iter()
            .map(|day| {
                let kind = match day.kind {
                    Kind::Counted => "counted",
                    Kind::Weekend => "weekend",
                    Kind::Holiday => "holiday",
                    Kind::MakeUp => "make_up",
                };
                let notice = day.notice.as_ref().map(|notice| notice.in_language(language));
                let number = matches!(day.kind, Kind::Counted | Kind::MakeUp).then_some(day.number);
                json!({"day": day.day.to_string(), "kind": kind, "number": number, "notice": notice})
            })
            .collect();
        json!({
            "span": self.span.text(language),
            "from": rfc3339(self.from, self.zone),
            "until": {
                "before": rfc3339(self.until, self.zone),
                "text": display_until(self.until, self.zone, language),
            },
            "zone": self.zone.name(),
            "days": days,
        })
    }
}

fn weekday(day: CivilDay, language: Language) -> &'static str {
    let (zh, en) = match day.weekday() {
        1 => ("周一", "Mon"),
        2 => ("周二", "Tue"),
        3 => ("周三", "Wed"),
        4 => ("周四", "Thu"),
        5 => ("周五", "Fri"),
        6 => ("周六", "Sat"),
        _ => ("周日", "Sun"),
    };
    language.pick(zh, en)
}
