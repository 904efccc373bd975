//! Comparing permissions and repairs with what is wanted.

use super::Scenario;
use super::run::Miss;
use super::show::Show;
use super::wanted::{PermitAnswer, PermitWanted, WhatIfWanted};
use crate::judge::judge;
use crate::permission::{Objection, Permission};
use crate::permits::permits;
use crate::policy::Packs;
use crate::what_if::what_if;

/// What differs between the answer to "may I?" and what is wanted.
pub(super) fn permit(scenario: &Scenario, packs: &Packs, wanted: &PermitWanted) -> Option<Miss> {
    let show = Show { scenario, packs };
    let answer = permits(
        &scenario.case,
        &scenario.company,
        packs,
        wanted.action,
        &wanted.proposed,
        wanted.at,
    );
    let (kind, objections): (PermitAnswer, &[Objection]) = match &answer {
        Permission::Allowed => (PermitAnswer::Allowed, &[]),
        Permission::AllowedWith(objections) => (PermitAnswer::Violation, objections),
        Permission::Refused(objections) => (PermitAnswer::Refused, objections),
    };
    let clause = |objection: &Objection| show.clause(objection.source);
    let named = wanted
        .clause
        .as_ref()
        .is_none_or(|number| objections.iter().any(|one| clause(one) == *number));
    let violates = wanted
        .violation
        .is_none_or(|name| objections.iter().any(|one| one.violation == name));
    let possible = wanted
        .possible_from
        .is_none_or(|from| objections.iter().any(|one| one.possible_from == Some(from)));
    if kind == wanted.answer && named && violates && possible {
        return None;
    }
    let got: Vec<String> = objections
        .iter()
        .map(|one| {
            format!(
                "{} {:?} {} {}",
                clause(one),
                one.why,
                show.name(one.violation),
                show.until(one.possible_from)
            )
        })
        .collect();
    Some(Miss {
        line: wanted.line,
        at: wanted.at_text.clone(),
        key: "permit",
        expected: format!(
            "{} {:?} {}",
            wanted.action_text,
            wanted.answer,
            wanted.clause.as_deref().unwrap_or_default()
        ),
        got: format!("{kind:?} [{}]", got.join("; ")),
    })
}

/// What differs between the nearest repair of a lost claim and what is wanted; it must also work.
pub(super) fn repair(scenario: &Scenario, packs: &Packs, wanted: &WhatIfWanted) -> Option<Miss> {
    let show = Show { scenario, packs };
    let ruling = judge(
        &scenario.case,
        &scenario.company,
        packs,
        wanted.at,
        wanted.known,
    );
    let answers = what_if(&scenario.case, &scenario.company, packs, &ruling);
    let about = answers.iter().find(|answer| {
        ruling
            .claims
            .get(usize::from(answer.claim))
            .is_some_and(|claim| {
                wanted.claim.fit(
                    Some(claim.party),
                    claim.person,
                    &scenario.company,
                    wanted.at,
                    wanted.known,
                )
            })
    });
    let got = about.map_or_else(|| "none".to_owned(), |answer| show.change(&answer.change));
    (!got.contains(&wanted.suggests)).then(|| Miss {
        line: wanted.line,
        at: wanted.at_text.clone(),
        key: "what_if",
        expected: wanted.suggests.clone(),
        got,
    })
}
