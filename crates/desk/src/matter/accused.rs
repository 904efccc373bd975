//! The violations of a case: what the engine proposes, and what people reported.

use ledger::record::JudgedCase;
use ruling::calendar::Instant;
use ruling::case::CaseFile;
use ruling::fact::{Answer, Fact, FactKind, Seq, StaffId};
use ruling::name::Symbol;
use ruling::policy::{Packs, Policy};
use ruling::ruling::{Party, Ruling, Source, Verdict, Violation};

use super::found::state_after;
use super::rows::Matter;
use super::{MatterKind, MatterState, Outcome};

/// What shows a violation, and whose.
struct Accusation {
    entry: Seq,
    name: Symbol,
    staff: Option<StaffId>,
    reporter: Option<StaffId>,
    clause: String,
    opened: Instant,
}

/// The violations of a case, each once.
pub(super) fn found(judged: &JudgedCase, packs: &Packs, policy: &Policy) -> Vec<Matter> {
    let file = &judged.file;
    let proposed = judged.ruling.violations.iter();
    let proposed = proposed.filter_map(|one| proposed_by_engine(&judged.ruling, file, packs, one));
    let reports = file.facts().iter();
    let reports = reports.filter(|fact| fact.kind == FactKind::ViolationOpened);
    let reported = reports.map(|fact| Accusation {
        entry: fact.seq,
        name: fact.what,
        staff: fact.person,
        reporter: fact.actor,
        clause: clause_named(packs, policy, fact.what),
        opened: fact.recorded,
    });
    let mut matters: Vec<Matter> = Vec::new();
    for accusation in proposed.chain(reported) {
        let matter = matter_of(judged, packs, accusation);
        if !matters.iter().any(|known| known.key() == matter.key()) {
            matters.push(matter);
        }
    }
    matters
}

fn proposed_by_engine(
    ruling: &Ruling,
    file: &CaseFile,
    packs: &Packs,
    violation: &Violation,
) -> Option<Accusation> {
    let shown_by = file.by_seq(violation.fact?)?;
    let staff = match violation.who {
        Party::Staff(staff) => Some(staff),
        _ => None,
    };
    // What shows by time alone arose when the time was over.
    let findings = ruling.findings.iter().filter(|finding| {
        let is_it = finding.source == violation.source && finding.fact == violation.fact;
        is_it && finding.verdict == Verdict::Fail
    });
    let late = findings.filter_map(|finding| finding.deadline);
    let late = late.filter(|deadline| *deadline <= ruling.at).max();
    let recorded = shown_by.recorded;
    let is_told = matches!(shown_by.kind, FactKind::Noted | FactKind::Inspected);
    let clause = packs.clause(violation.source);
    Some(Accusation {
        entry: shown_by.seq,
        name: violation.name,
        staff,
        reporter: shown_by
            .actor
            .filter(|actor| is_told && Some(*actor) != staff),
        clause: clause
            .map(|clause| clause.number.clone())
            .unwrap_or_default(),
        opened: late.map_or(recorded, |late| late.max(recorded)),
    })
}

fn matter_of(judged: &JudgedCase, packs: &Packs, accusation: Accusation) -> Matter {
    let file = &judged.file;
    let Accusation {
        entry, name, staff, ..
    } = accusation;
    let decision = decided(file, (entry, name, staff));
    Matter {
        kind: MatterKind::Violation,
        case: judged.id,
        entry,
        staff,
        other: accusation.reporter,
        name: packs.names.text(name).to_owned(),
        domain: judged.domain,
        clause: accusation.clause,
        opened: accusation.opened,
        state: decision.map_or(MatterState::Open, |decision| state_after(file, decision)),
        decided: decision.map(|decision| {
            let outcome = match decision.answer {
                Answer::Yes => Outcome::For,
                _ => Outcome::Against,
            };
            (decision.seq, decision.recorded, outcome)
        }),
    }
}

/// The last decision on a violation: the entry that shows it, its name, and who is accused.
pub(crate) fn decided(
    file: &CaseFile,
    (entry, name, staff): (Seq, Symbol, Option<StaffId>),
) -> Option<&Fact> {
    let mut facts = file.facts().iter().rev();
    facts.find(|fact| {
        fact.kind == FactKind::ViolationDecided
            && (!fact.what.is_some() || fact.what == name)
            && (fact.of.is_none() || fact.of == Some(entry))
            && (fact.person.is_none() || fact.person == staff)
            && fact.seq > entry
    })
}

fn clause_named(packs: &Packs, policy: &Policy, name: Symbol) -> String {
    let clause = forbidden_by(policy, name).and_then(|source| packs.clause(source));
    clause
        .map(|clause| clause.number.clone())
        .unwrap_or_default()
}

/// What forbids what a regulation has a name for.
pub(crate) fn forbidden_by(policy: &Policy, name: Symbol) -> Option<Source> {
    let mut rules = policy.violations.iter();
    let rule = rules.find(|bound| [bound.rule.name, bound.rule.also_name].contains(&name));
    rule.map(|bound| bound.source)
}
