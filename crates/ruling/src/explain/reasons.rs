//! The claims and where they stand; the conditions checked, by step.

use super::reader::Reader;
use super::told::Told;
use super::{Line, Section};
use crate::ruling::{ClaimOutcome, Finding, Ruling, Standing};

/// Every claim: valid ones in order of priority, then the others in order of filing.
pub(super) fn claims(reader: &Reader<'_>, ruling: &Ruling, lines: &mut Vec<Line>) {
    let mut claims: Vec<&ClaimOutcome> = ruling.claims.iter().collect();
    claims.sort_by_key(|claim| match claim.priority {
        0 => u16::MAX,
        place => place,
    });
    for outcome in claims {
        lines.push(Line::new(Section::Claims, None, claim(reader, outcome)));
    }
}

fn claim(reader: &Reader<'_>, claim: &ClaimOutcome) -> String {
    let language = reader.language;
    let party = reader.party_and_person(claim.party, claim.person);
    let standing = standing(reader, claim.standing);
    let place = match claim.priority {
        0 => String::new(),
        place => {
            reader.brackets(&language.pick(format!("第 {place} 位"), format!("place {place}")))
        }
    };
    let mut details: Vec<String> = reader.fact_by(claim.fact).into_iter().collect();
    let filed = reader.case.by_seq(claim.fact).map(|fact| fact.counts_at);
    if filed.is_some_and(|filed| filed != claim.ranked_at) {
        let from = reader.at(claim.ranked_at);
        details.push(language.pick(format!("顺位自 {from} 起"), format!("ranked from {from}")));
    }
    let details = reader.clauses(&details);
    let details = if details.is_empty() {
        String::new()
    } else {
        language.pick(format!("：{details}"), format!(": {details}"))
    };
    language.pick(
        format!("{party}，{standing}{place}{details}。"),
        format!("{party}, {standing}{place}{details}."),
    )
}

fn standing(reader: &Reader<'_>, standing: Standing) -> String {
    let label = standing.label(reader.language);
    match standing {
        Standing::Waiting(reason) => {
            format!("{label}{}", reader.brackets(reason.label(reader.language)))
        }
        _ => label.to_owned(),
    }
}

/// The conditions in step order, each with its mark, clause, facts, deadline and reason.
pub(super) fn findings(reader: &Reader<'_>, ruling: &Ruling, lines: &mut Vec<Line>) {
    let mut findings: Vec<&Finding> = ruling.findings.iter().collect();
    findings.sort_by_key(|finding| finding.step);
    for condition in findings {
        lines.push(Line {
            section: Section::Reasons(condition.step),
            verdict: Some(condition.verdict),
            clause: reader.clause(condition.source),
            text: finding(reader, ruling, condition),
        });
    }
}

/// `2026-03-20 14:00 李四 报备:张三仍受严格保护,他人不得报备(对照:…;保护到 …)。`
fn finding(reader: &Reader<'_>, ruling: &Ruling, finding: &Finding) -> String {
    let language = reader.language;
    let told = Told::of(reader, ruling, finding);
    let claim = finding
        .claim
        .and_then(|claim| reader.claim(ruling, claim))
        .map(|claim| claim.fact);
    let judged = finding.fact.or(claim);
    let subject = judged.and_then(|seq| reader.fact_by(seq));
    let mut details = Vec::new();
    let elsewhere = |seq| Some(seq) != judged && Some(seq) != finding.against;
    if let Some(claim) = claim
        .filter(|seq| elsewhere(*seq))
        .and_then(|seq| reader.fact_by(seq))
    {
        details.push(language.pick(format!("所涉主张：{claim}"), format!("claim: {claim}")));
    }
    if let Some(against) = finding
        .against
        .filter(|seq| Some(*seq) != judged)
        .and_then(|seq| reader.fact_by(seq))
    {
        details.push(language.pick(
            format!("对照：{against}"),
            format!("compared with: {against}"),
        ));
    }
    if let Some(deadline) = finding.deadline {
        details.push(told.deadline(finding.why, deadline));
    }
    let details = reader.brackets(&reader.clauses(&details));
    let why = told.sentence(finding.why);
    match subject {
        Some(subject) => language.pick(
            format!("{subject}：{why}{details}。"),
            format!("{subject}: {why}{details}."),
        ),
        None => language.pick(format!("{why}{details}。"), format!("{why}{details}.")),
    }
}
