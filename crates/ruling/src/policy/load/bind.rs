//! Binding: one entry of `[clauses]` becomes one typed rule of the policy.

#[cfg(test)]
mod tests;

use toml::Spanned;
use toml::de::DeValue;

use super::super::params::{Params, Reading};
use super::super::problem::{Text, did_you_mean};
use super::super::{Admission, Bound, Examination, Policy};
use crate::rules::approval::Approval;
use crate::rules::assign::Assign;
use crate::rules::cadence::Cadence;
use crate::rules::claim_window::ClaimWindow;
use crate::rules::consent::Consent;
use crate::rules::deadline::Deadline;
use crate::rules::deal::Deal;
use crate::rules::departure::Departure;
use crate::rules::ends_on::EndsOn;
use crate::rules::fallback::Fallback;
use crate::rules::kept::{DailyList, Kept, Visible};
use crate::rules::lapse::Lapse;
use crate::rules::limit::Limit;
use crate::rules::matching::Match;
use crate::rules::needs::Needs;
use crate::rules::oblige::Oblige;
use crate::rules::permit::Permit;
use crate::rules::protect::Protect;
use crate::rules::rank::Rank;
use crate::rules::require::Require;
use crate::rules::share::Share;
use crate::rules::signed::Signed;
use crate::rules::territory::Territory;
use crate::rules::violation::ViolationRule;
use crate::ruling::Source;

/// Every rule's name in packs, in step order.
pub(crate) const RULES: [&str; 25] = [
    "require",
    "needs",
    "deadline",
    "approval",
    "territory",
    "limit",
    "lapse",
    "cadence",
    "match",
    "signed",
    "ends_on",
    "departure",
    "protect",
    "consent",
    "rank",
    "assign",
    "deal",
    "claim_window",
    "fallback",
    "share",
    "permit",
    "oblige",
    "violation",
    "daily_list",
    "visible",
];

pub(super) fn rule(
    item: &Spanned<DeValue<'_>>,
    source: Source,
    policy: &mut Policy,
    reading: &mut Reading<'_>,
) {
    let Some(table) = item.get_ref().as_table() else {
        reading.problem(
            "impossible-value",
            item.span(),
            Text::new(
                "条款里的每一项都要是一张表",
                "each entry of a clause is a table",
            ),
            Text::new(
                "例如 {rule = \"rank\", by = [\"claim\"]}",
                "e.g. {rule = \"rank\", by = [\"claim\"]}",
            ),
        );
        return;
    };
    let mut params = Params::new(reading, table, item.span());
    if read(&mut params, source, policy) {
        params.finish();
    }
}

/// Reads the rule's name and its parameters; false if there is no such rule.
fn read(params: &mut Params<'_, '_>, source: Source, policy: &mut Policy) -> bool {
    let word = params.text("rule").unwrap_or_default();
    let mut names = RULES.into_iter().chain(["kept"]);
    let Some(name) = names.find(|known| *known == word) else {
        unknown_rule(word, params);
        return false;
    };
    if let Some(clause) = policy.clauses.get_mut(usize::from(source.clause.0)) {
        clause.rules.push(name);
    }
    let examined = matches!(name, "require" | "deadline")
        && params.choice("at", &[("claim", false), ("deal", true)]) == Some(true);
    bind(name, examined, source, policy, params);
    true
}

fn unknown_rule(word: &str, params: &mut Params<'_, '_>) {
    let span = params.value_span("rule");
    let hint = did_you_mean(word, RULES.iter().chain(&["kept"]).copied());
    let remedy = match hint {
        Some(hint) => Text::new(
            format!("是不是 `{hint}`?"),
            format!("did you mean `{hint}`?"),
        ),
        None => Text::new(
            format!("可以写 {} kept", RULES.join(" ")),
            format!("possible are {} kept", RULES.join(" ")),
        ),
    };
    params.reading.problem(
        "unknown-rule",
        span,
        Text::new(
            format!("不认识的规则 `{word}`"),
            format!("the rule `{word}` is not known"),
        ),
        remedy,
    );
}

fn bound<T>(source: Source, rule: Option<T>) -> Option<Bound<T>> {
    rule.map(|rule| Bound { source, rule })
}

fn bind(
    name: &str,
    examined: bool,
    source: Source,
    policy: &mut Policy,
    params: &mut Params<'_, '_>,
) {
    let mut admit = |rule: Option<Admission>| policy.admission.extend(bound(source, rule));
    match name {
        "require" if !examined => admit(Require::read(params).map(Admission::Require)),
        "needs" => admit(Needs::read(params).map(Admission::Needs)),
        "deadline" if !examined => admit(Deadline::read(params).map(Admission::Deadline)),
        "territory" => admit(Territory::read(params).map(Admission::Territory)),
        "limit" => admit(Limit::read(params).map(Admission::Limit)),
        "require" => policy.examinations.extend(bound(
            source,
            Require::read(params).map(Examination::Require),
        )),
        "deadline" => policy.examinations.extend(bound(
            source,
            Deadline::read(params).map(Examination::Deadline),
        )),
        "match" => policy
            .examinations
            .extend(bound(source, Match::read(params).map(Examination::Match))),
        "cadence" => policy.examinations.extend(bound(
            source,
            Cadence::read(params).map(Examination::Cadence),
        )),
        "signed" => policy
            .examinations
            .extend(bound(source, Signed::read(params).map(Examination::Signed))),
        "approval" => policy
            .approvals
            .extend(bound(source, Approval::read(params))),
        "lapse" => policy.lapses.extend(bound(source, Lapse::read(params))),
        "ends_on" => policy.endings.extend(bound(source, EndsOn::read(params))),
        "protect" => policy.protects.extend(bound(source, Protect::read(params))),
        "rank" => policy.ranks.extend(bound(source, Rank::read(params))),
        "fallback" => policy
            .fallbacks
            .extend(bound(source, Fallback::read(params))),
        "share" => policy.shares.extend(bound(source, Share::read(params))),
        "permit" => policy.permits.extend(bound(source, Permit::read(params))),
        "oblige" => policy.obliges.extend(bound(source, Oblige::read(params))),
        "violation" => policy
            .violations
            .extend(bound(source, ViolationRule::read(params))),
        "daily_list" => policy.lists.extend(bound(source, DailyList::read(params))),
        "visible" => policy.visibles.extend(bound(source, Visible::read(params))),
        "kept" => policy.kepts.extend(bound(source, Kept::read(params))),
        _ => single(name, source, policy, params),
    }
}

/// Binds a rule of which a pack can have only one.
fn single(name: &str, source: Source, policy: &mut Policy, params: &mut Params<'_, '_>) {
    match name {
        "departure" => once(
            &mut policy.departure,
            bound(source, Departure::read(params)),
            name,
            params,
        ),
        "consent" => once(
            &mut policy.consent,
            bound(source, Consent::read(params)),
            name,
            params,
        ),
        "assign" => once(
            &mut policy.assign,
            bound(source, Assign::read(params)),
            name,
            params,
        ),
        "deal" => once(
            &mut policy.deal,
            bound(source, Deal::read(params)),
            name,
            params,
        ),
        "claim_window" => once(
            &mut policy.window,
            bound(source, ClaimWindow::read(params)),
            name,
            params,
        ),
        _ => {}
    }
}

/// Rules of which a pack can have only one.
fn once<T>(
    place: &mut Option<Bound<T>>,
    rule: Option<Bound<T>>,
    name: &str,
    params: &mut Params<'_, '_>,
) {
    if place.is_some() {
        let span = params.span();
        params.reading.problem(
            "rule-twice",
            span,
            Text::new(
                format!("规则 `{name}` 只能绑定一次"),
                format!("the rule `{name}` can be bound only once"),
            ),
            Text::new("请保留一处", "keep one of them"),
        );
    } else {
        *place = rule;
    }
}
