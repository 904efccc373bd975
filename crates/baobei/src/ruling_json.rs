//! A ruling for programs: everything in it, names and words beside the codes.

use ruling::calendar::{Instant, Zone, display_until};
use ruling::case::CaseFile;
use ruling::explain::{Explanation, InWords, Section, explain};
use ruling::fact::{Answer, Fact, Ref, Seq, StaffId};
use ruling::fact_file::CaseList;
use ruling::language::Language;
use ruling::name::Symbol;
use ruling::policy::Packs;
use ruling::ruling::{
    ClaimOutcome, CreditKind, CreditLine, DealOutcome, Finding, Obligation, Ownership, Party,
    Reasons, Ruling, Segment, Source, Stamp, Verdict, Violation, Why,
};
use ruling::scenario::{mode_word, pending_word, standing_word, state_word};
use ruling::what_if::{Change, WhatIf};
use serde_json::{Value, json};

/// What the parts of one ruling are told with.
pub(crate) struct Teller<'a> {
    pub(crate) packs: &'a Packs,
    pub(crate) case: &'a CaseFile,
    pub(crate) list: &'a CaseList,
    pub(crate) words: &'a InWords<'a>,
    pub(crate) language: Language,
}

impl Teller<'_> {
    /// The whole ruling.
    pub(crate) fn ruling(&self, ruling: &Ruling) -> Value {
        let numbered = (1..).zip(&ruling.claims);
        json!({
            "at": self.at(ruling.at),
            "known": self.at(ruling.known),
            "ownership": self.ownership(&ruling.ownership),
            "protection": {
                "mode": mode_word(ruling.protection.mode),
                "until": self.until(ruling.protection.until),
                "ended": self.until(ruling.protection.ended),
                "clause": ruling.protection.source.and_then(|source| self.words.clause(source)),
            },
            "segments": self.all(&ruling.segments, Self::segment),
            "claims": numbered.map(|(number, claim)| self.claim(number, claim)).collect::<Vec<_>>(),
            "deals": self.all(&ruling.deals, Self::deal),
            "credit": {
                "state": state_word(ruling.credit.state),
                "pending": reasons(ruling.credit.reasons),
                "lines": self.all(&ruling.credit.lines, Self::credit),
            },
            "findings": self.all(&ruling.findings, |teller, finding| teller.finding(ruling, finding)),
            "obligations": self.all(&ruling.obligations, Self::obligation),
            "violations": self.all(&ruling.violations, Self::violation),
            "facts": self.all(self.case.facts(), |teller, fact| teller.fact(ruling, fact)),
            "explanation": explanation(&explain(
                ruling,
                self.packs,
                self.case,
                &self.list.people.directory(),
                self.language,
            )),
            "stamp": stamp(&ruling.stamp),
        })
    }

    /// The change that would have kept a lost claim; none: no single one would.
    pub(crate) fn what_if(&self, claim: usize, found: Option<(&WhatIf, String)>) -> Value {
        let Some((found, text)) = found else {
            return json!({"claim": claim + 1, "change": null});
        };
        let change = match &found.change {
            Change::Add(fact) => json!({
                "kind": "add",
                "at": self.at(fact.occurred),
                "did": fact.kind.name(),
                "what": self.name(fact.what),
                "who": self.staff(fact.actor),
                "person": self.staff(fact.person),
                "of": fact.of,
            }),
            Change::Move { seq, to } => json!({"kind": "move", "fact": seq, "to": self.at(*to)}),
            Change::Give { seq, field } => {
                json!({"kind": "give", "fact": seq, "field": self.name(*field)})
            }
        };
        json!({
            "claim": claim + 1,
            "clause": self.words.clause(found.source),
            "change": change,
            "shift_seconds": found.shift_seconds,
            "text": text,
        })
    }

    fn all<T>(&self, items: &[T], tell: impl Fn(&Self, &T) -> Value) -> Vec<Value> {
        items.iter().map(|item| tell(self, item)).collect()
    }

    fn at(&self, instant: Instant) -> String {
        rfc3339(instant, &self.list.zone)
    }

    /// The first second after it, and the last moment within as people say it; null: no end.
    fn until(&self, until: Option<Instant>) -> Value {
        let until = until.filter(|until| *until != Instant::MAX);
        let Some(until) = until else {
            return Value::Null;
        };
        json!({
            "before": self.at(until),
            "text": display_until(until, &self.list.zone, self.language),
        })
    }

    fn name(&self, name: Symbol) -> Option<&str> {
        name.is_some().then(|| self.packs.names.text(name))
    }

    fn staff(&self, staff: Option<StaffId>) -> Option<&str> {
        staff.map(|staff| self.list.people.staff_name(staff))
    }

    fn rule(&self, source: Source) -> Value {
        let version = self.packs.version(source.version);
        json!({
            "clause": self.words.clause(source),
            "version": version.map(|version| version.version.as_str()),
        })
    }

    fn party(&self, party: Party) -> Value {
        let people = &self.list.people;
        let mut told = match party {
            Party::Staff(staff) => json!({"kind": "person", "name": people.staff_name(staff)}),
            Party::Unit(unit) => json!({"kind": "unit", "name": people.unit_name(unit)}),
            Party::Role(role, unit) => json!({
                "kind": "role",
                "name": self.packs.names.text(role),
                "unit": unit.map(|unit| people.unit_name(unit)),
            }),
            Party::Region(code) => json!({"kind": "region", "name": code.to_string()}),
            Party::Customer => json!({"kind": "customer"}),
        };
        if let Some(told) = told.as_object_mut() {
            told.insert("text".to_owned(), json!(self.words.party(party)));
        }
        told
    }

    fn ownership(&self, ownership: &Ownership) -> Value {
        json!({
            "state": state_word(ownership.state),
            "pending": reasons(ownership.reasons),
            "owner": ownership.owner.map(|owner| self.party(owner)),
            "person": self.staff(ownership.person),
            "claim": ownership.claim.map(|claim| claim + 1),
            "offered": self.staff(ownership.offered),
            "clause": ownership.source.and_then(|source| self.words.clause(source)),
        })
    }

    fn segment(&self, segment: &Segment) -> Value {
        json!({
            "from": self.at(segment.from),
            "until": self.until(segment.until),
            "mode": mode_word(segment.mode),
            "ownership": self.ownership(&segment.ownership),
        })
    }

    fn claim(&self, number: usize, claim: &ClaimOutcome) -> Value {
        json!({
            "claim": number,
            "fact": claim.fact,
            "person": self.staff(claim.person),
            "party": self.party(claim.party),
            "ranked_at": self.at(claim.ranked_at),
            "standing": standing_word(claim.standing),
            "priority": (claim.priority > 0).then_some(claim.priority),
            "awaits": self.name(claim.awaits),
        })
    }

    fn deal(&self, deal: &DealOutcome) -> Value {
        json!({
            "fact": deal.fact,
            "buyer": deal.buyer.and_then(|buyer| self.value(buyer)),
            "ownership": self.ownership(&deal.ownership),
            "window_until": self.until(deal.window_until),
        })
    }

    fn value(&self, reference: Ref) -> Option<&str> {
        self.list.intern.text(reference)
    }

    fn credit(&self, line: &CreditLine) -> Value {
        let kind = match line.kind {
            CreditKind::Performance => "performance",
            CreditKind::Commission => "commission",
            CreditKind::Fee => "fee",
        };
        json!({
            "to": self.party(line.to),
            "kind": kind,
            "ratio": (line.of != 0).then(|| json!({"parts": line.parts, "of": line.of})),
            "cents": line.cents,
            "clause": self.words.clause(line.source),
        })
    }

    fn finding(&self, ruling: &Ruling, finding: &Finding) -> Value {
        let verdict = match finding.verdict {
            Verdict::Pass => "pass",
            Verdict::Fail => "fail",
            Verdict::Open => "open",
            Verdict::Note => "note",
        };
        let (name, numbers) = about(finding.why);
        json!({
            "step": finding.step.label(Language::English),
            "rule": self.rule(finding.source),
            "verdict": verdict,
            "why": {
                "code": code(finding.why),
                "name": name.and_then(|name| self.name(name)),
                "numbers": numbers,
                "text": self.words.why(ruling, finding),
            },
            "claim": finding.claim.map(|claim| claim + 1),
            "fact": finding.fact,
            "against": finding.against,
            "at": self.at(finding.at),
            "deadline": self.until(finding.deadline),
        })
    }

    fn obligation(&self, obligation: &Obligation) -> Value {
        json!({
            "who": self.party(obligation.who),
            "what": self.name(obligation.what),
            "text": self.words.name(obligation.what),
            "about": obligation.about.map(|about| self.party(about)),
            "fact": obligation.fact,
            "due": self.until(obligation.due_until),
            "overdue": obligation.overdue,
            "clause": self.words.clause(obligation.source),
        })
    }

    fn violation(&self, violation: &Violation) -> Value {
        let evidence = [violation.fact, violation.against].into_iter().flatten();
        let evidence: Vec<Seq> = evidence.collect();
        json!({
            "who": self.party(violation.who),
            "name": self.name(violation.name),
            "text": self.words.name(violation.name),
            "evidence": evidence,
            "at": self.at(violation.at),
            "count": (violation.count > 0).then_some(violation.count),
            "miskeyed": violation.miskeyed,
            "upheld": violation.upheld,
            "clause": self.words.clause(violation.source),
        })
    }

    /// A fact as the case has it; `counts` says whether it was recorded in time for this ruling.
    fn fact(&self, ruling: &Ruling, fact: &Fact) -> Value {
        let answer = match fact.answer {
            Answer::None => None,
            Answer::Yes => Some("yes"),
            Answer::No => Some("no"),
            Answer::Return => Some("return"),
        };
        json!({
            "fact": fact.seq,
            "did": fact.kind.name(),
            "what": self.name(fact.what),
            "who": self.staff(fact.actor),
            "person": self.staff(fact.person),
            "of": fact.of,
            "answer": answer,
            "occurred": self.at(fact.occurred),
            "recorded": self.at(fact.recorded),
            "counts_at": self.at(fact.counts_at),
            "counts": fact.counts_at <= ruling.at && fact.recorded <= ruling.known,
            "text": self.words.fact(fact),
        })
    }
}

/// The instant on the zone's clock, with its distance from UTC.
pub(crate) fn rfc3339(instant: Instant, zone: &Zone) -> String {
    let (day, hour, minute, second) = zone.civil(instant);
    let clock = i64::from(hour) * 3600 + i64::from(minute) * 60 + i64::from(second);
    let ahead = i64::from(day.days()) * 86_400 + clock - instant.seconds();
    let sign = if ahead < 0 { '-' } else { '+' };
    let (hours, minutes) = (ahead.abs() / 3600, ahead.abs() / 60 % 60);
    format!("{day}T{hour:02}:{minute:02}:{second:02}{sign}{hours:02}:{minutes:02}")
}

fn reasons(reasons: Reasons) -> Vec<&'static str> {
    reasons.iter().map(pending_word).collect()
}

/// `OutOfRegion` becomes `out_of_region`.
fn code(why: Why) -> String {
    let debug = format!("{why:?}");
    let name = debug.split('(').next().unwrap_or_default();
    let mut code = String::new();
    for letter in name.chars() {
        if letter.is_ascii_uppercase() && !code.is_empty() {
            code.push('_');
        }
        code.push(letter.to_ascii_lowercase());
    }
    code
}

/// The name and numbers that a reason carries.
fn about(why: Why) -> (Option<Symbol>, Vec<i64>) {
    match why {
        Why::Missing(name)
        | Why::NotAllowed(name)
        | Why::Happened(name)
        | Why::NotHappened(name)
        | Why::Happens(name)
        | Why::StepPassed(name)
        | Why::StepAwaited(name)
        | Why::StepOutOfTurn(name)
        | Why::EndedBy(name)
        | Why::Forfeited(name)
        | Why::CadenceKept(name)
        | Why::CadenceBroken(name)
        | Why::MatchesThrough(name)
        | Why::Permitted(name)
        | Why::NotPermitted(name)
        | Why::PermissionAwaited(name) => (Some(name), Vec::new()),
        Why::Late(count) => (None, vec![count.into()]),
        Why::MissingYear(year) => (None, vec![year.into()]),
        Why::WithinLimit(count, of) | Why::LimitReached(count, of) => {
            (None, vec![count.into(), of.into()])
        }
        Why::Fee(cents) | Why::FeeNotChosen(cents) => (None, vec![cents]),
        _ => (None, Vec::new()),
    }
}

fn explanation(explanation: &Explanation) -> Value {
    let lines: Vec<_> = explanation
        .lines
        .iter()
        .map(|line| {
            let section = match line.section {
                Section::Reasons(step) => step.label(explanation.language),
                section => section.label(explanation.language),
            };
            let clause = line.clause.as_ref().map(|clause| &clause.number);
            json!({"section": section, "clause": clause, "text": line.text})
        })
        .collect();
    json!({"headline": explanation.headline, "lines": lines})
}

fn stamp(stamp: &Stamp) -> Value {
    json!({
        "packs": hex(stamp.packs),
        "company": hex(stamp.company),
        "calendar": hex(stamp.calendar),
        "divisions": hex(stamp.divisions),
        "semantics": stamp.semantics,
    })
}

fn hex(hash: [u8; 32]) -> String {
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}
