//! What a pack says of itself: `[pack]`.

use crate::calendar::{CivilDay, Instant, Zone};
use crate::name::Symbol;
use crate::policy::event::EventSet;
use crate::policy::params::Params;
use crate::policy::problem::Text;
use crate::policy::triggers::Triggers;
use crate::policy::{Field, HolderKind, Policy, Register, ScopePart};

/// Seconds in the default `max_backdate` of 24 hours (regulation 0, part 1).
const DEFAULT_BACKDATE_HOURS: u32 = 24;
/// Minutes within which a mistaken registration may be voided (regulation 0, part 2).
const DEFAULT_VOID_MINUTES: u32 = 30;

/// The policy without its clauses.
pub(super) fn head(
    params: &mut Params<'_, '_>,
    fields: Vec<Field>,
    labels: Vec<(Symbol, Text)>,
    register: Register,
) -> Policy {
    let mut required = |key| {
        let text = params.text(key);
        params.require(key, text).unwrap_or_default().to_owned()
    };
    let name = required("name");
    let title = Text::new(required("title_zh"), required("title_en"));
    let version = required("version");
    let zone = zone(params);
    let effective_from = effective_from(params, &zone);
    let scope = scope(params);
    let holder = params
        .choice(
            "holder",
            &[("person", HolderKind::Person), ("unit", HolderKind::Unit)],
        )
        .unwrap_or_default();
    let opens = opens(params);
    let backdate_hours = params
        .count("max_backdate_hours")
        .unwrap_or(DEFAULT_BACKDATE_HOURS);
    let void_minutes = params
        .count("void_within_minutes")
        .unwrap_or(DEFAULT_VOID_MINUTES);
    Policy {
        name,
        title,
        version,
        effective_from,
        zone,
        scope,
        holder,
        exclusive: !params.flag("non_exclusive"),
        has_holder: !params.flag("no_holder"),
        opens,
        max_backdate_seconds: i64::from(backdate_hours) * 3600,
        void_within_seconds: i64::from(void_minutes) * 60,
        fields,
        labels,
        register,
        clauses: Vec::new(),
        transition: Vec::new(),
        admission: Vec::new(),
        approvals: Vec::new(),
        lapses: Vec::new(),
        endings: Vec::new(),
        departure: None,
        examinations: Vec::new(),
        protects: Vec::new(),
        consent: None,
        ranks: Vec::new(),
        assign: None,
        deal: None,
        window: None,
        fallbacks: Vec::new(),
        shares: Vec::new(),
        permits: Vec::new(),
        obliges: Vec::new(),
        violations: Vec::new(),
        lists: Vec::new(),
        visibles: Vec::new(),
        kepts: Vec::new(),
        triggers: Triggers::default(),
    }
}

/// Registrations open a case unless the pack says otherwise.
fn opens(params: &mut Params<'_, '_>) -> EventSet {
    let opens = params.events("opens");
    if !opens.is_empty() {
        return opens;
    }
    let reading = &mut *params.reading;
    reading
        .events
        .find_or_implied("registered", reading.names)
        .into_iter()
        .collect()
}

fn zone(params: &mut Params<'_, '_>) -> Zone {
    let Some(name) = params.text("time_zone") else {
        return Zone::shanghai();
    };
    Zone::named(name).unwrap_or_else(|_| {
        let span = params.value_span("time_zone");
        params.wrong(
            "time_zone",
            span,
            "请写 IANA 时区名,例如 \"Asia/Shanghai\"",
            "write an IANA time zone such as \"Asia/Shanghai\"",
        );
        Zone::shanghai()
    })
}

/// A day is written `2026-01-01` and begins at its 0:00.
fn effective_from(params: &mut Params<'_, '_>, zone: &Zone) -> Instant {
    let Some(text) = params.text("effective_from") else {
        return Instant::MIN;
    };
    let mut parts = text.splitn(3, '-').map(|part| part.parse::<i32>().ok());
    let mut next = || parts.next().flatten();
    let day = (|| {
        CivilDay::from_ymd(
            next()?,
            u8::try_from(next()?).ok()?,
            u8::try_from(next()?).ok()?,
        )
    })();
    match day {
        Some(day) => zone.start_of(day),
        None => {
            let span = params.value_span("effective_from");
            params.wrong(
                "effective_from",
                span,
                "日期写作 \"2026-01-01\"",
                "a date is written \"2026-01-01\"",
            );
            Instant::MIN
        }
    }
}

fn scope(params: &mut Params<'_, '_>) -> Vec<ScopePart> {
    let mut parts = Vec::new();
    for (word, span) in params.texts("case") {
        match word {
            "customer" | "dealer" => parts.push(ScopePart::Customer),
            "project" => parts.push(ScopePart::Project { optional: false }),
            "project?" => parts.push(ScopePart::Project { optional: true }),
            "demand" => parts.push(ScopePart::Demand),
            "contract" => parts.push(ScopePart::Contract),
            _ => params.wrong(
                "case",
                span,
                "案卷口径可以写 customer dealer project project? demand contract",
                "a case is made of customer, dealer, project, project?, demand, contract",
            ),
        }
    }
    if parts.is_empty() {
        params.require::<()>("case", None);
    }
    parts
}
