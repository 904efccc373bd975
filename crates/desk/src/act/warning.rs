//! Deals that the regulation takes for violations, such as selling before an approval: they are recorded, for a deal
//! that was made is a fact, but by somebody who was told so first, and the record says that they were. So is a
//! correction that makes everybody's signature worth nothing.

use ruling::fact::{Fact, FactKind};
use ruling::permission::Objection;
use ruling::policy::Packs;
use ruling::policy::problem::Text;
use ruling::ruling::{ClaimOutcome, Ruling, Verdict, Why};

use super::Case;
use super::against::JudgedWith;
use super::table::Act;
use super::{ActInput, Refusal};
use crate::permission::Action;
use crate::refusal::Reason;

/// Whether an act is recorded only by whoever was told of the violations it may be.
fn is_asked(act: &Act) -> bool {
    act.action == Action::Deal
}

/// Notes in a fact that whoever records it was warned.
///
/// # Errors
/// [`Refusal::Warned`] if they were not yet.
pub(super) fn heard(
    act: &Act,
    input: &ActInput,
    warnings: Vec<Reason>,
    fact: &mut Fact,
) -> Result<(), Refusal> {
    let is_correction = act.kind == FactKind::Amended;
    if warnings.is_empty() || !(is_asked(act) || is_correction) {
        return Ok(());
    }
    if !input.warned {
        return Err(Refusal::Warned(warnings));
    }
    // It says that they were told of a violation, which a correction is not.
    if !is_correction {
        fact.particulars.get_or_insert_default().warned = true;
    }
    Ok(())
}

/// That a correction changes what all have signed.
pub(super) fn broken_signatures(case: Case<'_>, judged: &JudgedWith) -> Option<Reason> {
    let broken = |ruling: &Ruling| {
        let claims = ruling.claims.iter();
        claims
            .filter(|claim| ClaimOutcome::is_broken(claim))
            .count()
    };
    if broken(&judged.ruling) <= broken(&case.seen.judged.ruling) {
        return None;
    }
    let mut findings = judged.ruling.findings.iter();
    let told = findings.find(|finding| {
        finding.fact == Some(judged.seq)
            && finding.verdict == Verdict::Fail
            && finding.why == Why::DigestDiffers
    })?;
    let why = Text::new(
        "各级都已签字：现在一改，全部签字校验失败，要从第一级起重新审核、各级重签",
        "all levels have signed: with this change every signature fails, and the review starts again from the first level",
    );
    Some(Reason::by_clause(case.packs(), told.source, why))
}

/// Violations that a deal would show, beyond those that the regulation's gates told of: a sale across regions, an
/// entry that comes late.
pub(super) fn violations(
    packs: &Packs,
    act: &Act,
    judged: &JudgedWith,
    told: &[Objection],
) -> Vec<Reason> {
    if !is_asked(act) {
        return Vec::new();
    }
    let violations = judged.ruling.violations.iter();
    let shown = violations.filter(|violation| {
        let is_told = told
            .iter()
            .any(|objection| objection.violation == violation.name);
        violation.fact == Some(judged.seq) && !is_told
    });
    let reasons = shown.map(|violation| {
        let name = packs.label(violation.name);
        let why = Text::new(
            format!("照做会记作涉嫌“{}”，由人审理", name.zh),
            format!(
                "doing it all the same may count as \"{}\", which a person decides",
                name.en
            ),
        );
        Reason::by_clause(packs, violation.source, why)
    });
    reasons.collect()
}
