//! Comparing a ruling with what is wanted.

use std::collections::BTreeSet;

use super::Scenario;
use super::parties::PartyWords;
use super::run::Miss;
use super::show::{Show, list, mode_word, standing_word, state_word};
use super::wanted::{
    ClaimWanted, CreditWanted, Expectation, ObligationWanted, RefusalWanted, SegmentWanted,
    StandingWanted, ViolationWanted, Wanted,
};
use crate::explain::explain;
use crate::fact::StaffId;
use crate::language::Language;
use crate::policy::Packs;
use crate::ruling::{
    ClaimOutcome, CreditLine, Obligation, Party, Ruling, Segment, Source, Standing, Verdict,
    Violation, Why,
};

/// What a comparison needs.
#[derive(Clone, Copy)]
struct Check<'a> {
    show: Show<'a>,
    ruling: &'a Ruling,
}

/// Everything that differs between a ruling and one expectation.
pub(super) fn ruling(
    scenario: &Scenario,
    packs: &Packs,
    expectation: &Expectation,
    ruling: &Ruling,
) -> Vec<Miss> {
    let check = Check {
        show: Show { scenario, packs },
        ruling,
    };
    let mut misses = Vec::new();
    for (key, written, wanted) in &expectation.wanted {
        if let Some(got) = check.differs(wanted) {
            misses.push(Miss {
                line: expectation.line,
                at: expectation.at_text.clone(),
                key,
                expected: written.clone(),
                got,
            });
        }
    }
    misses
}

impl Check<'_> {
    /// What came out instead, if it differs.
    fn differs(self, wanted: &Wanted) -> Option<String> {
        let Check { show, ruling } = self;
        let ownership = &ruling.ownership;
        let credit = &ruling.credit;
        let (met, got) = match wanted {
            Wanted::Owner(words) => (
                self.fits(words, ownership.owner, ownership.person),
                show.owner(ownership),
            ),
            Wanted::State(state) => (ownership.state == *state, self.state()),
            Wanted::Pending(reasons) => (ownership.reasons == *reasons, self.state()),
            Wanted::Mode(mode) => (
                ruling.protection.mode == *mode,
                mode_word(ruling.protection.mode).to_owned(),
            ),
            Wanted::Until(until) => (
                ruling.protection.until == *until,
                show.until(ruling.protection.until),
            ),
            Wanted::Window(until) => {
                let window = ruling.deals.iter().rev().find_map(|deal| deal.window_until);
                (window == *until, show.until(window))
            }
            Wanted::Clauses(clauses) => self.all_in(clauses, self.deciding()),
            Wanted::Failed(clauses) => self.all_in(clauses, self.with_verdict(Verdict::Fail)),
            Wanted::Passed(clauses) => self.all_in(clauses, self.with_verdict(Verdict::Pass)),
            Wanted::Claims(claims) => (
                claims
                    .iter()
                    .all(|wanted| ruling.claims.iter().any(|claim| self.claim(wanted, claim))),
                list(ruling.claims.iter().map(|claim| self.show_claim(claim))),
            ),
            Wanted::Violations(violations) => (
                one_to_one(violations, &ruling.violations, |wanted, got| {
                    self.violation(wanted, got)
                }),
                list(
                    ruling
                        .violations
                        .iter()
                        .map(|violation| show.violation(violation)),
                ),
            ),
            Wanted::Obligations(all) => (
                all.iter().all(|wanted| self.has_obligation(wanted)),
                self.obligations(),
            ),
            Wanted::NoObligations(all) => (
                !all.iter().any(|wanted| self.has_obligation(wanted)),
                self.obligations(),
            ),
            Wanted::Credit(lines) => (
                self.credit(lines),
                list(credit.lines.iter().map(|line| show.credit(line))),
            ),
            Wanted::CreditState(state) => (credit.state == *state, self.credit_state()),
            Wanted::CreditPending(reasons) => (credit.reasons == *reasons, self.credit_state()),
            Wanted::Segments(segments) => (
                self.segments(segments),
                list(ruling.segments.iter().map(|segment| show.segment(segment))),
            ),
            Wanted::Refused(all) => (
                all.iter().all(|wanted| self.refused(wanted)),
                self.failures(),
            ),
            Wanted::Lines(parts) => self.lines(parts),
        };
        (!met).then_some(got)
    }

    /// Whether all these parts are in the ruling's words for Chinese readers.
    fn lines(self, parts: &[String]) -> (bool, String) {
        let Show { scenario, packs } = self.show;
        let directory = scenario.people.directory();
        let language = Language::Chinese;
        let text = explain(self.ruling, packs, &scenario.case, &directory, language).to_text();
        (parts.iter().all(|part| text.contains(part)), text)
    }

    fn fits(self, words: &PartyWords, party: Option<Party>, person: Option<StaffId>) -> bool {
        let Ruling { at, known, .. } = *self.ruling;
        words.fit(party, person, &self.show.scenario.company, at, known)
    }

    fn state(self) -> String {
        let ownership = &self.ruling.ownership;
        format!(
            "{} {}",
            state_word(ownership.state),
            self.show.reasons(ownership.reasons)
        )
    }

    fn credit_state(self) -> String {
        let credit = &self.ruling.credit;
        format!(
            "{} {}",
            state_word(credit.state),
            self.show.reasons(credit.reasons)
        )
    }

    /// All of them; an empty list wants none.
    fn all_in(self, wanted: &[String], got: BTreeSet<String>) -> (bool, String) {
        let holds = match wanted {
            [] => got.is_empty(),
            wanted => wanted.iter().all(|clause| got.contains(clause)),
        };
        (holds, list(got.into_iter()))
    }

    fn with_verdict(self, verdict: Verdict) -> BTreeSet<String> {
        let findings = self.ruling.findings.iter();
        findings
            .filter(|finding| finding.verdict == verdict)
            .map(|finding| self.show.clause(finding.source))
            .collect()
    }

    /// Clauses of whatever decided: findings other than notes, owner, protection, credit, duties, violations.
    fn deciding(self) -> BTreeSet<String> {
        let ruling = self.ruling;
        let findings = ruling.findings.iter();
        let findings = findings.filter(|finding| finding.verdict != Verdict::Note);
        let sources = findings
            .map(|finding| finding.source)
            .chain(ruling.ownership.source)
            .chain(ruling.protection.source)
            .chain(ruling.deals.iter().filter_map(|deal| deal.ownership.source))
            .chain(ruling.credit.lines.iter().map(|line| line.source))
            .chain(
                ruling
                    .obligations
                    .iter()
                    .map(|obligation| obligation.source),
            )
            .chain(ruling.violations.iter().map(|violation| violation.source));
        sources.map(|source| self.show.clause(source)).collect()
    }

    fn claim(self, wanted: &ClaimWanted, claim: &ClaimOutcome) -> bool {
        let standing = match wanted.standing {
            StandingWanted::Exactly(standing) => standing == claim.standing,
            StandingWanted::Waiting => matches!(claim.standing, Standing::Waiting(_)),
        };
        standing
            && wanted.fact.is_none_or(|fact| fact == claim.fact)
            && wanted.priority.is_none_or(|place| place == claim.priority)
            && self.fits(&wanted.party, Some(claim.party), claim.person)
    }

    fn show_claim(self, claim: &ClaimOutcome) -> String {
        let who = match claim.person {
            Some(person) => self.show.party(Party::Staff(person)),
            None => self.show.party(claim.party),
        };
        let standing = standing_word(claim.standing);
        match claim.priority {
            0 => format!("#{} {who} {standing}", claim.fact),
            place => format!("#{} {who} {standing} {place}", claim.fact),
        }
    }

    fn is_clause(self, wanted: &Option<String>, source: Source) -> bool {
        wanted
            .as_ref()
            .is_none_or(|clause| *clause == self.show.clause(source))
    }

    fn violation(self, wanted: &ViolationWanted, got: &Violation) -> bool {
        wanted.name == got.name
            && self.is_clause(&wanted.clause, got.source)
            && wanted
                .upheld
                .is_none_or(|upheld| got.upheld == Some(upheld))
            && (got.miskeyed || !wanted.miskeyed)
            && self.fits(&wanted.party, Some(got.who), None)
    }

    fn has_obligation(self, wanted: &ObligationWanted) -> bool {
        self.ruling
            .obligations
            .iter()
            .any(|got| self.obligation(wanted, got))
    }

    fn obligation(self, wanted: &ObligationWanted, got: &Obligation) -> bool {
        wanted.what == got.what
            && self.is_clause(&wanted.clause, got.source)
            && wanted
                .due_until
                .is_none_or(|due| got.due_until == Some(due))
            && wanted.overdue.is_none_or(|overdue| got.overdue == overdue)
            && self.fits(&wanted.who, Some(got.who), None)
            && wanted
                .about
                .as_ref()
                .is_none_or(|about| self.fits(about, got.about, None))
    }

    fn obligations(self) -> String {
        let obligations = self.ruling.obligations.iter();
        list(obligations.map(|obligation| self.show.obligation(obligation)))
    }

    fn credit(self, wanted: &[CreditWanted]) -> bool {
        let kinds: Vec<_> = wanted.iter().map(|line| line.kind).collect();
        let lines = self.ruling.credit.lines.iter();
        let got: Vec<CreditLine> = lines
            .filter(|line| wanted.is_empty() || kinds.contains(&line.kind))
            .copied()
            .collect();
        one_to_one(wanted, &got, |wanted, got| {
            let same_share = |(parts, of): (u64, u64)| {
                got.of != 0 && parts * u64::from(got.of) == u64::from(got.parts) * of
            };
            wanted.kind == got.kind
                && wanted.share.is_none_or(same_share)
                && wanted.cents.is_none_or(|cents| got.cents == Some(cents))
                && self.fits(&wanted.party, Some(got.to), None)
        })
    }

    fn segments(self, wanted: &[SegmentWanted]) -> bool {
        let got = &self.ruling.segments;
        let fits = |wanted: &SegmentWanted, got: &Segment| {
            wanted.until == got.until
                && wanted.mode.is_none_or(|mode| mode == got.mode)
                && wanted
                    .owner
                    .as_ref()
                    .is_none_or(|words| self.fits(words, got.ownership.owner, got.ownership.person))
        };
        wanted.len() == got.len()
            && wanted
                .iter()
                .zip(got)
                .all(|(wanted, got)| fits(wanted, got))
    }

    /// A failing finding of the clause, about a claim that was refused.
    fn refused(self, wanted: &RefusalWanted) -> bool {
        let standing = |claim: u16| self.ruling.claims.get(usize::from(claim));
        let is_refused = |claim: Option<u16>| match claim {
            Some(claim) => standing(claim).is_some_and(|claim| claim.standing == Standing::Refused),
            None => self
                .ruling
                .claims
                .iter()
                .any(|claim| claim.standing == Standing::Refused),
        };
        self.ruling.findings.iter().any(|finding| {
            let named = match finding.why {
                Why::Missing(name)
                | Why::NotAllowed(name)
                | Why::Expired(name)
                | Why::NotHappened(name)
                | Why::Happens(name) => Some(name),
                _ => None,
            };
            finding.verdict == Verdict::Fail
                && self.show.clause(finding.source) == wanted.clause
                && wanted.missing.is_none_or(|missing| named == Some(missing))
                && is_refused(finding.claim)
        })
    }

    /// Failing findings, for the diff.
    fn failures(self) -> String {
        let findings = self.ruling.findings.iter();
        let failing = findings.filter(|finding| finding.verdict == Verdict::Fail);
        list(failing.map(|finding| {
            let clause = self.show.clause(finding.source);
            match finding.why {
                Why::Missing(name)
                | Why::NotAllowed(name)
                | Why::Expired(name)
                | Why::NotHappened(name)
                | Why::Happens(name) => {
                    format!("{clause} {}", self.show.name(name))
                }
                _ => clause,
            }
        }))
    }
}

/// Whether each wanted has a got of its own and none is left over.
fn one_to_one<W, G: Copy>(wanted: &[W], got: &[G], fits: impl Fn(&W, &G) -> bool) -> bool {
    let mut left: Vec<G> = got.to_vec();
    wanted.iter().all(|wanted| {
        let place = left.iter().position(|got| fits(wanted, got));
        place.map(|place| left.remove(place)).is_some()
    }) && left.is_empty()
}
