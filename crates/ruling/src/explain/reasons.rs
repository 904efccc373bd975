//! The claims and where they stand; the conditions checked, by step.

use super::reader::Reader;
use super::told::Told;
use super::{Line, Section};
use crate::ruling::{ClaimOutcome, Finding, Ruling, Standing, Verdict, Why};

/// Every claim: valid ones in order of priority, then the others in order of filing.
pub(super) fn claims(reader: &Reader<'_>, ruling: &Ruling, lines: &mut Vec<Line>) {
    let mut claims: Vec<&ClaimOutcome> = ruling.claims.iter().collect();
    claims.sort_by_key(|claim| match claim.priority {
        0 => u16::MAX,
        place => place,
    });
    for outcome in claims {
        lines.push(Line::new(
            Section::Claims,
            None,
            claim(reader, ruling, outcome),
        ));
    }
}

fn claim(reader: &Reader<'_>, ruling: &Ruling, claim: &ClaimOutcome) -> String {
    let language = reader.language;
    let party = reader.party_and_person(claim.party, claim.person);
    let standing = standing(reader, ruling, claim);
    let place = match claim.priority {
        0 => String::new(),
        place => {
            reader.brackets(&language.pick(format!("第 {place} 位"), format!("place {place}")))
        }
    };
    let mut details: Vec<String> = reader.fact_by(claim.fact).into_iter().collect();
    let filed = reader.case.by_seq(claim.fact).map(|fact| fact.counts_at);
    if filed.is_some_and(|filed| filed != claim.ranked_at) {
        let from = reader.moment(claim.ranked_at);
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

fn standing(reader: &Reader<'_>, ruling: &Ruling, claim: &ClaimOutcome) -> String {
    let language = reader.language;
    let label = claim.standing.label(language);
    let ownership = ruling.ownership;
    let owner = ownership.owner.filter(|owner| {
        claim.standing == Standing::Holding
            && (*owner, ownership.person) != (claim.party, claim.person)
            && (*owner, ownership.person) != (claim.party, None)
    });
    match (claim.standing, owner) {
        (Standing::Refused, _) => match missing(reader, ruling, claim) {
            Some(missing) => language.pick(
                format!("{label}，补齐{missing}后可以重新提交"),
                format!("{label}; may be filed again with {missing}"),
            ),
            None => label.to_owned(),
        },
        (Standing::Waiting(reason), _) => {
            let meaning = reader.claim_awaits(ruling, claim);
            let meaning = meaning.unwrap_or_else(|| reason.meaning(language).to_owned());
            language.pick(format!("{label}，{meaning}"), format!("{label}: {meaning}"))
        }
        // Who filed it need not be who was given the case.
        (_, Some(owner)) if rests_on(ruling, claim) => {
            let owner = reader.party_and_person(owner, ownership.person);
            language.pick(
                format!("有效，案卷现归 {owner}"),
                format!("valid; the case is now with {owner}"),
            )
        }
        (_, Some(_)) => language
            .pick("成交前持有", "held the case before the deal")
            .to_owned(),
        (_, None) => match reader.claim_awaits(ruling, claim) {
            Some(meaning) if claim.is_broken() => {
                language.pick(format!("{label}，{meaning}"), format!("{label}: {meaning}"))
            }
            _ => label.to_owned(),
        },
    }
}

/// What a claim lacked, each in quotes.
fn missing(reader: &Reader<'_>, ruling: &Ruling, claim: &ClaimOutcome) -> Option<String> {
    let is_it = |id| {
        reader
            .claim(ruling, id)
            .is_some_and(|one| one.fact == claim.fact)
    };
    let mut names: Vec<String> = Vec::new();
    for finding in &ruling.findings {
        let Why::Missing(field) = finding.why else {
            continue;
        };
        if finding.verdict == Verdict::Fail && finding.claim.is_some_and(is_it) {
            let name = reader.name(field);
            let name = reader
                .language
                .pick(format!("“{name}”"), format!("\"{name}\""));
            names.extend((!names.contains(&name)).then_some(name));
        }
    }
    (!names.is_empty()).then(|| reader.list(&names))
}

/// Whether ownership rests on this claim.
fn rests_on(ruling: &Ruling, claim: &ClaimOutcome) -> bool {
    let base = ruling.ownership.claim.map(usize::from);
    let base = base.and_then(|base| ruling.claims.get(base));
    base.is_some_and(|base| base.fact == claim.fact)
}

/// The conditions in step order, each with its mark, clause, facts, deadline and reason.
pub(super) fn findings(reader: &Reader<'_>, ruling: &Ruling, lines: &mut Vec<Line>) {
    let mut findings: Vec<&Finding> = ruling.findings.iter().collect();
    findings.sort_by_key(|finding| finding.step);
    for condition in findings {
        lines.push(Line {
            section: Section::Reasons(condition.step),
            verdict: Some(condition.verdict),
            clause: reader.clause(condition.source).cloned(),
            text: finding(reader, ruling, condition),
        });
    }
}

/// `2026-03-20 14:00 李四 报备:张三仍受严格保护,他人不得报备(对照:…;保护到 …)。`
fn finding(reader: &Reader<'_>, ruling: &Ruling, finding: &Finding) -> String {
    let reader = &reader.with_limit(finding.deadline);
    let language = reader.language;
    let told = Told::of(reader, ruling, finding);
    let claim = finding
        .claim
        .and_then(|claim| reader.claim(ruling, claim))
        .map(|claim| claim.fact);
    let judged = finding.fact.or(claim);
    let subject = judged.and_then(|seq| reader.fact_by(seq));
    let mut details = Vec::new();
    details.extend(told.limit(finding.why));
    let elsewhere = |seq| Some(seq) != judged && Some(seq) != finding.against;
    if let Some(claim) = claim
        .filter(|seq| elsewhere(*seq) && !is_plain(reader, ruling, finding))
        .and_then(|seq| reader.fact_by(seq))
    {
        details.push(language.pick(
            format!("所涉报备：{claim}"),
            format!("the claim concerned: {claim}"),
        ));
    }
    if let Some(against) = finding
        .against
        .filter(|seq| Some(*seq) != judged)
        .and_then(|seq| reader.fact_by(seq))
    {
        let relation = told.relation(finding.why);
        details.push(language.pick(
            format!("{relation}：{against}"),
            format!("{relation}: {against}"),
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

/// Whether it goes without saying which claim is concerned: there is one only, or one only by whoever
/// did what is judged.
fn is_plain(reader: &Reader<'_>, ruling: &Ruling, finding: &Finding) -> bool {
    let claim = finding.claim.and_then(|claim| reader.claim(ruling, claim));
    let person = claim.and_then(|claim| claim.person);
    let judged = finding.fact.and_then(|seq| reader.case.by_seq(seq));
    let doer = judged.and_then(|fact| fact.doer());
    let theirs = ruling.claims.iter().filter(|claim| claim.person == person);
    ruling.claims.len() == 1 || (person.is_some() && doer == person && theirs.count() == 1)
}
